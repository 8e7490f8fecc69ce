"""The interactive parts of the notebooks: choices over a chart. Without a page to click on, the chart alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from emustats import charts
from emustats.errors import EmustatsError
from emustats.labels import value_label
from emustats.publishing.conference.figure_words import say
from emustats.publishing.conference.figures import facts_of
from emustats.publishing.marks import is_illustrative
from emustats.reference.names import cluster_name
from emustats.statistics.awards import tally
from emustats.statistics.clusters import compare
from emustats.statistics.lenses import LENSES
from emustats.statistics.summary import summary
from emustats.statistics.trends import trend
from emustats.views import words
from emustats.views.tables import is_live
from emustats.views.view import Picture, View, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PER = (("Bình quân một đơn vị", "unit"), ("Tổng số lượt", "total"), ("Trên 100 người", "100_staff"))
_COLUMN = {"unit": "per_unit", "total": "total", "100_staff": "per_100_staff"}
_BY = (("Theo đơn vị", "unit_id"), ("Theo danh hiệu, hình thức", "award_code"), ("Theo cấp", "level"))
_MOST_ROWS = 40


def commendations(seen: View) -> None:
    """Lượt of a cluster and year by unit, award or level."""

    def draw(cluster: str, year: int, by: str) -> Picture | Words:
        awards = seen.data.awards
        here = awards[awards["cluster_id"].eq(cluster).fillna(False) & awards["year"].eq(year).fillna(False)]
        counted = tally(here, by=[by], reference=seen.data.reference)
        if counted.empty or not counted["total"].fillna(0).any():
            return Words(words.NO_CHART["tally_by_unit"])
        ax = charts.tally_by_unit(counted.nlargest(_MOST_ROWS, "total"), by=by, reference=seen.data.reference)
        title = f"{dict((code, text) for text, code in _BY)[by]}: {cluster_name(seen.data.reference, cluster)}, {year}"
        return _finished(seen, ax, title, (cluster, year))

    _choose(seen, draw, cluster=("Cụm", _clusters(seen)), year=("Năm", _years(seen)), by=("Nhóm", _BY))


def trends(seen: View) -> None:
    """A figure of a cluster over the years, under each of the three lenses."""

    def draw(cluster: str, figure: str, lens: str) -> Picture | Words:
        found = trend(seen.data, value=figure, by="cluster_id", lens=lens, where=None)
        found = found[found["cluster_id"].eq(cluster)]
        if found["value"].notna().sum() < 2:
            return Words(words.NO_CHART["trend"])
        ax = charts.trend(found, is_rate=figure in words.RATES, reference=seen.data.reference)
        title = f"{words.FIGURES[figure]}, {value_label('lens', lens).lower()}"
        return _finished(seen, ax, title, (cluster, int(found.loc[found["value"].notna(), "year"].max())))

    figures = [(text, figure) for figure, text in words.FIGURES.items()]
    lenses = [(value_label("lens", lens), lens) for lens in LENSES]
    _choose(seen, draw, cluster=("Cụm", _clusters(seen)), figure=("Số liệu", figures), lens=("Cách so sánh", lenses))


def clusters(seen: View) -> None:
    """Clusters of one year side by side: in all, per unit, per 100 staff."""

    def draw(year: int, per: str) -> Picture | Words:
        found = compare(seen.data, year=year, per=per)
        if found["value"].notna().sum() < 2:
            return Words(words.NO_CHART["clusters_compared"])
        ax = charts.compare(found, value=_COLUMN[per], reference=seen.data.reference)
        title = f"{dict((code, text) for text, code in _PER)[per]}, năm {year}"
        sent = seen.data.submissions
        status = sent.loc[sent["year"].eq(year) & sent["standing"].eq("accepted"), "status"]
        facts = charts.Facts(
            source=say("source_all", "vi"),
            n=say("n_clusters", "vi", count=int(found["value"].notna().sum())),
            is_provisional=bool(status.eq("provisional").any()),
            is_illustrative=is_illustrative(seen.data),
        )
        return Picture(charts.finalise(ax, title=title, facts=facts))

    _choose(seen, draw, year=("Năm", _years(seen)), per=("Tính", _PER))


def _finished(seen: View, ax: Axes, title: str, scope: tuple[str, int]) -> Picture:
    cluster, year = scope
    facts = facts_of(seen.data, summary(seen.data, cluster=cluster, year=year))
    return Picture(charts.finalise(ax, title=title, facts=facts))


def _clusters(seen: View) -> list[tuple[str, str]]:
    """The clusters that sent something, the one of the notebook first."""
    known = sorted(seen.data.submissions["cluster_id"].dropna().unique(), key=lambda each: (each != seen.cluster, each))
    return [(cluster_name(seen.data.reference, each), each) for each in known]


def _years(seen: View) -> list[tuple[str, int]]:
    known = {int(year) for year in seen.data.submissions["year"].dropna()}
    return [(str(year), year) for year in sorted(known, key=lambda year: (year != seen.year, -year))]


def _choose(seen: View, draw: Callable[..., Picture | Words], **choices: tuple[str, Sequence[tuple[str, Any]]]) -> None:
    """Show ``draw`` for the first of each choice; on a live page add menus that draw it anew.

    The chart is an ordinary output of the cell, so that it stays where there is no kernel; menus only
    exchange it.
    """
    from IPython.display import display

    if seen.found is None:
        display(Words(words.NOTHING))
        return
    first = {name: options[0][1] for name, (_, options) in choices.items()}
    if not is_live():
        display(_drawn(draw, first))
        display(Words(words.STATIC))
        return
    import ipywidgets

    menus = {
        name: ipywidgets.Dropdown(
            options=list(options),
            value=first[name],
            description=label,
            # As wide as the words: names of clusters are long.
            style={"description_width": "initial"},
            layout={"width": "max-content", "max_width": "100%", "margin": "2px 16px 2px 2px"},
        )
        for name, (label, options) in choices.items()
    }
    display(ipywidgets.HBox(list(menus.values()), layout={"flex_flow": "row wrap"}))
    shown = display(_drawn(draw, first), display_id=True)

    def changed(_: Any) -> None:
        shown.update(_drawn(draw, {name: menu.value for name, menu in menus.items()}))

    for menu in menus.values():
        menu.observe(changed, names="value")


def _drawn(draw: Callable[..., Picture | Words], values: Mapping[str, Any]) -> Picture | Words:
    """A choice that the data cannot answer is said in words, in the place of the chart."""
    try:
        return draw(**values)
    except EmustatsError as error:
        return Words(str(error))
