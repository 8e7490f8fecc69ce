"""Tables of proposals to tidy rows: what is proposed for whom, with the votes for it."""

from __future__ import annotations

from typing import NamedTuple

from emustats.dates import find_year
from emustats.reading.sheet.grid import Grid, address, key_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_plain_total, split_mark
from emustats.reading.sheet.vocabulary import HeaderWords, mark_kind, recipient_role
from emustats.reading.tables import leftovers
from emustats.reading.tables.readout import Readout, award_of, claim, counts_at, fix, plain_text, report
from emustats.reading.tables.records import NominationRow
from emustats.reading.tables.teaching import unit_lesson, word_in_cell
from emustats.reference.names import Resolution, recipient_of, resolve_award, resolve_unit
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean

_VOTES = (
    r"(\d+)\s*/\s*\d+(?:\s*<votes>)?"
    r"(?:\s*[(,;=]*\s*<votes.share>?\s*\d+(?:[.,]\d+)?\s*%\s*\)?)?\.?$"
)
_ASIDE = {"rate": "share"}


class _Shared(NamedTuple):
    """What all lines of one table share: the columns of numbers with the recipient each names, and its units."""

    grid: Grid
    table: RawTable
    words: HeaderWords
    counts: tuple[tuple[int, str | None], ...]
    units: dict[tuple[int, int], Resolution]


def read_nominations(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Nomination rows of one table; returns how many it gave."""
    before = len(out.rows["nominations"])
    counts = tuple(
        (column.column, recipient_role(key_of(column.path[-1]), words))
        for column in table.columns
        if column.role == "count"
    )
    shared = _Shared(grid, table, words, _one_each(out, grid, table, counts), _units(grid, table, words))
    _claim_columns(out, grid, table)
    for row in table.body:
        _line(out, shared, row)
    if len(out.rows["nominations"]) > before:
        _tell_unasked(out, grid, table, words)
    return len(out.rows["nominations"]) - before


def _one_each(
    out: Readout, grid: Grid, table: RawTable, counts: tuple[tuple[int, str | None], ...]
) -> tuple[tuple[int, str | None], ...]:
    """One column of numbers for each kind of recipient; a second one of the same meaning is told."""
    kept: dict[str | None, int] = {}
    for column, recipient in counts:
        if recipient in kept:
            leftovers.repeated_column(out, grid, table, next(c for c in table.columns if c.column == column))
        else:
            kept[recipient] = column
    if len(kept) > 1 and None in kept:
        # "Số lượng | Tập thể | Cá nhân": the first is the sum of the others
        leftovers.set_column_aside(out, grid, table, kept.pop(None), "total")
    return tuple((column, recipient) for recipient, column in kept.items())


def _tell_unasked(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> None:
    """Votes alone make a table one of proposals: told where no title, sheet or header says that anything is proposed."""
    labels = [label for column in table.columns for label in column.path]
    said = [key_of(text) for text in (*table.sheet_titles, *table.titles, grid.name, *labels)]
    if not any(word in key for word in keys("header.proposed", words.reference) for key in said):
        column = next(column for column in table.columns if column.role == "award")
        report(out, "column_taken_as_award", grid, (table.last_row, column.column), " / ".join(column.path))


def _claim_columns(out: Readout, grid: Grid, table: RawTable) -> None:
    leftovers.claim_header(out, grid, table)
    leftovers.claim_plain_columns(out, grid, table)
    leftovers.columns_left_out(out, grid, table)
    for column in table.columns:
        if column.role == "":
            leftovers.unknown_column(out, grid, table, column)
        elif column.role in _ASIDE:
            leftovers.set_column_aside(out, grid, table, column.column, _ASIDE[column.role])


def _units(grid: Grid, table: RawTable, words: HeaderWords) -> dict[tuple[int, int], Resolution]:
    """The units that the lines name, where the column is one of units; a unit's own parts are none."""
    column = table.column("unit")
    if column is None:
        return {}
    year = next((found for text in (*reversed(table.titles), grid.name) if (found := find_year(text))), None)
    units = {
        place: resolve_unit(split_mark(grid.texts[grid.at[place]] or "")[1], words.reference, year)
        for place in leftovers.cells_of(grid, table, column)
        if grid.texts[grid.at[place]] is not None
    }
    named = {resolution.code for resolution in units.values() if resolution.code is not None}
    is_units = len(named) > 1 or units and all(resolution.code for resolution in units.values())
    return units if is_units else {}


def _origin(grid: Grid, row: int, column: int | None) -> tuple[int, int] | None:
    """The cell that speaks for a row in a column: its own, or the merged one that reaches down to it."""
    if column is None:
        return None
    if (row, column) in grid.at:
        return row, column
    origin = grid.merged_into.get((row, column))
    return origin if origin is not None and origin[1] == column and origin in grid.at else None


def _line(out: Readout, shared: _Shared, row: int) -> None:
    grid, table = shared.grid, shared.table
    place = _origin(grid, row, table.column("award"))
    if place is None or grid.kinds[grid.at[place]] != "t":
        _without_award(out, shared, row)
        return
    _, label = split_mark(grid.texts[grid.at[place]] or "")
    numbers = [(row, c) for c in (*(column for column, _ in shared.counts), table.column("votes")) if c is not None]
    if is_plain_total(label, shared.words.reference):
        claim(out, grid, place, "fact", "total", table="nominations")
        for cell in numbers:
            claim(out, grid, cell, "set_aside", "total", table="nominations")
        return
    others = [*numbers, (row, table.column("recipient")), (row, table.column("unit"))]
    if mark_kind(label) or not any(cell in grid.at for cell in others):
        return
    if place[0] == row:
        found = award_of(out, grid, place, label, shared.words.reference)
    else:  # what is wrong with the name was said at the first row of the merged cell
        found = resolve_award(label, shared.words.reference)
    claim(out, grid, place, "fact", "", table="nominations")
    unit_place = _origin(grid, row, table.column("unit"))
    unit = shared.units.get(unit_place) if unit_place is not None else None
    if unit_place is not None and unit is not None and unit.code is None:
        report(
            out,
            "unit_in_row_unknown",
            grid,
            unit_place,
            text_at(grid, grid.at[unit_place]),
            **unit_lesson(text_at(grid, grid.at[unit_place]), shared.words.reference),
        )
        for cell in (unit_place, *numbers):
            claim(out, grid, cell, "not_read", "unit_unknown", table="nominations")
        return
    _rows(out, shared, row, place, found=found, unit_place=unit_place if unit is not None else None)


def _without_award(out: Readout, shared: _Shared, row: int) -> None:
    """Votes and numbers in a row without an award are told."""
    grid = shared.grid
    columns = (*(column for column, _ in shared.counts), shared.table.column("votes"))
    cells = [(row, c) for c in columns if c is not None and (row, c) in grid.at]
    voted = pattern(_VOTES, shared.words.reference)
    numbers = [cell for cell in cells if leftovers.is_number(grid, grid.at[cell]) or voted.match(_text(grid, cell))]
    label = next((grid.texts[i] for i in grid.by_row[row] if grid.texts[i] is not None), "")
    if not numbers or is_plain_total(label or "", shared.words.reference):
        for cell in cells:
            claim(out, grid, cell, "set_aside", "total", table="nominations")
        return
    for cell in numbers:
        claim(out, grid, cell, "not_read", "no_label", table="nominations")
    report(out, "list_award_missing", grid, numbers[0], _text(grid, numbers[0]))


def _text(grid: Grid, place: tuple[int, int]) -> str:
    return clean(text_at(grid, grid.at[place]))


def _rows(
    out: Readout,
    shared: _Shared,
    row: int,
    award: tuple[int, int],
    *,
    found: Resolution,
    unit_place: tuple[int, int] | None,
) -> None:
    grid, table = shared.grid, shared.table
    recipient_place = _origin(grid, row, table.column("recipient"))
    said = plain_text(out, grid, *recipient_place, log=False) if recipient_place is not None else None
    recipient = word_in_cell("recipient", said, shared.words.reference) if said else None
    recipient = recipient or recipient_of(found.code, shared.words.reference)
    if recipient_place is not None:
        claim(out, grid, recipient_place, "fact", "", table="nominations")
    votes_column = table.column("votes")
    votes = _count(out, shared, (row, votes_column)) if votes_column is not None else None
    filled = [(column, named) for column, named in shared.counts if (row, column) in grid.at]
    unit = shared.units[unit_place].code if unit_place is not None else None
    if unit_place is not None:
        claim(out, grid, unit_place, "fact", "", table="nominations")
    nothing: list[tuple[int | None, str | None]] = [(None, None)]
    for column, named in filled or nothing:
        place = (row, column) if column is not None else award
        count = _count(out, shared, place) if column is not None else None
        if column is None and unit_place is not None and recipient == "collective":
            # a line that names a unit proposes this one collective
            place, count = unit_place, 1
            claim(out, grid, unit_place, "counted", "", table="nominations")
        out.rows["nominations"].append(
            NominationRow(
                grid.name,
                address(*place),
                text_at(grid, grid.at[place]),
                plain_text(out, grid, *award, log=award[0] == row),
                found.code,
                named or recipient or "unknown",
                count,
                votes,
                unit,
                votes_cell=address(row, votes_column) if votes_column is not None else None,
            )
        )


def _count(out: Readout, shared: _Shared, place: tuple[int, int] | None) -> int | None:
    grid = shared.grid
    index = grid.at.get(place) if place is not None else None
    if index is None or place is None:
        return None
    votes = pattern(_VOTES, shared.words.reference).match(clean(text_at(grid, index)))
    if votes:
        fix(out, "share_dropped", grid, place, text_at(grid, index), votes[1])
        claim(out, grid, place, "counted", "", table="nominations")
        return int(votes[1])
    count = counts_at(grid, index)[0]
    if count.problem is not None:
        report(out, count.problem, grid, place, text_at(grid, index))
    claim(out, grid, place, "not_read" if count.problem else "counted", count.problem or "", table="nominations")
    return count.value
