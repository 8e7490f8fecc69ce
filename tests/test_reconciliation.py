"""Ours against the press, and one year at two dates."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest
from small_data import CLUSTER, award, missing, row, small, submission

from emustats.errors import ReferenceDataError
from emustats.reference.published import published
from emustats.statistics.reconciliation import reconcile, vintages

DAY = datetime(2019, 11, 21)


def printed(figure, value, **other):
    line = dict.fromkeys(published().columns) | {"body": "Cụm số 6", "cluster_id": CLUSTER, "year": 2019}
    line |= {"figure": figure, "value": value, "period": "2019", "period_kind": "annual", "is_approximate": False}
    return line | {"as_of": DAY, "source": "http://bocongan.gov.vn", "printed": str(value)} | other


def press(*lines):
    kinds = published().dtypes.to_dict()
    return pd.DataFrame(list(lines), columns=list(kinds)).astype(kinds)


@pytest.fixture
def data():
    def target(unit, actual):
        return row(
            unit, 2019, "G4", sheet="Chỉ tiêu", target_no="1", title="t", kind="at_least", planned=9.0, actual=actual
        )

    return small(
        submissions=[submission("a", 2019, as_of=DAY), submission("b", 2019), missing("c", 2019)],
        awards=[
            award("a", 2019, 10, recipient="collective", code="CO_BO"),
            award("a", 2019, 5, code="BK_BT"),
            award("b", 2019, 2, code="BK_BOKHAC", state="received"),
            award("b", 2019, 3, code="BK_TTG", state="proposed"),
        ],
        targets=[target("a", 9.0), target("b", 8.0)],
        nominations=[row("a", 2019, "D3", award_code="CO_CP", recipient="collective", sheet="Đề nghị")],
    )


def compared(data, *lines):
    frame = reconcile(data, published=press(*lines))
    return frame[frame["outcome"].ne("not_published")]


def test_agreeing_differing_and_approximate(data):
    frame = compared(
        data,
        printed("awards_individual", 7.0),
        printed("awards_collective", 12.0),
        printed("awards_total", 20.0, is_approximate=True),
    )
    assert frame["outcome"].tolist() == ["differs", "approximate", "agrees"]
    assert frame["computed"].tolist() == [10, 17, 7]
    assert frame["difference"].tolist() == [-2, -3, 0]
    assert frame["figure"].iloc[0] == "Cụm 6 đơn vị trực thuộc Bộ, 2019: lượt tập thể"
    assert frame["source"].iloc[0] == "http://bocongan.gov.vn"
    assert frame["computed_as_of"].iloc[0] == DAY and frame["published_as_of"].iloc[0] == DAY


def test_each_kind_of_figure_is_computed_by_its_own_definition(data):
    frame = compared(
        data,
        printed("units_in_cluster", 3.0),
        printed("units_rate", 0.5),
        printed("nomination", 1.0, unit_id="a", award_codes="CO_CP"),
        printed("awards_by_form", 7.0, recipient="total", award_codes="BK_BT|BK_BOKHAC"),
        printed("awards_by_form", 0.0, recipient="total", award_codes="BK_TTG"),
        printed("awards_by_form", 3.0, recipient="individual", award_codes="BK_TTG", state="proposed"),
        printed("awards_by_form", 2.0, recipient="individual", award_codes="BK_BOKHAC", state="decided"),
    )
    assert frame["outcome"].tolist() == ["agrees"] * 7


def test_what_cannot_be_computed_is_listed_with_na(data):
    frame = compared(
        data,
        printed("awards_total", 6500.0, cluster_id="bca-donvi-9"),
        printed("awards_by_form", 2.0, recipient="total"),
        printed("indicator", 92.04),
        printed("awards_total", 6500.0, year=None, period="2015-2019", period_kind="multi_year"),
        printed("awards_total", 8.0, cluster_id=None, body="Bộ Tư pháp"),
    )
    assert set(frame["outcome"]) == {"not_computed"} and frame["computed"].isna().all()
    assert "Bộ Tư pháp, 2019: tổng số lượt" in set(frame["figure"])


def test_our_figures_without_counterpart_are_listed_too(data):
    frame = reconcile(data, published=press(printed("awards_collective", 10.0)))
    alone = frame[frame["outcome"].eq("not_published")].set_index("kind")["computed"]
    assert alone.to_dict() == {"awards_individual": 7, "units_in_cluster": 3, "units_rate": 0.5}


def test_the_real_file_and_a_missing_one(data, tmp_path):
    frame = reconcile(data)
    assert len(frame) >= len(published())
    assert 159 in frame.loc[frame["cluster_id"].eq(CLUSTER), "published"].tolist()
    with pytest.raises(ReferenceDataError, match="absent.csv"):
        reconcile(data, published=tmp_path / "absent.csv")


def test_nothing_loaded_computes_nothing():
    assert set(reconcile(small())["outcome"]) == {"not_computed"}


def november():
    return small(
        submissions=[submission("a", 2019, as_of=DAY, status="provisional"), submission("b", 2019)],
        awards=[
            award("a", 2019, 3, code="BK_BT", cell="G8"),
            award("a", 2019, 2, code="BK_BT", cell="G9"),
            award("a", 2019, 1, code="CO_CP", cell="F10", recipient="collective", state="proposed"),
            award("b", 2019, 4, code="BK_BT"),
        ],
        targets=[
            row("a", 2019, "G4", sheet="Chỉ tiêu", target_no="1", title="Án", planned=90.0, actual=88.0, text="88")
            | {"planned_cell": "E4"},
            row("a", 2019, "G5", sheet="Chỉ tiêu", target_no="2", title="Ngày", kind="by_date", text="1/11/2019"),
        ],
        nominations=[row("a", 2019, "D3", award_code="CO_CP", recipient="collective", nominated_count=1, votes=5)],
    )


def test_what_moved_between_november_and_january():
    old = november()
    awards = old.awards.copy()
    awards.loc[1, ["award_count", "text"]] = [6, "6"]
    awards.loc[2, "state"] = "decided"
    targets = old.targets.copy()
    targets.loc[0, ["actual", "text", "target_no"]] = [91.0, "91", "7"]
    targets.loc[1, "text"] = "15/11/2019"
    nominations = old.nominations.assign(votes=pd.array([6], dtype="Int64"))
    moved = vintages(old, replace(old, awards=awards, targets=targets, nominations=nominations))
    facts = moved[["table", "number", "item", "state", "kind", "before", "after", "change"]].astype(object)
    assert facts.where(facts.notna(), None).values.tolist() == [
        ["awards", "award_count", "BK_BT", "decided", "changed", 5, 9, 4],
        ["awards", "award_count", "CO_CP", "decided", "added", None, 1, None],
        ["awards", "award_count", "CO_CP", "proposed", "removed", 1, None, None],
        ["nominations", "votes", "CO_CP", None, "changed", 5, 6, 1],
        ["targets", "actual", "Ngày", None, "changed", None, None, None],
        ["targets", "actual", "Án", None, "changed", 88, 91, 3],
    ]
    path = f"2019/{CLUSTER}/a.xlsx"
    assert moved["after_at"].iloc[0] == f"{path}!Khen thưởng!G8|{path}!Khen thưởng!G9"
    assert moved["before_at"].iloc[5] == f"{path}!Chỉ tiêu!G4"
    assert moved["before_text"].iloc[4] == "1/11/2019" and moved["after_text"].iloc[4] == "15/11/2019"
    assert moved["before_as_of"].iloc[0] == DAY


def test_nothing_moved_and_order_does_not_matter():
    old = november()
    assert vintages(old, november()).empty
    turned = replace(old, awards=old.awards.iloc[::-1], targets=old.targets.iloc[::-1])
    assert vintages(old, turned).empty
    assert vintages(small(), small()).empty


def test_a_unit_that_reported_later_is_added():
    old = november()
    late = replace(old, awards=old.awards[old.awards["unit_id"].eq("a")])
    moved = vintages(late, old)
    assert moved[["unit_id", "kind", "after"]].values.tolist() == [["b", "added", 4]]
