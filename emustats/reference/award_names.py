"""What a text may mean among the awards: exact spellings, classes, "Bằng khen" plus who gives it, combined names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from emustats.reference import Reference
from emustats.reference.award_words import AwardWords, Phrases, tokens
from emustats.reference.records import Award
from emustats.text import clean, fold, match_key, name_key, parse_class


class Found(NamedTuple):
    """The codes a text may mean; ``sure`` when a single code is certain, else even one code is only a candidate.

    ``unused``: the words of the text that nothing explains, because of which it isn't sure.
    """

    codes: tuple[str, ...] = ()
    award_class: str | None = None
    rule: str | None = None
    sure: bool = False
    unused: tuple[str, ...] = ()


NOTHING = Found()
_Item = tuple[tuple[str, ...], int | str]

_ONE_CLASS = r"(?:nhất|nhat|nhì|nhi|ba|iii|ii|i|[123])"
_CLASS = re.compile(
    rf"[\s,(–-]*\b(?:(?:các\s+hạng|cac\s+hang)\b(?:[\s,;/]*(?:và\s+|va\s+)?{_ONE_CLASS}\b)*|(?:hạng|hang|h\.?)\s*{_ONE_CLASS}\b"
    rf"(?:\s*(?:[,/;]|và|va|hoặc)\s*(?:(?:hạng|hang)\s*)?{_ONE_CLASS}\b)*)\s*\)?",
    re.IGNORECASE,
)
_BARE_CLASS = re.compile(r"\s+(nhất|nhì|ba|III|II|I)$", re.IGNORECASE)
_AUTHORITY_PARTS = re.compile(r"[/,;()]")
_LONGEST_NAME = 16
_PARTS = re.compile(r"\s*(?:[,/;+&()]|\bvà\b|\bhoặc\b)\s*", re.IGNORECASE)

# Authorities of a place are followed by the name of the place; what follows a ministry changes who is meant.
_LOCAL_LEVELS = ("province", "unit", "sub_unit", "party", "mass_org")


@dataclass(frozen=True)
class _Group:
    """A text that means several awards, and the phrases that tell which one is meant, with and without accents."""

    codes: tuple[str, ...]
    accented: dict[tuple[str, ...], tuple[str, ...]]
    plain: dict[tuple[str, ...], tuple[str, ...]]
    longest: int
    default: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class AwardIndex:
    """The spellings of all awards of one reference, by three keys of decreasing strictness."""

    awards: dict[str, Award]
    tables: tuple[dict[str, dict[str, str | None]], ...]
    groups: dict[str, _Group]
    heads: tuple[tuple[tuple[str, ...], _Group], ...]
    words: AwardWords
    own: dict[str, str]
    explained: dict[tuple[str, ...], tuple[frozenset[str], Phrases]] = field(default_factory=dict)

    @classmethod
    def build(cls, reference: Reference) -> AwardIndex:
        tables: tuple[dict[str, dict[str, str | None]], ...] = ({}, {}, {})
        for code, award in reference.awards.items():
            texts: list[tuple[str, str | None]] = [(award.name, None)]
            texts += [(text, "alias") for text in award.spellings]
            texts += [(text, "abbreviation") for text in award.abbreviations]
            for text, rule in [*texts, (code, "code")]:
                tables[0].setdefault(clean(text).casefold(), {}).setdefault(code, rule)
                tables[1].setdefault(name_key(text), {}).setdefault(code, rule or "spelling")
                tables[2].setdefault(match_key(text), {}).setdefault(code, "folded")
        grouped: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
        for row in reference.ambiguous_names:
            grouped.setdefault(row.texts, []).append((row.award_code, row.context))
        groups, heads = {}, []
        for texts, meanings in grouped.items():
            group = _group(texts, meanings)
            groups |= {match_key(text): group for text in texts}
            heads += [(tuple(fold(text).split()), group) for text in texts]
        heads.sort(key=lambda head: -len(head[0]))
        own = {match_key(text): code for text, code in reference.spellings.items() if code in reference.awards}
        return cls(reference.awards, tables, groups, tuple(heads), AwardWords(reference), own)

    def official(self, text: str) -> str | None:
        """The official name behind a listed spelling."""
        codes = self.tables[0].get(clean(text).casefold(), {})
        return self.awards[next(iter(codes))].name if codes else None

    def find(self, text: str, context: tuple[str, ...], recipient: str | None) -> Found:
        """What ``text`` means; see ``names.resolve_award``."""
        found = self._strict(clean(text), context)
        if found.sure or len(found.codes) < 2 or recipient is None:
            return found
        fitting = tuple(code for code in found.codes if self.awards[code].recipient in (recipient, "both"))
        if len(fitting) == 1:
            return found._replace(codes=fitting, rule="context", sure=True)
        return found._replace(codes=fitting or found.codes)

    def nearly(self, text: str) -> Found:
        """The listed name that an unknown text begins with, and the words behind it that nothing explains."""
        typed = tokens(self.words.without_leading(name_key(text)))
        for length in range(min(len(typed), _LONGEST_NAME), 1, -1):
            codes = self._listed(" ".join(token.text for token in typed[:length]), ()).codes
            if codes:
                return Found(codes, unused=self._unused(clean(text), codes))
        return NOTHING

    def _strict(self, text: str, context: tuple[str, ...]) -> Found:
        """What the text means if each of its words is understood; else what it nearly is, and the words left over."""
        found = self._read(text, context)
        if not found.codes or self._listed(text, context).codes:
            return found
        unused = self._unused(text, found.codes)
        if not unused:
            return found
        several = self._combined(text, context)
        if several.codes and not self._unused(text, several.codes):
            return several
        left = list(unused)
        kept = [word for word in (token.text for token in tokens(text)) if not (word in left and not left.remove(word))]
        nearest = self._read(" ".join(kept), context)
        return Found(nearest.codes if nearest.sure else found.codes, found.award_class, None, False, unused)

    def _unused(self, text: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        if codes not in self.explained:
            self.explained[codes] = self._explaining(codes)
        return self.words.unused(text, *self.explained[codes])

    def _explaining(self, codes: tuple[str, ...]) -> tuple[frozenset[str], Phrases]:
        """The match keys of all spellings of these awards, and the phrases for those who give them."""
        names: list[str] = []
        authorities: list[str] = []
        for award in (self.awards[code] for code in codes):
            names += [award.award_code, award.name, *award.spellings, *award.abbreviations]
            authorities += _AUTHORITY_PARTS.split(award.authority)
        for group in {id(group): group for group in self.groups.values() if set(group.codes) & set(codes)}.values():
            names += group.texts
            authorities += [" ".join(words) for words, named in group.accented.items() if set(named) & set(codes)]
        keys = {key for name in names for key in (match_key(name), name_key(name).replace(" ", ""))}
        return frozenset(key for key in keys if key), Phrases(authorities)

    def _read(self, text: str, context: tuple[str, ...]) -> Found:
        found = self._listed(text, context)
        if found.codes:
            return found
        for pattern in (_CLASS, _BARE_CLASS):
            part = pattern.search(text)
            base = clean(text[: part.start()] + " " + text[part.end() :]) if part else ""
            if part and base:
                found = self._listed(base, context) if pattern is _CLASS else self._listed(base, ())
                if not found.codes and pattern is _CLASS:
                    found = self._around(base, context)
                if found.codes:
                    classed = self._with_class(found, parse_class(part[0].strip(" ,()–-")))
                    if pattern is _CLASS or classed.award_class:
                        return classed
        found = self._around(text, context)
        return found if found.codes else self._combined(text, context)

    def _listed(self, text: str, context: tuple[str, ...]) -> Found:
        """A text that is listed as it stands, or up to accents and blanks."""
        key = match_key(text)
        if key in self.own:
            return Found((self.own[key],), None, "alias", sure=True)
        if key in self.groups and not self._short_and_different(text, key):
            return self._in_context(self.groups[key], context)
        for table, variant in zip(self.tables, (text.casefold(), name_key(text), key), strict=True):
            codes = table.get(variant)
            if codes and len(codes) > 1:
                return Found(tuple(codes))
            if codes:
                code, rule = next(iter(codes.items()))
                return Found((code,), None, rule, sure=True)
        return NOTHING

    def _short_and_different(self, text: str, key: str) -> bool:
        """Whether two or three letters agree with a listed text only because accents were dropped ("có" and "cờ")."""
        if len(key) > 3 or text.isascii():
            return False
        return name_key(text) not in ("cờ", "ctđ", "cstđ")

    def _around(self, text: str, context: tuple[str, ...]) -> Found:
        """A listed name with words around it, or an ambiguous one followed by who gives the award."""
        whole = name_key(text)
        begun = self.words.without_leading(whole)
        for candidate in (begun, self.words.without_trailing(whole)):
            for shorter in dict.fromkeys((candidate, self.words.without_trailing(candidate))):
                if shorter and shorter != whole:
                    found = self._listed(shorter, context)
                    if found.codes:
                        return found._replace(rule="trimmed") if found.sure and found.rule != "context" else found
        words = tuple(fold(begun).split())
        for head, group in self.heads:
            if words[: len(head)] == head and len(words) > len(head) and not self._only_folded(text, head):
                if set(words[len(head) :]) <= self.words.neutral:
                    return self._in_context(group, context)
                codes, sure = self._authorities(group, tuple(name_key(text).split())[len(head) - len(words) :])
                if codes:
                    return Found(codes, None, "authority", sure) if sure else Found(codes)
        return NOTHING

    def _only_folded(self, text: str, head: tuple[str, ...]) -> bool:
        """Whether a short head ("cờ") is met only because accents were dropped ("có quyết định")."""
        return len("".join(head)) <= 3 and any(
            token.plain == head[0] and self._short_and_different(token.text, token.plain) for token in tokens(text)
        )

    def _in_context(self, group: _Group, context: tuple[str, ...]) -> Found:
        for text in context:
            codes, sure = self._authorities(group, tuple(name_key(text).split()))
            if codes:
                return Found(codes, None, "context", sure) if sure else Found(codes)
        if group.default:
            return Found((group.default,), None, "context", sure=True)
        return Found(group.codes)

    def _authorities(self, group: _Group, words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """The codes whose authorities the words name, and whether exactly one is named beyond doubt."""
        items = _phrases(group, words)
        named = dict.fromkeys(code for codes, _ in items if codes for code in codes)
        if not named:
            return (), False
        doubtful = "" in named
        for position, (codes, length) in enumerate(items):
            if not codes:
                continue
            before = items[position - 1][1] if position else None
            if length == 1 and isinstance(before, str) and fold(before) not in self.words.neutral | self.words.joining:
                doubtful = True
            local = all(code and self.awards[code].level in _LOCAL_LEVELS for code in codes)
            doubtful |= self._joined_to_unknown(items, position) or (
                not local and self._followed_by_unknown(items, position)
            )
        if doubtful:
            return group.codes, False
        return tuple(named), len(named) == 1

    def _joins(self, item: _Item) -> bool:
        return isinstance(item[1], str) and fold(item[1]) in self.words.joining

    def _unknown(self, items: list[_Item]) -> bool:
        return any(
            isinstance(word, str) and fold(word) not in self.words.neutral and not word.isdigit() for _, word in items
        )

    def _followed_by_unknown(self, items: list[_Item], position: int) -> bool:
        return self._unknown([item for item in items[position + 1 : position + 2] if not self._joins(item)])

    def _joined_to_unknown(self, items: list[_Item], position: int) -> bool:
        """Whether "và …" after the phrase names somebody who is not listed."""
        return any(
            self._joins(items[index]) and self._unknown(items[index + 1 : index + 2])
            for index in range(position + 1, len(items) - 1)
        )

    def _with_class(self, found: Found, award_class: str | None) -> Found:
        if award_class is None:
            return found
        classed = tuple(code for code in found.codes if award_class in self.awards[code].classes)
        if not found.sure:
            return found._replace(codes=classed or found.codes, award_class=award_class)
        return found._replace(award_class=award_class) if classed else found._replace(rule="class_unknown")

    def _combined(self, text: str, context: tuple[str, ...]) -> Found:
        """Several names in one text ("CSTT, LĐTT"): all of them are candidates, unless they are one award."""
        parts = [part for part in _PARTS.split(text) if part and not set(fold(part).split()) <= self.words.neutral]
        if len(parts) < 2 or len(parts) > 6:
            return NOTHING
        found = [self._read(part, context) for part in parts]
        if not all(each.codes for each in found):
            return NOTHING
        codes = tuple(dict.fromkeys(code for each in found for code in each.codes))
        classes = {each.award_class for each in found} - {None}
        award_class = classes.pop() if len(classes) == 1 and len(codes) == 1 else None
        return Found(codes, award_class, "trimmed", sure=len(codes) == 1 and all(each.sure for each in found))


def _group(texts: tuple[str, ...], meanings: list[tuple[str, tuple[str, ...]]]) -> _Group:
    accented: dict[tuple[str, ...], tuple[str, ...]] = {}
    plain: dict[tuple[str, ...], tuple[str, ...]] = {}
    for code, context in meanings:
        for phrase in context:
            for key, phrases in ((name_key(phrase), accented), (fold(phrase), plain)):
                words = tuple(key.split())
                if words:
                    phrases[words] = tuple(dict.fromkeys((*phrases.get(words, ()), code)))
    return _Group(
        codes=tuple(dict.fromkeys(code for code, _ in meanings if code)),
        accented=accented,
        plain=plain,
        longest=max(map(len, plain), default=0),
        default=next((code for code, context in meanings if "*" in context), None),
        texts=texts,
    )


def _phrases(group: _Group, words: tuple[str, ...]) -> list[_Item]:
    """The words as items, longest phrase first: (codes, number of words) for a phrase, ((), word) for another word.

    Only a text typed without any accent is compared without them: "phong" may be phòng or phong.
    """
    phrases = group.plain if all(word.isascii() for word in words) else group.accented
    items: list[_Item] = []
    start = 0
    while start < len(words):
        for length in range(min(group.longest, len(words) - start), 0, -1):
            codes = phrases.get(words[start : start + length])
            if codes:
                items.append((codes, length))
                start += length
                break
        else:
            items.append(((), words[start]))
            start += 1
    return items
