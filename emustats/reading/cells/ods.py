"""The reader of .ods: a streaming pass over content.xml that keeps percentages, errors and unsaved formulas."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from emustats.reading.cells.container import Archive, inflate, refuse
from emustats.reading.cells.formats import MAX_CELLS, CellBudget, Sheet, SheetBuilder, from_iso
from emustats.reading.cells.package import parse_xml
from emustats.reading.fonts.decode import is_legacy_font

_ERROR_TEXT = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_DURATION = re.compile(r"-?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_STYLES_MATTER = re.compile(rb"""display="false"|["';]\.?vn[a-z]|["';]vni[- ]""", re.IGNORECASE)
_CELL_TAGS = ("table:table-cell", "table:covered-table-cell")
# What lies inside these is no content of a cell: comments, drawings, deleted cells, readings.
_SKIPPED = {
    "office:annotation", "table:shapes", "table:tracked-changes", "table:dde-links", "table:table-source",
    "text:ruby-text", "text:note", "text:tracked-changes",
}  # fmt: skip


class _Fonts(NamedTuple):
    """By cell style: its legacy font; and the styles of sheets that are hidden."""

    legacy: dict[str, str]
    hidden_sheets: set[str]


def read_ods(archive: Archive) -> list[Sheet]:
    """The sheets of an .ods in their order, hidden ones too.

    Raises SubmissionError: file_damaged, or file_too_large where cells repeat past the limit.
    """
    content = archive.parts.get("content.xml")
    if content is None:
        raise refuse("file_damaged", "no content.xml")
    xml = inflate(archive, content)
    named = archive.parts.get("styles.xml")
    reader = _ContentReader(_read_fonts([inflate(archive, named)] if named else [], xml))
    parse_xml(xml, reader.start, reader.end, reader.text)
    return [builder.sheet() for builder in reader.finished]


@lru_cache(maxsize=2048)
def _short(name: str) -> str:
    """ "office:value" for "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value"."""
    namespace, _, local = name.rpartition(" ")
    words = namespace.split(":")
    return f"{words[-2]}:{local}" if len(words) > 1 else local


def _read_fonts(other_parts: list[bytes], content: bytes) -> _Fonts:
    faces: dict[str, str] = {}
    fonts: dict[str, str] = {}
    parents: dict[str, str] = {}
    hidden: set[str] = set()
    current = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal current
        tag = _short(tag)
        if tag == "table:table":
            return
        if tag in ("style:font-face", "style:style", "style:text-properties", "style:table-properties"):
            short = {_short(key): value for key, value in attributes.items()}
            if tag == "style:font-face":
                family = next((value for key, value in short.items() if key.endswith(":font-family")), "")
                faces[short.get("style:name", "")] = family.strip("'\"")
            elif tag == "style:style":
                current = short.get("style:name", "")
                parents[current] = short.get("style:parent-style-name", "")
            elif tag == "style:text-properties":
                family = next((value for key, value in short.items() if key.endswith(":font-family")), "")
                name = short.get("style:font-name", "")
                if name or family:
                    fonts[current] = faces.get(name, name) or family.strip("'\"")
            elif short.get("table:display") == "false":
                hidden.add(current)

    parts = (*other_parts, content)
    if any(_STYLES_MATTER.search(part) for part in parts):
        for part in parts:
            parse_xml(part, start)
    return _Fonts(_inherited(fonts, parents), hidden)


def _inherited(fonts: dict[str, str], parents: dict[str, str]) -> dict[str, str]:
    legacy = {}
    for style in parents:
        ancestor, seen = style, set()
        while ancestor and ancestor not in fonts and ancestor not in seen:
            seen.add(ancestor)
            ancestor = parents.get(ancestor, "")
        if is_legacy_font(fonts.get(ancestor, "")):
            legacy[style] = fonts[ancestor]
    return legacy


class _ContentReader:
    """The state of one pass over content.xml: the sheet, the row being gathered, the cell being read."""

    def __init__(self, fonts: _Fonts) -> None:
        self.fonts = fonts
        self.budget = CellBudget()
        self.finished: list[SheetBuilder] = []
        self.sheet: SheetBuilder | None = None
        self.skipping = 0
        self.row = self.column = self.row_repeat = 0
        self.hidden_ranges: list[tuple[int, int]] = []
        self.column_fonts: list[tuple[int, str | None]] = []
        self.row_cells: list[tuple[int, int, object, str, bool, str | None]] = []
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        self.depth_paragraph = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _short(tag)
        is_table_in_cell = tag == "table:table" and self.cell is not None
        if self.skipping or is_table_in_cell or tag in _SKIPPED or tag.startswith(("draw:", "chart:")):
            self.skipping += 1
        elif self.cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag in _CELL_TAGS and self.sheet is not None:
            self.cell = {_short(key): value for key, value in attributes.items()}
            self.paragraphs = []
        elif tag == "table:table-row" and self.sheet is not None:
            self._start_row({_short(key): value for key, value in attributes.items()})
        elif tag == "table:table-column" and self.sheet is not None and self.fonts.legacy:
            short = {_short(key): value for key, value in attributes.items()}
            font = self.fonts.legacy.get(short.get("table:default-cell-style-name", ""))
            last = self.column_fonts[-1][0] if self.column_fonts else 0
            self.column_fonts.append((last + _count(short, "table:number-columns-repeated"), font))
        elif tag == "table:table" and self.sheet is None:
            short = {_short(key): value for key, value in attributes.items()}
            is_hidden = short.get("table:style-name") in self.fonts.hidden_sheets
            self.sheet = SheetBuilder(short.get("table:name", ""), "hidden" if is_hidden else "visible", self.budget)
            self.row, self.hidden_ranges, self.column_fonts = 0, [], []

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "text:p" or tag == "text:h":
            self.depth_paragraph += 1
            self.paragraphs.append("")
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

    def text(self, characters: str) -> None:
        if self.cell is not None and not self.skipping:
            self._add(characters)

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        tag = _short(tag)
        if self.cell is not None:
            if tag in _CELL_TAGS:
                self._finish_cell(self.cell)
                self.cell = None
            elif tag in ("text:p", "text:h"):
                self.depth_paragraph -= 1
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
        if width > 1 or height > 1:
            self.sheet.merges.append((self.row, self.column, self.row + height - 1, self.column + width - 1))
        if kind and not (kind == "t" and value == ""):
            is_percent = attributes.get("office:value-type") == "percentage" and kind == "n"
            font = self._font(attributes.get("table:style-name")) if kind == "t" and self.fonts.legacy else None
            self.row_cells.append((self.column, repeat, value, kind, is_percent, font))
        self.column += repeat

    def _font(self, style: str | None) -> str | None:
        if style is not None:
            return self.fonts.legacy.get(style)
        return next((font for end, font in self.column_fonts if self.column < end), None)

    def _finish_row(self) -> None:
        if self.row_cells:
            if sum(cell[1] for cell in self.row_cells) * self.row_repeat > MAX_CELLS:
                raise refuse("file_too_large", f"more than {MAX_CELLS} filled cells")
            for row in range(self.row, self.row + self.row_repeat):
                for column, repeat, value, kind, is_percent, font in self.row_cells:
                    for place in range(column, column + repeat):
                        self.sheet.add(row, place, value, kind, percent=is_percent, font=font)
        self.row += self.row_repeat

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
