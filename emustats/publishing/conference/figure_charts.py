"""Each chart of the conference: which figures it shows, and the sentence over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from emustats import charts
from emustats.publishing.conference import figure_words as words
from emustats.publishing.tables import in_scope
from emustats.reference.names import award_name, cluster_name, unit_name
from emustats.statistics.awards import tally
from emustats.statistics.clusters import compare
from emustats.statistics.coverage import coverage
from emustats.statistics.reconciliation import reconcile
from emustats.statistics.scores import rank
from emustats.statistics.targets import achievement, results
from emustats.statistics.trends import trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from emustats.dataset.record import Dataset


class Scope(NamedTuple):
    """What the charts are about: the data, one cluster and year, its summary, language and format."""

    data: Dataset
    cluster: str
    year: int
    found: dict
    lang: str
    size: str


class Drawn(NamedTuple):
    """A chart and the sentence over it; ``n`` replaces the count of units in the source line, ``source`` the source."""

    ax: Axes
    title: str
    n: str = ""
    source: str = ""


def _here(scope: Scope, table: str) -> pd.DataFrame:
    return in_scope(getattr(scope.data, table), scope.cluster, scope.year)


def _unit(scope: Scope, unit_id: object) -> str:
    known = isinstance(unit_id, str) and unit_id in scope.data.reference.units
    return unit_name(scope.data.reference, unit_id) if known else words.say("unit_unknown", scope.lang)


def _tally_by_unit(scope: Scope) -> Drawn | None:
    counted = tally(_here(scope, "awards"), by=["unit_id"], reference=scope.data.reference)
    counted = counted.sort_values(["total", "unit_id"], ascending=[False, True], ignore_index=True)
    if counted.empty or not counted["total"].fillna(0).any():
        return None
    total, first = int(counted["total"].sum()), counted.iloc[0]
    is_shared = counted["total"].eq(first["total"]).sum() > 1
    title = words.say(
        "tally_shared" if is_shared else "tally",
        scope.lang,
        year=scope.year,
        unit=_unit(scope, first["unit_id"]),
        most=words.count(first["total"], scope.lang),
        total=words.count(total, scope.lang),
    )
    ax = charts.tally_by_unit(counted, size=scope.size, reference=scope.data.reference)
    return Drawn(ax, title)


def _award_ladder(scope: Scope) -> Drawn | None:
    registry = scope.data.reference
    counted = tally(_here(scope, "awards"), by=["level", "award_code"], reference=registry)
    if counted.empty or not counted["total"].fillna(0).any():
        return None
    place = {code: position for position, code in enumerate(registry.awards)}
    levels = {level: position for position, level in enumerate(words.LEVELS)}
    counted = counted.assign(
        _level=counted["level"].map(levels).fillna(len(levels)), _place=counted["award_code"].map(place)
    ).sort_values(["_level", "_place"], ignore_index=True)
    known = counted[counted["award_code"].notna() & counted["total"].gt(0).fillna(False)]
    if known.empty:
        title = words.say("ladder_unknown", scope.lang, year=scope.year)
    else:
        highest = known.iloc[0]
        title = words.say(
            "ladder",
            scope.lang,
            year=scope.year,
            count=words.count(highest["total"], scope.lang),
            award=award_name(registry, highest["award_code"]),
        )
    shown = counted.drop(columns=["_level", "_place"])
    return Drawn(charts.award_ladder(shown, size=scope.size, reference=registry), title)


def _composition(scope: Scope) -> Drawn | None:
    registry = scope.data.reference
    found = compare(scope.data, year=None, reference=registry)
    found = found[
        found["cluster_id"].eq(scope.cluster) & found["year"].le(scope.year) & found["total"].gt(0).fillna(False)
    ]
    now = found[found["year"].eq(scope.year)]
    if now.empty:
        return None
    shares = now.filter(like="share_").iloc[0].dropna()
    title = words.say(
        "composition",
        scope.lang,
        share=words.percent(float(shares.max()), scope.lang),
        level=words.level(shares.idxmax().removeprefix("share_"), scope.lang),
    )
    ax = charts.composition(found.sort_values("year"), by="year", size=scope.size, reference=registry)
    return Drawn(ax, title, words.say("n_luot", scope.lang, count=words.count(now["total"].iloc[0], scope.lang)))


def _achievement(scope: Scope) -> Drawn | None:
    found = achievement(_here(scope, "targets"), by=["unit_id"])
    figures = scope.found["targets"]
    if found.empty or not figures["targets_assessed"]:
        return None
    title = words.say(
        "achievement_all" if figures["units_rate"] == 1 else "achievement",
        scope.lang,
        met=figures["units_meeting_all"],
        base=figures["units_reporting"],
    )
    n = words.say("n_targets", scope.lang, part=figures["targets_met"], base=figures["targets_assessed"])
    return Drawn(charts.achievement(found, size=scope.size, reference=scope.data.reference), title, n)


def _target_matrix(scope: Scope) -> Drawn | None:
    targets = _here(scope, "targets")
    figures = scope.found["targets"]
    if targets.empty or not figures["targets_assessed"]:
        return None
    title = words.say("matrix", scope.lang, met=figures["targets_met"], base=figures["targets_assessed"])
    return Drawn(charts.target_matrix(results(targets), size=scope.size, reference=scope.data.reference), title)


def _trend(scope: Scope) -> Drawn | None:
    found = trend(
        scope.data,
        value="awards",
        by="cluster_id",
        where={"cluster_id": scope.cluster},
        reference=scope.data.reference,
    )
    found = found[found["year"].le(scope.year)].reset_index(drop=True)
    known = found[found["value"].notna()]
    if len(known) < 2:
        return None
    last = known.iloc[-1]
    title = words.say(
        "trend", scope.lang, year=int(last["year"]), value=words.count(last["value"], scope.lang),
        first=int(known.iloc[0]["year"]), before=words.count(known.iloc[0]["value"], scope.lang),
    )  # fmt: skip
    n = words.say("n_years", scope.lang, count=len(known))
    return Drawn(charts.trend(found, size=scope.size, reference=scope.data.reference), title, n)


def _coverage(scope: Scope) -> Drawn | None:
    submissions = scope.data.submissions
    ours = submissions[submissions["cluster_id"].eq(scope.cluster).fillna(False)]
    ours = ours[ours["year"].le(scope.year).fillna(False) & ours["unit_id"].notna()]
    found = coverage(ours, by=["unit_id", "year"])
    units = scope.found["units"]
    if found.empty:
        return None
    title = words.say(
        "coverage_all" if units["reported"] == units["expected"] else "coverage",
        scope.lang,
        year=scope.year,
        part=units["reported"],
        base=units["expected"],
    )
    return Drawn(charts.coverage_calendar(found, size=scope.size, reference=scope.data.reference), title)


def _clusters(scope: Scope) -> Drawn | None:
    found = compare(scope.data, year=scope.year, per="unit", reference=scope.data.reference)
    known = found[found["value"].notna()]
    if len(known) < 2:
        return None
    first = known.sort_values("rank").iloc[0]
    title = words.say(
        "clusters",
        scope.lang,
        cluster=cluster_name(scope.data.reference, first["cluster_id"], scope.lang),
        value=words.number(round(float(first["value"]), 1), scope.lang),
    )
    n = words.say("n_clusters", scope.lang, count=len(known))
    return Drawn(
        charts.compare(found, size=scope.size, reference=scope.data.reference),
        title,
        n,
        words.say("source_all", scope.lang),
    )


def _units_of_clusters(scope: Scope) -> Drawn | None:
    """The tally by unit of every cluster of the year, ours first; more than twelve could not be read."""
    awards, registry = scope.data.awards, scope.data.reference
    counted = tally(awards[awards["year"].eq(scope.year)], by=["cluster_id", "unit_id"], reference=registry)
    counted = counted[counted["cluster_id"].notna() & counted["total"].gt(0).fillna(False)]
    clusters = sorted(counted["cluster_id"].unique(), key=lambda each: (each != scope.cluster, each))
    if not 1 < len(clusters) <= charts.MOST_PANELS or scope.cluster not in clusters:
        return None
    place = {cluster: position for position, cluster in enumerate(clusters)}
    ordered = counted.assign(_place=counted["cluster_id"].map(place)).sort_values("_place", kind="stable")
    draw = partial(charts.tally_by_unit, reference=registry)
    axes = charts.small_multiples(ordered, draw, size=scope.size, reference=registry)
    title = words.say("units_of_clusters", scope.lang, count=len(clusters), year=scope.year)
    n = words.say("n_clusters", scope.lang, count=len(clusters))
    return Drawn(axes[0], title, n, words.say("source_all", scope.lang))


def _score_gap(scope: Scope) -> Drawn | None:
    found = rank(scope.data.scores, cluster=scope.cluster, year=scope.year)
    both = found[found["self_points"].notna() & found["cluster_points"].notna()]
    if both.empty:
        return None
    first = found[found["rank"].eq(1).fillna(False)]
    title = words.say(
        "scores",
        scope.lang,
        unit=" – ".join(_unit(scope, unit) for unit in first["unit_id"]),
        points=words.number(float(first["points"].iloc[0]), scope.lang),
    )
    return Drawn(charts.score_gap(both, size=scope.size, reference=scope.data.reference), title)


def _two_years(scope: Scope) -> Drawn | None:
    """Only units that reported in both years: a unit that is new has nothing to be compared with."""
    found = trend(scope.data, value="awards", by="unit_id", reference=scope.data.reference)
    found = found[found["year"].isin([scope.year - 1, scope.year])]
    here = set(_here(scope, "awards")["unit_id"].dropna())
    both = found[found["unit_id"].isin(here)].dropna(subset=["value"])
    both = both[both.groupby("unit_id", observed=True)["year"].transform("nunique").eq(2)]
    now = both[both["year"].eq(scope.year)].sort_values("value", ascending=False)
    if now.empty:
        return None
    order = {unit: place for place, unit in enumerate(now["unit_id"])}
    both = both.assign(_place=both["unit_id"].map(order)).sort_values(["_place", "year"], ignore_index=True)
    more = int(now["change"].gt(0).sum())
    title = words.say("two_years", scope.lang, part=more, base=len(now), before=scope.year - 1)
    n = words.say("n_both", scope.lang, count=len(now))
    return Drawn(charts.dumbbell(both, size=scope.size, reference=scope.data.reference), title, n)


def _ranks(scope: Scope) -> Drawn | None:
    scores = scope.data.scores
    years = sorted(int(year) for year in scores.loc[scores["cluster_id"].eq(scope.cluster), "year"].dropna().unique())
    tables = [rank(scores, cluster=scope.cluster, year=year).assign(year=year) for year in years if year <= scope.year]
    tables = [table for table in tables if table["rank"].notna().any()]
    if len(tables) < 2:
        return None
    found = pd.concat(tables, ignore_index=True)
    last = found[found["year"].eq(found["year"].max()) & found["rank"].eq(1).fillna(False)]
    title = words.say(
        "ranks",
        scope.lang,
        unit=" – ".join(_unit(scope, unit) for unit in last["unit_id"]),
        year=int(found["year"].max()),
    )
    n = words.say("n_years", scope.lang, count=len(tables))
    return Drawn(charts.rank_over_years(found, size=scope.size, reference=scope.data.reference), title, n)


def _reconciliation(scope: Scope) -> Drawn | None:
    found = reconcile(scope.data, reference=scope.data.reference)
    found = found[found["cluster_id"].eq(scope.cluster) & found["year"].eq(scope.year) & found["difference"].notna()]
    if found.empty:
        return None
    agree = int(found["outcome"].eq("agrees").sum())
    title = words.say("reconciliation", scope.lang, part=agree, base=len(found))
    label = "figure_en" if scope.lang == "en" else "figure"
    ax = charts.reconciliation(found.reset_index(drop=True), label=label, size=scope.size)
    n = words.say("n_published", scope.lang, count=len(found))
    return Drawn(ax, title, n, words.say("source_published", scope.lang))


CHARTS: dict[str, Callable[[Scope], Drawn | None]] = {
    "coverage": _coverage,
    "tally_by_unit": _tally_by_unit,
    "award_ladder": _award_ladder,
    "composition_by_level": _composition,
    "two_years": _two_years,
    "trend": _trend,
    "target_achievement": _achievement,
    "target_matrix": _target_matrix,
    "clusters_compared": _clusters,
    "units_of_clusters": _units_of_clusters,
    "score_gap": _score_gap,
    "rank_over_years": _ranks,
    "reconciliation": _reconciliation,
}
