"""Clusters side by side: bases, small bases, mixes and changes of membership, by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from small_data import award, missing, small, submission, table

from emustats.errors import UsageError
from emustats.reference import Membership, load
from emustats.statistics.clusters import before_after, compare

ONE, TWO = "bca-donvi-1", "bca-donvi-2"


def two_clusters(**other):
    sent = [submission("a", 2019, ONE, headcount=100), submission("b", 2019, ONE, headcount=300)]
    sent += [submission("c", 2019, TWO, headcount=50), missing("d", 2019, TWO)]
    awards = [
        award("a", 2019, 6, code="BK_TTG", cluster=ONE),
        award("a", 2019, 2, code=None, cluster=ONE),
        award("b", 2019, 12, code="BK_BT", cluster=ONE),
        award("b", 2019, 99, code="BK_BT", cluster=ONE, state="proposed"),
        award("c", 2019, 15, code="BK_BT", cluster=TWO),
    ]
    return small(**({"submissions": sent, "awards": awards} | other))


def test_total_per_unit_and_per_100_staff():
    frame = compare(two_clusters(), year=2019).set_index("cluster_id")
    assert frame["total"].to_dict() == {ONE: 20, TWO: 15}
    assert frame["units"].to_dict() == {ONE: 2, TWO: 1}  # d did not report: no failure, no base
    assert frame["per_unit"].to_dict() == {ONE: 10, TWO: 15}
    assert frame["headcount"].to_dict() == {ONE: 400, TWO: 50}
    assert frame["per_100_staff"].to_dict() == {ONE: 5, TWO: 30}
    assert frame["value"].to_dict() == {ONE: 20, TWO: 15}
    assert frame["rank"].to_dict() == {ONE: 1, TWO: 2}
    assert frame["gap"].to_dict() == {ONE: 0, TWO: 5}


def test_what_is_compared_decides_the_rank():
    frame = compare(two_clusters(), year=2019, per="unit")
    assert frame["cluster_id"].tolist() == [TWO, ONE]
    assert frame["gap"].tolist() == [0, 5]
    assert compare(two_clusters(), year=2019, per="100_staff")["value"].tolist() == [30, 5]
    with pytest.raises(UsageError, match="head"):
        compare(two_clusters(), year=2019, per="head")


def test_without_every_headcount_there_is_no_rate():
    data = two_clusters()
    sent = data.submissions.copy()
    sent.loc[sent["unit_id"].eq("b"), "headcount"] = pd.NA
    frame = compare(replace(data, submissions=sent), year=2019, per="100_staff").set_index("cluster_id")
    assert pd.isna(frame.loc[ONE, "per_100_staff"]) and pd.isna(frame.loc[ONE, "rank"])
    assert frame.loc[TWO, "rank"] == 1


def test_the_mix_by_level_adds_up_and_keeps_the_unrecognised():
    frame = compare(two_clusters(), year=2019).set_index("cluster_id")
    assert frame.loc[ONE, "share_government"] == pytest.approx(6 / 20)
    assert frame.loc[ONE, "share_ministry"] == pytest.approx(12 / 20)
    assert frame.loc[ONE, "share_unknown"] == pytest.approx(2 / 20)
    assert frame.loc[TWO, ["share_government", "share_ministry", "share_unknown"]].tolist() == [0, 1, 0]


def test_six_units_are_a_small_base_of_16_7_points_each():
    awards = [award(f"u{i}", 2019, 1, cluster=ONE) for i in range(6)]
    awards += [award(f"v{i}", 2019, 1, cluster=TWO) for i in range(10)]
    frame = compare(small(awards=awards), year=2019).set_index("cluster_id")
    assert frame["is_small_base"].to_dict() == {TWO: False, ONE: True}
    assert frame.loc[ONE, "one_unit_points"] == pytest.approx(16.667, abs=1e-3)


def test_equal_values_share_the_rank():
    awards = [award(c, 2019, n, cluster=c) for c, n in (("x", 5), ("y", 5), ("z", 1))]
    assert compare(small(awards=awards), year=2019)["rank"].tolist() == [1, 1, 3]


def test_years_are_ranked_apart_and_silent_clusters_stay_visible():
    awards = [award("a", 2018, 5, cluster=ONE), award("a", 2019, 7, cluster=ONE), award("b", 2019, 9, cluster=TWO)]
    sent = [submission("a", 2018, ONE), missing("b", 2018, TWO), submission("a", 2019, ONE), submission("b", 2019, TWO)]
    frame = compare(small(awards=awards, submissions=sent), year=None)
    assert frame["year"].tolist() == [2018, 2018, 2019, 2019]
    silent = frame[frame["cluster_id"].eq(TWO) & frame["year"].eq(2018)].iloc[0]
    assert pd.isna(silent["total"]) and pd.isna(silent["per_unit"]) and silent["units"] == 0
    assert compare(small(awards=awards, submissions=sent), year=[2019])["total"].tolist() == [9, 7]


def test_nothing_to_compare():
    assert compare(small(), year=2019).empty


def test_order_does_not_matter_and_nothing_is_mutated():
    data = two_clusters()
    before = data.awards.copy(deep=True)
    frame = compare(data, year=2019)
    pd.testing.assert_frame_equal(data.awards, before)
    shuffled = replace(data, awards=data.awards.iloc[::-1], submissions=data.submissions.iloc[::-1])
    pd.testing.assert_frame_equal(frame, compare(shuffled, year=2019))


def test_before_and_after_a_change_of_membership():
    members = {2017: ["bca-van-phong", "bca-thanh-tra"], 2018: ["bca-van-phong", "bca-ho-so"]}
    listed = tuple(Membership(ONE, year, unit) for year, units in members.items() for unit in units)
    reference = replace(load(), memberships=listed, unit_events=(), legal_periods=())
    awards = [award("bca-van-phong", 2017, 4, cluster=ONE), award("bca-thanh-tra", 2017, 10, cluster=ONE)]
    awards += [award("bca-van-phong", 2018, 6, cluster=ONE)]
    sent = [submission("bca-van-phong", 2018, ONE), missing("bca-ho-so", 2018, ONE)]
    data = small(awards=awards, submissions=sent, reference=reference)
    frame = before_after(data, cluster=ONE, year=2018).set_index("group")
    assert frame.loc["stayed", ["units", "before", "after", "change"]].tolist() == [1, 4, 6, 2]
    assert frame.loc["left", "before"] == 10 and pd.isna(frame.loc["left", "after"])
    assert frame.loc["joined", "units"] == 1 and frame.loc["joined", "reported_after"] == 0
    assert pd.isna(frame.loc["joined", "after"])
    assert set(frame["breaks"]) == {"membership"} and set(frame["before_year"]) == {2017}
    with pytest.raises(UsageError, match=ONE):
        before_after(data, cluster=ONE, year=2017)


def test_a_table_without_headcounts_is_enough():
    data = small(awards=[award("a", 2019, 3, cluster=ONE)])
    assert table("submissions", []).empty
    assert compare(data, year=2019, per="unit")["value"].tolist() == [3]
