"""The reader of .xls (BIFF 2 to 8): xlrd tells error cells, number formats, fonts, merges and hidden rows."""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

import xlrd

from emustats.reading.cells.container import refuse, workbook_stream
from emustats.reading.cells.crypto import open_records
from emustats.reading.cells.formats import (
    PERCENT,
    CellBudget,
    Sheet,
    SheetBuilder,
    format_kind,
    from_serial,
)
from emustats.reading.cells.looks import AS_CELL, PLAIN, STRUCK, SUPER, Run, may_rescale, read_runs
from emustats.reading.fonts.decode import is_legacy_font

_STATES = {0: "visible", 1: "hidden", 2: "very_hidden"}
_RECORD = struct.Struct("<2H")
# Defined names, notes, drawn objects and their texts, links, conditional formats; and a mark that has no content.
_EXTRAS, _VOID = {0x18, 0x1C, 0x5D, 0xEB, 0xEC, 0xED, 0x1B0, 0x1B1, 0x1B6, 0x1B8, 0x800}, 0xE2
_BEGIN, _END = {0x09, 0x0209, 0x0409, 0x0809}, 0x0A
_TEXTS, _CONTINUED = 0xFC, 0x3C
_HOLE = bytes(32)
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_RAISED = 1


class Style(NamedTuple):
    """A cell style: what its number format shows, its font, and its format where that may show another number."""

    shown: str
    font_index: int
    code: str | None


def read_xls(data: bytes) -> list[Sheet]:
    """The worksheets of an .xls; charts and macro sheets drop out.

    A formula always carries a saved value in this format, so kind "u" does not occur. Raises
    SubmissionError: file_encrypted, file_damaged or file_too_large.
    """
    book = _open(data)
    budget = CellBudget()
    styles = _styles(book)
    return [_sheet(book, book.sheet_by_index(index), styles, budget) for index in range(book.nsheets)]


def _open(data: bytes) -> xlrd.Book:
    # Our own walk through the compound file is bounded; xlrd's can follow a circle for a long time.
    stream = open_records(workbook_stream(data))
    if _HOLE in stream:
        _refuse_holes(stream)
    reason = ""
    for keep_extras in (True, False):
        try:
            return _parse(stream if keep_extras else _without_extras(stream))
        except MemoryError:
            raise
        except Exception as error:
            # Damaged records surface in xlrd as whatever their bytes happen to break.
            reason = f"{type(error).__name__}: {error}"[:200]
            if "encrypted" in reason.lower():
                raise refuse("file_encrypted", reason) from error
    raise refuse("file_damaged", reason)


def _refuse_holes(stream: bytes) -> None:
    """A block of zeros among the texts or where a record should begin is a lost sector, over which xlrd goes on."""
    place = depth = 0
    in_texts = False
    while place + _RECORD.size <= len(stream):
        number, length = _RECORD.unpack_from(stream, place)
        if number in _BEGIN:
            depth += 1
        elif number == _END:
            depth -= 1
        in_texts = number == _TEXTS or in_texts and number == _CONTINUED
        end = place + _RECORD.size + length
        if (
            number == length == 0
            and depth > 0
            and stream.startswith(_HOLE, place)
            or (in_texts and stream.find(_HOLE, place, end) >= 0)
        ):
            raise refuse("file_damaged", f"zeros instead of records at byte {place}")
        place = end


def _parse(stream: bytes) -> xlrd.Book:
    with open(os.devnull, "w", encoding="utf-8") as silence:
        return xlrd.open_workbook(file_contents=stream, logfile=silence, formatting_info=True, ragged_rows=True)


def _without_extras(stream: bytes) -> bytes:
    """The records with those made void that hold no cell, on which xlrd stumbles though a spreadsheet opens them."""
    records = bytearray(stream)
    place = 0
    while place + _RECORD.size <= len(records):
        number, length = _RECORD.unpack_from(records, place)
        if number in _EXTRAS:
            _RECORD.pack_into(records, place, _VOID, length)
        place += _RECORD.size + length
    return bytes(records)


def _styles(book: xlrd.Book) -> list[Style]:
    styles = []
    for style in book.xf_list:
        known = book.format_map.get(style.format_key)
        code = known.format_str if known else None
        scaling = code if code and may_rescale(code) else None
        styles.append(Style(format_kind(style.format_key, code), style.font_index, scaling))
    return styles


def _sheet(book: xlrd.Book, source: xlrd.sheet.Sheet, styles: list[Style], budget: CellBudget) -> Sheet:
    builder = SheetBuilder(source.name, _STATES.get(source.visibility, "visible"), budget)
    fonts = {index: font.name for index, font in enumerate(book.font_list) if is_legacy_font(font.name)}
    looks = {index: _look(font) for index, font in enumerate(book.font_list) if _look(font)}
    for row in range(source.nrows):
        values = source.row_values(row)
        for column, kind in enumerate(source.row_types(row)):
            if kind not in (_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR):
                continue
            value = values[column]
            index = source.cell_xf_index(row, column)
            shown, font_index, code = styles[index] if index < len(styles) else ("", -1, None)
            is_struck = looks.get(font_index) == STRUCK
            if kind == _TEXT:
                runs = source.rich_text_runlist_map.get((row, column))
                font = _font(runs, font_index, fonts) if fonts else None
                text, mark = _original(value, book) if font else value, None
                if runs and looks:
                    text, mark = read_runs(_runs(text, runs, looks), is_cell_struck=is_struck)
                    is_struck = False
                builder.add(row, column, text, "t", font=font)
                builder.mark(row, column, mark)
            elif kind == _BOOLEAN:
                builder.add(row, column, bool(value), "b")
            elif kind == _ERROR:
                builder.add(row, column, xlrd.error_text_from_code.get(value, "#ERR!"), "e")
            else:
                moment = from_serial(value, shown, book.datemode == 1) if shown not in ("", PERCENT) else None
                if moment is not None:
                    builder.add(row, column, moment, "d")
                else:
                    builder.add(row, column, float(value), "n", percent=shown == PERCENT)
            if is_struck or code is not None:
                builder.look(row, column, is_struck=is_struck, code=code)
    builder.merges.extend((top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells)
    builder.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden)
    return builder.sheet()


def _look(font: xlrd.formatting.Font) -> str:
    return STRUCK if font.struck_out else SUPER if font.escapement == _RAISED else PLAIN


def _runs(text: str, starts: list[tuple[int, int]], looks: dict[int, str]) -> list[Run]:
    """The pieces of a text by the places where a new font begins; before the first it is that of the cell."""
    ends = [start for start, _ in starts[1:]] + [len(text)]
    pieces = [Run(text[start:end], looks.get(font, PLAIN)) for (start, font), end in zip(starts, ends, strict=True)]
    return [Run(text[: starts[0][0]], AS_CELL), *pieces]


def _font(runs: list[tuple[int, int]] | None, font_index: int, fonts: dict[int, str]) -> str | None:
    """The legacy font of a text: that of its cell, or of its runs where all share one."""
    if not runs:
        return fonts.get(font_index)
    used = {font for _, font in runs}
    if runs[0][0] > 0:
        used.add(font_index)
    names = {fonts.get(font) for font in used}
    return names.pop() if len(names) == 1 else fonts.get(font_index)


def _original(text: str, book: xlrd.Book) -> str:
    # Before BIFF8 a text is bytes of the code page; a legacy font gives those bytes its own meaning.
    if book.biff_version >= 80:
        return text
    try:
        return text.encode(book.encoding).decode("cp1252")
    except (UnicodeError, LookupError):
        return text
