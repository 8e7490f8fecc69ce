"""The sentences of the notebooks, against figures counted by hand."""

from __future__ import annotations

import pytest
from small_data import CLUSTER, award, missing, row, small, submission

from emustats.reference import load
from emustats.views import answers
from emustats.views.view import Words, heading, view
from emustats.views.words import NOTHING

OFFICE, LEGAL = "bca-van-phong", "bca-phap-che"


def target(unit, number, actual):
    return row(unit, 2019, f"G{number}", target_no=str(number), title="Chỉ tiêu", kind="at_least", planned=10,
               planned_text="10", actual=actual, text=None if actual is None else str(actual))  # fmt: skip


@pytest.fixture(scope="module")
def seen():
    data = small(
        reference=load(),
        submissions=[
            submission(OFFICE, 2017), submission(OFFICE, 2019, status="provisional"), submission(LEGAL, 2019),
            missing("bca-ho-so", 2019), submission("bca-ca-ha-tinh", 2019, "bca-diaphuong-5"),
        ],
        awards=[
            award(OFFICE, 2017, 4), award(OFFICE, 2019, 9), award(LEGAL, 2019, 3),
            award("bca-ca-ha-tinh", 2019, 30, cluster="bca-diaphuong-5"),
        ],
        targets=[target(OFFICE, 1, 12), target(OFFICE, 2, None), target(LEGAL, 1, 7)],
        problems=[{"severity": "error", "code": "x", "message_vi": "x"}],
    )  # fmt: skip
    return view(data, cluster=CLUSTER, year=2019)


def test_submissions(seen):
    said = answers.submissions(seen)
    assert "2/" in said and "chưa có báo cáo được nhận: Cục Hồ sơ nghiệp vụ" in said
    assert "4 tệp được nhận" in said and "Phát hiện: 1 lỗi." in said


def test_commendations_name_the_first(seen):
    assert answers.commendations(seen).endswith("Nhiều nhất: Văn phòng Bộ, 9 lượt (75%).")


def test_targets_name_three_figures_with_their_bases(seen):
    said = answers.targets(seen)
    assert "0/2 đơn vị" in said and "1/2 chỉ tiêu đã đánh giá" in said and "1 chỉ tiêu chưa có kết quả" in said
    assert "mức hoàn thành bình quân 95%, tính trên 2 chỉ tiêu" in said


def test_trends_name_the_years_without_data(seen):
    said = answers.trends(seen)
    assert "4 năm 2017, 12 năm 2019 (tăng 8 lượt)" in said and "Không có số liệu năm 2018" in said


def test_clusters_warn_of_small_bases(seen):
    said = answers.clusters(seen)
    assert "2 cụm có số liệu" in said and "30 lượt trên 1 đơn vị" in said and "2 cụm có dưới 10 đơn vị" in said


def test_the_conference_says_what_is_open(seen):
    assert "2 chỉ tiêu không đạt hoặc chưa có kết quả" in answers.conference(seen)


def test_the_view_falls_back_to_what_there_is(seen):
    other = view(seen.data, cluster="bca-truong-1", year=1999)
    assert (other.cluster, other.year) == (CLUSTER, 2019)
    assert view(seen.data, cluster=CLUSTER, year=2018).year == 2019
    assert "số liệu tạm tính" in heading(seen)


@pytest.mark.parametrize(
    "answer",
    [answers.submissions, answers.commendations, answers.targets, answers.trends, answers.clusters, answers.conference],
)
def test_without_data_every_answer_says_so(answer):
    nothing = view(small(reference=load()))
    assert nothing.found is None and answer(nothing).startswith(NOTHING)


def test_a_sentence_is_shown_without_quotes_and_escaped():
    assert repr(Words("a < b")) == "a < b" and "a &lt; b" in Words("a < b")._repr_html_()
