"""Kinds of tables as units write them: periods beside the title's, recipients in titles, sheets of units, months, decisions."""

import pytest

from tests.reading_truth import read
from tests.sheets import Sheet, drawn

TITLE = ["KẾT QUẢ KHEN THƯỞNG NĂM 2019"]
HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
BT, GK, TT = "Bằng khen của Bộ trưởng Bộ Công an", "Giấy khen của Cục trưởng", "Chiến sĩ tiên tiến"
MONTHS = [f"Tháng {month}" for month in range(1, 13)]


def sums(reading) -> dict[tuple, int]:
    found: dict[tuple, int] = {}
    for row in reading.rows["awards"]:
        if row.award_count:
            key = (row.award_code, row.recipient)
            found[key] = found.get(key, 0) + row.award_count
    return found


def told(reading) -> list[tuple]:
    return [(p["code"], p["cell"]) for p in reading.problems if p["severity"] != "note"]


def errors(reading) -> list[str]:
    return [p["code"] for p in reading.problems if p["severity"] == "error"]


def halves(title: str, *periods: str) -> Sheet:
    groups = [None, None, *(cell for period in periods for cell in (period, None))]
    leaves = ["STT", "Hình thức khen thưởng", *["Tập thể", "Cá nhân"] * len(periods)]
    size = len(periods)
    numbers = ["A", "B", *range(1, 2 * size - 1), "5=1+3", "6=(2)+(4)"]
    figures = [1, BT, *[1, 2] * (size - 1), size - 1, 2 * (size - 1)]
    return drawn("Số liệu", [[title], groups, leaves, numbers, figures])


@pytest.mark.parametrize("title", ["KHEN THƯỞNG NĂM 2019 (6 tháng và cả năm)", "KHEN THƯỞNG SƠ KẾT, TỔNG KẾT NĂM 2019"])
def test_columns_that_name_the_whole_year_go_before_a_title_of_its_parts(title):
    reading = read([halves(title, "6 tháng đầu năm", "6 tháng cuối năm", "Cả năm")])
    assert (sums(reading), told(reading)) == ({("BK_BT", "collective"): 2, ("BK_BT", "individual"): 4}, [])


def test_a_title_of_a_part_stays_where_the_columns_name_no_year():
    sheet = drawn("Số liệu", [["KHEN THƯỞNG 6 THÁNG ĐẦU NĂM 2019"], ["STT", "Hình thức", "Quý I", "Quý II", "Cộng"], [1, TT, 1, 2, 3]])  # fmt: skip
    reading = read([sheet])
    assert (sums(reading), errors(reading)) == ({}, ["part_of_year_only", "no_data"])


def several_years(*periods: str) -> Sheet:
    return drawn("PL", [["KẾT QUẢ NĂM 2019 VÀ GIAI ĐOẠN 2016 - 2019"], ["STT", "Danh hiệu", *periods], [1, TT, 20, 71]])


def test_columns_that_name_their_years_go_before_a_title_of_several_years():
    reading = read([several_years("Năm 2019", "Giai đoạn 2016 - 2019")])
    assert (sums(reading), told(reading)) == ({("CSTT", "individual"): 20}, [])
    assert "period_not_annual" in dict(told(read([several_years("Thường xuyên", "Đột xuất")])))
    assert "period_not_annual" in dict(told(read([several_years("Năm 2019", "Cộng")])))


WHOSE = [
    ("I. KHEN THƯỞNG TẬP THỂ", "II. KHEN THƯỞNG CÁ NHÂN"), ("A. Tập thể", "B. Cá nhân"),
    ("Đối với tập thể:", "Đối với cá nhân:"), ("Hình thức khen thưởng tập thể", "Hình thức khen thưởng cá nhân"),
]  # fmt: skip


@pytest.mark.parametrize("titles", WHOSE, ids=lambda pair: pair[0])
def test_the_title_over_each_of_two_tables_says_whose_its_counts_are(titles):
    head, lines = ["STT", "Hình thức khen thưởng", "Số lượng"], []
    for title, count in zip(titles, (4, 9), strict=True):
        lines += [[title], head, [1, GK, count], ["Cộng", None, count], []]
    reading = read([drawn("Theo loại", [TITLE, [], *lines])])
    assert (sums(reading), told(reading)) == ({("GK_CUC", "collective"): 4, ("GK_CUC", "individual"): 9}, [])


def test_a_title_that_names_units_in_general_says_no_recipient():
    sheet = drawn("Biểu", [["KẾT QUẢ KHEN THƯỞNG CỦA ĐƠN VỊ NĂM 2019"], ["STT", "Hình thức khen thưởng", "Số lượng"], [1, GK, 3]])  # fmt: skip
    assert sums(read([sheet])) == {("GK_CUC", "unknown"): 3}


CLUSTER_PATH = "2019/bca-donvi-6/Tong hop.xlsx"


def of_unit(name: str, *lines: str, count: int = 2) -> Sheet:
    return drawn(name, [["CỤM THI ĐUA SỐ 6"], *([line] for line in lines), TITLE, HEAD, [1, BT, count, 1]])


def test_sheets_that_each_name_their_unit_do_not_contradict_each_other():
    sheets = [of_unit("VP", "Đơn vị: Văn phòng Bộ"), of_unit("ĐN", "Đơn vị: Cục Đối ngoại", count=3)]
    reading = read(sheets, CLUSTER_PATH)
    given = {(row.unit_id, row.award_count) for row in reading.rows["awards"] if row.recipient == "collective"}
    assert given == {("bca-van-phong", 2), ("bca-doi-ngoai", 3)}
    assert (errors(reading), reading.identity.unit_id) == ([], None)


def test_sheets_of_other_units_than_the_file_or_two_units_on_one_sheet_are_told():
    sheets = [of_unit("VP", "Đơn vị: Văn phòng Bộ"), of_unit("ĐN", "Đơn vị: Cục Đối ngoại")]
    assert "unit_contradiction" in errors(read(sheets, "2019/bca-donvi-6/bca-ho-so.xlsx"))
    two = [of_unit("VP", "Đơn vị: Văn phòng Bộ", "Đơn vị: Cục Hồ sơ nghiệp vụ"), sheets[1]]
    assert "unit_contradiction" in errors(read(two, CLUSTER_PATH))


def by_months(filled: dict[int, list], names: list[str] = MONTHS) -> Sheet:
    rows = [[name, *filled.get(place, [])] for place, name in enumerate(names, 1)]
    total = [sum(values[column] for values in filled.values()) for column in (0, 1)]
    return drawn("Tháng", [TITLE, ["Tháng", BT, None], [None, "Tập thể", "Cá nhân"], *rows, ["Cộng", *total]])


def test_months_as_rows_make_the_year_though_some_are_blank():
    reading = read([by_months({2: [1, 3], 7: [1, 2], 12: [2, 4]})])
    assert (sums(reading), told(reading)) == ({("BK_BT", "collective"): 4, ("BK_BT", "individual"): 9}, [])


def test_months_that_end_before_the_year_does_are_told():
    for sheet in (by_months({2: [1, 3], 11: [1, 2]}), by_months({2: [1, 3], 11: [1, 2]}, MONTHS[:11])):
        reading = read([sheet])
        assert (sums(reading), "part_of_year_only" in errors(reading)) == ({}, True)


def test_a_blank_month_among_the_columns_of_the_year():
    counts = {1: 2, 5: 1, 12: 3}
    line = [1, TT, *(counts.get(month) for month in range(1, 13))]
    reading = read([drawn("Tháng", [TITLE, ["STT", "Danh hiệu", *MONTHS], line])])
    assert (sums(reading), told(reading)) == ({("CSTT", "individual"): 6}, [])


def test_a_half_year_left_blank_makes_no_year():
    reading = read([drawn("Biểu", [TITLE, ["STT", "Danh hiệu", "6 tháng đầu năm", "6 tháng cuối năm"], [1, TT, 5]])])
    assert (sums(reading), "part_of_year_only" in errors(reading)) == ({}, True)


def test_of_two_columns_headed_as_awards_the_one_that_names_them_is_taken():
    head = ["STT", "Nội dung khen thưởng", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
    rows = [[1, "Phòng, chống dịch bệnh", GK, 1, 4], [2, "Bảo vệ hội nghị", BT, 2, 3], [3, "Hội thao", GK, None, 5]]
    reading = read([drawn("QĐ", [TITLE, head, *rows, [None, "Tổng cộng", None, 3, 12]])])
    expected = {("GK_CUC", "collective"): 1, ("GK_CUC", "individual"): 9, ("BK_BT", "collective"): 2, ("BK_BT", "individual"): 3}  # fmt: skip
    assert (sums(reading), told(reading)) == (expected, [])


@pytest.mark.parametrize(("award", "cells"), [("Cờ thi đua của Bộ Công an", [None, 2]), (TT, [4, None])])
def test_an_award_in_the_column_of_those_who_cannot_get_it_is_told(award, cells):
    reading = read([drawn("Biểu", [TITLE, HEAD, [1, BT, 1, 2], [2, award, *cells]])])
    place = "D4" if cells[0] is None else "C4"
    assert told(reading) == [("award_recipient_differs", place)]
    assert told(read([drawn("Biểu", [TITLE, HEAD, [1, BT, 1, 2], [2, award, *(cell and 0 for cell in cells)]])])) == []


def test_an_award_in_two_rows_that_nothing_tells_apart_is_told_and_counted():
    reading = read([drawn("Biểu", [TITLE, HEAD, [1, BT, 1, 2], [2, GK, 3, 4], [3, BT, 5, None]])])
    assert (told(reading), sums(reading)["BK_BT", "collective"]) == ([("row_repeated", "B5")], 6)
    assert "B3" in next(p["message_vi"] for p in reading.problems if p["code"] == "row_repeated")


APART = [
    [[1, BT, 1, 2, "đợt 1"], [2, BT, 5, 3, "đợt 2"]],
    [["I", "Thường xuyên"], [1, BT, 1, 2], ["II", "Đột xuất"], [1, BT, 5, 3]],
    [[1, BT, 1, None], [2, BT, None, 3]],
    [[1, f"{BT} (chuyên đề)", 1, 2], [2, f"{BT} (đột xuất)", 1, 2]],
]


@pytest.mark.parametrize("rows", APART, ids=["remark", "section", "recipient", "label"])
def test_rows_that_something_tells_apart_are_no_repetition(rows):
    assert "row_repeated" not in dict(told(read([drawn("Biểu", [TITLE, [*HEAD, "Ghi chú"], *rows])])))


def test_more_women_than_persons_or_members_than_all_are_told_at_their_cell():
    columns = drawn("Biểu", [TITLE, [*HEAD, "Trong đó: đảng viên"], [1, BT, 4, 9, 10], [2, GK, 1, 6, 6]])
    assert told(read([columns])) == [("part_above_total", "E3")]
    rows = drawn("Biểu", [TITLE, HEAD, [1, BT, 4, 9], [None, "Trong đó: nữ", None, 11], [2, GK, 1, 6], [None, "Trong đó: nữ", None, 6]])  # fmt: skip
    assert told(read([rows])) == [("part_above_total", "D4")]
