"""Commands that print figures: summary, tally, achievement, coverage, trend, compare, rank, reconcile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emustats.commands.app import FIGURES, MAIN, command
from emustats.commands.options import (
    AsCsv,
    AsJson,
    By,
    Cluster,
    Corrections,
    Folder,
    Lang,
    ReferenceDir,
    Year,
    choose,
    columns,
    last_year,
    printing,
    read,
    select,
)
from emustats.console import show, show_json

_ACHIEVED = (
    "units_reporting", "units_meeting_all", "units_rate", "targets_assessed", "targets_met", "targets_rate",
    "not_assessed", "completion_mean",
)  # fmt: skip

# Typer takes one parameter an option, so commands have more than the six that other functions may have.


@command(
    "summary",
    MAIN,
    "emustats summary data/sample --cluster bca-donvi-6 --year 2019",
    "emustats summary data/sample --cluster bca-donvi-6 --year 2019 --json",
)
def summary(
    folder: Folder,
    cluster: Cluster = None,
    year: Year = None,
    as_json: AsJson = False,
    corrections: Corrections = None,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Tóm tắt một cụm trong một năm: khen thưởng, chỉ tiêu, đề nghị, và đoạn văn báo cáo."""
    import emustats
    from emustats.publishing.summary_text import summary_text

    how = printing(lang, reference, as_json=as_json)
    data = read(folder, how, corrections=corrections)
    chosen, when = choose(data, cluster, year)
    found = emustats.summary(data, cluster=chosen, year=when)
    if as_json:
        show_json(found)
    else:
        print(summary_text(found, lang=lang, reference=how.reference), end="")


@command(
    "tally",
    FIGURES,
    "emustats tally data/sample --cluster bca-donvi-6 --year 2019",
    "emustats tally data/sample --by award_code,level --year 2019 --csv",
    "emustats tally data/sample --by unit_id --state proposed",
)
def tally(
    folder: Folder,
    by: By = None,
    cluster: Cluster = None,
    year: Year = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="TRẠNG-THÁI", help="registered, proposed, decided, received."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    corrections: Corrections = None,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Đếm lượt khen thưởng. Mặc định: đã có quyết định và đã trao, theo từng đơn vị."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how, corrections=corrections)
    awards = select(data.awards, data.submissions, cluster=cluster, year=year)
    found = emustats.tally(
        awards, by=columns(by, ["unit_id"]), state=columns(state, []) or None, reference=how.reference
    )
    show(found, how, title="Lượt khen thưởng" if lang == "vi" else "Commendations")


@command(
    "achievement",
    FIGURES,
    "emustats achievement data/sample --cluster bca-donvi-6 --year 2019",
    "emustats achievement data/sample --by unit_id --year 2019",
)
def achievement(
    folder: Folder,
    by: By = None,
    cluster: Cluster = None,
    year: Year = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    corrections: Corrections = None,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Kết quả chỉ tiêu: tỷ lệ đơn vị đạt, tỷ lệ chỉ tiêu đạt, hoàn thành bình quân; mỗi tỷ lệ một mẫu số."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how, corrections=corrections)
    targets = select(data.targets, data.submissions, cluster=cluster, year=year)
    groups = columns(by, ["cluster_id", "year"])
    found = emustats.achievement(targets, by=groups)
    if how.form == "table":
        found = found[[*groups, *_ACHIEVED]]
    show(found, how, title="Kết quả chỉ tiêu" if lang == "vi" else "Achievement of targets")


@command(
    "coverage",
    FIGURES,
    "emustats coverage data/sample",
    "emustats coverage data/sample --by unit_id --cluster bca-donvi-6",
)
def coverage(
    folder: Folder,
    by: By = None,
    cluster: Cluster = None,
    year: Year = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Đơn vị nào đã nộp, chưa nộp, bị từ chối, gửi lại."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    submissions = select(data.submissions, data.submissions, cluster=cluster, year=year)
    found = emustats.coverage(submissions, by=columns(by, ["cluster_id", "year"]))
    show(found, how, title="Tình hình nộp báo cáo" if lang == "vi" else "Coverage")


@command(
    "trend",
    FIGURES,
    "emustats trend data/sample --cluster bca-donvi-6",
    "emustats trend data/sample --value units_rate --lens constant_panel",
)
def trend(
    folder: Folder,
    value: Annotated[
        str,
        typer.Option(
            "--value",
            metavar="SỐ-LIỆU",
            help="Số liệu xem qua các năm: awards, collective, units_rate, coverage, points …",
        ),
    ] = "awards",
    by: By = None,
    lens: Annotated[
        str,
        typer.Option("--lens", metavar="CÁCH", help="as_reported, current_structure hoặc constant_panel."),
    ] = "as_reported",
    cluster: Cluster = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Số liệu qua các năm, kèm thành phần đơn vị và chỗ chuỗi số liệu bị gián đoạn."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    select(data.submissions, data.submissions, cluster=cluster, year=None)
    groups = columns(by, ["cluster_id"])
    where = {"cluster_id": cluster} if cluster is not None else None
    found = emustats.trend(data, value=value, by=groups, lens=lens, where=where, reference=how.reference)
    if cluster is not None and "cluster_id" in found.columns:
        found = found[found["cluster_id"].eq(cluster).fillna(False)]
    if how.form == "table":
        shown = [*groups, "year", "value", "change", "pct_change", "units", "is_provisional", f"note_{lang}"]
        found = found[list(dict.fromkeys(shown))].rename(columns={"value": value})
    show(found, how, title="Xu hướng qua các năm" if lang == "vi" else "Trend over the years")


@command(
    "compare",
    FIGURES,
    "emustats compare data/sample --year 2019",
    "emustats compare data/sample --year 2019 --per 100_staff",
)
def compare(
    folder: Folder,
    year: Year = None,
    per: Annotated[
        str, typer.Option("--per", metavar="MẪU-SỐ", help="unit: trên một đơn vị; 100_staff: trên 100 người; total.")
    ] = "unit",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Đặt các cụm cạnh nhau trong một năm; cụm có ít đơn vị được đánh dấu."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    when = year if year is not None else last_year(data.submissions)
    select(data.submissions, data.submissions, cluster=None, year=when)
    found = emustats.compare(data, year=when, per=per, reference=how.reference)
    if how.form == "table":
        found = found[
            ["cluster_id", "rank", "total", "units", "per_unit", "headcount", "per_100_staff", "is_small_base"]
        ]
    show(found, how, title=f"So sánh các cụm, năm {when}" if lang == "vi" else f"Clusters compared, {when}")


@command(
    "rank",
    FIGURES,
    "emustats rank data/sample --cluster bca-donvi-6 --year 2019",
    "emustats rank data/sample --cluster bca-donvi-6 --year 2019 --points self",
)
def rank(
    folder: Folder,
    cluster: Cluster = None,
    year: Year = None,
    points: Annotated[
        str | None,
        typer.Option("--points", metavar="CỘT", help="self, cross hoặc cluster; mặc định: điểm cụm chấm nếu đủ."),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Xếp hạng các đơn vị của một cụm theo bảng điểm, kèm khoảng cách."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    chosen, when = choose(data, cluster, year)
    found = emustats.rank(data.scores, cluster=chosen, year=when, column=points, nominations=data.nominations)
    if how.form == "table":
        found = found[["rank", "unit_id", "points", "gap", "self_points", "cluster_points", "difference", "votes"]]
    show(found, how, title=f"Xếp hạng {chosen}, {when}" if lang == "vi" else f"Ranking of {chosen}, {when}")


@command("reconcile", FIGURES, "emustats reconcile data/sample", "emustats reconcile data/sample --csv")
def reconcile(
    folder: Folder,
    published: Annotated[
        Path | None,
        typer.Option("--published", metavar="TỆP", help="Tệp CSV số liệu đã công bố; mặc định: tệp kèm theo emustats."),
    ] = None,
    cluster: Cluster = None,
    year: Year = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    lang: Lang = "vi",
    reference: ReferenceDir = None,
) -> None:
    """Đối chiếu số liệu tính được với số liệu đã công bố, kèm nguồn."""
    import emustats

    how = printing(lang, reference, as_json=as_json, as_csv=as_csv)
    data = read(folder, how)
    found = emustats.reconcile(data, published=published, reference=how.reference)
    found = select(found, data.submissions, cluster=cluster, year=year)
    if how.form == "table":
        compared = found["outcome"].isin(["differs", "approximate", "agrees"])
        name = "figure" if lang == "vi" else "figure_en"
        rest = int((~compared).sum())
        found = found.loc[compared, ["outcome", name, "computed", "published", "difference", "published_as_of"]]
    show(found, how, title="Đối chiếu với số liệu đã công bố" if lang == "vi" else "Against published figures")
    if how.form == "table" and rest:
        print(
            f"Ngoài ra có {rest} con số chỉ có ở một bên; xem bằng --csv."
            if lang == "vi"
            else f"{rest} further figures exist on one side only; see them with --csv."
        )
