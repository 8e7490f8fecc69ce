"""Tables found by what they say, not by where they stand: cells to raw tables with a header and a body."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from emustats.reading.grid import Grid, key_of, label_at
from emustats.reading.header_words import (
    HeaderWords,
    is_context,
    mark_kind,
    names_award,
    recipient_role,
    roles_in,
)
from emustats.text import match_key

_DEEPEST_HEADER = 4
_FOOT = tuple(
    match_key(words)
    for words in (
        "Người lập biểu", "Người lập", "Thủ trưởng đơn vị", "Thủ trưởng cơ quan", "Ký, họ tên", "Ký tên, họ tên",
        "Ký tên, đóng dấu", "Nơi nhận", "Lãnh đạo đơn vị", "Xác nhận của", "Người tổng hợp", "Ký tên và đóng dấu",
        "Lãnh đạo phòng", "Chỉ huy đơn vị", "Đại diện cụm", "Ký, ghi rõ họ tên",
    )
)
_COLUMN_LABELS = frozenset("ABCDEĐGHIKLMNabcdeđghiklmn")


# Thousands of workbooks share a few headers: what a header says is worked out once a process.
_CLASSIFIED: dict[tuple, tuple[str, str] | None] = {}
_ASSIGNED: dict[tuple, tuple] = {}
_MOST_REMEMBERED = 5000


class Column(NamedTuple):
    """One column of a table: where it stands, its role (``""`` unknown) and its header from top to leaf."""

    column: int
    role: str
    path: tuple[str, ...]


class RawTable(NamedTuple):
    """One table as found: its kind, its header rows, its columns and the rows below the header."""

    kind: str
    layout: str
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    body: tuple[int, ...]
    titles: tuple[str, ...]

    def column(self, role: str) -> int | None:
        """The position of the first column with a role."""
        for column in self.columns:
            if column.role == role:
                return column.column
        return None


class Found(NamedTuple):
    """What a sheet holds: its tables, and the texts that stand outside of them (row, column, text)."""

    tables: list[RawTable]
    loose: list[tuple[int, int, str]]


def find_tables(grid: Grid, words: HeaderWords) -> Found:
    """All tables of a sheet from top to bottom, with the titles that stand above each."""
    tables: list[RawTable] = []
    loose: list[tuple[int, int, str]] = []
    titles: list[str] = []
    numbers = grid.row_numbers
    position = 0
    header = None
    while position < len(numbers):
        header = header or _header_at(grid, numbers, position, words)
        if header is None:
            for index in grid.by_row[numbers[position]]:
                if grid.texts[index] is not None:
                    loose.append((numbers[position], grid.columns[index], grid.texts[index]))
                    titles.append(grid.texts[index])
            position += 1
            continue
        size, columns = header
        first, last = numbers[position], numbers[position + size - 1]
        body_start = position + size
        header = None
        body: list[int] = []
        place = body_start
        foot = False
        while place < len(numbers):
            row = numbers[place]
            if _is_foot(grid, row):
                foot = True
                break
            header = _header_at(grid, numbers, place, words)
            if header is not None:
                if _paths(header[1]) == _paths(columns):  # the same header again after a page break
                    place += header[0]
                    header = None
                    continue
                break
            body.append(row)
            place += 1
        kind = classify(columns, titles, grid.name, words)
        if kind is None:
            kind = ("", "")
        kept = [row for row in body if not _is_label_row(grid, row, columns)] if body else []
        tables.append(RawTable(kind[0], kind[1], first, last, assign(columns, kind[0], words), tuple(kept), tuple(titles)))
        titles = []
        position = place
        if foot:
            while position < len(numbers):
                header = _header_at(grid, numbers, position, words)
                if header is not None:
                    break
                for index in grid.by_row[numbers[position]]:
                    if grid.texts[index] is not None:
                        loose.append((numbers[position], grid.columns[index], grid.texts[index]))
                position += 1
    return Found(tables, loose)


def _paths(columns: tuple[Column, ...]) -> tuple:
    return tuple((c.column, c.path) for c in columns)


@lru_cache(maxsize=32768)
def _foot_word(key: str) -> str | None:
    """"foot" for a word of a signature block, "date" for a line that dates a paper, else None."""
    if key.startswith(_FOOT):
        return "foot"
    return "date" if "ngay" in key and "thang" in key and "nam" in key and "tungay" not in key else None


def _is_foot(grid: Grid, row: int) -> bool:
    for index in grid.by_row[row]:
        key = grid.keys[index]
        if key and len(key) < 60:
            foot = _foot_word(key)
            if foot == "foot" or foot == "date" and len(grid.by_row[row]) <= 2:
                return True
    return False


def _known(grid: Grid, index: int, words: HeaderWords) -> bool:
    text = grid.texts[index]
    if text is None:
        return False
    return grid.keys[index] in words.roles or len(text) < 120 and (is_context(text) or names_award(text, words.reference))


def _header_at(grid: Grid, numbers: list[int], position: int, words: HeaderWords):
    """The header that starts at a row: how many rows it spans and its columns; None when there is none."""
    row = numbers[position]
    cells = grid.by_row[row]
    roles = words.roles
    keys = grid.keys
    hits = 0
    for index in cells:
        if keys[index] in roles:
            hits += 1
    if hits < 2 and not _starts_with_groups(grid, numbers, position, hits, words):
        return None
    for index in cells:
        kind = grid.kinds[index]
        if kind in "nd" and not _year_header(grid, index):
            return None
    size = 1
    while (
        size < _DEEPEST_HEADER
        and position + size < len(numbers)
        and numbers[position + size] == numbers[position + size - 1] + 1
        and _continues(grid, row, numbers[position + size], words)
    ):
        size += 1
    columns = _columns(grid, numbers[position : position + size], words)
    if len(columns) < 2 or classify(columns, (), grid.name, words, strict=False) is None:
        return None
    return size, columns


def _year_header(grid: Grid, index: int) -> bool:
    value = grid.values[index]
    return isinstance(value, float) and 1990 <= value <= 2100


def _starts_with_groups(grid: Grid, numbers: list[int], position: int, hits: int, words: HeaderWords) -> bool:
    """A header row that holds awards or groups instead of known roles, as a table with awards for columns has."""
    cells = grid.by_row[numbers[position]]
    if len(cells) < 2 or any(grid.kinds[index] != "t" for index in cells):
        return False
    labelled = any(
        role in ("number", "subunit", "plain_label") for index in cells for _, role in words.roles.get(grid.keys[index], ())
    )
    below = grid.by_row[numbers[position + 1]] if position + 1 < len(numbers) else ()
    grouped = sum(grid.keys[index] in words.roles for index in below) >= 2
    if not (labelled or grouped):
        return False
    return hits + sum(_known(grid, index, words) for index in cells if grid.keys[index] not in words.roles) >= 2


def _spans(grid: Grid, row: int, column: int, below: int) -> bool:
    """Whether the label at a cell stands over several columns of the row below."""
    merge = grid.merges_from.get((row, column))
    if merge is not None:
        return merge[1] > column
    return (row, column + 1) not in grid.at and (row, column + 1) not in grid.merged_into and (
        below, column + 1
    ) in grid.at


def _continues(grid: Grid, first: int, row: int, words: HeaderWords) -> bool:
    """Whether a row goes on with the header that starts at ``first``: it fills only room left under group labels."""
    known = False
    for index in grid.by_row[row]:
        if grid.kinds[index] != "t":
            return False
        column = grid.columns[index]
        above = None
        for upper in range(row - 1, first - 1, -1):
            if (upper, column) in grid.at:
                above = upper
                break
        if above is not None:
            if label_at(grid, above, column) == grid.texts[index] and grid.keys[index] in words.roles:
                continue
            if not _spans(grid, above, column, row):
                return False
            known = known or _known(grid, index, words) or (above, column) in grid.merges_from
            continue
        origin = grid.merged_into.get((row, column))
        covered = any((upper, column) in grid.merged_into for upper in range(first, row))
        if origin is None and not covered and not _known(grid, index, words):
            return False
        known = known or covered or _known(grid, index, words)
    return known


def _columns(grid: Grid, rows: list[int], words: HeaderWords) -> tuple[Column, ...]:
    """The columns under a header, each with its labels from top to leaf."""
    filled = {grid.columns[index] for row in rows for index in grid.by_row[row]}
    first = min(filled)
    last = max(filled)
    for row in rows:
        for index in grid.by_row[row]:
            merge = grid.merges_from.get((row, grid.columns[index]))
            if merge and merge[1] - first < 400:
                last = max(last, merge[1])
    columns: list[Column] = []
    lowest = rows[-1]
    for column in range(first, last + 1):
        path: list[str] = []
        for row in rows:
            label = label_at(grid, row, column)
            if label is None and row != lowest and (row, column) not in grid.merged_into:
                label = _group_label(grid, rows, row, column)
            if label is not None and (not path or path[-1] != label):
                path.append(label)
        if path:
            columns.append(Column(column, "", tuple(path)))
    return tuple(columns)


def _group_label(grid: Grid, rows: list[int], row: int, column: int) -> str | None:
    """The label of an unmerged group: the nearest one to the left that stands over several columns."""
    below = [lower for lower in rows if lower > row]
    if not any((lower, column) in grid.at for lower in below):
        return None
    left = column - 1
    while left >= 0 and column - left < 40:
        if (row, left) in grid.at:
            return grid.texts[grid.at[row, left]] if any((lower, left) in grid.at for lower in below) else None
        if (row, left) in grid.merged_into or not any((lower, left) in grid.at for lower in below):
            return None
        left -= 1
    return None


def classify(
    columns: tuple[Column, ...], titles, sheet: str, words: HeaderWords, *, strict: bool = True
) -> tuple[str, str] | None:
    """The kind of table and the layout that the columns fit best; None when no layout fits.

    With ``strict`` off a layout that asks for a title mark is accepted without it.
    """
    heading = key_of(" ".join((*titles, sheet))) if strict else ""
    question = (columns, heading, strict, words.reference.fingerprint)
    if question not in _CLASSIFIED:
        if len(_CLASSIFIED) > _MOST_REMEMBERED:
            _CLASSIFIED.clear()
        _CLASSIFIED[question] = _classify(columns, heading, words, strict=strict)
    return _CLASSIFIED[question]


def _classify(
    columns: tuple[Column, ...], heading: str, words: HeaderWords, *, strict: bool
) -> tuple[str, str] | None:
    best: tuple[str, str] | None = None
    best_score = 0
    roles_by_kind: dict[str, list[str]] = {}
    for layout in words.layouts:
        if layout.table == "official":
            continue
        roles = roles_by_kind.get(layout.table)
        if roles is None:
            roles = roles_by_kind[layout.table] = [c.role for c in assign(columns, layout.table, words) if c.role]
        have = set(roles)
        if not layout.requires <= have or layout.any_of and not have & layout.any_of or have & layout.absent:
            continue
        if strict and layout.mark and key_of(layout.mark) not in heading:
            continue
        score = len([role for role in roles if role not in ("number", "note")])
        if score > best_score:
            best, best_score = (layout.table, layout.layout), score
    crossed = _crossed(columns, words)
    if crossed and (best is None or best[0] in ("tally", "list") and crossed > best_score):
        return "cross", "cross"
    return best


def _crossed(columns: tuple[Column, ...], words: HeaderWords) -> int:
    """How many columns stand under the name of an award; 0 when awards are not the columns of this table."""
    awards = [
        column
        for column in columns
        if any(names_award(label, words.reference) and key_of(label) not in words.roles for label in column.path)
    ]
    split = [column for column in awards if recipient_role(key_of(column.path[-1]), words)]
    described = len(columns) - len(awards)
    return len(awards) if described and (len(awards) >= 2 or split) else 0


def assign(columns: tuple[Column, ...], kind: str, words: HeaderWords) -> tuple[Column, ...]:
    """Give each column its role in a table of this kind; a role that only one column may hold goes to the first.

    A text with two possible roles takes the one that no other column claims ("Chỉ tiêu" beside "Nội dung").
    """
    question = (columns, kind, words.reference.fingerprint)
    if question not in _ASSIGNED:
        if len(_ASSIGNED) > _MOST_REMEMBERED:
            _ASSIGNED.clear()
        _ASSIGNED[question] = _assign(columns, kind, words)
    return _ASSIGNED[question]


def _assign(columns: tuple[Column, ...], kind: str, words: HeaderWords) -> tuple[Column, ...]:
    if kind in ("cross", ""):
        return tuple(
            Column(c.column, _cross_role(c, words), c.path) for c in columns
        )
    options = []
    for column in columns:
        found: list[str] = []
        for label in reversed(column.path):
            found = roles_in(key_of(label), kind, words)
            if found:
                break
        options.append(found)
    taken = {found[0] for found in options if len(found) == 1}
    result = []
    for column, found in zip(columns, options, strict=True):
        role = ""
        if len(found) == 1:
            role = found[0]
        elif found:
            free = [candidate for candidate in found if candidate not in taken]
            role = (free or found)[0]
            taken.add(role)
        result.append(Column(column.column, role, column.path))
    return tuple(result)


def _cross_role(column: Column, words: HeaderWords) -> str:
    for label in reversed(column.path):
        for role in roles_in(key_of(label), "tally", words):
            if role in ("number", "note", "subunit", "plain_label", "basis", "state"):
                return role
    return ""


def _is_label_row(grid: Grid, row: int, columns: tuple[Column, ...]) -> bool:
    """The row of column labels under a header: A, B, 1, 2, "7=6:3"."""
    cells = grid.by_row[row]
    if len(cells) < 2:
        return False
    seen = 0
    numbers: list[int] = []
    formula = False
    for index in cells:
        value, kind = grid.values[index], grid.kinds[index]
        if kind == "n":
            if value != int(value) or not 0 <= value <= 99:
                return False
            numbers.append(int(value))
        elif kind == "t":
            text = grid.texts[index].strip().strip("()")
            if text in _COLUMN_LABELS:
                seen += 1
            elif text.isdigit() and len(text) <= 2:
                numbers.append(int(text))
            elif "=" in text and not any(c.isalpha() for c in text):
                formula = True
            else:
                return False
        elif kind == "u":
            return False
        else:
            return False
    # A data row never fills its first label column with a bare letter or digit.
    leading = [c.column for c in columns if c.role in ("award", "name", "title", "criterion", "subunit", "plain_label")]
    if leading:
        index = grid.at.get((row, leading[0]))
        if index is None:
            return False
        return mark_kind(str(grid.texts[index] or int(grid.values[index]))) in ("letter", "number", "small", "roman")
    return formula or seen > 0 or numbers == list(range(numbers[0], numbers[0] + len(numbers)))
