"""Who reported, and when: unit × year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from emustats.charts import measure, palette
from emustats.charts.halves import halved, in_halves, is_long
from emustats.charts.names import names
from emustats.charts.rows import Key, lay_rows, legend, legend_height, mark, nudge
from emustats.charts.style import describe, height_of, left_of, say_nothing, sheet, sheet_of, width_of
from emustats.charts.words import coded, word
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference

KINDS = ("accepted", "late", "refused", "missing")


def coverage_calendar(
    frame: pd.DataFrame, *, ax: Axes | None = None, size: str = "screen", reference: Reference | None = None
) -> Axes:
    """Unit × year: reported (with the day its figures were taken), late, refused, missing.

    ``frame``: as ``es.coverage(data.submissions, by=["unit_id", "year"])`` gives it: unit_id, year, reported,
    missing, refused (Int64) and as_of; days_late (Int64) where known. A place without a square: the unit was
    not expected that year.
    """
    require(frame, "coverage", ["unit_id", "year", "reported", "missing", "refused"])
    known = frame.dropna(subset=["unit_id", "year"])
    if is_long(ax, size, known["unit_id"].nunique()):
        return in_halves(halved(known, known["unit_id"]), partial(coverage_calendar, reference=reference), size)
    with sheet(ax, size, known["unit_id"].nunique()) as ax:
        if known.empty:
            return say_nothing(ax, word("no_coverage"))
        units = list(dict.fromkeys(known["unit_id"]))
        years = list(range(int(known["year"].min()), int(known["year"].max()) + 1))
        labels = names(units, "unit_id", reference)
        kinds = [_kind(row) for row in known.itertuples()]
        keys = [
            Key(word("late") if kind == "late" else coded("standing", kind), palette.STANDING[kind], palette.STANDING_MARK[kind])
            for kind in KINDS if kind in kinds
        ]  # fmt: skip
        base = sheet_of(ax).size.base
        text_size = lay_rows(ax, labels, top=legend_height(ax, keys, base * 0.85) + base * 1.3)
        legend(ax, keys, base * 0.85, left=left_of(ax), gap=2.4)
        _squares(ax, known, kinds, (units, years), text_size)
        said = [f"{label}: " + ", ".join(
            f"{int(row.year)} {(word('late') if kind == 'late' else coded('standing', kind)).lower()}"
            for row, kind in zip(known.itertuples(), kinds, strict=True) if row.unit_id == unit
        ) for unit, label in zip(units, labels, strict=True)]  # fmt: skip
        describe(ax, "; ".join(said))
        return ax


def _kind(row: object) -> str:
    late = getattr(row, "days_late", pd.NA)
    if row.reported:
        return "late" if pd.notna(late) and late > 0 else "accepted"
    return "refused" if row.refused else "missing"


def _squares(ax: Axes, frame: pd.DataFrame, kinds: list[str], grid: tuple[list, list], size: float) -> None:
    units, years = grid
    columns = max(len(years), 3)
    ax.set_xlim(-0.5, columns - 0.5)
    pitch = height_of(ax) / abs(ax.get_ylim()[0] - ax.get_ylim()[1])
    wide = width_of(ax) / columns
    tall = min(0.78, size * 2.4 / pitch)
    broad = min(0.9, size * 8 / wide)
    small = min(size * 0.85, tall * pitch / measure.LINE)
    for row, kind in zip(frame.itertuples(), kinds, strict=True):
        x, y, colour = years.index(int(row.year)), units.index(row.unit_id), palette.STANDING[kind]
        edge = palette.MUTED if kind == "missing" else colour
        ax.add_patch(Rectangle((x - broad / 2, y - tall / 2), broad, tall, facecolor=colour, edgecolor=edge,
                               linewidth=0.9, linestyle="--" if kind == "missing" else "-", zorder=3))  # fmt: skip
        text = _day(row, kind)
        room = broad * wide - size * 0.6
        if text and measure.width(text, small) <= room:
            ax.text(x, y, text, size=small, ha="center", va="center", color=palette.on(colour), zorder=4)
        else:
            mark(ax, [x], [y], palette.STANDING_MARK[kind], min(tall * pitch, broad * wide) * 0.45, palette.on(colour))
    base = sheet_of(ax).size.base
    step = max(1, -(-int(measure.width("2000", base * 0.75) + base * 0.5) // max(int(wide), 1)))
    for x, year in list(enumerate(years))[::-1][::step]:
        ax.text(x, -0.5, str(year), transform=nudge(ax, ax.transData, 0, base * 0.35), size=base * 0.8, ha="center",
                va="bottom", color=palette.SOFT)  # fmt: skip


def _day(row: object, kind: str) -> str:
    if kind in ("missing", "refused"):
        return coded("standing", kind)
    if kind == "late":
        return word("days_late", count=int(row.days_late))
    as_of = getattr(row, "as_of", pd.NaT)
    return "" if pd.isna(as_of) else f"{as_of.day:02d}/{as_of.month:02d}"
