"""Workbooks that mean harm, that broke on the way, or that are something else: all written by code, all small.

``FILES`` maps a name to (builder, the refusal codes that fit it). ``files()`` builds them all.
"""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

CONTENT_TYPES = (
    f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT_LINKS = (
    f'<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" Type="{LINKS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
BOOK_LINKS = (
    f'<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" Type="{LINKS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet_xml(rows: str = ONE_CELL, head: str = "", tail: str = "") -> str:
    """A worksheet part around the given rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{tail}</worksheet>'


def xlsx_parts(rows: str = ONE_CELL, **replaced: str | bytes) -> dict[str, str | bytes]:
    """The parts of a minimal workbook; keywords replace parts: book, links, sheet, strings, styles."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_LINKS,
        "xl/workbook.xml": replaced.get("book", BOOK),
        "xl/_rels/workbook.xml.rels": replaced.get("links", BOOK_LINKS),
        "xl/worksheets/sheet1.xml": replaced.get("sheet", sheet_xml(rows)),
    }
    if "strings" in replaced:
        parts["xl/sharedStrings.xml"] = replaced["strings"]
    if "styles" in replaced:
        parts["xl/styles.xml"] = replaced["styles"]
    return parts


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of the given parts, the first one first."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def xlsx(rows: str = ONE_CELL, **replaced: str | bytes) -> bytes:
    """A minimal .xlsx around the given rows or parts."""
    return zipped(xlsx_parts(rows, **replaced))


def _central(data: bytes, name: bytes) -> int:
    """Where the directory entry of a member begins."""
    place = data.index(b"PK\x01\x02")
    while data[place + 46 : place + 46 + len(name)] != name:
        place = data.index(b"PK\x01\x02", place + 1)
    return place


def forged_size(size: int) -> bytes:
    """The sheet's directory entry claims another unpacked size than it has."""
    data = bytearray(xlsx())
    struct.pack_into("<I", data, _central(bytes(data), b"xl/worksheets/sheet1.xml") + 24, size)
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries share one local entry: a small file that unpacks as often as it likes."""
    data = bytearray(xlsx())
    first = _central(bytes(data), b"xl/workbook.xml")
    second = _central(bytes(data), b"xl/worksheets/sheet1.xml")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def repeated_member() -> bytes:
    """The sheet is there twice, with different content: which one counts?"""
    target = io.BytesIO(xlsx())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml('<row r="1"><c r="A1"><v>2</v></c></row>'))
    return target.getvalue()


def encrypted_member() -> bytes:
    """The zip flag of encryption is set on a member."""
    data = bytearray(xlsx())
    data[_central(bytes(data), b"xl/worksheets/sheet1.xml") + 8] |= 1
    return bytes(data)


def broken_deflate() -> bytes:
    """The packed bytes of the sheet are not a deflate stream."""
    data = bytearray(xlsx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    data[start : start + 12] = b"\xff" * 12
    return bytes(data)


def many_members() -> bytes:
    """A directory of thousands of empty members."""
    return zipped(xlsx_parts() | {f"xl/x{number}.xml": "" for number in range(6000)})


def zeros(mebibytes: int) -> bytes:
    """A sheet of blanks that packs a thousandfold."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    blank = b" " * (1 << 20)
    packed = b"".join(pack.compress(blank) for _ in range(mebibytes)) + pack.flush()
    crc = 0
    for _ in range(mebibytes):
        crc = zlib.crc32(blank, crc)
    data = bytearray(zipped({**xlsx_parts(), "xl/worksheets/sheet1.xml": b""}))
    return _replace_member(bytes(data), b"xl/worksheets/sheet1.xml", packed, mebibytes << 20, crc)


def _replace_member(data: bytes, name: bytes, packed: bytes, size: int, crc: int) -> bytes:
    """The last member of a zip file with other packed bytes, its two headers corrected."""
    entry = _central(data, name)
    directory = data.index(b"PK\x01\x02")
    offset = struct.unpack_from("<I", data, entry + 42)[0]
    local = bytearray(data[offset : offset + 30 + len(name)])
    struct.pack_into("<H", local, 8, 8)
    struct.pack_into("<3I", local, 14, crc, len(packed), size)
    tail = bytearray(data[directory:])
    struct.pack_into("<H", tail, entry - directory + 10, 8)
    struct.pack_into("<3I", tail, entry - directory + 16, crc, len(packed), size)
    end = tail.rindex(b"PK\x05\x06")
    struct.pack_into("<I", tail, end + 16, offset + len(local) + len(packed))
    return data[:offset] + bytes(local) + packed + bytes(tail)


def too_many_cells(count: int = 1_000_100) -> bytes:
    """A sheet of honest little cells, more than anyone reports."""
    wide = 16_000
    rows = []
    for row in range(1, count // wide + 2):
        cells = "".join(f'<c r="{column_name(column)}{row}"><v>1</v></c>' for column in range(wide))
        rows.append(f'<row r="{row}">{cells}</row>')
    return xlsx("".join(rows))


def column_name(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def entity_bomb() -> str:
    """Nine lines that unfold to a billion words."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<?xml version="1.0"?><!DOCTYPE worksheet [{"".join(lines)}]>'


def bomb_in_sheet() -> bytes:
    """The entity bomb in an inline string."""
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    return xlsx(sheet=entity_bomb() + f'<worksheet xmlns="{MAIN}"><sheetData>{cell}</sheetData></worksheet>')


def external_entity() -> bytes:
    """A shared string that asks for a file of the reader's machine."""
    head = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    strings = head + f'<sst xmlns="{MAIN}"><si><t>&x;</t></si></sst>'
    return xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings)


def ole(streams: dict[str, bytes], *, loop: bool = False) -> bytes:
    """A compound file (sectors of 512 bytes, no small streams); ``loop``: its directory chain bites its tail."""
    padded = {
        name: body + b"\0" * (max(4096, -(-len(body) // 512) * 512) - len(body)) for name, body in streams.items()
    }
    chain: list[int] = []
    starts = {}
    entries = [_ole_entry("Root Entry", 5, child=1 if streams else -1)]
    directory_sectors = -(-(len(streams) + 1) // 4)
    first = 1 + directory_sectors
    for number, (name, body) in enumerate(padded.items(), start=1):
        starts[name] = first
        count = len(body) // 512
        chain += list(range(first + 1, first + count)) + [-2]
        right = number + 1 if number < len(padded) else -1
        size = max(4096, len(streams[name]))  # smaller ones would be small streams
        entries.append(_ole_entry(name, 2, right=right, start=first, size=size))
        first += count
    directory = list(range(2, 1 + directory_sectors)) + [1 if loop else -2]
    table = [-3, *directory, *chain]
    table += [-1] * (128 - len(table))
    if len(table) > 128:
        raise ValueError("one sector of the allocation table holds 128 sectors")
    header = struct.pack(
        "<8s16s5H6xIIIIIiIiI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, -2, 0, -2, 0,
    ) + struct.pack("<109i", 0, *([-1] * 108))  # fmt: skip
    names = b"".join(entries)
    names += b"\0" * (directory_sectors * 512 - len(names))
    return header + struct.pack("<128i", *table) + names + b"".join(padded.values())


def _ole_entry(name: str, kind: int, *, right: int = -1, child: int = -1, start: int = -2, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBiii16sIQQiQ", text, len(text) + 2, kind, 1, -1, right, child, b"\0" * 16, 0, 0, 0, start, size
    )


def record(number: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<2H", number, len(body)) + body


def biff(cells: bytes, *, version: int = 0x0600, after_begin: bytes = b"") -> bytes:
    """A one-sheet BIFF 5 or 8 workbook stream around cell records."""
    name = b"Sheet1"
    begin = record(0x809, struct.pack("<4H", version, 5, 0x0DBB, 1996) + (b"\0" * 8 if version == 0x600 else b""))
    page = record(0x42, struct.pack("<H", 1200 if version == 0x600 else 1252))
    font = record(0x31, struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _short_text(b"Arial", version))
    style = record(0xE0, struct.pack("<3H", 0, 0, 0xFFF5) + b"\0" * (14 if version == 0x600 else 10))
    cell_style = record(0xE0, struct.pack("<3H", 0, 0, 1) + b"\0" * (14 if version == 0x600 else 10))
    globals_before = begin + after_begin + page + font * 4 + style * 15 + cell_style
    entry_length = 4 + 6 + len(_short_text(name, version))
    end = record(0x0A)
    sheet_at = len(globals_before) + entry_length + len(end)
    entry = record(0x85, struct.pack("<IH", sheet_at, 0) + _short_text(name, version))
    sheet_begin = record(
        0x809, struct.pack("<4H", version, 16, 0x0DBB, 1996) + (b"\0" * 8 if version == 0x600 else b"")
    )
    return globals_before + entry + end + sheet_begin + cells + end


def _short_text(text: bytes, version: int) -> bytes:
    return bytes([len(text)]) + (b"\0" if version == 0x600 else b"") + text


def number_record(row: int, column: int, value: float) -> bytes:
    """A NUMBER record in the first cell style."""
    return record(0x203, struct.pack("<3Hd", row, column, 15, value))


def label_record(row: int, column: int, text: bytes) -> bytes:
    """A LABEL record of BIFF 5, in the bytes of its code page."""
    return record(0x204, struct.pack("<4H", row, column, 15, len(text)) + text)


def error_record(row: int, column: int, code: int) -> bytes:
    """A BOOLERR record that holds an error."""
    return record(0x205, struct.pack("<3H2B", row, column, 15, code, 1))


def xls(cells: bytes = number_record(0, 0, 1.0), **options: object) -> bytes:
    """A minimal .xls."""
    stream = biff(cells, **options)
    return ole({"Workbook" if options.get("version", 0x0600) == 0x0600 else "Book": stream})


def xlsb_record(number: int, body: bytes = b"") -> bytes:
    """One record of a binary part."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length, size = b"", len(body)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    """A text of a binary part."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: bytes, *, sheet_tail: bytes = b"", styles: bytes = b"", strings: bytes = b"") -> bytes:
    """A one-sheet .xlsb around row and cell records."""
    book = xlsb_record(153, struct.pack("<2I", 0, 0) + wide("")) + xlsb_record(
        156, struct.pack("<2I", 0, 1) + wide("rId1") + wide("Sheet1")
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": ROOT_LINKS.replace("workbook.xml", "workbook.bin"),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": BOOK_LINKS.replace("sheet1.xml", "sheet1.bin"),
        "xl/worksheets/sheet1.bin": xlsb_record(145) + cells + xlsb_record(146) + sheet_tail,
    }
    if styles:
        parts["xl/styles.bin"] = styles
    if strings:
        parts["xl/sharedStrings.bin"] = strings
    return zipped(parts)


ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
)


def ods(rows: str, *, styles: str = "", prolog: str = "", kind: str = "spreadsheet", manifest: str = "") -> bytes:
    """A one-sheet .ods around table rows."""
    body = f'<office:body><office:spreadsheet><table:table table:name="Sheet1" table:style-name="ta1">{rows}</table:table></office:spreadsheet></office:body>'
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"{prolog}{ODS_HEAD}<office:automatic-styles>{styles}</office:automatic-styles>{body}</office:document-content>",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


ODS_CELL = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
_ODS_FLOOD = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" '
    'table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
)
_ODS_BOMB = entity_bomb().replace("worksheet", "x")
_EXTERNAL_SHEET = BOOK_LINKS.replace(
    'Target="worksheets/sheet1.xml"', 'Target="http://example.invalid/s.xml" TargetMode="External"'
)
_FILEPASS_RC4 = record(0x2F, struct.pack("<3H", 1, 1, 1) + b"\x11" * 48)
_FILEPASS_XOR = record(0x2F, struct.pack("<3H", 0, 0x1234, 0x5678))
_DOCUMENT = {"[Content_Types].xml": f'<Types xmlns="{TYPES}"/>', "word/document.xml": "<document/>"}
_CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'

DAMAGED = ("file_damaged",)
LARGE = ("file_too_large",)
OTHER = ("file_not_spreadsheet",)
ENCRYPTED = ("file_encrypted",)

FILES: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "empty.xlsx": (lambda: b"", ("file_empty",)),
    "blanks.xlsx": (lambda: b"\0" * 5000, ("file_empty",)),
    "no_cells.xlsx": (lambda: xlsx(""), ("file_no_cells",)),
    "truncated_half.xlsx": (lambda: xlsx()[:700], DAMAGED),
    "truncated_end.xlsx": (lambda: xlsx()[:-30], DAMAGED),
    "truncated_sheet.xlsx": (lambda: xlsx(sheet=sheet_xml()[:-40]), DAMAGED),
    "forged_small.xlsx": (lambda: forged_size(10), DAMAGED),
    "forged_large.xlsx": (lambda: forged_size(5000), DAMAGED),
    "forged_huge.xlsx": (lambda: forged_size(0xFFFFFFF0), LARGE),
    "overlapping.xlsx": (overlapping, DAMAGED),
    "repeated_member.xlsx": (repeated_member, DAMAGED),
    "encrypted_member.xlsx": (encrypted_member, ENCRYPTED),
    "broken_deflate.xlsx": (broken_deflate, DAMAGED),
    "many_members.xlsx": (many_members, LARGE),
    "zip_bomb.xlsx": (lambda: zeros(64), LARGE),
    "opposite_corners.xlsx": (lambda: xlsx(_CORNERS), LARGE),
    "entity_bomb.xlsx": (bomb_in_sheet, DAMAGED),
    "external_entity.xlsx": (external_entity, DAMAGED),
    "doctype_in_book.xlsx": (lambda: xlsx(book="<!DOCTYPE workbook>" + BOOK), DAMAGED),
    "no_sheet_part.xlsx": (lambda: xlsx(links=BOOK_LINKS.replace("sheet1", "sheet9")), DAMAGED),
    "external_sheet.xlsx": (lambda: xlsx(links=_EXTERNAL_SHEET), DAMAGED),
    "no_book.xlsx": (lambda: zipped({"[Content_Types].xml": CONTENT_TYPES}), DAMAGED),
    "string_out_of_range.xlsx": (lambda: xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), DAMAGED),
    "string_negative.xlsx": (lambda: xlsx('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), DAMAGED),
    "bad_address.xlsx": (lambda: xlsx('<row r="1"><c r="1A"><v>1</v></c></row>'), DAMAGED),
    "address_beyond.xlsx": (lambda: xlsx('<row r="1"><c r="XFE1"><v>1</v></c></row>'), DAMAGED),
    "row_beyond.xlsx": (lambda: xlsx('<row r="9999999"><c r="A9999999"><v>1</v></c></row>'), DAMAGED),
    "not_a_number.xlsx": (lambda: xlsx('<row r="1"><c r="A1"><v>abc</v></c></row>'), DAMAGED),
    "infinite.xlsx": (lambda: xlsx('<row r="1"><c r="A1"><v>1e999</v></c></row>'), DAMAGED),
    "crossed_tags.xlsx": (lambda: xlsx('<row r="1"><c r="A1"><v>1</c></v></row>'), DAMAGED),
    "encrypted_package.xlsx": (lambda: ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 5000}), ENCRYPTED),
    "rc4.xls": (lambda: xls(after_begin=_FILEPASS_RC4), ENCRYPTED),
    "xor.xls": (lambda: xls(after_begin=_FILEPASS_XOR), ENCRYPTED),
    "truncated.xls": (lambda: xls()[:1800], DAMAGED),
    "header_only.xls": (lambda: xls()[:512], DAMAGED),
    "sector_loop.xls": (lambda: ole({"Workbook": biff(number_record(0, 0, 1.0))}, loop=True), DAMAGED),
    "no_stream.xls": (lambda: ole({"Contents": b"x"}), DAMAGED),
    "word.doc": (lambda: ole({"WordDocument": b"x"}), OTHER),
    "html.xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", OTHER),
    "html_with_mark.xls": (lambda: b"\xef\xbb\xbf\r\n<TABLE border=1><tr><td>1</td></tr></TABLE>", OTHER),
    "csv.xls": (lambda: "STT,Tên\n1,Văn phòng Bộ\n".encode(), OTHER),
    "utf16.xls": (lambda: "STT\tTên\n".encode("utf-16"), OTHER),
    "xml2003.xls": (lambda: _XML_2003, ("file_old_format",)),
    "document.xlsx": (lambda: zipped(_DOCUMENT), OTHER),
    "archive.xlsx": (lambda: zipped({"a.xlsx": xlsx(), "b.txt": "x"}), OTHER),
    "text.ods": (lambda: ods("", kind="text"), OTHER),
    "gzip.xlsx": (lambda: gzip.compress(b"x" * 100), OTHER),
    "report.pdf.xlsx": (lambda: b"%PDF-1.7\n" + b"x" * 100, OTHER),
    "photo.xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, OTHER),
    "noise.xlsx": (lambda: bytes(range(1, 256)) * 4 + b"\0", OTHER),
    "cells_repeat.ods": (lambda: ods(_ODS_FLOOD), LARGE),
    "entity_bomb.ods": (lambda: ods(f"<table:table-row>{ODS_CELL}</table:table-row>", prolog=_ODS_BOMB), DAMAGED),
    "encrypted.ods": (lambda: ods("", manifest='<x media-type="application/vnd.oasis.opendocument.spreadsheet"/><encryption-data/>'), ENCRYPTED),
    "truncated.xlsb": (lambda: xlsb(xlsb_record(0, b"\0" * 17)[:-3] + b"\xff" * 8), DAMAGED),
    "text_overruns.xlsb": (lambda: xlsb(xlsb_record(0, b"\0" * 17) + xlsb_record(6, b"\0" * 8 + b"\xff\xff\0\0ab")), DAMAGED),
}  # fmt: skip


def files() -> dict[str, tuple[bytes, tuple[str, ...]]]:
    """Every hostile file with the codes that fit it."""
    return {name: (build(), codes) for name, (build, codes) in FILES.items()}
