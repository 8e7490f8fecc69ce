"""All tables of a workbook to rows: each read by its own reader, taken over or dropped as a whole, nothing counted twice."""

from __future__ import annotations

from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import Grid, place_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.titles import default_state
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.counts import Context, read_counts
from emustats.reading.tables.list_overlap import count_lists
from emustats.reading.tables.lists import ListRules, code_lists, read_list
from emustats.reading.tables.nominations import read_nominations
from emustats.reading.tables.readout import Readout, accept, new_readout, report
from emustats.reading.tables.records import AwardRow
from emustats.reading.tables.scores import read_scores
from emustats.reading.tables.targets import read_targets
from emustats.reading.workbook.overlaps import drop_overlaps
from emustats.reading.workbook.relevance import is_about_money, names_awards
from emustats.reading.workbook.whose import units_of_tables

_READERS = {"targets": read_targets, "scores": read_scores, "nominations": read_nominations}
Tables = list[tuple[Grid, RawTable]]


def _tells_money(table: RawTable, words: HeaderWords) -> bool:
    """Whether the columns of a table tell themselves which of them hold money, so that the others are counts."""
    phrases = grammar(words.reference)
    labels = [read_label(label, phrases) for column in table.columns for label in column.path[-1:]]
    money = any("money" in label.values("aside") for label in labels)
    return money and any(label.kinds & {"recipient", "count"} and "aside" not in label.kinds for label in labels)


def sums_of(out: Readout, given: list[tuple[Grid, slice]], grid: Grid) -> dict[int, int]:
    """The counts read so far by column, of the same sheet or else of the sheet before: what a total may go on from."""
    last = given[-1][0] if given else None
    sums: dict[int, int] = {}
    for other, rows in given:
        if other is last or other is grid:
            for row in out.rows["awards"][rows]:
                column = place_of(row.cell)[1]
                sums[column] = sums.get(column, 0) + (row.award_count or 0)
    return sums


def codes_of(grids: list[Grid], tables: list[tuple[Grid, RawTable]]) -> dict[str, str]:
    """The workbook's own code lists, looked up only when a list holds something that looks like a code."""
    for grid, table in tables:
        if table.kind != "list":
            continue
        columns = {c.column for c in table.columns if c.role in ("award", "recipient")}
        if any(
            grid.columns[index] in columns and text_at(grid, index).strip().isdigit()
            for row in table.body
            for index in grid.by_row[row]
        ):
            with_tables = {id(held) for held, other in tables if other.kind != "counts"}
            return code_lists([other for other in grids if id(other) not in with_tables])
    return {}


def read_tables(
    out: Readout, tables: Tables, words: HeaderWords, rules: ListRules, *, year: int | None, hidden: Tables
) -> Tables:
    """Read all tables into ``out``; returns those that are tables of a report."""
    lists: list[list[AwardRow]] = []
    given: list[tuple[Grid, slice]] = []
    taken: Tables = []
    units = units_of_tables(tables, words.reference, year)
    for grid, table in tables:
        state = default_state(table, grid.name, words.reference)
        part = new_readout()
        about_money = table.kind in ("counts", "nominations") and is_about_money(grid, table, words.reference)
        if about_money and not _tells_money(table, words):
            report(out, "table_not_read", grid, (table.first_row, table.columns[0].column))
            continue
        lines = None
        if table.kind in ("list", "cross"):
            # Awards across the top of a list of names: a matrix of marks.
            lines = read_list(part, grid, table, words, rules, state)
            read = lines is not None and (not lines or names_awards(part, grid, table, lines, words.reference))
        elif table.kind == "counts":
            unit_id = units.get((grid.name, table.first_row))
            context = Context(state, year, unit_id, sums_of(out, given, grid) if unit_id is None else {})
            read = read_counts(part, grid, table, words, context)
        else:
            _READERS[table.kind](part, grid, table, words)
            rows = part.rows[table.kind]
            read = table.kind != "nominations" or not rows or names_awards(part, grid, table, rows, words.reference)
        if not read:
            # What looked like a table of awards is another one: nothing about it concerns the sender.
            continue
        if units and part.rows["awards"] and any(row.unit_id is None for row in part.rows["awards"]):
            # Where two tables name their units, every table has to.
            report(out, "table_without_unit", grid, (table.first_row, table.columns[0].column), grid.name)
        taken.append((grid, table))
        before = len(out.rows["awards"])
        accept(out, part)
        if lines is not None:
            lists.append(lines)
        elif part.rows["awards"]:
            given.append((grid, slice(before, before + len(part.rows["awards"]))))
        _note_unread_columns(out, grid, table)
        _tell_no_recipient(out, grid, part)
    _number_targets(out)
    drop_overlaps(out, given, words.reference)
    _note_not_counted(out, words)
    if not _told_hidden(out, hidden, words, year):
        lists.clear()
    count_lists(out, lists, words.reference)
    return taken


def _number_targets(out: Readout) -> None:
    """Tell targets of one sheet apart whose tables number them alike."""
    taken: set[tuple[str, str]] = set()
    for place, row in enumerate(out.rows["targets"]):
        number = row.target_no
        while (row.sheet, number) in taken:
            number = f"{number}'"
        taken.add((row.sheet, number))
        out.rows["targets"][place] = row._replace(target_no=number)


def _note_unread_columns(out: Readout, grid: Grid, table: RawTable) -> None:
    if table.kind in ("counts", "list", "targets", "scores", "nominations"):
        return  # these readers tell their own unknown columns
    for column in table.columns:
        if column.role == "" and any((row, column.column) in grid.at for row in table.body):
            report(out, "column_not_read", grid, (table.last_row, column.column), " / ".join(column.path))


def _tell_no_recipient(out: Readout, grid: Grid, part: Readout) -> None:
    """Awards of nobody knows whom are told once a table: a header or title that said it may not have been understood."""
    rows = [row for row in part.rows["awards"] if row.award_count] + part.rows["recipients"] + part.rows["nominations"]
    unsaid = [row for row in rows if row.recipient == "unknown" and row.award_code is not None]
    if unsaid:
        report(out, "recipient_not_stated", grid, place_of(unsaid[0].cell), count=len(unsaid))


def _note_not_counted(out: Readout, words: HeaderWords) -> None:
    for code in sorted({row.award_code for row in out.rows["awards"] if row.award_code}):
        award = words.reference.awards.get(code)
        if award is not None and not award.counts_as_luot:
            report(out, "not_counted_as_luot", None, None, award.name)


def _told_hidden(out: Readout, hidden: Tables, words: HeaderWords, year: int | None) -> bool:
    """Say which hidden sheets hold tables; returns whether lists of names may stand for the counts of the year.

    A hidden table of counts without a visible one is an error, and no list takes its place.
    """
    counted = any(row.award_count for row in out.rows["awards"])
    lists_may_count = True
    told: set[str] = set()
    for grid, table in hidden:
        if table.kind == "counts":
            tried = new_readout()
            if not read_counts(tried, grid, table, words, Context("decided", year)) or not tried.rows["awards"]:
                continue
            if not counted:
                lists_may_count = False
        if grid.name not in told:
            told.add(grid.name)
            code = "hidden_sheet_ignored" if table.kind != "counts" or counted else "hidden_table"
            report(out, code, grid, None, grid.name)
    return lists_may_count
