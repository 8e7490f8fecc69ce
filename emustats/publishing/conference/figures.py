"""The charts of the conference, drawn from a Dataset and saved; what each shows is in ``figure_charts.py``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from emustats import charts
from emustats.dates import parse_date
from emustats.publishing.conference import figure_words as words
from emustats.publishing.conference.figure_charts import CHARTS, Scope
from emustats.publishing.marks import is_illustrative
from emustats.reference.names import cluster_name
from emustats.statistics.summary import summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from emustats.dataset.record import Dataset

FORMATS = ("png", "svg", "pdf")


def draw(
    data: Dataset,
    *,
    cluster: str,
    year: int,
    lang: str = "vi",
    size: str = "slide",
    only: Sequence[str] | None = None,
) -> dict[str, Axes]:
    """Draw the charts that the data support, by name, each with title, source, as-of date, n and marks.

    ``only`` names the charts wanted (keys of ``figure_charts.CHARTS``), None all. A chart without data is left
    out, never drawn empty. Raises UsageError when ``data`` holds nothing of that cluster and year.

    >>> axes = draw(data, cluster="bca-donvi-6", year=2019)  # doctest: +SKIP
    """
    scope = Scope(data, cluster, int(year), summary(data, cluster=cluster, year=year), lang, size)
    finished = {}
    with charts.language(lang):
        for name in CHARTS if only is None else only:
            drawn = CHARTS[name](scope)
            if drawn is not None:
                named = cluster_name(data.reference, cluster, lang)
                subtitle = words.say(f"{name}_shows", lang, cluster=named, year=int(year))
                facts = facts_of(data, scope.found, n=drawn.n, source=drawn.source, lang=lang)
                finished[name] = charts.finalise(drawn.ax, title=drawn.title, subtitle=subtitle, facts=facts)
    return finished


def write_figures(
    data: Dataset, *, cluster: str, year: int, out: str | Path, lang: str = "vi", size: str = "slide"
) -> list[Path]:
    """Draw the charts and save each to the folder ``out`` as PNG, SVG, PDF and alt text (JSON); returns the paths."""
    folder = Path(out)
    written: list[Path] = []
    for name, ax in draw(data, cluster=cluster, year=year, lang=lang, size=size).items():
        with charts.language(lang):
            written += charts.save(ax, folder / name, formats=FORMATS)
    return written


def facts_of(data: Dataset, found: dict, *, n: str = "", source: str = "", lang: str = "vi") -> charts.Facts:
    """The source line and marks of a chart about the cluster and year of ``found`` (``es.summary``)."""
    units = found["units"]
    return charts.Facts(
        source=source or words.say("source", lang, cluster=cluster_name(data.reference, found["cluster_id"], lang)),
        as_of=parse_date(found["as_of"]) if found["as_of"] else None,
        n=n or words.say("n_units", lang, part=units["reported"], base=units["expected"]),
        is_provisional=found["status"] == "provisional",
        is_illustrative=is_illustrative(data),
    )
