"""Score tables to tidy rows: criteria with their points, sections and totals checked and left out."""

from __future__ import annotations

from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry, RowRules, children_of, is_plain_total, read_entries, split_mark
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables import leftovers
from emustats.reading.tables.readout import Fate, Readout, claim, fix, plain_text, report
from emustats.reading.tables.records import ScoreRow
from emustats.reading.tables.score_columns import POINTS, Block, blocks_of
from emustats.reading.tables.totals import Printed, check_readable, column_sums, compare

# Where no unit gave its own points, the row names the first others that stand there.
_FIRST = ("cluster_points", "cross_points", "max_points")


def read_scores(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Score rows of one table; returns how many it gave. Sections that sum up their criteria are checked and left out."""
    before = len(out.rows["scores"])
    blocks = blocks_of(out, grid, table, words)
    columns = list(dict.fromkeys(column for block in blocks for column in block.columns.values()))
    entries = read_entries(
        grid,
        table.body,
        RowRules(
            table.column("number"),
            table.column("criterion"),
            measures=columns,
            value_at=_points_value,
            reference=words.reference,
            totals=is_plain_total,
        ),
    )
    entries = _settle_scores(entries, columns)
    for entry in entries:
        if not entry.label and entry.kind == "item":
            continue
        claim(out, grid, entry.label_cell, "fact", "", table="scores")
        if entry.kind != "item" or not entry.values:
            for column in entry.values:
                claim(out, grid, (entry.row, column), "checked", "total", table="scores")
            continue
        points = {column: _points(out, grid, entry.row, column) for column in columns}
        for block in blocks:
            _append(out, grid, entry, block, points)
    _check_points(out, grid, entries, columns)
    check_readable(out, grid, entries, columns)
    _rest(out, grid, table, columns)
    return len(out.rows["scores"]) - before


def _append(out: Readout, grid: Grid, entry: Entry, block: Block, points: dict[int, float | None]) -> None:
    """One criterion of one unit."""
    given = block.columns
    if block.unit_id is not None and not any(
        (entry.row, column) in grid.at for role, column in given.items() if role != "max_points"
    ):
        return
    cells = {role: address(entry.row, column) for role, column in given.items()}
    first = given.get("self_points", next((given[role] for role in _FIRST if role in given), 0))
    index = grid.at.get((entry.row, first))
    criterion = plain_text(out, grid, *entry.label_cell, log=True) or entry.label
    said = {role: points.get(given[role]) if role in given else None for role in POINTS}
    out.rows["scores"].append(
        ScoreRow(
            grid.name,
            address(entry.row, first),
            text_at(grid, index) if index is not None else None,
            split_mark(criterion)[1] or criterion,
            max_points=said["max_points"],
            self_points=said["self_points"],
            cross_points=said["cross_points"],
            cluster_points=said["cluster_points"],
            max_cell=cells.get("max_points"),
            cross_cell=cells.get("cross_points"),
            cluster_cell=cells.get("cluster_points"),
            unit_id=block.unit_id,
        )
    )


def _rest(out: Readout, grid: Grid, table: RawTable, columns: list[int]) -> None:
    """Points in rows that are no criterion of the table are told."""
    for column in columns:
        for place in leftovers.cells_of(grid, table, column):
            if (grid.name, *place) not in out.fates:
                claim(out, grid, place, "not_read", "no_label", table="scores")
                if leftovers.is_number(grid, grid.at[place]):
                    report(out, "target_without_title", grid, place, text_at(grid, grid.at[place]))


def _points_value(grid: Grid, index: int) -> float | None:
    if grid.kinds[index] == "n":
        return float(grid.values[index])
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
    claim(out, grid, (row, column), "counted", "", table="scores")
    if kind == "n":
        return float(grid.values[index])
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
    out.fates[grid.name, row, column] = Fate("not_read", "points_not_number", "scores")
    report(
        out, {"e": "error_cell", "u": "formula_without_value"}.get(kind, "points_not_number"), grid, (row, column), text
    )
    return None


def _check_points(out: Readout, grid: Grid, entries: list[Entry], columns: list[int]) -> None:
    """Compare printed totals and sections with the criteria they add up; a column without criteria checks nothing."""
    whole = column_sums(entry for entry in entries if entry.kind == "item" and entry.label)
    for position, entry in enumerate(entries):
        if entry.kind == "section":
            code, sums = "subtotal_mismatch", column_sums(c for c in children_of(entries, position) if c.kind == "item")
        elif entry.kind == "total":
            code, sums = "total_mismatch", whole
        else:
            continue
        for column in columns:
            if column in sums:
                printed = Printed((entry.row, column), entry.label, entry.values.get(column))
                compare(out, grid, code, printed, [sums[column]])
