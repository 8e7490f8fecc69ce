"""A Dataset and its findings as HTML for a notebook: self-contained, escaped, with links but no place of this machine."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from emustats import schema
from emustats.labels import column_label, value_label
from emustats.numbers import format_count
from emustats.reference import Reference
from emustats.reference import load as load_reference
from emustats.reference.names import cluster_name, unit_name

if TYPE_CHECKING:
    from emustats.dataset.record import Dataset

SHOWN = 8
# Translucent, so that they serve on a light and on a dark page.
_DOTS = {"error": "#C2401C", "warning": "#E0A010", "note": "#8FA9B8"}
_COMPLETE, _PARTIAL, _NOTHING = "rgba(23,120,140,.20)", "rgba(242,160,40,.38)", "rgba(194,64,28,.38)"
_CELL = "text-align:left;vertical-align:top;padding:4px 10px;white-space:normal"
_FIGURE = "text-align:center;padding:4px 10px;white-space:nowrap"
# JupyterLab would give all columns one width.
_TABLE = "border-collapse:collapse;table-layout:auto"
_SOFT = "opacity:.72"
_ROW = "border-top:1px solid rgba(128,128,128,.35);background:none"
_CONTENTS = (
    ("awards", "số liệu khen thưởng"),
    ("recipients", "dòng danh sách"),
    ("targets", "chỉ tiêu"),
    ("scores", "nội dung chấm điểm"),
    ("nominations", "đề nghị xét tặng"),
    ("fixes", "chỗ tự động sửa"),
)


def with_links(problems: pd.DataFrame, folder: Path, reference: Reference) -> pd.DataFrame:
    """The same table of problems, shown in a notebook with links to file and cell; what is made of it is shown plain.

    The display belongs to this one frame. A subclass would differ from the same table read from a file in pandas'
    own comparison, and would have to be taken off everywhere.
    """
    shown = problems.copy(deep=False)
    object.__setattr__(shown, "_repr_html_", partial(_linked, shown, folder, reference))
    return shown


def _linked(frame: pd.DataFrame, folder: Path, reference: Reference) -> str | None:
    if not pd.options.display.notebook_repr_html:
        return None
    if not set(schema.PROBLEMS.names) <= set(frame.columns):
        plain: str | None = pd.DataFrame(frame)._repr_html_()
        return plain
    return problems_html(frame, folder, reference=reference)


def dataset_html(data: Dataset) -> str:
    """What was loaded, who reported by cluster and year, and the problems, the worst first, as one piece of HTML."""
    return _page(
        f'<div style="font-size:1.15em;font-weight:600">Số liệu trong thư mục “{escape(_name(data.folder))}”</div>'
        f"<div>{_received(data.submissions)}</div>"
        f'<div style="{_SOFT}">{_contents(data)}</div>' + _coverage(data.submissions, data.reference) + _worst(data)
    )


def problems_html(
    problems: pd.DataFrame, folder: str | Path, *, reference: Reference | None = None, limit: int | None = None
) -> str:
    """Rows of the problems table as an HTML table, in their order, with links to file and cell.

    Links are relative: from ``folder`` as it was given, or from the working directory when ``folder`` is absolute and
    lies in or beside it or has a link in it; otherwise file and cell are named without a link. ``limit`` rows are shown, None: as many
    as pandas shows of a frame.

    >>> import emustats as es
    >>> data = es.load("data/sample")  # doctest: +SKIP
    >>> problems_html(data.problems.query("code == 'award_ambiguous'"), data.folder)  # doctest: +SKIP
    """
    if problems.empty:
        return _page("<div>Không có phát hiện nào.</div>")
    limit = limit or pd.options.display.max_rows or len(problems)
    table = _problem_table(problems.head(limit), Path(folder), reference or load_reference())
    return _page(_severities(problems) + table + _more(len(problems) - limit, "problems"))


def _page(inner: str) -> str:
    # The classes keep "$…$" in somebody's cell from being typeset as mathematics.
    return f'<div class="emustats tex2jax_ignore mathjax_ignore" style="max-width:70em;line-height:1.5">{inner}</div>'


def _name(folder: Path) -> str:
    return folder.name or folder.resolve().name


def _received(submissions: pd.DataFrame) -> str:
    if submissions.empty:
        return "Chưa có sổ tính nào trong thư mục này."
    counts = submissions["standing"].value_counts()
    # A consolidated workbook has a row for each of its units.
    workbooks = submissions["path"].nunique()
    parts = [
        f"{format_count(int(counts[name]))} {value_label('standing', name).lower()}"
        for name in ("accepted", "superseded", "refused")
        if name in counts
    ]
    text = f"<b>{format_count(workbooks)} sổ tính</b>" + (f": {', '.join(parts)}" if parts else "")
    if "missing" in counts:
        text += f"; còn <b>{format_count(int(counts['missing']))}</b> báo cáo chưa nộp"
    return text + "."


def _contents(data: Dataset) -> str:
    counts = [(len(getattr(data, name)), words) for name, words in _CONTENTS]
    if not any(count for count, _ in counts):
        return "Không có số liệu nào được nhận."
    return " · ".join(f"{format_count(count)} {words}" for count, words in counts if count)


def _coverage(submissions: pd.DataFrame, reference: Reference) -> str:
    """Units with an accepted workbook of the units expected, a cluster a row and a year a column."""
    found: dict[tuple[str, int | None], dict[str, bool]] = {}
    provisional = set()
    for row in submissions[["cluster_id", "year", "unit_id", "standing", "status"]].to_dict("records"):
        if pd.isna(row["unit_id"]):
            continue
        place = ("" if pd.isna(row["cluster_id"]) else row["cluster_id"], None if pd.isna(row["year"]) else row["year"])
        accepted = row["standing"] == "accepted"
        units = found.setdefault(place, {})
        units[row["unit_id"]] = units.get(row["unit_id"], False) or accepted
        if accepted and row["status"] == "provisional":
            provisional.add(place)
    if not found:
        return ""
    years = sorted({year for _, year in found}, key=lambda year: (year is None, year))
    head = "".join(f'<th scope="col" style="{_FIGURE}">{_year(year) or "Không rõ năm"}</th>' for year in years)
    rows = ""
    for cluster in sorted({cluster for cluster, _ in found}, key=lambda name: (not name, name)):
        name = escape(cluster_name(reference, cluster)) if cluster else "Không rõ cụm"
        cells = (_coverage_cell(found.get((cluster, year)), (cluster, year) in provisional) for year in years)
        rows += f'<tr style="{_ROW}"><th scope="row" style="{_CELL};font-weight:400">{name}</th>{"".join(cells)}</tr>'
    note = "Số đơn vị có sổ tính được nhận trên số đơn vị phải nộp; ô trống: không có đơn vị nào phải nộp."
    note += " * Có số liệu tạm tính." if provisional else ""
    return (
        f'<table style="{_TABLE};margin:10px 0 2px">'
        f'<thead><tr style="background:none"><th scope="col" style="{_CELL}">Tình hình nộp báo cáo</th>{head}</tr>'
        f'</thead><tbody>{rows}</tbody></table><div style="{_SOFT};font-size:.9em">{note}</div>'
    )


def _coverage_cell(units: dict[str, bool] | None, is_provisional: bool) -> str:
    if units is None:
        return f'<td style="{_FIGURE}"></td>'
    reported, expected = sum(units.values()), len(units)
    tint = _COMPLETE if reported == expected else _PARTIAL if reported else _NOTHING
    weight = "" if reported == expected else ";font-weight:600"
    return f'<td style="{_FIGURE};background:{tint}{weight}">{reported}/{expected}{"*" if is_provisional else ""}</td>'


def _worst(data: Dataset) -> str:
    problems = data.problems
    if problems.empty:
        return '<div style="margin-top:10px">Không có phát hiện nào cần xem.</div>'
    worst = problems.sort_values("severity", key=lambda column: column.map(schema.SEVERITY_RANK), kind="stable").head(
        SHOWN
    )
    return (
        '<div style="font-weight:600;margin-top:10px">Phát hiện cần xem, nặng nhất trước</div>'
        + _severities(problems)
        + _problem_table(worst, data.folder, data.reference)
        + _more(len(problems) - SHOWN, "data.problems")
    )


def _severities(problems: pd.DataFrame) -> str:
    counts = problems["severity"].value_counts()
    parts = (
        f"{_dot(name)} {value_label('severity', name)}: <b>{format_count(int(counts[name]))}</b>"
        for name in schema.SEVERITIES
        if name in counts
    )
    return f"<div>{'&emsp;'.join(parts)}</div>"


def _dot(severity: str) -> str:
    return f'<span style="color:{_DOTS.get(severity, "inherit")}">●</span>'


def _more(rest: int, whole: str) -> str:
    if rest <= 0:
        return ""
    return f'<div style="{_SOFT}">… và {format_count(rest)} phát hiện nữa trong <code>{whole}</code>.</div>'


def _problem_table(problems: pd.DataFrame, folder: Path, reference: Reference) -> str:
    base = _base(folder)
    names = ("severity", "message_vi", "path", "unit_id", "year")
    head = "".join(f'<th scope="col" style="{_CELL}">{column_label(name)}</th>' for name in names)
    rows = "".join(_problem_row(row, base, reference) for row in problems.to_dict("records"))
    return (
        f'<table style="{_TABLE};margin:4px 0;width:100%">'
        f'<thead><tr style="background:none">{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _problem_row(row: dict[str, Any], base: PurePosixPath | None, reference: Reference) -> str:
    cells = (
        f'<span style="white-space:nowrap">{_dot(row["severity"])} {escape(value_label("severity", row["severity"]))}</span>',
        escape(row["message_vi"]),
        _place(row, base),
        "" if pd.isna(row["unit_id"]) else escape(unit_name(reference, row["unit_id"], short=True)),
        _year(row["year"]),
    )
    return f'<tr style="{_ROW}">' + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _year(year: Any) -> str:
    return "" if pd.isna(year) else str(int(year))


def _place(row: dict[str, Any], base: PurePosixPath | None) -> str:
    """File, sheet and cell; a link where the file can be reached from the notebook."""
    path, sheet, cell = (None if pd.isna(row[name]) else str(row[name]) for name in ("path", "sheet", "cell"))
    if path is None:
        return ""
    spot = [f"trang “{escape(sheet)}”"] if sheet else []
    spot += [f"ô&nbsp;{escape(cell)}"] if cell else []
    name = escape(path).replace("/", "/<wbr>") + (f"<br>{', '.join(spot)}" if spot else "")
    if base is None:
        return name
    address = quote((base / path).as_posix()) + (_address(sheet, cell) if sheet else "")
    # Jupyter would open the workbook as text; "download" leaves it to the browser and to Excel.
    return f'<a href="{escape(address)}" download>{name}</a>'


def _address(sheet: str, cell: str | None) -> str:
    """The place in a workbook where Excel and LibreOffice go when a link ends in it."""
    quoted = "'" + sheet.replace("'", "''") + "'"
    return "#" + quote(f"{quoted}!{cell or 'A1'}")


def _base(folder: Path) -> PurePosixPath | None:
    """Where links start: relative, so that no name of this machine's folders gets into a notebook; None: no link."""
    if not folder.is_absolute():
        return PurePosixPath(folder.as_posix())
    here = Path.cwd()
    for start, way in ((here, "."), (here.parent, "..")):
        if start != Path(start.anchor) and folder.is_relative_to(start):
            return PurePosixPath(way, folder.relative_to(start).as_posix())
    # `emustats explore` puts a link to the data beside the notebooks.
    linked = here / folder.name
    return PurePosixPath(folder.name) if linked.is_dir() and linked.samefile(folder) else None
