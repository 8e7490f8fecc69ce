"""Lists of names in the shapes that units give them: who won what, and what is told about it."""

import pytest

from tests.builders import PATH
from tests.reading_truth import errors, read
from tests.sheets import Sheet, drawn

TITLE = ["DANH SÁCH KHEN THƯỞNG NĂM 2019"]
BT, GK, TTG = "Bằng khen của Bộ trưởng Bộ Công an", "Giấy khen của Cục trưởng", "Bằng khen của Thủ tướng Chính phủ"
CS, TT = "Chiến sĩ thi đua cơ sở", "Chiến sĩ tiên tiến"
P, Q, R, S = "Mai Văn Lực", "Tô Thị Vân", "Kiều Anh Tú", "Hà Quốc Việt"
AWARD = "Hình thức khen thưởng"


def lists(*rows: list, merges: tuple = (), name: str = "DS", title: list | None = None) -> Sheet:
    return drawn(name, [title or TITLE, *rows], merges)


def won(reading) -> list[tuple]:
    """Cell, award, recipient, state and number of each count."""
    return [(r.cell, r.award_code, r.recipient, r.state, r.award_count) for r in reading.rows["awards"]]


def sums(reading) -> dict[tuple, int]:
    found: dict[tuple, int] = {}
    for row in reading.rows["awards"]:
        key = (row.award_code, row.recipient, row.state)
        found[key] = found.get(key, 0) + (row.award_count or 0)
    return found


def said(reading) -> list[tuple]:
    return [(p["code"], p["cell"]) for p in reading.problems if p["severity"] in ("error", "warning")]


N, C = "individual", "collective"
D, PR = "decided", "proposed"
EXACT = {
    "family and given name": (
        [["TT", "Họ đệm", "Tên", "Chức vụ", AWARD], [1, "Mai Văn", "Lực", "Cán bộ", BT], [2, "Tô Thị", "Vân", "Cán bộ", GK]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "family and given name under one label": (
        [["TT", "Họ và tên", None, AWARD], [None, "Họ", "Tên"], [1, "Mai Văn", "Lực", BT], [2, "Tô Thị", "Vân", GK]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, ((1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)),
    ),
    "headings with counts": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + BT + ": 02 cá nhân"], [1, P, "Cán bộ"], [2, Q, "Cán bộ"],
         ["II. " + CS + " (01 đồng chí)"], [1, R, "Cán bộ"], ["III. " + GK + " - 01 người"], [1, S, "Cán bộ"]],
        {("BK_BT", N, D): 2, ("CSTD_CS", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "headings with the count in a cell of its own": (
        [["TT", "Họ và tên", "Chức vụ"], ["I", BT, 2], [1, P, "Cán bộ"], [2, Q, "Cán bộ"], ["II", CS, "01 đ/c"], [1, R, "Cán bộ"]],
        {("BK_BT", N, D): 2, ("CSTD_CS", N, D): 1}, (),
    ),
    "headings that name the recipient behind": (
        [["TT", "Họ và tên, tên tập thể", "Đơn vị"], ["I", BT + " (tập thể)"], [1, "Phòng Hậu cần"], [2, "Phòng Đối ngoại"],
         ["II", BT + " - Cá nhân"], [1, P, "Phòng Hậu cần"], ["III", GK + " cho cá nhân: 01"], [1, Q, "Phòng Hậu cần"]],
        {("BK_BT", C, D): 2, ("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "headings below headings": (
        [["TT", "Họ và tên, tên tập thể", "Đơn vị"], ["A", BT + " (02 tập thể, 01 cá nhân)"], ["I", "Tập thể: 02"],
         [1, "Đội 1", "P1"], [2, "Đội 2", "P1"], ["II", "Cá nhân: 01"], [1, P, "P1"], ["B", GK + ": 01 cá nhân"],
         ["I", "Cá nhân"], [1, Q, "P1"]],
        {("BK_BT", C, D): 2, ("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "side by side under awards": (
        [[BT, None, None, None, GK], ["TT", "Họ và tên", "Chức vụ", None, "TT", "Họ và tên", "Chức vụ"],
         [1, P, "Cán bộ", None, 1, R, "Cán bộ"], [2, Q, "Cán bộ"]],
        {("BK_BT", N, D): 2, ("GK_CUC", N, D): 1}, ((1, 0, 1, 2), (1, 4, 1, 6)),
    ),
    "side by side under recipients, no gap": (
        [["Tập thể", None, None, "Cá nhân"], ["STT", "Tên tập thể", AWARD, "STT", "Họ và tên", AWARD],
         [1, "Đội 1", BT, 1, P, BT], [None, None, None, 2, Q, GK]],
        {("BK_BT", C, D): 1, ("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, ((1, 0, 1, 2), (1, 3, 1, 5)),
    ),
    "three lists side by side": (
        [["TT", "Họ và tên", AWARD] * 3, [1, P, BT, 2, Q, BT, 3, R, GK], [4, S, GK]],
        {("BK_BT", N, D): 2, ("GK_CUC", N, D): 2}, (),
    ),
    "matrix of crosses": (
        [["TT", "Họ và tên", "Chức vụ", CS, TT, BT], [1, P, "Cán bộ", "x", None, "x"], [2, Q, "Cán bộ", None, "X"],
         [3, R, "Cán bộ", "-", "✓"], ["Tổng cộng", None, None, 1, 2, 1]],
        {("CSTD_CS", N, D): 1, ("CSTT", N, D): 2, ("BK_BT", N, D): 1}, (),
    ),
    "matrix of ones": (
        [["TT", "Họ và tên", "Chức vụ", CS, TT, BT], [1, P, "Cán bộ", 1, None, 1], [2, Q, "Cán bộ", None, 1]],
        {("CSTD_CS", N, D): 1, ("CSTT", N, D): 1, ("BK_BT", N, D): 1}, (),
    ),
    "matrix under groups": (
        [["TT", "Tên tập thể", "Danh hiệu thi đua", None, AWARD],
         [None, None, "Đơn vị quyết thắng", "Đơn vị tiên tiến", BT, TTG], [1, "Phòng 1", "x", None, "x"], [2, "Phòng 2", None, "x"]],
        {("DVQT", C, D): 1, ("DVTT", C, D): 1, ("BK_BT", C, D): 1}, ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)),
    ),
    "several awards in a cell": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", f"{TT}; {GK}"], [2, Q, "Cán bộ", f"{CS} và {BT}"],
         [3, R, "Cán bộ", f"- {TT}\n- {GK}"], [4, S, "Cán bộ", f"{CS}, {TTG}"]],
        {("CSTT", N, D): 2, ("GK_CUC", N, D): 2, ("CSTD_CS", N, D): 2, ("BK_BT", N, D): 1, ("BK_TTG", N, D): 1}, (),
    ),
    "awards in two columns": (
        [["TT", "Họ và tên", "Chức vụ", "Danh hiệu", AWARD], [1, P, "Cán bộ", TT, GK], [2, Q, "Cán bộ", CS], [3, R, "Cán bộ", None, BT]],
        {("CSTT", N, D): 1, ("GK_CUC", N, D): 1, ("CSTD_CS", N, D): 1, ("BK_BT", N, D): 1}, (),
    ),
    "awards in the decision": (
        [["TT", "Họ và tên", "Chức vụ", "Quyết định khen thưởng"], [1, P, "Cán bộ", f"QĐ 71/QĐ-BCA ngày 3/4/2019 tặng {BT}"],
         [2, Q, "Cán bộ", f"QĐ 12/QĐ-C1 ngày 3/5/2019 về việc tặng {GK}"]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "state merged over names": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Trạng thái"], [1, P, "Cán bộ", BT, "Đề nghị"], [2, Q, "Cán bộ", BT],
         [3, R, "Cán bộ", BT, "Đã trao"], [4, S, "Cán bộ", BT]],
        {("BK_BT", N, PR): 2, ("BK_BT", N, "received"): 1, ("BK_BT", N, D): 1}, ((2, 4, 3, 4),),
    ),
    "recipient merged over names": (
        [["TT", "Họ và tên, tên tập thể", "Đối tượng", AWARD], [1, "Đội 1", "Tập thể", BT], [2, "Đội 2", None, BT], [3, P, "Cá nhân", BT]],
        {("BK_BT", C, D): 2, ("BK_BT", N, D): 1}, ((2, 2, 3, 2),),
    ),
    "a name merged over its awards": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [None, None, None, CS], [2, Q, "Cán bộ", BT]],
        {("BK_BT", N, D): 2, ("CSTD_CS", N, D): 1}, ((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2)),
    ),
    "several numbered names in a cell": (
        [["TT", AWARD, "Họ và tên", "Chức vụ"], [1, BT, f"1. {P}\n2. {Q}", "Cán bộ"], [2, GK, R, "Cán bộ"]],
        {("BK_BT", N, D): 2, ("GK_CUC", N, D): 1}, (),
    ),
    "none under a heading": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + TTG], [None, "Không có"], ["II. " + BT], [1, P, "Cán bộ"]],
        {("BK_BT", N, D): 1}, (),
    ),
    "rank in a column before the name": (
        [["TT", "Cấp bậc", "Họ và tên", AWARD], [1, "Đại úy", P, BT], [2, "Đại úy", Q, GK], [3, "Đại úy", R, GK]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 2}, (),
    ),
    "remarks, addresses and reasons that come again": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Địa chỉ", "Lý do", "Ghi chú"], [1, P, "Cán bộ", BT, "Xã A", "Phong trào", "đợt một"],
         [2, Q, "Cán bộ", BT, "Xã A", "Phong trào", "đợt một"], [3, R, "Cán bộ", BT, "Xã A", "Phong trào", "đợt một"]],
        {("BK_BT", N, D): 3}, (),
    ),
    "sub-headings, one of them empty": (
        [["TT", "Họ và tên, tên tập thể", "Đơn vị"], ["I", BT], ["1", "Tập thể"], [1, "Đội 1", "P1"], ["2", "Cá nhân"], [1, P, "P1"],
         ["II", GK], ["1", "Tập thể (không có)"], ["2", "Cá nhân"], [1, Q, "P1"]],
        {("BK_BT", C, D): 1, ("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "sub-units below the headings of awards": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + BT], ["Phòng Tham mưu"], [1, P, "Cán bộ"], ["Đội Xe"], [1, Q, "Cán bộ"]],
        {("BK_BT", N, D): 2}, (),
    ),
    "groups of awards above the awards": (
        [["TT", "Họ và tên", "Đơn vị"], ["A. DANH HIỆU THI ĐUA"], ["I. " + CS], [1, P, "P1"], ["II. " + TT], [1, Q, "P1"],
         ["B. HÌNH THỨC KHEN THƯỞNG"], ["I. " + BT], [1, R, "P1"]],
        {("CSTD_CS", N, D): 1, ("CSTT", N, D): 1, ("BK_BT", N, D): 1}, (),
    ),
    "headings in lists side by side": (
        [["TT", "Họ và tên", "Chức vụ", None] * 2, ["I", BT, None, None, "I", GK], [1, P, "Cán bộ", None, 1, Q, "Cán bộ"]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "a heading over both lists": (
        [["TT", "Họ và tên", "Chức vụ", None, "TT", "Họ và tên", "Chức vụ"], [BT], [1, P, "Cán bộ", None, 2, Q, "Cán bộ"]],
        {("BK_BT", N, D): 2}, ((2, 0, 2, 6),),
    ),
    "years of birth of men and women": (
        [["TT", "Họ và tên", "Năm sinh", None, AWARD], [None, None, "Nam", "Nữ"], [1, P, 1971, None, BT], [2, Q, None, 1980, BT]],
        {("BK_BT", N, D): 2}, ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)),
    ),
    "a decision behind the award": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT + " (QĐ số 7/QĐ-BCA)"], [2, Q, "Cán bộ", GK + "\nQuyết định 8"]],
        {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}, (),
    ),
    "collectives and people in columns of their own": (
        [["TT", "Tên tập thể", "Họ và tên", AWARD], [1, "Đội 1", None, BT], [2, None, P, BT]],
        {("BK_BT", C, D): 1, ("BK_BT", N, D): 1}, (),
    ),
    "a heading with its decision": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + BT + " (QĐ số 7/QĐ-BCA ngày 3/4/2019): 02 cá nhân"], [1, P, "Cán bộ"], [2, Q, "Cán bộ"]],
        {("BK_BT", N, D): 2}, (),
    ),
    "a closing line": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [2, Q, "Cán bộ", BT], ["Danh sách gồm 02 cá nhân./."]],
        {("BK_BT", N, D): 2}, (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", EXACT)
def test_every_shape_of_a_list_counts_its_lines(shape):
    rows, expected, merges = EXACT[shape]
    reading = read([lists(*rows, merges=merges)])
    assert (sums(reading), said(reading)) == (expected, [])
    keys = [(r.sheet, r.cell, r.award_code, r.award_class, r.person_key) for r in reading.rows["recipients"]]
    assert len(set(keys)) == len(keys) == sum(expected.values())
    assert not any(name in str(row) for row in reading.rows["recipients"] for name in (P, Q, R, S))


TOLD = {
    "heading that announces more": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + BT + ": 03 cá nhân"], [1, P, "Cán bộ"], [2, Q, "Cán bộ"]],
        [("list_count_mismatch", "A3")], 2,
    ),
    "total that says more": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [2, Q, "Cán bộ", BT], ["Tổng cộng: 03 đồng chí"]],
        [("list_count_mismatch", "A5")], 2,
    ),
    "decisions of another year": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Số quyết định", "Ngày quyết định"], [1, P, "Cán bộ", BT, "7/QĐ-BCA", "03/04/2017"],
         [2, Q, "Cán bộ", BT, "8/QĐ-BCA", "03/04/2017"], [3, R, "Cán bộ", BT, "9/QĐ-BCA", "03/04/2019"]],
        [("decision_of_other_year", "F3")], 3,
    ),
    "a column of years": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Năm"], [1, P, "Cán bộ", BT, 2019], [2, Q, "Cán bộ", BT, 2018], [3, R, "Cán bộ", BT, 2017]],
        [("list_line_of_other_year", "E4")], 1,
    ),
    "unknown mark": (
        [["TT", "Họ và tên", "Chức vụ", CS, BT], [1, P, "Cán bộ", "x", "?"], [2, Q, "Cán bộ", "x", "x"]],
        [("list_mark_unknown", "E3")], 3,
    ),
    "unknown column of few short texts": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Diện"], [1, P, "Cán bộ", BT, "chờ duyệt"], [2, Q, "Cán bộ", BT, "chờ duyệt"],
         [3, R, "Cán bộ", BT, "xong"]],
        [("column_not_understood", "E2")], 3,
    ),
    "unknown heading among those of awards": (
        [["TT", "Họ và tên", "Chức vụ"], ["I. " + BT], [1, P, "Cán bộ"], ["II. Phần thưởng lạ: 01 cá nhân"], [1, Q, "Cán bộ"]],
        [("list_award_missing", "B6")], 2,
    ),
    "award below a blank one without a merge": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [2, Q, "Cán bộ"]],
        [("list_award_missing", "B4")], 2,
    ),
    "an award without a name": (
        [["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [None, None, None, CS], [2, Q, "Cán bộ", BT]],
        [("list_name_missing", "D4")], 2,
    ),
    "a matrix whose total is wrong": (
        [["TT", "Họ và tên", "Đơn vị", CS, BT], [1, P, "P1", "x", None], [2, Q, "P1", "x", "x"], [None, "Cộng", None, 2, 2]],
        [("list_count_mismatch", "E5")], 3,
    ),
    "unknown award over the lines of a list that names another in its title": (
        [["DANH SÁCH CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN CỦA BỘ TRƯỞNG"], ["TT", "Họ và tên", "Chức vụ"], ["I. Danh hiệu lạ lùng"],
         [1, P, "Cán bộ"]],
        [("award_unknown", "B5")], 1,
    ),
    "unknown state": (
        [["TT", "Họ và tên", "Chức vụ", AWARD, "Trạng thái"], [1, P, "Cán bộ", BT, "lơ lửng"]],
        [("state_unknown", "E3")], 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", TOLD)
def test_what_is_doubtful_in_a_list_is_told_at_its_cell(fault):
    rows, expected, lines = TOLD[fault]
    reading = read([lists(*rows)])
    assert said(reading) == expected
    assert sum(row.award_count for row in reading.rows["awards"]) == lines


def test_the_finding_about_a_count_names_both_numbers():
    reading = read([lists(["TT", "Họ và tên", "Chức vụ"], ["I. " + BT + ": 05 cá nhân"], [1, P, "Cán bộ"])])
    message = next(p["message_vi"] for p in reading.problems if p["code"] == "list_count_mismatch")
    assert "ghi 5" in message and "có 1 dòng" in message


def test_states_under_an_unknown_header_count_as_states_and_are_told():
    head = ["TT", "Họ và tên", "Chức vụ", AWARD, "Diễn biến"]
    reading = read([lists(head, [1, P, "Cán bộ", BT, "Đề nghị"], [2, Q, "Cán bộ", BT, "Đã trao"])])
    assert sums(reading) == {("BK_BT", N, PR): 1, ("BK_BT", N, "received"): 1}
    assert said(reading) == [("column_taken_as_state", "E2")]


def test_awards_under_an_unknown_header_count_and_are_told():
    head = ["TT", "Họ và tên", "Chức vụ", "Phần thưởng"]
    reading = read([lists(head, [1, P, "Cán bộ", BT], [2, Q, "Cán bộ", GK])])
    assert sums(reading) == {("BK_BT", N, D): 1, ("GK_CUC", N, D): 1}
    assert said(reading) == [("column_taken_as_award", "D2")]


def test_two_columns_of_awards_each_say_their_state():
    reading = read([lists(["TT", "Họ và tên", "Chức vụ", "Đề nghị", "Đã tặng"], [1, P, "Cán bộ", BT, GK])])
    assert sums(reading) == {("BK_BT", N, PR): 1, ("GK_CUC", N, D): 1}


TITLES = {
    "DANH SÁCH CHIẾN SĨ TIÊN TIẾN NĂM 2019": ("CSTT", D),
    "DANH SÁCH TẶNG GIẤY KHEN CỦA CỤC TRƯỞNG": ("GK_CUC", D),
    "DANH SÁCH ĐỀ NGHỊ TẶNG BẰNG KHEN CỦA BỘ TRƯỞNG NĂM 2019": ("BK_BT", PR),
}


@pytest.mark.parametrize("title", TITLES)
def test_the_award_may_stand_in_the_title(title):
    reading = read([lists(["TT", "Họ và tên", "Chức vụ"], [1, P, "Cán bộ"], title=[title])])
    code, state = TITLES[title]
    assert sums(reading) == {(code, N, state): 1}


def test_the_award_may_stand_in_the_name_of_the_sheet():
    head = ["TT", "Họ và tên", "Chức vụ"]
    book = [lists(head, [1, P, "Cán bộ"], name=GK), lists(head, [1, Q, "Cán bộ"], [2, R, "Cán bộ"], name=CS)]
    assert sums(read(book)) == {("GK_CUC", N, D): 1, ("CSTD_CS", N, D): 2}


def test_what_a_list_has_more_than_the_table_of_counts_is_told_and_not_added():
    counts = drawn(
        "Biểu 1", [["TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019"], ["STT", AWARD, "Tập thể", "Cá nhân"], [1, BT, 0, 1]]
    )
    names = lists(
        ["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT], [2, Q, "Cán bộ", TTG], [3, R, "Cán bộ", TTG]
    )
    reading = read([counts, names])
    assert sums(reading)["BK_BT", N, D] == 1 and ("BK_TTG", N, D) not in sums(reading)
    assert said(reading) == [("list_has_more", "D4")]


def test_every_cell_of_a_list_has_a_fate():
    rows = [["TT", "Họ và tên", "Chức vụ", AWARD, "Ghi chú"], ["I. " + "Cá nhân: 02"], [1, P, "Cán bộ", BT, "tốt"],
            [2, Q, "Cán bộ", GK], ["Tổng cộng: 02 đồng chí"]]  # fmt: skip
    fates = fates_of(lists(*rows))
    assert {place: fate[:2] for place, fate in fates.items() if place[0] == 3} == {
        (3, 0): ("set_aside", "ordinal"), (3, 1): ("fact", "person"), (3, 2): ("fact", "person"),
        (3, 3): ("counted", ""), (3, 4): ("set_aside", "remark"),
    }  # fmt: skip
    assert fates[2, 0][0] == fates[5, 0][0] == "checked"
    assert {row for row, _ in fates} == {1, 2, 3, 4, 5}


def fates_of(sheet: Sheet) -> dict[tuple[int, int], tuple]:
    """What became of the cells of the lists of a sheet."""
    from emustats.reading.cells import read_cells
    from emustats.reading.sheet.grid import make_grid
    from emustats.reading.sheet.layout import find_tables
    from emustats.reading.sheet.vocabulary import header_words
    from emustats.reading.tables.lists import ListRules, read_list
    from emustats.reading.tables.readout import new_readout
    from emustats.reference import load
    from tests.sheets import by_xlsxwriter

    words, out = header_words(load()), new_readout()
    grid = make_grid(read_cells(by_xlsxwriter([sheet]))[0])
    for table in find_tables(grid, words).tables:
        assert read_list(out, grid, table, words, ListRules(b"k" * 16, {}, False, 2019), "decided")
    return {place[1:]: fate for place, fate in out.fates.items()}


def test_the_year_of_the_report_is_that_of_the_path():
    assert "2019" in PATH
    assert errors(read([lists(["TT", "Họ và tên", "Chức vụ", AWARD], [1, P, "Cán bộ", BT])])) == []
