"""What becomes of each cell of a list."""

from __future__ import annotations

from emustats.reading.tables.list_lines import Line
from emustats.reading.tables.list_view import ListView, cells_of
from emustats.reading.tables.readout import Readout, claim

_FATES = {
    "name": ("fact", "person"),
    "given_name": ("fact", "person"),
    "person": ("fact", "person"),
    "award": ("fact", ""),
    "authority": ("fact", ""),
    "recipient": ("fact", ""),
    "basis": ("fact", ""),
    "state": ("fact", ""),
    "class": ("fact", ""),
    "year": ("fact", "date"),
    "decision_no": ("fact", "decision"),
    "decision_date": ("fact", "date"),
    "number": ("set_aside", "ordinal"),
    "line_code": ("set_aside", "line_code"),
    "note": ("set_aside", "remark"),
    "money": ("set_aside", "money"),
    "subunit": ("fact", "person"),
}


def claim_header(out: Readout, view: ListView) -> None:
    """The labels over the columns of a list bear on its lines."""
    for row in range(view.table.first_row, view.table.last_row + 1):
        if row in view.grid.by_row:
            claim_row(out, view, row, "fact", "title")


def claim_row(out: Readout, view: ListView, row: int, fate: str, reason: str) -> None:
    """One fate for all cells of a row."""
    for index in cells_of(view, row):
        claim(out, view.grid, (row, view.grid.columns[index]), fate, reason)


def claim_line(out: Readout, view: ListView, line: Line) -> None:
    """The cells of a line by the roles of their columns; what no column explains is a remark beside the name."""
    roles = {column.column: column.role for column in view.table.columns}
    for index in cells_of(view, line.row):
        column = view.grid.columns[index]
        role = roles.get(column, "")
        ordinal = not role and column < line.place[1] and view.grid.kinds[index] == "n"
        fate, reason = _FATES.get("number" if ordinal else role, ("set_aside", "remark"))
        claim(out, view.grid, (line.row, column), fate, reason)
    claim(out, view.grid, line.place, "fact", "person")
