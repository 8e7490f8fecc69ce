"""Options that several commands share, and what they mean: reading a folder, picking cluster and year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emustats.console import Output, output, progress_bar
from emustats.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference

Folder = Annotated[Path, typer.Argument(metavar="THƯ-MỤC", help="Thư mục chứa sổ tính của các đơn vị.")]
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="MÃ", help="Mã cụm, ví dụ bca-donvi-6.")]
Year = Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Năm thi đua.")]
By = Annotated[
    list[str] | None, typer.Option("--by", metavar="CỘT", help="Nhóm theo cột nào; nhiều cột cách nhau dấu phẩy.")
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="In ra JSON, dùng mã thay cho tên.")]
AsCsv = Annotated[bool, typer.Option("--csv", metavar="", help="In ra CSV (UTF-8), dùng mã thay cho tên.")]
Lang = Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ: vi hoặc en.")]
ReferenceDir = Annotated[
    Path | None,
    typer.Option(
        "--reference", metavar="THƯ-MỤC", help="Thư mục CSV bổ sung hoặc thay danh mục đơn vị, cụm, danh hiệu."
    ),
]
OnDuplicate = Annotated[
    str,
    typer.Option(
        "--on-duplicate",
        metavar="latest|error|all",
        help="Khi một đơn vị gửi nhiều lần trong năm: lấy lần cuối, báo lỗi, hay lấy tất cả.",
    ),
]
Corrections = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        metavar="TỆP",
        help="Tệp CSV các chỗ sửa tay và phát hiện đã xác nhận, có lý do; mặc định: corrections.csv cạnh thư mục.",
    ),
]
ReadAnew = Annotated[bool, typer.Option("--no-cache", metavar="", help="Đọc lại mọi tệp, không dùng kết quả đã lưu.")]


def registry(directory: Path | None) -> Reference:
    """The built-in reference data, extended by the files of ``directory``."""
    from emustats import reference

    if directory is not None and not directory.is_dir():
        raise UsageError(f"Không có thư mục danh mục “{directory}” (--reference).")
    return reference.load(directory)


def printing(lang: str, directory: Path | None, *, as_json: bool = False, as_csv: bool = False) -> Output:
    """How a command prints, with the registry that names the codes."""
    output(lang, as_json=as_json, as_csv=as_csv)
    return output(lang, as_json=as_json, as_csv=as_csv, reference=registry(directory))


def read(
    folder: Path, how: Output, *, corrections: Path | None = None, on_duplicate: str = "latest", cache: bool = True
) -> Any:
    """Load the folder, with a progress bar where somebody watches, and carry out the corrections by hand."""
    import emustats
    from emustats.dataset.read import read_folder
    from emustats.review.load import complete

    if not folder.is_dir():
        what = "là một tệp, cần một thư mục" if folder.exists() else "không tồn tại"
        raise UsageError(f"Thư mục “{folder}” {what}.")
    if corrections is not None and not corrections.is_file():
        raise UsageError(f"Không tìm thấy tệp “{corrections}” (--corrections).")
    with progress_bar(how.lang) as progress:
        load = emustats.load if corrections is None else read_folder
        data = load(folder, reference=how.reference, cache=cache, on_duplicate=on_duplicate, progress=progress)
    if data.submissions.empty:
        raise UsageError(f"Thư mục “{folder}” không có sổ tính nào (.xlsx, .xlsm, .xls, .xlsb, .ods).")
    return data if corrections is None else complete(data, corrections)


def columns(by: list[str] | None, default: list[str]) -> list[str]:
    """The columns of ``--by``, given once with commas or several times."""
    asked = [name.strip() for part in by or [] for name in part.split(",") if name.strip()]
    return asked or default


def select(frame: pd.DataFrame, submissions: pd.DataFrame, *, cluster: str | None, year: int | None) -> pd.DataFrame:
    """The rows of a cluster and a year; raises UsageError, naming those there are, for one that does not occur."""
    for column, wanted, option in (("cluster_id", cluster, "--cluster"), ("year", year, "--year")):
        if wanted is None:
            continue
        known = _known(submissions, column)
        if wanted not in known:
            raise UsageError(f"Không có {option} {wanted} trong thư mục. Đang có: {_listed(known)}.")
        frame = frame[frame[column].eq(wanted).fillna(False)]
    return frame


def choose(data: Any, cluster: str | None, year: int | None) -> tuple[str, int]:
    """The one cluster and year that a command is about; a cluster not named must be the only one.

    Raises UsageError naming the choices.
    """
    found = scopes(data, cluster, year)
    if len(found) != 1:
        raise UsageError(f"Hãy chọn cụm bằng --cluster. Đang có: {_listed([each for each, _ in found])}.")
    return found[0]


def scopes(data: Any, cluster: str | None, year: int | None) -> list[tuple[str, int]]:
    """The clusters asked for, all of them where none is named, each with the year asked for or its last one."""
    if cluster is not None and year is not None:
        return [(cluster, year)]
    submissions = select(data.submissions, data.submissions, cluster=cluster, year=year)
    return [
        (each, last_year(submissions[submissions["cluster_id"].eq(each).fillna(False)]))
        for each in _known(submissions, "cluster_id")
    ]


def last_year(submissions: pd.DataFrame) -> int:
    """The last year that somebody reported for, or failing that, was to report for."""
    received = submissions[submissions["standing"].eq("accepted").fillna(False)]
    years = _known(received, "year") or _known(submissions, "year")
    if not years:
        raise UsageError("Không sổ tính nào cho biết năm. Hãy chọn năm bằng --year.")
    return int(years[-1])


def _known(submissions: pd.DataFrame, column: str) -> list[Any]:
    return sorted(submissions[column].dropna().unique().tolist())


def _listed(values: list[Any]) -> str:
    return ", ".join(str(value) for value in values) or "chưa có sổ tính nào đọc được"
