"""Numbers as people type them, and as Vietnamese documents print them."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats.numbers import (
    format_count,
    format_count_official,
    format_number,
    format_percent,
    parse_number,
    parse_range,
    parse_recipient_counts,
)


@pytest.mark.parametrize(
    ("typed", "value", "rules"),
    [
        ("5", 5, ()),
        ("0", 0, ()),
        ("03", 3, ("leading_zero",)),
        ("1.234", 1234, ("thousands_dot",)),
        ("1.234.567", 1234567, ("thousands_dot",)),
        ("1,234,567", 1234567, ("thousands_comma",)),
        ("1.234,5", 1234.5, ("thousands_dot", "decimal_comma")),
        ("1,234.5", 1234.5, ("thousands_comma", "decimal_dot")),
        ("1 234 567", 1234567, ("thousands_space",)),
        ("1.5", 1.5, ("decimal_dot",)),
        ("1.75", 1.75, ("decimal_dot",)),
        ("0.125", 0.125, ("decimal_dot",)),
        ("0,125", 0.125, ("decimal_comma",)),
        ("12,5", 12.5, ("decimal_comma",)),
        ("-3", -3, ()),
        ("−3", -3, ()),
        ("5.", 5, ("trailing_mark",)),
        (" 5\u00a0", 5, ("spaces",)),
        ("５", 5, ("spaces",)),
        ("2 triệu đồng", 2_000_000, ("scale_word", "unit_word")),
        ("1,5 tỷ", 1.5e9, ("decimal_comma", "scale_word")),
    ],
)
def test_values_and_the_repairs_they_needed(typed, value, rules):
    number = parse_number(typed)
    assert (number.mark, number.value, number.rules) == ("number", value, rules)


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("5 tập thể", 5, "tập thể"),
        ("02 đ/c", 2, "đ/c"),
        ("05 Đ/c = 15%", 5, "Đ/c"),
        ("3 (ba)", 3, "ba"),
        ("5 (15%)", 5, ""),
    ],
)
def test_units_after_the_number(typed, value, unit):
    number = parse_number(typed)
    assert (number.value, number.unit, number.is_percent) == (value, unit, False)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12,5%", 12.5), ("95,0 %", 95), ("12,50 %", 12.5), ("100%", 100), ("92,045%", 92.045), ("1.000%", 1000)],
)
def test_percentages_keep_their_printed_size(typed, value):
    number = parse_number(typed)
    assert (number.value, number.is_percent) == (value, True)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("gần 6.500", 6500), ("trên 95%", 95), ("hơn 1.000 lượt", 1000), ("~20", 20), ("≥ 95%", 95), ("95% trở lên", 95)],
)
def test_bounds_and_approximations_are_marked(typed, value):
    number = parse_number(typed)
    assert (number.value, number.is_approximate) == (value, True)


@pytest.mark.parametrize("typed", ["đạt 95%", "bằng 95%", "= 95%"])
def test_plain_statements_are_not_approximate(typed):
    assert parse_number(typed)[:4] == (95.0, "number", False, True)


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("", "blank"), ("  ", "blank"), ("…", "blank"), ("..", "blank"), ("-", "dash"), ("–", "dash"),
        (",,,,", "dash"),
        ("x", "cross"), ("X", "cross"), ("✓", "cross"), ("Không", "none_word"), ("không có", "none_word"),
        ("nt", "ditto"), ("như trên", "ditto"), ('"', "ditto"), ("1,234", "ambiguous"), ("1,234 lượt", "ambiguous"),
        ("#N/A", "text"), ("hàng trăm", "text"), ("80-90", "text"), ("21/11/2019", "text"), ("02 TT, 04 CN", "text"),
        ("01.0001", "text"), ("1.234.56", "text"), ("số 5", "text"), ("tăng 5%", "text"), ("giảm 12%", "text"),
        ("1234567890123456", "text"), ("5 và 6", "text"), ("12:30", "text"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_so(typed, mark):
    number = parse_number(typed)
    assert (number.value, number.mark) == (None, mark)


def test_vague_amounts_are_approximate_text():
    assert parse_number("hàng trăm").is_approximate


def test_a_declared_rule_settles_the_comma():
    assert parse_number("1,234", comma_thousands=True).value == 1234
    assert parse_number("1,234", comma_thousands=False).value == 1.234
    assert parse_number("12,5", comma_thousands=True).value == 12.5


def test_changes_are_read_only_when_asked():
    assert parse_number("giảm 12,5%", reduction=True).value == 12.5
    assert parse_number("tăng 5%", reduction=True).value == -5
    assert parse_number("7", reduction=True).value == 7


def test_values_that_are_numbers_already():
    assert parse_number(5).value == 5
    assert parse_number(None).mark == parse_number(math.nan).mark == "blank"


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("02 TT, 04 CN", [("collective", 2, False), ("individual", 4, False)]),
        ("2 tập thể và 4 cá nhân", [("collective", 2, False), ("individual", 4, False)]),
        ("01 tập thể; 03 cá nhân; 1 hộ", [("collective", 1, False), ("individual", 3, False), ("household", 1, False)]),
        ("2 tập thể\n4 cá nhân", [("collective", 2, False), ("individual", 4, False)]),
        ("TT: 02, CN: 04", [("collective", 2, False), ("individual", 4, False)]),
        ("02TT/04CN", [("collective", 2, False), ("individual", 4, False)]),
        ("159 lượt tập thể, gần 1.442 lượt cá nhân", [("collective", 159, False), ("individual", 1442, True)]),
        ("5 tập thể", [("collective", 5, False)]),
        ("5", None), ("5 Bằng khen", None), ("2 tập thể, 3 tập thể", None), ("tập thể", None), ("", None),
        ("1,5 tập thể", None), ("02 TT, 04 CN và 3 cờ", None), ("21/11/2019", None),
    ],
)  # fmt: skip
def test_counts_of_two_kinds_in_one_cell(typed, counts):
    assert parse_recipient_counts(typed) == counts


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("80 - 90", (80, 90)), ("từ 80 đến 90", (80, 90)), ("80–90%", (80, 90)),
        ("trong khoảng 2,5 - 3,5 điểm", (2.5, 3.5)),
        ("1.000 - 2.000", (1000, 2000)), ("90 - 80", None), ("80", None), ("", None), ("8-11-2019", None),
    ],
)  # fmt: skip
def test_ranges(typed, ends):
    assert parse_range(typed) == ends


def test_printed_forms():
    assert [format_count(n) for n in (0, 601, 2079, 1234567, -5)] == ["0", "601", "2.079", "1.234.567", "-5"]
    assert [format_count_official(n) for n in (0, 3, 9, 10, 6206)] == ["0", "03", "09", "10", "6.206"]
    assert [format_number(x) for x in (92.04, 5.0, 0.125, 1234.567, -0.001)] == ["92,04", "5", "0,13", "1.234,57", "0"]
    assert [format_number(x, 1) for x in (7, 0.25, 1e6)] == ["7,0", "0,3", "1.000.000,0"]
    assert [format_percent(x) for x in (1.0, 0.9204, 1 / 3, 0.0)] == ["100%", "92,04%", "33,33%", "0%"]
    assert format_percent(0.07) == "7%"
    assert (format_count(2079, lang="en"), format_number(92.04, lang="en")) == ("2,079", "92.04")


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA])
def test_missing_is_never_printed_as_zero(missing):
    assert format_number(missing) == ""
    assert format_percent(missing, missing="…") == "…"
    assert format_count(missing) == format_count_official(missing) == ""
    assert format_count(missing, missing="–") == "–"


def test_infinite_rates_are_missing():
    assert format_number(math.inf) == format_percent(math.inf) == ""


@settings(max_examples=80)
@given(st.integers(-(10**12), 10**12))
def test_printed_counts_read_back(count):
    assert parse_number(format_count(count)).value == count
    if count >= 0:
        assert parse_number(format_count_official(count)).value == count


@settings(max_examples=80)
@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_printed_numbers_read_back(number):
    assert parse_number(format_number(float(number))).value == float(number)


@settings(max_examples=80)
@given(st.integers(0, 10**6))
def test_printed_rates_read_back(hundredths):
    read = parse_number(format_percent(hundredths / 10_000))
    assert read.is_percent
    assert read.value == pytest.approx(hundredths / 100)


@settings(max_examples=80)
@given(st.text(max_size=30))
def test_any_text_gets_a_mark(typed):
    number = parse_number(typed)
    assert (number.value is not None) == (number.mark == "number")
    parse_recipient_counts(typed)
    parse_range(typed)
