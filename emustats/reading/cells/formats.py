"""Sheets as the readers give them, and what number formats and date serials mean."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from emustats.errors import SubmissionError
from emustats.reading.cells.container import refuse
from emustats.reading.cells.looks import STRUCK_OUT, Mark, rescaled, without_noise

MAX_CELLS = 1_000_000  # filled cells of one workbook
MAX_USED_RANGE = 1 << 26  # rows times columns of one sheet; 65,536 x 256 was seen in honest files
MAX_ROWS = 1 << 20
MAX_COLUMNS = 1 << 14

DATE, TIME, DATETIME, ELAPSED, PERCENT = "date", "time", "datetime", "elapsed", "percent"

_BUILT_IN = {
    9: PERCENT, 10: PERCENT, 14: DATE, 15: DATE, 16: DATE, 17: DATE, 18: TIME, 19: TIME, 20: TIME, 21: TIME,
    22: DATETIME, 45: TIME, 46: ELAPSED, 47: TIME,
    **dict.fromkeys(range(27, 32), DATE), 32: TIME, 33: TIME, 34: TIME, 35: TIME, 36: DATE,
    **dict.fromkeys(range(50, 59), DATE),
}  # fmt: skip
# Text in quotes, escaped and padding characters, and every bracket but the elapsed [h], [mm], [ss].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_MILLISECONDS = 86_400_000
_LAST_SERIAL = 2_958_465  # 31/12/9999


class Sheet(NamedTuple):
    """The filled cells of one sheet, row by row; lists run in parallel.

    ``rows``, ``columns``: 0-based position. ``values``: str, float, bool, date, datetime, time or timedelta.
    ``kinds``: one letter a cell: t text, n number, b bool, d date or time, e error ("#N/A"), u formula saved
    without a value (the value is the formula, if the file tells it). ``percent``: indexes of numbers
    shown as per cent (0.95 stays 0.95). ``fonts``: index -> name, for cells in a legacy Vietnamese font.
    ``merges``: first row, first column, last row, last column. Blank cells are absent. ``marks``: index -> what
    the format of a cell changed or withdrew (struck-out pieces, footnote marks, scaled numbers).
    """

    name: str
    state: str
    rows: list[int]
    columns: list[int]
    values: list[Any]
    kinds: list[str]
    percent: set[int]
    fonts: dict[int, str]
    merges: list[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    marks: dict[int, Mark] = {}


class SheetBuilder:
    """Collects the cells of one sheet, in any order, and gives the Sheet in row order."""

    def __init__(self, name: str, state: str, budget: CellBudget) -> None:
        self.name, self.state, self.budget = name, state, budget
        self.cells: dict[int, tuple[Any, str, bool, str | None]] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.marks: dict[int, Mark] = {}

    def add(
        self, row: int, column: int, value: Any, kind: str, *, percent: bool = False, font: str | None = None
    ) -> None:
        """Note one cell; an empty text is a blank cell and is left out. The last one at a position stays.

        A number that is none (infinite, "not a number") is the error that a spreadsheet shows for it.
        """
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise refuse("file_damaged", f"cell at row {row + 1}, column {column + 1}")
        key = row << 14 | column
        self.marks.pop(key, None)
        if value == "" and kind == "t":
            self.cells.pop(key, None)
            return
        if kind == "n":
            if isfinite(value):
                value = without_noise(value)
            else:
                value, kind, percent = "#NUM!", "e", False
        if key not in self.cells:
            self.budget.take(1)
        self.cells[key] = (value, kind, percent, font)

    def mark(self, row: int, column: int, mark: Mark | None) -> None:
        """Note what the format of the cell just added changed in it."""
        key = row << 14 | column
        if mark is not None and key in self.cells:
            self.marks[key] = mark

    def look(self, row: int, column: int, *, is_struck: bool, code: str | None) -> None:
        """Apply the formats of a whole cell just added: struck out, or a number format that shows another number."""
        key = row << 14 | column
        value, kind, percent, font = self.cells.get(key, (None, "", False, None))
        if is_struck and kind:
            self.marks[key] = Mark((STRUCK_OUT,), f"{value:.15g}" if kind == "n" else str(value))
        elif code is not None and kind == "n":
            found = rescaled(value, code)
            if found is not None:
                shown, self.marks[key] = found
                if shown is not None:
                    self.cells[key] = (shown, kind, percent, font)

    def sheet(self) -> Sheet:
        """The finished sheet."""
        keys = sorted(self.cells)
        cells = [self.cells[key] for key in keys]
        return Sheet(
            self.name,
            self.state,
            [key >> 14 for key in keys],
            [key & 0x3FFF for key in keys],
            [cell[0] for cell in cells],
            [cell[1] for cell in cells],
            {index for index, cell in enumerate(cells) if cell[2]},
            {index: cell[3] for index, cell in enumerate(cells) if cell[3]},
            sorted(self.merges),
            frozenset(self.hidden_rows),
            {index: self.marks[key] for index, key in enumerate(keys) if key in self.marks} if self.marks else {},
        )


class CellBudget:
    """Counts the filled cells of one workbook; over the limit the workbook is refused."""

    def __init__(self, cells: int = MAX_CELLS) -> None:
        self.left = cells

    def take(self, cells: int) -> None:
        """Use up ``cells``; raises SubmissionError file_too_large."""
        self.left -= cells
        if self.left < 0:
            raise refuse("file_too_large", f"more than {MAX_CELLS} filled cells")


@lru_cache(maxsize=4096)
def format_kind(format_id: int, code: str | None = None) -> str:
    """What a number format shows: "date", "time", "datetime", "elapsed", "percent" or "" (a plain number).

    ``code`` is the custom format, None for a built-in one. Text in quotes decides nothing: 0"%" is a number.

    >>> format_kind(164, 'dd/mm/yyyy'), format_kind(10), format_kind(165, '0"%"')
    ('date', 'percent', '')
    """
    if code is None:
        return _BUILT_IN.get(format_id, "")
    bare = _first_section(code)
    if _ELAPSED.search(bare):
        return ELAPSED
    letters = set(bare.lower())
    if "general" in bare.lower() or "standard" in bare.lower():
        return ""
    if letters & {"y", "d"} or ("m" in letters and not letters & {"h", "s", "0", "#"}):
        return DATETIME if letters & {"h", "s"} else DATE
    if letters & {"h", "s"}:
        return TIME
    return PERCENT if "%" in letters else ""


def _first_section(code: str) -> str:
    """What the first section of a format shows, one that is for a single value ([=0]"-";0%) passed over."""
    bare = _LITERAL.sub(lambda found: "=" if found.group().startswith("[=") else "", code)
    sections = bare.split(";")
    return next((section for section in sections if not section.startswith("=")), sections[0])


def from_serial(serial: float, kind: str, epoch_1904: bool = False) -> object:
    """A date serial as date, datetime, time or timedelta; None where it is no date and stays a number.

    Midnight gives a date. Serials below 60 count from 31/12/1899, as Excel's calendar has a 29/2/1900.

    >>> from_serial(43790.0, "date")
    datetime.date(2019, 11, 21)
    """
    if kind == ELAPSED:
        try:
            return dt.timedelta(milliseconds=round(serial * _MILLISECONDS))
        except (OverflowError, ValueError):
            return None
    if not 0 <= serial < _LAST_SERIAL - (1462 if epoch_1904 else 0):
        return None
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    if days == 0 and (kind == TIME or not epoch_1904):
        # Below one day only a time of day means anything; a 0 or 0.5 under a date format is a number.
        return (dt.datetime.min + dt.timedelta(milliseconds=milliseconds)).time() if kind == TIME else None
    if epoch_1904:
        start = dt.datetime(1904, 1, 1)
    else:
        start = dt.datetime(1899, 12, 31) if days < 60 else dt.datetime(1899, 12, 30)
    moment = start + dt.timedelta(days=days, milliseconds=milliseconds)
    return moment if milliseconds else moment.date()


def from_iso(text: str) -> object:
    """An ISO 8601 date, time or both; None when it is none.

    >>> from_iso("2019-11-21T00:00:00")
    datetime.date(2019, 11, 21)
    """
    text = text.strip().removesuffix("Z")
    try:
        if "T" in text:
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
            return moment if moment.time() != dt.time.min else moment.date()
        return dt.time.fromisoformat(text) if ":" in text else dt.date.fromisoformat(text)
    except ValueError:
        return None


def no_cells() -> SubmissionError:
    """The refusal of a workbook without any filled cell."""
    return refuse("file_no_cells", "no filled cell in any sheet")
