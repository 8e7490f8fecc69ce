"""What part of a workbook belongs to the report: columns and tables of other years are left out, and said so."""

from __future__ import annotations

from emustats.dates import find_year
from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import Grid
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.roles import assign
from emustats.reading.sheet.titles import is_part_of_year, is_period
from emustats.reading.sheet.vocabulary import HeaderWords, label_key
from emustats.reading.tables.readout import Readout, report
from emustats.reading.tables.selection import makes_year
from emustats.reading.workbook.own_periods import holds_whole_year


def tables_of_year(
    out: Readout, tables: list[tuple[Grid, RawTable]], year: int | None, words: HeaderWords
) -> list[tuple[Grid, RawTable]]:
    """The tables that report ``year``, without their columns of other years; what is left out is noted.

    A table whose title names another year is left out only beside one of the same kind that names the year asked for.
    """
    named = [(grid, table, _year_of(grid, table)) for grid, table in tables]
    reported = {table.kind for _, table, own in named if own == year is not None}
    parts = {id(table) for grid, table in tables if _is_part(grid, table, year, words)}
    annual = {table.kind for _, table in tables if id(table) not in parts}
    counts = [(grid, table) for grid, table in tables if table.kind == "counts"]
    tiled = makes_year({_part_said(grid, table, words)[0] for grid, table in counts if id(table) in parts})
    kept = []
    for grid, table, own in named:
        place = (table.first_row, table.columns[0].column)
        if own is not None and own != year and table.kind in reported:
            report(out, "table_of_other_year", grid, place, own)
            continue
        if table.kind in annual and id(table) in parts:
            report(out, "table_of_part_of_year", grid, place, grid.name)
            continue
        if table.kind == "counts":
            if id(table) in parts and not tiled:
                report(out, "part_of_year_only", grid, place, _part_said(grid, table, words)[1])
                continue
            kept.append((grid, table))
            continue
        columns = tuple(c for c in table.columns if not any(is_period(label, words.reference) for label in c.path))
        if len(columns) < len(table.columns):
            table = table._replace(columns=assign(columns, table.kind, words))
        years = {column.column: found for column in table.columns if (found := _column_year(column)) is not None}
        if len(set(years.values())) > 1 or table.kind == "targets" and years and year not in years.values():
            if year not in years.values():
                report(out, "years_unclear", grid, place, ", ".join(map(str, sorted(set(years.values())))))
                continue
            columns = tuple(c for c in table.columns if years.get(c.column, year) == year)
            table = table._replace(columns=assign(columns, table.kind, words))
        kept.append((grid, _without_rows_of_other_years(grid, table, year)))
    return kept


def _without_rows_of_other_years(grid: Grid, table: RawTable, year: int | None) -> RawTable:
    """The table without rows labelled with other years ("Năm 2018"), when one is labelled with the year asked for."""
    years = {row: found for row in table.body if (found := _row_year(grid, row)) is not None}
    if year not in years.values():
        return table
    return table._replace(body=tuple(row for row in table.body if years.get(row, year) == year))


def _row_year(grid: Grid, row: int) -> int | None:
    for index in grid.by_row[row][:2]:
        text = grid.texts[index]
        if text is not None and "20" in text and not label_key(text):
            return find_year(text)
    return None


def _is_part(grid: Grid, table: RawTable, year: int | None, words: HeaderWords) -> bool:
    """Whether a table is about a part of the year, as its title or sheet says and no columns or rows of its own deny."""
    said = any(is_part_of_year(text, words.reference) for text in (*table.titles[-2:], grid.name))
    return said and not (table.kind == "counts" and holds_whole_year(grid, table, words, year))


def _part_said(grid: Grid, table: RawTable, words: HeaderWords) -> tuple[str, str]:
    """The part of the year that the titles of a table name, and the text that names it."""
    for text in (*reversed(table.titles[-2:]), grid.name):
        if is_part_of_year(text, words.reference):
            said = read_label(text, grammar(words.reference)).values("period")
            return next((value for value in said if not value.isdigit() and value != "year"), ""), text
    return "", grid.name


def _year_of(grid: Grid, table: RawTable) -> int | None:
    """The year that the nearest title of a table names, or else its sheet's name."""
    return next((year for text in (*reversed(table.titles), grid.name) if (year := find_year(text))), None)


def _column_year(column: Column) -> int | None:
    return next((year for label in reversed(column.path) if (year := find_year(label))), None)
