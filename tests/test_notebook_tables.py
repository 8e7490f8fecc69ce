"""Tables of the notebooks: Vietnamese numbers, missing kept apart from zero, the same in text and in HTML."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from emustats.views import tables
from emustats.views.tables import Table, is_live, table_of


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


ROWS = [(f"Đơn vị {number}", f"{number}.234,5") for number in range(1, 12)]


@pytest.fixture
def shown(monkeypatch):
    """What a notebook is given to display, as HTML."""
    outputs = []

    def display(output, raw=False):
        outputs.append(output["text/html"] if raw else output._repr_html_())

    monkeypatch.setattr("IPython.display.display", display)
    return outputs


def long_table(rows=ROWS, totals=()):
    return Table("Số lượt", ("Đơn vị", "Tổng"), (*rows, *totals), (False, True), ("Ghi chú.",), len(totals))


@pytest.mark.parametrize(("live", "rows", "searchable"), [("1", 11, True), ("1", 10, False), ("0", 11, False)])
def test_only_long_tables_of_a_live_page_are_searchable(monkeypatch, shown, live, rows, searchable):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", live)
    long_table(ROWS[:rows])._ipython_display_()
    assert ("<script" in shown[0]) == searchable
    assert all(word in shown[0] for word in ("Số lượt", "Đơn vị", "Ghi chú."))


def test_totals_stand_below_where_no_sorting_reaches_them(monkeypatch, shown):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "1")
    long_table(totals=[("Tổng cộng", "601")])._ipython_display_()
    before, _, after = shown[0].rpartition("</script>")
    assert "Tổng cộng" not in before and "Tổng cộng: Tổng 601" in after


def test_a_searchable_table_sorts_vietnamese_numbers_and_speaks_vietnamese(monkeypatch, shown):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "1")
    long_table()._ipython_display_()
    assert re.search(r'"decimal": ?","', shown[0]) and json.dumps("Tìm:") in shown[0]


def test_what_units_wrote_stays_text_in_a_searchable_table(monkeypatch, shown):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "1")
    long_table([("<img src=x onerror=alert(1)>", "1")] * 11, totals=[("<b>Tổng</b>", "<i>9</i>")])._ipython_display_()
    assert not re.search(r"<(img|b|i)\b", shown[0])


@pytest.mark.parametrize("live", ["0", "1"])
def test_the_page_gets_its_script_only_where_somebody_sits_before_it(monkeypatch, shown, live):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", live)
    tables.prepare_page()
    assert len(shown) == int(live)
    assert not re.search(r"""(src|href)=["']https?:|from ["']https?:""", "".join(shown)), "offline"
