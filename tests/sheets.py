"""Sheets drawn in memory, written as real workbooks by engines that share no code with the readers."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

Place = tuple[int, int]


class Formula(NamedTuple):
    """A formula and the result saved beside it; None when the program that wrote the file saved none."""

    text: str
    value: object = None


class Percent(NamedTuple):
    """A fraction shown with a percent format."""

    value: float


class ErrorValue(NamedTuple):
    """An error value such as #N/A."""

    text: str


@dataclass
class Sheet:
    """Cells by zero-based place, merged ranges, fonts, and the tidy rows that a right reading gives."""

    name: str
    state: str = "visible"
    cells: dict[Place, object] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    fonts: dict[Place, str] = field(default_factory=dict)
    tells: list[tuple[str, Place, tuple]] = field(default_factory=list)

    def put(self, row: int, column: int, value: object, tells: tuple[str, tuple] | None = None) -> None:
        """Write a value, unless it is None; ``tells``: the table and the facts that this cell stands for."""
        if value is not None:
            self.cells[row, column] = value
            if tells is not None:
                self.tells.append((tells[0], (row, column), tells[1]))

    def line(self, row: int, values: list, column: int = 0) -> None:
        """Write values side by side; None leaves a cell blank."""
        for offset, value in enumerate(values):
            self.put(row, column + offset, value)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge a range, unless it is a single cell."""
        if (first_row, first_column) != (last_row, last_column):
            self.merges.append((first_row, first_column, last_row, last_column))

    @property
    def height(self) -> int:
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        return max((column for _, column in self.cells), default=-1) + 1

    def moved(self, rows: int = 0, columns: int = 0) -> Sheet:
        """The same sheet further down and to the right."""
        return self.placed(lambda place: (place[0] + rows, place[1] + columns))

    def placed(self, where: Callable[[Place], Place]) -> Sheet:
        """The same sheet with each cell at another place."""
        return Sheet(
            self.name,
            self.state,
            {where(place): value for place, value in self.cells.items()},
            [(*where((a, b)), *where((c, d))) for a, b, c, d in self.merges],
            {where(place): font for place, font in self.fonts.items()},
            [(table, where(place), facts) for table, place, facts in self.tells],
        )

    def changed(self, change: Callable[[object, Place], object]) -> Sheet:
        """The same sheet with each value changed."""
        cells = {place: change(value, place) for place, value in self.cells.items()}
        return Sheet(self.name, self.state, cells, self.merges, self.fonts, self.tells)


Book = list[Sheet]


def drawn(
    name: str, rows: list[list], merges: tuple[tuple[int, int, int, int], ...] = (), state: str = "visible"
) -> Sheet:
    """A sheet from its rows; a plain tuple (value, tells) also says what the cell stands for."""
    sheet = Sheet(name, state, merges=list(merges))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.put(row, column, *(value if type(value) is tuple else (value,)))
    return sheet


def address(place: Place) -> str:
    """A1 address of a zero-based place."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(place[1] + 1)}{place[0] + 1}"


def by_openpyxl(book: Book) -> bytes:
    """The book as .xlsx written by openpyxl, which never saves the results of formulas."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in book:
        page = workbook.create_sheet(sheet.name)
        page.sheet_state = {"very_hidden": "veryHidden"}.get(sheet.state, sheet.state)
        for (row, column), value in sheet.cells.items():
            cell = page.cell(row + 1, column + 1)
            if isinstance(value, Percent):
                cell.value, cell.number_format = value.value, "0.0%"
            elif isinstance(value, Formula):
                cell.value = value.text
            elif isinstance(value, ErrorValue):
                cell.value, cell.data_type = value.text, "e"
            else:
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
            if (row, column) in sheet.fonts:
                cell.font = Font(name=sheet.fonts[row, column])
        for first_row, first_column, last_row, last_column in sheet.merges:
            page.merge_cells(
                start_row=first_row + 1, start_column=first_column + 1, end_row=last_row + 1, end_column=last_column + 1
            )
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def by_xlsxwriter(book: Book) -> bytes:
    """The book as .xlsx written by XlsxWriter, with the results of formulas."""
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False})
    percent = workbook.add_format({"num_format": "0.0%"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in book:
        page = workbook.add_worksheet(sheet.name)
        if sheet.state == "hidden":
            page.hide()
        elif sheet.state == "very_hidden":
            page.very_hidden()
        for first_row, first_column, last_row, last_column in sheet.merges:
            page.merge_range(first_row, first_column, last_row, last_column, "")
        for (row, column), value in sheet.cells.items():
            look = (
                workbook.add_format({"font_name": sheet.fonts[row, column]}) if (row, column) in sheet.fonts else None
            )
            if isinstance(value, Percent):
                page.write_number(row, column, value.value, percent)
            elif isinstance(value, Formula):
                page.write_formula(row, column, value.text, None, "" if value.value is None else value.value)
            elif isinstance(value, ErrorValue):
                page.write_formula(row, column, "=NA()", None, value.text)
            elif isinstance(value, date):
                page.write_datetime(row, column, value, day)
            elif isinstance(value, str):
                page.write_string(row, column, value, look)
            else:
                page.write(row, column, value, look)
    workbook.close()
    return stream.getvalue()


def by_odfpy(book: Book) -> bytes:
    """The book as .ods written by odfpy; only visible sheets and plain values."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    for sheet in book:
        table = Table(name=sheet.name)
        covered = {
            (row, column)
            for a, b, c, d in sheet.merges
            for row in range(a, c + 1)
            for column in range(b, d + 1)
            if (row, column) != (a, b)
        }
        spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in sheet.merges}
        for row in range(sheet.height):
            line = TableRow()
            for column in range(sheet.width):
                if (row, column) in covered:
                    line.addElement(CoveredTableCell())
                    continue
                value = sheet.cells.get((row, column))
                look = {}
                if (row, column) in spans:
                    look = {"numberrowsspanned": spans[row, column][0], "numbercolumnsspanned": spans[row, column][1]}
                if isinstance(value, Formula):
                    value = value.value
                if isinstance(value, Percent):
                    look |= {"valuetype": "percentage", "value": value.value}
                elif isinstance(value, date):
                    look |= {"valuetype": "date", "datevalue": value.isoformat()}
                elif isinstance(value, (int, float)):
                    look |= {"valuetype": "float", "value": value}
                elif value is not None:
                    look |= {"valuetype": "string"}
                cell = TableCell(**look)
                for part in str(value).split("\n") if value is not None else ():
                    cell.addElement(P(text=part))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def as_xls(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The workbooks as Excel 97 files, converted by LibreOffice in one run."""
    (folder / "out").mkdir()
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xls:MS Excel 97",
         "--outdir", str(folder / "out"), *(str(folder / f"{name}.xlsx") for name in files)],
        check=True, capture_output=True, timeout=170,
    )  # fmt: skip
    return {name: (folder / "out" / f"{name}.xls").read_bytes() for name in files}


_OLD_TONES = {
    "òa": "oà",
    "óa": "oá",
    "ỏa": "oả",
    "õa": "oã",
    "ọa": "oạ",
    "òe": "oè",
    "úy": "uý",
    "ủy": "uỷ",
    "ụy": "uỵ",
}


def _swapped_tones(text: str) -> str:
    for one, other in _OLD_TONES.items():
        text = re.sub(f"(?<![qQ]){one}\\b", other, text) if one in text else re.sub(f"(?<![qQ]){other}\\b", one, text)
    return text


TEXT_VARIANTS: dict[str, Callable[[str], str]] = {
    "nfd": lambda text: normalize("NFD", text),
    "no_break": lambda text: text.replace(" ", "\u00a0"),
    "zero_width": lambda text: re.sub(r"(\w\b)", "\\1\u200b", text, count=2),
    "tone_places": _swapped_tones,
    "sy": lambda text: text.replace("sĩ", "sỹ").replace("Kỷ", "Kỉ"),
    "eth": lambda text: text.replace("Đ", "\u00d0"),
    "blanks": lambda text: "  " + text.replace(" ", "  ") + " ",
    "upper": str.upper,
    "line_breaks": lambda text: re.sub(r" (\S+)$", r"\n\1", text),
    "curly": lambda text: text.replace('"', "\u201d").replace(" - ", " \u2013 "),
}
