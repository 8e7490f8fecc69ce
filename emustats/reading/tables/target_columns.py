"""Which columns of a target table hold plan and result of the year, and what becomes of the other columns."""

from __future__ import annotations

from typing import NamedTuple

from emustats.dates import find_year
from emustats.reading.sheet.grid import Grid, label_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords, label_key, roles_in
from emustats.reading.tables import target_words as words_of
from emustats.reading.tables.leftovers import (
    cells_of,
    claim_header,
    claim_plain_columns,
    columns_left_out,
    label_of,
    set_column_aside,
    unknown_column,
)
from emustats.reading.tables.readout import Readout, claim, report
from emustats.reference import Reference

VALUE_ROLES = ("planned", "planned_adjusted", "actual")
# From the figure that is the year's to those that never are.
_ORDER = ("year", "", "estimate", "to_date")
_REASONS = {"part": "part_of_year", "to_date": "part_of_year", "earlier": "earlier_period", "estimate": "estimate"}


class Chosen(NamedTuple):
    """The columns of a target table by role, those of plan and result narrowed down to one each."""

    columns: dict[str, int | None]
    by_role: dict[str, tuple[int, ...]]
    is_estimate: bool
    labels: dict[str, str]

    def column(self, role: str) -> int | None:
        """The column of a role, None when the table has none."""
        return self.columns.get(role)


class _Candidate(NamedTuple):
    column: int
    period: str
    label: str


def choose_columns(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> Chosen:
    """The columns of one table; what is left out is claimed and, where it is no plain remark, told."""
    reference = words.reference
    by_role: dict[str, list[int]] = {}
    candidates: dict[str, list[_Candidate]] = {role: [] for role in VALUE_ROLES}
    for column in table.columns:
        label = label_of(grid, table, column)
        period = _period_of(grid, table, column, reference)
        role = column.role or _role_without_period(label, period, words)
        if role in candidates:
            candidates[role].append(_Candidate(column.column, period, label))
        elif role:
            by_role.setdefault(role, []).append(column.column)
        else:
            unknown_column(out, grid, table, column)
    chosen: dict[str, int | None] = {role: held[0] for role, held in by_role.items()}
    is_estimate = False
    labels: dict[str, str] = {}
    for role, held in candidates.items():
        best = _best(out, grid, table, held, reference, is_result=role == "actual")
        chosen[role] = best.column if best is not None else None
        labels[role] = best.label if best is not None else ""
        is_estimate = is_estimate or role == "actual" and best is not None and best.period == "estimate"
    for deadline in by_role.get("deadline", ()):
        if chosen.get("planned") is None:
            chosen["planned"] = deadline
        else:
            set_column_aside(out, grid, table, deadline, "date")
    claim_header(out, grid, table)
    claim_plain_columns(out, grid, table)
    columns_left_out(out, grid, table)
    return Chosen(chosen, {role: tuple(held) for role, held in by_role.items()}, is_estimate, labels)


def _period_of(grid: Grid, table: RawTable, column: Column, reference: Reference) -> str:
    """year, part, estimate, earlier, to_date, or "" where no label names a period; the lowest label goes first."""
    labels = [label_at(grid, row, column.column) for row in range(table.last_row, table.first_row - 1, -1)]
    for text in (*labels, *reversed(column.path)):
        period = period_of(text, reference) if text else ""
        if period:
            return period
    return ""


def period_of(text: str, reference: Reference) -> str:
    """The period that one label names."""
    bare = text if find_year(text) is None else text.replace(str(find_year(text)), " ")
    if words_of.holds("period.whole", bare, reference):
        return "estimate" if words_of.holds("period.estimate", bare, reference) else "year"
    for period in ("earlier", "part", "estimate", "to_date", "year"):
        if words_of.holds(f"period.{period}", bare, reference):
            return period
    return "year" if bare is not text else ""


def _role_without_period(label: str, period: str, words: HeaderWords) -> str:
    """The role of a column whose header is known once its words of time are left out: "Chỉ tiêu năm", "Quý I"."""
    if not period or period == "earlier" or find_year(label) is not None:
        return ""
    leaf = label.rsplit(" / ", 1)[-1]
    rest = words_of.line_of(leaf)
    for meaning in ("whole", "part", "estimate", "to_date", "year"):
        rest = words_of.without(f"period.{meaning}", rest, words.reference)
    key = label_key(rest)
    if not key:
        return "actual"
    found = [role for role in roles_in(key, "targets", words) if role in VALUE_ROLES]
    return found[-1] if found else ""


def _best(
    out: Readout, grid: Grid, table: RawTable, held: list[_Candidate], reference: Reference, *, is_result: bool
) -> _Candidate | None:
    """The one column that speaks for the year; the others are claimed, parts alone are told."""
    if not held:
        return None
    filled = [c for c in held if cells_of(grid, table, c.column)] or held[:1]
    title_part = is_result and _table_is_part(grid, table, reference)
    ranked = [
        (_ORDER.index(c.period), c)
        for c in filled
        if c.period in _ORDER and not (title_part and c.period in ("", "to_date"))
    ]
    best = min(ranked, key=lambda pair: pair[0])[1] if ranked else None
    for candidate in filled:
        if candidate is best:
            continue
        same = best is not None and candidate.period == best.period
        reason = _REASONS.get(candidate.period, "" if same or best is None else "other_period")
        fate = "not_read" if best is None or same else "set_aside"
        for place in cells_of(grid, table, candidate.column):
            claim(out, grid, place, fate, reason or "same_facts", table="targets")
        if same:
            report(out, "value_columns_many", grid, (table.last_row, candidate.column), candidate.label)
        elif best is not None and candidate.period == "estimate" and best.period == "":
            report(out, "estimate_beside_result", grid, (table.last_row, candidate.column), candidate.label)
    if best is None:
        first = filled[0]
        label = first.label if first.period else _title_part(grid, table, reference) or first.label
        report(out, "result_part_of_year", grid, (table.last_row, first.column), label)
    elif is_result and best.period == "estimate":
        report(out, "result_is_estimate", grid, (table.last_row, best.column), best.label)
    return best


def _table_is_part(grid: Grid, table: RawTable, reference: Reference) -> bool:
    return _title_part(grid, table, reference) is not None


def _title_part(grid: Grid, table: RawTable, reference: Reference) -> str | None:
    """The title right above or the sheet's name that says that the table is about a part of the year."""
    for text in (*table.titles[-2:], grid.name):
        if words_of.holds("title.part_of_year", text, reference) and not words_of.holds(
            "period.whole", text, reference
        ):
            return text
    return None
