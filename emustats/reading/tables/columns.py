"""The columns of counts of a tally: which are data, which are totals to check them by, which are "of which" columns."""

from __future__ import annotations

from typing import NamedTuple

from emustats.reading.sheet.grid import key_of
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords, recipient_role

_MEASURES = {"collective", "individual", "household", "count", "total", "parts", "partial"}


class Measure(NamedTuple):
    """A column of counts: the recipient it names, whether it is a total or an "of which", and its other headers.

    ``is_named`` is off where no header says that it counts, only who gives the awards.
    """

    column: int
    recipient: str | None
    is_total: bool
    is_partial: bool
    context: tuple[str, ...]
    is_named: bool


def measures_of(table: RawTable, words: HeaderWords) -> list[Measure]:
    """The columns of counts of a tally table."""
    found = []
    for column in table.columns:
        if column.role not in _MEASURES:
            continue
        roles = [{r for t, r in words.roles.get(key_of(label), ()) if t == "tally"} for label in column.path]
        recipient = next((r for label in reversed(column.path) if (r := recipient_role(key_of(label), words))), None)
        context = tuple(label for label, held in zip(column.path, roles, strict=True) if not held & _MEASURES)
        found.append(
            Measure(
                column.column,
                recipient,
                any("total" in held for held in roles),
                any("partial" in held for held in roles),
                context,
                any(held & _MEASURES for held in roles),
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
