"""What a drawn figure really shows: text boxes cut by the edge of the figure, and boxes that overlap."""

from __future__ import annotations

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text


def visible_texts(figure: Figure) -> list[Text]:
    """Every text that is drawn and not empty."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def _boxes(figure: Figure) -> list[tuple[str, object]]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in visible_texts(figure)]


def faults(figure: Figure, slack: float = 1.5) -> list[tuple[str, ...]]:
    """Texts that do not lie wholly inside the figure, and pairs of texts whose boxes share more than a hair."""
    boxes, edge = _boxes(figure), figure.bbox
    cut = [
        ("cut", text)
        for text, box in boxes
        if box.x0 < edge.x0 - 0.5 or box.y0 < edge.y0 - 0.5 or box.x1 > edge.x1 + 0.5 or box.y1 > edge.y1 + 0.5
    ]
    return cut + [
        ("overlap", one, two)
        for (one, a), (two, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]
