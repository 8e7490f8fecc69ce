"""The sample is what its script writes, adds up to the published totals, and says that it is illustrative."""

import importlib
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

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
        book = openpyxl.load_workbook(path)
        for page in book:
            if page.sheet_state == "visible" and page.title != "Hướng dẫn":
                texts = [cell.value for row in page.iter_rows(max_row=6) for cell in row if isinstance(cell.value, str)]
                assert any("SỐ LIỆU MINH HỌA" in text for text in texts), (path, page.title)


def test_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 1.5 * (1 << 20)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (7, [5, 0, 2], [5, 0, 2]), (0, [1, 2], [0, 0]), (1, [0.4, 0.6], [0, 1])],
)
def test_parts_add_up_to_the_total(script, total, weights, parts):
    assert script.apportion(total, weights) == parts
