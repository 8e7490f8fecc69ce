"""Three ways to look at years in which units came, went, merged and split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from emustats.statistics.structure import JOINING, effective_year

if TYPE_CHECKING:
    from emustats.reference import Reference, UnitEvent

LENSES = ("as_reported", "current_structure", "constant_panel")
WHO = ["cluster_id", "unit_id"]


class Folded(NamedTuple):
    """Rows with their units as of ``last_year``, ``weight`` beside them, and units that had to stay apart.

    ``left_apart`` maps a unit to the last year in which it was still whole.
    """

    rows: pd.DataFrame
    left_apart: dict[str, int]


class Seen(NamedTuple):
    """The rows of a table, the submissions and who reported as a lens shows them, and the units that stay apart."""

    rows: pd.DataFrame
    sent: pd.DataFrame
    reported: pd.DataFrame
    left_apart: dict[str, int]


def see(
    lens: str, rows: pd.DataFrame, sent: pd.DataFrame, *, table: str, groups: list[str], reference: Reference
) -> Seen:
    """A table and the submissions through a lens; rows carry a ``weight`` that is 1 but for shares of a split."""
    rows = rows[rows["year"].notna()].assign(weight=1.0)
    sent = sent[sent["year"].notna()]
    if lens == "constant_panel":
        # a unit outside the panel has no series of its own; a cluster keeps its years, with nothing to show
        reported = reporting(rows, table, sent)
        rows, reported = (panel(frame, reported, groups) for frame in (rows, reported))
        sent = panel(sent, reporting(sent, "submissions", sent), groups) if "unit_id" in groups else sent
        return Seen(rows, sent, reported, {})
    if lens == "as_reported" or rows.empty:
        return Seen(rows, sent, reporting(rows, table, sent), {})
    last_year = int(max(rows["year"].max(), sent["year"].max() if len(sent) else 0))
    folded = fold_forward(rows, reference, last_year, with_shares=table == "awards")
    if table == "scores":
        # points of two units do not add up to the points of one
        moved = rows[rows["unit_id"].ne(folded.rows["unit_id"])].groupby("unit_id", observed=True)["year"].max()
        apart = {**folded.left_apart, **{unit: int(year) for unit, year in moved.items()}}
        return Seen(rows, sent, reporting(rows, table, sent), apart)
    sent = fold_forward(sent, reference, last_year, with_shares=table == "awards").rows
    return Seen(folded.rows, sent, reporting(folded.rows, table, sent), folded.left_apart)


def reporting(rows: pd.DataFrame, table: str, sent: pd.DataFrame) -> pd.DataFrame:
    """cluster_id, unit_id and year of whoever reported the table.

    Of awards it is whoever sent a report: one without a line of them is a report all the same.
    """
    accepted = sent[sent["standing"].eq("accepted")]
    if table == "submissions":
        rows = accepted
    elif table == "awards":
        rows = pd.concat([rows[[*WHO, "year"]], accepted[[*WHO, "year"]]])
    return rows[[*WHO, "year"]].dropna(subset=["unit_id", "year"]).drop_duplicates()


def panel(rows: pd.DataFrame, reported: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """The rows of units that reported in every year in which their group has a report."""
    fixed = [key for key in groups if key == "cluster_id"]
    present = reported[[*fixed, "unit_id", "year"]].drop_duplicates()
    if present.empty:
        return rows
    needed = present.groupby(fixed, observed=True)["year"].nunique() if fixed else present["year"].nunique()
    count = present.groupby([*fixed, "unit_id"], observed=True)["year"].nunique().rename("count").reset_index()
    needed = count["cluster_id"].map(needed) if fixed else needed
    panel = count.loc[count["count"].eq(needed), [*fixed, "unit_id"]]
    keys = [*fixed, "unit_id"]
    inside = pd.MultiIndex.from_frame(rows[keys].astype("str")).isin(pd.MultiIndex.from_frame(panel.astype("str")))
    return rows[inside]


def fold_forward(rows: pd.DataFrame, reference: Reference, last_year: int, *, with_shares: bool) -> Folded:
    """The rows with ``unit_id`` replaced by the unit it became part of, up to ``last_year``.

    Renames and mergers up to the year of the event are followed, through several events if need be. A split or
    transfer is followed only where ``with_shares`` allows it and every successor has a declared share: each
    successor then gets the rows with that ``weight``, what the shares leave over stays with the old unit.
    Otherwise the unit is left apart.
    """
    rows = rows.assign(weight=1.0)
    apart: dict[str, int] = {}
    for events in _by_date(reference.unit_events, last_year):
        year = effective_year(events[0].date)
        joined = {event.from_unit: event.to_unit for event in events if event.kind in JOINING}
        present = rows["unit_id"].isin(joined) & rows["year"].le(year)
        if present.any():
            target = {unit: _last(unit, joined) for unit in joined}
            rows = rows.assign(unit_id=rows["unit_id"].mask(present, rows["unit_id"].map(target)))
        for unit, parts in _divided(events).items():
            # who gives only a part away still reports for itself in the year of the event
            until = year if parts[0].kind == "split" else year - 1
            here = rows["unit_id"].eq(unit) & rows["year"].le(until)
            if not here.any():
                continue
            if with_shares and all(part.share for part in parts):
                rows = _shared(rows, here, parts)
            else:
                apart[unit] = until
    return Folded(rows, apart)


def _by_date(events: Iterable[UnitEvent], last_year: int) -> list[list[UnitEvent]]:
    dated: dict[date, list[UnitEvent]] = defaultdict(list)
    for event in events:
        if effective_year(event.date) <= last_year:
            dated[event.date].append(event)
    return [dated[day] for day in sorted(dated)]


def _last(unit: str, joined: dict[str, str]) -> str:
    """Follow mergers of one day to their end; a ring of renames ends where it began."""
    seen = {unit}
    while unit in joined and joined[unit] not in seen:
        unit = joined[unit]
        seen.add(unit)
    return unit


def _divided(events: list[UnitEvent]) -> dict[str, list[UnitEvent]]:
    parts: dict[str, list[UnitEvent]] = defaultdict(list)
    for event in events:
        if event.kind not in JOINING:
            parts[event.from_unit].append(event)
    return parts


def _shared(rows: pd.DataFrame, here: pd.Series, parts: list[UnitEvent]) -> pd.DataFrame:
    old = rows[here]
    pieces = [rows[~here]]
    pieces += [old.assign(unit_id=part.to_unit, weight=old["weight"] * part.share) for part in parts]
    rest = 1 - sum(part.share for part in parts)
    if rest > 1e-9:
        pieces.append(old.assign(weight=old["weight"] * rest))
    return pd.concat(pieces, ignore_index=True)
