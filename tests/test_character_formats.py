"""What the eye sees in a cell: raised footnote marks, struck-out figures, scaled numbers, figures beneath a merge."""

from __future__ import annotations

import io

import hostile
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from emustats.reading.cells.looks import Run, read_runs, rescaled, without_noise, without_typed_marks
from emustats.reading.cells.read import read_cells, read_cells_exact
from emustats.reading.sheet.grid import Grid, make_grid, text_of
from emustats.reading.tables.readout import Readout, counts_at, new_readout
from emustats.reading.workbook.cell_formats import note_cell_formats

RAISED, STRUCK, PLAIN = InlineFont(vertAlign="superscript"), InlineFont(strike=True), InlineFont()


def workbook(change) -> bytes:
    """A workbook of one sheet, changed by a function of its worksheet."""
    book = openpyxl.Workbook()
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def grid_of(data: bytes) -> Grid:
    """The grid, both readers agreeing where there are two."""
    sheet = read_cells(data)[0]
    assert sheet == read_cells_exact(data)[0]
    return make_grid(sheet)


def noted(grid: Grid) -> Readout:
    out = new_readout()
    note_cell_formats(out, grid, has_tables=True)
    return out


def told(out: Readout) -> list[tuple[str, str, str | None]]:
    return [(found["code"], found["cell"], found["value"]) for found in out.problems]


def rich(*pieces: tuple[str, InlineFont] | str) -> CellRichText:
    return CellRichText(*(piece if isinstance(piece, str) else TextBlock(piece[1], piece[0]) for piece in pieces))


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((("30", PLAIN), ("1", RAISED)), "30"),
        ((("28", STRUCK), ("30", PLAIN)), "30"),
        (("Cá nhân", ("(2)", RAISED)), "Cá nhân"),
        ((("30", PLAIN), ("1", RAISED), (" đ/c", PLAIN)), "30 đ/c"),
        (("5 km", ("2", RAISED)), "5 km2"),
        (("2 x 10", ("3", RAISED)), "2 x 103"),
        ((("1", RAISED), "/2"), "1/2"),
        ((("30", RAISED),), "30"),
        (("30", (" (ước)", RAISED)), "30 (ước)"),
    ],
)
def test_what_a_text_of_several_formats_says(pieces: tuple, text: str):
    grid = grid_of(workbook(lambda sheet: sheet.__setitem__("B2", rich(*pieces))))
    assert text_of(grid, 1, 1) == text


def test_a_dropped_mark_is_a_fix_that_names_both_texts():
    grid = grid_of(workbook(lambda sheet: sheet.__setitem__("B2", rich("30", ("1", RAISED)))))
    out = noted(grid)
    assert [tuple(row) for row in out.fixes] == [("superscript_dropped", "Sheet", "B2", "301", "30")]
    assert not out.problems


def test_a_figure_struck_out_as_a_whole_is_told_and_not_seen():
    def change(sheet):
        for row, value in ((1, 9), (2, "9"), (3, rich(("9", STRUCK)))):
            sheet.cell(row, 1).value = value
            sheet.cell(row, 1).font = Font(strike=True)
        sheet["B1"] = 4

    grid = grid_of(workbook(change))
    out = noted(grid)
    assert list(grid.at) == [(0, 1)] and list(grid.by_row) == [0]
    assert told(out) == [("cell_struck_out", cell, "9") for cell in ("A1", "A2", "A3")]
    assert out.fates["Sheet", 0, 0][:2] == ("set_aside", "struck_out")


def test_a_piece_that_is_not_struck_stays_in_a_struck_cell():
    def change(sheet):
        sheet["A1"] = rich("28", ("30", PLAIN))
        sheet["A1"].font = Font(strike=True)

    grid = grid_of(workbook(change))
    assert text_of(grid, 0, 0) in ("30", "2830")  # openpyxl writes a first run without properties of its own


def test_a_struck_line_of_words_is_told_once_without_its_words():
    def change(sheet):
        for column, value in enumerate(("Nguyễn Văn A", "Đội trưởng"), 1):
            sheet.cell(1, column, value).font = Font(strike=True)
        sheet["A2"] = "Lê Thị B"

    out = noted(grid_of(workbook(change)))
    assert told(out) == [("cell_struck_out", "A1", None)]
    assert "Nguyễn" not in out.problems[0]["message_vi"]


@pytest.mark.parametrize("text", ["30¹", "30²", "30⁽¹⁾"])
def test_raised_characters_after_a_digit_are_footnote_marks(text: str):
    grid = grid_of(workbook(lambda sheet: sheet.__setitem__("A1", text)))
    assert text_of(grid, 0, 0) == "30" and noted(grid).fixes[0].rule == "superscript_dropped"
    assert counts_at(grid, 0)[0].value == 30


@pytest.mark.parametrize("text", ["12 km²", "5 x 10³", "2¹/₂", "m³"])
def test_raised_characters_that_belong_to_a_measure_stay(text: str):
    assert without_typed_marks(text) == text


@pytest.mark.parametrize(
    ("value", "code", "shown", "words"),
    [
        (96000, "#,##0,", 96, "96"),
        (1.6e9, "#,##0,,", 1600, "1600"),
        (1234567, "#,##0,", None, "1235"),
        (1500, "0.0,", 1.5, "1.5"),
        (5, '0"0"', None, '0"0"'),
        (2500, "[>=1000]0.0,;0", 2.5, "2.5"),
    ],
)
def test_a_number_shown_as_another_is_an_error_naming_both(value: float, code: str, shown: float | None, words: str):
    def change(sheet):
        sheet["A1"] = value
        sheet["A1"].number_format = code

    grid = grid_of(workbook(change))
    out = noted(grid)
    assert told(out) == [("format_scaled", "A1", f"{value:.15g}")] and words in out.problems[0]["message_vi"]
    assert ((0, 0) in grid.at) == (shown is not None)
    assert shown is None or grid.values[0] == shown


@pytest.mark.parametrize("code", ["#,##0", "#,##0.00", '0" lượt"', '0"%"', "[>=1000]0.0,;0", "00", "0_);(0)", "@"])
def test_usual_formats_change_nothing(code: str):
    assert rescaled(12.0, code) is None


@pytest.mark.parametrize(
    ("stored", "read"), [(10.999999999999998, 11.0), (96.00000000000001, 96.0), (0.3, None), (2.5, None)]
)
def test_a_hair_beside_a_whole_number_is_that_number(stored: float, read: float | None):
    grid = grid_of(workbook(lambda sheet: sheet.__setitem__("A1", stored)))
    assert grid.values[0] == (stored if read is None else read) == without_noise(stored)


def test_letters_for_digits_make_no_number():
    for text in ("3O", "l2", "1O", "10l", "2O đ/c"):
        grid = grid_of(workbook(lambda sheet, text=text: sheet.__setitem__("A1", text)))
        assert counts_at(grid, 0)[0].problem == "count_not_number", text


def test_a_figure_beneath_a_merge_is_an_error_and_not_seen():
    cells = '<row r="1"><c r="A1"><v>4</v></c></row><row r="2"><c r="A2"><v>5</v></c></row><row r="3"><c r="A3"><v>4</v></c></row>'
    merged = f'<worksheet xmlns="{hostile.MAIN}"><sheetData>{cells}</sheetData><mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells></worksheet>'
    grid = grid_of(hostile.xlsx(sheet=merged))
    out = noted(grid)
    assert list(grid.at) == [(0, 0)]
    assert told(out) == [("value_under_merge", "A2", "5.0")] and "A1:A3" in out.problems[0]["message_vi"]
    assert [fate[:2] for fate in out.fates.values()] == [("not_read", "under_merge"), ("set_aside", "repeated")]


ODS_STYLES = (
    '<style:style style:name="sup" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="old" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="kept" style:family="table-cell" style:parent-style-name="gone">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    '<number:number-style style:name="N1"><number:number number:decimal-places="0" number:display-factor="1000"/></number:number-style>'
    '<style:style style:name="thousands" style:family="table-cell" style:data-style-name="N1"/>'
)


def ods_cell(inner: str, style: str = "", number: str = "") -> str:
    name = f' table:style-name="{style}"' if style else ""
    kind = f'office:value-type="float" office:value="{number}"' if number else 'office:value-type="string"'
    return f"<table:table-cell{name} {kind}><text:p>{inner}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (ods_cell('30<text:span text:style-name="sup">1</text:span>'), "30", None),
        (ods_cell('<text:span text:style-name="old">28</text:span>30'), "30", None),
        (ods_cell("9", "gone", "9"), None, "cell_struck_out"),
        (ods_cell('<text:span text:style-name="old">9</text:span>', "", "9"), None, "cell_struck_out"),
        (ods_cell("9", "kept", "9"), 9.0, None),
        (ods_cell("96", "thousands", "96000"), 96.0, "format_scaled"),
    ],
)
def test_the_formats_of_an_ods(cell: str, value: object, code: str | None):
    data = hostile.ods(f"<table:table-row>{cell}</table:table-row>", styles=ODS_STYLES)
    grid = make_grid(read_cells(data)[0])
    out = noted(grid)
    seen = grid.texts[0] if grid.texts[0] is not None else grid.values[0]
    assert (seen if (0, 0) in grid.at else None) == value
    assert [found["code"] for found in out.problems] == ([code] if code else [])


def test_a_struck_part_between_paragraphs_keeps_the_others():
    runs = [Run("28", "struck"), Run("\n", "cell"), Run("30", "cell")]
    assert read_runs(runs)[0].strip() == "30"
