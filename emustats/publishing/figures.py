"""The charts of the conference, drawn from a Dataset and saved; what each shows is in ``figure_charts.py``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from emustats import charts
from emustats.dates import parse_date
from emustats.publishing import figure_words as words
from emustats.publishing.figure_charts import CHARTS, Drawn, Scope
from emustats.publishing.marks import is_illustrative
from emustats.reference.names import cluster_name
from emustats.statistics.summary import summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from emustats.dataset import Dataset

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
                subtitle = words.say(
                    f"{name}_shows", lang, cluster=cluster_name(data.reference, cluster), year=int(year)
                )
                finished[name] = charts.finalise(
                    drawn.ax, title=drawn.title, subtitle=subtitle, facts=_facts(scope, drawn)
                )
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


def _facts(scope: Scope, drawn: Drawn) -> charts.Facts:
    source = words.say("source", scope.lang, cluster=cluster_name(scope.data.reference, scope.cluster))
    reported, expected = scope.found["units"]["reported"], scope.found["units"]["expected"]
    return charts.Facts(
        source=drawn.source or source,
        as_of=parse_date(scope.found["as_of"]) if scope.found["as_of"] else None,
        n=drawn.n or words.say("n_units", scope.lang, part=reported, base=expected),
        is_provisional=scope.found["status"] == "provisional",
        is_illustrative=is_illustrative(scope.data),
    )
