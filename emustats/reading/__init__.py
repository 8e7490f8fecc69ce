"""From the bytes of a received workbook to tidy rows: container, cells, layout, tidy rows, one submission."""
