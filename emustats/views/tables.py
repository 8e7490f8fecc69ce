"""Tables in a notebook: Vietnamese headings and numbers, as HTML and, where HTML is not shown, as text."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING

from emustats.dates import format_date
from emustats.labels import column_label
from emustats.numbers import format_count, format_number, format_percent
from emustats.publishing.conference.workbook_words import EXTRA_LABELS

if TYPE_CHECKING:
    import pandas as pd

_RATES = ("targets_rate", "units_rate", "completion_mean", "completion", "rate", "pct_change")
_YEARS = ("year", "before_year")
_LONGEST = 60
# Of the searchable tables; "decimal" makes them sort 1.234,5 as a number.
_LANGUAGE = {
    "decimal": ",",
    "thousands": ".",
    "search": "Tìm:",
    "lengthMenu": "_MENU_ dòng mỗi trang",
    "info": "Dòng _START_ đến _END_ trong _TOTAL_ dòng",
    "infoEmpty": "Không có dòng nào",
    "infoFiltered": "(lọc từ _MAX_ dòng)",
    "zeroRecords": "Không có dòng nào phù hợp",
    "emptyTable": "Không có dòng nào",
}
_CELL = "padding:.3em .7em;border-bottom:1px solid #d9dfe5;vertical-align:top"


@dataclass(frozen=True)
class Table:
    """A finished table: headings and cells in words; ``numeric`` columns stand at the right, the last ``totals`` bold."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[str, ...] = ()
    totals: int = 0

    def __repr__(self) -> str:
        widths = [
            min(_LONGEST, max(len(text) for text in (header, *(row[i] for row in self.rows))))
            for i, header in enumerate(self.headers)
        ]
        lines = [self.title, *_line(self.headers, widths, self.numeric), "  ".join("─" * width for width in widths)]
        for row in self.rows:
            lines += _line(row, widths, self.numeric)
        return "\n".join(text.rstrip() for text in [*lines, *self.notes])

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="{_CELL};text-align:{_side(right)}">{escape(text)}</th>'
            for text, right in zip(self.headers, self.numeric, strict=True)
        )
        body = "".join(self._row(row, place) for place, row in enumerate(self.rows))
        notes = "".join(f'<p style="margin:.3em 0;color:#52616f">{escape(note)}</p>' for note in self.notes)
        return (
            '<div style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">'
            f'<caption style="text-align:left;font-weight:600;padding:.3em 0">{escape(self.title)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
        )

    def _row(self, row: tuple[str, ...], place: int) -> str:
        weight = ";font-weight:600" if place >= len(self.rows) - self.totals else ""
        cells = "".join(
            f'<td style="{_CELL};text-align:{_side(right)}{weight}">{escape(text)}</td>'
            for text, right in zip(row, self.numeric, strict=True)
        )
        return f"<tr>{cells}</tr>"

    def _ipython_display_(self) -> None:
        """In a live JupyterLab a table that can be searched and sorted, offline; everywhere else the table itself."""
        from IPython.display import display

        bundle = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if is_live() and len(self.rows) > 10:
            bundle["text/html"] = _searchable(self) or bundle["text/html"]
        display(bundle, raw=True)


def is_live() -> bool:
    """Whether somebody sits before the notebook; EMUSTATS_INTERACTIVE (1 or 0) decides where it is set.

    Jupyter's server names the session of the kernels it starts for a page; runs without a page have none.
    """
    told = os.environ.get("EMUSTATS_INTERACTIVE")
    return told == "1" if told in ("0", "1") else "JPY_SESSION_NAME" in os.environ


def table_of(
    frame: pd.DataFrame,
    *,
    title: str,
    notes: Sequence[str] = (),
    totals: int = 0,
    headings: Mapping[str, str] | None = None,
) -> Table:
    """A frame with coded column names as a table in words.

    Counts, numbers, rates (columns named as rates), dates and years are written the Vietnamese way; NA as "–",
    never as 0. ``headings`` are names of columns that go before the usual ones.
    """
    kinds = [_kind(str(name), frame[name]) for name in frame.columns]
    cells = [[_written(value, kind) for value in frame[name]] for name, kind in zip(frame.columns, kinds, strict=True)]
    return Table(
        title=title,
        headers=tuple(_heading(str(name), headings or {}) for name in frame.columns),
        rows=tuple(zip(*cells, strict=True)),
        numeric=tuple(kind in ("count", "number", "rate", "year") for kind in kinds),
        notes=tuple(notes),
        totals=totals,
    )


def _heading(name: str, headings: Mapping[str, str]) -> str:
    return headings.get(name) or EXTRA_LABELS["vi"].get(name) or column_label(name)


def _kind(name: str, column: pd.Series) -> str:
    import pandas as pd

    if name in _RATES:
        return "rate"
    if name in _YEARS:
        return "year"
    if pd.api.types.is_bool_dtype(column.dtype):
        return "flag"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "count"
    if pd.api.types.is_float_dtype(column.dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(column.dtype) else "text"


def _written(value: object, kind: str) -> str:
    import pandas as pd

    if pd.isna(value):
        return "–"
    if kind == "rate":
        return format_percent(round(float(value), 4))
    if kind == "count":
        return format_count(int(value))
    if kind == "number":
        return format_number(round(float(value), 2))
    if kind == "date":
        return format_date(value.date())
    if kind == "flag":
        return "Có" if value else "Không"
    return str(int(value)) if kind == "year" else " ".join(str(value).split())


def _side(is_number: bool) -> str:
    return "right" if is_number else "left"


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    """One row of the text table; a long cell goes on in the lines below."""
    import textwrap

    wrapped = [textwrap.wrap(text, width) or [""] for text, width in zip(cells, widths, strict=True)]
    return [
        "  ".join(
            part.rjust(width) if right else part.ljust(width)
            for part, width, right in zip(
                (lines[i] if i < len(lines) else "" for lines in wrapped), widths, numeric, strict=True
            )
        )
        for i in range(max(map(len, wrapped)))
    ]


def prepare_page() -> None:
    """Give a live page what its searchable tables need, offline. The script stays with the output of the cell."""
    if is_live() and find_spec("itables"):
        from IPython.display import HTML, display
        from itables import options
        from itables.javascript import generate_init_offline_itables_html

        # Not itables.init_notebook_mode: its first script needs what only its second one brings, and fails.
        display(HTML(generate_init_offline_itables_html(options.dt_bundle)))


def _searchable(table: Table) -> str:
    """The table as an offline DataTable; empty where itables is not installed.

    Totals stand below the table, out of the way of sorting.
    """
    if find_spec("itables") is None:
        return ""
    import pandas as pd
    from itables import to_html_datatable

    body = len(table.rows) - table.totals
    frame = pd.DataFrame(list(table.rows[:body]), columns=list(table.headers))
    sides = [{"targets": [i], "className": f"dt-{_side(right)}"} for i, right in enumerate(table.numeric)]
    html = to_html_datatable(
        frame,
        connected=False,
        classes="display compact",
        style="table-layout:auto;width:100%",
        showIndex=False,
        lengthMenu=[10, 25, 100],
        order=[],
        columnDefs=sides,
        language=_LANGUAGE,
    )
    title = f'<div style="font-weight:600;padding:.3em 0">{escape(table.title)}</div>'
    below = [*(_in_a_line(table.headers, row) for row in table.rows[body:]), *table.notes]
    return title + html + "".join(f'<p style="margin:.3em 0;color:#52616f">{escape(line)}</p>' for line in below)


def _in_a_line(headers: Sequence[str], row: Sequence[str]) -> str:
    """A row of totals as words: its name, then each figure with its heading."""
    named = [(header, text) for header, text in zip(headers, row, strict=True) if text.strip("– ")]
    (_, name), *figures = named
    return f"{name}: {'; '.join(f'{header} {text}' for header, text in figures)}"
