"""Where a figure comes from: the cells of the workbooks behind it, and the figures that a cell feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats import schema
from emustats.errors import UsageError
from emustats.reference import load
from emustats.statistics.awards import tally
from emustats.statistics.conforming import conformed
from emustats.statistics.scores import rank
from emustats.statistics.selection import NUMBERS, counted, matches, select
from emustats.statistics.targets import achievement

if TYPE_CHECKING:
    from emustats.reference import Reference

_ORDER = ["path", "sheet", "_row", "_column"]
_FIGURE = {
    "figure": "str", "cluster_id": "str", "unit_id": "str", "year": "Int64", "award_code": "str", "state": "str",
    "contribution": "Float64", "value": "Float64",
}  # fmt: skip


def trace(
    data: Any, *, table: str = "awards", only_luot: bool = True, reference: Reference | None = None, **filters: Any
) -> pd.DataFrame:
    """The rows behind a figure, each with its workbook, sheet and cell.

    ``table`` is awards, recipients, targets, scores or nominations. ``filters`` name columns of the table; where it
    has an award_code also family, level and authority (of the catalogue), for awards length_of_service, for
    targets result, plan and completion. A value is one value, several in a list, or None for rows where it is NA.
    Without a filter on ``state``, awards and recipients are those that count as lượt, decided and received; awards
    that the catalogue marks as not a lượt are left out unless ``only_luot=False``: exactly the rows that
    ``es.tally`` counts, so the sum of ``award_count`` is its ``total``, and with ``recipient=`` that column.

    Returns ``path``, ``sheet``, ``cell``, ``text`` (as it stood), the numbers of the table (``award_count``; NA
    where the cell holds none), ``fixes`` (the repairs made in that cell, "rule: before → after", joined by "; ";
    "" for none) and the other columns of the table; in order of path, sheet, row and column. Numbers of one row
    that stand in cells of their own have the address beside them (``planned_cell``, ``cluster_cell`` …).

    Raises UsageError for an unknown table or filter.

    >>> es.trace(data, table="awards", cluster_id="bca-donvi-6", year=2019, award_code="BK_TTG")  # doctest: +SKIP
    """
    if table not in NUMBERS:
        raise UsageError(f"Không có bảng “{table}” để truy nguồn; hãy chọn: {', '.join(NUMBERS)}.")
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    rows = select(getattr(data, table), table, filters, reference)
    if "state" in rows.columns:
        rows = counted(rows, reference, any_state="state" in filters, only_luot=only_luot)
    return _addressed(rows, data, table)


def feeds(data: Any, path: str, sheet: str, cell: str, *, reference: Reference | None = None) -> pd.DataFrame:
    """The figures that one cell feeds, largest scope last.

    Returns one row a figure: ``figure`` (awards.total, awards.individual, awards.by_award.total, targets.units_rate,
    targets.targets_rate, targets.completion_mean, scores.points, nominations.count, recipients.lines), the
    scope in ``cluster_id``, ``unit_id`` (NA: the whole cluster), ``year``, ``award_code`` (NA: all awards) and
    ``state`` (NA: decided and received), ``contribution`` (what the cell adds to it; NA where a figure is not a sum
    or the cell holds no number) and ``value`` (the figure as it is now). Empty when the cell feeds nothing: a
    heading, a printed total, a remark. A proposal feeds the tally of proposals, not the lượt.

    Raises UsageError when no workbook of the folder has that path.

    >>> from emustats.review.provenance import feeds
    >>> feeds(data, "2019/bca-donvi-6/bca-van-phong.xlsx", "Khen thưởng", "G8")  # doctest: +SKIP
    """
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    ids = data.submissions.loc[data.submissions["path"].eq(path), "submission_id"].dropna()
    if ids.empty:
        raise UsageError(f"Không có tệp “{path}” trong thư mục đã đọc. Đường dẫn là tương đối, dùng dấu “/”.")
    parts = []
    for table, numbers in NUMBERS.items():
        rows = getattr(data, table)
        rows = rows[rows["submission_id"].isin(ids) & rows["sheet"].eq(sheet)]
        at = pd.Series(False, index=rows.index)
        for address in {"cell", *numbers.values()} & set(rows.columns):
            at |= rows[address].eq(cell)
        for row in rows[at].to_dict("records"):
            parts += _FED[table](data, row, reference)
    figures = pd.DataFrame(parts, columns=list(_FIGURE)).astype(_FIGURE)
    return figures.drop_duplicates(ignore_index=True)


def _addressed(rows: pd.DataFrame, data: Any, table: str) -> pd.DataFrame:
    paths = data.submissions.dropna(subset=["submission_id"]).drop_duplicates("submission_id")
    paths = paths.set_index("submission_id")["path"]
    numbers = NUMBERS[table]
    addresses = [name for name in dict.fromkeys(["cell", *numbers.values()]) if name in rows.columns]
    place = rows["cell"].str.extract(r"^([A-Z]+)(\d+)$")
    result = rows.assign(
        path=rows["submission_id"].map(paths),
        fixes=_fixes_of(rows, data.fixes, addresses),
        _row=pd.to_numeric(place[1]),
        _column=place[0].str.rjust(3),
    )
    first = ["path", "sheet", "cell", "text", *numbers, "fixes"]
    others = [name for name in result.columns if name not in (*first, "_row", "_column")]
    ties = [name for name in ("recipient", "award_code", "state") if name in others]
    return result.sort_values([*_ORDER, *ties], kind="stable", ignore_index=True)[[*first, *others]]


def _fixes_of(rows: pd.DataFrame, fixes: pd.DataFrame, addresses: list[str]) -> pd.Series:
    """The repairs of every cell of a row, as one text."""
    fixes = fixes[fixes["submission_id"].isin(rows["submission_id"])]
    words = fixes["rule"].fillna("") + ": " + fixes["before"].fillna("") + " → " + fixes["after"].fillna("")
    at = [fixes["submission_id"], fixes["sheet"], fixes["cell"]]
    by_cell = words.groupby(at).agg("; ".join)
    texts = pd.Series("", index=rows.index, dtype="str")
    if by_cell.empty or rows.empty:
        return texts
    for address in addresses:
        keys = pd.MultiIndex.from_arrays([rows["submission_id"], rows["sheet"], rows[address]])
        more = pd.Series(by_cell.reindex(keys).fillna("").to_numpy(), index=rows.index, dtype="str")
        joint = pd.Series("; ", index=rows.index, dtype="str").where(texts.ne("") & more.ne(""), "")
        texts = texts + joint + more
    return texts


def _scopes(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The unit's figure, then the cluster's."""
    place = {"cluster_id": row["cluster_id"], "year": row["year"]}
    return [place | {"unit_id": row["unit_id"]}, place]


def _where(frame: pd.DataFrame, scope: dict[str, Any]) -> pd.DataFrame:
    kept = pd.Series(True, index=frame.index)
    for column, value in scope.items():
        kept &= matches(frame[column], value)
    return frame[kept]


def _from_award(data: Any, row: dict[str, Any], reference: Reference) -> list[dict[str, Any]]:
    award = reference.awards.get(row["award_code"])
    if award is not None and not award.counts_as_luot:
        return []
    state = None if row["state"] in schema.COUNTED_STATES else row["state"]
    kind = row["recipient"] if row["recipient"] in schema.RECIPIENTS else "unknown"
    figures = []
    for scope in _scopes(row):
        for code, name in ((None, "awards"), (row["award_code"], "awards.by_award")):
            rows = _where(data.awards, scope if code is None else scope | {"award_code": code})
            counts = tally(rows, by=[], state=state, reference=reference).iloc[0]
            figures += [
                {"figure": f"{name}.{column}", **scope, "award_code": code, "state": state}
                | {"contribution": row["award_count"], "value": counts[column]}
                for column in (kind, "total")
            ]
    return figures


def _from_recipient(data: Any, row: dict[str, Any], reference: Reference) -> list[dict[str, Any]]:
    state = {"state": row["state"]}
    return [
        {"figure": "recipients.lines", **scope, **state, "contribution": 1}
        | {"value": len(_where(data.recipients, scope | state))}
        for scope in _scopes(row)
    ]


def _from_target(data: Any, row: dict[str, Any], reference: Reference) -> list[dict[str, Any]]:
    figures = []
    for scope in _scopes(row):
        reached = achievement(_where(data.targets, scope), by=[]).iloc[0]
        names = ("units_rate", "targets_rate", "completion_mean")
        figures += [{"figure": f"targets.{name}", **scope, "value": reached[name]} for name in names]
    return figures


def _from_score(data: Any, row: dict[str, Any], reference: Reference) -> list[dict[str, Any]]:
    if pd.isna(row["year"]):
        return []
    table = rank(data.scores, cluster=row["cluster_id"], year=row["year"])
    table = table[table["unit_id"].eq(row["unit_id"])]
    return [
        {"figure": "scores.points", **_scopes(row)[0]}
        | {"contribution": row[f"{line['column']}_points"], "value": line["points"]}
        for line in table.to_dict("records")
    ]


def _from_nomination(data: Any, row: dict[str, Any], reference: Reference) -> list[dict[str, Any]]:
    code = {"award_code": row["award_code"]}
    return [
        {"figure": "nominations.count", **scope, **code, "contribution": row["nominated_count"]}
        | {"value": _where(data.nominations, scope | code)["nominated_count"].sum(min_count=1)}
        for scope in _scopes(row)
    ]


_FED = {
    "awards": _from_award,
    "recipients": _from_recipient,
    "targets": _from_target,
    "scores": _from_score,
    "nominations": _from_nomination,
}
