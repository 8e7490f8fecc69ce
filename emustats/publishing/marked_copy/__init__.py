"""The marked copy that goes back to a unit: its workbook with every finding at its cell."""
