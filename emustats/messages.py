"""What emustats says about a finding: rows of the problems table, worded from ``reference/problem_codes.csv``."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

# A row of the problems table, by column.
Problem = dict[str, Any]

_CODES = Path(__file__).parent / "reference" / "problem_codes.csv"


class ProblemCode(NamedTuple):
    """One kind of finding: its severity, its wording and what to do about it, in both languages."""

    code: str
    severity: str
    message_vi: str
    message_en: str
    advice_vi: str
    advice_en: str


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "" if key.startswith("suggestions") else "…"


@lru_cache(maxsize=1)
def problem_codes() -> dict[str, ProblemCode]:
    """All kinds of finding by code."""
    with _CODES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: ProblemCode(**row) for row in csv.DictReader(file)}


def problem(
    code: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    value: object = None,
    suggestions: Sequence[str] = (),
    **details: Any,
) -> Problem:
    """One row of the problems table, as a dict of its columns.

    ``details`` fill the placeholders of the wording; the keys path, submission_id, cluster_id, unit_id
    and year are also columns of the row. An unknown code raises KeyError: codes are ours, not the user's.
    """
    kind = problem_codes()[code]
    text = None if value is None else str(value)[:200]
    words = _Blank(details, value=text or "", path=details.get("path") or "", sheet=sheet or "", cell=cell or "")
    if suggestions:
        quoted = ", ".join(f"“{name}”" for name in suggestions)
        words["suggestions_vi"] = f" (có thể là {quoted})"
        words["suggestions_en"] = f" (perhaps {quoted})"
    return {
        "severity": kind.severity,
        "code": code,
        "path": details.get("path"),
        "submission_id": details.get("submission_id"),
        "sheet": sheet,
        "cell": cell,
        "cluster_id": details.get("cluster_id"),
        "unit_id": details.get("unit_id"),
        "year": details.get("year"),
        "value": text,
        "message_vi": f"{kind.message_vi}. {kind.advice_vi}.".format_map(words),
        "message_en": f"{kind.message_en}. {kind.advice_en}.".format_map(words),
    }
