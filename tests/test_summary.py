"""The figures of a cluster and year, and the sentence, from an example built by hand after the printed article."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from emustats import schema
from emustats.errors import UsageError
from emustats.reference import load
from emustats.statistics.narrative import narrative
from emustats.statistics.summary import summary

CLUSTER = "bca-donvi-6"
UNITS = ["bca-van-phong", "bca-doi-ngoai", "bca-phap-che", "bca-khoa-hoc-lich-su", "bca-phong-trao", "bca-ho-so"]
# unit, award, recipient, count: 3 certificates of the Prime Minister, 192 of ministries, 159 + 442 in all
COUNTS = [
    (0, "BK_TTG", "collective", 1), (1, "BK_TTG", "individual", 2),
    (0, "BK_BT", "collective", 30), (2, "BK_BT", "individual", 120), (3, "BK_BOKHAC", "individual", 42),
    (4, "GK_CUC", "collective", 128), (5, "GK_CUC", "individual", 278),
]  # fmt: skip


def build(name, **columns):
    length = len(next(iter(columns.values())))
    return schema.build(name, {"cluster_id": [CLUSTER] * length, "year": [2019] * length} | columns)


def dataset(**replaced):
    day = pd.Timestamp("2019-11-21")
    tables = {
        "submissions": build(
            "submissions", submission_id=[f"s{n}" for n in range(6)], path=[f"2019/{unit}.xlsx" for unit in UNITS],
            unit_id=UNITS, as_of=[day - pd.Timedelta(days=n) for n in range(6)],
            status=["provisional"] * 5 + ["final"], standing=["accepted"] * 6,
        ),
        "awards": build(
            "awards", unit_id=[UNITS[row[0]] for row in COUNTS], award_code=[row[1] for row in COUNTS],
            recipient=[row[2] for row in COUNTS], award_count=[row[3] for row in COUNTS],
            state=["decided"] * 7, is_approximate=[False] * 7,
        ),
        "targets": build(
            "targets", unit_id=UNITS * 2, target_no=["1"] * 6 + ["2"] * 6, title=["Tỷ lệ A"] * 6 + ["Số vụ B"] * 6,
            kind=["at_least"] * 6 + ["at_most"] * 6, planned=[100] * 6 + [0] * 6, actual=[104] * 6 + [0] * 6,
        ),
        "nominations": build("nominations", unit_id=["bca-van-phong"], award_code=["CO_CP"], recipient=["collective"]),
        "problems": build("problems", severity=["note"]),
    }  # fmt: skip
    return SimpleNamespace(**(tables | replaced), reference=load())


def ask(data):
    return summary(data, cluster=CLUSTER, year=2019)


def test_the_article_s_figures():
    result = ask(dataset())
    assert list(result) == [
        "cluster_id", "year", "as_of", "status", "units", "awards", "targets", "nominations", "problems",
        "narrative_vi", "narrative_en",
    ]  # fmt: skip
    assert (result["as_of"], result["status"]) == ("2019-11-21", "provisional")
    assert result["units"] == {"expected": 6, "reported": 6}
    awards = dict(result["awards"])
    by_award = {row["award_code"]: row for row in awards.pop("by_award")}
    assert awards == {"collective": 159, "individual": 442, "household": 0, "unknown": 0, "total": 601}
    assert by_award["BK_TTG"] == {"award_code": "BK_TTG", "collective": 1, "individual": 2, "total": 3}
    assert by_award["BK_BT"]["total"] + by_award["BK_BOKHAC"]["total"] == 192
    assert result["targets"] == {
        "units_reporting": 6, "units_meeting_all": 6, "units_rate": 1.0, "targets_assessed": 12, "targets_met": 12,
        "targets_rate": 1.0, "completion_mean": 1.04, "blocking": [],
    }  # fmt: skip
    assert result["nominations"] == [{"unit_id": "bca-van-phong", "award_code": "CO_CP"}]
    assert result["problems"] == {"error": 0, "warning": 0}


def test_the_article_s_sentence():
    result = ask(dataset())
    assert result["narrative_vi"].startswith("Năm 2019, Cụm thi đua số 6")
    assert result["narrative_vi"].endswith(
        "có 159 lượt tập thể và 442 lượt cá nhân được khen thưởng, trong đó 03 Bằng khen của Thủ tướng Chính phủ, "
        "192 Bằng khen của Bộ trưởng Bộ Công an và các bộ, ban, ngành, đoàn thể trung ương; "
        "100% đơn vị (6/6) hoàn thành các chỉ tiêu đã đăng ký; "
        "đề nghị tặng Cờ thi đua của Chính phủ cho Văn phòng Bộ; số liệu tạm tính đến ngày 21/11/2019."
    )
    assert "159 collective and 442 individual commendations, including 3 Certificates" in result["narrative_en"]
    assert "100% of units (6/6) met all registered targets" in result["narrative_en"]


def test_it_can_be_written_as_json_and_read_back():
    result = ask(dataset())
    assert json.loads(json.dumps(result, ensure_ascii=False, allow_nan=False)) == result


def test_one_count_changed_changes_the_figures_and_the_sentence():
    data = dataset()
    counts = data.awards["award_count"].copy()
    counts.iloc[0] = 2
    result = ask(dataset(awards=data.awards.assign(award_count=counts)))
    assert (result["awards"]["collective"], result["awards"]["total"]) == (160, 602)
    assert "04 Bằng khen của Thủ tướng Chính phủ" in result["narrative_vi"]


def test_other_clusters_years_and_states_do_not_leak_in():
    data = dataset()
    other = pd.concat([
        data.awards,
        data.awards.assign(year=pd.array([2018] * 7, dtype="Int64")),
        data.awards.assign(cluster_id="bca-donvi-5"),
        data.awards.assign(state="proposed"),
    ])  # fmt: skip
    assert ask(dataset(awards=other))["awards"]["total"] == 601


def test_what_blocks_is_named_and_lowers_the_rate():
    data = dataset()
    actual = data.targets["actual"].copy()
    actual.iloc[1], actual.iloc[8] = 99, None
    result = ask(dataset(targets=data.targets.assign(actual=actual)))
    assert result["targets"]["units_meeting_all"] == 4
    assert [(row["unit_id"], row["target_no"], row["result"]) for row in result["targets"]["blocking"]] == [
        ("bca-doi-ngoai", "1", "not_met"), ("bca-phap-che", "2", "not_assessed"),
    ]  # fmt: skip
    assert (
        "66,67% đơn vị (4/6) hoàn thành các chỉ tiêu đã đăng ký; còn 01 chỉ tiêu chưa đạt và "
        "01 chỉ tiêu chưa được đánh giá" in result["narrative_vi"]
    )


def test_figures_without_data_are_null_and_their_clauses_left_out():
    data = dataset()
    result = ask(
        dataset(
            awards=data.awards.iloc[:0],
            targets=data.targets.iloc[:0],
            nominations=data.nominations.iloc[:0],
            submissions=data.submissions.assign(as_of=pd.NaT, status=pd.array([None] * 6, dtype="str")),
        )
    )
    assert result["awards"] == {
        "collective": None, "individual": None, "household": None, "unknown": None, "total": None, "by_award": [],
    }  # fmt: skip
    assert result["targets"]["units_reporting"] == 0
    assert result["targets"]["units_rate"] is None and result["targets"]["completion_mean"] is None
    assert (result["as_of"], result["status"], result["nominations"]) == (None, None, [])
    assert result["narrative_vi"].endswith(": chưa có số liệu.")
    assert result["narrative_en"].endswith(": no data yet.")


def test_units_that_did_not_report_are_no_failures_but_are_said():
    data = dataset()
    gone = data.submissions["unit_id"].eq("bca-ho-so")
    submissions = data.submissions.assign(standing=data.submissions["standing"].mask(gone, "missing"))
    result = ask(
        dataset(
            submissions=submissions,
            awards=data.awards[data.awards["unit_id"] != "bca-ho-so"],
            targets=data.targets[data.targets["unit_id"] != "bca-ho-so"],
        )
    )
    assert result["units"] == {"expected": 6, "reported": 5}
    assert result["targets"]["units_rate"] == 1.0
    assert "100% đơn vị có báo cáo chỉ tiêu (5/5)" in result["narrative_vi"]
    assert "còn 1/6 đơn vị chưa có báo cáo" in result["narrative_vi"]
    assert "1 of 6 units have not reported" in result["narrative_en"]


def test_a_member_that_appears_nowhere_is_still_expected():
    data = dataset()
    here = data.submissions["unit_id"] != "bca-ho-so"
    assert ask(dataset(submissions=data.submissions[here]))["units"] == {"expected": 6, "reported": 5}


def test_buckets_of_the_unknown_are_shown_where_they_are_not_zero():
    data = dataset()
    result = ask(
        dataset(
            awards=data.awards.assign(
                award_code=data.awards["award_code"].mask(data.awards["award_code"].eq("BK_BOKHAC")),
                recipient=data.awards["recipient"].mask(data.awards["award_code"].eq("BK_TTG"), "unknown"),
            )
        )
    )
    rows = result["awards"]["by_award"]
    assert rows[-1] == {"award_code": None, "collective": 0, "individual": 42, "total": 42}
    assert rows[0] == {"award_code": "BK_TTG", "collective": 0, "individual": 0, "unknown": 3, "total": 3}
    assert "158 lượt tập thể, 440 lượt cá nhân và 03 lượt chưa rõ đối tượng được khen thưởng" in result["narrative_vi"]


def test_approximate_counts_are_said_to_be():
    data = dataset()
    result = ask(dataset(awards=data.awards.assign(is_approximate=pd.array([True] + [False] * 6, dtype="boolean"))))
    assert "được khen thưởng (có số liệu gần đúng), trong đó" in result["narrative_vi"]


def test_problems_are_those_of_this_cluster_and_not_of_superseded_files():
    problems = schema.build(
        "problems",
        {
            "severity": ["error", "warning", "error", "error", "error", "error"],
            "cluster_id": [CLUSTER, None, None, CLUSTER, "bca-donvi-5", None],
            "year": [2019, None, None, 2018, 2019, None],
            "path": [None, "2019/bca-ho-so.xlsx", None, None, None, "elsewhere.xlsx"],
            "submission_id": [None, None, "old", None, None, None],
        },
    )
    data = dataset()
    old = data.submissions.iloc[:1].assign(submission_id="old", path="2019/old.xlsx", standing="superseded")
    result = ask(dataset(problems=problems, submissions=pd.concat([data.submissions, old])))
    assert result["problems"] == {"error": 1, "warning": 1}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [(["final"] * 6, "final"), (["final"] * 5 + ["provisional"], "provisional"), (["final"] * 5 + [None], None)],
)
def test_one_provisional_workbook_makes_the_figures_provisional(statuses, expected):
    data = dataset()
    changed = data.submissions.assign(status=pd.array(statuses, dtype="str"))
    assert ask(dataset(submissions=changed))["status"] == expected


def test_an_unknown_cluster_or_year_names_what_exists():
    with pytest.raises(UsageError, match=r"bca-donvi-6 \(2019\)"):
        summary(dataset(), cluster="bca-donvi-7", year=2019)
    with pytest.raises(UsageError, match=r"Các năm có số liệu: 2019"):
        summary(dataset(), cluster=CLUSTER, year=2018)
    with pytest.raises(UsageError, match="Năm phải là một số"):
        summary(dataset(), cluster=CLUSTER, year="năm ngoái")


def test_nominations_are_grouped_by_award_and_an_unknown_language_is_refused():
    data = dataset(
        nominations=build(
            "nominations",
            unit_id=["bca-ho-so", "bca-doi-ngoai", "bca-van-phong", "bca-ho-so"],
            award_code=["CO_BO", "CO_BO", "CO_CP", "CSTD_TQUOC"],
        )
    )
    result = ask(data)
    assert (
        "đề nghị tặng Cờ thi đua của Chính phủ cho Văn phòng Bộ; đề nghị tặng Cờ thi đua của Bộ Công an cho "
        "Cục Đối ngoại và Cục Hồ sơ nghiệp vụ; đề nghị tặng Chiến sĩ thi đua toàn quốc cho cá nhân của "
        "Cục Hồ sơ nghiệp vụ" in result["narrative_vi"]
    )
    with pytest.raises(UsageError, match="vi, en"):
        narrative(result, lang="fr")


def test_nothing_is_mutated():
    data = dataset()
    before = {name: getattr(data, name).copy(deep=True) for name in ("submissions", "awards", "targets", "nominations")}
    ask(data)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(data, name), frame)
