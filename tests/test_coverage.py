"""Who reported, computed by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats import schema
from emustats.errors import UsageError
from emustats.statistics.coverage import coverage


def submissions(*rows):
    names = ("unit_id", "standing", "year", "as_of", "status")
    filled = [row + (None, "accepted", 2019, None, None)[len(row) :] for row in rows]
    columns = {name: [row[place] for row in filled] for place, name in enumerate(names)}
    cluster = ["bca-donvi-6" if row[0] else None for row in filled]
    return schema.build("submissions", {**columns, "cluster_id": cluster})


SIX = submissions(
    ("a", "accepted", 2019, pd.Timestamp("2019-11-15"), "provisional"), ("a", "superseded"),
    ("b", "accepted", 2019, pd.Timestamp("2019-11-21"), "final"),
    ("c", "missing"), ("d", "refused"), ("e", "accepted"), ("f", "refused"), ("f", "missing"), (None, "refused", None),
)  # fmt: skip


def test_units_and_workbooks_are_counted_apart():
    row = coverage(SIX, by=[]).iloc[0]
    assert row[["expected", "reported", "missing", "refused", "superseded", "provisional"]].tolist() == [
        6,
        3,
        3,
        3,
        1,
        1,
    ]
    assert row["rate"] == 0.5
    assert row["as_of"] == pd.Timestamp("2019-11-21")


def test_a_refused_workbook_of_nobody_is_expected_of_nobody():
    rows = coverage(SIX, by=["cluster_id"])
    assert rows["expected"].tolist() == [6, 0]
    assert rows["refused"].tolist() == [2, 1]
    assert pd.isna(rows.loc[1, "rate"]) and pd.isna(rows.loc[1, "cluster_id"])


def test_two_accepted_workbooks_of_a_unit_are_one_unit_reporting():
    assert coverage(submissions(("a",), ("a",)), by=[]).loc[0, ["expected", "reported"]].tolist() == [1, 1]


def test_years_are_expected_one_by_one():
    two = submissions(("a", "accepted", 2018), ("a", "missing", 2019))
    assert coverage(two, by=["cluster_id"]).loc[0, ["expected", "reported"]].tolist() == [2, 1]
    assert coverage(two, by=["year"])["rate"].tolist() == [1.0, 0.0]


def test_nothing_received():
    assert coverage(submissions(), by=["year"]).empty
    row = coverage(submissions(), by=[]).iloc[0]
    assert row["expected"] == 0 and pd.isna(row["rate"]) and pd.isna(row["as_of"])
    with pytest.raises(UsageError):
        coverage(SIX, by=["unit"])


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", None]), st.sampled_from(schema.STANDINGS), st.sampled_from([2018, 2019, None])
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms())
def test_order_does_not_matter_and_expected_is_reported_and_missing(rows, random):
    frame = submissions(*rows)
    before = frame.copy(deep=True)
    shuffled = submissions(*random.sample(rows, len(rows)))
    for by in ([], ["year"], ["unit_id", "year"]):
        table = coverage(frame, by=by)
        pd.testing.assert_frame_equal(table, coverage(shuffled, by=by))
        assert (table["reported"] + table["missing"]).tolist() == table["expected"].tolist()
    pd.testing.assert_frame_equal(frame, before)
