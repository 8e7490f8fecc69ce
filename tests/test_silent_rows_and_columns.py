"""Further kinds of silent changes that fresh seeds of the property test found, each told now."""

import pytest

from tests.builders import framed
from tests.builders_forms import Form, official
from tests.builders_lists import listed
from tests.builders_wide import by_basis, split_below, transposed
from tests.families import FORM_TITLE, LIST_TITLE
from tests.reading_truth import read
from tests.sheets import Sheet, drawn
from tests.test_silent_kinds import renamed

TITLE = ["KHEN THƯỞNG NĂM 2019"]
HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
TTG = "Bằng khen của Thủ tướng Chính phủ"
BT = "Bằng khen của Bộ trưởng Bộ Công an"
LIST = ["STT", "Họ và tên", "Đối tượng", "Hình thức khen thưởng", "Số QĐ"]


def with_numbers(sheet: Sheet, column: int, text: str) -> Sheet:
    """A list with a column of numbers more, under a header of texts."""
    made = sheet.placed(lambda place: (place[0], place[1] + (place[1] >= column)))
    rows = sorted({row for row, _ in sheet.cells})
    made.put(rows[0], column, text)
    for row in rows[1:]:
        made.put(row, column, 3)
    return made


KINDS = {
    "a part in unknown words": ("row_part_not_understood", framed(renamed(split_below(), "- Tập thể", "- vượn cáo"))),
    "one class for a total": ("columns_say_the_same", framed(renamed(by_basis(), "Tổng số", "Hạng III"))),
    "decisions of recipients": ("column_not_understood", drawn("Biểu 1", [
        TITLE, ["STT", "Hình thức khen thưởng", "Zenith quyết định", None], [None, None, "Tập thể", "Cá nhân"], [1, BT, 1, 2]])),
    "classes under a unit of measure": ("column_not_understood", drawn("Biểu 1", [
        TITLE, ["STT", "Hình thức khen thưởng", "Đơn vị tính", "Tập thể"], [1, "Huân chương Chiến công", "Ba", 1],
        [2, "Huân chương Chiến công", "Nhì", 1]])),
    "an unknown heading among bases": ("heading_not_understood", drawn("Biểu 1", [
        TITLE, HEAD, ["I", "Khen thưởng thường xuyên"], [1, BT, 2, 14], ["II", "Zenith"], [1, BT, 1, 3]])),
    "a state beside unknown words": ("heading_not_understood", drawn("Biểu 1", [
        TITLE, HEAD, ["I", "Đã có quyết định"], [1, BT, 2, 14], ["II", "Đang đề nghị lúa nếp"], [1, BT, 1, 3]])),
    "awards in two columns": ("column_not_understood", drawn("Biểu 1", [
        TITLE, ["STT", "Danh hiệu", "Tập thể", "Hủy", "Hình thức khen thưởng", "Cá nhân"],
        [1, "Đơn vị quyết thắng", 3, 1, "Chiến sĩ tiên tiến", 45], [2, BT, 1, 7, TTG, 2]])),
    "a heading over no rows": ("heading_not_understood", drawn("Biểu 1", [
        TITLE, ["Danh hiệu, hình thức", "STT", "Số lượng"], ["Tập thể"], ["Đơn vị quyết thắng", 3, 3], [BT, 3, 1],
        ["Cá nhân", 7], ["Chiến sĩ tiên tiến", 1, 45], [BT, 7, 2]])),
    "a quarter among recipients": ("heading_not_understood", drawn("Biểu 1", [
        TITLE, ["Danh hiệu, hình thức", "Số lượng"], ["Tập thể"], [BT, 1], ["Quý III"], [BT, 2]])),
    "a mangled basis": ("basis_unknown", drawn("Biểu 1", [
        TITLE, [*HEAD[:2], "Phương thức", "Tập thể"], [1, BT, "Thường Quá trình cống hiến", 2]])),
    "a copy of the only row": ("row_looks_total", drawn("Biểu 1", [
        TITLE, ["STT", "Đơn vị", "ĐVQT", "Bằng khen Bộ", "CSTT"], [1, "Phòng 1", 1, 2, 5], ["Zenith", None, 1, 2, 5]])),
    "a total that says it parts": ("row_looks_total", framed(renamed(transposed(), "Tổng cộng", "Phân ra"))),
    "a count for a name": ("list_row_not_a_name", drawn("DS", [
        ["DANH SÁCH CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019"], LIST, [1, "Nguyễn Văn B", "Cá nhân", BT], [2, "Số", "Cá nhân"]])),
    "recipients over those of others": ("count_recipient_differs", framed(renamed(official(), "Chia ra", "Cán bộ chiến sĩ"), **FORM_TITLE)),
    "names that are numbers": ("column_numbers_not_read", framed(with_numbers(listed("standard"), 1, "Họ tên"), **LIST_TITLE)),
    "some lines without a decision": ("decision_not_stated", drawn("DS", [
        ["Wokam"], LIST, [1, "Nguyễn Văn B", "Cá nhân", BT], [2, "Lê Văn C", "Cá nhân", BT, "12/QĐ-BCA"]])),
    "a list of nobody": ("header_incomplete", drawn("DS", [
        ["DANH SÁCH TẬP THỂ ĐƯỢC KHEN THƯỞNG NĂM 2019"], ["STT", "Wokam", "Hình thức khen thưởng"], [1, "Phòng 1", BT]])),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_told(kind):
    code, sheet = KINDS[kind]
    counts = drawn("Khác", [TITLE, HEAD, [1, "Bằng khen của Thủ tướng Chính phủ", 1, 2]])
    problems = read([sheet, counts] if code == "header_incomplete" else [sheet]).problems
    found = [p for p in problems if p["code"] == code]
    assert found and found[0]["severity"] != "note" and found[0]["sheet"] == sheet.name, problems


def test_numbers_under_a_second_header_of_names_name_nobody():
    sheet = framed(listed("standard"), **LIST_TITLE)
    other = framed(with_numbers(listed("standard"), 1, "Họ tên"), **LIST_TITLE)
    said = [[(r.award_code, r.recipient, r.person_key) for r in read([s]).rows["recipients"]] for s in (sheet, other)]
    assert said[0] and said[0] == said[1]


def test_an_award_of_collectives_alone_needs_no_header_of_recipients():
    sheet = framed(official(Form(pairs=True)), **FORM_TITLE)
    row, column = next(p for p, v in sheet.cells.items() if v == "Tập thể" and p[1] == 4)
    cells = {place: value for place, value in sheet.cells.items() if place != (row, column)}
    blank = Sheet(sheet.name, sheet.state, cells, sheet.merges)
    assert read([blank]).rows["awards"] == read([sheet]).rows["awards"]


@pytest.mark.parametrize("word", ["Số quyết định", "Ngày ký", "Ghi chú"])
def test_what_is_no_count_may_stand_under_a_recipient(word):
    head = [["STT", "Hình thức khen thưởng", "Tập thể", None, "Cá nhân", None], [None, None, "Số lượng", word, "Số lượng", word]]  # fmt: skip
    rows = [[1, BT, 2, 17, 3, 18], [2, "Bằng khen của Thủ tướng Chính phủ", 1, 19, 4, 20]]
    merges = [(2, 2, 2, 3), (2, 4, 2, 5)]
    reading = read([drawn("Biểu 1", [TITLE, [], *head, *rows], merges=merges)])
    assert sorted((row.recipient, row.award_count) for row in reading.rows["awards"]) == [
        ("collective", 1), ("collective", 2), ("individual", 3), ("individual", 4),
    ]  # fmt: skip
    assert not [found for found in reading.problems if found["severity"] != "note"]
