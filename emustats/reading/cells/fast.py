"""The fast reader of .xlsx sheets: one compiled pattern over regular XML; it declines whatever it does not cover.

A part is cut at every cell the pattern knows; what lies between the cells must be nothing but row tags.
So no cell can be passed over: anything unusual leaves a rest, and the exact reader takes the part.
"""

from __future__ import annotations

import re
from math import isfinite
from operator import lt
from typing import Any

from emustats.reading.cells.exact import merged_range, position, typed_value
from emustats.reading.cells.formats import PERCENT, CellBudget, Sheet
from emustats.reading.cells.looks import without_noise
from emustats.reading.cells.package import MAIN_NAMESPACES, Book, SheetEntry, Strings, Styles, unescape

MAX_FAST_BYTES = 64 << 20  # the pattern holds all pieces at once; larger parts are streamed

# Address, style, type, formula, value, inline text: as Excel, LibreOffice, openpyxl and XlsxWriter write them.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,5})")?(?: t="([a-zA-Z]+)")?(?: [cv]m="[0-9]+")*'
    rb"(?: ?/>|>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    rb'(?:<v>([^<]*)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_GROUPS = _CELL.groups + 1
_ROW_TAGS = re.compile(rb'(?:</row>|<row(?: [A-Za-z0-9:]+="[^"<>]*")*+ ?/?>|[ \t\r\n]++)*+')
_HIDDEN_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"[^<>]*? hidden="(?:1|true)"')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)" ?/>')
_ROOT = re.compile(rb"<worksheet[ >]")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_STRING = re.compile(r'<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t ?/>)</si>')
_STRINGS_HEAD = re.compile(r"(?:\ufeff)?(?:<\?xml[^<>]*\?>)?\s*<sst[ >][^<>]*>?\s*")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FORMULA_TEXT = re.compile(rb"<f[^<>]*>([^<]*)</f>")


class _Positions(dict[bytes, int]):
    """Cell address -> row << 14 | column; filled as addresses turn up, emptied when it grows large."""

    def __missing__(self, reference: bytes) -> int:
        row, column = position(reference.decode())
        if len(self) > 200_000:
            self.clear()
        key = self[reference] = row << 14 | column
        return key


_positions = _Positions()


def read_sheet_fast(
    content: bytes, entry: SheetEntry, book: Book, *, strings: Strings, styles: Styles, budget: CellBudget
) -> Sheet | None:
    """One sheet, or None where the exact reader has to take it; never a sheet with something missing."""
    if styles.fonts or strings.fonts or len(content) > MAX_FAST_BYTES:
        return None
    if styles.struck or styles.codes or strings.is_marked:
        return None
    body = _regular_body(content)
    if body is None:
        return None
    start, end = body
    pieces = _CELL.split(content[start:end])
    rest = b"".join(pieces[::_GROUPS])
    merges = _merges(content, end)
    if merges is None or not _ROW_TAGS.fullmatch(rest):
        return None
    hidden = _hidden_rows(rest)
    keys = [_positions[reference] for reference in pieces[1::_GROUPS]]
    if hidden is None or not all(map(lt, keys, keys[1:])):
        return None
    cells = _cells(keys, pieces, strings.texts, styles, book.epoch_1904)
    if cells is None:
        return None
    kept, values, kinds, percent = cells
    budget.take(len(kept))
    rows, columns = [key >> 14 for key in kept], [key & 0x3FFF for key in kept]
    return Sheet(entry.name, entry.state, rows, columns, values, kinds, percent, {}, merges, hidden)


def _regular_body(content: bytes) -> tuple[int, int] | None:
    start = content.find(b"<sheetData>")
    head = content[: start if start >= 0 else 4096]
    if not _ROOT.search(head) or _ENCODING.match(head.lstrip(b"\xef\xbb\xbf")) or b"<!" in content:
        return None
    if not any(b'xmlns="' + namespace + b'"' in head for namespace in MAIN_NAMESPACES):
        return None
    if not content.rstrip().endswith(b"</worksheet>"):
        return None
    if start < 0:
        empty = content.find(b"<sheetData/>")
        return (empty, empty) if empty >= 0 and b"<c " not in content else None
    end = content.rfind(b"</sheetData>")
    return (start + 11, end) if end > start else None


def _merges(content: bytes, end: int) -> list[tuple[int, int, int, int]] | None:
    if content.find(b"mergeCell", end) < 0:
        return []
    tail = content[end:]
    found = _MERGE.findall(tail)
    if len(found) != tail.count(b"<mergeCell ") + tail.count(b":mergeCell "):
        return None
    return sorted(merged_range(reference.decode()) for reference in found)


def _hidden_rows(rest: bytes) -> frozenset[int] | None:
    if b"hidden=" not in rest:
        return frozenset()
    found = _HIDDEN_ROW.findall(rest)
    if len(found) != len(_HIDDEN.findall(rest)):
        return None
    return frozenset(int(row) - 1 for row in found)


def _cells(
    keys: list[int], pieces: list[bytes], texts: list[str], styles: Styles, epoch_1904: bool
) -> tuple[list[int], list[Any], list[str], set[int]] | None:
    special = {str(index).encode(): shown for index, shown in enumerate(styles.kinds) if shown}
    special.setdefault(b"0", "")
    unstyled = special[b"0"]
    kept: list[int] = []
    values: list[Any] = []
    kinds: list[str] = []
    percent: set[int] = set()
    value: Any
    columns = [pieces[group::_GROUPS] for group in range(2, _GROUPS)]
    try:
        for key, style, kind, formula, stored, inline in zip(keys, *columns, strict=True):
            if stored:
                if kind == b"s":
                    index = int(stored)
                    if index < 0:
                        return None
                    value, letter = texts[index], "t"
                    if not value:
                        continue
                elif kind is None or kind == b"n":
                    shown = unstyled if style is None else special.get(style)
                    value, letter = float(stored), "n"
                    if value % 1:
                        value = without_noise(value)
                    if shown:
                        if shown == PERCENT:
                            percent.add(len(kept))
                        else:
                            value, letter = typed_value("n", stored.decode(), shown, epoch_1904)
                    if letter == "n" and not isfinite(value):
                        return None
                elif kind == b"str":
                    value, letter = _text(stored), "t"
                elif kind == b"e" or kind == b"b" or kind == b"d":
                    value, letter = typed_value(kind.decode(), _text(stored), "", epoch_1904)
                    if value is None:
                        return None
                else:
                    return None
            elif inline:
                if kind != b"inlineStr":
                    return None
                value, letter = _text(inline), "t"
            elif formula and not (kind == b"str" and stored is not None):
                found = _FORMULA_TEXT.match(formula)
                value, letter = _text(found.group(1)) if found else "", "u"
            else:
                continue
            kept.append(key)
            values.append(value)
            kinds.append(letter)
    except (ValueError, IndexError):
        return None
    return kept, values, kinds, percent


def _text(stored: bytes) -> str:
    return unescape(_plain(stored.decode("utf-8")))


def _plain(text: str) -> str:
    # What an XML parser does to character data: line ends become one newline, references their characters.
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    if text.count("&") != len(_ENTITY.findall(text)):
        raise ValueError("unknown entity")
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    return _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


def read_strings_fast(content: bytes) -> Strings | None:
    """The shared strings, or None where rich runs or anything else unusual ask for the exact reader."""
    if b"<!" in content or _ENCODING.match(content.lstrip(b"\xef\xbb\xbf")):
        return None
    try:
        pieces = _STRING.split(content.decode("utf-8"))
        if any(pieces[2:-1:2]) or not _STRINGS_HEAD.fullmatch(pieces[0]):
            return None
        if len(pieces) > 1 and pieces[-1].strip() != "</sst>":
            return None
        texts = [piece or "" for piece in pieces[1::2]]
        if b"&" in content or b"\r" in content or b"_x" in content:
            texts = [unescape(_plain(text)) for text in texts]
    except ValueError:
        return None
    return Strings(texts, {})
