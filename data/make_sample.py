"""Write ``data/sample``: illustrative workbooks as the units of three emulation clusters would send them.

Run ``python data/make_sample.py [FOLDER]``. Equal runs give equal bytes; nothing here is random.
"""

from __future__ import annotations

import datetime
import hashlib
import sys
from pathlib import Path

from sample_figures import (
    ADJUSTED,
    CLUSTER_YEARS,
    CRITERIA,
    EXTRA_AWARDS,
    HEADCOUNTS,
    MISSING,
    NOMINATIONS,
    OTHER_TARGETS,
    RESULTS,
    REVISED,
    SPELLINGS,
    WEIGHTS,
    AwardTotal,
    ClusterYear,
)

from emustats.publishing.form.form import write_form
from emustats.publishing.marks import ILLUSTRATIVE_FILE
from emustats.publishing.saving import save_text
from emustats.reference import Reference, load, members
from emustats.reference.names import unit_name

NOTE = "SỐ LIỆU MINH HỌA – KHÔNG PHẢI SỐ LIỆU THẬT CỦA ĐƠN VỊ"
DECLARATION = """\
SỐ LIỆU MINH HỌA

Các sổ tính trong thư mục này do chương trình data/make_sample.py tạo ra để trình diễn và kiểm thử.
Số liệu của từng đơn vị là số giả định, không phải số liệu thật. Chỉ các tổng số nêu trong
data/published/figures.csv là số đã công bố trên báo chí, kèm nguồn.

The workbooks in this folder are synthetic. Only totals listed in data/published/figures.csv are real.
"""
SAMPLE = Path(__file__).parent / "sample"
LISTED = ("BK_TTG", "HCCC")


def make_sample(folder: str | Path = SAMPLE) -> list[Path]:
    """Write all workbooks below ``folder`` and return their paths; other .xlsx files there are removed."""
    folder = Path(folder)
    reference = load()
    written: list[Path] = []
    for cluster_year in CLUSTER_YEARS:
        written += _write_cluster(folder, cluster_year, reference)
    save_text(folder / ILLUSTRATIVE_FILE, DECLARATION)
    for stray in set(folder.rglob("*.xlsx")) - set(written):
        stray.unlink()
    return sorted(written)


def _write_cluster(folder: Path, cluster_year: ClusterYear, reference: Reference) -> list[Path]:
    cluster, year = cluster_year.cluster_id, cluster_year.year
    units = members(reference, cluster, year)
    shares = _awards_by_unit(cluster_year, units)
    written = []
    for unit in units:
        case = (year, cluster, unit)
        if case in MISSING:
            continue
        info = {
            "unit_id": unit,
            "cluster_id": cluster,
            "year": year,
            "as_of": cluster_year.as_of,
            "status": cluster_year.status,
            "headcount": HEADCOUNTS[unit] + round(12 * _draw(year, unit, "headcount")),
            "note": NOTE,
        }
        awards = _spelled([*shares[unit], *_extra_awards(case)], SPELLINGS.get(case, {}))
        tables = {
            "awards": awards,
            "recipients": _recipients(case, awards, reference) if cluster == "bca-donvi-6" and year >= 2018 else [],
            "targets": _targets(cluster_year, unit),
            "scores": _scores(cluster_year, unit),
            "nominations": _nominations(case),
        }
        # Old forms came without drop-downs and instructions.
        plain = cluster_year.status == "final"
        place = folder / str(year) / cluster
        if case in REVISED:
            first_day, factor = REVISED[case]
            earlier = [{**row, "award_count": int(row["award_count"] * factor)} for row in awards]
            first_info = {**info, "as_of": first_day, "status": "provisional"}
            written.append(
                write_form(place / f"{unit}.xlsx", info=first_info, plain=plain, **{**tables, "awards": earlier})
            )
            place = place / f"{unit}-lan2.xlsx"
        else:
            place = place / f"{unit}.xlsx"
        written.append(write_form(place, info=info, plain=plain, **tables))
    return written


def _draw(*key: object) -> float:
    """A number from 0 to 1 that depends on ``key`` alone, on every machine and every version of Python."""
    digest = hashlib.sha256("|".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / (1 << 48)


def apportion(total: int, weights: list[float]) -> list[int]:
    """Whole parts of ``total`` in proportion to ``weights`` by largest remainder; they add up to it."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda n: (parts[n] - exact[n], n))
    for position in order[: total - sum(parts)]:
        parts[position] += 1
    return parts


def _cluster_totals(cluster_year: ClusterYear) -> list[AwardTotal]:
    totals = []
    for recipient in ("collective", "individual"):
        rows = [row for row in cluster_year.profile if row.recipient == recipient]
        counts = apportion(getattr(cluster_year, recipient), [row.count for row in rows])
        totals += [row._replace(count=count) for row, count in zip(rows, counts, strict=True)]
    return sorted(totals, key=lambda row: [each[:5] for each in cluster_year.profile].index(row[:5]))


def _awards_by_unit(cluster_year: ClusterYear, units: tuple[str, ...]) -> dict[str, list[dict[str, object]]]:
    lines: dict[str, list[dict[str, object]]] = {unit: [] for unit in units}
    for row in _cluster_totals(cluster_year):
        key = (cluster_year.year, cluster_year.cluster_id, *row[:5])
        weights = [WEIGHTS.get(unit, 1.0) * (0.8 + 0.4 * _draw(unit, *key)) for unit in units]
        for unit, count in zip(units, apportion(int(row.count), weights), strict=True):
            if count:
                lines[unit].append(
                    {
                        "award_code": row.award_code,
                        "award_class": row.award_class,
                        "recipient": row.recipient,
                        "basis": row.basis,
                        "state": row.state,
                        "award_count": count,
                    }
                )
    return lines


def _extra_awards(case: tuple[int, str, str]) -> list[dict[str, object]]:
    return [
        {
            "award_code": code,
            "award_text": text,
            "recipient": recipient,
            "basis": "merit",
            "state": state,
            "award_count": count,
            "remark": "chờ quyết định" if state == "proposed" else None,
        }
        for code, recipient, state, count, text in EXTRA_AWARDS.get(case, ())
    ]


def _spelled(rows: list[dict[str, object]], spellings: dict[str, str]) -> list[dict[str, object]]:
    return [
        {**row, "award_text": spellings[row["award_code"]]} if row.get("award_code") in spellings else row
        for row in rows
    ]


def _recipients(
    case: tuple[int, str, str], awards: list[dict[str, object]], reference: Reference
) -> list[dict[str, object]]:
    year, _, unit = case
    short = unit_name(reference, unit, short=True)
    lines = []
    for row in awards:
        if row.get("award_code") not in LISTED or row["state"] == "proposed":
            continue
        for _ in range(row["award_count"]):
            number = len(lines) + 1
            kind = "Tập thể" if row["recipient"] == "collective" else "Cán bộ"
            office = "TTg" if row["award_code"] == "BK_TTG" else "CTN"
            lines.append(
                {
                    **{key: row.get(key) for key in ("award_code", "award_class", "award_text", "recipient", "state")},
                    "name": f"{kind} minh họa {number:02} - {short}",
                    "decision_no": f"{1000 + int(900 * _draw(case, row['award_code']))}/QĐ-{office}",
                    "decision_date": datetime.date(year, 10, 1 + int(27 * _draw(case, "day", row["award_code"]))),
                }
            )
    return lines


def _targets(cluster_year: ClusterYear, unit: str) -> list[dict[str, object]]:
    case = (cluster_year.year, cluster_year.cluster_id, unit)
    plans = list(cluster_year.targets)
    if unit in OTHER_TARGETS:
        plans[3] = OTHER_TARGETS[unit]
    lines = []
    for number, plan in enumerate(plans, 1):
        result: object = round(plan.low + (plan.high - plan.low) * _draw(case, "target", number), plan.digits)
        line: dict[str, object] = {
            "target_no": str(number),
            "title": plan.title,
            "measure": plan.measure or None,
            "kind": plan.kind,
            "self_assessed": "Đạt",
        }
        changed, value, remark = RESULTS.get(case, (None, None, ""))
        if changed == number:
            result = value
            # Without a reason given, the unit still calls its target met: the check of self-assessments has work.
            line["self_assessed"] = "Không đạt" if remark and value is not None else None if value is None else "Đạt"
            line["remark"] = remark or None
        if plan.kind == "by_date":
            line["planned_text"] = f"{plan.planned}/{cluster_year.year}"
            line["text"] = f"{int(result):02}/11/{cluster_year.year}"
        else:
            line["planned_text" if plan.kind == "range" else "planned"] = plan.planned
            line["actual"] = result
        if ADJUSTED.get(case, (None,))[0] == number:
            line["planned_adjusted"] = ADJUSTED[case][1]
            line["remark"] = "điều chỉnh theo kế hoạch của cụm"
        lines.append({key: value for key, value in line.items() if value is not None})
    return lines


def _scores(cluster_year: ClusterYear, unit: str) -> list[dict[str, object]]:
    case = (cluster_year.year, cluster_year.cluster_id, unit)
    is_leading = case in NOMINATIONS
    lines = []
    for position, (criterion, points) in enumerate(CRITERIA):
        loss = 0.25 * round((0.02 if is_leading else 0.16) * points * _draw(case, "score", position))
        own = points - loss
        cross = own - 0.25 * round(2 * _draw(case, "cross", position))
        final = cross - 0.25 * round(1 * _draw(case, "final", position))
        lines.append(
            {
                "criterion": criterion,
                "max_points": points,
                "self_points": own,
                "cross_points": cross,
                # The department cluster number 5 had not met yet in November 2019.
                "cluster_points": None if case[:2] == (2019, "bca-donvi-5") else final,
            }
        )
    if is_leading:
        lines.append({"criterion": "Điểm thưởng", "self_points": 2, "cross_points": 2, "cluster_points": 2})
        if case[:2] == (2019, "bca-donvi-5"):
            lines[-1].pop("cluster_points")
    return lines


def _nominations(case: tuple[int, str, str]) -> list[dict[str, object]]:
    if case not in NOMINATIONS:
        return []
    code, count, votes = NOMINATIONS[case]
    return [{"award_code": code, "recipient": "collective", "nominated_count": count, "votes": votes}]


if __name__ == "__main__":
    paths = make_sample(*sys.argv[1:2])
    print(f"{len(paths)} workbooks, {sum(path.stat().st_size for path in paths) / 1024:.0f} KiB")
