"""Headings and totals inside a list: the award, the recipient and the number of lines that they announce."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from emustats.numbers import parse_number, parse_recipient_counts
from emustats.reading.sheet.grid import key_of, text_at
from emustats.reading.sheet.rows import is_total, split_mark
from emustats.reading.sheet.vocabulary import mark_kind
from emustats.reading.tables.list_awards import awards_in
from emustats.reading.tables.list_view import ListView, cells_of, origin_of
from emustats.reading.tables.readout import Readout, claim, report
from emustats.reading.tables.totals import Printed, compare, shown
from emustats.reference import Reference
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean, fold, match_key, parse_basis, parse_recipient, parse_state

Counts = tuple[tuple[str | None, int], ...]
_TAIL = re.compile(r"\s*[:;,(–—-]\s*|\s+(?=\d)")
_WHO = r"\s*[:(–—-]\s*|\s+<heading.for>\s+|\s+(?=<heading.about> )"
_BEFORE_COUNT = r"^<heading.before_count>\s+"
_AFTER_LABEL = r"\s+<heading.before_number>$"
_CLOSING = r"<list.closing>\b"
_AWARD_LIKE = r"^\W*(?:[\divxa-h]+ )?<heading.award> \w"
_SUB_UNIT = r"(?:<subunit>|<subunit.other>)\b"
_YEARS = range(1900, 2101)


class Heading(NamedTuple):
    """What a heading says of the lines below it, the kind of mark it bears, the numbers of lines it announces."""

    recipient: str | None = None
    basis: str | None = None
    state: str | None = None
    award: str | None = None
    mark: str | None = None
    counts: Counts = ()
    text: str = ""


NO_HEADING = Heading()


@lru_cache(maxsize=8192)
def split_counts(text: str, reference: Reference) -> tuple[str, Counts]:
    """A heading without the number of lines it announces, and that number, by recipient where it says so.

    >>> from emustats.reference import load
    >>> split_counts("Bằng khen của Bộ trưởng: 04 cá nhân", load())
    ('Bằng khen của Bộ trưởng', (('individual', 4),))
    >>> split_counts("Chiến sĩ tiên tiến năm 2019", load())
    ('Chiến sĩ tiên tiến năm 2019', ())
    """
    line = clean(text).strip(" ./")
    for match in _TAIL.finditer(line):
        counts = counts_said(line[match.end() :].strip(" ().;"), reference, bare=bool(match[0].strip()))
        if counts and match.start():
            return pattern(_AFTER_LABEL, reference).sub("", line[: match.start()]), counts
    return line, ()


@lru_cache(maxsize=8192)
def counts_said(text: str, reference: Reference, *, bare: bool = True) -> Counts:
    """The numbers of recipients that a text says and nothing else: "02 tập thể, 04 cá nhân"; ``bare``: "05", too."""
    text = pattern(_BEFORE_COUNT, reference).sub("", clean(text))
    pairs = parse_recipient_counts(text)
    if pairs:
        return tuple((recipient, count) for recipient, count, _ in pairs)
    number = parse_number(text)
    if number.mark == "none_word":
        return ((None, 0),)
    if (
        number.mark != "number"
        or number.value is None
        or number.value != int(number.value)
        or number.is_percent
        or number.value < 0
    ):
        return ()
    if number.unit:
        counted = match_key(number.unit) in keys("heading.counted", reference)
        return ((None, int(number.value)),) if counted else ()
    return ((None, int(number.value)),) if bare and int(number.value) not in _YEARS else ()


@lru_cache(maxsize=8192)
def said_in(text: str, reference: Reference) -> Heading:
    """What a text over lines says of them: an award, a recipient, a basis, a state, a number of lines."""
    label, counts = split_counts(split_mark(text)[1], reference)
    recipient = parse_recipient(label)
    if recipient is None:
        for match in reversed(list(pattern(_WHO, reference).finditer(label))):
            recipient = parse_recipient(label[match.end() :].strip(" ()."))
            if recipient is not None:
                label = pattern(_AFTER_LABEL, reference).sub("", label[: match.start()])
                break
    # "Bằng khen của Bộ trưởng (QĐ số 12): 02 cá nhân": the decision is no part of the name.
    label = awards_in(label, reference)[0] if len(awards_in(label, reference)) == 1 else label
    award = resolve_award(label, reference, suggest=False)
    named = label if award.code is not None or award.candidates else None
    if recipient is None and len(counts) == 1:
        recipient = counts[0][0]
    return Heading(recipient, parse_basis(label), parse_state(label), named, None, counts, text)


def heading_at(view: ListView, row: int) -> Heading | None:
    """A row that is a heading over the lines below it: one text, perhaps with a mark before and a number behind it."""
    grid = view.grid
    cells = cells_of(view, row)
    if not cells or len(cells) > 3:
        return None
    texts = [i for i in cells if grid.texts[i] is not None and not mark_kind(grid.texts[i])]
    if not texts:
        return None
    label = texts[0]
    before = [i for i in cells if grid.columns[i] < grid.columns[label]]
    behind = [i for i in cells if grid.columns[i] > grid.columns[label]]
    if len(before) > 1:
        # A number under a header that nobody knows is no part of the heading.
        known = {column.column for column in view.table.columns if column.role}
        before = [i for i in before if grid.columns[i] in known or grid.kinds[i] != "n"]
    if len(before) > 1 or len(behind) > 1:
        return None
    reference = view.words.reference
    counts = counts_said(text_at(grid, behind[0]), reference) if behind else ()
    if behind and not counts:
        return None
    if _is_award_cell(view, row, grid.columns[label]):
        return None
    found = said_in(grid.texts[label], view.words.reference)
    mark = mark_kind(text_at(grid, before[0])) if before else mark_kind(split_mark(grid.texts[label])[0] or "?")
    found = found._replace(mark=mark, counts=found.counts or counts)
    named = bool(found.award or found.recipient or found.state or found.basis)
    in_names = any(grid.columns[label] == column.column for group in view.names for column in group)
    if before and mark == "number" and in_names and not (found.award or found.recipient or found.state):
        # A line of its own: "1 | Phòng Đối ngoại" names no phương thức.
        named = False
    said = split_mark(found.text)[1]
    award_like = pattern(_AWARD_LIKE, reference, "fold").search(fold(found.text))
    if not named and award_like and key_of(said) not in view.words.roles:
        # An award that is not known is not the one of the title or of the heading above.
        return found._replace(award=split_counts(said, reference)[0])
    if named:
        return found
    if behind:
        return None
    if mark in ("roman", "letter") or found.counts or not before and len(cells) == 1 and not in_names:
        return Heading(mark=mark, counts=found.counts, text=found.text)
    return None


def _is_award_cell(view: ListView, row: int, column: int) -> bool:
    """Whether a lone text is the award of a line: it stands in their column, behind a name, if only one merged from above."""
    if column not in view.table.all_columns("award"):
        return False
    place = (row, view.names[0][0].column)
    return place[1] < column and (row, column) not in view.grid.merges_from or origin_of(view.grid, place) is not None


def under(outer: Heading, inner: Heading, reference: Reference) -> Heading:
    """A heading below another one: "I. Tập thể" under "A. Bằng khen …" still speaks of that award, as does "II." after it."""
    says_nothing = not (inner.recipient or inner.basis or inner.state or inner.mark)
    if says_nothing and outer.mark is not None and pattern(_SUB_UNIT, reference, "fold").match(fold(inner.text)):
        return outer
    if inner.award is not None or outer.award is None or says_nothing:
        return inner
    # The mark kept is that of the heading that names the award: the next heading of its kind ends it.
    if outer.mark is not None and inner.mark == outer.mark:
        return inner
    return inner._replace(award=outer.award, mark=outer.mark)


def is_total_row(view: ListView, row: int) -> bool:
    """Whether a row closes a list: "Tổng cộng: 07 đồng chí", "Danh sách gồm 12 người"."""
    grid, reference = view.grid, view.words.reference
    cells = cells_of(view, row)
    first = [grid.texts[i] for i in cells[:2] if grid.texts[i] is not None]
    if len(cells) == 1 and first and pattern(_CLOSING, reference, "fold").match(fold(first[0])):
        return True
    few = len(cells) <= max(3, len(view.table.columns) // 2) or bool(view.marks)
    return few and any(
        is_total(text, reference) or is_total(split_counts(text, reference)[0], reference) for text in first
    )


def total_counts(view: ListView, row: int) -> Counts:
    """The number of lines that a closing row announces, in its text or in a cell of its own."""
    grid, reference = view.grid, view.words.reference
    marks = {mark.column for mark in view.marks}
    marks |= {c.column for c in view.table.columns if c.role in ("money", "decision_no", "decision_date", "year")}
    for index in cells_of(view, row):
        text = text_at(grid, index)
        found = split_counts(text, reference)[1] if grid.texts[index] is not None else ()
        if not found and not (grid.texts[index] is not None and is_total(text, reference)):
            found = counts_said(text, reference) if grid.columns[index] not in marks else ()
        if found:
            return found
    return ()


class Open(NamedTuple):
    """A heading that announced a number of lines and is not closed yet: its row, where its lines start, where the next heading came."""

    heading: Heading
    row: int
    start: int
    next: list[int]


def close_headings(out: Readout, view: ListView, stack: list[Open], seen: list[str], upcoming: Heading | None) -> None:
    """Check the headings that end where another one comes (all, when ``upcoming`` is None) by the lines below them."""
    kept = 0
    if upcoming is not None:
        for held in stack:
            held.next.append(len(seen))
        same = [n for n, held in enumerate(stack) if held.heading.mark == upcoming.mark]
        kept = same[0] if same else len(stack)
    for held in stack[kept:]:
        spans = [seen[held.start :], *(seen[held.start : end] for end in held.next[:1])]
        check_counts(out, view, held.row, held.heading.counts, spans)
    del stack[kept:]


def check_counts(out: Readout, view: ListView, row: int, counts: Counts, spans: list[list[str]]) -> None:
    """Compare a printed number of lines with the lines themselves; one of ``spans`` must fit."""
    if not counts:
        return
    cells = cells_of(view, row)
    for index in cells:
        claim(out, view.grid, (row, view.grid.columns[index]), "checked", "total")
    if any(_fits(counts, span) for span in spans):
        return
    printed = sum(count for _, count in counts)
    label = next((view.grid.texts[i] for i in cells if view.grid.texts[i] is not None), None)
    place = (row, view.grid.columns[cells[0]])
    said = {"printed": shown(printed), "computed": shown(len(spans[0]))}
    report(out, "list_count_mismatch", view.grid, place, label, **said)


def check_marks(out: Readout, view: ListView, row: int, lines: list[int]) -> None:
    """Compare the numbers of a closing row under the columns of a matrix with the marks above them."""
    grid = view.grid
    for mark in view.marks:
        index = grid.at.get((row, mark.column))
        printed = parse_number(text_at(grid, index)).value if index is not None else None
        cells = [grid.at.get((line, mark.column)) for line in lines]
        counted = sum(cell is not None and is_mark(text_at(grid, cell), view.words.reference) for cell in cells)
        compare(out, grid, "list_count_mismatch", Printed((row, mark.column), mark.text, printed), [counted])


def is_mark(text: str, reference: Reference) -> bool:
    """Whether a cell of a matrix says that the award was won: "x", "✓", "1".

    >>> from emustats.reference import load
    >>> is_mark("X", load()), is_mark("1", load()), is_mark("2", load())
    (True, True, False)
    """
    said = parse_number(text)
    return said.mark == "cross" or said.value == 1 and not said.unit or match_key(text) in keys("list.won", reference)


def _fits(counts: Counts, lines: list[str]) -> bool:
    if len(counts) == 1:
        recipient, count = counts[0]
        own = sum(line == recipient for line in lines) if recipient else len(lines)
        # A heading may count the persons only, and "đồng chí" for whoever stands below.
        return count in (own, len(lines))
    return all(count == sum(line == recipient for line in lines) for recipient, count in counts)
