"""Streams of a compound file (OLE2, the container of .xls and of encrypted workbooks), with every chain bounded."""

from __future__ import annotations

import struct
import sys
from array import array
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<24x2H2x2H6x4x2I4x5I")
_FIRST_SPECIAL = 0xFFFFFFFA  # from here on a sector number is a mark: end of chain, free, table
_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Entry(NamedTuple):
    """One directory entry."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile(NamedTuple):
    """An opened compound file: its bytes, sector sizes, allocation tables and directory."""

    data: bytes
    sector: int
    table: array[int]
    small_sector: int
    small_table: array[int]
    small_limit: int
    entries: list[Entry]


def open_compound(data: bytes) -> CompoundFile:
    """The tables and the directory of a compound file; raises ValueError where they make no sense."""
    if len(data) < 1024 or data[:8] != MAGIC:
        raise ValueError("no compound file header")
    (
        _, version, shift, small_shift, table_count, directory, small_limit, small_start, small_count,
        more_start, more_count,
    ) = _HEADER.unpack_from(data)  # fmt: skip
    if shift not in (9, 12) or small_shift > shift or version not in (3, 4):
        raise ValueError("sector size")
    sector = 1 << shift
    places = list(struct.unpack_from("<109I", data, 76))
    more = more_start
    for _ in range(min(more_count, len(data) // sector)):
        if more >= _FIRST_SPECIAL:
            break
        *listed, more = _numbers(_sector(data, sector, more))
        places += listed
    table = array("I")
    for place in places[:table_count]:
        if place < _FIRST_SPECIAL:
            table.extend(_numbers(_sector(data, sector, place)))
    blank = CompoundFile(data, sector, table, 1 << small_shift, array("I"), small_limit, [])
    small_table = _numbers(_chain(blank, small_start)) if small_count and small_start < _FIRST_SPECIAL else array("I")
    return blank._replace(small_table=small_table, entries=_entries(_chain(blank, directory)))


def root_streams(compound: CompoundFile) -> dict[str, Entry]:
    """The streams at the top of the file by lower-case name: those of embedded documents are not among them."""
    found: dict[str, Entry] = {}
    entries = compound.entries
    waiting = [entries[0].child] if entries else []
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        entry = entries[number]
        waiting += [entry.left, entry.right]
        if entry.kind == _STREAM:
            found.setdefault(entry.name.lower(), entry)
    return found


def read_stream(compound: CompoundFile, entry: Entry) -> bytes:
    """The bytes of one stream; raises ValueError where its sectors run in a circle or outside the file."""
    if entry.size >= compound.small_limit:
        return _chain(compound, entry.start, entry.size)[: entry.size]
    root = compound.entries[0]
    store = _chain(compound, root.start, root.size)
    small = compound._replace(data=store, sector=compound.small_sector, table=compound.small_table)
    return _chain(small, entry.start, entry.size, first=0)[: entry.size]


def _chain(compound: CompoundFile, start: int, size: int | None = None, first: int = 1) -> bytes:
    """Sectors from ``start`` along the table; as many as ``size`` needs, all if it is None."""
    table, sector = compound.table, compound.sector
    wanted = len(table) if size is None else -(-size // sector)
    pieces: list[bytes] = []
    seen: set[int] = set()
    while start < _FIRST_SPECIAL and len(pieces) < wanted:
        if start in seen:
            raise ValueError("sectors run in a circle")
        if start >= len(table):
            raise ValueError("sector outside the file")
        seen.add(start)
        pieces.append(_sector(compound.data, sector, start, first))
        start = table[start]
    return b"".join(pieces)


def _sector(data: bytes, sector: int, number: int, first: int = 1) -> bytes:
    start = (number + first) * sector
    if start >= len(data):
        raise ValueError("sector outside the file")
    return data[start : start + sector]


def _numbers(content: bytes) -> array[int]:
    numbers = array("I", content[: len(content) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _entries(content: bytes) -> list[Entry]:
    entries = []
    for place in range(0, len(content) - 127, 128):
        name, length, kind, left, right, child, start, size = struct.unpack_from("<64sHBx3I36xII", content, place)
        text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        entries.append(Entry(text, kind, left, right, child, start, size))
    if not entries or entries[0].kind != _ROOT:
        raise ValueError("no root entry")
    return entries
