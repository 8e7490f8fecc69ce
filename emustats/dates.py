"""Dates and years as people type them: day first always, years from titles and file names."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from emustats.text import clean, fold

_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/\-]|\.\d)")
_ISO = re.compile(r"(?<![\d/.\-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/\-]|\.\d)")
_WORDS = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2}) nam (\d{4}|\d{2})\b")
_NO_YEAR = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?[/\-]\s?(\d{1,2})(?![\d/\-%]|[.,]\d)")
_WORDS_NO_YEAR = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2})\b(?! nam)")


def _date(year: str | int, month: str, day: str) -> date | None:
    number = int(year)
    if isinstance(year, str) and len(year) == 2:
        number += 2000 if number <= 68 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def parse_date(value: object, *, year: int | None = None) -> date | None:
    """The one date that a cell value gives, day first; None for no date, an impossible one, or more than one.

    Dates and datetimes pass. Texts may have words around the date ("trước ngày 30/11/2019"). Two-digit years
    00-68 are 2000-2068. ``year`` completes "30/11" and "ngày 30 tháng 11"; without it these give None.

    >>> parse_date("21.11.2019"), parse_date("ngày 8 tháng 11 năm 2019"), parse_date("11/21/2019")
    (datetime.date(2019, 11, 21), datetime.date(2019, 11, 8), None)
    """
    if isinstance(value, datetime):
        return value.date() if value == value else None
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not any(character.isdigit() for character in value):
        return None
    text = clean(value)
    found = [_date(y, m, d) for y, _, m, d in _ISO.findall(text)]
    found += [_date(y, m, d) for d, _, m, y in _NUMERIC.findall(text)]
    if not found:
        words = fold(text)
        found = [_date(y, m, d) for d, m, y in _WORDS.findall(words)]
        if not found and year is not None:
            pairs = _WORDS_NO_YEAR.findall(words) or _NO_YEAR.findall(text)
            found = [_date(year, month, day) for day, month in pairs]
    distinct = set(found)
    return found[0] if len(distinct) == 1 else None


_QUARTER = re.compile(r"\b(?:qui|q) ?(iv|i{1,3}|[1-4])\b(?:(?: nam)? ((?:19|20)\d\d)\b)?")
_MONTH = re.compile(r"\b(?:thang|t) ?(1[0-2]|0?[1-9])\b(?:(?: nam)? ((?:19|20)\d\d)\b)?")
_DAY_WORD = re.compile(r"\bngay \d|\btruoc (?:qui|q|thang|t) ?\d?")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def parse_deadline(value: object, *, year: int | None = None) -> tuple[date, date] | None:
    """First and last day of the date, month or quarter that a deadline names; None when it names none or several.

    "trước tháng 11" leaves open which day is meant and gives None.

    >>> parse_deadline("Quý III", year=2026)[1], parse_deadline("tháng 11/2026")[1], parse_deadline("Quý III")
    (datetime.date(2026, 9, 30), datetime.date(2026, 11, 30), None)
    """
    day = parse_date(value, year=year)
    if day is not None:
        return day, day
    if not isinstance(value, str) or _NUMERIC.search(value) or _NO_YEAR.search(value):
        return None
    words = fold(value)
    found = [(quarter, 3, named) for quarter, named in _QUARTER.findall(words)]
    found += [(month, 1, named) for month, named in _MONTH.findall(words)]
    if len(found) != 1 or _DAY_WORD.search(words):
        return None
    number, months, named = found[0]
    if not named and year is None:
        return None
    last = months * int(_QUARTERS.get(number, number))
    whole = int(named) if named else int(year or 0)
    after = date(whole + last // 12, last % 12 + 1, 1)
    return date(whole, last - months + 1, 1), after - timedelta(days=1)


_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?![\d/])")
_SPAN = re.compile(r"(?:19|20)\d\d\s*(?:-|–|—|/|đến|den|tới)\s*(?:năm\s*)?(?:(?:19|20)\d\d|\d\d(?!\d))(?![\d/\-]\d)")
_PERIOD = re.compile(r"\b(?:giai doan|nhiem ki)\b.*\b\d{4}|\b\d{1,2} nam\b(?! (?:19|20)\d\d)")
_DATED_WORDS = re.compile(r"\bngày\s*[\d.…_]*\s*tháng\s*[\d.…_]*\s*năm\s*\d{4}", re.IGNORECASE)


@lru_cache(maxsize=8192)
def find_year(text: object) -> int | None:
    """The single year that a title, a sheet or file name or a cell is about; None when in doubt.

    None for periods ("giai đoạn 2015-2020", "5 năm", "năm học 2025 - 2026") and for two different years: totals
    over several years never belong to one year. Years inside dates and document numbers do not count.

    >>> find_year("KẾT QUẢ KHEN THƯỞNG NĂM 2019"), find_year("giai đoạn 2015-2020"), find_year("Tổng kết 5 năm")
    (2019, None, None)
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return int(text) if text == text and text == int(text) and 1945 <= text <= 2099 else None
    if not isinstance(text, str):
        return None
    line = clean(text)
    if not _YEAR.search(line):
        return None
    line = _DATED_WORDS.sub(" ", line)
    line = _NUMERIC.sub(" ", _ISO.sub(" ", line))
    if _SPAN.search(line) or _PERIOD.search(fold(line)):
        return None
    years = {int(year) for year in _YEAR.findall(line)}
    return years.pop() if len(years) == 1 else None


def format_date(day: date | None, *, missing: str = "") -> str:
    """dd/mm/yyyy, as on Vietnamese documents; ``missing`` for None and NaT.

    >>> import datetime
    >>> format_date(datetime.date(2019, 11, 8))
    '08/11/2019'
    """
    if day is None or day != day:
        return missing
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
