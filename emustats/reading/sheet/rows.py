"""Rows under a header: which are data, which are sections, totals or "of which" lines, and what their marks say."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, Place, key_of, text_of, texts_in
from emustats.reading.sheet.vocabulary import mark_kind
from emustats.reference import Reference
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean, fold, parse_basis, parse_class, parse_recipient

_TOTAL = r"^<total.word><total.of>*<total.section>?([ivx]{1,4}|[a-e]|\d{1,2})?$"
_TOTAL_WORDS = r"^<total.start>\b|^<total.alone>\s*(?:[:(]|$)"
_COMPARISON = r"<comparison>\b"
_BRACKETS = re.compile(r"\(.*?\)|[:=].*$")
_SPLIT_MARK = re.compile(r"^\s*(\(?(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*|[a-hđ])[.)/:]+|[-–+•*])\s*(?=\S)")
_OF_WHICH = r"^\s*<of_which>\s*[:,]?\s*"
# The mark of rows that a line "Trong đó" behind a total announces.
OF_WHICH = "of which"


class Entry(NamedTuple):
    """One row of a table body: its mark and label, its depth, and what kind of row it is.

    ``kind``: item, section (opens rows below it), total, partial ("trong đó"), aside (only compares), or heading (a
    label alone).
    """

    row: int
    mark: str
    mark_kind: str | None
    label: str
    label_cell: tuple[int, int]
    values: dict[int, float | None]
    kind: str
    depth: int
    parents: tuple[str, ...]


@lru_cache(maxsize=32768)
def is_total(label: str, reference: Reference) -> bool:
    """Whether a row label announces a total: "Tổng cộng", "Cộng I", "Tổng số:", "Toàn cụm".

    >>> from emustats.reference import load
    >>> [is_total(label, load()) for label in ("Tổng cộng (I+II)", "Cộng mục A", "Tổng cục Chính trị")]
    [True, True, False]
    """
    text = clean(label)
    if pattern(_TOTAL, reference, "key").match(key_of(text)):
        return True
    return len(text) < 80 and bool(pattern(_TOTAL_WORDS, reference).match(text))


@lru_cache(maxsize=32768)
def is_plain_total(label: str, reference: Reference) -> bool:
    """Whether a label is nothing but a total: among targets and criteria "Tổng số hội nghị" is one of them.

    >>> from emustats.reference import load
    >>> is_plain_total("Tổng điểm (A+B)", load()), is_plain_total("Tổng số hội nghị", load())
    (True, False)
    """
    return bool(pattern(_TOTAL, reference, "key").match(key_of(_BRACKETS.sub("", clean(label)))))


@lru_cache(maxsize=32768)
def is_comparison(label: str, reference: Reference) -> bool:
    """Whether a row only compares: last year's figures, differences, shares.

    >>> from emustats.reference import load
    >>> [is_comparison(label, load()) for label in ("So với năm 2018 (%)", "Năm trước", "Giấy khen")]
    [True, True, False]
    """
    return bool(pattern(_COMPARISON, reference, "fold").match(fold(label)))


@lru_cache(maxsize=32768)
def split_mark(text: str) -> tuple[str, str]:
    """A label's own leading mark and the rest: "I. Khen thưởng" → ("I", "Khen thưởng").

    >>> split_mark("1.2. Cờ thi đua"), split_mark("- Tập thể"), split_mark("Bằng khen")
    (('1.2', 'Cờ thi đua'), ('-', 'Tập thể'), ('', 'Bằng khen'))
    """
    text = clean(text)
    match = _SPLIT_MARK.match(text)
    if not match:
        return "", text
    return match.group(1).strip().strip("().:/") or "-", text[match.end() :].strip()


@lru_cache(maxsize=32768)
def splits(label: str) -> bool:
    """Whether a label only splits the award it stands under: by recipient, class or basis.

    >>> splits("Cá nhân"), splits("Hạng Nhất"), splits("Bằng khen")
    (True, True, False)
    """
    return bool(parse_recipient(label) or parse_basis(label) or parse_class(label) and len(label) < 16)


Totals = Callable[[str, Reference], bool]


def _never(label: str) -> bool:
    return False


class RowRules(NamedTuple):
    """How the rows of a body are read: the columns of marks and labels, and what ``value_at`` (grid, index) makes of each
    cell of the columns ``measures``.

    ``stands`` tells whether a label names something by itself, which ends the lines of a "Trong đó: …" above it.
    ``totals`` tells whether a label announces a total.
    A row without label and mark that fills the column ``inherit`` goes on with the label above it, as does a merged one.
    """

    number: int | None
    label: int | None
    measures: list[int]
    value_at: Callable[[Grid, int], float | None]
    reference: Reference
    inherit: int | None = None
    stands: Callable[[str], bool] = _never
    totals: Totals = is_total


class _Row(NamedTuple):
    """One row before its depth is known."""

    row: int
    mark: str
    label: str
    cell: Place
    values: dict[int, float | None]


def read_entries(grid: Grid, body: tuple[int, ...], rules: RowRules) -> list[Entry]:
    """The rows of a body with mark, label and values.

    A row without a label in the label column takes the text of its number column ("Tổng cộng" merged over both).
    """
    found: list[_Row] = []
    for row in body:
        own, mark, cell = _label_of(grid, row, rules, found[-1] if found else None)
        values: dict[int, float | None] = {}
        for column in rules.measures:
            index = grid.at.get((row, column))
            if index is not None:
                values[column] = rules.value_at(grid, index)
        if own is None and mark is None and (not values or _is_remark(grid, row, rules.measures)):
            continue
        text = own or ""
        inner, rest = split_mark(text)
        if mark is None or not mark.strip():
            mark = inner
            text = rest
        elif inner and mark_kind(inner) == "dash":
            text = rest
        found.append(_Row(row, (mark or "").strip(), text.strip(), cell, values))
    return _levels(found, rules.stands, rules.totals, rules.reference)


def _label_of(grid: Grid, row: int, rules: RowRules, above: _Row | None) -> tuple[str | None, str | None, Place]:
    """The label of a row, its mark, and the cell of the label."""
    number, label = rules.number, rules.label
    own = text_of(grid, row, label) if label is not None else None
    cell = (row, label if label is not None else 0)
    if own is None and label is not None:
        merged = grid.merged_into.get((row, label))
        if merged is not None and merged[1] == label and merged[0] < row:
            own, cell = text_of(grid, *merged), merged
    mark = text_of(grid, row, number) if number is not None else None
    if own is None and number is not None and mark is not None and mark_kind(mark) is None:
        own, mark, cell = mark, None, (row, number)
    if (
        own is None
        and mark is None
        and above is not None
        and rules.inherit is not None
        and (row, rules.inherit) in grid.at
    ):
        own, cell = above.label, above.cell
    if own is None and label is not None and mark is None:
        for _, column, text in texts_in(grid, row):
            if column < label and column != number:
                return text, None, (row, column)
    return own, mark, cell


def _is_remark(grid: Grid, row: int, measures: list[int]) -> bool:
    """Whether a row without a label holds only words where counts are due, as a row of notes under a header does."""
    texts = [grid.texts[index] for column in measures if (index := grid.at.get((row, column))) is not None]
    return all(text is not None and len(text) > 3 and not any(c.isdigit() for c in text) for text in texts)


def _sectioned(found: list[_Row], stands: Callable[[str], bool]) -> bool:
    """Whether rows like "Tập thể" open sections of awards, instead of splitting the award above them."""
    for _, mark, label, _, _ in found:
        if stands(label):
            return False
        if splits(label) and not (mark and mark_kind(mark)):
            return stands is not _never
    return False


@lru_cache(maxsize=32768)
def _kind_by_label(label: str, totals: Totals, reference: Reference) -> str:
    """The kind of a row as its label alone says it; "" for a label that says none."""
    if totals(label, reference):
        return "total"
    if totals is is_total and is_comparison(label, reference):
        return "aside"
    return "partial" if key_of(label).startswith(keys("of_which", reference)) else ""


def _levels(found: list[_Row], stands: Callable[[str], bool], totals: Totals, reference: Reference) -> list[Entry]:
    order: dict[str, int] = {}
    for _, mark, label, _, _ in found:
        kind = mark_kind(mark) if mark else None
        if kind in ("letter", "roman", "number") and kind not in order and not totals(label, reference):
            order[kind] = len(order)
    top = len(order)
    depths = {"decimal": top, "small": top + 1, "dash": top + 2}
    # "+" lines below "-" lines are a level deeper, in a table that has both.
    signs = {mark[:1] for _, mark, _, _, _ in found if mark and mark_kind(mark) == "dash"}
    deeper = top + 3 if len(signs) > 1 and "+" in signs else top + 2
    entries: list[Entry] = []
    last_marked = -1
    whole: int | None = None
    opened: int | None = None
    sectioned = _sectioned(found, stands)
    for row, mark, label, cell, values in found:
        kind = mark_kind(mark) if mark else None
        # Unmarked rows are siblings of each other, one level below the last section mark.
        unmarked = last_marked if order.get("number") == last_marked else last_marked + 1
        split = kind is None and splits(label)
        if split and sectioned:
            depth = opened = max(unmarked, 0)
        elif split and values and whole is not None:
            depth = whole + 1
        elif kind is None:
            depth = max(unmarked, 0) if opened is None else opened + 1
        elif kind in order:
            depth = last_marked = order[kind]
            if kind != "number":
                opened = None
        elif kind == "decimal":
            depth = top + mark.count(".") - 1
        elif mark.startswith("+"):
            depth = deeper
        else:
            depth = depths.get(kind, 0)
        row_kind = _kind_by_label(label, totals, reference) or ("item" if values else "heading")
        if not (split and values) and row_kind != "partial":
            whole = depth
        entries.append(Entry(row, mark, kind, label, cell, values, row_kind, depth, ()))
    return _parents(entries, stands, pattern(_OF_WHICH, reference))


class _Open(NamedTuple):
    """A row that rows below it stand under."""

    depth: int
    label: str
    is_marked: bool


def _parents(entries: list[Entry], stands: Callable[[str], bool], announced: re.Pattern[str]) -> list[Entry]:
    """Mark the rows that open deeper rows as sections, and give each row the labels it stands under."""
    result: list[Entry] = []
    stack: list[_Open] = []
    of_which: int | None = None
    whole, closing = "", False
    for position, entry in enumerate(entries):
        if entry.kind == "aside":
            result.append(entry)
            continue
        if entry.kind in ("item", "heading"):
            _close_for(entry, stack)
        if stack:
            entry = entry._replace(parents=tuple(opened.label for opened in stack))
        if entry.kind == "total":
            of_which = None
            result.append(entry)
            continue
        if entry.kind == "partial":
            rest = announced.sub("", entry.label).strip()
            if result and result[-1].kind == "total" and not any(e.kind == "item" and e.values for e in result):
                # "Tổng số … Trong đó": the named rows are the data, the total may hold more than they do.
                kind = "item" if rest and entry.values else "partial"
                result.append(entry._replace(label=rest, mark=OF_WHICH, mark_kind=None, kind=kind))
                continue
            of_which = entry.depth
            closing = bool(rest) and not stands(rest)
            whole = next((e.label for e in reversed(result) if e.kind not in ("partial", "heading")), "")
            result.append(entry)
            continue
        kind = entry.kind
        if of_which is not None:
            alike = closing and stands(entry.label) or bool(parse_recipient(entry.label) and parse_recipient(whole))
            if not alike and (entry.depth > of_which or entry.mark_kind in ("dash", None) and kind == "item"):
                kind = "partial"
            else:
                of_which = None
        if kind == "item" and _opens(entries, position):
            kind = "section"
        if kind in ("heading", "section"):
            stack.append(_Open(entry.depth, entry.label, entry.mark_kind is not None))
        result.append(entry if kind == entry.kind else entry._replace(kind=kind))
    return result


def _close_for(entry: Entry, stack: list[_Open]) -> None:
    """Close what a row does not stand under; an unmarked heading stays open for the numbered rows below it."""
    while stack and stack[-1].depth >= entry.depth:
        if entry.mark_kind is not None and stack[-1].depth == entry.depth and not stack[-1].is_marked:
            return
        stack.pop()


def _opens(entries: list[Entry], position: int) -> bool:
    """Whether deeper rows follow a row."""
    following = next((e for e in entries[position + 1 :] if e.kind != "total"), None)
    return following is not None and following.kind != "partial" and following.depth > entries[position].depth


def children_of(entries: list[Entry], position: int) -> list[Entry]:
    """The deeper rows below a row, up to the next one of its own depth or a total."""
    depth = entries[position].depth
    found = []
    for entry in entries[position + 1 :]:
        if entry.kind == "total" or entry.depth <= depth:
            break
        found.append(entry)
    return found
