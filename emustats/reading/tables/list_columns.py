"""What the headers of a list say of all its lines, and which columns say something that is not understood."""

from __future__ import annotations

from typing import NamedTuple

from emustats.dates import find_year
from emustats.reading.sheet.grid import key_of, text_at
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.titles import said_award, said_recipient
from emustats.reading.sheet.vocabulary import mark_kind, names_award
from emustats.reading.tables.list_awards import award_in_decision
from emustats.reading.tables.list_sections import NO_HEADING, Heading, said_in
from emustats.reading.tables.list_view import ListView, origin_of
from emustats.reading.tables.readout import Readout, report
from emustats.reading.tables.teaching import word_in_cell
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import keys, pattern
from emustats.reference.teaching import offers, roles_of
from emustats.text import clean, parse_recipient, parse_state

# An unknown column may hold a state when its texts are few, short and come again.
_LONGEST_ATTRIBUTE = 30
_MOST_ATTRIBUTES = 4
_LIST_OF = r"^<title.list>\s+(?:(?:<title.list_of>|\d+)\s+)*"
_LONGEST_BACK = 16
_DECISION = r"\d\s*/\s*(?:\d{4}\s*/\s*)?<decision.sign>"
# Columns that may turn out to hold the awards, where no column is headed so.
_OPEN = ("", "achievement")
# Roles whose header is unknown, or says what no decision, recipient or state stands under.
_NO_FACTS = ("", "number", "line_code", "achievement", "money")
_HEADER_STATES = ("proposed", "registered")


class Frame(NamedTuple):
    """What stands around the lines of a list: the labels over its columns, its title, the columns it is read by."""

    group: Heading
    title: str | None
    whose: str | None
    awards: tuple[int, ...]
    state_column: int | None
    award_state: str | None
    year_column: int | None


def frame_of(view: ListView, rows: list[int]) -> Frame:
    """Title, group labels and columns of a list; ``rows`` are its lines."""
    table = view.table
    awards = tuple(
        column for n, column in enumerate(table.all_columns("award")) if n == 0 or _names_awards(view, column, rows)
    )
    if not awards and not view.marks:
        awards = tuple(c.column for c in table.columns if c.role in _OPEN and _holds_awards(view, c.column, rows))
    state = table.column("state")
    if state is None:
        state = next((c.column for c in table.columns if c.role == "" and _holds_states(view, c.column, rows)), None)
    titles = (*table.sheet_titles, *table.titles)
    title = said_award(titles, view.words)
    title = title or next((said for text in reversed(titles) if (said := _listed_award(text, view))), None)
    title = title or _sheet_award(view)
    return Frame(
        _group(view),
        title,
        said_recipient(table, view.grid.name, view.words.reference),
        awards,
        state,
        header_state(view, awards[0]) if awards else None,
        _year_column(view, rows),
    )


def _listed_award(title: str, view: ListView) -> str | None:
    """The award that a title names behind "Danh sách" or "tặng": "Danh sách chiến sĩ tiên tiến năm 2019"."""
    listed = pattern(_LIST_OF, view.words.reference).sub("", clean(title))
    return award_in_decision(title, view.words) or award_in_decision(listed, view.words)


def _sheet_award(view: ListView) -> str | None:
    # A list "Bằng khen" may hold several kinds; only a name that is sure counts.
    return said_award((view.grid.name,), view.words)


def _group(view: ListView) -> Heading:
    """The labels over the column of names: "Bằng khen của Bộ trưởng", "Tập thể"; the nearest goes first."""
    found = NO_HEADING
    for label in reversed(view.names[0][0].path[:-1]):
        said = said_in(label, view.words.reference)
        found = Heading(
            found.recipient or said.recipient,
            found.basis or said.basis,
            found.state or said.state,
            found.award or said.award,
            None,
            found.counts or said.counts,
            found.text or said.text,
        )
    return found


def texts_of(view: ListView, column: int, rows: list[int]) -> list[str]:
    """The texts of a column, line by line; those of merged ranges once for each of their rows."""
    places = [origin_of(view.grid, (row, column)) for row in rows]
    return [text_at(view.grid, view.grid.at[place]).strip() for place in places if place is not None]


def _names_awards(view: ListView, column: int, rows: list[int]) -> bool:
    return any(names_award(text, view.words.reference) for text in set(texts_of(view, column, rows)))


def _holds_awards(view: ListView, column: int, rows: list[int]) -> bool:
    texts = set(texts_of(view, column, rows))
    sure = [resolve_award(text, view.words.reference, suggest=False).code is not None for text in texts]
    return bool(texts) and 2 * sum(sure) > len(sure)


def _holds_states(view: ListView, column: int, rows: list[int]) -> bool:
    texts = set(texts_of(view, column, rows))
    return bool(texts) and all(word_in_cell("state", text, view.words.reference) for text in texts)


def header_state(view: ListView, column: int) -> str | None:
    """What the header over awards says of them: "Danh hiệu đề nghị", "Đã tặng"."""
    path = next((c.path for c in view.table.columns if c.column == column), ())
    for label in reversed(path):
        said = parse_state(label) or _asked(view, label)
        if said is not None and not any(kind == "list" and role == "award" for kind, role in _plain_roles(view, label)):
            return said
    return None


def _plain_roles(view: ListView, label: str) -> tuple[tuple[str, str], ...]:
    # "Khen thưởng" heads awards and says no state, while "Danh hiệu đề nghị" does both.
    return () if _asked(view, label) else view.words.roles.get(key_of(label), ())


def _asked(view: ListView, label: str) -> str | None:
    """The state of awards that are only asked for, where a header says so somewhere."""
    key, reference = key_of(label), view.words.reference
    return next((s for s in _HEADER_STATES if any(word in key for word in keys(f"header.{s}", reference))), None)


def _year_column(view: ListView, rows: list[int]) -> int | None:
    for column in view.table.columns:
        # "Nam" (men) and "Năm" (year) are one word without accents; years of birth are long ago.
        if column.role != "year" or _says_men(view, column.path[-1]):
            continue
        places = [row for row in rows if origin_of(view.grid, (row, column.column)) is not None]
        values = [year_in(view, row, column.column) for row in places]
        reported = view.rules.year or max((value or 0 for value in values), default=0)
        if values and all(value is not None and value > reported - _LONGEST_BACK for value in values):
            return column.column
    return None


def _says_men(view: ListView, label: str) -> bool:
    men = view.words.reference.reading_words["header.men"]
    return not label.isascii() and any(word.casefold() in label.casefold() for word in men)


def year_in(view: ListView, row: int, column: int) -> int | None:
    """The year that a cell, or the merged range it lies in, says."""
    place = origin_of(view.grid, (row, column))
    if place is None:
        return None
    index = view.grid.at[place]
    value = view.grid.values[index]
    return find_year(value if view.grid.kinds[index] == "n" else text_at(view.grid, index))


def report_columns(out: Readout, view: ListView, frame: Frame, rows: list[int]) -> None:
    """Say which columns under unknown headers may bear on the awards of their lines."""
    marked = {mark.column for mark in view.marks}
    headed = {column.column for column in view.table.columns}
    beside = [Column(c, "", ()) for c in range(view.reach[0], view.reach[1] + 1) if c not in headed]
    for column in (*view.table.columns, *beside):
        code = None
        if column.role in _OPEN and column.column in frame.awards:
            code = "column_taken_as_award"
        elif column.role == "" and column.column == frame.state_column:
            code = "column_taken_as_state"
        elif column.column not in marked and _may_bear(view, column, frame, rows):
            code = "column_not_understood"
        if code is not None:
            place = (view.table.last_row, column.column)
            taken = {other.role for other in view.table.columns}
            lines = offers(column.path[-1] if column.path else "", [*roles_of("list", leaving=taken), "any.note"])
            report(
                out, code, view.grid, place, " / ".join(column.path) or texts_of(view, column.column, rows)[0], **lines
            )


def _may_bear(view: ListView, column: Column, frame: Frame, rows: list[int]) -> bool:
    """Whether a column whose header is unknown, or says a running number, holds what bears on the awards."""
    if column.role not in _NO_FACTS or column.column in (*frame.awards, frame.state_column):
        return False
    texts = texts_of(view, column.column, rows)
    decision = pattern(_DECISION, view.words.reference)
    facts = [bool(decision.search(text) or parse_recipient(text) or parse_state(text)) for text in texts]
    if texts and all(facts):
        return True
    return column.role == "" and bool(column.path) and _is_attribute(view, column, rows)


def _is_attribute(view: ListView, column: Column, rows: list[int]) -> bool:
    """Few, short texts of letters that come again: what an unknown state or condition would look like."""
    texts = [text for text in texts_of(view, column.column, rows) if any(c.isalpha() for c in text)]
    texts = [text for text in texts if mark_kind(text) is None]
    different = {key_of(text) for text in texts}
    return (
        len(texts) > len(different)
        and len(different) <= _MOST_ATTRIBUTES
        and 2 * len(different) <= len(texts) + 1
        and all(len(text) <= _LONGEST_ATTRIBUTE for text in texts)
        and not any(c.isdigit() for text in texts for c in text)
    )
