"""Clusters side by side: one dot a cluster, small bases greyed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import palette
from emustats.charts.names import joined_names
from emustats.charts.pairs import plain
from emustats.charts.rows import Numbers, lay_rows, nudge
from emustats.charts.style import describe, left_of, say_nothing, sheet, sheet_of
from emustats.charts.words import format_count, format_percent, heading, word
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

_RATES = ("units_rate", "targets_rate", "completion_mean", "rate")


def compare(
    frame: pd.DataFrame,
    *,
    value: str = "per_unit",
    by: str | Sequence[str] = "cluster_id",
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """Clusters on one scale that starts at zero, in the order of the frame.

    ``frame``: as ``es.compare`` gives it: the column or columns ``by``, the figure ``value`` (NA: written as
    "–", no dot), and where known units (Int64, written beside it) and is_small_base (boolean: the dot is hollow
    and grey, and a note says why).
    """
    keys = [by] if isinstance(by, str) else list(by)
    require(frame, "compare", [*keys, value])
    with sheet(ax, size, len(frame)) as ax:
        if frame.empty or frame[value].isna().all():
            return say_nothing(ax)
        labels = joined_names(frame, keys, reference)
        written = format_percent if value in _RATES else plain
        texts = ["–" if pd.isna(each) else written(float(each)) for each in frame[value]]
        columns = [Numbers(heading(value), texts, weight="bold")]
        if "units" in frame.columns:
            counts = ["–" if pd.isna(each) else format_count(int(each)) for each in frame["units"]]
            columns.append(Numbers(heading("units"), counts))
        small = _small(frame)
        base = sheet_of(ax).size.base
        text_size = lay_rows(ax, labels, columns, bottom=base * 1.5 if any(small) else 0.0)
        _lollipops(ax, frame[value], small, text_size)
        if any(small):
            _note(ax, word("small_base"))
        describe(ax, "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True)))
        return ax


def _small(frame: pd.DataFrame) -> list[bool]:
    if "is_small_base" not in frame.columns:
        return [False] * len(frame)
    return [bool(flag) if pd.notna(flag) else False for flag in frame["is_small_base"]]


def _lollipops(ax: Axes, values: pd.Series, small: list[bool], size: float) -> None:
    known = values.dropna().astype(float)
    low, high = min(0.0, known.min()), max(0.0, known.max())
    ax.set_xlim(low, high + (high - low or 1.0) * 0.04)
    for y, (value, is_small) in enumerate(zip(values, small, strict=True)):
        if pd.isna(value):
            continue
        colour = palette.MUTED if is_small else palette.NAVY
        ax.plot([0, float(value)], [y, y], color=palette.RULE if is_small else colour, linewidth=size * 0.18, zorder=2)
        ax.plot([float(value)], [y], marker="o", markersize=size * 0.95, markeredgecolor=colour, mew=size * 0.16,
                color=palette.PAPER if is_small else colour, zorder=3, clip_on=False)  # fmt: skip


def _note(ax: Axes, text: str) -> None:
    y = -(ax.get_position().y0 - sheet_of(ax).slot.y0) * ax.figure.get_figheight() * 72
    ax.text(0, 0, text, transform=nudge(ax, ax.transAxes, -left_of(ax), y), size=sheet_of(ax).size.base * 0.75,
            va="bottom", color=palette.SOFT)  # fmt: skip
