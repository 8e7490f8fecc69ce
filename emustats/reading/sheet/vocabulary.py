"""What header texts mean: roles of columns, and the award, authority or basis a header names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from emustats.reading.sheet.grid import key_of
from emustats.reference import Reference
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import folded as spelled
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean, fold, parse_basis, parse_recipient, parse_state, roman

_RECIPIENT_ROLES = {"collective", "individual", "household"}


class Layout(NamedTuple):
    """One layout of ``layouts.csv``: the roles a table must hold, those of which it must hold some."""

    layout: str
    table: str
    requires: frozenset[str]
    any_of: frozenset[str]
    mark: str


class HeaderWords(NamedTuple):
    """The header vocabulary of one reference: roles by match key, the layouts, and the reference itself."""

    roles: dict[str, tuple[tuple[str, str], ...]]
    layouts: tuple[Layout, ...]
    cover: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    reference: Reference


_WORDS: dict[str, HeaderWords] = {}
# The kinds of phrases that compose labels of counts, as roles of whole columns: what tells a tally from another table.
_AS_TALLY = {
    "axis.award": ("tally", "award"), "axis.label": ("tally", "award"), "axis.authority": ("tally", "authority"), "axis.basis": ("tally", "basis"),
    "axis.state": ("tally", "state"), "axis.recipient": ("tally", "recipient"), "axis.class": ("tally", "class"),
    "axis.subunit": ("tally", "subunit"), "axis.occasion": ("tally", "plain_label"),
    "recipient.collective": ("tally", "collective"), "recipient.individual": ("tally", "individual"),
    "recipient.household": ("tally", "household"), "count.": ("tally", "count"), "total.": ("tally", "total"),
    "parts.": ("tally", "parts"), "partial.": ("tally", "partial"), "aside.measure": ("tally", "measure"),
    "aside.share": ("tally", "rate"),
}  # fmt: skip
_GRAMMAR = frozenset({"axis", "recipient", "count", "total", "parts", "partial", "aside", "weak", "state", "basis", "class", "level", "period", "open", "topic", "link"})  # fmt: skip


def header_words(reference: Reference) -> HeaderWords:
    """The vocabulary of a reference, built once per process."""
    words = _WORDS.get(reference.fingerprint)
    if words is None:
        roles: dict[str, list[tuple[str, str]]] = {}
        cover: dict[str, str] = {}
        patterns: list[tuple[re.Pattern[str], str]] = []
        for dotted, synonyms in reference.headers.items():
            table, role = _AS_TALLY.get(dotted) or _AS_TALLY.get(dotted.partition(".")[0] + ".") or dotted.split(".")
            for synonym in synonyms:
                key = label_key(synonym)
                if "*" in synonym:
                    parts = (re.escape(key_of(part)) for part in synonym.split("*"))
                    patterns.append((re.compile(".*".join(parts)), synonyms[0]))
                elif table == "cover":
                    cover[key] = role
                elif table not in _GRAMMAR and (table, role) not in roles.setdefault(key, []):
                    roles[key].append((table, role))
        layouts = tuple(_layout(row) for row in reference.layouts)
        listed = {key: tuple(value) for key, value in roles.items()}
        words = HeaderWords(listed, layouts, cover, tuple(patterns), reference)
        _WORDS[reference.fingerprint] = words
    return words


def _layout(row: dict[str, str]) -> Layout:
    requires, any_of = (frozenset(filter(None, row[name].split("|"))) for name in ("requires", "any_of"))
    return Layout(row["layout"], row["table"], requires, any_of, row["mark"])


@lru_cache(maxsize=65536)
def names_award(text: str, reference: Reference) -> bool:
    """Whether a header text names an award by itself, or one of several awards."""
    if len(text) < 2 or key_of(text).isdigit():
        return False
    found = resolve_award(text, reference, suggest=False)
    return found.code is not None or len(found.candidates) > 0


@lru_cache(maxsize=16384)
def is_context(text: str, reference: Reference) -> bool:
    """Whether a header text narrows its columns: an authority, a basis or a state."""
    key = key_of(text)
    return (
        (any(word in key for word in keys("authority", reference)) and len(key) < 60)
        or parse_basis(text) is not None
        or parse_state(text) is not None
    )


_YEAR_WORDS = re.compile(r"(?:trong)?(?:nam)?(?:19|20)\d\d$|^(?:nam)?(?:19|20)\d\d$|^nam(?:19|20)\d\d")


@lru_cache(maxsize=16384)
def label_key(text: str) -> str:
    """The match key of a header label without the year it names: "Thực hiện năm 2019" means "Thực hiện".

    >>> label_key("Kế hoạch năm 2019"), label_key("Năm 2018")
    ('kehoach', '')
    """
    key = _YEAR_WORDS.sub("", key_of(text))
    return key if key or "%" not in text else "phantram"


_BRACKETS = re.compile(r"\(.*?\)|[*¹²³]+|\s\d$")
_COUNT_WORDS = r"\b(?:<header.count>|(?:19|20)\d\d)\b"
_LONGEST_LABEL = 90


@lru_cache(maxsize=32768)
def listed_label(text: str, reference: Reference) -> str | None:
    """The listed header label that a text is or stands for: without remarks in brackets, with count words around a
    recipient, or by a pattern with ``*`` in ``headers.csv``. None for other texts, names of awards among them.

    >>> from emustats.reference import load
    >>> listed_label("Số lượng tập thể được khen thưởng", load()), listed_label("Tập thể lao động xuất sắc", load())
    ('Tập thể', None)
    """
    words = header_words(reference)
    if key_of(text) in words.roles:
        return text
    if len(text) > _LONGEST_LABEL or names_award(text, reference):
        return None
    bare = _BRACKETS.sub(" ", clean(text)).strip()
    key = label_key(bare)
    if key in words.roles:
        return next((s for synonyms in reference.headers.values() for s in synonyms if label_key(s) == key), bare)
    folded = fold(bare)
    rest = pattern(_COUNT_WORDS, reference, "fold").sub("", folded)
    recipient = parse_recipient(rest) if rest != folded else None
    names_none = rest.strip() not in spelled("header.unit", reference)
    if recipient and (names_none or folded.startswith(spelled("header.counts_units", reference))):
        return reference.headers[f"recipient.{recipient}"][0].capitalize()
    return next((synonym for pattern, synonym in words.patterns if pattern.fullmatch(key)), None)


def roles_in(key: str, table: str, words: HeaderWords) -> list[str]:
    """The roles a header text can have in one kind of table, ``any`` roles included."""
    return [role for kind, role in words.roles.get(key, ()) if kind == table or kind == "any"]


def recipient_role(key: str, words: HeaderWords) -> str | None:
    """collective, individual or household when the header text names a kind of recipient."""
    for kind, role in words.roles.get(key, ()):
        if kind == "tally" and role in _RECIPIENT_ROLES:
            return role
    return None


@lru_cache(maxsize=16384)
def mark_kind(text: str) -> str | None:
    """The kind of a row mark: letter (A), roman (I), number (1), decimal (1.1), small (a), dash, or None.

    >>> mark_kind("II."), mark_kind("1.2"), mark_kind("b)"), mark_kind("Cờ thi đua")
    ('roman', 'decimal', 'small', None)
    """
    mark = clean(text).rstrip(".)/: ").lstrip("(")
    if not mark:
        return None
    if mark in {"-", "–", "—", "+", "*", "•"} or mark[0] in "-–—+•" and not any(c.isalnum() for c in mark):
        return "dash"
    if len(mark) > 8:
        return None
    if mark.isdigit():
        return "number"
    if all(part.isdigit() for part in mark.split(".")):
        return "decimal"
    if mark.isupper() and set(mark) <= set("IVX") and roman(mark):
        return "roman"
    if len(mark) == 1 and mark.isalpha():
        return "letter" if mark.isupper() else "small"
    if len(mark) <= 4 and mark[:1].isupper() and mark[1:].strip(".").isdigit():
        return "decimal"
    return None
