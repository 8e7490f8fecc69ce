"""The reader of .xlsb: its records hold error cells and number formats that other readers drop."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from emustats.reading.cells.container import Archive, Part, inflate, refuse
from emustats.reading.cells.exact import shared_index
from emustats.reading.cells.formats import PERCENT, CellBudget, Sheet, SheetBuilder, from_serial
from emustats.reading.cells.looks import AS_CELL, PLAIN, STRUCK, SUPER, Run, read_runs
from emustats.reading.cells.package import Font, Styles, locate, styles_of, workbook_part

# Record numbers and layouts: [MS-XLSB], section 2.4.
_ROW, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_SHORT_FIRST, _SHORT_LAST = 12, 18
_STRING_ITEM, _FONT, _FORMAT, _STYLE, _RICH_TEXT = 19, 43, 44, 47, 62
_BOOK_PROPERTIES, _SHEET_ENTRY, _MERGE = 153, 156, 176
_STYLES_BEGIN, _STYLES_END = 617, 618
_FONT_NAME_AT = 21
_STRUCK_BIT, _RAISED = 8, 1
_STATES = {0: "visible", 1: "hidden", 2: "very_hidden"}
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")
_FLOAT = struct.Struct("<d")


def read_xlsb(archive: Archive) -> list[Sheet]:
    """The worksheets of an .xlsb; a formula always carries a saved value here, so kind "u" does not occur.

    Raises SubmissionError file_damaged or file_too_large.
    """
    try:
        return _read(archive)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise refuse("file_damaged", f"record: {error}") from error


def _read(archive: Archive) -> list[Sheet]:
    part = workbook_part(archive, "xl/workbook.bin")
    listed, epoch_1904 = [], False
    for number, body in _records(inflate(archive, part)):
        if number == _SHEET_ENTRY:
            identifier, after = _wide_text(body, 8)
            name, _ = _wide_text(body, after)
            listed.append((name, _STATES.get(_U32.unpack_from(body)[0], "visible"), identifier))
        elif number == _BOOK_PROPERTIES:
            epoch_1904 = bool(body[0] & 1)
    book = locate(archive, part, listed, epoch_1904)
    styles, looks = _styles(archive, book.styles)
    texts: list[tuple[Run, ...]] = []
    if book.strings is not None:
        texts = [
            _runs(body, looks) for number, body in _records(inflate(archive, book.strings)) if number == _STRING_ITEM
        ]
    budget = CellBudget()
    sheets = []
    for entry in book.sheets:
        builder = SheetBuilder(entry.name, entry.state, budget)
        _fill(builder, inflate(archive, entry.part), _Looks(texts, styles, looks, epoch_1904))
        sheets.append(builder.sheet())
    return sheets


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record; both number and length are written in groups of seven bits."""
    place, size = 0, len(content)
    while place < size:
        number = content[place]
        place += 1
        if number & 0x80:
            number = number & 0x7F | (content[place] & 0x7F) << 7
            place += 1
        length = 0
        for shift in (0, 7, 14, 21):
            group = content[place]
            place += 1
            length |= (group & 0x7F) << shift
            if not group & 0x80:
                break
        if place + length > size:
            raise refuse("file_damaged", f"record {number} is cut off")
        yield number, content[place : place + length]
        place += length


def _wide_text(body: bytes, start: int) -> tuple[str, int]:
    length = _U32.unpack_from(body, start)[0]
    if length == 0xFFFFFFFF:
        return "", start + 4
    end = start + 4 + 2 * length
    if end > len(body):
        raise refuse("file_damaged", "text is cut off")
    return body[start + 4 : end].decode("utf-16-le", "replace"), end


def _runs(body: bytes, looks: list[str]) -> tuple[Run, ...]:
    """A text in its pieces of one look; a text without runs looks as its cell does."""
    text, after = _wide_text(body, 1)
    if not body[0] & 1 or len(body) < after + 4:
        return (Run(text, AS_CELL),)
    count = min(_U32.unpack_from(body, after)[0], (len(body) - after - 4) // 4)
    starts = [struct.unpack_from("<2H", body, after + 4 + 4 * place) for place in range(count)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    pieces = [
        Run(text[start:end], looks[font] if font < len(looks) else PLAIN)
        for (start, font), end in zip(starts, ends, strict=True)
    ]
    return (Run(text[: starts[0][0]] if starts else text, AS_CELL), *pieces)


def _styles(archive: Archive, part: Part | None) -> tuple[Styles, list[str]]:
    codes: dict[int, str] = {}
    fonts: list[Font] = []
    looks: list[str] = []
    cells: list[tuple[int, int]] = []
    is_cell_style = False
    for number, body in _records(inflate(archive, part)) if part else ():
        if number == _FORMAT:
            codes[_U16.unpack_from(body)[0]] = _wide_text(body, 2)[0]
        elif number == _FONT:
            looks.append(STRUCK if body[2] & _STRUCK_BIT else SUPER if body[6] == _RAISED else PLAIN)
            fonts.append(Font(_wide_text(body, _FONT_NAME_AT)[0], bool(body[2] & _STRUCK_BIT)))
        elif number in (_STYLES_BEGIN, _STYLES_END):
            is_cell_style = number == _STYLES_BEGIN
        elif number == _STYLE and is_cell_style:
            cells.append((_U16.unpack_from(body, 2)[0], _U16.unpack_from(body, 4)[0]))
    return styles_of(codes, fonts, cells), looks


class _Looks(NamedTuple):
    """What the cells of all sheets refer to: shared texts, styles, looks of fonts, the start of the calendar."""

    texts: list[tuple[Run, ...]]
    styles: Styles
    looks: list[str]
    epoch_1904: bool


def _fill(builder: SheetBuilder, content: bytes, known: _Looks) -> None:
    styles = known.styles
    row = column = -1
    for number, body in _records(content):
        if number == _ROW:
            row, column = _U32.unpack_from(body)[0], -1
            if body[11] & 0x10:
                builder.hidden_rows.add(row)
        elif number == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            builder.merges.append((top, left, bottom, right))
        elif number <= _SHORT_LAST or number == _RICH_TEXT:
            if _SHORT_FIRST <= number <= _SHORT_LAST:
                # A short cell stands right of the one before it and leaves its column out.
                number, column, style, data = number - 11, column + 1, _U32.unpack_from(body)[0], body[4:]
            else:
                column, style = struct.unpack_from("<2I", body)
                data = body[8:]
            style &= 0xFFFFFF
            shown = styles.kinds[style] if style < len(styles.kinds) else ""
            is_struck, mark = style in styles.struck, None
            runs = _text_runs(number, data, known)
            if runs:
                value, mark = read_runs(runs, is_cell_struck=is_struck)
                kind = "t"
            else:
                value, kind = _value(number, data, shown, known.epoch_1904)
            if kind:
                font = styles.fonts.get(style) if kind == "t" else None
                builder.add(row, column, value, kind, percent=kind == "n" and shown == PERCENT, font=font)
                builder.mark(row, column, mark)
                if not runs and (is_struck or style in styles.codes):
                    builder.look(row, column, is_struck=is_struck, code=styles.codes.get(style))


def _text_runs(number: int, data: bytes, known: _Looks) -> tuple[Run, ...]:
    if number == _SHARED:
        return known.texts[shared_index(str(_U32.unpack_from(data)[0]), len(known.texts))]
    return _runs(data, known.looks) if number == _RICH_TEXT else ()


def _value(number: int, data: bytes, shown: str, epoch_1904: bool) -> tuple[Any, str]:
    if number in (_TEXT, _FORMULA_TEXT):
        return _wide_text(data, 0)[0], "t"
    if number in (_BOOL, _FORMULA_BOOL):
        return data[0] != 0, "b"
    if number in (_ERROR, _FORMULA_ERROR):
        return _ERRORS.get(data[0], "#ERR!"), "e"
    if number in (_REAL, _FORMULA_NUMBER):
        value = _FLOAT.unpack_from(data)[0]
    elif number == _RK:
        value = _packed_number(_U32.unpack_from(data)[0])
    else:
        return None, ""
    if shown and shown != PERCENT:
        moment = from_serial(value, shown, epoch_1904)
        if moment is not None:
            return moment, "d"
    return value, "n"


def _packed_number(packed: int) -> float:
    """A number of 30 bits: whole or the upper part of a float, perhaps a hundredfold."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = _FLOAT.unpack(struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value
