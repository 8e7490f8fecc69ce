"""The workbook of tables for the conference: a cover, a contents page, and one sheet a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

from emustats.dates import format_date, parse_date
from emustats.errors import UsageError
from emustats.labels import LANGUAGES, column_label, value_label
from emustats.publishing.conference.workbook_words import EXTRA_LABELS, SHEETS, WORDS
from emustats.publishing.form.form import CREATED
from emustats.publishing.marks import marks
from emustats.publishing.saving import replacing
from emustats.publishing.tables import Figures, tables
from emustats.reference.names import cluster_name
from emustats.statistics.summary import summary

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from emustats.dataset.record import Dataset

_RATES = ("targets_rate", "units_rate", "completion_mean", "completion", "rate")
_WIDTHS = {
    "unit_id": 44, "award_code": 46, "unit": 24, "award_text": 36, "title": 52, "message_vi": 80, "message_en": 80, "path": 40, "target_no": 6, "rank": 9, "cell": 8,
    "level": 18, "kind": 20, "planned": 14, "actual": 14, "text": 16, "self_assessed": 16, "state": 16, "sheet": 14,
}  # fmt: skip
_COLOURS = ("#1F4E79", "#B35806", "#5B8C5A", "#8A8A8A")
# Charts of thirty bars say nothing on a screen; longer tables go without.
_MAX_BARS = 24


class _Book(NamedTuple):
    workbook: Workbook
    lang: str
    marks: list[str]
    subtitle: str


def write_tables(data: Dataset, *, cluster: str, year: int, out: str | Path, lang: str = "vi") -> Path:
    """Write the tables of one cluster and year to ``out`` (.xlsx) and return the path.

    A cover (scope, source, as-of date, status, the marks "số liệu minh họa" and "số liệu tạm tính", the
    narrative, contents with links) and one sheet for each table of ``tables``. Numbers are numbers,
    missing figures blank cells, never 0. Equal data give equal bytes; ``out`` appears whole or not at all.

    Raises UsageError when ``data`` holds nothing of that cluster and year, or for an unknown language.

    >>> write_tables(data, cluster="bca-donvi-6", year=2019, out="bang-so-lieu.xlsx")  # doctest: +SKIP
    """
    if lang not in LANGUAGES:
        raise UsageError(f"Không có ngôn ngữ “{lang}”; có thể dùng: {', '.join(LANGUAGES)}.")
    found = summary(data, cluster=cluster, year=year)
    figures = tables(data, cluster=cluster, year=year, lang=lang)
    with replacing(out) as temporary:
        workbook = xlsxwriter.Workbook(
            temporary, {"default_format_properties": {"font_name": "Times New Roman", "font_size": 12}}
        )
        name = cluster_name(data.reference, cluster, lang=lang)
        workbook.set_properties(
            {"title": WORDS[lang]["heading"].format(year=year), "subject": name, "created": CREATED}
        )
        book = _Book(workbook, lang, marks(data, status=found["status"], lang=lang), f"{name}, {year}")
        _cover(book, found, name)
        for table in figures:
            _sheet(book, table)
        workbook.close()
    return Path(out)


def _cover(book: _Book, found: dict, name: str) -> None:
    words, add = WORDS[book.lang], book.workbook.add_format
    page = book.workbook.add_worksheet(words["cover"])
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 88)
    page.hide_gridlines(2)
    title = {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True}
    page.set_row(1, 34)
    page.merge_range(1, 0, 1, 1, words["heading"].format(year=found["year"]), add(title))
    page.set_row(2, 26)
    page.merge_range(2, 0, 2, 1, name, add({**title, "font_size": 15}))
    if book.marks:
        page.merge_range(3, 0, 3, 1, " – ".join(book.marks), add({**title, "font_size": 13, "font_color": "#B00020"}))
    label = add({"bold": True, "valign": "top", "bottom": 4})
    text = add({"text_wrap": True, "valign": "top", "bottom": 4})
    status = value_label("status", found["status"], book.lang) if found["status"] else words["unknown"]
    as_of = format_date(parse_date(found["as_of"])) if found["as_of"] else words["unknown"]
    lines = [
        (words["scope"], words["scope_text"].format(**found["units"])),
        (words["source"], words["source_text"]),
        (words["as_of"], as_of),
        (words["status"], status),
    ]
    for row, (left, right) in enumerate(lines, 5):
        page.write_string(row, 0, left, label)
        page.write_string(row, 1, right, text)
    story = found[f"narrative_{book.lang}"]
    page.set_row(10, 18 * (1 + len(story) // 105) + 8)
    frame = {"text_wrap": True, "valign": "top", "font_size": 13, "bg_color": "#EEF3F8", "border": 1}
    page.merge_range(10, 0, 10, 1, story, add({**frame, "border_color": "#B7C7D9"}))
    page.write_string(12, 0, words["contents"], add({"bold": True, "font_size": 13}))
    link = add({"font_color": "#0563C1", "underline": 1})
    for row, sheet in enumerate(SHEETS[book.lang].values(), 13):
        page.write_url(row, 0, f"internal:'{sheet.tab}'!A1", link, sheet.tab)
        page.write_string(row, 1, sheet.title)
    _print(book, page, landscape=False)


def _sheet(book: _Book, table: Figures) -> None:
    words, add = WORDS[book.lang], book.workbook.add_format
    sheet, frame = SHEETS[book.lang][table.key], table.frame
    page = book.workbook.add_worksheet(sheet.tab)
    page.write_string(0, 0, sheet.title, add({"bold": True, "font_size": 15}))
    page.write_string(1, 0, " · ".join([book.subtitle, *book.marks]), add({"italic": True}))
    page.write_url(
        2, 0, f"internal:'{words['cover']}'!A1", add({"font_color": "#0563C1", "font_size": 10}), words["back"]
    )
    if frame.empty:
        page.set_column(0, 0, 46)
        page.write_string(4, 0, words["empty"], add({"italic": True}))
        _print(book, page, landscape=True)
        return
    head = add(
        {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#DCE6F1"}
    )
    page.set_row(4, 36)
    for position, column in enumerate(frame.columns):
        page.set_column(position, position, _WIDTHS.get(column, 12))
        page.write_string(4, position, EXTRA_LABELS[book.lang].get(column) or column_label(column, book.lang), head)
    looks = {kind: add({**_BODY, **style}) for kind, style in _LOOKS.items()}
    strong = {kind: add({**_BODY, **style, "bold": True, "bg_color": "#F2F2F2"}) for kind, style in _LOOKS.items()}
    for row, values in enumerate(frame.itertuples(index=False, name=None), 5):
        texts = zip(frame.columns, values, strict=True)
        page.set_row(row, max(18, 3 + 15.5 * max(_depth(column, value) for column, value in texts)))
        is_total = row - 5 >= len(frame) - table.totals
        for position, (column, value) in enumerate(zip(frame.columns, values, strict=True)):
            _cell(page, (row, position), column, value, strong if is_total else looks)
    foot = 5 + len(frame) + 1
    for number, note in enumerate(sheet.notes):
        page.write_string(foot + number, 0, words["notes"] + note, add({"italic": True, "font_color": "#444444"}))
    page.freeze_panes(5, 1)
    page.repeat_rows(4)
    if table.totals == 0:
        page.autofilter(4, 0, 4 + len(frame), len(frame.columns) - 1)
    if table.chart and len(frame) - table.totals <= _MAX_BARS:
        _chart(book, page, table, (foot + 2, 0))
    _print(book, page, landscape=True)
    if table.chart:
        # Table and chart belong together on one page.
        page.fit_to_pages(1, 1)


_BODY = {"border": 1, "border_color": "#B0B0B0", "valign": "vcenter"}
_LOOKS = {
    "text": {"text_wrap": True, "indent": 1},
    "order": {"align": "center"},
    "count": {"num_format": "#,##0", "align": "right"},
    "number": {"num_format": "#,##0.##", "align": "right"},
    "rate": {"num_format": "0.0%", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
}


def _cell(page: Worksheet, place: tuple[int, int], column: str, value: object, looks: dict) -> None:
    import pandas as pd

    if pd.isna(value):
        page.write_blank(*place, None, looks["text"])
    elif isinstance(value, str):
        page.write_string(*place, value, looks["order" if column in ("target_no", "cell") else "text"])
    elif isinstance(value, pd.Timestamp):
        page.write_datetime(*place, value.to_pydatetime(), looks["date"])
    elif column in ("rank", "revision"):
        page.write_number(*place, int(value), looks["order"])
    elif column in _RATES:
        page.write_number(*place, float(value), looks["rate"])
    else:
        whole = float(value).is_integer()
        page.write_number(*place, float(value), looks["count" if whole else "number"])


def _depth(column: str, value: object) -> int:
    return -(-len(value) // (_WIDTHS.get(column, 12) + 1)) if isinstance(value, str) else 1


def _chart(book: _Book, page: Worksheet, table: Figures, place: tuple[int, int]) -> None:
    sheet, frame = SHEETS[book.lang][table.key], table.frame
    bars = len(frame) - table.totals
    is_stacked = len(table.chart) > 1
    chart = book.workbook.add_chart({"type": "bar", **({"subtype": "stacked"} if is_stacked else {})})
    labels = {"value": True, "font": {"color": "white", "size": 9}} if is_stacked else {"value": True}
    for colour, name in zip(_COLOURS, table.chart, strict=False):
        position = list(frame.columns).index(name)
        chart.add_series(
            {
                "name": [sheet.tab, 4, position],
                "categories": [sheet.tab, 5, 0, 4 + bars, 0],
                "values": [sheet.tab, 5, position, 4 + bars, position],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": labels,
            }
        )
    font = {"name": "Times New Roman", "size": 11}
    title = " – ".join([f"{sheet.title}, {book.subtitle}", *book.marks])
    chart.set_title({"name": title, "name_font": {**font, "size": 13, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_legend({"position": "bottom", "font": font} if is_stacked else {"none": True})
    chart.set_size({"width": 900, "height": 130 + 26 * bars})
    page.insert_chart(*place, chart, {"description": sheet.title})


def _print(book: _Book, page: Worksheet, *, landscape: bool) -> None:
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    mark = " – ".join(book.marks)
    page.set_footer(f'&L&"Times New Roman,Italic"&9{book.subtitle}  {mark}&R&9&P/&N'.replace("\n", " ")[:255])
