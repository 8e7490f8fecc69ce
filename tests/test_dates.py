"""Dates day first, and the years that titles and file names are about."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emustats.dates import find_year, format_date, parse_date

CONFERENCE = dt.date(2019, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "21/11/2019", "21-11-2019", "21.11.2019", "21 / 11 / 2019", "21/11/19", "2019-11-21", "2019-11-21 00:00:00",
        "ngày 21 tháng 11 năm 2019", "Hà Nội, ngày 21 tháng 11 năm 2019", "NGÀY 21 THÁNG 11 NĂM 2019",
        "trước ngày 21/11/2019", "1234/QĐ-BCA ngày 21/11/2019", "21/11/2019 08:30", "ngày 21/11/2019.",
        "21/11/2019 - 21/11/2019",
    ],
)  # fmt: skip
def test_one_date_in_many_spellings(typed):
    assert parse_date(typed) == CONFERENCE


def test_the_day_always_comes_first():
    assert parse_date("8-11-2019") == dt.date(2019, 11, 8)
    assert parse_date("11/21/2019") is None


def test_two_digit_years():
    assert parse_date("1/1/68") == dt.date(2068, 1, 1)
    assert parse_date("1/1/69") == dt.date(1969, 1, 1)


def test_dates_pass_and_lose_their_time():
    assert parse_date(CONFERENCE) == CONFERENCE
    assert parse_date(dt.datetime(2019, 11, 21, 8, 30)) == CONFERENCE
    assert parse_date(pd.Timestamp("2019-11-21")) == CONFERENCE
    assert parse_date(pd.NaT) is None


@pytest.mark.parametrize(
    "typed",
    ["", "8-11", "tháng 11/2019", "Thông tư 12/2019/TT-BCA", "31/02/2019", "1.234.567", "từ 01/12/2018 đến 30/11/2019",
     "1.2.3.4", None, 43790.0, "chưa có"],
)  # fmt: skip
def test_no_date_and_two_dates_give_none(typed):
    assert parse_date(typed) is None


def test_a_year_completes_a_day_and_month():
    assert parse_date("trước 30/11", year=2019) == dt.date(2019, 11, 30)
    assert parse_date("ngày 8 tháng 11", year=2019) == dt.date(2019, 11, 8)
    assert parse_date("21/11/2018", year=2019) == dt.date(2018, 11, 21)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("KẾT QUẢ KHEN THƯỞNG NĂM 2019", 2019),
        ("2019", 2019),
        (2019.0, 2019),
        ("Cụm thi đua số 6 năm 2019", 2019),
        ("Cục Khoa học năm 2019", 2019),
        ("bao_cao_2019.xlsx", 2019),
        ("Năm 2019 (số liệu đến 15/01/2020)", 2019),
        ("9 tháng năm 2019", 2019),
        ("Năm 2019, so với năm 2019", 2019),
        ("giai đoạn 2015-2020", None),
        ("Tổng kết 5 năm (2016 – 2020)", None),
        ("Tổng kết 5 năm đến 2020", None),
        ("năm học 2025 - 2026", None),
        ("năm học 2025-26", None),
        ("năm 2018 và năm 2019", None),
        ("Thông tư 12/2019/TT-BCA", None),
        ("Hà Nội, ngày 10 tháng 01 năm 2020", None),
        ("(Từ ngày 01/12/2018 đến ngày 30/11/2019)", None),
        ("tháng 11/2019", None),
        ("Biểu 20191", None),
        (2019.5, None),
        (None, None),
        ("", None),
    ],
)
def test_the_year_a_title_is_about(title, year):
    assert find_year(title) == year


def test_dates_are_printed_with_two_digits():
    assert format_date(dt.date(2019, 11, 8)) == "08/11/2019"
    assert format_date(None) == format_date(pd.NaT) == ""


@settings(max_examples=60)
@given(st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31)))
def test_printed_dates_read_back(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_text_is_taken(typed):
    parse_date(typed)
    find_year(typed)
