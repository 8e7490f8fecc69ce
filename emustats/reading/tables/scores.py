"""Score tables to tidy rows: criteria with their points, sections and totals checked and left out."""

from __future__ import annotations

from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry, is_plain_total, read_entries, split_mark
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.readout import Readout, fix, plain_text, report
from emustats.reading.tables.records import ScoreRow
from emustats.reading.tables.totals import check_readable


def read_scores(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Score rows of one table; returns how many it gave. Sections that sum up their criteria are checked and left out."""
    columns = {role: table.column(role) for role in ("max_points", "self_points", "cross_points", "cluster_points")}
    given = {role: c for role, c in columns.items() if c is not None}
    entries = read_entries(
        grid,
        table.body,
        table.column("number"),
        table.column("criterion"),
        measures=list(given.values()),
        value_at=_points_value,
        totals=is_plain_total,
    )
    entries = _settle_scores(entries, list(given.values()))
    sums: dict[int, float] = {}
    before = len(out.rows["scores"])
    for entry in entries:
        if entry.kind != "item" or not entry.values:
            continue
        points = {role: _points(out, grid, entry.row, c) for role, c in given.items()}
        for column, value in entry.values.items():
            sums[column] = sums.get(column, 0.0) + (value or 0.0)
        cells = {role: address(entry.row, c) for role, c in given.items()}
        first = given.get("self_points", next(iter(given.values())))
        index = grid.at.get((entry.row, first))
        criterion = plain_text(out, grid, *entry.label_cell, log=True) or entry.label
        out.rows["scores"].append(
            ScoreRow(
                grid.name,
                address(entry.row, first),
                text_at(grid, index) if index is not None else None,
                split_mark(criterion)[1] or criterion,
                *(points.get(role) for role in columns),
                cells.get("max_points"),
                cells.get("cross_points"),
                cells.get("cluster_points"),
            )
        )
    _check_points(out, grid, entries, sums, list(given.values()))
    check_readable(out, grid, entries, list(given.values()))
    return len(out.rows["scores"]) - before


def _points_value(grid: Grid, index: int) -> float | None:
    if grid.kinds[index] == "n":
        return grid.values[index]
    return parse_number(grid.texts[index], comma_thousands=False).value if grid.texts[index] is not None else None


def _settle_scores(entries: list[Entry], columns: list[int]) -> list[Entry]:
    """A section whose points are not those of the rows below it is a criterion itself, with notes below it."""
    settled = list(entries)
    for position, entry in enumerate(entries):
        if entry.kind != "section":
            continue
        below = []
        for later in entries[position + 1 :]:
            if later.kind == "total" or later.depth <= entry.depth:
                break
            below.append(later)
        if not any(b.values for b in below):
            settled[position] = entry._replace(kind="item")
    return settled


def _points(out: Readout, grid: Grid, row: int, column: int) -> float | None:
    index = grid.at.get((row, column))
    if index is None:
        return None
    kind = grid.kinds[index]
    if kind == "n":
        return grid.values[index]
    text = text_at(grid, index)
    if kind == "t":
        number = parse_number(text, comma_thousands=False)
        if number.mark == "number":
            for rule in number.rules:
                if rule != "spaces":
                    fix(out, rule, grid, (row, column), text, f"{number.value:g}")
            return number.value
        if number.mark in ("dash", "blank", "none_word"):
            return None
    report(
        out, {"e": "error_cell", "u": "formula_without_value"}.get(kind, "points_not_number"), grid, (row, column), text
    )
    return None


def _check_points(out: Readout, grid: Grid, entries: list[Entry], sums: dict[int, float], columns: list[int]) -> None:
    for position, entry in enumerate(entries):
        if entry.kind == "section":
            below: dict[int, float] = {}
            for later in entries[position + 1 :]:
                if later.kind == "total" or later.depth <= entry.depth:
                    break
                if later.kind == "item":
                    for column, value in later.values.items():
                        below[column] = below.get(column, 0.0) + (value or 0.0)
            code, computed = "subtotal_mismatch", below
        elif entry.kind == "total":
            code, computed = "total_mismatch", sums
        else:
            continue
        for column in columns:
            printed = entry.values.get(column)
            if printed is not None and column in computed and abs(printed - computed[column]) > 0.005:
                report(
                    out,
                    code,
                    grid,
                    (entry.row, column),
                    entry.label,
                    printed=f"{printed:g}",
                    computed=f"{round(computed[column], 4):g}",
                )
