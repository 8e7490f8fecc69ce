"""Lists of awarded collectives and people to recipient lines."""

from __future__ import annotations

from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, key_of
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.list_codes import code_lists
from emustats.reading.tables.list_columns import Frame, frame_of, report_columns, year_in
from emustats.reading.tables.list_fates import claim_header, claim_line, claim_row
from emustats.reading.tables.list_findings import tell_numbers, tell_undecided, without_numbers
from emustats.reading.tables.list_lines import Line, emit, facts_of, line_at, person_key, won_by
from emustats.reading.tables.list_matrix import matrix_of
from emustats.reading.tables.list_sections import (
    NO_HEADING,
    Heading,
    Open,
    check_counts,
    check_marks,
    close_headings,
    heading_at,
    is_total_row,
    total_counts,
    under,
)
from emustats.reading.tables.list_view import ListRules, ListView, cells_of, name_of, view_of
from emustats.reading.tables.readout import Readout, report
from emustats.reading.tables.records import AwardRow
from emustats.reference import Reference
from emustats.reference.reading_words import keys

__all__ = ["ListRules", "code_lists", "matrix_of", "person_key", "read_list"]


def read_list(
    out: Readout, grid: Grid, table: RawTable, words: HeaderWords, rules: ListRules, default_state: str
) -> list[AwardRow] | None:
    """Recipient lines of one list, and as many award rows, which the caller may keep or leave.

    Lines are added to ``out``; the award rows come back, since a list beside a tally is not counted again. None, and
    nothing added, when no column, title or heading speaks of awards: a list of staff or pupils.
    """
    matrix = matrix_of(grid, table, words)
    table, marks = matrix if matrix is not None else (table, ())
    table, numeric = without_numbers(grid, table)
    view = view_of(grid, table, words, rules, default_state, marks=marks)
    if not view.names:
        return None
    rows = [row for row in table.body if cells_of(view, row)]
    totals = {row for row in rows if is_total_row(view, row)}
    headings = {row: found for row in rows if row not in totals and (found := heading_at(view, row)) is not None}
    lines = [row for row in rows if row not in totals and row not in headings and name_of(view, row) is not None]
    frame = frame_of(view, lines)
    before = len(out.rows["recipients"])
    counted = _walk(out, view, frame, rows, {**dict.fromkeys(totals), **headings})
    if (
        not frame.awards
        and not marks
        and frame.title is None
        and not _speaks_of_awards(table, grid.name, words.reference)
    ):
        if not any(line.award_code for line in counted):
            del out.rows["recipients"][before:]
            return None
    claim_header(out, view)
    report_columns(out, view, frame, lines)
    tell_numbers(out, view, numeric)
    tell_undecided(out, view, frame, lines)
    return counted


class _Told(NamedTuple):
    """What is said once for a whole list: lines of other years, and decisions of other years, by their cells."""

    lines: list[tuple[tuple[int, int], int]]
    decisions: list[tuple[tuple[int, int], int]]


def _walk(
    out: Readout, view: ListView, frame: Frame, rows: list[int], others: dict[int, Heading | None]
) -> list[AwardRow]:
    """The lines from top to bottom; ``others`` holds the rows that are none: headings, and None for a total."""
    counted: list[AwardRow] = []
    told = _Told([], [])
    section = NO_HEADING
    stack: list[Open] = []
    seen: list[str] = []
    start = 0
    by_headings = any(heading is not None and heading.award for heading in others.values())
    for row in rows:
        if row in others:
            found = others[row]
            if found is None:
                spans = [seen, seen[start:], *(seen[held.start :] for held in stack)]
                check_counts(out, view, row, total_counts(view, row), spans)
                check_marks(out, view, row, [line for line in rows if line < row and line not in others])
                claim_row(out, view, row, "checked", "total")
                continue
            close_headings(out, view, stack, seen, found)
            stack.append(Open(found, row, len(seen), []))
            start = len(seen)
            section = under(section, found, view.words.reference)
            claim_row(out, view, row, "fact", "title")
            if by_headings:
                # Where headings name the awards, one that is not understood is not what the title says.
                frame = frame._replace(title=None)
            continue
        line = line_at(out, view, row, section)
        if line is None:
            _tell_nameless(out, view, row)
            claim_row(out, view, row, "set_aside", "remark")
            continue
        counted += _read_line(out, view, frame, line, seen, told)
    close_headings(out, view, stack, seen, None)
    _tell_years(out, view, told)
    return counted


def _tell_nameless(out: Readout, view: ListView, row: int) -> None:
    """An award beside an empty name: a row of a template, with its number or a formula, or a line that lacks its name."""
    cells = cells_of(view, row)
    awards = set(view.table.all_columns("award"))
    if len(cells) == 1 and view.grid.columns[cells[0]] in awards and view.grid.texts[cells[0]] is not None:
        report(out, "list_name_missing", view.grid, (row, view.grid.columns[cells[0]]))


def _read_line(out: Readout, view: ListView, frame: Frame, line: Line, seen: list[str], told: _Told) -> list[AwardRow]:
    """The award rows of one line, unless it says itself that it is of another year."""
    reported = view.rules.year
    year = year_in(view, line.row, frame.year_column) if frame.year_column is not None else None
    if frame.year_column is not None and reported is not None and year is not None and year != reported:
        told.lines.append(((line.row, frame.year_column), year))
        seen += [""] * len(line.names)
        claim_row(out, view, line.row, "set_aside", "earlier_period" if year < reported else "later_period")
        return []
    facts = facts_of(out, view, frame, line)
    found = [emit(out, view, line, won, facts) for won in won_by(out, view, frame, line)]
    claim_line(out, view, line)
    for row in found:
        seen += [row.recipient] * len(line.names)
    if reported is not None and facts.decision_year is not None and facts.decision_year != reported:
        column = view.table.column("decision_date") or view.table.column("decision_no")
        told.decisions.append(((line.row, column or 0), facts.decision_year))
    return found


def _tell_years(out: Readout, view: ListView, told: _Told) -> None:
    for code, places in (("list_line_of_other_year", told.lines), ("decision_of_other_year", told.decisions)):
        if places:
            years = ", ".join(map(str, sorted({year for _, year in places})))
            report(out, code, view.grid, places[0][0], years, count=len(places), reported=view.rules.year)


def _speaks_of_awards(table: RawTable, sheet: str, reference: Reference) -> bool:
    said = [key_of(text) for text in (*table.sheet_titles, *table.titles, sheet)]
    return any(word in key for key in said for word in keys("title.awards", reference))
