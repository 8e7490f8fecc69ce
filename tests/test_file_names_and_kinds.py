"""Which files of a folder count as submissions, what other files are called, and whose copies name their unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from emustats.dataset.read import _files
from emustats.errors import SubmissionError
from emustats.reading.cells import read_cells
from emustats.reading.cells.other_files import export_separator, is_spreadsheet_xml
from emustats.reading.workbook.identity import identity_of_path
from emustats.reference import load

SPREADSHEET_XML = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
EXPORT = "STT\tDanh hiệu\tTập thể\tCá nhân\n1\tĐơn vị quyết thắng\t5\t\n2\tChiến sĩ thi đua cơ sở\t\t14\n"
NOTE = "Ghi chú khi nộp báo cáo:\n\t- Gửi trước ngày 15/11\n\t- Ghi rõ tên đơn vị; năm; cụm\nXin cảm ơn.\n"


def refusal(data: bytes) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        read_cells(data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SPREADSHEET_XML.encode(), "file_old_format"),
        (SPREADSHEET_XML.encode("utf-16"), "file_old_format"),
        (EXPORT.encode(), "file_text_export"),
        (EXPORT.encode("utf-16"), "file_text_export"),
        (EXPORT.replace("\t", ";").encode("utf-8-sig"), "file_text_export"),
        (NOTE.encode(), "file_not_spreadsheet"),
        (b"<html><frameset><frame src='a_files/sheet001.htm'></frameset></html>", "file_html_without_table"),
        (b"<html><style>" + b" " * 9000 + b"</style><table></table></html>", "file_not_spreadsheet"),
    ],
)
def test_a_file_that_is_no_workbook_is_named(data: bytes, code: str):
    assert refusal(data).code == code


def test_what_was_saved_from_a_spreadsheet_is_not_passed_over_in_a_folder(tmp_path: Path):
    contents = {
        "a.xml": SPREADSHEET_XML.encode(),
        "b.txt": EXPORT.encode(),
        "c.txt": EXPORT.encode("utf-16"),
        "README.txt": NOTE.encode(),
        "settings.xml": b"<?xml version='1.0'?><project/>",
        "e.xlsx": b"PK",
        "f.md": EXPORT.encode(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    assert [file.name for file in _files(tmp_path)] == ["a.xml", "b.txt", "c.txt", "e.xlsx"]


def test_prose_is_no_export():
    for text in (NOTE, "một, hai, ba\nbốn năm sáu\nbảy, tám, 9, 10\n", "", "a\tb"):
        assert export_separator(text.encode()) is None
    assert not is_spreadsheet_xml(b"<html>")


@pytest.mark.parametrize(
    "name",
    [
        "bca-van-phong", "Bản sao của bca-van-phong", "Copy of bca-van-phong", "Copy (2) of bca-van-phong",
        "bca-van-phong - Copy", "bca-van-phong - Copy (2)", "bca-van-phong - Bản sao", "bca-van-phong (1)",
        "bca-van-phong-DESKTOP-AB12", "bca-van-phong-LAPTOP-7K2J9", "bca-van-phong_final", "bca-van-phong_final_v2",
        "bca-van-phong_20240105120000", "20240105_bca-van-phong", "Bản sao của Bản sao của bca-van-phong (3)",
    ],
)  # fmt: skip
def test_a_copy_names_the_unit_of_its_original(name: str):
    assert identity_of_path(f"{name}.xlsx", load()).unit_id == "bca-van-phong"


def test_names_that_only_look_like_copies_stay_themselves():
    reference = load()
    for unit in reference.units:
        assert identity_of_path(f"{unit}.xlsx", reference).unit_id == unit
