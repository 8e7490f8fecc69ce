"""The statutory forms of the Ministry of Home Affairs, filled from the same tally as everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats import schema
from emustats.errors import UsageError
from emustats.reference import load
from emustats.reference.reporting import StatutoryForm, StatutoryLine, statutory_forms
from emustats.statistics.awards import tally
from emustats.statistics.conforming import reference_of
from emustats.statistics.grouping import By

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference

_TOTAL = "Tổng số"


def statutory_form(
    awards: pd.DataFrame, *, form: str, state: By | None = None, reference: Reference | None = None
) -> pd.DataFrame:
    """Fill a form: 0602.N or 0603.N (Circular 2/2023/TT-BNV), 0702.N or 0703.N (Circular 03/2018/TT-BNV).

    One row a line of the form, in its order, with the columns ``code`` (mã số; NA for lines that are not
    in the form), ``line``, ``breakdown`` (which of the alternative breakdowns of the total the line belongs
    to; NA for the total), ``unit_of_count``, ``Tổng số``, and one column for each column of the form (Int64).
    The breakdowns divide the same total: never add lines of two breakdowns. Cells that awards cannot
    answer (enterprises, ranks of leaders, the body that submitted) are NA. Counts whose recipient or
    basis is not known get a line outside the form, so that each breakdown still makes up the total.

    Which award goes to which column is data: ``statutory_lines.csv``. Raises UsageError for a form that
    is unknown, or about something that awards do not hold (0601.N, 0701.N count emulation movements).
    """
    import pandas as pd

    reference = reference_of(awards, reference)
    chosen = _form(form, reference)
    column_of = _columns(chosen, reference)
    detail = tally(awards, by=["award_code", "basis"], state=state, reference=reference)
    detail["column"] = detail["award_code"].map(column_of).astype("str")
    inside = detail.dropna(subset=["column"])
    long = inside.melt(
        id_vars=["column", "basis"], value_vars=list(schema.RECIPIENTS), var_name="recipient", value_name="count"
    )
    lines = []
    for line in chosen.lines:
        rows = _matching(long, line)
        lines.append(None if rows is None else rows.groupby("column")["count"].sum(min_count=1))
    result = pd.DataFrame({
        "code": pd.array([line.code or None for line in chosen.lines], dtype="str"),
        "line": pd.array([line.label for line in chosen.lines], dtype="str"),
        "breakdown": pd.array([line.breakdown or None for line in chosen.lines], dtype="str"),
        "unit_of_count": pd.array([line.unit_of_count or None for line in chosen.lines], dtype="str"),
    })  # fmt: skip
    names = [column.label for column in chosen.columns]
    cells = {column.label: [_cell(counts, column) for counts in lines] for column in chosen.columns}
    body = pd.DataFrame({name: pd.array(cells[name], dtype="Int64") for name in names})
    result[_TOTAL] = body.sum(axis=1, min_count=1).astype("Int64")
    outside = result["code"].isna() & result[_TOTAL].fillna(0).eq(0)
    return pd.concat([result, body], axis=1)[~outside].reset_index(drop=True)


def _form(form: str, reference: Reference | None) -> StatutoryForm:
    known = statutory_forms(reference)
    if form not in known:
        raise UsageError(f"Không có biểu {form}. Các biểu: {', '.join(known)}.")
    if known[form].not_filled:
        filled = [name for name, each in known.items() if not each.not_filled]
        raise UsageError(
            f"Không điền được biểu {form}: {known[form].not_filled}. Các biểu điền được: {', '.join(filled)}."
        )
    return known[form]


def _columns(form: StatutoryForm, reference: Reference | None) -> dict[str, str]:
    """Award code → column: codes named by a column first, then columns that take a whole level."""
    named = {code: column.label for column in form.columns for code in column.rule if not code.startswith("level:")}
    by_level = {rule[6:]: column.label for column in form.columns for rule in column.rule if rule.startswith("level:")}
    rest = {
        code: by_level[award.level] for code, award in (reference or load()).awards.items() if award.level in by_level
    }
    return rest | named


def _matching(long: pd.DataFrame, line: StatutoryLine) -> pd.DataFrame | None:
    """The counts that a line adds up; None for a line that awards cannot answer."""
    if not line.rule:
        return None
    kind, _, value = line.rule[0].partition(":")
    if kind == "all":
        return long
    return long[long[kind].isna() if value == "" else long[kind].eq(value).fillna(False)]


def _cell(counts: pd.Series | None, column: StatutoryLine) -> int | None:
    if counts is None or not column.rule:
        return None
    import pandas as pd

    value = counts.get(column.label, 0)
    return None if pd.isna(value) else int(value)
