"""The papers of the year-end conference: charts, the workbook of tables, the report."""
