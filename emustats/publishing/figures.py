"""The charts of the conference, drawn from a Dataset: which ones, from which figures, under which sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from emustats import charts
from emustats.dates import parse_date
from emustats.publishing import figure_words as words
from emustats.publishing.marks import is_illustrative
from emustats.publishing.tables import in_scope
from emustats.reference.names import award_name, cluster_name, unit_name
from emustats.statistics.awards import tally
from emustats.statistics.clusters import compare
from emustats.statistics.coverage import coverage
from emustats.statistics.scores import rank
from emustats.statistics.summary import summary
from emustats.statistics.targets import achievement, results
from emustats.statistics.trends import trend

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from emustats.dataset import Dataset

FORMATS = ("png", "svg")


class Scope(NamedTuple):
    """What the charts are about: the data, one cluster and year, its summary, language and format."""

    data: Dataset
    cluster: str
    year: int
    found: dict
    lang: str
    size: str


class Drawn(NamedTuple):
    """A chart and the sentence over it; ``facts`` replaces parts of the source line, such as n."""

    ax: Axes
    title: str
    n: str = ""


def draw(data: Dataset, *, cluster: str, year: int, lang: str = "vi", size: str = "slide") -> dict[str, Axes]:
    """Draw every chart that the data support, by name, each with title, source, as-of date, n and marks.

    A chart without data is left out, never drawn empty. Raises UsageError when ``data`` holds nothing of
    that cluster and year.

    >>> axes = draw(data, cluster="bca-donvi-6", year=2019)  # doctest: +SKIP
    """
    scope = Scope(data, cluster, int(year), summary(data, cluster=cluster, year=year), lang, size)
    finished = {}
    with charts.language(lang):
        for name, build in _CHARTS.items():
            drawn = build(scope)
            if drawn is not None:
                finished[name] = charts.finalise(drawn.ax, title=drawn.title, facts=_facts(scope, drawn.n))
    return finished


def write_figures(
    data: Dataset, *, cluster: str, year: int, out: str | Path, lang: str = "vi", size: str = "slide"
) -> list[Path]:
    """Draw the charts and save each to the folder ``out`` as PNG, SVG and the alt text (JSON); returns the paths."""
    folder = Path(out)
    written: list[Path] = []
    for name, ax in draw(data, cluster=cluster, year=year, lang=lang, size=size).items():
        with charts.language(lang):
            written += charts.save(ax, folder / name, formats=FORMATS)
    return written


def _facts(scope: Scope, n: str) -> charts.Facts:
    source = words.say("source", scope.lang, cluster=cluster_name(scope.data.reference, scope.cluster))
    reported, expected = scope.found["units"]["reported"], scope.found["units"]["expected"]
    return charts.Facts(
        source=source,
        as_of=parse_date(scope.found["as_of"]) if scope.found["as_of"] else None,
        n=n or words.say("n_units", scope.lang, part=reported, base=expected),
        is_provisional=scope.found["status"] == "provisional",
        is_illustrative=is_illustrative(scope.data),
    )


def _here(scope: Scope, table: str) -> pd.DataFrame:
    return in_scope(getattr(scope.data, table), scope.cluster, scope.year)


def _unit(scope: Scope, unit_id: object) -> str:
    known = isinstance(unit_id, str) and unit_id in scope.data.reference.units
    return unit_name(scope.data.reference, unit_id, short=True) if known else words.say("unit_unknown", scope.lang)


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
    counted = tally(_here(scope, "awards"), by=["unit_id", "level"], reference=registry)
    by_level = tally(_here(scope, "awards"), by=["level"], reference=registry)
    total = by_level["total"].fillna(0).sum()
    if not total or len(by_level) < 2:
        return None
    largest = by_level.sort_values("total", ascending=False).iloc[0]
    title = words.say(
        "composition",
        scope.lang,
        share=words.percent(float(largest["total"]) / float(total), scope.lang),
        level=words.level(largest["level"], scope.lang),
    )
    return Drawn(charts.composition(counted, size=scope.size, reference=registry), title)


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
    note = f"note_{scope.lang}"
    breaks = [
        charts.Break(int(row.year), getattr(row, note))
        for row in found[found["breaks"].fillna("").ne("")].itertuples()
        if isinstance(getattr(row, note), str)
    ]
    last = known.iloc[-1]
    title = words.say(
        "trend", scope.lang, year=int(last["year"]), value=words.count(last["value"], scope.lang),
        first=int(known.iloc[0]["year"]), before=words.count(known.iloc[0]["value"], scope.lang),
    )  # fmt: skip
    n = words.say("n_years", scope.lang, count=len(known))
    return Drawn(charts.trend(found, breaks=breaks, size=scope.size), title, n)


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
        cluster=cluster_name(scope.data.reference, first["cluster_id"]),
        value=words.number(float(first["value"]), scope.lang),
    )
    n = words.say("n_clusters", scope.lang, count=len(known))
    return Drawn(charts.compare(found, size=scope.size, reference=scope.data.reference), title, n)


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


_CHARTS: dict[str, Callable[[Scope], Drawn | None]] = {
    "tally_by_unit": _tally_by_unit,
    "award_ladder": _award_ladder,
    "composition_by_level": _composition,
    "target_achievement": _achievement,
    "target_matrix": _target_matrix,
    "trend": _trend,
    "coverage": _coverage,
    "clusters_compared": _clusters,
    "score_gap": _score_gap,
}
