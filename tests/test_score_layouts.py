"""Tables of points and of proposals in the layouts of clusters: units across, units down, merged awards, fates of cells."""

import pytest

from emustats.reading.cells import read_cells
from emustats.reading.sheet.grid import make_grid
from emustats.reading.sheet.layout import find_tables
from emustats.reading.sheet.vocabulary import header_words
from emustats.reading.tables.nominations import read_nominations
from emustats.reading.tables.readout import new_readout
from emustats.reading.tables.scores import read_scores
from emustats.reading.tables.targets import read_targets
from emustats.reference import load
from tests.reading_truth import read
from tests.sheets import by_xlsxwriter, drawn

POINTS = ["BẢNG ĐIỂM CỤM CHẤM CÁC ĐƠN VỊ NĂM 2019"]
VOTES = ["BIÊN BẢN BỎ PHIẾU SUY TÔN NĂM 2019"]
VP, HS = "bca-van-phong", "bca-ho-so"
CO, BK = "Cờ thi đua của Chính phủ", "Bằng khen của Thủ tướng Chính phủ"
READERS = {"targets": read_targets, "scores": read_scores, "nominations": read_nominations}


def told(reading):
    return {(found["code"], found["cell"]) for found in reading.problems if found["severity"] != "note"}


def fates(sheet):
    """What became of each cell of the one table of a sheet, and the cells that nobody spoke for."""
    words = header_words(load())
    (cells,) = read_cells(by_xlsxwriter([sheet]))
    grid = make_grid(cells)
    (table,) = find_tables(grid, words).tables
    out = new_readout()
    READERS[table.kind](out, grid, table, words)
    held = {place[1:]: (fate.fate, fate.reason) for place, fate in out.fates.items()}
    return held, {place for place in grid.at if place not in held and place[0] >= table.first_row}


def test_criteria_down_and_units_across():
    sheet = drawn("Điểm", [
        POINTS, ["STT", "Nội dung", "Điểm chuẩn", "Văn phòng Bộ", "Cục Hồ sơ nghiệp vụ"],
        [1, "Công tác chuyên môn", 60, 59, 58.5], [2, "Xây dựng lực lượng", 40, 38, None], ["", "Tổng cộng", 100, 97, 58.5],
    ])  # fmt: skip
    reading = read([sheet])
    rows = [(row.unit_id, row.cluster_points, row.max_points, row.cell) for row in reading.rows["scores"]]
    assert rows == [(VP, 59, 60, "D3"), (HS, 58.5, 60, "E3"), (VP, 38, 40, "D4")]
    assert not told(reading)
    held, left = fates(sheet)
    assert not left and held[4, 3] == ("checked", "total") and held[2, 4] == ("counted", "")


def test_a_column_of_an_unknown_unit_stops_alone():
    sheet = drawn("Điểm", [
        POINTS, ["STT", "Nội dung", "Điểm chuẩn", "Văn phòng Bộ", "Cục Hồ sơ nghiệp vụ", "Cục Quản lý Sao Hỏa"],
        [1, "Công tác chuyên môn", 60, 59, 58.5, 57], [2, "Xây dựng lực lượng", 40, 38, 37, 36],
    ])  # fmt: skip
    reading = read([sheet])
    assert {row.unit_id for row in reading.rows["scores"]} == {VP, HS}
    assert told(reading) == {("unit_in_row_unknown", "F2")}


def test_points_of_each_unit_by_who_gave_them():
    sheet = drawn(
        "Điểm",
        [
            ["TỔNG HỢP ĐIỂM THI ĐUA NĂM 2019"],
            ["STT", "Tiêu chí", "Văn phòng Bộ", None, "Cục Hồ sơ nghiệp vụ", None],
            [None, None, "Tự chấm", "Cụm chấm", "Tự chấm", "Cụm chấm"],
            [1, "Công tác chuyên môn", 60, 59, 58, 57],
        ],
        merges=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)),
    )
    rows = read([sheet]).rows["scores"]
    assert [(row.unit_id, row.self_points, row.cluster_points) for row in rows] == [(VP, 60, 59), (HS, 58, 57)]


def test_nobody_says_who_gave_the_points():
    sheet = drawn("Điểm", [
        ["TỔNG HỢP ĐIỂM THI ĐUA NĂM 2019"], ["STT", "Nội dung", "Điểm chuẩn", "Văn phòng Bộ", "Cục Hồ sơ nghiệp vụ"],
        [1, "Công tác chuyên môn", 60, 59, 58.5],
    ])  # fmt: skip
    reading = read([sheet])
    assert told(reading) == {("points_assumed", "D2")} and len(reading.rows["scores"]) == 2


ASIDE = {
    "Điểm cụm chấm năm trước": ("set_aside", "earlier_period"), "Điểm năm 2018": ("set_aside", "earlier_period"),
    "Xếp hạng": ("set_aside", "rank"), "Chênh lệch": ("set_aside", "difference"), "Hệ số lạ": ("not_read", "label_unknown"),
}  # fmt: skip


@pytest.mark.parametrize("label", ASIDE)
def test_columns_beside_the_points(label):
    sheet = drawn("Bảng điểm", [
        ["BẢNG CHẤM ĐIỂM THI ĐUA NĂM 2019"], ["STT", "Nội dung", label, "Điểm chuẩn", "Tự chấm", "Cụm chấm"],
        [1, "Công tác chuyên môn", 44, 60, 59, 58], [2, "Xây dựng lực lượng", 33, 40, 38, 37],
    ])  # fmt: skip
    reading = read([sheet])
    points = [(row.max_points, row.self_points, row.cluster_points) for row in reading.rows["scores"]]
    assert points == [(60, 59, 58), (40, 38, 37)]
    held, left = fates(sheet)
    assert held[2, 2] == ASIDE[label] and not left
    assert bool(told(reading)) == (ASIDE[label][0] == "not_read")


def test_points_without_a_criterion_are_told():
    sheet = drawn("Bảng điểm", [
        ["BẢNG CHẤM ĐIỂM THI ĐUA NĂM 2019"], ["STT", "Nội dung", "Điểm chuẩn", "Tự chấm"], [1, "Công tác chuyên môn", 60, 59],
        [None, None, 40, 38],
    ])  # fmt: skip
    reading = read([sheet])
    assert [row.self_points for row in reading.rows["scores"]] == [59]
    assert told(reading) == {("target_without_title", "C4"), ("target_without_title", "D4")}


def test_minutes_with_units_down_and_the_award_merged_over_them():
    sheet = drawn(
        "Suy tôn",
        [
            VOTES, ["STT", "Danh hiệu đề nghị", "Đơn vị", "Số phiếu", "Tỷ lệ (%)"],
            [1, CO, "Văn phòng Bộ", "6/6 phiếu (100%)", 100], [2, None, "Cục Hồ sơ nghiệp vụ", "5/6", 83.3],
            [3, None, "Cục Sao Hỏa", "4/6", 66.7],
        ],
        merges=((2, 1, 4, 1),),
    )  # fmt: skip
    reading = read([sheet])
    rows = [(r.unit_id, r.award_code, r.recipient, r.nominated_count, r.votes) for r in reading.rows["nominations"]]
    assert rows == [(VP, "CO_CP", "collective", 1, 6), (HS, "CO_CP", "collective", 1, 5)]
    assert {cell for code, cell in told(reading) if code == "unit_in_row_unknown"} == {"C5"}
    held, left = fates(sheet)
    assert not left and held[4, 3] == ("not_read", "unit_unknown") and held[2, 4] == ("set_aside", "share")


def test_parts_of_one_unit_are_no_units():
    sheet = drawn("Đề nghị", [
        VOTES, ["STT", "Danh hiệu đề nghị", "Đơn vị", "Số phiếu"], [1, CO, "Phòng 1", 6], [2, BK, "Phòng 2", 5],
    ])  # fmt: skip
    reading = read([sheet])
    assert [(row.unit_id, row.votes) for row in reading.rows["nominations"]] == [(None, 6), (None, 5)]


def test_numbers_by_recipient():
    sheet = drawn(
        "Đề nghị",
        [
            VOTES, ["STT", "Danh hiệu đề nghị", "Số lượng đề nghị", None, "Số phiếu"],
            [None, None, "Tập thể", "Cá nhân", None], [1, BK, 1, 2, 5],
        ],
        merges=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)),
    )  # fmt: skip
    rows = read([sheet]).rows["nominations"]
    assert [(row.recipient, row.nominated_count, row.votes) for row in rows] == [
        ("collective", 1, 5),
        ("individual", 2, 5),
    ]


def test_votes_without_an_award_are_told():
    sheet = drawn("Đề nghị", [
        VOTES, ["STT", "Danh hiệu đề nghị", "Đối tượng", "Số phiếu"], [1, CO, "Tập thể", 6], [2, None, "Cá nhân", 5],
    ])  # fmt: skip
    assert ("list_award_missing", "D4") in told(read([sheet]))


def test_every_cell_of_a_table_of_targets_has_a_fate():
    head = ["STT", "Nội dung chỉ tiêu", "ĐVT", "Chỉ tiêu đăng ký", "Kết quả 6 tháng", "Kết quả năm", "Tỷ lệ (%)",
            "Tự đánh giá", "Ghi chú", "Cảm nhận"]  # fmt: skip
    sheet = drawn("Chỉ tiêu", [
        ["CHỈ TIÊU THI ĐUA NĂM 2019"], head, ["I", "Công tác chuyên môn"],
        [1, "Số bài", "bài", 5, 2, 6, 120, "Vượt", "có danh sách", "tốt"], [2, "Số tin", "tin", "x", 1, "nhiều", 10, "Đạt"],
    ])  # fmt: skip
    held, left = fates(sheet)
    assert not left
    assert held[3, 3] == held[3, 5] == ("counted", "") and held[3, 4] == ("set_aside", "part_of_year")
    assert held[3, 6] == ("checked", "share") and held[4, 3][0] == held[4, 5][0] == "not_read"
    assert held[3, 0] == held[2, 0] == ("set_aside", "ordinal") and held[3, 8] == ("set_aside", "remark")
