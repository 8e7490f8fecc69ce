"""The awards that a text of a list names: one, or several in one cell; names in one cell, too."""

from __future__ import annotations

import re
from functools import lru_cache

from emustats.reading.sheet.rows import split_mark
from emustats.reading.sheet.titles import said_award
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reference import Reference
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import pattern
from emustats.text import clean

# "A; B", "A\nB", "A + B"; then the weaker "A, B" and "A và B", which also occur inside one name.
_STRONG = r"\s*[;\n+]\s*"
_WEAK = r"\s*[;,\n+]\s*(?:<joining>\s+)?|\s+<joining>\s+"
_GIVEN = r"\b<decision.gives>\b"
_DECISION = r"[\s,;(–-]*(?:<decision.before> )?\b<decision>\b.*$"
_NUMBERED = re.compile(r"(?:^|(?<=[\s;,]))(\d{1,2})\s*[.)]\s*(?=[^\W\d])")
_DASHED = re.compile(r"\s*[-–+•*]\s*(?=\w)")


@lru_cache(maxsize=8192)
def awards_in(text: str, reference: Reference, context: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts of the awards in a cell: its parts where each is another sure award, else the whole without its decision."""
    for between in (_STRONG, _WEAK):
        parts = [_bare(part) for part in pattern(between, reference).split(text.strip()) if _bare(part)]
        if len(parts) < 2:
            continue
        found = [resolve_award(part, reference, context, suggest=False) for part in parts]
        if all(f.code is not None for f in found) and len({(f.code, f.award_class) for f in found}) == len(parts):
            return tuple(parts)
    if resolve_award(text, reference, context, suggest=False).code is None:
        bare = pattern(_DECISION, reference).sub("", clean(text)).strip(" ,;:")
        if bare and resolve_award(bare, reference, context, suggest=False).code is not None:
            return (bare,)
    return (text,)


def _bare(part: str) -> str:
    return split_mark(clean(part))[1].strip(" .")


def award_in_decision(text: str, words: HeaderWords) -> str | None:
    """The award that a decision names: "QĐ số 12/QĐ-BCA tặng Bằng khen của Bộ trưởng"."""
    parts = pattern(_GIVEN, words.reference).split(clean(text), maxsplit=1)
    if len(parts) == 2:
        found = parts[1].strip(" :.()")
        if resolve_award(found, words.reference, suggest=False).code is not None:
            return found
    return said_award((text,), words)


def names_in(text: str) -> list[str]:
    """The names in one cell: several where they are numbered or listed with dashes, one to a line.

    >>> names_in("1. Nguyễn Văn A\\n2. Trần B"), names_in("Nguyễn Văn\\nHùng")
    (['Nguyễn Văn A', 'Trần B'], ['Nguyễn Văn\\nHùng'])
    """
    marks = list(_NUMBERED.finditer(text))
    if len(marks) > 1 and not text[: marks[0].start()].strip():
        if [int(mark[1]) for mark in marks] == list(range(1, len(marks) + 1)):
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            return [text[mark.end() : end].strip(" ;,\n.") for mark, end in zip(marks, ends, strict=True)]
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_DASHED.match(line) for line in lines):
        return [_DASHED.sub("", line, count=1).strip(" ;,.") for line in lines]
    return [text]


def may_be_names(text: str) -> bool:
    """Whether a cell looks like several names without numbers: lines of two capitalised words and more each."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(len(line) > 2 and all(word[0].isupper() for word in line) for line in lines)
