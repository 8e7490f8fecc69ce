"""What the titles over a table and the name of its sheet say about every row of it: state, recipient, basis, award."""

from __future__ import annotations

from functools import lru_cache

from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import split_mark
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reference import Reference
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import folded, pattern
from emustats.text import clean, fold, parse_basis, parse_recipient

_LISTED = r"\b<title.list> (?:<title.all> )?(<title.recipient>)\b(?! <title.recipient>| <joining> )"
_LONGEST_HEADING = 60
_YEARS = r"\b((?:19|20)\d\d)\s*(?:[-–—]|<date.to_year>)\s*((?:19|20)\d\d)\b"
_PERIOD = r"\b<period.span>\b.*\b\d{4}|\b<period.years>\b(?! (?:19|20)\d\d)|\b<period.term>\b"
# "Ngày 6 tháng 11" is a date, "6 tháng" a part of the year.
_PART = r"(?P<date>\b<date.day> )?\b<part.months>\b(?! \d)|\b<part.other>\b"
_GIVEN = r"<title.given>"
_STATES = ("decided", "proposed", "registered")


def default_state(table: RawTable, sheet: str, reference: Reference) -> str:
    """What the lines of a table without a state column report: awards decided, unless its title says proposals."""
    return states_state(table, sheet, reference) or "decided"


def states_state(table: RawTable, sheet: str, reference: Reference) -> str | None:
    """The state that the titles of a table, or else the name of its sheet, say."""
    texts = (*reversed(table.titles), *reversed(table.sheet_titles), sheet)
    return next((state for text in texts if (state := _said_state(text, reference))), None)


@lru_cache(maxsize=8192)
def _said_state(text: str, reference: Reference) -> str | None:
    line = fold(text)
    said = (state for state in _STATES if any(word in line for word in folded(f"title.{state}", reference)))
    return next(said, None)


@lru_cache(maxsize=8192)
def is_period(text: str, reference: Reference) -> bool:
    """Whether a title is about several years: their totals never enter an annual series.

    >>> from emustats.reference import load
    >>> [is_period(text, load()) for text in ("giai đoạn 2015-2020", "5 năm 2015 - 2019", "năm học 2018-2019")]
    [True, True, False]
    """
    line = clean(text)
    span = pattern(_YEARS, reference).search(line)
    if span and int(span[2]) - int(span[1]) > 1:
        return True
    return bool(pattern(_PERIOD, reference, "fold").search(fold(line)))


@lru_cache(maxsize=8192)
def is_part_of_year(text: str, reference: Reference) -> bool:
    """Whether a title is about half a year, nine months or a quarter."""
    return any(not found["date"] for found in pattern(_PART, reference, "fold").finditer(fold(text)))


def said_recipient(table: RawTable, sheet: str, reference: Reference) -> str | None:
    """The kind of recipient that the title right above a table, or its sheet, is named after."""
    for text in (*reversed(table.titles), sheet):
        found = parse_recipient(split_mark(text)[1])
        if found:
            return found
        listed = pattern(_LISTED, reference, "fold").search(fold(text))
        if listed:
            return parse_recipient(listed.group(1))
        named = _named_recipient(text, reference)
        if named:
            return named
    return None


@lru_cache(maxsize=8192)
def _named_recipient(text: str, reference: Reference) -> str | None:
    """The one kind of recipient that a title names by its own word, every other word understood.

    >>> from emustats.reference import load
    >>> [_named_recipient(text, load()) for text in ("II. Khen thưởng cá nhân", "Kết quả của đơn vị, cá nhân")]
    ['individual', None]
    """
    label = read_label(text, grammar(reference))
    if label.unknown or label.kinds & {"award", "unit", "aside"} or len(label.values("recipient")) != 1:
        return None
    said = next(fact.words for fact in label.facts if fact.kind == "recipient")
    return parse_recipient(said) if fold(said) in folded("title.recipient", reference) else None


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
        parts = pattern(_GIVEN, words.reference).split(clean(title).lower(), maxsplit=1)
        if len(parts) == 2 and resolve_award(parts[1], words.reference, suggest=False).code is not None:
            return parts[1].strip()
        label = read_label(title, grammar(words.reference))
        named = label.values("award")
        if len(named) == 1 and not label.unknown and resolve_award(named[0], words.reference, suggest=False).code:
            return named[0]
    return None
