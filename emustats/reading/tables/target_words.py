"""The phrases of ``target_words.csv`` as patterns: periods, words around values, words of titles."""

from __future__ import annotations

import re
from functools import lru_cache

from emustats.reference import Reference
from emustats.text import clean, fold

# What "#" stands for in a phrase: digits, a roman number, a numeral.
_NUMBER = r"(?:\d{1,2}|[ivx]{1,4}|một|hai|ba|bốn|sáu|chín|mười)"
_NUMBERS = {True: r"(?:\d{1,2}|[ivx]{1,4}|mot|hai|ba|bon|sau|chin|muoi)", False: _NUMBER}


def line_of(text: str) -> str:
    """A text as the patterns see it: lower-case, single spaces."""
    return clean(text).lower()


@lru_cache(maxsize=256)
def _alternatives(fingerprint: str, words: tuple[str, ...], plain: bool) -> str:
    variants: set[str] = set()
    for word in words:
        spelled = line_of(word)
        variants.add(spelled)
        variants.add(_other_spelling(spelled))
        if plain:
            variants.add(_plain(spelled))
    escaped = (re.escape(word).replace(r"\ ", r"\s+").replace(r"\#", _NUMBERS[plain]) for word in variants)
    return "|".join(sorted(escaped, key=lambda word: (-len(word), word)))


def _other_spelling(word: str) -> str:
    """The other usual way to write i or y: "tỷ lệ" and "tỉ lệ", "quý" and "quí"."""
    pairs = (("tỷ", "tỉ"), ("kỷ", "kỉ"), ("quý", "quí"), ("kỳ", "kì"), ("lũy", "luỹ"), ("xử lý", "xử lí"))
    for one, other in pairs:
        word = word.replace(one, other)
    return word


def _plain(word: str) -> str:
    return " ".join(part if part in "#≥≤>=<=" else part[: part.startswith("/")] + fold(part) for part in word.split())


@lru_cache(maxsize=16384)
def _pattern_of(template: str, plain: bool, reference: Reference) -> re.Pattern[str]:
    text = "a" if plain else "ă"
    return re.compile(
        re.sub(r"<([a-z_.]+)>", lambda found: phrases(found[1], text, reference), template), re.IGNORECASE
    )


def phrases(meaning: str, text: str, reference: Reference) -> str:
    """The alternatives of a meaning as a pattern for a text; one typed without accents is met by words without them."""
    return (
        f"(?:{_alternatives(reference.fingerprint, reference.target_words.get(meaning, ()), text.isascii()) or '(?!)'})"
    )


@lru_cache(maxsize=16384)
def holds(meaning: str, text: str, reference: Reference) -> bool:
    """Whether a text holds a phrase of a meaning as whole words."""
    line = line_of(text)
    return bool(_pattern_of(rf"(?<!\w)<{meaning}>(?!\w)", line.isascii(), reference).search(line))


@lru_cache(maxsize=16384)
def said(meaning: str, text: str, reference: Reference) -> bool:
    """Whether a text holds a phrase of a meaning that may begin with a mark ("/tháng")."""
    line = line_of(text)
    return bool(_pattern_of(rf"<{meaning}>(?!\w)", line.isascii(), reference).search(line))


@lru_cache(maxsize=16384)
def starts(meaning: str, text: str, reference: Reference) -> int:
    """How many characters of ``line_of(text)`` a phrase of a meaning takes at its beginning; 0 for none."""
    line = line_of(text)
    found = _pattern_of(rf"<{meaning}>(?!\w)\s*[:,]?\s*", line.isascii(), reference).match(line)
    return found.end() if found else 0


@lru_cache(maxsize=16384)
def without(meaning: str, text: str, reference: Reference) -> str:
    """A text without the phrases of a meaning."""
    line = line_of(text)
    return clean(_pattern_of(rf"(?<!\w)<{meaning}>(?!\w)", line.isascii(), reference).sub(" ", line))


def pattern(template: str, text: str, reference: Reference) -> re.Pattern[str]:
    """A pattern with the phrases of the meanings that stand in ``<…>`` in a template."""
    return _pattern_of(template, text.isascii(), reference)
