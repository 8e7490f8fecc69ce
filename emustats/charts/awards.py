"""Charts of commendations: by unit, by award, by level."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from emustats.charts import measure, palette
from emustats.charts.halves import halved, in_halves, is_long
from emustats.charts.names import joined_names, names
from emustats.charts.rows import Key, Numbers, bar_height, lay_rows, legend, legend_height
from emustats.charts.style import describe, left_of, say_nothing, sheet, sheet_of, width_of
from emustats.charts.words import coded, format_count, format_percent, word
from emustats.schema import RECIPIENTS, require

if TYPE_CHECKING:
    from emustats.reference import Reference

_HATCH = ("", "////", "....")


def tally_by_unit(
    frame: pd.DataFrame,
    *,
    by: str = "unit_id",
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """Stacked bars of lượt by kind of recipient, the largest total first, every number written out.

    ``frame``: one row a group, as ``es.tally(data.awards, by=["unit_id"])`` gives it: the column named by
    ``by`` and collective, individual, household, unknown, total (Int64). NA is written as "–" and not
    drawn. FrameError when a column is missing.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit_id": ["bca-van-phong"], "collective": [3], "individual": [5],
    ...                       "household": [0], "unknown": [0], "total": [8]})
    >>> ax = tally_by_unit(frame)
    """
    require(frame, "tally", [by, *RECIPIENTS, "total"])
    if is_long(ax, size, len(frame)):
        ranked = frame.sort_values(["total", by], ascending=[False, True], kind="stable", ignore_index=True)
        draw = partial(tally_by_unit, by=by, reference=reference)
        return in_halves(halved(ranked, ranked.index.to_series()), draw, size)
    with sheet(ax, size, len(frame)) as ax:
        if frame.empty:
            return say_nothing(ax)
        ordered = frame.sort_values(["total", by], ascending=[False, True], kind="stable", ignore_index=True)
        labels = names(ordered[by], by, reference)
        _stacked_rows(ax, ordered, labels, list(ordered.index))
        return ax


def award_ladder(
    frame: pd.DataFrame, *, ax: Axes | None = None, size: str = "screen", reference: Reference | None = None
) -> Axes:
    """Lượt by award, in the order of the frame, under headings by level where the frame has a level column.

    ``frame``: as ``es.tally(data.awards, by=["level", "award_code"])`` gives it, ordered from the highest
    award down: award_code, collective, individual, household, unknown, total. An award that was not
    recognised has a row of its own.
    """
    require(frame, "tally", ["award_code", *RECIPIENTS, "total"])
    frame = frame.reset_index(drop=True)
    levels = frame["level"] if "level" in frame.columns else pd.Series("", index=frame.index)
    groups = list(frame.groupby(levels, dropna=False, observed=True, sort=False))
    with sheet(ax, size, len(frame) + (len(groups) if "level" in frame.columns else 0)) as ax:
        if frame.empty:
            return say_nothing(ax)
        labels, lines, headings = [], [], []
        for level, rows in groups:
            if "level" in frame.columns:
                headings.append(len(labels))
                labels += names([level], "level", reference)
                lines.append(None)
            labels += names(rows["award_code"], "award_code", reference)
            lines += list(rows.index)
        _stacked_rows(ax, frame, labels, lines, headings)
        return ax


def _stacked_rows(
    ax: Axes, frame: pd.DataFrame, labels: list[str], lines: Sequence[object], headings: Sequence[int] = ()
) -> None:
    """One bar a label, of the row of ``frame`` at the same place in ``lines``; None is a heading without a bar."""
    kinds = [kind for kind in RECIPIENTS if kind in ("collective", "individual") or frame[kind].fillna(0).any()]
    texts = {name: dict(zip(frame.index, _counts(frame[name]), strict=True)) for name in (*kinds, "total")}
    shown = {name: ["" if line is None else texts[name][line] for line in lines] for name in texts}
    columns = [Numbers(coded("recipient", kind), shown[kind], palette.RECIPIENT[kind]) for kind in kinds]
    columns.append(Numbers(word("total"), shown["total"], weight="bold"))
    text_size = lay_rows(ax, labels, columns, headings=headings)
    longest = max(
        (sum(_width(frame.at[line, kind]) for kind in kinds) for line in lines if line is not None), default=0
    )
    ax.set_xlim(0, longest or 1.0)
    thick, point = bar_height(ax, text_size), (longest or 1.0) / width_of(ax)
    for y, line in enumerate(lines):
        left = 0.0
        for kind in kinds if line is not None else ():
            wide = _width(frame.at[line, kind])
            edge = {"edgecolor": palette.SOFT, "linewidth": 0.6} if kind == "unknown" else {"linewidth": 0}
            # A hair of paper between two parts, taken from the wider ones only: a single lượt stays visible.
            gap = 1.2 * point if left and wide > 4 * point else 0.0
            ax.barh(y, wide - gap, left=left + gap, height=thick, color=palette.RECIPIENT[kind], zorder=3, **edge)
            left += wide
    describe(ax, "; ".join(
        f"{label}: {total}" for label, total in zip(labels, shown["total"], strict=True) if total
    ))  # fmt: skip


def _width(count: object) -> float:
    return 0.0 if pd.isna(count) else float(count)


def _counts(values: pd.Series) -> list[str]:
    return ["–" if pd.isna(value) else format_count(int(value)) for value in values]


def composition(
    frame: pd.DataFrame,
    *,
    by: str | Sequence[str] = "cluster_id",
    ax: Axes | None = None,
    size: str = "screen",
    reference: Reference | None = None,
) -> Axes:
    """Shares of the levels of awards, one bar of 100% a row, from the highest level (dark) to the lowest (light).

    ``frame``: as ``es.compare`` gives it: the column or columns ``by``, total (Int64: what the shares are of,
    written at the right) and one column share_<level> a level (Float64, 0 to 1), in the order in which they
    shall stand. Levels that occur in no row are left out; a share of NA is not drawn.
    """
    columns = [by] if isinstance(by, str) else list(by)
    require(frame, "compare", [*columns, "total"])
    with sheet(ax, size, len(frame)) as ax:
        levels = [name for name in frame.columns if name.startswith("share_") and frame[name].fillna(0).gt(0).any()]
        if frame.empty or not levels:
            return say_nothing(ax)
        colours = palette.ordered(len(levels))
        words = [_level(name.removeprefix("share_")) for name in levels]
        keys = [Key(text, colours[i], hatch=_HATCH[i // 6 % 3]) for i, text in enumerate(words)]
        labels = joined_names(frame, columns, reference)
        base = sheet_of(ax).size.base * 0.85
        totals = Numbers(word("total"), _counts(frame["total"]), weight="bold")
        text_size = lay_rows(ax, labels, [totals], top=legend_height(ax, keys, base))
        legend(ax, keys, base, left=left_of(ax), gap=1.9)
        ax.set_xlim(0, 1)
        said = []
        for y, shares in enumerate(frame[levels].itertuples(index=False, name=None)):
            known = [(key, float(share)) for key, share in zip(keys, shares, strict=True) if pd.notna(share)]
            _segments(ax, y, known, text_size)
            parts = ", ".join(f"{key.text} {format_percent(share, 0)}" for key, share in known if share > 0)
            said.append(f"{labels[y]}: {parts or word('no_base')}")
        describe(ax, "; ".join(said))
        return ax


def _level(name: str) -> str:
    return word("level_unknown") if name == "unknown" else coded("level", name)


def _segments(ax: Axes, y: int, shares: list[tuple[Key, float]], size: float) -> None:
    """One bar of 100%, each segment with its share where there is room for it."""
    wide, left = width_of(ax), 0.0
    for key, share in shares:
        ax.barh(y, share, left=left, height=bar_height(ax, size), color=key.colour, hatch=key.hatch,
                edgecolor=palette.PAPER, linewidth=1.0, zorder=3)  # fmt: skip
        text = format_percent(share, 0)
        if measure.width(text, size * 0.85) + size * 0.5 < share * wide and not key.hatch:
            ax.text(left + share / 2, y, text, size=size * 0.85, ha="center", va="center",
                    color=palette.on(key.colour), zorder=4)  # fmt: skip
        left += share
