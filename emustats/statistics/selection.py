"""Choosing rows of a tidy table by any of its columns, and by what the award catalogue says about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats import schema
from emustats.errors import UsageError
from emustats.statistics.awards import is_length_of_service
from emustats.statistics.targets import results

if TYPE_CHECKING:
    from emustats.reference import Reference

# the numbers of each table, and the column in which the address of each stands
NUMBERS = {
    "awards": {"award_count": "cell"},
    "recipients": {},
    "targets": {"planned": "planned_cell", "planned_adjusted": "planned_adjusted_cell", "actual": "cell"},
    "scores": {
        "max_points": "max_cell",
        "self_points": "cell",
        "cross_points": "cross_cell",
        "cluster_points": "cluster_cell",
    },
    "nominations": {"nominated_count": "cell", "votes": "cell"},
}
_CATALOGUE = ("family", "level", "authority")


def described(rows: pd.DataFrame, table: str, reference: Reference) -> pd.DataFrame:
    """The rows with further columns to ask by: of awards the catalogue's, of targets their result."""
    if table == "targets":
        return results(rows)
    if "award_code" not in rows.columns:
        return rows
    added = {}
    for name in _CATALOGUE:
        values = {code: getattr(award, name) or None for code, award in reference.awards.items()}
        added[name] = rows["award_code"].map(values).astype("str")
    if table == "awards":
        added["length_of_service"] = is_length_of_service(rows, reference)
    return rows.assign(**added)


def select(rows: pd.DataFrame, table: str, filters: Mapping[str, Any], reference: Reference) -> pd.DataFrame:
    """The described rows that meet every filter: one value, several in a list, or None for NA.

    Raises UsageError naming the columns that can be asked for.
    """
    rows = described(rows, table, reference)
    unknown = sorted(set(filters) - set(rows.columns))
    if unknown:
        names = ", ".join(rows.columns)
        raise UsageError(f"Bảng {table} không có cột {', '.join(unknown)} để lọc. Có thể lọc theo: {names}.")
    kept = pd.Series(True, index=rows.index)
    for column, wanted in filters.items():
        kept &= matches(rows[column], wanted)
    return rows[kept]


def counted(
    rows: pd.DataFrame, reference: Reference, *, any_state: bool = False, only_luot: bool = True
) -> pd.DataFrame:
    """The rows that es.tally counts as lượt: decided or received, and of an award that counts as one."""
    kept = pd.Series(True, index=rows.index)
    if not any_state:
        kept &= rows["state"].isin(schema.COUNTED_STATES)
    if only_luot:
        kept &= ~rows["award_code"].isin([code for code, award in reference.awards.items() if not award.counts_as_luot])
    return rows[kept]


def matches(column: pd.Series, wanted: Any) -> pd.Series:
    """Whether each value is the one wanted, or one of several; None stands for NA."""
    several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    values = list(wanted) if several else [wanted]
    present = [value for value in values if not pd.isna(value)]
    if pd.api.types.is_numeric_dtype(column) and any(isinstance(value, str) for value in present):
        numbers = pd.to_numeric(pd.Series(present, dtype=object), errors="coerce")
        if numbers.isna().any():
            raise UsageError(f"Cột {column.name} chỉ có số; không lọc được theo “{present[0]}”.")
        present = list(numbers)
    found = column.isin(present).astype(bool)
    return found | column.isna() if len(present) < len(values) else found
