"""The colours of all charts; ``tests/test_charts_palette.py`` computes that they can be told apart."""

from __future__ import annotations

INK = "#16283A"
SOFT = "#52616F"
RULE = "#D9DFE5"
TRACK = "#EEF1F4"
PAPER = "#FFFFFF"
NAVY = "#0F3A66"
BRICK = "#C8641B"
AMBER = "#F2B544"
MIST = "#D5DBE1"
MUTED = "#9AA7B3"

RECIPIENT = {"collective": NAVY, "individual": BRICK, "household": AMBER, "unknown": MIST}

RESULT = {"exceeded": "#123F6D", "met": "#6FAFD6", "not_met": "#D1491B", "not_assessed": TRACK}
RESULT_MARK = {"exceeded": "triangle", "met": "tick", "not_met": "cross", "not_assessed": "dash"}

STANDING = {
    "accepted": "#17566E",
    "late": AMBER,
    "refused": "#C2401C",
    "superseded": "#8FA9B8",
    "missing": PAPER,
    "not_expected": TRACK,
}
STANDING_MARK = {
    "accepted": "tick",
    "late": "clock",
    "refused": "cross",
    "superseded": "dash",
    "missing": "ring",
    "not_expected": "none",
}

# Lines also differ by marker and by the label at their end; six lines are the most that one chart takes.
SERIES = (NAVY, "#D1491B", "#64B5E6", "#8E5EA8", "#E0A010", "#4F5B66")
MARKERS = ("o", "s", "D", "^", "v", "P")

# From dark to light in even steps of lightness, for ordered kinds such as the levels of awards.
_ORDERED = ("#0B2C50", "#1F5C93", "#4C93C4", "#94C3DF", "#D0E4F0", "#F0F3F6")


def ordered(count: int) -> list[str]:
    """``count`` colours in order, dark to light; past six they repeat, told apart by their hatching."""
    if count <= 0:
        return []
    if count == 1:
        return [_ORDERED[1]]
    if count > len(_ORDERED):
        return [_ORDERED[index % len(_ORDERED)] for index in range(count)]
    step = (len(_ORDERED) - 2) / (count - 1) if count < len(_ORDERED) else 1
    return [_ORDERED[round(index * step)] for index in range(count)]


def on(colour: str) -> str:
    """Dark ink or paper white: what has the greater contrast on ``colour``."""
    parts = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    # At this luminance ink and white are equally far.
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.215 else PAPER
