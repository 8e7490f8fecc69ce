"""What a file is, by its bytes: every kind known, every other file refused for its own reason."""

from __future__ import annotations

import random
import zipfile

import hostile
import pytest

from emustats.errors import SubmissionError
from emustats.messages import problem, problem_codes
from emustats.reading.cells import container
from emustats.reading.cells.container import inflate, open_zip, read_file, sniff


def code_of(data: bytes) -> str:
    with pytest.raises(SubmissionError) as caught:
        sniff(data)
    return caught.value.code


def test_kinds_are_told_by_bytes():
    assert sniff(hostile.xlsx()) == "xlsx"
    assert sniff(hostile.xls()) == "xls"
    assert sniff(hostile.xls(version=0x500)) == "xls"
    assert sniff(hostile.xlsb(b"")) == "xlsb"
    assert sniff(hostile.ods("")) == "ods"


def test_part_names_may_differ_in_case_and_slashes():
    parts = {name.replace("/", "\\").upper(): content for name, content in hostile.xlsx_parts().items()}
    assert sniff(hostile.zipped(parts)) == "xlsx"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"<!DOCTYPE html><html><table>", "a web page (HTML)"),
        ("STT;Tên\n1;Văn phòng".encode(), "plain text (CSV, TXT)"),
        (b"%PDF-1.4 ...", "a PDF file"),
        (b"\xff\xd8\xff\xe0 jpeg", "an image"),
        (hostile.zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "a Word document"),
        (hostile.ole({"WordDocument": b"x"}), "a Word document"),
        (hostile.zipped({"báo cáo.xlsx": "x"}), "a zip archive"),
    ],
)
def test_other_files_are_named(data: bytes, what: str):
    with pytest.raises(SubmissionError) as caught:
        sniff(data)
    assert (caught.value.code, caught.value.details["what_en"]) == ("file_not_spreadsheet", what)


def test_every_refusal_can_be_worded_in_both_languages():
    for name, (data, codes) in hostile.files().items():
        for code in codes:
            row = problem(code, path=name, what_vi="ảnh", what_en="an image", reason="x", seconds=12)
            assert row["severity"] == "error"
            assert row["message_vi"] and row["message_en"] and "…" not in row["message_vi"]
        assert isinstance(data, bytes)
    assert {"file_timeout", "file_crash", "file_unreadable"} <= problem_codes().keys()


def test_limits_of_size_and_members(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(container, "MAX_FILE_BYTES", 100)
    assert code_of(hostile.xlsx()) == "file_too_large"
    monkeypatch.undo()
    monkeypatch.setattr(container, "MAX_INFLATED_BYTES", 500)
    assert code_of(hostile.xlsx()) == "file_too_large"


def test_a_hundredfold_expansion_is_honest():
    cells = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(1, 200_000))
    data = hostile.xlsx(cells + hostile.ONE_CELL.replace('"1"', '"300000"').replace("A1", "A300000"))
    archive = open_zip(data)
    part = archive.parts["xl/worksheets/sheet1.xml"]
    assert part.size > container.RATIO_FREE_BYTES
    assert len(inflate(archive, part)) == part.size


def test_inflate_gives_what_zipfile_gives():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for content in (b"", b"x", random.Random(1).randbytes(70_000), b"ab" * 50_000):
            target = hostile.io.BytesIO()
            with zipfile.ZipFile(target, "w", method) as writer:
                writer.writestr("a.xml", content)
            archive = open_zip(target.getvalue())
            assert inflate(archive, archive.parts["a.xml"]) == content


def test_streamed_zips_with_descriptors_after_the_data_are_read():
    class Unseekable(hostile.io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    target = Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in hostile.xlsx_parts().items():
            writer.writestr(name, content)
    assert sniff(target.getvalue()) == "xlsx"


def test_compound_files_name_their_own_streams_only():
    assert sniff(hostile.ole({"Book": b"x"})) == "xls"
    assert code_of(hostile.ole({"Workbook": b"x"}, loop=True)) == "file_damaged"
    assert code_of(hostile.ole({"PowerPoint Document": b"x", "Current User": b"y"})) == "file_not_spreadsheet"
    with pytest.raises(SubmissionError):
        container.workbook_stream(hostile.ole({"Contents": b"x"}))
    assert container.workbook_stream(hostile.ole({"Workbook": b"abc" * 3000}))[:9000] == b"abc" * 3000


def test_read_file_opens_for_reading_only(tmp_path):
    path = tmp_path / "đơn vị.xlsx"
    path.write_bytes(hostile.xlsx())
    path.chmod(0o444)
    before = path.stat()
    assert read_file(path) == hostile.xlsx()
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    with pytest.raises(SubmissionError) as caught:
        read_file(tmp_path / "không có.xlsx")
    assert caught.value.code == "file_unreadable"
    with pytest.raises(SubmissionError) as caught:
        read_file(tmp_path)
    assert caught.value.code == "file_unreadable"


def test_damaged_bytes_never_raise_anything_else():
    chance = random.Random(2019)
    for original in (hostile.xlsx(), hostile.xls(), hostile.ods(""), hostile.xlsb(b"")):
        for _ in range(150):
            data = bytearray(original)
            for _ in range(chance.randrange(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                assert sniff(bytes(data[: chance.randrange(1, len(data) + 1)])) in ("xlsx", "xls", "xlsb", "ods")
            except SubmissionError as refusal:
                assert refusal.code in problem_codes()
