"""What stands where in the standard form, version 1: sheets, columns, headers, lists and wording."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FORM_VERSION = "1"
INFO_SHEET = "Thông tin"
GUIDE_SHEET = "Hướng dẫn"
LISTS_SHEET = "Danh mục"
TOTAL = "Tổng cộng"
NOT_APPLICABLE = "-"
# Organisers that are no reporting units themselves; others take their name from units.csv.
ORGANISERS = {"bca": "Bộ Công an"}


class FormColumn(NamedTuple):
    """One column of a form sheet; ``kind`` is number, text, count, points, choice, value, date or ratio."""

    field: str
    header: str
    width: float
    kind: str
    choices: str = ""
    group: str = ""


class FormSheet(NamedTuple):
    """One sheet: the table it holds, its title and columns; ``totals`` are the fields summed at its foot."""

    name: str
    table: str
    title: str
    columns: tuple[FormColumn, ...]
    blank_rows: int
    totals: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unit_of_count: str = ""
    signed: bool = False


_COUNTS = "Số lượt khen thưởng"

FORM_SHEETS = (
    FormSheet(
        "Khen thưởng",
        "awards",
        "TỔNG HỢP KẾT QUẢ KHEN THƯỞNG",
        (
            FormColumn("no", "STT", 5, "number"),
            FormColumn("award", "Danh hiệu thi đua, hình thức khen thưởng", 42, "choice", "award"),
            FormColumn("level", "Cấp khen thưởng", 16, "choice", "level"),
            FormColumn("basis", "Phương thức", 12, "choice", "basis"),
            FormColumn("state", "Trạng thái", 15, "choice", "state"),
            FormColumn("collective", "Tập thể", 8.5, "count", group=_COUNTS),
            FormColumn("individual", "Cá nhân", 8.5, "count", group=_COUNTS),
            FormColumn("household", "Hộ gia đình", 8.5, "count", group=_COUNTS),
            FormColumn("remark", "Ghi chú", 16, "text"),
        ),
        blank_rows=25,
        totals=("collective", "individual", "household"),
        labels=("A", "B", "C", "D", "E", "1", "2", "3", "4"),
        unit_of_count="Đơn vị tính: lượt",
        signed=True,
    ),
    FormSheet(
        "Danh sách",
        "recipients",
        "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC KHEN THƯỞNG",
        (
            FormColumn("no", "STT", 5, "number"),
            FormColumn("name", "Họ và tên (tên tập thể)", 32, "text"),
            FormColumn("recipient", "Đối tượng", 11, "choice", "recipient"),
            FormColumn("award", "Danh hiệu, hình thức", 36, "choice", "award"),
            FormColumn("state", "Trạng thái", 15, "choice", "state"),
            FormColumn("decision_no", "Số quyết định", 14, "text"),
            FormColumn("decision_date", "Ngày quyết định", 12, "date"),
            FormColumn("remark", "Ghi chú", 13, "text"),
        ),
        blank_rows=30,
    ),
    FormSheet(
        "Chỉ tiêu",
        "targets",
        "KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA ĐÃ ĐĂNG KÝ",
        (
            FormColumn("no", "STT", 5, "number"),
            FormColumn("title", "Nội dung chỉ tiêu", 40, "text"),
            FormColumn("measure", "Đơn vị tính", 9, "text"),
            FormColumn("kind", "Loại chỉ tiêu", 15, "choice", "kind"),
            FormColumn("planned", "Chỉ tiêu đăng ký", 11, "value"),
            FormColumn("planned_adjusted", "Chỉ tiêu điều chỉnh", 11, "value"),
            FormColumn("actual", "Kết quả", 11, "value"),
            FormColumn("ratio", "Tỷ lệ (%)", 8, "ratio"),
            FormColumn("self_assessed", "Tự đánh giá", 11, "text"),
            FormColumn("remark", "Ghi chú", 16, "text"),
        ),
        blank_rows=20,
    ),
    FormSheet(
        "Bảng điểm",
        "scores",
        "BẢNG CHẤM ĐIỂM THI ĐUA",
        (
            FormColumn("no", "STT", 5, "number"),
            FormColumn("criterion", "Nội dung", 54, "text"),
            FormColumn("max_points", "Điểm chuẩn", 12, "points"),
            FormColumn("self_points", "Tự chấm", 12, "points"),
            FormColumn("cross_points", "Chấm chéo", 12, "points"),
            FormColumn("cluster_points", "Cụm chấm", 12, "points"),
            FormColumn("remark", "Ghi chú", 18, "text"),
        ),
        blank_rows=15,
        totals=("max_points", "self_points", "cross_points", "cluster_points"),
    ),
    FormSheet(
        "Đề nghị",
        "nominations",
        "ĐỀ NGHỊ XÉT TẶNG DANH HIỆU THI ĐUA, HÌNH THỨC KHEN THƯỞNG",
        (
            FormColumn("no", "STT", 5, "number"),
            FormColumn("award", "Danh hiệu đề nghị", 52, "choice", "award"),
            FormColumn("recipient", "Đối tượng", 16, "choice", "recipient"),
            FormColumn("nominated_count", "Số lượng", 12, "count"),
            FormColumn("votes", "Số phiếu", 12, "count"),
            FormColumn("remark", "Ghi chú", 28, "text"),
        ),
        blank_rows=6,
    ),
)

INFO_LABELS = (
    ("unit", "Đơn vị"),
    ("unit_id", "Mã đơn vị"),
    ("cluster", "Cụm thi đua"),
    ("cluster_id", "Mã cụm"),
    ("year", "Năm"),
    ("as_of", "Số liệu tính đến ngày"),
    ("status", "Tình trạng số liệu"),
    ("headcount", "Quân số"),
    ("form_version", "Phiên bản biểu mẫu"),
)
# What the unit itself fills in; the other cells of the cover sheet are locked.
INFO_OPEN = ("as_of", "status", "headcount")


def guide() -> list[tuple[str, list[str]]]:
    """Headings of the instructions with their paragraphs, from ``form_guide.vi.txt``."""
    text = (Path(__file__).parent / "form_guide.vi.txt").read_text(encoding="utf-8")
    sections = [part.strip().splitlines() for part in text.split("## ") if part.strip()]
    return [(heading, [line for line in lines if line]) for heading, *lines in sections]


def sheet_of(table: str) -> FormSheet:
    """The sheet of the standard form that holds ``table``; KeyError when there is none."""
    return {sheet.table: sheet for sheet in FORM_SHEETS}[table]
