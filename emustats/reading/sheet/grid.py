"""A sheet as a grid: filled cells by row and column, texts decoded, merges at hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from emustats.numbers import parse_number
from emustats.reading.cells.formats import Sheet
from emustats.reading.cells.looks import SCALED, STRUCK_OUT, Mark
from emustats.reading.sheet.decoding import decode_texts
from emustats.text import clean, match_key

# A merge over more cells than this is decoration of a whole sheet, never part of a header.
_LARGEST_MERGE = 4096
_MOST_MERGED = 500_000  # cells under all merges of a sheet; from the top on, as headers stand there
_MOST_REMEMBERED = 100_000

Place = tuple[int, int]


class Grid(NamedTuple):
    """One sheet: parallel columns of its filled cells in row-major order, and ways to find them.

    ``texts`` holds the decoded text of each text cell and None elsewhere; ``keys`` its match key. ``marks``: what the
    formats of cells changed or withdrew, by index. ``aside``: cells that no reader sees, though the file has them
    (struck out, hidden beneath a merge, shown as a number that is not exact): their index and the reason.
    """

    name: str
    state: str
    rows: list[int]
    columns: list[int]
    values: list[Any]
    kinds: list[str]
    texts: list[str | None]
    keys: list[str]
    percent: dict[int, int] | set[int] | frozenset[int]
    at: dict[tuple[int, int], int]
    by_row: dict[int, list[int]]
    row_numbers: list[int]
    merged_into: dict[tuple[int, int], tuple[int, int]]
    merges_from: dict[tuple[int, int], tuple[int, int]]
    hidden_rows: frozenset[int]
    decoded: dict[int, str]
    marks: dict[int, Mark] = {}
    aside: dict[tuple[int, int], tuple[int, str]] = {}


class _Keys(dict[str | None, str]):
    """Match keys by text, each worked out once; emptied when a flood of names fills it."""

    def __missing__(self, text: str | None) -> str:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        key = self[text] = match_key(text) if text is not None else ""
        return key


_KEYS = _Keys()


def key_of(text: str) -> str:
    """The match key of a text, computed once per distinct text."""
    return _KEYS[text]


@lru_cache(maxsize=4096)
def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """The A1 address of a zero-based row and column.

    >>> address(0, 0), address(9, 27)
    ('A1', 'AB10')
    """
    return f"{_letters(column)}{row + 1}"


@lru_cache(maxsize=65536)
def place_of(cell: str) -> tuple[int, int]:
    """The zero-based row and column of an A1 address.

    >>> place_of("A1"), place_of("AB10")
    ((0, 0), (9, 27))
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1


def make_grid(sheet: Sheet) -> Grid:
    """Index the cells of a sheet; legacy-font texts come out as Unicode, noted in ``decoded``."""
    rows, columns, values, kinds = sheet.rows, sheet.columns, sheet.values, sheet.kinds
    texts, decoded, marks = decode_texts(sheet)
    keys = [_KEYS[text] for text in texts]
    # Cells of nothing but spaces and invisible characters are blank to everybody who looks at the sheet.
    blank = {i for i, key in enumerate(keys) if not key and texts[i] is not None and not clean(texts[i])}
    merged_into: dict[tuple[int, int], tuple[int, int]] = {}
    merges_from: dict[tuple[int, int], tuple[int, int]] = {}
    room = _MOST_MERGED
    for first_row, first_column, last_row, last_column in sheet.merges or ():
        covered = (last_row - first_row + 1) * (last_column - first_column + 1)
        if covered > min(_LARGEST_MERGE, room):
            continue
        room -= covered
        merges_from[first_row, first_column] = (last_row, last_column)
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                merged_into[row, column] = (first_row, first_column)
    at = dict(zip(zip(rows, columns, strict=True), range(len(rows)), strict=True))
    for index in blank:
        del at[rows[index], columns[index]]
    aside = _aside(sheet, marks, texts, at=at, merged_into=merged_into)
    for place, (index, _) in aside.items():
        del at[place]
        texts[index], keys[index] = None, ""
        blank.add(index)
    by_row = _by_row(rows, blank)
    return Grid(
        sheet.name,
        sheet.state,
        rows,
        columns,
        values,
        kinds,
        texts,
        keys,
        sheet.percent,
        at,
        by_row,
        list(by_row),
        merged_into,
        merges_from,
        sheet.hidden_rows,
        decoded,
        marks,
        aside,
    )


def _by_row(rows: list[int], blank: set[int]) -> dict[int, list[int]]:
    by_row: dict[int, list[int]] = {}
    last = -1
    cells: list[int] = []
    for index, row in enumerate(rows):
        if blank and index in blank:
            continue
        if row != last:
            last = row
            cells = by_row[row] = []
        cells.append(index)
    return by_row


def _aside(
    sheet: Sheet,
    marks: dict[int, Mark],
    texts: list[str | None],
    *,
    at: dict[Place, int],
    merged_into: dict[Place, Place],
) -> dict[Place, tuple[int, str]]:
    """The cells that nobody is to count: struck out as a whole, beneath a merge, scaled to a rounded number."""
    aside: dict[tuple[int, int], tuple[int, str]] = {}
    for index, mark in marks.items():
        place = (sheet.rows[index], sheet.columns[index])
        if place not in at:
            continue
        if STRUCK_OUT in mark.rules:
            aside[place] = (index, STRUCK_OUT)
        elif SCALED in mark.rules and f"{sheet.values[index]:.15g}" != mark.shown:
            aside[place] = (index, SCALED)
    for place in sorted(merged_into.keys() & at.keys()) if merged_into else ():
        origin, index = merged_into[place], at[place]
        if place == origin or place in aside or not _is_number(sheet, index, texts[index]):
            continue
        above = at.get(origin)
        value = sheet.values[index]
        is_harmless = value == 0 or above is not None and sheet.values[above] == value
        aside[place] = (index, "repeated" if is_harmless else "under_merge")
    return aside


def _is_number(sheet: Sheet, index: int, text: str | None) -> bool:
    return sheet.kinds[index] == "n" or text is not None and parse_number(text).mark == "number"


def texts_in(grid: Grid, row: int) -> list[tuple[int, int, str]]:
    """The texts of a row, each with its row and column; numbers are left out."""
    return [(row, grid.columns[i], text) for i in grid.by_row[row] if (text := grid.texts[i]) is not None]


def text_of(grid: Grid, row: int, column: int) -> str | None:
    """The text as it stands in a cell: numbers as typed, percents with their sign; None for a blank cell."""
    index = grid.at.get((row, column))
    return None if index is None else text_at(grid, index)


def text_at(grid: Grid, index: int) -> str:
    """The text as it stands in a filled cell, by index."""
    text = grid.texts[index]
    if text is not None:
        return text
    value, kind = grid.values[index], grid.kinds[index]
    if kind == "n":
        if index in grid.percent:
            return f"{value * 100:.10g}%"
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if kind == "b":
        return "TRUE" if value else "FALSE"
    if kind == "u":
        return value if isinstance(value, str) and value.startswith("=") else f"={value or ''}"
    return str(value)


def label_at(grid: Grid, row: int, column: int) -> str | None:
    """The text that a reader sees over a cell: its own, or that of the merged range it lies in."""
    index = grid.at.get((row, column))
    if index is None:
        origin = grid.merged_into.get((row, column))
        index = grid.at.get(origin) if origin else None
    return None if index is None else grid.texts[index]
