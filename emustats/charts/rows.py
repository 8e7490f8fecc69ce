"""Charts that are also tables: one row a unit or award, its name left, its numbers right, marks between."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation, Transform

from emustats.charts import measure, palette
from emustats.charts.style import Margins, bare, height_of, inset, points, sheet_of, width_of

_GAP = 1.1  # space between columns, in sizes of the text
MARKS = {
    "tick": Path([(-0.5, 0.02), (-0.15, -0.35), (0.5, 0.4)], [1, 2, 2]),
    "cross": Path([(-0.36, -0.36), (0.36, 0.36), (-0.36, 0.36), (0.36, -0.36)], [1, 2, 1, 2]),
    "dash": Path([(-0.35, 0), (0.35, 0)], [1, 2]),
    "triangle": Path([(-0.45, -0.25), (0, 0.35), (0.45, -0.25)], [1, 2, 2]),
    "clock": Path([(0, 0.42), (0, -0.05), (0.36, -0.3)], [1, 2, 2]),
}


class Numbers(NamedTuple):
    """A column of numbers beside the rows; ``colour`` puts a swatch before its header, so that it is the legend."""

    header: str
    texts: Sequence[str]
    colour: str = ""
    weight: str = "normal"


class Key(NamedTuple):
    """One entry of a legend: its text, the colour of its swatch, the mark on it and its hatching."""

    text: str
    colour: str
    mark: str = ""
    hatch: str = ""


def nudge(ax: Axes, transform: Transform, dx: float = 0.0, dy: float = 0.0) -> Transform:
    """``transform`` moved by so many points, whatever the size of the figure."""
    return transform + ScaledTranslation(dx / 72, dy / 72, ax.figure.dpi_scale_trans)


def swatch(ax: Axes, place: tuple[float, float, Transform], size: float, key: Key, marker: str = "s") -> None:
    """A small square in the colour of ``key``, with its mark, at (x, y, transform)."""
    x, y, transform = place
    style = {"transform": transform, "clip_on": False, "linestyle": "none", "zorder": 4}
    edge = palette.SOFT if key.colour in (palette.PAPER, palette.TRACK, palette.MIST) else key.colour
    ax.plot([x], [y], marker=marker, markersize=size, color=key.colour, markeredgecolor=edge, mew=0.8, **style)
    if key.mark in MARKS:
        ax.plot([x], [y], marker=MARKS[key.mark], markersize=size * 0.6, mew=size * 0.13, fillstyle="none",
                color=palette.on(key.colour), **style)  # fmt: skip


def legend(
    ax: Axes, keys: Sequence[Key], size: float, *, left: float = 0.0, gap: float = 0.7, marker: str = "s"
) -> None:
    """A legend in one or more lines above the axes, from ``left`` points left of them.

    Call it with the axes placed, ``legend_height`` points free above them; the lowest line stands ``gap``
    text heights above the axes.
    """
    limit = points(ax)[0]
    lines: list[list[tuple[float, Key]]] = [[]]
    x = 0.0
    for key in keys:
        needed = measure.width(key.text, size) + size * 1.35
        if lines[-1] and x + needed > limit:
            lines.append([])
            x = 0.0
        lines[-1].append((x, key))
        x += needed + size * 1.3
    for index, line in enumerate(reversed(lines)):
        dy = size * (gap + 0.5) + index * size * 1.6
        for x, key in line:
            place = nudge(ax, ax.transAxes, x - left + size * 0.45, dy)
            swatch(ax, (0, 1, place), size * 0.85, key, marker)
            label = nudge(ax, ax.transAxes, x - left + size * 1.25, dy)
            ax.text(0, 1, key.text, transform=label, size=size, va="center_baseline", color=palette.INK)


def legend_height(ax: Axes, keys: Sequence[Key], size: float, gap: float = 0.7) -> float:
    """Points that ``legend`` will need above the axes."""
    limit, x, lines = points(ax)[0], 0.0, 1
    for key in keys:
        needed = measure.width(key.text, size) + size * 1.35
        if x and x + needed > limit:
            lines, x = lines + 1, 0.0
        x += needed + size * 1.3
    return size * (gap + 1.1) + (lines - 1) * size * 1.6


def lay_rows(
    ax: Axes,
    labels: Sequence[str],
    columns: Sequence[Numbers] = (),
    *,
    bottom: float = 0.0,
    top: float = 0.0,
    headings: Collection[int] = (),
) -> float:
    """Place the axes between names and numbers, write both, and return the text size that fitted.

    Rows are numbered from 0 at the top; ``bottom`` and ``top`` are points kept free for what the chart
    adds below and above the rows. Few rows are not blown up to fill the sheet.
    """
    bare(ax)
    wide, high = points(ax)
    base = min(sheet_of(ax).size.base, sheet_of(ax).least.size or math.inf)
    while True:
        head = base * 0.8
        header = _header_height(columns, base)
        room = max(high - bottom - top - header, 1.0)
        slots = max(len(labels), room / (sheet_of(ax).size.base * 5.2))
        numbers = sum(max(_column_width(each, base, head), base * 2.2) + base * _GAP for each in columns)
        limit = max(min(wide * 0.4, wide * 0.78 - numbers), wide * 0.24)
        sizes, shown = measure.fit_each(list(labels), base, limit, room / slots * 0.96)
        if max(sizes, default=base) < base * 0.85 and wide * 0.78 - numbers > limit:
            # Small because the names are long: give them more of the sheet.
            limit = min(wide * 0.5, wide * 0.78 - numbers)
            sizes, shown = measure.fit_each(list(labels), base, limit, room / slots * 0.96)
        size = max(sizes, default=base)
        weights = ["bold" if y in headings else "normal" for y in range(len(shown))]
        left = max(map(measure.width, shown, sizes, weights), default=0) + size * _GAP
        widths = [max(_column_width(column, size, head), size * 2.2) + size * _GAP for column in columns]
        # Names and numbers must leave a fifth of the sheet for the marks between them.
        if left + sum(widths) <= wide * 0.8 or base <= 3:
            break
        base *= 0.93
    left, widths = _as_wide_as(sheet_of(ax).least, left, widths)
    inset(ax, left, bottom, sum(widths), top + header)
    ax.set_ylim(slots - 0.5, -0.5)
    ax.set_xlim(0, 1)
    row = ax.get_yaxis_transform()
    for y, name in enumerate(shown):
        ax.text(0, y, name, transform=nudge(ax, row, -left), size=sizes[y], va="center", ha="left", linespacing=1.0,
                weight=weights[y])  # fmt: skip
    _write_columns(ax, columns, widths, (size, head))
    _rules(ax, len(labels), left, sum(widths))
    return size


def _as_wide_as(least: Margins, left: float, widths: list[float]) -> tuple[float, list[float]]:
    """Room for names and numbers, widened to what the other part of a list in two columns takes."""
    more = max(least.right - sum(widths), 0.0)
    return max(left, least.left), [widths[0] + more, *widths[1:]] if widths else []


def _header_height(columns: Sequence[Numbers], base: float) -> float:
    if not any(column.header for column in columns):
        return base * 0.4
    return measure.height(max(column.header.count("\n") + 1 for column in columns), base * 0.8) + base * 0.7


def _column_width(column: Numbers, size: float, head: float) -> float:
    header = measure.width(column.header, head, "bold") + (head * 1.2 if column.colour else 0)
    return max([header, *(measure.width(text, size, column.weight) for text in column.texts)])


def _write_columns(ax: Axes, columns: Sequence[Numbers], widths: list[float], sizes: tuple[float, float]) -> None:
    (size, head), edge = sizes, 0.0
    for column, wide in zip(columns, widths, strict=True):
        edge += wide
        row = nudge(ax, ax.get_yaxis_transform(), edge)
        for y, text in enumerate(column.texts):
            ax.text(1, y, text, transform=row, size=size, va="center", ha="right", weight=column.weight)
        above = nudge(ax, ax.transAxes, edge, head * 0.6)
        ax.text(1, 1, column.header, transform=above, size=head, ha="right", va="bottom", weight="bold",
                color=palette.SOFT, linespacing=1.0)  # fmt: skip
        if column.colour:
            shift = edge - measure.width(column.header, head, "bold") - head * 0.6
            place = nudge(ax, ax.transAxes, shift, head * 1.2)
            swatch(ax, (1, 1, place), head * 0.8, Key("", column.colour))


def _rules(ax: Axes, count: int, left: float, right: float) -> None:
    """Thin lines between the rows, from the names to the last number."""
    wide = width_of(ax)
    for y in range(count + 1):
        ax.plot([-left / wide, 1 + right / wide], [y - 0.5, y - 0.5], transform=ax.get_yaxis_transform(),
                color=palette.RULE, linewidth=0.6, clip_on=False, zorder=0)  # fmt: skip


def bar_height(ax: Axes, size: float) -> float:
    """Thickness of a bar in rows: half a row, and never much thicker than the text is high."""
    rows = abs(ax.get_ylim()[0] - ax.get_ylim()[1])
    return min(0.62, 1.9 * size * rows / height_of(ax))


def mark(ax: Axes, xs: Sequence[float], ys: Sequence[float], name: str, size: float, colour: str) -> None:
    """Draw the sign ``name`` of MARKS at the given places, so many points large."""
    if name in MARKS and len(xs):
        ax.plot(xs, ys, linestyle="none", marker=MarkerStyle(MARKS[name], fillstyle="none"), markersize=size,
                mew=size * 0.2, color=colour, zorder=4)  # fmt: skip
