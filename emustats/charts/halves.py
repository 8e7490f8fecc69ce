"""Long lists on a slide: the rows in two columns, on one scale, so that names stay readable from the back row."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from emustats.charts.style import ChartAxes, Margins, Sheet, left_of, new_figure, points, size_of, width_of

_MOST_ROWS = 24
_SMALLER = 0.88


def is_long(ax: Axes | None, size: str, rows: int) -> bool:
    """Whether a new slide would have more rows than can be read in one column."""
    return ax is None and size_of(size).grows_to == size_of(size).height and rows > _MOST_ROWS


def in_halves(parts: tuple[pd.DataFrame, pd.DataFrame], draw: Callable[..., Axes], size: str) -> Axes:
    """Draw the two parts with ``draw(part, ax=...)`` beside each other; returns the left axes.

    Both get the text size, the margins and the scale of the more demanding one, since bars of one list
    must be comparable.
    """
    tried = _draw(parts, draw, size, Margins())
    least = Margins(
        left=max(left_of(ax) for ax in tried),
        right=max(points(ax)[0] - left_of(ax) - width_of(ax) for ax in tried),
        size=min(max(text.get_size() for text in ax.texts if text.get_ha() == "left") for ax in tried),
    )
    drawn = _draw(parts, draw, size, least)
    limits = [ax.get_xlim() for ax in drawn]
    rows = max(max(ax.get_ylim()) for ax in drawn)
    for ax in drawn:
        ax.set_xlim(min(low for low, _ in limits), max(high for _, high in limits))
        ax.set_ylim(rows, -0.5)
    return drawn[0]


def _draw(parts: tuple[pd.DataFrame, pd.DataFrame], draw: Callable[..., Axes], size: str, least: Margins) -> list[Axes]:
    form = size_of(size)
    figure, whole = new_figure(form)
    inner = form._replace(base=form.base * _SMALLER)
    gap = inner.base / 72 / form.width
    middle = (whole.x0 + whole.x1) / 2
    drawn = []
    for part, (left, right) in zip(parts, ((whole.x0, middle - gap), (middle + gap, whole.x1)), strict=True):
        slot = Bbox.from_extents(left, whole.y0, right, whole.y1)
        ax = figure.add_axes(slot, axes_class=ChartAxes)
        ax.emustats = Sheet(inner, slot, True, least=least)
        drawn.append(draw(part, ax=ax))
    return drawn


def halved(frame: pd.DataFrame, keys: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the first half of the distinct ``keys``, in their order, and those of the second."""
    order = list(dict.fromkeys(keys))
    first = keys.isin(order[: (len(order) + 1) // 2])
    return frame[first].reset_index(drop=True), frame[~first].reset_index(drop=True)
