"""Target tables to tidy rows: kinds, plans and results, percentages on one scale."""

from __future__ import annotations

from typing import NamedTuple

from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_plain_total
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables import target_words as words_of
from emustats.reading.tables.leftovers import is_number
from emustats.reading.tables.readout import Readout, claim, fix, plain_text, report
from emustats.reading.tables.records import TargetRow
from emustats.reading.tables.target_columns import VALUE_ROLES, Chosen, choose_columns
from emustats.reading.tables.target_kinds import Facts, kind_of, plan_in_title, value_of
from emustats.reading.tables.target_rates import check_rate
from emustats.reading.tables.target_scales import plan_of_sentence, settled
from emustats.reading.tables.target_values import Asked, Value, plan_of, value_at
from emustats.reference import Reference


class Line(NamedTuple):
    """One row of a target table that holds a target: its row, title, and the cell of the title."""

    row: int
    title: str
    place: tuple[int, int]


class Shared(NamedTuple):
    """What all targets of one table share."""

    grid: Grid
    chosen: Chosen
    reference: Reference
    comma_thousands: bool | None
    numbers: set[str]
    all_open: bool
    merged: frozenset[tuple[int, int]]


def read_targets(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Target rows of one table; returns how many it gave."""
    chosen = choose_columns(out, grid, table, words)
    lines = _lines(out, grid, table, chosen, words.reference)
    columns = [column for role in VALUE_ROLES if (column := chosen.column(role)) is not None]
    before = len(out.rows["targets"])
    shared = Shared(
        grid,
        chosen,
        words.reference,
        _comma_rule(grid, columns, [line.row for line in lines]),
        {row.target_no for row in out.rows["targets"] if row.sheet == grid.name},
        _results_are_open(grid, chosen, lines),
        _merged_values(out, grid, chosen, lines),
    )
    for position, line in enumerate(lines, 1):
        _target(out, shared, line, position)
    if shared.all_open:
        _tell_open(out, grid, table, chosen, out.rows["targets"][before:])
    return len(out.rows["targets"]) - before


def _lines(out: Readout, grid: Grid, table: RawTable, chosen: Chosen, reference: Reference) -> list[Line]:
    """The rows that hold targets; rows of titles alone are sections, figures without a title are told."""
    columns = [column for role in VALUE_ROLES if (column := chosen.column(role)) is not None]
    described = [column for role in ("kind", "measure") if (column := chosen.column(role)) is not None]
    lines: list[Line] = []
    for row in table.body:
        place = _title_place(grid, row, chosen.by_role.get("title", ()))
        values = [column for column in columns if (row, column) in grid.at]
        title = plain_text(out, grid, *place, log=place[0] == row) if place is not None else None
        if title is not None and place is not None and is_plain_total(title, reference):
            claim(out, grid, place, "fact", "total", table="targets")
            for column in values:
                claim(out, grid, (row, column), "set_aside", "total", table="targets")
            continue
        if place is None or title is None:
            _untitled(out, grid, row, values)
            continue
        claim(out, grid, place, "fact", "title", table="targets")
        if place[0] != row and not values:
            continue
        if not values and not any((row, column) in grid.at for column in described):
            if not any(_origin(grid, row, column) for column in columns):
                continue
        lines.append(Line(row, _joined(out, grid, row, chosen, title, place), place))
    return lines


def _title_place(grid: Grid, row: int, columns: tuple[int, ...]) -> tuple[int, int] | None:
    """The cell of a row's title: the last text of the columns of titles, or the merged cell they lie in."""
    own = [(row, column) for column in columns if (row, column) in grid.at]
    texts = [place for place in own if grid.kinds[grid.at[place]] == "t"]
    if texts or own:
        return texts[-1] if texts else None
    return next((origin for column in columns if (origin := _origin(grid, row, column))), None)


def _joined(out: Readout, grid: Grid, row: int, chosen: Chosen, title: str, place: tuple[int, int]) -> str:
    """A title that stands in two columns, a group and a target in it, as one text."""
    others = [
        text
        for column in chosen.by_role.get("title", ())
        if (row, column) != place
        and (row, column) in grid.at
        and (text := plain_text(out, grid, row, column, log=False))
    ]
    for column in chosen.by_role.get("title", ()):
        claim(out, grid, (row, column), "fact", "title", table="targets")
    return " ".join((*others, title))


def _origin(grid: Grid, row: int, column: int) -> tuple[int, int] | None:
    """The filled cell above whose merged range reaches down to this blank cell of its column."""
    origin = grid.merged_into.get((row, column))
    if origin is None or origin == (row, column) or origin[1] != column or origin not in grid.at:
        return None
    return origin


def _untitled(out: Readout, grid: Grid, row: int, values: list[int]) -> None:
    numbers = [column for column in values if is_number(grid, grid.at[row, column])]
    for column in numbers:
        claim(out, grid, (row, column), "not_read", "no_label", table="targets")
    if numbers:
        report(out, "target_without_title", grid, (row, numbers[0]), text_at(grid, grid.at[row, numbers[0]]))


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


def _results_are_open(grid: Grid, chosen: Chosen, lines: list[Line]) -> bool:
    """Whether no target of a table has a result yet: one finding says so instead of one for each."""
    column = chosen.column("actual")
    return bool(lines) and (column is None or not any((line.row, column) in grid.at for line in lines))


def _tell_open(out: Readout, grid: Grid, table: RawTable, chosen: Chosen, rows: list[TargetRow]) -> None:
    if any(row.text is not None for row in rows) or ("result_part_of_year", grid.name) in out.tally:
        return
    column = chosen.column("actual")
    place = (table.last_row, column if column is not None else table.columns[0].column)
    report(out, "results_missing", grid, place, count=len(rows))


def _merged_values(out: Readout, grid: Grid, chosen: Chosen, lines: list[Line]) -> frozenset[tuple[int, int]]:
    """The plans and results that are merged over several targets; each is told once."""
    rows = {line.row for line in lines}
    told: set[tuple[int, int]] = set()
    for line in lines:
        for role in VALUE_ROLES:
            column = chosen.column(role)
            origin = _origin(grid, line.row, column) if column is not None else None
            if origin is not None and origin not in told and origin[0] in rows:
                told.add(origin)
                code = "result_merged_over_rows" if role == "actual" else "plan_merged_over_rows"
                report(out, code, grid, origin, text_at(grid, grid.at[origin]))
    return frozenset(told)


def _place(shared: Shared, row: int, role: str) -> tuple[int, int] | None:
    """The cell that speaks for a row in the column of a role: its own, or the merged one that reaches down to it."""
    column = shared.chosen.column(role)
    if column is None:
        return None
    if (row, column) not in shared.grid.at:
        return _origin(shared.grid, row, column) or (row, column)
    return row, column


def _text(out: Readout, shared: Shared, row: int, role: str) -> str | None:
    place = _place(shared, row, role)
    if place is None:
        return None
    text = plain_text(out, shared.grid, *place, log=False)
    if text:
        claim(out, shared.grid, place, "fact", role if role == "measure" else "", table="targets")
    return text


def _target(out: Readout, shared: Shared, line: Line, position: int) -> None:
    grid = shared.grid
    measure = _text(out, shared, line.row, "measure")
    kind_text, kind_place = _text(out, shared, line.row, "kind"), _place(shared, line.row, "kind")
    plan_label = shared.chosen.labels["planned"]
    facts = Facts(line.title, line.place, measure or "", kind_text, kind_place, plan_label)
    kind, values = _kind_and_values(out, shared, line, facts)
    values = _told(out, shared, line, kind, values)
    self_assessed = _text(out, shared, line.row, "self_assessed")
    check_rate(out, grid, _place(shared, line.row, "rate"), kind, values)
    number = _number(shared, line, position, plain_text(out, grid, line.row, shared.chosen.column("number"), log=False))
    planned, adjusted, actual = values["planned"], values["planned_adjusted"], values["actual"]
    out.rows["targets"].append(
        TargetRow(
            grid.name,
            actual.cell or planned.cell,
            actual.text,
            number,
            line.title,
            measure,
            kind,
            planned.number,
            planned.text,
            planned.cell,
            adjusted.number,
            adjusted.text,
            adjusted.cell,
            actual.number,
            self_assessed,
            actual.text is not None and (actual.is_estimate or shared.chosen.is_estimate),
        )
    )


def _kind_and_values(out: Readout, shared: Shared, line: Line, facts: Facts) -> tuple[str | None, dict[str, Value]]:
    """The kind of a target and what its cells say, on one scale."""
    grid, reference = shared.grid, shared.reference
    places = {role: _place(shared, line.row, role) for role in VALUE_ROLES}
    if _is_unchanged(shared, places["planned_adjusted"]):
        claim(out, grid, places["planned_adjusted"] or line.place, "fact", "", table="targets")
        places["planned_adjusted"] = None
    filled = next((places[r] for r in ("planned_adjusted", "planned") if places[r] in grid.at), None)
    in_title = plan_in_title(line.title, reference) if filled is None else None
    kind: str | None
    if in_title is not None and not facts.kind_text:
        kind = in_title.kind
    else:
        kind = kind_of(out, grid, facts, filled, reference)
    values = {
        role: value_at(grid, places[role], Asked(kind, role, shared.comma_thousands, reference)) for role in VALUE_ROLES
    }
    if in_title is not None and kind not in ("yes_no", "by_date", "range"):
        values["planned"] = value_of(in_title, line.place, address(*line.place))
        fix(out, "plan_in_title", grid, line.place, line.title, in_title.text)
    values = plan_of_sentence(values)
    if kind not in ("yes_no", "by_date"):
        values = settled(out, grid, values, facts, reference)
    return kind, values


def _is_unchanged(shared: Shared, place: tuple[int, int] | None) -> bool:
    """Whether the cell of the adjusted plan says that the registered one stands."""
    index = shared.grid.at.get(place) if place is not None else None
    text = shared.grid.texts[index] if index is not None else None
    if text is None:
        return False
    unchanged = words_of.pattern(r"(?:<value.unchanged>|[-–—.…]+)\.?$", text, shared.reference)
    return unchanged.match(words_of.line_of(text)) is not None


def _told(out: Readout, shared: Shared, line: Line, kind: str | None, values: dict[str, Value]) -> dict[str, Value]:
    """Say what each value leaves open, and what became of its cell."""
    grid = shared.grid
    told = dict(values)
    for role, value in values.items():
        place = value.place
        if role == "actual" and place in shared.merged:
            told[role] = value = value._replace(number=None, problem="result_merged_over_rows")
        if place is None or place not in grid.at:
            continue
        if value.problem is not None and value.problem != "result_merged_over_rows":
            report(out, value.problem, grid, place, value.text or text_at(grid, grid.at[place]))
        for rule in value.rules if value.number is not None else ():
            fix(out, rule, grid, place, value.text, f"{value.number:g}")
        fate = "counted" if value.number is not None or value.problem is None else "not_read"
        claim(out, grid, place, fate, "" if fate == "counted" else value.problem or "", table="targets")
        if role == "actual" and value.is_estimate and not shared.chosen.is_estimate:
            report(out, "result_is_estimate", grid, place, value.text)
    _vague(out, shared, kind, told)
    if told["planned"].text is None and told["planned_adjusted"].text is None:
        column = shared.chosen.column("planned")
        report(out, "plan_missing", grid, (line.row, column) if column is not None else line.place, line.title)
    actual, column = told["actual"], shared.chosen.column("actual")
    if actual.place is None and column is not None and not shared.all_open:
        report(out, "result_missing", grid, (line.row, column))
    return told


def _vague(out: Readout, shared: Shared, kind: str | None, values: dict[str, Value]) -> None:
    """A result as a bound ("trên 90%") is told unless it answers the plan all the same."""
    actual = values["actual"]
    plan = plan_of(values)
    if not actual.is_vague or actual.number is None or actual.place is None:
        return
    upward = not words_of.starts("value.below", actual.text or "", shared.reference)
    if kind == "at_least" and upward and plan.number is not None and actual.number >= plan.number:
        return
    report(out, "result_approximate", shared.grid, actual.place, actual.text)


def _number(shared: Shared, line: Line, position: int, own: str | None) -> str:
    """The number of a target, its own or its place, told apart from those before it."""
    number = own if own and own not in shared.numbers else str(position)
    while number in shared.numbers:
        number = f"{number}'"
    shared.numbers.add(number)
    return number
