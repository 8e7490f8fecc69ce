"""The exact reader of .xlsx sheets: a streaming XML parser that takes any legal way of writing a cell."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import Any

from emustats.reading.cells.container import refuse
from emustats.reading.cells.formats import (
    MAX_COLUMNS,
    MAX_ROWS,
    PERCENT,
    CellBudget,
    Sheet,
    SheetBuilder,
    from_iso,
    from_serial,
)
from emustats.reading.cells.looks import Run, read_runs
from emustats.reading.cells.package import (
    Book,
    RichText,
    SheetEntry,
    Strings,
    Styles,
    local,
    parse_xml,
    unescape,
    whole,
)

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=1 << 16)
def position(reference: str) -> tuple[int, int]:
    """Row and column, 0-based, of an A1 address; raises SubmissionError file_damaged for anything else.

    >>> position("AB12")
    (11, 27)
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise refuse("file_damaged", f"cell address {reference!r}")
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    row = int(found.group(2))
    if not (1 <= row <= MAX_ROWS and column <= MAX_COLUMNS):
        raise refuse("file_damaged", f"cell address {reference!r}")
    return row - 1, column - 1


def merged_range(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of "A1:B2"."""
    first, _, last = reference.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def read_sheet_exact(
    content: bytes, entry: SheetEntry, book: Book, *, strings: Strings, styles: Styles, budget: CellBudget
) -> Sheet:
    """One sheet, whatever prefixes, comments, CDATA sections, rich strings or missing addresses it has."""
    reader = _SheetReader(SheetBuilder(entry.name, entry.state, budget), strings, styles, book.epoch_1904)
    parse_xml(content, reader.start, reader.end, reader.text)
    return reader.builder.sheet()


class _SheetReader:
    """The state of one pass over a sheet part: where we are, and the cell being read."""

    def __init__(self, builder: SheetBuilder, strings: Strings, styles: Styles, epoch_1904: bool) -> None:
        self.builder, self.strings, self.styles, self.epoch_1904 = builder, strings, styles, epoch_1904
        self.in_data = False
        self.row = self.column = -1
        self.catching = ""
        self.pieces: list[str] = []
        self.rich: RichText | None = None
        self.cell: dict[str, str] | None = None
        self.found: dict[str, str] = {}
        self.runs: tuple[Run, ...] = ()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if self.rich is not None:
            self.rich.start(tag, attributes)
        elif self.cell is not None:
            if tag in ("v", "f"):
                self.catching, self.pieces = tag, []
                self.found.setdefault(tag, "")
            elif tag == "is":
                self.rich = RichText()
        elif self.in_data and tag == "c":
            self._start_cell(attributes)
        elif self.in_data and tag == "row":
            self.row = whole(attributes.get("r"), self.row + 2) - 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.builder.hidden_rows.add(self.row)
        elif tag == "sheetData":
            self.in_data = True
        elif tag == "mergeCell" and attributes.get("ref"):
            self.builder.merges.append(merged_range(attributes["ref"]))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self.row, self.column = position(reference)
        else:
            self.column += 1
        self.cell, self.found = attributes, {}

    def text(self, characters: str) -> None:
        if self.rich is not None:
            self.rich.add(characters)
        elif self.catching:
            self.pieces.append(characters)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if self.rich is not None:
            if tag == "is":
                self.found["is"], self.found["font"] = self.rich.finish()
                self.runs = self.rich.formatted()
                self.rich = None
            else:
                self.rich.end(tag)
        elif self.catching:
            if tag == self.catching:
                self.found[tag] = "".join(self.pieces)
                self.catching = ""
        elif tag == "c" and self.cell is not None:
            self._finish_cell(self.cell, self.found)
            self.cell = None
        elif tag == "sheetData":
            self.in_data = False

    def _finish_cell(self, attributes: dict[str, str], found: dict[str, str]) -> None:
        if not found:
            return
        style_index = whole(attributes.get("s"))
        shown = self.styles.kinds[style_index] if style_index < len(self.styles.kinds) else ""
        font = self.styles.fonts.get(style_index)
        is_struck = style_index in self.styles.struck
        runs: tuple[Run, ...] = ()
        kind, value = attributes.get("t", "n"), found.get("v", "")
        if kind == "s" and value.strip():
            index = shared_index(value, len(self.strings.texts))
            font = self.strings.fonts.get(index) or font
            value, letter, runs = self.strings.texts[index], "t", self.strings.runs.get(index, ())
        elif kind == "inlineStr" and ("is" in found or "f" not in found):
            font = found.get("font") or font
            value, letter, runs = found.get("is", unescape(value)), "t", self.runs if "is" in found else ()
        elif kind == "str" and ("v" in found or "f" not in found):
            value, letter = unescape(value), "t"
        else:
            value, letter = typed_value(kind, value, shown, self.epoch_1904)
            font = None
            if value is None:
                if "f" not in found:
                    return
                value, letter = found["f"], "u"
        percent = letter == "n" and shown == PERCENT
        mark = None
        if runs:
            value, mark = read_runs(runs, is_cell_struck=is_struck)
        self.builder.add(self.row, self.column, value, letter, percent=percent, font=font)
        self.builder.mark(self.row, self.column, mark)
        if not runs and (is_struck or style_index in self.styles.codes):
            code = self.styles.codes.get(style_index)
            self.builder.look(self.row, self.column, is_struck=is_struck, code=code)


def shared_index(text: str, size: int) -> int:
    """The number of a shared string; raises SubmissionError file_damaged when there is no such string."""
    index = whole(text, -1)
    if not 0 <= index < size:
        raise refuse("file_damaged", f"shared string {text[:20]!r} of {size}")
    return index


def typed_value(kind: str, text: str, shown: str, epoch_1904: bool) -> tuple[Any, str]:
    """Value and kind letter of a stored number, boolean, error or date; (None, "") when nothing is stored."""
    text = text.strip()
    if not text:
        return None, ""
    if kind == "b":
        return text.lower() in ("1", "true"), "b"
    if kind == "e":
        return text, "e"
    if kind == "d":
        moment = from_iso(text)
        return (text, "t") if moment is None else (moment, "d")
    try:
        number = float(text)
    except ValueError as error:
        if kind == "n":
            raise refuse("file_damaged", f"number {text[:20]!r}") from error
        return text, "t"
    if not isfinite(number):
        raise refuse("file_damaged", f"number {text[:20]!r}")
    if shown and shown != PERCENT:
        moment = from_serial(number, shown, epoch_1904)
        if moment is not None:
            return moment, "d"
    return number, "n"
