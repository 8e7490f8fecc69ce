"""The colours can be told apart: computed for the three common colour-vision deficiencies, on paper and in grey."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from emustats.charts import palette

# Machado, Oliveira and Fernandes 2009, severity 1.0: matrices on linear RGB.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
VISIONS = {"normal": np.eye(3), **{name: np.array(matrix) for name, matrix in DEFICIENCIES.items()}}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    scaled = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, two: np.ndarray) -> float:
    """Colour difference after Sharma, Wu and Dalal 2005; below 2 hardly seen, above 10 seen at a glance."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360
    h2 = np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    turned = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    parts = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + turned * (dc / sc) * (dh / sh)
    return float(np.sqrt(parts))


def luminance(colour: str) -> float:
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast: 4.5 for text, 3 for large text and for shapes."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def smallest_difference(colours, matrix) -> float:
    return min(ciede2000(lab(matrix @ linear(a)), lab(matrix @ linear(b))) for a, b in combinations(colours, 2))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_agrees_with_the_published_test_data(one, two, expected):
    assert ciede2000(np.array(one), np.array(two)) == pytest.approx(expected, abs=1e-4)


SETS = {
    "recipients": list(palette.RECIPIENT.values()),
    "results": list(palette.RESULT.values()),
    "standings": [palette.STANDING[each] for each in ("accepted", "late", "refused", "missing")],
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", SETS)
def test_fills_differ_for_every_vision(name, vision):
    assert smallest_difference(SETS[name], VISIONS[vision]) > 10


@pytest.mark.parametrize("vision", VISIONS)
def test_lines_differ_for_every_vision(vision):
    # Lines also have their own marker and their name at the end.
    assert smallest_difference(palette.SERIES, VISIONS[vision]) > 8
    assert len(set(palette.MARKERS)) == len(palette.SERIES)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("vision", VISIONS)
def test_ordered_colours_step_evenly_for_every_vision(count, vision):
    colours = palette.ordered(count)
    assert len(set(colours)) == count
    assert smallest_difference(colours, VISIONS[vision]) > 5
    light = [lab(linear(colour))[0] for colour in colours]
    assert all(b - a > 6 for a, b in zip(light, light[1:], strict=False)), "in grey the order must be seen"


@pytest.mark.parametrize("name", ["recipients", "results"])
def test_fills_differ_in_grey(name):
    light = sorted(lab(linear(colour))[0] for colour in SETS[name])
    assert all(b - a >= 9 for a, b in zip(light, light[1:], strict=False))


def test_what_grey_cannot_tell_apart_has_a_mark():
    marks = [palette.STANDING_MARK[each] for each in ("accepted", "late", "refused", "missing")]
    assert len(set(marks)) == 4
    assert len(set(palette.RESULT_MARK.values())) == 4


@pytest.mark.parametrize("colour", [palette.INK, palette.SOFT])
def test_text_is_read_on_paper(colour):
    assert contrast(colour, palette.PAPER) >= 4.5


@pytest.mark.parametrize(
    "colour", [*palette.RECIPIENT.values(), *palette.RESULT.values(), *palette.STANDING.values(), *palette.ordered(6)]
)
def test_text_and_marks_are_read_on_every_fill(colour):
    assert contrast(palette.on(colour), colour) >= 3.4
