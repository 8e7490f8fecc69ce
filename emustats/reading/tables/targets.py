"""Target tables to tidy rows: kinds, plans and results, percentages on one scale."""

from __future__ import annotations

import re
from typing import NamedTuple

from emustats.dates import parse_date
from emustats.numbers import parse_number, parse_range
from emustats.reading.sheet.grid import Grid, address, key_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_plain_total
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.readout import Readout, fix, plain_text, report
from emustats.reading.tables.records import TargetRow
from emustats.text import clean, match_key, parse_kind, parse_yes_no

_PERCENT_WORDS = tuple(map(match_key, ("phần trăm", "tỷ lệ")))
_LESS_IS_BETTER = tuple(
    map(
        match_key,
        (
            "vi phạm",
            "kỷ luật",
            "tai nạn",
            "khiếu nại",
            "tố cáo",
            "đơn thư",
            "tội phạm",
            "phạm pháp",
            "tồn đọng",
            "sai phạm",
            "thương vong",
            "tử vong",
            "trễ hạn",
            "quá hạn",
        ),
    )
)
_SIGN = re.compile(r"(?:[≥≤⩾⩽<>]=?|=[<>]?)(?=\s*\d)")
_NONE_AT_ALL = tuple(map(match_key, ("không để xảy ra", "không có", "không để", "không xảy ra", "không phát sinh")))


class Value(NamedTuple):
    """One value of a target: the number it holds (if it holds one), its text, and whether it carries a % sign."""

    number: float | None
    text: str | None
    cell: str | None
    is_percent: bool
    is_fraction: bool


_NO_VALUE = Value(None, None, None, False, False)


def read_targets(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Target rows of one table; returns how many it gave."""
    title_column = table.column("title")
    columns = {role: table.column(role) for role in ("planned", "planned_adjusted", "actual")}
    rows = []
    for row in table.body:
        title = _title(out, grid, row, title_column)
        if title is None or is_plain_total(title):
            continue
        if not any((row, c) in grid.at for c in columns.values() if c is not None):
            if not _holds(grid, row, (table.column("kind"), table.column("measure"))):
                continue
        rows.append((row, title))
    comma_thousands = _comma_rule(grid, [c for c in columns.values() if c is not None], [r for r, _ in rows])
    before = len(out.rows["targets"])
    numbers = {row.target_no for row in out.rows["targets"] if row.sheet == grid.name}
    for position, (row, title) in enumerate(rows, 1):
        _target(
            out, grid, table, row, title, columns, comma_thousands=comma_thousands, position=position, numbers=numbers
        )
    return len(out.rows["targets"]) - before


def _title(out: Readout, grid: Grid, row: int, column: int | None) -> str | None:
    index = grid.at.get((row, column)) if column is not None else None
    if index is None or grid.kinds[index] != "t":
        return None
    return plain_text(out, grid, row, column, log=True)


def _holds(grid: Grid, row: int, columns: tuple[int | None, ...]) -> bool:
    return any(c is not None and (row, c) in grid.at for c in columns)


def _comma_rule(grid: Grid, columns: list[int], rows: list[int]) -> bool | None:
    """What the comma means in these columns, when another text in them leaves no doubt."""
    for row in rows:
        for column in columns:
            index = grid.at.get((row, column))
            text = grid.texts[index] if index is not None else None
            if text and "," in text:
                found = parse_number(text)
                if "decimal_comma" in found.rules:
                    return False
                if "thousands_comma" in found.rules:
                    return True
    return None


def _value(
    out: Readout, grid: Grid, row: int, column: int | None, kind: str | None, comma_thousands: bool | None
) -> Value:
    index = grid.at.get((row, column)) if column is not None else None
    if index is None:
        return _NO_VALUE._replace(cell=address(row, column) if column is not None else None)
    text, cell, letter = text_at(grid, index), address(row, column), grid.kinds[index]
    if letter == "n":
        value = grid.values[index]
        shown = index in grid.percent
        return Value(round(value * 100, 10) if shown else value, text, cell, shown, not shown)
    if letter in "eu":
        report(out, "error_cell" if letter == "e" else "formula_without_value", grid, (row, column), text)
        return Value(None, None, cell, False, False)
    if letter == "d":
        day = parse_date(grid.values[index])
        return Value(None, day.strftime("%d/%m/%Y") if day else text, cell, False, False)
    if letter == "b":
        return Value(float(grid.values[index]), text, cell, False, False)
    text = text.strip()
    if kind == "yes_no":
        answer = parse_yes_no(text)
        if answer is not None:
            return Value(float(answer), text, cell, False, False)
    if kind == "range" and parse_range(text) or kind == "by_date":
        return Value(None, text, cell, "%" in text, False)
    number = parse_number(text, comma_thousands=comma_thousands, reduction=kind == "reduce_pct")
    if number.mark == "number":
        for rule in number.rules:
            if rule not in ("percent_sign", "unit_word", "bound_word", "spaces"):
                fix(out, rule, grid, (row, column), text, f"{number.value:g}")
        return Value(number.value, text, cell, number.is_percent, False)
    if number.mark == "ambiguous":
        report(out, "count_ambiguous", grid, (row, column), text)
    elif number.mark == "none_word":
        return Value(0.0 if kind in ("at_most", "exactly") else None, text, cell, False, False)
    elif number.mark == "text" and kind not in ("yes_no", "by_date", "range"):
        answer = parse_yes_no(text)
        if answer is not None and kind is None:
            return Value(float(answer), text, cell, False, False)
        report(out, "value_not_readable", grid, (row, column), text)
    return Value(None, text, cell, False, False)


def _target(
    out: Readout,
    grid: Grid,
    table: RawTable,
    row: int,
    title: str,
    columns: dict[str, int | None],
    *,
    comma_thousands: bool | None,
    position: int,
    numbers: set[str],
) -> None:
    kind = _kind(out, grid, table, row, title, columns)
    measure = plain_text(out, grid, row, table.column("measure"), log=False)
    values = {role: _value(out, grid, row, column, kind, comma_thousands) for role, column in columns.items()}
    if kind not in ("yes_no", "by_date", None) or kind is None:
        values = _scaled(out, grid, row, columns, values, measure, title)
    own = plain_text(out, grid, row, table.column("number"), log=False)
    number = own if own and own not in numbers else str(position)
    while number in numbers:
        number = f"{number}'"
    numbers.add(number)
    planned, adjusted, actual = values["planned"], values["planned_adjusted"], values["actual"]
    out.rows["targets"].append(
        TargetRow(
            grid.name,
            actual.cell or planned.cell,
            actual.text,
            number,
            title,
            measure,
            kind,
            planned.number,
            planned.text,
            planned.cell,
            adjusted.number,
            adjusted.text,
            adjusted.cell,
            actual.number,
            plain_text(out, grid, row, table.column("self_assessed"), log=False),
        )
    )


def _kind(
    out: Readout, grid: Grid, table: RawTable, row: int, title: str, columns: dict[str, int | None]
) -> str | None:
    column = table.column("kind")
    text = plain_text(out, grid, row, column, log=False)
    if text:
        kind = parse_kind(text)
        if kind is None:
            report(out, "kind_unknown", grid, (row, column), text)
        return kind
    plan = None
    measure = plain_text(out, grid, row, table.column("measure"), log=False) or ""
    is_reduction = key_of(title).startswith("giam") and ("%" in measure or "%" in title)
    for role in ("planned_adjusted", "planned"):
        index = grid.at.get((row, columns[role])) if columns[role] is not None else None
        if index is not None:
            plan = (index, text_at(grid, index))
            break
    place = (row, table.column("title"))
    if plan is not None:
        index, shown = plan
        if grid.kinds[index] == "d":
            return "by_date"
        if grid.texts[index] is not None:
            if parse_range(shown):
                return "range"
            if parse_yes_no(shown) is not None and parse_number(shown).mark != "number":
                return "yes_no"
            sign = _SIGN.match(clean(shown))
            bound = parse_kind(sign[0] if sign else shown)
            if bound == "at_least" and is_reduction:
                bound = "reduce_pct"
            if bound is not None:
                return bound
            if parse_date(shown) is not None and parse_number(shown).mark != "number":
                return "by_date"
    key = key_of(title)
    if key.startswith(_NONE_AT_ALL):
        return "at_most"
    if is_reduction:
        report(out, "kind_assumed", grid, place)
        fix(out, "kind_assumed", grid, place, "", "reduce_pct")
        return "reduce_pct"
    if key.startswith("giam") or any(word in key for word in _LESS_IS_BETTER):
        report(out, "kind_unclear", grid, place, title)
        return None
    report(out, "kind_assumed", grid, place)
    fix(out, "kind_assumed", grid, place, "", "at_least")
    return "at_least"


def _scaled(
    out: Readout,
    grid: Grid,
    row: int,
    columns: dict[str, int | None],
    values: dict[str, Value],
    measure: str | None,
    title: str,
) -> dict[str, Value]:
    """Bring the values of a target in per cent to one scale: 0.95, 95, "95%" are all 95."""
    in_percent = (
        "%" in title
        or any(v.is_percent for v in values.values())
        or (measure is not None and ("%" in measure or key_of(measure).startswith(_PERCENT_WORDS)))
    )
    if not in_percent:
        return values
    held = [(role, v) for role, v in values.items() if v.number is not None]
    signed = [v for _, v in held if v.is_percent]
    fractions = [(role, v) for role, v in held if v.is_fraction and 0 < v.number <= 1]
    others = [v for _, v in held if not v.is_percent and (not v.is_fraction or v.number > 1)]
    if not fractions:
        return values
    scaled = dict(values)
    certain = not others and (all(v.number > 1 for v in signed) or not signed)
    for role, value in fractions:
        place = (row, columns[role])
        if certain:
            scaled[role] = value._replace(number=round(value.number * 100, 10))
            fix(out, "percent_fraction", grid, place, value.text, f"{scaled[role].number:g}")
        else:
            report(out, "percent_unclear", grid, place, value.text)
            scaled[role] = value._replace(number=None)
    return scaled
