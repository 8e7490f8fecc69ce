"""Tables and charts that only one notebook shows, each saying in words when there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from emustats import charts
from emustats.errors import UsageError
from emustats.labels import value_label
from emustats.numbers import format_count
from emustats.publishing.conference.figures import facts_of
from emustats.publishing.tables import in_scope, tables
from emustats.reference.names import cluster_name, unit_name
from emustats.statistics import clusters as cluster_figures
from emustats.statistics import targets as target_figures
from emustats.statistics.trends import trend
from emustats.views import words
from emustats.views.tables import Table, table_of
from emustats.views.view import Picture, View, Words

if TYPE_CHECKING:
    from collections.abc import Iterable


def sources(seen: View, *, most: int = 10) -> Table | Words:
    """The first lines of commendations with workbook, sheet, cell and the text as it stood."""
    if seen.found is None:
        return Words(words.NOTHING)
    found = {each.key: each for each in tables(seen.data, cluster=seen.cluster, year=seen.year)}["sources"].frame
    if found.empty:
        return Words(words.NO_TABLE["sources"])
    shown = found.head(most)[["unit", "award_text", "recipient", "award_count", "path", "sheet", "cell", "text"]]
    title = words.SOURCES.format(shown=format_count(len(shown)), total=format_count(len(found)))
    return table_of(shown, title=title)


def blocking(seen: View) -> Table | Words:
    """Targets not met or not assessed, with the reason."""
    if seen.found is None:
        return Words(words.NOTHING)
    here = in_scope(seen.data.targets, seen.cluster, seen.year)
    if here.empty:
        return Words(words.NO_TARGETS)
    held = target_figures.blocking(here)
    if held.empty:
        return Words(words.NOT_BLOCKED)
    shown = held.assign(unit_id=_units(seen, held["unit_id"]), reason=held["reason"].map(words.REASONS))
    return table_of(
        shown[["unit_id", "target_no", "title", "plan", "actual", "reason"]],
        title=words.BLOCKING,
        headings=words.HEADINGS,
    )


def self_assessment(seen: View) -> Table | Words:
    """Targets whose own assessment disagrees with the computed result."""
    if seen.found is None:
        return Words(words.NOTHING)
    here = in_scope(seen.data.targets, seen.cluster, seen.year)
    if here.empty:
        return Words(words.NO_TARGETS)
    found = target_figures.self_assessment(here)
    compared = found[found["agrees"].notna()]
    if compared.empty:
        return Words(words.NONE_SAID)
    differs = compared[~compared["agrees"].astype(bool)]
    if differs.empty:
        return Words(words.ALL_AGREE.format(count=format_count(len(compared))))
    shown = differs.assign(
        unit_id=_units(seen, differs["unit_id"]),
        result=[value_label("result", each) for each in differs["result"]],
        self_result=[value_label("result", each) for each in differs["self_result"]],
    )
    columns = ["unit_id", "target_no", "title", "self_result", "result"]
    return table_of(shown[columns], title=words.DISAGREES, headings=words.HEADINGS)


def trend_table(seen: View, *, value: str = "awards", lens: str = "as_reported") -> Table | Words:
    """The years of the cluster: value, change, units behind it, and the notes on what changed."""
    found = _trend(seen, value, lens)
    if found is None:
        return Words(words.NO_CHART["trend"] if seen.found else words.NOTHING)
    shown = found[["year", "value", "change", "pct_change", "units", "note_vi"]]
    shown = shown.assign(note_vi=shown["note_vi"].replace("", pd.NA))
    if value not in words.RATES:
        shown = shown.assign(**{name: _whole(shown[name]) for name in ("value", "change")})
    title = words.TREND.format(lens=value_label("lens", lens).lower())
    return table_of(shown, title=title, headings={**words.HEADINGS, "value": words.FIGURES[value]})


def trend_chart(seen: View, *, value: str = "awards", lens: str = "as_reported") -> Picture | Words:
    """A figure of the cluster over the years under one lens."""
    found = _trend(seen, value, lens)
    if found is None:
        return Words(words.NO_CHART["trend"] if seen.found else words.NOTHING)
    ax = charts.trend(found, is_rate=value in words.RATES, reference=seen.data.reference)
    title = f"{words.FIGURES[value]}, {value_label('lens', lens).lower()}"
    return Picture(charts.finalise(ax, title=title, facts=facts_of(seen.data, seen.found)))


def _trend(seen: View, value: str, lens: str) -> pd.DataFrame | None:
    """The cluster's years up to the one looked at; None with fewer than two years of data."""
    if seen.found is None:
        return None
    found = trend(seen.data, value=value, by="cluster_id", lens=lens)
    found = found[found["cluster_id"].eq(seen.cluster) & found["year"].le(seen.year)].reset_index(drop=True)
    return found if found["value"].notna().sum() > 1 else None


def _whole(values: pd.Series) -> pd.Series:
    """Counts as whole numbers; figures divided by a declared share keep their decimals."""
    return values.astype("Int64") if values.dropna().mod(1).eq(0).all() else values


def clusters_table(seen: View) -> Table | Words:
    """The clusters of the year with total, per unit and per 100 staff, and whether their base is small."""
    if seen.found is None:
        return Words(words.NOTHING)
    found = cluster_figures.compare(seen.data, year=seen.year, per="unit")
    if found["value"].isna().all():
        return Words(words.NO_CLUSTERS.format(year=seen.year))
    named = found.assign(cluster_id=[cluster_name(seen.data.reference, each) for each in found["cluster_id"]])
    shown = ["rank", "cluster_id", "total", "units", "per_unit", "per_100_staff", "is_small_base"]
    return table_of(named[shown], title=words.CLUSTERS.format(year=seen.year), headings=words.HEADINGS)


def clusters_composition(seen: View) -> Picture | Words:
    """The mix of levels of each cluster in the year."""
    if seen.found is None:
        return Words(words.NOTHING)
    found = cluster_figures.compare(seen.data, year=seen.year)
    found = found[found["total"].gt(0).fillna(False)]
    if len(found) < 2:
        return Words(words.NO_CHART["clusters_compared"])
    ax = charts.composition(found, reference=seen.data.reference)
    return Picture(
        charts.finalise(ax, title=words.LEVELS.format(year=seen.year), facts=facts_of(seen.data, seen.found))
    )


def before_after(seen: View) -> Table | Words:
    """The latest change of membership of the cluster: units that stayed, left and joined."""
    if seen.found is None:
        return Words(words.NOTHING)
    known = seen.data.submissions
    years = sorted(
        {int(year) for year in known.loc[known["cluster_id"].eq(seen.cluster), "year"].dropna()}, reverse=True
    )
    for year in (each for each in years if each <= seen.year):
        try:
            found = cluster_figures.before_after(seen.data, cluster=seen.cluster, year=year)
        except UsageError:
            break
        if found.loc[found["group"].ne("stayed"), "units"].gt(0).any():
            return _change(found, year)
    return Words(words.NO_CHANGE)


def _change(found: pd.DataFrame, year: int) -> Table:
    shown = ["group", "units", "before", "after", "change", "reported_before", "reported_after"]
    title = words.BEFORE_AFTER.format(before=int(found["before_year"].iloc[0]), after=year)
    named = found.assign(group=[words.GROUPS[each] for each in found["group"]])[shown]
    return table_of(named, title=title, headings={**words.HEADINGS, "units": "Số đơn vị"})


def _units(seen: View, units: Iterable[object]) -> list[str]:
    known = seen.data.reference.units
    return [unit_name(seen.data.reference, str(unit)) if unit in known else str(unit) for unit in units]
