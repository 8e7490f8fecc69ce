"""What the commands print: a frame as table, CSV or JSON, and a progress bar while many workbooks are read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from emustats.errors import UsageError
from emustats.labels import LANGUAGES, column_label, value_label

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference

FEW_FILES = 5
_PIPE_WIDTH = 160
_SHARES = ("rate", "completion", "completion_mean", "pct_change", "points_share", "coverage")
# Kinds of recipient that are rare: their columns are shown in a table only where they hold something.
_RARE = ("household", "unknown")
# What is copied from a table into the next command stays in one piece.
_WHOLE = ("cluster_id", "year", "cell")
_EMPTY = {"vi": "Không có số liệu.", "en": "No data."}
_DRAWING = {"vi": "Đang vẽ biểu đồ và lập bảng", "en": "Drawing charts and making tables"}
_READING = {"vi": "Đang đọc sổ tính", "en": "Reading workbooks"}


class Output(NamedTuple):
    """How results are printed: language, "table", "json" or "csv", and the registry that names the codes."""

    lang: str = "vi"
    form: str = "table"
    reference: Reference | None = None


def output(lang: str, *, as_json: bool = False, as_csv: bool = False, reference: Reference | None = None) -> Output:
    """Check the choices of a command; raises UsageError for an unknown language or two forms at once."""
    if lang not in LANGUAGES:
        raise UsageError(f"Không có ngôn ngữ “{lang}”. Có thể dùng: --lang vi, --lang en.")
    if as_json and as_csv:
        raise UsageError("Chỉ chọn một trong hai: --json hoặc --csv.")
    return Output(lang, "json" if as_json else "csv" if as_csv else "table", reference)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as JSON values: NA is null, a date is its ISO text, numbers keep their kind."""
    columns = {name: [_plain(value) for value in frame[name]] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat() if value != value.normalize() else value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def show_json(value: object) -> None:
    """Print ``value`` as indented JSON; strict JSON, so a NaN is a fault, not a word."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def show(frame: pd.DataFrame, how: Output, *, title: str = "") -> None:
    """Print a frame: codes and column names in JSON and CSV, names and headings in a table."""
    if how.form == "json":
        show_json(records(frame))
    elif how.form == "csv":
        print(frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"), end="")
    else:
        _show_table(frame, how, title)


def _show_table(frame: pd.DataFrame, how: Output, title: str) -> None:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    if title:
        console.print(Text(title, style="bold"))
    if frame.empty:
        console.print(_EMPTY[how.lang])
        return
    frame = frame.drop(columns=[name for name in _RARE if name in frame.columns and frame[name].eq(0).all()])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in frame.columns:
        is_number = is_numeric_dtype(frame[name]) and not is_bool_dtype(frame[name]) and name != "year"
        table.add_column(Text(column_label(name, how.lang)), justify="right" if is_number else "left", overflow="fold")
    cells = [[shown(value, name, how) for value in frame[name]] for name in frame.columns]
    for row in zip(*cells, strict=True):
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    for line in _legend(frame, how):
        console.print(Text(line, style="dim"))


def _legend(frame: pd.DataFrame, how: Output) -> Iterator[str]:
    """The clusters of a table in words: their full names would leave no room for the figures."""
    if "cluster_id" in frame.columns and how.reference is not None:
        from emustats.reference.names import cluster_name

        for code in sorted(frame["cluster_id"].dropna().unique()):
            yield f"{code}: {cluster_name(how.reference, code)}"


def shown(value: Any, column: str, how: Output) -> str:
    """One value as a person reads it: the name of a code, 1.234,5, 92,04%, 21/11/2019; NA is "–"."""
    import pandas as pd

    from emustats.dates import format_date

    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(shown(each, column, how) for each in value)
    if pd.isna(value):
        return "–"
    if pd.api.types.is_bool(value):
        return {"vi": ("Không", "Có"), "en": ("No", "Yes")}[how.lang][int(value)]
    if hasattr(value, "strftime"):
        return format_date(value) if how.lang == "vi" else value.strftime("%Y-%m-%d")
    if isinstance(value, str):
        return _name(value, column, how)
    if column in ("year", "rank", "revision"):
        return str(int(value))
    return _number(float(value), how.lang, is_share=_is_share(column))


def _is_share(column: str) -> bool:
    return column.endswith("_rate") or column.startswith("share_") or column in _SHARES


def _number(value: float, lang: str, *, is_share: bool) -> str:
    from emustats.numbers import format_count, format_number, format_percent

    if lang == "en":
        return f"{value:,.2%}" if is_share else f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    if is_share:
        return format_percent(value)
    return format_count(int(value)) if value.is_integer() else format_number(value, 2)


def _name(code: str, column: str, how: Output) -> str:
    registry = how.reference
    if registry is not None:
        from emustats.reference.names import award_name, unit_name

        if column == "unit_id" and code in registry.units:
            return unit_name(registry, code, short=True)
        if column == "award_code" and code in registry.awards:
            return award_name(registry, code)
    return value_label(column, code, how.lang)


@contextmanager
def progress_bar(lang: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function ``(done, total)`` that draws a bar on stderr, or None when nobody watches.

    The bar appears only when more than a few files are to be read.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn(_READING[lang]),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: list[Any] = []

    def advance(done: int, total: int, *_: object) -> None:
        if total <= FEW_FILES:
            return
        if not tasks:
            bar.start()
            tasks.append(bar.add_task("", total=total))
        bar.update(tasks[0], completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


@contextmanager
def at_work(lang: str) -> Iterator[None]:
    """Say on stderr that charts and tables are being made, where somebody watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{_DRAWING[lang]} …"):
        yield
