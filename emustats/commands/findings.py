"""Commands about single cells: check a workbook or folder, trace a figure back to its cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emustats.commands.account import account_line, cells_of, second_reading, verified_line, with_problems
from emustats.commands.app import FIGURES, MAIN, command
from emustats.commands.options import (
    AsCsv,
    AsJson,
    Cluster,
    Corrections,
    Folder,
    Lang,
    OnDuplicate,
    ReadAnew,
    ReferenceDir,
    Year,
    columns,
    printing,
    read,
    select,
)
from emustats.console import Output, records, show, show_json
from emustats.errors import SubmissionError, UsageError
from emustats.labels import value_label
from emustats.schema import SEVERITIES

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PER_CODE = 5


@command(
    "check",
    MAIN,
    "emustats check bca-van-phong.xlsx",
    "emustats check nop-2025 --annotate tra-lai",
    "emustats check nop-2025 --json",
    "emustats check bca-van-phong.xlsx --cells --verify",
)
def check(
    path: Annotated[Path, typer.Argument(metavar="TỆP|THƯ-MỤC", help="Một sổ tính, hoặc thư mục các sổ tính.")],
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="THƯ-MỤC", help="Ghi bản sao có tô màu và chú thích từng ô cần sửa."),
    ] = None,
    cells: Annotated[
        bool,
        typer.Option(
            "--cells", metavar="", help="In ra từng ô của sổ tính đã thành gì; cùng --annotate: tô màu các ô."
        ),
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", metavar="", help="Đọc lại mọi ô đã tính bằng chương trình thứ hai và so sánh.")
    ] = False,
    corrections: Corrections = None,
    on_duplicate: OnDuplicate = "latest",
    no_cache: ReadAnew = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Kiểm tra sổ tính trước khi tổng hợp. Kết thúc với mã 0 nếu sạch, 1 nếu có lỗi, 2 nếu gọi lệnh sai."""
    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    if not path.exists():
        raise UsageError(f"Không tìm thấy “{path}”.")
    is_folder = path.is_dir()
    if is_folder:
        found = read(path, how, corrections=corrections, on_duplicate=on_duplicate, cache=not no_cache)
    else:
        found = _one(path, how)
    verified = second_reading(path, found) if verify else None
    if verified is not None:
        found = with_problems(found, verified.problems)
    account = cells_of(path, found, how.reference) if cells else None
    written = _annotate(path, found, annotate, account) if annotate else []
    _report(path, found, how, written, account=account, verified=verified)
    if found.problems["severity"].eq("error").any():
        raise typer.Exit(1)


def _one(path: Path, how: Output) -> Any:
    """The tables of one workbook; of a refused one the cause, as a finding like any other."""
    import emustats
    from emustats.review.load import complete

    try:
        return complete(emustats.read_submission(path, reference=how.reference))
    except SubmissionError:
        return emustats.load(path, reference=how.reference, cache=False)


def _annotate(path: Path, found: Any, out: Path, account: pd.DataFrame | None) -> list[Path]:
    """A marked copy of every workbook that has findings; the originals are only read."""
    from emustats.publishing.marked_copy.annotation import annotate

    base = path.parent if path.is_file() else path
    inside = base.resolve()
    if out.resolve() == inside or inside in out.resolve().parents and path.is_dir():
        raise UsageError(f"Hãy chọn thư mục ngoài “{path}” cho --annotate, để bản sao không bị đọc như một sổ tính.")
    if path.is_file():
        out.mkdir(parents=True, exist_ok=True)
        return [annotate(path, found.problems, out, cells=account)]
    written = []
    named = found.problems["path"] if account is None else found.submissions["path"]
    for name in sorted(named.dropna().unique()):
        if not (path / name).is_file():
            continue
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        ours = found.problems[found.problems["path"].eq(name)]
        fates = None if account is None else account[account["path"].eq(name)]
        written.append(annotate(path / name, ours, target, cells=fates))
    return written


def _report(
    path: Path,
    found: Any,
    how: Output,
    written: list[Path],
    *,
    account: pd.DataFrame | None = None,
    verified: Any = None,
) -> None:
    counts = {severity: int(found.problems["severity"].eq(severity).sum()) for severity in SEVERITIES}
    if how.form == "json":
        show_json({
            "path": str(path),
            "counts": counts,
            "submissions": records(found.submissions),
            "problems": records(found.problems),
            "annotated": [str(each) for each in written],
            "numbers": found.account,
            **({"cells": records(account)} if account is not None else {}),
            **({"verified": verified.cells} if verified is not None else {}),
        })  # fmt: skip
    elif how.form == "csv":
        show(found.problems if account is None else account, how)
    else:
        if account is not None:
            show(account, how, title="Từng ô của sổ tính" if how.lang == "vi" else "Every cell")
        for line in _lines(path, found, counts, how.lang):
            print(line)
        for each in written:
            print(("Đã ghi: {}" if how.lang == "vi" else "Written: {}").format(each))
        if verified is not None:
            print(verified_line(verified, how.lang))
        print(account_line(found.account, how.lang))


def _lines(path: Path, found: Any, counts: dict[str, int], lang: str) -> Iterator[str]:
    problems = found.problems
    for name, group in problems.groupby("path", dropna=False, sort=True):
        yield name if isinstance(name, str) else str(path)
        yield from _findings(group, lang)
        yield ""
    sent = found.submissions
    # A consolidated workbook has a row for each of its units.
    standing = sent[sent["path"].isna() | ~sent.duplicated(["path", "standing"])]["standing"].value_counts()
    states = ", ".join(
        f"{count} {value_label('standing', name, lang).lower()}" for name, count in standing.items() if count
    )
    said = ", ".join(f"{count} {value_label('severity', name, lang).lower()}" for name, count in counts.items())
    yield (f"Sổ tính: {states}. Phát hiện: {said}." if lang == "vi" else f"Workbooks: {states}. Findings: {said}.")
    if not counts["error"]:
        yield "Không có lỗi phải sửa." if lang == "vi" else "Nothing that must be corrected."


def _findings(group: pd.DataFrame, lang: str) -> Iterator[str]:
    """Errors first; alike findings together, a flood of them cut so that it hides nothing else."""
    for severity in SEVERITIES:
        for _, alike in group[group["severity"].eq(severity)].groupby("code", sort=False):
            for row in alike.head(SHOWN_PER_CODE).itertuples():
                where = "!".join(part for part in (row.sheet, row.cell) if isinstance(part, str))
                label = value_label("severity", severity, lang)
                message = getattr(row, f"message_{lang}")
                yield f"  {label}{f' [{where}]' if where else ''}: {message}"
            rest = len(alike) - SHOWN_PER_CODE
            if rest > 0:
                yield (f"  … và {rest} phát hiện cùng loại" if lang == "vi" else f"  … and {rest} more of this kind")


@command(
    "trace",
    FIGURES,
    "emustats trace data/sample --cluster bca-donvi-6 --year 2019 --where award_code=BK_TTG",
    "emustats trace data/sample --table targets --where unit_id=bca-van-phong --where result=not_met",
    'emustats trace data/sample --cell "2019/bca-donvi-6/bca-van-phong.xlsx!Khen thưởng!G11"',
)
def trace(
    folder: Folder,
    table: Annotated[
        str, typer.Option("--table", metavar="BẢNG", help="awards, recipients, targets, scores, nominations.")
    ] = "awards",
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="CỘT=GIÁ-TRỊ", help="Lọc theo một cột; dùng được nhiều lần."),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="TỆP!TRANG!Ô", help="Ngược lại: ô này góp vào những con số nào."),
    ] = None,
    cluster: Cluster = None,
    year: Year = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Truy nguồn: một con số đến từ những ô nào của sổ tính nào, hoặc một ô góp vào những con số nào."""
    import emustats
    from emustats.review.provenance import feeds

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    if cell is not None:
        parts = cell.split("!")
        if len(parts) != 3:
            raise UsageError(
                "Ghi --cell theo mẫu TỆP!TRANG!Ô, ví dụ 2019/bca-donvi-6/bca-van-phong.xlsx!Khen thưởng!G11."
            )
        fed = feeds(data, *parts, reference=how.reference)
        show(fed, how, title=cell)
        if fed.empty and how.form == "table":
            print(
                "Ô này không góp vào con số nào. Kiểm tra lại tên trang tính và địa chỉ ô; tiêu đề, dòng tổng, ghi chú thì không góp."
                if lang == "vi"
                else "This cell feeds no figure. Check sheet and address; headings, totals and remarks feed none."
            )
        return
    select(data.submissions, data.submissions, cluster=cluster, year=year)
    filters = _filters(where) | {
        name: value for name, value in (("cluster_id", cluster), ("year", year)) if value is not None
    }
    found = emustats.trace(data, table=table, reference=how.reference, **filters)
    if how.form == "table":
        wanted = ["path", "sheet", "cell", "text", "award_count", "recipient", "state", "planned", "actual", "fixes"]
        found = found[[name for name in wanted if name in found.columns]]
    show(found, how, title="Nguồn của con số" if lang == "vi" else "Where the figure comes from")


def _filters(where: list[str] | None) -> dict[str, Any]:
    """``--where year=2019 --where unit_id=a,b``: whole numbers as numbers, several values as a list."""
    filters: dict[str, Any] = {}
    for text in where or []:
        name, separator, wanted = text.partition("=")
        if not separator or not name.strip():
            raise UsageError(f"Ghi --where theo mẫu CỘT=GIÁ-TRỊ; không hiểu “{text}”.")
        values = [
            int(value) if name.strip() == "year" and value.isdecimal() else value for value in columns([wanted], [])
        ]
        filters[name.strip()] = values[0] if len(values) == 1 else values or None
    return filters
