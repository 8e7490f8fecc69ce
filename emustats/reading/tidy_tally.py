"""Tally tables to award rows: awards down the side, recipients (and authorities) across the top."""

from __future__ import annotations

from typing import NamedTuple

from emustats.reading.grid import Grid, address, key_of, text_at
from emustats.reading.header_words import HeaderWords, names_award, recipient_role
from emustats.reading.hierarchy import OF_WHICH, Entry, read_entries, splits
from emustats.reading.layout import RawTable
from emustats.reading.readout import Readout, award_of, counts_at, fix, plain_text, report
from emustats.reference.names import resolve_award
from emustats.text import parse_basis, parse_class, parse_recipient, parse_state

_MEASURES = {"collective", "individual", "household", "count", "total", "parts", "partial"}


class Measure(NamedTuple):
    """A column of counts: the recipient it names, whether it is a total or an "of which", and its other headers."""

    column: int
    recipient: str | None
    is_total: bool
    is_partial: bool
    context: tuple[str, ...]


class Item(NamedTuple):
    """One data row: its award and what the row says about the counts in it."""

    entry: Entry
    text: str
    recipient: str | None
    basis: str | None
    state: str | None
    authority: str | None
    award_class: str | None


def measures_of(table: RawTable, words: HeaderWords) -> list[Measure]:
    """The columns of counts of a tally table."""
    found = []
    for column in table.columns:
        if column.role not in _MEASURES:
            continue
        roles = [{r for t, r in words.roles.get(key_of(label), ()) if t == "tally"} for label in column.path]
        recipient = next(
            (r for label in reversed(column.path) if (r := recipient_role(key_of(label), words))), None
        )
        context = tuple(
            label for label, held in zip(column.path, roles, strict=True) if not held & _MEASURES
        )
        found.append(
            Measure(
                column.column, recipient, any("total" in held for held in roles),
                any("partial" in held for held in roles), context,
            )
        )
    return found


def choose(measures: list[Measure]) -> tuple[list[Measure], list[Measure], list[Measure]]:
    """Which columns are data, which are totals to check them by, and which are "of which" columns."""
    plain = [m for m in measures if not m.is_total and not m.is_partial]
    named = [m for m in plain if m.recipient]
    totals = [m for m in measures if m.is_total and not m.is_partial]
    partial = [m for m in measures if m.is_partial]
    if named:
        covered = {m.recipient for m in named}
        data = named + [m for m in totals if m.recipient and m.recipient not in covered]
        checks = [m for m in totals if m not in data] + [m for m in plain if not m.recipient and not m.context]
        data += [m for m in plain if not m.recipient and m.context and not checks]
        return data, checks, partial
    of_recipient = [m for m in totals if m.recipient]
    if of_recipient:
        return of_recipient, [m for m in totals if not m.recipient], partial
    if partial and totals and any(m.recipient for m in partial):
        return [m for m in partial if m.recipient], totals, []
    if plain and totals:
        return plain, totals, partial
    return (plain or totals)[:1] if not any(m.context for m in plain) else plain, [], partial


def count_value(grid: Grid, index: int) -> int | None:
    """The number in a count cell, all recipients together; None when it holds none."""
    counts = counts_at(grid, index)
    return None if any(c.value is None for c in counts) else sum(c.value for c in counts)


def read_tally(out: Readout, grid: Grid, table: RawTable, words: HeaderWords, default_state: str) -> int:
    """Award rows of one tally table; returns how many it gave."""
    reference = words.reference
    filled = table.filled(grid)
    measures = [m for m in measures_of(table, words) if m.column in filled]
    data, checks, partial = choose(measures)
    label = table.column("award")
    if not data or label is None:
        return 0
    entries = read_entries(
        grid, table.body, table.column("number"), label,
        measures=[m.column for m in measures], value_at=count_value,
        stands=lambda label: not splits(label) and names_award(label, reference),
    )
    entries = _settle(entries, data, reference)
    if not any(e.kind == "item" and _resolvable(e, data, reference) for e in entries):
        return 0
    before = len(out.rows["awards"])
    sums: dict[int, int] = {m.column: 0 for m in measures}
    items: list[Item] = []
    for entry in entries:
        if entry.kind == "item" and entry.values:
            items.append(_item(out, grid, table, entry))
    for item in items:
        _emit_item(out, grid, item, data, checks, default_state=default_state, words=words)
        for column, value in item.entry.values.items():
            sums[column] = sums.get(column, 0) + (value or 0)
        _check_row(out, grid, item.entry, data, checks, partial)
    _check_sections(out, grid, entries, data)
    _check_totals(out, grid, entries, sums, data + checks, default_state=default_state)
    return len(out.rows["awards"]) - before


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
        names = list(reversed(entry.parents))
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
        children = _children(settled, position)
        if entry.kind == "section":
            own = resolve_award(entry.label, reference, suggest=False).code is not None
            named = [
                c for c in children
                if c.kind in ("item", "section") and (_derives(c) or _resolvable(c, data, reference))
            ]
            if own and not named:
                settled[position] = entry._replace(kind="item")
                for offset in range(1, len(children) + 1):
                    settled[position + offset] = settled[position + offset]._replace(kind="partial")
            elif own:
                items = [c for c in children if c.kind == "item"]
                if any(
                    entry.values.get(c) is not None and entry.values[c] != sum(i.values.get(c) or 0 for i in items)
                    for c in columns
                ):
                    settled[position] = entry._replace(kind="unclear")
                    for offset in range(1, len(children) + 1):
                        settled[position + offset] = settled[position + offset]._replace(kind="partial")
        elif entry.kind == "item" and not _resolvable(entry, data, reference):
            below = _run_below(settled, position, data, reference)
            filled = [c for c in columns if entry.values.get(c)]
            if below and filled and all(entry.values.get(c, 0) == sum(b.values.get(c) or 0 for b in below) for c in columns):
                settled[position] = entry._replace(kind="section")
        position += 1
    return settled


def _children(entries: list[Entry], position: int) -> list[Entry]:
    depth = entries[position].depth
    found = []
    for entry in entries[position + 1 :]:
        if entry.kind == "total" or entry.depth <= depth:
            break
        found.append(entry)
    return found


def _run_below(entries: list[Entry], position: int, data: list[Measure], reference) -> list[Entry]:
    found = []
    head = entries[position]
    for entry in entries[position + 1 :]:
        if entry.kind != "item" or head.mark_kind == "number" == entry.mark_kind or not _resolvable(entry, data, reference):
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
    for parent in (*reversed(entry.parents), entry.label):
        basis = basis or parse_basis(parent)
        recipient = recipient or parse_recipient(parent)
        state = state or (parse_state(parent) if len(parent) < 40 else None)
    shown = plain_text(out, grid, *entry.label_cell) or ""
    award_class = plain_text(out, grid, row, table.column("class"), log=False)
    return Item(
        entry, entry.label or shown, recipient, basis, state,
        plain_text(out, grid, row, table.column("authority"), log=False),
        parse_class(award_class) if award_class else None,
    )


def _emit_item(
    out: Readout, grid: Grid, item: Item, data: list[Measure], checks: list[Measure], *, default_state: str, words: HeaderWords
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
            out, grid, (entry.row, measure.column),
            (item.text, found.code, found.award_class or item.award_class, recipient, basis, None if state == "?" else state),
            fixed_recipient=measure.recipient,
        )


def emit_counts(
    out: Readout, grid: Grid, place: tuple[int, int], facts: tuple, *, fixed_recipient: str | None = None
) -> None:
    """The award rows of one count cell; ``facts``: award text, code, class, recipient, basis, state."""
    index = grid.at[place]
    award_text, code, award_class, recipient, basis, state = facts
    where = address(*place)
    text = text_at(grid, index)
    for count in counts_at(grid, index):
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
            (grid.name, where, text, award_text, code, award_class, own or "unknown", basis, state, count.value,
             count.is_approximate)
        )


def _check_row(
    out: Readout, grid: Grid, entry: Entry, data: list[Measure], checks: list[Measure], partial: list[Measure]
) -> None:
    for check in checks:
        printed = entry.values.get(check.column)
        parts = [m for m in data if check.recipient is None or m.recipient == check.recipient]
        if printed is None or not any(m.column in entry.values for m in parts):
            continue
        computed = sum(entry.values.get(m.column) or 0 for m in parts)
        if computed == printed:
            continue
        if all(m.is_partial for m in parts) and computed < printed:
            _remainder(out, grid, (entry.row, check.column), entry.label, printed, computed)
        else:
            report(
                out, "row_total_mismatch", grid, (entry.row, check.column), entry.label, printed=printed, computed=computed
            )
    for part in partial:
        printed = max((entry.values.get(m.column) or 0 for m in data), default=0)
        value = entry.values.get(part.column)
        if value is not None and part.recipient is None and value > sum(entry.values.get(m.column) or 0 for m in data):
            report(out, "part_above_total", grid, (entry.row, part.column), printed=printed, computed=value)


def _remainder(
    out: Readout, grid: Grid, place: tuple[int, int], label: str, printed: int, computed: int, *,
    recipient: str | None = None, state: str = "decided",
) -> None:
    """Keep what a total holds beyond its named parts as a row of its own, so that totals stay true."""
    rest = printed - computed
    report(out, "remainder_unnamed", grid, place, label, printed=printed, computed=computed, rest=rest)
    text = text_at(grid, grid.at[place])
    out.rows["awards"].append(
        (grid.name, address(*place), text, label, None, None, recipient or "unknown", None, state, rest, False)
    )


def _check_sections(out: Readout, grid: Grid, entries: list[Entry], data: list[Measure]) -> None:
    for position, entry in enumerate(entries):
        if entry.kind not in ("section", "unclear"):
            continue
        items = [c for c in _children(entries, position) if c.kind == "item"]
        if entry.kind == "section" and not items:
            items = _following_items(entries, position)
        for measure in data:
            printed = entry.values.get(measure.column)
            if printed is None:
                continue
            if entry.kind == "unclear":
                items = [c for c in _children(entries, position) if c.values]
            computed = sum(i.values.get(measure.column) or 0 for i in items)
            if computed != printed:
                code = "hierarchy_unclear" if entry.kind == "unclear" else "subtotal_mismatch"
                report(
                    out, code, grid, (entry.row, measure.column), entry.label, printed=printed, computed=computed
                )


def _following_items(entries: list[Entry], position: int) -> list[Entry]:
    found = []
    for entry in entries[position + 1 :]:
        if entry.kind != "item":
            break
        found.append(entry)
    return found


def _check_totals(
    out: Readout, grid: Grid, entries: list[Entry], sums: dict[int, int], measures: list[Measure], *, default_state: str
) -> None:
    for position, entry in enumerate(entries):
        if entry.kind != "total":
            continue
        of_which = position + 1 < len(entries) and entries[position + 1].mark == OF_WHICH
        scope = _section_sums(entries, position)
        for measure in measures:
            printed = entry.values.get(measure.column)
            if printed is None or printed in (sums.get(measure.column, 0), scope.get(measure.column)):
                continue
            computed = sums.get(measure.column, 0)
            if of_which and computed < printed:
                _remainder(
                    out, grid, (entry.row, measure.column), entry.label, printed, computed,
                    recipient=measure.recipient, state=default_state,
                )
                continue
            report(
                out, "total_mismatch", grid, (entry.row, measure.column), entry.label, printed=printed, computed=computed
            )


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
