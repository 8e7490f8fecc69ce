"""The tables of the conference as frames ready to print: chosen, named in words, ordered, with their notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from emustats.labels import column_label, value_label
from emustats.reference.names import award_name, unit_name
from emustats.schema import SEVERITY_RANK
from emustats.statistics.awards import tally
from emustats.statistics.coverage import coverage
from emustats.statistics.scores import rank
from emustats.statistics.targets import achievement, results

if TYPE_CHECKING:
    import pandas as pd

    from emustats.dataset.record import Dataset
    from emustats.reference import Reference

COUNTS = ["collective", "individual", "household", "unknown", "total"]


class Figures(NamedTuple):
    """A table to print: ``frame`` with coded column names, the last ``totals`` rows being totals."""

    key: str
    frame: pd.DataFrame
    totals: int = 0
    chart: tuple[str, ...] = ()


def tables(data: Dataset, *, cluster: str, year: int, lang: str = "vi") -> list[Figures]:
    """All tables of one cluster and year, in the order of the workbook; those without rows are left in.

    Each frame holds words instead of codes (unit and award names, states); counts stay Int64, rates
    Float64 between 0 and 1, dates datetime64. Figures come from ``emustats.statistics`` alone.
    """
    frames = {name: in_scope(getattr(data, name), cluster, year) for name in _SCOPED}
    reference = data.reference
    return [
        _by_unit(frames["awards"], reference, lang),
        _by_award(frames["awards"], reference, lang),
        _by_award_and_unit(frames["awards"], reference, lang),
        _achievement(frames["targets"], reference, lang),
        _targets(frames["targets"], reference, lang),
        _coverage(frames["submissions"], reference, lang),
        _nominations(frames["nominations"], reference, lang),
        _scores(frames["scores"], frames["nominations"], reference, cluster, year),
        _problems(data, frames["submissions"], cluster, year, lang),
        _sources(frames["awards"], frames["submissions"], reference, lang),
    ]


_SCOPED = ("submissions", "awards", "targets", "scores", "nominations")


def in_scope(frame: pd.DataFrame, cluster: str, year: int) -> pd.DataFrame:
    """The rows of one cluster and year."""
    return frame[frame["cluster_id"].eq(cluster).fillna(False) & frame["year"].eq(year).fillna(False)]


def _named_units(frame: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    names = {unit: unit_name(reference, unit) for unit in frame["unit_id"].dropna().unique()}
    return frame.assign(unit_id=frame["unit_id"].map(names).fillna("Chưa xác định đơn vị"))


def _short_units(frame: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """A column ``unit`` of short names, for tables with a row for each cell."""
    names = {unit: unit_name(reference, unit, short=True) for unit in frame["unit_id"].dropna().unique()}
    return frame.assign(unit=frame["unit_id"].map(names).fillna("?"))


def _named_awards(frame: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    names = {code: award_name(reference, code) for code in frame["award_code"].dropna().unique()}
    return frame.assign(award_code=frame["award_code"].map(names).fillna("Chưa nhận ra danh hiệu, hình thức"))


def _labelled(frame: pd.DataFrame, columns: list[str], lang: str) -> pd.DataFrame:
    words = {
        column: frame[column].map(
            {value: value_label(column, value, lang) for value in frame[column].dropna().unique()}
        )
        for column in columns
    }
    return frame.assign(**words)


def _total_row(frame: pd.DataFrame, first: str, row: pd.DataFrame, lang: str) -> pd.DataFrame:
    import pandas as pd

    if frame.empty:
        return frame
    total = row.assign(**{first: column_label("total", lang)})
    return pd.concat([frame, total[[column for column in frame.columns if column in total]]], ignore_index=True)


def _shown_counts(frame: pd.DataFrame) -> list[str]:
    # Household and unknown are shown only where there is something to show.
    rare = [name for name in ("household", "unknown") if frame[name].fillna(0).ne(0).any() or frame[name].isna().any()]
    return [name for name in COUNTS if name in ("collective", "individual", "total") or name in rare]


def _by_unit(awards: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    counted = tally(awards, by=["unit_id"], reference=reference)
    shown = ["unit_id", *_shown_counts(counted)]
    ordered = _named_units(counted, reference).sort_values(["total", "unit_id"], ascending=[False, True])[shown]
    total = tally(awards, by=[], reference=reference)
    chart = tuple(name for name in shown[1:] if name != "total")
    return Figures("by_unit", _total_row(ordered, "unit_id", total, lang), 1, chart)


def _by_award(awards: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    counted = tally(awards, by=["award_code"], reference=reference)
    shown = ["award_code", "level", *_shown_counts(counted)]
    place = {code: position for position, code in enumerate(reference.awards)}
    levels = {code: award.level for code, award in reference.awards.items()}
    counted = counted.assign(
        level=counted["award_code"].map(levels), _place=counted["award_code"].map(place).fillna(len(place))
    ).sort_values("_place")
    ordered = _labelled(_named_awards(counted, reference), ["level"], lang)[shown]
    total = tally(awards, by=[], reference=reference)
    return Figures("by_award", _total_row(ordered, "award_code", total, lang), 1, ("total",))


def _by_award_and_unit(awards: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    counted = tally(awards, by=["award_code", "unit_id"], reference=reference)
    if counted.empty:
        return Figures("by_award_and_unit", counted[["award_code"]])
    place = {code: position for position, code in enumerate(reference.awards)}
    counted = counted.assign(_place=counted["award_code"].map(place).fillna(len(place)).astype("int64"))
    named = _short_units(_named_awards(counted, reference), reference)
    wide = named.pivot_table(index=["_place", "award_code"], columns="unit", values="total", aggfunc="sum")
    wide = wide.astype("Int64").reset_index().drop(columns="_place")
    wide.columns.name = None
    whole = tally(awards, by=["award_code"], reference=reference)
    totals = _named_awards(whole, reference).set_index("award_code")["total"]
    wide["total"] = wide["award_code"].map(totals).astype("Int64")
    by_unit = _short_units(tally(awards, by=["unit_id"], reference=reference), reference)
    last = dict(zip(by_unit["unit"], by_unit["total"], strict=True))
    last["total"] = tally(awards, by=[], reference=reference)["total"].iloc[0]
    row = wide.iloc[:1].assign(**last)
    return Figures("by_award_and_unit", _total_row(wide, "award_code", row, lang), 1)


def _achievement(targets: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    shown = ["targets_assessed", "targets_met", "not_assessed", "targets_rate", "completion_mean"]
    by_unit = _named_units(achievement(targets, by=["unit_id"]), reference)[["unit_id", *shown]]
    total = achievement(targets, by=[])
    return Figures("achievement", _total_row(by_unit, "unit_id", total, lang), 1)


def _targets(targets: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    found = _labelled(_short_units(results(targets), reference), ["kind", "result"], lang)
    plan = found["planned_adjusted_text"].fillna(found["planned_text"])
    found = found.assign(planned=plan, actual=found["text"])
    shown = ["unit", "target_no", "title", "measure", "kind", "planned", "actual", "result", "completion"]
    return Figures("targets", found[[*shown, "self_assessed"]])


def _coverage(submissions: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    found = _labelled(_named_units(submissions, reference), ["standing", "status"], lang)
    shown = ["unit_id", "standing", "as_of", "status", "revision", "headcount", "path"]
    return Figures("coverage", found.sort_values(["unit_id", "revision"])[shown])


def _nominations(nominations: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    named = _named_awards(_named_units(nominations, reference), reference)
    found = _labelled(named, ["recipient"], lang)
    return Figures("nominations", found[["unit_id", "award_code", "recipient", "nominated_count", "votes"]])


def _scores(scores: pd.DataFrame, nominations: pd.DataFrame, reference: Reference, cluster: str, year: int) -> Figures:
    found = rank(scores, cluster=cluster, year=year, nominations=nominations)
    shown = [name for name in ("rank", "unit_id", "points", "gap") if name in found]
    return Figures("scores", _named_units(found, reference)[shown])


def _problems(data: Dataset, submissions: pd.DataFrame, cluster: str, year: int, lang: str) -> Figures:
    problems = data.problems
    ours = problems["submission_id"].isin(submissions["submission_id"].dropna())
    ours |= problems["cluster_id"].eq(cluster).fillna(False) & problems["year"].eq(year).fillna(False)
    found = (
        problems[ours].assign(_order=problems["severity"].map(SEVERITY_RANK)).sort_values(["_order", "path", "sheet"])
    )
    message = "message_vi" if lang == "vi" else "message_en"
    return Figures("problems", _labelled(found, ["severity"], lang)[["severity", "path", "sheet", "cell", message]])


def _sources(awards: pd.DataFrame, submissions: pd.DataFrame, reference: Reference, lang: str) -> Figures:
    paths = submissions.dropna(subset=["submission_id"]).set_index("submission_id")["path"]
    found = awards.assign(path=awards["submission_id"].map(paths[~paths.index.duplicated()]))
    found = _labelled(_short_units(found, reference), ["recipient", "state", "basis"], lang)
    shown = ["unit", "award_text", "recipient", "basis", "state", "award_count", "path", "sheet", "cell", "text"]
    return Figures("sources", found[shown])


def coverage_line(submissions: pd.DataFrame) -> tuple[int, int]:
    """Units that reported and units expected."""
    row = coverage(submissions, by=[]).iloc[0]
    return int(row["reported"]), int(row["expected"])
