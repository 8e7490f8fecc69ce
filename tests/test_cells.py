"""Cells of every format: nothing lost, nothing shifted, both .xlsx readers of one mind, openpyxl as the oracle."""

from __future__ import annotations

import datetime as dt
import io
import random
import shutil
import struct
import subprocess
from pathlib import Path

import hostile
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emustats.errors import SubmissionError
from emustats.messages import problem_codes
from emustats.reading.cells import read as cells
from emustats.reading.cells.formats import format_kind, from_iso, from_serial
from emustats.reading.cells.read import Sheet, read_cells, read_cells_exact

T, N = "t", "n"
FOREIGN = Path(__file__).parent / "foreign"


def found(sheet: Sheet) -> list[tuple]:
    return list(zip(sheet.rows, sheet.columns, sheet.values, sheet.kinds, strict=True))


def only(data: bytes) -> Sheet:
    """The one sheet of a workbook, read by both readers."""
    sheets = read_cells(data)
    assert sheets == read_cells_exact(data)
    (sheet,) = sheets
    return sheet


def row(cells_xml: str, number: int = 1) -> str:
    return f'<row r="{number}">{cells_xml}</row>'


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="B1"><v>5</v></c>', [(0, 1, 5.0, N)]),
        ('<c r="A1" t="n"><v>-1.5E3</v></c>', [(0, 0, -1500.0, N)]),
        ('<c r="A1" t="str"><v>a &amp; b&#x1EA1;</v></c>', [(0, 0, "a & bạ", T)]),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', [(0, 0, " x ", T)]),
        ('<c r="A1" t="inlineStr"><is><r><t>đ</t></r><r><t>ỏ</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>', [(0, 0, "đỏ", T)]),
        ('<c r="A1" t="inlineStr"><is><t>a_x000A_b_x005F_x000D_</t></is></c>', [(0, 0, "a\nb_x000D_", T)]),
        ('<c r="A1" t="inlineStr"><is><t>a\r\nb</t></is></c>', [(0, 0, "a\nb", T)]),
        ('<c r="A1" t="inlineStr"><is><t/></is></c><c r="B1"><v>1</v></c>', [(0, 1, 1.0, N)]),
        ('<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>', [(0, 0, True, "b"), (0, 1, False, "b")]),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', [(0, 0, "#DIV/0!", "e")]),
        ('<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>', [(0, 0, "#N/A", "e")]),
        ('<c r="A1" t="d"><v>2019-11-21</v></c>', [(0, 0, dt.date(2019, 11, 21), "d")]),
        ('<c r="A1" t="d"><v>2019-11-21T08:30:00Z</v></c>', [(0, 0, dt.datetime(2019, 11, 21, 8, 30), "d")]),
        ('<c r="A1"><f>B1*2</f><v>4</v></c>', [(0, 0, 4.0, N)]),
        ('<c r="A1"><f>B1&gt;2</f></c>', [(0, 0, "B1>2", "u")]),
        ('<c r="A1"><f>B1*2</f><v></v></c>', [(0, 0, "B1*2", "u")]),
        ('<c r="A1"><f>B1*2</f><v/></c>', [(0, 0, "B1*2", "u")]),
        ('<c r="A1"><f t="shared" si="0"/></c>', [(0, 0, "", "u")]),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v></v></c><c r="B1"><v>1</v></c>', [(0, 1, 1.0, N)]),
        ('<c r="A1" t="str"><f>B1</f></c>', [(0, 0, "B1", "u")]),
        ('<c r="A1" t="str"><f>B1</f><v>có</v></c>', [(0, 0, "có", T)]),
        ('<c r="A1" s="3"/><c r="B1" s="3"></c><c r="C1"><v>1</v></c>', [(0, 2, 1.0, N)]),
        # What the fast reader leaves to the exact one.
        ('<c><v>1</v></c><c><v>2</v></c>', [(0, 0, 1.0, N), (0, 1, 2.0, N)]),
        ('<c r="C1"><v>1</v></c><c><v>2</v></c>', [(0, 2, 1.0, N), (0, 3, 2.0, N)]),
        ("<c t='n' r='A1'><v>1</v></c>", [(0, 0, 1.0, N)]),
        ('<c r="A1" t="n" s="0" ><v >1</v ></c >', [(0, 0, 1.0, N)]),
        ('<c r="A1"><!-- <c r="B1"><v>9</v></c> --><v>1</v></c>', [(0, 0, 1.0, N)]),
        ('<!-- <c r="B1"><v>9</v></c> --><c r="A1"><v>1</v></c>', [(0, 0, 1.0, N)]),
        ('<c r="A1" t="str"><v><![CDATA[<c r="B1">]]></v></c>', [(0, 0, '<c r="B1">', T)]),
        ('<c r="A1"><v>1</v></c><?pi <c r="B1"><v>9</v></c> ?>', [(0, 0, 1.0, N)]),
        ('<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>', [(0, 0, 1.0, N), (0, 1, 2.0, N)]),
        ('<c r="a1"><v>1</v></c>', [(0, 0, 1.0, N)]),
        ('<c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>', None),
        ('<c r="A1" cm="1"><f t="array" ref="A1">SUM(1)</f><v>1</v></c>', [(0, 0, 1.0, N)]),
    ],
)  # fmt: skip
def test_ways_to_write_a_cell(xml: str, expected: list[tuple] | None):
    sheet = only(hostile.xlsx(row(xml)))
    if expected is not None:
        assert found(sheet) == expected


def test_shared_strings_plain_and_rich():
    strings = (
        f'<?xml version="1.0"?>\r\n<sst xmlns="{hostile.MAIN}" count="4"><si><t>Văn phòng Bộ</t></si>'
        '<si><t xml:space="preserve"> a\r\n b </t></si><si><t/></si><si><t>A &lt; B_x000D_</t></si>{rich}</sst>'
    )
    rich = "<si><r><rPr><b/></rPr><t>Bằng </t></r><r><t>khen</t></r><rPh sb='0' eb='1'><t>x</t></rPh><phoneticPr fontId='1'/></si>"
    xml = "".join(f'<c r="{letter}1" t="s"><v>{index}</v></c>' for index, letter in enumerate("ABCD"))
    plain = only(hostile.xlsx(row(xml), strings=strings.format(rich="")))
    assert found(plain) == [(0, 0, "Văn phòng Bộ", T), (0, 1, " a\n b ", T), (0, 3, "A < B\r", T)]
    both = only(hostile.xlsx(row(xml + '<c r="E1" t="s"><v>4</v></c>'), strings=strings.format(rich=rich)))
    assert found(both) == [*found(plain), (0, 4, "Bằng khen", T)]


def styles_xml(*codes: str, fonts: tuple[str, ...] = ("Arial",)) -> str:
    formats = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    names = "".join(f'<font><sz val="11"/><name val="{name}"/></font>' for name in fonts)
    styles = '<xf numFmtId="0" fontId="0"/><xf numFmtId="9" fontId="0"/><xf numFmtId="14" fontId="0"/>'
    styles += "".join(f'<xf numFmtId="{170 + n}" fontId="0"/>' for n in range(len(codes)))
    styles += "".join(f'<xf numFmtId="0" fontId="{n}"/>' for n in range(len(fonts)))
    return (
        f'<styleSheet xmlns="{hostile.MAIN}"><numFmts>{formats}</numFmts><fonts>{names}</fonts>'
        f'<cellStyleXfs><xf numFmtId="10"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>'
    )


def test_percent_and_dates_come_from_the_number_format():
    styles = styles_xml("dd/mm/yyyy", "0.0%", "0&quot;%&quot;", "[$-42A]dd &quot;tháng&quot; mm", "[h]:mm", "hh:mm:ss")
    stored = [0.95, 0.95, 43790, 43790.5, 0.955, 95, 43790, 1.5, 0.25]
    xml = "".join(f'<c r="{"ABCDEFGHI"[n]}1" s="{n}"><v>{value}</v></c>' for n, value in enumerate(stored))
    sheet = only(hostile.xlsx(row(xml), styles=styles))
    assert sheet.percent == {1, 4}
    assert sheet.values == [
        0.95, 0.95, dt.date(2019, 11, 21), dt.datetime(2019, 11, 21, 12), 0.955, 95.0, dt.date(2019, 11, 21),
        dt.timedelta(hours=36), dt.time(6),
    ]  # fmt: skip
    assert sheet.kinds == ["n", "n", "d", "d", "n", "n", "d", "d", "d"]


def test_epoch_1904():
    book = hostile.BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    sheet = only(hostile.xlsx(row('<c r="A1" s="2"><v>42328</v></c>'), styles=styles_xml(), book=book))
    assert sheet.values == [dt.date(2019, 11, 21)]


def test_a_workbook_without_styles():
    assert only(hostile.xlsx(row('<c r="A1" s="7"><v>0.95</v></c>'))).values == [0.95]


def test_fonts_are_told_for_legacy_ones_only():
    styles = styles_xml(fonts=("Times New Roman", ".VnTime", "VNI-Times"))
    xml = "".join(f'<c r="{"ABC"[n]}1" s="{n + 3}" t="inlineStr"><is><t>§¬n vÞ</t></is></c>' for n in range(3))
    assert only(hostile.xlsx(row(xml), styles=styles)).fonts == {1: ".VnTime", 2: "VNI-Times"}


def test_the_font_of_rich_runs_counts_where_all_share_it():
    run = '<r><rPr><rFont val="{font}"/></rPr><t>§¬n</t></r>'
    strings = f'<sst xmlns="{hostile.MAIN}"><si>{run.format(font="VnTime") * 2}</si><si>{run.format(font="VnTime")}{run.format(font="Arial")}</si></sst>'
    xml = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    assert only(hostile.xlsx(row(xml), strings=strings)).fonts == {0: "VnTime"}


def test_strict_namespaces_and_prefixes():
    strict = {
        key: content.replace(hostile.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            hostile.LINKS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for key, content in hostile.xlsx_parts(row('<c r="B1"><v>5</v></c>')).items()
    }
    assert found(only(hostile.zipped(strict))) == [(0, 1, 5.0, N)]
    prefixed = (
        f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData><x:row r="2" hidden="1"><x:c r="B2"><x:v>5</x:v></x:c></x:row>'
        '</x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    sheet = only(hostile.xlsx(sheet=prefixed))
    assert (found(sheet), sheet.merges, sheet.hidden_rows) == ([(1, 1, 5.0, N)], [(0, 0, 0, 1)], {1})


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_of_parts(encoding: str):
    text = hostile.sheet_xml(row('<c r="A1" t="inlineStr"><is><t>Bằng khen</t></is></c>'))
    content = text.replace("UTF-8", encoding.removesuffix("-le").removesuffix("-sig")).encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    assert only(hostile.xlsx(sheet=content)).values == ["Bằng khen"]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "C5:C5"])
def test_a_wrong_dimension_hides_nothing(dimension: str):
    rows = "".join(row(f'<c r="B{n}"><v>{n}</v></c>', n) for n in range(3, 20))
    sheet = only(hostile.xlsx(sheet=hostile.sheet_xml(rows, head=f'<dimension ref="{dimension}"/>')))
    assert (sheet.rows[0], sheet.columns[0], len(sheet.rows)) == (2, 1, 17)


def test_sheets_are_found_through_the_relations():
    book = hostile.BOOK.replace(
        "</sheets>",
        '<sheet name="Ẩn" sheetId="2" state="veryHidden" r:id="rId2"/><sheet name="Biểu đồ" sheetId="3" r:id="rId3"/></sheets>',
    )
    links = (
        f'<Relationships xmlns="{hostile.PACKAGE_LINKS}"><Relationship Id="rId3" Type="{hostile.LINKS}/chartsheet" Target="chartsheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{hostile.LINKS}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId1" Type="{hostile.LINKS}/worksheet" Target="../other/first.xml"/></Relationships>'
    )
    parts = hostile.xlsx_parts(row('<c r="A1"><v>2</v></c>'), book=book, links=links)
    parts["Other/First.xml"] = hostile.sheet_xml(row('<c r="A1"><v>1</v></c>'))
    sheets = read_cells(hostile.zipped(parts))
    assert [(sheet.name, sheet.state, sheet.values) for sheet in sheets] == [
        ("Sheet1", "visible", [1.0]), ("Ẩn", "very_hidden", [2.0]),
    ]  # fmt: skip


def test_merges_and_hidden_rows():
    rows = '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1"><v>1</v></c></row><row r="3" ht="0" hidden="1" customHeight="1"/>'
    tail = '<mergeCells count="2"><mergeCell ref="B2:C5"/><mergeCell ref="A1:B1"/></mergeCells>'
    content = hostile.sheet_xml(rows, tail=tail).replace("<worksheet ", '<worksheet xmlns:x14ac="urn:x" ')
    sheet = only(hostile.xlsx(sheet=content))
    assert (sheet.merges, sheet.hidden_rows) == ([(0, 0, 0, 1), (1, 1, 4, 2)], {2})


def test_a_protected_workbook_loads():
    book = openpyxl.Workbook()
    book.active["A1"] = "có"
    book.active.protection.set_password("mật khẩu")
    book.security.lockStructure = True
    target = io.BytesIO()
    book.save(target)
    assert only(target.getvalue()).values == ["có"]


def test_regular_files_take_the_fast_reader(monkeypatch: pytest.MonkeyPatch):
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the exact reader was asked")

    monkeypatch.setattr(cells, "read_sheet_exact", forbidden)
    monkeypatch.setattr(cells, "parse_strings", forbidden)
    first, second = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(first, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%", "border": 1})
        sheet.merge_range("A1:D1", "BÁO CÁO & TỔNG HỢP", percent)
        sheet.write_row("A2", ["một\nhai", 1, 0.5, True])
        sheet.write("A3", 0.95, percent)
        sheet.write_formula("B3", '=A3&"%"', percent, "95%")
        sheet.write_blank("C3", None, percent)
    openpyxl.load_workbook(io.BytesIO(first.getvalue())).save(second)
    for written in (first, second):
        assert len(read_cells(written.getvalue())[0].rows) == 7


def written_by_xlsxwriter() -> bytes:
    """A workbook with one of everything that all formats can hold."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Khen thưởng")
        styles = {
            code: book.add_format({"num_format": code}) for code in ("0.0%", "dd/mm/yyyy", "hh:mm", "[h]:mm", '0"%"')
        }
        sheet.merge_range("A1:D1", "BÁO CÁO NĂM 2019", book.add_format({"bold": True, "border": 1}))
        sheet.write("B3", "Bằng khen của Bộ trưởng")
        sheet.write("C3", 12)
        sheet.write("D3", 0.95, styles["0.0%"])
        sheet.write("E3", 95, styles['0"%"'])
        sheet.write_datetime("F3", dt.datetime(2019, 11, 21), styles["dd/mm/yyyy"])
        sheet.write_datetime("G3", dt.time(8, 30), styles["hh:mm"])
        sheet.write("H3", 1.5, styles["[h]:mm"])
        sheet.write_string("B4", "05")
        sheet.write("C4", "dòng một\ndòng hai")
        sheet.write_formula("D4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("E4", "=NA()", None, "#N/A")
        sheet.write_formula("F4", "=C3*2", None, 24)
        sheet.write("G4", "§¬n vÞ", book.add_format({"font_name": ".VnTime"}))
        sheet.write_blank("H4", None, styles["0.0%"])
        sheet.write_rich_string("B6", "Bằng ", book.add_format({"bold": True}), "khen")
        sheet.write("B7", 7)
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.write("K40", -3.25)
        hidden = book.add_worksheet("Danh mục")
        hidden.write("A2", "CANHAN")
        hidden.hide()
        book.add_worksheet("Trống")
    return target.getvalue()


EXPECTED = [
    (0, 0, "BÁO CÁO NĂM 2019", T), (2, 1, "Bằng khen của Bộ trưởng", T), (2, 2, 12.0, N), (2, 3, 0.95, N), (2, 4, 95.0, N),
    (2, 5, dt.date(2019, 11, 21), "d"), (2, 6, dt.time(8, 30), "d"), (2, 7, dt.timedelta(hours=36), "d"),
    (3, 1, "05", T), (3, 2, "dòng một\ndòng hai", T), (3, 3, "#DIV/0!", "e"), (3, 4, "#N/A", "e"), (3, 5, 24.0, N),
    (3, 6, "§¬n vÞ", T), (5, 1, "Bằng khen", T), (6, 1, 7.0, N), (39, 10, -3.25, N),
]  # fmt: skip


def check_everything(sheets: list[Sheet]) -> None:
    first, hidden, empty = sheets
    assert found(first) == EXPECTED
    assert (first.name, first.state, first.merges) == ("Khen thưởng", "visible", [(0, 0, 0, 3)])
    assert (first.percent, first.fonts, first.hidden_rows) == ({3}, {13: ".VnTime"}, {6})
    assert (hidden.name, hidden.state, found(hidden)) == ("Danh mục", "hidden", [(1, 0, "CANHAN", T)])
    assert (empty.name, found(empty)) == ("Trống", [])


def test_everything_in_xlsx():
    data = written_by_xlsxwriter()
    check_everything(read_cells(data))
    check_everything(read_cells_exact(data))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workbook saved anew by LibreOffice in three formats."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "unit.xlsx").write_bytes(written_by_xlsxwriter())
    for kind in ("xls:MS Excel 97", "ods", "xlsx"):
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(folder / "out"), str(folder / "unit.xlsx")],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder / "out"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_same_cells_in_every_format_of_libreoffice(converted: Path, kind: str):
    check_everything(read_cells((converted / f"unit.{kind}").read_bytes()))


def test_xlsb_keeps_errors_percentages_and_fonts():
    font = lambda name: hostile.xlsb_record(43, b"\0" * 21 + hostile.wide(name))  # noqa: E731
    style = lambda fmt, face: hostile.xlsb_record(47, struct.pack("<3H", 0, fmt, face) + b"\0" * 10)  # noqa: E731
    styles = (
        hostile.xlsb_record(44, struct.pack("<H", 170) + hostile.wide("dd/mm/yyyy")) + font("Arial") + font(".VnTime")
    )
    styles += hostile.xlsb_record(626) + style(9, 0) + hostile.xlsb_record(627)
    styles += (
        hostile.xlsb_record(617) + style(0, 0) + style(9, 0) + style(170, 0) + style(0, 1) + hostile.xlsb_record(618)
    )
    strings = hostile.xlsb_record(19, b"\0" + hostile.wide("Bằng khen"))
    cell = lambda number, column, style, body: hostile.xlsb_record(number, struct.pack("<2I", column, style) + body)  # noqa: E731
    rows = hostile.xlsb_record(0, struct.pack("<2IHBBB", 2, 0, 300, 0, 0x10, 0) + b"\0" * 4)
    rows += cell(7, 1, 0, struct.pack("<I", 0)) + cell(5, 2, 1, struct.pack("<d", 0.95)) + cell(3, 3, 0, b"\x2a")
    rows += cell(2, 4, 0, struct.pack("<I", 12 << 2 | 2)) + cell(2, 5, 0, struct.pack("<i", -325 * 4 | 3))
    rows += (
        cell(9, 6, 2, struct.pack("<dH", 43790, 0)) + cell(8, 7, 0, hostile.wide("có") + b"\0\0") + cell(4, 8, 0, b"\1")
    )
    rows += cell(1, 9, 0, b"") + cell(6, 10, 3, hostile.wide("§¬n")) + cell(11, 11, 0, b"\x07\0\0")
    rows += cell(62, 12, 0, b"\1" + hostile.wide("đậm") + struct.pack("<I2H", 1, 0, 1))
    tail = hostile.xlsb_record(176, struct.pack("<4I", 0, 1, 2, 4))
    data = hostile.xlsb(rows, sheet_tail=tail, styles=styles, strings=strings)
    (sheet,) = read_cells(data)
    assert found(sheet) == [
        (2, 1, "Bằng khen", T), (2, 2, 0.95, N), (2, 3, "#N/A", "e"), (2, 4, 12.0, N), (2, 5, -3.25, N),
        (2, 6, dt.date(2019, 11, 21), "d"), (2, 7, "có", T), (2, 8, True, "b"), (2, 10, "§¬n", T), (2, 11, "#DIV/0!", "e"),
        (2, 12, "đậm", T),
    ]  # fmt: skip
    assert (sheet.percent, sheet.fonts, sheet.merges, sheet.hidden_rows) == ({1}, {8: ".VnTime"}, [(0, 2, 1, 4)], {2})


@pytest.mark.parametrize("name", ["unit.xlsb", "unit_biff8.xls", "unit_biff5.xls", "unit_biff2.xls"])
def test_files_written_by_another_program(name: str):
    # Written by SheetJS 0.18.5, which spells no Vietnamese before BIFF8 and no formats in BIFF2.
    expected = {
        (2, 2): (12.0, N), (2, 3): (0.95, N), (2, 4): ("#N/A", "e"), (2, 5): (True, "b"), (2, 6): (dt.date(2019, 11, 21), "d"),
        (3, 1): ("05", T), (3, 2): (3.25, N), (3, 3): (24.0, N), (3, 4): ("#DIV/0!", "e"), (3, 5): ("ab", T), (11, 10): (-7.0, N),
    }  # fmt: skip
    if "biff2" in name:
        expected[2, 6] = (43790.0, N)
    first, *others = read_cells((FOREIGN / name).read_bytes())
    cells_there = {(r, c): (value, kind) for r, c, value, kind in found(first)}
    titles = [cells_there.pop((0, 0)), cells_there.pop((2, 1))]
    assert cells_there == expected
    assert first.percent == (set() if "biff2" in name else {3})
    if name in ("unit.xlsb", "unit_biff8.xls"):
        assert titles == [("Tiêu đề", T), ("Bằng khen", T)] and first.merges == [(0, 0, 0, 3)]
        assert [(sheet.name, sheet.state, sheet.values) for sheet in others] == [("Ẩn", "hidden", ["CANHAN"])]
    if name == "unit.xlsb":
        assert first.hidden_rows == {4}


def test_biff5_text_of_a_code_page():
    cells_of_file = hostile.label_record(1, 2, "Bộ trưởng".encode("cp1258", "replace")) + hostile.error_record(
        1, 3, 0x2A
    )
    (sheet,) = read_cells(hostile.xls(cells_of_file + hostile.number_record(2, 0, 2019), version=0x500))
    assert [(r, c, k) for r, c, _, k in found(sheet)] == [(1, 2, T), (1, 3, "e"), (2, 0, N)]
    assert sheet.values[1:] == ["#N/A", 2019.0]


def test_ods_values_kinds_and_repetition():
    cell = "<table:table-cell {0}><text:p>{1}</text:p></table:table-cell>"
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        "<table:table-header-rows><table:table-row><table:table-cell/>"
        + cell.format('office:value-type="percentage" office:value="0.95"', "95%")
        + cell.format('office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"', "#DIV/0!")
        + '<table:table-cell table:formula="of:=[.A1]*2"/>'
        + cell.format('office:value-type="boolean" office:boolean-value="true"', "TRUE")
        + cell.format('office:value-type="date" office:date-value="2019-11-21"', "21/11/19")
        + cell.format(
            'office:value-type="string" table:number-columns-repeated="2"', 'a<text:s text:c="2"/>b</text:p><text:p>c'
        )
        + '<table:table-cell office:value-type="string"><office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>d</text:p></table:table-cell>'
        + "</table:table-row></table:table-header-rows>"
        + f'<table:table-row table:number-rows-repeated="2">{hostile.ODS_CELL}</table:table-row>'
        + '<table:table-row table:visibility="filter"><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2" '
        'office:value-type="currency" office:value="5"/><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000" table:visibility="collapse"><table:table-cell/></table:table-row>'
    )
    (sheet,) = read_cells(hostile.ods(rows))
    assert found(sheet) == [
        (2, 1, 0.95, N), (2, 2, "#DIV/0!", "e"), (2, 3, "[.A1]*2", "u"), (2, 4, True, "b"), (2, 5, dt.date(2019, 11, 21), "d"),
        (2, 6, "a  b\nc", T), (2, 7, "a  b\nc", T), (2, 8, "d", T), (3, 0, 1.0, N), (4, 0, 1.0, N), (5, 0, 5.0, N),
    ]  # fmt: skip
    assert (sheet.percent, sheet.merges, sheet.hidden_rows) == ({0}, [(5, 0, 6, 2)], {5})


def test_ods_hidden_sheet_and_font_through_parent_styles():
    styles = (
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="chu" style:family="table-cell"><style:text-properties fo:font-family="\'.VnTime\'"/></style:style>'
        '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="chu"/>'
    )
    rows = '<table:table-row><table:table-cell table:style-name="ce1" office:value-type="string"><text:p>§¬n</text:p></table:table-cell></table:table-row>'
    (sheet,) = read_cells(hostile.ods(rows, styles=styles))
    assert (sheet.state, sheet.fonts) == ("hidden", {0: ".VnTime"})


@pytest.mark.parametrize("name", list(hostile.FILES))
def test_each_hostile_file_is_refused_for_its_one_cause(name: str):
    build, codes = hostile.FILES[name]
    with pytest.raises(SubmissionError) as caught:
        read_cells(build())
    assert caught.value.code in codes


def test_too_many_cells_are_refused_before_they_fill_the_memory():
    with pytest.raises(SubmissionError) as caught:
        read_cells(hostile.too_many_cells())
    assert caught.value.code == "file_too_large"


def test_an_engine_that_panics_is_a_refusal(monkeypatch: pytest.MonkeyPatch):
    class PanicException(BaseException):
        pass

    def panics(*_: object) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(cells, "read_book", panics)
    with pytest.raises(SubmissionError) as caught:
        read_cells(hostile.xlsx())
    assert caught.value.code == "file_unreadable" and "PanicException" in str(caught.value)


def test_mutated_parts_give_cells_or_a_refusal():
    chance = random.Random(1998)
    for original in (
        hostile.sheet_xml(row('<c r="A1" s="1" t="str"><f>B1</f><v>x</v></c>')),
        hostile.BOOK,
        hostile.BOOK_LINKS,
    ):
        for _ in range(150):
            content = bytearray(original.encode())
            for _ in range(chance.randrange(1, 5)):
                content[chance.randrange(len(content))] = chance.choice(b'<>/"=&; A1rstv!\xff\0')
            place = {hostile.BOOK: "book", hostile.BOOK_LINKS: "links"}.get(original, "sheet")
            try:
                assert read_cells(hostile.xlsx(**{place: bytes(content)}))
            except SubmissionError as refusal:
                assert refusal.code in problem_codes() and refusal.code != "file_unreadable"


# The oracle: what openpyxl reads in full mode, values and formulas apart.
letters = st.text(st.sampled_from("aăâbđeêioôơuưyạảãàá &<>\"'\n_x0 §¬1"), min_size=1, max_size=12)
values = st.one_of(
    letters, st.integers(-10**9, 10**9), st.floats(-1e12, 1e12, allow_nan=False), st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)), st.sampled_from(["=SUM(1,2)", "=A1&\"<b>\""]),
)  # fmt: skip
grids = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 30)), values, min_size=1, max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grid=grids, by_openpyxl=st.booleans())
def test_both_readers_agree_with_openpyxl(grid: dict[tuple[int, int], object], by_openpyxl: bool):
    data = _by_openpyxl(grid) if by_openpyxl else _by_xlsxwriter(grid)
    sheet = only(data)
    values_there = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    formulas_there = openpyxl.load_workbook(io.BytesIO(data)).active
    expected = []
    for r, c in sorted(grid):
        value = values_there.cell(r + 1, c + 1).value
        formula = formulas_there.cell(r + 1, c + 1).value
        if value is None and isinstance(formula, str) and formula.startswith("="):
            expected.append((r, c, formula[1:], "u"))
        elif value is not None:
            expected.append((r, c, *_like_ours(value)))
    assert found(sheet) == expected


def _like_ours(value: object) -> tuple[object, str]:
    if isinstance(value, bool):
        return value, "b"
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time.min else value), "d"
    if isinstance(value, int | float):
        # Residues of calculation are read as the whole number beside them.
        near = round(float(value), 12 - len(str(int(abs(value)))) if abs(value) >= 1 else 12)
        return (near if near == int(near) else float(value)), N
    return value, T


def _by_openpyxl(grid: dict[tuple[int, int], object]) -> bytes:
    book = openpyxl.Workbook()
    for (r, c), value in grid.items():
        book.active.cell(r + 1, c + 1).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _by_xlsxwriter(grid: dict[tuple[int, int], object]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for (r, c), value in grid.items():
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(r, c, value, None, "kết quả")
            elif isinstance(value, str):
                sheet.write_string(r, c, value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(r, c, dt.datetime.combine(value, dt.time.min), day)
            else:
                sheet.write(r, c, value)
    return target.getvalue()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0", ""), ("#,##0.00", ""), ("0%", "percent"), ("0.00%;[Red]-0.00%", "percent"), ('0"%"', ""), ("0\\%", ""),
        ("dd/mm/yyyy", "date"), ("d-mmm-yy", "date"), ("yyyy", "date"), ("mmmm", "date"), ("dd/mm/yyyy hh:mm", "datetime"),
        ("hh:mm AM/PM", "time"), ("mm:ss.0", "time"), ("[h]:mm:ss", "elapsed"), ("[Red]0", ""), ('[$-42A]d mmmm yyyy;@', "date"),
        ('"ngày "dd" tháng "mm" năm "yyyy', "date"), ('#,##0 "đồng"', ""), ("_(* #,##0_);_(* (#,##0)", ""), ("@", ""),
    ],
)  # fmt: skip
def test_number_formats(code: str, kind: str):
    assert format_kind(200, code) == kind


def test_serials_that_are_no_dates_stay_numbers():
    assert from_serial(0.0, "date") is None and from_serial(-5.0, "date") is None and from_serial(3e6, "date") is None
    assert from_serial(1.0, "date") == dt.date(1900, 1, 1) and from_serial(61.0, "date") == dt.date(1900, 3, 1)
    assert from_serial(2958465.9999999999, "datetime") is None or from_serial(2958465.0, "date") == dt.date(
        9999, 12, 31
    )
    assert from_serial(43790.99999999999, "datetime") == dt.date(2019, 11, 22)
    assert from_iso("21/11/2019") is None
