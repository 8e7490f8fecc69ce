"""Whether every word of an award's label is understood: the words around names, and the words that nobody listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from emustats.reference import Reference
from emustats.reference.records import Award
from emustats.text import clean, fold, match_key, name_key

_TOKEN = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[A-ZĐ]{1,3}\d{1,3}")
_LONGEST_PHRASE = 14
# Words of a place's name, and of the name of a department, that may follow the word that announces them.
_LONGEST_PLACE = 4
_LONGEST_DEPARTMENT = 14
_SHORTEST_KEY = 4

Words = tuple[str, ...]


class Token(NamedTuple):
    """One word as typed, with its spelling key and the key without accents."""

    text: str
    key: str
    plain: str


class Phrases:
    """Phrases to be found in a text: with accents, or without them in a text typed without any."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = tuple(texts)
        self.accented = {tuple(name_key(text).split()) for text in texts} - {()}
        self.plain = {tuple(fold(text).split()) for text in texts} - {()}

    def lengths(self, words: Words, start: int, *, plain: bool) -> Iterator[int]:
        """How many words the phrases that begin at a place take up, the longest first."""
        known = self.plain if plain else self.accented
        for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
            if words[start : start + length] in known:
                yield length

    def ends_at(self, words: Words, end: int, *, plain: bool) -> bool:
        """Whether one of the phrases ends just before a place."""
        known = self.plain if plain else self.accented
        return any(words[start:end] in known for start in range(max(0, end - _LONGEST_PHRASE), end))


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text."""
    return tuple(Token(word, name_key(word), fold(word)) for word in _TOKEN.findall(clean(text)))


class AwardWords:
    """The words of ``award_words.csv`` and the names of units and places of one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        listed = reference.award_words
        spelt = {word for award in reference.awards.values() for text in _texts(award) for word in fold(text).split()}
        # Without accents "vì" is the end of "đơn vị": such a word begins nothing in a text typed without them.
        clear = [text for text in listed["occasion"] if fold(text) not in spelt]
        self._around = {
            plain: _patterns(key, listed, clear if plain else listed["occasion"])
            for plain, key in ((False, name_key), (True, fold))
        }
        self.joining = frozenset(map(fold, listed["joining"]))
        self.neutral = frozenset(
            word for role in ("neutral", "trailing", "occasion") for text in listed[role] for word in fold(text).split()
        )
        self.plain_words = Phrases(
            text for role in ("neutral", "trailing", "leading", "joining", "class", "remark") for text in listed[role]
        )
        self.roles = {role: Phrases(texts) for role, texts in listed.items()}

    def without_leading(self, key: str) -> str:
        """A spelling key without the numbers and words that stand before a name."""
        return self._around[key.isascii()][0].sub("", key)

    def without_trailing(self, key: str) -> str:
        """A spelling key without the counts, remarks and occasions that stand behind a name."""
        return self._around[key.isascii()][1].sub("", key)

    @cached_property
    def names(self) -> Phrases:
        """The names of units, and of the places they are in."""
        places = sorted(self.reference.award_words["place"], key=len, reverse=True)
        announced = re.compile(rf"^(?:(?:{'|'.join(map(re.escape, places))})\s+)+", re.IGNORECASE)
        texts = []
        for unit in self.reference.units.values():
            texts += [text for text in (unit.name, unit.short_name, *unit.aliases) if len(match_key(text)) > 2]
            place = announced.sub("", unit.name)
            if place != unit.name:
                texts.append(place)
        return Phrases(texts)

    @cached_property
    def of_departments(self) -> frozenset[str]:
        """The words that the names of units are made of: those of their departments are, too."""
        return frozenset(word for unit in self.reference.units.values() for word in name_key(unit.name).split())

    @cached_property
    def other_awards(self) -> Phrases:
        """The names of awards that end a stretch of free words, since another award begins there."""
        texts = [text for row in self.reference.ambiguous_names for text in row.texts]
        texts += [text for award in self.reference.awards.values() for text in (award.name, *award.spellings)]
        return Phrases(text for text in texts if " " in text)

    def unused(self, text: str, names: frozenset[str], authorities: Phrases) -> Words:
        """The words of a label that nothing explains.

        ``names``: the match keys of the spellings of the award; ``authorities``: who may give it.
        """
        typed = tokens(text)
        plain = all(token.key.isascii() for token in typed)
        words = tuple(token.plain if plain else token.key for token in typed)
        steps = self._steps(typed, words, (names, authorities), plain=plain)
        # The fewest words left over, from the end of the text to its start.
        left: list[tuple[int, ...]] = [()] * (len(words) + 1)
        for start in range(len(words) - 1, -1, -1):
            kept = [left[start + length] for length in steps[start]]
            number = () if words[start].isdigit() and len(words[start]) < 5 else (start,)
            left[start] = min([number + left[start + 1], *kept], key=len)
        return tuple(typed[position].text for position in left[0])

    def _steps(
        self, typed: tuple[Token, ...], words: Words, of_award: tuple[frozenset[str], Phrases], *, plain: bool
    ) -> list[set[int]]:
        """For each word, how many words from there on may be passed as understood."""
        names, authorities = of_award
        blocked = {
            position
            for start in range(len(words))
            for length in self.roles["never"].lengths(words, start, plain=plain)
            for position in range(start, start + length)
        }
        steps: list[set[int]] = []
        for start in range(len(words)):
            found = {*_named(typed, start, names), *authorities.lengths(words, start, plain=plain)}
            found |= set(self.names.lengths(words, start, plain=plain))
            loose = set(self.plain_words.lengths(words, start, plain=plain))
            for length in self.roles["occasion"].lengths(words, start, plain=plain):
                loose.add(self._open_until(words, start + length, blocked, plain=plain) - start)
            loose |= set(self._after_place(typed, words, start, blocked, plain=plain))
            found |= {length for length in loose if not blocked & set(range(start, start + length))}
            if start < 2:
                found |= set(self.roles["leading"].lengths(words, start, plain=plain))
            steps.append(found - {0})
        return steps

    def _open_until(self, words: Words, start: int, blocked: set[int], *, plain: bool) -> int:
        """Where the free words of an occasion end: at a word that takes something back, or where another award begins."""
        for position in range(start, len(words)):
            if position in blocked or any(self.other_awards.lengths(words, position, plain=plain)):
                return position
        return len(words)

    def _after_place(
        self, typed: tuple[Token, ...], words: Words, start: int, blocked: set[int], *, plain: bool
    ) -> Iterator[int]:
        """A word such as "tỉnh" or "phòng", which may also end a phrase; then the proper name, number or code behind."""
        shouted = all(not token.text.islower() for token in typed)
        for role, most in (("place", _LONGEST_PLACE), ("department", _LONGEST_DEPARTMENT), ("office", 1)):
            yield from self.roles[role].lengths(words, start, plain=plain)
            if not self.roles[role].ends_at(words, start, plain=plain):
                continue
            for position in range(start, min(start + most, len(typed))):
                token = typed[position]
                proper = token.text[0].isupper() and (role == "place" or role == "department" and not shouted)
                known = role == "department" and (token.key in self.of_departments or words[position] in self.joining)
                number = token.text.isdigit() or bool(_CODE.fullmatch(token.text))
                if position in blocked or not (proper or known or number):
                    break
                yield position + 1 - start


def _named(typed: tuple[Token, ...], start: int, names: frozenset[str]) -> Iterator[int]:
    """Spellings of the award itself, up to accents and inner blanks."""
    key = accented = ""
    for length in range(1, min(_LONGEST_PHRASE + 4, len(typed) - start) + 1):
        key += typed[start + length - 1].plain
        accented += typed[start + length - 1].key
        if accented in names or len(key) >= _SHORTEST_KEY and key in names:
            yield length


def _texts(award: Award) -> tuple[str, ...]:
    return (award.name, *award.spellings, *award.abbreviations)


def _patterns(
    key: Callable[[str], str], listed: dict[str, tuple[str, ...]], occasions: Iterable[str]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before and behind a name, as patterns over texts of one kind of key."""

    def alternatives(texts: Iterable[str]) -> str:
        return "|".join(map(re.escape, sorted({key(text) for text in texts} - {""}, key=len, reverse=True)))

    leading = rf"^(?:(?:\d{{1,2}}|[a-e]|iii?|i|iv|vi{{0,3}}|{alternatives(listed['leading'])}) )+"
    trailing = rf"(?: (?:\d{{1,3}}|{alternatives(listed['trailing'])}|{key('năm')} \d{{4}}|(?:{alternatives(occasions)}) .*))+$"
    return re.compile(leading), re.compile(trailing)
