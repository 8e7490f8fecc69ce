"""The kinds of silent changes that the property test of replaced words found, each told now."""

import pytest

from tests.builders import framed
from tests.builders_forms import Form, official
from tests.builders_lists import listed, nominations
from tests.builders_wide import by_state, transposed
from tests.families import FORM_TITLE, LIST_TITLE, PROPOSAL_TITLE
from tests.reading_truth import read
from tests.sheets import Sheet, drawn

HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
TTG = "Bằng khen của Thủ tướng Chính phủ"


def renamed(sheet: Sheet, before: str, after: str | None) -> Sheet:
    """The sheet with a text replaced, or deleted."""
    cells = {p: after if v == before else v for p, v in sheet.cells.items() if v != before or after is not None}
    assert cells != sheet.cells
    return Sheet(sheet.name, sheet.state, cells, sheet.merges)


KINDS = {
    "parts of no whole": ("columns_may_overlap", framed(renamed(by_state(), "Đã trình", None))),
    "no recipient": ("recipient_not_stated", drawn("Biểu 1", [
        ["KHEN THƯỞNG NĂM 2019"], ["I. ZENITH"], ["STT", "Danh hiệu, hình thức", "Số lượng"], [1, TTG, 2]])),
    "decisions under an unknown header": ("column_not_understood", framed(renamed(listed("standard"), "Số quyết định", "Zenith"), **LIST_TITLE)),
    "votes beside counts": ("column_taken_as_award", framed(renamed(nominations(), "Danh hiệu đề nghị", "Zenith"), **PROPOSAL_TITLE)),
    "a total under an unknown label": ("row_looks_total", framed(renamed(transposed(), "Tổng cộng", "Zenith"))),
    "an unknown class": ("class_unknown", drawn("Biểu 1", [
        ["KHEN THƯỞNG NĂM 2019"], [*HEAD[:2], "Hạng", *HEAD[2:]], [1, "Huân chương Chiến công", "Ba", 1, 2],
        [2, "Huân chương Chiến công", "Zenith", None, 1], [3, "Huân chương Chiến công", "Nhì", None, 1]])),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_told(kind):
    code, sheet = KINDS[kind]
    found = [p for p in read([sheet]).problems if p["code"] == code]
    assert found and found[0]["severity"] != "note" and found[0]["sheet"] == sheet.name


def test_a_list_that_nobody_read_is_told():
    counts = drawn("Biểu 1", [["KHEN THƯỞNG NĂM 2019"], HEAD, [1, TTG, 1, 2]])
    lines = drawn("DS", [["DANH SÁCH NĂM 2019"], ["STT", "Wokam", "Chức vụ", "Hình thức khen thưởng"], [1, "A B", "Cán bộ", TTG]])  # fmt: skip
    assert ("header_incomplete", "DS") in {(p["code"], p["sheet"]) for p in read([counts, lines]).problems}


def test_a_heading_beside_a_number_of_an_unknown_column_is_a_heading():
    rows = [["I", 7, TTG], [1, 3, "Nguyễn Văn B", "Cá nhân"]]
    head = ["STT", "Zenith", "Họ và tên", "Đối tượng"]
    reading = read([drawn("DS", [["DANH SÁCH CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019"], head, *rows])])
    assert [(row.cell, row.award_code) for row in reading.rows["recipients"]] == [("C4", "BK_TTG")]


def test_a_label_column_headed_as_a_plan_still_labels_its_rows():
    sheet = official(Form(pairs=True))
    plain, other = (
        read([framed(sheet, **FORM_TITLE)]),
        read([framed(renamed(sheet, "Chỉ tiêu", "Chỉ tiêu kế hoạch"), **FORM_TITLE)]),
    )
    assert [r.cell for r in other.rows["awards"]] == [r.cell for r in plain.rows["awards"]]
