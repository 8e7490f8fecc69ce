"""The look of the data sheets of the standard form, ready to print on A4."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from emustats.dates import format_date
from emustats.labels import value_label
from emustats.publishing.form.layout import (
    LISTS_SHEET,
    ORGANISERS,
    FormSheet,
)
from emustats.reference import Reference
from emustats.reference.names import unit_name

_PAPER_A4 = 9
_INK = "#1F1F1F"
HEADER_FILL = "#E7ECF3"
WARNING_INK = "#B00020"
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
# What protection still allows: units add lines and set widths, but do not move the columns.
_PROTECTION = {
    "insert_rows": True,
    "delete_rows": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}
_STYLES: dict[str, dict[str, object]] = {
    "number": {"align": "center", "num_format": "0"},
    "text": {"text_wrap": True},
    "choice": {"text_wrap": True},
    "count": {"align": "center", "num_format": "#,##0"},
    "points": {"align": "center", "num_format": "0.##"},
    "value": {"align": "center"},
    "date": {"align": "center", "num_format": "dd/mm/yyyy"},
    "ratio": {"align": "center", "num_format": "0.0", "locked": True, "font_color": "#555555"},
    "total_text": {"bold": True, "align": "left", "locked": True, "bg_color": HEADER_FILL},
    "total_count": {"bold": True, "align": "center", "num_format": "#,##0", "locked": True, "bg_color": HEADER_FILL},
    "foot_date": {"italic": True, "align": "center", "border": 0},
    "foot_bold": {"bold": True, "align": "center", "border": 0},
    "total_points": {"bold": True, "align": "center", "num_format": "0.##", "locked": True, "bg_color": HEADER_FILL},
}


class Page(NamedTuple):
    """A form sheet under way: where its data begin, and the formats of its cells."""

    sheet: Worksheet
    first_row: int
    formats: dict[str, Format]
    year: object = None

    def write(self, row: int, column: int, value: object, kind: str) -> None:
        """Write one value as what it is; texts stay texts, whatever sign they begin with."""
        look = self.formats[kind]
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, look)
        elif isinstance(value, datetime.date):
            self.sheet.write_datetime(row, column, value, self.formats["date"])
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, look)
        else:
            number = float(value)
            self.sheet.write_number(row, column, int(number) if number.is_integer() else number, look)

    def formula(self, row: int, column: int, formula: str, kind: str, result: object) -> None:
        """Write a formula together with its result."""
        self.sheet.write_formula(row, column, formula, self.formats[kind], result)


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column; viewers do not all measure it themselves."""
    return max(1, math.ceil(len(text) / (1.15 * width)))


def column_of(sheet: FormSheet, field: str) -> int:
    """The zero-based column of ``field``."""
    return [column.field for column in sheet.columns].index(field)


def add_form_page(workbook: Workbook, sheet: FormSheet, info: Mapping[str, object], reference: Reference) -> Page:
    """Lay out one data sheet down to its header; lines begin at ``first_row``."""
    page = workbook.add_worksheet(sheet.name)
    last = len(sheet.columns) - 1
    middle = 2
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
    plain = {"align": "center", "valign": "vcenter", "font_color": _INK}
    bold = workbook.add_format({**plain, "bold": True})
    body = unit_name(reference, info["unit_id"]) if info.get("unit_id") else ""
    page.merge_range(0, 0, 0, middle - 1, _parent(info, reference), workbook.add_format(plain))
    named = str(info.get("unit") or body).upper()
    page.merge_range(1, 0, 1, middle - 1, named, workbook.add_format({**plain, "bold": True, "text_wrap": True}))
    page.merge_range(0, middle, 0, last, _NATION, bold)
    page.merge_range(1, middle, 1, last, _MOTTO, workbook.add_format({**plain, "bold": True, "underline": 1}))
    title = workbook.add_format({**plain, "bold": True, "font_size": 14})
    page.merge_range(3, 0, 3, last, sheet.title, title)
    page.merge_range(4, 0, 4, last, _period(info), workbook.add_format({**plain, "italic": True}))
    if info.get("note"):
        mark = workbook.add_format({**plain, "bold": True, "font_color": WARNING_INK})
        page.merge_range(5, 0, 5, last - 2, str(info["note"]), mark)
    if sheet.unit_of_count:
        right = workbook.add_format({"align": "right", "italic": True})
        page.merge_range(5, last - 1, 5, last, sheet.unit_of_count, right)
    header_rows = _header(workbook, page, sheet)
    # Bold capitals take about twice the room of the digits that column widths are counted in.
    page.set_row(1, 4 + 16 * lines_needed(named, 0.6 * sum(column.width for column in sheet.columns[:middle])))
    page.set_row(5, 20)
    page.freeze_panes(6 + header_rows, 2)
    page.repeat_rows(6, 5 + header_rows)
    print_setup(page, info, landscape=True)
    formats = {kind: _cell_format(workbook, style) for kind, style in _STYLES.items()}
    return Page(page, 6 + header_rows, formats, info.get("year"))


def add_choices(page: Page, sheet: FormSheet, lists: Mapping[str, list[str]], count: int) -> None:
    """Drop-down lists and number rules on the ``count`` lines of a sheet."""
    last = page.first_row + count - 1
    for position, column in enumerate(sheet.columns):
        area = (page.first_row, position, last, position)
        if column.kind == "choice":
            page.sheet.data_validation(*area, choice_rule(column.choices, lists, is_strict=column.choices != "award"))
        elif column.kind == "count":
            page.sheet.data_validation(
                *area,
                {
                    "validate": "integer",
                    "criteria": ">=",
                    "value": 0,
                    "error_type": "warning",
                    "error_title": "Số chưa hợp lệ",
                    "error_message": "Ô này ghi số nguyên không âm. Nếu không có số liệu thì để trống.",
                },
            )


def choice_rule(name: str, lists: Mapping[str, list[str]], *, is_strict: bool) -> dict[str, object]:
    """The rule of one drop-down list; unless strict, other texts are let through after a warning."""
    column = chr(ord("A") + list(lists).index(name))
    return {
        "validate": "list",
        "source": f"='{LISTS_SHEET}'!${column}$2:${column}${len(lists[name]) + 1}",
        "error_type": "stop" if is_strict else "warning",
        "error_title": "Chưa có trong danh mục",
        "error_message": "Hãy chọn một mục trong danh sách thả xuống.",
    }


def add_signature(page: Page, sheet: FormSheet, row: int) -> None:
    """Date line and the two signatures under a table, as on any official form."""
    last = len(sheet.columns) - 1
    formats = page.formats
    year = page.year or "…"
    page.sheet.merge_range(row, 4, row, last, f"………, ngày … tháng … năm {year}", formats["foot_date"])
    for offset, (left, right, look) in enumerate(
        (("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", "foot_bold"), ("(Ký, họ tên)", "(Ký, họ tên, đóng dấu)", "foot_date")),
        1,
    ):
        page.sheet.merge_range(row + offset, 0, row + offset, 1, left, formats[look])
        page.sheet.merge_range(row + offset, 4, row + offset, last, right, formats[look])


def _header(workbook: Workbook, page: Worksheet, sheet: FormSheet) -> int:
    style = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
    look = workbook.add_format({**style, "bg_color": HEADER_FILL})
    is_grouped = any(column.group for column in sheet.columns)
    page.set_row(6, 34 if not is_grouped else 22)
    for position, column in enumerate(sheet.columns):
        if not is_grouped:
            page.write_string(6, position, column.header, look)
        elif not column.group:
            page.merge_range(6, position, 7, position, column.header, look)
        else:
            page.write_string(7, position, column.header, look)
    if not is_grouped:
        return 1
    page.set_row(7, 34)
    grouped = [position for position, column in enumerate(sheet.columns) if column.group]
    page.merge_range(6, grouped[0], 6, grouped[-1], sheet.columns[grouped[0]].group, look)
    small = workbook.add_format({**style, "bold": False, "italic": True, "font_size": 10})
    for position, text in enumerate(sheet.labels):
        page.write_string(8, position, text, small)
    return 3


def _cell_format(workbook: Workbook, style: Mapping[str, object]) -> Format:
    base = {"border": 1, "border_color": "#8A8A8A", "valign": "vcenter", "locked": False}
    return workbook.add_format({**base, **style})


def _parent(info: Mapping[str, object], reference: Reference) -> str:
    unit = reference.units.get(info.get("unit_id"))
    organiser = unit.organiser if unit else ""
    above = reference.units.get(organiser)
    return (above.name if above else ORGANISERS.get(organiser, "")).upper()


def _period(info: Mapping[str, object]) -> str:
    year = f"Năm {info['year']}" if info.get("year") else ""
    if not isinstance(info.get("as_of"), datetime.date):
        return year
    status = value_label("status", info["status"]) if info.get("status") else ""
    tail = f", {status.lower()}" if status else ""
    return f"{year} (số liệu tính đến ngày {format_date(info['as_of'])}{tail})"


def print_setup(page: Worksheet, info: Mapping[str, object], *, landscape: bool) -> None:
    """A4, one page wide, page numbers, the mark in the footer, and protection without a password."""
    page.set_paper(_PAPER_A4)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.7, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.hide_gridlines(2)
    mark = f'&L&"Times New Roman,Bold"&9{info["note"]}' if info.get("note") else ""
    page.set_footer(mark + '&R&"Times New Roman,Regular"&9Trang &P/&N')
    page.protect("", _PROTECTION)
