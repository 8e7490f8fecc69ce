"""An award's label counts only if each of its words is understood; the words left over are told, and can be taught."""

from __future__ import annotations

import io
import itertools

import openpyxl
import pytest

from emustats.reading.workbook.submission import Settings, read_workbook
from emustats.reference import load
from emustats.reference.names import resolve_award, resolve_unit

REFERENCE = load()
LABELS = ["Giấy khen của Cục trưởng", "Bằng khen của Bộ trưởng", "Chiến sĩ thi đua cơ sở", "Đơn vị quyết thắng"]
TAKEN_BACK = ["không", "chưa trao", "hủy", "thu hồi", "trượt", "dự phòng", "(bản sao)", "khác", "năm trước"]


@pytest.mark.parametrize(
    ("text", "nearest", "unused"),
    [
        ("Giấy khen của Cục trưởng Xyzt", "GK_CUC", ("Xyzt",)),
        ("Bằng khen Bộ trưởng hủy", "BK_BT", ("hủy",)),
        ("Chiến sĩ thi đua cơ sở dự phòng", "CSTD_CS", ("dự", "phòng")),
        ("Cờ thi đua của Bộ Công an (bản sao)", "CO_BO", ("bản", "sao")),
        ("Bằng khen của Bộ trưởng, trong đó: nữ", "BK_BT", ("trong", "đó", "nữ")),
        ("Giấy khen của Cục trưởng về thành tích chưa được trao", "GK_CUC", ("chưa",)),
        ("Giấy khen của Cục trưởng khác", "GK_CUC", ("khác",)),
        ("Bằng khen của Bộ trưởng chờ quyết định", "BK_BT", ("chờ",)),
        ("Bằng khen của Bộ trưởng 6 tháng", "BK_BT", ("tháng",)),
        ("bằng khen của ubnd tỉnh xyzt", "BK_UBND", ("xyzt",)),
        ("Giấy khen của Cục trưởng Cục Hàng hải", "GK_CUC", ("Hàng", "hải")),
        ("Bằng khen của Bộ trưởng cho cá nhân nữ", "BK_BT", ("cá", "nhân", "nữ")),
        ("Chiến sĩ tiên tiến dự bị", "CSTT", ("dự", "bị")),
    ],
)
def test_words_left_over_are_named_beside_the_nearest_award(text, nearest, unused):
    found = resolve_award(text, REFERENCE)
    assert (found.code, found.candidates, found.unused) == (None, (nearest,), unused)


def test_a_count_of_awards_not_given_is_no_award():
    assert resolve_award("Số không được tặng Bằng khen của Bộ trưởng", REFERENCE).code is None


@pytest.mark.parametrize(("label", "words"), [*itertools.product(LABELS, TAKEN_BACK)])
def test_words_that_take_back_are_never_passed_over(label, words):
    for text in (f"{label} {words}", f"{label} {words} năm 2024", f"{label} về thành tích đột xuất {words}"):
        assert resolve_award(text, REFERENCE).code is None, text


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    "word", ["Xyzt", "qwerty", "nữ", "Bưởi", "tiền thưởng", "so với cùng kỳ", "lãnh đạo", "Kế hoạch"]
)
def test_an_unknown_word_anywhere_in_a_label_keeps_it_from_counting(label, word):
    words = label.split()
    for position in range(len(words) + 1):
        text = " ".join([*words[:position], word, *words[position:]])
        assert resolve_award(text, REFERENCE).code is None, text


@pytest.mark.parametrize("word", ["qwerty", "hủy", "chưa"])
def test_an_unknown_word_in_any_listed_name_keeps_it_from_counting(word):
    listed = {
        text for award in REFERENCE.awards.values() for text in (award.name, *award.spellings, *award.abbreviations)
    }
    passed = []
    for text in sorted(listed):
        words = text.split()
        for position in range(len(words) + 1):
            changed = " ".join([*words[:position], word, *words[position:]])
            free = word == "qwerty" and "trong" in words[:position]  # "trong …" opens an occasion, whose words are free
            if not free and resolve_award(changed, REFERENCE, suggest=False).code is not None:
                passed.append(changed)
    assert passed == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giấy khen của Cục trưởng về thành tích đột xuất", "GK_CUC"),
        ("Bằng khen của Bộ trưởng vì có thành tích phòng, chống tội phạm", "BK_BT"),
        ("Bằng khen của Bộ trưởng nhân dịp kỷ niệm 75 năm ngày truyền thống", "BK_BT"),
        ("Bằng khen của Bộ trưởng theo Quyết định số 1234/QĐ-BCA ngày 12/5/2024", "BK_BT"),
        ("Giấy khen của Cục trưởng cho Phòng 3", "GK_CUC"),
        ("Bằng khen của Bộ trưởng năm 2024", "BK_BT"),
        ("Bằng khen của Thủ tướng Chính phủ giai đoạn 2020-2025", "BK_TTG"),
        ("I. Bằng khen của Thủ tướng Chính phủ: 01 cá nhân", "BK_TTG"),
        ("Chiến sĩ tiên tiến (04 đồng chí)", "CSTT"),
        ("Đơn vị quyết thắng (02 tập thể)", "DVQT"),
        ("Giấy khen của Giám đốc Công an tỉnh Nghệ An", "GK_CUC"),
        ("Giấy khen của Giám đốc Công an Hà Nội", "GK_CUC"),
        ("Giấy khen của Giám đốc Học viện An ninh nhân dân", "GK_CUC"),
        ("Giấy khen của Cục trưởng Cục C06", "GK_CUC"),
        ("Giấy khen của Trưởng phòng PC06", "GK_PHONG"),
        ("Giấy khen Trưởng phòng Tham mưu năm 2024", "GK_PHONG"),
        ("Giấy khen của Trưởng phòng Cảnh sát quản lý hành chính về trật tự xã hội", "GK_PHONG"),
        ("Giấy khen của Trưởng Công an huyện Thanh Sơn", "GK_PHONG"),
        ("Giấy khen của Chủ tịch UBND xã Tân Phú", "GK_XA"),
        ("Bằng khen của Chủ tịch UBND TP. Hồ Chí Minh", "BK_UBND"),
        ("BẰNG KHEN CỦA CHỦ TỊCH UBND TỈNH NGHỆ AN", "BK_UBND"),
        ("bang khen cua ubnd tinh nghe an", "BK_UBND"),
        ("Bằng khen của Bộ trưởng Bộ Công an Phòng Chính trị - Hậu cần", "BK_BT"),
        ("Cờ thi đua của Bộ Công an (đơn vị xuất sắc)", "CO_BO"),
        ("Huân chương Chiến công hạng Ba (theo QĐ số 12)", "HCCC"),
        ("Huy chương Chiến sĩ vẻ vang các hạng Nhất, Nhì, Ba", "HUYC_CSVV"),
        ("Trong đó: Bằng khen của Bộ trưởng", "BK_BT"),
    ],
)  # fmt: skip
def test_words_that_people_put_around_a_name_are_understood(text, expected):
    found = resolve_award(text, REFERENCE)
    assert (found.code, found.unused) == (expected, ())


def test_two_awards_in_one_text_are_both_candidates_even_after_an_occasion():
    text = "Giấy khen của Cục trưởng cho tập thể; Bằng khen của Bộ trưởng cho cá nhân"
    assert resolve_award(text, REFERENCE).candidates == ("GK_CUC", "BK_BT")


def test_a_decision_is_not_taken_for_a_flag():
    assert not resolve_award("Đã có quyết định", REFERENCE).candidates


def workbook(label: str, unit: str = "Cục Hồ sơ nghiệp vụ") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Khen thưởng"
    for row in (
        [f"Đơn vị báo cáo: {unit}"],
        ["Năm 2019"],
        ["STT", "Danh hiệu thi đua, hình thức khen thưởng", "Tập thể", "Cá nhân"],
        [1, "Bằng khen của Bộ trưởng Bộ Công an", 2, 3],
        [2, label, 4, 5],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, reference=REFERENCE):
    return read_workbook(content, "2019/x.xlsx", Settings(reference, b"key", False))


def line_offered(reading, code: str) -> str:
    """The line between "thêm dòng" and "vào spellings.csv" of a finding."""
    message = next(row["message_vi"] for row in reading.problems if row["code"] == code)
    return message.split("thêm dòng ")[1].split(" vào spellings.csv")[0]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Giấy khen của Cục trưởng Xyzt, Abc", "award_words_unknown"),
        ("Giấy khem của Cuch trưởng", "award_unknown"),
    ],
)
def test_with_the_line_that_the_finding_offers_the_workbook_reads(tmp_path, label, code):
    first = read(workbook(label))
    assert sum(row.award_count for row in first.rows["awards"] if row.award_code == "GK_CUC") == 0
    line = line_offered(first, code)
    (tmp_path / "spellings.csv").write_text(f"code,text\n{line}\n", encoding="utf-8")
    second = read(workbook(label), load(tmp_path))
    assert sum(row.award_count for row in second.rows["awards"] if row.award_code == "GK_CUC") == 9
    assert not [row for row in second.problems if row["severity"] == "error"]


def test_the_line_of_an_unknown_unit_makes_it_known(tmp_path):
    unit = "Cục Hồ sơ nghiệp vụu"
    line = line_offered(read(workbook("Chiến sĩ tiên tiến", unit)), "unit_unknown")
    (tmp_path / "spellings.csv").write_text(f"code,text\n{line}\n", encoding="utf-8")
    assert read(workbook("Chiến sĩ tiên tiến", unit), load(tmp_path)).identity.unit_id == "bca-ho-so"


def test_a_spelling_goes_before_every_other_meaning(tmp_path):
    (tmp_path / "spellings.csv").write_text("code,text\nBK_BT,Bằng khen\nbca-y-te,Cục Hồ sơ\n", encoding="utf-8")
    own = load(tmp_path)
    assert resolve_award("BẰNG KHEN", own).code == "BK_BT"
    assert resolve_unit("Cục Hồ sơ", own, 2019).code == "bca-y-te"
    assert resolve_award("Bằng khen", REFERENCE).code is None


def test_words_around_names_can_be_added(tmp_path):
    (tmp_path / "award_words.csv").write_text("role,words\nremark,hiện vật\n", encoding="utf-8")
    assert resolve_award("Giấy khen của Cục trưởng (hiện vật)", REFERENCE).unused == ("hiện", "vật")
    assert resolve_award("Giấy khen của Cục trưởng (hiện vật)", load(tmp_path)).code == "GK_CUC"
