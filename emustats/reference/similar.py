"""Which of many listed names a mistyped text is nearest to, in plain Python so that reading needs no compiled package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Name = TypeVar("Name")


def nearest(key: str, names: Iterable[tuple[str, Name]], *, cutoff: float, limit: int) -> list[Name]:
    """The names whose keys are most alike, the nearest first; ``names`` are pairs of key and name.

    Likeness is twice the longest common subsequence by the lengths of both keys, from 0 to 1; names below ``cutoff``
    are left out.

    >>> nearest("donviquyetthan", [("donviquyetthang", "ĐVQT"), ("chiensitientien", "CSTT")], cutoff=0.7, limit=3)
    ['ĐVQT']
    """
    masks: dict[str, int] = {}
    for position, letter in enumerate(key):
        masks[letter] = masks.get(letter, 0) | 1 << position
    found = []
    for order, (other, name) in enumerate(names):
        both = len(key) + len(other)
        if 2 * min(len(key), len(other)) < cutoff * both:
            continue
        likeness = 2 * _common(masks, len(key), other) / both
        if likeness >= cutoff:
            found.append((-likeness, order, name))
    return [name for _, _, name in sorted(found)[:limit]]


def _common(masks: dict[str, int], length: int, other: str) -> int:
    """The length of the longest common subsequence, one bit a letter (Hyyrö 2004)."""
    full = (1 << length) - 1
    state = full
    for letter in other:
        matched = state & masks.get(letter, 0)
        state = (state + matched) | (state - matched)
    return length - (state & full).bit_count()
