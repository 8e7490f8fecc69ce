"""Cells to sheets: the grid, its vocabulary, headers, rows and roles, and where the tables are."""
