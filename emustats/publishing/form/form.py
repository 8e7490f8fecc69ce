"""Write the standard form, blank or filled from tidy rows.

XlsxWriter and not openpyxl: it stores the results beside the formulas, so that a total can be read
without recalculation, and the same rows always give the same bytes.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from emustats.dates import format_date, parse_date
from emustats.errors import UsageError
from emustats.labels import value_label
from emustats.publishing.form.cover import write_guide, write_info, write_lists
from emustats.publishing.form.layout import FORM_SHEETS, FORM_VERSION, NOT_APPLICABLE, TOTAL, FormSheet
from emustats.publishing.form.pages import Page, add_choices, add_form_page, add_signature, column_of, lines_needed
from emustats.publishing.saving import replacing
from emustats.reference import Reference, load
from emustats.reference.names import award_name
from emustats.schema import BASES, KINDS, LEVELS, STATES

# Workbooks carry a fixed date of creation, so that equal content gives equal bytes.
CREATED = datetime.datetime(2019, 1, 1)

FORM_RECIPIENTS = ("collective", "individual", "household")
_AT_LEAST = value_label("kind", "at_least")
_YES_NO = {1.0: "Có", 0.0: "Không"}

Row = Mapping[str, object]


def write_form(
    out: str | Path,
    *,
    info: Mapping[str, object],
    reference: Reference | None = None,
    blank: bool = False,
    plain: bool = False,
    **tables: object,
) -> Path:
    """Write the standard form, version 1, to ``out`` (.xlsx) and return the path.

    ``info``: unit_id, cluster_id, year, as_of (date), status (provisional, final), headcount, and
    optionally unit (the name as it shall stand there; default the registered name), cluster, and note
    (a mark such as "SỐ LIỆU MINH HỌA", shown on every sheet). ``tables``: awards, recipients, targets,
    scores, nominations, each a frame of ``schema.py`` or an iterable of mappings with some of its
    columns; a table left out gives an empty sheet. Beside the tidy columns, lines may carry ``remark``
    and, in recipients, ``name``. Where a number is NA the text of the row is written. ``blank`` adds
    empty lines to fill in; ``plain`` leaves out drop-downs and instructions. Reading the workbook back gives the same rows.

    Raises UsageError for an unknown table, and for awards whose recipient is ``unknown``: the form has
    no column for them. Layout: docs/dictionary.md.

    >>> write_form("unit.xlsx", info={"unit_id": "bca-van-phong", "year": 2019}, awards=[
    ...     {"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "award_count": 2},
    ... ])  # doctest: +SKIP
    """
    known = [sheet.table for sheet in FORM_SHEETS]
    unknown = sorted(set(tables) - set(known))
    if unknown:
        raise UsageError(f"Biểu mẫu không có bảng {', '.join(unknown)}; các bảng: {', '.join(known)}.")
    reference = reference or load()
    with replacing(out) as temporary:
        workbook = xlsxwriter.Workbook(
            temporary,
            {"default_format_properties": {"font_name": "Times New Roman", "font_size": 12}},
        )
        workbook.set_properties({"title": "Biểu báo cáo thi đua, khen thưởng", "created": CREATED})
        lists = choices(reference)
        write_info(workbook, {"form_version": FORM_VERSION, **info}, reference, {} if plain else lists)
        for sheet in FORM_SHEETS:
            lines = _lines(sheet.table, records(tables.get(sheet.table, ())), reference)
            page = add_form_page(workbook, sheet, info, reference)
            spare = sheet.blank_rows if blank else 0 if lines else 3
            _write_lines(page, sheet, lines, spare)
            if not plain:
                add_choices(page, sheet, lists, len(lines) + spare)
        if not plain:
            write_guide(workbook, info)
            write_lists(workbook, lists)
        workbook.close()
    return Path(out)


def choices(reference: Reference) -> dict[str, list[str]]:
    """The texts offered by the drop-down lists, by list name; awards with classes once a class."""
    awards = []
    for code, award in reference.awards.items():
        classes = getattr(award, "classes", ()) or ()
        awards += [award_name(reference, code, each) for each in classes] or [award_name(reference, code)]
    return {
        "award": awards,
        "level": [value_label("level", each) for each in LEVELS],
        "basis": [value_label("basis", each) for each in BASES],
        "state": [value_label("state", each) for each in STATES],
        "recipient": [value_label("recipient", each) for each in FORM_RECIPIENTS],
        "kind": [value_label("kind", each) for each in KINDS],
        "cluster_id": list(reference.cluster_ids),
    }


def records(rows: object) -> list[dict[str, object]]:
    """The rows of a frame, or of an iterable of mappings, as dicts without their missing values."""
    if hasattr(rows, "to_dict"):
        rows = rows.to_dict("records")
    return [{key: value for key, value in row.items() if _is_present(value)} for row in rows]


def _is_present(value: object) -> bool:
    # By name, so that plain rows need no pandas.
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return False
    return not (isinstance(value, float) and math.isnan(value))


def _lines(table: str, rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    makers = {
        "awards": _award_lines,
        "recipients": _recipient_lines,
        "targets": _target_lines,
        "scores": _score_lines,
        "nominations": _nomination_lines,
    }
    lines = makers[table](rows, reference)
    for number, line in enumerate(lines, 1):
        line.setdefault("no", number)
    return lines


def _award_text(row: Row, reference: Reference) -> str:
    if row.get("award_text"):
        return str(row["award_text"])
    return award_name(reference, row["award_code"], row.get("award_class")) if row.get("award_code") else ""


def _label(row: Row, column: str) -> str | None:
    value = row.get(column)
    return value_label(column, value) if value and value != "unknown" else None


def _level(row: Row, reference: Reference) -> str | None:
    award = reference.awards.get(row.get("award_code"))
    return value_label("level", award.level) if award else None


def _award_lines(rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    lines: dict[tuple, list[dict[str, object]]] = {}
    ordered = []
    for row in rows:
        recipient = row.get("recipient", "unknown")
        if recipient not in FORM_RECIPIENTS:
            raise UsageError(
                f"Biểu mẫu chuẩn không có cột cho đối tượng “{recipient}”: {_award_text(row, reference)}. "
                "Hãy ghi rõ tập thể, cá nhân hay hộ gia đình trước khi ghi vào biểu."
            )
        key = (_award_text(row, reference), row.get("basis"), row.get("state"), row.get("remark"))
        line = next((each for each in lines.get(key, ()) if recipient not in each), None)
        if line is None:
            line = {
                "award": _award_text(row, reference),
                "level": _level(row, reference),
                "basis": _label(row, "basis"),
                "state": _label(row, "state"),
                "remark": row.get("remark"),
            }
            lines.setdefault(key, []).append(line)
            ordered.append(line)
        is_text = bool(row.get("is_approximate")) or "award_count" not in row
        line[recipient] = row.get("text") if is_text and row.get("text") else row.get("award_count")
    return ordered


def _recipient_lines(rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    return [
        {
            "name": row.get("name") or row.get("text"),
            "recipient": _label(row, "recipient"),
            "award": _award_text(row, reference),
            "state": _label(row, "state"),
            "decision_no": row.get("decision_no"),
            "decision_date": parse_date(row.get("decision_date")) or row.get("decision_date"),
            "remark": row.get("remark"),
        }
        for row in rows
    ]


def _target_lines(rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    return [
        {
            "no": int(row["target_no"]) if str(row.get("target_no", "")).isdigit() else row.get("target_no", number),
            "title": row.get("title"),
            "measure": row.get("measure"),
            "kind": _label(row, "kind"),
            "planned": _target_value(row, "planned", "planned_text"),
            "planned_adjusted": _target_value(row, "planned_adjusted", "planned_adjusted_text"),
            "actual": _target_value(row, "actual", "text"),
            "self_assessed": row.get("self_assessed"),
            "remark": row.get("remark"),
        }
        for number, row in enumerate(rows, 1)
    ]


def _target_value(row: Row, field: str, text_field: str) -> object:
    if row.get("kind") == "yes_no" and row.get(field) in _YES_NO:
        return _YES_NO[row[field]]
    value = row.get(field, row.get(text_field))
    # The form is filled in by people: a date is shown the way they write it.
    date = parse_date(value) if row.get("kind") == "by_date" and value is not None else None
    return format_date(date) if date else value


def _score_lines(rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    fields = ("criterion", "max_points", "self_points", "cross_points", "cluster_points", "remark")
    return [{field: row.get(field) for field in fields} for row in rows]


def _nomination_lines(rows: list[dict[str, object]], reference: Reference) -> list[dict[str, object]]:
    return [
        {
            "award": _award_text(row, reference),
            "recipient": _label(row, "recipient"),
            "nominated_count": row.get("nominated_count"),
            "votes": row.get("votes"),
            "remark": row.get("remark"),
        }
        for row in rows
    ]


def _write_lines(page: Page, sheet: FormSheet, lines: list[dict[str, object]], spare: int) -> None:
    first = page.first_row
    filler = [{"no": len(lines) + n} for n in range(1, spare + 1)]
    for row, line in enumerate([*lines, *filler], first):
        deepest = max(lines_needed(str(line.get(column.field) or ""), column.width) for column in sheet.columns)
        page.sheet.set_row(row, max(20, 15.5 * deepest + 4))
        for position, column in enumerate(sheet.columns):
            if column.kind == "ratio":
                _write_ratio(page, sheet, row, line)
            else:
                page.write(row, position, line.get(column.field), column.kind)
    last = first + len(lines) + spare - 1
    if sheet.totals:
        page.sheet.set_row(last + 1, 20)
        page.write(last + 1, 0, None, "total_text")
        page.write(last + 1, 1, TOTAL, "total_text")
        for position, column in enumerate(sheet.columns[2:], 2):
            if column.field in sheet.totals:
                span = f"{xl_rowcol_to_cell(first, position)}:{xl_rowcol_to_cell(last, position)}"
                numbers = [line.get(column.field) for line in lines]
                total = sum(number for number in numbers if isinstance(number, int | float))
                page.formula(last + 1, position, f"=SUM({span})", "total_" + column.kind, total)
            else:
                page.write(last + 1, position, None, "total_text")
    if sheet.signed:
        add_signature(page, sheet, last + 3)


def _write_ratio(page: Page, sheet: FormSheet, row: int, line: Row) -> None:
    planned, adjusted, actual, kind = (
        xl_rowcol_to_cell(row, column_of(sheet, field)) for field in ("planned", "planned_adjusted", "actual", "kind")
    )
    plan = f'IF({adjusted}="",{planned},{adjusted})'
    formula = (
        f'=IF(AND({kind}="{_AT_LEAST}",ISNUMBER({actual}),N({plan})>0),ROUND({actual}/{plan}*100,1),"{NOT_APPLICABLE}")'
    )
    base = line.get("planned") if line.get("planned_adjusted") is None else line.get("planned_adjusted")
    result = line.get("actual")
    has_rate = (
        line.get("kind") == _AT_LEAST and isinstance(base, int | float) and base > 0 and isinstance(result, int | float)
    )
    page.formula(row, column_of(sheet, "ratio"), formula, "ratio", round(result / base * 100, 1) if has_rate else "-")
