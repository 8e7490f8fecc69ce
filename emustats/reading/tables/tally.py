"""Tally tables to award rows: awards down the side, recipients (and authorities) across the top."""

from __future__ import annotations

import math
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, address, key_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry, children_of, read_entries, splits
from emustats.reading.sheet.titles import said_basis, said_recipient
from emustats.reading.sheet.vocabulary import HeaderWords, names_award
from emustats.reading.tables.columns import Measure, choose, measures_of
from emustats.reading.tables.readout import (
    Readout,
    award_of,
    counts_at,
    differs,
    fix,
    plain_text,
    report,
    shows_comma_thousands,
)
from emustats.reading.tables.records import AwardRow
from emustats.reading.tables.totals import check_readable, check_row, check_sections, check_totals
from emustats.reference.names import resolve_award
from emustats.text import match_key, parse_basis, parse_class, parse_recipient, parse_state

# Headers that announce awards by themselves, unlike "Nội dung".
_AWARD_HEADERS = tuple(
    map(match_key, ("Danh hiệu", "Hình thức khen", "Hình thức, danh hiệu", "Khen thưởng", "Các hình thức khen"))
)


class Item(NamedTuple):
    """One data row: its award and what the row says about the counts in it."""

    entry: Entry
    text: str
    recipient: str | None
    basis: str | None
    state: str | None
    authority: str | None
    award_class: str | None


def count_value(grid: Grid, index: int, comma_thousands: bool | None = None) -> float | None:
    """The number in a count cell, all recipients together; None for "-" and the like, NaN where it cannot be read."""
    counts = counts_at(grid, index, comma_thousands)
    if len(counts) == 1:
        return math.nan if counts[0].problem else counts[0].value
    if any(c.problem for c in counts):
        return math.nan
    return None if any(c.value is None for c in counts) else sum(c.value for c in counts)


def read_tally(out: Readout, grid: Grid, table: RawTable, words: HeaderWords, default_state: str) -> bool:
    """Award rows of one tally table; returns whether it is a table of awards at all."""
    reference = words.reference
    filled = table.filled(grid)
    measures = [
        m for m in measures_of(table, words) if m.column in filled and (m.is_named or _counts(grid, table, m.column))
    ]
    data, checks, partial = choose(measures)
    label = table.column("award")
    if not data or label is None:
        return False
    comma = shows_comma_thousands(grid, table.body, {m.column for m in measures})
    entries = read_entries(
        grid,
        table.body,
        table.column("number"),
        label,
        measures=[m.column for m in measures],
        value_at=lambda grid, index: count_value(grid, index, comma),
        inherit=table.column("recipient"),
        stands=lambda label: not splits(label) and names_award(label, reference),
    )
    entries = _settle(entries, data, reference)
    if not _about_awards(entries, table, reference):
        return False
    sums: dict[int, int] = {m.column: 0 for m in measures}
    whose, basis = said_recipient(table, grid.name), said_basis(table)
    items: list[Item] = []
    for entry in entries:
        if entry.kind == "item" and entry.values:
            item = _item(out, grid, table, entry)
            items.append(item._replace(recipient=item.recipient or whose, basis=item.basis or basis))
    for item in items:
        _emit_item(out, grid, item, data, checks, default_state=default_state, words=words, comma=comma)
        for column, value in item.entry.values.items():
            sums[column] = sums.get(column, 0) + (value or 0)
        check_row(out, grid, item.entry, data, checks, partial)
    check_sections(out, grid, entries, data, default_state=default_state)
    check_totals(out, grid, entries, sums, data + checks, default_state=default_state)
    check_readable(out, grid, entries, [m.column for m in data + checks])
    return True


def _counts(grid: Grid, table: RawTable, column: int) -> bool:
    """Whether a column without a word for counts holds any."""
    cells = (grid.at.get((row, column)) for row in table.body)
    return any(index is not None and any(c.value is not None for c in counts_at(grid, index)) for index in cells)


def _about_awards(entries: list[Entry], table: RawTable, reference) -> bool:
    """Whether a row names an award, if only "Bằng khen", or the header itself speaks of commendation."""
    header = next((key_of(column.path[-1]) for column in table.columns if column.role == "award"), "")
    if header.startswith(_AWARD_HEADERS) and any(e.kind == "item" and e.values for e in entries):
        return True
    return any(e.label and e.values and e.kind != "total" and names_award(e.label, reference) for e in entries)


def _context(entry: Entry, measure_context: tuple[str, ...], authority: str | None) -> tuple[str, ...]:
    return (*((authority,) if authority else ()), *measure_context, *reversed(entry.parents))


def _resolvable(entry: Entry, data: list[Measure], reference) -> bool:
    return any(
        resolve_award(name, reference, _context(entry, m.context, None), suggest=False).code is not None
        for m in data
        for name in _names(entry)
    )


def _names(entry: Entry) -> list[str]:
    """The names a row may go by: its own label, that of the award it splits, or its own after the one it stands under."""
    names = [entry.label]
    if parse_recipient(entry.label) or parse_basis(entry.label):
        names = list(reversed(entry.parents)) or names
    if entry.parents:
        names.append(f"{entry.parents[-1]} {entry.label}")
    return names


def _derives(entry: Entry) -> bool:
    """Whether a label only splits the award it stands under: by class, basis or recipient."""
    return splits(entry.label)


def _settle(entries: list[Entry], data: list[Measure], reference) -> list[Entry]:
    """Decide which rows with rows below them are data themselves, and which only sum up."""
    columns = [m.column for m in data]
    settled = list(entries)
    position = 0
    while position < len(settled):
        entry = settled[position]
        children = children_of(settled, position)
        if entry.kind == "section":
            own = resolve_award(entry.label, reference, suggest=False).code is not None
            named = [
                c
                for c in children
                if c.kind in ("item", "section") and (_derives(c) or _resolvable(c, data, reference))
            ]
            if own and not named:
                settled[position] = entry._replace(kind="item")
                for offset in range(1, len(children) + 1):
                    settled[position + offset] = settled[position + offset]._replace(kind="partial")
            elif own:
                items = [c for c in children if c.kind == "item"]
                if any(differs(entry.values.get(c), sum(i.values.get(c) or 0 for i in items)) for c in columns):
                    settled[position] = entry._replace(kind="unclear")
                    for offset in range(1, len(children) + 1):
                        settled[position + offset] = settled[position + offset]._replace(kind="partial")
        elif entry.kind == "item" and not _resolvable(entry, data, reference):
            below = _run_below(settled, position, data, reference)
            filled = [c for c in columns if entry.values.get(c)]
            if (
                below
                and filled
                and all(entry.values.get(c, 0) == sum(b.values.get(c) or 0 for b in below) for c in columns)
            ):
                settled[position] = entry._replace(kind="section")
            elif not below:
                _settle_parts(settled, position, data, reference)
        position += 1
    return settled


def _settle_parts(settled: list[Entry], position: int, data: list[Measure], reference) -> None:
    """A row of no certain award ("Bằng khen 195") with "Trong đó" rows that name theirs: these are the data."""
    entry = settled[position]
    parts = []
    for offset, later in enumerate(settled[position + 1 :], position + 1):
        if later.kind != "partial":
            break
        if later.values:
            parts.append(offset)
    named = all(_resolvable(settled[offset], data, reference) for offset in parts)
    fits = all(
        sum(settled[offset].values.get(m.column) or 0 for offset in parts) <= (entry.values.get(m.column) or 0)
        for m in data
    )
    if parts and named and fits and names_award(entry.label, reference):
        settled[position] = entry._replace(kind="whole")
        for offset in parts:
            settled[offset] = settled[offset]._replace(kind="item")


def _run_below(entries: list[Entry], position: int, data: list[Measure], reference) -> list[Entry]:
    found = []
    head = entries[position]
    for entry in entries[position + 1 :]:
        if (
            entry.kind != "item"
            or head.mark_kind == "number" == entry.mark_kind
            or not _resolvable(entry, data, reference)
        ):
            break
        found.append(entry)
    return found


def _item(out: Readout, grid: Grid, table: RawTable, entry: Entry) -> Item:
    row = entry.row
    state = basis = recipient = None
    text = plain_text(out, grid, row, table.column("state"))
    if text:
        state = parse_state(text)
        if state is None:
            report(out, "state_unknown", grid, (row, table.column("state")), text)
            state = "?"
    text = plain_text(out, grid, row, table.column("basis"), log=False)
    if text:
        basis = parse_basis(text)
        if basis is None:
            report(out, "basis_unknown", grid, (row, table.column("basis")), text)
    text = plain_text(out, grid, row, table.column("recipient"), log=False)
    if text:
        recipient = parse_recipient(text)
        if recipient is None:
            report(out, "recipient_unknown", grid, (row, table.column("recipient")), text)
    if recipient is None:
        # "Đơn vị tính: Tập thể, Hộ, Người" differs from row to row in the official forms.
        recipient = parse_recipient(plain_text(out, grid, row, table.column("measure"), log=False) or "")
    for parent in (*reversed(entry.parents), entry.label):
        basis = basis or parse_basis(parent)
        recipient = recipient or parse_recipient(parent)
        state = state or (parse_state(parent) if len(parent) < 40 else None)
    shown = plain_text(out, grid, *entry.label_cell) or ""
    award_class = plain_text(out, grid, row, table.column("class"), log=False)
    return Item(
        entry,
        entry.label or shown,
        recipient,
        basis,
        state,
        plain_text(out, grid, row, table.column("authority"), log=False),
        parse_class(award_class) if award_class else None,
    )


def _emit_item(
    out: Readout,
    grid: Grid,
    item: Item,
    data: list[Measure],
    checks: list[Measure],
    *,
    default_state: str,
    words: HeaderWords,
    comma: bool | None,
) -> None:
    entry, reference = item.entry, words.reference
    filled = [m for m in data if m.column in entry.values]
    if not filled:
        # Only the total is filled in: the count is known, its recipient is not.
        filled = [m for m in checks if m.column in entry.values and m.recipient is None][:1]
    told: set[tuple] = set()
    for measure in filled:
        context = _context(entry, measure.context, item.authority)
        found, name = None, item.text
        for name in _names(entry):
            found = resolve_award(name, reference, context, suggest=False)
            if found.code is not None:
                break
        if found.code is None:
            name = item.text
        if (name, found.code) not in told:
            told.add((name, found.code))
            award_of(out, grid, entry.label_cell, name, reference, context)
        award = reference.awards.get(found.code)
        recipient = measure.recipient or item.recipient
        if recipient is None and award is not None and award.recipient in ("collective", "individual"):
            recipient = award.recipient
        basis = item.basis or next((b for label in measure.context if (b := parse_basis(label))), None)
        state = item.state or next((s for label in measure.context if (s := parse_state(label))), None) or default_state
        emit_counts(
            out,
            grid,
            (entry.row, measure.column),
            (
                item.text,
                found.code,
                found.award_class or item.award_class,
                recipient,
                basis,
                None if state == "?" else state,
            ),
            fixed_recipient=measure.recipient,
            comma_thousands=comma,
        )


def emit_counts(
    out: Readout,
    grid: Grid,
    place: tuple[int, int],
    facts: tuple,
    *,
    fixed_recipient: str | None = None,
    comma_thousands: bool | None = None,
) -> None:
    """The award rows of one count cell; ``facts``: award text, code, class, recipient, basis, state."""
    index = grid.at[place]
    award_text, code, award_class, recipient, basis, state = facts
    where = address(*place)
    text = text_at(grid, index)
    for count in counts_at(grid, index, comma_thousands):
        own = recipient
        if count.recipient is not None:
            if fixed_recipient is not None and count.recipient != fixed_recipient:
                report(out, "count_recipient_differs", grid, place, text)
            own = count.recipient
        if count.problem is not None:
            report(out, count.problem, grid, place, text)
        for rule in count.rules:
            fix(out, rule, grid, place, text, count.value)
        out.rows["awards"].append(
            AwardRow(
                grid.name,
                where,
                text,
                award_text,
                code,
                award_class,
                own or "unknown",
                basis,
                state,
                count.value,
                count.is_approximate,
            )
        )
