"""Workbooks broken in ways that mail, disks and careless programs break them, the same ones for the same seed."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hostile

HERE = Path(__file__).parent
SUFFIXES = (".xlsx", ".xls", ".ods", ".xlsb", ".csv", ".XLS", "")
_NUMBERS = (b"0", b"-1", b"99999999999", b"4294967295", b"1e999", b"NaN", b"1048577", "١".encode())
_SPLINTERS = (b"", b"<", b">", b'"', b"&", b"&#0;", b"\0", b"<!--", b"]]>", b"<![CDATA[")
_ENCODINGS = (b"UTF-16", b"ISO-8859-1", b"windows-1252", b"UTF-7", b"none-such")
_CONTENT = re.compile(r"sheet|shared|workbook|styles|content", re.IGNORECASE)


def sources() -> list[tuple[str, bytes]]:
    """Whole workbooks of every format, by suffix: the illustrative ones, foreign ones, and some built by code."""
    found = [(path.suffix, path.read_bytes()) for path in sorted((HERE.parent / "data" / "sample").rglob("*.xlsx"))[:6]]
    found += [(path.suffix, path.read_bytes()) for path in sorted((HERE / "foreign").iterdir())]
    found.append((".ods", hostile.ods(f"<table:table-row>{hostile.ODS_CELL * 9}</table:table-row>" * 9)))
    found.append((".xls", hostile.xls(b"".join(hostile.number_record(row, 0, float(row)) for row in range(200)))))
    return found


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """``count`` broken workbooks as (file name, bytes)."""
    rng = random.Random(seed)
    whole = sources()
    for number in range(count):
        suffix, data = rng.choice(whole)
        way = rng.choice((_flipped, _cut, _zeroed, _repeated, _bad_head, _member_broken, _member_broken, _renamed))
        if way is _renamed:
            suffix = rng.choice(SUFFIXES)
        yield f"{number:05d}{suffix}", way(rng, data)


def _renamed(rng: random.Random, data: bytes) -> bytes:
    return data


def _flipped(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _zeroed(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :]


def _repeated(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[max(0, at - 512) : at] * rng.randint(1, 20) + data[at:]


def _bad_head(rng: random.Random, data: bytes) -> bytes:
    return _flipped(rng, data[:4096]) + data[4096:]


def _member_broken(rng: random.Random, data: bytes) -> bytes:
    """One part of a zip file broken inside, under a checksum that fits it; other files are broken anywhere."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return _flipped(rng, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    chosen = rng.choice([place for place, (name, _) in enumerate(parts) if _CONTENT.search(name)])
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for place, (name, content) in enumerate(parts):
            times = 1
            if place == chosen:
                content = _part_broken(rng, content)
                times = rng.choice((1, 1, 1, 1, 1, 1, 0, 2))
            for _ in range(times):
                archive.writestr(name, content)
    return target.getvalue()


def _part_broken(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content)) if content else 0
    way = rng.randrange(7)
    if way == 0 and content:
        return _flipped(rng, content)
    if way == 1:
        return content[:at]
    if way == 2:
        return content[:at] + bytes(rng.randrange(1, 2000)) + content[at:]
    if way == 3:
        return content[:at] + content[max(0, at - 400) : at] * rng.randint(1, 50) + content[at:]
    if way == 4:
        return content.replace(b'encoding="UTF-8"', b'encoding="' + rng.choice(_ENCODINGS) + b'"')
    if way == 5:
        numbers = list(re.finditer(rb"\d+", content))
        if numbers:
            found = rng.choice(numbers)
            return content[: found.start()] + rng.choice(_NUMBERS) + content[found.end() :]
    return content[:at] + rng.choice(_SPLINTERS) + content[at + 1 :]
