"""What a target asks for and what was reached, as numbers that can be compared, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats import schema
from emustats.dates import parse_deadline
from emustats.numbers import parse_number, parse_range
from emustats.text import parse_yes_no

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_NUMERIC = ("at_least", "at_most", "exactly", "yes_no", "reduce_pct")


def measured(targets: pd.DataFrame) -> pd.DataFrame:
    """For each target its kind, plan, actual, gap and, where no gap can be told, the reason.

    ``plan`` and ``actual`` (Float64) hold numbers only; ``gap`` (Float64) is actual minus plan, for a range the
    distance to its nearer end, for a date the days after it. ``reason`` is NA where there is a gap. A plan
    adjusted to something with digits that cannot be read makes the plan unreadable: the registered one
    no longer holds.
    """
    import pandas as pd

    kind = targets["kind"].astype("str")
    kind = kind.where(kind.isin(schema.KINDS))
    planned_text, adjusted_text, actual_text = (
        _texts(targets, text, value)
        for text, value in (
            ("planned_text", "planned"),
            ("planned_adjusted_text", "planned_adjusted"),
            ("text", "actual"),
        )
    )
    adjusted, actual = _numbers(targets, "planned_adjusted", kind), _numbers(targets, "actual", kind)
    unreadable = adjusted_text.astype("str").str.contains(r"\d", regex=True, na=False)
    plan = adjusted.fillna(_numbers(targets, "planned", kind).mask(unreadable))
    gap = (actual - plan).where(kind.isin(_NUMERIC))

    effective = adjusted_text.where(unreadable, planned_text)
    in_range = kind.eq("range").fillna(False)
    low, high = _range_ends(effective.where(in_range))
    outside = (actual - low).clip(upper=0) + (actual - high).clip(lower=0)
    gap = gap.where(~in_range, outside)

    by_date = kind.eq("by_date").fillna(False)
    (_, due), (first, done) = (_dates(texts.where(by_date), targets) for texts in (effective, actual_text))
    # "tháng 11" answers no deadline that lies within this month
    done = done.mask((first <= due) & (due < done))
    late = ((done - due) / pd.Timedelta(days=1)).astype("Float64")
    gap = gap.where(~by_date, late)

    has_plan = plan.notna().where(~in_range, low.notna()).where(~by_date, due.notna())
    has_actual = actual.notna().where(~by_date, done.notna())
    plan_written = planned_text.notna() | unreadable
    reason = pd.Series(pd.NA, index=targets.index, dtype="str")
    reason = reason.mask(~has_actual & actual_text.notna(), "result_unreadable")
    reason = reason.mask(~has_actual & actual_text.isna(), "result_missing")
    reason = reason.mask(~has_plan & plan_written, "plan_unreadable")
    reason = reason.mask(~has_plan & ~plan_written, "plan_missing")
    reason = reason.mask(kind.isna(), "kind_unknown")
    shown = plan.where(~(in_range | by_date))
    return pd.DataFrame({"kind": kind, "plan": shown, "actual": actual, "gap": gap, "reason": reason})


def _texts(frame: pd.DataFrame, text: str, value: str) -> pd.Series:
    """The text of a cell; where there is none, the value itself if it is not a number."""
    import pandas as pd

    nothing = pd.Series(None, index=frame.index, dtype=object)
    written = frame[text].astype(object) if text in frame else nothing
    values = frame[value] if value in frame else nothing
    if not pd.api.types.is_numeric_dtype(values):
        written = written.where(written.notna(), values.astype(object))
    blank = written.astype("str").str.strip().eq("").fillna(False)
    return written.mask(blank)


def _numbers(frame: pd.DataFrame, name: str, kind: pd.Series) -> pd.Series:
    import pandas as pd

    if name not in frame:
        return pd.Series(pd.NA, index=frame.index, dtype="Float64")
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("Float64")
    written = pd.Series(
        list(zip(column.astype(object), kind.fillna(""), strict=True)), index=column.index, dtype=object
    )
    return pd.to_numeric(_parsed(written.where(column.notna().to_numpy(), None), _number)).astype("Float64")


def _number(written: tuple[object, str]) -> float | None:
    """The number of a value for a kind of target, read as the cells of workbooks are."""
    value, kind = written
    if not isinstance(value, str):
        try:
            return float(value)
        except TypeError:  # a date
            return None
    # "Đạt" answers a question; beside a number to reach it says nothing that can be compared
    answer = parse_yes_no(value) if kind == "yes_no" else None
    if answer is not None:
        return float(answer)
    number = parse_number(value, reduction=kind == "reduce_pct")
    if number.mark == "none_word":
        return 0.0 if kind in ("at_most", "exactly") else None
    return number.value if number.mark == "number" else None


def _range_ends(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    import pandas as pd

    ends = _parsed(texts, lambda text: parse_range(text) if isinstance(text, str) else None)
    low, high = (pd.to_numeric(ends.str[end], errors="coerce").astype("Float64") for end in (0, 1))
    return low, high


def _dates(values: pd.Series, targets: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """First and last days of dates, months and quarters; one without its year ("30/11", "Quý III") lies in the
    year of the target."""
    import pandas as pd

    years = targets["year"] if "year" in targets else pd.Series(pd.NA, index=targets.index, dtype="Int64")
    written = pd.DataFrame({"value": values, "year": years})[values.notna()]
    spans = {
        pair: parse_deadline(pair[0], year=None if pd.isna(pair[1]) else int(pair[1]))
        for pair in written.drop_duplicates().itertuples(index=False, name=None)
    }
    found = [spans[pair] for pair in written.itertuples(index=False, name=None)]

    def days(end: int) -> pd.Series:
        ends = pd.to_datetime([None if span is None else span[end] for span in found], errors="coerce")
        return pd.Series(ends, index=written.index, dtype=schema.DATE).reindex(values.index)

    return days(0), days(1)


def _parsed(column: pd.Series, parse: Callable[[object], object]) -> pd.Series:
    """Parse each distinct value once; missing values stay missing."""
    column = column.astype(object)
    return column.map({value: parse(value) for value in column.dropna().unique()}).astype(object)
