"""The figures of one cluster and year in one dict: what the conference hears, and the sentence that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emustats import schema
from emustats.errors import UsageError
from emustats.reference import load, members
from emustats.statistics.awards import COUNTS, is_luot, tally
from emustats.statistics.conforming import conformed
from emustats.statistics.coverage import coverage
from emustats.statistics.grouping import as_year
from emustats.statistics.narrative import narrative
from emustats.statistics.targets import achievement, blocking

if TYPE_CHECKING:
    import pandas as pd

    from emustats.dataset.record import Dataset
    from emustats.reference import Reference

_ACHIEVED = ("units_meeting_all", "units_rate", "targets_assessed", "targets_met", "targets_rate", "completion_mean")
_BLOCKING = ("unit_id", "target_no", "title", "kind", "result", "reason")


def summary(data: Dataset, *, cluster: str, year: int) -> dict[str, Any]:
    """The main figures of a cluster in a year, ready for JSON.

    Keys: ``cluster_id``, ``year``, ``as_of`` (ISO date, the latest of the accepted workbooks), ``status``
    (provisional when any accepted workbook is; final when all say so), ``units`` (expected, reported),
    ``awards`` (lượt by recipient, total, and by_award), ``targets`` (the figures of ``achievement`` and
    ``blocking``: each target not met or not assessed, with unit, title, result and reason), ``nominations``,
    ``problems`` (errors and warnings in this cluster's files, not those of superseded workbooks),
    ``narrative_vi``, ``narrative_en``.

    A figure that the data do not support is None: lượt when no accepted workbook holds a count, achievement
    when no unit reported targets, rates without a base. Rows of ``by_award`` carry household and
    unknown only where they are not 0; award_code None is the bucket of awards not recognised.

    Raises UsageError, naming what there is, when ``data`` holds nothing of that cluster and year.
    """
    data = conformed(data)
    reference = getattr(data, "reference", None) or load()
    year = as_year(year)
    submissions = _of(data.submissions, cluster, year)
    if submissions.empty:
        raise UsageError(_unknown(data.submissions, cluster, year))
    accepted = submissions[submissions["standing"].eq("accepted").fillna(False)]
    awards = _of(data.awards, cluster, year)
    counted = awards[is_luot(awards, states=list(schema.COUNTED_STATES), reference=reference)]
    result: dict[str, Any] = {
        "cluster_id": cluster,
        "year": year,
        "as_of": _as_of(accepted),
        "status": _status(accepted),
        "units": _units(submissions, cluster, year, reference),
        "awards": _awards(counted, reference),
        "targets": _targets(_of(data.targets, cluster, year)),
        "nominations": _nominations(_of(data.nominations, cluster, year)),
        "problems": _problems(data.problems, submissions, cluster, year),
    }
    rough = counted["is_approximate"].fillna(False)
    for lang in ("vi", "en"):
        result[f"narrative_{lang}"] = narrative(
            result, lang=lang, reference=reference, is_approximate=bool(rough.any())
        )
    return result


def _of(frame: pd.DataFrame, cluster: str, year: int) -> pd.DataFrame:
    return frame[frame["cluster_id"].eq(cluster).fillna(False) & frame["year"].eq(year).fillna(False)]


def _unknown(submissions: pd.DataFrame, cluster: str, year: int) -> str:
    there = submissions[["cluster_id", "year"]].dropna().drop_duplicates().sort_values(["cluster_id", "year"])
    years = there.groupby("cluster_id", observed=True)["year"].apply(lambda found: ", ".join(map(str, found)))
    if years.empty:
        return f"Không có số liệu của cụm {cluster} năm {year}: không báo cáo nào cho biết cụm và năm."
    if cluster in years.index:
        return f"Cụm {cluster} không có số liệu năm {year}. Các năm có số liệu: {years[cluster]}."
    known = "; ".join(f"{name} ({found})" for name, found in years.items())
    return f"Không có số liệu của cụm {cluster} năm {year}. Các cụm có số liệu: {known}."


def _as_of(accepted: pd.DataFrame) -> str | None:
    latest = accepted["as_of"].max()
    return None if latest is None or latest != latest else latest.date().isoformat()


def _status(accepted: pd.DataFrame) -> str | None:
    statuses = accepted["status"]
    if statuses.eq("provisional").any():
        return "provisional"
    return "final" if len(statuses) and statuses.eq("final").fillna(False).all() else None


def _units(submissions: pd.DataFrame, cluster: str, year: int, reference: Reference) -> dict[str, int]:
    covered = coverage(submissions, by=[]).to_dict("records")[0]
    unlisted = set(members(reference, cluster, year)) - set(submissions["unit_id"].dropna())
    return {"expected": int(covered["expected"]) + len(unlisted), "reported": int(covered["reported"])}


def _awards(counted: pd.DataFrame, reference: Reference) -> dict[str, Any]:
    if not counted["award_count"].notna().any():
        return {**dict.fromkeys(COUNTS), "by_award": []}
    total = tally(counted, by=[], reference=reference).to_dict("records")[0]
    by_award = tally(counted, by=["award_code"], reference=reference)
    order = {code: place for place, code in enumerate(reference.awards)}
    place = by_award["award_code"].map(order).fillna(len(order))
    rows = by_award.assign(_place=place).sort_values(["_place", "award_code"], kind="stable").to_dict("records")
    shown = []
    for row in rows:
        counts = {name: _plain(row[name]) for name in COUNTS}
        kept = {name: count for name, count in counts.items() if count != 0 or name not in ("household", "unknown")}
        shown.append({"award_code": _plain(row["award_code"]), **kept})
    return {**{name: _plain(total[name]) for name in COUNTS}, "by_award": shown}


def _targets(targets: pd.DataFrame) -> dict[str, Any]:
    figures = achievement(targets, by=[]).to_dict("records")[0]
    reporting = int(figures["units_reporting"])
    achieved = {name: _plain(figures[name]) if reporting else None for name in _ACHIEVED}
    held = blocking(targets)[list(_BLOCKING)].to_dict("records")
    rows = [{name: _plain(value) for name, value in row.items()} for row in held]
    return {"units_reporting": reporting, **achieved, "blocking": rows}


def _nominations(nominations: pd.DataFrame) -> list[dict[str, Any]]:
    rows = nominations[["unit_id", "award_code"]].drop_duplicates().sort_values(["unit_id", "award_code"])
    return [{name: _plain(value) for name, value in row.items()} for row in rows.to_dict("records")]


def _problems(problems: pd.DataFrame, submissions: pd.DataFrame, cluster: str, year: int) -> dict[str, int]:
    of_standing = {
        name: submissions.loc[submissions["standing"].eq(name).fillna(False), "submission_id"].dropna()
        for name in ("superseded", "accepted")
    }
    # A consolidated workbook may be replaced for one unit and stand for another.
    replaced = of_standing["superseded"][~of_standing["superseded"].isin(of_standing["accepted"])]
    here = problems["cluster_id"].eq(cluster).fillna(False) & problems["year"].eq(year).fillna(True)
    here |= problems["submission_id"].isin(submissions["submission_id"].dropna())
    here |= problems["path"].isin(submissions["path"].dropna())
    counted = problems[here & ~problems["submission_id"].isin(replaced)]["severity"].value_counts()
    return {severity: int(counted.get(severity, 0)) for severity in ("error", "warning")}


def _plain(value: Any) -> Any:
    """A value that json can write: NA becomes None, numbers become those of Python."""
    import pandas as pd

    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
