"""One list as its reader sees it: its columns of names, the cells of a row that are its own, what a cell says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from emustats.numbers import parse_number
from emustats.reading.sheet.grammar import grammar, names_open, read_label
from emustats.reading.sheet.grid import Grid, key_of, text_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.list_codes import Codes
from emustats.reading.tables.readout import Readout, fix, plain_text, report
from emustats.reference.reading_words import keys

if TYPE_CHECKING:
    from emustats.reading.tables.list_matrix import Mark

_FARTHEST_ABOVE = 500
_NAME_ROLES = ("name", "given_name")


class ListRules(NamedTuple):
    """What the whole workbook says about its lists: the key that hides names, its code lists, whether names stay.

    ``year`` is the year of the report, None when it is not known.
    """

    person_key: bytes
    codes: Codes
    keep_names: bool
    year: int | None = None


class ListView(NamedTuple):
    """A table read as a list. ``reach``: its first and last column; ``names``: columns of names, those of one name
    together; ``marks``: the columns of a matrix in which a mark means the award over it; ``named_by_header``: whose names
    those of ``names`` are, as far as their headers say."""

    grid: Grid
    table: RawTable
    words: HeaderWords
    rules: ListRules
    default_state: str
    reach: tuple[int, int]
    names: tuple[tuple[Column, ...], ...]
    marks: tuple[Mark, ...] = ()
    named_by_header: tuple[str | None, ...] = ()


def view_of(
    grid: Grid,
    table: RawTable,
    words: HeaderWords,
    rules: ListRules,
    default_state: str,
    *,
    marks: tuple[Mark, ...] = (),
) -> ListView:
    """The list that a table holds."""
    view = ListView(grid, table, words, rules, default_state, _reach(grid, table), name_columns(table), marks)
    return view._replace(named_by_header=tuple(_recipient_by_header(view, group) for group in view.names))


def name_columns(table: RawTable) -> tuple[tuple[Column, ...], ...]:
    """The columns of names: "Họ" and "Tên", or two under one merged header, make up one name."""
    found: list[list[Column]] = []
    for column in table.columns:
        if column.role not in _NAME_ROLES:
            continue
        before = found[-1][-1] if found else None
        if (
            before is not None
            and before.column == column.column - 1
            and (column.role == "given_name" or column.path == before.path)
        ):
            found[-1].append(column)
        else:
            found.append([column])
    if not found:
        found = [[column] for column in table.columns if column.role == "subunit"][:1]
    return tuple(tuple(group) for group in found)


def _reach(grid: Grid, table: RawTable) -> tuple[int, int]:
    """The columns that belong to the list: its own, and those beside it under no header of another list."""
    first = min(column.column for column in table.columns)
    last = max(column.column for column in table.columns)
    header = {
        column
        for row in range(table.first_row, table.last_row + 1)
        for index in grid.by_row.get(row, ())
        for column in (grid.columns[index],)
    }
    if not any(column < first for column in header):
        first = 0
    if not any(column > last for column in header):
        last = max(grid.columns, default=last) + 1
    return first, last


def cells_of(view: ListView, row: int) -> list[int]:
    """The filled cells of a row that belong to the list."""
    first, last = view.reach
    own = [index for index in view.grid.by_row[row] if first <= view.grid.columns[index] <= last]
    if not own:
        # A heading merged over lists side by side is a heading of each.
        origin = view.grid.merged_into.get((row, first))
        if origin is not None and origin[0] == row and origin in view.grid.at:
            return [view.grid.at[origin]]
    return own


def origin_of(grid: Grid, place: tuple[int, int]) -> tuple[int, int] | None:
    """The filled cell that says what a place holds: itself, or the corner of the merged range down its column."""
    if place in grid.at:
        return place
    origin = grid.merged_into.get(place)
    return origin if origin is not None and origin[1] == place[1] and origin in grid.at else None


def fact_text(out: Readout, view: ListView, row: int, column: int | None) -> str | None:
    """What a cell says of its line: its own text, that of the merged range it lies in, for "nt" that of the line above."""
    if column is None:
        return None
    grid = view.grid
    origin = origin_of(grid, (row, column))
    if origin is None:
        return None
    text = decoded(out, view, *origin)
    if text and parse_number(text).mark == "ditto":
        return _above(out, view, (row, column), text) or text
    return text


def _above(out: Readout, view: ListView, place: tuple[int, int], text: str) -> str | None:
    row, column = place
    grid = view.grid
    for upper in range(row - 1, max(row - _FARTHEST_ABOVE, -1), -1):
        index = grid.at.get((upper, column))
        if index is not None and grid.texts[index] is not None and parse_number(grid.texts[index]).mark != "ditto":
            above = decoded(out, view, upper, column)
            fix(out, "ditto", grid, place, text, above)
            return above
    return None


def decoded(out: Readout, view: ListView, row: int, column: int) -> str | None:
    """The text of a cell, a code of the workbook's own lists replaced by its name."""
    text = plain_text(out, view.grid, row, column)
    if not text:
        return None
    if text in view.rules.codes:
        fix(out, "code_list", view.grid, (row, column), text, view.rules.codes[text])
        return view.rules.codes[text]
    return text


def report_code(out: Readout, view: ListView, place: tuple[int, int], text: str | None) -> None:
    """A number of six digits and more where a name is due is a code that no list explains."""
    if text and text.isdigit() and len(text) >= 6:
        report(out, "code_unknown", view.grid, place, text)


def name_of(view: ListView, row: int) -> tuple[str, tuple[int, int], tuple[Column, ...]] | None:
    """The name on a row, its cell and its columns; one merged down over several rows is the name of each of them."""
    grid = view.grid
    for group in view.names:
        parts = []
        for column in group:
            place = origin_of(grid, (row, column.column))
            if place is not None and grid.kinds[grid.at[place]] in "tn":
                parts.append((text_at(grid, grid.at[place]), place))
        parts = [part for part in parts if part[0].strip()]
        if parts:
            return " ".join(text for text, _ in parts), parts[0][1], group
    return None


def recipient_by_header(view: ListView, group: tuple[Column, ...]) -> str | None:
    """Whose names a column holds, as far as its header, or a column of ranks beside it, says."""
    return view.named_by_header[view.names.index(group)]


def _recipient_by_header(view: ListView, group: tuple[Column, ...]) -> str | None:
    if len(group) > 1:
        return "individual"
    key = key_of(group[0].path[-1]) if group[0].path else ""
    reference = view.words.reference
    if key in keys("header.collective", reference):
        return "collective"
    if key in keys("header.individual", reference):
        return "individual"
    # A column of ranks or sub-units, or one of collectives, beside it: these are people.
    others = {role for c in view.table.columns if c.column != group[0].column for role in (c.role,)}
    full_name = key in keys("header.full_name", reference)
    if (full_name or key in keys("header.name", reference)) and (others & {"person", "subunit"} or len(view.names) > 1):
        return "individual"
    if full_name and "recipient" not in others and not _names_collectives(view, group[0].column):
        return "individual"
    return None


def _names_collectives(view: ListView, column: int) -> bool:
    """Whether a column of names holds one of a sub-unit or unit."""
    words = grammar(view.words.reference)
    texts = (view.grid.texts[i] for row in view.table.body if (i := view.grid.at.get((row, column))) is not None)
    return any(text and (names_open(text, words) or "unit" in read_label(text, words).kinds) for text in texts)
