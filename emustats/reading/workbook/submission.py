"""One workbook: its cells become tidy rows, problems and fixes, and the words that say whose it is."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple

from emustats.errors import SubmissionError
from emustats.messages import problem
from emustats.reading.cells import read_cells
from emustats.reading.sheet.grid import Grid, make_grid, text_at
from emustats.reading.sheet.layout import Found, RawTable, find_tables
from emustats.reading.sheet.titles import default_state, is_period
from emustats.reading.sheet.vocabulary import HeaderWords, header_words
from emustats.reading.tables.cross import read_cross
from emustats.reading.tables.list_overlap import count_lists
from emustats.reading.tables.lists import ListRules, code_lists, matrix_of, read_list
from emustats.reading.tables.nominations import read_nominations
from emustats.reading.tables.readout import Readout, accept, close, new_readout, report
from emustats.reading.tables.records import AwardRow, Fix
from emustats.reading.tables.scores import read_scores
from emustats.reading.tables.tally import read_tally
from emustats.reading.tables.targets import read_targets
from emustats.reading.workbook.identity import Identity, cover_of, identify, identity_of_path
from emustats.reading.workbook.overlaps import drop_overlaps
from emustats.reading.workbook.relevance import is_about_emulation, is_about_money, names_awards
from emustats.reading.workbook.scope import tables_of_year
from emustats.reference import Reference
from emustats.text import clean, fold

_ASIDE_WORDS = re.compile(
    r"\b(huong dan|vi du|cach ghi|hdsd|ban cu|nhap|danh muc|giai thich|guide|sample|template|instructions?|readme|mau nhap)\b"
)
_TITLE_ASIDE = re.compile(r"(huong dan|vi du|cach ghi|danh muc|bang ma)\b")
_ASIDE_ENDS = re.compile(r"[-_ (]\s*(bo|cu|tam|old|nhap)\s*\)?$")
_READERS = {"targets": read_targets, "scores": read_scores, "nominations": read_nominations}
_NAME_ASIDE = re.compile(r"(TAM|_BO|_CU)$")


class Settings(NamedTuple):
    """What every workbook of a load is read with; sent once to each child process."""

    reference: Reference
    person_key: bytes
    keep_names: bool


class Reading(NamedTuple):
    """What one workbook gave; ``refusal`` is the code of the problem that refuses it as a whole, or None."""

    path: str
    submission_id: str | None
    identity: Identity
    rows: dict[str, list]
    problems: list[dict]
    fixes: list[Fix]
    refusal: str | None


def read_workbook(data: bytes, path: str, settings: Settings) -> Reading:
    """Read the bytes of one workbook; whatever is wrong with it comes back as problems, never as an exception.

    ``path`` is the path in the folder, which may name year, cluster and unit.
    """
    submission_id = sha256(data).hexdigest()
    try:
        sheets = read_cells(data)
    except SubmissionError as error:
        found = problem(error.code, path=path, **error.details)
        return _reading(path, submission_id, identity_of_path(path, settings.reference), None, [found], error.code)
    words = header_words(settings.reference)
    out = new_readout()
    grids = [make_grid(sheet) for sheet in sheets if sheet.rows]
    covers, loose, tables, set_aside = _survey(out, grids, words)
    identity = identify(out, covers, loose, path, words)
    tables = tables_of_year(out, tables, identity.year, words)
    rules = ListRules(settings.person_key, _codes(grids, tables), settings.keep_names, identity.year)
    tables = [
        (grid, table)
        for grid, table in tables
        if table.kind not in ("targets", "scores") or is_about_emulation(grid, table, grids, identity)
    ]
    recognised = _read_tables(out, tables, words, rules) or set_aside or bool(covers)
    for grid in grids:
        if grid.decoded:
            report(out, "legacy_font", grid, None, grid.name)
    close(out)
    refusal = None
    if not any(out.rows.values()):
        refusal = "no_data" if recognised else "form_not_recognised"
        if not recognised:
            # A file that is no report lacks a unit and a year too: one cause is enough.
            out.problems[:] = [found for found in out.problems if found["severity"] != "error"]
        out.problems.append(problem(refusal, path=path))
    return _reading(path, submission_id, identity, out, out.problems, refusal)


def _reading(
    path: str, submission_id: str, identity: Identity, out: Readout | None, problems: list[dict], refusal: str | None
) -> Reading:
    for found in problems:
        found["path"] = path
        found["submission_id"] = submission_id
        found["unit_id"] = identity.unit_id
        found["cluster_id"] = identity.cluster_id
        found["year"] = identity.year
    rows = out.rows if out is not None else {}
    return Reading(path, submission_id, identity, rows, problems, out.fixes if out is not None else [], refusal)


def _survey(out: Readout, grids: list[Grid], words: HeaderWords):
    """Covers, loose texts and tables of the sheets that count."""
    covers: list[tuple[Grid, dict]] = []
    loose: list[tuple[Grid, list]] = []
    tables: list[tuple[Grid, RawTable]] = []
    set_aside = False
    for grid in grids:
        aside = _is_aside(grid)
        if grid.state == "visible" and not aside:
            cover = cover_of(grid, words)
            if cover:
                covers.append((grid, cover))
        found: Found = find_tables(grid, words)
        kept = [table for table in found.tables if table.kind]
        if grid.state != "visible" or aside:
            if kept:
                report(
                    out, "hidden_sheet_ignored" if grid.state != "visible" else "sheet_ignored", grid, None, grid.name
                )
            continue
        loose.append((grid, [*found.loose]))
        if any(_TITLE_ASIDE.match(fold(t)) for table in kept[:1] for t in table.titles):
            report(out, "sheet_ignored", grid, None, grid.name)
            continue
        for table in kept:
            period = next((t for t in (*table.titles, grid.name) if is_period(t)), None)
            if period is not None:
                report(out, "period_not_annual", grid, (table.first_row, table.columns[0].column), period)
                set_aside = True
                continue
            tables.append((grid, table))
    return covers, loose, tables, set_aside


def _is_aside(grid: Grid) -> bool:
    """A sheet of instructions, samples, code lists or dropped versions, by its name."""
    name = fold(clean(grid.name))
    return bool(_ASIDE_WORDS.search(name) or _ASIDE_ENDS.search(name) or _NAME_ASIDE.search(grid.name.strip()))


def _codes(grids: list[Grid], tables: list[tuple[Grid, RawTable]]) -> dict[str, str]:
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
            with_tables = {id(held) for held, _ in tables}
            return code_lists([other for other in grids if id(other) not in with_tables])
    return {}


def _read_tables(out: Readout, tables: list[tuple[Grid, RawTable]], words: HeaderWords, rules: ListRules) -> bool:
    """Read all tables into ``out``; returns whether any of them is a table of a report."""
    lists: list[list[AwardRow]] = []
    given: list[tuple[Grid, slice]] = []
    recognised = False
    for grid, table in tables:
        state = default_state(table, grid.name)
        part = new_readout()
        if table.kind in ("tally", "cross", "nominations") and is_about_money(grid, table):
            report(out, "table_not_read", grid, (table.first_row, table.columns[0].column))
            continue
        lines = None
        if table.kind == "list" or matrix_of(grid, table, words) is not None:
            lines = read_list(part, grid, table, words, rules, state)
            read = lines is not None and (not lines or names_awards(part, grid, table, lines))
        elif table.kind in ("tally", "cross"):
            read = (read_tally if table.kind == "tally" else read_cross)(part, grid, table, words, state)
        else:
            _READERS[table.kind](part, grid, table, words)
            rows = part.rows[table.kind]
            read = table.kind != "nominations" or not rows or names_awards(part, grid, table, rows)
        if not read:
            # What looked like a table of awards is another one: nothing about it concerns the sender.
            continue
        recognised = True
        before = len(out.rows["awards"])
        accept(out, part)
        if lines is not None:
            lists.append(lines)
        elif part.rows["awards"]:
            given.append((grid, slice(before, before + len(part.rows["awards"]))))
        _note_unread_columns(out, grid, table)
    _number_targets(out)
    drop_overlaps(out, given)
    _note_not_counted(out, words)
    count_lists(out, lists, words.reference)
    return recognised


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
    if table.kind in ("cross", "list"):
        return
    for column in table.columns:
        if column.role == "" and any((row, column.column) in grid.at for row in table.body):
            report(out, "column_not_read", grid, (table.last_row, column.column), " / ".join(column.path))


def _note_not_counted(out: Readout, words: HeaderWords) -> None:
    for code in sorted({row.award_code for row in out.rows["awards"] if row.award_code}):
        award = words.reference.awards.get(code)
        if award is not None and not award.counts_as_luot:
            report(out, "not_counted_as_luot", None, None, award.name)
