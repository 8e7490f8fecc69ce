"""The second witness: counted cells read again by another program, and a difference is an error that names both."""

import datetime as dt
import json
from pathlib import Path

import pytest

import emustats as es
from emustats.cli import main
from emustats.dataset.verify import expectations, verify
from emustats.reading.cells.witness import read_witness
from emustats.reading.sandbox.verify import Expected, agrees, verify_batch
from emustats.review.corrections import COLUMNS
from tests.builders import framed, standard_awards, standard_cover
from tests.families import FAMILIES
from tests.sheets import Percent, Sheet, by_odfpy, by_openpyxl, by_xlsxwriter, drawn

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
FILE = SAMPLE / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx"
FOREIGN = Path(__file__).parent / "foreign"


def family(name: str) -> Sheet:
    make, own = FAMILIES[name]
    return framed(make(), **own)


@pytest.fixture
def folder(tmp_path):
    """One workbook of all kinds of tables."""
    kinds = ("standard form", "targets, grouped header", "scores", "nominations", "list")
    sheets = [standard_cover(), *map(family, kinds)]
    for number, sheet in enumerate(sheets):
        sheet.name = sheet.name if number == 0 else f"Biểu {number}"
    return tmp_path, sheets


@pytest.mark.parametrize(("write", "suffix"), [(by_xlsxwriter, "xlsx"), (by_openpyxl, "xlsx"), (by_odfpy, "ods")])
def test_both_readers_agree(folder, write, suffix):
    place, sheets = folder
    (place / f"bca-van-phong.{suffix}").write_bytes(write(sheets))
    data = es.load(place, cache=False)
    seen = verify(data, place)
    assert seen.problems.empty, seen.problems["message_vi"].tolist()
    assert seen.without == ()
    assert seen.cells == sum(len(cells) for cells in expectations(data).values())
    assert seen.cells >= len(data.awards) - len(data.recipients) + 4 * len(data.scores)


def test_a_difference_is_an_error_that_names_both_readings():
    row = es.read_submission(FILE).awards.query("award_count > 0").iloc[0]
    wrong = Expected(row["sheet"], row["cell"], str(row["award_count"] + 1), (row["award_count"] + 1,))
    right = Expected(row["sheet"], row["cell"], row["text"], (row["award_count"],))
    (seen,) = verify_batch([(0, str(FILE), (right, wrong))], None)
    assert seen.cells == 2
    text = str(row["award_count"])
    assert seen.differing == ((row["sheet"], row["cell"], str(row["award_count"] + 1), text),)


def test_check_verify_compares_every_cell_and_fails_on_a_difference(monkeypatch, capsys):
    assert main(["check", str(FILE), "--verify"]) == 0
    assert "ô, 0 ô khác." in capsys.readouterr().out
    real = es.read_submission

    def misread(path, **named):
        read = real(path, **named)
        read.awards.loc[read.awards.index[0], ["text", "award_count"]] = ["999", 999]
        return read

    monkeypatch.setattr(es, "read_submission", misread)
    assert main(["check", str(FILE), "--verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (found,) = [found for found in told["problems"] if found["severity"] == "error"]
    assert found["code"] == "verify_differs"
    assert "999" in found["message_vi"]
    assert told["verified"] > 50


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("5", (5.0,), 5), ("05", (5.0,), "05"), ("3 TT, 4 CN", (), "3 TT, 4 CN"), ("95%", (95.0,), 0.95),
        ("0.95", (95.0,), 0.95), ("8.5", (8.5,), 8.5), ("21/11/2019", (), dt.datetime(2019, 11, 21)),
        ("2019-11-21", (), "2019-11-21"), ("TRUE", (1.0,), True), ("Bằng khen", (), "B»ng khen"), ("=SUM(A1:A2)", (), None),
        (None, (7.0,), "7/9 phiếu"), (None, (10.0,), 10),
    ],
)  # fmt: skip
def test_what_agrees(text, values, value):
    assert agrees(Expected("S", "A1", text, values), value)


@pytest.mark.parametrize(
    ("text", "values", "value"),
    [
        ("5", (5.0,), 6), ("5", (6.0,), 5), ("5", (5.0,), None), ("05", (6.0,), "05"), ("3 TT", (), "4 TT"),
        ("95%", (95.0,), 0.94), (None, (10.0,), 9), (None, (), None), ("21/11/2019", (), dt.datetime(2019, 11, 20)),
    ],
)  # fmt: skip
def test_what_differs(text, values, value):
    assert not agrees(Expected("S", "A1", text, values), value)


def test_a_repaired_cell_agrees_with_what_stood_there_before():
    assert agrees(Expected("S", "A1", "30", (), ("301",)), "301")


def test_the_witness_of_each_format(tmp_path):
    sheet = drawn("Biểu 1", [["a", 5, 2.5], [None, "đỏ", Percent(0.25)]])
    wanted = {"Biểu 1": {(0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (9, 9)}}
    held = {(0, 1): 5, (0, 2): 2.5, (1, 1): "đỏ", (1, 2): 0.25}
    for write in (by_xlsxwriter, by_openpyxl, by_odfpy):
        assert read_witness(write([sheet]), wanted) == {"Biểu 1": held}


def test_a_format_without_a_second_reader_is_said(tmp_path):
    file = next(iter(sorted(FOREIGN.rglob("*.xlsb"))))
    assert read_witness(file.read_bytes(), {}) is None
    (seen,) = verify_batch([(0, str(file), ())], None)
    assert (seen.cells, seen.reason) == (0, ".xlsb")


def test_a_whole_folder_is_verified(tmp_path, capsys):
    for name in ("bca-van-phong", "bca-ho-so"):
        (tmp_path / f"{name}.xlsx").write_bytes(by_xlsxwriter([standard_awards()]))
    (tmp_path / "hong.xlsx").write_bytes(b"PK")
    main(["check", str(tmp_path), "--verify", "--no-cache"])
    assert "0 ô khác" in capsys.readouterr().out


def test_a_number_corrected_by_hand_is_compared_as_the_file_holds_it(tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    (folder / "bca-van-phong.xlsx").write_bytes(FILE.read_bytes())
    row = es.read_submission(FILE).awards.query("award_count > 0").iloc[0]
    cells = {"id": "c1", "action": "correct", "path": FILE.name, "sheet": row["sheet"], "cell": row["cell"]}
    cells |= {
        "expects": row["award_count"],
        "value": row["award_count"] + 1,
        "reason": "x",
        "who": "y",
        "date": "2019-12-01",
    }
    lines = [COLUMNS, [str(cells.get(name, "")) for name in COLUMNS]]
    text = "\n".join(",".join(line) for line in lines)
    (tmp_path / "corrections.csv").write_text(f"{text}\n", encoding="utf-8")
    data = es.load(folder, cache=False)
    assert data.fixes["rule"].eq("correction:c1").any()
    place = (row["submission_id"], row["sheet"], row["cell"])
    (expected,) = [each for each in expectations(data)[place[0]] if each[:2] == place[1:]]
    assert expected.values == (float(row["award_count"]),)
    assert verify(data, folder).problems.empty
