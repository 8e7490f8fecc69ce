"""What is wrong or unclear in a workbook is said, with its cell; and what is no report of awards is not read as one."""

import pytest

from tests.builders import PATH, UNIT, framed, matrix, standard_awards, standard_cover
from tests.builders_lists import CODES, LIST_TITLE_ROW, listed
from tests.reading_truth import errors, read
from tests.sheets import ErrorValue, Formula, Percent, Sheet, by_openpyxl, drawn

TITLE = ["TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019"]
HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
BT, GK, QT = "Bằng khen của Bộ trưởng Bộ Công an", "Giấy khen của Cục trưởng", "Đơn vị quyết thắng"


def tally(*rows: list, head: list = HEAD, name: str = "Biểu 1") -> Sheet:
    return drawn(name, [TITLE, head, *rows])


def counts(reading) -> list[tuple]:
    """Cell, award, recipient, count and whether it is approximate."""
    return [(row[1], row[4], row[6], row[9], row[10]) for row in reading.rows["awards"]]


def found(reading) -> list[tuple]:
    return [(problem["code"], problem["cell"]) for problem in reading.problems]


READ_AS = {
    "03": (3, False, "leading_zero"), "1.234": (1234, False, "thousands_dot"), "1 234": (1234, False, "thousands_space"),
    "5 tập thể": (5, False, "unit_word"), "05 TT": (5, False, "unit_word"), "gần 6.500": (6500, True, "approximate_word"),
    "05 Đ/c = 15%": (5, False, "share_dropped"), "0": (0, False, None), 0: (0, False, None), 7.0: (7, False, None),
}  # fmt: skip


@pytest.mark.parametrize("typed", READ_AS)
def test_counts_as_people_type_them(typed):
    reading = read([tally([1, QT, typed])])
    count, approximate, rule = READ_AS[typed]
    assert (counts(reading), errors(reading)) == ([("C3", "DVQT", "collective", count, approximate)], [])
    assert (rule is None and not reading.fixes) or rule in {name for name, *_ in reading.fixes}


NO_COUNT = {
    "-": None, "–": None, "không": None, "…": None, "x": "count_marked", "nt": "count_ditto", "1,234": "count_ambiguous",
    1.75: "count_not_whole", -3: "count_negative", "12,5%": "count_not_number", "hàng trăm": "count_not_number",
    ErrorValue("#N/A"): "error_cell", Formula("=1+2"): "formula_without_value", Percent(0.5): "count_not_number",
}  # fmt: skip


@pytest.mark.parametrize("typed", NO_COUNT, ids=repr)
def test_cells_without_a_count_stay_na_and_are_never_silent_blanks(typed):
    reading = read([tally([1, QT, typed], [2, "Đơn vị tiên tiến", 2], ["Tổng cộng", None, 5])])
    assert ("C3", "DVQT", "collective", None) in [row[:4] for row in counts(reading)]
    said = [code for code, cell in found(reading) if cell == "C3"]
    assert said == ([NO_COUNT[typed]] if NO_COUNT[typed] else [])
    # What cannot be read makes no sum wrong; what counts nothing does.
    assert (("total_mismatch", "C5") in found(reading)) == (NO_COUNT[typed] is None)


def test_a_comma_means_thousands_where_the_sheet_says_so():
    by_others = read([tally([1, GK, "1,234", "1,234,567"])])
    by_note = read([drawn("B", [TITLE, ["(Dấu phẩy phân cách hàng nghìn)"], HEAD, [1, GK, "1,234"]])])
    assert [row[3] for row in counts(by_others) + counts(by_note)] == [1234, 1234567, 1234]
    assert errors(by_others) + errors(by_note) == []


def test_formulas_saved_without_values_are_said_cell_by_cell():
    reading = read([tally([1, QT, Formula("=1+2")], [2, "Đơn vị tiên tiến", 2])], write=by_openpyxl)
    assert found(reading) == [("formula_without_value", "C3")]
    assert [row[3] for row in counts(reading)] == [None, 2]


WRONG_SUMS = {
    "total": (tally([1, QT, 3], [2, "Đơn vị tiên tiến", 2], ["Tổng cộng", None, 6]), "total_mismatch", "C5", "6", "5"),
    "section": (tally(["I", "Danh hiệu", 9], [1, QT, 3], [2, "Đơn vị tiên tiến", 2]), "subtotal_mismatch", "C3", "9", "5"),
    "row": (tally([1, BT, 9, 3, 5], head=[*HEAD[:2], "Tổng số", *HEAD[2:]]), "row_total_mismatch", "C3", "9", "8"),
    "transposed row": (drawn("B", [
        TITLE, ["STT", "Đơn vị", QT, "Chiến sĩ tiên tiến", "Tổng cộng"], [1, "Phòng 1", 1, 5, 7]]),
        "row_total_mismatch", "E3", "7", "6"),
    "transposed total": (drawn("B", [
        TITLE, ["STT", "Đơn vị", QT, "Chiến sĩ tiên tiến"], [1, "Phòng 1", 1, 5], [2, "Phòng 2", 1, 4], [None, "Cộng", 2, 8]]),
        "total_mismatch", "D5", "8", "9"),
}  # fmt: skip


@pytest.mark.parametrize("where", WRONG_SUMS)
def test_wrong_sums_are_said_with_both_numbers_and_never_counted(where):
    sheet, code, cell, printed, computed = WRONG_SUMS[where]
    reading = read([sheet])
    problem = next(p for p in reading.problems if p["code"] == code)
    assert (problem["cell"], printed in problem["message_vi"], computed in problem["message_vi"]) == (cell, True, True)
    assert errors(reading) == [(code, sheet.name, cell, problem["value"])]


def test_an_award_that_cannot_be_resolved_keeps_its_row():
    reading = read([tally([1, "Bằng khen", 3, 4])])
    assert counts(reading) == [("C3", None, "collective", 3, False), ("D3", None, "individual", 4, False)]
    assert (reading.refusal, found(reading)) == (None, [("award_ambiguous", "B3")])
    assert read([tally([1, "Khen tặng lạ", 3])]).rows["awards"][0][4] is None


def test_named_parts_of_an_ambiguous_whole_are_the_data_and_the_rest_is_kept():
    rows = [[1, "Bằng khen", 195], [None, "Trong đó:"], [None, "Bằng khen của Thủ tướng Chính phủ", 3], [None, BT, 190]]
    reading = read([tally(*rows)])
    assert [row[:4] for row in counts(reading)] == [
        ("C5", "BK_TTG", "collective", 3), ("C6", "BK_BT", "collective", 190), ("C3", None, "collective", 2),
    ]  # fmt: skip
    assert found(reading) == [("remainder_unnamed", "C3")]


def test_a_table_that_reads_two_ways_is_not_counted_and_said():
    reading = read(
        [tally([1, "Huân chương Chiến công", 5], [None, "- Hạng Nhì", 1], [None, "- Hạng Ba", 1], [2, QT, 3])]
    )
    assert [row[:2] for row in counts(reading)] == [("C6", "DVQT")]
    assert found(reading) == [("hierarchy_unclear", "C3")]
    two = read([tally([1, QT, 3], name="A"), tally([1, QT, 4], name="B")])
    assert (counts(two), two.refusal) == ([], "no_data")
    assert "tables_overlap" in [code for code, _ in found(two)]


IDENTITIES = {
    "line against path": (
        [f"Đơn vị báo cáo: {name}" for name in ("Cục Đối ngoại",)],
        PATH,
        "unit_contradiction",
        "bca-doi-ngoai",
    ),
    "unknown unit": (["Đơn vị báo cáo: Cục Không Có Thật"], "x.xlsx", "unit_unknown", None),
    "no unit": ([], "x.xlsx", "unit_missing", None),
}


@pytest.mark.parametrize("case", IDENTITIES)
def test_who_reports(case):
    lines, path, code, unit = IDENTITIES[case]
    reading = read([drawn("B", [*([line] for line in lines), TITLE, HEAD, [1, QT, 3]])], path)
    assert (reading.identity.unit_id, code in [c for c, _ in found(reading)], len(reading.rows["awards"])) == (
        unit,
        True,
        1,
    )


@pytest.mark.parametrize(
    "line",
    [
        "ĐƠN VỊ: VĂN PHÒNG BỘ", "Tên đơn vị: Văn phòng Bộ Công an", "Đơn vị báo cáo: Văn phòng Bộ - Bộ Công an",
        "Đơn vị báo cáo:\nVăn phòng Bộ\nĐơn vị nhận báo cáo:\nBan Thi đua - Khen thưởng Trung ương",
        "Đơn vị báo cáo: Văn phòng Bộ. Đơn vị nhận báo cáo: Cục Tổ chức cán bộ", "VĂN PHÒNG BỘ",
        "TỔNG HỢP KHEN THƯỞNG CỦA VĂN PHÒNG BỘ", "Đơn vị lập báo cáo: VP Bộ",
    ],
)  # fmt: skip
def test_ways_to_name_the_unit(line):
    reading = read([drawn("B", [[line], TITLE, HEAD, [1, QT, 3]])], "x.xlsx")
    assert (reading.identity.unit_id, errors(reading)) == (UNIT, [])


@pytest.mark.parametrize(
    "line",
    [
        "NĂM 2019", "Năm: 2019", "(Từ ngày 01/12/2018 đến ngày 30/11/2019)", "(từ 01/12/2018 đến 30/11/2019)",
        "KẾT QUẢ NĂM 2019 (so với năm 2018)", "Năm thi đua 2019",
    ],
)  # fmt: skip
def test_ways_to_name_the_year(line):
    dated = (
        ["(Ban hành theo Thông tư số 03/2018/TT-BNV ngày 06 tháng 3 năm 2018)"],
        ["Hà Nội, ngày 5 tháng 01 năm 2020"],
    )
    reading = read([drawn("B", [["VĂN PHÒNG BỘ"], [line], *dated, HEAD, [1, QT, 3]])], "x.xlsx")
    assert (reading.identity.year, errors(reading)) == (2019, [])


def test_years_and_clusters_that_contradict_each_other():
    book = [standard_cover(), framed(standard_awards(), notes=False)]
    for path, code in (
        ("2018/bca-donvi-6/bca-van-phong.xlsx", "year_contradiction"),
        ("2019/bca-donvi-5/bca-van-phong.xlsx", "cluster_contradiction"),
    ):
        reading = read(book, path)
        assert [found_code for found_code, *_ in errors(reading)] == [code]
        assert (reading.identity.year, reading.identity.cluster_id) == (2019, "bca-donvi-6")
    assert read(book[:1] + [framed(standard_awards(), title="NĂM 2018", notes=False)]).identity.year == 2019


def test_cover_lines_above_the_table_itself():
    cover = [["Đơn vị:", "Văn phòng Bộ"], ["Cụm thi đua:", "Cụm số 6"], ["Năm:", 2019], ["Quân số:", 120]]
    reading = read([drawn("B", [*cover, TITLE, HEAD, [1, QT, 3]])], "x.xlsx")
    assert (reading.identity.unit_id, reading.identity.cluster_id, reading.identity.year) == (UNIT, "bca-donvi-6", 2019)
    assert (reading.identity.headcount, [row[:4] for row in counts(reading)]) == (
        120,
        [("C7", "DVQT", "collective", 3)],
    )


def test_codes_without_a_list_are_errors():
    codes = {name: "1999999999" for name in CODES}
    reading = read([framed(listed("plain", codes=codes), title=LIST_TITLE_ROW, unit_line=None)])
    assert {code for code, *_ in errors(reading)} >= {"code_unknown"}
    assert {row[4] for row in reading.rows["recipients"]} == {None}


OTHERS = {
    "prices": [["PHỤ LỤC GIÁ VẬT LIỆU NĂM 2019"], ["STT", "Tên vật liệu", "Đơn vị tính", "Số lượng", "Đơn giá"], [1, "Thép", "kg", 7, 15]],
    "offer": [["STT", "Nội dung", "ĐVT", "Số lượng", "Thành tiền"], [1, "Máy tính", "cái", 5, 6000], ["Tổng cộng", None, None, 5, 6000]],
    "printing": [["STT", "Nội dung", "Số lượng", "Đơn giá"], [1, "In bằng khen A4", 5, 1000], [2, "Khung", 5, 2000]],
    "insurance": [
        ["BÁO CÁO CHI PHÍ KCB BHYT"], ["nam", "quy"], [2019, 1], [], ["TT", "Mã tỉnh", "Tên tỉnh", "Tổng số", None, "Nội trú"],
        [None, None, None, "Lượt", "Chi", "Lượt", "Chi"], [None, "00", "Toàn quốc", 1000, 20000, 500, 10000]],
    "rankings": [["Tên tỉnh", "Số lượt", "Tên tỉnh", "Số lượt"], ["Hà Nội", 5, "Huế", 6]],
    "timetable": [["THỜI KHÓA BIỂU NĂM HỌC 2019-2020"], ["Thứ", "Tiết", "Lớp 10A", "Lớp 10B"], [2, 1, "Toán", "Lý"]],
    "staff": [["DANH SÁCH CÁN BỘ NĂM 2019"], ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị"], [1, "Nguyễn A", "1/2/1980", "Phó", "P1"]],
    "pupils": [["DANH SÁCH HỌC SINH"], ["STT", "Họ và tên", "Điểm", "Xếp loại"], [1, "Nguyễn A", 8.5, "Giỏi"]],
    "budget": [["DỰ TOÁN NĂM 2019"], ["STT", "Nội dung", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"], [1, "Thuế", 60, 50, 83]],
    "attendance": [["BẢNG CHẤM CÔNG THÁNG 5"], ["STT", "Họ và tên", 1, 2, 3], [1, "Nguyễn A", "x", "x", "x"]],
    "population": [["Đơn vị", "Tổng số", "Nam", "Nữ", "Hộ"], ["Xã A", 100, 50, 50, 20]],
    "work plan": [["KẾ HOẠCH NĂM 2019"], ["STT", "Nội dung công việc", "Đơn vị thực hiện", "Kết quả"], [1, "Họp", "Phòng A", "Xong"]],
    "English": [["Name", "Total", "Count", "Date"], ["A", 1, 2, "x"]],
    "election": [["KẾT QUẢ BẦU CỬ"], ["STT", "Họ và tên", "Số phiếu", "Tỷ lệ"], [1, "A", 50, "50%"]],
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_sheets_of_other_kinds_are_not_recognised(kind):
    reading = read([drawn("Sheet1", OTHERS[kind])], "x.xlsx")
    assert reading.refusal == "form_not_recognised"
    assert not any(reading.rows.values())


def test_only_a_table_over_several_years_leaves_nothing():
    reading = read([framed(matrix("flat"), title="TỔNG HỢP KHEN THƯỞNG GIAI ĐOẠN 2015-2020", notes=False)])
    assert (reading.refusal, "period_not_annual" in [code for code, _ in found(reading)]) == ("no_data", True)


TARGET_HEAD = ["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu đăng ký", "Kết quả"]
TARGETS = {
    "sign": (["Số vụ vi phạm", "vụ", "≤ 2", 1], ("at_most", 2, 1)),
    "words": (["Số bài", "bài", "ít nhất 10", 12], ("at_least", 10, 12)),
    "reduction": (["Giảm tai nạn giao thông", "%", "≥ 5%", "6%"], ("reduce_pct", 5, 6)),
    "none at all": (["Không để xảy ra vi phạm kỷ luật", None, 0, 0], ("at_most", 0, 0)),
    "percent in the title": (["Tỷ lệ hài lòng (%)", None, 0.9, 0.95], ("at_least", 90, 95)),
    "total in the title": (["Tổng số hội nghị", "hội nghị", 4, 5], ("at_least", 4, 5)),
    "lower may be better": (["Số đơn thư tồn đọng", "đơn", 4, 5], (None, 4, 5)),
}


@pytest.mark.parametrize("case", TARGETS)
def test_targets_without_a_kind(case):
    values, expected = TARGETS[case]
    reading = read([drawn("Chỉ tiêu", [["CHỈ TIÊU THI ĐUA NĂM 2019"], TARGET_HEAD, [1, *values]])])
    assert [(row[6], row[7], row[13]) for row in reading.rows["targets"]] == [expected]


def test_a_percentage_that_may_be_either_is_not_guessed():
    reading = read([drawn("Chỉ tiêu", [["CHỈ TIÊU NĂM 2019"], TARGET_HEAD, [1, "Tỷ lệ A", "%", 95, 0.97]])])
    assert (reading.rows["targets"][0][13], errors(reading)[0][0]) == (None, "percent_unclear")


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("bca-van-phong_lan2", 2), ("bca-van-phong (1)", None), ("Văn phòng Bộ", None), ("1493953082_bca-van-phong", None),
        ("Bao cao khen thuong 2019 - Van phong Bo", None),
    ],
)  # fmt: skip
def test_the_unit_in_the_name_of_the_file(name, revision):
    reading = read([framed(matrix("flat"), stated=False, masthead=False)], f"2019/bca-donvi-6/{name}.xlsx")
    assert (reading.identity.unit_id, reading.identity.revision, errors(reading)) == (UNIT, revision, [])


def test_a_wrong_grand_total_is_found_even_where_it_equals_the_last_section():
    reading = read(
        [
            tally(
                ["I", "Danh hiệu thi đua", 3, 10], [1, QT, 3], [2, "Chiến sĩ tiên tiến", None, 10],
                ["II", "Hình thức khen thưởng", 2, 5], [1, BT, 2, 5], [None, "Tổng cộng", 2, 15],
            )
        ]
    )  # fmt: skip
    assert found(reading) == [("total_mismatch", "C8")]


def test_totals_without_a_value_or_with_an_error_are_said():
    reading = read([tally([1, QT, 3], [2, BT, 2, 5], ["Tổng cộng", None, Formula("=SUM(C3:C4)"), ErrorValue("#REF!")])])
    assert set(found(reading)) == {("total_without_value", "C5"), ("error_cell", "D5")}
    assert sum(row[9] for row in reading.rows["awards"]) == 10
