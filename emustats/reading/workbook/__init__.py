"""The workbook as a whole: whose it is, of which year, and what of it counts."""
