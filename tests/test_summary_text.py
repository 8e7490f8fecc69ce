"""The summary as plain text: the same figures, what is missing said in words."""

import copy

import pytest

from emustats.errors import UsageError
from emustats.publishing.summary_text import WIDTH, summary_text
from emustats.reference import load

SUMMARY = {
    "cluster_id": "bca-donvi-6",
    "year": 2019,
    "as_of": "2019-11-21",
    "status": "provisional",
    "units": {"expected": 6, "reported": 5},
    "awards": {
        "collective": 159,
        "individual": 1442,
        "household": 0,
        "unknown": 2,
        "total": 1603,
        "by_award": [
            {"award_code": "BK_TTG", "collective": 1, "individual": 2, "total": 3},
            {"award_code": None, "collective": 0, "individual": 0, "unknown": 2, "total": 2},
        ],
    },
    "targets": {
        "units_reporting": 5,
        "units_meeting_all": 4,
        "units_rate": 0.8,
        "targets_assessed": 50,
        "targets_met": 49,
        "targets_rate": 0.98,
        "completion_mean": 1.0417,
        "blocking": [
            {
                "unit_id": "bca-ho-so",
                "target_no": "3",
                "title": "Số vụ vi phạm",
                "kind": "at_most",
                "result": "not_met",
                "reason": "not_met",
            }
        ],
    },
    "nominations": [{"unit_id": "bca-van-phong", "award_code": "CO_CP"}],
    "problems": {"error": 1, "warning": 2},
    "narrative_vi": "Năm 2019, cụm có 159 lượt tập thể.",
    "narrative_en": "In 2019 the cluster had 159 collective commendations.",
}


@pytest.fixture
def summary():
    return copy.deepcopy(SUMMARY)


def test_every_figure_is_said_once_in_vietnamese(summary):
    text = summary_text(summary)
    for part in (
        "năm 2019 (tạm tính, tính đến ngày 21/11/2019)",
        "Năm 2019, cụm có 159 lượt tập thể.",
        "Đơn vị đã báo cáo: 5/6",
        "Bằng khen của Thủ tướng Chính phủ",
        "(chưa nhận ra danh hiệu, hình thức)",
        "Chưa rõ đối tượng",
        "1.442",
        "1.603",
        "Tỷ lệ đơn vị đạt: 80% (4/5)",
        "Tỷ lệ chỉ tiêu đạt: 98% (49/50)",
        "Hoàn thành bình quân: 104,17%",
        "3. Số vụ vi phạm – không đạt",
        "Văn phòng Bộ: Cờ thi đua của Chính phủ",
        "1 lỗi, 2 cảnh báo",
    ):
        assert part in text
    assert "Hộ gia đình" not in text
    assert text.endswith("\n") and max(map(len, text.splitlines())) <= WIDTH + 20


def test_columns_of_counts_line_up(summary):
    lines = summary_text(summary).splitlines()
    rows = [line for line in lines if line.startswith("  ") and line[-1].isdigit() and "/" not in line]
    heads = next(line for line in lines if line.startswith("Lượt khen thưởng"))
    assert {len(line) for line in (*rows, heads)} == {len(heads)} and len(rows) == 3


def test_english_has_english_words_and_numbers(summary):
    text = summary_text(summary, lang="en")
    assert "Commendations" in text and "104.17%" in text and "not met" in text and "errors: 1, warnings: 2" in text
    assert "Tổng cộng" not in text and "narrative" not in text


def test_what_is_missing_is_said_and_never_shown_as_zero(summary):
    summary["as_of"] = summary["status"] = None
    summary["awards"] = dict.fromkeys(("collective", "individual", "household", "unknown", "total")) | {"by_award": []}
    summary["targets"] = {"units_reporting": 0, "blocking": []}
    summary["nominations"] = []
    text = summary_text(summary)
    assert "Lượt khen thưởng: chưa có số liệu" in text
    assert "Kết quả chỉ tiêu: không đơn vị nào báo cáo chỉ tiêu" in text
    assert "Đề nghị" not in text and "None" not in text and "Tổng cộng" not in text


def test_a_unit_that_is_not_in_the_registry_stands_for_itself(summary):
    summary["nominations"] = [
        {"unit_id": "don-vi-la", "award_code": "HINH_THUC_LA"},
        {"unit_id": None, "award_code": None},
    ]
    text = summary_text(summary, reference=load())
    assert "don-vi-la: HINH_THUC_LA" in text and "–: (chưa nhận ra" in text


def test_the_summary_is_not_changed(summary):
    summary_text(summary)
    assert summary == SUMMARY


def test_an_unknown_language_is_refused(summary):
    with pytest.raises(UsageError, match="vi, en"):
        summary_text(summary, lang="fr")
