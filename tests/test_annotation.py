"""The copy that goes back to a unit: coloured, commented, listed, and otherwise as the unit saved it."""

import hashlib
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from emustats import schema
from emustats.errors import UsageError
from emustats.publishing.form.form import write_form
from emustats.publishing.marked_copy.annotation import annotate
from emustats.publishing.marked_copy.findings import PER_CODE, Finding, findings_of, shown

INFO = {"unit_id": "bca-van-phong", "cluster_id": "bca-donvi-6", "year": 2019}
AWARDS = [{"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "award_count": 3}]


def problems(*rows, path="don-vi.xlsx", submission_id=None):
    """Rows: severity, code, sheet, cell, value."""
    names = ["severity", "code", "sheet", "cell", "value"]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    columns["message_vi"] = [f"Phát hiện {row[1]} tại {row[3]}." for row in rows]
    count = len(rows)
    return schema.build("problems", {**columns, "path": [path] * count, "submission_id": [submission_id] * count})


@pytest.fixture
def submitted(tmp_path):
    return write_form(tmp_path / "don-vi.xlsx", info=INFO, awards=AWARDS)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(tmp_path, draw, name="don-vi.xlsx"):
    path = tmp_path / name
    book = openpyxl.Workbook()
    draw(book)
    book.save(path)
    return path


FAULTY = ("error", "count_not_whole", "Khen thưởng", "G10", "1,75")


def test_faulty_cells_are_coloured_and_commented(submitted, tmp_path):
    found = problems(FAULTY, ("warning", "check", "Chỉ tiêu", "B8", ""))
    book = openpyxl.load_workbook(annotate(submitted, found, tmp_path / "out" / "copy.xlsx"))
    cell = book["Khen thưởng"]["G10"]
    assert cell.value == 3
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert cell.comment.text == "LỖI: Phát hiện count_not_whole tại G10."
    assert book["Chỉ tiêu"]["B8"].fill.fgColor.rgb == "FFFFE699"
    assert book["Khen thưởng"]["G11"].comment is None


def test_first_sheet_lists_findings_by_severity_with_links(submitted, tmp_path):
    found = problems(("note", "n", "Chỉ tiêu", "B8", "x"), FAULTY, ("warning", "w", None, None, None))
    book = openpyxl.load_workbook(annotate(submitted, found, tmp_path / "copy.xlsx"))
    page = book.worksheets[0]
    assert page.title == "Phát hiện" and book.active is page
    texts = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert [row[0] for row in texts] == [
        "LỖI – phải sửa trước khi tổng hợp (1)",
        "1",
        "CẢNH BÁO – xem lại, sửa nếu sai (1)",
        "2",
        "GHI CHÚ – để biết (1)",
        "3",
    ]
    assert texts[1][2:5] == ["Khen thưởng", "G10", "1,75"]
    assert page["D7"].hyperlink.location == "'Khen thưởng'!G10"
    assert page["A3"].value == "Tổng hợp: 1 lỗi, 1 cảnh báo, 1 ghi chú"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Phát hiện"]


def test_original_is_untouched_and_never_overwritten(submitted, tmp_path):
    before = hashlib.sha256(submitted.read_bytes()).hexdigest()
    annotate(submitted, problems(FAULTY), tmp_path / "copy.xlsx")
    assert hashlib.sha256(submitted.read_bytes()).hexdigest() == before
    with pytest.raises(UsageError, match="tệp gốc"):
        annotate(submitted, problems(FAULTY), submitted)
    with pytest.raises(UsageError, match="tệp gốc"):
        annotate(submitted, problems(FAULTY), submitted.parent)


def test_everything_else_stays_as_the_unit_saved_it(submitted, tmp_path):
    before, after = parts(submitted), parts(annotate(submitted, problems(FAULTY), tmp_path / "copy.xlsx"))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
    }
    values = openpyxl.load_workbook(tmp_path / "copy.xlsx", data_only=True)["Khen thưởng"]
    assert values["G11"].value == 3, "the saved result of the total"
    assert len(openpyxl.load_workbook(tmp_path / "copy.xlsx")["Khen thưởng"].data_validations.dataValidation) > 0


def test_the_look_of_a_faulty_cell_is_kept_beside_its_colour(submitted, tmp_path):
    before = openpyxl.load_workbook(submitted)["Khen thưởng"]["G10"]
    after = openpyxl.load_workbook(annotate(submitted, problems(FAULTY), tmp_path / "copy.xlsx"))["Khen thưởng"]["G10"]
    assert (after.number_format, after.font.name, after.border.top.style, after.protection.locked) == (
        before.number_format,
        before.font.name,
        before.border.top.style,
        before.protection.locked,
    )


def test_findings_inside_merged_areas_go_to_the_cell_that_shows(tmp_path):
    def draw(book):
        book.active.title = "Biểu"
        book.active["B2"] = "gộp"
        book.active.merge_cells("B2:D4")

    path = written(tmp_path, draw)
    page = openpyxl.load_workbook(annotate(path, problems(("error", "c", "Biểu", "C3", "")), tmp_path / "copy.xlsx"))[
        "Biểu"
    ]
    assert page["B2"].comment.text.startswith("LỖI") and page["B2"].fill.fgColor.rgb == "FFF8CBAD"


def test_comments_of_the_unit_are_kept_and_lengthened(tmp_path):
    def draw(book):
        page = book.active
        page.title = "Biểu"
        page["A1"], page["A2"] = 1, 2
        page["A1"].comment = Comment("ghi chú riêng", "đơn vị")
        page["A3"].comment = Comment("không liên quan", "đơn vị")

    found = problems(("error", "c", "Biểu", "A1", ""), ("error", "d", "Biểu", "A2", ""))
    page = openpyxl.load_workbook(annotate(written(tmp_path, draw), found, tmp_path / "copy.xlsx"))["Biểu"]
    assert page["A1"].comment.text == "ghi chú riêng\nLỖI: Phát hiện c tại A1."
    assert page["A2"].comment.text == "LỖI: Phát hiện d tại A2."
    assert page["A3"].comment.text == "không liên quan"


def test_cells_that_are_not_there_still_get_their_comment(submitted, tmp_path):
    page = openpyxl.load_workbook(
        annotate(submitted, problems(("warning", "c", "Khen thưởng", "Z99", "")), tmp_path / "copy.xlsx")
    )["Khen thưởng"]
    assert page["Z99"].comment.text.startswith("CẢNH BÁO")


def test_names_that_belong_to_a_sheet_follow_it(tmp_path):
    path = tmp_path / "don-vi.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Một")
    page = book.add_worksheet("Hai")
    page.write(0, 0, 5)
    page.repeat_rows(0)
    page.activate()
    book.close()
    copy = openpyxl.load_workbook(annotate(path, problems(("error", "c", "Hai", "A1", "5")), tmp_path / "copy.xlsx"))
    assert copy["Hai"].print_title_rows == "$1:$1"
    assert copy["Một"].print_title_rows is None
    assert copy.active.title == "Phát hiện"


def test_a_sheet_name_already_taken_gets_a_number(tmp_path):
    def draw(book):
        book.active.title = "Phát hiện"

    copy = openpyxl.load_workbook(annotate(written(tmp_path, draw), problems(), tmp_path / "copy.xlsx"))
    assert copy.sheetnames == ["Phát hiện (2)", "Phát hiện"]
    assert copy.worksheets[0]["A3"].value == "Tổng hợp: Không có phát hiện nào."


def test_packages_with_prefixed_elements_are_annotated(submitted, tmp_path):
    """Some programs write <x:worksheet> where Excel writes <worksheet>."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts(submitted).items():
            if name.startswith("xl/worksheets/sheet") or name in ("xl/workbook.xml", "xl/styles.xml"):
                head, body = content.split(b"\n", 1)
                body = body.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
                content = head + b"\n" + body.replace(b'xmlns="' + main, b'xmlns:x="' + main)
            archive.writestr(name, content)
    path = tmp_path / "tien-to.xlsx"
    path.write_bytes(target.getvalue())
    copy = annotate(path, problems(FAULTY, path=path.name), tmp_path / "copy.xlsx")
    page = openpyxl.load_workbook(copy)["Khen thưởng"]
    assert page["G10"].fill.fgColor.rgb == "FFF8CBAD" and page["G10"].comment


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("van-ban.xlsx", "Đây là văn bản".encode()),
        ("rong.xlsx", b""),
        ("cut.xlsx", b"PK\x03\x04" + bytes(40)),
    ],
)
def test_files_that_cannot_be_annotated_get_a_list_of_their_own(tmp_path, name, data):
    path = tmp_path / "nop" / name
    path.parent.mkdir()
    path.write_bytes(data)
    found = problems(("error", "file_damaged", None, None, "=CMD()"), path=f"2019/{name}")
    out = annotate(path, found, tmp_path / "tra-lai" / name)
    assert out.suffix == ".xlsx" and out.stem.endswith("-phat-hien")
    page = openpyxl.load_workbook(out)["Phát hiện"]
    assert page["E7"].value == "=CMD()" and page["E7"].data_type == "s"
    assert page["F7"].value == "Phát hiện file_damaged tại None."


def test_truncated_packages_get_a_list(submitted, tmp_path):
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(submitted.read_bytes()[:-2000])
    assert annotate(broken, problems(path="hong.xlsx"), tmp_path / "tra-lai").name == "hong-phat-hien.xlsx"


def test_content_decides_over_the_suffix(submitted, tmp_path):
    path = tmp_path / "ten-cu.xls"
    path.write_bytes(submitted.read_bytes())
    assert annotate(path, problems(FAULTY, path=path.name), tmp_path / "tra-lai").name == "ten-cu.xls.xlsx"


def test_findings_of_other_files_are_left_out(submitted):
    data = submitted.read_bytes()
    ours = hashlib.sha256(data).hexdigest()
    frame = problems(FAULTY, submission_id=ours, path="khác.xlsx")
    assert len(findings_of(frame, path=submitted, data=data)) == 1
    assert findings_of(problems(FAULTY, submission_id="0" * 64), path=submitted, data=data) == []
    assert findings_of(problems(FAULTY, path="2019/khac.xlsx"), path=submitted, data=data) == []


def test_a_flood_hides_no_error():
    flood = [Finding("warning", "many", "Biểu", f"A{n}", "", "x") for n in range(1, 501)]
    error = Finding("error", "one", "Biểu", "B1", "", "y")
    data = schema.build(
        "problems",
        {
            name: [getattr(each, field) for each in [*flood, error]]
            for name, field in (("severity", "severity"), ("code", "code"), ("cell", "cell"), ("message_vi", "message"))
        },
    ).assign(path="a.xlsx")
    findings = findings_of(data, path="a.xlsx", data=b"")
    assert findings[0].code == "one"
    lines = shown(findings)
    assert len(lines) == 1 + PER_CODE + 1
    assert lines[-1].message.startswith(f"Còn {500 - PER_CODE} chỗ khác cùng loại: A13, ")


def test_equal_findings_give_equal_bytes(submitted, tmp_path):
    first = annotate(submitted, problems(FAULTY), tmp_path / "a.xlsx").read_bytes()
    assert annotate(submitted, problems(FAULTY), tmp_path / "b.xlsx").read_bytes() == first
