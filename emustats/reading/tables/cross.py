"""Tables with awards across the top to award rows: sub-units or breakdowns down the side, official forms included."""

from __future__ import annotations

from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, key_of
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry, read_entries
from emustats.reading.sheet.vocabulary import HeaderWords, recipient_role
from emustats.reading.tables.breakdowns import choose_rows
from emustats.reading.tables.readout import Readout, award_of, differs, report, shows_comma_thousands
from emustats.reading.tables.tally import count_value, emit_counts
from emustats.reading.tables.totals import check_readable
from emustats.reference.names import Resolution, resolve_award
from emustats.text import parse_basis, parse_class, parse_recipient, parse_state


class Across(NamedTuple):
    """One column of counts under an award: the award, the recipient, and whether it totals its neighbours."""

    column: int
    text: str
    found: Resolution | None
    recipient: str | None
    basis: str | None
    state: str | None
    is_total: bool


def read_cross(out: Readout, grid: Grid, table: RawTable, words: HeaderWords, default_state: str) -> bool:
    """Award rows of a table with awards across the top; returns whether it is one."""
    filled = table.filled(grid)
    across = [a for column in table.columns if column.column in filled and (a := across_of(column, words)) is not None]
    if not any(a.found is not None and a.found.code for a in across):
        return False
    label = next(
        (c.column for c in table.columns if c.role in ("subunit", "plain_label", "recipient", "basis")),
        next((c.column for c in table.columns if c.role == "" and c.column < across[0].column), None),
    )
    measures = [a.column for a in across]
    comma = shows_comma_thousands(grid, table.body, set(measures))
    entries = read_entries(
        grid,
        table.body,
        table.column("number"),
        label,
        measures=measures,
        value_at=lambda grid, index: count_value(grid, index, comma),
    )
    data = _data_columns(across)
    for measure in data:
        if measure.found is None or measure.found.code is None:
            if any(e.values.get(measure.column) for e in entries):
                award_of(out, grid, _header_cell(grid, table, measure.column), measure.text, words.reference)
    items, alternatives = choose_rows(entries, [m.column for m in data], by_recipient=all(m.recipient for m in data))
    for entry in items:
        basis = parse_basis(entry.label)
        recipient = parse_recipient(entry.label)
        state = parse_state(entry.label) if len(entry.label) < 40 else None
        for measure in data:
            if measure.column not in entry.values:
                continue
            found = measure.found
            award = words.reference.awards.get(found.code) if found else None
            own = measure.recipient or recipient
            if own is None and award is not None and award.recipient in ("collective", "individual"):
                own = award.recipient
            emit_counts(
                out,
                grid,
                (entry.row, measure.column),
                (
                    measure.text,
                    found.code if found else None,
                    found.award_class if found else None,
                    own,
                    measure.basis or basis,
                    measure.state or state or default_state,
                ),
                fixed_recipient=measure.recipient,
                comma_thousands=comma,
            )
        _check_row(out, grid, entry, across, data)
    _check_sums(out, grid, entries, items, alternatives, data=data)
    # A total that is the data itself has been read, and told, as such.
    check_readable(out, grid, [entry for entry in entries if entry not in items], [m.column for m in data])
    return True


def _header_cell(grid: Grid, table: RawTable, column: int) -> tuple[int, int]:
    for row in range(table.last_row, table.first_row - 1, -1):
        place = grid.merged_into.get((row, column), (row, column))
        index = grid.at.get(place)
        if index is not None and parse_recipient(grid.texts[index] or "") is None:
            return place
    return table.first_row, column


def across_of(column: Column, words: HeaderWords) -> Across | None:
    if column.role:
        return None
    recipient = None
    is_total = False
    names: list[str] = []
    basis = state = None
    for text in column.path:
        key = key_of(text)
        own = recipient_role(key, words)
        roles = {role for table, role in words.roles.get(key, ()) if table == "tally"}
        if own:
            recipient = own
        elif roles & {"total"}:
            is_total = True
        elif parse_basis(text):
            basis = parse_basis(text)
        elif parse_state(text) and len(text) < 40:
            state = parse_state(text)
        elif not roles & {"parts", "partial", "count"}:
            names.append(text)
    found, text = resolve_path(tuple(names), words)
    if found is None and not is_total and recipient is None:
        return None
    return Across(column.column, text, found, recipient, basis, state, is_total)


def resolve_path(names: tuple[str, ...], words: HeaderWords) -> tuple[Resolution | None, str]:
    """The award that a header path names: by one label, by two together, or by one in the light of the others."""
    best: Resolution | None = None
    for position in range(len(names) - 1, -1, -1):
        context = names[:position] + names[position + 1 :]
        found = resolve_award(names[position], words.reference, context, suggest=False)
        if found.code is not None:
            if position + 1 < len(names) and found.award_class is None:
                award_class = parse_class(names[position + 1])
                found = found._replace(award_class=award_class)
            return found, names[position]
        if found.candidates and best is None:
            best = found
        if position > 0:
            joined = resolve_award(
                f"{names[position - 1]} {names[position]}", words.reference, names[: position - 1], suggest=False
            )
            if joined.code is not None:
                return joined, f"{names[position - 1]} {names[position]}"
    if not names:
        return None, ""
    return best or Resolution(None, None, None, (), ()), " ".join(names)


def _data_columns(across: list[Across]) -> list[Across]:
    """The columns that hold the counts themselves: not the totals of the columns beside them."""
    data = []
    for measure in across:
        if measure.found is None:
            continue
        if measure.is_total and any(
            other is not measure
            and not other.is_total
            and other.text == measure.text
            and (measure.recipient is None or other.recipient == measure.recipient)
            for other in across
        ):
            continue
        data.append(measure)
    return data


def _check_row(out: Readout, grid: Grid, entry: Entry, across: list[Across], data: list[Across]) -> None:
    for check in across:
        printed = entry.values.get(check.column)
        if not check.is_total or printed is None or check in data:
            continue
        parts = [
            m
            for m in data
            if (check.found is None or m.text == check.text)
            and (check.recipient is None or m.recipient == check.recipient)
        ]
        computed = sum(entry.values.get(m.column) or 0 for m in parts)
        if parts and differs(printed, computed):
            report(
                out,
                "row_total_mismatch",
                grid,
                (entry.row, check.column),
                entry.label,
                printed=printed,
                computed=computed,
            )


def _check_sums(
    out: Readout,
    grid: Grid,
    entries: list[Entry],
    items: list[Entry],
    alternatives: list[list[Entry]],
    *,
    data: list[Across],
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


def _compare(out: Readout, grid: Grid, entry: Entry, data: list[Across], sums: list[dict[int, int]]) -> None:
    for measure in data:
        printed = entry.values.get(measure.column)
        computed = [s.get(measure.column, 0) for s in sums]
        if printed not in computed and all(differs(printed, each) for each in computed):
            code = "total_mismatch" if entry.kind == "total" else "subtotal_mismatch"
            report(out, code, grid, (entry.row, measure.column), entry.label, printed=printed, computed=computed[0])
