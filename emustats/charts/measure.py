"""How wide and high a text will be, before it is drawn, and where to break it."""

from __future__ import annotations

from functools import lru_cache

from matplotlib import font_manager
from matplotlib.textpath import text_to_path

from emustats.charts.fonts import FAMILY, load_fonts

LINE = 1.28  # line height of the house font, in its sizes: room for two accents above a capital


@lru_cache(maxsize=4)
def _font(weight: str) -> font_manager.FontProperties:
    load_fonts()
    return font_manager.FontProperties(family=FAMILY, weight=weight, size=100)


@lru_cache(maxsize=20_000)
def _width_at_100(text: str, weight: str) -> float:
    return text_to_path.get_text_width_height_descent(text, _font(weight), ismath=False)[0]


def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of ``text`` in points, of its longest line when it has several."""
    # Hinting makes drawn text up to some percent wider than its outline.
    return max((_width_at_100(line, weight) for line in text.split("\n") if line), default=0.0) * size / 100 * 1.03


def height(lines: int, size: float) -> float:
    """Height in points of so many lines."""
    return lines * size * LINE


def _break_word(text: str, size: float, limit: float, weight: str) -> list[str]:
    pieces, start = [], 0
    for end in range(1, len(text) + 1):
        if end - start > 1 and width(text[start:end], size, weight) > limit:
            pieces.append(text[start : end - 1])
            start = end - 1
    return [*pieces, text[start:]]


def _fill(words: list[str], size: float, limit: float, weight: str) -> list[str]:
    lines: list[str] = []
    for item in words:
        if lines and width(f"{lines[-1]} {item}", size, weight) <= limit:
            lines[-1] = f"{lines[-1]} {item}"
        else:
            lines.append(item)
    return lines


def wrap(text: str, size: float, limit: float, *, weight: str = "normal", even: bool = True) -> list[str]:
    """Lines no wider than ``limit`` points, as few as possible, of about equal length when ``even``.

    A single word wider than the limit is broken between letters.
    """
    words = [piece for item in text.split() for piece in _break_word(item, size, limit, weight)]
    lines = _fill(words, size, limit, weight)
    if len(lines) < 2 or not even:
        return lines
    low, high = limit / 2, limit
    while high - low > 2:
        middle = (low + high) / 2
        if (
            len(_fill(words, size, middle, weight)) == len(lines)
            and max(width(line, size, weight) for line in _fill(words, size, middle, weight)) <= limit
        ):
            high = middle
        else:
            low = middle
    return _fill(words, size, high, weight)


_SMALLEST = 4.5


def fit(texts: list[str], size: float, limit: float, pitch: float) -> tuple[float, list[str]]:
    """The largest size up to ``size`` at which every text, wrapped to ``limit``, is at most ``pitch`` high.

    Returns that size and the wrapped texts. At 4.5 points the search ends; what still is too long then is
    shortened with "…" (the alt text of a chart keeps every name whole).
    """
    while True:
        wrapped = [wrap(text, size, limit) for text in texts]
        if all(height(len(lines), size) <= pitch for lines in wrapped):
            break
        if size <= _SMALLEST:
            most = max(1, int(pitch / height(1, size)))
            wrapped = [_shortened(lines, most, size, limit) for lines in wrapped]
            break
        size = max(_SMALLEST, size - 0.5)
    return size, ["\n".join(lines) for lines in wrapped]


def fit_each(texts: list[str], size: float, limit: float, pitch: float) -> tuple[list[float], list[str]]:
    """As ``fit``, but in a list of eight or more up to a fifth of the texts may be smaller than the others.

    So one very long name does not make all names small; it is never less than 0.7 times as large as they.
    Returns the size of each text and the wrapped texts.
    """
    own = [fit([text], size, limit, pitch)[0] for text in texts]
    if not own:
        return [], []
    spared = len(own) // 5 if len(own) >= 8 else 0
    common = min(sorted(own)[spared], max(min(own) / 0.7, _SMALLEST))
    sizes = [min(each, common) for each in own]
    return sizes, [fit([text], each, limit, pitch)[1][0] for text, each in zip(texts, sizes, strict=True)]


def _shortened(lines: list[str], most: int, size: float, limit: float) -> list[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(f"{last}…", size) > limit:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,;')}…"]


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """``places`` moved as little as needed so that neighbours are ``gap`` apart, between ``low`` and ``high``.

    The order is kept. When there is not room for all, they stand evenly from ``low`` to ``high``.
    """
    if len(places) < 2:
        return [min(max(place, low), high) for place in places]
    order = sorted(range(len(places)), key=lambda index: places[index])
    gap = min(gap, (high - low) / (len(places) - 1))
    # Pool adjacent violators: labels that would touch form a block that sits at its own middle.
    blocks: list[list[float]] = []
    for rank, index in enumerate(order):
        blocks.append([places[index] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            centre, weight = blocks.pop()
            before, already = blocks.pop()
            blocks.append([(before * already + centre * weight) / (already + weight), already + weight])
    levels = [centre for centre, weight in blocks for _ in range(int(weight))]
    result = [0.0] * len(places)
    for rank, index in enumerate(order):
        result[index] = min(max(levels[rank], low), high - (len(places) - 1) * gap) + rank * gap
    return result
