"""One look for all charts: font, sizes, and the sheet on which a chart is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from emustats.charts import palette
from emustats.charts.fonts import FAMILY, load_fonts
from emustats.charts.measure import wrap
from emustats.charts.words import word
from emustats.errors import UsageError


class Size(NamedTuple):
    """A format: width and height in inches, text size in points, and whether the height follows the rows."""

    width: float
    height: float
    base: float
    grows_to: float


SIZES = {
    "slide": Size(13.333, 7.5, 15.0, 7.5),
    "page": Size(6.7, 4.9, 8.5, 9.6),
    "screen": Size(10.0, 6.0, 11.0, 14.0),
}

RC = {
    "font.family": FAMILY,
    "text.color": palette.INK,
    "text.parse_math": False,
    "axes.edgecolor": palette.RULE,
    "axes.unicode_minus": True,
    "figure.facecolor": palette.PAPER,
    "axes.facecolor": palette.PAPER,
    "savefig.facecolor": palette.PAPER,
    "path.simplify": False,
    "hatch.linewidth": 0.7,
    "figure.dpi": 100,
    # Unhinted, text is as wide as measured at every resolution.
    "text.hinting": "no_hinting",
    "svg.fonttype": "path",
    "svg.hashsalt": "emustats",
    "pdf.fonttype": 42,
}


class Margins(NamedTuple):
    """Points that names take at the left and numbers at the right, and the size of their text (0: as it fits)."""

    left: float = 0.0
    right: float = 0.0
    size: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """What a chart knows of the place where it is drawn; ``slot`` is its share of the figure, in fractions.

    ``least`` makes parts of one list alike: margins at least so wide, text at most so large.
    """

    size: Size
    slot: Bbox
    is_ours: bool
    alt: str = ""
    least: Margins = Margins()


class ChartAxes(Axes):
    """Axes that Jupyter shows as a picture, so that a chart is seen without registering it with pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        with rc_context(RC):
            self.figure.savefig(buffer, format="png", dpi=96, metadata={"Software": None})
        return buffer.getvalue()


def size_of(name: str) -> Size:
    """The format of that name; UsageError names those there are."""
    if name not in SIZES:
        raise UsageError(f"Khổ hình không có: {name}. Có thể dùng: {', '.join(SIZES)}.")
    return SIZES[name]


def header_height(size: Size) -> float:
    """Inches kept free above a chart: room for the longest header, of which ``finalise`` gives back the rest."""
    return 9.3 * size.base / 72


def footer_height(size: Size) -> float:
    """Inches kept free below a chart for source, as-of date and n."""
    return 3.1 * size.base / 72


def margin(size: Size) -> float:
    """Inches kept free left and right."""
    return 1.9 * size.base / 72


def new_figure(size: Size, height: float | None = None) -> tuple[Figure, Bbox]:
    """An empty figure and the part of it, in fractions, that charts may fill."""
    load_fonts()
    figure = Figure(figsize=(size.width, height or size.height))
    FigureCanvasAgg(figure)
    figure.emustats_size = size
    return figure, body(figure, size)


def body(figure: Figure, size: Size) -> Bbox:
    """The part of ``figure``, in fractions, between header and footer."""
    width, height = figure.get_size_inches()
    side = margin(size) / width
    return Bbox.from_extents(side, footer_height(size) / height, 1 - side, 1 - header_height(size) / height)


@contextmanager
def sheet(ax: Axes | None, size: str, rows: int = 0) -> Iterator[Axes]:
    """The axes to draw on, inside the house style: ``ax`` itself, or a new figure of format ``size``.

    ``rows`` lets the page and screen formats grow in height, so that many rows stay readable.
    """
    load_fonts()
    with rc_context(RC):
        if ax is None:
            form = size_of(size)
            figure, slot = new_figure(form, _height(form, rows))
            ax = figure.add_axes(slot, axes_class=ChartAxes)
            ax.emustats = Sheet(form, slot, True)
        elif not hasattr(ax, "emustats"):
            form = min(SIZES.values(), key=lambda known: abs(known.width - ax.figure.get_figwidth()))
            ax.emustats = Sheet(form, ax.get_position(original=True), False)
        yield ax


def _height(form: Size, rows: int) -> float:
    """The height for so many rows; 0 rows: the usual height. A slide keeps its own."""
    if not rows or form.grows_to == form.height:
        return form.height
    wanted = (
        header_height(form)
        + footer_height(form)
        + (min(max(rows, 3), 8) * 3.3 + max(rows - 8, 0) * 2.4 + 4) * form.base / 72
    )
    return min(wanted, form.grows_to)


def sheet_of(ax: Axes) -> Sheet:
    """What was noted when a chart was drawn on ``ax``; UsageError when none was."""
    if not hasattr(ax, "emustats"):
        raise UsageError("Hệ trục này chưa có biểu đồ của emustats. Hãy vẽ bằng một hàm của es.charts trước.")
    return ax.emustats


def describe(ax: Axes, alt: str) -> None:
    """Note the text that stands for the chart where it cannot be seen."""
    ax.emustats = replace(sheet_of(ax), alt=" ".join(alt.split()))


def points(ax: Axes) -> tuple[float, float]:
    """Width and height of the chart's slot, in points."""
    width, height = ax.figure.get_size_inches()
    slot = sheet_of(ax).slot
    return slot.width * width * 72, slot.height * height * 72


def base_of(ax: Axes) -> float:
    """Size of ordinary text on this chart, in points."""
    return sheet_of(ax).size.base


def width_of(ax: Axes) -> float:
    """Width of the axes themselves, in points."""
    return ax.get_position().width * ax.figure.get_figwidth() * 72


def height_of(ax: Axes) -> float:
    """Height of the axes themselves, in points."""
    return ax.get_position().height * ax.figure.get_figheight() * 72


def left_of(ax: Axes) -> float:
    """Points between the left edge of the slot and the axes."""
    return (ax.get_position().x0 - sheet_of(ax).slot.x0) * ax.figure.get_figwidth() * 72


def inset(ax: Axes, left: float, bottom: float, right: float, top: float) -> None:
    """Place the axes in their slot, leaving so many points free on each side."""
    width, height = (side * 72 for side in ax.figure.get_size_inches())
    slot = sheet_of(ax).slot
    ax.set_position(
        Bbox.from_extents(
            slot.x0 + left / width, slot.y0 + bottom / height, slot.x1 - right / width, slot.y1 - top / height
        )
    )


def bare(ax: Axes) -> None:
    """No frame, no ticks; what a chart needs it draws itself."""
    ax.set_frame_on(False)
    base = sheet_of(ax).size.base
    ax.tick_params(length=0, labelsize=base * 0.8, labelcolor=palette.SOFT, labelfontfamily=FAMILY)
    ax.set_xticks([])
    ax.set_yticks([])


def say_nothing(ax: Axes, why: str = "") -> Axes:
    """A chart without data says so in words."""
    bare(ax)
    text = why or word("nothing")
    size = sheet_of(ax).size.base * 1.1
    lines = wrap(text, size, points(ax)[0] * 0.7)
    ax.set_position(sheet_of(ax).slot)
    ax.text(0.5, 0.5, "\n".join(lines), transform=ax.transAxes, ha="center", va="center", size=size, color=palette.SOFT)
    describe(ax, text)
    return ax
