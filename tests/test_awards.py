"""Tallies, subtotals, “trong đó”, highest awards, distinct recipients and statutory forms, computed by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats import schema
from emustats.errors import FrameError, UsageError
from emustats.statistics.awards import COUNTS, of_which, subtotals, tally
from emustats.statistics.forms import statutory_form
from emustats.statistics.recipients import distinct, highest

VP, DN = "bca-van-phong", "bca-doi-ngoai"


def awards(*rows):
    """Rows of (unit, award, recipient, count), then state, year, basis and class where they matter."""
    defaults = (None, None, "unknown", None, "decided", 2019, None, None)
    filled = [row + defaults[len(row) :] for row in rows]
    names = ("unit_id", "award_code", "recipient", "award_count", "state", "year", "basis", "award_class")
    columns = {name: [row[place] for row in filled] for place, name in enumerate(names)}
    return schema.build("awards", {**columns, "cluster_id": ["bca-donvi-6"] * len(rows)})


def lookup(frame, key):
    return frame.set_index(key)[COUNTS].astype(object).where(lambda cells: cells.notna(), None).T.to_dict("list")


def total(frame, **options):
    return tally(frame, by=[], **options).loc[0, "total"]


def test_counts_of_a_unit_stand_by_recipient():
    frame = awards((VP, "BK_TTG", "collective", 1), (VP, "BK_TTG", "individual", 2), (DN, "GK_CUC", "unknown", 4),
                   (DN, "GK_CUC", "household", 1))  # fmt: skip
    assert lookup(tally(frame, by="unit_id"), "unit_id") == {VP: [1, 2, 0, 0, 3], DN: [0, 0, 1, 4, 5]}


def test_the_table_has_the_promised_columns_and_dtypes():
    result = tally(awards((VP, "BK_TTG", "collective", 1)), by=["unit_id", "year"])
    assert list(result.columns) == ["unit_id", "year", "collective", "individual", "household", "unknown", "total"]
    assert {str(result[name].dtype) for name in COUNTS} == {"Int64"}
    assert list(result.index) == [0]


def test_only_decided_and_received_are_lượt():
    frame = awards(
        (VP, "BK_BT", "individual", 1, "registered"), (VP, "BK_BT", "individual", 2, "proposed"),
        (VP, "BK_BT", "individual", 4, "decided"), (VP, "BK_BT", "individual", 8, "received"),
    )  # fmt: skip
    assert total(frame) == 12
    assert total(frame, state="proposed") == 2
    assert total(frame, state=["received", "decided"]) == 12
    by_state = tally(frame, by=["state"], state=["proposed", "decided"])
    assert dict(zip(by_state["state"], by_state["total"], strict=True)) == {"proposed": 2, "decided": 4}


def test_states_are_never_mixed():
    with pytest.raises(UsageError, match="state"):
        tally(awards((VP, "BK_BT", "individual", 1)), by=["unit_id"], state=["proposed", "decided"])


def test_an_award_not_recognised_keeps_its_own_bucket_and_the_total_stays_true():
    result = tally(awards((VP, "BK_TTG", "individual", 3), (VP, None, "individual", 5)), by=["award_code"])
    assert result["award_code"].isna().tolist() == [False, True]
    assert result["total"].tolist() == [3, 5]


def test_a_recipient_that_is_not_known_is_counted_as_unknown():
    frame = awards((VP, "BK_TTG", None, 3), (VP, "BK_TTG", "unknown", 1))
    assert tally(frame, by=[])[COUNTS].values.tolist() == [[0, 0, 0, 4, 4]]


def test_letters_of_praise_and_work_classifications_are_not_lượt_unless_asked_for():
    frame = awards((VP, "BK_TTG", "individual", 1), (VP, "THU_KHEN", "individual", 2), (VP, "HTXSNV", "individual", 4))
    assert total(frame) == 1
    assert total(frame, only_luot=False) == 7


def test_dash_cells_are_neither_zero_nor_counted():
    only_dash = awards((VP, "BK_TTG", "collective", None), (VP, "BK_TTG", "individual", 2))
    zero = awards((VP, "BK_TTG", "collective", 0), (VP, "BK_TTG", "individual", 2))
    assert lookup(tally(only_dash, by="unit_id"), "unit_id") == {VP: [None, 2, 0, 0, 2]}
    assert lookup(tally(zero, by="unit_id"), "unit_id") == {VP: [0, 2, 0, 0, 2]}


def test_groupings_from_the_catalogue():
    frame = awards((VP, "HCCC", "individual", 1), (VP, "BK_TTG", "individual", 2), (VP, "CO_CP", "collective", 4),
                   (VP, None, "individual", 8))  # fmt: skip
    by_level = tally(frame, by="level")
    assert dict(zip(by_level["level"].fillna("?"), by_level["total"], strict=True)) == {
        "government": 6, "state": 1, "?": 8,
    }  # fmt: skip
    by_family = tally(frame, by="family")
    assert dict(zip(by_family["family"].fillna("?"), by_family["total"], strict=True)) == {
        "danh_hieu": 4, "hinh_thuc": 3, "?": 8,
    }  # fmt: skip
    assert "Thủ tướng Chính phủ" in tally(frame, by="authority")["authority"].tolist()


def test_length_of_service_medals_can_be_told_apart_by_basis_or_by_award():
    frame = awards(
        (VP, "HUYC_CSVV", "individual", 281), (VP, "HCBVTQ", "individual", 2, "decided", 2019, "length_of_service"),
        (VP, "BK_BT", "individual", 7), (VP, "HUYC_CSVV", "individual", 1, "decided", 2019, "merit"),
    )  # fmt: skip
    result = tally(frame, by="length_of_service")
    assert dict(zip(result["length_of_service"], result["total"], strict=True)) == {False: 8, True: 283}


def test_recipient_can_be_a_grouping_or_a_choice():
    frame = awards((VP, "BK_BT", "collective", 1), (VP, "BK_BT", "individual", 2))
    assert tally(frame, by="recipient")["total"].tolist() == [1, 2]
    assert total(frame, recipient="individual") == 2


def test_nothing_gives_an_empty_tally_and_a_total_of_zero():
    assert tally(awards(), by="unit_id").empty
    assert total(awards()) == 0


def test_errors_name_what_is_allowed_and_what_is_missing():
    frame = awards((VP, "BK_BT", "collective", 1))
    with pytest.raises(UsageError, match="cluster_id"):
        tally(frame, by="unit")
    with pytest.raises(UsageError, match="decided"):
        tally(frame, by="unit_id", state="awarded")
    with pytest.raises(FrameError, match="award_count"):
        tally(frame.drop(columns="award_count"), by="unit_id")


def test_subtotals_agree_with_their_parts():
    frame = awards((VP, "BK_TTG", "individual", 1), (VP, "BK_BT", "individual", 2), (DN, "BK_BT", "collective", 4),
                   (DN, None, "collective", 8))  # fmt: skip
    result = subtotals(frame, by=["unit_id", "award_code"])
    assert result["depth"].tolist() == [0, 1, 2, 2, 1, 2, 2]
    assert result["total"].tolist() == [15, 12, 4, 8, 3, 2, 1]
    assert result.loc[result["depth"] == 1, "unit_id"].tolist() == [DN, VP]
    assert result.loc[result["depth"] == 0, "unit_id"].isna().all()


def test_the_article_s_breakdown_is_partial_and_leaves_a_remainder_of_406():
    frame = awards(
        (VP, "BK_TTG", "unknown", 3), (VP, "BK_BT", "unknown", 150), (DN, "BK_BOKHAC", "unknown", 42),
        (DN, "GK_CUC", "collective", 159), (DN, None, "individual", 247),
    )  # fmt: skip
    parts = {"Thủ tướng": "BK_TTG", "Bộ": ["BK_BT", "BK_BOKHAC"]}
    result = of_which(frame, parts=parts)
    assert dict(zip(result["part"], result["total"], strict=True)) == {
        "total": 601, "Thủ tướng": 3, "Bộ": 192, "remainder": 406,
    }  # fmt: skip
    by_unit = of_which(frame, parts=parts, by="unit_id").set_index(["unit_id", "part"])["total"]
    assert by_unit[(DN, "Thủ tướng")] == 0
    assert by_unit[(VP, "remainder")] == 0


def test_parts_that_overlap_are_refused():
    with pytest.raises(UsageError, match="hai phần"):
        of_which(awards((VP, "BK_BT", "unknown", 1)), parts={"a": "BK_BT", "b": ["BK_BT"]})


def test_highest_award_follows_the_catalogue_and_keeps_ties():
    frame = awards(
        (VP, "BK_TTG", "collective", 1), (VP, "CO_BO", "collective", 1), (VP, "CO_TINH", "collective", 2),
        (VP, "HCCC", "individual", 1, "decided", 2019, None, "III"),
        (VP, "HCCC", "individual", 1, "decided", 2019, None, "I"),
        (VP, "CSTD_CS", "individual", 0), (DN, "GK_CUC", "individual", 5), (DN, "CO_CP", "collective", 1, "proposed"),
    )  # fmt: skip
    rows = highest(frame)[["unit_id", "recipient", "award_code", "award_class", "award_count"]]
    assert rows.fillna("").values.tolist() == [
        [DN, "individual", "GK_CUC", "", 5],
        [VP, "collective", "CO_BO", "", 1],
        [VP, "collective", "CO_TINH", "", 2],
        [VP, "individual", "HCCC", "I", 1],
    ]


def people(*rows):
    names = ("unit_id", "award_code", "recipient", "person_key", "state")
    filled = [row + ("decided",) * (5 - len(row)) for row in rows]
    return schema.build("recipients", {name: [row[place] for row in filled] for place, name in enumerate(names)})


def test_one_person_with_two_awards_is_two_lượt_and_one_recipient():
    lists = people((VP, "BK_BT", "individual", "k1"), (VP, "CSTD_CS", "individual", "k1"),
                   (VP, "BK_BT", "individual", None), (VP, "DVQT", "collective", "k2"))  # fmt: skip
    row = distinct(lists, by="unit_id").iloc[0]
    assert row[["lines", "distinct_collectives", "distinct_individuals", "lines_without_name"]].tolist() == [4, 1, 1, 1]


def test_one_name_in_two_units_is_two_people_and_proposals_do_not_count():
    lists = people((VP, "BK_BT", "individual", "k1"), (DN, "BK_BT", "individual", "k1"),
                   (DN, "BK_BT", "individual", "k9", "proposed"))  # fmt: skip
    counted = awards((VP, "BK_BT", "individual", 1), (DN, "BK_BT", "individual", 1))
    row = distinct(lists, by=[], awards=counted).iloc[0]
    assert row["distinct_individuals"] == 2
    assert row["lines"] == row["luot_total"] == 2


def test_a_collective_and_a_person_of_one_key_are_two_recipients():
    lists = people((VP, "BK_BT", "individual", "k1"), (VP, "BK_BT", "collective", "k1"))
    row = distinct(lists, by=[]).iloc[0]
    assert (row["distinct_individuals"], row["distinct_collectives"]) == (1, 1)


STATE_AWARDS = awards(
    (VP, "HCCC", "individual", 4, "decided", 2019, "extraordinary", "III"),
    (VP, "HUYC_CSVV", "individual", 5, "decided", 2019, "length_of_service"),
    (VP, "BK_TTG", "unknown", 3), (DN, "CO_CP", "collective", 1, "decided", 2019, "merit"),
    (DN, "BK_BT", "collective", 2, "decided", 2019, "campaign"), (DN, "DVQT", "collective", 9),
)  # fmt: skip


@pytest.mark.parametrize("form", ["0602.N", "0702.N"])
def test_the_state_form_is_filled_from_the_tally(form):
    lines = statutory_form(STATE_AWARDS, form=form).set_index("line")
    assert lines.loc["Tổng số", "Tổng số"] == 13
    assert lines.loc["Tổng số", "Các loại huân chương, huy chương"] == 9
    assert lines.loc["Cá nhân", "Tổng số"] == 9
    assert lines.loc["Niên hạn", "Tổng số"] == 5
    assert lines.loc["Doanh nhân"].drop(["code", "breakdown", "unit_of_count"]).isna().all()


def test_each_alternative_breakdown_of_a_form_makes_up_the_total_by_itself():
    lines = statutory_form(STATE_AWARDS, form="0602.N")
    sums = lines.groupby("breakdown")["Tổng số"].sum(min_count=1)
    assert sums["2"] == sums["3"] == lines.loc[0, "Tổng số"] == 13
    assert lines.loc[lines["code"].isna(), "Tổng số"].tolist() == [3, 3]


def test_the_ministry_form_takes_only_awards_that_it_names():
    lines = statutory_form(STATE_AWARDS, form="0603.N").set_index("line")
    assert lines.loc["Tổng số", ["Tổng số", "Bằng khen"]].tolist() == [2, 2]


def test_a_form_about_something_else_says_why_it_cannot_be_filled():
    with pytest.raises(UsageError, match=r"phong trào.*0602\.N"):
        statutory_form(STATE_AWARDS, form="0601.N")
    with pytest.raises(UsageError, match=r"0602\.N"):
        statutory_form(STATE_AWARDS, form="9999")


ROWS = st.lists(
    st.tuples(
        st.sampled_from([VP, DN, None]),
        st.sampled_from(["BK_TTG", "BK_BT", "GK_CUC", "HTXSNV", None]),
        st.sampled_from([*schema.RECIPIENTS]),
        st.integers(0, 500),
        st.sampled_from(schema.STATES),
        st.sampled_from([2018, 2019]),
    ),
    max_size=12,
)
GROUPS = st.lists(st.sampled_from(["unit_id", "year", "award_code", "level", "recipient"]), unique=True, max_size=3)


def sorted_rows(frame):
    return sorted(map(str, frame.astype(object).where(frame.notna(), None).values.tolist()))


@settings(max_examples=30, deadline=None)
@given(ROWS, GROUPS, st.randoms())
def test_the_order_of_rows_does_not_matter_and_nothing_is_mutated(rows, by, random):
    frame = awards(*rows)
    before = frame.copy(deep=True)
    shuffled = awards(*random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(tally(frame, by=by), tally(shuffled, by=by))
    pd.testing.assert_frame_equal(subtotals(frame, by=by), subtotals(shuffled, by=by))
    pd.testing.assert_frame_equal(frame, before)


@settings(max_examples=30, deadline=None)
@given(ROWS, ROWS, GROUPS)
def test_the_tally_of_two_batches_is_the_sum_of_their_tallies(first, second, by):
    whole = tally(awards(*first, *second), by=by)
    both = pd.concat([tally(awards(*first), by=by), tally(awards(*second), by=by)])
    added = both.groupby(by, dropna=False)[COUNTS].sum().reset_index() if by else both[COUNTS].sum().to_frame().T
    assert sorted_rows(whole) == sorted_rows(added[whole.columns])


@settings(max_examples=30, deadline=None)
@given(ROWS, GROUPS)
def test_parts_and_remainder_make_up_the_total(rows, by):
    result = of_which(awards(*rows), parts={"a": ["BK_TTG", "BK_BT"], "b": "GK_CUC"}, by=by)
    totals = result[result["part"] == "total"][COUNTS].reset_index(drop=True)
    parts = [result[result["part"] == name][COUNTS].reset_index(drop=True) for name in ("a", "b", "remainder")]
    pd.testing.assert_frame_equal(sum(parts[1:], parts[0]), totals)
    recipients = totals[list(schema.RECIPIENTS)].sum(axis=1)
    assert recipients.tolist() == totals["total"].tolist()
