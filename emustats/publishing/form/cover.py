"""The sheets of the standard form without tables: cover, instructions, and the hidden lists of choices."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from emustats.labels import value_label
from emustats.publishing.form.layout import (
    GUIDE_SHEET,
    INFO_LABELS,
    INFO_OPEN,
    INFO_SHEET,
    LISTS_SHEET,
    guide,
)
from emustats.publishing.form.pages import HEADER_FILL, WARNING_INK, choice_rule, lines_needed, print_setup
from emustats.reference import Reference
from emustats.reference.names import cluster_name, unit_name
from emustats.schema import STATUSES

_INPUT_FILL = "#FFF9DB"


def write_info(
    workbook: Workbook, info: Mapping[str, object], reference: Reference, lists: Mapping[str, list[str]]
) -> None:
    """The cover sheet: labels in A, values in B; what the unit fills in is yellow and unlocked."""
    page = workbook.add_worksheet(INFO_SHEET)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 58)
    page.set_row(0, 36)
    base = {"font_size": 13, "border": 1, "border_color": "#8A8A8A", "valign": "vcenter", "text_wrap": True}
    label = workbook.add_format({**base, "bold": True, "bg_color": HEADER_FILL})
    title = {"align": "center", "valign": "vcenter", "bold": True, "font_size": 16}
    page.merge_range(0, 0, 0, 1, "BIỂU BÁO CÁO THI ĐUA, KHEN THƯỞNG", workbook.add_format(title))
    if info.get("note"):
        mark = workbook.add_format({**title, "font_size": 13, "font_color": WARNING_INK})
        page.merge_range(1, 0, 1, 1, str(info["note"]), mark)
    values = _info_values(info, reference)
    for row, (field, text) in enumerate(INFO_LABELS, 3):
        is_open = field in INFO_OPEN or not values.get(field)
        style = {**base, "align": "left", "locked": not is_open}
        if is_open:
            style["bg_color"] = _INPUT_FILL
        if field == "as_of":
            style["num_format"] = "dd/mm/yyyy"
        page.set_row(row, 24)
        page.write_string(row, 0, text, label)
        _write_plain(page, row, values.get(field), workbook.add_format(style))
    _add_choices(page, values, lists)
    remark = workbook.add_format({"italic": True, "text_wrap": True, "valign": "top", "font_color": "#444444"})
    page.set_row(13, 38)
    page.merge_range(
        13, 0, 13, 1, f"Ô nền vàng do đơn vị ghi. Cách ghi từng trang xem ở trang “{GUIDE_SHEET}”.", remark
    )
    print_setup(page, info, landscape=False)


def _add_choices(page: Worksheet, values: Mapping[str, object], lists: Mapping[str, list[str]]) -> None:
    """What may be chosen or typed in the cells of cluster, status and date."""
    rows = {field: row for row, (field, _) in enumerate(INFO_LABELS, 3)}
    if lists and not values.get("cluster_id"):
        place = (rows["cluster_id"], 1, rows["cluster_id"], 1)
        page.data_validation(*place, choice_rule("cluster_id", lists, is_strict=False))
    page.data_validation(
        rows["status"],
        1,
        rows["status"],
        1,
        {"validate": "list", "source": [value_label("status", each) for each in STATUSES]},
    )
    page.data_validation(
        rows["as_of"],
        1,
        rows["as_of"],
        1,
        {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime.date(1990, 1, 1),
            "maximum": datetime.date(2100, 1, 1),
            "error_title": "Ngày chưa hợp lệ",
            "error_message": "Ghi ngày theo thứ tự ngày/tháng/năm.",
        },
    )


def _info_values(info: Mapping[str, object], reference: Reference) -> dict[str, object]:
    values = dict(info)
    if info.get("unit_id"):
        values.setdefault("unit", unit_name(reference, info["unit_id"]))
    if info.get("cluster_id"):
        values.setdefault("cluster", cluster_name(reference, info["cluster_id"]))
    values["status"] = value_label("status", info["status"]) if info.get("status") else None
    return values


def _write_plain(page: Worksheet, row: int, value: object, look: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, 1, None, look)
    elif isinstance(value, datetime.date):
        page.write_datetime(row, 1, value, look)
    elif isinstance(value, str):
        page.write_string(row, 1, value, look)
    else:
        page.write_number(row, 1, int(value), look)


def write_guide(workbook: Workbook, info: Mapping[str, object]) -> None:
    """The instructions: prose in one column, so that nothing there can be taken for data."""
    page = workbook.add_worksheet(GUIDE_SHEET)
    page.set_column(0, 0, 88)
    title = workbook.add_format({"bold": True, "font_size": 14, "align": "center"})
    heading = workbook.add_format({"bold": True, "font_color": "#1F3864", "top": 1, "top_color": "#8A8A8A"})
    prose = workbook.add_format({"text_wrap": True, "valign": "top", "indent": 1})
    page.write_string(0, 0, "HƯỚNG DẪN GHI BIỂU", title)
    row = 2
    for text, paragraphs in guide():
        page.set_row(row, 20)
        page.write_string(row, 0, text, heading)
        for paragraph in paragraphs:
            row += 1
            page.set_row(row, 16 * lines_needed(paragraph, 86) + 3)
            page.write_string(row, 0, paragraph, prose)
        row += 2
    print_setup(page, info, landscape=False)
    page.fit_to_pages(1, 1)


def write_lists(workbook: Workbook, lists: Mapping[str, list[str]]) -> None:
    """The hidden sheet that the drop-down lists take their entries from."""
    page = workbook.add_worksheet(LISTS_SHEET)
    for column, (name, entries) in enumerate(lists.items()):
        page.write_string(0, column, _LIST_TITLES.get(name, name))
        for row, entry in enumerate(entries, 1):
            page.write_string(row, column, entry)
    page.protect("")
    page.hide()


_LIST_TITLES = {
    "award": "Danh mục danh hiệu",
    "level": "Danh mục cấp",
    "basis": "Danh mục phương thức",
    "state": "Danh mục trạng thái",
    "recipient": "Danh mục đối tượng",
    "kind": "Danh mục loại chỉ tiêu",
    "cluster_id": "Danh mục cụm",
}
