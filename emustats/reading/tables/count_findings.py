"""What a table of counts holds that is not counted: told at its cells, and each cell with its fate."""

from __future__ import annotations

from emustats.reading.sheet.grammar import Grammar, read_label
from emustats.reading.sheet.grid import Grid, address
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry
from emustats.reading.tables.count_rows import RowSays, row_says
from emustats.reading.tables.label_columns import Labels
from emustats.reading.tables.readout import Fate, Readout, claim, claim_column, report
from emustats.reading.tables.selection import Aside, Selection, makes_year, with_blank
from emustats.reading.tables.teaching import label_lesson
from emustats.reference.teaching import offers, roles_of

_NOT_READ = frozenset(
    {"label_unknown", "no_label", "same_facts", "may_overlap", "part_of_year_only", "looks_total", "years_unclear"}
)

_ROW_REASONS = {"earlier": "earlier_period", "later": "later_period", "longer": "longer_period", "estimate": "estimate"}


def tell_columns(out: Readout, grid: Grid, table: RawTable, chosen: Selection, labels: Labels, words: Grammar) -> None:
    """Say what is not counted among the columns, one finding a label, and give each cell its fate."""
    told: set[tuple[str, str]] = set()
    unlabelled: list[tuple[int, int]] = []
    for aside in chosen.aside:
        cells = [row for row in table.body if (row, aside.measure.column) in grid.at]
        if aside.reason:
            fate = "not_read" if aside.reason in _NOT_READ else "set_aside"
            for row in cells:
                claim(out, grid, (row, aside.measure.column), fate, aside.reason, table="awards")
        label = " / ".join(aside.measure.path)
        if aside.code == "column_without_label":
            unlabelled += [(row, aside.measure.column) for row in cells]
        elif aside.code and cells and (aside.code, label) not in told:
            told.add((aside.code, label))
            _report(out, grid, table, aside, label=label, words=words)
    if unlabelled:
        # Side calculations are one finding for the strip, not one a column.
        (top, left), (bottom, right) = min(unlabelled), max(unlabelled)
        left, right = min(c for _, c in unlabelled), max(c for _, c in unlabelled)
        span = f"{address(top, left)}:{address(bottom, right)}"
        report(out, "column_without_label", grid, (top, left, bottom, right), count=len(unlabelled), range=span)
    for measure in chosen.checks:
        claim_column(out, grid, table.body, measure.column, Fate("checked", "row_total", "awards"))
    for measure in chosen.partial:
        claim_column(out, grid, table.body, measure.column, Fate("set_aside", "of_which", "awards"))
    roles = [*roles_of("axis"), "aside.remark"]
    for column in labels.unknown:
        cells = [row for row in table.body if (row, column.column) in grid.at]
        place, label = (cells[0], column.column), " / ".join(column.path)
        if label:
            report(out, "column_not_understood", grid, place, label, **offers(column.path[-1], roles))
        else:
            span = f"{address(*place)}:{address(cells[-1], column.column)}"
            report(out, "column_without_label", grid, (*place, cells[-1], column.column), count=len(cells), range=span)


def tell_votes(out: Readout, grid: Grid, table: RawTable, chosen: Selection, labels: Labels) -> None:
    """Votes beside awards that are read as counts: under another header the table would be one of proposals."""
    if any(aside.reason == "votes" for aside in chosen.aside):
        for column in labels.columns:
            if column.role == "award":
                report(out, "column_taken_as_award", grid, (table.last_row, column.column), " / ".join(column.path))


def tell_total(out: Readout, grid: Grid, entry: Entry, words: Grammar) -> None:
    """A row that looks like a total is not counted; where its label does not say so, it is told."""
    if "total" in read_label(entry.label, words).kinds:
        for column in entry.values:
            claim(out, grid, (entry.row, column), "checked", "total", table="awards")
        return
    report(out, "row_looks_total", grid, entry.label_cell, entry.label)
    for column in entry.values:
        claim(out, grid, (entry.row, column), "not_read", "looks_total", table="awards")


def _report(out: Readout, grid: Grid, table: RawTable, aside: Aside, *, label: str, words: Grammar) -> None:
    cells = [row for row in table.body if (row, aside.measure.column) in grid.at]
    column = aside.measure.column
    place = (table.last_row if table.last_row >= table.first_row else cells[0], column)
    span = f"{address(cells[0], column)}:{address(cells[-1], column)}"
    details = dict(aside.details)
    if aside.code == "label_unknown":
        details |= {"words": " ".join(aside.measure.unknown), **label_lesson(aside.measure.path, words)}
    if aside.code == "column_not_understood":
        details |= offers(aside.measure.path[-1], [*roles_of("axis"), "aside.remark"])
    if aside.code == "years_unclear":
        label = ", ".join(dict.fromkeys(text for text in aside.measure.path))
    report(out, aside.code, grid, place, label, range=span, **{k: v for k, v in details.items() if k != "range"})


def tell_rows(out: Readout, grid: Grid, entries: list[Entry], words: Grammar, year: int | None) -> list[Entry]:
    """Set aside the rows that are no data: money, shares, other periods, parts of the year beside the whole."""
    says = {entry.row: row_says(entry.label, words, year) for entry in entries}
    periods = {e.row: says[e.row].period for e in entries if says[e.row].is_period and e.values and e.kind != "heading"}
    result = []
    whole = any(period == "year" for period in periods.values())
    parts = {period for period in periods.values() if period not in ("year", *_ROW_REASONS)}
    blank = {says[e.row].period for e in entries if says[e.row].is_period and not e.values}
    items = {periods[e.row] for e in entries if e.kind == "item" and e.row in periods} & parts
    tiles = makes_year(with_blank(parts, blank)) or makes_year(with_blank(items, blank))
    headed = _periods_of_headings(entries, says)
    for entry in entries:
        reason = says[entry.row].aside
        period = periods.get(entry.row) or next((headed[text] for text in entry.parents if text in headed), None)
        code = ""
        if not reason and period is not None and entry.kind in ("item", "section"):
            if period in _ROW_REASONS:
                reason = _ROW_REASONS[period]
            elif period == "year" and tiles and entry.kind == "item":
                entry = entry._replace(kind="total")
            elif period != "year" and not tiles:
                reason = "part_of_year" if whole else "part_of_year_only"
                code = "" if whole else "part_of_year_only"
        if reason and entry.kind in ("item", "section", "partial"):
            if code:
                report(out, code, grid, entry.label_cell, entry.label)
            for column in entry.values:
                claim(out, grid, (entry.row, column), "not_read" if code else "set_aside", reason, table="awards")
            entry = entry._replace(kind="aside")
        result.append(entry)
    return result


def _periods_of_headings(entries: list[Entry], says: dict[int, RowSays]) -> dict[str, str]:
    """The periods other than the year that headings without numbers state of the rows below, unless they make up the year."""
    found = {e.label: says[e.row].period for e in entries if e.kind == "heading" and says[e.row].is_period}
    if makes_year({period for period in found.values() if period not in ("year", *_ROW_REASONS)}):
        return {}
    return {label: period for label, period in found.items() if period != "year"}
