"""The cells of a received workbook, whatever its format: what the fast reader loses, an exact one reads."""

from __future__ import annotations

from emustats.errors import SubmissionError
from emustats.reading.cells.container import Archive, inflate, open_zip, refuse, sniff, zip_kind
from emustats.reading.cells.crypto import is_encrypted_package, open_package
from emustats.reading.cells.exact import read_sheet_exact
from emustats.reading.cells.fast import read_sheet_fast, read_strings_fast
from emustats.reading.cells.formats import MAX_USED_RANGE, CellBudget, Sheet, no_cells
from emustats.reading.cells.ole import MAGIC as OLE_MAGIC
from emustats.reading.cells.package import Strings, parse_strings, read_book, read_styles

__all__ = ["Sheet", "read_cells", "read_cells_exact"]


def read_cells(data: bytes) -> list[Sheet]:
    """All sheets of a workbook with their filled cells, hidden sheets and hidden rows too.

    Raises SubmissionError, whose code names the one cause: file_empty, file_encrypted, file_damaged,
    file_too_large, file_not_spreadsheet, file_old_format, file_no_cells or file_unreadable.

    >>> [sheet.name for sheet in read_cells(open("unit.xlsx", "rb").read())]  # doctest: +SKIP
    ['Thông tin', 'Khen thưởng']
    """
    return _guarded(data, exact=False)


def read_cells_exact(data: bytes) -> list[Sheet]:
    """The same as read_cells without the fast reader: the yardstick in tests."""
    return _guarded(data, exact=True)


def _guarded(data: bytes, *, exact: bool) -> list[Sheet]:
    try:
        sheets = _read(data, exact=exact)
    except (SubmissionError, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        raise refuse("file_too_large", "out of memory") from error
    except BaseException as error:  # a panic of a native engine is no Exception
        raise refuse("file_unreadable", f"{type(error).__name__}: {error}"[:200]) from error
    if not any(sheet.rows for sheet in sheets):
        raise no_cells()
    for sheet in sheets:
        # Two cells in opposite corners are a small file and a grid of billions: nobody's report needs that.
        if sheet.rows and (sheet.rows[-1] + 1) * (max(sheet.columns) + 1) > MAX_USED_RANGE:
            raise refuse("file_too_large", f"sheet {sheet.name!r} spans {sheet.rows[-1] + 1} rows")
    return sheets


def _read(data: bytes, *, exact: bool) -> list[Sheet]:
    if data[:8] == OLE_MAGIC and is_encrypted_package(data):
        data = open_package(data)
    if data[:2] != b"PK":
        sniff(data)
        from emustats.reading.cells.xls import read_xls

        return read_xls(data)
    archive = open_zip(data)
    kind = zip_kind(archive)
    if kind == "xlsx":
        return _read_xlsx(archive, exact=exact)
    if kind == "xlsb":
        from emustats.reading.cells.xlsb import read_xlsb

        return read_xlsb(archive)
    from emustats.reading.cells.ods import read_ods

    return read_ods(archive)


def _read_xlsx(archive: Archive, *, exact: bool) -> list[Sheet]:
    book = read_book(archive)
    styles = read_styles(archive, book.styles)
    strings = Strings([], {})
    if book.strings is not None:
        content = inflate(archive, book.strings)
        strings = (None if exact else read_strings_fast(content)) or parse_strings(content)
    budget = CellBudget()
    sheets = []
    for entry in book.sheets:
        content = inflate(archive, entry.part)
        sheet = None
        if not exact:
            sheet = read_sheet_fast(content, entry, book, strings=strings, styles=styles, budget=budget)
        if sheet is None:
            sheet = read_sheet_exact(content, entry, book, strings=strings, styles=styles, budget=budget)
        sheets.append(sheet)
    return sheets
