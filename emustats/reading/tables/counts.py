"""The one reader of counts: what a number means comes from its column, its row, the section and titles above it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from emustats.reading.sheet.grammar import Grammar, grammar, read_label
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry, RowRules, read_entries, split_mark, splits
from emustats.reading.sheet.titles import said_award, said_basis, said_recipient
from emustats.reading.sheet.vocabulary import HeaderWords, names_award
from emustats.reading.tables.breakdowns import choose_rows, total_unsaid, unsaid_rows
from emustats.reading.tables.count_cells import CountColumn, Facts, count_value, emit_counts
from emustats.reading.tables.count_checks import check_entries
from emustats.reading.tables.count_findings import tell_columns, tell_rows, tell_total, tell_votes
from emustats.reading.tables.count_rows import (
    award_named,
    context_of,
    keep_recipients,
    label_says,
    recipient_of_row,
    row_says,
    settle_rows,
)
from emustats.reading.tables.label_columns import Labels, label_columns, with_ordinals
from emustats.reading.tables.measures import Measure, measures_of
from emustats.reading.tables.readout import (
    Fate,
    Readout,
    award_of,
    claim,
    claim_column,
    plain_text,
    report,
    shows_comma_thousands,
)
from emustats.reading.tables.row_findings import tell_labels
from emustats.reading.tables.selection import Selection, blank_parts, select
from emustats.reading.tables.teaching import unit_lesson, word_in_cell
from emustats.reading.tables.totals import (
    Rows,
    check_breakdowns,
    check_readable,
    check_row,
    check_sections,
    check_totals,
    column_sums,
)
from emustats.reference import Reference
from emustats.reference.names import Resolution, recipient_of, resolve_award, resolve_unit
from emustats.reference.teaching import offers, roles_of
from emustats.text import parse_class, parse_recipient


class Context(NamedTuple):
    """What the workbook says about a table: the state of rows that state none, the year of the report, the unit of the
    sheet, and the sums by column of the tables before it."""

    state: str = "decided"
    year: int | None = None
    unit_id: str | None = None
    earlier: Mapping[int, int] = MappingProxyType({})


class _Table(NamedTuple):
    """A table of counts understood: its text columns, its number columns, and how its numbers are written."""

    grid: Grid
    raw: RawTable
    words: Grammar
    labels: Labels
    chosen: Selection
    comma: bool | None
    context: Context
    title_award: str | None
    first: dict[str, int]

    def column(self, role: str) -> int | None:
        """The position of the first text column with a role."""
        return self.first.get(role)

    @property
    def reference(self) -> Reference:
        """The reference that names are looked up in."""
        return self.words.reference


def read_counts(out: Readout, grid: Grid, table: RawTable, header: HeaderWords, context: Context) -> bool:
    """Award rows of one table of counts; returns whether it is about awards at all."""
    words = grammar(header.reference)
    table = with_ordinals(grid, table, words)
    number_columns = [column for column in table.columns if column.role == "measure?"]
    comma = shows_comma_thousands(grid, table.body, {column.column for column in number_columns}, words.reference)
    measures = measures_of(number_columns, words, context.year)
    labels = label_columns(grid, table, words)
    values = _values(grid, table, measures, comma)
    by_rows = any(column.role == "award" for column in labels.columns)
    blank = blank_parts(table.columns, table.filled(grid), words, context.year)
    chosen = select([m for m in measures if m.column in values], values, blank)
    title = None if by_rows else said_award((*table.sheet_titles, *table.titles, grid.name), header)
    first = {column.role: column.column for column in reversed(labels.columns)}
    made = _Table(grid, table, words, labels, chosen, comma, context, title, first)
    if not by_rows and title is None and not any(m.award is not None and m.award.code for m in measures):
        return False
    entries = _entries(made, by_rows)
    if by_rows and not _about_awards(entries, made):
        return False
    entries = tell_rows(out, made.grid, entries, words, context.year)
    if by_rows:
        tell_labels(out, grid, entries, words)
    tell_columns(out, grid, table, chosen, labels, words)
    tell_votes(out, grid, table, chosen, labels)
    check_entries(out, grid, table, entries, chosen=chosen, comma=comma)
    (_read_award_rows if by_rows else _read_award_columns)(out, made, entries)
    _claim_labels(out, made)
    return True


def _values(grid: Grid, table: RawTable, measures: list[Measure], comma: bool | None) -> dict[int, dict[int, float]]:
    """The numbers of each column by row, totals left in: sections and totals agree with the columns, too."""
    values: dict[int, dict[int, float]] = {}
    for measure in measures:
        held = {}
        for row in table.body:
            index = grid.at.get((row, measure.column))
            if index is not None:
                value = count_value(grid, index, comma)
                if value is not None and value == value:
                    held[row] = value
        if held or any((row, measure.column) in grid.at for row in table.body):
            values[measure.column] = held
    return values


def _entries(made: _Table, by_rows: bool) -> list[Entry]:
    roles = ("award",) if by_rows else ("unit", "subunit", "recipient", "basis", "state", "")
    label = next((c for role in roles if (c := made.column(role)) is not None), None)
    chosen = made.chosen
    columns = [m.column for m in (*chosen.data, *chosen.checks, *chosen.partial)]
    entries = read_entries(
        made.grid,
        made.raw.body,
        RowRules(
            made.column("number"),
            label,
            measures=columns,
            value_at=lambda grid, index: count_value(grid, index, made.comma),
            reference=made.reference,
            inherit=made.column("recipient") if by_rows else None,
            stands=(lambda text: not splits(text) and names_award(text, made.reference)) if by_rows else _stands_never,
        ),
    )
    return settle_rows(entries, chosen.data, made.reference) if by_rows else keep_recipients(entries)


def _stands_never(text: str) -> bool:
    return False


def _about_awards(entries: list[Entry], made: _Table) -> bool:
    """Whether a row of a table with numbers names an award, if only "Bằng khen"."""
    if not any(e.values for e in entries) and not made.chosen.aside:
        return False
    header = next((c.path for c in made.labels.columns if c.role == "award"), ())
    if header and "award" in read_label(header[-1], made.words, over="labels").values("axis"):
        return True
    return any(e.label and e.kind != "total" and names_award(e.label, made.reference) for e in entries)


def _read_award_rows(out: Readout, made: _Table, entries: list[Entry]) -> None:
    grid, chosen = made.grid, made.chosen
    whose, basis = said_recipient(made.raw, grid.name, made.reference), said_basis(made.raw)
    for entry in entries:
        if entry.kind != "item" or not entry.values:
            continue
        facts = _row_facts(out, made, entry)
        if whose or basis:
            facts = facts._replace(recipient=facts.recipient or whose, basis=facts.basis or basis)
        _emit_award_row(out, made, entry, facts)
        check_row(out, grid, entry, chosen.data, chosen.checks, chosen.partial)
    rows = Rows(grid, entries, made.reference, made.context.state)
    check_sections(out, rows, chosen.data)
    sums = column_sums(entry for entry in entries if entry.kind == "item")
    check_totals(out, rows, sums, chosen.data + chosen.checks, made.context.earlier)
    _claim_rows(out, made, entries)
    check_readable(out, grid, entries, [m.column for m in chosen.data + chosen.checks])


def _cell(out: Readout, made: _Table, row: int, role: str) -> tuple[str | None, tuple[int, int]]:
    """The text of a role's column in a row, that of the merged range over it where the cell itself is blank."""
    column = made.first.get(role)
    if column is None:
        return None, (row, -1)
    place = (row, column)
    if place not in made.grid.at:
        origin = made.grid.merged_into.get(place)
        if origin is not None and origin[1] == column:
            place = origin
    claim(out, made.grid, place, "fact", role)
    return plain_text(out, made.grid, *place, log=role == "state"), place


def _row_facts(out: Readout, made: _Table, entry: Entry) -> Facts:
    """What the cells of a row and the sections over it say about its counts."""
    grid, row = made.grid, entry.row
    found: dict[str, str | None] = {}
    for role in ("state", "basis", "recipient"):
        text, place = _cell(out, made, row, role)
        found[role] = word_in_cell(role, text, made.reference) if text else None
        if text and found[role] is None:
            report(out, f"{role}_unknown", grid, place, text, **offers(text, roles_of(role)))
            found[role] = "?" if role == "state" else None
    measure, _ = _cell(out, made, row, "measure")
    row_recipient = found["recipient"]
    # "Đơn vị tính: Tập thể, Hộ, Người" differs from row to row in the official forms.
    found["recipient"] = found["recipient"] or parse_recipient(measure or "")
    for parent in (*reversed(entry.parents), entry.label):
        said = label_says(parent, made.reference)
        found["basis"] = found["basis"] or said.basis
        found["recipient"] = found["recipient"] or said.recipient
        found["state"] = found["state"] or said.state
    class_text, class_place = _cell(out, made, row, "class")
    if class_text and parse_class(class_text) is None and any(letter.isalpha() for letter in class_text):
        report(out, "class_unknown", grid, class_place, class_text)
    authority, _ = _cell(out, made, row, "authority")
    shown = plain_text(out, grid, *entry.label_cell) or ""
    unit = _unit_of(out, made, entry)
    claim(out, grid, entry.label_cell, "fact", "label", table="awards")
    return Facts(
        entry.label or shown, None, parse_class(class_text) if class_text else None, found["recipient"],
        found["basis"], found["state"], authority, unit, row_recipient or recipient_of_row(entry),
    )  # fmt: skip


def _unit_of(out: Readout, made: _Table, entry: Entry) -> str | None:
    """The unit that a row's own column, its label or a section above it names; else that of the sheet."""
    text, place = _cell(out, made, entry.row, "unit")
    if text and (unit := resolve_unit(text, made.reference, made.context.year).code):
        return unit
    for said in (text, *reversed(entry.parents)):
        unit = row_says(split_mark(said)[1] or said, made.words, made.context.year).unit if said else None
        if unit is not None:
            return unit
    if text:
        report(out, "unit_in_row_unknown", made.grid, place, text, **unit_lesson(text, made.reference))
    return made.context.unit_id


def _emit_award_row(out: Readout, made: _Table, entry: Entry, facts: Facts) -> None:
    reference, chosen = made.reference, made.chosen
    filled = [m for m in chosen.data if m.column in entry.values]
    if not filled:
        # Only the total is filled in: the count is known, its recipient is not.
        filled = [m for m in chosen.checks if m.column in entry.values and m.recipient is None][:1]
    told: set[tuple[str, str | None]] = set()
    known: dict[tuple[str, ...], tuple[str, Resolution]] = {}
    for measure in filled:
        if measure.context not in known:
            context = context_of(entry, measure.context, facts.level)
            name, found = known[measure.context] = award_named(entry, facts.award_text, reference, context)
            if (name, found.code) not in told:
                told.add((name, found.code))
                award_of(out, made.grid, entry.label_cell, name, reference, context)
        _, found = known[measure.context]
        award_class = found.award_class or measure.award_class or facts.award_class
        level, unit_id = facts.level or measure.level, measure.unit or facts.unit_id
        own = Facts(
            facts.award_text, found.code, award_class, facts.recipient, facts.basis, facts.state, level, unit_id,
            facts.row_recipient,
        )  # fmt: skip
        _emit(out, made, entry, measure, own)


def _emit(out: Readout, made: _Table, entry: Entry, measure: Measure, facts: Facts) -> None:
    """Emit a cell with the facts of its row, completed by those of its column and the catalogue."""
    recipient = measure.recipient or facts.recipient or recipient_of(facts.award_code, made.reference)
    award = made.reference.awards.get(facts.award_code or "")
    stated = facts.state or measure.state or made.context.state
    told_by_name = award is not None and award.level not in ("", "any")
    basis, state, level = facts.basis or measure.basis, None if stated == "?" else stated, facts.level
    facts = Facts(
        facts.award_text, facts.award_code, facts.award_class, recipient, basis, state,
        None if told_by_name else level, facts.unit_id, facts.row_recipient,
    )  # fmt: skip
    place = (entry.row, measure.column)
    emit_counts(out, made.grid, place, facts, CountColumn(measure, made.chosen.data, made.comma, award))


def _read_award_columns(out: Readout, made: _Table, entries: list[Entry]) -> None:
    """Awards across the top or in the title: sub-units, occasions or breakdowns down the side."""
    grid, chosen = made.grid, made.chosen
    data = [m for m in chosen.data if m.award is not None or made.title_award]
    for measure in data:
        found = _award_of_column(made, measure)
        if found.code is None and any(e.values.get(measure.column) for e in entries):
            award_of(out, grid, _header_cell(made, measure.column), measure.award_text, made.reference, measure.context)
    whose_of = {m.column: m.recipient or recipient_of(_award_of_column(made, m).code, made.reference) for m in data}
    items, alternatives = choose_rows(entries, [m.column for m in data], by_recipient=all(whose_of.values()))
    looks_total = None if alternatives else total_unsaid(items, [m.column for m in data], made.words)
    if looks_total is not None:
        items = [entry for entry in items if entry is not looks_total]
        tell_total(out, grid, looks_total, made.words)
    whose, title_basis = said_recipient(made.raw, grid.name, made.reference), said_basis(made.raw)
    for entry in items:
        facts = _row_facts(out, made, entry)
        own = parse_recipient(entry.label) or facts.recipient or whose
        state = facts.state or label_says(entry.label, made.reference).state
        says = row_says(entry.label, made.words, made.context.year)
        for measure in data:
            if measure.column not in entry.values:
                continue
            found = _award_of_column(made, measure)
            award_class = found.award_class or measure.award_class
            full = facts._replace(
                award_text=measure.award_text or made.title_award or "", award_code=found.code,
                award_class=award_class, recipient=own, basis=facts.basis or title_basis,
                state=state, unit_id=measure.unit or says.unit or facts.unit_id, level=facts.level or measure.level,
            )  # fmt: skip
            _emit(out, made, entry, measure, full)
        check_row(out, grid, entry, chosen.data, chosen.checks, chosen.partial)
    check_breakdowns(out, grid, entries, items, alternatives, data=data)
    if alternatives:
        _tell_whose(out, made, entries, data, whose_of)
    for code, entry in unsaid_rows(alternatives):
        report(out, code, grid, entry.label_cell, entry.label)
    check_readable(out, grid, [entry for entry in entries if entry not in items], [m.column for m in data])
    _claim_rows(out, made, entries)


def _tell_whose(
    out: Readout, made: _Table, entries: list[Entry], data: list[Measure], whose_of: dict[int, str | None]
) -> None:
    """Breakdowns whose rows name recipients: columns that name others, and columns that name none beside some that do."""
    for entry in entries:
        own = parse_recipient(entry.label)
        for measure in data if own and entry.kind != "total" else ():
            if entry.values.get(measure.column) and (whose_of[measure.column] or own) != own:
                place = (entry.row, measure.column)
                report(out, "count_recipient_differs", made.grid, place, text_at(made.grid, made.grid.at[place]))
    unsaid = [m for m in data if whose_of[m.column] is None]
    if len(unsaid) < len([m for m in data if m.recipient or not whose_of[m.column]]):
        for measure in unsaid:
            report(out, "recipient_not_stated", made.grid, _header_cell(made, measure.column), count=len(entries))


def _award_of_column(made: _Table, measure: Measure) -> Resolution:
    if measure.award is not None:
        return measure.award
    return resolve_award(made.title_award or "", made.reference, measure.context, suggest=False)


def _header_cell(made: _Table, column: int) -> tuple[int, int]:
    grid, table = made.grid, made.raw
    for row in range(table.last_row, table.first_row - 1, -1):
        place = grid.merged_into.get((row, column), (row, column))
        index = grid.at.get(place)
        if index is not None and parse_recipient(grid.texts[index] or "") is None:
            return place
    return table.first_row, column


_FATES_OF_ROWS = {
    "total": ("checked", "total"),
    "section": ("checked", "subtotal"),
    "whole": ("checked", "subtotal"),
    "partial": ("set_aside", "of_which"),
    "unclear": ("not_read", "hierarchy_unclear"),
}


def _claim_rows(out: Readout, made: _Table, entries: list[Entry]) -> None:
    """The fates of the numbers in rows that are no data: totals, sections, "of which" lines."""
    for entry in entries:
        if entry.kind == "aside":
            continue  # its own words say what its numbers are
        fate, reason = _FATES_OF_ROWS.get(entry.kind, ("checked", "alternative_breakdown"))
        for column in entry.values:
            claim(out, made.grid, (entry.row, column), fate, reason, table="awards")


def _claim_labels(out: Readout, made: _Table) -> None:
    """The fates of the texts and running numbers beside the counts, and of the header."""
    grid = made.grid
    for row in range(made.raw.first_row, made.raw.last_row + 1):
        for index in grid.by_row.get(row, ()):
            claim(out, grid, (row, grid.columns[index]), "fact", "label", table="awards")
    reasons = {"number": "ordinal", "note": "remark", "": "remark"}
    for column in made.labels.columns:
        fate = "set_aside" if column.role in reasons else "fact"
        reason = reasons.get(column.role, "label")
        claim_column(out, grid, made.raw.body, column.column, Fate(fate, reason, "awards"))
