"""Standard forms for the benchmark: as many as asked, each with its own numbers, equal on every run."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from emustats.reference import Reference, load

CLUSTER = "bca-donvi-6"
FIRST_YEAR = 1990
_STATES = ("Đã có quyết định", "Đã trao", "Đăng ký", "Đề nghị")
_KINDS = ("Không thấp hơn", "Không vượt quá", "Đúng bằng")
_AWARD_HEAD = ("STT", "Danh hiệu thi đua, hình thức khen thưởng", "Cấp khen thưởng", "Phương thức", "Trạng thái")
_TARGET_HEAD = (
    "STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Loại chỉ tiêu", "Chỉ tiêu đăng ký", "Chỉ tiêu điều chỉnh", "Kết quả",
    "Tỷ lệ (%)", "Tự đánh giá", "Ghi chú",
)  # fmt: skip
_LIST_HEAD = (
    "STT", "Họ và tên (tên tập thể)", "Đối tượng", "Danh hiệu, hình thức", "Trạng thái", "Số quyết định",
    "Ngày quyết định", "Ghi chú",
)  # fmt: skip
_SCORE_HEAD = ("STT", "Nội dung", "Điểm chuẩn", "Tự chấm", "Chấm chéo", "Cụm chấm", "Ghi chú")
_FAMILY, _MIDDLE, _GIVEN = (
    ("Nguyễn", "Trần", "Lê", "Phạm"),
    ("Văn", "Thị", "Đức", "Minh"),
    ("An", "Bình", "Cường", "Dũng"),
)


def write_workbooks(folder: Path, count: int) -> list[Path]:
    """Write ``count`` standard forms as <year>/<cluster_id>/<unit_id>.xlsx, one a unit and year."""
    reference = load()
    units = list(reference.units)
    paths = []
    for number in range(count):
        year, unit_id = FIRST_YEAR + number // len(units), units[number % len(units)]
        path = folder / str(year) / CLUSTER / f"{unit_id}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, unit_id, year, reference)
        paths.append(path)
    return paths


def write_workbook(path: Path, unit_id: str, year: int, reference: Reference) -> None:
    """Write one standard form with about 500 filled cells."""
    chance = random.Random(f"{unit_id} {year}")
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": date(year, 12, 1)})
        styles = {
            "title": book.add_format({"bold": True, "align": "center", "font_size": 14}),
            "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"}),
            "cell": book.add_format({"border": 1}),
            "percent": book.add_format({"border": 1, "num_format": "0.0%"}),
            "date": book.add_format({"border": 1, "num_format": "dd/mm/yyyy"}),
        }
        _cover(book.add_worksheet("Thông tin"), unit_id, year, reference, styles)
        _awards(book.add_worksheet("Khen thưởng"), year, reference, styles, chance)
        _list(book.add_worksheet("Danh sách"), year, reference, styles, chance)
        _targets(book.add_worksheet("Chỉ tiêu"), year, styles, chance)
        _scores(book.add_worksheet("Bảng điểm"), year, styles, chance)


def _cover(sheet: Worksheet, unit_id: str, year: int, reference: Reference, styles: dict) -> None:
    lines = {
        "Đơn vị": reference.units[unit_id].name, "Mã đơn vị": unit_id, "Cụm thi đua": "Cụm thi đua số 6",
        "Mã cụm": CLUSTER, "Năm": year, "Số liệu tính đến ngày": f"21/11/{year}", "Tình trạng số liệu": "Chính thức",
        "Quân số": 250, "Phiên bản biểu mẫu": 1,
    }  # fmt: skip
    for row, (label, value) in enumerate(lines.items()):
        sheet.write(row, 0, label, styles["head"])
        sheet.write(row, 1, value, styles["cell"])


def _awards(sheet: Worksheet, year: int, reference: Reference, styles: dict, chance: random.Random) -> None:
    sheet.merge_range("A1:I1", f"KẾT QUẢ KHEN THƯỞNG NĂM {year}", styles["title"])
    for column, name in (*enumerate(_AWARD_HEAD), (8, "Ghi chú")):
        sheet.merge_range(2, column, 3, column, name, styles["head"])
    sheet.merge_range("F3:H3", "Số lượt khen thưởng", styles["head"])
    sheet.write_row("F4", ("Tập thể", "Cá nhân", "Hộ gia đình"), styles["head"])
    sheet.write_row("A5", ("A", "B", "C", "D", "E", 1, 2, 3, 4), styles["head"])
    sums = [0, 0]
    kinds = [award for award in reference.awards.values() if award.recipient == "both" and not award.classes]
    for row, number in enumerate(range(20), start=5):
        counts = (chance.randrange(6), chance.randrange(40))
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        award = kinds[number % len(kinds)]
        state = _STATES[number // len(kinds) % 2]
        sheet.write_row(
            row, 0, (number + 1, award.name, award.authority, "Thường xuyên", state, *counts), styles["cell"]
        )
        for column in (7, 8):
            sheet.write_blank(row, column, None, styles["cell"])
    sheet.write_row(25, 0, ("", "Tổng cộng", "", "", "", *sums), styles["head"])
    sheet.write(28, 1, "NGƯỜI LẬP BIỂU")
    sheet.write(28, 6, "THỦ TRƯỞNG ĐƠN VỊ")


def _list(sheet: Worksheet, year: int, reference: Reference, styles: dict, chance: random.Random) -> None:
    sheet.merge_range("A1:H1", f"DANH SÁCH KHEN THƯỞNG NĂM {year}", styles["title"])
    sheet.write_row("A3", _LIST_HEAD, styles["head"])
    award = reference.awards["BK_BT"].name
    for row, number in enumerate(range(10), start=3):
        name = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        decision = f"{chance.randrange(1000, 9999)}/QĐ-BCA"
        sheet.write_row(row, 0, (number + 1, name, "Cá nhân", award, "Đã có quyết định", decision), styles["cell"])
        sheet.write_datetime(row, 6, date(year, 1 + number, 15), styles["date"])
        sheet.write_blank(row, 7, None, styles["cell"])


def _targets(sheet: Worksheet, year: int, styles: dict, chance: random.Random) -> None:
    sheet.merge_range("A1:J1", f"KẾT QUẢ THỰC HIỆN CHỈ TIÊU NĂM {year}", styles["title"])
    sheet.write_row("A3", _TARGET_HEAD, styles["head"])
    for row, number in enumerate(range(12), start=3):
        planned = chance.randrange(60, 95) / 100
        start = (number + 1, f"Chỉ tiêu số {number + 1} của đơn vị", "%", _KINDS[number % 3])
        sheet.write_row(row, 0, start, styles["cell"])
        sheet.write(row, 4, planned, styles["percent"])
        sheet.write_blank(row, 5, None, styles["percent"])
        sheet.write(row, 6, min(1, planned + chance.randrange(5) / 100), styles["percent"])
        sheet.write_formula(row, 7, f"=G{row + 1}/E{row + 1}", styles["percent"], 1)
        sheet.write_row(row, 8, ("Đạt", ""), styles["cell"])


def _scores(sheet: Worksheet, year: int, styles: dict, chance: random.Random) -> None:
    sheet.merge_range("A1:G1", f"BẢNG ĐIỂM THI ĐUA NĂM {year}", styles["title"])
    sheet.write_row("A3", _SCORE_HEAD, styles["head"])
    sums = [0.0, 0.0, 0.0, 0.0]
    for row, number in enumerate(range(10), start=3):
        points = (10, *(chance.randrange(16, 21) / 2 for _ in range(3)))
        sums = [total + point for total, point in zip(sums, points, strict=True)]
        sheet.write_row(row, 0, (number + 1, f"Tiêu chí {number + 1}", *points, ""), styles["cell"])
    sheet.write_row(13, 0, ("", "Tổng cộng", *sums, ""), styles["head"])
