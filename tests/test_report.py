"""The report: everything in one folder, saying the same numbers, whole or not at all."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from small_data import CLUSTER, award, row, small, submission

import emustats as es
from emustats.errors import UsageError
from emustats.publishing.conference import report
from emustats.publishing.conference.report import write_report
from emustats.reference import load

UNITS = ("bca-van-phong", "bca-phap-che")


@pytest.fixture(scope="module")
def data():
    targets = [
        row(unit, 2019, f"G{8 + number}", target_no=str(number), title=f"Chỉ tiêu {number}", kind="at_least",
            planned=10, planned_text="10", actual=9 + number, text=str(9 + number))
        for unit in UNITS for number in (1, 2)
    ]  # fmt: skip
    return small(
        reference=load(),
        submissions=[submission(unit, 2019, status="provisional") for unit in UNITS],
        awards=[award("bca-van-phong", 2019, 7), award("bca-phap-che", 2019, 4, code="BK_TTG")],
        targets=targets,
    )


@pytest.fixture
def light(monkeypatch):
    """Charts are tested on their own; here one file stands for them."""

    def write_figures(data, *, cluster, year, out, lang):
        out.mkdir()
        (out / f"{lang}.png").write_bytes(b"chart")
        return [out / f"{lang}.png"]

    monkeypatch.setattr(report, "write_figures", write_figures)


def test_all_parts_say_the_same(data, tmp_path, light):
    written = write_report(data, cluster=CLUSTER, year=2019, out=tmp_path / "a" / "b")
    names = [path.relative_to(tmp_path / "a" / "b").as_posix() for path in written.paths]
    assert names == ["summary.json", "tom-tat.txt", "bang-so-lieu.xlsx", "figures/vi.png"]
    found = json.loads((tmp_path / "a" / "b" / "summary.json").read_text(encoding="utf-8"))
    assert found == written.summary and found["awards"]["total"] == 11
    text = (tmp_path / "a" / "b" / "tom-tat.txt").read_text(encoding="utf-8")
    assert text.startswith("SỐ LIỆU TẠM TÍNH\n") and found["narrative_vi"][:20] in text
    cells = [c.value for s in openpyxl.load_workbook(written.paths[2]) for line in s.iter_rows() for c in line]
    assert 11 in cells


def test_english(data, tmp_path, light):
    written = write_report(data, cluster=CLUSTER, year=2019, out=tmp_path, lang="en")
    assert [path.name for path in written.paths] == ["summary.json", "summary.txt", "tables.xlsx", "en.png"]


def test_charts_of_an_earlier_run_go_and_other_files_stay(data, tmp_path, light):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "old.png").write_bytes(b"old")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_report(data, cluster=CLUSTER, year=2019, out=tmp_path)
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["vi.png"]
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_interrupted_run_leaves_the_former_report(data, tmp_path, light, monkeypatch):
    write_report(data, cluster=CLUSTER, year=2019, out=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "write_figures", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_report(data, cluster=CLUSTER, year=2019, out=tmp_path)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_nothing_is_written_for_a_cluster_that_is_not_there(data, tmp_path, light):
    with pytest.raises(UsageError):
        write_report(data, cluster="bca-donvi-99", year=2019, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_two_runs_give_the_same_bytes(data, tmp_path, light):
    first = write_report(data, cluster=CLUSTER, year=2019, out=tmp_path / "one").paths
    second = write_report(data, cluster=CLUSTER, year=2019, out=tmp_path / "two").paths
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_one_changed_count_changes_every_output(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUSTATS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "received" / "2019" / CLUSTER
    shutil.copytree(Path(__file__).parents[1] / "data" / "sample" / "2019" / CLUSTER, folder)
    before = write_report(es.load(tmp_path / "received"), cluster=CLUSTER, year=2019, out=tmp_path / "before")
    assert before.summary["awards"]["total"] == 601
    data = es.load(tmp_path / "received")
    source = data.awards.query("unit_id == 'bca-ho-so' and award_code == 'GK_CUC' and recipient == 'individual'").iloc[
        0
    ]
    book = openpyxl.load_workbook(folder / "bca-ho-so.xlsx")
    book[source["sheet"]][source["cell"]] = int(source["award_count"]) + 20
    book.save(folder / "bca-ho-so.xlsx")
    after = write_report(es.load(tmp_path / "received"), cluster=CLUSTER, year=2019, out=tmp_path / "after")
    assert (after.summary["awards"]["individual"], after.summary["awards"]["total"]) == (462, 621)
    assert "462 lượt cá nhân" in after.summary["narrative_vi"]
    assert "462" in (tmp_path / "after" / "tom-tat.txt").read_text(encoding="utf-8")
    cells = {c.value for s in openpyxl.load_workbook(after.paths[2]) for line in s.iter_rows() for c in line}
    assert {621, 462, 123} <= cells
    for chart in ("tally_by_unit", "award_ladder", "composition_by_level"):
        old, new = ((tmp_path / side / "figures" / f"{chart}.png").read_bytes() for side in ("before", "after"))
        assert old != new, chart
