"""What a finding offers to teach: the lines for words of labels, and cells of words read by the reader's own phrases."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from emustats.reading.sheet.grammar import Grammar, grammar, names_open, read_label
from emustats.reference import Reference
from emustats.reference.names import resolve_unit, spelling_line
from emustats.reference.similar import nearest
from emustats.reference.teaching import line_of, meanings, offers
from emustats.text import clean, match_key, name_key, parse_basis, parse_kind, parse_recipient, parse_state

_PARSERS = {"state": parse_state, "recipient": parse_recipient, "basis": parse_basis}
_SAY_NOTHING = frozenset({"link", "topic", "count", "weak"})
_WORD = re.compile(r"[^\W_]+")
_SUGGESTED, _ALIKE, _MISSPELT, _SHORTEST = 3, 0.7, 0.82, 4
# What a word over numbers may mean, the usual ones first.
_OVER_NUMBERS = (
    "recipient.individual recipient.collective state.decided state.proposed basis.campaign period.year period.earlier "
    "aside.money aside.of_which aside.remark topic."
).split()


@lru_cache(maxsize=16384)
def word_in_cell(kind: str, text: str, reference: Reference) -> str | None:
    """The state, recipient or basis that a cell names: by the listed words, else by the phrases of ``headers.csv``."""
    said = _PARSERS[kind](text)
    label = read_label(text, grammar(reference))
    if said is not None and not (kind == "basis" and label.unknown):
        return said
    values = set(label.values(kind))
    return values.pop() if len(values) == 1 and not label.unknown and label.kinds <= {kind, *_SAY_NOTHING} else None


@lru_cache(maxsize=4096)
def kind_in_cell(text: str, reference: Reference) -> str | None:
    """The kind of a target that a cell names: by the listed words, else by the user's ``target_words.csv``."""
    key = match_key(text)
    taught = (
        meaning.partition(".")[2]
        for meaning, words in reference.target_words.items()
        if meaning.startswith("kind.") and key in map(match_key, words)
    )
    return parse_kind(text) or next(taught, None)


def unknown_phrase(text: str, words: Grammar) -> str:
    """The words of a label from the first that nobody knows to the last, as they are typed; "" where all are known."""
    unknown = list(read_label(text, words).unknown)
    if not unknown:
        return ""
    tokens = [(match.span(), name_key(match[0])) for match in _WORD.finditer(clean(text))]
    places = []
    for span, key in tokens:
        if unknown and key == unknown[0]:
            places.append(span)
            unknown.pop(0)
    return clean(text)[places[0][0] : places[-1][1]] if places and not unknown else " ".join(unknown)


def nearest_phrases(text: str, words: Grammar) -> list[tuple[str, str, bool]]:
    """The known phrases spelled most like a text, each with its role and whether the text looks like a misspelling of it."""
    key = match_key(text)
    known = [
        (match_key(" ".join(phrase)), (" ".join(phrase), ".".join(roles[0])))
        for phrase, roles in words.accented.items()
        if "#" not in phrase and roles[0][0] not in ("link", "unit", "level", "topic")
    ]
    found = nearest(key, known, cutoff=_ALIKE, limit=_SUGGESTED)
    sure = set(nearest(key, known, cutoff=_MISSPELT, limit=_SUGGESTED)) if len(key) >= _SHORTEST else set()
    return [(phrase, role, (phrase, role) in sure) for phrase, role in found]


def label_lesson(path: tuple[str, ...], words: Grammar) -> dict[str, str]:
    """What the finding of a label says of its unknown words: the phrases nearest to them, and lines to add for each."""
    near: list[str] = []
    vi, en = [], []
    for text in dict.fromkeys(path):
        phrase = unknown_phrase(text, words)
        if not phrase:
            continue
        alike = nearest_phrases(phrase, words)
        near += [f"“{known}”" for known, _, _ in alike]
        misspelt = [role for _, role, is_misspelt in alike if is_misspelt and role in meanings()]
        roles = list(dict.fromkeys(misspelt)) or list(_OVER_NUMBERS)
        said = offers(phrase, roles)
        first = _WORD.search(phrase)
        if not misspelt and first and clean(text).startswith(phrase) and names_open(text, words) is None:
            # "Xưởng 1": the first word says what kind of sub-unit it is, the rest is its name.
            meaning, line = meanings()["open.subunit"], line_of("open.subunit", first[0])
            said["lines_vi"] += f"; “{line}” nếu {meaning.vi}"
            said["lines_en"] += f"; “{line}” if {meaning.en}"
        vi.append(said["lines_vi"])
        en.append(said["lines_en"])
    return {
        "near_vi": f"; gần nhất: {', '.join(near)}" if near else "",
        "near_en": f"; the nearest: {', '.join(near)}" if near else "",
        "lines_vi": "; ".join(vi),
        "lines_en": "; ".join(en),
    }


def unit_lesson(text: str, reference: Reference) -> dict[str, Any]:
    """What the finding of an unknown unit says: the units nearest to the text, and the line for ``spellings.csv``."""
    names = resolve_unit(text, reference).suggestions
    near = next((unit.unit_id for unit in reference.units.values() if names and unit.name == names[0]), "unit_id")
    return {"suggestions": names[:_SUGGESTED], "line": spelling_line(near, text)}
