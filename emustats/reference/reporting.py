"""Rules of reporting that people may edit without Python: highlighted awards, statutory forms, niên hạn medals.

``highlights.csv`` names the awards of the “trong đó” clause, several codes of one row being one
combined figure; ``statutory_forms.csv`` and ``statutory_lines.csv`` describe the forms of the Ministry of
Home Affairs; ``length_of_service.csv`` lists awards given for years of service.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from emustats.errors import ReferenceDataError

if TYPE_CHECKING:
    from emustats.reference import Reference

_BUILT_IN = Path(__file__).parent


class Highlight(NamedTuple):
    """One figure of the “trong đó” clause: the award codes it adds up and its name in both languages."""

    award_codes: tuple[str, ...]
    name_vi: str
    name_en: str


class StatutoryLine(NamedTuple):
    """One line or column of a statutory form; ``rule`` says what it counts, empty: not known from awards."""

    code: str
    breakdown: str
    label: str
    unit_of_count: str
    rule: tuple[str, ...]


class StatutoryForm(NamedTuple):
    """One statutory form: its legal base, its lines and columns, and why it cannot be filled, if so."""

    form: str
    circular: str
    title: str
    lines: tuple[StatutoryLine, ...]
    columns: tuple[StatutoryLine, ...]
    not_filled: str


def highlights(reference: Reference | None = None) -> tuple[Highlight, ...]:
    """The figures that the “trong đó” clause of a report names, in their order."""
    rows = sorted(_rows("highlights.csv", _directory(reference)), key=lambda row: int(row["position"]))
    return tuple(Highlight(tuple(row["award_codes"].split("|")), row["name_vi"], row["name_en"]) for row in rows)


def statutory_forms(reference: Reference | None = None) -> dict[str, StatutoryForm]:
    """The forms of Circulars 2/2023/TT-BNV and 03/2018/TT-BNV by number (``0602.N`` …)."""
    directory = _directory(reference)
    parts: dict[tuple[str, str], list[StatutoryLine]] = {}
    for row in _rows("statutory_lines.csv", directory):
        rule = tuple(row["rule"].split("|")) if row["rule"] else ()
        line = StatutoryLine(row["code"], row["breakdown"], row["label_vi"], row["unit_of_count"], rule)
        parts.setdefault((row["family"], row["part"]), []).append(line)
    return {
        row["form"]: StatutoryForm(
            row["form"],
            row["circular"],
            row["title_vi"],
            tuple(parts.get((row["family"], "line"), ())),
            tuple(parts.get((row["family"], "column"), ())),
            row["not_filled_vi"],
        )
        for row in _rows("statutory_forms.csv", directory)
    }


def length_of_service_awards(reference: Reference | None = None) -> frozenset[str]:
    """Codes of the awards that are given for years of service (niên hạn), not for performance."""
    return frozenset(row["award_code"] for row in _rows("length_of_service.csv", _directory(reference)))


def check(reference: Reference) -> None:
    """Read the files of the user's own folder; ReferenceDataError for a faulty one and for an award not listed."""
    named = {
        "highlights.csv": [code for each in highlights(reference) for code in each.award_codes],
        "statutory_lines.csv": [
            code
            for form in statutory_forms(reference).values()
            for column in form.columns
            for code in column.rule
            if not code.startswith("level:")
        ],
        "length_of_service.csv": length_of_service_awards(reference),
    }
    for name, codes in named.items():
        for code in codes:
            if code not in reference.awards:
                raise ReferenceDataError(
                    f"{Path(_directory(reference) or _BUILT_IN, name)}: mã “{code}” không có trong awards.csv. "
                    "Hãy sửa mã hoặc bổ sung vào awards.csv."
                )


def _directory(reference: Reference | None) -> str | None:
    folder = getattr(reference, "directory", None)
    return None if folder is None else str(folder)


def _rows(name: str, directory: str | None) -> tuple[dict[str, str], ...]:
    """The rows of a file; a file of the same name in the user's own reference folder replaces it whole."""
    path = Path(directory, name) if directory else _BUILT_IN / name
    if not path.is_file():
        path = _BUILT_IN / name
    return _rows_of(name, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _rows_of(name: str, path: Path, changed: int) -> tuple[dict[str, str], ...]:
    """The rows of a file, read again once it has ``changed``: notebooks outlive edits."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = tuple(reader)
    with (_BUILT_IN / name).open(encoding="utf-8-sig", newline="") as file:
        expected = next(csv.reader(file))
    if list(reader.fieldnames or ()) != expected:
        raise ReferenceDataError(f"{path}, dòng 1: các cột phải là {', '.join(expected)}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ReferenceDataError(f"{path}, dòng {number}: số ô không khớp với dòng tiêu đề")
    return rows
