"""Findings in the order and the number a reader can take in: errors first, alike ones together, floods cut."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from emustats.labels import value_label
from emustats.numbers import format_count
from emustats.publishing.form.form import CREATED, records
from emustats.publishing.saving import replacing
from emustats.schema import SEVERITIES, SEVERITY_RANK

PER_CODE = 12
FINDINGS_SHEET = "Phát hiện"
HEADERS = ("STT", "Mức độ", "Trang tính", "Ô", "Nội dung ô", "Phát hiện và cách xử lý")
WIDTHS = (6, 12, 20, 10, 30, 78)


# What each severity asks of the unit.
_GROUPS = {
    "error": "LỖI – phải sửa trước khi tổng hợp",
    "warning": "CẢNH BÁO – xem lại, sửa nếu sai",
    "note": "GHI CHÚ – để biết",
}


class Line(NamedTuple):
    """One row of the list: texts by column with the look of each, its height, and where its link leads."""

    cells: tuple[tuple[str, str], ...]
    height: float
    target: str | None = None


class Finding(NamedTuple):
    """One finding about one workbook; sheet and cell are empty when it is about the whole file."""

    severity: str
    code: str
    sheet: str
    cell: str
    value: str
    message: str


def findings_of(problems: object, *, path: str | Path, data: bytes) -> list[Finding]:
    """The findings about one file, errors first, each kind together, in the order of sheets and cells.

    ``problems`` is the problems frame, or rows of it, of one file or of a whole folder: rows of other
    files (another submission_id, or another file name) are left out.
    """
    name, fingerprint = Path(path).name, hashlib.sha256(data).hexdigest()
    found = []
    for row in records(problems):
        about = row.get("submission_id")
        is_ours = about == fingerprint if about else Path(str(row.get("path", ""))).name == name
        if is_ours:
            found.append(
                Finding(
                    str(row.get("severity", "note")),
                    str(row.get("code", "")),
                    str(row.get("sheet", "")),
                    str(row.get("cell", "")),
                    str(row.get("value", "")),
                    str(row.get("message_vi", "")),
                )
            )
    first = {}
    for position, finding in enumerate(found):
        first.setdefault((finding.severity, finding.code), position)
    return sorted(
        found, key=lambda each: (SEVERITY_RANK.get(each.severity, len(SEVERITIES)), first[each.severity, each.code])
    )


def shown(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with at most PER_CODE of a kind; one line then says how many more there are and where."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.code), []).append(finding)
    lines = []
    for (severity, code), group in kinds.items():
        lines += group[:PER_CODE]
        rest = group[PER_CODE:]
        if rest:
            places = ", ".join(filter(None, (place(each) for each in rest[:12])))
            where = f": {places}{'…' if len(rest) > 12 else '.'}" if places else "."
            text = f"Còn {format_count(len(rest))} chỗ khác cùng loại{where} Cách xử lý như trên."
            lines.append(Finding(severity, code, "", "", "", text))
    return lines


def place(finding: Finding) -> str:
    """Sheet and cell in one word, as people write them."""
    return f"{finding.sheet}!{finding.cell}" if finding.sheet and finding.cell else finding.cell or finding.sheet


def counts_line(findings: Iterable[Finding]) -> str:
    """How many of each severity, in words; a clean file is said to be clean."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    parts = [
        f"{format_count(counts[severity])} {value_label('severity', severity).lower()}"
        for severity in SEVERITIES
        if severity in counts
    ]
    return ", ".join(parts) if parts else "Không có phát hiện nào."


def link_target(finding: Finding) -> str | None:
    """Where a link to the cell leads inside the workbook; None when there is no cell."""
    if not finding.sheet or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d*(:[A-Z]{1,3}[1-9]\d*)?", finding.cell):
        return None
    quoted = finding.sheet.replace("'", "''")
    return f"'{quoted}'!{finding.cell}"


def legend_lines(fates: Iterable[str]) -> list[Line]:
    """What the pale colours of the cells mean, with how many cells bear each."""
    counts = Counter(fates)
    lines = [Line((("MÀU CỦA CÁC Ô", "note"), *(("", "note") for _ in HEADERS[1:])), 20)]
    for fate, words in _FATES.items():
        look = f"fate_{fate}"
        texts = ("", value_label("fate", fate), "", format_count(counts[fate]), "ô", words)
        lines.append(Line(tuple((text, look) for text in texts), 20))
    return lines


def list_lines(findings: list[Finding], name: str, *, hint: str = "") -> list[Line]:
    """The rows of the list, from its title down: errors, warnings, notes, each under a heading of its own."""
    lines = [
        Line((("PHÁT HIỆN KHI KIỂM TRA SỐ LIỆU", "title"),), 26),
        Line(((f"Tệp: {name}", "plain"),), 18),
        Line(((f"Tổng hợp: {counts_line(findings)}", "plain"),), 18),
        Line(((hint, "plain"),), 22) if hint else Line((), 8),
        Line(tuple((header, "head") for header in HEADERS), 24),
    ]
    number = 0
    for severity, heading in _GROUPS.items():
        group = [finding for finding in findings if finding.severity == severity]
        if group:
            title = f"{heading} ({format_count(len(group))})"
            lines.append(Line(((title, severity), *(("", severity) for _ in HEADERS[1:])), 20))
        for finding in shown(group):
            number += 1
            texts = (str(number), value_label("severity", severity), *finding[2:])
            target = link_target(finding)
            looks = ("number", "cell", "cell", "link" if target else "cell", "cell", "cell")
            depth = max(-(-len(text) // (width * 1.1)) for text, width in zip(texts, WIDTHS, strict=True))
            lines.append(Line(tuple(zip(texts, looks, strict=True)), 4 + 16 * min(max(depth, 1), 15), target))
    return lines


def write_findings(findings: list[Finding], *, name: str, out: str | Path) -> Path:
    """The findings as a workbook of their own, for files that cannot carry them; returns the path."""
    with replacing(out) as temporary:
        workbook = xlsxwriter.Workbook(
            temporary, {"default_format_properties": {"font_name": "Times New Roman", "font_size": 12}}
        )
        workbook.set_properties({"title": "Phát hiện khi kiểm tra số liệu", "created": CREATED})
        page = workbook.add_worksheet(FINDINGS_SHEET)
        looks = {look: workbook.add_format(style) for look, style in _LOOKS.items()}
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        for row, line in enumerate(list_lines(findings, name)):
            page.set_row(row, line.height)
            for column, (text, look) in enumerate(line.cells):
                page.write_string(row, column, text, looks["cell" if look == "link" else look])
        page.freeze_panes(HEADER_ROWS, 0)
        page.repeat_rows(HEADER_ROWS - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_footer("&RTrang &P/&N")
        workbook.close()
    return Path(out)


HEADER_ROWS = 5
# Pale, so that the colour of a finding stands out beside them.
FATE_FILLS = {"counted": "E2F0D9", "checked": "DEEAF6", "fact": "EFE6F5", "not_read": "FCE4D6", "set_aside": "EDEDED"}
_FATES = {
    "counted": "vào số liệu: một dòng của bảng tổng hợp lấy từ ô này",
    "checked": "tổng, tỷ lệ: đã so với các ô thành phần",
    "fact": "tiêu đề, tên dòng, thông tin chung: cho biết con số nói về điều gì",
    "not_read": "chưa đọc: xem phát hiện ở ô hoặc bảng đó",
    "set_aside": "để riêng: số thứ tự, ghi chú, chữ ký, trang không tính",
}
FILLS = {"error": "F8CBAD", "warning": "FFE699", "note": "DDEBF7", "head": "E7ECF3"}
_GRID = {"border": 1, "border_color": "#8A8A8A", "valign": "vcenter", "quote_prefix": True}
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16},
    "plain": {},
    "head": {**_GRID, "bold": True, "align": "center", "bg_color": f"#{FILLS['head']}"},
    "cell": {**_GRID, "text_wrap": True},
    "number": {**_GRID, "align": "center"},
    **{severity: {"bold": True, "bg_color": f"#{FILLS[severity]}", "valign": "vcenter"} for severity in SEVERITIES},
}


def cells_of(findings: Iterable[Finding]) -> Mapping[str, dict[str, list[Finding]]]:
    """Findings by sheet and by cell; of a range, its first cell speaks for it."""
    by_sheet: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        if link_target(finding):
            cell = finding.cell.partition(":")[0]
            by_sheet.setdefault(finding.sheet, {}).setdefault(cell, []).append(finding)
    return by_sheet
