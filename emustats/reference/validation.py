"""Checks of the reference files beyond single cells: layouts, phrases without letters, phrases with two meanings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emustats.errors import ReferenceDataError
from emustats.reference.records import (
    BEARING_KINDS,
    COUNT_KINDS,
    HEADER_ROLES,
    LAYOUT_TABLES,
    SHARED_ROLES,
    TALLY_ROLES,
)
from emustats.reference.rows import read_rows
from emustats.text import match_key, name_key

LAYOUT_COLUMNS = ("layout", "table", "requires", "any_of", "mark")
# Columns of each file that hold phrases to be met in a workbook.
_PHRASES = {
    "awards": ("name", "abbreviations", "spellings"),
    "units": ("name", "short_name", "aliases"),
    "ambiguous_names": ("texts", "context"),
    "award_words": ("words",),
    "reading_words": ("words",),
    "headers": ("synonyms",),
    "spellings": ("text",),
}
# Signs that readers know by the words they stand for: "%" is read as "phần trăm".
_SPELLED_SIGNS = "%"
_ANY_AUTHORITY = "*"

Records = Mapping[tuple, tuple[Any, str]]


def layouts(content: bytes, file: str) -> dict[str, dict[str, str]]:
    """The rows of a ``layouts.csv`` by layout, every column present.

    Raises ReferenceDataError for an unknown column, table or role, and a layout twice.
    """
    found: dict[str, dict[str, str]] = {}
    for line, cells in read_rows(content, file):
        where = f"{file}, dòng {line}"
        unknown = [column for column in cells if column not in LAYOUT_COLUMNS]
        if unknown:
            raise ReferenceDataError(
                f"{file}, dòng 1: không có cột {', '.join(unknown)}. Các cột: {', '.join(LAYOUT_COLUMNS)}."
            )
        row = {column: cells.get(column, "") for column in LAYOUT_COLUMNS}
        if not row["layout"]:
            raise ReferenceDataError(f"{where}: cột layout bỏ trống. Hãy điền giá trị.")
        if row["layout"] in found:
            raise ReferenceDataError(f"{where}: layout “{row['layout']}” ghi hai lần. Hãy bỏ một dòng.")
        _check_layout(row, where)
        found[row["layout"]] = row
    return found


def _check_layout(row: dict[str, str], where: str) -> None:
    if row["table"] not in LAYOUT_TABLES:
        raise ReferenceDataError(
            f"{where}: cột table ghi “{row['table']}”, phải là một trong: {', '.join(sorted(LAYOUT_TABLES))}."
        )
    roles = {role.partition(".")[2] for role in HEADER_ROLES if role.partition(".")[0] in (row["table"], "any")}
    if row["table"] == "tally":
        roles |= TALLY_ROLES
    for column in ("requires", "any_of"):
        for role in filter(None, row[column].split("|")):
            if role not in roles:
                raise ReferenceDataError(
                    f"{where}: cột {column} ghi “{role}”, bảng {row['table']} chỉ có: {', '.join(sorted(roles))}."
                )


def phrases(name: str, records: Records) -> None:
    """Raise ReferenceDataError for a phrase that has no letter or digit and so would never be met."""
    for record, where in records.values():
        for column in _PHRASES.get(name, ()):
            value = getattr(record, column)
            for phrase in (value,) if isinstance(value, str) else value:
                if phrase and not match_key(phrase) and phrase not in (_SPELLED_SIGNS, _ANY_AUTHORITY):
                    raise ReferenceDataError(
                        f"{where}: cột {column} ghi “{phrase}”, không có chữ nào để nhận ra. Hãy ghi bằng chữ."
                    )


def header_roles(records: Records) -> None:
    """Raise ReferenceDataError for a phrase that stands under two roles of one table which nothing tells apart."""
    seen: dict[str, list[str]] = {}
    for record, where in records.values():
        for phrase in record.synonyms:
            key = _phrase_key(record.role, phrase)
            if "*" in phrase or not key:
                continue
            for other in seen.setdefault(key, []):
                if (
                    other != record.role
                    and _in_one_table(other, record.role)
                    and {other, record.role} not in SHARED_ROLES
                ):
                    raise ReferenceDataError(
                        f"{where}: “{phrase}” vừa là {other} vừa là {record.role}, không có gì phân biệt. "
                        "Hãy chỉ ghi ở một dòng."
                    )
            seen[key].append(record.role)


def _phrase_key(role: str, phrase: str) -> str:
    """Phrases that compose labels of counts are told apart by their accents, headers of columns are not."""
    text = phrase.replace("%", " phần trăm ").replace("#", " 0 ")
    return name_key(text) if role.partition(".")[0] in COUNT_KINDS else match_key(text)


def _in_one_table(role: str, other: str) -> bool:
    tables = {role.partition(".")[0], other.partition(".")[0]}
    if tables & COUNT_KINDS:
        return tables <= BEARING_KINDS and "aside.ordinal" not in (role, other) or tables == {"axis"}
    return len(tables) == 1 or "any" in tables and "cover" not in tables


def spellings(records: Records, codes: Iterable[str]) -> None:
    """Raise ReferenceDataError for a spelling of nothing, or one that is given to two awards or two units."""
    known = set(codes)
    seen: dict[str, str] = {}
    for record, where in records.values():
        if record.code not in known:
            raise ReferenceDataError(
                f"{where}: mã “{record.code}” không có trong awards.csv hay units.csv. Hãy sửa mã hoặc bổ sung."
            )
        first = seen.setdefault(match_key(record.text), record.code)
        if first != record.code:
            raise ReferenceDataError(f"{where}: “{record.text}” đã là tên của {first}. Hãy chỉ giữ một dòng.")
