"""Charts of registered targets: the result of each, and achievement with its base named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import measure, palette
from emustats.charts.halves import halved, in_halves, is_long
from emustats.charts.names import joined_names, names
from emustats.charts.rows import Key, Numbers, bar_height, lay_rows, legend, legend_height, mark, nudge
from emustats.charts.style import base_of, describe, height_of, left_of, points, say_nothing, sheet, sheet_of, width_of
from emustats.charts.words import coded, format_count, format_number, format_percent, word
from emustats.errors import UsageError
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

RESULTS = ("exceeded", "met", "not_met", "not_assessed")
_MEASURES = {
    "units": ("units_rate", "units_meeting_all", "units_reporting", "units_of"),
    "targets": ("targets_rate", "targets_met", "targets_assessed", "targets_of"),
    "completion": ("completion_mean", "completion_base", "completion_base", "completion_of"),
}


_NAMING = ("cluster_id", "unit_id", "year")


def achievement(
    frame: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    measure: str = "targets",
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """One achievement figure per row, against 100%, its base written beside it.

    ``frame``: as ``es.achievement(data.targets, by=by)`` gives it, rows in the order in which they shall
    stand; without ``by`` the columns cluster_id, unit_id and year that it has name the rows. ``measure`` is units (share of units meeting all their targets), targets (share of targets met)
    or completion (mean of result over plan); the three are never drawn together. A figure of NA is said in
    words, not drawn as zero. UsageError for another measure, FrameError when a column is missing.
    """
    if measure not in _MEASURES:
        raise UsageError(f"Tỷ lệ không có: {measure}. Có thể dùng: {', '.join(_MEASURES)}.")
    rate, part, base, wording = _MEASURES[measure]
    if by is None:
        by = [name for name in _NAMING if name in frame.columns] or "unit_id"
    columns = [by] if isinstance(by, str) else list(by)
    require(frame, "achievement", [*columns, rate, part, base])
    if is_long(ax, size, len(frame)):
        draw = partial(achievement, by=by, measure=measure, reference=reference)
        return in_halves(halved(frame, pd.Series(range(len(frame)), index=frame.index)), draw, size)
    with sheet(ax, size, len(frame)) as ax:
        if frame.empty or frame[rate].isna().all():
            return say_nothing(ax)
        labels = joined_names(frame, columns, reference)
        rates = [None if pd.isna(value) else float(value) for value in frame[rate]]
        written = ["–" if value is None else format_percent(value) for value in rates]
        bases = [_base(wording, met, of) for met, of in zip(frame[part], frame[base], strict=True)]
        text_size = lay_rows(
            ax, labels, [Numbers("", written, weight="bold"), Numbers("", bases)], top=base_of(ax) * 0.9
        )
        _against_hundred(ax, rates, text_size)
        describe(
            ax, "; ".join(f"{label}: {value} ({of})" for label, value, of in zip(labels, written, bases, strict=True))
        )
        return ax


def _base(wording: str, part: object, base: object) -> str:
    if pd.isna(base) or not base:
        return word("no_base")
    return word(wording, part="–" if pd.isna(part) else format_count(int(part)), base=format_count(int(base)))


def _against_hundred(ax: Axes, rates: list[float | None], size: float) -> None:
    limit = max([1.0, *(value for value in rates if value is not None)])
    thick = bar_height(ax, size)
    for y, value in enumerate(rates):
        ax.barh(y, 1.0, height=thick, color=palette.TRACK, zorder=1)
        if value is not None:
            colour = palette.NAVY if value >= 1 else palette.BRICK
            ax.barh(y, value, height=thick, color=colour, zorder=2)
    ax.plot([1, 1], [-0.5, len(rates) - 0.5], color=palette.INK, linewidth=1.2, zorder=3)
    ax.set_xlim(0, limit)
    place = nudge(ax, ax.transData, 0, base_of(ax) * 0.3)
    ax.text(
        1,
        -0.5,
        format_percent(1.0),
        transform=place,
        size=base_of(ax) * 0.75,
        ha="center",
        va="bottom",
        color=palette.SOFT,
    )


def target_matrix(
    frame: pd.DataFrame, *, ax: Axes | None = None, size: str = "screen", reference: Reference | None = None
) -> Axes:
    """Unit × target, each square with its result; what is not met or not assessed is named underneath.

    ``frame``: the rows of ``emustats.statistics.targets.results``: unit_id, target_no, title, plan, actual
    and result (exceeded, met, not_met, not_assessed). A unit without a target of that number has an empty
    place, which is not a failure.
    """
    require(frame, "results", ["unit_id", "target_no", "title", "plan", "actual", "result"])
    if is_long(ax, size, frame["unit_id"].nunique()):
        return in_halves(halved(frame, frame["unit_id"]), partial(target_matrix, reference=reference), size)
    with sheet(ax, size, frame["unit_id"].nunique() + 5) as ax:
        if frame.empty:
            return say_nothing(ax, word("no_targets"))
        units = list(dict.fromkeys(frame["unit_id"]))
        numbers = sorted(dict.fromkeys(frame["target_no"].dropna().astype(str)), key=_natural)
        labels = dict(zip(units, names(units, "unit_id", reference), strict=True))
        keys = [Key(coded("result", result), palette.RESULT[result], palette.RESULT_MARK[result]) for result in RESULTS]
        base = sheet_of(ax).size.base
        notes = _notes(ax, frame, labels)
        above = legend_height(ax, keys, base * 0.85) + base * 1.3
        below = measure.height(len(notes), base * 0.8) + base * 0.9 if notes else 0.0
        text_size = lay_rows(ax, list(labels.values()), bottom=below, top=above)
        legend(ax, keys, base * 0.85, left=left_of(ax), gap=2.4)
        _cells(ax, frame, (units, numbers), text_size)
        _write_notes(ax, notes, len(units))
        counts = frame.groupby(["unit_id", "result"], observed=True, sort=False).size()
        describe(ax, "; ".join(f"{labels[unit]}: " + ", ".join(
            f"{format_count(int(count))} {coded('result', result).lower()}" for result, count in counts[unit].items()
        ) for unit in units))  # fmt: skip
        return ax


def _natural(number: str) -> tuple[int, float, str]:
    return (0, float(number), "") if number.replace(".", "", 1).isdigit() else (1, 0.0, number)


def _cells(ax: Axes, frame: pd.DataFrame, grid: tuple[list, list], size: float) -> None:
    units, numbers = grid
    columns = max(len(numbers), 8)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_autoscale_on(False)
    pitch = min(width_of(ax) / columns, height_of(ax) / abs(ax.get_ylim()[0] - ax.get_ylim()[1]))
    side = min(pitch * 0.8, size * 2.4)
    for result in RESULTS:
        rows = frame[frame["result"].eq(result) & frame["target_no"].notna()]
        xs = [numbers.index(str(number)) for number in rows["target_no"]]
        ys = [units.index(unit) for unit in rows["unit_id"]]
        colour = palette.RESULT[result]
        edge = palette.MUTED if result == "not_assessed" else colour
        ax.plot(xs, ys, linestyle="none", marker="s", markersize=side, color=colour, markeredgecolor=edge, mew=0.8,
                zorder=3, clip_on=False)  # fmt: skip
        mark(ax, xs, ys, palette.RESULT_MARK[result], side * 0.52, palette.on(colour))
    base = sheet_of(ax).size.base
    step = math.ceil(max(measure.width(number, base * 0.75) for number in numbers) * 1.25 / (width_of(ax) / columns))
    for x, number in list(enumerate(numbers))[::step]:
        ax.text(x, -0.5, number, size=base * 0.75, ha="center", va="bottom", color=palette.SOFT,
                transform=nudge(ax, ax.transData, 0, base * 0.35))  # fmt: skip


def _notes(ax: Axes, frame: pd.DataFrame, labels: dict) -> list[str]:
    """What keeps units from 100%, one line each, as many as fit; the rest is counted."""
    size = sheet_of(ax).size.base * 0.8
    wide, high = points(ax)
    room = max(2, min(5, int(high * 0.22 / (size * measure.LINE))))
    held = frame[frame["result"].isin(["not_met", "not_assessed"])]
    lines: list[str] = []
    for done, row in enumerate(held.itertuples()):
        text = f"{labels[row.unit_id]} – {_said(row)}"
        wrapped = measure.wrap(text, size, wide, even=False)
        if len(lines) + len(wrapped) > room - (done + 1 < len(held)):
            return [*lines, word("and_more", count=format_count(len(held) - done))]
        lines += wrapped
    return lines


def _said(row: object) -> str:
    title = row.title if pd.notna(row.title) else ""
    number = word("target_no", text=row.target_no) if pd.notna(row.target_no) else ""
    text = f"{number}{': ' if number and title else ''}{title}"
    if row.result == "not_assessed":
        return f"{text} ({coded('result', 'not_assessed').lower()})"
    if pd.isna(row.plan) or pd.isna(row.actual):
        return f"{text} ({coded('result', row.result).lower()})"
    return f"{text} ({word('against', actual=format_number(row.actual), plan=format_number(row.plan))})"


def _write_notes(ax: Axes, notes: list[str], rows: int) -> None:
    if not notes:
        return
    base = sheet_of(ax).size.base
    place = nudge(ax, ax.get_yaxis_transform(), -left_of(ax), -base * 0.6)
    ax.text(
        0, rows - 0.5, "\n".join(notes), transform=place, size=base * 0.8, va="top", color=palette.INK, linespacing=1.0
    )
