"""The header over a block of numbers: which rows belong to it, what stands over each column, and the titles above."""

from __future__ import annotations

import re

from emustats.reading.sheet.grid import Grid, label_at
from emustats.reading.sheet.headers import group_label, is_year, year_label
from emustats.reading.sheet.layout import is_label_row

# A column and its labels, from top to leaf.
LabelPath = tuple[int, tuple[str, ...]]
_DEEPEST_HEADER = 6
_LONGEST_LEAF = 120
_KEY_LINE = re.compile(r"^[^:]{2,40}:\s*\S")


def header_of(
    grid: Grid, looks: list[str], above: list[int], body: list[int], numbers: set[int]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The rows of a header, the rows between it and the first numbers, and those of the titles over it."""
    header: list[int] = []
    rest: list[int] = []
    below = body[0]
    leftmost = min(grid.columns[i] for row in body for i in grid.by_row[row])
    place = len(above) - 1
    while place >= 0 and len(header) < _DEEPEST_HEADER:
        row = above[place]
        if header and below - row > 2 or not header and below - row > 3:
            break
        if is_label_row(grid, row, ()):
            # Texts between the column numbers and the first figures are remarks, not labels.
            header, rest = [], [] if header else rest
            below = row
            place -= 1
            continue
        verdict = _header_verdict(grid, looks, row, numbers, leftmost, header)
        if verdict == "stop":
            break
        if verdict == "header":
            header.insert(0, row)
        else:
            rest.insert(0, row)
        below = row
        place -= 1
    if not header:
        rest = []
        place = len(above) - 1
    return tuple(header), tuple(rest), tuple(above[: place + 1])


def _header_verdict(grid: Grid, looks: list[str], row: int, numbers: set[int], leftmost: int, header: list[int]) -> str:
    """Whether a row above the numbers belongs to the header, to the rows of the body, or ends the search."""
    cells = grid.by_row[row]
    texts = [i for i in cells if grid.texts[i] is not None or is_year(grid, i)]
    if not texts:
        return "stop"
    over = [i for i in texts if spanned(grid, i) & numbers]
    if looks[cells[0]] == "n" and not is_year(grid, cells[0]) and len(cells) > 1:
        # A running number leads a row of the body, whatever stands where its figures are due.
        return "stop" if header else "body"
    if len(texts) == 1:
        index = texts[0]
        text = grid.texts[index] or ""
        merge = grid.merges_from.get((row, grid.columns[index]))
        if over and spanned(grid, index) - numbers and grid.columns[index] <= leftmost:
            return "stop" if header else "body"
        if over and (_KEY_LINE.match(text) or len(text) > _LONGEST_LEAF):
            return "stop"
        if over and (header or len(numbers) == 1 or len(spanned(grid, index)) > 1 or grid.columns[index] > leftmost):
            return "header"
        if merge is not None and merge[0] > row and header:
            return "header"
        return "stop" if header else "body"
    if any(len(grid.texts[i] or "") > 2 * _LONGEST_LEAF for i in texts):
        return "stop"
    if over:
        wide = [
            i for i in texts if len(spanned(grid, i)) > 1 and grid.columns[i] <= leftmost and spanned(grid, i) & numbers
        ]
        return "stop" if wide and header else "header"
    if header:
        return "header" if all(_under(grid, i, header) for i in texts) else "stop"
    return "body"


def _under(grid: Grid, index: int, header: list[int]) -> bool:
    """Whether a label stands over room that the header rows below it leave free, or is merged down into them."""
    row, column = grid.rows[index], grid.columns[index]
    merge = grid.merges_from.get((row, column))
    return merge is not None and merge[0] >= header[0] or (header[0], column) not in grid.at


def paths_of(grid: Grid, rows: tuple[int, ...], filled: set[int]) -> list[LabelPath]:
    """The labels over each column, from top to leaf."""
    labelled = {grid.columns[i] for row in rows for i in grid.by_row[row]}
    for row in rows:
        for i in grid.by_row[row]:
            over = spanned(grid, i)
            labelled |= over if len(over) < 400 else set()
    paths = []
    for column in sorted(labelled | filled):
        path: list[str] = []
        for row in rows:
            label = label_at(grid, row, column) or year_label(grid, row, column)
            if label is None and (row, column) not in grid.merged_into and row != rows[-1]:
                label = group_label(grid, list(rows), row, column)
            if label is not None and (not path or path[-1] != label):
                path.append(label)
        paths.append((column, tuple(path)))
    return paths


def spanned(grid: Grid, index: int) -> set[int]:
    """The columns that a cell covers, by itself or merged."""
    place = (grid.rows[index], grid.columns[index])
    end = grid.merges_from.get(place)
    return set(range(place[1], (end[1] if end else place[1]) + 1))


def titles_of(grid: Grid, rows: tuple[int, ...], within: set[int] | None) -> tuple[str, ...]:
    """The texts over a table; of those side by side in a row only the ones over its own columns."""
    titles = []
    for row in rows:
        cells = [i for i in grid.by_row[row] if grid.texts[i] is not None]
        own = [i for i in cells if within is None or len(cells) == 1 or grid.columns[i] in within]
        titles += [text for i in own if (text := grid.texts[i]) is not None]
    return tuple(titles)
