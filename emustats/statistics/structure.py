"""Who belonged to which cluster, and what sets one year apart from the year before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from emustats.reference.names import unit_name

if TYPE_CHECKING:
    from emustats.reference import Reference
    from emustats.reference.records import LegalPeriod

# an emulation year closes with the conferences of November: a later event belongs to the next year
_CLOSING = (11, 30)
# a cluster keeps its identity when at least half of the shorter of two member lists is in both
SAME_CLUSTER = 0.5
JOINING = ("rename", "merge")


class Break(NamedTuple):
    """Why a year cannot simply be compared with the one before; kind: membership, other_units, organisation, law."""

    kind: str
    note_vi: str
    note_en: str


def effective_year(day: date) -> int:
    """The emulation year that a change of that day belongs to.

    >>> effective_year(date(2024, 11, 30)), effective_year(date(2024, 12, 1))
    (2024, 2025)
    """
    return day.year + ((day.month, day.day) > _CLOSING)


def memberships(submissions: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """cluster_id, year and unit_id of every unit of the clusters that sent something.

    The registry and the submissions (accepted or missing) are taken together.
    """
    listed = pd.DataFrame(
        [(row.cluster_id, row.year, row.unit_id) for row in reference.memberships],
        columns=["cluster_id", "year", "unit_id"],
    ).astype({"cluster_id": "str", "year": "Int64", "unit_id": "str"})
    sent = submissions[["cluster_id", "year", "unit_id"]].dropna()
    listed = listed[listed["cluster_id"].isin(sent["cluster_id"])]
    return pd.concat([listed, sent], ignore_index=True).drop_duplicates(ignore_index=True)


def identities(reference: Reference) -> dict[str, str]:
    """One name for all units that became each other by rename, merger or split.

    A cluster whose units were only renamed or merged is then still seen to be the same.
    """
    root: dict[str, str] = {}

    def find(unit: str) -> str:
        while root.get(unit, unit) != unit:
            unit = root[unit]
        return unit

    for event in reference.unit_events:
        if event.kind != "transfer":
            root[find(event.from_unit)] = find(event.to_unit)
    return {unit: find(unit) for unit in root}


def breaks(
    before: frozenset[str],
    now: frozenset[str],
    *,
    year: int,
    clusters: Iterable[str],
    reference: Reference,
    folded: Iterable[str] = (),
) -> list[Break]:
    """What sets ``year`` apart from the year before: its members, organisation and law.

    ``before`` are the members last known; an empty ``now`` is an unknown list, of which no change can be told.
    ``clusters`` are the clusters concerned: legal periods apply to them by the prefix of their id. ``folded``
    are kinds of events (rename, merge …) that the figures allow for, and which are therefore no break.
    """
    clusters = list(clusters)
    found = _membership(before, now, reference) if before and now else []
    found += _organisation(before | now, year, clusters, reference, folded)
    if before and now and before != now and not found and not set(JOINING) <= set(folded):
        names = _names(before ^ now, reference)
        found.append(Break("organisation", f"đổi tên, sáp nhập: {names}", f"renamed or merged: {names}"))
    periods = [p for p in reference.legal_periods if p.kind != "organisation" and _starts(p, year, clusters)]
    return found + [Break("law", period.name, period.name) for period in periods]


def _membership(before: frozenset[str], now: frozenset[str], reference: Reference) -> list[Break]:
    same = identities(reference)
    old, new = ({same.get(unit, unit) for unit in units} for units in (before, now))
    if old == new:
        return []
    left = _names((unit for unit in before if same.get(unit, unit) not in new), reference)
    joined = _names((unit for unit in now if same.get(unit, unit) not in old), reference)
    if len(old & new) < SAME_CLUSTER * min(len(old), len(new)):
        return [Break("other_units", f"số hiệu cụm dùng cho đơn vị khác: {joined}", f"other units: {joined}")]
    parts = [("thêm", "joined", joined), ("bớt", "left", left)]
    texts = [(f"{vi} {names}", f"{en} {names}") for vi, en, names in parts if names]
    return [Break("membership", "; ".join(vi for vi, _ in texts), "; ".join(en for _, en in texts))]


def _organisation(
    units: frozenset[str], year: int, clusters: list[str], reference: Reference, folded: Iterable[str]
) -> list[Break]:
    found = []
    for event in reference.unit_events:
        concerned = effective_year(event.date) == year and units & {event.from_unit, event.to_unit}
        if concerned and event.kind not in folded:
            arrow = " → ".join(unit_name(reference, unit, short=True) for unit in (event.from_unit, event.to_unit))
            found.append(Break("organisation", f"{event.date:%d/%m/%Y}: {arrow}", f"{event.date}: {arrow}"))
    for period in reference.legal_periods:
        if period.kind == "organisation" and _starts(period, year, clusters):
            found.append(Break("organisation", period.name, period.name))
    return found


def _starts(period: LegalPeriod, year: int, clusters: list[str]) -> bool:
    if period.valid_from is None or effective_year(period.valid_from) != year:
        return False
    scope = period.scope
    return not scope or any(cluster == scope or cluster.startswith(f"{scope}-") for cluster in clusters)


def _names(units: Iterable[str], reference: Reference) -> str:
    return ", ".join(unit_name(reference, unit, short=True) for unit in sorted(units))
