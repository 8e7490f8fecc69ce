"""What character and number formats make of a cell: footnote marks, struck-out figures, numbers shown scaled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import floor
from typing import NamedTuple

SUPER, STRUCK, AS_CELL, PLAIN = "super", "struck", "cell", ""
SUPERSCRIPT_DROPPED, STRUCK_DROPPED, STRUCK_OUT, SCALED = (
    "superscript_dropped",
    "struck_dropped",
    "struck_out",
    "format_scaled",
)

_FOOTNOTE = r"(?:[0-9]{1,2}|[*†‡#]{1,4}|[a-zA-Z])"
_FOOTNOTES = re.compile(rf"[\s(\[]*{_FOOTNOTE}(?:[\s)\]]*[,;\s][\s(\[]*{_FOOTNOTE})*[\s)\].]*")
# Square and cubic measures, powers of ten: there a raised digit belongs to what stands before it.
_NEEDS_ITS_EXPONENT = re.compile(r"(?:^|[\s\d(/.])[kcdm]?m$|[x×*·.]\s*10$", re.IGNORECASE)
_TYPED_MARKS = re.compile("(?<=[0-9])[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207d\u207e]+(?![/\u2044\\w])")

# A text in quotes, an escaped character; then padding and every bracket, which show nothing.
_SHOWN_LITERAL = re.compile(r'"([^"]*)"|\\(.)', re.DOTALL)
_UNSEEN = re.compile(r"_.|\*.|\[[^\]]*\]", re.DOTALL)
_PIECES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;|.', re.DOTALL)
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*\]")
_SCALE = re.compile(r"(?<=[0#?])(,+)(?![0#?,])")
_DECIMALS = re.compile(r"\.([0#?]*)")
_MARKED_LITERAL = "\x00"


class Run(NamedTuple):
    """A piece of text in one format; ``look``: super, struck, plain, or that of the cell."""

    text: str
    look: str


class Mark(NamedTuple):
    """What the format of a cell changed: by which rules, what is stored and what is shown ("" if not said)."""

    rules: tuple[str, ...]
    stored: str
    shown: str = ""


def read_runs(runs: Iterable[Run], *, is_cell_struck: bool = False) -> tuple[str, Mark | None]:
    """The text that counts in a cell of several formats, and what was left out of it.

    Raised footnote marks and struck-out pieces go; where all is struck out, or all raised, the text stays whole.

    >>> read_runs([Run("30", ""), Run("1", "super")])
    ('30', Mark(rules=('superscript_dropped',), stored='301', shown=''))
    >>> read_runs([Run("28", "struck"), Run("30", "")])[0], read_runs([Run("5 m", ""), Run("2", "super")])
    ('30', ('5 m2', None))
    """
    pieces = [Run(run.text, (STRUCK if is_cell_struck else PLAIN) if run.look == AS_CELL else run.look) for run in runs]
    whole = "".join(run.text for run in pieces)
    left = [run for run in pieces if run.look != STRUCK]
    if len(left) < len(pieces) and not any(run.text.strip() for run in left):
        return whole, Mark((STRUCK_OUT,), whole) if whole.strip() else None
    rules = [STRUCK_DROPPED] if any(run.text.strip() for run in pieces if run.look == STRUCK) else []
    kept = _without_footnotes(left)
    if len(kept) < len(left):
        rules.append(SUPERSCRIPT_DROPPED)
    text = "".join(run.text for run in kept)
    return text, Mark(tuple(rules), whole) if rules else None


def _without_footnotes(runs: list[Run]) -> list[Run]:
    if all(run.look == SUPER for run in runs if run.text.strip()):
        return runs
    kept: list[Run] = []
    before = ""
    for place, run in enumerate(runs):
        after = "".join(later.text for later in runs[place + 1 :])
        is_mark = run.look == SUPER and _FOOTNOTES.fullmatch(run.text) and not after.startswith(("/", "\u2044"))
        if is_mark and not _NEEDS_ITS_EXPONENT.search(before.rstrip()):
            continue
        kept.append(run)
        before += run.text
    return kept


def without_typed_marks(text: str) -> str:
    """A text without the footnote marks that are typed as raised characters after a digit.

    >>> without_typed_marks("30¹"), without_typed_marks("12 km²"), without_typed_marks("5 x 10³")
    ('30', '12 km²', '5 x 10³')
    """
    return _TYPED_MARKS.sub(lambda found: found[0] if _NEEDS_ITS_EXPONENT.search(text[: found.start()]) else "", text)


def without_noise(value: float) -> float:
    """A number that calculation left a hair beside a whole one is that whole number.

    >>> without_noise(10.999999999999998), without_noise(0.1 + 0.2), without_noise(5e-17)
    (11.0, 0.30000000000000004, 0.0)
    """
    if value % 1 == 0:
        return value
    near = 0.0 if abs(value) < 1e-12 else float(f"{value:.12g}")
    return near if near % 1 == 0 else value


@lru_cache(maxsize=4096)
def may_rescale(code: str) -> bool:
    """Whether a number format may show another number than is stored: a comma after the digits, digits in a literal.

    >>> may_rescale("#,##0,"), may_rescale("#,##0.00"), may_rescale('0"0"'), may_rescale('0" lượt"')
    (True, False, True, False)
    """
    return any(_scale(section) or _has_literal_digits(section) for section in _sections(code))


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[str, ...]:
    sections = [""]
    for piece in _PIECES.findall(code):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return tuple(sections)


def _bare(section: str) -> str:
    return _UNSEEN.sub("", _SHOWN_LITERAL.sub(_MARKED_LITERAL, section))


def _scale(section: str) -> int:
    return sum(len(commas) for commas in _SCALE.findall(_bare(section)))


def _has_literal_digits(section: str) -> bool:
    bare = _UNSEEN.sub("", _SHOWN_LITERAL.sub(lambda found: _MARKED_LITERAL * _holds_digit(found), section))
    return bool(re.search(r"[0#?]", bare)) and _MARKED_LITERAL in bare


def _holds_digit(found: re.Match[str]) -> bool:
    return bool(re.search(r"[0-9]", found[1] or found[2] or ""))


def _section_for(value: float, code: str) -> str:
    sections = _sections(code)
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section
        return sections[-1]
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _holds(value: float, sign: str, bound: float) -> bool:
    return bool(
        {"<": value < bound, ">": value > bound, "=": value == bound}.get(sign[0], False)
        or (sign[1:] == "=" and value == bound)
        or (sign == "<>" and value != bound)
    )


def rescaled(value: float, code: str) -> tuple[float | None, Mark] | None:
    """The number that a format shows in place of the stored one, None where rounding hides digits; or no change.

    >>> rescaled(1600000000.0, "#,##0,,")
    (1600.0, Mark(rules=('format_scaled',), stored='1600000000', shown='1600'))
    >>> rescaled(1234567.0, "0,")[0], rescaled(0.0, "0,"), rescaled(5.0, '0" lượt"')
    (None, None, None)
    """
    section = _section_for(value, code)
    if value == 0:
        return None
    stored = f"{value:.15g}"
    if _has_literal_digits(section):
        return None, Mark((SCALED,), stored, section)
    steps = _scale(section)
    if not steps:
        return None
    found = _DECIMALS.search(_bare(section))
    decimals = min(len(found[1]), 15) if found else 0
    exact = value / 1000.0**steps
    shown = floor(abs(exact) * 10.0**decimals + 0.5) / 10.0**decimals * (1 if value > 0 else -1)
    mark = Mark((SCALED,), stored, f"{shown:.15g}")
    return (shown if abs(shown - exact) <= 1e-12 * abs(exact) else None), mark
