"""Clusters side by side: totals, per unit, per 100 staff, mix by level, with small bases flagged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats import schema
from emustats.errors import UsageError
from emustats.reference import load
from emustats.statistics.awards import tally
from emustats.statistics.conforming import conformed
from emustats.statistics.grouping import as_year, share
from emustats.statistics.structure import breaks, memberships

if TYPE_CHECKING:
    from emustats.reference import Reference

PER = {"total": "total", "unit": "per_unit", "100_staff": "per_100_staff"}
# with fewer units one unit moves a rate of units by more than 10 points
SMALL_BASE = 10
_KEYS = ["cluster_id", "year"]
_DIGITS = 9


def compare(
    data: Any,
    *,
    year: int | Iterable[int] | None,
    per: str = "total",
    state: str | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """Commendations of clusters side by side, ranked inside each year.

    ``year``: one year, several, or None for all. ``per``: what ``value``, ``rank`` and ``gap`` are about: "total"
    (lượt), "unit" or "100_staff". Lượt are those of ``es.tally``: decided and received unless ``state`` asks for
    others.

    Returns one row a cluster and year, by year and rank:

    ====================== =======================================================================================
    cluster_id, year
    value                  Float64, the figure ``per`` asks for
    rank, gap              Int64, equal values share the rank; gap: behind the highest value of the year
    total                  Int64, lượt; NA when nothing readable was reported
    units                  Int64, units that reported, those without any commendation too: the base of ``per_unit``
    headcount              Int64, their staff; NA unless every one of them gave it
    per_unit, per_100_staff Float64; NA without base
    is_small_base          fewer than 10 units: read per-unit figures and ranks as hints only
    one_unit_points        percentage points that one unit is of all (six units: 16.7)
    share_<level>          Float64, part of the total decided at that level (state, government, ministry …);
                           share_unknown: awards not recognised. They add up to 1; NA for a total of zero
    ====================== =======================================================================================

    Clusters differ in size, task and rules; points of different clusters are never compared here. Raises
    UsageError for an unknown ``per``.

    >>> es.compare(data, year=2019, per="unit")  # doctest: +SKIP
    """
    if per not in PER:
        raise UsageError(f"Không có cách so sánh theo “{per}”; hãy chọn: {', '.join(PER)}.")
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    awards = _of_years(data.awards, year).dropna(subset=_KEYS)
    sent = _of_years(data.submissions, year)
    table = tally(awards, by=_KEYS, state=state, reference=reference)[[*_KEYS, "total"]]
    everyone = sent[sent["standing"].isin(["accepted", "missing"])][_KEYS].dropna().drop_duplicates()
    table = everyone.merge(table, on=_KEYS, how="outer")
    table = table.merge(_bases(awards, sent), on=_KEYS, how="left")
    table["units"] = table["units"].fillna(0)
    table["per_unit"] = share(table["total"], table["units"])
    table["per_100_staff"] = share(table["total"] * 100, table["headcount"])
    table["is_small_base"] = table["units"].lt(SMALL_BASE).astype("boolean")
    table["one_unit_points"] = share(table["units"].clip(upper=1) * 100, table["units"])
    table["value"] = table[PER[per]].astype("Float64")
    by_year = table.groupby("year", observed=True)["value"]
    values = table["value"].round(_DIGITS)
    table["rank"] = values.groupby(table["year"]).rank(ascending=False, method="min").astype("Int64")
    table["gap"] = (by_year.transform("max") - table["value"]).astype("Float64")
    mix = _mix(awards, state, reference)
    table = table.merge(mix, on=_KEYS, how="left").sort_values(["year", "rank", "cluster_id"], ignore_index=True)
    first = [*_KEYS, "value", "rank", "gap", "total", "units", "headcount", "per_unit", "per_100_staff"]
    return table[[*first, "is_small_base", "one_unit_points", *mix.columns.difference(_KEYS, sort=False)]]


def before_after(
    data: Any, *, cluster: str, year: int, state: str | None = None, reference: Reference | None = None
) -> pd.DataFrame:
    """One cluster in the year before and the year of a change of membership, split by who stayed.

    ``year`` is the first year with the new members; it is compared with the last earlier year of which the cluster
    has members. Returns three rows: ``group`` stayed, left, joined, with ``units`` (members, Int64), ``before_year``,
    ``before`` and ``after`` (lượt, Int64; NA without reports), ``reported_before`` and ``reported_after`` (units of the
    group that reported), ``change``; ``breaks`` repeats on each row what changed between the two years ("|" between).
    Those who stayed are the like-for-like comparison. Raises UsageError when no earlier or no later members are known.

    >>> from emustats.statistics.clusters import before_after
    >>> before_after(data, cluster="bca-donvi-6", year=2018)  # doctest: +SKIP
    """
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    year = as_year(year)
    listed = memberships(data.submissions, reference)
    listed = listed[listed["cluster_id"].eq(cluster)]
    earlier = listed.loc[listed["year"].lt(year), "year"]
    if earlier.empty or not listed["year"].eq(year).any():
        raise UsageError(f"Không biết thành viên của cụm {cluster} năm {year} hoặc trước đó; xem clusters.csv.")
    then = int(earlier.max())
    old, new = (frozenset(listed.loc[listed["year"].eq(y), "unit_id"]) for y in (then, year))
    found = breaks(old, new, year=year, clusters=[cluster], reference=reference)
    awards = data.awards[data.awards["cluster_id"].eq(cluster)]
    rows = []
    for group, units in (("stayed", old & new), ("left", old - new), ("joined", new - old)):
        row: dict[str, Any] = {"group": group, "units": len(units), "before_year": then}
        for name, when in (("before", then), ("after", year)):
            part = awards[awards["unit_id"].isin(units) & awards["year"].eq(when)]
            row[name] = tally(part, by=[], state=state, reference=reference)["total"].iloc[0] if len(part) else pd.NA
            row[f"reported_{name}"] = part["unit_id"].nunique()
        rows.append(row)
    table = pd.DataFrame(rows).astype({"group": "str"})
    table = table.astype({name: "Int64" for name in table.columns if name != "group"})
    table["change"] = table["after"] - table["before"]
    return table.assign(breaks="|".join(dict.fromkeys(item.kind for item in found))).astype({"breaks": "str"})


def _of_years(frame: pd.DataFrame, year: int | Iterable[int] | None) -> pd.DataFrame:
    if year is None:
        return frame[frame["year"].notna()]
    years = [year] if isinstance(year, str) or not isinstance(year, Iterable) else list(year)
    years = [as_year(each) for each in years]
    return frame[frame["year"].isin(years)]


def _bases(awards: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Units that reported by cluster and year, and their staff where every one of them gave it."""
    who = [*_KEYS, "unit_id"]
    accepted = sent[sent["standing"].eq("accepted")]
    units = pd.concat([accepted[who], awards[who]]).dropna().drop_duplicates()
    staff = accepted.groupby(who, observed=True)["headcount"].max().reset_index()
    units = units.merge(staff, on=who, how="left", validate="one_to_one")
    groups = units.groupby(_KEYS, observed=True)
    bases = groups.agg(units=("unit_id", "nunique"), given=("headcount", "count")).astype("Int64")
    bases["headcount"] = groups["headcount"].sum(min_count=1)
    bases["headcount"] = bases["headcount"].where(bases["given"].eq(bases["units"]))
    return bases.drop(columns="given").astype("Int64").reset_index()


def _mix(awards: pd.DataFrame, state: str | None, reference: Reference) -> pd.DataFrame:
    """Shares of the total by level; every level that occurs anywhere has a column."""
    levels = tally(awards, by=[*_KEYS, "level"], state=state, reference=reference)
    levels["level"] = levels["level"].fillna("unknown")
    wide = levels.pivot(index=_KEYS, columns="level", values="total").astype("Float64")
    known = [level for level in (*schema.LEVELS, "unknown") if level in wide.columns]
    whole = wide.sum(axis=1, min_count=1)
    shares = wide[known].fillna(0).div(whole.where(whole.ne(0)), axis=0)
    return shares.add_prefix("share_").rename_axis(columns=None).reset_index()
