"""Frames made by outside callers: whatever their dtypes, the figures are those of a conforming frame, or a clear error."""

import random
import shutil
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_data import CLUSTER, award, row, small, submission

import emustats as es
from emustats import schema
from emustats.errors import FrameError, UsageError
from emustats.publishing.form.form import write_form
from emustats.reference import load as load_reference
from emustats.review.checks import check
from emustats.statistics.conforming import conform
from emustats.statistics.targets import results

# the columns that the design promises, none of ours beside them
AWARDS = ["unit_id", "cluster_id", "year", "award_code", "award_class", "recipient", "basis", "state", "award_count"]
CASTS = {
    "object": lambda frame: frame.astype(object),
    "category": lambda frame: frame.astype("category"),
    "float": lambda frame: frame.astype({name: "float64" for name in ("year", "award_count") if name in frame}),
    "text": lambda frame: frame.astype({"year": "str"}),
    "index": lambda frame: frame.set_axis([0] * len(frame)),
    "arrow": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
}
_awards = st.lists(
    st.fixed_dictionaries({
        "unit_id": st.sampled_from(["a", "b", None]),
        "cluster_id": st.sampled_from(["k", None]),
        "year": st.sampled_from([2018, 2019]),
        "award_code": st.sampled_from(["BK_TTG", "BK_BT", "THU_KHEN", "HCCC", None]),
        "award_class": st.sampled_from(["I", None]),
        "recipient": st.sampled_from([*schema.RECIPIENTS, None]),
        "basis": st.sampled_from(["merit", "length_of_service", None]),
        "state": st.sampled_from(schema.STATES),
        "award_count": st.sampled_from([0, 1, 7, None]),
    }),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(_awards, st.sampled_from(sorted(CASTS)), st.sampled_from([["unit_id"], ["cluster_id", "year"], ["level"], []]))
def test_a_tally_is_the_same_whatever_the_dtypes(rows, cast, by):
    frame = schema.build("awards", {name: [each[name] for each in rows] for name in AWARDS})[AWARDS]
    given_frame = CASTS[cast](frame)
    before = given_frame.copy(deep=True)
    pd.testing.assert_frame_equal(es.tally(given_frame, by=by), es.tally(frame, by=by))
    pd.testing.assert_frame_equal(given_frame, before)


TARGETS = pd.DataFrame(
    [
        ("at_least", 100, None, 120, "exceeded"),
        ("at_least", "95%", None, "92,04%", "not_met"),
        ("at_least", 10, None, "Đạt", "not_assessed"),  # a word is no number to compare
        ("at_least", 10, None, "gần 10", "met"),
        ("at_most", 0, None, "không", "met"),
        ("at_most", 0, None, "không đạt", "not_assessed"),
        ("range", "80 - 90", None, 85, "met"),
        ("range", "80 - 90", "70 - 75", "80", "not_met"),
        ("yes_no", "Có", None, "Có", "met"),
        ("yes_no", True, None, False, "not_met"),
        ("by_date", "30/11/2019", None, "21/11/2019", "met"),
        ("by_date", date(2019, 11, 30), None, datetime(2019, 12, 1), "not_met"),
        ("reduce_pct", "5%", None, "giảm 6,5%", "exceeded"),
        ("at_least", None, None, 3, "not_assessed"),
        ("weird", 1, None, 1, "not_assessed"),
    ],
    columns=["kind", "planned", "planned_adjusted", "actual", "expected"],
)


@pytest.mark.parametrize("cast", ["object", "category", "index"])
def test_plans_and_results_may_be_numbers_texts_or_dates_in_the_numbers_own_columns(cast):
    frame = CASTS[cast](TARGETS.drop(columns="expected").assign(unit_id="a", year=2019))
    assert results(frame)["result"].tolist() == TARGETS["expected"].tolist()
    assert es.achievement(frame, by=["year"])["units_rate"].item() == 0


def by_hand(cast):
    """A dataset as somebody would put it together without es.load."""
    awards = pd.DataFrame([award("a", 2018, 4), award("a", 2019, 6), award("b", 2019, 5, recipient="collective")])
    sent = pd.DataFrame(
        [submission("a", 2018), submission("a", 2019, headcount=50), submission("b", 2019, headcount=50)]
    )
    points = pd.DataFrame(
        [row(u, 2019, "D4", criterion="A", max_points=10, self_points=p) for u, p in (("a", 9), ("b", 8))]
    )
    frames = {"awards": awards.drop(columns="text"), "submissions": sent.drop(columns="revision"), "scores": points}
    return SimpleNamespace(**{name: cast(frame) for name, frame in frames.items()})


@pytest.mark.parametrize("cast", [lambda frame: frame, CASTS["object"], CASTS["category"]])
def test_whole_datasets_by_hand(cast):
    data = by_hand(cast)
    trend = es.trend(data, value="awards", by="cluster_id", lens="constant_panel")
    assert trend[["year", "value"]].values.tolist() == [[2018, 4], [2019, 6]]
    assert es.compare(data, year=2019, per="unit")["value"].tolist() == [5.5]
    assert es.compare(data, year="2019", per="100_staff")["value"].tolist() == [11]
    assert es.trace(data, cluster_id=CLUSTER, year="2019")["award_count"].tolist() == [6, 5]
    assert es.summary(data, cluster=CLUSTER, year="2019")["awards"]["total"] == 11
    assert es.rank(data.scores, cluster=CLUSTER, year="2019")["unit_id"].tolist() == ["a", "b"]
    assert es.coverage(data.submissions, by=["year"])["reported"].tolist() == [1, 2]
    assert check(data).empty


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ([{"unit_id": "a"}], "phải là một pandas.DataFrame"),
        (pd.DataFrame({"award_count": ["1.5"]}), "“1.5” không phải số nguyên"),
        (pd.DataFrame({"award_count": [float("inf")]}), "“inf” không phải số nguyên"),
        (pd.DataFrame({"award_count": ["gần 3"]}), "cột award_count: “gần 3”"),
        (pd.DataFrame({"year": [datetime(2019, 1, 1)]}), "cột year"),
        (pd.DataFrame({"is_approximate": ["có"]}), "không phải đúng, sai"),
        (
            pd.DataFrame({"state": ["Đã trao"]}),
            "không có “Đã trao”; các giá trị: registered, proposed, decided, received",
        ),
    ],
)
def test_what_cannot_be_counted_is_named(frame, words):
    with pytest.raises(FrameError) as caught:
        conform(frame, "awards")
    assert words in str(caught.value)


@pytest.mark.parametrize("data", [pd.DataFrame({"awards": [1]}), "data/sample", None])
def test_one_table_is_not_a_dataset(data):
    for ask in (es.reconcile, lambda each: es.trend(each, value="awards", by="year"), check):
        with pytest.raises(FrameError, match="do es.load trả về"):
            ask(data)


def test_a_date_is_never_read_the_american_way():
    with pytest.raises(FrameError, match="08-11-2019"):
        conform(pd.DataFrame({"as_of": ["08-11-2019"]}), "submissions")
    read = conform(pd.DataFrame({"as_of": ["2019-11-08", date(2019, 11, 8)]}), "submissions")
    assert read["as_of"].dt.month.tolist() == [11, 11]


def test_a_filter_that_cannot_be_is_an_error_and_a_frame_that_conforms_comes_back_itself():
    data = small(awards=[award("a", 2019, 1)])
    with pytest.raises(UsageError, match="năm nay"):
        es.trace(data, year="năm nay")
    assert conform(data.awards, "awards", fill=True) is data.awards


def test_a_frame_knows_the_registry_that_it_was_read_with(tmp_path):
    header = "award_code,name,family,recipient,level,authority,abbreviations,spellings,counts_as_luot\n"
    own = "BK_SO,Bằng khen của Giám đốc Sở,hinh_thuc,both,unit,Giám đốc Sở,,,yes\nDIEM_TOT,Điểm tốt,khac,both,unit,,,,no\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "awards.csv").write_text(header + own, encoding="utf-8")
    reference = load_reference(tmp_path / "own")
    info = {"unit_id": "bca-van-phong", "cluster_id": "bca-donvi-6", "year": 2019}
    rows = [
        {"award_code": code, "recipient": "individual", "state": "decided", "award_count": count}
        for code, count in (("BK_SO", 5), ("DIEM_TOT", 90))
    ]
    file = write_form(tmp_path / "in" / "a.xlsx", info=info, awards=rows, reference=reference)
    data = es.load(tmp_path / "in", reference=tmp_path / "own", cache=False)
    for awards in (data.awards, data.awards[data.awards["year"].eq(2019)], replace(data).awards):
        assert es.tally(awards, by=["level"])[["level", "total"]].values.tolist() == [["unit", 5]]
    alone = es.read_submission(file, reference=tmp_path / "own")
    assert es.tally(alone.awards, by=[])["total"].tolist() == [5]
    # another registry asked for by name is the one that counts
    assert es.tally(data.awards, by=[], reference=load_reference())["total"].tolist() == [95]


def test_the_order_of_files_does_not_matter(tmp_path):
    units = ["bca-van-phong", "bca-phap-che", "bca-ho-so"]
    for number, unit in enumerate(units, 1):
        info = {"unit_id": unit, "cluster_id": "bca-donvi-6", "year": 2019}
        rows = [{"award_code": "BK_BT", "recipient": "individual", "state": "decided", "award_count": number}]
        write_form(tmp_path / "x" / f"{number}.xlsx", info=info, awards=rows)
        (tmp_path / "y").mkdir(exist_ok=True)
        shutil.copy(tmp_path / "x" / f"{number}.xlsx", tmp_path / "y" / f"{9 - number}.xlsx")
    one, two = (es.load(tmp_path / name, cache=False) for name in ("x", "y"))
    for by in (["unit_id"], ["cluster_id", "year"]):
        pd.testing.assert_frame_equal(es.tally(one.awards, by=by), es.tally(two.awards, by=by))
    assert {**es.summary(one, cluster="bca-donvi-6", year=2019)} == es.summary(two, cluster="bca-donvi-6", year=2019)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("pq"), st.sampled_from(["1", "2", None])), max_size=6),
    st.integers(),
)
def test_checks_look_at_what_there_is_not_at_its_order(drawn, seed):
    lines = [
        row(unit, 2019, f"B{place}", award_code="GK_CUC", recipient="individual", state="decided", person_key=person)
        | {"decision_no": decision, "sheet": "Danh sách"}
        for place, (unit, person, decision) in enumerate(drawn)
    ]
    data = small(recipients=lines, awards=[award("a", 2019, 3, code="GK_CUC")])
    mixed = random.Random(seed).sample(range(len(lines)), len(lines))
    other = small(recipients=[lines[place] for place in mixed], awards=[award("a", 2019, 3, code="GK_CUC")])
    before = data.recipients.copy(deep=True)
    pd.testing.assert_frame_equal(check(data), check(other))
    pd.testing.assert_frame_equal(data.recipients, before)
