"""What a notebook looks at, and the two things it shows besides tables: pictures and sentences."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from emustats import charts
from emustats.publishing.marks import ILLUSTRATIVE, is_illustrative
from emustats.reference.names import cluster_name
from emustats.statistics.summary import summary
from emustats.views import words
from emustats.views.tables import prepare_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from emustats.dataset.record import Dataset

PIXELS = 900


class View(NamedTuple):
    """The data and the cluster and year that a notebook is about; ``found`` is ``es.summary``, None without any."""

    data: Dataset
    cluster: str | None
    year: int | None
    found: dict[str, Any] | None


class Picture:
    """A chart as a picture with its alt text; without pictures (in print, in a comparison) the text stands for it."""

    def __init__(self, ax: Axes, pixels: int = PIXELS) -> None:
        self.alt = charts.alt_text(ax)
        self._png = charts.render(ax, "png", round(pixels / ax.figure.get_figwidth()))

    def __repr__(self) -> str:
        return f"[Biểu đồ] {self.alt}"

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self._png, {"alt": self.alt}


class Words(str):
    """A sentence that a notebook shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f'<p style="font-size:1.1em;line-height:1.5;max-width:60em">{escape(self)}</p>'


def view(data: Dataset, *, cluster: str | None = None, year: int | None = None) -> View:
    """The cluster and year to look at: those asked for where the data have them, else the latest there is.

    Without any submission that tells its cluster and year, cluster, year and ``found`` are None.
    """
    known = data.submissions[["cluster_id", "year"]].dropna()
    if known.empty:
        return View(data, None, None, None)
    counts = (
        known.value_counts().reset_index().sort_values(["year", "count", "cluster_id"], ascending=[False, False, True])
    )
    chosen = cluster if cluster in set(known["cluster_id"]) else counts["cluster_id"].iloc[0]
    years = known.loc[known["cluster_id"].eq(chosen), "year"]
    chosen_year = year if year in set(years) else int(years.max())
    return View(data, chosen, chosen_year, summary(data, cluster=chosen, year=chosen_year))


def heading(seen: View) -> Words:
    """Which cluster and year this is about, and whether the figures are illustrative or provisional."""
    prepare_page()
    if seen.found is None:
        return Words(words.NOTHING)
    marks = [ILLUSTRATIVE["vi"].lower()] if is_illustrative(seen.data) else []
    marks += ["số liệu tạm tính"] if seen.found["status"] == "provisional" else []
    note = f" ({'; '.join(marks)})" if marks else ""
    return Words(f"{cluster_name(seen.data.reference, seen.cluster)}, năm {seen.year}{note}.")
