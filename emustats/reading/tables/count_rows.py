"""The rows of a table of counts: which are data, which sum up, which only compare, and what each row says."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from emustats.reading.sheet.grammar import Grammar, grammar, read_label
from emustats.reading.sheet.rows import Entry, children_of, splits
from emustats.reading.sheet.vocabulary import names_award
from emustats.reading.tables.measures import Measure
from emustats.reading.tables.readout import differs
from emustats.reference import Reference
from emustats.reference.names import Resolution, resolve_award
from emustats.text import parse_basis, parse_recipient

_NEVER_AN_ITEM = frozenset(
    {"money", "decision", "date", "share", "difference", "points", "votes", "rank", "headcount", "discipline", "plan"}
)


_LONGEST_STATE = 60


class RowSays(NamedTuple):
    """What the label of a row says beside the award: why it is no data (``aside``), its period, its unit."""

    aside: str = ""
    period: str = "year"
    is_period: bool = False
    unit: str | None = None


def row_says(label: str, words: Grammar, year: int | None) -> RowSays:
    """What a row's label says about the numbers in it."""
    return _row_says(label, words.reference, year)


@lru_cache(maxsize=16384)
def _row_says(label: str, reference: Reference, year: int | None) -> RowSays:
    if not label or names_award(label, reference):
        return RowSays()
    said = read_label(label, grammar(reference))
    asides = [value for value in said.values("aside") if value in _NEVER_AN_ITEM]
    if asides and not said.unknown and not said.kinds & {"award", "recipient", "unit"}:
        return RowSays(aside=asides[0])
    units = said.values("unit")
    unit = units[-1] if units and not said.unknown and not said.kinds & {"recipient", "award", "basis"} else None
    periods = said.values("period")
    only = said.kinds <= {"period", "link", "topic", "count", "total", "weak", "aside"} and not said.unknown and periods
    return RowSays("", _period_of(periods, year) if only else "year", bool(only), unit)


def _period_of(periods: tuple[str, ...], year: int | None) -> str:
    years = [int(value) for value in periods if value.isdigit()]
    parts = [value for value in periods if not value.isdigit() and value != "year"]
    if "earlier" in parts or years and year is not None and years[-1] < year:
        return "earlier"
    if years and year is not None and years[-1] > year:
        return "later"
    if parts:
        return parts[0]
    return str(years[0]) if years and year is None else "year"


class LabelSays(NamedTuple):
    """What a label or heading says about the counts in its row and in those below it."""

    basis: str | None
    recipient: str | None
    state: str | None


@lru_cache(maxsize=16384)
def label_says(label: str, reference: Reference) -> LabelSays:
    """Basis, recipient (named beside its award, or alone) and state, each only where the label names one."""
    said = read_label(label, grammar(reference))
    found, states = set(said.values("recipient")), set(said.values("state"))
    recipient = found.pop() if len(found) == 1 and not said.unknown else None
    sure = len(states) == 1 and not said.unknown and "award" not in said.kinds and len(label) <= _LONGEST_STATE
    return LabelSays(parse_basis(label), parse_recipient(label) or recipient, states.pop() if sure else None)


def context_of(entry: Entry, measure_context: tuple[str, ...], authority: str | None) -> tuple[str, ...]:
    """The texts that tell which award is meant, the nearest first."""
    return (*((authority,) if authority else ()), *measure_context, *reversed(entry.parents))


def names_of(entry: Entry) -> list[str]:
    """The names a row may go by: its own label, that of the award it splits, or its own after the one it stands under."""
    names = [entry.label]
    if parse_recipient(entry.label) or parse_basis(entry.label):
        names = list(reversed(entry.parents)) or names
    if entry.parents:
        names.append(f"{entry.parents[-1]} {entry.label}")
    return names


def _resolvable(entry: Entry, data: list[Measure], reference: Reference) -> bool:
    return any(
        resolve_award(name, reference, context_of(entry, m.context, None), suggest=False).code is not None
        for m in data
        for name in names_of(entry)
    )


def settle_rows(entries: list[Entry], data: list[Measure], reference: Reference) -> list[Entry]:
    """Decide which rows with rows below them are data themselves, and which only sum up."""
    columns = [m.column for m in data]
    settled = list(entries)
    for position, _ in enumerate(entries):
        entry = settled[position]
        if entry.kind == "section":
            _settle_section(settled, position, data, reference)
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
    return settled


def keep_recipients(entries: list[Entry]) -> list[Entry]:
    """Rows such as "Cá nhân" with rows below that name neither recipient nor basis are data, what stands below is part of them."""
    settled = list(entries)
    for position, entry in enumerate(entries):
        children = children_of(entries, position)
        if entry.kind != "section" or not entry.values or not splits(entry.label) or not children:
            continue
        if not any(splits(child.label) for child in children):
            settled[position] = entry._replace(kind="item")
            for offset in range(1, len(children) + 1):
                settled[position + offset] = settled[position + offset]._replace(kind="partial")
    return settled


def _settle_section(settled: list[Entry], position: int, data: list[Measure], reference: Reference) -> None:
    entry, columns = settled[position], [m.column for m in data]
    children = children_of(settled, position)
    if resolve_award(entry.label, reference, suggest=False).code is None:
        return
    named = [
        c for c in children if c.kind in ("item", "section") and (splits(c.label) or _resolvable(c, data, reference))
    ]
    items = [c for c in children if c.kind == "item"]
    unclear = any(differs(entry.values.get(c), sum(i.values.get(c) or 0 for i in items)) for c in columns)
    if not named or unclear:
        settled[position] = entry._replace(kind="unclear" if named else "item")
        for offset in range(1, len(children) + 1):
            settled[position + offset] = settled[position + offset]._replace(kind="partial")


def _settle_parts(settled: list[Entry], position: int, data: list[Measure], reference: Reference) -> None:
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


def _run_below(entries: list[Entry], position: int, data: list[Measure], reference: Reference) -> list[Entry]:
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


def recipient_of_row(entry: Entry) -> str | None:
    """The recipient that the label of a row, or else the nearest heading over it, is the name of."""
    return next((found for text in (entry.label, *reversed(entry.parents)) if (found := parse_recipient(text))), None)


def award_named(entry: Entry, label: str, reference: Reference, context: tuple[str, ...]) -> tuple[str, Resolution]:
    """The first name in a row that is an award's, else the whole label with what the last name resolves to."""
    found = Resolution(None, None, None, (), ())
    for name in names_of(entry):
        found = resolve_award(name, reference, context, suggest=False)
        if found.code is not None:
            return name, found
    return label, found
