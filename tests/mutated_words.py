"""Valid workbooks with a word, a row, a column or a place changed, the same ones for the same seed; and what came of it.

A case knows where each cell of the workbook stands afterwards, which cells the changed word bears on, and what the word
declares by the lists of ``headers.csv``, if it is in them.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable
from typing import NamedTuple

from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import place_of
from emustats.reference import load
from emustats.text import fold, match_key, parse_yes_no
from tests.sheets import Book, Place, Sheet, address

UNKNOWN = ("Zenith", "Wokam", "trồng khoai", "mức bão hòa", "vượn cáo", "lúa nếp")
KINDS = ("recipient", "basis", "state", "period", "class", "level", "aside", "total", "parts", "partial", "weak", "count", "topic")  # fmt: skip
_NEVER_COUNTS = frozenset({"money", "decision", "date", "measure", "remark", "person", "points", "votes", "rank", "headcount", "discipline", "line_code"})  # fmt: skip
_ALL = (0, 0, 9999, 9999)
_SECTION = re.compile(r"^[IVX]+\.?$|^[A-HĐ]\.?$")
_BARRED = re.compile(r"[\[\]:*?/\\]")

At = tuple[str, Place]
Role = tuple[str, str]


class Spot(NamedTuple):
    """A text that can be changed: the sheet, its place (None: the name of the sheet), and what part it plays."""

    sheet: int
    place: Place | None
    part: str


class Case(NamedTuple):
    """A changed workbook. ``bears``: the box of cells that the word bears on; ``said``: what it declares; ``known``:
    whether all of it is in the lists; ``moved``: where a cell of the valid workbook stands now."""

    kind: str
    what: str
    book: Book
    moved: Callable[[At], At]
    sheet: str
    bears: tuple[int, int, int, int] = _ALL
    said: frozenset[Role] = frozenset()
    known: bool = False


class Frame(NamedTuple):
    """Where the parts of a sheet stand: first row of the header, its last row, first and last row of the body."""

    top: int
    leaf: int
    first: int
    last: int


def frame_of(sheet: Sheet, top: int) -> Frame:
    """The parts of a sheet whose table begins at a row."""
    told = [place[0] for _, place, _ in sheet.tells]
    first = min(told, default=top + 1)
    leaf = top
    for row in range(top, first):
        cells = {column: value for (r, column), value in sheet.cells.items() if r == row}
        texts = [value for value in cells.values() if isinstance(value, str)]
        begins = cells[min(cells)] if cells else ""
        if len(texts) < len(cells) or all(len(text) < 3 for text in texts) or len(cells) == 1 or row > top and _SECTION.match(str(begins)):  # fmt: skip
            break
        leaf = row
    return Frame(top, leaf, first, max(told, default=top + 1))


@functools.cache
def phrases() -> dict[Role, tuple[str, ...]]:
    """The listed phrases of the kinds that bear on numbers, without patterns."""
    found = {}
    for role, synonyms in load().headers.items():
        kind, _, value = role.partition(".")
        plain = tuple(text for text in synonyms if not set("#*%") & set(text))
        if kind in KINDS and plain:
            found[kind, value] = plain
    return found


@functools.cache
def roles_of(phrase: str) -> frozenset[Role]:
    """Everything that a listed phrase may declare."""
    key = match_key(phrase)
    listed = {role.partition(".")[::2] for role, texts in load().headers.items() if any(match_key(t) == key for t in texts)}  # fmt: skip
    return frozenset(listed)


def spots(book: Book, tops: list[int]) -> list[Spot]:
    """The texts of a book that can be changed: names of sheets, titles, headers, labels."""
    found = []
    for number, sheet in enumerate(book):
        frame = frame_of(sheet, tops[number])
        found.append(Spot(number, None, "sheet name"))
        for (row, column), value in sheet.cells.items():
            # The number of a decision is a name of its own: whatever stands there is what it is.
            if not isinstance(value, str) or len(value) < 2 or not any(c.isalpha() for c in value) or "/QĐ" in value:
                continue
            # A value of its own ("Có") is no label.
            if parse_yes_no(value) is not None:
                continue
            if row < frame.top:
                if "NĂM" in value.upper() or "DANH SÁCH" in value:
                    found.append(Spot(number, (row, column), "title"))
            elif row <= frame.leaf:
                found.append(Spot(number, (row, column), "header"))
            elif row <= frame.last + 1:
                found.append(Spot(number, (row, column), "label"))
    return found


def case(book: Book, tops: list[int], seed: str) -> Case:
    """One change of a book, drawn by a seed."""
    rng = random.Random(seed)
    way = rng.choice((_word, _word, _word, _word, _word, _column, _row, _move, _delete))
    return way(rng, book, tops)


def _word(rng: random.Random, book: Book, tops: list[int]) -> Case:
    """Another word in a text: in the place of all of it, of one word, or after it."""
    held = spots(book, tops)
    part = rng.choice(("header", "header", "label", "title", "sheet name"))
    spot = rng.choice([s for s in held if s.part == part] or held)
    sheet = book[spot.sheet]
    before = sheet.name if spot.place is None else str(sheet.cells[spot.place])
    known = rng.random() < 0.5
    said: frozenset[Role] = frozenset()
    if known:
        role = rng.choice(sorted(phrases()))
        new = rng.choice(phrases()[role])
        said = roles_of(new)
        if spot.part == "title" and rng.random() < 0.3:
            new, said = "năm 2018", frozenset({("period", "earlier")})
        new = new[:1].upper() + new[1:]
    else:
        new = rng.choice(UNKNOWN)
    manner = rng.choice(("whole", "whole", "word", "after"))
    text = new
    if manner == "word":
        words = before.split()
        words[rng.randrange(len(words))] = new
        text = " ".join(words)
    elif manner == "after":
        text = f"{before} {new}"
    if known and spot.part in ("title", "sheet name"):
        said |= _said_in_title(text) - _said_in_title(before)
    if spot.place is None:
        text = _BARRED.sub(" ", text)[:31].strip()
        if text.casefold() in {other.name.casefold() for other in book}:
            text = "Zenith 7"
    what = f"{spot.part} {'' if spot.place is None else address(spot.place)} {before!r} -> {text!r}"
    # A word such as "tiền" says that numbers are no counts, whatever stands beside it.
    never = any(kind == "aside" and value in _NEVER_COUNTS for kind, value in said)
    # What stood there before, and the words of a title or name of a sheet, were read or bear on nothing.
    never = never or manner == "after" or spot.part in ("title", "sheet name")
    known = known and (manner == "whole" or never or not read_label(text, grammar(load())).unknown)
    made = _replaced(book, spot, text)
    named = made[spot.sheet].name

    def moved(at: At) -> At:
        return (named, at[1]) if at[0] == sheet.name else at

    kind = f"{'known' if known else 'unknown'} word, {spot.part}"
    return Case(kind, what, made, moved, named, _bears(sheet, spot), said, known)


def _said_in_title(text: str) -> frozenset[Role]:
    """The states that a title says by the words listed for titles: "đăng ký" in "Chỉ tiêu đăng ký"."""
    listed = load().reading_words
    states = ("decided", "proposed", "registered")
    return frozenset(("state", s) for s in states if any(fold(word) in fold(text) for word in listed[f"title.{s}"]))


def _replaced(book: Book, spot: Spot, text: str | None) -> Book:
    made = list(book)
    old = book[spot.sheet]
    cells, name = dict(old.cells), old.name
    if spot.place is None:
        name = text or "Zenith"
    elif text is None:
        del cells[spot.place]
    else:
        cells[spot.place] = text
    made[spot.sheet] = Sheet(name, old.state, cells, old.merges, old.fonts, [])
    return made


def _bears(sheet: Sheet, spot: Spot) -> tuple[int, int, int, int]:
    """A header bears on its columns, a label on its row and those below, a title on all."""
    if spot.place is None or spot.part == "title":
        return _ALL
    row, column = spot.place
    if spot.part == "label":
        return row, 0, 9999, 9999
    last = next((m[3] for m in sheet.merges if m[:2] == (row, column)), column)
    if not any(m[:2] == (row, column) for m in sheet.merges):
        while last + 1 < sheet.width and (row, last + 1) not in sheet.cells:
            last += 1
    return row, column, 9999, last


def _delete(rng: random.Random, book: Book, tops: list[int]) -> Case:
    """A cell of the header left blank."""
    held = [s for s in spots(book, tops) if s.part == "header" and not _is_beside_group(book[s.sheet], s.place)]
    if not held:
        return _word(rng, book, tops)
    spot = rng.choice(held)
    sheet = book[spot.sheet]
    what = f"header {address(spot.place)} {sheet.cells[spot.place]!r} deleted"
    return Case("header deleted", what, _replaced(book, spot, None), lambda at: at, sheet.name, _bears(sheet, spot))


def _is_beside_group(sheet: Sheet, place: Place) -> bool:
    """Undecidable when it is blank: a label to the left, both over labels, unmerged, is then the label of both columns."""
    row, column = place
    merged = any(a <= row <= c and b <= held <= d for a, b, c, d in sheet.merges for held in (column, column - 1))
    beside = [(row, column - 1), (row + 1, column - 1), (row + 1, column)]
    return not merged and all(isinstance(sheet.cells.get(held), str) for held in beside)


def _shift(sheet: Sheet, *, row: int = 0, column: int = 0, by: tuple[int, int]) -> tuple[Sheet, Callable]:
    """Rows from ``row`` on and columns from ``column`` on moved; merged ranges over the gap grow."""

    def where(place: Place) -> Place:
        return place[0] + (by[0] if place[0] >= row else 0), place[1] + (by[1] if place[1] >= column else 0)

    return sheet.placed(where), where


def _column(rng: random.Random, book: Book, tops: list[int]) -> Case:
    """A column of numbers more: its header unknown, or known to be no count."""
    number = rng.randrange(len(book))
    sheet = book[number]
    frame = frame_of(sheet, tops[number])
    at = rng.choice((0, sheet.width, *range(1, sheet.width)))
    known = rng.random() < 0.4
    role = rng.choice([role for role in sorted(phrases()) if role[0] == "aside"])
    text = rng.choice(phrases()[role]).capitalize() if known else rng.choice(UNKNOWN)
    made, where = _shift(sheet, column=at, by=(0, 1))
    made.put(frame.leaf, at, text)
    made.tells = []
    for row in range(frame.first, frame.last + 1):
        if any(r == row for r, _ in sheet.cells):
            made.put(row, at, rng.choice((1, 3, 7, 12, 1500000)))
    result = [*book[:number], made, *book[number + 1 :]]

    def moved(held: At) -> At:
        return (held[0], where(held[1])) if held[0] == sheet.name else held

    what = f"column {address((frame.leaf, at))} {text!r} inserted"
    kind = f"{'known' if known else 'unknown'} column inserted"
    return Case(
        kind, what, result, moved, sheet.name, (frame.leaf, at, 9999, at), frozenset({role} if known else ()), known
    )


def _row(rng: random.Random, book: Book, tops: list[int]) -> Case:
    """A row of numbers more: its label unknown, or known to be no count."""
    number = rng.randrange(len(book))
    sheet = book[number]
    frame = frame_of(sheet, tops[number])
    at = rng.randint(frame.first, frame.last + 1)
    known = rng.random() < 0.4
    role = rng.choice([role for role in sorted(phrases()) if role[0] == "aside"])
    text = rng.choice(phrases()[role]).capitalize() if known else rng.choice(UNKNOWN)
    texts = [column for (row, column), value in sheet.cells.items() if row == frame.first and isinstance(value, str)]
    label = next((c for c in sorted(texts) if len(str(sheet.cells[frame.first, c])) > 2), 0)
    if (
        not known
        and sheet.tells
        and sheet.tells[0][0] == "recipients"
        and label in {place[1] for _, place, _ in sheet.tells}
    ):
        # Undecidable: whatever stands in the column of names is the name of somebody.
        return _word(rng, book, tops)
    made, where = _shift(sheet, row=at, by=(1, 0))
    made.put(at, label, text)
    made.tells = []
    for column in {place[1] for _, place, _ in sheet.tells}:
        if column != label:
            made.put(at, column, rng.choice((1, 3, 7, 12)))
    result = [*book[:number], made, *book[number + 1 :]]

    def moved(held: At) -> At:
        return (held[0], where(held[1])) if held[0] == sheet.name else held

    what = f"row {at + 1} {text!r} inserted"
    kind = f"{'known' if known else 'unknown'} row inserted"
    # Rows without a label of their own go by the one above them.
    last = at
    while (
        last + 1 <= frame.last + 1 and (last + 1, label) not in made.cells and any(r == last + 1 for r, _ in made.cells)
    ):
        last += 1
    return Case(kind, what, result, moved, sheet.name, (at, 0, last, 9999), frozenset({role} if known else ()), known)


def _move(rng: random.Random, book: Book, tops: list[int]) -> Case:
    """All further down or right, blank rows or columns inside, or the table on a sheet of its own."""
    number = rng.randrange(len(book))
    sheet = book[number]
    frame = frame_of(sheet, tops[number])
    way = rng.choice(("whole", "columns", "rows", "sheet"))
    if way == "sheet":
        # The title goes along: what a sheet says that holds no table bears on none.
        titles = [s.place[0] for s in spots(book, tops) if s.sheet == number and s.part == "title"]
        top = min(titles, default=frame.top)
        head, body = _parted(sheet, top, rng.choice(("Trang 2", "Zenith")))
        result = [*book[:number], head, body, *book[number + 1 :]]

        def moved(held: At) -> At:
            if held[0] != sheet.name or held[1][0] < top:
                return held
            return body.name, (held[1][0] - top, held[1][1])

        return Case("moved", f"table on sheet {body.name!r}", result, moved, body.name)
    row = rng.randint(frame.top, frame.last) if way == "rows" else 0
    column = rng.randrange(1, max(sheet.width, 2)) if way == "columns" else 0
    by = {"whole": (rng.randint(0, 5), rng.randint(0, 5)), "columns": (0, rng.randint(1, 2)), "rows": (rng.randint(1, 2), 0)}[way]  # fmt: skip
    made, where = _shift(sheet, row=row, column=column, by=by)
    made.tells = []
    result = [*book[:number], made, *book[number + 1 :]]

    def moved_within(held: At) -> At:
        return (held[0], where(held[1])) if held[0] == sheet.name else held

    return Case("moved", f"{way} from {address((row, column))} by {by}", result, moved_within, sheet.name)


def _parted(sheet: Sheet, top: int, name: str) -> tuple[Sheet, Sheet]:
    head = Sheet(sheet.name, sheet.state, {p: v for p, v in sheet.cells.items() if p[0] < top})
    head.merges = [m for m in sheet.merges if m[2] < top]
    body = Sheet(name, sheet.state, {(r - top, c): v for (r, c), v in sheet.cells.items() if r >= top})
    body.merges = [(a - top, b, c - top, d) for a, b, c, d in sheet.merges if a >= top]
    return head, body


_FIELDS = {
    "awards": ("award_code", "award_class", "recipient", "basis", "state", "level", "unit_id", "award_count"),
    "recipients": ("award_code", "award_class", "recipient", "basis", "state", "unit_id", "decision_no"),
    "nominations": ("award_code", "recipient", "unit_id"),
}
_PAIRS = {
    "targets": (("cell", "actual"), ("planned_cell", "planned"), ("planned_adjusted_cell", "planned_adjusted")),
    "scores": (("cell", "self_points"), ("max_cell", "max_points"), ("cross_cell", "cross_points"), ("cluster_cell", "cluster_points")),
    "nominations": (("cell", "nominated_count"), ("votes_cell", "votes")),
}  # fmt: skip


def figures(reading) -> dict[tuple, dict]:
    """Every figure of the tidy tables by table, sheet, place and, where one cell gives several, recipient."""
    found: dict[tuple, dict] = {}
    for table, rows in reading.rows.items():
        for row in rows:
            facts = {name: getattr(row, name) for name in _FIELDS.get(table, ())}
            for cell, value in _PAIRS.get(table, (("cell", None),)):
                where = getattr(row, cell)
                if where is None:
                    continue
                key = (table, row.sheet, place_of(where))
                if value and getattr(row, value) is None:
                    continue
                said = facts | ({"role": value, "value": getattr(row, value)} if value else {})
                if table == "targets":
                    said |= {"kind": row.kind, "is_estimate": row.is_estimate}
                while key in found:
                    key = (*key, "again")
                found[key] = said
    return found
