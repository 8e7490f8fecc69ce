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


def cut_texts(figure: Figure) -> list[str]:
    """Texts that do not lie wholly inside the figure."""
    edge, slack = figure.bbox, 0.5
    return [
        text
        for text, box in _boxes(figure)
        if box.x0 < edge.x0 - slack or box.y0 < edge.y0 - slack or box.x1 > edge.x1 + slack or box.y1 > edge.y1 + slack
    ]


def overlapping_texts(figure: Figure, slack: float = 1.5) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes share more than a hair."""
    return [
        (one, two)
        for (one, a), (two, b) in combinations(_boxes(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]
