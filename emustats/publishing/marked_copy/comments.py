"""Cell comments written into the parts of an .xlsx package, beside those the unit made itself."""

from __future__ import annotations

import posixpath
import re
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_cell_to_rowcol

from emustats.publishing.marked_copy import ooxml
from emustats.publishing.marked_copy.ooxml import NotEditable, Parts

AUTHOR = "emustats"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_EMPTY_COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{ooxml.MAIN}">'
    "<authors></authors><commentList></commentList></comments>"
)
_EMPTY_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)


def add_comments(parts: Parts, sheet: str, texts: dict[str, str]) -> None:
    """Put one comment on each cell of the sheet part; a comment that is there already is lengthened."""
    if not texts:
        return
    related = ooxml.relations(parts, sheet)
    existing = next((target for kind, target in related.values() if kind == "comments" and target in parts), None)
    folder = posixpath.dirname(posixpath.dirname(sheet)) or "xl"
    path = existing or ooxml.free_path(parts, folder, "comments", ".xml")
    text = ooxml.xml_text(parts, path) if existing else _EMPTY_COMMENTS
    text, added = _with_comments(text, texts)
    parts[path] = text.encode()
    if not existing:
        ooxml.add_content_type(parts, path, _COMMENTS_TYPE)
        ooxml.add_relation(parts, sheet, "comments", path)
    _add_shapes(parts, sheet, folder, added)


def _with_comments(text: str, texts: dict[str, str]) -> tuple[str, list[str]]:
    p = ooxml.prefix_of(text, "comments")
    text = re.sub(rf"<{p}(authors|commentList)\s*/>", rf"<{p}\1></{p}\1>", text)
    if f"</{p}authors>" not in text or f"</{p}commentList>" not in text:
        raise NotEditable("comments")
    author = len(re.findall(rf"<{p}author[\s/>]", text))
    text = text.replace(f"</{p}authors>", f"<{p}author>{AUTHOR}</{p}author></{p}authors>")
    items, added = [], []
    commented = set(re.findall(r'\bref="([A-Z]+\d+)"', text))
    for cell, content in texts.items():
        run = (
            f'<{p}r><{p}rPr><{p}sz val="10"/><{p}rFont val="Times New Roman"/></{p}rPr>'
            f'<{p}t xml:space="preserve">{{}}</{p}t></{p}r>'
        )
        own = None
        if cell in commented:
            own = re.search(rf'<{p}comment\b[^>]*\bref="{cell}"[^>]*>.*?</{p}text>', text, re.DOTALL)
        if own:
            end = own.end() - len(f"</{p}text>")
            text = text[:end] + run.format("\n" + escape(content)) + text[end:]
        else:
            body = f"<{p}text>{run.format(escape(content))}</{p}text>"
            items.append(f'<{p}comment ref="{cell}" authorId="{author}">{body}</{p}comment>')
            added.append(cell)
    return text.replace(f"</{p}commentList>", "".join(items) + f"</{p}commentList>"), added


def _add_shapes(parts: Parts, sheet: str, folder: str, cells: list[str]) -> None:
    text = ooxml.xml_text(parts, sheet)
    spans = ooxml.children(text)
    related = ooxml.relations(parts, sheet)
    path = None
    legacy = next((span for span in spans if span.name == "legacyDrawing"), None)
    if legacy:
        name = re.search(r':id="([^"]+)"', text[legacy.start : legacy.stop])
        path = related.get(name.group(1) if name else "", ("", ""))[1]
        if path not in parts:
            raise NotEditable("legacyDrawing")
    drawing = ooxml.xml_text(parts, path) if path else _EMPTY_DRAWING
    if "</xml>" not in drawing:
        raise NotEditable("vmlDrawing")
    # Numbers must not meet those of shapes that are there; programs begin with 1025.
    last = max([1024, *(int(each) for each in re.findall(r'id="_x0000_s(\d+)"', drawing))])
    shapes = "".join(_shape(number, cell) for number, cell in enumerate(cells, last + 1))
    kind = "" if 'id="_x0000_t202"' in drawing else _SHAPE_TYPE
    new = path or ooxml.free_path(parts, f"{folder}/drawings", "vmlDrawing", ".vml")
    parts[new] = drawing.replace("</xml>", kind + shapes + "</xml>").encode()
    if path:
        return
    ooxml.add_content_type(parts, new, _DRAWING_TYPE)
    relation = ooxml.add_relation(parts, sheet, "vmlDrawing", new)
    p = ooxml.prefix_of(text, "worksheet")
    item = f'<{p}legacyDrawing xmlns:rel="{ooxml.RELATIONS}" rel:id="{relation}"/>'
    at = next((span.start for span in spans if span.name in _AFTER_DRAWING), text.rindex("</"))
    parts[sheet] = (text[:at] + item + text[at:]).encode()


_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _shape(number: int, cell: str) -> str:
    row, column = xl_cell_to_rowcol(cell)
    anchor = f"{column + 1}, 15, {max(row - 1, 0)}, 4, {column + 5}, 15, {row + 6}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;visibility:hidden" fillcolor="#fff9db" o:insetmode="auto">'
        '<v:fill color2="#fff9db"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
