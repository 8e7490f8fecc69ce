"""Names as people type them, resolved to codes or left open."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats.reference import load
from emustats.reference.names import (
    Resolution,
    award_name,
    cluster_name,
    resolve_award,
    resolve_cluster,
    resolve_unit,
    unit_name,
)

REFERENCE = load()
# Texts that mean more than one award; every other listed text must lead to its own award.
AMBIGUOUS = {"Bằng khen TW Đoàn": {"BK_BOKHAC", "DOAN_THE"}}


def code(text, *context, **options):
    return resolve_award(text, REFERENCE, context, **options).code


def candidates(text, *context):
    found = resolve_award(text, REFERENCE, context)
    assert found.code is None
    return set(found.candidates)


def listed_texts():
    for award in REFERENCE.awards.values():
        for text in (award.award_code, award.name, *award.abbreviations, *award.spellings):
            yield award.award_code, text


def test_every_listed_text_leads_to_its_own_award():
    for award_code, text in listed_texts():
        found = resolve_award(text, REFERENCE)
        if text in AMBIGUOUS:
            assert set(found.candidates) == AMBIGUOUS[text]
        else:
            assert found.code == award_code, text


@settings(max_examples=60)
@given(st.sampled_from(sorted(listed_texts())), st.sampled_from(["upper", "nfd", "spaces", "quotes", "zero width"]))
def test_typing_habits_do_not_change_the_award(listed, habit):
    award_code, text = listed
    typed = {
        "upper": text.upper(),
        "nfd": unicodedata.normalize("NFD", text),
        "spaces": "  " + text.replace(" ", "\u00a0 ") + "\n",
        "quotes": f"“{text}”",
        "zero width": "\u200b" + text,
    }[habit]
    found = resolve_award(typed, REFERENCE)
    assert found.code == award_code or set(found.candidates) == AMBIGUOUS.get(text)


@settings(max_examples=40)
@given(st.sampled_from(sorted(REFERENCE.awards.values())))
def test_the_official_name_needs_no_repair_and_no_accents(award):
    assert resolve_award(award.name.upper(), REFERENCE).rule is None
    plain = unicodedata.normalize("NFD", award.name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    assert resolve_award(plain, REFERENCE)[0] == award.award_code


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("BK", {"BK_TTG", "BK_BT", "BK_BOKHAC", "BK_UBND"}),
        ("Bằng khen", {"BK_TTG", "BK_BT", "BK_BOKHAC", "BK_UBND"}),
        ("GK", {"GK_CUC", "GK_TC", "GK_PHONG", "GK_XA"}),
        ("Giấy khen", {"GK_CUC", "GK_TC", "GK_PHONG", "GK_XA"}),
        ("CSTĐTQ", {"CSTD_TQUOC", "CSTD_TQUAN"}),
        ("CSTDTQ", {"CSTD_TQUOC", "CSTD_TQUAN"}),
        ("CSTĐ", {"CSTD_TQUOC", "CSTD_BO", "CSTD_TLL", "CSTD_CS"}),
        ("HC", {"HCCC", "HUYC_CSVV"}),
        ("Huân chương", {"HCCC", "HCBVTQ"}),
        ("Cờ thi đua", {"CO_CP", "CO_BO", "CO_TINH"}),
        ("KNC", {"KNC_ANTQ"}),
    ],
)
def test_texts_with_several_meanings_are_never_guessed(text, meanings):
    assert meanings <= candidates(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HCCC", "HCCC"), ("HCCSVV", "HUYC_CSVV"), ("HC CSVV", "HUYC_CSVV"), ("HCBVTQ", "HCBVTQ"),
        ("Huân chương Chiến sĩ vẻ vang", "HUYC_CSVV"), ("Huân chương Vì an ninh Tổ quốc", "HUYC_VANTQ"),
        ("TTLĐTT", "TTLDTT"), ("ĐVTT", "DVTT"), ("TTLĐXS", "TTLDXS"), ("ĐVQT", "DVQT"), ("DVQT", "DVQT"),
        ("HCDC", "HCDC"), ("HCDL", "HCDL"), ("HCĐL", "HCDL"), ("BKTTCP", "BK_TTG"), ("BKCP", "BK_TTG"),
        ("CSTĐ TLL", "CSTD_TLL"), ("Chiến sỹ thi đua cơ sở", "CSTD_CS"), ("Chiế n sĩ thi đua cơ sở", "CSTD_CS"),
        ('Cờ "Đơn vị xuất sắc trong phong trào thi đua"', "CO_CP"), ("Cờ “Đơn vị dẫn đầu phong trào thi đua”", "CO_TINH"),
        ("cờ của Thủ tướng Chính phủ", "CO_CP"), ("Cờ thi đua của Tổng cục Chính trị CAND", "CO_TONGCUC"),
        ("Nhà giáo ưu tú", "NGUT"), ("NGND", "NGUT"), ("Kỷ niệm chương Bảo vệ ANTQ", "KNC_ANTQ"),
    ],
)  # fmt: skip
def test_the_abbreviations_that_collide_keep_apart(text, expected):
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huân chương Chiến công hạng Ba", ("HCCC", "III", None)),
        ("HUÂN CHƯƠNG CHIẾN CÔNG HẠNG NHẤT", ("HCCC", "I", None)),
        ("HCCC hạng III", ("HCCC", "III", "abbreviation")),
        ("HCCC h. Nhì", ("HCCC", "II", "abbreviation")),
        ("HCCC (hạng 1)", ("HCCC", "I", "abbreviation")),
        ("Huân chương Bảo vệ Tổ quốc III", ("HCBVTQ", "III", None)),
        ("Huy chương Chiến sỹ vẻ vang hạng Nhì", ("HUYC_CSVV", "II", "alias")),
        ("Huân chương Lao động (hạng Nhất, Nhì, Ba)", ("HCLD", None, None)),
        ("Huân chương Chiến công các hạng", ("HCCC", None, None)),
        ("Huân chương Chiến công hạng I/II/III", ("HCCC", None, None)),
        ("Huân chương Hữu nghị hạng Nhất", ("HCHN", None, "class_unknown")),
    ],
)
def test_the_class_is_read_out_of_the_name(text, expected):
    assert resolve_award(text, REFERENCE)[:3] == expected


def test_a_number_without_the_word_for_class_is_no_class():
    assert resolve_award("HCCC (3)", REFERENCE)[:2] == ("HCCC", None)
    classed = resolve_award("Huân chương hạng Nhất", REFERENCE)
    assert classed.code is None and classed.award_class == "I"
    assert set(classed.candidates) == {"HCDL", "HCQC", "HCLD", "HCBVTQ", "HCCC"}


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("Bằng khen", "Thủ tướng Chính phủ", "BK_TTG"), ("BK", "Chính phủ", "BK_TTG"),
        ("Bằng khen", "Bộ trưởng", "BK_BT"), ("Bằng khen", "Bộ Công an", "BK_BT"), ("Bằng khen", "Bộ", "BK_BT"),
        ("Bằng khen", "II. Khen thưởng của Bộ trưởng Bộ Công an", "BK_BT"), ("Bằng khen", "UBND tỉnh", "BK_UBND"),
        ("Bằng khen", "Chủ tịch UBND tỉnh Nghệ An", "BK_UBND"), ("Bằng khen", "Tỉnh, thành phố", "BK_UBND"),
        ("Bằng khen", "Bộ, ngành khác", "BK_BOKHAC"), ("Bằng khen", "Bộ trưởng Bộ Quốc phòng", "BK_BOKHAC"),
        ("Cờ thi đua", "Chính phủ", "CO_CP"), ("Cờ thi đua", "Bộ Công an", "CO_BO"), ("Cờ", "UBND tỉnh", "CO_TINH"),
        ("Giấy khen", "Cục trưởng", "GK_CUC"), ("Giấy khen", "Giám đốc Công an tỉnh Hà Tĩnh", "GK_CUC"),
        ("Giấy khen", "Cục trưởng, Giám đốc", "GK_CUC"), ("GK", "Trưởng phòng", "GK_PHONG"),
        ("GK", "Trưởng Công an huyện", "GK_PHONG"), ("GK", "Tổng cục trưởng", "GK_TC"), ("GK", "UBND xã", "GK_XA"),
        ("CSTĐ", "cơ sở", "CSTD_CS"), ("CSTĐ", "Bộ Công an", "CSTD_TLL"), ("CSTĐTQ", "Thủ tướng Chính phủ", "CSTD_TQUOC"),
        ("CSTĐTQ", "Bộ Quốc phòng", "CSTD_TQUAN"), ("KNC", "Bộ trưởng Bộ Công an", "KNC_ANTQ"),
        ("bang khen", "bo truong bo cong an", "BK_BT"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_name_says_which_one_is_meant(text, context, expected):
    found = resolve_award(text, REFERENCE, (context,))
    assert (found.code, found.rule) == (expected, "context")


def test_the_nearest_text_that_names_an_authority_decides():
    assert code("Bằng khen", "Ghi chú", "Bộ trưởng", "Khen thưởng của Thủ tướng") == "BK_BT"
    assert candidates("Bằng khen", "Bộ trưởng và bộ, ngành khác", "Thủ tướng") == {"BK_BT", "BK_BOKHAC"}
    assert "BK_TTG" in candidates("Bằng khen", "BÁO CÁO KẾT QUẢ KHEN THƯỞNG")


@pytest.mark.parametrize(
    "text",
    [
        "Bằng khen của Bộ trưởng và bộ, ngành khác",
        "Bằng khen của Bộ, ban, ngành",
        "BANG KHEN CUA BO TRUONG VA BO, NGANH KHAC",
    ],
)
def test_two_authorities_in_one_heading_are_both_candidates(text):
    assert candidates(text) == {"BK_BT", "BK_BOKHAC"}


@pytest.mark.parametrize(
    "text",
    [
        "Bằng khen của Bộ trưởng Bộ Công an và bộ, ban, ngành Trung ương",
        "Bằng khen của Bộ trưởng Bộ Công an và bộ, ban, ngành Trung ương (gộp)",
        "Bằng khen của Bộ trưởng Bộ Công an và của các bộ, ban, ngành, đoàn thể Trung ương",
        "BANG KHEN CUA BO TRUONG BO CONG AN VA CAC BO, NGANH KHAC",
    ],
)
def test_one_row_for_two_authorities_written_out_is_their_combined_figure(text):
    assert code(text) == "BK_BT_BOKHAC"


def test_an_authority_that_is_not_listed_is_not_taken_for_a_near_one():
    assert code("Bằng khen của Bộ trưởng Bộ Y tế") == "BK_BOKHAC"
    assert code("Bằng khen của Bộ trưởng Bộ Hàng hải") is None
    assert code("Bằng khen của Bộ trưởng và địa phương") is None
    assert code("Bằng khen của Công an tỉnh") is None
    assert code("Giấy khen của Giám đốc Sở Y tế") is None
    assert code("Giấy khen của Cục trưởng Cục Xây dựng phong trào bảo vệ an ninh Tổ quốc") == "GK_CUC"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Bằng khen của Thủ tướng Chính phủ", "BK_TTG"), ("Danh hiệu “Đơn vị tiên tiến”", "DVTT"),
        ("Bằng khen của Thủ tướng Chính phủ (cá nhân)", "BK_TTG"), ("Cờ thi đua của Chính phủ (đề nghị)", "CO_CP"),
        ("Huân chương Chiến công (đột xuất)", "HCCC"), ("Đơn vị quyết thắng (ĐVQT)", "DVQT"),
        ("Chiến sĩ thi đua ngành Tư pháp (đăng ký)", "CSTD_BO"), ("Bằng khen của UBND TP Hà Nội", "BK_UBND"),
    ],
)  # fmt: skip
def test_words_around_a_name_are_passed_over(text, expected):
    assert code(text) == expected


def test_two_names_in_one_text_are_both_candidates_unless_the_recipient_decides():
    assert candidates("CSTT, LĐTT") == {"CSTT", "LDTT"}
    assert candidates("Tập thể lao động tiên tiến/Đơn vị tiên tiến") == {"TTLDTT", "DVTT"}
    assert code("Đơn vị tiên tiến/Chiến sĩ tiên tiến", recipient="individual") == "CSTT"


def test_an_unknown_award_is_answered_with_near_names():
    found = resolve_award("Đơn vị quyết thắn", REFERENCE)
    assert found.code is None and not found.candidates
    assert found.suggestions[0] == "Đơn vị quyết thắng"
    assert resolve_award("xyz", REFERENCE) == Resolution()
    assert resolve_award("", REFERENCE).code is None
    assert resolve_award("Có", REFERENCE).candidates == ()


def test_a_user_can_say_what_an_ambiguous_text_means_at_home(tmp_path):
    (tmp_path / "ambiguous_names.csv").write_text("texts,award_code,context\nBằng khen|BK,BK_BT,*\n", encoding="utf-8")
    own = load(tmp_path)
    assert resolve_award("BK", own).code == "BK_BT"
    assert resolve_award("BK", REFERENCE).code is None


def test_every_name_of_a_unit_leads_to_it_in_its_time():
    for unit in REFERENCE.units.values():
        year = unit.valid_to.year - 1 if unit.valid_to else unit.valid_from.year + 1 if unit.valid_from else None
        for text in (unit.unit_id, unit.name, unit.short_name, *unit.aliases):
            if text:
                assert resolve_unit(text, REFERENCE, year).code == unit.unit_id, text


@pytest.mark.parametrize(
    ("text", "year", "expected", "rule"),
    [
        ("Cục Hồ sơ nghiệp vụ", 2019, "bca-ho-so", None),
        ("VĂN PHÒNG BỘ", 2019, "bca-van-phong", None),
        ("Cục Xây dựng phòng trào bảo vệ an ninh Tổ quốc", 2019, "bca-phong-trao", "folded"),
        ("Cục Pháp chế và CCHC, TP", 2019, "bca-phap-che", "alias"),
        ("Cục Pháp chế và cải cách hành chính tư pháp", 2019, "bca-phap-che", "spelling"),
        ("Cục Đối ngoại - Bộ Công an", 2019, "bca-doi-ngoai", "trimmed"),
        ("Công an tỉnh Hoà Bình", 2019, "bca-ca-hoa-binh", "spelling"),
        ("CA tỉnh Đắc Lắc", 2023, "bca-ca-dak-lak", "alias"),
        ("Công an tỉnh BR-VT", 2020, "bca-ca-ba-ria-vung-tau", "alias"),
        ("Công an tỉnh Bà Rịa – Vũng Tàu", 2020, "bca-ca-ba-ria-vung-tau", "spelling"),
        ("Công an TT-Huế", 2019, "bca-ca-thua-thien-hue", "alias"),
        ("CATP Hà Nội", 2019, "bca-ca-ha-noi", "folded"),
        ("TP.HCM", 2019, "bca-ca-ho-chi-minh", "alias"),
        ("bca-ca-nghe-an", 2022, "bca-ca-nghe-an", "code"),
        ("Công an tỉnh Hà Giang", 2026, "bca-ca-ha-giang", "outside_validity"),
    ],
)
def test_units_as_people_write_them(text, year, expected, rule):
    found = resolve_unit(text, REFERENCE, year)
    assert found.code == expected
    assert found.rule == rule or {found.rule, rule} == {"alias", "folded"}


def test_one_name_before_and_after_a_merger_is_two_units():
    assert resolve_unit("Công an tỉnh Phú Thọ", REFERENCE, 2024).code == "bca-ca-phu-tho"
    assert resolve_unit("Công an tỉnh Phú Thọ", REFERENCE, 2026).code == "bca-ca-phu-tho-2025"
    both = resolve_unit("Công an tỉnh Phú Thọ", REFERENCE)
    assert both.code is None and set(both.candidates) == {"bca-ca-phu-tho", "bca-ca-phu-tho-2025"}
    assert resolve_unit("Cục Công tác chính trị", REFERENCE, 2016).code == "bca-tcct-cong-tac-chinh-tri"
    assert resolve_unit("Cục Công tác chính trị", REFERENCE, 2026).code == "bca-cong-tac-chinh-tri"


def test_an_unknown_unit_is_answered_with_near_names_of_its_time():
    assert resolve_unit("Cục Hồ sơ nghiệp vụu", REFERENCE, 2019).suggestions[0] == "Cục Hồ sơ nghiệp vụ"
    assert resolve_unit("Đội 3", REFERENCE, 2019) == Resolution()
    assert resolve_unit("", REFERENCE).code is None


@pytest.mark.parametrize(
    ("text", "year", "unit_id", "expected"),
    [
        ("Cụm thi đua số 6", 2019, "bca-van-phong", "bca-donvi-6"),
        ("Cụm VI", 2019, "bca-van-phong", "bca-donvi-6"),
        ("Cụm thi đua số 5 - Bộ Công an", 2022, "bca-ca-ha-tinh", "bca-diaphuong-5"),
        ("Cụm 5", 2022, "bca-khoa-hoc-hinh-su", "bca-donvi-5"),
        ("Cụm thi đua số 1", 2015, "bca-van-phong", "bca-donvi-1"),
        ("Cụm thi đua số 1", 2023, "bca-ca-ha-noi", "bca-diaphuong-1"),
        ("Cụm thi đua số 6 khối các đơn vị trực thuộc Bộ", 2019, None, "bca-donvi-6"),
        ("Cụm thi đua số II khối Công an địa phương", 2016, None, "bca-diaphuong-2"),
        ("bca-donvi-6", 2019, None, "bca-donvi-6"),
        ("Cụm thi đua số 6 khối đơn vị trực thuộc Bộ", 2019, None, "bca-donvi-6"),
    ],
)
def test_the_number_of_a_cluster_needs_a_series_or_a_unit(text, year, unit_id, expected):
    assert resolve_cluster(text, REFERENCE, year, unit_id).code == expected


def test_a_cluster_number_alone_is_not_an_identity():
    assert {"bca-donvi-5", "bca-diaphuong-5"} <= set(resolve_cluster("Cụm số 5", REFERENCE, 2022).candidates)
    assert "vks-6" in resolve_cluster("Cụm số 6", REFERENCE, 2021).candidates
    assert "vks-6" not in resolve_cluster("Cụm số 6 - Bộ Công an", REFERENCE, 2021).candidates
    assert resolve_cluster("Cụm số 99", REFERENCE, 2022).code is None
    nothing = resolve_cluster("", REFERENCE, 2019, "bca-van-phong")
    assert nothing.code is None
    assert nothing.suggestions == ("Cụm thi đua số 6 khối đơn vị trực thuộc Bộ",)


def test_a_users_own_cluster_needs_no_series(tmp_path):
    (tmp_path / "clusters.csv").write_text("cluster_id,year,unit_id\ncum-rieng-42,2019,bca-ho-so\n", encoding="utf-8")
    own = load(tmp_path)
    assert resolve_cluster("Cụm thi đua số 42 - Bộ Công an", own, 2019).code == "cum-rieng-42"
    assert resolve_cluster("cum-rieng-42", own, 2019).code == "cum-rieng-42"


def test_names_for_people():
    assert award_name(REFERENCE, "HCCC", "III") == "Huân chương Chiến công hạng Ba"
    assert award_name(REFERENCE, "BK_TTG") == "Bằng khen của Thủ tướng Chính phủ"
    assert award_name(REFERENCE, "RIÊNG") == "RIÊNG"
    assert unit_name(REFERENCE, "bca-phap-che", short=True) == "Cục Pháp chế"
    assert unit_name(REFERENCE, "bca-la") == "bca-la"
    assert cluster_name(REFERENCE, "bca-diaphuong-5") == "Cụm thi đua số 5 khối Công an địa phương"
    assert cluster_name(REFERENCE, "bca-diaphuong-5", lang="en") == "Emulation Cluster No. 5 (local police)"
    assert cluster_name(REFERENCE, "cum-rieng-3") == "cum-rieng-3"


def test_the_written_name_of_every_award_and_class_is_read_back():
    for award in REFERENCE.awards.values():
        for award_class in (None, *award.classes):
            found = resolve_award(award_name(REFERENCE, award.award_code, award_class), REFERENCE)
            assert found[:3] == (award.award_code, award_class, None)
