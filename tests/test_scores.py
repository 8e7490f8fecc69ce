"""Ranking: totals, ties, gaps, and whether first place holds, checked by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats import schema
from emustats.errors import FrameError, UsageError
from emustats.statistics.scores import rank, votes, weights

CLUSTER = "bca-donvi-6"


def sheet(rows, year=2019, cluster=CLUSTER):
    """rows: (unit, criterion, max, self, cross, cluster)."""
    unit, criterion, maximum, own, cross, given_ = (list(column) for column in zip(*rows, strict=True))
    length = len(rows)
    return schema.build(
        "scores",
        {
            "unit_id": unit,
            "criterion": criterion,
            "max_points": maximum,
            "self_points": own,
            "cross_points": cross,
            "cluster_points": given_,
            "cluster_id": [cluster] * length,
            "year": [year] * length,
        },
    )


THREE = sheet(
    [
        ("a", "I", 60, 60, 58, 57),
        ("a", "II", 40, 39, 38, 38),
        ("b", "I", 60, 50, 50, 50),
        ("b", "II", 40, 40, 40, 40),
        ("c", "I", 60, 55, 55, 55),
        ("c", "II", 40, 35, 35, 35),
        ("c", "Điểm thưởng", None, 10, 10, 12),
    ]
)


def test_totals_rank_and_gaps_by_hand():
    table = rank(THREE, cluster=CLUSTER, year=2019).set_index("unit_id")
    assert list(table.index) == ["c", "a", "b"]
    assert table["points"].tolist() == [102, 95, 90]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["gap"].tolist()[:2] == [7, 5] and pd.isna(table["gap"].iloc[2])
    assert table["gap_to_first"].tolist() == [0, 7, 12]
    assert set(table["column"]) == {"cluster"}
    assert table["difference"].tolist() == [100 - 102, 99 - 95, 0]
    assert table["beyond_max"].tolist() == [2, 0, 0]
    assert table["max_points"].tolist() == [100, 100, 100]


def test_the_column_can_be_chosen():
    table = rank(THREE, cluster=CLUSTER, year=2019, column="self")
    assert table["unit_id"].tolist() == ["c", "a", "b"]
    assert table["points"].tolist() == [100, 99, 90]
    assert rank(THREE, cluster=CLUSTER, year=2019, column="cross_points")["points"].tolist() == [100, 96, 90]
    with pytest.raises(UsageError, match="council"):
        rank(THREE, cluster=CLUSTER, year=2019, column="council")


def test_self_points_decide_when_one_unit_lacks_cluster_points():
    scores = sheet([("a", "I", 100, 90, None, 80), ("b", "I", 100, 85, None, None)])
    table = rank(scores, cluster=CLUSTER, year=2019)
    assert set(table["column"]) == {"self"}
    assert table["points"].tolist() == [90, 85]
    assert table["cluster_points"].isna().tolist() == [False, True]


def test_an_unscored_criterion_leaves_the_unit_unranked_not_poorer():
    scores = sheet([("a", "I", 60, 50, None, None), ("a", "II", 40, None, None, None), ("b", "I", 60, 10, None, None)])
    table = rank(scores, cluster=CLUSTER, year=2019).set_index("unit_id")
    assert table["rank"].tolist()[0] == 1 and table.index[0] == "b"
    assert pd.isna(table.loc["a", "points"]) and pd.isna(table.loc["a", "rank"])


def test_a_heading_line_is_not_an_unscored_criterion():
    scores = sheet([("a", "Phần A", None, None, None, None), ("a", "I", 60, 50, None, None)])
    assert rank(scores, cluster=CLUSTER, year=2019)["points"].tolist() == [50]


def test_equal_points_share_the_rank_and_the_next_is_left_out():
    scores = sheet([(unit, "I", 100, points, None, None) for unit, points in [("a", 90), ("b", 97.1), ("c", 97.1)]])
    table = rank(scores, cluster=CLUSTER, year=2019)
    assert table["unit_id"].tolist() == ["b", "c", "a"]
    assert table["rank"].tolist() == [1, 1, 3]
    assert table["gap"].tolist()[:2] == [0, 0]


def test_float_noise_is_not_a_gap():
    scores = sheet([("a", "I", 1, 0.1, None, None), ("a", "II", 1, 0.2, None, None), ("b", "I", 1, 0.3, None, None)])
    assert rank(scores, cluster=CLUSTER, year=2019)["rank"].tolist() == [1, 1]


def test_first_place_that_depends_on_one_weight():
    # a leads by 1; on criterion I it is 11 ahead: lowering that weight by 10% costs 1.1 points
    scores = sheet([("a", "I", 60, 51, None, None), ("a", "II", 40, 30, None, None)])
    scores = pd.concat([scores, sheet([("b", "I", 60, 40, None, None), ("b", "II", 40, 40, None, None)])])
    table = rank(scores, cluster=CLUSTER, year=2019).set_index("unit_id")
    assert table.loc["a", "survives"] is False or not table.loc["a", "survives"]
    assert pd.isna(table.loc["b", "survives"])
    moves = weights(scores, cluster=CLUSTER, year=2019).set_index("criterion")
    assert moves.loc["I", "margin"] == pytest.approx(1 - 1.1)
    assert moves.loc["I", "overtaken_by"] == "b"
    assert moves.loc["I", "breaking_shift"] == pytest.approx(1 / 11)
    # on II it is 10 behind: raising that weight by 10% just meets it, and a tie keeps first place
    assert moves.loc["II", "margin"] == 0
    assert moves.loc["II", "survives"]


def test_survives_one_weight_but_not_all_together():
    scores = sheet(
        [("a", "I", 50, 50, None, None), ("a", "II", 50, 31, None, None), ("b", "I", 50, 40, None, None)]
        + [("b", "II", 50, 39.5, None, None)]
    )
    table = rank(scores, cluster=CLUSTER, year=2019).set_index("unit_id")
    # lead 1.5; differences 10 and 8.5: alone 1.5-1.0 and 1.5-0.85, jointly 1.5-1.85
    assert table.loc["a", "survives"]
    assert not table.loc["a", "survives_jointly"]


def test_a_single_unit_competes_with_nobody():
    scores = sheet([("a", "I", 100, 90, None, None)])
    table = rank(scores, cluster=CLUSTER, year=2019)
    assert table["rank"].tolist() == [1]
    assert table["survives"].isna().all()
    assert weights(scores, cluster=CLUSTER, year=2019).empty


def test_no_scores_give_an_empty_frame_with_the_columns():
    table = rank(THREE, cluster=CLUSTER, year=2018)
    assert table.empty and "points" in table.columns and "survives" in table.columns
    assert weights(THREE, cluster=CLUSTER, year=2018).empty


def test_missing_columns_are_named():
    with pytest.raises(FrameError, match="criterion"):
        rank(THREE.drop(columns="criterion"), cluster=CLUSTER, year=2019)


def test_votes_stand_beside_scores():
    nominations = schema.build(
        "nominations",
        {
            "cluster_id": [CLUSTER] * 4,
            "unit_id": ["a", "b", "c", "a"],
            "year": [2019] * 4,
            "award_code": ["CO_CP", "CO_CP", "CO_BO", "BK_TTG"],
            "recipient": ["collective", "collective", "collective", "individual"],
            "votes": [2, 4, 6, 9],
        },
    )
    table = rank(THREE, cluster=CLUSTER, year=2019, nominations=nominations).set_index("unit_id")
    assert table["votes"].to_dict() == {"c": 6, "a": 2, "b": 4}
    beside = votes(THREE, nominations, cluster=CLUSTER, year=2019)
    flag = beside[beside["award_code"].eq("CO_CP")]
    assert flag["unit_id"].tolist() == ["b", "a"]
    assert flag["vote_rank"].tolist() == [1, 2]
    assert flag["agrees"].tolist() == [False, False]  # a has more points, b more votes
    assert beside[beside["award_code"].eq("CO_BO")]["agrees"].tolist() == [True]


points = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(points, points, points), min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_survival_agrees_with_moving_the_weights(rows, random):
    lines = [(f"u{i}", f"c{j}", 100, row[j], None, None) for i, row in enumerate(rows) for j in range(3)]
    scores = sheet(lines)
    before = scores.copy(deep=True)
    table = rank(scores, cluster=CLUSTER, year=2019)
    pd.testing.assert_frame_equal(scores, before)
    random.shuffle(lines)
    pd.testing.assert_frame_equal(table, rank(sheet(lines), cluster=CLUSTER, year=2019))
    leaders = set(table.loc[table["rank"].eq(1), "unit_id"])
    for leader in leaders:
        holds = True
        for j in range(3):
            for weight in (90, 110):
                totals = [sum(round(p * 10) * (weight if k == j else 100) for k, p in enumerate(row)) for row in rows]
                holds &= totals[int(leader[1:])] == max(totals)
        assert bool(table.set_index("unit_id").loc[leader, "survives"]) == holds


def test_votes_and_points_are_compared_among_those_that_have_both():
    nominations = schema.build(
        "nominations",
        {
            "cluster_id": [CLUSTER] * 2,
            "unit_id": ["khach", THREE["unit_id"].iloc[0]],
            "year": [2019] * 2,
            "award_code": ["CO_CP"] * 2,
            "recipient": ["collective"] * 2,
            "votes": [9, 2],
        },
    )
    table = votes(THREE, nominations, cluster=CLUSTER, year=2019).set_index("unit_id")
    assert table["vote_rank"].tolist() == [1, 2]
    # a guest without points outvotes nobody on points
    assert pd.isna(table.loc["khach", "agrees"]) and table.loc[THREE["unit_id"].iloc[0], "agrees"]
