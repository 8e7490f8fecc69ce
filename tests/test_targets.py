"""Results of every kind of target and the three achievement figures, computed by hand."""

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats import schema
from emustats.errors import FrameError, UsageError
from emustats.statistics.plans import measured
from emustats.statistics.targets import achievement, blocking, results, self_assessment, with_previous


def one(kind, planned=None, actual=None, **more):
    """The result row of a single target as loading gives it."""
    cells = {"unit_id": "u", "year": 2019, "target_no": "1", "title": "t", "kind": kind, "planned": planned}
    return results(schema.build("targets", {k: [v] for k, v in {**cells, "actual": actual, **more}.items()})).iloc[0]


def frame(*rows, **more):
    names = ("unit_id", "kind", "planned", "actual")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    count = len(rows)
    columns |= {"year": [2019] * count, "target_no": [str(n + 1) for n in range(count)], "title": ["t"] * count}
    return schema.build("targets", {**columns, **more})


@pytest.mark.parametrize(
    ("kind", "planned", "actual", "expected"),
    [
        ("at_least", 90, 92.5, "exceeded"), ("at_least", 90, 90, "met"), ("at_least", 90, 89.9, "not_met"),
        ("at_most", 5, 3, "exceeded"), ("at_most", 5, 5, "met"), ("at_most", 5, 6, "not_met"),
        ("at_most", 0, 0, "met"), ("at_most", 0, 1, "not_met"), ("at_least", 0, 0, "met"),
        ("exactly", 12, 12, "met"), ("exactly", 12, 13, "not_met"), ("exactly", 12, 11, "not_met"),
        ("reduce_pct", 5, 7.5, "exceeded"), ("reduce_pct", 5, 5, "met"), ("reduce_pct", 5, -2, "not_met"),
        ("yes_no", 1, 1, "met"), ("yes_no", 1, 0, "not_met"), ("yes_no", 0, 0, "met"), ("yes_no", 0, 1, "not_met"),
        ("at_least", None, 5, "not_assessed"), ("at_least", 5, None, "not_assessed"), (None, 5, 6, "not_assessed"),
    ],
)  # fmt: skip
def test_result_by_kind(kind, planned, actual, expected):
    assert one(kind, planned, actual)["result"] == expected


def test_rounding_of_percentages_is_no_difference():
    assert one("exactly", 57, 0.57 * 100)["result"] == "met"
    assert one("at_least", 57, 0.57 * 100)["result"] == "met"
    assert one("at_least", 57, 56.999)["result"] == "not_met"


@pytest.mark.parametrize(
    ("text", "actual", "expected", "gap"),
    [("80 - 90", 85, "met", 0), ("80 - 90", 90, "met", 0), ("từ 80 đến 90", 92, "not_met", 2), ("80–90%", 77, "not_met", -3)],
)  # fmt: skip
def test_a_range_is_read_from_its_text(text, actual, expected, gap):
    row = one("range", None, actual, planned_text=text)
    assert (row["result"], row["gap"]) == (expected, gap)
    assert pd.isna(row["completion"])


@pytest.mark.parametrize(
    ("due", "done", "expected", "days"),
    [
        ("30/11/2019", "30/11/2019", "met", 0), ("trước ngày 30/11/2019", "21-11-2019", "met", -9),
        ("30/11/2019", "02/12/2019", "not_met", 2), ("30/11", "15/11", "met", -15),
    ],
)  # fmt: skip
def test_a_date_is_read_day_first_and_never_exceeded(due, done, expected, days):
    row = one("by_date", planned_text=due, text=done)
    assert (row["result"], row["gap"]) == (expected, days)


def test_frames_made_by_hand_need_no_text_columns():
    made = pd.DataFrame({
        "unit_id": ["u"] * 5,
        "kind": ["range", "by_date", "yes_no", "at_least", "by_date"],
        "planned": ["80 - 90", "30/11/2019", "Có", "95%", datetime.date(2019, 11, 30)],
        "actual": [85, "01/12/2019", "Không", "92,5", datetime.date(2019, 11, 1)],
    })  # fmt: skip
    assert results(made)["result"].tolist() == ["met", "not_met", "not_met", "not_met", "met"]


def test_an_adjusted_plan_replaces_the_registered_one():
    assert one("at_least", 100, 90, planned_adjusted=90)["result"] == "met"
    assert one("at_most", 5, 0, planned_adjusted=0)["plan"] == 0
    assert one("range", None, 75, planned_text="80 - 90", planned_adjusted_text="70 - 80")["result"] == "met"
    assert one("by_date", planned_text="1/6/2019", planned_adjusted_text="1/9/2019", text="1/8/2019")["result"] == "met"


def test_a_plan_adjusted_to_something_unreadable_is_not_replaced_by_the_old_one():
    row = one("at_least", 100, 120, planned_adjusted_text="theo QĐ 1234")
    assert (row["result"], row["reason"]) == ("not_assessed", "plan_unreadable")
    assert one("at_least", 100, 120, planned_adjusted_text="-")["result"] == "exceeded"


def test_completion_only_for_at_least_with_a_positive_plan_and_not_capped():
    assert one("at_least", 10, 55)["completion"] == 5.5
    for row in (one("at_least", 0, 3), one("at_most", 10, 5), one("exactly", 10, 10), one("reduce_pct", 5, 10)):
        assert pd.isna(row["completion"])


def test_reasons_tell_missing_from_unreadable():
    assert one("at_least", 5, None)["reason"] == "result_missing"
    assert one("at_least", 5, None, text="đang tổng hợp")["reason"] == "result_unreadable"
    assert one("at_least", None, 5)["reason"] == "plan_missing"
    assert one("range", None, 5, planned_text="khoảng tám mươi")["reason"] == "plan_unreadable"
    assert one(None, 5, 5)["reason"] == "kind_unknown"
    assert one("at_least", 5, 4)["reason"] == "not_met"
    assert pd.isna(one("at_least", 5, 5)["reason"])


THREE_UNITS = frame(
    ("a", "at_least", 10, 12), ("a", "at_most", 3, 3),
    ("b", "at_least", 10, 9), ("b", "yes_no", 1, 1),
    ("c", "at_least", 100, 110), ("c", "at_least", 4, None),
)  # fmt: skip


def test_three_figures_with_three_bases():
    row = achievement(THREE_UNITS, by=[]).iloc[0]
    assert row[["units_reporting", "units_meeting_all"]].tolist() == [3, 1]
    assert row[["targets_total", "targets_assessed", "not_assessed", "targets_met", "targets_exceeded"]].tolist() == [
        6, 5, 1, 4, 2,
    ]  # fmt: skip
    assert row["units_rate"] == pytest.approx(1 / 3)
    assert row["targets_rate"] == pytest.approx(4 / 5)
    assert row["completion_mean"] == pytest.approx((1.2 + 0.9 + 1.1) / 3)
    assert row["completion_base"] == 3


def test_a_unit_with_one_target_not_assessed_does_not_meet_all():
    rows = achievement(THREE_UNITS, by="unit_id").set_index("unit_id")
    assert rows["units_meeting_all"].to_dict() == {"a": 1, "b": 0, "c": 0}
    assert rows.loc["c", "targets_rate"] == 1.0


def test_rates_without_a_base_are_missing_not_zero():
    row = achievement(frame(("a", "at_least", 10, None)), by=[]).iloc[0]
    assert row["units_rate"] == 0
    assert pd.isna(row["targets_rate"]) and pd.isna(row["completion_mean"])
    empty = achievement(frame(), by=[]).iloc[0]
    assert empty["units_reporting"] == 0 and pd.isna(empty["units_rate"])
    assert achievement(frame(), by=["unit_id"]).empty


def test_groups_by_kind_and_dtypes():
    table = achievement(THREE_UNITS, by=["kind"])
    assert table["kind"].tolist() == ["at_least", "at_most", "yes_no"]
    assert table["units_meeting_all"].tolist() == [1, 1, 1]
    assert str(table["units_reporting"].dtype) == "Int64"
    assert str(table["units_rate"].dtype) == "Float64"


def test_a_unit_over_two_years_counts_once_unless_years_are_apart():
    two = frame(("a", "at_least", 1, 1), ("a", "at_least", 1, 0)).assign(year=pd.array([2018, 2019], dtype="Int64"))
    assert achievement(two, by=[])[["units_reporting", "units_meeting_all"]].values.tolist() == [[1, 0]]
    assert achievement(two, by="year")["units_meeting_all"].tolist() == [1, 0]


def test_what_blocks_a_hundred_percent_is_named_in_order_of_target_number():
    held = blocking(THREE_UNITS.assign(target_no=["1", "2", "10", "2", "1", "3"]))
    assert held[["unit_id", "target_no", "reason"]].values.tolist() == [
        ["b", "10", "not_met"], ["c", "3", "result_missing"],
    ]  # fmt: skip


def test_self_assessment_is_compared_with_the_computed_result():
    said = ["Đạt", "Hoàn thành tốt", "Vượt mức", "Không đạt", "Chưa đánh giá", None]
    table = self_assessment(THREE_UNITS.assign(self_assessed=pd.array(said, dtype="str")))
    assert table["self_result"].fillna("").tolist() == ["met", "met", "exceeded", "not_met", "not_assessed", ""]
    agrees = table["agrees"]
    assert agrees.iloc[:4].tolist() == [True, True, False, False]
    assert agrees.iloc[4:].isna().all()


def test_the_year_before_stands_beside_matched_by_title():
    rows = frame(("a", "at_least", 80, 85), ("a", "at_least", 85, 90), ("a", "at_least", 1, 1), ("b", "at_least", 5, 5))
    rows = rows.assign(
        year=pd.array([2018, 2019, 2019, 2019], dtype="Int64"),
        title=["Tỷ lệ hoà giải", "Tỷ lệ hòa giải", "Chỉ tiêu mới", "Tỷ lệ hòa giải"],
    )
    table = with_previous(rows)
    assert table["previous_actual"].fillna(-1).tolist() == [-1, 85, -1, -1]
    assert table["change"].fillna(-1).tolist() == [-1, 5, -1, -1]
    assert table.loc[1, ["previous_year", "previous_plan", "previous_result"]].tolist() == [2018, 80, "exceeded"]
    with pytest.raises(UsageError):
        with_previous(rows, lag=0)


def test_a_title_used_twice_does_not_multiply_rows():
    rows = frame(*[("a", "at_least", n, n) for n in (1, 2, 3, 4)])
    rows = rows.assign(year=pd.array([2018, 2018, 2019, 2019], dtype="Int64"), target_no=["2", "10", "2", "10"])
    assert with_previous(rows)["previous_plan"].fillna(-1).tolist() == [-1, -1, 1, 2]


def test_missing_columns_and_unknown_groupings_are_named():
    with pytest.raises(FrameError, match="planned"):
        results(pd.DataFrame({"kind": ["at_least"], "actual": [1]}))
    with pytest.raises(UsageError, match="unit_id"):
        achievement(THREE_UNITS, by="unit")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([*schema.KINDS, None]),
        st.one_of(st.none(), st.integers(0, 9)),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    max_size=10,
)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms())
def test_order_does_not_matter_bases_add_up_and_nothing_is_mutated(rows, random):
    given_rows = frame(*rows)
    before = given_rows.copy(deep=True)
    shuffled = given_rows.sample(frac=1, random_state=random.randrange(1000)) if len(rows) else given_rows
    for by in ([], ["unit_id"], ["kind"]):
        table = achievement(given_rows, by=by)
        pd.testing.assert_frame_equal(table, achievement(shuffled, by=by))
        assert (table["targets_assessed"] + table["not_assessed"]).tolist() == table["targets_total"].tolist()
        assert (table["units_meeting_all"] <= table["units_reporting"]).all()
        assert int(table["targets_total"].sum()) == len(rows)
    pd.testing.assert_frame_equal(given_rows, before)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_a_result_is_given_exactly_when_a_gap_is_known(rows):
    facts, found = measured(frame(*rows)), results(frame(*rows))
    assert found["result"].ne("not_assessed").tolist() == facts["gap"].notna().tolist()
    assert facts["reason"].isna().tolist() == facts["gap"].notna().tolist()
