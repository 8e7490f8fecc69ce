"""What a list leaves open: columns of numbers under headers of texts, and lines without a decision beside lines with one."""

from __future__ import annotations

from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.titles import states_state
from emustats.reading.tables import leftovers
from emustats.reading.tables.list_columns import Frame
from emustats.reading.tables.list_view import ListView, origin_of
from emustats.reading.tables.readout import Readout, report
from emustats.reference.teaching import offers, roles_of

# What is said in words: a column of these that holds only numbers says nothing, the more so beside one of words.
_NAMES = ("name", "given_name")
_OF_WORDS = (*_NAMES, "award", "recipient", "state", "basis", "authority", "subunit", "decision_no", "class")


def without_numbers(grid: Grid, table: RawTable) -> tuple[RawTable, list[Column]]:
    """The table without the roles of columns that hold nothing but numbers while another one of the role holds texts,
    and these columns; those of names are told even alone."""
    numeric = [c for c in table.columns if c.role in _OF_WORDS and _only_numbers(grid, table, c.column)]
    worded = {_kind(c.role) for c in table.columns if c.role in _OF_WORDS and c not in numeric and leftovers.cells_of(grid, table, c.column)}  # fmt: skip
    dropped = [c for c in numeric if _kind(c.role) in worded]
    columns = tuple(c._replace(role="") if c in dropped else c for c in table.columns)
    return table._replace(columns=columns), [c for c in numeric if c in dropped or c.role in _NAMES]


def _kind(role: str) -> str:
    return "name" if role in _NAMES else role


def _only_numbers(grid: Grid, table: RawTable, column: int) -> bool:
    held = [grid.at[place] for place in leftovers.cells_of(grid, table, column)]
    return bool(held) and all(leftovers.is_number(grid, index) for index in held)


def tell_numbers(out: Readout, view: ListView, numeric: list[Column]) -> None:
    """Warn of the columns that hold numbers where words are due."""
    for column in numeric:
        count = len(leftovers.cells_of(view.grid, view.table, column.column))
        label = leftovers.label_of(view.grid, view.table, column)
        lines = offers(label, [*roles_of("list"), "any.note"])
        place = (view.table.last_row, column.column)
        report(out, "column_numbers_not_read", view.grid, place, label, count=count, **lines)


def tell_undecided(out: Readout, view: ListView, frame: Frame, lines: list[int]) -> None:
    """Warn of lines without a decision beside lines with one, where nothing says that all are decided."""
    table = view.table
    column = table.column("decision_no")
    if column is None or frame.state_column is not None or view.default_state != "decided" or frame.award_state or frame.group.state:  # fmt: skip
        return
    if states_state(table, view.grid.name, view.words.reference):
        return
    held = {row: origin_of(view.grid, (row, column)) for row in lines}
    said = [any(letter.isdigit() for letter in text_at(view.grid, view.grid.at[p])) if p else False for p in held.values()]  # fmt: skip
    if any(said) and not all(said):
        unsaid = [row for row, says in zip(held, said, strict=True) if not says]
        report(out, "decision_not_stated", view.grid, (unsaid[0], column), count=len(unsaid))
