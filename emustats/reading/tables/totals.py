"""Printed totals and subtotals of a tally as checksums: a difference names both numbers; no total enters the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, Place, address, key_of, text_at
from emustats.reading.sheet.rows import OF_WHICH, Entry, children_of
from emustats.reading.tables.measures import Measure
from emustats.reading.tables.readout import Readout, claim, differs, report
from emustats.reading.tables.records import AwardRow
from emustats.reference import Reference
from emustats.reference.reading_words import keys


class Printed(NamedTuple):
    """A printed number: its cell, the label of its row, the number; None or NaN when it cannot be read."""

    place: Place
    label: str | None
    value: float | None


class Rows(NamedTuple):
    """The rows of a table, and the state of its counts where no row says another."""

    grid: Grid
    entries: list[Entry]
    reference: Reference
    state: str = "decided"


def compare(out: Readout, grid: Grid, code: str, printed: Printed, computed: Sequence[float]) -> bool:
    """The one check of printed totals: a number that contradicts every sum that it may stand for is told under ``code``."""
    if printed.value is None or not all(differs(printed.value, each) for each in computed):
        return False
    said = {"printed": shown(printed.value), "computed": shown(computed[0])}
    report(out, code, grid, printed.place, printed.label, **said)
    return True


def shown(value: float) -> str:
    """A number as findings say it: whole numbers without a point, sums of fractions without their noise."""
    return f"{round(value, 4):.15g}"


def column_sums(entries: Iterable[Entry]) -> dict[int, float]:
    """What rows add up to, by column; a cell that cannot be read (NaN) leaves the sum of its column unknown."""
    sums: dict[int, float] = {}
    for entry in entries:
        for column, value in entry.values.items():
            sums[column] = sums.get(column, 0) + (value or 0)
    return sums


def _sum(entries: Iterable[Entry], column: int) -> float:
    return column_sums(entries).get(column, 0)


def check_row(
    out: Readout, grid: Grid, entry: Entry, data: list[Measure], checks: list[Measure], partial: list[Measure]
) -> None:
    """Compare the total columns of a row with the columns they add up, and "of which" columns with the whole."""
    for check in checks:
        printed = Printed((entry.row, check.column), entry.label, entry.values.get(check.column))
        parts = [m for m in data if check.recipient is None or m.recipient == check.recipient]
        if printed.value is None or not any(m.column in entry.values for m in parts):
            continue
        computed = sum((entry.values.get(m.column) or 0 for m in parts), 0.0)
        if all(m.is_partial for m in parts) and computed < printed.value:
            _remainder(out, grid, printed, computed)
        else:
            compare(out, grid, "row_total_mismatch", printed, [computed])
    for part in partial:
        most = max((entry.values.get(m.column) or 0 for m in data), default=0)
        value = entry.values.get(part.column)
        if value is not None and part.recipient is None and value > sum(entry.values.get(m.column) or 0 for m in data):
            report(out, "part_above_total", grid, (entry.row, part.column), printed=most, computed=value)


def _remainder(
    out: Readout, grid: Grid, printed: Printed, computed: float, recipient: str | None = None, state: str = "decided"
) -> None:
    """Keep what a total holds beyond its named parts as a row of its own, so that totals stay true."""
    whole = int(printed.value or 0)
    rest = whole - int(computed)
    report(
        out, "remainder_unnamed", grid, printed.place, printed.label, printed=whole, computed=int(computed), rest=rest
    )
    text = text_at(grid, grid.at[printed.place])
    whose = recipient or "unknown"
    out.rows["awards"].append(
        AwardRow(grid.name, address(*printed.place), text, printed.label, None, None, whose, None, state, rest, False)
    )


def check_sections(out: Readout, rows: Rows, data: list[Measure]) -> None:
    """Compare what sections print with the rows below them; of a whole with named parts the rest is kept."""
    grid, entries, state = rows.grid, rows.entries, rows.state
    for position, entry in enumerate(entries):
        if entry.kind not in ("section", "unclear", "whole"):
            continue
        items = [c for c in children_of(entries, position) if c.kind == "item"] or following_items(entries, position)
        if entry.kind == "unclear":
            items = [c for c in children_of(entries, position) if c.values]
        for measure in data:
            printed = Printed((entry.row, measure.column), entry.label, entry.values.get(measure.column))
            computed = _sum(items, measure.column)
            if entry.kind == "whole" and printed.value is not None and computed < printed.value:
                _remainder(out, grid, printed, computed, measure.recipient, state)
            else:
                code = "hierarchy_unclear" if entry.kind == "unclear" else "subtotal_mismatch"
                compare(out, grid, code, printed, [computed])


def following_items(entries: list[Entry], position: int) -> list[Entry]:
    """The rows of data right below a row."""
    found = []
    for entry in entries[position + 1 :]:
        if entry.kind == "partial" and not entry.values:
            continue
        if entry.kind != "item":
            break
        found.append(entry)
    return found


def check_totals(
    out: Readout, rows: Rows, sums: Mapping[int, float], measures: list[Measure], earlier: Mapping[int, int]
) -> None:
    """Compare total rows with all rows, with those of the section they close, or with the tables above as well.

    ``earlier``: the sums by column of the tables that stand before this one, for "Tổng cộng (A+B)".
    """
    grid, entries, state = rows.grid, rows.entries, rows.state
    for position, entry in enumerate(entries):
        if entry.kind != "total":
            continue
        of_which = position + 1 < len(entries) and entries[position + 1].mark == OF_WHICH
        scope = {} if _is_grand_total(entries, position, rows.reference) else _section_sums(entries, position)
        for measure in measures:
            printed = Printed((entry.row, measure.column), entry.label, entry.values.get(measure.column))
            computed = sums.get(measure.column, 0)
            claim(out, grid, printed.place, "checked", "total", table="awards")
            if printed.value is None or printed.value == scope.get(measure.column):
                continue
            if earlier and printed.value == computed + earlier.get(measure.column, 0):
                continue
            if of_which and computed < printed.value:
                _remainder(out, grid, printed, computed, measure.recipient, state)
            elif compare(out, grid, "total_mismatch", printed, [computed]):
                _tell_passed_over(out, grid, entries, measure.column, computed - printed.value)


def _tell_passed_over(out: Readout, grid: Grid, entries: list[Entry], column: int, missing: float) -> None:
    """Name the figures typed as text that the sheet's own sum passed over, when they explain what it lacks."""
    typed = [
        (entry.row, value)
        for entry in entries
        if entry.kind == "item"
        and (value := entry.values.get(column))
        and (index := grid.at.get((entry.row, column))) is not None
        and grid.kinds[index] == "t"
    ]
    if typed and sum(value for _, value in typed) == missing:
        for row, _ in typed:
            report(out, "sum_passes_over_text", grid, (row, column), text_at(grid, grid.at[row, column]))


def check_readable(out: Readout, grid: Grid, entries: list[Entry], columns: list[int]) -> None:
    """Say which cells of totals and sections hold an error or a formula without a value: they check nothing."""
    for entry in entries:
        if entry.kind in ("total", "section", "whole"):
            for column in columns:
                index = grid.at.get((entry.row, column))
                if index is not None and grid.kinds[index] in "eu":
                    code = "error_cell" if grid.kinds[index] == "e" else "total_without_value"
                    report(out, code, grid, (entry.row, column), text_at(grid, index))


def _is_grand_total(entries: list[Entry], position: int, reference: Reference) -> bool:
    """Whether a total can only be that of the whole table: the last one, called "Tổng …" as no other row is."""
    key = key_of(entries[position].label)
    others = [key_of(e.label) for e in entries[:position] + entries[position + 1 :] if e.kind == "total"]
    last = all(e.kind != "total" and not e.values for e in entries[position + 1 :])
    return last and key.startswith(keys("total.alone", reference)) and key not in others


def _section_sums(entries: list[Entry], position: int) -> dict[int, float]:
    """The sums of the section that a "Cộng" line closes: the items since the last line of the top level."""
    items = []
    for entry in reversed(entries[:position]):
        if entry.kind == "total":
            break
        if entry.kind == "item":
            items.append(entry)
        if entry.kind in ("section", "heading") and entry.depth == 0:
            break
    return column_sums(items)


def check_breakdowns(
    out: Readout,
    grid: Grid,
    entries: list[Entry],
    items: list[Entry],
    alternatives: list[list[Entry]],
    *,
    data: list[Measure],
) -> None:
    """Compare the totals and sections of a cross table with its rows; or its breakdowns with each other, if it has some."""
    for rows in alternatives:
        for measure in data:
            given = [value for row in rows if (value := row.values.get(measure.column)) is not None]
            if given:
                printed = Printed((rows[0].row, measure.column), rows[0].label, _sum(items, measure.column))
                compare(out, grid, "breakdown_mismatch", printed, [sum(given)])
    if alternatives:
        return
    grand = column_sums(entry for entry in entries if entry.kind == "item")
    since: list[Entry] = []
    for position, entry in enumerate(entries):
        if entry.kind == "item":
            since.append(entry)
        elif entry.kind in ("section", "heading"):
            _compare_row(out, grid, entry, data, [column_sums(_below(entries, position))])
            since = []
        elif entry.kind == "total":
            _compare_row(out, grid, entry, data, [grand, column_sums(since)])
            since = []


def _below(entries: list[Entry], position: int) -> list[Entry]:
    """The items under a section, up to the next one of its level."""
    found = []
    for later in entries[position + 1 :]:
        if later.kind in ("total", "section", "heading") and later.depth <= entries[position].depth:
            break
        if later.kind == "item":
            found.append(later)
    return found


def _compare_row(out: Readout, grid: Grid, entry: Entry, data: list[Measure], sums: list[dict[int, float]]) -> None:
    code = "total_mismatch" if entry.kind == "total" else "subtotal_mismatch"
    for measure in data:
        printed = Printed((entry.row, measure.column), entry.label, entry.values.get(measure.column))
        compare(out, grid, code, printed, [each.get(measure.column, 0) for each in sums])
