"""The charts: one function each, a finished frame in, ``ax=None``, the axes out; nothing is computed here.

>>> import emustats as es
>>> frame = es.tally(data.awards, by=["unit_id"])  # doctest: +SKIP
>>> ax = es.charts.tally_by_unit(frame, size="slide")  # doctest: +SKIP
>>> facts = es.charts.Facts(source="báo cáo của các đơn vị", n="6 đơn vị")  # doctest: +SKIP
>>> es.charts.finalise(ax, title="Văn phòng Bộ dẫn đầu", facts=facts)  # doctest: +SKIP
>>> es.charts.save(ax, "figures/tally_by_unit")  # doctest: +SKIP

matplotlib is imported when a chart is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emustats.charts.awards import award_ladder, composition, tally_by_unit
    from emustats.charts.clusters import compare
    from emustats.charts.coverage import coverage_calendar
    from emustats.charts.finish import Facts, alt_text, finalise, render, save
    from emustats.charts.multiples import MOST_PANELS, small_multiples
    from emustats.charts.pairs import dumbbell, score_gap
    from emustats.charts.published import reconciliation
    from emustats.charts.scores import rank_over_years
    from emustats.charts.targets import achievement, target_matrix
    from emustats.charts.trends import trend
    from emustats.charts.words import language

_HOMES = {
    "awards": ("award_ladder", "composition", "tally_by_unit"),
    "clusters": ("compare",),
    "coverage": ("coverage_calendar",),
    "finish": ("Facts", "alt_text", "finalise", "render", "save"),
    "multiples": ("MOST_PANELS", "small_multiples"),
    "pairs": ("dumbbell", "score_gap"),
    "published": ("reconciliation",),
    "scores": ("rank_over_years",),
    "targets": ("achievement", "target_matrix"),
    "trends": ("trend",),
    "words": ("language",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Facts",
    "MOST_PANELS",
    "achievement",
    "alt_text",
    "award_ladder",
    "compare",
    "composition",
    "coverage_calendar",
    "dumbbell",
    "finalise",
    "language",
    "rank_over_years",
    "reconciliation",
    "render",
    "save",
    "score_gap",
    "small_multiples",
    "tally_by_unit",
    "target_matrix",
    "trend",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'emustats.charts' has no attribute {name!r}")
    value = getattr(import_module(f"emustats.charts.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
