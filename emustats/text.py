"""Vietnamese text: cleaning, comparison keys, alphabetical order, and the words that units type in columns of words.

Numbers are read in ``numbers.py``, dates and years in ``dates.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
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


def _by_key(meanings: dict[str, str]) -> dict[str, str]:
    return {match_key(spelling): value for value, spellings in meanings.items() for spelling in spellings.split("|")}


_RECIPIENTS = _by_key(
    {
        "collective": "tập thể|TT|đơn vị|tổ chức|doanh nghiệp|đơn vị, tổ chức|cơ quan, đơn vị|collective",
        "individual": "cá nhân|CN|người|đồng chí|đ/c|cán bộ, chiến sĩ|CBCS|CB,CS|cá nhân (người)|individual",
        "household": "hộ gia đình|hộ|HGĐ|hộ GĐ|gia đình|household",
    }
)
_RECIPIENT_NOISE = re.compile(r"^(?:(?:so luong|so luot|luot|so|tong so|danh sach|doi voi|cho|la) )+|(?: khac| luot)$")

_STATES = _by_key(
    {
        "registered": "đăng ký|đã đăng ký|đăng ký thi đua|registered",
        "proposed": "đề nghị|đã đề nghị|đang đề nghị|đề nghị khen thưởng|đề nghị xét tặng|đề xuất|đã đề xuất|trình|"
        "đã trình|đang trình|trình khen thưởng|đề nghị tặng|đề nghị trình|proposed",
        "decided": "đã có quyết định|có quyết định|đã quyết định|quyết định|đã có QĐ|có QĐ|đã khen thưởng|khen thưởng|"
        "đã được khen thưởng|được khen thưởng|được tặng|đã được tặng|đã tặng|có quyết định khen thưởng|"
        "đã có quyết định khen thưởng|decided",
        "received": "đã trao|đã nhận|đã trao tặng|đã trao thưởng|trao tặng|đã đón nhận|đón nhận|đã được trao|"
        "đã được trao tặng|được trao|được trao tặng|đã nhận thưởng|đã trao nhận|received",
    }
)

_BASES = {
    "merit": ("thuongxuyen", "congtrang"),
    "campaign": ("chuyende", "theodot", "thiduadot"),
    "extraordinary": ("dotxuat",),
    "foreign_affairs": ("doingoai",),
    "devotion": ("conghien",),
    "length_of_service": ("nienhan",),
    "resistance": ("khangchien",),
}
_BASIS_NAMES = ("merit", "campaign", "extraordinary", "foreignaffairs", "devotion", "lengthofservice", "resistance")


@lru_cache(maxsize=_REMEMBERED)
def parse_recipient(text: str) -> str | None:
    """Whose award a text means: "collective", "individual", "household", or None when it says something else.

    >>> parse_recipient("TAPTHE"), parse_recipient("Số lượt cá nhân"), parse_recipient("Tập thể lao động xuất sắc")
    ('collective', 'individual', None)
    """
    folded = fold(text)
    found = _RECIPIENTS.get(folded.replace(" ", ""))
    if found is None and " " in folded:
        found = _RECIPIENTS.get(_RECIPIENT_NOISE.sub("", folded).replace(" ", ""))
    return found


@lru_cache(maxsize=_REMEMBERED)
def parse_state(text: str) -> str | None:
    """The state of an award, a value of ``schema.STATES``; None for anything else, also for "chưa …".

    >>> parse_state("Đã trình"), parse_state("Đã có QĐ"), parse_state("Chưa có quyết định")
    ('proposed', 'decided', None)
    """
    return _STATES.get(match_key(text))


@lru_cache(maxsize=_REMEMBERED)
def parse_basis(text: str) -> str | None:
    """The phương thức khen thưởng, a value of ``schema.BASES``; None when none or more than one is named.

    The names are those of the official forms of Circular 03/2018/TT-BNV and 02/2023/TT-BNV.

    >>> parse_basis("Thường xuyên (công trạng)"), parse_basis("Khen thưởng theo niên hạn")
    ('merit', 'length_of_service')
    """
    key = match_key(text)
    if key in _BASIS_NAMES:
        return list(_BASES)[_BASIS_NAMES.index(key)]
    found = [basis for basis, words in _BASES.items() if any(word in key for word in words)]
    return found[0] if len(found) == 1 else None


_KIND_SIGNS = {
    "≥": "at_least", ">=": "at_least", "=>": "at_least", "⩾": "at_least", ">": "at_least",
    "≤": "at_most", "<=": "at_most", "=<": "at_most", "⩽": "at_most", "<": "at_most", "=": "exactly",
}  # fmt: skip
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("yes_no", r"^(co( hoac| hay)? khong|dat( hoac| hay)? khong dat|hoan thanh( hoac)? khong hoan thanh|yes no)$"),
        ("reduce_pct", r"^(keo |muc |ti le |phan tram )*giam( |$)|^reduce pct$"),
        ("by_date", r"^(hoan thanh |xong )*(truoc|den|cham nhat|thoi han|han|by)( la)?( ngay| hoan thanh| date|$)"),
        ("range", r"^((nam |o )?trong khoang|khoang|range|tu den|dao dong)( |$)"),
        ("at_least", r"^(dat |phai dat )*(khong (duoc )?(thap hon|duoi|it hon|nho hon|kem)|toi thieu|it nhat|thap nhat"
                     r"|tren|lon hon|cao hon|at least|tu tro len|bang hoac (cao|lon) hon|cang (cao|nhieu) cang tot)"
                     r"( |$)|tro len$"),
        ("at_most", r"^(khong (duoc )?(vuot|qua|cao hon|nhieu hon|lon hon|tang|de (xay ra|phat sinh))|toi da"
                    r"|nhieu nhat|cao nhat|duoi|nho hon|thap hon|it hon|at most|bang hoac (thap|nho) hon"
                    r"|cang (thap|it) cang tot)( |$)|tro xuong$"),
        ("exactly", r"^(dung|dung bang|bang|bang dung|chinh xac|exactly)$"),
    )
)  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def parse_kind(text: str) -> str | None:
    """The kind of a target, a value of ``schema.KINDS``, from its name or a usual synonym; None when not known.

    >>> parse_kind("Không thấp hơn"), parse_kind("≤"), parse_kind("Giảm so với năm trước, %")
    ('at_least', 'at_most', 'reduce_pct')
    """
    sign = _KIND_SIGNS.get(clean(text).replace(" ", ""))
    if sign:
        return sign
    folded = fold(text)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), None)


_CLASSES = {"nhat": "I", "nhi": "II", "ba": "III", "i": "I", "ii": "II", "iii": "III", "1": "I", "2": "II", "3": "III"}
_CLASS_WORD = re.compile(r"\b(?:hang|h)(?: (nhat|nhi|ba|iii|ii|i|[123])\b|(iii|ii|i|[123])\b)")
_MORE_CLASSES = re.compile(r"\b(?:hang|h) \w+(?: (?:va|hoac|hang))* (?:nhat|nhi|ba|iii|ii|i|[123])\b")
_CLASS_LAST = re.compile(r"^(?:hc|huan chuong|huy chuong)\w*\b.* (nhat|nhi|ba|iii|ii|i)$")


@lru_cache(maxsize=_REMEMBERED)
def parse_class(text: str) -> str | None:
    """The class (hạng) of an order or medal: "I", "II", "III"; None when no class or more than one is named.

    >>> parse_class("Huân chương Lao động hạng Nhì"), parse_class("hạng 3"), parse_class("hạng Nhất, Nhì, Ba")
    ('II', 'III', None)
    """
    folded = fold(text)
    if folded in _CLASSES:
        return _CLASSES[folded]
    found = _CLASS_WORD.search(folded)
    if found:
        return None if _MORE_CLASSES.search(folded) else _CLASSES[found[1] or found[2]]
    found = _CLASS_LAST.search(folded)
    return _CLASSES[found[1]] if found else None


_YES = {match_key(word) for word in "có|đạt|hoàn thành|đã hoàn thành|xong|đã xong|đã đạt|vượt|đúng|yes|true".split("|")}
_NO = {
    match_key(word)
    for word in "không|không đạt|chưa|chưa đạt|chưa hoàn thành|không hoàn thành|chưa xong|không có|chưa có|"
    "không thực hiện|chưa thực hiện|no|false".split("|")
}


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
    key = match_key(text)
    return True if key in _YES else False if key in _NO else None


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


_CLUSTER = re.compile(r"\b(?:cum|khoi)(?: thi dua)?(?: so)? ?(\d{1,2}|[ivx]+)\b")
_CLUSTER_SHORT = re.compile(r"^(?:ctd|so|cum so)? ?(\d{1,2}|[ivx]+)$")


def parse_cluster_number(text: str) -> int | None:
    """The number of a cluster, Arabic or Roman; None when there is none or more than one.

    The number alone does not identify a cluster: several series use the same numbers in one year.

    >>> parse_cluster_number("Cụm thi đua số 05"), parse_cluster_number("Cụm III"), parse_cluster_number("số 6")
    (5, 3, 6)
    """
    folded = fold(text)
    found = _CLUSTER.findall(folded) or _CLUSTER_SHORT.findall(folded)
    values = {int(number) if number.isdecimal() else roman(number.upper()) for number in found} - {None, 0}
    return values.pop() if len(values) == 1 else None
