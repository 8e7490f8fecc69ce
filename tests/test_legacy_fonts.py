"""TCVN3 and VNI text against converters that share no code with ours, and text that must not be touched."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats.reading.fonts.decode import decode, decode_column, is_legacy_font, is_plain
from emustats.reading.fonts.syllables import is_syllable

LOWER = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"  # all 67 letters beyond ASCII
UNMARKED_CAPITALS = "ĂÂĐÊÔƠƯ"
needs_iconv = pytest.mark.skipif(
    not shutil.which("iconv")
    or subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=b"", capture_output=True).returncode != 0,
    reason="iconv does not know TCVN5712-1",
)
needs_recode = pytest.mark.skipif(not shutil.which("recode"), reason="recode is not installed")


def by_iconv(text: str) -> str:
    """The text in TCVN5712-1, each byte as the character of that code, as workbooks store it."""
    done = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"], input=text.encode(), capture_output=True, check=True
    )
    return done.stdout.decode("latin-1")


def by_recode(text: str, charset: str) -> str:
    done = subprocess.run(["recode", f"UTF-8..{charset}"], input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode("latin-1")


@needs_iconv
def test_tcvn3_letters_agree_with_glibc():
    # Letter by letter: a run of vowels would be read as one odd word by people, not by the table.
    typed = by_iconv("\n".join(LOWER + UNMARKED_CAPITALS)).split("\n")
    assert [decode(code, ".VnTime") for code in typed] == list(LOWER + UNMARKED_CAPITALS)
    assert "\u00ad" in typed


@needs_recode
def test_tcvn3_letters_agree_with_recode():
    typed = by_recode("\n".join(LOWER), "TCVN").split("\n")
    assert [decode(code, ".VnTime") for code in typed] == list(LOWER)


@needs_recode
def test_vni_letters_agree_with_recode():
    letters = LOWER + LOWER.upper()
    typed = dict(zip(letters, by_recode("\n".join(letters), "VNI").split("\n"), strict=True))
    # recode 3.6 has its capital Ắ and Ằ swapped; its lower case and every other converter say AÉ and AÈ.
    typed["Ắ"], typed["Ằ"] = typed["Ằ"], typed["Ắ"]
    assert {letter: decode(code, "VNI-Times") for letter, code in typed.items()} == {
        letter: letter for letter in letters
    }


WORDS = [
    "bằng khen của bộ trưởng", "đơn vị quyết thắng", "lượt tập thể", "tổng cộng", "huân chương bảo vệ tổ quốc",
    "chiến sĩ thi đua cơ sở", "giấy khen của cục trưởng", "kỷ niệm chương", "ủy ban nhân dân", "cụm thi đua số sáu",
    "đề nghị tặng cờ thi đua của chính phủ", "nguyễn thị thuỳ dương", "hoàng đức khuỷu", "phòng, đội, trạm",
]  # fmt: skip


@needs_iconv
@pytest.mark.parametrize("words", WORDS)
def test_tcvn3_phrases_by_font_and_by_evidence(words):
    typed = by_iconv(words)
    assert decode(typed, ".VnTime") == words
    assert decode_column([typed, by_iconv(WORDS[0]), "Ghi chu"]) == [words, WORDS[0], "Ghi chu"]


@needs_recode
@pytest.mark.parametrize("words", [*WORDS, *map(str.upper, WORDS), *map(str.title, WORDS)])
def test_vni_phrases_by_font_and_by_evidence(words):
    typed = by_recode(words, "VNI")
    if "Ằ" in words or "Ắ" in words:
        swap = str.maketrans({"É": "È", "È": "É"})
        typed = typed.translate(swap)
    assert decode(typed, "VNI-Times") == words
    assert decode_column([typed, by_recode(WORDS[0], "VNI")])[0] == words


def test_published_examples_of_both_encodings():
    tcvn3 = ["B»ng khen cña Bé tr\u00adëng", "§¬n vÞ quyÕt th¾ng", "l\u00adît tËp thÓ", "Tæng céng"]
    vni = ["Baèng khen cuûa Boä tröôûng", "Ñôn vò quyeát thaéng", "löôït taäp theå", "Toång coäng"]
    meant = ["Bằng khen của Bộ trưởng", "Đơn vị quyết thắng", "lượt tập thể", "Tổng cộng"]
    assert decode_column(tcvn3) == decode_column(vni) == meant
    assert [decode(text, "VnTime") for text in tcvn3] == [decode(text, "VNI-Helve") for text in vni] == meant


@pytest.mark.parametrize("text", ["ViÖt", "NguyÔn", "tr\u00adëng", "C«ng an", "Tæng céng", "Toång coäng"])
def test_short_columns_of_one_text(text):
    meant = {"ViÖt": "Việt", "NguyÔn": "Nguyễn", "tr\u00adëng": "trưởng", "C«ng an": "Công an"}
    assert decode_column([text]) == [meant.get(text, "Tổng cộng")]


@pytest.mark.parametrize(
    ("font", "kind"),
    [
        (".VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3"), ("VnTime", "tcvn3"), (".vnarial", "tcvn3"), (".VnTifani HeavyH", "tcvn3"),
        ("VNI-Times", "vni"),
        ("VNI Helve", "vni"), ("Arial", None), ("Times New Roman", None), ("VNF-Comic Sans", None),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_font_families(font, kind):
    assert is_legacy_font(font) == kind


def test_upper_case_fonts_show_capitals():
    assert decode("tæng céng", ".VnTimeH") == "TỔNG CỘNG"
    assert decode("danh sach", ".VnArialH") == "DANH SACH"
    assert decode("Tæng céng", ".VnTime") == "Tổng cộng"


def test_capitals_typed_with_caps_lock_are_completed():
    assert decode_column(["CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM"]) == ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert decode_column(["CéNG AN tØnh", "ViÖt"]) == ["CỘNG AN tỉnh", "Việt"]


def test_abbreviations_and_names_follow_their_column():
    typed = ["Q§", "§/c Lª", "BC§", "NguyÔn ViÖt", "Kr«ng P¨k", "5 × 6"]
    assert decode_column(typed) == ["QĐ", "Đ/c Lê", "BCĐ", "Nguyễn Việt", "Krông Păk", "5 × 6"]


def test_unicode_in_a_legacy_font_stays():
    assert decode("Đơn vị", ".VnTimeH") == "Đơn vị"
    assert decode("Hoàng Anh", ".VnTime") == "Hoàng Anh"
    assert decode(unicodedata.normalize("NFD", "quyết"), ".VnTime") == unicodedata.normalize("NFD", "quyết")
    assert decode("B»ng khen", "Arial") == "B»ng khen"


def test_vni_text_under_a_font_named_like_tcvn3():
    assert decode("Baèng khen", "VnTimes") == "Bằng khen"


def test_punctuation_of_windows_survives():
    assert decode("“§¬n vÞ” – 5", ".VnTime") == "“Đơn vị” – 5"
    assert decode("\x93§¬n vÞ\x94", ".VnTime") == "“Đơn vị”"
    assert decode("a\u00a0b", ".VnTime") == "a\u00a0b"


WESTERN = [
    ["Müller", "Straße", "schön", "Köln", "für die Übung", "Änderung", "Größe"],
    ["Société Générale", "déjà vu", "Noël", "où êtes-vous", "plus tôt", "l’été à Orléans", "« Cité »"],
    ["España", "niño", "mañana", "María José", "¿Qué tal?", "Mª Carmen", "corazón"],
    ["São Paulo", "coração", "João", "não", "três", "avó"],
    ["Malmö", "på", "så", "Ærø", "tänä", "yö"],
    ["5 µm", "20 °C", "m²", "± 3", "§ 5", "© 2019", "Word®", "½"],
]


@pytest.mark.parametrize("column", WESTERN)
def test_western_text_passes_unchanged(column):
    assert decode_column(column) == column
    assert [decode_column([text])[0] for text in column] == column


UNICODE = ["Bằng khen của Bộ trưởng", "Hoàng Anh", "Bé", "Thành", "Lê Chánh", "Hoà", "Krông Pắk", "Chí", "là", "ông"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_columns_pass_unchanged(form):
    column = [unicodedata.normalize(form, text) for text in UNICODE]
    assert decode_column(column) == column
    assert [decode_column([text])[0] for text in column] == column


def test_mixed_columns_are_decided_text_by_text():
    mixed = ["Việt Nam", "ViÖt Nam", "Thành", "NguyÔn", "Hòa", "Đội 1", "Café"]
    assert decode_column(mixed) == ["Việt Nam", "Việt Nam", "Thành", "Nguyễn", "Hòa", "Đội 1", "Café"]


def test_texts_that_read_either_way_follow_a_column_without_unicode():
    assert decode_column(["bé", "Bé C«ng an", "TrÇn V¨n ViÖt"])[0] == "bộ"
    assert decode_column(["bé", "Bộ Công an", "TrÇn V¨n ViÖt"])[0] == "bé"


def test_columns_keep_length_order_and_odd_members():
    assert decode_column([]) == []
    assert decode_column(["a", None, 5, "ViÖt"]) == ["a", None, 5, "Việt"]


def test_plain_texts_are_told_at_once():
    assert [is_plain(text) for text in ("", "abc", "Đơn vị", "ViÖt", "t\u00ad", "a – b")] == [
        True,
        True,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "word", "Việt nghiêng quyết khuỷu thuở gìn quốc hoà hòa yêu ý Ủy kỹ xoong đường rượu giặc khuya nguyệt".split()
)  # fmt: skip
def test_vietnamese_syllables(word):
    assert is_syllable(word) == (word != "xoong")


@pytest.mark.parametrize(
    "word", ["schön", "ViÖt", "tôt", "bạch̃", "cêm", "kạ", "ngỳ", "q", "", "khenn", "Société", "hat"]
)
def test_what_is_no_syllable(word):
    assert not is_syllable(word)


SYLLABLES = (
    "bằng khen của trưởng đơn vị quyết thắng lượt tập thể cộng tổ quốc đề nghị người nguyễn việt đồng ỷ uỷ giữ".split()
)


@needs_iconv
@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=3, max_size=6).map(" ".join), min_size=1, max_size=5))
def test_tcvn3_round_trip(column):
    column = [*column, "nguyễn việt thắng"]
    typed = by_iconv("\n".join(column)).split("\n")
    assert [decode(text, ".VnTime") for text in typed] == column
    assert decode_column(typed) == column


@needs_recode
@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=3, max_size=6).map(" ".join), min_size=1, max_size=5))
def test_vni_round_trip(column):
    column = [*column, "Nguyễn Việt Thể"]
    typed = by_recode("\n".join(column), "VNI").split("\n")
    assert [decode(text, "VNI-Times") for text in typed] == column
    assert decode_column(typed) == column


@settings(max_examples=60)
@given(st.lists(st.text(max_size=15), max_size=6))
def test_decoding_settles(column):
    once = decode_column(column)
    assert len(once) == len(column)
    assert [text for text, before in zip(once, column, strict=True) if before.isascii() and text != before] == []


def test_no_letter_is_replaced_by_a_placeholder():
    column = ["NguyÔn V¨n ViÖt", "TrÇn ThÞ Hoµ", "Lª §øc", "Bé C«ng an", "Curaçao", "Än §é", "NguyÔn ð ÿ±"]
    assert not any("\ufffd" in text for text in decode_column(column))


@pytest.mark.parametrize("text", ["Cá nhân", "Có/Không", "Ghi chú", "Có", "Hình thức khen"])
def test_unicode_in_a_legacy_font_stays_where_its_words_are_known(text: str):
    assert decode(text, ".VnTime") == text


def test_a_capital_inside_a_word_tells_a_header_alone_in_its_column():
    assert decode_column(["TËp thÓ"]) == ["Tập thể"] and decode_column(["C¸ nh©n"]) == ["Cá nhân"]


def test_a_sheet_speaks_for_a_header_alone_in_its_column():
    from emustats.reading.cells.formats import CellBudget, SheetBuilder
    from emustats.reading.sheet.grid import make_grid

    builder = SheetBuilder("KT", "visible", CellBudget())
    for row, texts in enumerate((("H×nh thøc", "Sè"), ("B»ng khen", "5"), ("Cê thi ®ua", "7"))):
        for column, text in enumerate(texts):
            builder.add(row, column, text, "t")
    assert make_grid(builder.sheet()).texts[:2] == ["Hình thức", "Số"]


def test_a_sheet_of_unicode_in_a_legacy_font_is_left_alone():
    from emustats.reading.cells.formats import CellBudget, SheetBuilder
    from emustats.reading.sheet.grid import make_grid

    builder = SheetBuilder("DS", "visible", CellBudget())
    for row, text in enumerate(("Họ và tên", "Trà My", "Hà Sĩ Cát", "Lê Thị Bé")):
        builder.add(row, 0, text, "t", font=".VnTime")
    assert not make_grid(builder.sheet()).decoded
