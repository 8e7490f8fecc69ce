"""Which letter sequences can be one Vietnamese syllable: onset, rhyme and tone."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from pathlib import Path
from unicodedata import normalize

import emustats.reference
from emustats.text import TONE_MARKS

_ONSETS = "ngh ng nh gh gi kh ph qu th tr ch b c d đ g h k l m n p r s t v x".split()
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uynh "
    "uyt uyu ư ưa ưc ưi ưng ưu ưm ưn ươc ươi ươm ươn ương ươp ươt ươu ưt y yêm yên yêng yêt yêu"
).split()
_QU_RHYMES = (
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eo et ê êch ên ênh êt i ôc ơ "
    "y ych yên yêt ynh yt yu"
).split()
# Seen in names of places and people of other languages of Vietnam: Krông Pắk, Pleiku, Đrây.
_NAME_ONSETS = "kr kl pl pr br bl đr đl dr gr gl ml tl ch'r j w".split()
_FRONT = set("ieêy")
_STOPS = ("c", "ch", "p", "t")


def _tone_places(rhyme: str) -> list[int]:
    """Where the tone mark of a rhyme may stand; open oa, oe, uy have two places in use."""
    vowels = len(rhyme.rstrip("bcghkmnpt"))
    hatted = [index for index in range(vowels) if rhyme[index] in "ăâêôơư"]
    if hatted:
        return hatted[-1:]
    if rhyme in ("oa", "oe", "uy"):
        return [0, 1]
    return [1] if vowels == 3 or (vowels == 2 and vowels < len(rhyme)) else [0]


def _with_tones(rhymes: list[str]) -> dict[str, str]:
    """Every toned spelling of the rhymes, mapped to its plain rhyme."""
    spellings = {}
    for rhyme, tone in product(rhymes, ["", *TONE_MARKS]):
        # A closing stop leaves only the tones sắc and nặng.
        if rhyme.endswith(_STOPS) and tone not in ("\u0301", "\u0323"):
            continue
        for place in _tone_places(rhyme):
            spellings[normalize("NFC", rhyme[: place + 1] + tone + rhyme[place + 1 :])] = rhyme
    return spellings


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    with_k = [rhyme[:-1] + "k" for rhyme in _RHYMES if rhyme.endswith("c")]
    return _with_tones(_RHYMES), _with_tones(_QU_RHYMES), _with_tones(_RHYMES + with_k)


def _agree(onset: str, rhyme: str) -> bool:
    """The spelling rules that bind the onset to the first vowel (c/k, g/gh, ng/ngh) and y to few onsets."""
    front = rhyme[0] in _FRONT
    if rhyme == "y":
        return onset in ("", "h", "k", "l", "m", "s", "t", "v")
    if rhyme[0] == "y":
        return onset == ""
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return onset != "g" or rhyme[0] not in "eê"


@lru_cache(maxsize=65536)
def is_syllable(word: str, *, names: bool = False) -> bool:
    """Whether a composed (NFC) word, in any case, is spelt like one Vietnamese syllable, tone included.

    With ``names`` also like a syllable of the other languages of Vietnam in place names.

    >>> is_syllable("Quyết"), is_syllable("thằng"), is_syllable("Krông"), is_syllable("Krông", names=True)
    (True, True, False, True)
    >>> is_syllable("schön"), is_syllable("tôt")
    (False, False)
    """
    lower = word.lower()
    rhymes, qu_rhymes, name_rhymes = _tables()
    if lower.startswith("qu"):
        return lower[2:] in qu_rhymes
    for onset in ("", *_ONSETS):
        if lower.startswith(onset):
            rhyme = rhymes.get(lower[len(onset) :])
            if rhyme and _agree(onset, rhyme):
                return True
    if names:
        onsets = ("", *_ONSETS, *_NAME_ONSETS)
        return any(lower.startswith(onset) and lower[len(onset) :] in name_rhymes for onset in onsets)
    return False


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """The accented words of the built-in tables: what reports of this kind are written in."""
    tables = Path(emustats.reference.__file__).parent
    names = ("headers.csv", "awards.csv", "units.csv", "statutory_lines.csv", "problem_codes.csv")
    words = re.findall(r"[^\W\d_]+", " ".join((tables / name).read_text(encoding="utf-8") for name in names).lower())
    return frozenset(word for word in map(lambda word: normalize("NFC", word), words) if not word.isascii())


def known_words(words: list[str]) -> int:
    """How many of the words are known from the built-in tables, where two readings are both well spelt.

    >>> known_words(["Cá", "nhân"]), known_words(["Cỏ", "nhõn"])
    (2, 0)
    """
    known = _known_words()
    return sum(word.lower() in known for word in words)
