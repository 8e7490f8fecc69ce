"""What the notebooks call, so that they stay thin: one view of the data, its charts and its tables.

Everything says in words what is missing instead of failing, so that a notebook runs to its end on any folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats.publishing.conference.figures import draw
from emustats.publishing.conference.workbook_words import SHEETS
from emustats.publishing.tables import tables
from emustats.views import words
from emustats.views.details import (
    before_after,
    blocking,
    clusters_composition,
    clusters_table,
    self_assessment,
    sources,
    trend_chart,
    trend_table,
)
from emustats.views.tables import Table, table_of
from emustats.views.view import Picture, View, Words, heading, view

if TYPE_CHECKING:
    from emustats.dataset.record import Dataset

__all__ = [
    "before_after",
    "blocking",
    "chart",
    "clusters_composition",
    "clusters_table",
    "heading",
    "refused",
    "self_assessment",
    "sources",
    "table",
    "trend_chart",
    "trend_table",
    "view",
]


def chart(seen: View, name: str, *, size: str = "screen") -> Picture | Words:
    """One chart of the conference by its name in ``figure_charts.CHARTS``, or a sentence why it cannot be drawn."""
    if seen.found is None:
        return Words(words.NOTHING)
    drawn = draw(seen.data, cluster=seen.cluster, year=seen.year, size=size, only=[name])
    return Picture(drawn[name]) if name in drawn else Words(words.NO_CHART[name])


def table(seen: View, key: str) -> Table | Words:
    """One table of the pack by its key in ``tables.tables``, or a sentence that it has no rows."""
    if seen.found is None:
        return Words(words.NOTHING)
    found = {each.key: each for each in tables(seen.data, cluster=seen.cluster, year=seen.year)}[key]
    if found.frame.dropna(how="all").empty:
        return Words(words.NO_TABLE[key])
    wording = SHEETS["vi"][key]
    return table_of(found.frame, title=wording.title, notes=wording.notes, totals=found.totals)


def refused(data: Dataset) -> Table | Words:
    """Workbooks that could not be accepted, each with its cause."""
    files = data.submissions[data.submissions["standing"].eq("refused").fillna(False)]
    if files.empty:
        return Words(words.NONE_REFUSED)
    errors = data.problems[data.problems["severity"].eq("error")].dropna(subset=["path"])
    causes = errors.drop_duplicates("path").set_index("path")["message_vi"]
    shown = files[["path"]].assign(message_vi=files["path"].map(causes))
    return table_of(shown, title=words.REFUSED)
