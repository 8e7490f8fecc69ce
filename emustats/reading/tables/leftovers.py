"""What becomes of the cells of a table that give no rows: columns set aside, unknown columns, other years."""

from __future__ import annotations

from emustats.dates import find_year
from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, label_at, text_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.tables.readout import Readout, claim, report
from emustats.reference.teaching import offers, roles_of

_ASIDE = {"number": "ordinal", "note": "remark", "line_code": "line_code"}


def cells_of(grid: Grid, table: RawTable, column: int) -> list[tuple[int, int]]:
    """The filled cells of a column in the body."""
    return [(row, column) for row in table.body if (row, column) in grid.at]


def label_of(grid: Grid, table: RawTable, column: Column) -> str:
    """The labels over a column as they are typed, from top to leaf."""
    seen: list[str] = []
    for label in labels_at(grid, table, column.column):
        if label not in seen:
            seen.append(label)
    return " / ".join(seen or column.path)


def labels_at(grid: Grid, table: RawTable, column: int) -> list[str]:
    """The texts over a column in the header rows, from top to leaf."""
    labels = (label_at(grid, row, column) for row in range(table.first_row, table.last_row + 1))
    return [label for label in labels if label is not None]


def is_number(grid: Grid, index: int) -> bool:
    """Whether a cell holds a number, typed as a number or as text."""
    if grid.kinds[index] in "nu":
        return True
    return grid.texts[index] is not None and parse_number(text_at(grid, index)).mark in ("number", "ambiguous")


def set_column_aside(out: Readout, grid: Grid, table: RawTable, column: int, reason: str) -> None:
    """Set the cells of a column aside for one reason."""
    for place in cells_of(grid, table, column):
        claim(out, grid, place, "set_aside", reason, table=table.kind)


def claim_header(out: Readout, grid: Grid, table: RawTable) -> None:
    """The labels of the columns are facts of the table."""
    for column in table.columns:
        for row in range(table.first_row, table.last_row + 1):
            claim(out, grid, (row, column.column), "fact", "", table=table.kind)


def claim_plain_columns(out: Readout, grid: Grid, table: RawTable) -> None:
    """Running numbers, remarks and codes bear on no figure."""
    for column in table.columns:
        if column.role in _ASIDE:
            set_column_aside(out, grid, table, column.column, _ASIDE[column.role])


def unknown_column(out: Readout, grid: Grid, table: RawTable, column: Column) -> None:
    """A column with an unknown header bears on nothing; numbers in it are told."""
    places = cells_of(grid, table, column.column)
    numbers = [place for place in places if is_number(grid, grid.at[place])]
    for place in places:
        if place in numbers:
            claim(out, grid, place, "not_read", "label_unknown", table=table.kind)
        else:
            claim(out, grid, place, "set_aside", "remark", table=table.kind)
    if places:
        code = "column_numbers_not_read" if numbers else "column_not_read"
        label = label_of(grid, table, column)
        lines = offers(column.path[-1] if column.path else label, _roles_for(table))
        report(out, code, grid, (table.last_row, column.column), label, count=len(numbers), **lines)


def _roles_for(table: RawTable) -> list[str]:
    """The roles that a column of the table may be taught: those that no column has, and that of a remark."""
    return [*roles_of(table.kind, leaving={column.role for column in table.columns}), "any.note"]


def columns_left_out(out: Readout, grid: Grid, table: RawTable) -> None:
    """Columns inside the table that are not its own: those of other years were left out before; numbers without
    any label are told."""
    known = {column.column for column in table.columns}
    for column in range(min(known, default=0), max(known, default=-1) + 1):
        if column in known:
            continue
        labels = labels_at(grid, table, column)
        places = cells_of(grid, table, column)
        if any(find_year(label) is not None for label in labels):
            set_column_aside(out, grid, table, column, "earlier_period")
            continue
        bare = [place for place in places if is_number(grid, grid.at[place])]
        for place in bare:
            claim(out, grid, place, "not_read", "no_label", table=table.kind)
        if bare:
            lines = offers(labels[-1], _roles_for(table)) if labels else {}
            report(out, "column_numbers_not_read", grid, bare[0], " / ".join(labels), count=len(bare), **lines)


def leave_unread(out: Readout, grid: Grid, table: RawTable, column: int, reason: str) -> None:
    """The cells of a column that is told elsewhere are not read."""
    for place in cells_of(grid, table, column):
        claim(out, grid, place, "not_read", reason, table=table.kind)


def repeated_column(out: Readout, grid: Grid, table: RawTable, column: Column) -> None:
    """A second column of one meaning is not read."""
    leave_unread(out, grid, table, column.column, "same_facts")
    if cells_of(grid, table, column.column):
        report(out, "value_columns_many", grid, (table.last_row, column.column), label_of(grid, table, column))
