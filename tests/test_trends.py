"""Trends: three lenses, gaps, breaks and changes, each checked by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_data import CLUSTER, award, missing, row, small, submission, table

from emustats.errors import UsageError
from emustats.reference import Membership, UnitEvent, load
from emustats.reference.records import LegalPeriod
from emustats.statistics.awards import tally
from emustats.statistics.structure import effective_year
from emustats.statistics.trends import trend


def reference(members=None, events=(), periods=()):
    """members: {year: units} of the cluster."""
    memberships = tuple(Membership(CLUSTER, year, unit) for year, units in (members or {}).items() for unit in units)
    return replace(load(), memberships=memberships, unit_events=tuple(events), legal_periods=tuple(periods))


BARE = reference()


def awards_of(counts, **other):
    """counts: {(unit, year): count}"""
    return [award(unit, year, count, **other) for (unit, year), count in counts.items()]


def by_year(frame, column):
    return dict(zip(frame["year"], frame[column], strict=True))


def test_values_changes_and_percent_changes_by_hand():
    counts = {("a", 2016): 4, ("b", 2016): 6, ("a", 2017): 0, ("b", 2017): 0, ("a", 2018): 3, ("b", 2018): 3}
    frame = trend(small(awards=awards_of(counts), reference=BARE), value="awards", by="cluster_id")
    assert by_year(frame, "value") == {2016: 10, 2017: 0, 2018: 6}
    assert pd.isna(frame["change"].iloc[0]) and frame["change"].tolist()[1:] == [-10, 6]
    assert frame["pct_change"].isna().tolist() == [True, False, True]  # nothing before; -100%; base zero
    assert frame["pct_change"].iloc[1] == -1
    assert frame["units"].tolist() == [2, 2, 2]
    assert frame["unit_ids"].tolist() == ["a|b"] * 3
    assert frame["breaks"].tolist() == ["", "", ""]
    again = trend(small(awards=awards_of(counts), reference=BARE), value="awards", by=["cluster_id", "year"])
    pd.testing.assert_frame_equal(frame, again)


def test_a_year_without_data_is_a_row_without_value_and_ends_the_line():
    counts = {("a", 2015): 4, ("a", 2016): 5, ("a", 2018): 9}
    frame = trend(small(awards=awards_of(counts), reference=BARE), value="awards", by="cluster_id")
    assert frame["year"].tolist() == [2015, 2016, 2017, 2018]
    assert frame["value"].isna().tolist() == [False, False, True, False]
    assert frame["change"].isna().tolist() == [True, False, True, True]
    assert frame["segment"].tolist()[:2] == [1, 1] and pd.isna(frame["segment"].iloc[2])
    assert frame["segment"].iloc[3] == 2
    assert frame["units"].tolist() == [1, 1, 0, 1]


def test_expected_years_without_any_report_are_rows_too():
    data = small(
        submissions=[missing("a", 2016), submission("a", 2017), missing("a", 2018)],
        awards=[award("a", 2017, 2)],
        reference=BARE,
    )
    assert by_year(trend(data, value="awards", by=[]), "year").keys() == {2016, 2017, 2018}


def test_missing_is_not_zero():
    frame = trend(
        small(awards=[award("a", 2018, None), award("a", 2019, 0)], reference=BARE), value="awards", by="cluster_id"
    )
    assert pd.isna(frame["value"].iloc[0]) and frame["value"].iloc[1] == 0


def test_constant_panel_counts_only_units_of_every_year():
    counts = {("a", 2018): 1, ("b", 2018): 10, ("a", 2019): 2, ("c", 2019): 100}
    data = small(awards=awards_of(counts), reference=BARE)
    assert by_year(trend(data, value="awards", by="cluster_id"), "value") == {2018: 11, 2019: 102}
    panel = trend(data, value="awards", by="cluster_id", lens="constant_panel")
    assert by_year(panel, "value") == {2018: 1, 2019: 2}
    assert panel["unit_ids"].tolist() == ["a", "a"]
    assert trend(data, value="awards", by="unit_id", lens="constant_panel")["unit_id"].unique().tolist() == ["a"]


def test_a_unit_that_reports_but_has_none_of_an_award_stays_in_the_panel():
    rows = [award("a", 2018, 3, code="BK_TTG"), award("a", 2019, 5, code="BK_BT"), award("b", 2018, 1, code="BK_TTG")]
    rows += [award("b", 2019, 1, code="BK_TTG")]
    data = small(awards=rows, reference=BARE)
    frame = trend(data, value="awards", by="cluster_id", lens="constant_panel", where={"award_code": "BK_TTG"})
    assert frame["unit_ids"].tolist() == ["a|b", "a|b"]
    assert by_year(frame, "value") == {2018: 4, 2019: 1}


def test_an_empty_panel_shows_that_nothing_is_comparable():
    data = small(awards=awards_of({("a", 2018): 1, ("b", 2019): 2}), reference=BARE)
    frame = trend(data, value="awards", by="cluster_id", lens="constant_panel")
    assert frame["value"].isna().all() and frame["units"].tolist() == [0, 0]


MERGE = [
    UnitEvent(date(2018, 8, 6), "merge", "bca-vien-chien-luoc", "bca-khoa-hoc-lich-su"),
    UnitEvent(date(2018, 8, 6), "merge", "bca-vien-lich-su", "bca-khoa-hoc-lich-su"),
]
OLD, NEW = ["bca-vien-chien-luoc", "bca-vien-lich-su"], "bca-khoa-hoc-lich-su"


def test_mergers_are_folded_forward():
    counts = {(OLD[0], 2017): 3, (OLD[1], 2017): 4, (OLD[0], 2018): 1, (NEW, 2018): 5, (NEW, 2019): 9}
    data = small(awards=awards_of(counts), reference=reference(events=MERGE))
    frame = trend(data, value="awards", by="unit_id", lens="current_structure")
    assert frame["unit_id"].unique().tolist() == [NEW]
    assert by_year(frame, "value") == {2017: 7, 2018: 6, 2019: 9}
    assert frame["breaks"].tolist() == ["", "", ""]
    reported = trend(data, value="awards", by="unit_id")
    assert by_year(reported[reported["unit_id"].eq(NEW)], "value") == {2018: 5, 2019: 9}
    panel = trend(data, value="awards", by="unit_id", lens="constant_panel")
    assert panel.empty


def test_a_predecessor_that_changed_cluster_marks_the_folded_series():
    rows = [award(OLD[0], 2016, 1, cluster="bca-donvi-1"), award(OLD[0], 2017, 1), award(NEW, 2018, 1)]
    data = small(awards=rows, reference=reference(events=MERGE))
    frame = trend(data, value="awards", by="unit_id", lens="current_structure")
    assert frame["breaks"].tolist() == ["", "membership", ""]


def test_a_chain_of_events_is_followed_only_up_to_the_last_year_of_the_data():
    events = [UnitEvent(date(2016, 1, 1), "rename", "a", "b"), UnitEvent(date(2018, 6, 1), "merge", "b", "c")]
    events.append(UnitEvent(date(2025, 3, 1), "rename", "c", "d"))
    data = small(awards=awards_of({("a", 2015): 1, ("b", 2017): 2, ("c", 2019): 4}), reference=reference(events=events))
    frame = trend(data, value="awards", by="unit_id", lens="current_structure")
    assert frame["unit_id"].unique().tolist() == ["c"]
    assert frame["value"].tolist()[::2] == [1, 2, 4]


def test_a_split_without_a_share_is_left_apart_and_reported():
    events = [UnitEvent(date(2018, 8, 6), "split", "a", unit) for unit in ("b", "c")]
    data = small(
        awards=awards_of({("a", 2017): 10, ("b", 2019): 4, ("c", 2019): 5}), reference=reference(events=events)
    )
    frame = trend(data, value="awards", by="cluster_id", lens="current_structure")
    assert by_year(frame, "value")[2017] == 10
    assert frame["left_apart"].tolist() == ["a", "", ""]
    assert "organisation" in by_year(frame, "breaks")[2018]
    assert set(trend(data, value="awards", by="unit_id", lens="current_structure")["unit_id"]) == {"a", "b", "c"}


def test_a_split_with_declared_shares_is_divided():
    events = [UnitEvent(date(2018, 8, 6), "split", "a", unit, share) for unit, share in (("b", 0.25), ("c", 0.5))]
    counts = {("a", 2017): 10, ("b", 2017): 1, ("b", 2019): 4, ("c", 2019): 5}
    data = small(awards=awards_of(counts), reference=reference(events=events))
    frame = trend(data, value="awards", by="unit_id", lens="current_structure")
    first = frame[frame["year"].eq(2017)].set_index("unit_id")["value"]
    assert first.to_dict() == {"a": 2.5, "b": 3.5, "c": 5}
    assert first.sum() == 11


def test_changes_of_membership_are_marked_and_named():
    members = {2018: ["bca-van-phong", "bca-doi-ngoai", "bca-thanh-tra"], 2019: ["bca-van-phong", "bca-doi-ngoai"]}
    data = small(
        awards=awards_of({(unit, year): 1 for year, units in members.items() for unit in units}),
        reference=reference(members),
    )
    frame = trend(data, value="awards", by="cluster_id")
    assert frame["breaks"].tolist() == ["", "membership"]
    assert "Thanh tra" in frame["note_vi"].iloc[1] and frame["note_en"].iloc[1].startswith("left")
    assert frame["left"].iloc[1] == "bca-thanh-tra"
    assert frame["segment"].tolist() == [1, 1] and frame["change"].iloc[1] == -1


def test_a_unit_that_did_not_report_has_not_left_the_cluster():
    members = {2018: ["a", "b"], 2019: ["a", "b"]}
    data = small(
        submissions=[submission("a", 2018), submission("b", 2018), submission("a", 2019), missing("b", 2019)],
        awards=awards_of({("a", 2018): 1, ("b", 2018): 1, ("a", 2019): 1}),
        reference=reference(members),
    )
    frame = trend(data, value="awards", by="cluster_id")
    assert frame["breaks"].tolist() == ["", ""]
    assert frame["units"].tolist() == [2, 1] and frame["left"].iloc[1] == "b"


def test_a_reused_number_never_joins_up():
    members = {2022: ["a", "b", "c", "d", "e", "f"], 2023: ["f", "u", "v", "w", "x", "y"]}
    data = small(
        awards=awards_of({(unit, year): 5 for year, units in members.items() for unit in units}),
        reference=reference(members),
    )
    frame = trend(data, value="awards", by="cluster_id")
    assert frame["breaks"].tolist() == ["", "other_units"]
    assert frame["segment"].tolist() == [1, 2]
    assert pd.isna(frame["change"].iloc[1]) and pd.isna(frame["pct_change"].iloc[1])


def test_a_cluster_of_merged_units_is_still_the_same_cluster():
    events = [UnitEvent(date(2025, 7, 1), "merge", unit, unit + "-new") for unit in "abc"]
    members = {2024: ["a", "b", "c"], 2025: ["a-new", "b-new", "c-new"]}
    data = small(
        awards=awards_of({(unit, year): 5 for year, units in members.items() for unit in units}),
        reference=reference(members, events),
    )
    frame = trend(data, value="awards", by="cluster_id")
    assert frame["breaks"].tolist() == ["", "organisation"]
    assert frame["segment"].tolist() == [1, 1]
    assert trend(data, value="awards", by="cluster_id", lens="current_structure")["breaks"].tolist() == ["", ""]


def test_laws_mark_the_years_they_begin_in():
    periods = [
        LegalPeriod("new", "Luật 06/2022/QH15", "law", date(2024, 1, 1)),
        LegalPeriod("tt", "Thông tư", "circular", date(2023, 12, 15), scope="bca"),
        LegalPeriod("other", "Thông tư khác", "circular", date(2023, 5, 1), scope="vks"),
    ]
    data = small(
        awards=awards_of({("a", year): 1 for year in (2022, 2023, 2024)}), reference=reference(periods=periods)
    )
    frame = trend(data, value="awards", by="cluster_id")
    assert frame["breaks"].tolist() == ["", "", "law"]
    assert frame["note_vi"].iloc[2] == "Luật 06/2022/QH15; Thông tư"


def test_the_emulation_year_closes_in_november():
    assert effective_year(date(2024, 11, 30)) == 2024
    assert effective_year(date(2024, 12, 1)) == 2025


def test_a_unit_that_moves_to_another_cluster_is_marked():
    rows = [award("a", 2018, 1, cluster="bca-donvi-1"), award("a", 2019, 1, cluster="bca-donvi-7")]
    frame = trend(small(awards=rows, reference=BARE), value="awards", by="unit_id")
    assert frame["breaks"].tolist() == ["", "membership"]
    assert frame["note_en"].iloc[1] == "moved: bca-donvi-1 → bca-donvi-7"


def test_provisional_years_are_marked():
    sent = [submission("a", 2017, status=None), submission("a", 2018), submission("a", 2019, status="provisional")]
    sent += [submission("b", 2019)]
    counts = {("a", 2017): 1, ("a", 2018): 1, ("a", 2019): 1, ("b", 2019): 1}
    frame = trend(small(submissions=sent, awards=awards_of(counts), reference=BARE), value="awards", by="cluster_id")
    assert pd.isna(frame["is_provisional"].iloc[0])
    assert frame["is_provisional"].tolist()[1:] == [False, True]


def test_where_and_finer_groupings():
    rows = [award("a", 2018, 3, code="BK_BT"), award("a", 2019, 2, code="BK_BOKHAC"), award("a", 2019, 1, code="BK_BT")]
    rows += [award("a", 2019, 7, code="GK_CUC", state="proposed")]
    data = small(awards=rows, reference=BARE)
    both = trend(data, value="awards", by="cluster_id", where={"award_code": ["BK_BT", "BK_BOKHAC"]})
    assert by_year(both, "value") == {2018: 3, 2019: 3}
    codes = trend(data, value="awards", by=["cluster_id", "award_code"]).set_index(["award_code", "year"])["value"]
    assert codes[("BK_BT", 2019)] == 1 and pd.isna(codes[("BK_BOKHAC", 2018)])
    proposed = trend(data, value="awards", by="cluster_id", where={"state": "proposed"})
    assert by_year(proposed, "value")[2019] == 7


def test_where_a_cluster_or_unit_is_asked_for_nothing_else_is_shown():
    rows = [award("a", year, 3, cluster="one") for year in (2018, 2019)] + [award("b", 2019, 2, cluster="one")]
    rows += [award("u", year, 5, cluster="two") for year in (2015, 2019)]
    data = small(awards=rows, reference=BARE)
    frame = trend(data, value="awards", by="cluster_id", where={"cluster_id": "one"})
    assert frame[["cluster_id", "year", "value"]].values.tolist() == [["one", 2018, 3], ["one", 2019, 5]]
    # the panel is that of the cluster asked for, not of all years of the data
    panel = trend(data, value="awards", by="unit_id", lens="constant_panel", where={"cluster_id": "one"})
    assert panel[["unit_id", "value"]].values.tolist() == [["a", 3], ["a", 3]]
    assert trend(data, value="awards", by="unit_id", where={"unit_id": "b"})["year"].tolist() == [2019]
    assert trend(data, value="awards", by="cluster_id", where={"unit_id": "b"})["value"].tolist() == [2]


def test_achievement_coverage_and_scores_have_trends():
    def target(unit, year, actual):
        return row(unit, year, "G4", target_no="1", kind="at_least", planned=10.0, actual=actual, title="t")

    def points(unit, year, value):
        return row(unit, year, "D4", criterion="I", max_points=100.0, self_points=value)

    data = small(
        submissions=[submission("a", 2018), missing("b", 2018), submission("a", 2019), submission("b", 2019)],
        targets=[target("a", 2018, 8.0), target("a", 2019, 12.0), target("b", 2019, 5.0)],
        scores=[points("a", 2018, 80.0), points("a", 2019, 90.0), points("b", 2019, 70.0)],
        reference=BARE,
    )
    assert by_year(trend(data, value="units_rate", by="cluster_id"), "value") == {2018: 0, 2019: 0.5}
    assert by_year(trend(data, value="completion_mean", by="cluster_id"), "value") == {2018: 0.8, 2019: 0.85}
    assert by_year(trend(data, value="coverage", by="cluster_id"), "value") == {2018: 0.5, 2019: 1}
    assert by_year(trend(data, value="points", by="cluster_id"), "value") == {2018: 80, 2019: 80}
    ranks = trend(data, value="rank", by="unit_id")
    assert by_year(ranks[ranks["unit_id"].eq("a")], "value") == {2018: 1, 2019: 1}
    second = trend(data, value="rank", by="unit_id", where={"unit_id": "b"})
    assert set(second["unit_id"]) == {"b"} and second["value"].dropna().tolist() == [2]
    with pytest.raises(UsageError, match="unit_id"):
        trend(data, value="rank", by="cluster_id")


@pytest.mark.parametrize("lens", ["as_reported", "current_structure", "constant_panel"])
def test_nothing_loaded_gives_an_empty_frame(lens):
    for value in ("awards", "units_rate", "coverage", "points"):
        frame = trend(small(reference=BARE), value=value, by=["cluster_id"], lens=lens)
        assert frame.empty and "breaks" in frame.columns


def test_what_is_not_offered_is_named():
    data = small(awards=[award("a", 2019, 1)], reference=BARE)
    for wrong in ({"value": "happiness"}, {"lens": "rose"}, {"by": "colour"}, {"where": {"colour": "red"}}):
        with pytest.raises(UsageError):
            trend(data, **({"value": "awards", "by": "cluster_id"} | wrong))


counts_of = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(2015, 2019)), st.integers(0, 50), min_size=1
)


@settings(max_examples=12, deadline=None)
@given(counts_of, st.randoms(use_true_random=False))
def test_order_does_not_matter_nothing_is_mutated_and_values_are_the_tallys(counts, random):
    rows = awards_of(counts)
    data = small(awards=rows, reference=BARE)
    before = data.awards.copy(deep=True)
    frame = trend(data, value="awards", by="cluster_id")
    pd.testing.assert_frame_equal(data.awards, before)
    random.shuffle(rows)
    shuffled = replace(data, awards=table("awards", rows))
    pd.testing.assert_frame_equal(frame, trend(shuffled, value="awards", by="cluster_id"))
    known = by_year(frame.dropna(subset=["value"]), "value")
    counted = tally(data.awards, by=["year"])
    assert known == dict(zip(counted["year"], counted["total"], strict=True))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=6, max_size=6))
def test_lenses_agree_where_nothing_changed(numbers):
    keys = [(unit, year) for unit in "ab" for year in (2017, 2018, 2019)]
    data = small(awards=awards_of(dict(zip(keys, numbers, strict=True))), reference=BARE)
    frames = [
        trend(data, value="awards", by="cluster_id", lens=lens).drop(columns="lens")
        for lens in ("as_reported", "current_structure", "constant_panel")
    ]
    pd.testing.assert_frame_equal(frames[0], frames[1])
    pd.testing.assert_frame_equal(frames[0], frames[2])
