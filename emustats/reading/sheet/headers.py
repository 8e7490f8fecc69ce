"""Header rows of a table: how many rows they span, and the labels over each column from top to leaf."""

from __future__ import annotations

from typing import NamedTuple

from emustats.dates import find_year
from emustats.reading.sheet.grid import Grid, key_of, label_at
from emustats.reading.sheet.vocabulary import HeaderWords, is_context, label_key, listed_label, names_award

_DEEPEST_HEADER = 5
_WIDEST_GROUP = 60
_BLANK_ROWS_WITHIN = 1
# Words that stand under a group or an award and never make up a row of data by themselves.
_LEAF_ROLES = {"collective", "individual", "household", "count", "total", "parts", "partial"}
_NOT_OVER_LEAVES = {
    "recipient", "class", "basis", "state", "number", "note", "subunit", "plain_label", "award", "name", "title", "criterion",
}  # fmt: skip


class Column(NamedTuple):
    """One column of a table: where it stands, its role (``""`` unknown) and its header from top to leaf."""

    column: int
    role: str
    path: tuple[str, ...]


def header_at(
    grid: Grid, numbers: list[int], position: int, words: HeaderWords
) -> tuple[int, tuple[Column, ...]] | None:
    """The header that may start at a row: how many rows it spans and its columns; None when none starts there."""
    row = numbers[position]
    cells = grid.by_row[row]
    keys, roles, kinds = grid.keys, words.roles, grid.kinds
    # Figures first: nearly every row below a header ends here at its first cell.
    for index in cells:
        if kinds[index] in "nd" and not is_year(grid, index):
            return None
    hits = 0
    for index in cells:
        if keys[index] in roles:
            hits += 1
    if hits == 1:
        hits = sum(_is_listed(grid, index, words) for index in cells)
    if hits < 2 and not _starts_with_groups(grid, numbers, position, hits, words):
        return None
    size = _most_rows(grid, numbers, position)
    while size > 1 and not all(
        _continues(grid, numbers[position : position + size], lower, words) for lower in range(1, size)
    ):
        size -= 1
    columns = _columns(grid, numbers[position : position + size], words)
    return (size, columns) if len(columns) >= 2 else None


def is_year(grid: Grid, index: int) -> bool:
    value = grid.values[index]
    return isinstance(value, float) and 1990 <= value <= 2100


def _most_rows(grid: Grid, numbers: list[int], position: int) -> int:
    """How many rows from this one on hold nothing but texts and years, with hardly a blank row between them."""
    size = 1
    while size < _DEEPEST_HEADER and position + size < len(numbers):
        row = numbers[position + size]
        if row > numbers[position + size - 1] + 1 + _BLANK_ROWS_WITHIN:
            break
        if any(grid.kinds[index] != "t" and not is_year(grid, index) for index in grid.by_row[row]):
            break
        size += 1
    return size


def _is_listed(grid: Grid, index: int, words: HeaderWords) -> bool:
    text = grid.texts[index]
    return text is not None and listed_label(text, words.reference) is not None


def _known(grid: Grid, index: int, words: HeaderWords) -> bool:
    text = grid.texts[index]
    if text is None:
        return False
    if label_key(text) in words.roles or _is_listed(grid, index, words):
        return True
    return len(text) < 120 and (is_context(text, words.reference) or names_award(text, words.reference))


def _starts_with_groups(grid: Grid, numbers: list[int], position: int, hits: int, words: HeaderWords) -> bool:
    """A header row that holds awards or groups instead of known roles, as a table with awards for columns has."""
    cells = grid.by_row[numbers[position]]
    if len(cells) < 2 or any(grid.kinds[index] != "t" for index in cells):
        return False
    labelled = any(
        role in ("number", "subunit", "plain_label", "recipient")
        for index in cells
        for _, role in words.roles.get(grid.keys[index], ())
    )
    below = grid.by_row[numbers[position + 1]] if position + 1 < len(numbers) else ()
    grouped = sum(grid.keys[index] in words.roles for index in below) >= 2
    if not (labelled or grouped):
        return False
    return hits + sum(_known(grid, index, words) for index in cells if grid.keys[index] not in words.roles) >= 2


def _roles(grid: Grid, index: int, words: HeaderWords) -> set[str]:
    label = listed_label(grid.texts[index] or "", words.reference)
    return {role for _, role in words.roles.get(key_of(label), ())} if label else set()


def _continues(grid: Grid, rows: list[int], lower: int, words: HeaderWords) -> bool:
    """Whether a row goes on with the header above it: it fills only room left under labels that take more labels."""
    row, above_rows = rows[lower], rows[:lower]
    known = lower + 1 < len(rows)
    for index in grid.by_row[row]:
        column = grid.columns[index]
        above = next((upper for upper in reversed(above_rows) if (upper, column) in grid.at), None)
        if above is not None:
            over = grid.at[above, column]
            if grid.keys[over] == grid.keys[index] and grid.keys[index] in words.roles:
                continue
            if _spans(grid, rows, above, column):
                known = known or _known(grid, index, words) or (above, column) in grid.merges_from
            elif _roles(grid, index, words) & _LEAF_ROLES and not _roles(grid, over, words) & _NOT_OVER_LEAVES:
                known = True
            else:
                return False
            continue
        covered = any((upper, column) in grid.merged_into for upper in above_rows)
        if (row, column) not in grid.merged_into and not covered and not _known(grid, index, words):
            return False
        known = known or covered or _known(grid, index, words)
    return known


def _spans(grid: Grid, rows: list[int], row: int, column: int) -> bool:
    """Whether the label at a cell stands over several columns of the header rows below it."""
    merge = grid.merges_from.get((row, column))
    if merge is not None:
        return merge[1] > column
    right = (row, column + 1)
    return (
        right not in grid.at
        and right not in grid.merged_into
        and any((lower, column + 1) in grid.at for lower in rows if lower > row)
    )


def _columns(grid: Grid, rows: list[int], words: HeaderWords) -> tuple[Column, ...]:
    """The columns under a header, each with its labels from top to leaf."""
    filled = {grid.columns[index] for row in rows for index in grid.by_row[row]}
    first, last = min(filled), max(filled)
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
            label = label_at(grid, row, column) or year_label(grid, row, column)
            if label is None and row != lowest and (row, column) not in grid.merged_into:
                label = group_label(grid, rows, row, column)
            if label is not None and (not path or path[-1] != label):
                path += _as_listed(label, words)
        if path:
            columns.append(Column(column, "", tuple(path)))
    return tuple(columns)


def _as_listed(label: str, words: HeaderWords) -> list[str]:
    """A label as ``headers.csv`` spells it, after the year that it names beside."""
    listed = listed_label(label, words.reference)
    if listed is None or listed == label:
        return [label]
    year = find_year(label)
    return [f"Năm {year}", listed] if year is not None else [listed]


def year_label(grid: Grid, row: int, column: int) -> str | None:
    """A year typed as a number: 2019 over a column reads as "Năm 2019"."""
    index = grid.at.get((row, column))
    if index is None:
        index = grid.at.get(grid.merged_into.get((row, column), (row, column)))
    return f"Năm {int(grid.values[index])}" if index is not None and is_year(grid, index) else None


def group_label(grid: Grid, rows: list[int], row: int, column: int) -> str | None:
    """The label of an unmerged group: the nearest one to the left that stands over several columns."""
    below = [lower for lower in rows if lower > row]
    if not any((lower, column) in grid.at for lower in below):
        return None
    # A label above in this very column closes the group of the row: it names the column itself.
    if any((upper, column) in grid.at for upper in rows if upper < row):
        return None
    left = column - 1
    while left >= 0 and column - left < _WIDEST_GROUP:
        if (row, left) in grid.at:
            return grid.texts[grid.at[row, left]] if any((lower, left) in grid.at for lower in below) else None
        if (row, left) in grid.merged_into or not any((lower, left) in grid.at for lower in below):
            return None
        left -= 1
    return None
