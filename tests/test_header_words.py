"""Header labels in the words of the people who draw tables: exact synonyms, remarks around them, patterns."""

import pytest

from emustats.reading.sheet.vocabulary import label_key, listed_label
from emustats.reference import load
from tests.builders import counted, named
from tests.reading_truth import assert_truth
from tests.sheets import drawn

TITLE = ["KẾT QUẢ KHEN THƯỞNG NĂM 2019"]
BT = "Bằng khen của Bộ trưởng Bộ Công an"

AWARD_HEADS = [
    "Tên danh hiệu/hình thức khen thưởng", "Danh hiệu, hình thức khen thưởng (ghi rõ cấp)",
    "Danh hiệu và\nhình thức\nkhen thưởng", "HÌNH THỨC KHEN THƯỞNG, DANH HIỆU THI ĐUA", "Nội dung khen thưởng",
    "Danh hiệu/Hình thức", "Tên hình thức, danh hiệu", "Danh hiệu TĐ, HT khen thưởng", "Hình thức khen thưởng (1)",
]  # fmt: skip
COUNT_HEADS = [
    ("Số lượng tập thể được khen thưởng", "Số lượng cá nhân được khen thưởng"), ("Tập thể (số lượt)", "Cá nhân (người)"),
    ("Tổng số tập thể", "Tổng số cá nhân"), ("Số tập thể được khen", "Số cá nhân được khen"), ("TẬP THỂ", "CÁ NHÂN"),
    ("Tập thể\n(lượt)", "Cá nhân\n(lượt)"), ("Tập thể (1)", "Cá nhân (2)"), ("T.thể", "C.nhân"), ("Số đơn vị", "Số người"),
    ("Số lượng (tập thể)", "Số lượng (cá nhân)"), ("Tập thể*", "Cá nhân*"), ("Tập thể năm 2019", "Cá nhân năm 2019"),
]  # fmt: skip
TARGET_HEADS = [
    ("Chỉ tiêu năm 2019", "Kết quả thực hiện năm 2019"), ("Chỉ tiêu phấn đấu", "Kết quả đạt được"), ("KH 2019", "TH 2019"),
    ("Chỉ tiêu đăng ký (số lượng)", "Kết quả (số lượng)"), ("Chỉ tiêu đăng ký thi đua", "Kết quả thực hiện chỉ tiêu"),
    ("Kế hoạch được giao", "Thực hiện đến 30/11"), ("Mức đăng ký thực hiện", "Mức độ thực hiện"),
    ("Chỉ tiêu đề ra đầu năm", "Kết quả cuối năm"),
]  # fmt: skip
SCORE_HEADS = [
    ("Điểm chuẩn", "Điểm tự chấm của đơn vị", "Điểm cụm chấm"), ("Thang điểm", "Đơn vị tự chấm", "Điểm Cụm thẩm định"),
    ("Điểm tối đa", "Tự chấm điểm", "Cụm thi đua chấm"), ("Điểm chuẩn (tối đa)", "Tự chấm (điểm)", "Cụm chấm (điểm)"),
    ("Số điểm chuẩn", "Điểm đơn vị tự chấm năm 2019", "Hội đồng chấm"),
]  # fmt: skip
NAME_HEADS = [
    "Họ và tên/Tên đơn vị", "Họ tên cá nhân, tên tập thể", "Họ và tên người được khen thưởng", "Họ, tên",
    "Tên tập thể, cá nhân được khen thưởng", "Đối tượng được khen thưởng", "Tên đối tượng khen thưởng",
]  # fmt: skip


@pytest.mark.parametrize("head", AWARD_HEADS)
def test_column_of_awards(head):
    row = [1, BT, counted("BK_BT", "collective", 1), counted("BK_BT", "individual", 2)]
    assert_truth([drawn("B", [TITLE, ["STT", head, "Tập thể", "Cá nhân"], row])])


@pytest.mark.parametrize("heads", COUNT_HEADS)
@pytest.mark.parametrize("lead", [["STT", "Hình thức khen thưởng"], ["Danh hiệu, hình thức"]])
def test_columns_of_counts(heads, lead):
    row = [BT, counted("BK_BT", "collective", 1), counted("BK_BT", "individual", 2)]
    assert_truth([drawn("B", [TITLE, [*lead, *heads], row if len(lead) == 1 else [1, *row]])])


@pytest.mark.parametrize("heads", TARGET_HEADS)
def test_columns_of_targets(heads):
    actual = (12.0, ("targets", ("Số bài viết", "at_least", 10.0, 12.0)))
    head = ["STT", "Nội dung chỉ tiêu", "ĐVT", *heads, "Tỷ lệ hoàn thành so với chỉ tiêu (%)"]
    assert_truth([drawn("Chỉ tiêu", [["CHỈ TIÊU THI ĐUA NĂM 2019"], head, [1, "Số bài viết", "bài", 10, actual, 120]])])


@pytest.mark.parametrize("heads", SCORE_HEADS)
def test_columns_of_scores(heads):
    own = (9.0, ("scores", ("Nội dung A", 10.0, 9.0, None, 8.5)))
    rows = [["BẢNG CHẤM ĐIỂM THI ĐUA NĂM 2019"], ["STT", "Nội dung chấm điểm", *heads], [1, "Nội dung A", 10, own, 8.5]]
    assert_truth([drawn("Bảng điểm", rows)])


@pytest.mark.parametrize("head", NAME_HEADS)
def test_columns_of_names(head):
    row = [1, "Nguyễn Văn B", "Cá nhân", named(BT, "BK_BT", "individual", decision="12/QĐ"), "12/QĐ"]
    assert_truth([drawn("DS", [TITLE, ["STT", head, "Phân loại", "Hình thức khen thưởng", "Số Quyết định"], row])])


@pytest.mark.parametrize("text", ["Tập thể lao động xuất sắc", "Đơn vị quyết thắng", "Nguyễn Văn A", "Bằng khen", "12"])
def test_awards_and_data_are_no_header_labels(text):
    assert listed_label(text, load()) is None


def test_a_year_in_a_label_is_left_out():
    assert [label_key(text) for text in ("Thực hiện năm 2019", "KH 2019", "Năm 2018")] == ["thuchien", "kh", ""]


def test_a_users_own_patterns_are_used(tmp_path):
    (tmp_path / "headers.csv").write_text("role,synonyms\nlist.money,nhóm*được tặng*\n", encoding="utf-8")
    assert listed_label("Nhóm nào được tặng", load(tmp_path)) == load().headers["list.money"][0]
