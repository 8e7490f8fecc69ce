"""Ranks of the units of one cluster over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import measure, palette
from emustats.charts.names import names
from emustats.charts.rows import nudge
from emustats.charts.style import (
    bare,
    base_of,
    describe,
    height_of,
    inset,
    left_of,
    points,
    say_nothing,
    sheet,
    width_of,
)
from emustats.charts.words import word
from emustats.schema import require

if TYPE_CHECKING:
    from emustats.reference import Reference


def rank_over_years(
    frame: pd.DataFrame,
    *,
    highlight: tuple[str, ...] = (),
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """One line a unit through its ranks, first place on top; years without a rank interrupt it.

    ``frame``: the rows of ``es.rank`` of several years, one under the other: unit_id, year, rank (Int64, NA: not
    ranked). Units in ``highlight`` are coloured, the others grey; without it those ranked first in the last
    year are. Ranks are of one cluster each year; points of different years are not compared.
    """
    require(frame, "rank", ["unit_id", "year", "rank"])
    ranked = frame.dropna(subset=["rank", "year"])
    with sheet(ax, size, ranked["unit_id"].nunique()) as ax:
        if ranked.empty:
            return say_nothing(ax, word("no_scores"))
        years = list(range(int(ranked["year"].min()), int(ranked["year"].max()) + 1))
        last = ranked[ranked["year"].eq(years[-1])]
        units = list(dict.fromkeys(ranked.sort_values(["year", "rank"], ascending=[False, True])["unit_id"]))
        labels = dict(zip(units, names(units, "unit_id", reference), strict=True))
        said = "; ".join(f"{labels[unit]}: {_in_words(ranked[ranked['unit_id'].eq(unit)])}" for unit in units)
        chosen = list(highlight) or list(last.loc[last["rank"].eq(last["rank"].min()), "unit_id"])
        gone = [labels[unit] for unit in units if unit not in set(last["unit_id"])]
        note = word("not_ranked", year=years[-1], names=", ".join(gone)) if gone else ""
        last_names = {unit: labels[unit] for unit in last["unit_id"]}
        text_size = _place(ax, ranked, years, last_names, note)
        for unit in units:
            _line(ax, ranked[ranked["unit_id"].eq(unit)], chosen.index(unit) if unit in chosen else None)
        _end_names(ax, last, last_names, chosen, text_size)
        describe(ax, said)
        return ax


def _in_words(rows: pd.DataFrame) -> str:
    return ", ".join(f"{int(year)} {word('rank', text=int(rank)).lower()}"
                     for year, rank in rows.sort_values("year")[["year", "rank"]].itertuples(index=False))  # fmt: skip


def _place(ax: Axes, ranked: pd.DataFrame, years: list[int], labels: dict, note: str) -> float:
    """Place the axes and write ranks and years; wraps ``labels`` in place and returns their size."""
    bare(ax)
    base, (wide, high) = base_of(ax), points(ax)
    lowest = int(ranked["rank"].max())
    notes = measure.wrap(note, base * 0.75, wide, even=False)
    below = base * 1.9 + (measure.height(len(notes), base * 0.75) + base * 0.4 if notes else 0.0)
    pitch = (high - below - base * 0.6) / lowest
    size, wrapped = measure.fit(list(labels.values()), base * 0.9, wide * 0.4, pitch * 0.96)
    labels.update(zip(labels, wrapped, strict=True))
    right = max(measure.width(text, size, "bold") for text in wrapped) + base * 1.6
    inset(ax, base * 2.4, below, right, base * 0.6)
    pad = max(0.3, 0.04 * len(years))
    ax.set_xlim(years[0] - pad, years[-1] + pad)
    ax.set_ylim(lowest + 0.5, 0.5)
    for rank in range(1, lowest + 1):
        ax.axhline(rank, color=palette.RULE, linewidth=0.7, zorder=0)
        ax.text(0, rank, str(rank), transform=nudge(ax, ax.get_yaxis_transform(), -base * 0.7), ha="right", va="center",
                size=min(base * 0.85, pitch * 0.75), color=palette.SOFT)  # fmt: skip
    room = width_of(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    step = max(1, -(-int(measure.width("2000", base * 0.85) + base * 0.6) // max(int(room), 1)))
    for year in years[::-1][::step]:
        ax.text(year, 0, str(year), transform=nudge(ax, ax.get_xaxis_transform(), 0, -base * 0.4), size=base * 0.85,
                ha="center", va="top")  # fmt: skip
    if notes:
        foot = nudge(ax, ax.transAxes, -left_of(ax), -below)
        ax.text(
            0, 0, "\n".join(notes), transform=foot, size=base * 0.75, va="bottom", color=palette.SOFT, linespacing=1.0
        )
    return size


def _line(ax: Axes, rows: pd.DataFrame, place: int | None) -> None:
    base = base_of(ax)
    by_year = dict(zip(rows["year"].astype(int), rows["rank"].astype(float), strict=True))
    years = range(min(by_year), max(by_year) + 1)
    colour = palette.MUTED if place is None else palette.SERIES[place % len(palette.SERIES)]
    pitch = height_of(ax) / abs(ax.get_ylim()[0] - ax.get_ylim()[1])
    thick = 1.0 if place is None else 1.8
    ax.plot(list(years), [by_year.get(year, float("nan")) for year in years], color=colour, marker="o",
            linewidth=min(base * 0.13, pitch * 0.16) * thick, markersize=min(base * 0.62, pitch * 0.6),
            zorder=2 if place is None else 3, clip_on=False)  # fmt: skip


def _end_names(ax: Axes, last: pd.DataFrame, labels: dict, chosen: list, size: float) -> None:
    """Names at the right, each at its rank; those that share a rank stand under one another."""
    high, (low, top) = height_of(ax), ax.get_ylim()
    units = list(last.sort_values(["rank", "unit_id"])["unit_id"])
    heights = [(float(rank) - low) / (top - low) * high for rank in sorted(last["rank"])]
    tallest = max(labels[unit].count("\n") + 1 for unit in units)
    # Ties keep the order of the list: the later one is pushed below the earlier.
    wanted = [y - 0.001 * index for index, y in enumerate(heights)]
    for unit, y in zip(units, measure.apart(wanted, measure.height(tallest, size), 0, high), strict=True):
        is_chosen = unit in chosen
        ax.text(1, y / high, labels[unit], transform=nudge(ax, ax.transAxes, base_of(ax) * 0.7), size=size, va="center",
                linespacing=1.0, weight="bold" if is_chosen else "normal",
                color=palette.INK if is_chosen else palette.SOFT)  # fmt: skip
