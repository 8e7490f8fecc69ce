"""Tables of the notebooks: Vietnamese numbers, missing kept apart from zero, the same in text and in HTML."""

from __future__ import annotations

import pandas as pd
import pytest

from emustats.publishing.notebook_tables import is_live, table_of


@pytest.fixture
def table():
    frame = pd.DataFrame(
        {
            "unit_id": ["Văn phòng Bộ", "Cục <A> & B"],
            "year": pd.array([2019, 2020], "Int64"),
            "total": pd.array([1234, None], "Int64"),
            "targets_rate": pd.array([0.9204, 0], "Float64"),
            "points": pd.array([97.5, 0], "Float64"),
            "as_of": pd.to_datetime(["2019-11-21", None]),
        }
    )
    return table_of(frame, title="Bảng", notes=("Đơn vị tính: lượt.",), totals=1)


def test_cells_are_written_the_vietnamese_way(table):
    assert table.headers[:3] == ("Đơn vị", "Năm", "Tổng cộng")
    assert table.rows[0] == ("Văn phòng Bộ", "2019", "1.234", "92,04%", "97,5", "21/11/2019")


def test_missing_is_not_zero(table):
    assert table.rows[1][2:] == ("–", "0%", "0", "–")


def test_text_is_aligned_and_has_title_and_notes(table):
    lines = repr(table).split("\n")
    assert lines[0] == "Bảng" and lines[-1] == "Đơn vị tính: lượt."
    place = lines[1].index("Năm") + 3
    assert lines[3][:place].endswith("2019") and lines[4][:place].endswith("2020")


def test_long_cells_go_on_in_the_next_line():
    words = "một hai ba bốn năm " * 8
    found = repr(table_of(pd.DataFrame({"title": [words]}), title="Bảng"))
    assert max(map(len, found.split("\n"))) <= 60
    assert " ".join(" ".join(found.split("\n")[3:]).split()) == words.strip()


def test_html_is_escaped_and_totals_are_bold(table):
    html = table._repr_html_()
    assert "Cục &lt;A&gt; &amp; B" in html and "<A>" not in html
    assert html.count('font-weight:600">') >= 6


def test_headings_may_be_given():
    assert table_of(pd.DataFrame({"plan": [1]}), title="x", headings={"plan": "Mức"}).headers == ("Mức",)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, False), ({"JPY_SESSION_NAME": "a.ipynb"}, True), ({"JPY_SESSION_NAME": "a", "EMUSTATS_INTERACTIVE": "0"}, False),
     ({"EMUSTATS_INTERACTIVE": "1"}, True)],
)  # fmt: skip
def test_who_is_watching(monkeypatch, environment, expected):
    for name in ("JPY_SESSION_NAME", "EMUSTATS_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert is_live() is expected
