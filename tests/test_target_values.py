"""Targets as units write them: parts of the year, shares, words, merged cells; and nothing dropped without a word."""

from datetime import date

import pytest

from tests.reading_truth import read
from tests.sheets import drawn

TITLE = ["KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA NĂM 2019"]
HEAD = ["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu đăng ký", "Kết quả"]
KINDS = ["STT", "Nội dung chỉ tiêu", "Loại chỉ tiêu", "Chỉ tiêu đăng ký", "Kết quả"]


def table(*rows, head=HEAD, name="Chỉ tiêu", title=TITLE):
    return drawn(name, [title, head, *rows])


def values(reading):
    """Kind, plan and result of each target."""
    return [(row.kind, row.planned, row.actual) for row in reading.rows["targets"]]


def told(reading):
    """The findings that are no notes, with their cells."""
    return {(found["code"], found["cell"]) for found in reading.problems if found["severity"] != "note"}


PERIODS = {
    "half and year": (["Kết quả 6 tháng", "Kết quả cả năm"], [3, 7], 7, False, set()),
    "year before half": (["Kết quả năm", "Kết quả 6 tháng đầu năm"], [7, 3], 7, False, set()),
    "ten months and estimate": (
        ["Thực hiện 10 tháng", "Ước thực hiện cả năm"], [5, 8], 8, True, {("result_is_estimate", "F2")}),
    "result and estimate": (
        ["Kết quả", "Ước cả năm"], [5, 8], 5, False, {("estimate_beside_result", "F2")}),
    "ten months alone": (["Kết quả 10 tháng"], [5], None, False, {("result_part_of_year", "E2")}),
    "quarters": (["Quý I", "Quý II", "Quý III", "Quý IV"], [1, 2, 3, 4], None, False, {("result_part_of_year", "E2")}),
    "quarters and year": (["Quý I", "Quý II", "Quý III", "Quý IV", "Cả năm"], [1, 2, 3, 4, 10], 10, False, set()),
    "the year before": (["Kết quả năm trước", "Kết quả"], [9, 7], 7, False, set()),
}  # fmt: skip


@pytest.mark.parametrize("case", PERIODS)
def test_the_result_is_that_of_the_year(case):
    labels, figures, result, estimate, findings = PERIODS[case]
    reading = read([table([1, "Số bài viết", "bài", 6, *figures], head=[*HEAD[:4], *labels])])
    assert [(row.actual, row.is_estimate) for row in reading.rows["targets"]] == [(result, estimate)]
    assert told(reading) == findings


def test_plans_by_period_too():
    head = ["STT", "Nội dung chỉ tiêu", "Chỉ tiêu 6 tháng", "Chỉ tiêu năm", "Kết quả năm"]
    reading = read([table([1, "Số bài viết", 3, 6, 7], head=head)])
    assert values(reading) == [("at_least", 6, 7)] and not told(reading)


def test_a_table_about_half_a_year_gives_no_result_of_the_year():
    title = ["KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA 6 THÁNG ĐẦU NĂM 2019"]
    reading = read([table([1, "Số bài viết", "bài", 6, 3], title=title)])
    assert values(reading) == [("at_least", 6, None)]
    assert told(reading) == {("result_part_of_year", "E2")}


TYPED = {
    "all of them": (["Số lớp tập huấn", "lớp", 12, "12/12"], 12, None),
    "all of them in words": (["Số lớp tập huấn", "lớp", 12, "12/12 lớp"], 12, None),
    "share": (["Tỷ lệ đảng viên hoàn thành tốt nhiệm vụ", "%", 90, "142/142 đ/c"], 100, None),
    "share and percentage": (["Tỷ lệ hài lòng", "%", 90, "130/142 đ/c (91,5%)"], 91.5, None),
    "wrong percentage": (["Tỷ lệ hài lòng", "%", 90, "130/142 đ/c (98%)"], 98, "rate_differs"),
    "another base": (["Số lớp tập huấn", "lớp", 10, "11/12"], None, "value_not_readable"),
    "above": (["Tỷ lệ hài lòng", "%", 95, "97,2% (vượt 2,2%)"], 97.2, None),
    "below": (["Số bài viết", "bài", 20, "18 bài, thiếu 2 bài"], 18, None),
    "estimate": (["Số bài viết", "bài", 20, "Ước đạt 22"], 22, "result_is_estimate"),
    "bound that answers": (["Tỷ lệ hài lòng", "%", 90, "trên 91%"], 91, None),
    "bound that does not": (["Tỷ lệ hài lòng", "%", 95, "trên 91%"], 91, "result_approximate"),
    "nearly": (["Tỷ lệ hài lòng", "%", 91, "gần 91%"], 91, "result_approximate"),
    "going on": (["Số bài viết", "bài", 20, "Đang triển khai"], None, "result_missing"),
    "not sent": (["Số bài viết", "bài", 20, "Chưa gửi"], None, "result_missing"),
    "cross": (["Số bài viết", "bài", 20, "x"], None, "value_not_readable"),
    "done, but how many": (["Số bài viết", "bài", 20, "Đã hoàn thành"], None, "value_not_readable"),
    "a date": (["Điểm kiểm tra", "điểm", 8.5, date(2019, 9, 8)], None, "value_is_date"),
    "dash": (["Số bài viết", "bài", 20, "-"], None, "result_missing"),
    "blank": (["Số bài viết", "bài", 20, None], None, "result_missing"),
    "a share of things": (["Số lớp tập huấn", "lớp", 12, "100%"], None, "percent_unclear"),
    "a share of things without a measure": (["Số lớp tập huấn", None, 12, "100%"], None, "percent_unclear"),
    "things for a share": (["Đơn vị đạt chuẩn", None, "90%", "12 đơn vị"], None, "percent_unclear"),
    "the sign only once": (["Đơn vị đạt chuẩn", None, 90, "92%"], 92, None),
    "a thing got done": (["Số lớp tập huấn", "lớp", 5, "Đã tổ chức được 6 lớp"], 6, None),
    "words before": (["Số lớp tập huấn", "lớp", 5, "đã tổ chức 06 lớp"], 6, None),
    "share of the plan": (["Số lớp tập huấn", "lớp", 5, "06 lớp (đạt 120%)"], 6, None),
    "sentence": (["Số lớp tập huấn", "lớp", None, "Kế hoạch 5 lớp, thực hiện 6 lớp"], 6, None),
    "sentence with another plan": (["Số lớp tập huấn", "lớp", 4, "Kế hoạch 5 lớp, thực hiện 6 lớp"], None,
                                   "value_not_readable"),
}  # fmt: skip


@pytest.mark.parametrize("case", TYPED)
def test_results_as_people_type_them(case):
    row, result, code = TYPED[case]
    reading = read([table([1, *row], [2, "Số hội nghị", "hội nghị", 4, 4])])
    assert reading.rows["targets"][0].actual == pytest.approx(result)
    assert told(reading) == ({(code, "E3")} if code else set())


def test_a_plan_for_each_month_is_told():
    reading = read(
        [
            table(
                [1, "Sinh hoạt", "buổi", "02 buổi/tháng", "24 buổi"], [2, "Họp", "buổi", "1 buổi/tháng", "1 buổi/tháng"]
            )
        ]
    )
    assert values(reading) == [("at_least", None, 24), ("at_least", 1, 1)]
    assert told(reading) == {("value_not_readable", "D3")}


def test_reductions_by_plan_and_title():
    reading = read(
        [table([1, "Giảm số vụ cháy", None, "≥ 5%", "giảm 6%"], [2, "Số vụ tai nạn", None, "Giảm 5%", "tăng 2%"])]
    )
    assert values(reading) == [("reduce_pct", 5, 6), ("reduce_pct", 5, -2)]


NONE_AT_ALL = ["Không xảy ra", "Không để xảy ra", "không phát sinh", "không có trường hợp nào", 0, "0 vụ", "Không"]


@pytest.mark.parametrize("typed", NONE_AT_ALL)
def test_nothing_happened_is_zero(typed):
    reading = read([table([1, "Lộ bí mật nhà nước", "vụ", "Không để xảy ra", typed])])
    assert values(reading) == [("at_most", 0, 0)] and not told(reading)


def test_no_figures_are_no_zero():
    reading = read(
        [table([1, "Lộ bí mật nhà nước", "vụ", "Không để xảy ra", "Không có số liệu"], [2, "Số bài", "bài", 3, 4])]
    )
    assert values(reading)[0] == ("at_most", 0, None) and told(reading) == {("result_missing", "E3")}


PLANS_IN_TITLES = {
    "Tỷ lệ giải quyết đạt trên 90%": ("at_least", 90), "Ít nhất 90% cán bộ đạt loại khá": ("at_least", 90),
    "Tổ chức tối thiểu 04 lớp tập huấn": ("at_least", 4), "100% chi bộ ký giao ước": ("at_least", 100),
    "Số vụ vi phạm không quá 3 vụ": ("at_most", 3), "Giảm 5% số vụ cháy": ("reduce_pct", 5),
    "Không để xảy ra cháy, nổ": ("at_most", 0),
}  # fmt: skip


@pytest.mark.parametrize("title", PLANS_IN_TITLES)
def test_the_plan_in_the_title(title):
    head = ["STT", "Nội dung chỉ tiêu", "Kết quả", "Tự đánh giá"]
    reading = read([table([1, title, 2, "Đạt"], head=head)])
    assert values(reading) == [(*PLANS_IN_TITLES[title], 2)]


@pytest.mark.parametrize(
    "title", ["Tập huấn từ 3 đến 5 lớp", "Thực hiện Nghị quyết số 04", "Đạt 90% ở cấp đội, 95% ở cấp phòng"]
)
def test_a_title_that_names_no_single_plan(title):
    head = ["STT", "Nội dung chỉ tiêu", "Kết quả", "Tự đánh giá"]
    reading = read([table([1, title, 2, "Đạt"], head=head)])
    assert [row.planned for row in reading.rows["targets"]] == [None]
    assert told(reading) == {("plan_missing", "B3")}


DEADLINES = [
    ("Trước ngày", "Quý III", "tháng 8/2019", set()),
    (None, "tháng 11/2019", date(2019, 11, 12), set()),
    (None, "trước 30/6", "25/6/2019", set()),
    ("Trước ngày", "sớm nhất có thể", "25/6/2019", {("value_not_readable", "D3")}),
    ("Trước ngày", "30/6/2019", "Đã hoàn thành", {("value_not_readable", "E3")}),
    ("Trước ngày", "30/6/2019", 43646, {("value_not_readable", "E3")}),
]


@pytest.mark.parametrize(("kind", "plan", "result", "findings"), DEADLINES)
def test_deadlines(kind, plan, result, findings):
    reading = read([table([1, "Gửi báo cáo", kind, plan, result], head=KINDS)])
    assert [row.kind for row in reading.rows["targets"]] == ["by_date"]
    assert told(reading) == findings


def test_a_column_of_deadlines_is_the_plan():
    head = ["STT", "Nội dung chỉ tiêu", "Thời hạn hoàn thành", "Kết quả"]
    reading = read([table([1, "Gửi báo cáo", "Quý III", "tháng 8"], head=head)])
    assert [(row.kind, row.planned_text, row.text) for row in reading.rows["targets"]] == [
        ("by_date", "Quý III", "tháng 8")
    ]
    assert not told(reading)


@pytest.mark.parametrize("sentence", ["Kế hoạch 5 lớp, thực hiện 6 lớp", "KH: 5 lớp; TH: 6 lớp (120%)"])
def test_one_column_for_plan_and_result(sentence):
    reading = read([table([1, "Tập huấn", sentence], head=["STT", "Nội dung chỉ tiêu", "Kế hoạch và kết quả"])])
    assert values(reading) == [("at_least", 5, 6)] and not told(reading)


def test_a_range_is_no_single_number():
    reading = read([table([1, "Tỷ lệ kiểm tra", "Trong khoảng", 85, 86], head=KINDS)])
    assert values(reading) == [("range", None, 86)] and told(reading) == {("value_not_readable", "D3")}


def test_a_form_without_any_result_is_told_once():
    reading = read([table([1, "Số bài", "bài", 5], [2, "Số hội nghị", "hội nghị", 4])])
    assert told(reading) == {("results_missing", "E2")} and len(values(reading)) == 2


def merged(sheet, *ranges):
    for first_row, first_column, last_row, last_column in ranges:
        sheet.merge(first_row, first_column, last_row, last_column)
    return sheet


def test_facts_in_merged_cells_hold_for_all_their_rows():
    sheet = table(
        [1, "Số cán bộ bị kỷ luật", "Không vượt quá", "người", 2, 1],
        [2, "Số vụ cháy", None, None, 1, 2],
        head=["STT", "Nội dung chỉ tiêu", "Loại chỉ tiêu", "ĐVT", "Chỉ tiêu đăng ký", "Kết quả"],
    )
    reading = read([merged(sheet, (2, 2, 3, 2), (2, 3, 3, 3))])
    assert [(row.kind, row.measure) for row in reading.rows["targets"]] == [("at_most", "người")] * 2
    assert not told(reading)


def test_a_plan_over_several_targets_is_taken_and_a_result_is_not():
    sheet = table([1, "Tỷ lệ A", "%", 95, 96], [2, "Tỷ lệ B", "%", None, None], [3, "Số bài", "bài", 3, 3])
    reading = read([merged(sheet, (2, 3, 3, 3), (2, 4, 3, 4))])
    assert [(row.planned, row.actual) for row in reading.rows["targets"]] == [(95, None), (95, None), (3, 3)]
    assert told(reading) == {("plan_merged_over_rows", "D3"), ("result_merged_over_rows", "E3")}


def test_a_title_over_two_columns():
    sheet = table([1, "Số bài viết", None, "bài", 5, 6], head=[HEAD[0], HEAD[1], None, *HEAD[2:]])
    reading = read([merged(sheet, (1, 1, 1, 2), (2, 1, 2, 2))])
    assert values(reading) == [("at_least", 5, 6)]


def test_printed_rates_are_compared():
    head = [*HEAD, "Tỷ lệ (%)"]
    right = read([table([1, "Số bài", "bài", 5, 6, 120], head=head)])
    wrong = read([table([1, "Số bài", "bài", 5, 6, 110], head=head)])
    assert told(right) == set() and told(wrong) == {("rate_differs", "F3")}


def test_numbers_under_an_unknown_header_are_told_and_never_used():
    reading = read([table([1, "Số bài", "bài", 5, 6, 77, "tốt"], head=[*HEAD, "Hệ số ưu tiên", "Cảm nhận"])])
    assert values(reading) == [("at_least", 5, 6)] and told(reading) == {("column_numbers_not_read", "F2")}


@pytest.mark.parametrize("said", ["-", "Không", "giữ nguyên", "Không điều chỉnh"])
def test_a_plan_that_is_not_adjusted(said):
    head = ["STT", "Nội dung chỉ tiêu", "Chỉ tiêu đăng ký", "Chỉ tiêu điều chỉnh", "Kết quả"]
    reading = read([table([1, "Số bài", 5, said, 6], head=head)])
    assert values(reading) == [("at_least", 5, 6)] and not told(reading)


def test_a_form_typed_without_accents():
    head = ["STT", "Noi dung chi tieu", "Chi tieu dang ky", "Ket qua 6 thang", "Ket qua ca nam"]
    sheet = table(
        [1, "So bai viet", 5, 2, "uoc dat 6"], head=head, title=["KET QUA CHI TIEU THI DUA NAM 2019"], name="CT"
    )
    reading = read([sheet])
    assert values(reading) == [("at_least", 5, 6)] and told(reading) == {("result_is_estimate", "E3")}


def test_figures_without_a_title_are_told():
    reading = read([table([1, "Số bài", "bài", 5, 6], [2, None, "bài", 7, 8])])
    assert values(reading) == [("at_least", 5, 6)] and told(reading) == {("target_without_title", "D4")}
