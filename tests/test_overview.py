"""A Dataset and its findings in a notebook: what is said, where links lead, what is never shown."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pytest
from IPython.core.formatters import HTMLFormatter
from IPython.core.interactiveshell import InteractiveShell
from small_data import missing, small, submission

import emustats as es
from emustats import schema
from emustats.dataset.html import dataset_html, problems_html
from emustats.dataset.record import Dataset
from emustats.errors import EmustatsError, UsageError
from emustats.reference import load as load_reference

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
VOID = {"br", "wbr", "hr", "img", "meta"}


class Page(HTMLParser):
    """Checks that every element is closed, and keeps texts, table rows and links."""

    def __init__(self, html):
        super().__init__()
        self.open, self.texts, self.rows, self.links, self.tags = [], [], [], [], set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "a":
            self.links.append(dict(attributes))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def text(self):
        return "".join(self.texts)


def finding(severity="error", code="award_unknown", **other):
    return {"severity": severity, "code": code, "message_vi": "Không nhận ra tên. Sửa lại.", **other}


def dataset(folder="nop-2019", **tables):
    whole = small(**tables)
    frames = {name: getattr(whole, name) for name in schema.TABLES}
    return Dataset(folder=Path(folder), reference=load_reference(), **frames)


def test_coverage_is_a_matrix_of_clusters_and_years():
    data = dataset(
        submissions=[
            submission("bca-van-phong", 2018),
            submission("bca-ho-so", 2018, status="provisional"),
            missing("bca-phap-che", 2019),
            submission("bca-van-phong", 2019, standing="superseded", submission_id="old"),
            submission("bca-van-phong", 2019),
            submission("bca-ca-ha-tinh", 2020, cluster="bca-diaphuong-5", standing="refused"),
            submission(None, None, cluster=None, standing="refused"),
        ]
    )
    assert Page(dataset_html(data)).rows == [
        ["Tình hình nộp báo cáo", "2018", "2019", "2020"],
        ["Cụm thi đua số 5 khối Công an địa phương", "", "", "0/1"],
        ["Cụm thi đua số 6 khối đơn vị trực thuộc Bộ", "2/2*", "1/2", ""],
    ]


def test_coverage_says_what_the_statistic_says():
    data = es.load(SAMPLE)
    page = Page(dataset_html(data))
    said = {cell.rstrip("*") for row in page.rows for cell in row if re.fullmatch(r"\d+/\d+\*?", cell)}
    table = es.coverage(data.submissions, by=["cluster_id", "year"])
    assert said == {f"{row.reported}/{row.expected}" for row in table.itertuples()}


def test_what_was_loaded_is_counted_in_words():
    data = dataset(
        submissions=[
            submission("bca-van-phong", 2019),
            submission("bca-ho-so", 2019, standing="refused"),
            missing("bca-phap-che", 2019),
        ]
    )
    text = Page(dataset_html(data)).text
    assert "“nop-2019”" in text
    assert "2 sổ tính: 1 được nhận, 1 bị từ chối; còn 1 báo cáo chưa nộp." in text


@pytest.mark.parametrize("standing", ["refused", None])
def test_a_folder_with_nothing_accepted_or_nothing_at_all_is_told_in_words(standing):
    sent = [submission("bca-van-phong", 2019, standing=standing)] if standing else []
    text = Page(dataset_html(dataset(submissions=sent))).text
    assert "Không có số liệu nào được nhận." in text and "Không có phát hiện nào" in text
    assert ("Chưa có sổ tính nào" in text) == (standing is None)


def test_the_worst_comes_first_and_the_rest_is_counted():
    problems = [finding("note", "superseded"), finding("warning", "unit_late"), *[finding("error")] * 9]
    page = Page(dataset_html(dataset(submissions=[submission("bca-van-phong", 2019)], problems=problems)))
    told = [row[0] for row in page.rows[page.rows.index(["Mức độ", "Nội dung", "Tệp", "Đơn vị", "Năm"]) + 1 :]]
    assert told == ["● Lỗi"] * 8
    assert "Lỗi: 9" in page.text and "Cảnh báo: 1" in page.text and "… và 3 phát hiện nữa" in page.text


def test_whatever_stands_in_a_workbook_stays_text():
    evil = "<script>alert(1)</script>"
    row = finding(message_vi=evil, path=f"2019/{evil}'\"&.xlsx", sheet=f"{evil}'", cell="B2", unit_id=evil, value=evil)
    data = dataset(f"nop{evil[:8]}", submissions=[submission(evil, 2019, cluster=evil)], problems=[row])
    for html in (dataset_html(data), data.problems._repr_html_()):
        page = Page(html)
        assert not page.tags & {"script", "img", "style"} and evil in page.text
        assert [set(link) for link in page.links] == [{"href", "download"}]
        assert page.links[0]["href"].startswith("nop") and ":" not in page.links[0]["href"]


def test_mathematics_is_left_alone():
    html = problems_html(schema.build("problems", {"severity": ["error"], "message_vi": ["giá $5$"]}), "x")
    assert "mathjax_ignore" in html and "$5$" in html


@pytest.fixture
def received(tmp_path, monkeypatch):
    """A folder with one award that cannot be told, in a working directory with a notebook beside it."""
    place = tmp_path / "Tài liệu" / "nộp 2019" / "2019" / "bca-donvi-6"
    place.mkdir(parents=True)
    shutil.copy(SAMPLE / "2019" / "bca-donvi-6" / "bca-ho-so.xlsx", place / "hồ sơ #1.xlsx")
    book = openpyxl.load_workbook(place / "hồ sơ #1.xlsx")
    sheet = book["Khen thưởng"]
    counted = next(
        row for row in sheet.iter_rows() if any(isinstance(cell.value, int) and cell.value for cell in row[4:])
    )
    counted[1].value = "Danh hiệu chưa từng có"
    book.save(place / "hồ sơ #1.xlsx")
    monkeypatch.setenv("EMUSTATS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "Tài liệu" / "sổ").mkdir()
    monkeypatch.chdir(tmp_path / "Tài liệu" / "sổ")
    return tmp_path / "Tài liệu" / "nộp 2019"


@pytest.mark.parametrize("absolute", [True, False])
def test_links_lead_to_file_sheet_and_cell_and_name_no_place_of_this_machine(received, absolute):
    data = es.load(received if absolute else Path("..") / received.name)
    row = next(r for r in data.problems.to_dict("records") if r["code"] == "award_unknown")
    page = Page(problems_html(data.problems[data.problems["code"].eq("award_unknown")], data.folder))
    address, _, spot = page.links[0]["href"].partition("#")
    assert Path(unquote(address)).resolve() == received / row["path"]
    assert unquote(spot) == f"'{row['sheet']}'!{row['cell']}"
    assert f"ô\N{NO-BREAK SPACE}{row['cell']}" in page.text
    for html in (data._repr_html_(), data.problems._repr_html_()):
        assert str(received.parents[1]) not in unquote(html) and received.parents[1].name not in unquote(html)


def test_a_folder_out_of_reach_is_named_without_links(received, monkeypatch, tmp_path):
    data = es.load(received)
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    page = Page(data.problems._repr_html_())
    assert page.links == [] and "hồ sơ #1.xlsx" in page.text


@pytest.mark.skipif(os.name == "nt", reason="links to folders need a right of their own")
def test_a_folder_with_a_link_beside_the_notebook_is_reached_through_it(received, monkeypatch, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    Path(received.name).symlink_to(received)
    page = Page(es.load(received).problems._repr_html_())
    assert unquote(page.links[0]["href"]).startswith(f"{received.name}/2019/bca-donvi-6/hồ sơ #1.xlsx#'")


def test_the_problems_are_an_ordinary_frame(tmp_path):
    data = dataset(problems=[finding(), finding("note")])
    assert type(data.problems) is pd.DataFrame
    data.problems.to_parquet(tmp_path / "problems.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "problems.parquet"), data.problems, check_dtype=False)
    show = HTMLFormatter()
    assert "Ghi chú: 1" in Page(show(data.problems)).text
    assert "Ghi chú" not in show(data.problems.head()), "what is made of it is shown as pandas does"


def test_making_a_dataset_leaves_the_given_frame_as_it_was():
    whole = small(problems=[finding()])
    dataset(problems=[finding()])
    assert "_repr_html_" not in vars(whole.problems)


def test_a_frame_changed_in_place_is_still_shown():
    data = dataset(problems=[finding()])
    del data.problems["message_vi"]
    assert "<table" in data.problems._repr_html_()


def test_plain_text_stays_plain_when_pandas_is_told_so():
    with pd.option_context("display.notebook_repr_html", False):
        assert dataset(problems=[finding()]).problems._repr_html_() is None


def shell_output(capsys, code):
    InteractiveShell.instance(colors="nocolor").run_cell(code)
    InteractiveShell.clear_instance()
    return re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)


def test_an_error_in_a_notebook_is_its_message_and_the_line_of_the_cell(capsys):
    said = shell_output(capsys, "import emustats as es\nfolder = 'khong-co'\ndata = es.load(folder)")
    assert "UsageError: Không tìm thấy “khong-co”." in said
    assert "Dòng 3: data = es.load(folder)" in said
    assert "Traceback" not in said and os.sep + "emustats" not in said and len(said.splitlines()) < 5


def test_an_error_raised_outside_a_cell_has_no_line():
    with pytest.raises(EmustatsError) as caught:
        raise UsageError("Sai.")
    assert [re.sub(r"\x1b\[[\d;]*m", "", line) for line in caught.value._render_traceback_()] == ["UsageError: Sai."]
