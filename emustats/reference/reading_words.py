"""The words of ``reading_words.csv`` as match keys and as patterns, compiled once for each reference."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from emustats.reference import Reference
from emustats.text import clean, fold, match_key

_ROLE = re.compile(r"(?<!\?P)<([a-z_.]+)>")
_NUMBER = r"\\d{1,2}"
# How the texts are spelled that a pattern is to meet: cleaned, without accents, or without accents and blanks.
_SPELLINGS: dict[str, Callable[[str], str]] = {"clean": clean, "fold": fold, "key": match_key}


@lru_cache(maxsize=1024)
def keys(role: str, reference: Reference) -> tuple[str, ...]:
    """The match keys of the words of a role."""
    return tuple(match_key(word) for word in reference.reading_words[role])


@lru_cache(maxsize=1024)
def folded(role: str, reference: Reference) -> tuple[str, ...]:
    """The words of a role without accents."""
    return tuple(fold(word) for word in reference.reading_words[role])


@lru_cache(maxsize=1024)
def pattern(template: str, reference: Reference, spelling: str = "clean") -> re.Pattern[str]:
    """A template as a pattern: ``<role>`` stands for any of the words of the role, the longest first.

    ``spelling``: "clean" meets texts of ``clean``, "fold" and "key" those of ``fold`` and ``match_key``. Upper and lower
    case are one. "#" in a word stands for a number.

    >>> from emustats.reference import load
    >>> bool(pattern("<title.list> <title.all>", load()).match("Danh sách các cá nhân"))
    True
    """
    spelled = _SPELLINGS[spelling]

    def alternatives(found: re.Match[str]) -> str:
        listed = reference.reading_words[found[1]]
        words = sorted({_spelled(word, spelled) for word in listed}, key=lambda word: (-len(word), word))
        return f"(?:{'|'.join(_escaped(word) for word in words)})"

    return re.compile(_ROLE.sub(alternatives, template), re.IGNORECASE)


def _spelled(word: str, spelled: Callable[[str], str]) -> str:
    """A word as its texts are spelled; the sign for a number is no letter and would be lost."""
    return " ".join(part if part == "#" else spelled(part) for part in word.split()) if "#" in word else spelled(word)


def _escaped(word: str) -> str:
    return re.sub(r"\\?#", _NUMBER, re.sub(r"\\? ", r"\\s+", re.escape(word)))
