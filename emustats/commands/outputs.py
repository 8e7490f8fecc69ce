"""Commands that write or open something: report, template, explore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emustats.commands.app import MAIN, command
from emustats.commands.options import (
    Cluster,
    Corrections,
    Folder,
    Lang,
    OnDuplicate,
    ReadAnew,
    ReferenceDir,
    Year,
    printing,
    read,
    scopes,
)
from emustats.console import at_work
from emustats.errors import UsageError

if TYPE_CHECKING:
    from emustats.reference import Reference


@command(
    "report",
    MAIN,
    "emustats report data/sample --cluster bca-donvi-6 --year 2019 --out build/report",
    "emustats report nop-2025 --out bao-cao",
)
def report(
    folder: Folder,
    cluster: Cluster = None,
    year: Year = None,
    out: Annotated[Path, typer.Option("--out", metavar="THƯ-MỤC", help="Nơi ghi báo cáo.")] = Path("bao-cao"),
    corrections: Corrections = None,
    on_duplicate: OnDuplicate = "latest",
    no_cache: ReadAnew = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Làm mọi thứ cho hội nghị tổng kết: biểu đồ, sổ tính các bảng số liệu, bản tóm tắt. Không chọn cụm: mỗi cụm một thư mục."""
    from emustats.publishing.conference.report import write_report
    from emustats.publishing.summary_text import summary_text

    how = printing(lang, reference)
    if out.resolve() == folder.resolve() or folder.resolve() in out.resolve().parents:
        raise UsageError(f"Hãy chọn --out ngoài thư mục “{folder}”, để báo cáo không bị đọc như sổ tính của đơn vị.")
    data = read(folder, how, corrections=corrections, on_duplicate=on_duplicate, cache=not no_cache)
    wanted = scopes(data, cluster, year)
    if not wanted:
        raise UsageError("Không sổ tính nào cho biết cụm. Hãy chọn cụm bằng --cluster và năm bằng --year.")
    for chosen, when in wanted:
        target = out if len(wanted) == 1 else out / f"{chosen}-{when}"
        with at_work(lang):
            written = write_report(data, cluster=chosen, year=when, out=target, lang=lang)
        print(summary_text(written.summary, lang=lang, reference=how.reference))
        print("Đã ghi:" if lang == "vi" else "Written:")
        for path in written.paths:
            # Of each chart the picture is named; its other formats and its description stand beside it.
            if path.parent == target or path.suffix == ".png":
                print(f"  {path}")
        print()
    print(
        "Mỗi biểu đồ có thêm bản .svg, .pdf và lời mô tả (.json) cùng tên."
        if lang == "vi"
        else "Each chart also stands there as .svg and .pdf, with its description (.json)."
    )


@command(
    "template",
    MAIN,
    "emustats template --unit bca-van-phong --year 2026 --out bieu-mau.xlsx",
    "emustats template --unit bca-van-phong --year 2026 --out bieu-mau.xlsx --prefill nop-2025",
    "emustats template --cluster bca-donvi-6 --year 2019 --out bieu-mau",
)
def template(
    year: Annotated[int, typer.Option("--year", metavar="NĂM", min=1945, max=2100, help="Năm thi đua.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="TỆP|THƯ-MỤC", help="Tệp .xlsx sẽ ghi; với --cluster: thư mục.")
    ],
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị, ví dụ bca-van-phong.")] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="MÃ", help="Thay cho --unit: một biểu mẫu cho mỗi đơn vị của cụm trong năm."),
    ] = None,
    prefill: Annotated[
        Path | None,
        typer.Option("--prefill", metavar="THƯ-MỤC", help="Điền sẵn chỉ tiêu và kết quả năm trước đọc từ thư mục này."),
    ] = None,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Tạo biểu mẫu chuẩn cho các đơn vị điền: có danh sách chọn, tên đơn vị và năm điền sẵn."""
    from emustats.publishing.form.template import write_template

    how = printing(lang, reference)
    if (unit is None) == (cluster is None):
        raise UsageError("Chọn một trong hai: --unit (một đơn vị) hoặc --cluster (mọi đơn vị của cụm).")
    if cluster is not None:
        if out.suffix.lower() == ".xlsx":
            raise UsageError("Với --cluster, --out là một thư mục: mỗi đơn vị một tệp trong đó.")
        targets = {out / f"{each}.xlsx": each for each in _members(how.reference, cluster, year)}
    else:
        if out.suffix.lower() != ".xlsx":
            raise UsageError(f"Biểu mẫu là tệp .xlsx; hãy đặt --out kết thúc bằng .xlsx thay cho “{out.name}”.")
        targets = {out: unit}
    data = read(prefill, how) if prefill else None
    for path, each in targets.items():
        written = write_template(path, unit_id=each, year=year, reference=how.reference, prefill=data)
        print(f"Đã ghi: {written}" if lang == "vi" else f"Written: {written}")


def _members(registry: Reference, cluster: str, year: int) -> tuple[str, ...]:
    """The units of a cluster in a year; raises UsageError naming the years, or the clusters, that are known."""
    from emustats.reference import members

    found = members(registry, cluster, year)
    if not found:
        years = sorted({row.year for row in registry.memberships if row.cluster_id == cluster})
        known = (
            f"Các năm có danh sách: {', '.join(map(str, years))}."
            if years
            else f"Các cụm: {', '.join(registry.cluster_ids)}."
        )
        raise UsageError(
            f"clusters.csv không có đơn vị nào của cụm {cluster} năm {year}. {known} Bổ sung bằng --reference."
        )
    return found


@command("explore", MAIN, "emustats explore nop-2025", "emustats explore nop-2025 --out so-tay-2025 --no-browser")
def explore(
    folder: Folder,
    out: Annotated[
        Path, typer.Option("--out", metavar="THƯ-MỤC", help="Nơi đặt bản làm việc của các sổ ghi chép (notebook).")
    ] = Path("emustats-notebooks"),
    no_browser: Annotated[bool, typer.Option("--no-browser", metavar="", help="Không tự mở trình duyệt.")] = False,
) -> None:
    """Mở các sổ ghi chép (notebook) trong JupyterLab trên thư mục số liệu của mình; Ctrl-C để kết thúc."""
    from emustats.views.launcher import explore as run_notebooks

    raise typer.Exit(run_notebooks(folder, out=out, browser=not no_browser))
