"""Vietnamese text: cleaning, comparison keys, alphabetical order, and the words that units type in columns of words.

Numbers are read in ``numbers.py``, dates and years in ``dates.py``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from unicodedata import is_normalized, normalize

# The same few texts come back in thousands of workbooks.
_REMEMBERED = 32768

_REMOVED = [*range(0x00, 0x09), *range(0x0E, 0x1C), 0x7F, 0xAD, 0x034F, 0x180E, *range(0x200B, 0x2010)]
_REMOVED += [*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF]
_REPAIRED: dict[int, str | None] = dict.fromkeys(_REMOVED)
_REPAIRED |= {0xD0: "Đ", 0x0189: "Đ", 0xF0: "đ"}
_REPAIRED |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _REPAIRED) + "]")

VIETNAMESE_VOWELS = "aăâeêioôơuưy"
TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the alphabet


def _toned(vowel: str) -> str:
    return "".join(normalize("NFC", vowel + mark) for mark in TONE_MARKS)


_LETTERS = "đ" + "".join(vowel + _toned(vowel) for vowel in VIETNAMESE_VOWELS)
_FOLDED = {
    ord(letter): "d" if letter in "đĐ" else normalize("NFD", letter)[0]
    for letter in _LETTERS + _LETTERS.upper()
    if not letter.isascii()
}
# Tone written on the first vowel of oa, oe, uy (hòa) or, by mistake, on the u of qu (qúy): moved to the second (hoà).
_MOVED_TONES = {
    tone_first + second: vowel + normalize("NFC", second + mark)
    for vowel, seconds in (("o", "ae"), ("u", "aeioyăâêôơ"))
    for mark, tone_first in zip(TONE_MARKS, _toned(vowel), strict=True)
    for second in seconds
}
_MISPLACED = re.compile(f"[{_toned('o')}][ae]|[{_toned('u')}]y|(?<=q)[{_toned('u')}][aeioăâêôơ]")
_I_OR_Y = re.compile(f"\\b([hklmstv]|qu)([y{_toned('y')}])\\b")
_I_FOR_Y = dict(zip("y" + _toned("y"), "i" + _toned("i"), strict=True))
_NOT_WORD = re.compile(r"[\W_]+")
_MARKS = re.compile("[\u0300-\u036f]+")


@lru_cache(maxsize=_REMEMBERED)
def clean(text: str) -> str:
    """One line of composed (NFC) text without invisible characters and doubled spaces.

    Every kind of space or line break becomes one space; zero-width characters, soft hyphens and control
    characters go; the Icelandic Ð becomes the Vietnamese Đ; full-width forms become ASCII. Text in a legacy
    font must be decoded before, since TCVN3 writes ư as the soft hyphen.

    >>> clean(" Đơn\\u00a0vị\\n quyết  thắng ")
    'Đơn vị quyết thắng'
    """
    if not (text.isascii() and text.isprintable()):
        if _ODD.search(text):
            text = text.translate(_REPAIRED)
        if not is_normalized("NFC", text):
            text = normalize("NFC", text)
    return " ".join(text.split())


@lru_cache(maxsize=_REMEMBERED)
def name_key(text: str) -> str:
    """The spelling key: equal for spellings of one name that differ in case, punctuation, tone placement or i/y.

    Accents stay, so "cờ" and "có" stay apart. The i/y rule covers an open syllable after h, k, l, m, s, t, v
    and qu (sĩ/sỹ, kỉ/kỷ, lí/lý, mĩ/mỹ, quí/quý), where both spellings are in use.

    >>> name_key("CHIẾN SỸ thi đua – Hòa Bình") == name_key("Chiến sĩ thi đua Hoà Bình")
    True
    """
    key = clean(text).casefold()
    if not key.isascii():
        if _MARKS.search(key):
            key = _MARKS.sub("", key)
        key = _MISPLACED.sub(lambda match: _MOVED_TONES[match[0]], key)
    key = _NOT_WORD.sub(" ", key).strip()
    key = _I_OR_Y.sub(lambda match: match[1] + _I_FOR_Y[match[2]], key)
    return key if key.isascii() else normalize("NFC", key)


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """The spelling key without accents: lower-case words of a-z and 0-9 with single spaces between.

    Like the key it writes i for the y of "tỷ", "kỷ", "quý", so patterns on it must do so, too.

    >>> fold("Cụm thi đua số 05")
    'cum thi dua so 05'
    """
    key = name_key(text).translate(_FOLDED)
    if not key.isascii():
        key = " ".join(re.sub("[^a-z0-9 ]+", "", normalize("NFKD", key)).split())
        # a letter of no Vietnamese alphabet ("ÿ") may have become a y only now
        key = _I_OR_Y.sub(lambda match: match[1] + _I_FOR_Y[match[2]], key)
    return key


def match_key(text: str) -> str:
    """The loosest key: ``fold`` without spaces, so that blanks inside a word and missing accents still meet.

    >>> match_key("Chiế n sĩ"), match_key("ĐVQT") == match_key("DVQT")
    ('chiensi', True)
    """
    return fold(text).replace(" ", "")


_ALPHABET = {letter: chr(0x61 + index) for index, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONE_RANK = {mark: str(rank) for rank, mark in enumerate(TONE_MARKS, start=1)}
_TOKENS = re.compile(r"\d+|[^\W\d_]+")


def _syllable_rank(syllable: str) -> str:
    letters, tones = [], []
    for letter in syllable:
        marks = normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in _TONE_RANK), "")
        base = normalize("NFC", marks.replace(tone, "")) if tone else letter
        letters.append(_ALPHABET.get(base, "~" + base))
        tones.append(_TONE_RANK.get(tone, ""))
    return "".join(letters) + "\x02" + "".join(tones)


def sort_key(text: str) -> str:
    """A key that puts Vietnamese names in alphabetical order: a ă â b c d đ e ê …, tones only between equal letters.

    Syllables are compared one by one, numbers by value and before letters.

    >>> sorted(["Đồng Nai", "Ân Thi", "Cụm 10", "An Giang", "Cụm 2", "Dak"], key=sort_key)
    ['An Giang', 'Ân Thi', 'Cụm 2', 'Cụm 10', 'Dak', 'Đồng Nai']
    """
    cleaned = clean(text)
    parts = []
    for token in _TOKENS.findall(cleaned.casefold()):
        if token.isdecimal():
            digits = str(int(token))
            parts.append("0" + chr(0x30 + min(len(digits), 0x4F)) + digits)
        else:
            parts.append(_syllable_rank(token))
    return "\x01".join(parts) + "\x00" + cleaned


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    """The words of ``words.csv`` by kind and value, in the order of the file; read when the first is asked for."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["value"]] = tuple(row["words"].split("|"))
    return found


@lru_cache(maxsize=8)
def _by_key(kind: str) -> dict[str, str]:
    """The values of one kind by the match key of their words."""
    return {match_key(word): value for value, words in _words()[kind].items() for word in words}


def _either(words: Iterable[str]) -> str:
    """A pattern over folded text for any of the words, the longest first; a word in brackets may be left out."""
    patterns = []
    for phrase in sorted(words, key=len, reverse=True):
        pattern = ""
        for word in phrase.split():
            left_out = word.startswith("(")
            if not pattern:
                pattern = f"(?:{fold(word)} )?" if left_out else fold(word)
            elif pattern.endswith(" )?"):
                pattern += fold(word)
            else:
                pattern += f"(?: {fold(word)})?" if left_out else f" {fold(word)}"
        patterns.append(pattern)
    return "|".join(patterns)


@lru_cache(maxsize=_REMEMBERED)
def parse_recipient(text: str) -> str | None:
    """Whose award a text means: "collective", "individual", "household", or None when it says something else.

    >>> parse_recipient("TAPTHE"), parse_recipient("Số lượt cá nhân"), parse_recipient("Tập thể lao động xuất sắc")
    ('collective', 'individual', None)
    """
    folded = fold(text)
    recipients = _by_key("recipient")
    found = recipients.get(folded.replace(" ", ""))
    if found is None and " " in folded:
        found = recipients.get(_recipient_noise().sub("", folded).replace(" ", ""))
    return found


@lru_cache(maxsize=1)
def _recipient_noise() -> re.Pattern[str]:
    around = _words()["around_recipient"]
    return re.compile(rf"^(?:(?:{_either(around['before'])}) )+|(?: (?:{_either(around['after'])}))$")


@lru_cache(maxsize=_REMEMBERED)
def parse_state(text: str) -> str | None:
    """The state of an award, a value of ``schema.STATES``; None for anything else, also for "chưa …".

    >>> parse_state("Đã trình"), parse_state("Đã có QĐ"), parse_state("Chưa có quyết định")
    ('proposed', 'decided', None)
    """
    return _by_key("state").get(match_key(text))


@lru_cache(maxsize=_REMEMBERED)
def parse_basis(text: str) -> str | None:
    """The phương thức khen thưởng, a value of ``schema.BASES``; None when none or more than one is named.

    The names are those of the official forms of Circular 03/2018/TT-BNV and 02/2023/TT-BNV.

    >>> parse_basis("Thường xuyên (công trạng)"), parse_basis("Khen thưởng theo niên hạn")
    ('merit', 'length_of_service')
    """
    key = match_key(text)
    found = {basis for word, basis in _by_key("basis").items() if word in key}
    named = {basis for basis in _words()["basis"] if key == match_key(basis)} or found
    return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=_REMEMBERED)
def parse_kind(text: str) -> str | None:
    """The kind of a target, a value of ``schema.KINDS``, from its name or a usual synonym; None when not known.

    >>> parse_kind("Không thấp hơn"), parse_kind("≤"), parse_kind("Giảm so với năm trước, %")
    ('at_least', 'at_most', 'reduce_pct')
    """
    typed = clean(text).replace(" ", "")
    for kind, signs in _words()["target_sign"].items():
        if typed in signs:
            return kind
    folded = fold(text)
    return next((kind for kind, pattern in _kinds() if pattern.search(folded)), None)


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each kind of target, in the order in which they are tried, the texts that mean it."""
    words = _words()
    found = []
    for kind in dict.fromkeys(kind for place in ("whole", "begin") for kind in words[f"target_{place}"]):
        whole, begin, end, prefix = (
            words[f"target_{place}"].get(kind, ()) for place in ("whole", "begin", "end", "prefix")
        )
        before = rf"^(?:(?:{_either(prefix)}) )*" if prefix else "^"
        patterns = [rf"{before}(?:{_either(whole)})$"] if whole else []
        patterns += [rf"{before}(?:{_either(begin)})(?: |$)"] if begin else []
        patterns += [rf"(?:{_either(end)})$"] if end else []
        found.append((kind, re.compile("|".join(patterns))))
    return tuple(found)


@lru_cache(maxsize=1)
def _class_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Where a class is named: after the word for it, several of them, and as the last word of an order's name."""
    words = _words()["class_word"]
    spoken = [word for named in _words()["class"].values() for word in named]
    each, before = _either(spoken), _either(words["before"])
    glued = _either(word for word in spoken if word.isascii() and (word.isdigit() or word.isupper()))
    return (
        re.compile(rf"\b(?:{before})(?: ({each})\b|({glued})\b)"),
        re.compile(rf"\b(?:{before}) \w+(?: (?:{_either(words['joining'])}))* (?:{each})\b"),
        re.compile(rf"^(?:{_either(words['order'])})\w*\b.* ({_either(w for w in spoken if not w.isdigit())})$"),
    )


@lru_cache(maxsize=_REMEMBERED)
def parse_class(text: str) -> str | None:
    """The class (hạng) of an order or medal: "I", "II", "III"; None when no class or more than one is named.

    >>> parse_class("Huân chương Lao động hạng Nhì"), parse_class("hạng 3"), parse_class("hạng Nhất, Nhì, Ba")
    ('II', 'III', None)
    """
    folded = fold(text)
    classes = _by_key("class")
    if folded in classes:
        return classes[folded]
    named, several, last = _class_patterns()
    found = named.search(folded)
    if found:
        return None if several.search(folded) else classes[found[1] or found[2]]
    found = last.search(folded)
    return classes[found[1]] if found else None


def parse_yes_no(text: object) -> bool | None:
    """True for "Có", "Đạt", …; False for "Không", "Chưa đạt", …; None for the rest.

    A cross ("x") may mean yes or one, so it is neither.

    >>> parse_yes_no("Có"), parse_yes_no("không đạt"), parse_yes_no("x")
    (True, False, None)
    """
    if isinstance(text, bool):
        return text
    if not isinstance(text, str):
        return None
    return {"yes": True, "no": False}.get(_by_key("yes_no").get(match_key(text), ""))


_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}


def roman(text: str) -> int | None:
    """The value of a Roman numeral in capitals, I to XXXIX, a dot or bracket after it allowed; else None.

    Larger ones do not occur as section or cluster numbers, while C, D, L, M are section letters.

    >>> roman("VI"), roman("III. "), roman("vi")
    (6, 3, None)
    """
    numeral = clean(text).rstrip(" .)/:-")
    match = _ROMAN.fullmatch(numeral)
    return len(match[1]) * 10 + _ROMAN_VALUES[match[2]] if match and numeral else None


@lru_cache(maxsize=1)
def _cluster_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _words()["cluster"]
    return (
        re.compile(rf"\b(?:{_either(words['named'])}) ?(\d{{1,2}}|[ivx]+)\b"),
        re.compile(rf"^(?:{_either(words['short'])})? ?(\d{{1,2}}|[ivx]+)$"),
    )


def parse_cluster_number(text: str) -> int | None:
    """The number of a cluster, Arabic or Roman; None when there is none or more than one.

    The number alone does not identify a cluster: several series use the same numbers in one year.

    >>> parse_cluster_number("Cụm thi đua số 05"), parse_cluster_number("Cụm III"), parse_cluster_number("số 6")
    (5, 3, 6)
    """
    folded = fold(text)
    named, short = _cluster_patterns()
    found = named.findall(folded) or short.findall(folded)
    values = {int(number) if number.isdecimal() else roman(number.upper()) for number in found} - {None, 0}
    return values.pop() if len(values) == 1 else None
