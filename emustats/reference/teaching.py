"""The lines that teach a word: what a finding offers its reader for the reference files of their own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from emustats.text import clean

_MEANINGS = Path(__file__).parent / "role_meanings.csv"
# Signs that mean something in a reference file: alternatives, any words, any number.
_SIGNS = re.compile(r"[|*#]+")


class Meaning(NamedTuple):
    """What a role says of a word, in both languages."""

    vi: str
    en: str


@lru_cache(maxsize=1)
def meanings() -> dict[str, Meaning]:
    """The roles that findings offer, in the order in which they are offered."""
    with _MEANINGS.open(encoding="utf-8", newline="") as file:
        return {row["role"]: Meaning(row["meaning_vi"], row["meaning_en"]) for row in csv.DictReader(file)}


def line_of(role: str, text: str) -> str:
    """The line of the user's ``headers.csv`` or ``target_words.csv`` that gives a text one role.

    >>> line_of("recipient.individual", "chiến binh, dũng sĩ")
    'recipient.individual,"chiến binh, dũng sĩ"'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow((role, clean(_SIGNS.sub(" ", text))))
    return buffer.getvalue()


def offers(text: str, roles: Iterable[str]) -> dict[str, str]:
    """Ready lines that give a text each of the roles, with what each means: the details of a finding.

    >>> offers("chiến binh", ["recipient.individual"])["lines_vi"]
    '“recipient.individual,chiến binh” nếu là cá nhân'
    """
    known = [(line_of(role, text), meanings()[role]) for role in roles]
    return {
        "lines_vi": "; ".join(f"“{line}” nếu {meaning.vi}" for line, meaning in known),
        "lines_en": "; ".join(f"“{line}” if {meaning.en}" for line, meaning in known),
    }


def roles_of(kind: str, *, leaving: Iterable[str] = ()) -> list[str]:
    """The roles of one kind that are offered, without those that are taken."""
    taken = set(leaving)
    return [role for role in meanings() if role.partition(".")[0] == kind and role.partition(".")[2] not in taken]
