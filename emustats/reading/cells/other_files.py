"""What a file is that is no workbook: named, so that its sender knows what to do."""

from __future__ import annotations

import codecs
import re
from collections import Counter

# First bytes of files that units send by mistake: pattern, Vietnamese name, English name.
_OTHER_FILES = (
    (rb"%PDF-", "tệp PDF", "a PDF file"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|BM.{4}\x00\x00\x00\x00", "ảnh", "an image"),
    (rb"RIFF.{4}WEBP|....ftyphei[cf]", "ảnh", "an image"),
    (rb"\{\\rtf", "tệp văn bản RTF", "an RTF document"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "tệp nén", "an archive"),
    (rb"MZ|\x7fELF", "tệp chương trình", "a program"),
)
_SPREADSHEET_XML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", re.IGNORECASE)
_FLAT_OPENDOCUMENT = re.compile(rb"urn:oasis:names:tc:opendocument", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+)?(?:html|table|head|body|meta|style)\b", re.IGNORECASE)
_TABLE = re.compile(rb"<table\b", re.IGNORECASE)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 4096
_SAMPLE = 1 << 16  # enough of a text to see columns in it
_FEWEST_LINES = 3
_NUMBER = re.compile(r"\s*\"?[-(]?[0-9][0-9.,\s]*%?\)?\"?\s*")


def name_other(data: bytes) -> tuple[str, str, str]:
    """Code of the refusal, and what the file is in Vietnamese and in English.

    >>> name_other(b"%PDF-1.7"), name_other(b"<html><body>")[0]
    (('file_not_spreadsheet', 'tệp PDF', 'a PDF file'), 'file_html_without_table')
    """
    for pattern, what_vi, what_en in _OTHER_FILES:
        if re.match(pattern, data[:_HEAD], re.DOTALL):
            return "file_not_spreadsheet", what_vi, what_en
    if not data.strip(b"\x00 \t\r\n"):
        return "file_empty", "", "only blanks"
    head = _narrow(data[:_HEAD])
    if _SPREADSHEET_XML.search(head):
        return "file_old_format", "XML Spreadsheet 2003", "XML Spreadsheet 2003"
    if _FLAT_OPENDOCUMENT.search(head):
        return "file_old_format", "OpenDocument dạng một tệp XML", "flat OpenDocument XML"
    if _HTML.search(head):
        code = "file_not_spreadsheet" if _TABLE.search(_narrow(data)) else "file_html_without_table"
        return code, "trang web (HTML)", "a web page (HTML)"
    separator = export_separator(data)
    if separator is not None:
        return "file_text_export", *_SEPARATED[separator]
    if b"\x00" not in head:
        return "file_not_spreadsheet", "văn bản thường (CSV, TXT)", "plain text (CSV, TXT)"
    return "file_not_spreadsheet", "tệp không rõ loại", "a file of unknown kind"


_SEPARATED = {
    "\t": ("các cột cách nhau bằng dấu tab", "columns separated by tabs"),
    ";": ("các cột cách nhau bằng dấu chấm phẩy", "columns separated by semicolons"),
    ",": ("các cột cách nhau bằng dấu phẩy", "columns separated by commas"),
}


def _narrow(data: bytes) -> bytes:
    """Text in two bytes a character as one that patterns of ASCII letters find something in."""
    return data.decode("utf-16", "ignore").encode() if data[:2] in _WIDE else data


def is_spreadsheet_xml(head: bytes) -> bool:
    """Whether the beginning of an .xml file is that of a spreadsheet that a program saved in this form."""
    head = _narrow(head[:_HEAD])
    return bool(_SPREADSHEET_XML.search(head) or (_FLAT_OPENDOCUMENT.search(head) and b"spreadsheet" in head))


def export_separator(data: bytes) -> str | None:
    """What separates the columns of a text that was saved from a spreadsheet; None for prose, lists and notes.

    Several lines have columns, and in at least two a column after the first is a number.

    >>> export_separator("STT\\tTên\\tSố\\n1\\tA\\t5\\n2\\tB\\t7\\n".encode()), export_separator(b"a, b, c")
    ('\\t', None)
    """
    sample = data[:_SAMPLE]
    if sample[:2] in _WIDE:
        text = sample.decode("utf-16", "ignore")
    elif b"\x00" in sample:
        return None
    else:
        text = sample.decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    for separator in _SEPARATED:
        split = [fields for line in lines if len(fields := line.split(separator)) > 1]
        if len(split) < _FEWEST_LINES or not _is_regular(split, len(lines), is_tab=separator == "\t"):
            continue
        with_number = sum(any(_NUMBER.fullmatch(field) for field in fields[1:]) for fields in split)
        if with_number >= 2:
            return separator
    return None


def _is_regular(split: list[list[str]], lines: int, *, is_tab: bool) -> bool:
    # Tabs hardly occur in prose; commas and semicolons do, but not as many in every line.
    width, most = Counter(map(len, split)).most_common(1)[0]
    return 2 * len(split) >= lines if is_tab else width > 2 and 5 * most >= 4 * lines
