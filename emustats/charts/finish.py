"""What every published chart carries: title, subtitle, marks, source, as-of date and n; and the saving of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.transforms import Bbox

from emustats.charts import measure, palette
from emustats.charts.style import RC, Size, footer_height, header_height, margin, sheet_of
from emustats.charts.words import in_language, word
from emustats.dates import format_date
from emustats.errors import UsageError

FORMATS = ("png", "svg", "pdf")
_DPI = 300


class Facts(NamedTuple):
    """Where the figures come from: ``n`` in words ("6 đơn vị"), the day they were taken, and how firm they are."""

    source: str = ""
    as_of: datetime.date | None = None
    n: str = ""
    is_provisional: bool = False
    is_illustrative: bool = False


NO_FACTS = Facts()


def finalise(ax: Axes, *, title: str = "", subtitle: str = "", facts: Facts = NO_FACTS) -> Axes:
    """Write title (a sentence that says the finding), subtitle, marks and the source line around a chart.

    Call it once per figure, with any of its axes, after drawing. A figure that emustats made keeps its
    format; any other figure grows, its axes keeping their size. UsageError when no chart was drawn on
    ``ax`` or the figure is finalised already.
    """
    figure = ax.figure
    size = getattr(figure, "emustats_size", sheet_of(ax).size)
    if hasattr(figure, "emustats_title"):
        raise UsageError("Hình này đã có tiêu đề và nguồn. Hãy vẽ lại biểu đồ trước khi gọi finalise lần nữa.")
    figure.emustats_title = (title, subtitle, facts)
    with rc_context(RC):
        if not sheet_of(ax).is_ours:
            _make_room(figure, size)
        used = _header(figure, size, title, subtitle, facts)
        _stretch(figure, size, used)
        _footer(figure, size, facts)
    return ax


def alt_text(ax: Axes) -> str:
    """What the chart shows, in words: title, subtitle, the figures drawn, and where they come from."""
    title, subtitle, facts = getattr(ax.figure, "emustats_title", ("", "", Facts()))
    drawn = [sheet_of(each).alt for each in ax.figure.axes if hasattr(each, "emustats")]
    parts = [title, subtitle, *drawn, *_marks(facts), _source_line(facts)]
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def _marks(facts: Facts) -> list[str]:
    flags = (("provisional", facts.is_provisional), ("illustrative", facts.is_illustrative))
    return [word(key) for key, is_set in flags if is_set]


def _source_line(facts: Facts) -> str:
    parts = [word("source", text=facts.source)] if facts.source else []
    parts += (
        [word("as_of", text=in_language(format_date(facts.as_of), facts.as_of.isoformat()))]
        if facts.as_of is not None
        else []
    )
    parts += [f"n = {facts.n}"] if facts.n else []
    return " · ".join(parts)


def _make_room(figure: Figure, size: Size) -> None:
    wide, high = figure.get_size_inches()
    above, below = header_height(size), footer_height(size)
    total = high + above + below
    places = [(each, each.get_position()) for each in figure.axes]
    figure.set_size_inches(wide, total)
    for each, old in places:
        each.set_position(Bbox.from_extents(
            old.x0, (old.y0 * high + below) / total, old.x1, (old.y1 * high + below) / total
        ))  # fmt: skip


def _header(figure: Figure, size: Size, title: str, subtitle: str, facts: Facts) -> float:
    """Write from the top down: marks, title, subtitle; returns the inches used."""
    wide, high = figure.get_size_inches()
    left, room = margin(size), (wide - 2 * margin(size)) * 72
    y = high - 1.1 * size.base / 72
    tags = _marks(facts)
    _tags(figure, size, tags, y)
    figure.patches.append(Rectangle((left / wide, (y - 0.28 * size.base / 72) / high), 2.6 * size.base / 72 / wide,
                                    0.28 * size.base / 72 / high, transform=figure.transFigure, color=palette.BRICK,
                                    linewidth=0))  # fmt: skip
    y -= (1.7 if tags else 0.9) * size.base / 72
    if title:
        large, lines = _title_lines(title, size, room)
        figure.text(left / wide, y / high, "\n".join(lines), size=large, weight="bold", va="top", linespacing=1.0)
        y -= (measure.height(len(lines), large) + 0.2 * size.base) / 72
    small = size.base * 0.92
    while len(lines := measure.wrap(subtitle, small, room, even=False)) > 2 and small > 4.5:
        small -= 0.25
    if lines:
        figure.text(left / wide, y / high, "\n".join(lines), size=small, va="top", color=palette.SOFT, linespacing=1.0)
        y -= measure.height(len(lines), small) / 72
    return high - y + 0.8 * size.base / 72


def _title_lines(title: str, size: Size, room: float) -> tuple[float, list[str]]:
    large = size.base * 1.55
    while True:
        lines = measure.wrap(title, large, room, weight="bold")
        if len(lines) <= 2 or large <= size.base * 0.9:
            return large, lines
        large -= 0.5


def _tag_width(tag: str, size: Size) -> float:
    return measure.width(tag, size.base * 0.7, "bold") + size.base * 0.9


def _tags(figure: Figure, size: Size, tags: Sequence[str], top: float) -> None:
    """Marks as boxed words at the top right."""
    wide, high = figure.get_size_inches()
    right, tall = wide - margin(size), 1.25 * size.base / 72
    for tag in reversed(tags):
        broad = _tag_width(tag, size) / 72
        box = FancyBboxPatch(((right - broad) / wide, (top - tall) / high), broad / wide, tall / high,
                             boxstyle="square,pad=0", transform=figure.transFigure, facecolor="#FFF4DC",
                             edgecolor=palette.BRICK, linewidth=0.9)  # fmt: skip
        figure.patches.append(box)
        figure.text((right - broad / 2) / wide, (top - tall / 2) / high, tag, size=size.base * 0.7, weight="bold",
                    ha="center", va="center", color="#7A3508")  # fmt: skip
        right -= broad + 0.6 * size.base / 72


def _stretch(figure: Figure, size: Size, used: float) -> None:
    """Give the charts the height that a short title left over, or take what a long one needs.

    Distances between axes and slot stay as they are, so that labels keep their place.
    """
    high = figure.get_figheight()
    new_top, old_top = 1 - used / high, 1 - header_height(size) / high
    bottom = footer_height(size) / high
    ours = [each for each in figure.axes if hasattr(each, "emustats")]
    scale = (new_top - bottom) / (old_top - bottom)
    for each in ours:
        slot, box = each.emustats.slot, each.get_position()
        y0, y1 = (bottom + (edge - bottom) * scale for edge in (slot.y0, slot.y1))
        each.set_position(Bbox.from_extents(box.x0, y0 + (box.y0 - slot.y0), box.x1, y1 - (slot.y1 - box.y1)))
        each.emustats = replace(each.emustats, slot=Bbox.from_extents(slot.x0, y0, slot.x1, y1))


def _footer(figure: Figure, size: Size, facts: Facts) -> None:
    text = _source_line(facts)
    if not text:
        return
    wide, high = figure.get_size_inches()
    left, room = margin(size), (wide - 2 * margin(size)) * 72
    small = size.base * 0.72
    while len(lines := measure.wrap(text, small, room)) > 2 and small > 4.5:
        small -= 0.25
    y = (footer_height(size) - 0.7 * size.base / 72) / high
    figure.patches.append(Rectangle((left / wide, y), room / 72 / wide, 0.8 / 72 / high,
                                    transform=figure.transFigure, color=palette.RULE, linewidth=0))  # fmt: skip
    figure.text(left / wide, y - 0.3 * size.base / 72 / high, "\n".join(lines), size=small, va="top", color=palette.SOFT,
                linespacing=1.0)  # fmt: skip


def render(ax: Axes, form: str = "png", dpi: int = _DPI) -> bytes:
    """The figure of ``ax`` as the bytes of a PNG, SVG or PDF file; the same chart gives the same bytes.

    Title and alt text go into the file's own metadata; an SVG has them as title and desc, its text as
    paths, so that it looks alike where the font is not installed. UsageError for another format.
    """
    if form not in FORMATS:
        raise UsageError(f"Định dạng hình không có: {form}. Có thể dùng: {', '.join(FORMATS)}.")
    title, alt = getattr(ax.figure, "emustats_title", ("",))[0], alt_text(ax)
    metadata = {
        "png": {"Title": title, "Description": alt, "Software": None},
        "svg": {"Title": title, "Description": alt, "Date": None, "Creator": None},
        "pdf": {"Title": title, "Subject": alt, "CreationDate": None, "Creator": None, "Producer": None},
    }[form]
    buffer = BytesIO()
    with rc_context(RC):
        ax.figure.savefig(buffer, format=form, dpi=dpi, metadata=metadata)
    return _accessible_svg(buffer.getvalue(), title, alt) if form == "svg" else buffer.getvalue()


def _accessible_svg(data: bytes, title: str, alt: str) -> bytes:
    from xml.sax.saxutils import escape

    head, opening, rest = data.decode("utf-8").partition("<svg ")
    tag, _, inside = rest.partition(">")
    described = f"\n <desc>{escape(alt)}</desc>" if alt else ""
    return f'{head}{opening}role="img" {tag}>{described}{inside}'.encode()


def save(ax: Axes, path: str | Path, *, formats: Sequence[str] = FORMATS, dpi: int = _DPI) -> list[Path]:
    """Write ``path`` + .png, .svg, .pdf and the alt text as ``path`` + .json; returns the files written.

    ``path`` is without a suffix; missing folders are made. The JSON has title, alt and formats.
    """
    stem = Path(path)
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = []
    for form in formats:
        file = stem.with_name(f"{stem.name}.{form}")
        file.write_bytes(render(ax, form, dpi))
        written.append(file)
    beside = stem.with_name(f"{stem.name}.json")
    title = getattr(ax.figure, "emustats_title", ("",))[0]
    words = {"title": title, "alt": alt_text(ax), "formats": list(formats)}
    beside.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*written, beside]
