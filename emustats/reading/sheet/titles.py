"""What the titles over a table and the name of its sheet say about every row of it: state, recipient, basis, award."""

from __future__ import annotations

import re
from functools import lru_cache

from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import split_mark
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reference.names import resolve_award
from emustats.text import clean, fold, parse_basis, parse_recipient

_LISTED = re.compile(r"\bdanh sach (?:cac |nhung )?(tap the|ca nhan|ho gia dinh)\b(?! ca nhan| va | tap the| ho gia)")
_LONGEST_HEADING = 60
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*(?:[-–—]|đến(?: năm)?)\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_PERIOD = re.compile(r"\bgiai doan\b.*\b\d{4}|\b\d{1,2} nam\b(?! (?:19|20)\d\d)|\bnhiem ki\b")
_PART = re.compile(
    r"(?<!ngay )\b(?:[1-9]|1[01]|ba|sau|chin|muoi) thang\b(?! \d)|\bqui (?:[1-4]|i{1,3}|iv)\b|\bso ket\b"
)


def default_state(table: RawTable, sheet: str) -> str:
    """What the lines of a table without a state column report: awards decided, unless its title says proposals."""
    texts = (*reversed(table.titles), *reversed(table.sheet_titles), sheet)
    return next((state for text in texts if (state := _said_state(text))), "decided")


@lru_cache(maxsize=8192)
def _said_state(text: str) -> str | None:
    line = fold(text)
    if "ket qua" in line or "da duoc" in line or "duoc khen" in line:
        return "decided"
    if "de nghi" in line or "de xuat" in line or "trinh khen" in line:
        return "proposed"
    return "registered" if "dang ki" in line else None


@lru_cache(maxsize=8192)
def is_period(text: str) -> bool:
    """Whether a title is about several years: their totals never enter an annual series.

    >>> is_period("giai đoạn 2015-2020"), is_period("5 năm 2015 - 2019"), is_period("năm học 2018-2019")
    (True, True, False)
    """
    line = clean(text)
    span = _YEARS.search(line)
    return bool(_PERIOD.search(fold(line)) or span and int(span[2]) - int(span[1]) > 1)


@lru_cache(maxsize=8192)
def is_part_of_year(text: str) -> bool:
    """Whether a title is about half a year, nine months or a quarter."""
    return bool(_PART.search(fold(text)))


def said_recipient(table: RawTable, sheet: str) -> str | None:
    """The kind of recipient that the title right above a table, or its sheet, is named after."""
    for text in (*reversed(table.titles), sheet):
        found = parse_recipient(split_mark(text)[1])
        if found:
            return found
        listed = _LISTED.search(fold(text))
        if listed:
            return parse_recipient(listed.group(1))
    return None


def said_basis(table: RawTable) -> str | None:
    """The phương thức that the title right above a table names."""
    if not table.titles or len(table.titles[-1]) > _LONGEST_HEADING:
        return None
    return parse_basis(table.titles[-1])


def said_award(titles: tuple[str, ...], words: HeaderWords) -> str | None:
    """The one award that a title names: "Danh sách cá nhân được tặng Bằng khen của Bộ trưởng"."""
    for title in reversed(titles):
        if resolve_award(title, words.reference, suggest=False).code is not None:
            return title
        parts = re.split(
            r"được\s+tặng(?:\s+thưởng)?|đạt\s+danh\s+hiệu|đề\s+nghị\s+tặng", clean(title).lower(), maxsplit=1
        )
        if len(parts) == 2 and resolve_award(parts[1], words.reference, suggest=False).code is not None:
            return parts[1].strip()
        label = read_label(title, grammar(words.reference))
        named = label.values("award")
        if len(named) == 1 and not label.unknown and resolve_award(named[0], words.reference, suggest=False).code:
            return named[0]
    return None
