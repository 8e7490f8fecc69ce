"""Counted cells read a second time by an independent reader, in a limited child process, and compared."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from emustats.errors import SubmissionError
from emustats.numbers import parse_number
from emustats.reading.cells.container import read_file
from emustats.reading.cells.witness import read_witness
from emustats.reading.fonts.decode import decode, decode_column
from emustats.reading.sheet.grid import place_of
from emustats.text import clean

# Text in a font of the time before Unicode reads otherwise in a program that does not know these fonts.
_LEGACY_FONTS = (".VnTime", ".VnTimeH", "VNI-Times")


class Expected(NamedTuple):
    """What our reading says of one cell: its text, the numbers taken from it, and its texts before a repair.

    ``text`` is None where the row's text is not that of the cell: then only its number is compared, or that it is there.
    """

    sheet: str
    cell: str
    text: str | None
    values: tuple[float, ...] = ()
    before: tuple[str, ...] = ()


class Compared(NamedTuple):
    """The second reading of one file: how many cells it compared, where it differs (sheet, cell, our text, its text), and
    why it could not be made ("" if it was)."""

    number: int
    cells: int
    differing: tuple[tuple[str, str, str, str], ...]
    reason: str = ""


def verify_batch(items: Iterable[tuple[int, str, tuple[Expected, ...]]], _setup: object) -> list[Compared]:
    """Compare the cells of each file (number, path, what is expected of its cells)."""
    return [_verify(number, Path(file), expected) for number, file, expected in items]


def _verify(number: int, file: Path, expected: tuple[Expected, ...]) -> Compared:
    wanted: dict[str, set[tuple[int, int]]] = {}
    for each in expected:
        wanted.setdefault(each.sheet, set()).add(place_of(each.cell))
    try:
        found = read_witness(read_file(file), wanted)
    except SubmissionError as error:
        return Compared(number, 0, (), str(error))
    if found is None:
        return Compared(number, 0, (), ".xlsb")
    differing = []
    for each in expected:
        value = found.get(each.sheet, {}).get(place_of(each.cell))
        if not agrees(each, value):
            ours = each.text if each.text is not None else "…"
            differing.append((each.sheet, each.cell, ours, "" if value is None else str(value)))
    return Compared(number, len(expected), tuple(differing))


def agrees(expected: Expected, value: object) -> bool:
    """Whether what the second reader found in a cell is what we took from it.

    >>> agrees(Expected("S", "A1", "95%", (95.0,)), 0.95), agrees(Expected("S", "A1", "5", (5.0,)), 6)
    (True, False)
    """
    text = expected.text
    if text is None:
        number = value if isinstance(value, int | float) else parse_number(str(value), comma_thousands=False).value
        return value is not None and (number is None or all(_near(each, number) for each in expected.values))
    if value is None:
        # A formula without a saved value: we show the formula, the witness nothing.
        return text == "" or text.startswith("=")
    if isinstance(value, bool):
        return text == str(value).upper()
    if isinstance(value, int | float):
        return _same_number(text, value) and all(
            _near(each, value) or _near(each, value * 100) for each in expected.values
        )
    if isinstance(value, dt.date):
        return text[:10] in (value.isoformat()[:10], f"{value:%d/%m/%Y}")
    found = str(value)
    if not _same_text(text, found) and not any(_same_text(before, found) for before in expected.before):
        return False
    digits = clean(found)
    return not digits.isdecimal() or all(each == int(digits) for each in expected.values)


def _same_number(text: str, value: float) -> bool:
    plain = clean(text)
    try:
        shown = float(plain.removesuffix("%"))
    except ValueError:
        return False
    return _near(shown, value * 100 if plain.endswith("%") else value)


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _same_text(ours: str, found: str) -> bool:
    plain = clean(ours)
    if plain == clean(found) or plain == clean(decode_column([found])[0]):
        return True
    return any(plain == clean(decode(found, font)) for font in _LEGACY_FONTS) or _is_day(plain, found)


def _is_day(ours: str, found: str) -> bool:
    """Whether a date that one reader gives as 2019-11-21 and the other as 21/11/2019 is the same day."""
    parts = found[:10].split("-")
    return len(parts) == 3 and ours[:10] in (found[:10], "/".join(reversed(parts)))
