"""Our figures against published ones."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import palette
from emustats.charts.pairs import plain, signed
from emustats.charts.rows import Key, Numbers, lay_rows, legend, legend_height
from emustats.charts.style import describe, left_of, say_nothing, sheet, sheet_of
from emustats.charts.words import format_percent, heading, word
from emustats.schema import require


def reconciliation(frame: pd.DataFrame, *, label: str = "figure", ax: Axes | None = None, size: str = "screen") -> Axes:
    """Each published figure with ours: agreeing ones as a full dot, differing ones with the distance between them.

    ``frame``: as ``es.reconcile(data)`` gives it: ``label`` (what the figure is, in words), computed and published
    (Float64 or Int64, NA: not known), difference, and kind where known (units_rate is written as percent). Every row has its own scale, because a rate and a count
    cannot share one: the published figure stands in the middle.
    """
    require(frame, "reconcile", [label, "computed", "published", "difference"])
    with sheet(ax, size, len(frame)) as ax:
        if frame.empty:
            return say_nothing(ax, word("no_published"))
        columns = [
            Numbers(heading("computed"), _texts(frame, "computed"), weight="bold"),
            Numbers(heading("published"), _texts(frame, "published")),
            Numbers(heading("difference"), [_verdict(value) for value in frame["difference"]]),
        ]
        labels = [str(text) for text in frame[label]]
        base = sheet_of(ax).size.base
        keys = [Key(heading("published"), palette.PAPER), Key(heading("computed"), palette.NAVY)]
        text_size = lay_rows(ax, labels, columns, top=legend_height(ax, keys, base * 0.85))
        legend(ax, keys, base * 0.85, left=left_of(ax), gap=1.9, marker="o")
        _marks(ax, frame, text_size)
        describe(ax, "; ".join(
            f"{text}: {heading('computed').lower()} {ours}, {heading('published').lower()} {theirs} ({verdict})"
            for text, ours, theirs, verdict in zip(labels, *(column.texts for column in columns), strict=True)
        ))  # fmt: skip
        return ax


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    kinds = frame["kind"] if "kind" in frame.columns else [""] * len(frame)
    return [
        "–" if pd.isna(value) else format_percent(float(value)) if kind == "units_rate" else plain(float(value))
        for value, kind in zip(frame[column], kinds, strict=True)
    ]


def _verdict(value: object) -> str:
    if pd.isna(value):
        return word("not_computed")
    return word("agrees") if float(value) == 0 else signed(float(value))


def _marks(ax: Axes, frame: pd.DataFrame, size: float) -> None:
    ax.set_xlim(-1.15, 1.15)
    ax.plot([0, 0], [-0.5, len(frame) - 0.5], color=palette.MUTED, linewidth=0.9, zorder=1)
    for y, row in enumerate(frame.itertuples()):
        style = {"marker": "o", "markersize": size * 0.85, "mew": size * 0.16, "zorder": 3}
        if pd.notna(row.published):
            ax.plot([0], [y], color=palette.PAPER, markeredgecolor=palette.NAVY, **{**style, "markersize": size * 1.25})
        if pd.isna(row.difference):
            continue
        # Relative to the published figure, and never off the sheet.
        away = max(-1.0, min(1.0, float(row.difference) / abs(float(row.published) or 1.0)))
        colour = palette.NAVY if away == 0 else palette.BRICK
        ax.plot([0, away], [y, y], color=colour, linewidth=size * 0.2, zorder=2)
        ax.plot([away], [y], color=colour, markeredgecolor=colour, **style)
