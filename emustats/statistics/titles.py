"""Titles over the years, and caps on their number: reminders of what to look at, never a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats.errors import UsageError
from emustats.numbers import format_count, format_number
from emustats.reference import load
from emustats.reference.names import award_name
from emustats.statistics.awards import tally
from emustats.statistics.conforming import conform, conformed, reference_of
from emustats.statistics.selection import counted
from emustats.statistics.structure import effective_year

if TYPE_CHECKING:
    from emustats.reference import Reference
    from emustats.reference.records import Quota

FINDINGS = ("within", "over", "depends_on_rounding", "unknown")
# rules of other bodies (army, militia, civil service) are listed in quotas.csv but do not bind police clusters
SCOPES = ("all", "cluster")
_BASE_TITLES = ("LDTT", "CSTT")
_ROUNDED = {"down": math.floor, "up": math.ceil, "nearest": lambda exact: math.floor(exact + 0.5)}
_QUOTAS = {
    "cluster_id": "str", "unit_id": "str", "year": "Int64", "quota_id": "str", "award_code": "str", "base": "str",
    "base_count": "Int64", "cap": "Float64", "rounding": "str", "limit": "Float64", "count": "Int64",
    "counted_from": "str", "finding": "str", "warning_vi": "str", "warning_en": "str", "source": "str",
    "is_unverified": "boolean", "note": "str",
}  # fmt: skip
_RUNS = {
    "years": "str", "gaps": "str", "not_reported": "str", "longest_run": "Int64", "current_run": "Int64",
    "last_year": "Int64",
}  # fmt: skip


def quotas(
    data: Any,
    *,
    by: str = "cluster_id",
    scopes: Iterable[str] = SCOPES,
    bases: Mapping[str, int] | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """Counts of titles beside the caps of ``quotas.csv`` that held in their year.

    ``by``: "cluster_id" or "unit_id". Counted are nominations of the award where there are any, else its lượt
    (``counted_from`` says which). Base: "headcount" (all units gave it) and "title_holders" (lao động tiên tiến,
    chiến sĩ tiên tiến) come from the data; every other base must be given as ``bases={quota_id: number}``.

    Returns one row a group, year and cap: ``cluster_id``, ``unit_id`` (NA for clusters), ``year``, ``quota_id``,
    ``award_code``, ``base``, ``base_count``, ``cap`` (share), ``rounding``, ``limit`` (cap x base, exact), ``count``,
    ``counted_from``, ``finding``: within; over; depends_on_rounding (the rule does not say how to round, and it
    matters); unknown (no base, or a rule without a share); ``warning_vi``, ``warning_en`` ("" unless over or
    depending), ``source``, ``is_unverified`` (the rule itself was not checked), ``note``. A finding is a reminder:
    who may be proposed is decided by the councils.

    Raises UsageError for another ``by``.

    >>> from emustats.statistics.titles import quotas
    >>> quotas(data)[["cluster_id", "year", "award_code", "count", "limit", "finding"]]  # doctest: +SKIP
    """
    if by not in ("cluster_id", "unit_id"):
        raise UsageError(f"Không kiểm tra hạn mức theo “{by}”; hãy chọn cluster_id hoặc unit_id.")
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    who = ["cluster_id", "year"] if by == "cluster_id" else ["cluster_id", "unit_id", "year"]
    awarded = tally(data.awards.dropna(subset=who), by=[*who, "award_code"], reference=reference)
    awarded = awarded.set_index([*who, "award_code"])
    grouped = data.nominations.dropna(subset=who).groupby([*who, "award_code"], observed=True)
    nominated = grouped["nominated_count"].sum(min_count=1)
    staff = _staff(data.submissions, who)
    rules = [quota for quota in reference.quotas if quota.scope in set(scopes)]
    groups = pd.concat([awarded.reset_index()[who], nominated.reset_index()[who]]).drop_duplicates()
    rows = []
    for group in groups.sort_values(who).itertuples(index=False):
        for quota in rules:
            if not _in_force(quota, int(group.year)):
                continue
            key = (*group, quota.award_code)
            number, source = nominated.get(key), "nominations"
            if number is None or pd.isna(number):
                number, source = (awarded.loc[key, "total"], "awards") if key in awarded.index else (None, "")
            if number is None or pd.isna(number):
                continue
            base = _base(quota, tuple(group), awarded, staff, bases or {})
            rows.append(group._asdict() | _judged(quota, int(number), base, reference) | {"counted_from": source})
    return pd.DataFrame(rows, columns=list(_QUOTAS)).astype(_QUOTAS)


def title_runs(
    rows: pd.DataFrame,
    *,
    by: str = "unit_id",
    award_codes: Iterable[str] | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """In which years each title was held, in unbroken runs and with the gaps.

    ``rows``: awards, or recipients with ``by="person_key"`` (then inside a unit: one name in two units is
    mostly two people). ``award_codes``: the titles to look at, None for all emulation titles (danh hiệu thi đua).
    Held is a title with at least one lượt (decided, received) that year; awards count it for the unit's
    collectives and people together, so a unit's line says that the title occurred in it.

    Returns one row a unit (and person) and award_code: ``years`` held, ``gaps`` (years between without the title),
    ``not_reported`` (years between of which nothing is known; all three "|" between), ``longest_run``,
    ``current_run`` (years up to the unit's last report, 0 when the title was not held then) and ``last_year`` of
    the unit's reports; Int64. A year not reported ends a run: whether it was held then must be looked up. Meant as
    a reminder of possible eligibility for titles that need several consecutive years, never as a verdict.

    Raises UsageError for another ``by``, FrameError for missing columns.

    >>> from emustats.statistics.titles import title_runs
    >>> title_runs(data.awards, award_codes=["DVQT", "CO_BO"])  # doctest: +SKIP
    """
    if by not in ("unit_id", "person_key"):
        raise UsageError(f"Không xem chuỗi danh hiệu theo “{by}”; hãy chọn unit_id hoặc person_key.")
    table = "awards" if by == "unit_id" else "recipients"
    who = list(dict.fromkeys(["unit_id", by]))
    rows = conform(rows, table, [*who, "year", "award_code", "state"])
    reference = reference_of(rows, reference)
    if award_codes is None:
        award_codes = [code for code, award in reference.awards.items() if award.family == "danh_hieu"]
    titles = counted(rows, reference)
    titles = titles[titles["award_code"].isin(list(award_codes))].dropna(subset=[*who, "year"])
    numbers = titles["award_count"] if "award_count" in titles else pd.Series(1, index=titles.index)
    # a cell that holds no number leaves the year unknown
    unknown = _years(titles[numbers.isna()], [*who, "award_code"])
    held = _years(titles[numbers.gt(0).fillna(False)], [*who, "award_code"])
    reported = _years(rows.dropna(subset=["unit_id", "year"]), ["unit_id"])
    found = []
    for key in sorted(held):
        known = reported[key[:1]] - (unknown.get(key, set()) - held[key])
        found.append((*key, *_run(held[key], known)))
    names = [*who, "award_code"]
    return pd.DataFrame(found, columns=[*names, *_RUNS]).astype(dict.fromkeys(names, "str") | _RUNS)


def _years(rows: pd.DataFrame, keys: list[str]) -> dict[tuple, set[int]]:
    found: dict[tuple, set[int]] = {}
    for *key, year in rows[[*keys, "year"]].drop_duplicates().itertuples(index=False):
        found.setdefault(tuple(key), set()).add(int(year))
    return found


def _run(held: set[int], reported: set[int]) -> tuple[str, str, str, int, int, int]:
    between = range(min(held), max(held) + 1)
    gaps = [year for year in between if year not in held and year in reported]
    silent = [year for year in between if year not in held and year not in reported]
    last = max(reported | held)
    longest, length = 0, 0
    for year in between:
        length = length + 1 if year in held else 0
        longest = max(longest, length)
    listed = ("|".join(str(year) for year in sorted(years)) for years in (held, gaps, silent))
    return (*listed, longest, length if max(held) == last else 0, last)


def _in_force(quota: Quota, year: int) -> bool:
    begins = effective_year(quota.valid_from) if quota.valid_from else 0
    return begins <= year <= (quota.valid_to.year if quota.valid_to else 9999)


def _staff(submissions: pd.DataFrame, who: list[str]) -> pd.Series:
    """Headcount of each group; NA unless every unit that is expected gave it."""
    expected = submissions[submissions["standing"].isin(["accepted", "missing"])].dropna(subset=who)
    units = expected.groupby(list(dict.fromkeys([*who, "unit_id"])), observed=True)["headcount"].max().reset_index()
    groups = units.groupby(who, observed=True)["headcount"]
    return groups.sum(min_count=1).where(groups.count().eq(groups.size()))


def _base(quota: Quota, group: tuple, awarded: pd.DataFrame, staff: pd.Series, bases: Mapping[str, int]) -> int | None:
    if quota.quota_id in bases:
        return int(bases[quota.quota_id])
    number = None
    if quota.base == "headcount":
        number = staff.get(group)
    elif quota.base == "title_holders":
        keys = [(*group, code) for code in _BASE_TITLES if (*group, code) in awarded.index]
        number = awarded.loc[keys, "individual"].sum(skipna=False) if keys else None
    return None if number is None or pd.isna(number) else int(number)


def _judged(quota: Quota, count: int, base: int | None, reference: Reference) -> dict[str, Any]:
    # the product of a share written with two decimals and a whole number has no more digits than that
    limit = None if quota.cap is None or base is None else round(quota.cap * base, 6)
    finding = "unknown"
    if limit is not None:
        exactly = _ROUNDED.get(quota.rounding)
        low, high = (exactly(limit), exactly(limit)) if exactly else (math.floor(limit), math.ceil(limit))
        finding = "within" if count <= low else "over" if count > high else "depends_on_rounding"
    warning = ("", "")
    if finding in ("over", "depends_on_rounding"):
        name, number = award_name(reference, quota.award_code), format_count(count)
        cap, most = format_number(quota.cap * 100), format_number(limit)
        vi = "vượt" if finding == "over" else "có thể vượt, tùy cách làm tròn,"
        en = "is above" if finding == "over" else "may be above, depending on rounding,"
        warning = (
            f"{name}: {number} {vi} hạn mức {cap}% của {format_count(base)} ({most}); {quota.source}",
            f"{name}: {number} {en} the cap of {cap}% of {format_count(base)} ({most}); {quota.source}",
        )
    return {
        "quota_id": quota.quota_id,
        "award_code": quota.award_code,
        "base": quota.base or None,
        "base_count": base,
        "cap": quota.cap,
        "rounding": quota.rounding or None,
        "limit": limit,
        "count": count,
        "finding": finding,
        "warning_vi": warning[0],
        "warning_en": warning[1],
        "source": quota.source,
        "is_unverified": quota.unverified,
        "note": quota.note or None,
    }
