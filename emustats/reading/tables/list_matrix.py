"""Lists whose columns are awards and whose marks say who won which."""

from __future__ import annotations

from typing import NamedTuple

from emustats.numbers import parse_number
from emustats.reading.sheet.grammar import grammar
from emustats.reading.sheet.grid import Grid, key_of, text_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.roles import assign
from emustats.reading.sheet.rows import is_total
from emustats.reading.sheet.vocabulary import HeaderWords, names_award
from emustats.reading.tables.list_sections import is_mark
from emustats.reading.tables.measures import measures_of
from emustats.reference.names import Resolution


class Mark(NamedTuple):
    """One column of a matrix: the award over it and what else its header says."""

    column: int
    text: str
    found: Resolution
    recipient: str | None
    basis: str | None
    state: str | None


def matrix_of(grid: Grid, table: RawTable, words: HeaderWords) -> tuple[RawTable, tuple[Mark, ...]] | None:
    """The table as a list with columns of marks, or None when its cells are no marks.

    Crosses tell a matrix; ones do so only beside names, as a sub-unit may have one award of a kind.
    """
    if table.kind not in ("cross", "list"):
        return None
    marks = tuple(mark for column in table.columns if (mark := _mark(column, words)) is not None)
    if not marks or not any(mark.found.code for mark in marks):
        return None
    columns = {mark.column for mark in marks}
    plain = assign(tuple(c._replace(role="") for c in table.columns if c.column not in columns), "list", words)
    roles = {column.role for column in plain}
    cells = [_kind(grid, index, words) for row in _lines(grid, table, words) for index in grid.by_row[row]
             if grid.columns[index] in columns]  # fmt: skip
    crosses, ones = cells.count("cross"), cells.count("one")
    named = "name" in roles
    if not (named or "subunit" in roles) or not (crosses or named and ones) or 2 * (crosses + ones) < len(cells):
        return None
    if not crosses and "other" in cells:
        return None
    rest = tuple(Column(c.column, "", c.path) for c in table.columns if c.column in columns)
    ordered = tuple(sorted((*plain, *rest), key=lambda column: column.column))
    return table._replace(kind="list", columns=ordered), marks


def _lines(grid: Grid, table: RawTable, words: HeaderWords) -> list[int]:
    """The rows of a body without its totals."""
    return [
        row
        for row in table.body
        if not any(grid.texts[i] is not None and is_total(grid.texts[i], words.reference) for i in grid.by_row[row][:2])
    ]


def _kind(grid: Grid, index: int, words: HeaderWords) -> str:
    text = text_at(grid, index)
    said = parse_number(text)
    if said.mark in ("dash", "none_word", "blank") or said.value == 0:
        return "none"
    if not is_mark(text, words.reference):
        return "other"
    return "one" if said.value == 1 else "cross"


def _mark(column: Column, words: HeaderWords) -> Mark | None:
    """A column under the name of an award; a header like "Hình thức khen thưởng" is none."""
    own = [label for label in column.path if key_of(label) not in words.roles]
    if not any(names_award(label, words.reference) for label in own):
        return None
    if any(role in ("name", "person", "given_name", "family_name", "number") for kind, role in
           words.roles.get(key_of(column.path[-1]), ()) if kind in ("list", "any")):  # fmt: skip
        return None
    measure = measures_of([column], grammar(words.reference), None)[0]
    if measure.award is None or measure.is_total:
        return None
    return Mark(column.column, measure.award_text, measure.award, measure.recipient, measure.basis, measure.state)
