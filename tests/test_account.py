"""The account of a workbook: every filled cell one fate, counted cells and rows the same, no number lost unsaid."""

import functools
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

import emustats as es
from emustats import schema
from emustats.cli import main
from emustats.commands.account import account_line
from emustats.reading.sheet.grid import address, place_of
from emustats.reading.workbook.account import MASK
from emustats.reading.workbook.submission import read_workbook
from tests.builders import PATH, framed, standard_awards, standard_cover
from tests.builders_lists import listed
from tests.families import FAMILIES, LIST_TITLE
from tests.reading_truth import settings
from tests.sheets import Sheet, by_xlsxwriter, drawn

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
TITLE = ["TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019"]
BT = "Bằng khen của Bộ trưởng Bộ Công an"
TABLE = [TITLE, HEAD, [1, BT, 2, 3], [2, "Đơn vị quyết thắng", 1, None], ["Tổng cộng", None, 3, 3]]


def read(book: list[Sheet]):
    return read_workbook(by_xlsxwriter(book), PATH, settings()._replace(account=True))


@functools.cache
def family(name: str):
    make, own = FAMILIES[name]
    return read([framed(make(), **own)])


def fates(reading, sheet: str | None = None) -> dict[str, tuple]:
    return {cell.cell: (cell.fate, cell.reason) for cell in reading.cells if sheet in (None, cell.sheet)}


def told(reading) -> list[tuple]:
    return [(found["cell"], found["sheet"]) for found in reading.problems if found["code"] == "numbers_not_read"]


def named_cells(reading) -> dict[tuple, set]:
    """Each cell that a row names, with the numbers taken from it."""
    found: dict[tuple, set] = {}
    for row in reading.rows["awards"]:
        found.setdefault((row.sheet, row.cell), set()).add(row.award_count)
    for row in reading.rows["recipients"]:
        found.setdefault((row.sheet, row.cell), set())
    for row in reading.rows["targets"]:
        for cell, value in ((row.cell, row.actual), (row.planned_cell, row.planned)):
            found.setdefault((row.sheet, cell), set()).add(value)
        found.setdefault((row.sheet, row.planned_adjusted_cell), set()).add(row.planned_adjusted)
    for row in reading.rows["scores"]:
        cells = (row.cell, row.self_points), (row.max_cell, row.max_points), (row.cross_cell, row.cross_points)
        for cell, value in (*cells, (row.cluster_cell, row.cluster_points)):
            found.setdefault((row.sheet, cell), set()).add(value)
    for row in reading.rows["nominations"]:
        found.setdefault((row.sheet, row.cell), set()).add(row.nominated_count)
        found.setdefault((row.sheet, row.votes_cell), set()).add(row.votes)
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_conservation(name):
    """The counted cells and the rows of the tidy tables are the same set, with the same numbers."""
    reading = family(name)
    named = named_cells(reading)
    filled = {(cell.sheet, cell.cell): cell for cell in reading.cells}
    counted = {place for place, cell in filled.items() if cell.fate == "counted"}
    assert counted == {place for place in named if place in filled}
    for place in counted:
        text = filled[place].text
        if text.isdecimal():
            assert any(value in (int(text), int(text) / 100) for value in named[place]), (place, text, named[place])


@pytest.mark.parametrize("name", FAMILIES)
def test_every_cell_of_every_family_has_one_fate_and_no_number_is_unread(name):
    reading = family(name)
    make, own = FAMILIES[name]
    sheet = framed(make(), **own)
    places = {address(*place) for place, value in sheet.cells.items() if str(value).strip()}
    assert Counter(cell.cell for cell in reading.cells) == Counter(places)
    assert {cell.fate for cell in reading.cells} <= set(schema.FATES)
    assert reading.numbers[schema.FATES.index("not_read")] == 0
    assert told(reading) == []


def test_no_number_of_the_sample_is_unread():
    numbers = Counter()
    for file in sorted(SAMPLE.rglob("*.xlsx")):
        reading = read_workbook(file.read_bytes(), file.relative_to(SAMPLE).as_posix(), settings())
        assert told(reading) == [], file
        numbers.update(dict(zip(schema.FATES, reading.numbers, strict=True)))
    assert numbers["counted"] > 4000
    assert numbers["not_read"] == 0


def test_the_fates_of_a_plain_table():
    found = fates(read([drawn("Biểu 1", TABLE)]))
    assert found["C3"] == found["D3"] == found["C4"] == ("counted", None)
    assert found["C5"] == found["D5"] == ("checked", "total")
    assert found["A3"] == ("set_aside", "ordinal")
    assert found["B3"] == found["C2"] == ("fact", "label")
    assert found["A1"] == ("fact", "identity")


def test_the_line_that_names_unit_year_or_day_is_a_fact_of_the_rows():
    lines = [["Cục Đối ngoại"], ["KẾT QUẢ KHEN THƯỞNG NĂM 2019"], ["(Số liệu tính đến ngày 21/11/2019)"], ["Mẫu số 1"]]
    found = fates(read([drawn("Biểu 1", [*lines, *TABLE])]))
    assert found["A1"] == found["A2"] == found["A3"] == ("fact", "identity")
    assert found["A4"] == ("set_aside", "title")


def test_a_row_number_leads_to_the_row_that_a_cell_feeds():
    reading = read([drawn("Biểu 1", TABLE)])
    fed = [cell for cell in reading.cells if cell.row is not None]
    assert {cell.fate for cell in fed} == {"counted"}
    for cell in fed:
        row = reading.rows[cell.table][cell.row]
        assert (row.sheet, row.cell, row.text) == (cell.sheet, cell.cell, cell.text)


def test_a_block_that_nobody_reads_is_one_warning_with_its_range():
    beside = [[*row, None, None, *extra] for row, extra in zip(TABLE, ([], [], [7, 8], [9, None], []), strict=True)]
    far = [*beside, *[[] for _ in range(6)], [*[None] * 9, 41], [*[None] * 9, 42]]
    reading = read([drawn("Biểu 1", far)])
    assert told(reading) == [("J12:J13", "Biểu 1")]
    strips = [found["cell"] for found in reading.problems if found["code"] == "column_without_label"]
    assert strips == ["G3:H4"]
    said = [found["message_vi"] for found in reading.problems if found["code"] == "numbers_not_read"]
    assert said[0].startswith("Trang “Biểu 1”, ô J12:J13: 2 con số")
    assert reading.numbers[schema.FATES.index("not_read")] == 5


def test_a_block_that_a_finding_speaks_of_already_is_not_told_again():
    both = [
        TITLE,
        ["STT", "Hình thức khen thưởng", "Năm 2017", "Năm 2018"],
        [1, BT, 2, 3],
        [2, "Đơn vị quyết thắng", 1, 4],
    ]
    reading = read([drawn("Biểu 1", TABLE), drawn("Các năm", both)])
    assert "years_unclear" in {found["code"] for found in reading.problems}
    assert told(reading) == []
    assert fates(reading, "Các năm")["C3"] == ("not_read", "years_unclear")


def test_numbers_that_are_plainly_no_figures_are_set_aside():
    rows = [
        ["Năm", 2019],
        ["Số điện thoại", "0912 345 678"],
        [],
        *TABLE,
        ["Người lập biểu"],
        [None, 12, "Nguyễn Văn A"],
    ]
    notes = drawn("Nhận xét", [["Nhận xét"], [1, "Phong trào thi đua sôi nổi"], [2, "Cần đẩy mạnh tuyên truyền"]])
    reading = read([drawn("Biểu 1", rows), notes])
    assert told(reading) == []
    assert fates(reading, "Nhận xét")["A2"] == fates(reading, "Nhận xét")["A3"] == ("set_aside", "ordinal")
    assert fates(reading, "Biểu 1")["B1"] == ("set_aside", "date")


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (drawn("Biểu 2", TABLE, state="hidden"), "hidden_sheet"),
        (drawn("Hướng dẫn", TABLE), "sheet_ignored"),
    ],
)
def test_sheets_that_do_not_count_are_set_aside_as_a_whole(sheet, reason):
    reading = read([drawn("Biểu 1", TABLE), sheet])
    assert set(fates(reading, sheet.name).values()) == {("set_aside", reason)}
    assert told(reading) == []


def test_a_workbook_about_something_else_gets_no_warnings_about_its_numbers():
    reading = read([drawn("Kho", [["Mã hàng", "Đơn giá", "Số lượng"], ["A1", 12000, 3], ["A2", 8000, 5]])])
    assert reading.refusal == "form_not_recognised"
    assert told(reading) == []
    assert reading.numbers[schema.FATES.index("not_read")] == 4


def test_a_repeated_table_is_not_counted():
    reading = read([drawn("Biểu 1", TABLE), drawn("Biểu 2", TABLE)])
    assert {fates(reading, name)["C3"] for name in ("Biểu 1", "Biểu 2")} == {
        ("counted", None),
        ("set_aside", "repeated"),
    }
    assert told(reading) == []


def test_names_of_people_are_masked():
    sheet = framed(listed("standard"), **LIST_TITLE)
    for reading in (read([sheet]), read([drawn("Biểu 1", TABLE), Sheet("DS ẩn", "hidden", sheet.cells, sheet.merges)])):
        texts = [cell.text for cell in reading.cells]
        held = [str(sheet.cells[place_of(cell.cell)]) for cell in reading.cells if cell.text == MASK]
        assert MASK in texts
        assert any("Nguyễn" in text or "Trần" in text or "Lê" in text for text in held)
        assert not any("Nguyễn Văn" in text for text in texts)


def test_a_signature_is_masked():
    reading = read([drawn("Biểu 1", [*TABLE, ["Người lập biểu"], [], ["Trần Thị B"]])])
    assert [cell.text for cell in reading.cells if cell.cell in ("A6", "A8")] == [MASK, MASK]


def test_the_frame_of_cells_and_the_numbers_of_a_submission(tmp_path):
    file = tmp_path / "bca-van-phong.xlsx"
    file.write_bytes(by_xlsxwriter([standard_cover(), drawn("Biểu 1", [*TABLE, [], [], [], [*[None] * 9, 77]])]))
    read = es.read_submission(file)
    assert [*read.cells.columns] == schema.CELLS.names
    assert [str(dtype) for dtype in read.cells.dtypes] == [column.dtype for column in schema.CELLS.columns]
    sent = read.submissions.iloc[0]
    assert sent["numbers"] == sum(read.account.values())
    assert sent["numbers_not_read"] == read.account["not_read"] == 1
    assert read.awards.loc[read.cells.query("cell == 'D3' and sheet == 'Biểu 1'")["row"].iloc[0], "award_count"] == 3
    data = es.load(tmp_path, cache=False)
    assert data.account == read.account
    assert data.submissions.loc[data.submissions["path"].eq(file.name), "numbers"].tolist() == [sent["numbers"]]


def test_the_cache_keeps_the_account(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUSTATS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "nop"
    folder.mkdir()
    (folder / "bca-van-phong.xlsx").write_bytes(by_xlsxwriter([standard_cover(), standard_awards()]))
    first, second = es.load(folder), es.load(folder)
    assert first.account == second.account
    assert sum(first.account.values()) > 0
    assert first.submissions.equals(second.submissions)


def test_the_line_of_the_account_adds_up():
    line = account_line({"counted": 1100, "checked": 80, "fact": 0, "set_aside": 24, "not_read": 0}, "vi")
    assert line == "1.204 số: 1.100 đã tính, 80 đã đối chiếu, 0 đã dùng, 24 để riêng, 0 chưa đọc."


def test_check_prints_the_account(capsys):
    file = SAMPLE / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx"
    assert main(["check", str(file), "--cells"]) == 0
    printed = capsys.readouterr().out
    assert "Khen thưởng" in printed
    assert "Để riêng" in printed
    assert printed.rstrip().splitlines()[-1].endswith("0 chưa đọc.")


def test_the_marked_copy_shows_fates_with_a_legend(tmp_path):
    file = tmp_path / "bca-van-phong.xlsx"
    file.write_bytes(by_xlsxwriter([standard_cover(), drawn("Biểu 1", [*TABLE, [], [], [], [*[None] * 9, 77]])]))
    main(["check", str(file), "--cells", "--annotate", str(tmp_path / "out")])
    book = openpyxl.load_workbook(tmp_path / "out" / file.name)
    colours = {cell: book["Biểu 1"][cell].fill.fgColor.rgb for cell in ("C3", "C5", "A3", "J9")}
    assert colours == {"C3": "FFE2F0D9", "C5": "FFDEEAF6", "A3": "FFEDEDED", "J9": "FFFFE699"}
    assert book["Biểu 1"]["C3"].value == 2
    legend = [row[1].value for row in book["Phát hiện"].iter_rows() if row[1].fill.fgColor.rgb == "FFE2F0D9"]
    assert legend == ["Đã tính"]
