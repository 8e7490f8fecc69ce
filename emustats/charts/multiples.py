"""The same chart for each cluster (or year, or unit), side by side on one sheet."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from emustats.charts import measure, palette
from emustats.charts.names import names
from emustats.charts.rows import nudge
from emustats.charts.style import RC, ChartAxes, Sheet, describe, left_of, new_figure, say_nothing, sheet, size_of
from emustats.errors import UsageError
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

MOST_PANELS = 12


def small_multiples(
    frame: pd.DataFrame,
    draw: Callable[..., Axes],
    *,
    by: str = "cluster_id",
    columns: int = 0,
    size: str = "slide",
    reference: Reference | None = None,
) -> list[Axes]:
    """Draw ``draw(part, ax=...)`` for each value of ``by``, the name over each; returns the axes.

    Give the first of them to ``finalise``. ``draw`` is a chart function of this package or a function that
    calls one. Text is smaller than in a single chart of that size, and scales are each chart's own unless ``draw``
    sets them. UsageError for more than twelve parts: they could not be read.

    >>> from functools import partial  # doctest: +SKIP
    >>> axes = small_multiples(frame, partial(tally_by_unit, by="unit_id"), by="cluster_id")  # doctest: +SKIP
    """
    require(frame, "small_multiples", [by])
    parts = list(frame.groupby(by, dropna=False, observed=True, sort=False))
    if len(parts) > MOST_PANELS:
        raise UsageError(f"Không vẽ quá {MOST_PANELS} biểu đồ nhỏ trên một hình (đang có {len(parts)}). Hãy chọn bớt.")
    if not parts:
        with sheet(None, size) as ax:
            return [say_nothing(ax)]
    form = size_of(size)
    across = columns or _across(len(parts), form.width > form.height * 1.5)
    down = math.ceil(len(parts) / across)
    figure, whole = new_figure(form, min(form.grows_to, form.height * max(1.0, down / 1.6)))
    inner = form._replace(base=form.base * (0.78 if across * down > 1 else 1.0))
    labels = names([key for key, _ in parts], by, reference)
    drawn = []
    for index, (label, (_, part)) in enumerate(zip(labels, parts, strict=True)):
        slot = _slot(whole, divmod(index, across), (down, across), inner.base / 72 / form.width)
        ax = figure.add_axes(slot, axes_class=ChartAxes)
        lines = measure.wrap(label, inner.base, slot.width * form.width * 72, weight="bold")
        taken = (measure.height(len(lines), inner.base) + inner.base * 0.5) / 72 / figure.get_figheight()
        ax.emustats = Sheet(inner, Bbox.from_extents(slot.x0, slot.y0, slot.x1, slot.y1 - taken), True)
        ax.set_position(ax.emustats.slot)
        draw(part, ax=ax)
        _panel_title(ax, lines, slot, inner.base)
        describe(ax, f"{label}: {ax.emustats.alt}")
        drawn.append(ax)
    return drawn


def _across(count: int, is_wide: bool) -> int:
    if count <= 3:
        return count if is_wide else 1
    return math.ceil(math.sqrt(count * (1.5 if is_wide else 0.8)))


def _slot(whole: Bbox, place: tuple[int, int], shape: tuple[int, int], unit: float) -> Bbox:
    (row, column), (down, across) = place, shape
    wide, tall, gap = whole.width / across, whole.height / down, unit * 1.2
    left = whole.x0 + column * wide + (gap if column else 0)
    top = whole.y1 - row * tall
    return Bbox.from_extents(
        left, top - tall + gap, whole.x0 + (column + 1) * wide - (gap if column + 1 < across else 0), top
    )


def _panel_title(ax: Axes, lines: list[str], slot: Bbox, base: float) -> None:
    above = (slot.y1 - ax.get_position().y1) * ax.figure.get_figheight() * 72
    with rc_context(RC):
        ax.text(0, 1, "\n".join(lines), transform=nudge(ax, ax.transAxes, -left_of(ax), above), size=base,
                weight="bold", va="top", color=palette.INK, linespacing=1.0)  # fmt: skip
