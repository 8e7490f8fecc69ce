"""Printed totals and subtotals of a tally as checksums: a difference names both numbers; no total enters the data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from emustats.reading.sheet.grid import Grid, address, key_of, text_at
from emustats.reading.sheet.rows import OF_WHICH, Entry, children_of
from emustats.reading.tables.measures import Measure
from emustats.reading.tables.readout import Readout, claim, differs, report
from emustats.reading.tables.records import AwardRow
from emustats.reference import Reference
from emustats.reference.reading_words import keys


def check_row(
    out: Readout, grid: Grid, entry: Entry, data: list[Measure], checks: list[Measure], partial: list[Measure]
) -> None:
    """Compare the total columns of a row with the columns they add up, and "of which" columns with the whole."""
    for check in checks:
        printed = entry.values.get(check.column)
        parts = [m for m in data if check.recipient is None or m.recipient == check.recipient]
        if printed is None or not any(m.column in entry.values for m in parts):
            continue
        computed = sum(entry.values.get(m.column) or 0 for m in parts)
        if not differs(printed, computed):
            continue
        if all(m.is_partial for m in parts) and computed < printed:
            _remainder(out, grid, (entry.row, check.column), entry.label, int(printed), int(computed))
        else:
            report(
                out,
                "row_total_mismatch",
                grid,
                (entry.row, check.column),
                entry.label,
                printed=printed,
                computed=computed,
            )
    for part in partial:
        printed = max((entry.values.get(m.column) or 0 for m in data), default=0)
        value = entry.values.get(part.column)
        if value is not None and part.recipient is None and value > sum(entry.values.get(m.column) or 0 for m in data):
            report(out, "part_above_total", grid, (entry.row, part.column), printed=printed, computed=value)


def _remainder(
    out: Readout,
    grid: Grid,
    place: tuple[int, int],
    label: str,
    printed: int,
    computed: int,
    *,
    recipient: str | None = None,
    state: str = "decided",
) -> None:
    """Keep what a total holds beyond its named parts as a row of its own, so that totals stay true."""
    rest = printed - computed
    report(out, "remainder_unnamed", grid, place, label, printed=printed, computed=computed, rest=rest)
    text = text_at(grid, grid.at[place])
    whose = recipient or "unknown"
    out.rows["awards"].append(
        AwardRow(grid.name, address(*place), text, label, None, None, whose, None, state, rest, False)
    )


def check_sections(
    out: Readout, grid: Grid, entries: list[Entry], data: list[Measure], *, default_state: str = "decided"
) -> None:
    """Compare what sections print with the rows below them; of a whole with named parts the rest is kept."""
    for position, entry in enumerate(entries):
        if entry.kind not in ("section", "unclear", "whole"):
            continue
        items = [c for c in children_of(entries, position) if c.kind == "item"]
        if not items:
            items = following_items(entries, position)
        for measure in data:
            printed = entry.values.get(measure.column)
            if printed is None:
                continue
            if entry.kind == "unclear":
                items = [c for c in children_of(entries, position) if c.values]
            computed = sum(i.values.get(measure.column) or 0 for i in items)
            if entry.kind == "whole" and computed < printed:
                _remainder(
                    out,
                    grid,
                    (entry.row, measure.column),
                    entry.label,
                    printed,
                    computed,
                    recipient=measure.recipient,
                    state=default_state,
                )
            elif differs(printed, computed):
                code = "hierarchy_unclear" if entry.kind == "unclear" else "subtotal_mismatch"
                report(out, code, grid, (entry.row, measure.column), entry.label, printed=printed, computed=computed)


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
    out: Readout,
    grid: Grid,
    entries: list[Entry],
    sums: dict[int, int],
    measures: list[Measure],
    *,
    default_state: str,
    reference: Reference,
    earlier: Mapping[int, int] = MappingProxyType({}),
) -> None:
    """Compare total rows with all rows, with those of the section they close, or with the tables above as well.

    ``earlier``: the sums by column of the tables that stand before this one, for "Tổng cộng (A+B)".
    """
    for position, entry in enumerate(entries):
        if entry.kind != "total":
            continue
        of_which = position + 1 < len(entries) and entries[position + 1].mark == OF_WHICH
        scope = {} if _is_grand_total(entries, position, reference) else _section_sums(entries, position)
        for measure in measures:
            printed = entry.values.get(measure.column)
            computed = sums.get(measure.column, 0)
            claim(out, grid, (entry.row, measure.column), "checked", "total", table="awards")
            if not differs(printed, computed) or printed == scope.get(measure.column):
                continue
            if earlier and printed == computed + earlier.get(measure.column, 0):
                continue
            place = (entry.row, measure.column)
            if of_which and computed < printed:
                whose = measure.recipient
                _remainder(out, grid, place, entry.label, printed, computed, recipient=whose, state=default_state)
                continue
            report(out, "total_mismatch", grid, place, entry.label, printed=printed, computed=computed)
            _tell_passed_over(out, grid, entries, measure.column, computed - printed)


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


def _section_sums(entries: list[Entry], position: int) -> dict[int, int]:
    """The sums of the section that a "Cộng" line closes: the items since the last line of the top level."""
    sums: dict[int, int] = {}
    for entry in reversed(entries[:position]):
        if entry.kind == "total":
            break
        if entry.kind == "item":
            for column, value in entry.values.items():
                sums[column] = sums.get(column, 0) + (value or 0)
        if entry.kind in ("section", "heading") and entry.depth == 0:
            break
    return sums


def check_breakdowns(
    out: Readout,
    grid: Grid,
    entries: list[Entry],
    items: list[Entry],
    alternatives: list[list[Entry]],
    *,
    data: list[Measure],
) -> None:
    if alternatives:
        for rows in alternatives:
            for measure in data:
                printed = sum(item.values.get(measure.column) or 0 for item in items)
                given = [r.values[measure.column] for r in rows if r.values.get(measure.column) is not None]
                if given and differs(printed, sum(given)):
                    report(
                        out,
                        "breakdown_mismatch",
                        grid,
                        (rows[0].row, measure.column),
                        rows[0].label,
                        printed=printed,
                        computed=sum(given),
                    )
        return
    running: dict[int, int] = {}
    section: dict[int, int] = {}
    for entry in entries:
        for measure in data:
            value = entry.values.get(measure.column)
            if entry.kind == "item":
                running[measure.column] = running.get(measure.column, 0) + (value or 0)
                section[measure.column] = section.get(measure.column, 0) + (value or 0)
        if entry.kind in ("section", "heading"):
            section = {}
    grand = running
    since: dict[int, int] = {}
    for position, entry in enumerate(entries):
        if entry.kind == "item":
            for measure in data:
                since[measure.column] = since.get(measure.column, 0) + (entry.values.get(measure.column) or 0)
        if entry.kind in ("section", "heading"):
            since = {}
            below = []
            for later in entries[position + 1 :]:
                if later.kind in ("total", "section", "heading") and later.depth <= entry.depth:
                    break
                if later.kind == "item":
                    below.append(later)
            _compare(
                out, grid, entry, data, [{m.column: sum(b.values.get(m.column) or 0 for b in below) for m in data}]
            )
        if entry.kind == "total":
            _compare(out, grid, entry, data, [grand, since])
            since = {}


def _compare(out: Readout, grid: Grid, entry: Entry, data: list[Measure], sums: list[dict[int, int]]) -> None:
    for measure in data:
        printed = entry.values.get(measure.column)
        computed = [s.get(measure.column, 0) for s in sums]
        if printed not in computed and all(differs(printed, each) for each in computed):
            code = "total_mismatch" if entry.kind == "total" else "subtotal_mismatch"
            report(out, code, grid, (entry.row, measure.column), entry.label, printed=printed, computed=computed[0])
