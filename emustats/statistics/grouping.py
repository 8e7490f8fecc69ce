"""Grouping as every statistic needs it: any columns or none, missing keys in a bucket of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from emustats.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    from pandas.core.groupby import DataFrameGroupBy

By = str | Sequence[str]


def as_list(values: By | None) -> list[str]:
    """The names asked for, as a list without repetition; one name alone is a list of one."""
    if values is None:
        return []
    return [values] if isinstance(values, str) else list(dict.fromkeys(values))


def check_choice(values: Iterable[str], allowed: Iterable[str], what: str) -> None:
    """Raise UsageError naming what is allowed, when one of ``values`` is not."""
    allowed = list(allowed)
    wrong = [str(value) for value in values if value not in allowed]
    if wrong:
        raise UsageError(f"{what} không có: {', '.join(wrong)}. Có thể dùng: {', '.join(allowed)}.")


def as_year(year: object) -> int:
    """A year that somebody asks for, 2019 or "2019"; UsageError for anything else."""
    try:
        return int(year)
    except (TypeError, ValueError):
        raise UsageError(f"Năm phải là một số, ví dụ 2019; nhận được: {year!r}.") from None


def grouped(frame: pd.DataFrame, by: list[str]) -> DataFrameGroupBy:
    """Group by ``by``; without columns everything is one group, which exists even when there is no row."""
    if by:
        return frame.groupby(by, dropna=False, observed=True, sort=True)
    import pandas as pd

    everything = pd.Categorical([0] * len(frame), categories=[0])
    return frame.groupby(everything, observed=False)


def finish(result: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The grouping columns first, a plain index, and no trace of the group that stands for everything."""
    return result.reset_index(drop=not by)


def share(part: pd.Series, base: pd.Series) -> pd.Series:
    """``part / base`` as Float64; NA where the base is zero or missing, never infinity."""
    known = base.astype("Float64")
    return part.astype("Float64") / known.where(known.ne(0).fillna(False))
