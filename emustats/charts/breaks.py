"""The marks on a chart over years where units, organisation or rules changed, and the notes that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import measure, palette
from emustats.charts.rows import nudge
from emustats.charts.style import left_of, points, sheet_of
from emustats.charts.words import coded, format_count, in_language, word


class Break(NamedTuple):
    """A change between the year before and ``year`` after which figures are not the same thing: what, in words."""

    year: int
    text: str


def breaks_of(groups: Sequence[tuple[str, pd.DataFrame]]) -> list[Break]:
    """The breaks that a trend frame tells of, by year; with several groups each note names its group."""
    column = in_language("note_vi", "note_en")
    found: dict[tuple[int, str], list[str]] = {}
    for label, rows in groups:
        if column not in rows.columns:
            continue
        for year, text in zip(rows["year"], rows[column], strict=True):
            if pd.notna(text) and str(text).strip():
                found.setdefault((int(year), str(text).strip()), []).append(label)
    several = len(groups) > 1
    return [
        Break(year, f"{', '.join(labels)}: {text}" if several and len(labels) < len(groups) else text)
        for (year, text), labels in sorted(found.items())
    ]


def notes(ax: Axes, held: Sequence[Break], frame: pd.DataFrame) -> list[str]:
    """Lines to write under the chart: what hollow points are, the lens, and every break; at most a quarter of it."""
    size, (wide, high) = _size(ax), points(ax)
    lines = []
    if "is_provisional" in frame.columns and frame["is_provisional"].fillna(False).any():
        lines.append(word("provisional_point"))
    if "lens" in frame.columns and frame["lens"].nunique() == 1:
        lines.append(word("lens", text=coded("lens", frame["lens"].iloc[0]).lower()))
    lines = measure.wrap(" · ".join(lines), size, wide, even=False)
    room = max(3, int(high * 0.27 / measure.height(1, size)))
    for index, each in enumerate(held, 1):
        wrapped = measure.wrap(f"({index}) {each.year}: {each.text}", size, wide, even=False)
        if len(lines) + len(wrapped) > room - (index < len(held)):
            return [*lines, word("and_more", count=format_count(len(held) - index + 1))]
        lines += wrapped
    return lines


def notes_height(ax: Axes, lines: Sequence[str]) -> float:
    """Points that the notes need below the years."""
    return measure.height(len(lines), _size(ax)) + sheet_of(ax).size.base * 0.5 if lines else 0.0


def draw(ax: Axes, held: Sequence[Break], lines: Sequence[str]) -> None:
    """A numbered dashed line before each year of change, and the notes at the foot of the slot."""
    base = sheet_of(ax).size.base
    for place in dict.fromkeys(each.year for each in held):
        numbers = " ".join(f"({index})" for index, each in enumerate(held, 1) if each.year == place)
        ax.axvline(place - 0.5, color=palette.SOFT, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
        ax.text(place - 0.5, 1, numbers, transform=nudge(ax, ax.get_xaxis_transform(), 0, base * 0.2), size=base * 0.75,
                ha="center", va="bottom", color=palette.SOFT)  # fmt: skip
    if lines:
        below = (sheet_of(ax).slot.y0 - ax.get_position().y0) * ax.figure.get_figheight() * 72
        ax.text(0, 0, "\n".join(lines), transform=nudge(ax, ax.transAxes, -left_of(ax), below), size=_size(ax),
                va="bottom", color=palette.SOFT, linespacing=1.0)  # fmt: skip


def _size(ax: Axes) -> float:
    return sheet_of(ax).size.base * 0.75
