"""A folder becomes a Dataset: which submissions stand, what is missing, what is refused, what the cache keeps."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import emustats as es
from emustats import schema
from emustats.dataset.cache import code_fingerprint
from emustats.dataset.record import tables_of
from emustats.errors import SubmissionError, UsageError

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
CLUSTER = SAMPLE / "2019" / "bca-donvi-6"


@pytest.fixture
def folder(tmp_path):
    """A copy of the six workbooks of cluster 6 in 2019."""
    target = tmp_path / "received" / "2019" / "bca-donvi-6"
    shutil.copytree(CLUSTER, target)
    return tmp_path / "received"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUSTATS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EMUSTATS_PERSON_KEY", "a key for tests")


def standing(data):
    return dict(zip(data.submissions["path"].fillna(""), data.submissions["standing"], strict=True))


def test_every_table_has_the_columns_and_dtypes_of_its_schema(folder):
    data = es.load(folder)
    for name, frame in tables_of(data).items():
        table = schema.TABLES[name]
        assert list(frame.columns) == table.names
        assert [str(frame[c.name].dtype) for c in table.columns] == [c.dtype for c in table.columns], name


def test_published_totals_come_out(folder):
    data = es.load(folder)
    awards = es.tally(data.awards, by=["cluster_id"]).iloc[0]
    assert (awards["collective"], awards["individual"], awards["total"]) == (159, 442, 601)
    assert not (data.problems["severity"] == "error").any()


def test_one_changed_cell_changes_the_tally(folder):
    file = folder / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx"
    row = es.load(folder, cache=False).awards.query("unit_id == 'bca-ho-so' and award_count > 0").iloc[0]
    book = openpyxl.load_workbook(file)
    book[row["sheet"]][row["cell"]] = int(row["award_count"]) + 5
    book.save(file)
    assert int(es.tally(es.load(folder).awards, by=["cluster_id"])["total"].iloc[0]) == 606


def test_every_count_stands_in_the_cell_it_names(folder):
    data = es.load(folder)
    books = {}
    for row in data.awards.itertuples():
        path = data.submissions.set_index("submission_id")["path"][row.submission_id]
        book = books.setdefault(path, openpyxl.load_workbook(folder / path, data_only=True))
        assert book[row.sheet][row.cell].value == row.award_count


def test_bad_files_are_refused_by_name_and_the_others_load(folder):
    place = folder / "2019" / "bca-donvi-6"
    whole = (place / "bca-ho-so.xlsx").read_bytes()
    (place / "bca-ho-so.xlsx").write_bytes(whole[: len(whole) // 2])
    (place / "bca-phap-che.xlsx").write_text("STT;Danh hiệu\n1;Cờ\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["Mã hàng", "Đơn giá"])
    book.active.append(["A1", 12000])
    book.save(place / "bca-phong-trao.xlsx")
    data = es.load(folder)
    codes = data.problems[data.problems["severity"] == "error"].set_index("path")["code"]
    assert codes["2019/bca-donvi-6/bca-ho-so.xlsx"] == "file_damaged"
    assert codes["2019/bca-donvi-6/bca-phap-che.xlsx"] == "file_not_spreadsheet"
    assert codes["2019/bca-donvi-6/bca-phong-trao.xlsx"] == "form_not_recognised"
    assert (data.submissions["standing"] == "accepted").sum() == 3
    refused = data.submissions[data.submissions["standing"] == "refused"]
    assert set(refused["unit_id"]) == {"bca-ho-so", "bca-phap-che", "bca-phong-trao"}
    assert set(data.awards["unit_id"]) == {"bca-van-phong", "bca-doi-ngoai", "bca-khoa-hoc-lich-su"}


def test_a_unit_that_sent_nothing_is_missing(folder):
    (folder / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx").unlink()
    data = es.load(folder)
    lacking = data.submissions[data.submissions["standing"] == "missing"]
    assert list(lacking["unit_id"]) == ["bca-ho-so"]
    assert "submission_missing" in set(data.problems["code"])


def _later_copy(folder, as_of):
    first = folder / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx"
    later = first.with_name("ho so bo sung.xlsx")
    book = openpyxl.load_workbook(first)
    for row in book["Thông tin"].iter_rows():
        if row[0].value == "Số liệu tính đến ngày":
            row[1].value = as_of
    book.save(later)
    return later


def test_the_later_of_two_submissions_stands_and_both_stay_listed(folder):
    _later_copy(folder, "30/11/2019")
    data = es.load(folder)
    assert standing(data)["2019/bca-donvi-6/bca-ho-so.xlsx"] == "superseded"
    assert standing(data)["2019/bca-donvi-6/ho so bo sung.xlsx"] == "accepted"
    mine = data.submissions[data.submissions["unit_id"] == "bca-ho-so"].set_index("standing")["revision"]
    assert (mine["superseded"], mine["accepted"]) == (1, 2)
    assert int(es.tally(data.awards, by=["cluster_id"])["total"].iloc[0]) == 601


def test_an_earlier_date_does_not_replace(folder):
    _later_copy(folder, "01/11/2019")
    assert standing(es.load(folder))["2019/bca-donvi-6/bca-ho-so.xlsx"] == "accepted"


def test_duplicates_can_be_refused_or_all_counted(folder):
    _later_copy(folder, "30/11/2019")
    counted = es.tally(es.load(folder, on_duplicate="all").awards, by=["cluster_id"])["total"].iloc[0]
    assert counted > 601
    data = es.load(folder, on_duplicate="error")
    assert "bca-ho-so" not in set(data.awards["unit_id"])
    assert "duplicate_submission" in set(data.problems["code"])
    with pytest.raises(UsageError, match="on_duplicate"):
        es.load(folder, on_duplicate="newest")


def test_the_same_bytes_twice_count_once(folder):
    first = folder / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx"
    shutil.copy(first, first.with_name("Bao cao (1).xlsx"))
    data = es.load(folder)
    assert int(es.tally(data.awards, by=["cluster_id"])["total"].iloc[0]) == 601
    assert "duplicate_file" in set(data.problems["code"])


def test_order_and_place_of_files_do_not_matter(folder, tmp_path):
    data = es.load(folder)
    flat = tmp_path / "flat"
    flat.mkdir()
    for number, file in enumerate(sorted(folder.rglob("*.xlsx"), reverse=True)):
        shutil.copy(file, flat / f"{number:02d}.xlsx")
    again = es.load(flat)
    by = ["unit_id", "award_code", "recipient"]
    pd.testing.assert_frame_equal(es.tally(data.awards, by=by[:2]), es.tally(again.awards, by=by[:2]))


def test_the_cache_gives_the_same_and_notices_a_change(folder):
    first = es.load(folder)
    second = es.load(folder)
    anew = es.load(folder, cache=False)
    for name, frame in tables_of(first).items():
        pd.testing.assert_frame_equal(frame, tables_of(second)[name])
        pd.testing.assert_frame_equal(frame, tables_of(anew)[name])
    (folder / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx").unlink()
    assert "bca-ho-so" not in set(es.load(folder).awards["unit_id"])


def test_submissions_are_never_written(folder):
    before = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*.xlsx")}
    es.load(folder)
    assert before == {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*.xlsx")}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("text.py", True),
        ("reading/fonts/decode.py", True),
        ("reading/workbook/identity.py", True),
        ("reading/tables/new_reader.py", True),
        ("reference/names.py", True),
        ("reference/problem_codes.csv", True),
        ("dataset/settle.py", True),
        ("charts/awards.py", False),
    ],
)
def test_readings_are_kept_under_the_code_that_made_them(tmp_path, name, counts):
    package = tmp_path / "emustats"
    shutil.copytree(Path(es.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = code_fingerprint(package)
    assert before == code_fingerprint(Path(es.__file__).parent)
    with (package / name).open("a", encoding="utf-8") as file:
        file.write("# touched\n")
    assert (code_fingerprint(package) != before) is counts


def test_every_module_that_reading_uses_is_in_the_key_of_the_cache(tmp_path):
    package = tmp_path / "emustats"
    shutil.copytree(Path(es.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import sys, emustats.reading.sandbox.batch as b\nprint(*(m for m in sys.modules if m.startswith('emustats.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    before = code_fingerprint(package)
    for module in loaded:
        file = package / module.partition(".")[2].replace(".", "/")
        file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        file.write_text(file.read_text(encoding="utf-8") + "# touched\n", encoding="utf-8")
        now = code_fingerprint(package)
        assert now != before, module
        before = now


def test_names_stay_out_unless_asked_for_and_out_of_the_cache(folder, tmp_path):
    data = es.load(folder)
    assert "name" not in data.recipients.columns
    with_names = es.load(folder, keep_names=True)
    names = [name for name in with_names.recipients["name"] if len(name) > 5]
    assert names
    kept = b"".join(file.read_bytes() for file in (tmp_path / "cache").rglob("*.parquet"))
    assert kept and not any(name.encode() in kept for name in names)
    frames = [frame.to_csv() for table, frame in tables_of(data).items()]
    assert not any(name in text for name in names for text in frames)


def test_an_empty_folder_and_a_missing_one(tmp_path):
    (tmp_path / "empty").mkdir()
    data = es.load(tmp_path / "empty")
    assert data.submissions.empty and data.awards.empty and data.problems.empty
    with pytest.raises(UsageError, match="Không tìm thấy"):
        es.load(tmp_path / "nowhere")


def test_read_submission_keeps_rows_of_an_unknown_unit(tmp_path):
    book = openpyxl.load_workbook(CLUSTER / "bca-ho-so.xlsx")
    for row in book["Thông tin"].iter_rows():
        if row[0].value in ("Đơn vị", "Mã đơn vị"):
            row[1].value = "Cục Không Có Thật"
    for sheet in book:
        for row in sheet.iter_rows(max_row=8):
            for cell in row:
                if isinstance(cell.value, str) and "HỒ SƠ" in cell.value.upper():
                    cell.value = None
    file = tmp_path / "unit.xlsx"
    book.save(file)
    read = es.read_submission(file)
    assert len(read.awards) and read.awards["unit_id"].isna().all()
    assert "unit_unknown" in set(read.problems["code"])
    data = es.load(tmp_path)
    assert standing(data)["unit.xlsx"] == "refused" and data.awards.empty


def test_read_submission_refuses_with_the_cause(tmp_path):
    file = tmp_path / "unit.xlsx"
    file.write_bytes(b"")
    with pytest.raises(SubmissionError) as caught:
        es.read_submission(file)
    assert caught.value.code == "file_empty" and "unit.xlsx" in str(caught.value)


def test_load_works_from_a_script_without_a_main_guard(folder, tmp_path):
    script = tmp_path / "count.py"
    script.write_text(
        f"import emustats as es\nprint(es.load({str(folder)!r}, cache=False).awards['award_count'].sum())\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 601


def test_a_fault_of_ours_blames_neither_the_file_nor_the_others(monkeypatch):
    from emustats.reading.sandbox import batch
    from emustats.reading.workbook.submission import Settings
    from emustats.reference import load as load_reference

    def broken(data, path, settings):
        raise KeyError("a cell's text must not be told")

    monkeypatch.setattr(batch, "read_workbook", broken)
    reading = batch.read_file(CLUSTER / "bca-ho-so.xlsx", "bca-ho-so.xlsx", Settings(load_reference(), b"key", False))
    assert reading.refusal == "program_fault"
    assert "KeyError" in reading.problems[0]["message_vi"] and "told" not in str(reading.problems)
