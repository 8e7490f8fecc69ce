"""Two values a row, side by side: two years, or the unit's own score and the cluster's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import palette
from emustats.charts.names import names
from emustats.charts.rows import Key, Numbers, lay_rows, legend, legend_height, nudge
from emustats.charts.style import describe, left_of, say_nothing, sheet, sheet_of
from emustats.charts.words import format_count, format_number, format_percent, heading, word
from emustats.errors import UsageError
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

Pair = tuple[float | None, float | None]


def dumbbell(
    frame: pd.DataFrame,
    *,
    by: str = "unit_id",
    is_rate: bool = False,
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """Two years side by side: a hollow dot for the earlier, a full one for the later, joined by a line.

    ``frame``: one row a group and year, exactly two years, as ``es.trend`` gives it for two years: the column
    ``by``, year, value (NA: no dot), and change where known, which is then written at the right. Groups
    stand in the order of the frame. The scale starts at zero unless all values lie close together, which is
    then said under the chart. UsageError when there are not two years.
    """
    require(frame, "trend", [by, "year", "value"])
    with sheet(ax, size, frame[by].nunique(dropna=False)) as ax:
        if frame.empty or frame["value"].isna().all():
            return say_nothing(ax)
        years = sorted(int(year) for year in frame["year"].dropna().unique())
        if len(years) != 2:
            raise UsageError(f"Biểu đồ so sánh hai năm cần đúng hai năm, đang có: {', '.join(map(str, years)) or '–'}.")
        groups = list(frame.groupby(by, dropna=False, observed=True, sort=False))
        labels = names([key for key, _ in groups], by, reference)
        written = format_percent if is_rate else plain
        pairs = [tuple(_only(rows.loc[rows["year"].eq(year), "value"]) for year in years) for _, rows in groups]
        columns = _columns([str(year) for year in years], pairs, written)
        if "change" in frame.columns:
            changes = [_only(rows.loc[rows["year"].eq(years[1]), "change"]) for _, rows in groups]
            columns.append(Numbers(heading("change"), [signed(value, is_rate) for value in changes]))
        known = [value for pair in pairs for value in pair if value is not None]
        _draw(ax, labels, pairs, columns, from_zero=min(known) < 0.6 * max(known))
        return ax


def score_gap(
    frame: pd.DataFrame,
    *,
    first: str = "self_points",
    second: str = "cluster_points",
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """What each unit gave itself (hollow) against what the cluster gave it (full), in the order of the frame.

    ``frame``: as ``es.rank`` gives it: unit_id, self_points, cross_points, cluster_points, difference. The
    scale does not start at zero, because scores lie close together; that is said under the chart.
    """
    require(frame, "rank", ["unit_id", first, second])
    with sheet(ax, size, len(frame)) as ax:
        if frame.empty or frame[[first, second]].isna().all(axis=None):
            return say_nothing(ax, word("no_scores"))
        labels = names(frame["unit_id"], "unit_id", reference)
        pairs = [(_value(one), _value(two)) for one, two in zip(frame[first], frame[second], strict=True)]
        columns = _columns([heading(first), heading(second)], pairs, _points)
        if (first, second) == ("self_points", "cluster_points") and "difference" in frame.columns:
            columns.append(Numbers(heading("difference"), [signed(_value(each)) for each in frame["difference"]]))
        _draw(ax, labels, pairs, columns, from_zero=False)
        return ax


def plain(value: float) -> str:
    """A value as it is read: whole numbers without decimals, others with one."""
    return format_count(int(value)) if float(value).is_integer() else format_number(value, 1)


def signed(value: float | None, is_rate: bool = False) -> str:
    """A change with its sign; of rates in percentage points; "–" where it is not known."""
    if value is None:
        return "–"
    text = format_number(abs(value) * 100, 1) if is_rate else _points(abs(value))
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text}"


def _points(value: float) -> str:
    return format_count(int(value)) if float(value).is_integer() else format_number(value, 2)


def _value(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def _only(values: pd.Series) -> float | None:
    known = values.dropna()
    return float(known.iloc[0]) if len(known) else None


def _columns(headers: Sequence[str], pairs: Sequence[Pair], written: Callable[[float], str]) -> list[Numbers]:
    return [
        Numbers(header, ["–" if pair[i] is None else written(pair[i]) for pair in pairs], weight=("normal", "bold")[i])
        for i, header in enumerate(headers)
    ]


def _draw(ax: Axes, labels: list[str], pairs: list[Pair], columns: list[Numbers], *, from_zero: bool = True) -> None:
    base = sheet_of(ax).size.base
    keys = [Key(columns[0].header, palette.PAPER), Key(columns[1].header, palette.NAVY)]
    note = "" if from_zero else word("scale_from")
    size = lay_rows(ax, labels, columns, top=legend_height(ax, keys, base * 0.85), bottom=base * 1.4 if note else 0)
    legend(ax, keys, base * 0.85, left=left_of(ax), gap=1.9, marker="o")
    known = [value for pair in pairs for value in pair if value is not None]
    low, high = (min(0.0, *known, 0.0), max(*known, 0.0)) if from_zero else (min(known), max(known))
    pad = (high - low or abs(high) or 1.0) * 0.05
    ax.set_xlim(low - pad, high + pad)
    for y, (first, second) in enumerate(pairs):
        if first is not None and second is not None:
            ax.plot(
                [first, second], [y, y], color=palette.MUTED, linewidth=size * 0.22, zorder=2, solid_capstyle="butt"
            )
        style = {
            "marker": "o",
            "markersize": size * 0.85,
            "zorder": 3,
            "mew": size * 0.16,
            "markeredgecolor": palette.NAVY,
        }
        if second is not None:
            ax.plot([second], [y], color=palette.NAVY, **style)
        if first is not None:
            # The hollow dot lies on top and is a little larger, so that two equal values show both.
            ax.plot([first], [y], fillstyle="none" if first == second else "full", color=palette.PAPER,
                    **{**style, "markersize": size * (1.25 if first == second else 0.85), "zorder": 3.5})  # fmt: skip
    if from_zero:
        ax.plot([0, 0], [-0.5, len(pairs) - 0.5], color=palette.RULE, linewidth=0.8, zorder=0)
    if note:
        _scale_note(ax, note, (low, high))
    describe(ax, "; ".join(
        f"{label}: {columns[0].header} {one}, {columns[1].header} {two}"
        for label, one, two in zip(labels, columns[0].texts, columns[1].texts, strict=True)
    ))  # fmt: skip


def _scale_note(ax: Axes, note: str, ends: tuple[float, float]) -> None:
    base = sheet_of(ax).size.base
    text = note.format(low=_points(ends[0]), high=_points(ends[1]))
    y = -(ax.get_position().y0 - sheet_of(ax).slot.y0) * ax.figure.get_figheight() * 72
    ax.text(0, 0, text, transform=nudge(ax, ax.transAxes, -left_of(ax), y), size=base * 0.75, va="bottom",
            color=palette.SOFT)  # fmt: skip
