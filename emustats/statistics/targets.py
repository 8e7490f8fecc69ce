"""Registered targets: the result of each, what blocks “100%”, and three achievement figures with their bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats.errors import UsageError
from emustats.statistics.conforming import conform
from emustats.statistics.grouping import By, as_list, check_choice, finish, grouped, share
from emustats.statistics.plans import measured
from emustats.text import match_key, name_key

if TYPE_CHECKING:
    import pandas as pd

RESULTS = ("exceeded", "met", "not_met", "not_assessed")
REACHED = ("exceeded", "met")
_CAN_EXCEED = ("at_least", "at_most", "reduce_pct")
_HIGHER_IS_BETTER = ("at_least", "reduce_pct")
_GROUPINGS = ("unit_id", "cluster_id", "year", "kind", "measure", "title", "target_no", "submission_id")
_SELF_WORDS = (
    ("not_assessed", ("chuadanhgia", "chuaxacdinh", "chuatongket", "chuacoketqua", "chuacosolieu")),
    ("not_met", ("khongdat", "khonghoanthanh", "chuadat", "chuahoanthanh", "kodat", "notmet")),
    ("exceeded", ("vuot", "exceeded")),
    ("met", ("dat", "hoanthanh", "met")),
)


def results(targets: pd.DataFrame) -> pd.DataFrame:
    """The result of each target: the rows of ``targets`` with five columns added.

    ``plan`` (Float64): the number to reach, ``planned_adjusted`` where given, else ``planned``; NA for ranges
    and dates. ``result``: exceeded, met, not_met, or not_assessed when kind, plan or result are missing or not
    readable; exceeded only for at_least, at_most and reduce_pct, whose result cell holds the reduction
    achieved in percent. ``reason``: why a target is not reached: not_met, kind_unknown, plan_missing,
    plan_unreadable, result_missing, result_unreadable; NA when it is reached. ``completion`` (Float64): result /
    plan, only for at_least with a plan above zero, not capped. ``gap`` (Float64): result minus plan in the
    target's measure; for a range the distance to its nearer end, 0 inside; for a date the days after it.

    A plan of zero ("không để xảy ra") is a plan: met by 0. Ranges and dates are read from the texts
    (planned_text, planned_adjusted_text, text); without these columns from planned, planned_adjusted and
    actual themselves. Raises FrameError when kind, planned or actual is missing.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"kind": ["at_most", "at_most"], "planned": [0, 3], "actual": [0, 5]})
    >>> results(frame)[["result", "gap"]].to_dict("list")
    {'result': ['met', 'not_met'], 'gap': [0.0, 2.0]}
    """
    import numpy as np
    import pandas as pd

    targets = conform(targets, "targets", ["kind", "planned", "actual"])
    facts = measured(targets)
    kind, gap = facts["kind"], facts["gap"]
    assessed = gap.notna()
    # 0.57 * 100 is not 57: differences of rounding are no differences
    tolerance = 1e-9 * facts["plan"].abs().fillna(1).clip(lower=1)
    above = gap.gt(tolerance).fillna(False)
    below = gap.lt(-tolerance).fillna(False)
    better = (above & kind.isin(_HIGHER_IS_BETTER)) | (below & kind.eq("at_most").fillna(False))
    worse = (below & kind.isin(_HIGHER_IS_BETTER)) | (above & kind.isin(("at_most", "by_date")))
    worse |= (above | below) & kind.isin(("exactly", "range", "yes_no"))
    outcome = np.select(
        [~assessed, better & kind.isin(_CAN_EXCEED), worse], ["not_assessed", "exceeded", "not_met"], "met"
    )
    result = pd.Series(outcome, index=targets.index).astype("str")
    has_completion = kind.eq("at_least").fillna(False) & facts["plan"].gt(0).fillna(False)
    return targets.assign(
        plan=facts["plan"],
        result=result,
        reason=facts["reason"].mask(result.eq("not_met"), "not_met"),
        completion=(facts["actual"] / facts["plan"].where(has_completion)).astype("Float64"),
        gap=gap,
    )


def achievement(targets: pd.DataFrame, *, by: By) -> pd.DataFrame:
    """Three achievement figures that are never mixed, each beside its base.

    One row for each combination of the ``by`` columns (unit_id, cluster_id, year, kind, measure, title,
    target_no; one row in all for ``by=[]``), with ``by`` and

    - ``units_reporting``: units with at least one target in the group, the base of ``units_rate``;
      ``units_meeting_all``: those of them for which every target is assessed and met or exceeded. Units that
      did not report are no failures: they are not in here, see ``coverage``;
    - ``targets_total``, ``targets_assessed``, ``not_assessed``, ``targets_met`` (exceeded included),
      ``targets_exceeded``; ``targets_rate`` is targets_met / targets_assessed;
    - ``completion_mean``: mean of result / plan over the ``completion_base`` targets that have one.

    Counts are Int64, rates Float64 between 0 and 1 (completion may exceed 1), NA where the base is 0. Without
    "year" in ``by`` a unit counts once and meets all when it did so in every year of the group.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit_id": ["a", "a", "b"], "kind": ["at_least"] * 3,
    ...                       "planned": [10, 10, 10], "actual": [12, 9, 10]})
    >>> achievement(frame, by=[])[["units_rate", "targets_rate"]].round(3).to_dict("records")
    [{'units_rate': 0.5, 'targets_rate': 0.667}]
    """
    keys = as_list(by)
    check_choice(keys, _GROUPINGS, "Cách nhóm chỉ tiêu")
    targets = conform(targets, "targets", [*keys, "unit_id"])
    found = results(targets)
    reached = found["result"].isin(REACHED)
    inside = list(dict.fromkeys([*keys, "unit_id"]))
    marks = found[inside].assign(
        targets_total=1,
        targets_assessed=found["result"].ne("not_assessed").astype("int64"),
        not_assessed=found["result"].eq("not_assessed").astype("int64"),
        targets_met=reached.astype("int64"),
        targets_exceeded=found["result"].eq("exceeded").astype("int64"),
        completion=found["completion"],
        completion_base=found["completion"].notna().astype("int64"),
    )
    counted = [
        "targets_total",
        "targets_assessed",
        "not_assessed",
        "targets_met",
        "targets_exceeded",
        "completion_base",
    ]
    table = grouped(marks, keys)[counted].sum().astype("Int64")
    table["completion_mean"] = grouped(marks, keys)["completion"].mean().astype("Float64")
    units = marks[inside].assign(units_reporting=1, units_meeting_all=reached.astype("int64"))
    units = grouped(units, inside).min().reset_index() if len(units) else units
    both = ["units_reporting", "units_meeting_all"]
    table[both] = grouped(units, keys)[both].sum().astype("Int64").to_numpy()
    table[both] = table[both].astype("Int64")
    table["units_rate"] = share(table["units_meeting_all"], table["units_reporting"])
    table["targets_rate"] = share(table["targets_met"], table["targets_assessed"])
    columns = [*both, "units_rate", *counted[:-1], "targets_rate", "completion_mean", "completion_base"]
    return finish(table[columns], keys)


def blocking(targets: pd.DataFrame) -> pd.DataFrame:
    """What keeps the share of units below 100%: each target not met or not assessed, with the reason.

    The rows of ``results`` whose result is not_met or not_assessed, ordered by cluster, year, unit and
    target number; the columns of the table that are there, then plan, result, reason, completion, gap.
    """
    found = results(targets)
    held = found[~found["result"].isin(REACHED)]
    order = [name for name in ("cluster_id", "year", "unit_id", "target_no", "title") if name in held.columns]
    return held.sort_values(order, key=_natural, kind="stable").reset_index(drop=True) if order else held


def self_assessment(targets: pd.DataFrame) -> pd.DataFrame:
    """The unit's own assessment beside the computed result.

    The rows of ``results`` with ``self_result`` (exceeded, met, not_met, not_assessed, read from words like "Đạt",
    "Vượt mức", "Chưa hoàn thành"; NA when nothing or nothing known is written) and ``agrees`` (boolean):
    whether both say that the target is reached, or both that it is not; NA where either does not say.
    """
    targets = conform(targets, "targets", ["self_assessed"])
    found = results(targets)
    words = found["self_assessed"].dropna().unique()
    said = found["self_assessed"].map({word: _self_result(word) for word in words}).astype("str")
    comparable = said.notna() & said.ne("not_assessed").fillna(False) & found["result"].ne("not_assessed")
    agrees = said.isin(REACHED).eq(found["result"].isin(REACHED)).astype("boolean")
    return found.assign(self_result=said, agrees=agrees.where(comparable))


def with_previous(targets: pd.DataFrame, *, lag: int = 1) -> pd.DataFrame:
    """Each target beside the same target of the same unit ``lag`` years before.

    The rows of ``results`` with ``previous_year`` (Int64), ``previous_plan``, ``previous_actual`` (Float64),
    ``previous_result``, ``previous_completion`` and ``change`` (result minus previous result); all NA where the unit
    registered no target of that name then. Targets are the same when their titles agree up to case, tone
    placement and punctuation; a title that a unit uses twice in a year is matched in order of target number.
    Raises UsageError when ``lag`` is not positive, FrameError when unit_id, year or title is missing.
    """
    import pandas as pd

    if lag < 1:
        raise UsageError("Số năm lùi lại (lag) phải từ 1 trở lên.")
    targets = conform(targets, "targets", ["unit_id", "year", "title", "target_no"])
    found = results(targets)
    titles = found["title"].dropna().unique()
    keyed = pd.DataFrame({
        "unit_id": found["unit_id"],
        "year": found["year"].astype("Int64"),
        "_title": found["title"].map({title: name_key(title) for title in titles}).astype("str"),
    })  # fmt: skip
    ordered = keyed.assign(_no=_natural(found["target_no"])).sort_values("_no", kind="stable")
    keyed["_nth"] = grouped(ordered, ["unit_id", "year", "_title"]).cumcount()
    before = keyed.assign(
        previous_year=keyed["year"],
        previous_plan=found["plan"],
        previous_actual=pd.to_numeric(found["actual"], errors="coerce").astype("Float64"),
        previous_result=found["result"],
        previous_completion=found["completion"],
    )
    before["year"] = before["year"] + lag
    before = before.dropna(subset=["unit_id", "year", "_title"])
    beside = keyed.merge(before, on=["unit_id", "year", "_title", "_nth"], how="left")
    beside.index = found.index
    added = beside.drop(columns=["unit_id", "year", "_title", "_nth"])
    actual = pd.to_numeric(found["actual"], errors="coerce").astype("Float64")
    return found.assign(**{name: added[name] for name in added}, change=actual - added["previous_actual"])


def _natural(column: pd.Series) -> pd.Series:
    """Numbers inside texts padded, so that target 10 sorts after target 2."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.astype("str").str.replace(r"\d+", lambda found: found.group().zfill(9), regex=True)


def _self_result(text: object) -> str | None:
    key = match_key(str(text))
    for result, words in _SELF_WORDS:
        if any(word in key for word in words):
            return result
    return None
