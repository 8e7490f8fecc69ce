"""What a label says: a sentence of known phrases, each word of it covered by one; a word left over leaves it unresolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

from emustats.reference import Reference
from emustats.reference.names import resolve_award
from emustats.text import clean, fold, match_key, name_key

# Kinds of phrases. Facts tell numbers apart, asides say that a number is no count, axes name what a column of labels lists.
FACTS = frozenset({"recipient", "state", "basis", "class", "level", "period", "unit", "award"})
NEUTRAL = frozenset({"count", "total", "parts", "partial", "weak", "topic", "link", "cluster"})
_BRACKETED = re.compile(r"\((?:[\d\s+=*/:.,;()A-ZĐ×x-]+|\*+|[a-zđ]|[ivx]+)\)|\[\d+\]|[*¹²³⁴⁵⁶⁷⁸⁹]+$")
_MARK = re.compile(r"^\s*(?:\(?(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*|[a-hđ])[.)/:]+\s+|[-–+•*]\s*(?=\w))")
_SIGNS = (
    (re.compile(r"\+\s*/\s*[-–]|[-–]\s*/\s*\+|±|\(\s*[+-]\s*[,;]?\s*[+-]\s*\)"), " tăng giảm "),
    (re.compile(r"%"), " phần trăm "),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}  # fmt: skip
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LONGEST = 60
# A word nobody knows costs more than any number of phrases.
_UNKNOWN_COST = 1000


# What a phrase of headers.csv means: its kind and its value; a phrase may mean several things.
Role = tuple[str, str]
Roles = tuple[Role, ...]
Key = TypeVar("Key")


class Fact(NamedTuple):
    """One thing that a label says: its kind, its value, and the words that say it."""

    kind: str
    value: str
    words: str


class Label(NamedTuple):
    """A label understood: what it says in the order of its words, and the words that nothing covers."""

    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of one kind, in order."""
        return tuple(fact.value for fact in self.facts if fact.kind == kind)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of things that the label says."""
        return frozenset(fact.kind for fact in self.facts)


class Grammar(NamedTuple):
    """The phrases of one reference: by their words with accents, by their words without, and whole without blanks."""

    accented: dict[tuple[str, ...], Roles]
    plain: dict[tuple[str, ...], Roles]
    whole: dict[str, Roles]
    longest: int
    heads: frozenset[str]
    reference: Reference


_GRAMMARS: dict[str, Grammar] = {}
# Kinds whose phrases stand in headers.csv for other readers and say nothing about a number by themselves.
_OTHER_READERS = frozenset({"list", "targets", "scores", "nominations", "cover", "any"})


def grammar(reference: Reference) -> Grammar:
    """The phrases of a reference, gathered once a process."""
    built = _GRAMMARS.get(reference.fingerprint)
    if built is None:
        built = _GRAMMARS[reference.fingerprint] = _build(reference)
    return built


def _build(reference: Reference) -> Grammar:
    accented: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for role, synonyms in reference.headers.items():
        kind, _, value = role.partition(".")
        if kind in _OTHER_READERS:
            continue
        for synonym in synonyms:
            _add(accented, _phrase(synonym), (kind, value))
    for row in reference.ambiguous_names:
        for phrase in row.context:
            if phrase != "*":
                _add(accented, _words(phrase), ("level", phrase))
    for unit in reference.units.values():
        for text in (unit.name, unit.short_name, *unit.aliases):
            words = _words(text)
            if text and (len(words) > 1 or len(text) > 3):
                _add(accented, words, ("unit", unit.unit_id))
    heads = {words[0] for award in reference.awards.values() for text in (award.name, *award.spellings, *award.abbreviations) if (words := _words(text))}  # fmt: skip
    heads |= {words[0] for row in reference.ambiguous_names for text in row.texts if (words := _words(text))}
    plain: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    whole: dict[str, list[tuple[str, str]]] = {}
    spelled: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for words, roles in accented.items():
        folded = tuple(fold(word) for word in words)
        spelled.setdefault(folded, set()).add(words)
        key = match_key(" ".join(words))
        for meaning in roles:
            _add(plain, folded, meaning)
            if len(key) > 3 and "#" not in words and meaning not in whole.setdefault(key, []):
                whole[key].append(meaning)
    for folded, spellings in spelled.items():
        # Without accents "nam" may be năm or nam: what means two things then means nothing.
        if len({frozenset(_bearing(accented[words])) for words in spellings} - {frozenset()}) > 1:
            del plain[folded]
    longest = max(map(len, accented), default=1)
    every = frozenset(heads | {fold(head) for head in heads})
    return Grammar(_frozen(accented), _frozen(plain), _frozen(whole), longest, every, reference)


def _frozen(table: dict[Key, list[Role]]) -> dict[Key, Roles]:
    return {key: tuple(roles) for key, roles in table.items()}


def _bearing(roles: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [role for role in roles if role[0] not in ("link", "topic", "axis", "open")]


def _add(table: dict[tuple[str, ...], list[Role]], words: tuple[str, ...], role: tuple[str, str]) -> None:
    if words and role not in table.setdefault(words, []):
        table[words].append(role)


def _words(text: str) -> tuple[str, ...]:
    for pattern, said in _SIGNS:
        text = pattern.sub(said, text)
    return tuple(name_key(text).split())


def _phrase(text: str) -> tuple[str, ...]:
    """The words of a listed phrase; "#" stands for a number."""
    parts = text.split("#")
    return tuple(word for part in parts for word in ("#", *_words(part)))[1:]


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    """A label without its mark, without references to other columns and footnote signs."""
    text = clean(text.replace("\n", " "))
    bare = _MARK.sub("", _BRACKETED.sub(" ", text)).strip()
    return bare or text


def read_label(text: str, words: Grammar, *, over: str = "numbers") -> Label:
    """What a label says. ``over``: "numbers" for a label on the path of a number, "labels" for one over a column of labels.

    >>> from emustats.reference import load
    >>> read_label("Số lượt cá nhân được khen", grammar(load())).values("recipient")
    ('individual',)
    >>> read_label("Cá nhân tiêu biểu xyz", grammar(load())).unknown
    ('xyz',)
    """
    return _read(text, words.reference, over)


@lru_cache(maxsize=65536)
def _read(text: str, reference: Reference, over: str) -> Label:
    words = grammar(reference)
    bare = _bare(text)
    parts = _words(bare)[:_LONGEST]
    if over == "numbers" and len(bare) > 1 and resolve_award(bare, reference, suggest=False).code:
        whose = _recipient_beside(parts, words)
        return Label((Fact("award", bare, bare), *whose), ())
    if not parts:
        # "%" and "+" are words, everything else without a letter bears on nothing.
        return Label((), ())
    label = _cover(parts, words, over)
    if label.unknown:
        whole = words.whole.get(match_key(bare))
        role = _fitting(whole, over) if whole else None
        if role:
            return Label((Fact(*role, bare),), ())
    return label


def _recipient_beside(parts: tuple[str, ...], words: Grammar) -> tuple[Fact, ...]:
    """Whose awards the words after or before the name of one say: "Giấy khen của Cục trưởng cho cá nhân"."""
    table = words.plain if all(word.isascii() for word in parts) else words.accented
    for length in range(min(3, len(parts) - 2), 0, -1):
        for said, rest in ((parts[-length:], parts[:-length]), (parts[:length], parts[length:])):
            roles = [role for role in table.get(said, ()) if role[0] == "recipient"]
            if roles and resolve_award(" ".join(rest), words.reference, suggest=False).code is not None:
                return (Fact(*roles[0], " ".join(said)),)
    return ()


def names_open(text: str, words: Grammar) -> str | None:
    """What kind of thing with a name of its own a label begins to name: "subunit", "occasion"; None for other labels.

    >>> from emustats.reference import load
    >>> names_open("Phòng Tham mưu", grammar(load())), names_open("Tập thể", grammar(load()))
    ('subunit', None)
    """
    parts = _words(_bare(text))
    table = words.plain if all(word.isascii() for word in parts) else words.accented
    for length in range(min(3, len(parts) - 1), 0, -1):
        for kind, value in table.get(parts[:length], ()):
            if kind == "open":
                return value
    return None


def _fitting(roles: tuple[tuple[str, str], ...], over: str) -> tuple[str, str] | None:
    """The role of a phrase that fits where it stands: axes over labels, facts and asides over numbers."""
    axis = [role for role in roles if role[0] == "axis" or role == ("aside", "ordinal")]
    other = [role for role in roles if role not in axis]
    first, second = (axis, other) if over == "labels" else (other, axis)
    if first:
        # A word that says something goes before one that only links.
        return min(first, key=lambda role: role[0] in ("link", "topic", "open"))
    # Over numbers the name of an axis is a topic: "Danh hiệu" in "Danh hiệu thi đua tập thể".
    return ("topic", "") if second and over == "numbers" and second[0][0] == "axis" else second[0] if second else None


def _cover(parts: tuple[str, ...], words: Grammar, over: str) -> Label:
    """The covering of the words by phrases that leaves the fewest words over, and of those the one with fewest phrases."""
    plain = all(word.isascii() for word in parts)
    table = words.plain if plain else words.accented
    size = len(parts)
    best: list[tuple[int, int, Fact | None]] = [(0, size, None)] * (size + 1)
    for start in range(size - 1, -1, -1):
        choices: list[tuple[int, int, Fact | None]] = [(best[start + 1][0] + _UNKNOWN_COST, start + 1, None)]
        for end, fact in _phrases_at(parts, start, table, words, over):
            choices.append((best[end][0] + (1 if fact.kind == "unit" else 2), end, fact))
        best[start] = min(choices, key=lambda choice: (choice[0], -choice[1]))
    facts: list[Fact] = []
    unknown: list[str] = []
    start = 0
    while start < size:
        _, end, said = best[start]
        if said is None:
            unknown.append(parts[start])
        else:
            facts.append(said)
        start = end
    return Label(tuple(facts), tuple(unknown))


def _phrases_at(
    parts: tuple[str, ...], start: int, table: dict[tuple[str, ...], Roles], words: Grammar, over: str
) -> Iterator[tuple[int, Fact]]:
    """Every phrase that begins at a word: listed phrases, phrases with a number, years, and names of awards."""
    numbered = [word if not _is_number(word) else "#" for word in parts[start : start + words.longest]]
    for length in range(1, min(words.longest, len(parts) - start) + 1):
        said = parts[start : start + length]
        roles = table.get(said)
        value = None
        if roles is None and "#" in numbered[:length]:
            roles = table.get(tuple(numbered[:length]))
            value = next((_number(word) for word, sign in zip(said, numbered, strict=False) if sign == "#"), None)
        role = _fitting(roles, over) if roles else None
        if role is not None:
            kind, name = role
            meant = _period(name, value) if value is not None and kind == "period" else name
            if meant is not None:
                yield start + length, Fact(kind, meant, " ".join(said))
    if _YEAR.fullmatch(parts[start]):
        yield start + 1, Fact("period", parts[start], parts[start])
    if over == "numbers" and parts[start] in words.heads:
        for end in range(len(parts), start, -1):
            text = " ".join(parts[start:end])
            found = resolve_award(text, words.reference, suggest=False)
            if found.code is not None or found.candidates:
                yield end, Fact("award", text, text)


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in _ROMANS or word in _NUMBER_WORDS


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _ROMANS.get(word) or _NUMBER_WORDS[word]


def _period(name: str, value: int) -> str | None:
    """The period that a phrase with a number names: "quý 2" is q2, "9 tháng" a part of the year."""
    if name == "quarter":
        return f"q{value}" if 1 <= value <= 4 else None
    if name == "month":
        return f"m{value}" if 1 <= value <= 12 else None
    if name == "months":
        return {6: "h1", 12: "year"}.get(value, f"part{value}" if 1 <= value <= 11 else None)
    if name == "of_year":
        return str(value) if 1990 <= value <= 2100 else None
    if name == "years":
        return "longer" if 2 <= value <= 30 else None
    return name
