"""Give a unit its own workbook back, with every doubtful cell coloured, commented and listed."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from emustats.errors import SubmissionError, UsageError
from emustats.labels import value_label
from emustats.publishing.form.form import records
from emustats.publishing.marked_copy import ooxml
from emustats.publishing.marked_copy.comments import add_comments
from emustats.publishing.marked_copy.findings import (
    FATE_FILLS,
    FILLS,
    FINDINGS_SHEET,
    HEADER_ROWS,
    WIDTHS,
    Finding,
    Line,
    cells_of,
    findings_of,
    legend_lines,
    list_lines,
    write_findings,
)
from emustats.publishing.marked_copy.ooxml import NotEditable, Parts
from emustats.publishing.saving import save_bytes
from emustats.reading.cells.container import sniff
from emustats.schema import SEVERITIES, SEVERITY_RANK

Fates = dict[str, dict[str, str]]

_MAX_COMMENTS = 1000
_HINT = "Ô có phát hiện được tô màu và kèm ghi chú. Bấm vào địa chỉ ô để đến nơi."
_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def annotate(path: str | Path, problems: object, out: str | Path, *, cells: object = None) -> Path:
    """Write a copy of a submitted workbook in which its findings can be seen; returns what was written.

    ``problems`` is the problems frame of the file or of a whole folder (rows about other files are left
    out). ``out`` is a file name, or a folder (there, or named without a suffix) that gets a file of the
    same name. In an .xlsx or .xlsm copy each cell with a finding is coloured and carries a comment in
    Vietnamese, and a first sheet "Phát hiện" lists all findings with links; all else stays as the unit saved
    it. For other formats, refused files and packages that cannot be edited an .xlsx list named
    ``…-phat-hien.xlsx`` is written instead. ``cells``: the frame of ``read_submission(path).cells``; then every other
    filled cell is coloured by its fate, in pale colours that the list explains. The file at ``path`` is only read; naming it as ``out`` raises
    UsageError.

    >>> annotate("bca-van-phong.xlsx", data.problems, "tra-lai/")  # doctest: +SKIP
    """
    source, target = Path(path), Path(out)
    data = source.read_bytes()
    if target.is_dir() or not target.suffix:
        target = target / source.name
    if target.resolve() == source.resolve():
        raise UsageError(f"{target} là tệp gốc; hãy chọn nơi ghi khác.")
    findings = findings_of(problems, path=source, data=data)
    try:
        copy, suffix = annotated_copy(data, findings, source.name, _fates(cells))
    except (NotEditable, SubmissionError):
        stem = target.stem if target.suffix.lower() == ".xlsx" else target.name
        return write_findings(findings, name=source.name, out=target.with_name(f"{stem}-phat-hien.xlsx"))
    # Excel refuses a package whose name says something else; the old name stays in front.
    return save_bytes(target if target.suffix.lower() == suffix else target.with_name(target.name + suffix), copy)


def _fates(cells: object) -> Fates:
    """The fate of each cell by sheet and address."""
    fates: Fates = {}
    for row in records(cells) if cells is not None else ():
        fates.setdefault(str(row["sheet"]), {})[str(row["cell"])] = str(row["fate"])
    return fates


def annotated_copy(data: bytes, findings: list[Finding], name: str, fates: Fates | None = None) -> tuple[bytes, str]:
    """The bytes of the annotated copy and its suffix; ``fates``: of cells, to be coloured. Raises NotEditable or
    SubmissionError."""
    if sniff(data) != "xlsx":
        raise NotEditable("not an .xlsx package")
    parts = ooxml.read_parts(data)
    sheets = ooxml.sheet_parts(parts)
    styles = _styles_path(parts)
    marked = cells_of(findings)
    room = _MAX_COMMENTS
    for sheet in sheets:
        cells = _top_left(ooxml.xml_text(parts, sheet.path), marked.get(sheet.name, {}))
        colours = {cell: FATE_FILLS[fate] for cell, fate in (fates or {}).get(sheet.name, {}).items()}
        colours |= {cell: FILLS.get(_worst(group), FILLS["note"]) for cell, group in cells.items()}
        if colours:
            _colour(parts, sheet.path, styles, colours)
        if cells:
            texts = {cell: _comment_text(group) for cell, group in list(cells.items())[:room]}
            room -= len(texts)
            add_comments(parts, sheet.path, texts)
    _deselect(parts, sheets)
    lines = list_lines(findings, name, hint=_HINT)
    if fates:
        lines += legend_lines(fate for held in fates.values() for fate in held.values())
    _add_list(parts, styles, lines, {sheet.name for sheet in sheets})
    macro = b"macroEnabled" in parts["[Content_Types].xml"]
    return ooxml.write_parts(parts), ".xlsm" if macro else ".xlsx"


def _worst(findings: list[Finding]) -> str:
    return min((each.severity for each in findings), key=lambda each: SEVERITY_RANK.get(each, len(SEVERITIES)))


def _comment_text(findings: list[Finding]) -> str:
    lines = [f"{value_label('severity', each.severity).upper()}: {each.message}" for each in findings[:4]]
    if len(findings) > 4:
        lines.append(f"Còn {len(findings) - 4} phát hiện khác, xem trang “{FINDINGS_SHEET}”.")
    return "\n".join(lines)


def _top_left(text: str, cells: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
    """The same findings at the cells that show: inside a merged area only the top left one does."""
    places = {cell: xl_cell_to_rowcol(cell) for cell in cells}
    rows = {row for row, _ in places.values()}
    areas: dict[int, list[tuple[int, int, int]]] = {row: [] for row in rows}
    for first, last in re.findall(r'mergeCell\b[^>]*\bref="([A-Z]+\d+):([A-Z]+\d+)"', text):
        (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last)
        for row in rows.intersection(range(top, bottom + 1)):
            areas[row].append((top, left, right))
    moved: dict[str, list[Finding]] = {}
    for cell, group in cells.items():
        row, column = places[cell]
        covering = [(top, left) for top, left, right in areas[row] if left <= column <= right]
        moved.setdefault(xl_rowcol_to_cell(*covering[0]) if covering else cell, []).extend(group)
    return dict(sorted(moved.items(), key=lambda item: xl_cell_to_rowcol(item[0])))


def _styles_path(parts: Parts) -> str:
    for kind, target in ooxml.relations(parts, ooxml.workbook_path(parts)).values():
        if kind == "styles" and target in parts:
            return target
    raise NotEditable("no styles")


def _colour(parts: Parts, path: str, styles: str, colours: dict[str, str]) -> None:
    text, look = ooxml.xml_text(parts, path), ooxml.xml_text(parts, styles)
    prefix = ooxml.prefix_of(look, "styleSheet")
    distinct = sorted(set(colours.values()))
    look, first_fill = ooxml.append_to(look, "fills", "fill", [_fill(prefix, each) for each in distinct])
    fill_of = {colour: first_fill + n for n, colour in enumerate(distinct)}
    formats = _formats(look)
    _, first_format = ooxml.append_to(look, "cellXfs", "xf", [])
    clones: dict[tuple[int, str], int] = {}
    items: list[str] = []

    def restyle(match: re.Match) -> str:
        tag = match.group()
        found = re.search(r'\sr="([A-Z]+\d+)"', tag)
        if not found or found.group(1) not in colours:
            return tag
        style = re.search(r'\ss="(\d+)"', tag)
        key = (int(style.group(1)) if style else 0, colours[found.group(1)])
        if key not in clones:
            clones[key] = first_format + len(items)
            items.append(_with_fill(formats[key[0]] if key[0] < len(formats) else formats[0], fill_of[key[1]]))
        if style:
            return tag[: style.start()] + f' s="{clones[key]}"' + tag[style.end() :]
        return tag[: found.end()] + f' s="{clones[key]}"' + tag[found.end() :]

    sheet_prefix = ooxml.prefix_of(text, "worksheet")
    parts[path] = re.sub(rf"<{sheet_prefix}c\s[^>]*>", restyle, text).encode()
    parts[styles] = ooxml.append_to(look, "cellXfs", "xf", items)[0].encode()


def _formats(look: str) -> list[str]:
    span = next((span for span in ooxml.children(look) if span.name == "cellXfs"), None)
    body = look[span.start : span.stop] if span else ""
    found = re.findall(r"<(?:[\w.-]+:)?xf\b[^>]*/>|<(?:[\w.-]+:)?xf\b[^>]*[^/]>.*?</(?:[\w.-]+:)?xf>", body, re.DOTALL)
    if not found:
        raise NotEditable("no cell formats")
    return found


def _with_fill(item: str, fill: int) -> str:
    plain = re.sub(r'\s(fillId|applyFill)="[^"]*"', "", item, count=2)
    return re.sub(r"^<([\w.:-]+)", rf'<\1 fillId="{fill}" applyFill="1"', plain)


def _deselect(parts: Parts, sheets: list[ooxml.SheetPart]) -> None:
    # Two selected tabs would make every edit of the unit go into both sheets.
    for sheet in sheets:
        text = ooxml.xml_text(parts, sheet.path)
        head, body = text[:8000], text[8000:]
        parts[sheet.path] = (re.sub(r'\stabSelected="(1|true)"', "", head) + body).encode()


def _add_list(parts: Parts, styles: str, lines: list[Line], taken: set[str]) -> None:
    book = ooxml.workbook_path(parts)
    folder = posixpath.dirname(book)
    path = ooxml.free_path(parts, f"{folder}/worksheets".lstrip("/"), "findings", ".xml")
    formats = _list_formats(parts, styles)
    parts[path] = _list_sheet(lines, formats).encode()
    ooxml.add_content_type(parts, path, _WORKSHEET_TYPE)
    relation = ooxml.add_relation(parts, book, "worksheet", path)
    text = ooxml.xml_text(parts, book)
    prefix = ooxml.prefix_of(text, "workbook")
    numbers = [int(each) for each in re.findall(r'\bsheetId="(\d+)"', text)]
    names = (FINDINGS_SHEET, *(f"{FINDINGS_SHEET} ({n})" for n in range(2, len(taken) + 3)))
    title = next(each for each in names if each not in taken)
    item = (
        f'<{prefix}sheet name={quoteattr(title)} sheetId="{max(numbers, default=0) + 1}" '
        f'xmlns:rel="{ooxml.RELATIONS}" rel:id="{relation}"/>'
    )
    text = re.sub(rf"(<{prefix}sheets\b[^>]*>)", lambda match: match.group() + item, text, count=1)
    # Names that belong to a sheet count the tabs, and there is one more now, in front.
    text = re.sub(r'\blocalSheetId="(\d+)"', lambda match: f'localSheetId="{int(match.group(1)) + 1}"', text)
    text = re.sub(r'\s(activeTab|firstSheet)="\d+"', "", text)
    parts[book] = text.encode()


def _list_formats(parts: Parts, styles: str) -> dict[str, int]:
    look = ooxml.xml_text(parts, styles)
    p = ooxml.prefix_of(look, "styleSheet")
    colour = f'<{p}color rgb="FF0563C1"/>'
    fonts = [
        f'<{p}font>{before}<{p}sz val="{size}"/>{after}<{p}name val="Times New Roman"/><{p}family val="1"/></{p}font>'
        for before, size, after in (("", 12, ""), (f"<{p}b/>", 12, ""), (f"<{p}u/>", 12, colour), (f"<{p}b/>", 16, ""))
    ]
    fills = [_fill(p, each) for each in (*FILLS.values(), *FATE_FILLS.values())]
    side = "".join(
        f'<{p}{each} style="thin"><{p}color rgb="FF8A8A8A"/></{p}{each}>' for each in ("left", "right", "top", "bottom")
    )
    look, font_at = ooxml.append_to(look, "fonts", "font", fonts)
    look, fill_at = ooxml.append_to(look, "fills", "fill", fills)
    look, border_at = ooxml.append_to(look, "borders", "border", [f"<{p}border>{side}<{p}diagonal/></{p}border>"])
    # look -> font, fill, border, alignment
    kinds = {
        "plain": (0, 0, 0, ""),
        "title": (3, 0, 0, ""),
        "head": (1, fill_at + 3, border_at, 'horizontal="center"'),
        "cell": (0, 0, border_at, 'wrapText="1"'),
        "number": (0, 0, border_at, 'horizontal="center"'),
        "link": (2, 0, border_at, ""),
        **{severity: (1, fill_at + n, 0, "") for n, severity in enumerate(SEVERITIES)},
        **{f"fate_{fate}": (0, fill_at + len(FILLS) + n, border_at, "") for n, fate in enumerate(FATE_FILLS)},
    }
    items = [
        f'<{p}xf numFmtId="0" fontId="{font_at + font}" fillId="{fill}" borderId="{border}" xfId="0" quotePrefix="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><{p}alignment vertical="center" {align}/></{p}xf>'
        for font, fill, border, align in kinds.values()
    ]
    look, first = ooxml.append_to(look, "cellXfs", "xf", items)
    parts[styles] = look.encode()
    return {kind: first + n for n, kind in enumerate(kinds)}


def _fill(prefix: str, colour: str) -> str:
    return (
        f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="FF{colour}"/>'
        f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'
    )


def _list_sheet(lines: list[Line], formats: dict[str, int]) -> str:
    rows, links = [], []
    for number, line in enumerate(lines, 1):
        cells = "".join(
            f'<c r="{xl_rowcol_to_cell(number - 1, column)}" s="{formats[look]}" t="inlineStr">'
            f'<is><t xml:space="preserve">{escape(_printable(text))}</t></is></c>'
            for column, (text, look) in enumerate(line.cells)
        )
        rows.append(f'<row r="{number}" ht="{line.height}" customHeight="1">{cells}</row>')
        if line.target:
            links.append(f'<hyperlink ref="{xl_rowcol_to_cell(number - 1, 3)}" location={quoteattr(line.target)}/>')
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(WIDTHS, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{ooxml.MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROWS}" topLeftCell="A{HEADER_ROWS + 1}" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;RTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
