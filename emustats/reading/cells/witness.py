"""A second witness: cells read again by programs that share no code with our readers.

openpyxl reads .xlsx and .xlsm, xlrd's own interpretation .xls, a plain walk over the XML .ods; for .xlsb there is none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from emustats.reading.cells.container import refuse, sniff

Place = tuple[int, int]
Values = dict[str, dict[Place, object]]

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ASIDE = {f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text"}


def read_witness(data: bytes, wanted: dict[str, set[Place]]) -> Values | None:
    """The values of the wanted cells by sheet, empty cells left out; None for a format without a second reader.

    A number is a float or int, a date a date or datetime, anything else a bool or text. Raises SubmissionError for a
    file that is not safe to open, or that the second reader cannot read.
    """
    kind = sniff(data)
    readers = {"xlsx": _openpyxl, "xls": _xlrd, "ods": _opendocument}
    if kind not in readers:
        return None
    try:
        return readers[kind](data, wanted)
    except MemoryError:
        raise
    except Exception as error:
        # Each reader has its own ways to fail; all mean that there is no second opinion on this file.
        raise refuse("file_unreadable", f"{type(error).__name__}: {error}"[:200]) from error


def _openpyxl(data: bytes, wanted: dict[str, set[Place]]) -> Values:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found: Values = {}
    for sheet in book.worksheets:
        places = wanted.get(sheet.title)
        if places:
            sheet.reset_dimensions()
            held = found[sheet.title] = {}
            for row in sheet.iter_rows(max_row=max(row for row, _ in places) + 1):
                for cell in row:
                    if cell.value is not None and (cell.row - 1, cell.column - 1) in places:
                        held[cell.row - 1, cell.column - 1] = cell.value
    return found


def _xlrd(data: bytes, wanted: dict[str, set[Place]]) -> Values:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    found: Values = {}
    for sheet in book.sheets():
        held = found[sheet.name] = {}
        for row, column in wanted.get(sheet.name, ()):
            if row < sheet.nrows and column < sheet.row_len(row):
                cell = sheet.cell(row, column)
                if cell.ctype == xlrd.XL_CELL_DATE:
                    held[row, column] = xlrd.xldate_as_datetime(cell.value, book.datemode)
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    held[row, column] = xlrd.error_text_from_code[cell.value]
                elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    held[row, column] = bool(cell.value)
                elif cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    held[row, column] = cell.value
    return found


def _opendocument(data: bytes, wanted: dict[str, set[Place]]) -> Values:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as content:
        root = ElementTree.parse(content).getroot()
    found: Values = {}
    for sheet in root.iter(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name", "")
        places = wanted.get(name, set())
        held = found.setdefault(name, {})
        top = 0
        for row in sheet.iter(f"{_TABLE}table-row"):
            height = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
            here = [place for place in places if top <= place[0] < top + height]
            for left, right, cell in _spans(row) if here else ():
                for place in here:
                    value = _value(cell) if left <= place[1] < right else None
                    if value is not None:
                        held[place] = value
            top += height
    return found


def _spans(row: ElementTree.Element) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """The cells of a row with the columns each fills."""
    left = 0
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            width = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            yield left, left + width, cell
            left += width


def _value(cell: ElementTree.Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value", "nan"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "")[:10]
    lines = ["".join(_plain(part)) for part in cell if part.tag == f"{_TEXT}p"]
    return "\n".join(lines) or cell.get(f"{_OFFICE}string-value")


def _plain(part: ElementTree.Element) -> Iterator[str]:
    """The text of a paragraph with its blanks and breaks, without notes."""
    yield part.text or ""
    for child in part:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _ASIDE:
            yield from _plain(child)
        yield child.tail or ""
