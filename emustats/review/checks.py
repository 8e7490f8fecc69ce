"""Findings that only the whole shows: doubles, parts above their whole, outliers, late and missing units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from emustats import schema
from emustats.dates import format_date
from emustats.messages import Problem, problem
from emustats.numbers import format_count
from emustats.reference import load
from emustats.reference.names import award_name, unit_name
from emustats.statistics.awards import tally
from emustats.statistics.conforming import conformed
from emustats.statistics.selection import counted
from emustats.statistics.structure import JOINING, effective_year

if TYPE_CHECKING:
    from emustats.reference import Reference

# the statistical form is due on 15 December (Circular 2/2023/TT-BNV); later provisional figures are late
DEADLINE = (12, 15)
# Iglewicz and Hoaglin 1993: a modified z-score above 3.5 is a potential outlier
OUTLIER_SCORE = 3.5
OUTLIER_YEARS = 5
# and it must matter: a unit that always had 10 lượt and now has 12 is no finding
OUTLIER_DIFFERENCE = 5
OUTLIER_SHARE = 0.25
# chiến sĩ thi đua cơ sở are chosen among lao động tiên tiến, chiến sĩ tiên tiến (Law 06/2022/QH15 art. 23)
_BASE_TITLES = ("LDTT", "CSTT")
_CHOSEN_TITLE = "CSTD_CS"
_PLACE = ["submission_id", "sheet", "cell"]
_COUNTED = ["submission_id", "cluster_id", "unit_id", "year", "award_code", "recipient", "state", "award_count"]


CODES = (
    "decision_repeated", "recipient_in_two_units", "decision_dates_differ", "recipient_repeated", "unit_inside_parent",
    "unit_in_two_clusters", "unit_after_its_end", "titles_above_base", "list_differs_from_counts", "outlier",
    "submission_missing", "unit_late",
)  # fmt: skip


# those that a corrected number may settle or bring about
_MOST_NAMED = 4
OF_NUMBERS = ("titles_above_base", "list_differs_from_counts", "outlier")


def check(data: Any, *, reference: Reference | None = None) -> pd.DataFrame:
    """Check a Dataset as a whole; returns rows of the problems table, worst first, empty when all is well.

    The codes, all warnings, worded in ``problem_codes.csv``:

    * decision_repeated: one recipient twice for one award under one decision of a unit;
      recipient_in_two_units: the same in two units; decision_dates_differ: one number of a unit and award, two dates;
    * recipient_repeated: one recipient twice for one award in a year where no different decisions explain it, or
      for a title (danh hiệu thi đua), which is given once a year;
    * unit_inside_parent, unit_in_two_clusters, unit_after_its_end: figures that may be counted twice;
    * titles_above_base: more chiến sĩ thi đua cơ sở than holders of the title they are chosen from, or more of
      these than staff;
    * list_differs_from_counts: a list of names whose lines of an award are not as many as its count;
    * outlier: a year's lượt of collectives or individuals far from the unit's own earlier years: modified z-score
      0.6745 (x - median) / MAD beyond 3.5 (mean absolute deviation where the MAD is zero; Iglewicz and
      Hoaglin 1993), at least 5 lượt and 25% off the median; silent with fewer than 5 earlier years;
    * submission_missing, unit_late: an expected unit without accepted workbook; provisional figures as of a date
      after 15 December.

    What ``data.problems`` says already, perhaps acknowledged, is not said again. Only figures that count as lượt are
    looked at. Missing numbers are never taken for zero: where one side of a comparison is missing, nothing is
    said. ``data`` is not changed.

    >>> from emustats.review.checks import check
    >>> check(data)  # doctest: +SKIP
    """
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    counting = SimpleNamespace(
        submissions=data.submissions,
        awards=counted(data.awards[_COUNTED], reference),
        recipients=counted(data.recipients, reference),
    )
    found = [row for look in _LOOKS for row in look(counting, reference)]
    columns = schema.TABLES["problems"].names
    table = schema.build("problems", {name: [row[name] for row in found] for name in columns})
    paths = data.submissions.dropna(subset=["submission_id"]).drop_duplicates("submission_id")
    table["path"] = table["submission_id"].map(paths.set_index("submission_id")["path"]).astype("str")
    order = ["code", "cluster_id", "year", "unit_id", "path", "sheet", "cell", "message_vi"]
    worst = table["severity"].map(schema.SEVERITY_RANK)
    table = table.assign(_worst=worst).sort_values(["_worst", *order]).drop(columns="_worst")
    same = ["code", *_PLACE, "cluster_id", "unit_id", "year", "value"]
    known = data.problems.loc[data.problems["code"].isin(CODES), same]
    said = pd.MultiIndex.from_frame(known.astype("str"))
    return table[~pd.MultiIndex.from_frame(table[same].astype("str")).isin(said)].reset_index(drop=True)


def _decisions(data: Any, reference: Reference) -> Iterator[Problem]:
    lines = data.recipients.dropna(subset=["decision_no", "unit_id"])
    lines = lines.assign(decision_year=lines["decision_date"].dt.year.fillna(lines["year"]))
    named = lines.dropna(subset=["person_key"])
    same = ["unit_id", "decision_year", "decision_no", "award_code", "person_key"]
    for group in _groups(named[named.duplicated(same, keep=False)], same):
        yield _line_finding("decision_repeated", group, reference, group[0]["decision_no"])
    complete = named.dropna(subset=["decision_year", "award_code"])
    for group in _groups(_differing(complete, same[1:], "unit_id"), same[1:]):
        yield _line_finding("recipient_in_two_units", group, reference, group[0]["decision_no"])
    bearing = ["unit_id", "year", "decision_no", "award_code"]
    dated = lines.dropna(subset=["decision_date", *bearing])
    for group in _groups(_differing(dated, bearing, "decision_date"), bearing):
        days = sorted({line["decision_date"].date() for line in group})
        details = {"count": len(days), "dates": ", ".join(format_date(day) for day in days)}
        yield _line_finding("decision_dates_differ", group, reference, group[0]["decision_no"], **details)


def _same_recipients(data: Any, reference: Reference) -> Iterator[Problem]:
    lines = data.recipients.dropna(subset=["person_key", "award_code"])
    titles = {code for code, award in reference.awards.items() if award.family == "danh_hieu"}
    same = ["unit_id", "year", "award_code", "award_class", "person_key"]
    for group in _groups(lines[lines.duplicated(same, keep=False)], same):
        decisions = [line["decision_no"] for line in group]
        written = all(isinstance(decision, str) for decision in decisions)
        repeated = written and len(set(decisions)) < len(decisions)
        explained = written and group[0]["award_code"] not in titles
        if not repeated and not explained:
            yield _line_finding("recipient_repeated", group, reference, None)


def _parents(data: Any, reference: Reference) -> Iterator[Problem]:
    rows = data.awards.dropna(subset=["unit_id", "year"])
    who = rows[["unit_id", "year", "cluster_id", "submission_id"]].drop_duplicates().sort_values(["year", "unit_id"])
    reporting = set(zip(who["unit_id"], who["year"], strict=True))
    successors = {e.from_unit: e for e in reversed(reference.unit_events) if e.kind in JOINING}
    for row in who.drop_duplicates(["unit_id", "year"]).itertuples(index=False):
        place = {"submission_id": row.submission_id, "unit_id": row.unit_id, "year": int(row.year)}
        place |= {"cluster_id": row.cluster_id, "unit": unit_name(reference, row.unit_id)}
        unit = reference.units.get(row.unit_id)
        if unit is not None and (unit.organiser, row.year) in reporting:
            parent = unit_name(reference, unit.organiser)
            yield problem("unit_inside_parent", value=unit.organiser, parent=parent, **place)
        event = successors.get(row.unit_id)
        if event is not None and row.year > effective_year(event.date):
            successor = unit_name(reference, event.to_unit)
            day = format_date(event.date)
            yield problem("unit_after_its_end", value=event.to_unit, successor=successor, date=day, **place)
    in_clusters = who.dropna(subset=["cluster_id"])
    for group in _groups(_differing(in_clusters, ["unit_id", "year"], "cluster_id"), ["unit_id", "year"]):
        unit, year = group[0]["unit_id"], int(group[0]["year"])
        place = {"submission_id": min(row["submission_id"] for row in group), "unit_id": unit, "year": year}
        names = ", ".join(sorted({row["cluster_id"] for row in group}))
        yield problem("unit_in_two_clusters", value=names, clusters=names, unit=unit_name(reference, unit), **place)


def _titles(data: Any, reference: Reference) -> Iterator[Problem]:
    who = ["cluster_id", "unit_id", "year"]
    counts = tally(data.awards.dropna(subset=who), by=[*who, "award_code"], reference=reference)
    wide = counts[counts["award_code"].isin([*_BASE_TITLES, _CHOSEN_TITLE])]
    wide = wide.pivot(index=who, columns="award_code", values="individual").reindex(
        columns=[*_BASE_TITLES, _CHOSEN_TITLE]
    )
    # a title that is not listed adds nothing, but one whose cell holds no number leaves the sum unknown
    unread = counts[counts["award_code"].isin(_BASE_TITLES) & counts["individual"].isna()]
    holders = wide[list(_BASE_TITLES)].sum(axis=1, min_count=1)
    wide["holders"] = holders.mask(wide.index.isin(pd.MultiIndex.from_frame(unread[who])))
    sent = data.submissions[data.submissions["standing"].eq("accepted")]
    staff = sent.dropna(subset=who).groupby(who, observed=True).agg({"headcount": "max", "submission_id": "min"})
    wide = wide.astype("Int64").join(staff).reset_index()
    holders = ("Số Lao động tiên tiến, Chiến sĩ tiên tiến", "Holders of lao động tiên tiến, chiến sĩ tiên tiến")
    chosen = ("Số Chiến sĩ thi đua cơ sở", "Holders of chiến sĩ thi đua cơ sở")
    for part, whole, part_name, whole_name in (
        (_CHOSEN_TITLE, "holders", chosen, holders),
        ("holders", "headcount", holders, ("quân số", "the headcount")),
    ):
        for row in wide[wide[part].gt(wide[whole]).fillna(False)].to_dict("records"):
            yield problem(
                "titles_above_base",
                value=row[part],
                base=format_count(int(row[whole])),
                part=part_name[0],
                part_en=part_name[1],
                whole=_inside(whole_name[0]),
                whole_en=_inside(whole_name[1]),
                submission_id=_known(row["submission_id"]),
                **{name: row[name] for name in who},
            )


def _lists(data: Any, reference: Reference) -> Iterator[Problem]:
    same = ["cluster_id", "unit_id", "year", "award_code", "recipient"]
    lines = data.recipients.dropna(subset=same)
    counts = data.awards.dropna(subset=same)
    groups = counts.groupby(same, observed=True)["award_count"]
    # one cell without a number leaves the whole count unknown
    numbers = groups.sum(min_count=1).where(groups.count().eq(groups.size()))
    listed = lines.groupby(same, observed=True).size().rename("lines").to_frame().join(numbers, how="inner")
    differing = listed[listed["award_count"].ne(listed["lines"]).fillna(False)]
    wrong = lines.merge(differing["award_count"].reset_index(), on=same)
    for group in _groups(wrong, same):
        details = {"counted": format_count(int(group[0]["award_count"])), "recipient": group[0]["recipient"]}
        yield _line_finding("list_differs_from_counts", group, reference, len(group), **details)


def _outliers(data: Any, reference: Reference) -> Iterator[Problem]:
    rows = data.awards.dropna(subset=["unit_id", "year"])
    counts = tally(rows, by=["unit_id", "year"], reference=reference)
    sources = rows[["unit_id", "year", "submission_id", "cluster_id"]].drop_duplicates()
    sources = sources.groupby(["unit_id", "year"], observed=True).min().to_dict("index")
    for kind, name in (("collective", "tập thể"), ("individual", "cá nhân")):
        wide = counts.pivot(index="unit_id", columns="year", values=kind).astype("Float64").sort_index(axis=1)
        values = wide.to_numpy(dtype=float, na_value=np.nan)
        for place, year in enumerate(wide.columns):
            past, now = values[:, :place], values[:, place]
            enough = np.isfinite(past).sum(axis=1) >= OUTLIER_YEARS
            if not enough.any():
                continue
            units, past, now = wide.index[enough], past[enough], now[enough]
            median = np.nanmedian(past, axis=1)
            far = _is_far(past, now, median)
            for unit, value, middle, earlier in zip(units[far], now[far], median[far], past[far], strict=True):
                number, years = int(value), int(np.isfinite(earlier).sum())
                details: dict[str, Any] = {
                    "kind": name,
                    "kind_en": kind.capitalize(),
                    "median": f"{middle:g}",
                    "years": years,
                }
                place_of: dict[str, Any] = {name: _known(source) for name, source in sources[unit, year].items()}
                yield problem("outlier", value=number, unit_id=unit, year=int(year), **place_of, **details)


def _is_far(past: np.ndarray, now: np.ndarray, median: np.ndarray) -> np.ndarray:
    deviation = np.abs(past - median[:, None])
    scale = np.nanmedian(deviation, axis=1) / 0.6745
    # half of the past equal: the mean deviation, with the constant that makes it a standard deviation too
    scale = np.where(scale > 0, scale, np.nanmean(deviation, axis=1) * 1.253314)
    difference = np.abs(now - median)
    matters = (difference >= OUTLIER_DIFFERENCE) & (difference >= OUTLIER_SHARE * median)
    stands_out: np.ndarray = np.isfinite(now) & matters & (difference > OUTLIER_SCORE * scale)
    return stands_out


def _reports(data: Any, reference: Reference) -> Iterator[Problem]:
    sent = data.submissions
    for row in sent[sent["standing"].eq("missing")].dropna(subset=["unit_id", "year"]).to_dict("records"):
        place = {"unit_id": row["unit_id"], "year": int(row["year"]), "cluster_id": _known(row["cluster_id"])}
        yield problem("submission_missing", value=unit_name(reference, row["unit_id"]), **place)
    waiting = sent[sent["standing"].eq("accepted") & sent["status"].eq("provisional")]
    for row in waiting.dropna(subset=["as_of", "year"]).to_dict("records"):
        deadline, as_of = date(int(row["year"]), *DEADLINE), row["as_of"].date()
        if as_of > deadline:
            whose: dict[str, Any] = {name: _known(row[name]) for name in ("submission_id", "cluster_id", "unit_id")}
            details: dict[str, Any] = {"year": int(row["year"]), "deadline": format_date(deadline)}
            yield problem("unit_late", value=format_date(as_of), **whose, **details)


_LOOKS = (_decisions, _same_recipients, _parents, _titles, _lists, _outliers, _reports)


def _differing(rows: pd.DataFrame, same: list[str], other: str) -> pd.DataFrame:
    """The rows whose group, alike in ``same``, holds several values of ``other``."""
    pairs = rows[[*same, other]].drop_duplicates()
    several = pairs.loc[pairs.duplicated(same), same].drop_duplicates()
    return rows.merge(several, on=same) if len(several) else rows[:0]


def _groups(rows: pd.DataFrame, same: list[str]) -> list[list[dict[str, Any]]]:
    """The rows as dicts, those alike in ``same`` together, in order of unit, year and cell."""
    order = [name for name in ("unit_id", "year", *_PLACE) if name in rows.columns]
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows.sort_values(order).to_dict("records"):
        key = tuple(None if pd.isna(row[name]) else row[name] for name in same)
        found.setdefault(key, []).append(row)
    return list(found.values())


def _line_finding(
    code: str, group: list[dict[str, Any]], reference: Reference, value: object, **details: Any
) -> Problem:
    """A finding about several lines, standing at the first of them."""
    first = group[0]
    words: dict[str, Any] = {
        "award": award_name(reference, first["award_code"]) if _known(first["award_code"]) else "",
        "count": len(group),
        "where": ", ".join(f"{line['sheet']}!{line['cell']}" for line in group),
        "units": _named(sorted({line["unit_id"] for line in group}), reference),
    }
    place: dict[str, Any] = {name: _known(first[name]) for name in ("submission_id", "cluster_id", "unit_id")}
    place["year"] = None if pd.isna(first["year"]) else int(first["year"])
    return problem(code, sheet=first["sheet"], cell=first["cell"], value=value, **(words | place | details))


def _named(units: list[str], reference: Reference) -> str:
    """The names of units, the fifth and later ones only counted: a message is read in one breath."""
    names = [unit_name(reference, unit) for unit in units[:_MOST_NAMED]]
    return ", ".join(names) + (f" (+{len(units) - _MOST_NAMED})" if len(units) > _MOST_NAMED else "")


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value


def _inside(text: str) -> str:
    """A label in the middle of a sentence."""
    return text[:1].lower() + text[1:]
