"""Lines over years, with the marks of every change that makes years hard to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from emustats.charts import breaks, measure, palette
from emustats.charts.names import names
from emustats.charts.pairs import plain
from emustats.charts.rows import nudge
from emustats.charts.style import (
    bare,
    base_of,
    describe,
    height_of,
    inset,
    points,
    say_nothing,
    sheet,
    sheet_of,
    width_of,
)
from emustats.charts.words import format_count, format_percent, word
from emustats.errors import UsageError
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

_MOST_LINES = len(palette.SERIES)


def trend(
    frame: pd.DataFrame,
    *,
    by: str | None = None,
    is_rate: bool = False,
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """One line a group over the years; a year without data interrupts the line, it is never bridged.

    ``frame``: as ``es.trend`` gives it, one row a group and year: year, value (NA: no data), the column ``by`` where
    there are several groups, and where known is_provisional (hollow point), units (written under the year of
    a single line), segment (a line never joins two segments), note_vi and note_en (a numbered dashed line before
    that year, explained underneath) and lens. At most six groups; UsageError beyond that.
    """
    require(frame, "trend", ["year", "value", *([by] if by else [])])
    groups = [(None, frame)] if by is None else list(frame.groupby(by, dropna=False, observed=True, sort=False))
    if len(groups) > _MOST_LINES:
        raise UsageError(
            f"Biểu đồ đường vẽ nhiều nhất {_MOST_LINES} nhóm (đang có {len(groups)}); hãy dùng small_multiples."
        )
    with sheet(ax, size) as ax:
        if frame.empty or frame["value"].isna().all():
            return say_nothing(ax)
        labels = [""] if by is None else names([key for key, _ in groups], by, reference)
        written = format_percent if is_rate else plain
        years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
        found = breaks.breaks_of([(label, rows) for label, (_, rows) in zip(labels, groups, strict=True)])
        held = [each for each in found if years[0] < each.year <= years[-1]]
        lines = breaks.notes(ax, held, frame)
        has_units = len(groups) == 1 and "units" in frame.columns
        below = base_of(ax) * (3.0 if has_units else 1.9) + breaks.notes_height(ax, lines)
        _place(ax, labels, years, (below, base_of(ax) * (1.9 if held else 0.9)))
        _scale(ax, frame, written)
        breaks.draw(ax, held, lines)
        _years(ax, groups, years)
        for index, (_, rows) in enumerate(groups):
            _line(ax, rows.sort_values("year"), index)
        if by is None:
            _say_gaps(ax, frame, years)
        _point_labels(ax, groups, written)
        _end_labels(ax, groups, labels, written)
        describe(ax, "; ".join(f"{label + ': ' if label else ''}{_in_words(rows, written)}"
                               for label, (_, rows) in zip(labels, groups, strict=True)))  # fmt: skip
        return ax


def _in_words(rows: pd.DataFrame, written: object) -> str:
    return ", ".join(f"{int(year)}: {word('no_base') if pd.isna(value) else written(float(value))}"
                     for year, value in zip(rows["year"], rows["value"], strict=True))  # fmt: skip


def _place(ax: Axes, labels: list[str], years: list[int], free: tuple[float, float]) -> None:
    bare(ax)
    base, (wide, _) = base_of(ax), points(ax)
    right = base * 2.2
    if labels != [""]:
        right = min(max(measure.width(label, base * 0.85, "bold") for label in labels), wide * 0.26) + base * 5
    inset(ax, base * 4.2, free[0], right, free[1])
    pad = max(0.35, 0.04 * len(years))
    ax.set_xlim(years[0] - pad, years[-1] + pad)


def _scale(ax: Axes, frame: pd.DataFrame, written: object) -> None:
    """A scale from zero (below it only for negative values), three to six light lines."""
    base = base_of(ax)
    low, high = min(0.0, float(frame["value"].min())), max(float(frame["value"].max()), 0.0)
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high or 1.0)
    top = high + (high - low or 1.0) * 0.12
    ax.set_ylim(ticks[0] if low < 0 else 0, max(top, [tick for tick in ticks if tick >= high][0] if high else 1.0))
    for tick in ticks:
        if ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]:
            ax.axhline(tick, color=palette.RULE if tick else palette.MUTED, linewidth=0.8, zorder=0)
            ax.text(0, tick, written(float(tick)), transform=nudge(ax, ax.get_yaxis_transform(), -base * 0.5),
                    size=base * 0.8, ha="right", va="center", color=palette.SOFT)  # fmt: skip


def _years(ax: Axes, groups: list, years: list[int]) -> None:
    base = base_of(ax)
    room = width_of(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    widest = measure.width("2000", base * 0.85) + base * 0.6
    step = max(1, -(-int(widest) // max(int(room), 1)))
    under = ax.get_xaxis_transform()
    for year in years[::-1][::step]:
        ax.text(year, 0, str(year), transform=nudge(ax, under, 0, -base * 0.5), size=base * 0.85, ha="center", va="top")
    rows = groups[0][1]
    if len(groups) == 1 and "units" in rows.columns:
        counts = {int(year): count for year, count in zip(rows["year"], rows["units"], strict=True) if pd.notna(count)}
        texts = {year: word("units_short", count=format_count(int(count))) for year, count in counts.items()}
        small = base * 0.72
        if texts and max(measure.width(text, small) for text in texts.values()) > room * step * 0.95:
            texts = {year: format_count(int(count)) for year, count in counts.items()}
        for year in years[::-1][::step]:
            ax.text(year, 0, texts.get(year, ""), transform=nudge(ax, under, 0, -base * 1.75), size=small, ha="center",
                    va="top", color=palette.SOFT)  # fmt: skip


def _line(ax: Axes, rows: pd.DataFrame, index: int) -> None:
    base, colour = base_of(ax), palette.SERIES[index]
    hollow = _provisional(rows)
    for run in _runs(rows):
        ax.plot(*zip(*run, strict=True), color=colour, linewidth=base * 0.19, zorder=3, solid_capstyle="round")
        for year, value in run:
            ax.plot([year], [value], marker=palette.MARKERS[index], markersize=base * 0.62, zorder=4, clip_on=False,
                    color=palette.PAPER if year in hollow else colour, markeredgecolor=colour, mew=base * 0.14)  # fmt: skip


def _runs(rows: pd.DataFrame) -> list[list[tuple[int, float]]]:
    """Points that a line may join: years without a gap, inside one segment."""
    segments = rows["segment"] if "segment" in rows.columns else pd.Series(1, index=rows.index)
    runs: list[list[tuple[int, float]]] = []
    before: tuple[int, object] | None = None
    for year, value, segment in zip(rows["year"], rows["value"], segments, strict=True):
        if pd.isna(value):
            continue
        place = (int(year), None if pd.isna(segment) else segment)
        if before is None or place != (before[0] + 1, before[1]):
            runs.append([])
        runs[-1].append((int(year), float(value)))
        before = place
    return runs


def _say_gaps(ax: Axes, rows: pd.DataFrame, years: list[int]) -> None:
    """A year without a value says so, so that nobody reads the gap as zero."""
    base = base_of(ax)
    known = set(rows.dropna(subset=["value"])["year"].astype(int))
    room = width_of(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    for year in years:
        if year not in known:
            lines = measure.wrap(word("no_base"), base * 0.75, room * 0.8)
            ax.text(year, 0, "\n".join(lines), transform=nudge(ax, ax.get_xaxis_transform(), 0, base * 0.5), size=base * 0.75,
                    ha="center", va="bottom", color=palette.SOFT, linespacing=1.0)  # fmt: skip


def _provisional(rows: pd.DataFrame) -> set[int]:
    if "is_provisional" not in rows.columns:
        return set()
    return set(rows.loc[rows["is_provisional"].fillna(False).astype(bool), "year"].astype(int))


def _point_labels(ax: Axes, groups: list, written: object) -> None:
    """Every value of a single line is written above its point; with several lines the ends are."""
    base = base_of(ax)
    if len(groups) > 1:
        return
    rows = groups[0][1].dropna(subset=["value"]).sort_values("year")
    texts = [written(float(value)) for value in rows["value"]]
    room = width_of(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    size = base * 0.95
    while size > 5 and max(measure.width(text, size, "bold") for text in texts) > room * 0.95:
        size -= 0.5
    for year, value, text in zip(rows["year"], rows["value"], texts, strict=True):
        ax.text(int(year), float(value), text, transform=nudge(ax, ax.transData, 0, base * 0.6), size=size, ha="center",
                va="bottom", weight="bold", zorder=5, bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 0.5})  # fmt: skip


def _end_labels(ax: Axes, groups: list, labels: list[str], written: object) -> None:
    """The name and last value of each line at its right, moved apart where lines end close together."""
    if len(groups) == 1 and not labels[0]:
        return
    base = base_of(ax)
    size, high = base * 0.85, height_of(ax)
    low, top = ax.get_ylim()
    room = (1 - ax.get_position().x1) * ax.figure.get_figwidth() * 72
    limit = room - (1 - sheet_of(ax).slot.x1) * ax.figure.get_figwidth() * 72 - base * 1.2
    ends = [rows.dropna(subset=["value"]).sort_values("year").tail(1) for _, rows in groups]
    shown = [index for index, end in enumerate(ends) if len(end)]
    names_and_values = [f"{labels[index]}: {written(float(ends[index]['value'].iloc[0]))}" for index in shown]
    size, texts = measure.fit(names_and_values, size, limit * 0.94, high / len(shown) - 1)
    tallest = max(text.count("\n") + 1 for text in texts)
    heights = [(float(ends[index]["value"].iloc[0]) - low) / (top - low) * high for index in shown]
    places = measure.apart(heights, measure.height(tallest, size) + 1, 0, high)
    for index, text, y in zip(shown, texts, places, strict=True):
        place = nudge(ax, ax.transAxes, base * 0.9)
        ax.text(1, y / high, text, transform=place, size=size, weight="bold", va="center", linespacing=1.0,
                color=_readable(palette.SERIES[index]))  # fmt: skip
        last = int(ends[index]["year"].iloc[0])
        ax.plot([last, ax.get_xlim()[1]], [heights[shown.index(index)] / high * (top - low) + low] * 2, zorder=1,
                color=palette.SERIES[index], linewidth=0.7, linestyle=":")  # fmt: skip


def _readable(colour: str) -> str:
    return colour if palette.on(colour) == palette.PAPER else palette.INK
