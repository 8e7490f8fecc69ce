"""The parts of an .xlsx package, edited as text: what is not touched stays byte for byte as the unit saved it.

openpyxl would drop the saved results of formulas, drop-down extensions, shapes and charts on saving;
a copy that goes back to a unit must keep them.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from emustats.reading.cells.container import inflate, open_zip

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"


class NotEditable(ValueError):
    """The package is not one that can be edited part by part; the findings go into a list of their own."""


class Span(NamedTuple):
    """One child of the root: its local name, where it starts, and where it ends (in characters)."""

    name: str
    start: int
    stop: int


class SheetPart(NamedTuple):
    """One worksheet: the name on its tab and the path of its part."""

    name: str
    path: str


Parts = dict[str, bytes]


def read_parts(data: bytes) -> Parts:
    """All parts of a package by name, in their order, within the limits of reading.

    Raises NotEditable for what is no such package, SubmissionError for one that is not safe to unpack.
    """
    archive = open_zip(data)
    parts = {part.name: inflate(archive, part) for part in archive.parts.values() if not part.name.endswith("/")}
    if _CONTENT_TYPES not in parts or workbook_path(parts) not in parts:
        raise NotEditable("no workbook part")
    return parts


def write_parts(parts: Parts) -> bytes:
    """The package as bytes; equal parts give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def xml_text(parts: Parts, path: str) -> str:
    """One XML part as text. Raises NotEditable for other encodings than UTF-8 and for document types."""
    try:
        text = parts[path].decode("utf-8-sig")
    except (KeyError, UnicodeDecodeError) as error:
        raise NotEditable(path) from error
    if "<!DOCTYPE" in text[:2000]:
        raise NotEditable(path)
    return text


def relations(parts: Parts, path: str) -> dict[str, tuple[str, str]]:
    """Relations of one part: id -> (last word of the type, path of the target)."""
    source = _relations_path(path)
    if source not in parts:
        return {}
    try:
        root = ElementTree.fromstring(xml_text(parts, source))
    except ElementTree.ParseError as error:
        raise NotEditable(source) from error
    folder = posixpath.dirname(path)
    found = {}
    for item in root:
        target = item.get("Target", "")
        if item.get("TargetMode") != "External":
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
        found[item.get("Id", "")] = (item.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def add_relation(parts: Parts, path: str, kind: str, target: str) -> str:
    """Relate ``path`` to the part ``target`` and return the new id."""
    source = _relations_path(path)
    empty = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'
    text = xml_text(parts, source) if source in parts else empty
    text = re.sub(r"<Relationships([^>]*?)/>", r"<Relationships\1></Relationships>", text)
    if "</Relationships>" not in text:
        raise NotEditable(source)
    taken = relations(parts, path)
    name = next(f"rIdEmu{n}" for n in range(1, len(taken) + 2) if f"rIdEmu{n}" not in taken)
    item = f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="/{target}"/>'
    parts[source] = text.replace("</Relationships>", item + "</Relationships>").encode()
    return name


def add_content_type(parts: Parts, path: str, content_type: str) -> None:
    """Declare the content type of one part; for ``.vml`` parts, of all parts with that suffix."""
    text = xml_text(parts, _CONTENT_TYPES)
    if "</Types>" not in text:
        raise NotEditable(_CONTENT_TYPES)
    if path.endswith(".vml"):
        if re.search(r'Extension="vml"', text, re.IGNORECASE):
            return
        item = f'<Default Extension="vml" ContentType="{content_type}"/>'
    else:
        item = f'<Override PartName="/{path}" ContentType="{content_type}"/>'
    parts[_CONTENT_TYPES] = text.replace("</Types>", item + "</Types>").encode()


def workbook_path(parts: Parts) -> str:
    """The path of the workbook part. Raises NotEditable when the package has none."""
    for kind, target in relations(parts, "").values():
        if kind == "officeDocument":
            return target
    raise NotEditable("no workbook part")


def sheet_parts(parts: Parts) -> list[SheetPart]:
    """The worksheets in the order of their tabs."""
    path = workbook_path(parts)
    try:
        root = ElementTree.fromstring(xml_text(parts, path))
    except ElementTree.ParseError as error:
        raise NotEditable(path) from error
    if root.tag != f"{{{MAIN}}}workbook":
        raise NotEditable("strict or unknown dialect")
    related = relations(parts, path)
    sheets = []
    for item in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        kind, target = related.get(item.get(f"{{{RELATIONS}}}id", ""), ("", ""))
        if kind == "worksheet" and target in parts:
            sheets.append(SheetPart(item.get("name", ""), target))
    return sheets


def free_path(parts: Parts, folder: str, stem: str, suffix: str) -> str:
    """A part name that is not taken yet."""
    taken = {name.lower() for name in parts}
    numbers = range(1, len(parts) + 2)
    return next(path for n in numbers if (path := f"{folder}/{stem}{n}{suffix}").lower() not in taken)


def prefix_of(text: str, root: str) -> str:
    """The namespace prefix of the root element with its colon, or nothing."""
    found = re.search(rf"<((?:[\w.-]+:)?){root}\b", text)
    if not found:
        raise NotEditable(f"no {root}")
    return found.group(1)


def children(text: str) -> list[Span]:
    """The children of the root element with their places in ``text``."""
    data = text.encode("utf-8")
    spans: list[Span] = []
    open_at: list[tuple[str, int]] = []
    parser = expat.ParserCreate("UTF-8")

    def start(name: str, _attributes: object) -> None:
        open_at.append((name.rsplit(":", 1)[-1], parser.CurrentByteIndex))

    def end(_name: str) -> None:
        name, begin = open_at.pop()
        if len(open_at) == 1:
            # The index stands at "</…>", or at the element itself when it closes in its own tag.
            spans.append(Span(name, begin, data.index(b">", parser.CurrentByteIndex) + 1))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotEditable(str(error)) from error
    if len(data) == len(text):
        return spans
    return [Span(name, len(data[:begin].decode()), len(data[:stop].decode())) for name, begin, stop in spans]


def append_to(text: str, section: str, item: str, items: list[str]) -> tuple[str, int]:
    """Append ``items`` to a counted section of styles.xml; returns the text and the index of the first."""
    span = next((span for span in children(text) if span.name == section), None)
    body = text[span.start : span.stop] if span else ""
    opening = re.match(r"<[^>]*[^/]>", body)
    if not span or not opening:
        raise NotEditable(section)
    count = len(re.findall(rf"<(?:[\w.-]+:)?{item}[\s/>]", body[opening.end() :]))
    head = re.sub(r'count="\d+"', f'count="{count + len(items)}"', opening.group())
    closing = body.rindex("</")
    body = head + body[opening.end() : closing] + "".join(items) + body[closing:]
    return text[: span.start] + body + text[span.stop :], count


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")
