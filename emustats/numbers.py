"""Numbers as people type them in Vietnamese workbooks, and as Vietnamese documents print them.

Thousands take a point and decimals a comma (2.079 lượt, 92,04%).
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from emustats.text import clean, fold, match_key, parse_recipient


class Number(NamedTuple):
    """What a text says in a place for a number.

    ``value`` is None unless ``mark`` is "number". ``mark`` is one of number, blank (also "…", a line left open),
    dash, cross (x, ✓), none_word ("không"), ditto ("nt"), ambiguous ("1,234": 1234 or 1.234), text. A percentage
    keeps its printed size: "95%" is 95 with ``is_percent``. Bounds ("≥ 5", "không quá 5") are approximate.
    ``unit`` holds the words after the number, ``rules`` the names of the repairs that were needed to read it.
    """

    value: float | None
    mark: str
    is_approximate: bool = False
    is_percent: bool = False
    unit: str = ""
    rules: tuple[str, ...] = ()


# More digits than a float holds exactly are a code, not a number.
_MOST_DIGITS = 15
_BLANK = Number(None, "blank")
_TEXT = Number(None, "text")
_MARKS = {
    **dict.fromkeys(("x", "X", "×", "✓", "✔", "√", "✗", "✘", "☑", "☒", "+"), "cross"),
    **dict.fromkeys(('"', "''", "″", "〃", "”", "“", "//", "-//-", '-"-', "-”-"), "ditto"),
}
_ONLY_DOTS = re.compile(r"[.…_\s]+")
_ONLY_DASHES = re.compile(r"[-‐‑‒–—―−_.,;:/\s]+")
_MARK_WORDS = {
    **dict.fromkeys(("khong", "khongco", "ko", "khongphatsinh", "khongcogi", "none", "nil"), "none_word"),
    **dict.fromkeys(("nt", "nhutren", "nhutr", "ditto"), "ditto"),
}
_APPROXIMATE = re.compile(
    r"^(gần|hơn|trên|dưới|khoảng|xấp xỉ|ước tính|ước đạt|ước|độ|chừng|tầm|[~≈])\s*(?=[\d])", re.IGNORECASE
)
_BOUND = re.compile(
    r"^((?:phải |cần )?(?:đạt |giữ )?(?:từ|tối thiểu|ít nhất|tối đa|nhiều nhất|không quá|không vượt quá|không dưới"
    r"|không thấp hơn|không cao hơn|không ít hơn|không nhiều hơn|đúng bằng|bằng|đạt)|[≥≤<>=]+)\s*(?=[\d]|trên|hơn)",
    re.IGNORECASE,
)
_EXACT_WORD = re.compile(r"^(?:(?:phải |cần )?(?:đạt|giữ|bằng|đúng bằng|đạt bằng)|=)\s*$", re.IGNORECASE)
_BOUND_AFTER = re.compile(r"\s*(?:trở lên|trở xuống|\+)$", re.IGNORECASE)
_DIRECTION = re.compile(r"^(tăng|giảm|kéo giảm)(?: được)?\s*(?=[\d~≈]|gần|hơn|trên|khoảng)", re.IGNORECASE)
_SHARE_AFTER = re.compile(r"\s*(?:=\s*\d+(?:[.,]\d+)?\s*%|\(\s*=?\s*\d+(?:[.,]\d+)?\s*%\s*\))$")
_SHAPE = re.compile(
    r"([-−–+]?)\s?(\d(?:[\d.,]|\s(?=\d{3}(?!\d)))*)\s*(%|phần trăm|phan tram)?\s*([^\d]*)", re.IGNORECASE
)
# The letters O and l beside a digit were meant as 0 and 1: what number they make is not for us to say.
_LETTER_FOR_DIGIT = re.compile(r"\d\s?[Oo]+(?![^\W\d_])|\d[lI]+(?![^\W\d_])")
_SCALES = {"tram": 1e2, "nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "ti": 1e9}
_VAGUE = re.compile(r"(hàng (chục|trăm|nghìn|ngàn|triệu|t[ỷỉ])|nhiều|một số|vài|một vài)\b", re.IGNORECASE)
_LONGEST_MARK_WORD = 20
_THOUSANDS_DOT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_THOUSANDS_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}")
_EITHER_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_ONE_SEPARATOR = re.compile(r"(\d+)([.,])(\d+)")
_VIETNAMESE = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+")


def _read_digits(digits: str, comma_thousands: bool | None) -> tuple[float | None, tuple[str, ...]] | None:
    """The value and rules of a run of digits with separators; (None, …) if ambiguous; None if not a number."""
    if sum(map(str.isdecimal, digits)) > _MOST_DIGITS:
        return None
    if digits.isdecimal():
        return float(digits), ("leading_zero",) if digits[0] == "0" and len(digits) > 1 else ()
    if _THOUSANDS_DOT.fullmatch(digits):
        return float(digits.replace(".", "")), ("thousands_dot",)
    if _THOUSANDS_COMMA.fullmatch(digits):
        return float(digits.replace(",", "")), ("thousands_comma",)
    if _EITHER_COMMA.fullmatch(digits):
        if comma_thousands is None:
            return None, ()
        text, rule = (digits.replace(",", ""), "thousands_comma") if comma_thousands else (digits, "decimal_comma")
        return float(text.replace(",", ".")), (rule,)
    if match := _ONE_SEPARATOR.fullmatch(digits):
        whole, separator, rest = match.groups()
        # "01.0001" and "01.234" are codes, while "09.5" and "09,25" are points.
        if whole[0] == "0" and len(whole) > 1 and len(rest) > 2:
            return None
        rules = ("decimal_comma",) if separator == "," else ("decimal_dot",)
        return float(f"{whole}.{rest}"), (*(("leading_zero",) if whole[0] == "0" and len(whole) > 1 else ()), *rules)
    if _VIETNAMESE.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", ".")), ("thousands_dot", "decimal_comma")
    if _ENGLISH.fullmatch(digits):
        return float(digits.replace(",", "")), ("thousands_comma", "decimal_dot")
    return None


def _marked(text: str) -> Number | None:
    """The mark of a text without a number in it, or None when it has digits to read."""
    if text in _MARKS:
        return Number(None, _MARKS[text])
    if _ONLY_DOTS.fullmatch(text):
        return Number(None, "blank", rules=("placeholder",))
    if _ONLY_DASHES.fullmatch(text):
        return Number(None, "dash")
    if any(character.isdecimal() for character in text):
        return None
    mark = _MARK_WORDS.get(match_key(text)) if len(text) <= _LONGEST_MARK_WORD else None
    return Number(None, mark) if mark else Number(None, "text", is_approximate=bool(_VAGUE.match(text)))


@lru_cache(maxsize=32768)
def parse_number(text: str, *, comma_thousands: bool | None = None, reduction: bool = False) -> Number:
    """Read a number as typed in a Vietnamese workbook; what it is not is told by ``Number.mark``.

    ``comma_thousands`` settles "1,234" (True: 1234, False: 1.234, None: ambiguous). With ``reduction`` "giảm
    12%" is 12 and "tăng 5%" is -5; else such changes are text, since they are no levels. Rules reported:
    leading_zero, thousands_dot, thousands_comma, thousands_space, decimal_comma, decimal_dot, percent_sign,
    unit_word, approximate_word, bound_word, scale_word, direction_word, share_dropped, trailing_mark,
    placeholder, spaces.

    >>> parse_number("1.234,5").value, parse_number("02 đ/c").unit, parse_number("gần 6.500").is_approximate
    (1234.5, 'đ/c', True)
    >>> parse_number("–").mark, parse_number("1,234").mark, parse_number("1,234", comma_thousands=True).value
    ('dash', 'ambiguous', 1234.0)
    """
    if not isinstance(text, str):
        return _BLANK if text is None or text != text else Number(float(text), "number")
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return Number(float(text), "number", rules=("leading_zero",) if text[0] == "0" and len(text) > 1 else ())
    line = clean(text)
    if not line:
        return _BLANK
    marked = _marked(line)
    if marked is not None:
        return marked
    if len(line) > 80:
        return _TEXT
    return _read_line(line, ["spaces"] if line != text else [], comma_thousands, reduction)


def _read_line(line: str, rules: list[str], comma_thousands: bool | None, reduction: bool) -> Number:
    """The number in a cleaned text, with the words before and after it; ``rules`` grows."""
    sign = 1.0
    direction = _DIRECTION.match(line)
    if direction:
        if not reduction:
            return _TEXT
        sign = -1.0 if direction[1].casefold() == "tăng" else 1.0
        line = line[direction.end() :]
        rules.append("direction_word")
    line, bounds, is_approximate = _without_bounds(line)
    rules += bounds

    shape = _SHAPE.fullmatch(line)
    if not shape or _LETTER_FOR_DIGIT.search(line):
        return _TEXT
    minus, digits, percent, unit = shape.groups()
    if digits[-1] in ".,":
        digits = digits.rstrip(".,")
        rules.append("trailing_mark")
    if " " in digits:
        if not re.fullmatch(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?", digits):
            return _TEXT
        digits = digits.replace(" ", "")
        rules.append("thousands_space")
    unit = _bare_unit(unit)
    if unit and (not unit[0].isalpha() or len(unit) > 40):
        return _TEXT
    # A thousand percent and more is no likelier than decimals of a percentage: "92,045%".
    read = _read_digits(digits, False if percent and comma_thousands is None else comma_thousands)
    if read is None:
        return _TEXT
    value, digit_rules = read
    if value is None:
        return Number(None, "ambiguous", is_approximate, bool(percent), unit, tuple(rules))
    rules += digit_rules
    first_word, _, rest = unit.partition(" ")
    scale = _SCALES.get(fold(first_word)) if unit else None
    if scale and not rest.startswith(("lệ", "số")):
        value, unit = value * scale, rest
        rules.append("scale_word")
    if percent:
        rules.append("percent_sign")
    if unit:
        rules.append("unit_word")
    value = sign * (-value if minus and minus != "+" else value)
    return Number(value, "number", is_approximate, bool(percent), unit, tuple(dict.fromkeys(rules)))


def _without_bounds(line: str) -> tuple[str, list[str], bool]:
    """A line without the words around a number that bound it or say that it is not exact; the rules; whether it isn't."""
    rules: list[str] = []
    is_approximate = False
    for pattern, rule in ((_BOUND, "bound_word"), (_APPROXIMATE, "approximate_word")):
        if before := pattern.match(line):
            line = line[before.end() :]
            rules.append(rule)
            is_approximate |= not _EXACT_WORD.search(before[0])
    for pattern, rule in ((_SHARE_AFTER, "share_dropped"), (_BOUND_AFTER, "bound_word")):
        if after := pattern.search(line):
            line = line[: after.start()]
            rules.append(rule)
            is_approximate |= rule == "bound_word"
    return line, rules, is_approximate


def _bare_unit(unit: str) -> str:
    unit = unit.strip(" .;:")
    return unit[1:-1].strip() if unit.startswith("(") and unit.endswith(")") else unit


_AMOUNT = r"(gần|hơn|trên|khoảng|ước|[~≈])?\s*(\d{1,3}(?:\.\d{3})+|\d+)"
_NUMBER_FIRST = re.compile(
    _AMOUNT + r"\s*([^\W\d][^\d,;+&]*?)\s*(?:[,;+&]|\bvà\b|/\s*(?=\d)|(?=\d|gần\s|hơn\s|trên\s|khoảng\s)|\.?$)\s*",
    re.IGNORECASE,
)
_WORD_FIRST = re.compile(
    r"([^\W\d][^\d,;+&:]*?)\s*[:=]?\s*" + _AMOUNT + r"\s*(?:[,;+&]|\bvà\b|/|(?=[^\W\d])|\.?$)\s*", re.IGNORECASE
)


def parse_recipient_counts(text: str) -> list[tuple[str, int, bool]] | None:
    """Counts of recipient kinds written in one cell: (recipient, count, is_approximate) each, in the order written.

    None when any part of the text is something else, or one kind is named twice.

    >>> parse_recipient_counts("02 TT, 04 CN")
    [('collective', 2, False), ('individual', 4, False)]
    >>> parse_recipient_counts("Tập thể: 1; gần 20 cá nhân") is None
    True
    """
    line = clean(text.replace("\n", "; ")).strip(" ;,")
    if len(line) > 120 or not any(character.isdecimal() for character in line):
        return None
    for pattern, (word, approximate, number) in ((_NUMBER_FIRST, (3, 1, 2)), (_WORD_FIRST, (1, 2, 3))):
        position, counts = 0, []
        while position < len(line):
            match = pattern.match(line, position)
            recipient = parse_recipient(match[word]) if match else None
            if recipient is None:
                break
            counts.append((recipient, int(match[number].replace(".", "")), match[approximate] is not None))
            position = match.end()
        else:
            kinds = {recipient for recipient, _, _ in counts}
            return counts if counts and len(kinds) == len(counts) else None
    return None


_RANGE = re.compile(
    r"(?:(?:trong khoảng|khoảng|từ)\s*){0,2}(\d[\d.,]*)\s*(?:%|phần trăm)?\s*(?:[-–—÷~]|đến|tới)"
    r"\s*(?:dưới\s*)?(\d[\d.,]*)\s*(?:%|phần trăm)?\s*([^\d]*)",
    re.IGNORECASE,
)


def parse_range(text: str) -> tuple[float, float] | None:
    """The two ends of a range, the lower one first as written; None when there is none or it runs downwards.

    >>> parse_range("80 - 90"), parse_range("từ 80 đến 90%"), parse_range("90 - 80")
    ((80.0, 90.0), (80.0, 90.0), None)
    """
    match = _RANGE.fullmatch(clean(text))
    if not match:
        return None
    low, high = parse_number(match[1]).value, parse_number(match[2]).value
    return (low, high) if low is not None and high is not None and low <= high else None


def _is_missing(number: object) -> bool:
    return number is None or type(number).__name__ == "NAType" or number != number


def _separated(text: str, lang: str) -> str:
    return text if lang == "en" else text.translate({0x2C: ".", 0x2E: ","})


def format_count(count: int | None, *, lang: str = "vi", missing: str = "") -> str:
    """A whole number with thousands separated: 2.079 (in English 2,079). ``missing`` stands for NA.

    >>> format_count(2079), format_count(2079, lang="en"), format_count(None)
    ('2.079', '2,079', '')
    """
    return missing if _is_missing(count) else _separated(f"{int(count):,}", lang)


def format_count_official(count: int | None, *, missing: str = "") -> str:
    """A count as official documents write it: two digits below ten (03), else as ``format_count``; zero stays 0.

    >>> format_count_official(3), format_count_official(442), format_count_official(0)
    ('03', '442', '0')
    """
    if not _is_missing(count) and 0 < count < 10:
        return f"{int(count):02d}"
    return format_count(count, missing=missing)


def format_number(number: float | None, digits: int | None = None, *, lang: str = "vi", missing: str = "") -> str:
    """A number with decimal comma, rounded half up to ``digits``; None: to at most two, without trailing zeros.

    >>> format_number(92.04), format_number(1234.5), format_number(0.125), format_number(7, 1)
    ('92,04', '1.234,5', '0,13', '7,0')
    """
    if _is_missing(number) or math.isinf(number):
        return missing
    exact = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-(2 if digits is None else digits)), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _separated("0" if text == "-0" else text, lang)


def format_percent(rate: float | None, digits: int | None = None, *, lang: str = "vi", missing: str = "") -> str:
    """A rate (1.0 is the whole) as a percentage, rounded as ``format_number`` does.

    >>> format_percent(0.9204), format_percent(1.0), format_percent(0.5, 1, lang="en")
    ('92,04%', '100%', '50.0%')
    """
    if _is_missing(rate) or math.isinf(rate):
        return missing
    return format_number(float(Decimal(repr(float(rate))) * 100), digits, lang=lang) + "%"
