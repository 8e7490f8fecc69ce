"""The reader of .ods: a streaming pass over content.xml that keeps percentages, errors and unsaved formulas."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from emustats.reading.cells.container import Archive, inflate, refuse
from emustats.reading.cells.formats import MAX_CELLS, CellBudget, Sheet, SheetBuilder, from_iso
from emustats.reading.cells.looks import AS_CELL, STRUCK, STRUCK_OUT, Run, read_runs
from emustats.reading.cells.ods_styles import Styles, read_styles, short_name
from emustats.reading.cells.package import parse_xml

_ERROR_TEXT = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_DURATION = re.compile(r"-?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_CELL_TAGS = ("table:table-cell", "table:covered-table-cell")
# What lies inside these is no content of a cell: comments, drawings, deleted cells, readings.
_SKIPPED = {
    "office:annotation", "table:shapes", "table:tracked-changes", "table:dde-links", "table:table-source",
    "text:ruby-text", "text:note", "text:tracked-changes",
}  # fmt: skip


def read_ods(archive: Archive) -> list[Sheet]:
    """The sheets of an .ods in their order, hidden ones too.

    Raises SubmissionError: file_damaged, or file_too_large where cells repeat past the limit.
    """
    content = archive.parts.get("content.xml")
    if content is None:
        raise refuse("file_damaged", "no content.xml")
    xml = inflate(archive, content)
    named = archive.parts.get("styles.xml")
    reader = _ContentReader(read_styles((*([inflate(archive, named)] if named else []), xml)))
    parse_xml(xml, reader.start, reader.end, reader.text)
    return [builder.sheet() for builder in reader.finished]


class _Cell(NamedTuple):
    """A cell of the row being read, standing ``repeat`` times from its column on."""

    column: int
    repeat: int
    value: object
    kind: str
    is_percent: bool
    font: str | None
    style: str
    runs: tuple[Run, ...]


def _is_struck(runs: list[Run]) -> bool:
    return all(run.look == STRUCK for run in runs if run.text.strip())


class _ContentReader:
    """The state of one pass over content.xml: the sheet, the row being gathered, the cell being read."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.concern_cells = styles.concern_cells
        self.budget = CellBudget()
        self.finished: list[SheetBuilder] = []
        self.sheet: SheetBuilder | None = None
        self.skipping = 0
        self.row = self.column = self.row_repeat = 0
        self.hidden_ranges: list[tuple[int, int]] = []
        self.column_styles: list[tuple[int, str]] = []
        self.row_cells: list[_Cell] = []
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        self.runs: list[Run] = []
        self.spans: list[str] = []
        self.depth_paragraph = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = short_name(tag)
        is_table_in_cell = tag == "table:table" and self.cell is not None
        if self.skipping or is_table_in_cell or tag in _SKIPPED or tag.startswith(("draw:", "chart:")):
            self.skipping += 1
        elif self.cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag in _CELL_TAGS and self.sheet is not None:
            self.cell = {short_name(key): value for key, value in attributes.items()}
            self.paragraphs, self.runs, self.spans = [], [], []
        elif tag == "table:table-row" and self.sheet is not None:
            self._start_row({short_name(key): value for key, value in attributes.items()})
        elif tag == "table:table-column" and self.sheet is not None and self.concern_cells:
            short = {short_name(key): value for key, value in attributes.items()}
            style = short.get("table:default-cell-style-name", "")
            last = self.column_styles[-1][0] if self.column_styles else 0
            self.column_styles.append((last + _count(short, "table:number-columns-repeated"), style))
        elif tag == "table:table" and self.sheet is None:
            short = {short_name(key): value for key, value in attributes.items()}
            is_hidden = short.get("table:style-name") in self.styles.hidden_sheets
            self.sheet = SheetBuilder(short.get("table:name", ""), "hidden" if is_hidden else "visible", self.budget)
            self.row, self.hidden_ranges, self.column_styles = 0, [], []

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "text:p" or tag == "text:h":
            self.depth_paragraph += 1
            if self.paragraphs:
                self.runs.append(Run("\n", AS_CELL))
            self.paragraphs.append("")
        elif tag == "text:span":
            outer = self.spans[-1] if self.spans else AS_CELL
            name = next((value for key, value in attributes.items() if key.endswith(" style-name")), "")
            self.spans.append(self.styles.looks.get(name, outer))
        elif tag == "text:s":
            count = next((value for key, value in attributes.items() if key.endswith(" c")), "1")
            self._add(" " * min(int(count) if count.isdigit() else 1, 1000))
        elif tag == "text:tab":
            self._add("\t")
        elif tag == "text:line-break":
            self._add("\n")

    def _add(self, characters: str) -> None:
        if self.depth_paragraph and self.paragraphs:
            self.paragraphs[-1] += characters
            self.runs.append(Run(characters, self.spans[-1] if self.spans else AS_CELL))

    def text(self, characters: str) -> None:
        if self.cell is not None and not self.skipping:
            self._add(characters)

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        tag = short_name(tag)
        if self.cell is not None:
            if tag in _CELL_TAGS:
                self._finish_cell(self.cell)
                self.cell = None
            elif tag in ("text:p", "text:h"):
                self.depth_paragraph -= 1
            elif tag == "text:span" and self.spans:
                self.spans.pop()
        elif tag == "table:table-row" and self.sheet is not None:
            self._finish_row()
        elif tag == "table:table" and self.sheet is not None:
            self._finish_sheet(self.sheet)
            self.sheet = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.column, self.row_cells = 0, []
        self.row_repeat = _count(attributes, "table:number-rows-repeated")
        if attributes.get("table:visibility") in ("collapse", "filter"):
            self.hidden_ranges.append((self.row, self.row + self.row_repeat))

    def _finish_cell(self, attributes: dict[str, str]) -> None:
        repeat = _count(attributes, "table:number-columns-repeated")
        text = "\n".join(self.paragraphs)
        value, kind = _value(attributes, text)
        width = _count(attributes, "table:number-columns-spanned")
        height = _count(attributes, "table:number-rows-spanned")
        if self.sheet is not None and (width > 1 or height > 1):
            self.sheet.merges.append((self.row, self.column, self.row + height - 1, self.column + width - 1))
        if kind and not (kind == "t" and value == ""):
            is_percent = attributes.get("office:value-type") == "percentage" and kind == "n"
            style = self._style(attributes.get("table:style-name")) if self.concern_cells else ""
            font = self.styles.legacy.get(style) if kind == "t" else None
            self.row_cells.append(_Cell(self.column, repeat, value, kind, is_percent, font, style, self._runs(value)))
        self.column += repeat

    def _style(self, style: str | None) -> str:
        if style is not None:
            return style
        return next((style for end, style in self.column_styles if self.column < end), "")

    def _runs(self, value: object) -> tuple[Run, ...]:
        """The pieces of a text in several looks; none where it is no text or all looks as the cell does."""
        if all(run.look == AS_CELL for run in self.runs):
            return ()
        # A number or a date struck out in its text is stored apart from it.
        is_stored_apart = not isinstance(value, str)
        return (Run(str(value), STRUCK),) if is_stored_apart and _is_struck(self.runs) else tuple(self.runs)

    def _finish_row(self) -> None:
        if self.sheet is not None and self.row_cells:
            if sum(cell.repeat for cell in self.row_cells) * self.row_repeat > MAX_CELLS:
                raise refuse("file_too_large", f"more than {MAX_CELLS} filled cells")
            for row in range(self.row, self.row + self.row_repeat):
                for cell in self.row_cells:
                    for column in range(cell.column, cell.column + cell.repeat):
                        self._add_cell(self.sheet, row, column, cell)
        self.row += self.row_repeat

    def _add_cell(self, sheet: SheetBuilder, row: int, column: int, cell: _Cell) -> None:
        is_struck = self.styles.looks.get(cell.style) == STRUCK and bool(cell.style)
        value, mark = cell.value, None
        if cell.runs:
            text, mark = read_runs(cell.runs, is_cell_struck=is_struck)
            if cell.kind == "t":
                value = text
            is_struck = False
        sheet.add(row, column, value, cell.kind, percent=cell.is_percent, font=cell.font)
        sheet.mark(row, column, mark if cell.kind == "t" or mark and STRUCK_OUT in mark.rules else None)
        code = self.styles.codes.get(cell.style)
        if is_struck or code is not None:
            sheet.look(row, column, is_struck=is_struck, code=code)

    def _finish_sheet(self, sheet: SheetBuilder) -> None:
        # Below the last filled row a hidden row hides nothing; files repeat such rows a million times.
        last = max(sheet.cells, default=-1) >> 14
        for first, end in self.hidden_ranges:
            sheet.hidden_rows.update(range(first, min(end, last + 1)))
        self.finished.append(sheet)


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 12 else 1


def _value(attributes: dict[str, str], text: str) -> tuple[object, str]:
    kind = attributes.get("office:value-type", "")
    formula = attributes.get("table:formula")
    if attributes.get("calcext:value-type") == "error" or _ERROR_TEXT.fullmatch(text.strip()):
        return text.strip() or "#ERR!", "e"
    if kind in ("float", "percentage", "currency"):
        try:
            return float(attributes.get("office:value", "")), "n"
        except ValueError as error:
            raise refuse("file_damaged", f"number {attributes.get('office:value', '')[:20]!r}") from error
    if kind == "date":
        moment = from_iso(attributes.get("office:date-value", ""))
        return (moment, "d") if moment is not None else (text, "t")
    if kind == "time":
        moment = _time(attributes.get("office:time-value", ""))
        return (moment, "d") if moment is not None else (text, "t")
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true", "b"
    if formula is not None and not kind and not text:
        return formula.partition(":=")[2] or formula, "u"
    return text or attributes.get("office:string-value", ""), "t"


def _time(text: str) -> object:
    found = _DURATION.fullmatch(text[:60])
    if not found:
        return None
    days, hours, minutes = (int(group or 0) for group in found.groups()[:3])
    seconds = float((found.group(4) or "0").replace(",", "."))
    try:
        length = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    if text.startswith("-"):
        return -length
    return (dt.datetime.min + length).time() if length < dt.timedelta(days=1) else length
