"""Tables found by what they say, not by where they stand: cells to raw tables with a header and a body."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from emustats.reading.sheet.grid import Grid, text_at, texts_in
from emustats.reading.sheet.headers import Column, header_at
from emustats.reading.sheet.roles import assign, classify, side_by_side
from emustats.reading.sheet.vocabulary import HeaderWords, mark_kind
from emustats.reference import Reference
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean

_MOST_IN_FOOT = 6
_LABEL_ROLES = frozenset({"award", "name", "title", "criterion", "subunit", "plain_label"})
_PAGE = r"<page>\s+\d+(?:\s*/\s*\d+)?$|[-–]?\s*\d+\s*/\s*\d+\s*[-–]?$"
_COLUMN_LABELS = frozenset("ABCDEĐGHIKLMNabcdeđghiklmn")


class RawTable(NamedTuple):
    """One table as found: its kind, its header rows, its columns and the rows below the header.

    ``titles`` stand right above it, ``sheet_titles`` above the first table of the sheet.
    """

    kind: str
    layout: str
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    body: tuple[int, ...]
    titles: tuple[str, ...]
    sheet_titles: tuple[str, ...]

    def column(self, role: str) -> int | None:
        """The position of the first column with a role."""
        for column in self.columns:
            if column.role == role:
                return column.column
        return None

    def all_columns(self, role: str) -> list[int]:
        """The positions of all columns with a role."""
        return [column.column for column in self.columns if column.role == role]

    def filled(self, grid: Grid) -> frozenset[int]:
        """The positions of columns with anything in the body."""
        return frozenset(grid.columns[index] for row in self.body for index in grid.by_row[row])


class Found(NamedTuple):
    """What a sheet holds: its tables, and the texts that stand outside of them (row, column, text)."""

    tables: list[RawTable]
    loose: list[tuple[int, int, str]]


class _Body(NamedTuple):
    """The rows under a header: ``starts``: where the header is printed again; ``end``: the place after them in the row
    numbers; ``header``: the next header, if it ends them; ``foot``: whether a signature block does."""

    rows: list[int]
    starts: set[int]
    end: int
    header: tuple[int, tuple[Column, ...]] | None
    foot: bool


def find_tables(grid: Grid, words: HeaderWords) -> Found:
    """All tables of a sheet from top to bottom, with the titles that stand above each."""
    tables: list[RawTable] = []
    loose: list[tuple[int, int, str]] = []
    titles: list[str] = []
    above: list[str] = []
    numbers = grid.row_numbers
    position = 0
    header = None
    while position < len(numbers):
        header = header or _header_at(grid, numbers, position, words)
        if header is None:
            titles += _gather(grid, numbers[position], loose)
            position += 1
            continue
        size, columns = header
        first, last = numbers[position], numbers[position + size - 1]
        body = _body_at(grid, position + size, columns, words, loose)
        position, header = body.end, body.header
        lower = _titles_below(grid, body.rows) if header is not None and not body.foot else []
        above = above or titles
        for part in side_by_side(columns, words):
            kind, layout = classify(part, [*above, *titles], grid.name, words) or ("", "")
            kept = _without_label_rows(grid, body.rows, body.starts, part)
            tables.append(
                RawTable(kind, layout, first, last, assign(part, kind, words), kept, tuple(titles), tuple(above))
            )
        titles = lower
        while body.foot and position < len(numbers):
            header = _header_at(grid, numbers, position, words)
            if header is not None:
                break
            _gather(grid, numbers[position], loose)
            position += 1
    return Found(tables, loose)


def _body_at(
    grid: Grid, place: int, columns: tuple[Column, ...], words: HeaderWords, loose: list[tuple[int, int, str]]
) -> _Body:
    """The rows from a place on, up to the next header or a signature block; notes go to ``loose``."""
    numbers = grid.row_numbers
    body: list[int] = []
    starts = {0}
    while place < len(numbers):
        row = numbers[place]
        if is_foot(grid, row, words.reference):
            return _Body(body, starts, place, None, True)
        header = _header_at(grid, numbers, place, words)
        if header is not None:
            # The same header again after a page break, unless a title of its own stands over it.
            if _paths(header[1]) != _paths(columns) or body and _is_title(grid, body[-1]):
                return _Body(body, starts, place, header, False)
            place += header[0]
            starts.add(len(body))
            continue
        if is_note(grid, row, words.reference):
            _gather(grid, row, loose)
        else:
            body.append(row)
        place += 1
    return _Body(body, starts, place, None, False)


def _is_title(grid: Grid, row: int) -> bool:
    """Whether a row may be the title of a table below: texts only, and not the cells of a line side by side."""
    cells = grid.by_row[row]
    if len(cells) > 3 or any(grid.kinds[index] != "t" for index in cells):
        return False
    columns = [grid.columns[index] for index in cells]
    return len(cells) == 1 or mark_kind(grid.texts[cells[0]]) is not None or columns[-1] - columns[0] >= len(columns)


def _titles_below(grid: Grid, body: list[int]) -> list[str]:
    """Take the rows of text at the end of a body away: they are the title of the table that follows."""
    titles: list[str] = []
    while body and _is_title(grid, body[-1]):
        titles = [text for _, _, text in texts_in(grid, body.pop())] + titles
    return titles


def _header_at(
    grid: Grid, numbers: list[int], position: int, words: HeaderWords
) -> tuple[int, tuple[Column, ...]] | None:
    header = header_at(grid, numbers, position, words)
    if header is None or classify(header[1], (), grid.name, words, strict=False) is None:
        return None
    return header


def _gather(grid: Grid, row: int, loose: list[tuple[int, int, str]]) -> list[str]:
    """Add the texts of a row that belongs to no table to ``loose``; returns them."""
    texts = texts_in(grid, row)
    loose += texts
    return [text for _, _, text in texts]


def is_note(grid: Grid, row: int, reference: Reference) -> bool:
    """A remark under or between the rows of a table: "Ghi chú: …", "* …", or a sentence by itself."""
    cells = grid.by_row[row]
    if len(cells) != 1 or grid.texts[cells[0]] is None:
        return False
    text = clean(grid.texts[cells[0]])
    in_brackets = text.startswith("(") and text.endswith(")") and len(text) > 5
    return (
        grid.keys[cells[0]].startswith(keys("note", reference))
        or text.startswith(("*", "(*"))
        or len(text) > 120
        or in_brackets
        or bool(pattern(_PAGE, reference).match(text))
    )


def _paths(columns: tuple[Column, ...]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((c.column, c.path) for c in columns)


@lru_cache(maxsize=32768)
def _foot_word(key: str, reference: Reference) -> str | None:
    """ "foot" for a word of a signature block, "date" for a line that dates a paper, else None."""
    if key.startswith(keys("foot", reference)):
        return "foot"
    dated = all(word in key for word in keys("foot.date", reference))
    return "date" if dated and not any(word in key for word in keys("foot.period", reference)) else None


def is_foot(grid: Grid, row: int, reference: Reference) -> bool:
    """Whether a row opens the signature block below a table."""
    cells = grid.by_row[row]
    # signatures and places carry no figures: "Thủ trưởng đơn vị gương mẫu" before points is a criterion
    if len(cells) > _MOST_IN_FOOT or any(grid.kinds[index] == "n" for index in cells):
        return False
    for index in cells:
        key = grid.keys[index]
        if key and len(key) < 60:
            foot = _foot_word(key, reference)
            if foot == "foot" or foot == "date" and len(cells) <= 2:
                return True
    return False


def _without_label_rows(grid: Grid, body: list[int], starts: set[int], columns: tuple[Column, ...]) -> tuple[int, ...]:
    """The body without its rows of column labels, which stand under a header with no row of figures between."""
    kept = []
    is_under_header = False
    for position, row in enumerate(body):
        is_under_header = is_under_header or position in starts
        if is_under_header and is_label_row(grid, row, columns):
            continue
        if any(grid.kinds[index] == "n" for index in grid.by_row[row]):
            is_under_header = False
        kept.append(row)
    return tuple(kept)


def is_label_row(grid: Grid, row: int, columns: tuple[Column, ...]) -> bool:
    """The row of column labels under a header: A, B, 1, 2, "7=6:3"."""
    cells = grid.by_row[row]
    if len(cells) < 2:
        return False
    # A data row never fills its first label column with a bare letter or digit.
    leading = next((c.column for c in columns if c.role in _LABEL_ROLES), None)
    if leading is not None:
        index = grid.at.get((row, leading))
        if index is None or grid.kinds[index] not in "tn":
            return False
        text = text_at(grid, index)
        if len(text) > 8 or mark_kind(text) not in ("letter", "number", "small", "roman"):
            return False
    seen = 0
    numbers: list[int] = []
    formula = False
    first = 0
    for index in cells:
        value, kind = grid.values[index], grid.kinds[index]
        first = first if numbers else grid.columns[index] + 1
        if kind == "n":
            if value != int(value) or not 0 <= value <= 99:
                return False
            numbers.append(int(value))
        elif kind == "t":
            text = normalize("NFKC", clean(grid.texts[index])).strip("()")
            if text in _COLUMN_LABELS:
                if numbers and not seen:
                    return False  # labels go from letters to numbers: this is a row's own number and a name
                seen += 1
            elif text.isdecimal() and len(text) <= 2:
                numbers.append(int(text))
            elif "=" in text and not any(c.isalpha() for c in text):
                formula = True
            else:
                return False
        elif kind == "u":
            return False
        else:
            return False
    rising = numbers == sorted(set(numbers))
    in_a_row = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if seen == 1 and numbers and not formula and not (rising and (numbers[0] <= first or in_a_row)):
        return False  # a name of one letter before points
    return leading is not None or formula or seen > 0 or numbers == list(range(numbers[0], numbers[0] + len(numbers)))
