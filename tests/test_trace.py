"""Trace: the rows behind a figure are exactly the rows the figure counts, and a cell knows what it feeds."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_data import CLUSTER, award, row, small, submission

from emustats import schema
from emustats.dataset.read import read_folder
from emustats.errors import UsageError
from emustats.review.provenance import feeds, trace
from emustats.statistics.awards import tally
from emustats.statistics.summary import summary
from emustats.statistics.targets import achievement

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


@pytest.fixture
def data():
    def fix(cell, rule, before, after):
        return {"rule": rule, "submission_id": "a-2019", "sheet": "Khen thưởng", "cell": cell} | {
            "before": before,
            "after": after,
        }

    return small(
        awards=[
            award("a", 2019, 1, code="BK_TTG", cell="F10", recipient="collective"),
            award("a", 2019, 2, code="BK_TTG", cell="G10", text="02 đ/c"),
            award("a", 2019, 5, code="BK_BT", cell="G9"),
            award("a", 2019, None, code="BK_BT", cell="F9", recipient="collective", text="x"),
            award("a", 2019, 7, code="BK_BT", cell="G12", state="proposed"),
            award("a", 2019, 4, code="THU_KHEN", cell="G11"),
            award("a", 2019, 6, code=None, cell="AA8", award_text="Bằng khen"),
            award("b", 2019, 3, code="BK_TTG", cell="G10", recipient="unknown"),
            award("b", 2018, 9, code="BK_TTG", cell="G10"),
        ],
        fixes=[
            fix("G10", "leading_zero", "02", "2"),
            fix("G10", "unit_word", "2 đ/c", "2"),
            fix("Z1", "spaces", "a", "b"),
        ],
    )


def test_the_rows_behind_a_figure(data):
    rows = trace(data, table="awards", cluster_id=CLUSTER, year=2019, award_code="BK_TTG")
    assert rows[["path", "sheet", "cell"]].values.tolist() == [
        ["2019/bca-donvi-6/a.xlsx", "Khen thưởng", "F10"],
        ["2019/bca-donvi-6/a.xlsx", "Khen thưởng", "G10"],
        ["2019/bca-donvi-6/b.xlsx", "Khen thưởng", "G10"],
    ]
    assert rows["award_count"].tolist() == [1, 2, 3]
    assert rows["text"].tolist() == ["1", "02 đ/c", "3"]
    assert rows["fixes"].tolist() == ["", "leading_zero: 02 → 2; unit_word: 2 đ/c → 2", ""]


def test_only_what_counts_as_luot_unless_asked(data):
    assert trace(data, year=2019)["cell"].tolist() == ["AA8", "F9", "G9", "F10", "G10", "G10"]
    assert trace(data, year=2019, state="proposed")["award_count"].tolist() == [7]
    assert trace(data, year=2019, award_code="THU_KHEN").empty
    assert trace(data, year=2019, award_code="THU_KHEN", only_luot=False)["award_count"].tolist() == [4]


def test_filters_by_catalogue_by_several_values_and_by_na(data):
    assert set(trace(data, level="government")["award_code"]) == {"BK_TTG"}
    assert trace(data, award_code=None)["cell"].tolist() == ["AA8"]
    assert len(trace(data, award_code=["BK_TTG", None], unit_id="a")) == 3
    assert trace(data, year=(2018, 2019), award_code="BK_TTG", unit_id="b")["award_count"].tolist() == [9, 3]


def test_what_cannot_be_asked_is_named(data):
    with pytest.raises(UsageError, match="colour"):
        trace(data, colour="red")
    with pytest.raises(UsageError, match="problems"):
        trace(data, table="problems")


def targets_and_scores():
    return small(
        targets=[
            row("a", 2019, "G10", sheet="Chỉ tiêu", target_no="2", kind="at_least", planned=10.0, actual=8.0)
            | {"planned_cell": "E10", "planned_adjusted_cell": "F10"},
            row("a", 2019, "G9", sheet="Chỉ tiêu", target_no="1", kind="at_least", planned=10.0, actual=12.0)
            | {"planned_cell": "E9", "planned_adjusted_cell": "F9"},
        ],
        scores=[
            row(unit, 2019, "D4", sheet="Bảng điểm", criterion="I", max_points=100.0, self_points=points)
            | {"max_cell": "C4", "cross_cell": "E4", "cluster_cell": "F4"}
            for unit, points in (("a", 90.0), ("b", 95.0))
        ],
        nominations=[
            row("a", 2019, "D3", sheet="Đề nghị", award_code="CO_CP", recipient="collective", nominated_count=1)
        ],
        recipients=[
            row("a", 2019, "B4", sheet="Danh sách", award_code="BK_BT", recipient="individual", state="decided")
            | {"decision_date": datetime(2019, 5, 8), "person_key": "p"}
        ],
    )


def test_targets_scores_nominations_and_lists_can_be_traced():
    data = targets_and_scores()
    missed = trace(data, table="targets", unit_id="a", result="not_met")
    assert missed[["cell", "actual", "planned", "planned_cell"]].values.tolist() == [["G10", 8, 10, "E10"]]
    assert trace(data, table="targets")["cell"].tolist() == ["G9", "G10"]
    assert trace(data, table="scores", unit_id="b")["self_points"].tolist() == [95]
    assert trace(data, table="nominations", level="government")["nominated_count"].tolist() == [1]
    assert trace(data, table="recipients")["cell"].tolist() == ["B4"]


def test_a_cell_knows_the_figures_it_feeds(data):
    figures = feeds(data, "2019/bca-donvi-6/a.xlsx", "Khen thưởng", "G10")
    assert set(figures["contribution"]) == {2}
    cluster = figures[figures["unit_id"].isna()].fillna({"award_code": ""}).set_index(["figure", "award_code"])["value"]
    counts = tally(data.awards[data.awards["year"].eq(2019)], by=[]).iloc[0]
    assert cluster.to_dict() == {
        ("awards.individual", ""): counts["individual"],
        ("awards.total", ""): counts["total"],
        ("awards.by_award.individual", "BK_TTG"): 2,
        ("awards.by_award.total", "BK_TTG"): 6,
    }
    unit = figures[figures["unit_id"].eq("a")].set_index("figure")["value"]
    assert unit["awards.total"] == 14


def test_proposals_letters_and_headings_feed_what_they_feed(data):
    proposed = feeds(data, "2019/bca-donvi-6/a.xlsx", "Khen thưởng", "G12")
    assert set(proposed["state"]) == {"proposed"} and set(proposed["value"]) == {7}
    assert feeds(data, "2019/bca-donvi-6/a.xlsx", "Khen thưởng", "G11").empty
    assert feeds(data, "2019/bca-donvi-6/a.xlsx", "Khen thưởng", "A1").empty
    with pytest.raises(UsageError, match="c.xlsx"):
        feeds(data, "2019/bca-donvi-6/c.xlsx", "Khen thưởng", "G10")


def test_plans_points_and_proposals_feed_figures_too():
    data = targets_and_scores()
    path = "2019/bca-donvi-6/a.xlsx"
    plan = feeds(data, path, "Chỉ tiêu", "E10")
    reached = achievement(data.targets, by=[]).iloc[0]
    assert plan.loc[plan["unit_id"].isna()].set_index("figure")["value"].to_dict() == {
        f"targets.{name}": reached[name] for name in ("units_rate", "targets_rate", "completion_mean")
    }
    points = feeds(data, path, "Bảng điểm", "D4")
    assert points[["figure", "contribution", "value"]].values.tolist() == [["scores.points", 90, 90]]
    assert feeds(data, path, "Đề nghị", "D3")["value"].tolist() == [1, 1]
    assert feeds(data, path, "Danh sách", "B4")["figure"].unique().tolist() == ["recipients.lines"]


rows_of = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.sampled_from([2018, 2019]),
        st.sampled_from(["BK_TTG", "BK_BT", "THU_KHEN", "HTXSNV", None]),
        st.sampled_from(schema.RECIPIENTS),
        st.sampled_from(schema.STATES),
        st.one_of(st.none(), st.integers(0, 99)),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(rows_of)
def test_trace_sums_to_every_figure_of_the_tally(rows):
    awards = [
        award(unit, year, count, code=code, cell=f"G{i + 7}", recipient=recipient, state=state)
        for i, (unit, year, code, recipient, state, count) in enumerate(rows)
    ]
    sent = [submission(unit, year) for unit in "ab" for year in (2018, 2019)]
    data = small(awards=awards, submissions=sent)
    before = data.awards.copy(deep=True)
    for figure in tally(data.awards, by=["unit_id", "year", "award_code"]).to_dict("records"):
        code = None if pd.isna(figure["award_code"]) else figure["award_code"]
        found = trace(data, unit_id=figure["unit_id"], year=figure["year"], award_code=code)
        assert found["path"].notna().all()
        for kind in schema.RECIPIENTS:
            part = found.loc[found["recipient"].eq(kind), "award_count"]
            expected = figure[kind]
            assert (part.isna().all() and len(part)) if pd.isna(expected) else part.sum() == expected
        assert (pd.isna(figure["total"]) and found["award_count"].isna().all()) or (
            found["award_count"].sum() == figure["total"]
        )
    pd.testing.assert_frame_equal(data.awards, before)


@pytest.fixture(scope="module")
def sample():
    return read_folder(SAMPLE, cache=False)


def cluster_years():
    return sorted((folder.name, int(folder.parent.name)) for folder in SAMPLE.glob("*/*") if folder.is_dir())


@cache
def workbook(path):
    return openpyxl.load_workbook(SAMPLE / path, data_only=True)


def reread(rows, address="cell"):
    """What openpyxl finds in the traced cells."""
    cells = zip(rows["path"], rows["sheet"], rows[address], strict=True)
    return [workbook(path)[sheet][cell].value for path, sheet, cell in cells]


def number(value):
    if value is None or isinstance(value, (int, float)):
        return value
    digits = re.sub(r"[^0-9,]", "", str(value)).replace(",", ".")
    return float(digits) if digits else None


def reached(kind, plan, result):
    """Whether a target is reached, from the bare cells; None when that cannot be said."""
    if result is None or plan is None:
        return None
    if kind == "yes_no":
        return str(result).strip().lower() == str(plan).strip().lower()
    if kind == "by_date":
        plan, result = (datetime.strptime(x, "%d/%m/%Y") if isinstance(x, str) else x for x in (plan, result))
        return result <= plan
    if kind == "range":
        low, high = (float(part.replace(",", ".")) for part in re.findall(r"[0-9,]+", plan))
        return low <= number(result) <= high
    plan, result = number(plan), number(result)
    if kind == "exactly":
        return result == plan
    return result <= plan if kind == "at_most" else result >= plan


@pytest.mark.parametrize(("cluster", "year"), cluster_years())
def test_values_reread_from_the_workbooks_add_up_to_the_summary(sample, cluster, year):
    figures = summary(sample, cluster=cluster, year=year)
    here = {"cluster_id": cluster, "year": year}
    rows = trace(sample, **here)
    rows["found"] = pd.array([number(value) for value in reread(rows)], dtype="Float64")
    for kind in (*schema.RECIPIENTS, "total"):
        asked = rows if kind == "total" else rows[rows["recipient"].eq(kind)]
        assert asked["found"].sum() == figures["awards"][kind]
        for line in figures["awards"]["by_award"]:
            if kind in line:
                code = asked["award_code"].fillna("").eq(line["award_code"] or "")
                assert asked.loc[code, "found"].sum() == line[kind]

    rows = trace(sample, table="targets", **here)
    plans = [
        new if new is not None else old
        for old, new in zip(reread(rows, "planned_cell"), reread(rows, "planned_adjusted_cell"), strict=True)
    ]
    outcomes = [reached(*cells) for cells in zip(rows["kind"], plans, reread(rows), strict=True)]
    targets = figures["targets"]
    assert sum(outcome is not None for outcome in outcomes) == targets["targets_assessed"]
    assert sum(outcome is True for outcome in outcomes) == targets["targets_met"]
    units = pd.Series([outcome is True for outcome in outcomes]).groupby(rows["unit_id"]).all()
    assert (len(units), units.sum()) == (targets["units_reporting"], targets["units_meeting_all"])
    ratios = [
        number(result) / number(plan)
        for kind, plan, result in zip(rows["kind"], plans, reread(rows), strict=True)
        if kind == "at_least" and number(plan) and result is not None
    ]
    assert sum(ratios) / len(ratios) == pytest.approx(targets["completion_mean"])

    rows = trace(sample, table="nominations", **here)
    assert len(rows) == len(figures["nominations"]) and all(number(value) >= 1 for value in reread(rows))


def test_every_cell_of_the_sample_that_counts_feeds_its_figures(sample):
    rows = trace(sample, cluster_id="bca-donvi-6", year=2019, award_code="BK_TTG")
    assert len(rows) == 3
    for row_ in rows.to_dict("records"):
        figures = feeds(sample, row_["path"], row_["sheet"], row_["cell"]).set_index(["figure", "unit_id"])
        total = figures[figures.index.get_level_values("unit_id").isna()]["value"]
        assert total.droplevel("unit_id")["awards.by_award.total"] == 3
        assert total.droplevel("unit_id")["awards.total"] == 601
