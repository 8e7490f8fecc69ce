"""The answer that each notebook gives in a sentence, computed from the data; a clause without data is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from emustats.numbers import format_count, format_number, format_percent
from emustats.reference.names import cluster_name, unit_name
from emustats.statistics.awards import tally
from emustats.statistics.clusters import compare
from emustats.statistics.targets import achievement
from emustats.statistics.trends import trend
from emustats.views.view import View, Words
from emustats.views.words import NOTHING

if TYPE_CHECKING:
    from emustats.dataset.record import Dataset


def submissions(seen: View) -> Words:
    """Who has reported in the cluster and year, who has not, and what was found in the whole folder."""
    return Words(" ".join([*_reported(seen), _files(seen.data), _findings(seen.data)]))


def _reported(seen: View) -> list[str]:
    if seen.found is None:
        return [NOTHING]
    units, data = seen.found["units"], seen.data
    here = data.submissions[data.submissions["cluster_id"].eq(seen.cluster) & data.submissions["year"].eq(seen.year)]
    accepted = set(here.loc[here["standing"].eq("accepted"), "unit_id"].dropna())
    absent = sorted(set(here["unit_id"].dropna()) - accepted)
    said = f"Năm {seen.year}, {units['reported']}/{units['expected']} đơn vị của cụm đã có báo cáo được nhận"
    if absent:
        said += f"; chưa có báo cáo được nhận: {', '.join(_unit(data, unit) for unit in absent)}"
    return [f"{said}."]


def _files(data: Dataset) -> str:
    counts = data.submissions["standing"].value_counts()
    parts = [
        f"{format_count(int(counts[standing]))} tệp {words}"
        for standing, words in (
            ("accepted", "được nhận"),
            ("superseded", "đã có bản gửi sau thay thế"),
            ("refused", "bị từ chối"),
        )
        if standing in counts
    ]
    return f"Cả thư mục có {', '.join(parts)}." if parts else "Cả thư mục không có tệp báo cáo nào đọc được."


def _findings(data: Dataset) -> str:
    counts = data.problems["severity"].value_counts()
    parts = [
        f"{format_count(int(counts[severity]))} {words}"
        for severity, words in (("error", "lỗi"), ("warning", "cảnh báo"), ("note", "ghi chú"))
        if severity in counts
    ]
    return f"Phát hiện: {', '.join(parts)}." if parts else "Không có phát hiện nào."


def commendations(seen: View) -> Words:
    """The sentence of the report, and which unit has the most lượt."""
    if seen.found is None:
        return Words(NOTHING)
    said, awards = [seen.found["narrative_vi"]], _here(seen, "awards")
    by_unit = tally(awards, by=["unit_id"], reference=seen.data.reference).dropna(subset=["total"])
    total = seen.found["awards"]["total"]
    if total:
        first = by_unit[by_unit["total"].eq(by_unit["total"].max())]
        names = ", ".join(_unit(seen.data, unit) for unit in first["unit_id"])
        most = int(by_unit["total"].max())
        said.append(f"Nhiều nhất: {names}, {format_count(most)} lượt ({format_percent(round(most / total, 3))}).")
    return Words(" ".join(said))


def targets(seen: View) -> Words:
    """The three achievement figures, each with its base, and what holds the share of units below 100%."""
    if seen.found is None:
        return Words(NOTHING)
    figures = achievement(_here(seen, "targets"), by=[]).iloc[0]
    if not figures["units_reporting"]:
        return Words(f"Năm {seen.year}, không đơn vị nào báo cáo chỉ tiêu, nên chưa có tỷ lệ hoàn thành.")
    said = [
        f"{_part(figures['units_meeting_all'], figures['units_reporting'])} đơn vị có báo cáo chỉ tiêu đạt tất cả "
        f"chỉ tiêu ({format_percent(figures['units_rate'])})"
    ]
    if figures["targets_assessed"]:
        said.append(
            f"{_part(figures['targets_met'], figures['targets_assessed'])} chỉ tiêu đã đánh giá là đạt hoặc vượt "
            f"({format_percent(round(float(figures['targets_rate']), 4))})"
        )
    if figures["not_assessed"]:
        said.append(f"{format_count(int(figures['not_assessed']))} chỉ tiêu chưa có kết quả đọc được")
    if figures["completion_base"]:
        said.append(
            f"mức hoàn thành bình quân {format_percent(round(float(figures['completion_mean']), 4))}, tính trên "
            f"{format_count(int(figures['completion_base']))} chỉ tiêu loại Không thấp hơn"
        )
    return Words(f"Năm {seen.year}: {'; '.join(said)}.")


def trends(seen: View) -> Words:
    """First and last year of the cluster's lượt, the change between them, and what makes years hard to compare."""
    if seen.found is None:
        return Words(NOTHING)
    found = trend(seen.data, value="awards", by="cluster_id", where={"cluster_id": seen.cluster})
    known = found[found["value"].notna()]
    if len(known) < 2:
        return Words("Cụm có số liệu khen thưởng của chưa đến hai năm, nên chưa nói được xu hướng.")
    first, last = known.iloc[0], known.iloc[-1]
    change = float(last["value"] - first["value"])
    way = "tăng" if change > 0 else "giảm" if change < 0 else "không đổi"
    size = f" {_number(abs(change))} lượt" if change else ""
    said = [
        f"Số lượt khen thưởng của cụm: {_number(first['value'])} năm {first['year']}, {_number(last['value'])} năm "
        f"{last['year']} ({way}{size})."
    ]
    absent = sorted(set(range(int(first["year"]), int(last["year"]))) - set(known["year"]))
    if absent:
        said.append(f"Không có số liệu năm {', '.join(map(str, absent))}.")
    if last["units"] != first["units"]:
        said.append(
            f"Số đơn vị có báo cáo thay đổi: {first['units']} năm {first['year']}, {last['units']} năm {last['year']}."
        )
    marked = known[known["breaks"].fillna("").ne("")]
    if len(marked):
        said.append(f"Có thay đổi về đơn vị hoặc quy định ở các năm {', '.join(str(year) for year in marked['year'])}.")
    return Words(" ".join(said))


def clusters(seen: View) -> Words:
    """How many clusters have data in the year, which has most per unit, and whether the bases are small."""
    if seen.found is None:
        return Words(NOTHING)
    found = compare(seen.data, year=seen.year, per="unit")
    known = found[found["value"].notna()]
    if len(known) < 2:
        return Words(
            f"Năm {seen.year} chỉ có {len(known)} cụm có số liệu khen thưởng, nên chưa so sánh được giữa các cụm."
        )
    first = known.iloc[0]
    said = [
        f"Năm {seen.year} có {len(known)} cụm có số liệu khen thưởng.",
        f"Bình quân một đơn vị cao nhất là {cluster_name(seen.data.reference, first['cluster_id'])}: "
        f"{format_number(round(float(first['value']), 1))} lượt trên {format_count(int(first['units']))} đơn vị.",
    ]
    if known["is_small_base"].any():
        said.append(
            f"{format_count(int(known['is_small_base'].sum()))} cụm có dưới 10 đơn vị báo cáo: một đơn vị cũng làm thay "
            "đổi bình quân, chỉ nên coi là gợi ý."
        )
    return Words(" ".join(said))


def conference(seen: View) -> Words:
    """The sentence of the report, what still holds the cluster below 100%, and how far the figures are complete."""
    if seen.found is None:
        return Words(NOTHING)
    said, held = [seen.found["narrative_vi"]], seen.found["targets"]["blocking"]
    if held:
        said.append(f"{format_count(len(held))} chỉ tiêu không đạt hoặc chưa có kết quả; xem mục Từng chỉ tiêu.")
    counts = seen.found["problems"]
    if counts["error"] or counts["warning"]:
        said.append(
            f"Các tệp của cụm còn {format_count(counts['error'])} lỗi và {format_count(counts['warning'])} cảnh báo; "
            "xem sổ 00_submissions."
        )
    return Words(" ".join(said))


def _here(seen: View, table: str) -> pd.DataFrame:
    frame = getattr(seen.data, table)
    return frame[frame["cluster_id"].eq(seen.cluster).fillna(False) & frame["year"].eq(seen.year).fillna(False)]


def _unit(data: Dataset, unit: object) -> str:
    if pd.isna(unit):
        return "chưa rõ đơn vị"
    return unit_name(data.reference, str(unit)) if unit in data.reference.units else str(unit)


def _part(part: object, base: object) -> str:
    return f"{format_count(int(part))}/{format_count(int(base))}"


def _number(value: float) -> str:
    return format_count(int(value)) if float(value).is_integer() else format_number(float(value), 1)
