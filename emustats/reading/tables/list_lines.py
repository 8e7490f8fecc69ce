"""One line of a list to recipient and award rows; names leave this module only as keyed hashes."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from emustats.dates import parse_date
from emustats.numbers import parse_number
from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import address, text_at
from emustats.reading.tables.list_awards import award_in_decision, awards_in, may_be_names, names_in
from emustats.reading.tables.list_columns import Frame, header_state
from emustats.reading.tables.list_sections import Heading, is_mark
from emustats.reading.tables.list_view import (
    ListView,
    fact_text,
    name_of,
    origin_of,
    recipient_by_header,
    report_code,
)
from emustats.reading.tables.readout import Readout, award_of, claim, report
from emustats.reading.tables.records import AwardRow, RecipientRow
from emustats.reading.tables.teaching import word_in_cell
from emustats.reference.names import Resolution, recipient_of
from emustats.reference.reading_words import pattern
from emustats.reference.teaching import offers, roles_of
from emustats.text import match_key, parse_class

_NO_AWARD = Resolution(None, None, None, (), ())
_NO_NAMES = frozenset({"aside", "period", "link", "count", "total"})
_NOT_NAMES = ("none_word", "dash", "blank")
_DECISION_ROLES = ("decision_no", "decision_date")
_YEAR_OF_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*((?:19|20)\d\d)\b|\b<date.year>\s+((?:19|20)\d\d)\b"


class Won(NamedTuple):
    """One award of a line: the cell that says so, its text there, the award's own words and what they mean."""

    place: tuple[int, int]
    text: str | None
    found: Resolution
    recipient: str | None = None
    state: str | None = None
    basis: str | None = None


class Line(NamedTuple):
    """A line of a list: its row, its names and their cell, and what the headings above it say."""

    row: int
    names: list[str]
    place: tuple[int, int]
    by_header: str | None
    section: Heading


def person_key(name: str, secret: bytes) -> str:
    """A keyed hash of a name: equal names meet, the name cannot be read back.

    >>> person_key("Nguyễn Văn A", b"k") == person_key("NGUYỄN VĂN A", b"k")
    True
    """
    return blake2b(match_key(name).encode(), key=secret[:64], digest_size=12).hexdigest()


def line_at(out: Readout, view: ListView, row: int, section: Heading) -> Line | None:
    """The line on a row; None where no name stands, or "không có" in its place."""
    named = name_of(view, row)
    if named is None:
        return None
    text, place, group = named
    if parse_number(text).mark in _NOT_NAMES:
        return None
    if _is_no_name(view, row, text):
        report(out, "list_row_not_a_name", view.grid, place, text)
        return None
    if place[0] != row and not any((row, c) in view.grid.at for c in view.table.all_columns("award")):
        return None
    names = names_in(text)
    if len(names) == 1 and may_be_names(text):
        report(out, "list_names_unclear", view.grid, place)
    return Line(row, names, place, recipient_by_header(view, group), section)


def _is_no_name(view: ListView, row: int, text: str) -> bool:
    """Whether a text in the column of names says what is no recipient ("Số phiếu", "Bị kỷ luật"), beside no award."""
    if any(origin_of(view.grid, (row, column)) is not None for column in view.table.all_columns("award")):
        return False
    said = read_label(text, grammar(view.words.reference))
    return bool(said.kinds) and not said.unknown and said.kinds <= _NO_NAMES


def won_by(out: Readout, view: ListView, frame: Frame, line: Line) -> list[Won]:
    """The awards of a line: those its own cells name, else that of the decision, the heading, the labels or the title."""
    if view.marks:
        return _marked(out, view, line)
    authority = fact_text(out, view, line.row, view.table.column("authority"))
    context = tuple(c for c in (authority, line.section.award) if c)
    own = []
    for column in frame.awards:
        # Of "Đề nghị | Đã tặng", each with an award, each says its own state.
        state = header_state(view, column) if len(frame.awards) > 1 and frame.state_column is None else None
        own += [won._replace(state=state) for won in _in_cell(out, view, line, column, context)]
    if own:
        return own
    text, place = None, line.place
    for column in (c for role in _DECISION_ROLES for c in view.table.all_columns(role)):
        said = fact_text(out, view, line.row, column)
        text = award_in_decision(said, view.words) if said else None
        if text is not None:
            break
    text = text or line.section.award or frame.group.award or frame.title
    if text is None:
        report(out, "list_award_missing", view.grid, line.place)
        return [Won(line.place, None, _NO_AWARD)]
    place = _source(frame, view, line)
    return [Won(place, text, award_of(out, view.grid, place, text, view.words.reference, context))]


def _source(frame: Frame, view: ListView, line: Line) -> tuple[int, int]:
    own = (line.row, frame.awards[0]) if frame.awards else line.place
    return own if own in view.grid.at else line.place


def _in_cell(out: Readout, view: ListView, line: Line, column: int, context: tuple[str, ...]) -> list[Won]:
    """The awards of an award cell; under a merge the name's own cell stands for the line."""
    grid, place = view.grid, (line.row, column)
    index = grid.at.get(place)
    if index is not None and grid.kinds[index] in "eu":
        code = "error_cell" if grid.kinds[index] == "e" else "formula_without_value"
        report(out, code, grid, place, text_at(grid, index))
        return [Won(place, None, _NO_AWARD)]
    text = fact_text(out, view, *place)
    if not text:
        return []
    report_code(out, view, place, text)
    raw = text_at(grid, grid.at[origin_of(grid, place) or place])
    # The line feeds of a cell are lost in its cleaned text; a text that stands for another has none.
    texts = awards_in(raw if raw == text or match_key(raw) == match_key(text) else text, view.words.reference, context)
    place = place if place in grid.at else line.place
    return [Won(place, part, award_of(out, grid, place, part, view.words.reference, context)) for part in texts]


def _marked(out: Readout, view: ListView, line: Line) -> list[Won]:
    """The awards whose columns bear a mark in the row of a person."""
    found = []
    grid = view.grid
    for mark in view.marks:
        place = (line.row, mark.column)
        index = grid.at.get(place)
        if index is None:
            continue
        said = parse_number(text_at(grid, index))
        if said.mark in ("dash", "none_word", "blank") or said.value == 0:
            claim(out, grid, place, "fact")
        elif is_mark(text_at(grid, index), view.words.reference):
            found.append(Won(place, mark.text, mark.found, mark.recipient, mark.state, mark.basis))
        else:
            report(out, "list_mark_unknown", grid, place, text_at(grid, index))
            claim(out, grid, place, "not_read")
    return found


class Facts(NamedTuple):
    """What a line says of all its awards."""

    recipient: str | None
    basis: str | None
    state: str | None
    award_class: str | None
    decision_no: str | None
    decision_date: str | None
    decision_year: int | None


def facts_of(out: Readout, view: ListView, frame: Frame, line: Line) -> Facts:
    """Recipient, basis, state, class and decision of a line, each from the nearest place that says it."""
    table, row = view.table, line.row
    decision = fact_text(out, view, row, table.column("decision_no"))
    day = _date(out, view, row, table.column("decision_date"))
    state_text = fact_text(out, view, row, frame.state_column)
    state = word_in_cell("state", state_text, view.words.reference) if state_text else None
    if frame.state_column is not None and state_text and state is None:
        lines = offers(state_text, roles_of("state"))
        report(out, "state_unknown", view.grid, (row, frame.state_column), state_text, **lines)
    elif state is None:
        decided = "decided" if decision and any(c.isdigit() for c in decision) else None
        state = decided or line.section.state or frame.group.state or frame.award_state or view.default_state
    basis_column = table.column("basis")
    basis_text = fact_text(out, view, row, basis_column)
    basis = word_in_cell("basis", basis_text, view.words.reference) if basis_text else None
    if basis_column is not None and basis_text and basis is None:
        lines = offers(basis_text, roles_of("basis"))
        report(out, "basis_unknown", view.grid, (row, basis_column), basis_text, **lines)
    basis = basis or line.section.basis or frame.group.basis
    class_text = fact_text(out, view, row, table.column("class"))
    award_class = parse_class(class_text) if class_text else None
    said = pattern(_YEAR_OF_DAY, view.words.reference).search(decision) if decision else None
    year = int(day[:4]) if day else int(said[1] or said[2]) if said else None
    return Facts(_recipient(out, view, frame, line), basis, state, award_class, decision, day, year)


def _recipient(out: Readout, view: ListView, frame: Frame, line: Line) -> str | None:
    shown = None
    for column in view.table.all_columns("recipient"):
        # "Phân loại đối tượng" may also hold another classification beside "Phân loại khen thưởng".
        shown = fact_text(out, view, line.row, column)
        report_code(out, view, (line.row, column), shown)
        recipient = word_in_cell("recipient", shown, view.words.reference) if shown else None
        if recipient is not None:
            return recipient
    return line.section.recipient or frame.group.recipient or frame.whose


def emit(out: Readout, view: ListView, line: Line, won: Won, facts: Facts) -> AwardRow:
    """Add the recipient rows of one award of a line; returns the award row of as many lượt."""
    grid = view.grid
    recipient = won.recipient or facts.recipient or recipient_of(won.found.code, view.words.reference)
    if recipient is None:
        recipient = line.by_header
        if recipient is None:
            _tell_recipient(out, view, line)
    # The text of a name's cell stays unsaid.
    index = grid.at.get(won.place) if won.place != line.place else None
    shown = text_at(grid, index) if index is not None else won.text or ""
    award_class = won.found.award_class or facts.award_class
    found = (won.text, won.found.code, award_class, recipient or "unknown")
    row = (grid.name, address(*won.place), shown, *found, won.basis or facts.basis, won.state or facts.state)
    for name in line.names:
        kept = name if view.rules.keep_names else None
        key = person_key(name, view.rules.person_key)
        out.rows["recipients"].append(RecipientRow(*row, facts.decision_no, facts.decision_date, key, name=kept))
    claim(out, grid, won.place, "counted", table="recipients")
    return AwardRow(*row, len(line.names), False)


def _tell_recipient(out: Readout, view: ListView, line: Line) -> None:
    for column in reversed(view.table.all_columns("recipient")):
        index = view.grid.at.get((line.row, column))
        if index is not None:
            text = text_at(view.grid, index)
            lines = offers(text, roles_of("recipient"))
            report(out, "recipient_unknown", view.grid, (line.row, column), text, **lines)
            return


def _date(out: Readout, view: ListView, row: int, column: int | None) -> str | None:
    if column is None:
        return None
    grid = view.grid
    place = origin_of(grid, (row, column))
    if place is None:
        return None
    index = grid.at[place]
    value = grid.values[index]
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if grid.kinds[index] in "eu":
        return None
    shown = fact_text(out, view, row, column) or ""
    found = parse_date(shown)
    if found is None:
        if any(c.isdigit() for c in shown):
            report(out, "date_not_readable", grid, (row, column), shown)
        return None
    return found.isoformat()
