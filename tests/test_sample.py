"""The sample is what its script writes, adds up to the published totals, and says that it is illustrative."""

import importlib
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import python_calamine

import emustats as es
from emustats.statistics.targets import blocking

DATA = Path(__file__).parent.parent / "data"
SAMPLE = DATA / "sample"
COUNTED = ("Đã có quyết định", "Đã trao")


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(DATA))
    try:
        yield importlib.import_module("make_sample")
    finally:
        sys.path.remove(str(DATA))


def content(path):
    """The parts of a workbook: zlib versions may pack the same parts differently."""
    with zipfile.ZipFile(path) as archive:
        return [(each.filename, each.date_time, archive.read(each)) for each in archive.infolist()]


def counts(folder):
    """Lượt by kind of recipient, and by award, read with openpyxl and not with emustats."""
    found, awards = Counter(), Counter()
    for path in sorted((SAMPLE / folder).glob("*.xlsx")):
        page = openpyxl.load_workbook(path, data_only=True)["Khen thưởng"]
        for line in page.iter_rows(min_row=10, values_only=True):
            if isinstance(line[0], int) and line[4] in COUNTED:
                found.update(collective=line[5] or 0, individual=line[6] or 0, household=line[7] or 0)
                awards[line[1]] += sum(filter(None, line[5:8]))
    return found, awards


def test_script_writes_the_committed_sample(script, tmp_path):
    written = script.make_sample(tmp_path)
    committed = sorted(SAMPLE.rglob("*.xlsx"))
    assert [path.relative_to(tmp_path) for path in written] == [path.relative_to(SAMPLE) for path in committed]
    for new, old in zip(written, committed, strict=True):
        assert content(new) == content(old), old
    assert (tmp_path / "SO-LIEU-MINH-HOA.txt").read_bytes() == (SAMPLE / "SO-LIEU-MINH-HOA.txt").read_bytes()


def test_published_totals_of_cluster_6_in_2019():
    found, awards = counts("2019/bca-donvi-6")
    assert (found["collective"], found["individual"], found["household"]) == (159, 442, 0)
    assert awards["Bằng khen của Thủ tướng Chính phủ"] == 3
    ministry = awards["Bằng khen của Bộ trưởng Bộ Công an"]
    others = awards["Bằng khen của bộ, ban, ngành, đoàn thể trung ương khác"]
    assert ministry + others == 192


def test_published_totals_of_local_cluster_5_in_2022():
    found, _ = counts("2022/bca-diaphuong-5")
    assert (found["collective"], found["individual"]) == (2079, 6206)


def test_published_flags_of_cluster_5_in_2018():
    _, awards = counts("2018/bca-donvi-5")
    assert awards["Cờ thi đua của Chính phủ"] == 1
    assert awards["Cờ thi đua của Bộ Công an"] + awards["Cờ thi đua Bộ Công an"] == 4


def test_every_workbook_says_that_it_is_illustrative():
    for path in SAMPLE.rglob("*.xlsx"):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for sheet in book.sheets_metadata:
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible and sheet.name != "Hướng dẫn":
                head = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)[:6]
                assert any("SỐ LIỆU MINH HỌA" in str(value) for row in head for value in row), (path, sheet.name)


def test_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 1.5 * (1 << 20)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (7, [5, 0, 2], [5, 0, 2]), (0, [1, 2], [0, 0]), (1, [0.4, 0.6], [0, 1])],
)
def test_parts_add_up_to_the_total(script, total, weights, parts):
    assert script.apportion(total, weights) == parts


@pytest.fixture(scope="module")
def data():
    return es.load(SAMPLE, cache=False)


def test_cluster_6_in_2019_reads_as_published(data):
    found = es.summary(data, cluster="bca-donvi-6", year=2019)
    assert found["units"] == {"expected": 6, "reported": 6}
    assert (found["as_of"], found["status"]) == ("2019-11-21", "provisional")
    assert found["problems"] == {"error": 0, "warning": 0}
    assert found["nominations"] == [{"unit_id": "bca-van-phong", "award_code": "CO_CP"}]
    targets = found["targets"]
    assert (targets["units_meeting_all"], targets["targets_assessed"], targets["targets_met"]) == (6, 60, 60)
    assert round(targets["completion_mean"], 2) == 1.04


def test_sample_shows_what_happens_in_life(data):
    sent = data.submissions
    absent = sent[sent["standing"] == "missing"]
    assert set(zip(absent["year"], absent["unit_id"], strict=True)) == {
        (2017, "bca-tai-chinh"),
        (2019, "bca-quan-ly-tam-giu"),
    }
    replaced = sent[sent["standing"] == "superseded"]["path"]
    assert set(replaced) == {
        "2019/bca-donvi-5/bca-canh-sat-giao-thong.xlsx",
        "2021/bca-diaphuong-5/bca-ca-ha-tinh.xlsx",
    }
    assert {"registered", "proposed", "decided", "received"} & set(data.awards["state"]) == {
        "proposed",
        "decided",
        "received",
    }
    assert set(data.targets["kind"]) == {"at_least", "at_most", "exactly", "range", "yes_no", "by_date", "reduce_pct"}
    assert data.awards["award_code"].isna().sum() == 1
    units = {year: set(group) for year, group in sent[sent["cluster_id"] == "bca-donvi-6"].groupby("year")["unit_id"]}
    assert "bca-vien-chien-luoc" in units[2017] and "bca-khoa-hoc-lich-su" in units[2018]
    held = blocking(data.targets)
    assert {"not_met", "not_assessed"} == set(held["result"])


def test_lists_agree_with_the_counts_of_their_awards(data):
    listed = data.recipients.groupby(["unit_id", "year", "award_code", "recipient"]).size()
    counted = data.awards[data.awards["state"].isin(["decided", "received"])]
    counted = counted.groupby(["unit_id", "year", "award_code", "recipient"])["award_count"].sum()
    assert len(listed) > 0
    assert (counted.loc[listed.index] == listed).all()
