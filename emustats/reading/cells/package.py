"""The parts of an .xlsx around its sheets: relations, sheet list, styles and shared strings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from xml.parsers import expat

from emustats.reading.cells.container import Archive, Part, inflate, packed_bytes, refuse
from emustats.reading.cells.formats import format_kind
from emustats.reading.cells.looks import AS_CELL, PLAIN, STRUCK, SUPER, Run, may_rescale
from emustats.reading.fonts.decode import is_legacy_font

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
MAIN_NAMESPACES = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_REMEMBERED = 64
_memory: dict[tuple[str, bytes], Any] = {}
T = TypeVar("T")


class Relation(NamedTuple):
    """One line of a .rels part: the kind is the last word of its type, the target a lower-case part name."""

    kind: str
    target: str


class SheetEntry(NamedTuple):
    """One worksheet of the workbook part: name, state and the part that holds its cells."""

    name: str
    state: str
    part: Part


class Styles(NamedTuple):
    """By cell style: what its number format shows ("" for plain numbers) and its legacy font, if any.

    ``struck``: the styles in a struck-out font; ``codes``: the formats that may show another number than is stored.
    """

    kinds: tuple[str, ...]
    fonts: dict[int, str]
    struck: frozenset[int] = frozenset()
    codes: dict[int, str] = {}


class Font(NamedTuple):
    """A font of cells: its name, and whether it strikes its text out."""

    name: str
    is_struck: bool = False


class Book(NamedTuple):
    """What the workbook part and its relations tell."""

    sheets: tuple[SheetEntry, ...]
    epoch_1904: bool
    strings: Part | None
    styles: Part | None


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    """The local part of an expat name that carries its namespace."""
    return name.rpartition(" ")[2]


def parse_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Run one XML part past the callbacks; names come as "namespace local".

    Raises SubmissionError: file_damaged where the XML is not well formed or declares a DOCTYPE.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise refuse("file_damaged", f"XML: {error}") from error
    except (ValueError, LookupError) as error:
        raise refuse("file_damaged", f"XML: {error}") from error


def _refuse_doctype(*_: object) -> None:
    raise refuse("file_damaged", "XML with a DOCTYPE")


def remembered(name: str, archive: Archive, part: Part, parse: Callable[[bytes], T]) -> T:
    """The parsed part, remembered by its packed bytes: the workbooks of one folder share styles and lists."""
    key = (name, packed_bytes(archive, part))
    held: T | None = _memory.get(key)
    if held is None:
        if len(_memory) >= _REMEMBERED:
            _memory.clear()
        held = parse(inflate(archive, part))
        if part.packed_size <= 65_536:
            _memory[key] = held
    return held


def relations(archive: Archive, source: str) -> dict[str, Relation]:
    """The relations of one part by id; targets outside the file are left out, nothing is ever fetched."""
    folder, name = posixpath.split(source)
    part = archive.parts.get(posixpath.join(folder, "_rels", name + ".rels"))
    if part is None:
        return {}
    found: dict[str, Relation] = {}
    for identifier, kind, target in remembered("rels", archive, part, _parse_relations):
        target = target.replace("\\", "/").lower()
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[identifier] = Relation(kind, path)
    return found


def _parse_relations(content: bytes) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2].lower()
            found.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))

    parse_xml(content, start)
    return found


def workbook_part(archive: Archive, default: str) -> Part:
    """The part that lists the sheets; raises SubmissionError file_damaged when there is none."""
    for relation in relations(archive, "").values():
        if relation.kind == "officedocument" and relation.target in archive.parts:
            return archive.parts[relation.target]
    if default in archive.parts:
        return archive.parts[default]
    raise refuse("file_damaged", "no workbook part")


def locate(archive: Archive, source: Part, listed: list[tuple[str, str, str]], epoch_1904: bool) -> Book:
    """The Book for a list of (sheet name, state, relation id); sheets of charts, dialogs and macros drop out."""
    links = relations(archive, source.name.lower())
    by_kind = {relation.kind: archive.parts.get(relation.target) for relation in links.values()}
    folder = posixpath.dirname(source.name.lower())
    suffix = posixpath.splitext(source.name.lower())[1]
    sheets = []
    for name, state, identifier in listed:
        link = links.get(identifier)
        if link is None:
            raise refuse("file_damaged", f"sheet {name!r} has no part")
        if link.kind not in ("worksheet", ""):
            continue
        if link.target not in archive.parts:
            raise refuse("file_damaged", f"sheet {name!r}: part {link.target!r} is missing")
        sheets.append(SheetEntry(name, state, archive.parts[link.target]))
    return Book(
        tuple(sheets),
        epoch_1904,
        by_kind.get("sharedstrings") or archive.parts.get(posixpath.join(folder, "sharedstrings" + suffix)),
        by_kind.get("styles") or archive.parts.get(posixpath.join(folder, "styles" + suffix)),
    )


def read_book(archive: Archive) -> Book:
    """The sheets of an .xlsx in their order, hidden ones too."""
    part = workbook_part(archive, "xl/workbook.xml")
    listed, epoch_1904 = remembered("book", archive, part, _parse_book)
    return locate(archive, part, listed, epoch_1904)


def _parse_book(content: bytes) -> tuple[list[tuple[str, str, str]], bool]:
    listed: list[tuple[str, str, str]] = []
    flags: list[bool] = []
    states = {"hidden": "hidden", "veryHidden": "very_hidden"}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            state = states.get(attributes.get("state", ""), "visible")
            listed.append((attributes.get("name", ""), state, link))
        elif tag == "workbookPr":
            flags.append(attributes.get("date1904") in ("1", "true", "on"))

    parse_xml(content, start)
    return listed, any(flags)


def read_styles(archive: Archive, part: Part | None) -> Styles:
    """What the cell styles mean for reading; a workbook without styles has plain numbers only."""
    return Styles((), {}) if part is None else remembered("styles", archive, part, _parse_styles)


def _parse_styles(content: bytes) -> Styles:
    codes: dict[int, str] = {}
    fonts: list[Font] = []
    cells: list[tuple[int, int]] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        inside.append(tag)
        parent = inside[-2] if len(inside) > 1 else ""
        if tag == "numFmt" and parent == "numFmts":
            codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "font" and parent == "fonts":
            fonts.append(Font(""))
        elif tag == "name" and parent == "font" and inside[-3:-2] == ["fonts"]:
            fonts[-1] = fonts[-1]._replace(name=attributes.get("val", ""))
        elif tag == "strike" and parent == "font" and inside[-3:-2] == ["fonts"]:
            fonts[-1] = fonts[-1]._replace(is_struck=is_on(attributes))
        elif tag == "xf" and parent == "cellXfs":
            cells.append((whole(attributes.get("numFmtId")), whole(attributes.get("fontId"))))

    parse_xml(content, start, lambda tag: inside.pop())
    return styles_of(codes, fonts, cells)


def is_on(attributes: dict[str, str]) -> bool:
    """Whether a switch such as <strike/> is on: it is unless it says otherwise."""
    return attributes.get("val", "1") in ("1", "true", "on")


def styles_of(codes: dict[int, str], fonts: list[Font], cells: list[tuple[int, int]]) -> Styles:
    """Styles from custom format codes by id, fonts, and (format id, font index) by cell style."""
    kinds = tuple(format_kind(number, codes.get(number)) for number, _ in cells)
    legacy = {
        index: fonts[font].name
        for index, (_, font) in enumerate(cells)
        if 0 <= font < len(fonts) and is_legacy_font(fonts[font].name)
    }
    struck = frozenset(index for index, (_, font) in enumerate(cells) if font < len(fonts) and fonts[font].is_struck)
    scaling = {number for number, code in codes.items() if may_rescale(code)}
    scaled = {index: codes[number] for index, (number, _) in enumerate(cells) if number in scaling}
    return Styles(kinds, legacy, struck, scaled)


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of at most nine digits, as attributes hold it; ``otherwise`` for anything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def unescape(text: str) -> str:
    """Undo the _x000D_ spelling of characters that XML cannot hold.

    >>> unescape("a_x000D_b"), unescape("_x005F_x000D_")
    ('a\\rb', '_x000D_')
    """
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class RichText:
    """Gathers one <si> or <is>: its text without phonetic readings, and the font all its runs share."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.fonts: list[str] = []
        self.runs: list[Run] = []
        self._run_font = ""
        self._look = AS_CELL
        self._depth_phonetic = 0
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element inside the string begins."""
        if tag == "rPh":
            self._depth_phonetic += 1
        elif tag == "r":
            self._run_font, self._look = "", AS_CELL
        elif tag == "rPr":
            self._look = PLAIN
        elif tag == "rFont":
            self._run_font = attributes.get("val", "")
        elif tag == "strike" and is_on(attributes):
            self._look = STRUCK
        elif tag == "vertAlign" and attributes.get("val") == "superscript" and self._look != STRUCK:
            self._look = SUPER
        elif tag == "t" and not self._depth_phonetic:
            self._in_text = True

    def end(self, tag: str) -> None:
        """An element inside the string ends."""
        if tag == "rPh":
            self._depth_phonetic -= 1
        elif tag == "t":
            self._in_text = False

    def add(self, text: str) -> None:
        """Characters between tags."""
        if self._in_text:
            self.pieces.append(text)
            if self.runs and self.runs[-1].look == self._look:
                self.runs[-1] = Run(self.runs[-1].text + text, self._look)
            else:
                self.runs.append(Run(text, self._look))
            if text.strip():
                self.fonts.append(self._run_font)

    def finish(self) -> tuple[str, str]:
        """The text and the one legacy font of all its runs ("" if none or several)."""
        fonts = set(self.fonts)
        font = fonts.pop() if len(fonts) == 1 else ""
        return unescape("".join(self.pieces)), font if font and is_legacy_font(font) else ""

    def formatted(self) -> tuple[Run, ...]:
        """The runs of different looks; none where the whole text looks as its cell does."""
        if all(run.look == AS_CELL for run in self.runs):
            return ()
        return tuple(Run(unescape(run.text), run.look) for run in self.runs)


class Strings(NamedTuple):
    """The shared strings, the legacy font of those whose runs are all written in one, and the runs of the others.

    ``is_marked``: some run is raised or struck out, so that its text does not count as a whole.
    """

    texts: list[str]
    fonts: dict[int, str]
    runs: dict[int, tuple[Run, ...]] = {}
    is_marked: bool = False


def parse_strings(content: bytes) -> Strings:
    """The shared strings read exactly, rich runs joined and phonetic readings dropped."""
    texts: list[str] = []
    fonts: dict[int, str] = {}
    runs: dict[int, tuple[Run, ...]] = {}
    open_string: list[RichText] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "si":
            open_string[:] = [RichText()]
        elif open_string:
            open_string[0].start(tag, attributes)

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "si" and open_string:
            rich = open_string.pop()
            text, font = rich.finish()
            if font:
                fonts[len(texts)] = font
            formatted = rich.formatted()
            if formatted:
                runs[len(texts)] = formatted
            texts.append(text)
        elif open_string:
            open_string[0].end(tag)

    def text(characters: str) -> None:
        if open_string:
            open_string[0].add(characters)

    parse_xml(content, start, end, text)
    is_marked = any(run.look in (SUPER, STRUCK) for pieces in runs.values() for run in pieces)
    return Strings(texts, fonts, runs, is_marked)
