"""Consolidated workbooks: a row a workbook and unit, a unit's own workbook first, differences told with both cells."""

import pandas as pd
import pytest

from emustats import schema
from emustats.dataset.settle import (
    account_of,
    data_frame,
    join,
    missing_units,
    problems_frame,
    settle,
    submissions_frame,
)
from emustats.dataset.units import DATA_TABLES
from emustats.reading.sandbox.batch import encode_readings
from emustats.reading.tables.records import RECORDS, AwardRow, ScoreRow
from emustats.reading.workbook.identity import Identity
from emustats.reading.workbook.submission import Reading
from emustats.reference import load
from emustats.statistics.coverage import coverage

REFERENCE = load()
CLUSTER, YEAR = "bca-donvi-6", 2019
VP, HS, PC = "bca-van-phong", "bca-ho-so", "bca-phap-che"


def award(cell: str, count: int | None, unit: str | None = None, **facts) -> AwardRow:
    known = {"award_code": "BK_BT", "award_class": None, "recipient": "individual", "state": "decided"} | facts
    return AwardRow(
        "Biểu 1", cell, str(count), "Bằng khen", known["award_code"], known["award_class"], known["recipient"], None,
        known["state"], count, False, unit_id=unit,
    )  # fmt: skip


def score(cell: str, points: float, unit: str | None = None) -> ScoreRow:
    return ScoreRow("Điểm", cell, str(points), "Nội dung", 10.0, points, None, None, None, None, None, unit_id=unit)


def reading(path: str, unit: str | None, *rows, year: int | None = YEAR, headcount=None, refusal=None) -> Reading:
    held = {name: [row for row in rows if isinstance(row, record)] for name, record in RECORDS.items()}
    who = Identity(unit, CLUSTER, year, None, None, None, headcount, None)
    return Reading(path, f"sha-{path}", who, held, [], [], refusal, (len(rows), 0, 0, 0, 0))


class Folder:
    """Readings made by hand, settled as a folder's are."""

    def __init__(self, *readings: Reading, on_duplicate: str = "latest") -> None:
        raw = join([encode_readings([*enumerate(readings)], False)])
        self.settled = settle(raw["readings"], raw, on_duplicate, [0.0] * len(readings), REFERENCE)
        missing = missing_units(self.settled.lines, set(), REFERENCE)
        self.submissions = submissions_frame(self.settled.lines, missing)
        self.tables = {name: data_frame(name, raw, self.settled, False) for name in DATA_TABLES}
        self.problems = problems_frame(raw, self.settled.readings, self.settled.found, missing, REFERENCE)
        self.account = account_of(raw["readings"])

    def standing(self) -> dict[tuple, str]:
        sent = self.submissions.dropna(subset=["path"])
        units = sent["unit_id"].fillna("")
        return dict(zip(zip(sent["path"], units, strict=True), sent["standing"], strict=True))

    def counts(self) -> list[tuple]:
        rows = self.tables["awards"]
        return list(zip(rows["unit_id"], rows["cell"], rows["award_count"], strict=True))

    def codes(self) -> list[str]:
        return [code for code in self.problems["code"] if code != "submission_missing"]


WHOLE = reading("cum.xlsx", None, award("C1", 3, VP), award("C2", 4, HS), award("C3", 5, PC))


def test_a_row_a_workbook_and_unit():
    folder = Folder(WHOLE)
    assert folder.standing() == {("cum.xlsx", unit): "accepted" for unit in (VP, HS, PC)}
    assert folder.counts() == [(VP, "C1", 3), (HS, "C2", 4), (PC, "C3", 5)]
    assert folder.codes() == []
    sent = folder.submissions.dropna(subset=["path"])
    assert not sent.duplicated(list(schema.SUBMISSIONS.key)).any()
    assert set(sent["cluster_id"]) == {CLUSTER}
    assert [str(dtype) for dtype in sent.dtypes] == [column.dtype for column in schema.SUBMISSIONS.columns]


def test_units_of_a_consolidated_workbook_have_reported():
    folder = Folder(WHOLE)
    counted = coverage(folder.submissions, by=["cluster_id", "year"]).iloc[0]
    assert (counted["reported"], counted["missing"]) == (3, 3)
    assert not set(folder.submissions.query("standing == 'missing'")["unit_id"]) & {VP, HS, PC}


def test_a_units_own_workbook_goes_before_the_consolidated_line():
    own = reading("ho-so.xlsx", HS, award("F7", 4))
    folder = Folder(WHOLE, own)
    assert folder.standing()["cum.xlsx", HS] == "superseded"
    assert folder.standing()["cum.xlsx", VP] == folder.standing()["ho-so.xlsx", HS] == "accepted"
    assert (HS, "F7", 4) in folder.counts()
    assert (HS, "C2", 4) not in folder.counts()
    assert folder.codes() == ["superseded_by_own"]


def test_the_order_of_the_files_does_not_matter():
    own = reading("ho-so.xlsx", HS, award("F7", 4))
    assert Folder(own, WHOLE).standing() == Folder(WHOLE, own).standing()
    assert sorted(Folder(own, WHOLE).counts()) == sorted(Folder(WHOLE, own).counts())


def test_a_difference_names_both_cells():
    folder = Folder(WHOLE, reading("ho-so.xlsx", HS, award("F7", 6)))
    found = folder.problems.set_index("code").loc["consolidated_differs"]
    assert (found["severity"], found["path"], found["sheet"], found["cell"]) == ("warning", "cum.xlsx", "Biểu 1", "C2")
    assert "ho-so.xlsx!Biểu 1!F7" in found["message_vi"]
    assert (found["unit_id"], found["value"]) == (HS, "4")


@pytest.mark.parametrize(
    "row",
    [
        award("F7", 4), award("F7", 9, state="proposed"), award("F7", 9, recipient="collective"),
        award("F7", 9, award_code="GK"), award("F7", 9, award_code=None), award("F7", None),
    ],
)  # fmt: skip
def test_what_says_something_else_is_no_difference(row):
    assert "consolidated_differs" not in Folder(WHOLE, reading("ho-so.xlsx", HS, row)).codes()


def test_counts_in_several_cells_are_compared_as_a_sum_and_by_class_where_both_tell_it():
    classes = [award("F7", 1, award_class="I"), award("F8", 3, award_class="II")]
    assert "consolidated_differs" not in Folder(WHOLE, reading("ho-so.xlsx", HS, *classes)).codes()


def test_a_table_that_only_the_consolidated_workbook_has_still_counts():
    whole = reading("cum.xlsx", None, award("C1", 3, HS), score("C9", 9.5, HS))
    folder = Folder(whole, reading("ho-so.xlsx", HS, award("F7", 3)))
    assert folder.standing()["cum.xlsx", HS] == "accepted"
    assert folder.counts() == [(HS, "F7", 3)]
    assert folder.tables["scores"]["cell"].tolist() == ["C9"]


def test_the_sender_has_a_row_only_for_rows_of_its_own():
    assert ("cum.xlsx", VP) not in Folder(reading("cum.xlsx", VP, award("C2", 4, HS), award("C3", 1, PC))).standing()
    folder = Folder(reading("cum.xlsx", VP, award("C2", 4, HS), award("C5", 2), headcount=120))
    assert folder.standing() == {("cum.xlsx", VP): "accepted", ("cum.xlsx", HS): "accepted"}
    assert folder.counts() == [(HS, "C2", 4), (VP, "C5", 2)]
    sent = folder.submissions.dropna(subset=["path"]).set_index("unit_id")["headcount"]
    assert sent[VP] == 120
    assert pd.isna(sent[HS])


def test_a_head_that_names_itself_and_sends_its_own_workbook():
    whole = reading("cum.xlsx", VP, award("C1", 3, VP), award("C2", 4, HS))
    folder = Folder(whole, reading("van-phong.xlsx", VP, award("F7", 3)))
    assert folder.standing()["cum.xlsx", VP] == "superseded"
    assert folder.counts() == [(HS, "C2", 4), (VP, "F7", 3)]


def test_a_workbook_whose_rows_all_name_its_sender_is_its_own():
    folder = Folder(reading("a.xlsx", HS, award("C1", 3, HS)), WHOLE)
    assert folder.standing()["a.xlsx", HS] == "accepted"
    assert folder.standing()["cum.xlsx", HS] == "superseded"


def test_rows_that_name_no_unit_of_an_unknown_sender_stay_refused():
    folder = Folder(reading("cum.xlsx", None, award("C2", 4, HS), award("C5", 2)))
    assert folder.standing() == {("cum.xlsx", ""): "refused", ("cum.xlsx", HS): "accepted"}
    assert folder.counts() == [(HS, "C2", 4)]


def test_the_later_of_two_consolidated_workbooks_stands():
    later = reading("cum 2.xlsx", None, award("C1", 9, VP))
    folder = Folder(WHOLE, later)
    assert sorted(folder.standing().values()) == ["accepted", "accepted", "accepted", "superseded"]
    assert "superseded" in folder.codes()


def test_on_duplicate_error_is_about_workbooks_of_one_kind():
    folder = Folder(WHOLE, reading("ho-so.xlsx", HS, award("F7", 4)), on_duplicate="error")
    assert folder.standing()["ho-so.xlsx", HS] == "accepted"


def test_without_a_year_nothing_of_a_consolidated_workbook_stands():
    folder = Folder(reading("cum.xlsx", None, award("C1", 3, VP), year=None))
    assert folder.standing() == {("cum.xlsx", VP): "refused"}
    assert folder.counts() == []


def test_the_numbers_of_a_workbook_are_summed_once():
    folder = Folder(WHOLE)
    assert folder.account["counted"] == 3
    assert set(folder.submissions["numbers"].dropna()) == {3}


def test_a_unit_of_another_cluster_has_its_own_cluster():
    other = next(m for m in REFERENCE.memberships if m.year == YEAR and m.cluster_id != CLUSTER)
    folder = Folder(reading("cum.xlsx", None, award("C1", 3, other.unit_id), award("C2", 3, VP)))
    clusters = folder.tables["awards"].set_index("unit_id")["cluster_id"]
    assert (clusters[other.unit_id], clusters[VP]) == (other.cluster_id, CLUSTER)
