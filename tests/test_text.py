"""Vietnamese text: cleaning, keys, order and the words of word columns."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats import schema, text

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
vietnamese = st.text(st.sampled_from(ALPHABET + ALPHABET.upper() + " -–/.,0123456789\u00a0\u200b\n"), max_size=40)
anything = st.text(max_size=25)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Tập\u00a0thể \n nhỏ ", "Tập thể nhỏ"),
        ("Đơn\u200b vị\ufeff", "Đơn vị"),
        ("\u00d0ơn vị", "Đơn vị"),
        ("２０１９", "2019"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa – Vũng Tàu"),
        ("a\x07b\tc", "ab c"),
        ("", ""),
        (" \u3000\u2009", ""),
    ],
)
def test_clean_repairs_what_cannot_be_seen(typed, cleaned):
    assert text.clean(typed) == cleaned


def test_composed_and_decomposed_text_is_one():
    composed = "Đơn vị quyết thắng"
    decomposed = unicodedata.normalize("NFD", composed)
    assert (len(composed), len(decomposed)) == (18, 24)
    assert text.clean(decomposed) == composed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("hoà bình", "Hòa Bình"),
        ("Thuý", "thúy"),
        ("chiến sỹ", "Chiến sĩ"),
        ("Kỷ niệm chương", "Kỉ niệm chương"),
        ("Quý", "Quí"),
        ("QỦA", "quả"),
        ("hòan thành", "hoàn thành"),
        ("khoẻ", "khỏe"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("“Đơn vị quyết thắng”", '"Đơn vị quyết thắng"'),
        ("Lý luận", "lí luận"),
        ("TP. HCM", "tp HCM"),
    ],
)
def test_spellings_of_one_name_share_their_key(left, right):
    assert text.name_key(left) == text.name_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("cờ", "có"), ("của", "củ"), ("thuy", "thui"), ("tày", "tài"), ("lúa", "loá")]
)
def test_different_words_keep_different_keys(left, right):
    assert text.name_key(left) != text.name_key(right)


def test_match_key_meets_codes_and_broken_words():
    assert text.match_key("Đơn vị quyết thắng") == "donviquyetthang"
    assert text.match_key("Chiế n sĩ") == text.match_key("chiến sĩ") == "chiensi"
    assert text.match_key("ĐVQT") == text.match_key("DVQT")
    assert text.match_key("BK_TTG") == "bkttg"
    assert text.match_key("Ⅳ – №5") == "iv5"
    assert text.match_key("Kÿ") == text.match_key(text.match_key("Kÿ")) == text.match_key("kỳ")


@settings(max_examples=60)
@given(st.one_of(vietnamese, anything))
def test_keys_are_idempotent_and_blind_to_composition(typed):
    for key in (text.clean, text.name_key, text.fold, text.match_key):
        once = key(typed)
        assert key(once) == once
        assert key(unicodedata.normalize("NFD", typed)) == key(unicodedata.normalize("NFC", typed))


@settings(max_examples=40)
@given(vietnamese)
def test_keys_ignore_case_and_outer_blanks(typed):
    assert text.name_key(typed.upper()) == text.name_key(typed.lower())
    assert text.match_key("\u00a0" + typed + " ") == text.match_key(typed)
    assert set(text.match_key(typed)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_vietnamese_order():
    names = ["Zét", "Đồng Nai", "Ân Thi", "Ăn", "An Giang", "Cụm 10", "Cụm 2", "Dak", "Bà", "Ba", "Bá", "Ban", "Ba Vì"]
    assert sorted(names, key=text.sort_key) == [
        "An Giang", "Ăn", "Ân Thi", "Ba", "Ba Vì", "Bà", "Bá", "Ban", "Cụm 2", "Cụm 10", "Dak", "Đồng Nai", "Zét",
    ]  # fmt: skip


def test_order_is_by_letters_before_tones():
    assert sorted(["hòa", "hoạ", "hoa", "hoan", "hỏa"], key=text.sort_key) == ["hoa", "hòa", "hỏa", "hoạ", "hoan"]


@pytest.mark.parametrize(
    ("typed", "recipient"),
    [
        ("TAPTHE", "collective"), ("Tập thể", "collective"), ("TT", "collective"), ("Số lượt tập thể", "collective"),
        ("CANHAN", "individual"), ("Cá nhân", "individual"), ("CN", "individual"), ("đ/c", "individual"),
        ("HOGIADINH", "household"), ("Hộ gia đình", "household"), ("Hộ", "household"), ("hộ GĐ", "household"),
        ("Tập thể lao động xuất sắc", None), ("Tập thể, cá nhân", None), ("", None), ("Hội", None),
    ],
)  # fmt: skip
def test_recipients(typed, recipient):
    assert text.parse_recipient(typed) == recipient


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("Đăng ký", "registered"), ("đăng kí", "registered"), ("Đề nghị", "proposed"), ("Đã trình", "proposed"),
        ("Đã có quyết định", "decided"), ("Có QĐ", "decided"), ("Đã trao", "received"), ("Đã nhận", "received"),
        ("Chưa có quyết định", None), ("Chưa trao", None), ("", None),
    ],
)  # fmt: skip
def test_states(typed, state):
    assert text.parse_state(typed) == state


@pytest.mark.parametrize(
    ("typed", "basis"),
    [
        ("Thường xuyên", "merit"), ("Công trạng và thành tích", "merit"), ("thường xuyên (công trạng)", "merit"),
        ("Chuyên đề", "campaign"), ("Thi đua theo đợt (chuyên đề)", "campaign"), ("Đột xuất", "extraordinary"),
        ("Đối ngoại", "foreign_affairs"), ("Quá trình cống hiến", "devotion"), ("Niên hạn", "length_of_service"),
        ("Kháng chiến", "resistance"), ("length_of_service", "length_of_service"), ("Thường xuyên, đột xuất", None),
        ("", None),
    ],
)  # fmt: skip
def test_bases(typed, basis):
    assert text.parse_basis(typed) == basis


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Không thấp hơn", "at_least"), ("≥", "at_least"), ("Tối thiểu", "at_least"), ("ít nhất", "at_least"),
        ("Từ … trở lên", "at_least"), ("không dưới", "at_least"), ("at_least", "at_least"),
        ("Không vượt quá", "at_most"), ("<=", "at_most"), ("Tối đa", "at_most"), ("không quá", "at_most"),
        ("Không để xảy ra", "at_most"), ("Đúng bằng", "exactly"), ("=", "exactly"),
        ("Trong khoảng", "range"), ("Từ … đến …", "range"), ("Có/Không", "yes_no"), ("Đạt/Không đạt", "yes_no"),
        ("Trước ngày", "by_date"), ("Thời hạn", "by_date"), ("Giảm so với năm trước, %", "reduce_pct"),
        ("Tỷ lệ giảm (%)", "reduce_pct"), ("reduce_pct", "reduce_pct"), ("Có", None), ("Tăng so với năm trước", None),
        ("", None),
    ],
)  # fmt: skip
def test_kinds(typed, kind):
    assert text.parse_kind(typed) == kind


@pytest.mark.parametrize(
    ("typed", "award_class"),
    [
        ("hạng Nhất", "I"), ("nhì", "II"), ("III", "III"), ("1", "I"), ("Huân chương Lao động hạng Ba", "III"),
        ("HCLĐ hạng 2", "II"), ("h. Nhất", "I"), ("Huy chương Chiến sĩ vẻ vang Hạng I", "I"), ("HCCC III", "III"),
        ("Huân chương Lao động (hạng Nhất, Nhì, Ba)", None), ("Huân chương Lao động", None), ("Bằng khen", None),
    ],
)  # fmt: skip
def test_classes(typed, award_class):
    assert text.parse_class(typed) == award_class


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Có", True), ("ĐẠT", True), ("Hoàn thành", True), ("Không", False), ("không đạt", False), ("Chưa", False),
        ("x", None), ("", None), ("Có/Không", None), (True, True), (1.0, None), (None, None),
    ],
)  # fmt: skip
def test_yes_and_no(typed, answer):
    assert text.parse_yes_no(typed) is answer


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("số 6", 6), ("số II", 2), ("Cụm III", 3), ("Cụm thi đua số 05", 5), ("CỤM THI ĐUA SỐ 6 - BỘ CÔNG AN", 6),
        ("Cụm 5 năm 2019", 5), ("Khối thi đua số IV", 4), ("VI", 6), ("Cụm 5 và Cụm 6", None), ("Cục Đối ngoại", None),
    ],
)  # fmt: skip
def test_cluster_numbers(typed, number):
    assert text.parse_cluster_number(typed) == number


def test_roman_numerals():
    assert [text.roman(numeral) for numeral in ("I", "IV", "IX", "XIV", "XXXIX", "II. ", "I)")] == [
        1,
        4,
        9,
        14,
        39,
        2,
        1,
    ]
    assert [text.roman(numeral) for numeral in ("", "IIII", "VX", "vi", "C", "L", "A", ".")] == [None] * 8


def test_the_words_of_words_csv_stand_for_values_of_the_schema():
    values = {kind: set(words) for kind, words in text._words().items()}
    assert values["recipient"] == set(schema.RECIPIENTS) - {"unknown"}
    assert values["state"] == set(schema.STATES) - {"unknown"}
    assert values["basis"] == set(schema.BASES)
    assert values["class"] == set(schema.CLASSES)
    for kind in ("sign", "whole", "begin", "end", "prefix"):
        assert values[f"target_{kind}"] <= set(schema.KINDS)


def test_no_word_of_words_csv_means_two_things():
    for kind in ("recipient", "state", "class", "yes_no"):
        by_key = {}
        for value, words in text._words()[kind].items():
            for word in words:
                assert by_key.setdefault(text.match_key(word), value) == value, word
