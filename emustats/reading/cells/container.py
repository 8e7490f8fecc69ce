"""What a received file is, by its bytes, and whether it is safe to open: kinds, limits and zip members."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from emustats.errors import SubmissionError
from emustats.reading.cells.ole import MAGIC as OLE_MAGIC
from emustats.reading.cells.ole import open_compound, read_stream, root_streams
from emustats.reading.cells.other_files import name_other

MAX_FILE_BYTES = 64 << 20
MAX_MEMBERS = 5_000
MAX_PART_BYTES = 192 << 20
MAX_INFLATED_BYTES = 256 << 20
MAX_RATIO = 250  # honest parts were seen to expand 100 times; bombs 326 and 1,029 times
RATIO_FREE_BYTES = 8 << 20  # below this size a part harms nobody, whatever its ratio

_RAW_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08](?:[\x04\x06\x08\x10]\x00)")
_HEADER = struct.Struct("<4s5H3I2H")
_PARSED_SUFFIXES = (".xml", ".bin", ".rels")
_OPENDOCUMENT = b"application/vnd.oasis.opendocument."

_OLE_DOCUMENTS = (
    ("worddocument", "văn bản Word", "a Word document"),
    ("powerpoint document", "bản trình chiếu PowerPoint", "a PowerPoint presentation"),
    ("pp40", "bản trình chiếu PowerPoint", "a PowerPoint presentation"),
    ("__properties_version1.0", "thư điện tử Outlook", "an Outlook message"),
    ("visiodocument", "bản vẽ Visio", "a Visio drawing"),
    ("envelope", "ấn phẩm Publisher", "a Publisher publication"),
)


class Part(NamedTuple):
    """One zip member: where its bytes lie in the file, and what its directory entry claims."""

    name: str
    offset: int
    packed_size: int
    size: int
    crc: int
    method: int


class Archive(NamedTuple):
    """A checked zip file; ``parts`` by lower-case name with forward slashes."""

    data: bytes
    parts: dict[str, Part]


def refuse(code: str, reason: str = "", **details: object) -> SubmissionError:
    """A refusal of the whole file; ``reason`` is technical and English, for people who look closer."""
    return SubmissionError(code, f"{code}: {reason}" if reason else code, reason=reason, **details)


def read_file(path: str | Path) -> bytes:
    """The bytes of a workbook, opened read-only.

    Raises SubmissionError: file_too_large over 64 MiB, file_empty, file_unreadable when the system refuses.

    >>> read_file("missing.xlsx")
    Traceback (most recent call last):
    emustats.errors.SubmissionError: file_unreadable: No such file or directory
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refuse("file_unreadable", error.strerror or type(error).__name__) from error
    _check_size(data)
    return data


def _check_size(data: bytes) -> None:
    if not data:
        raise refuse("file_empty", "no bytes")
    if len(data) > MAX_FILE_BYTES:
        raise refuse("file_too_large", f"more than {MAX_FILE_BYTES >> 20} MiB")


def sniff(data: bytes) -> str:
    """The kind of a workbook by its bytes, never by its name: "xlsx", "xls", "xlsb" or "ods".

    Raises SubmissionError with code file_empty, file_encrypted, file_damaged, file_too_large,
    file_old_format, file_text_export, file_html_without_table or file_not_spreadsheet.

    >>> sniff(b"<html><body>")
    Traceback (most recent call last):
    emustats.errors.SubmissionError: file_not_spreadsheet: a web page (HTML)
    """
    _check_size(data)
    if data[:2] == b"PK":
        return zip_kind(open_zip(data))
    if data[:8] == OLE_MAGIC:
        return _ole_kind(data)
    if _RAW_BIFF.match(data):
        return "xls"
    code, what_vi, what_en = name_other(data)
    raise refuse(code, what_en, what_vi=what_vi, what_en=what_en)


def open_zip(data: bytes) -> Archive:
    """The members of a zip file, counted and measured before anything is unpacked.

    Raises SubmissionError: file_damaged for a broken directory, members that overlap, repeat or reach
    outside the file; file_encrypted; file_too_large for what would unpack past the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise refuse("file_damaged", f"zip directory: {error}") from error
    if len(entries) > MAX_MEMBERS:
        raise refuse("file_too_large", f"{len(entries)} zip members")
    parts: dict[str, Part] = {}
    reach = total = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        part, end = _part(data, entry, reach)
        reach = end
        name = part.name.lower()
        if name in parts:
            raise refuse("file_damaged", f"zip member {part.name!r} is there twice")
        parts[name] = part
        if name.endswith(_PARSED_SUFFIXES):
            total += part.size
            _check_expansion(part, total)
    return Archive(data, parts)


def _part(data: bytes, entry: zipfile.ZipInfo, reach: int) -> tuple[Part, int]:
    start = entry.header_offset
    if start < reach:
        raise refuse("file_damaged", f"zip member {entry.filename!r} overlaps another")
    if start + _HEADER.size > len(data):
        raise refuse("file_damaged", f"zip member {entry.filename!r} lies outside the file")
    magic, _, _, _, _, _, _, _, _, name_length, extra_length = _HEADER.unpack_from(data, start)
    offset = start + _HEADER.size + name_length + extra_length
    end = offset + entry.compress_size
    if magic != b"PK\x03\x04" or end > len(data):
        raise refuse("file_damaged", f"zip member {entry.filename!r} is cut off")
    if entry.flag_bits & 0x41:
        raise refuse("file_encrypted", "encrypted zip member")
    name = entry.filename.replace("\\", "/").lstrip("/")
    return Part(name, offset, entry.compress_size, entry.file_size, entry.CRC, entry.compress_type), end


def _check_expansion(part: Part, total: int) -> None:
    if part.size > MAX_PART_BYTES or total > MAX_INFLATED_BYTES:
        raise refuse("file_too_large", f"{part.name!r} would unpack to {part.size} bytes")
    if part.size > RATIO_FREE_BYTES and part.size > MAX_RATIO * max(part.packed_size, 1):
        raise refuse("file_too_large", f"{part.name!r} expands {part.size // max(part.packed_size, 1)} times")


def inflate(archive: Archive, part: Part) -> bytes:
    """One member unpacked; never more than its directory entry claims.

    Raises SubmissionError file_damaged when the bytes, the size or the checksum are not those claimed.
    """
    packed = archive.data[part.offset : part.offset + part.packed_size]
    if part.method == zipfile.ZIP_STORED:
        content = packed
    elif part.method == zipfile.ZIP_DEFLATED:
        unpack = zlib.decompressobj(-15)
        try:
            content = unpack.decompress(packed, part.size + 1)
        except zlib.error as error:
            raise refuse("file_damaged", f"{part.name!r}: {error}") from error
        if not unpack.eof and len(content) <= part.size:
            # A stream of exactly the claimed size may still owe its end-of-block mark.
            content += unpack.decompress(unpack.unconsumed_tail, 1)
            if not unpack.eof:
                raise refuse("file_damaged", f"{part.name!r} is cut off")
    else:
        raise refuse("file_unreadable", f"{part.name!r} is packed by method {part.method}")
    if len(content) != part.size or zlib.crc32(content) != part.crc:
        raise refuse("file_damaged", f"{part.name!r} is not what the zip directory claims")
    return content


def packed_bytes(archive: Archive, part: Part) -> bytes:
    """The member as packed: equal bytes unpack to equal content, which lets callers remember results."""
    return archive.data[part.offset : part.offset + part.packed_size]


def zip_kind(archive: Archive) -> str:
    """The kind of a zipped workbook: "xlsx", "xlsb" or "ods"; raises SubmissionError for anything else."""
    parts = archive.parts
    if "mimetype" in parts or "content.xml" in parts:
        return _opendocument_kind(archive)
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    types = parts.get("[content_types].xml")
    content = inflate(archive, types) if types else b""
    if b"sheet.binary" in content:
        return "xlsb"
    if b"sheet.main+xml" in content or b"sheet.macroEnabled.main+xml" in content:
        return "xlsx"
    if b"wordprocessingml" in content or "word/document.xml" in parts:
        raise _not_spreadsheet("văn bản Word", "a Word document")
    if b"presentationml" in content:
        raise _not_spreadsheet("bản trình chiếu PowerPoint", "a PowerPoint presentation")
    if "index/document.iwa" in parts or any(name.startswith("index/tables/") for name in parts):
        raise refuse("file_old_format", "Apple Numbers", what_vi="Apple Numbers", what_en="Apple Numbers")
    if any(name.startswith("xl/") for name in parts) or b"spreadsheetml" in content:
        raise refuse("file_damaged", "no workbook part")
    if types:
        raise _not_spreadsheet("tệp Office khác bảng tính", "an Office file other than a spreadsheet")
    raise _not_spreadsheet("tệp nén ZIP", "a zip archive")


def _opendocument_kind(archive: Archive) -> str:
    mimetype = archive.parts.get("mimetype")
    kind = inflate(archive, mimetype).strip() if mimetype and mimetype.size < 200 else b""
    manifest = archive.parts.get("meta-inf/manifest.xml")
    listing = inflate(archive, manifest) if manifest else b""
    if not kind.startswith(_OPENDOCUMENT):
        found = re.search(rb"application/vnd\.oasis\.opendocument\.[a-z-]+", listing)
        kind = found.group() if found else b""
    if kind.startswith(_OPENDOCUMENT + b"spreadsheet"):
        if b"encryption-data" in listing:
            raise refuse("file_encrypted", "encrypted OpenDocument")
        return "ods"
    if kind.startswith(_OPENDOCUMENT):
        raise _not_spreadsheet("tệp OpenDocument khác bảng tính", "an OpenDocument file other than a spreadsheet")
    if b"vnd.sun.xml.calc" in listing:
        raise refuse(
            "file_old_format", "OpenOffice 1", what_vi="OpenOffice 1.x (.sxc)", what_en="OpenOffice 1.x (.sxc)"
        )
    raise _not_spreadsheet("tệp nén ZIP", "a zip archive")


def _ole_kind(data: bytes) -> str:
    names = _top_streams(data)
    if "workbook" in names or "book" in names:
        return "xls"
    if "encryptedpackage" in names:
        raise refuse("file_encrypted", "EncryptedPackage")
    for name, what_vi, what_en in _OLE_DOCUMENTS:
        if name in names:
            raise _not_spreadsheet(what_vi, what_en)
    raise refuse("file_damaged", "compound file without a workbook")


def _top_streams(data: bytes) -> set[str]:
    try:
        return set(root_streams(open_compound(data)))
    except (ValueError, struct.error) as error:
        raise refuse("file_damaged", f"compound file: {error}") from error


def workbook_stream(data: bytes) -> bytes:
    """The records of an .xls, out of its compound file or as they are (before BIFF 5 there was no container).

    Raises SubmissionError file_damaged.
    """
    if data[:8] != OLE_MAGIC:
        return data
    try:
        compound = open_compound(data)
        streams = root_streams(compound)
        return read_stream(compound, streams.get("workbook") or streams["book"])
    except (ValueError, KeyError, struct.error) as error:
        raise refuse("file_damaged", f"compound file: {error}") from error


def _not_spreadsheet(what_vi: str, what_en: str) -> SubmissionError:
    return refuse("file_not_spreadsheet", what_en, what_vi=what_vi, what_en=what_en)
