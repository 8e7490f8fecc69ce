"""Frames as a person, a spreadsheet and a program read them."""

import datetime
import io
import json

import pandas as pd
import pytest

from emustats.console import Output, output, progress_bar, records, show, show_json, shown
from emustats.errors import UsageError
from emustats.reference import load
from emustats.reference.names import unit_name


@pytest.fixture
def frame():
    return pd.DataFrame({
        "unit_id": pd.array(["bca-van-phong", None], dtype="str"),
        "year": pd.array([2019, 2019], dtype="Int64"),
        "total": pd.array([1234, None], dtype="Int64"),
        "units_rate": pd.array([0.9204, None], dtype="Float64"),
        "as_of": pd.array([pd.Timestamp(2019, 11, 21), None], dtype="datetime64[us]"),
        "is_approximate": pd.array([True, None], dtype="boolean"),
    })  # fmt: skip


def test_json_keeps_kinds_and_says_null_for_missing(frame):
    assert records(frame) == [
        {
            "unit_id": "bca-van-phong",
            "year": 2019,
            "total": 1234,
            "units_rate": 0.9204,
            "as_of": "2019-11-21",
            "is_approximate": True,
        },
        {"unit_id": None, "year": 2019, "total": None, "units_rate": None, "as_of": None, "is_approximate": None},
    ]
    json.dumps(records(frame), allow_nan=False)


def test_csv_has_codes_and_an_empty_field_for_missing(frame, capsys):
    show(frame, Output(form="csv"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unit_id,year,total,units_rate,as_of,is_approximate"
    assert lines[1] == "bca-van-phong,2019,1234,0.9204,2019-11-21,True"
    assert lines[2] == ",2019,,,,"


def test_a_table_has_names_vietnamese_numbers_and_a_dash_for_missing(frame, capsys):
    show(frame, Output(reference=load()), title="Khen thưởng")
    text = capsys.readouterr().out
    for part in (
        "Khen thưởng",
        "Đơn vị",
        unit_name(load(), "bca-van-phong", short=True),
        "1.234",
        "92,04%",
        "21/11/2019",
        "–",
        "Có",
    ):
        assert part in text
    assert "2.019" not in text and "bca-van-phong" not in text


def test_an_empty_frame_says_so(frame, capsys):
    show(frame.iloc[:0], Output())
    assert capsys.readouterr().out.strip() == "Không có số liệu."
    show(frame.iloc[:0], Output(form="json"))
    assert json.loads(capsys.readouterr().out) == []


def test_json_is_readable_vietnamese(capsys):
    show_json({"đơn vị": "Văn phòng Bộ"})
    assert '"đơn vị": "Văn phòng Bộ"' in capsys.readouterr().out


def test_values_one_by_one():
    how = Output(lang="en")
    assert shown(True, "is_provisional", how) == "Yes"
    assert shown(datetime.date(2019, 11, 21), "as_of", how) == "2019-11-21"
    assert shown(1234.5, "points", how) == "1,234.50"
    assert shown(0.9204, "units_rate", how) == "92.04%"
    assert shown("decided", "state", how) == "Decided"
    assert shown(["law", "membership"], "breaks", how) == "Law; Membership"
    assert shown(1.5, "points", Output()) == "1,50"
    assert shown(1, "rank", Output()) == "1"


def test_choices_are_checked():
    with pytest.raises(UsageError, match="--lang vi"):
        output("fr")
    with pytest.raises(UsageError, match="--json"):
        output("vi", as_json=True, as_csv=True)


def test_no_progress_bar_where_nobody_watches(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress_bar("vi") as progress:
        assert progress is None


def test_the_progress_bar_shows_only_for_many_files(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    few, many = Terminal(), Terminal()
    for stream, total in ((few, 5), (many, 40)):
        monkeypatch.setattr("sys.stderr", stream)
        with progress_bar("vi") as progress:
            progress(1, total)
            progress(total, total)
    assert "Đang đọc" not in few.getvalue()
    assert "Đang đọc sổ tính" in many.getvalue()
