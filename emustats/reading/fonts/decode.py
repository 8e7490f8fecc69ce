"""Text typed for the fonts of before Unicode: TCVN3 (.VnTime and its family) and VNI.

Such text is stored as Western letters and symbols ("TËp thÓ", "Taäp theå") and reads as Vietnamese only in
its font. Where the workbook keeps the font, ``decode`` goes by it; elsewhere ``decode_column`` goes by the
evidence of a whole column or sheet, so that correct Unicode and Western text pass unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from unicodedata import normalize

from emustats.reading.fonts.syllables import is_syllable, known_words

# TCVN 5712:1993, codes A0 to FF. ư is AD, the soft hyphen; AF and others are toned capitals that fonts seldom have.
_TCVN3 = (
    "\u00a0\u0102\u00c2\u00ca\u00d4\u01a0\u01af\u0110\u0103\u00e2\u00ea\u00f4\u01a1\u01b0\u0111\u1eb0"
    "\u0300\u0309\u0303\u0301\u0323\u00e0\u1ea3\u00e3\u00e1\u1ea1\u1eb2\u1eb1\u1eb3\u1eb5\u1eaf\u1eb4"
    "\u1eae\u1ea6\u1ea8\u1eaa\u1ea4\u1ec0\u1eb7\u1ea7\u1ea9\u1eab\u1ea5\u1ead\u00e8\u1ec2\u1ebb\u1ebd"
    "\u00e9\u1eb9\u1ec1\u1ec3\u1ec5\u1ebf\u1ec7\u00ec\u1ec9\u1ec4\u1ebe\u1ed2\u0129\u00ed\u1ecb\u00f2"
    "\u1ed4\u1ecf\u00f5\u00f3\u1ecd\u1ed3\u1ed5\u1ed7\u1ed1\u1ed9\u1edd\u1edf\u1ee1\u1edb\u1ee3\u00f9"
    "\u1ed6\u1ee7\u0169\u00fa\u1ee5\u1eeb\u1eed\u1eef\u1ee9\u1ef1\u1ef3\u1ef7\u1ef9\u00fd\u1ef5\u1ed0"
)
_TCVN3_CODES = {0xA0 + index: letter for index, letter in enumerate(_TCVN3)}
_NO_LETTER = "\ufffd"
# What counts as evidence: the letters of real TCVN3 text, without toned capitals and loose tone marks.
_TCVN3_LETTERS = {
    code: letter if code in range(0xA1, 0xA8) or (letter.islower() and letter.isalpha()) else _NO_LETTER
    for code, letter in _TCVN3_CODES.items()
}
_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}

_VNI_TONES = {"\u00f8": "\u0300", "\u00fb": "\u0309", "\u00f5": "\u0303", "\u00f9": "\u0301", "\u00ef": "\u0323"}
_VNI_HATS = {
    "\u00e2": "", "\u00e0": "\u0300", "\u00e5": "\u0309", "\u00e3": "\u0303", "\u00e1": "\u0301", "\u00e4": "\u0323",
}  # fmt: skip
_VNI_BREVES = {
    "\u00ea": "", "\u00e8": "\u0300", "\u00fa": "\u0309", "\u00fc": "\u0303", "\u00e9": "\u0301", "\u00eb": "\u0323",
}  # fmt: skip
_VNI_SINGLES = {
    "\u00f1": "\u0111", "\u00f4": "\u01a1", "\u00f6": "\u01b0", "\u00ed": "\u00ed", "\u00ec": "\u00ec",
    "\u00e6": "\u1ec9", "\u00f3": "\u0129", "\u00f2": "\u1ecb", "\u00ee": "\u1ef5",
}  # fmt: skip


def _vni_sequences() -> dict[str, str]:
    """Every VNI sequence of one or two characters and the letter it means; marks of either case after a vowel."""
    lower = dict(_VNI_SINGLES)
    for base, vowel in [*((letter, letter) for letter in "aeouy"), ("\u00f4", "\u01a1"), ("\u00f6", "\u01b0")]:
        lower |= {base + mark: normalize("NFC", vowel + tone) for mark, tone in _VNI_TONES.items()}
    for vowels, marks, sign in (("aeo", _VNI_HATS, "\u0302"), ("a", _VNI_BREVES, "\u0306")):
        for vowel in vowels:
            lower |= {vowel + mark: normalize("NFC", vowel + sign + tone) for mark, tone in marks.items()}
    sequences: dict[str, str] = {}
    for typed, letter in lower.items():
        base, mark = typed[0], typed[1:]
        sequences |= {base + mark: letter, base + mark.upper(): letter}
        sequences |= {base.upper() + mark: letter.upper(), base.upper() + mark.upper(): letter.upper()}
    return sequences


_VNI = _vni_sequences()
_VNI_MARKS = "".join([*_VNI_TONES, *_VNI_HATS, *_VNI_BREVES])
_VNI_SEQUENCE = re.compile(f"[aeouy\u00f4\u00f6AEOUY\u00d4\u00d6][{_VNI_MARKS}{_VNI_MARKS.upper()}]|[\u00c0-\u00ff]")


def _decode_tcvn3(text: str) -> str:
    return normalize("NFC", text.translate(_TCVN3_CODES).translate(_CONTROLS))


def _decode_vni(text: str) -> str:
    # A mark that its vowel never takes stays as typed.
    return _VNI_SEQUENCE.sub(
        lambda match: _VNI.get(match[0]) or _VNI.get(match[0][0], match[0][0]) + match[0][1:], text
    ).translate(_CONTROLS)


def _tcvn3_word(word: str) -> str:
    return normalize("NFC", word.translate(_TCVN3_LETTERS))


def _vni_word(word: str) -> str:
    return _VNI_SEQUENCE.sub(lambda match: _VNI.get(match[0], _NO_LETTER), word)


class _Encoding(NamedTuple):
    """How an encoding looks: its words, the strict reading of one (U+FFFD for what it lacks), the full reading."""

    word: re.Pattern[str]
    read_word: Callable[[str], str]
    decode: Callable[[str], str]


_SYMBOLS = "".join(re.escape(chr(code)) for code in range(0xA1, 0xC0) if _TCVN3_LETTERS[code] != _NO_LETTER)
_ENCODINGS = {
    "tcvn3": _Encoding(re.compile(f"[A-Za-z\u00c0-\u00ff{_SYMBOLS}]+"), _tcvn3_word, _decode_tcvn3),
    "vni": _Encoding(re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+"), _vni_word, _decode_vni),
}
_ASCII_WORD = re.compile("(?<![^\\W\\d_])[A-Za-z]{2,}(?![^\\W\\d_])")
_WESTERN = re.compile(f"[\u00c0-\u00ff{_SYMBOLS}]")
# Letters and combining marks beyond Latin-1: this text is Unicode already.
_BEYOND = re.compile("[\u0100-\u02ff\u0300-\u1fff\u2c00-\ud7ff\uf900-\ufdff]")
# A capital or a symbol inside a word, which Western words never have, but for the Spanish ordinal (Mª).
_MID_WORD = re.compile(f"[a-z][\u00c0-\u00de]|[A-Za-z][{_SYMBOLS}](?<!\u00aa)")
_CAPITAL_INSIDE = re.compile("[a-z\u00df-\u00ff][A-Z\u00c0-\u00de]")
_CAPITALS = re.compile("[A-Z]{2}")
_ABBREVIATION = re.compile("[A-Z\u0110\u0102\u00c2\u00ca\u00d4\u01a0\u01af]{2,8}")


def is_legacy_font(name: str | None) -> str | None:
    """ "tcvn3" for .VnTime, VnTime and their family, "vni" for VNI-Times and its family, else None.

    >>> is_legacy_font(".VnTimeH"), is_legacy_font("VnTime"), is_legacy_font("VNI-Helve"), is_legacy_font("Arial")
    ('tcvn3', 'tcvn3', 'vni', None)
    """
    lower = (name or "").strip().lower()
    if lower.startswith("vni"):
        return "vni"
    # VNF and VNU name families of Unicode fonts.
    return "tcvn3" if re.match(r"\.?vn(?![fu][- ])[a-z]", lower) else None


def _is_upper_case_font(name: str) -> bool:
    stem = name.strip()
    return stem.endswith("H") or (stem.islower() and stem.endswith("h"))


def is_plain(text: str) -> bool:
    """Whether a text cannot be legacy text at all: no Western letter or symbol in it, or letters beyond Latin-1.

    >>> is_plain("Ghi chu"), is_plain("Đơn vị"), is_plain("ViÖt"), is_plain("Hòa")
    (True, True, False, False)
    """
    return text.isascii() or not _WESTERN.search(text) or _BEYOND.search(text) is not None


def _western_words(text: str, encoding: _Encoding) -> list[str]:
    """The words of a text that hold legacy characters; a symbol alone (5 × 6, «) is no word, § and ® are đ."""
    return [
        word
        for word in encoding.word.findall(text)
        if not word.isascii() and (len(word) > 1 or word.isalpha() or word in "\u00a7\u00ae")
    ]


def _is_plain_vietnamese(text: str) -> bool:
    words = _western_words(text, _ENCODINGS["tcvn3"])
    return bool(words) and all(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    """Whether a word is Vietnamese as it stands; a capital inside it ("thÓ") says that it is not."""
    return is_syllable(word) and not _CAPITAL_INSIDE.search(word)


def _is_better_as_it_is(text: str, name: str) -> bool | None:
    """Whether more words of a text that reads either way are known as they stand; None when neither reading wins."""
    encoding = _ENCODINGS[name]
    words = [word for word in _western_words(text, encoding) if len(word) > 1]
    as_it_is, decoded = known_words(words), known_words([encoding.read_word(word) for word in words])
    return None if as_it_is == decoded else as_it_is > decoded


def is_unicode_in_legacy_font(texts: Sequence[str]) -> bool:
    """Whether cells set in legacy fonts all hold Unicode: some have letters that only it has, none is legacy text."""
    if not any(_BEYOND.search(text) for text in texts):
        return False
    unclear = [text for text in texts if not is_plain(text) and not _is_plain_vietnamese(text)]
    return not any(_western_words(text, _ENCODINGS[name]) for text in unclear for name in _ENCODINGS)


def may_be_legacy(text: str) -> bool:
    """Whether a text holds a word that may be legacy text and is no Vietnamese as it stands.

    >>> may_be_legacy("Cá nhân"), may_be_legacy("C¸ nh©n"), may_be_legacy("thÓ")
    (False, True, True)
    """
    return not is_plain(text) and not _is_plain_vietnamese(text)


def _is_vietnamese_in(name: str, text: str) -> bool:
    encoding = _ENCODINGS[name]
    return all(_reads_well(encoding.read_word(word)) for word in _western_words(text, encoding))


def decode(text: str, font: str | None) -> str:
    """The Unicode text of a cell set in ``font``; other fonts, and Unicode text in a legacy font, pass unchanged.

    Upper-case fonts (names that end in H) show small letters as capitals, so their text becomes upper case.

    >>> decode("B\\u00bbng khen", ".VnTime"), decode("Baèng khen", "VNI-Times"), decode("tæng céng", ".VnTimeH")
    ('Bằng khen', 'Bằng khen', 'TỔNG CỘNG')
    """
    kind = is_legacy_font(font)
    if kind is None or _BEYOND.search(text):
        return text
    if text.isascii():
        decoded = text
    else:
        if _is_plain_vietnamese(text) and (not _is_vietnamese_in(kind, text) or _is_better_as_it_is(text, kind)):
            return text
        other = "vni" if kind == "tcvn3" else "tcvn3"
        # Some families named Vn… hold VNI text: the font decides unless only the other encoding gives Vietnamese.
        if _is_vietnamese_in(other, text) and not _is_vietnamese_in(kind, text):
            kind = other
        decoded = _ENCODINGS[kind].decode(text)
    return decoded.upper() if kind == "tcvn3" and _is_upper_case_font(font or "") else decoded


def _reads_well(decoded: str) -> bool:
    """Whether a decoded word is a syllable, a single letter, an abbreviation in capitals or a name's syllable."""
    if len(decoded) == 1:
        return decoded != _NO_LETTER
    return bool(_ABBREVIATION.fullmatch(decoded)) or is_syllable(decoded, names=True)


class _Evidence(NamedTuple):
    strong: set[str]
    failing: set[str]
    enough: bool


def _weigh(candidates: Sequence[str], encoding: _Encoding) -> _Evidence:
    """How the texts read in one encoding: words that only it makes Vietnamese, and words that it does not."""
    strong: set[str] = set()
    failing: set[str] = set()
    support = False
    ascii_words: set[str] = set()
    for text in candidates:
        has_strong = False
        for word in _western_words(text, encoding):
            decoded = encoding.read_word(word)
            if len(word) > 1 and is_syllable(decoded):
                if not _is_word(word):
                    strong.add(word)
                    has_strong = True
            elif not _is_word(word) and not _reads_well(decoded):
                failing.add(word)
        if has_strong:
            ascii_words.update(_ASCII_WORD.findall(text))
    long_words = [word for word in ascii_words if len(word) > 2 and not word.isupper()]
    foreign = sum(not is_syllable(word) for word in long_words)
    support = bool(long_words) and not foreign
    telling = sum(bool(_MID_WORD.search(word)) for word in strong)
    enough = len(strong) + telling + support >= 2 and len(strong) + 2 * telling >= 3 * len(failing)
    if len(strong) < 5:
        enough = enough and 5 * foreign <= 2 * len(long_words)
    return _Evidence(strong, failing, enough)


def _convert(text: str, name: str, settled: bool) -> str | None:
    """One text of a column in the named encoding, or None when it does not read as that.

    ``settled``: nothing in the column speaks for Unicode, so texts that would read either way belong to it, too.
    """
    encoding = _ENCODINGS[name]
    words = _western_words(text, encoding)
    if not words:
        return None
    if all(_is_word(word) for word in words):
        better = _is_better_as_it_is(text, name)
        if better or (not settled and (better is None or len(words) < 2)):
            return None
    decoded = {word: encoding.read_word(word) for word in words}
    if not all(_reads_well(word) for word in decoded.values()):
        strong = sum(len(word) > 1 and is_syllable(decoded[word]) and not _is_word(word) for word in words)
        if 2 * strong <= len(words):
            return None
    decoded = {
        word: letters if _NO_LETTER not in letters else encoding.decode(word) for word, letters in decoded.items()
    }
    result = encoding.word.sub(lambda match: decoded.get(match[0], match[0]), text).translate(_CONTROLS)
    if name == "tcvn3" and _CAPITALS.search(text):
        result = _raise_capitals(result)
    return result


def _raise_capitals(text: str) -> str:
    """TCVN3 has no toned capitals: a text typed with Caps Lock ("CéNG HOµ") keeps small letters among capitals."""
    if not re.search("[a-z]", text):
        return text.upper()
    return re.sub(
        r"[^\W\d_]+",
        lambda match: match[0].upper() if _CAPITALS.search(match[0]) and not re.search("[a-z]", match[0]) else match[0],
        text,
    )


def decode_column(texts: Sequence[str]) -> list[str]:
    """Decode a column or sheet of texts without fonts, by the evidence of all its texts; same length and order.

    A text is converted only when the column as a whole holds words that are Vietnamese in TCVN3 or VNI and in
    nothing else, and the text itself then reads as Vietnamese. Unicode (composed or not), Western languages and
    anything that is no text come back as they are.

    >>> decode_column(["NguyÔn ViÖt", "§éi 1", "Ghi chu"]), decode_column(["Müller", "España", "Hòa Bình"])
    (['Nguyễn Việt', 'Đội 1', 'Ghi chu'], ['Müller', 'España', 'Hòa Bình'])
    """
    distinct = {text for text in texts if isinstance(text, str) and not text.isascii()}
    candidates = [text for text in distinct if not is_plain(text)]
    unclear = [text for text in candidates if not _is_plain_vietnamese(text)]
    if not unclear:
        return list(texts)
    weighed = {name: _weigh(unclear, encoding) for name, encoding in _ENCODINGS.items()}
    accepted = sorted(
        (name for name, evidence in weighed.items() if evidence.enough), key=lambda name: -len(weighed[name].strong)
    )
    if not accepted:
        return list(texts)
    plain = set(candidates) - set(unclear)
    best = _ENCODINGS[accepted[0]]
    unicode_words = [word for text in plain for word in _western_words(text, best)]
    # A header in Unicode above a legacy column is usual; more Unicode than that leaves either-way texts alone.
    beyond = sum(bool(_BEYOND.search(text)) for text in distinct)
    settled = 5 * beyond <= len(unclear) and all(_reads_well(best.read_word(word)) for word in unicode_words)
    converted = {}
    for text in candidates:
        for name in accepted:
            result = _convert(text, name, settled)
            if result is not None:
                converted[text] = result
                break
    return [converted.get(text, text) if isinstance(text, str) else text for text in texts]
