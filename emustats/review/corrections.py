"""Corrections people make by hand: lines of ``data/corrections.csv`` applied to a Dataset, each leaving a trace."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from emustats import schema
from emustats.errors import CorrectionError
from emustats.review.checks import CODES, OF_NUMBERS, check
from emustats.statistics.selection import NUMBERS

ACTIONS = ("correct", "acknowledge")
COLUMNS = (
    "id", "action", "path", "sheet", "cell", "unit_id", "year", "code", "expects", "value", "reason", "who", "date",
)  # fmt: skip
# votes have no address of their own: the cell of a nomination is that of its count
_WITHOUT_ADDRESS = ("votes",)
_WHERE = ("sheet", "cell", "unit_id", "year")


class Correction(NamedTuple):
    """One line of the file. ``path`` is a path relative to the folder, or a submission_id; "" fits any.

    ``unit_id`` and ``year`` single out a finding that belongs to no cell, such as a unit that has not reported.
    """

    id: str
    action: str
    path: str
    sheet: str
    cell: str
    unit_id: str
    year: str
    code: str
    expects: str
    value: str
    reason: str
    who: str
    date: str
    source: str  # file and line, for messages


def read(path: str | Path) -> tuple[Correction, ...]:
    """Read a corrections file (UTF-8 CSV, the columns of ``COLUMNS``; others are ignored).

    Lines without an id whose first cell starts with "#" are remarks. Raises CorrectionError naming file and
    line: a missing column, a repeated id, an unknown action, no reason or name, or a correction without cell.

    >>> read("data/corrections.csv")  # doctest: +SKIP
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
            if lacking:
                raise CorrectionError(f"{path}, dòng 1: thiếu cột {', '.join(lacking)}. Cần đủ: {', '.join(COLUMNS)}.")
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorrectionError(f"Không đọc được tệp hiệu chỉnh {path}: {error}.") from error
    found: dict[str, Correction] = {}
    for number, row in rows:
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        if not any(cells.values()) or cells["id"].startswith("#"):
            continue
        line = Correction(**cells, source=f"{path}, dòng {number}")
        _validate(line, found)
        found[line.id] = line
    return tuple(found.values())


def apply(data: Any, corrections: Iterable[Correction] | str | Path) -> Any:
    """A new Dataset with the corrections carried out; ``data`` itself stays as it is.

    * ``correct`` replaces the number at ``sheet``, ``cell`` of the workbook: the count of an award or nomination, the
      result, plan or adjusted plan of a target, or the points of a criterion. ``expects`` is the value it replaces
      ("" for NA); ``value`` "" makes the number NA. ``text`` keeps what the workbook says.
    * ``acknowledge`` keeps a finding (``code``, with path, sheet and cell where given) but lowers it to a note that
      carries the reason. A ``correct`` line settles the findings of its cell in the same way, and the finding whose
      code it names wherever that stands.

    Numbers are corrected first, in the order of the lines. What ``emustats.review.checks`` says about numbers is then said
    anew, so that a corrected number no longer shows its old finding, and a wrong correction shows a new one; totals
    printed in a workbook are compared when it is read, and are acknowledged by a line of their own.

    Every line adds a row to ``fixes`` (rule "correction:<id>"). Raises CorrectionError naming file and line when a
    line matches nothing, more than one number, or another value than it expects: then the workbook has changed and
    the line must be looked at again.

    >>> apply(data, "data/corrections.csv").fixes.tail(1)  # doctest: +SKIP
    """
    lines = read(corrections) if isinstance(corrections, (str, Path)) else tuple(corrections)
    if not lines:
        return data
    tables = {name: getattr(data, name).copy() for name in NUMBERS}
    ids, paths = _identities(data.submissions)
    fixes = {}
    for line in lines:
        if line.action == "correct":
            fixes[line.id] = _correct(tables, line, ids.get(line.path, {line.path}))
    before = pd.DataFrame(data.problems)
    stale = before["code"].isin(OF_NUMBERS) & before["severity"].ne("note")
    told = before[~stale] if len(fixes) else before
    corrected = dataclasses.replace(data, **tables, problems=told)
    problems = pd.concat([told, check(corrected)], ignore_index=True)
    for line in lines:
        submissions = ids.get(line.path, {line.path}) if line.path else None
        if line.action == "correct":
            _settle(problems, _findings_at(problems, line, submissions or set()), line)
        if line.code:
            fixes.setdefault(line.id, _acknowledge(problems, before, line, submissions))
    problems = problems.loc[worst_first(problems["severity"])].reset_index(drop=True)
    rows = [fixes[line.id] for line in lines]
    added = schema.build("fixes", {name: [row[name] for row in rows] for name in rows[0]})
    added["path"] = added["submission_id"].map(paths)
    return dataclasses.replace(corrected, problems=problems, fixes=pd.concat([data.fixes, added], ignore_index=True))


def worst_first(severity: pd.Series) -> pd.Index:
    """The index of findings, errors before warnings before notes, otherwise in the order that they have."""
    places = severity.map(schema.SEVERITY_RANK)
    return places.sort_values(kind="stable").index


def _validate(line: Correction, earlier: dict[str, Correction]) -> None:
    lacking = [name for name in ("id", "reason", "who", "date") if not getattr(line, name)]
    if line.action == "correct":
        lacking += [name for name in ("path", "sheet", "cell") if not getattr(line, name)]
    elif line.action == "acknowledge":
        lacking += [] if line.code else ["code"]
    else:
        raise CorrectionError(f"{line.source}: action “{line.action}” không có; chọn {' hoặc '.join(ACTIONS)}.")
    if lacking:
        raise CorrectionError(f"{line.source}: chưa ghi {', '.join(lacking)}.")
    if line.id in earlier:
        raise CorrectionError(f"{line.source}: mã {line.id} đã dùng ở {earlier[line.id].source}.")
    if line.action == "correct":
        _number(line, line.expects)
        _number(line, line.value)


def _number(line: Correction, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise CorrectionError(
            f"{line.source}: “{text}” không phải là số. Ghi số theo kiểu máy tính, ví dụ 1750 hoặc 92.5."
        ) from None


def _identities(submissions: pd.DataFrame) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Submission ids by path, and the path of each submission id."""
    known = submissions.dropna(subset=["submission_id", "path"])
    pairs = list(zip(known["path"], known["submission_id"], strict=True))
    ids: dict[str, set[str]] = {}
    for path, submission in pairs:
        ids.setdefault(path, set()).add(submission)
    return ids, {submission: path for path, submission in pairs}


def _correct(tables: dict[str, pd.DataFrame], line: Correction, submissions: set[str]) -> dict[str, str | None]:
    here, seen = [], []
    expected, value = _number(line, line.expects), _number(line, line.value)
    for name, numbers in NUMBERS.items():
        table = tables[name]
        for column, address in numbers.items():
            if column in _WITHOUT_ADDRESS:
                continue
            at = table["submission_id"].isin(submissions) & table["sheet"].eq(line.sheet)
            at &= table[address].eq(line.cell) if address in table.columns else False
            current = table.loc[at, column]
            seen += list(current)
            same = current.isna() if expected is None else current.eq(expected).fillna(False)
            here += [(name, column, index) for index in current.index[same.to_numpy(dtype=bool)]]
    where = f"{line.source} ({line.id}): {line.path}, trang “{line.sheet}”, ô {line.cell}"
    if not seen:
        raise CorrectionError(f"{where} không có con số nào. Kiểm tra lại đường dẫn, tên trang và địa chỉ ô.")
    if not here:
        found = ", ".join(_shown(v) for v in seen)
        raise CorrectionError(f"{where} hiện là {found}, không phải {_shown(expected)} như dòng này mong đợi.")
    if len(here) > 1:
        raise CorrectionError(f"{where} cho {len(here)} con số như nhau; không rõ phải sửa số nào.")
    [(name, column, index)] = here
    if value is not None and tables[name][column].dtype == "Int64" and value != int(value):
        raise CorrectionError(f"{where} là một số đếm, không nhận giá trị {line.value}.")
    tables[name].loc[index, column] = pd.NA if value is None else value
    row = tables[name].loc[index]
    return _fix(line, row["submission_id"], _shown(expected), _shown(value))


def _findings_at(problems: pd.DataFrame, line: Correction, submissions: set[str]) -> pd.Series:
    """The findings about the very cell that a line corrects."""
    at = problems["submission_id"].isin(submissions) & problems["sheet"].eq(line.sheet) & problems["cell"].eq(line.cell)
    return at.fillna(False).astype(bool) & ~problems["code"].isin(CODES)


def _matching(problems: pd.DataFrame, line: Correction, submissions: set[str] | None) -> pd.Series:
    """The findings that a line names."""
    at = problems["code"].eq(line.code)
    if submissions is not None:
        at &= problems["submission_id"].isin(submissions) | problems["path"].eq(line.path)
    # a finding of the whole that a correction names stands elsewhere: at a list, or at no cell
    places = ("unit_id", "year") if line.action == "correct" and line.code in CODES else _WHERE
    for column in places:
        if getattr(line, column):
            at &= problems[column].astype("str").eq(getattr(line, column))
    if line.action == "acknowledge" and line.expects:
        at &= problems["value"].eq(line.expects)
    return at.fillna(False).astype(bool)


def _settle(problems: pd.DataFrame, at: pd.Series, line: Correction) -> None:
    """Lower findings to notes that carry the reason, once."""
    at = at & problems["severity"].ne("note")
    problems.loc[at, "severity"] = "note"
    problems.loc[at, "message_vi"] += f" Đã xác nhận ({line.who}, {line.date}): {line.reason}."
    problems.loc[at, "message_en"] += f" Acknowledged ({line.who}, {line.date}): {line.reason}."


def _acknowledge(
    problems: pd.DataFrame, before: pd.DataFrame, line: Correction, submissions: set[str] | None
) -> dict[str, str | None]:
    at = _matching(problems, line, submissions)
    if not at.any():
        if line.action == "correct" and _matching(before, line, submissions).any():
            return {}  # settled by the correction itself
        raise CorrectionError(f"{line.source} ({line.id}): không có phát hiện “{line.code}” nào ứng với dòng này.")
    first = problems.loc[at].iloc[0]
    _settle(problems, at, line)
    return _fix(line, first["submission_id"], f"{line.code}: {first['severity']}", f"{line.code}: note") | {
        "sheet": first["sheet"],
        "cell": first["cell"],
    }


def _fix(line: Correction, submission: str, before: str, after: str) -> dict[str, str | None]:
    return {
        "rule": f"correction:{line.id}",
        "submission_id": submission,
        "sheet": line.sheet,
        "cell": line.cell,
        "before": before,
        "after": after,
    }


def _shown(value: float | None) -> str:
    if value is None or pd.isna(value):
        return "NA"
    return str(int(value)) if float(value).is_integer() else str(float(value))
