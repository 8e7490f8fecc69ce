"""The figures that can be followed over years, each computed by the statistic that defines it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from emustats.errors import UsageError
from emustats.statistics import scores
from emustats.statistics.awards import tally
from emustats.statistics.coverage import coverage
from emustats.statistics.lenses import WHO
from emustats.statistics.selection import matches, select
from emustats.statistics.targets import achievement

if TYPE_CHECKING:
    from emustats.reference import Reference

_AWARDS = {"awards": "total", **{n: n for n in ("total", "collective", "individual", "household", "unknown")}}
_TARGETS = (
    "units_rate", "targets_rate", "completion_mean", "units_reporting", "units_meeting_all", "targets_total",
    "targets_assessed", "not_assessed", "targets_met", "targets_exceeded", "completion_base",
)  # fmt: skip
_COVERAGE = {
    "coverage": "rate",
    "rate": "rate",
    **{name: name for name in ("expected", "reported", "missing", "refused", "superseded", "provisional")},
}
_SCORES = (
    "points", "points_share", "rank", "gap", "gap_to_first", "max_points", "self_points", "cross_points",
    "cluster_points", "difference", "beyond_max",
)  # fmt: skip


class Figure(NamedTuple):
    """A figure: the table behind it, its column, and what computes it from rows, keys, filters and reference."""

    table: str
    column: str
    compute: Callable[..., pd.DataFrame]


def figures() -> tuple[str, ...]:
    """The names that ``trend`` takes as ``value``."""
    return (*_AWARDS, *_TARGETS, *_COVERAGE, *_SCORES)


def figure_of(value: str) -> Figure:
    """The figure of that name; UsageError naming all of them for another."""
    if value in _AWARDS:
        return Figure("awards", _AWARDS[value], _count)
    if value in _TARGETS:
        return Figure("targets", value, _achieve)
    if value in _COVERAGE:
        return Figure("submissions", _COVERAGE[value], _cover)
    if value in _SCORES:
        return Figure("scores", value, _score)
    raise UsageError(f"Không có số liệu “{value}” để xem xu hướng; có thể dùng: {', '.join(figures())}.")


def narrow(rows: pd.DataFrame, whose: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of the clusters and units asked for."""
    for column, wanted in whose.items():
        rows = rows[matches(rows[column], wanted)]
    return rows


def _count(rows: pd.DataFrame, keys: list[str], where: dict, reference: Reference) -> pd.DataFrame:
    state = where.pop("state", None)
    rows = select(rows, "awards", where, reference) if where else rows
    if rows["weight"].eq(1).all():
        return tally(rows, by=keys, state=state, reference=reference)
    parts = []
    for weight in rows["weight"].unique():
        part = tally(rows[rows["weight"].eq(weight)], by=keys, state=state, reference=reference)
        numbers = [column for column in part.columns if column not in keys]
        part[numbers] = part[numbers].astype("Float64") * weight
        parts.append(part)
    stacked = pd.concat(parts, ignore_index=True)
    return stacked.groupby(keys, dropna=False, observed=True).sum(min_count=1).reset_index()


def _achieve(rows: pd.DataFrame, keys: list[str], where: dict, reference: Reference) -> pd.DataFrame:
    return achievement(select(rows, "targets", where, reference)[rows.columns] if where else rows, by=keys)


def _cover(rows: pd.DataFrame, keys: list[str], where: dict, reference: Reference) -> pd.DataFrame:
    return coverage(select(rows, "submissions", where, reference) if where else rows, by=keys)


def _score(rows: pd.DataFrame, keys: list[str], where: dict, reference: Reference) -> pd.DataFrame:
    # a unit is ranked among all units of its cluster, whichever are asked for
    whose = {name: where.pop(name) for name in WHO if name in where}
    rows = select(rows, "scores", where, reference) if where else rows
    ranked = [
        narrow(scores.rank(rows, cluster=cluster, year=year).assign(cluster_id=cluster, year=year), whose)
        for cluster, year in rows[["cluster_id", "year"]].dropna().drop_duplicates().itertuples(index=False)
    ]
    if unknown := sorted(set(keys) - {*WHO, "year"}):
        raise UsageError(f"Điểm không nhóm được theo {', '.join(unknown)}; có thể dùng: cluster_id, unit_id.")
    if not ranked:
        return pd.DataFrame(columns=[*keys, *_SCORES]).astype({"year": "Int64"} | dict.fromkeys(_SCORES, "Float64"))
    table = pd.concat(ranked, ignore_index=True).astype({"cluster_id": "str", "year": "Int64"})
    table["points_share"] = table["points"] / table["max_points"].where(table["max_points"].gt(0))
    return table.groupby(keys, observed=True)[list(_SCORES)].mean().reset_index()
