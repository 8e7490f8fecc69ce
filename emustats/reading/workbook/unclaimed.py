"""What becomes of cells that no reader claimed: by the role of their column, the kind of their row, their place.

Only what is plainly no count is set aside here; a number that may be one stays not read, which is a warning.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from emustats.numbers import parse_number, parse_recipient_counts
from emustats.reading.sheet.grid import Grid
from emustats.reading.sheet.layout import RawTable, is_foot
from emustats.reading.sheet.rows import is_comparison, is_plain_total, is_total, split_mark
from emustats.reading.sheet.vocabulary import mark_kind
from emustats.reading.tables.readout import Fate, Readout
from emustats.reference import Reference
from emustats.text import clean

Place = tuple[int, int]
Fates = dict[Place, Fate]

SIGNATURE = Fate("set_aside", "signature")
_LABEL, _TITLE, _REMARK = Fate("fact", "label"), Fate("set_aside", "title"), Fate("set_aside", "remark")
_ORDINAL, _COLUMN_NUMBER = Fate("set_aside", "ordinal"), Fate("set_aside", "column_number")
_OTHER_PERIOD = Fate("set_aside", "other_period")
_OTHER = Fate("set_aside", "other_table")
# Columns that never hold what a table counts.
_ASIDE = {
    "number": _ORDINAL,
    "note": _REMARK,
    "line_code": Fate("set_aside", "line_code"),
    "measure": Fate("set_aside", "measure"),
    "rate": Fate("set_aside", "share"),
    "difference": Fate("set_aside", "difference"),
    "person": Fate("set_aside", "person"),
    "decision_no": Fate("set_aside", "decision"),
    "decision_date": Fate("set_aside", "date"),
    "partial": Fate("set_aside", "of_which"),
}
# Columns that say what the counts of a row are about.
_LABELS = frozenset(
    "award name title criterion subunit plain_label authority basis state recipient class kind self_assessed".split()
)
_ACROSS = "across"
# Why all rows of a table may have been taken out again.
_DROPPED = ("repeated", "may_overlap")
_SUMS = frozenset({"tally", "cross", "scores"})
_STARTS = frozenset("+-0123456789")
_NUMERAL = re.compile(r"[+-]?\d[\d., ]*%?")
_PHONE = re.compile(r"0[\d. ]{8,}")
_LARGEST_ORDINAL = 1000
_FEWEST_LETTERS = 3
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@lru_cache(maxsize=16384)
def _is_numeral(text: str) -> bool:
    """Whether a text is nothing but a number; a telephone number is none."""
    plain = clean(text)
    return bool(_NUMERAL.fullmatch(plain)) and not _PHONE.fullmatch(plain)


@lru_cache(maxsize=16384)
def _says_number(text: str) -> bool:
    return parse_number(text).mark == "number" or bool(parse_recipient_counts(text))


def is_number_cell(grid: Grid, index: int) -> bool:
    """Whether a cell holds a number by itself, typed as one or as a text of digits."""
    text = grid.texts[index]
    if text is None:
        return grid.kinds[index] == "n"
    return (text[0] in _STARTS or text[0].isspace()) and _is_numeral(text)


def number_cells(grid: Grid) -> list[int]:
    """The cells that ``is_number_cell`` holds of, in the order of the sheet; one loop, as every workbook passes here."""
    texts, kinds = grid.texts, grid.kinds
    found = []
    for index in grid.at.values():
        text = texts[index]
        if text is None:
            if kinds[index] == "n":
                found.append(index)
        elif not text[0].isalpha() and is_number_cell(grid, index):
            found.append(index)
    return found


def says_number(grid: Grid, index: int) -> bool:
    """Whether a cell says a number without being one: "3 TT, 4 CN" does, and counts as one where it is counted."""
    text = grid.texts[index]
    return text is not None and not is_number_cell(grid, index) and _says_number(text)


class Standing(NamedTuple):
    """A table as it stands; ``read`` as its reader got it, None where none took it; ``whole``: what a finding says of all
    its numbers."""

    table: RawTable
    read: RawTable | None
    whole: Fate | None


def of_table(out: Readout, grid: Grid, standing: Standing, wanted: set[int], reference: Reference) -> Fates:
    """The fates of the wanted cells of one table."""
    table, read, whole = standing
    fates: Fates = {}
    for row, index in _cells(grid, range(table.first_row, table.last_row + 1), wanted):
        fates[row, grid.columns[index]] = _LABEL if read is not None else _TITLE
    kept = set(table.body)
    below = range(table.last_row + 1, max(table.body, default=table.last_row) + 1)
    for row, index in _cells(grid, set(below) - kept, wanted):
        fates[row, grid.columns[index]] = _between(grid, row)
    left = _cells(grid, kept, wanted)
    if not left:
        return fates
    # Under the names of awards columns have no role of their own.
    nameless = _ACROSS if table.kind == "cross" else ""
    roles = {column.column: column.role or nameless for column in table.columns}
    narrowed = {column.column: column.role or nameless for column in read.columns} if read is not None else roles
    held = [fate for row in table.body for column in roles if (fate := out.fates.get((grid.name, row, column)))]
    is_counted = any(fate.fate == "counted" for fate in held)
    whole = whole or next((fate for fate in held if fate.reason in _DROPPED and not is_counted), None)
    # A reader that accounts for its cells has the last word; the generous rules are for those that don't.
    speaks = read is None or any(fate.fate != "counted" for fate in held)
    rows = set(read.body) if read is not None else kept
    general: dict[int, Fate | None] = {}
    for row, index in left:
        if row not in general:
            of_all = whole if row in rows else _OTHER_PERIOD
            general[row] = of_all or (None if speaks else _of_row(out, grid, table, row, reference))
        column = grid.columns[index]
        role = narrowed.get(column, "" if read is None or column not in roles else None)
        fate = _of_cell(grid, index, role, general[row], is_read=read is not None)
        if fate is not None:
            fates[row, column] = fate
    return fates


def _cells(grid: Grid, rows: range | set[int], wanted: set[int]) -> list[tuple[int, int]]:
    # Few cells are wanted, of many that there are.
    return [(grid.rows[index], index) for index in sorted(wanted) if grid.rows[index] in rows]


def _between(grid: Grid, row: int) -> Fate:
    """A row that is no row of the body: column numbers under the header, a remark, a repeated header."""
    cells = grid.by_row[row]
    if all(grid.texts[index] is None or len(clean(grid.texts[index])) <= 8 for index in cells):
        return _COLUMN_NUMBER
    return _REMARK if len(cells) == 1 else _LABEL


def _of_cell(grid: Grid, index: int, role: str | None, rest: Fate | None, *, is_read: bool) -> Fate | None:
    """One cell of a body; ``role`` is None for a column that was left out because it is about another period."""
    if role is None:
        return _OTHER_PERIOD
    if role in _ASIDE:
        return _ASIDE[role]
    if not is_number_cell(grid, index):
        if grid.kinds[index] in "eu":
            return Fate("not_read", "no_value")
        if role in _LABELS or role in ("", _ACROSS):
            return _LABEL if is_read and role else _REMARK if is_read else _OTHER
        return rest if rest is not None and rest.fate != "checked" else _REMARK
    if role in _LABELS:
        return _LABEL if is_read else _OTHER
    return rest if role or rest is not None and rest.fate == "set_aside" else None


def _of_row(out: Readout, grid: Grid, table: RawTable, row: int, reference: Reference) -> Fate | None:
    """What the numbers of a row are that its reader did not count: totals, sums of the rows below, comparisons."""
    if table.kind not in _SUMS:
        texts = [grid.texts[index] for index in grid.by_row[row] if grid.texts[index]]
        closes = any(is_plain_total(split_mark(text)[1], reference) for text in texts[:2])
        return Fate("checked", "total") if closes else None
    labels = [split_mark(grid.texts[index])[1] for index in grid.by_row[row][:3] if grid.texts[index]]
    if any(is_total(label, reference) for label in labels):
        return Fate("checked", "total")
    if any(is_comparison(label, reference) for label in labels):
        return Fate("set_aside", "difference")
    counted = any(
        fate.fate == "counted"
        for index in grid.by_row[row]
        if (fate := out.fates.get((grid.name, row, grid.columns[index]))) is not None
    )
    if counted:
        return Fate("checked", "row_total")
    labelled = labels or any((row, column.column) in grid.merged_into for column in table.columns[:3])
    return Fate("checked", "subtotal") if labelled else None


def of_loose_cells(grid: Grid, tables: list[RawTable], wanted: set[int], reference: Reference) -> Fates:
    """The fates of the wanted cells outside of tables: titles, remarks, signatures, ordinals, years; other numbers get none."""
    starts = {table.first_row for table in tables}
    inside = {row for table in tables for row in range(table.first_row, max(table.body, default=table.last_row) + 1)}
    fates: Fates = {}
    if all(grid.rows[index] in inside for index in wanted):
        return fates
    is_foot_row, seen = False, False
    for position, row in enumerate(grid.row_numbers):
        if row in starts:
            is_foot_row, seen = False, True
        if row in inside:
            continue
        is_foot_row = is_foot_row or is_foot(grid, row, reference)
        text = SIGNATURE if is_foot_row else _REMARK if seen else _TITLE
        here = [index for index in grid.by_row[row] if index in wanted]
        number = _of_numbers(grid, position) if here else None
        for index in here:
            place = (row, grid.columns[index])
            if not is_number_cell(grid, index):
                kind = grid.kinds[index]
                fates[place] = Fate("set_aside", "date") if kind == "d" else text
            elif is_foot_row and seen:
                fates[place] = SIGNATURE
            elif number is not None and (number != _ORDINAL or index == grid.by_row[row][0]):
                fates[place] = number
    return fates


def _of_numbers(grid: Grid, position: int) -> Fate | None:
    """What the numbers of a loose row are, where they are plainly no figures: years, labels of columns, its ordinal."""
    row = grid.row_numbers[position]
    cells = grid.by_row[row]
    numbers = [(index, _value(grid, index)) for index in cells if is_number_cell(grid, index)]
    if not numbers:
        return None
    values = [value for _, value in numbers]
    if all(value == value // 1 and _FIRST_YEAR <= value <= _LAST_YEAR for value in values):
        return Fate("set_aside", "date")
    short = all(is_number_cell(grid, index) or len(clean(grid.texts[index] or "")) == 1 for index in cells)
    if short and len(cells) > 2 and values == [values[0] + step for step in range(len(values))] and values[0] <= 2:
        return _COLUMN_NUMBER
    first, value = numbers[0]
    if len(numbers) > 1 or first != cells[0] or len(cells) < 2 or not 0 < value <= _LARGEST_ORDINAL:
        return None
    words = clean(grid.texts[cells[1]] or "")
    if sum(letter.isalpha() for letter in words) < _FEWEST_LETTERS or mark_kind(words):
        return None
    return _ORDINAL if value == 1 or _neighbours(grid, position, grid.columns[first], value) else None


def _neighbours(grid: Grid, position: int, column: int, value: float) -> bool:
    """Whether the number before or after this one stands in the same column of a row near by."""
    near = grid.row_numbers[max(position - 2, 0) : position + 3]
    indices = [grid.at[row, column] for row in near if (row, column) in grid.at]
    held = [_value(grid, index) for index in indices if is_number_cell(grid, index)]
    return value - 1 in held or value + 1 in held


def _value(grid: Grid, index: int) -> float:
    if grid.kinds[index] == "n":
        return float(grid.values[index])
    number = parse_number(grid.texts[index]).value
    return -1.0 if number is None else number
