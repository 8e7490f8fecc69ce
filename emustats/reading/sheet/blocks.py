"""Tables of counts found by their shape: a block of numbers with texts to the left of it and above it, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from emustats.numbers import parse_number, parse_recipient_counts
from emustats.reading.sheet.block_header import LabelPath, header_of, paths_of, spanned, titles_of
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.sheet.headers import Column, is_year
from emustats.reading.sheet.layout import RawTable, is_foot, is_label_row, is_note
from emustats.reading.sheet.vocabulary import mark_kind
from emustats.reference import Reference
from emustats.text import clean, fold

_MOST_BLANK_ROWS = 3
_LONGEST_COUNT = 40
_PERIOD_UNITS = re.compile(r"(?:thang|nam|qui|ngay|gio|tuan|ki|lan)\b")
_SHARE_OF_BASE = re.compile(r"\d+\s*/\s*\d+(?:\s*(?:đ/c|\D{0,20}))?$")


@lru_cache(maxsize=32768)
def _text_looks(text: str) -> str:
    if len(text) > _LONGEST_COUNT:
        return "t"
    number = parse_number(text)
    if number.mark == "number":
        # "6 tháng" is a period, "2. Đề nghị cấp trên" a heading with its mark.
        heading = "trailing_mark" in number.rules and number.unit
        return "t" if heading or number.unit and _PERIOD_UNITS.match(fold(number.unit)) else "n"
    if number.mark in ("ambiguous",):
        return "n"
    if number.mark in ("dash", "cross", "ditto", "none_word") or number.mark == "blank":
        return "m"
    if parse_recipient_counts(text) or _SHARE_OF_BASE.match(clean(text)):
        return "n"
    return "t"


def looks_of(grid: Grid) -> list[str]:
    """What each filled cell of a sheet looks like."""
    looks = []
    for index, kind in enumerate(grid.kinds):
        text = grid.texts[index]
        looks.append(_text_looks(text) if text is not None else {"d": "d", "b": "t"}.get(kind, "n"))
    return looks


def _may_count(grid: Grid, taken: frozenset[int]) -> bool:
    """Whether a row that no other reader has taken holds anything that may be a number."""
    kinds, texts = grid.kinds, grid.texts
    for row, cells in grid.by_row.items():
        if row not in taken:
            for index in cells:
                text = texts[index]
                if text is None:
                    if kinds[index] != "d":
                        return True
                elif len(text) <= _LONGEST_COUNT and _text_looks(text) != "t":
                    return True
    return False


def find_blocks(grid: Grid, taken: frozenset[int], reference: Reference) -> list[RawTable]:
    """The tables of numbers in the rows of a sheet that no other reader has ``taken``."""
    if not _may_count(grid, taken):
        return []
    looks = looks_of(grid)
    blocks: list[RawTable] = []
    first_titles: tuple[str, ...] = ()
    for above, body in _runs(grid, looks, taken, reference):
        for block in _blocks(grid, looks, above, body, first_titles):
            previous = blocks[-1] if blocks else None
            if previous is not None and not block.titles and _same_header(previous, block):
                blocks[-1] = _continued(previous, block)
            else:
                blocks.append(block)
            first_titles = first_titles or block.titles
    return blocks


def _runs(
    grid: Grid, looks: list[str], taken: frozenset[int], reference: Reference
) -> Iterator[tuple[list[int], list[int]]]:
    """The runs of rows with numbers, each with the rows of text above it that no earlier run used."""
    ordinals = _leading_ordinals(grid, looks)
    above: list[int] = []
    body: list[int] = []
    held: list[int] = []
    last = -1
    for row in grid.row_numbers:
        stops = row in taken or bool(body) and is_foot(grid, row, reference)
        far = bool(body) and row - last > _MOST_BLANK_ROWS and not _bridges(grid, looks, body, row)
        has_numbers = not stops and _has_numbers(grid, looks, row, ordinals)
        anew = has_numbers and bool(held) and _opens_header(grid, looks, body, held)
        last = row
        if body and (stops or far or anew):
            yield above, body
            above, body, held = held, [], []
        if stops:
            above, held = [], []
        elif is_note(grid, row, reference):
            continue
        elif not body and _is_years_row(grid, looks, row):
            above.append(row)
        elif is_label_row(grid, row, ()) and (not body or held):
            (held if body else above).append(row)
        elif has_numbers:
            body += [*held, row]
            held = []
        else:
            (held if body else above).append(row)
    if body:
        yield above, body


def _leading_ordinals(grid: Grid, looks: list[str]) -> set[int]:
    """The cells that lead a row and only number it: marks, 1, and whatever goes on from the number above or below it."""
    found: set[int] = set()
    leading: dict[int, list[tuple[int, float | None]]] = {}
    for row in grid.row_numbers:
        cells = grid.by_row[row]
        first = cells[0]
        if looks[first] in "nm" and any(looks[i] == "t" for i in cells[1:]) and mark_kind(text_at(grid, first)):
            text = text_at(grid, first).strip(" .)/(")
            value = float(text) if text.isdecimal() else None
            leading.setdefault(grid.columns[first], []).append((first, value))
    for cells_of_column in leading.values():
        for place, (index, value) in enumerate(cells_of_column):
            before = cells_of_column[place - 1][1] if place else None
            after = cells_of_column[place + 1][1] if place + 1 < len(cells_of_column) else None
            if value is None or value <= 1 or before == value - 1 or after == value + 1:
                found.add(index)
    return found


def _has_numbers(grid: Grid, looks: list[str], row: int, ordinals: set[int]) -> bool:
    """Whether a row holds a number, or marks for none, beside its own running number."""
    cells = grid.by_row[row]
    texts = [index for index in cells if looks[index] == "t"]
    if any(looks[index] == "n" and index not in ordinals for index in cells):
        return True
    marks = sum(looks[index] == "m" for index in cells)
    return marks >= 2 and bool(texts) or marks >= 1 and len(texts) == 1 and len(cells) <= 3


def _is_years_row(grid: Grid, looks: list[str], row: int) -> bool:
    """A row of nothing but years and texts is a header, unless a running number leads it."""
    cells = grid.by_row[row]
    numbers = [index for index in cells if looks[index] == "n"]
    return len(numbers) >= 2 and all(is_year(grid, index) or _is_year_text(grid, index) for index in numbers)


def _is_year_text(grid: Grid, index: int) -> bool:
    text = grid.texts[index]
    return text is not None and bool(re.fullmatch(r"(?:19|20)\d\d", clean(text)))


def _bridges(grid: Grid, looks: list[str], body: list[int], row: int) -> bool:
    """Whether the numbers of a row after a gap stand under those before it, with a label beside them."""
    before = {grid.columns[i] for r in body for i in grid.by_row[r] if looks[i] == "n"}
    cells = grid.by_row[row]
    now = {grid.columns[i] for i in cells if looks[i] == "n"}
    return bool(now) and now <= before and any(looks[i] == "t" for i in cells)


def _number_columns(grid: Grid, looks: list[str], body: list[int], within: set[int] | None = None) -> set[int]:
    """The columns that hold numbers rather than texts in the rows of a body."""
    tally: dict[int, list[int]] = {}
    for row in body:
        for index in grid.by_row[row]:
            if within is not None and grid.columns[index] not in within:
                continue
            counts = tally.setdefault(grid.columns[index], [0, 0, 0])
            look = looks[index]
            counts["nmt".find(look) if look in "nmt" else 2] += 1
    return {
        c for c, (n, m, t) in tally.items() if n and n + m >= t or m and not t and m + n > 1 or m and not t and not n
    }


def _opens_header(grid: Grid, looks: list[str], body: list[int], held: list[int]) -> bool:
    """Whether the rows of text after a body hold the header of another table: texts over columns of numbers."""
    numbers = _number_columns(grid, looks, body) - _ordinal_columns(grid, looks, body)
    for row in held:
        if is_label_row(grid, row, ()):
            return True
        if looks[grid.by_row[row][0]] == "n":
            continue  # a running number leads a row of the body, whatever stands where its figures are due
        cells = [i for i in grid.by_row[row] if looks[i] == "t"]
        over = [i for i in cells if spanned(grid, i) & numbers]
        if len(cells) >= 2 and over and not (len(cells) == 2 and mark_kind(grid.texts[cells[0]] or "")):
            if len(over) >= 2 or len(over) == len(numbers) or len(cells) > len(over) + 1:
                return True
    return False


def _ordinal_columns(grid: Grid, looks: list[str], body: list[int], within: set[int] | None = None) -> set[int]:
    """Columns left of the labels that only number the rows: 1, 2, 3, or marks such as I, A, 1.1."""
    found = set()
    columns = {grid.columns[i] for row in body for i in grid.by_row[row]}
    for column in sorted(columns if within is None else columns & within):
        cells = [i for row in body if (i := grid.at.get((row, column))) is not None]
        texts = [text_at(grid, i) for i in cells]
        if not all(mark_kind(text) or looks[i] == "t" for i, text in zip(cells, texts, strict=True)):
            break
        marks = [text for text in texts if mark_kind(text)]
        right = any(
            looks[i] == "t" and column < grid.columns[i] and (within is None or grid.columns[i] in within)
            for row in body
            if (row, column) in grid.at
            for i in grid.by_row[row]
        )
        if len(marks) * 2 < len(texts) or not right:
            break
        numbers = [int(float(text)) for text in marks if text.replace(".0", "").isdecimal()]
        steps = sum(b == a + 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False))
        if (
            len(numbers) <= 1
            and len(marks) - len(numbers) >= 1
            or numbers
            and numbers[0] <= 1
            and steps * 5 >= 4 * (len(numbers) - 1)
            or len(numbers) > 2
            and steps == len(numbers) - 1
        ):
            found.add(column)
            continue
        break
    return found


def _blocks(
    grid: Grid, looks: list[str], above: list[int], body: list[int], first_titles: tuple[str, ...]
) -> list[RawTable]:
    """The tables of a run of rows: one, or several side by side."""
    every = _ordinal_columns(grid, looks, body)
    numbers = _number_columns(grid, looks, body) - every
    if not numbers:
        return []
    header, rest, over = header_of(grid, looks, above, body, numbers)
    filled = {grid.columns[i] for row in (*rest, *body) for i in grid.by_row[row]}
    paths = paths_of(grid, header, filled)
    tables = []
    segments = _segments(grid, looks, body, paths, numbers)
    for part in segments:
        within = {column for column, _ in part}
        if len(segments) == 1 and filled <= within:
            counted, ordinals = numbers, every
        else:
            ordinals = _ordinal_columns(grid, looks, body, within)
            counted = _number_columns(grid, looks, body, within) - ordinals
        if not counted:
            continue
        columns = tuple(
            Column(column, "measure?" if column in counted else "number" if column in ordinals else "", path)
            for column, path in part
        )
        first, last = (header[0], header[-1]) if header else (body[0], body[0] - 1)
        rows = tuple(row for row in (*rest, *body) if any(grid.columns[i] in within for i in grid.by_row[row]))
        titles = titles_of(grid, over, within if len(segments) > 1 else None)
        tables.append(RawTable("counts", "", first, last, columns, rows, titles, first_titles or titles))
    return tables


def _segments(
    grid: Grid, looks: list[str], body: list[int], paths: list[LabelPath], numbers: set[int]
) -> list[list[LabelPath]]:
    """The columns of tables that stand side by side: each begins again with labels after numbers.

    A table begins again where the first label of the header comes a second time, or after a column without any label
    or cell, if texts stand right of it.
    """
    filled = {grid.columns[i] for row in body for i in grid.by_row[row]}
    texts = {
        c for c in filled if c not in numbers and any(looks[grid.at[r, c]] == "t" for r in body if (r, c) in grid.at)
    }
    leaves = [path[-1] if path else None for _, path in paths]
    starts = [0]
    for place in range(1, len(paths)):
        column, path = paths[place]
        begun = [c for c, _ in paths[starts[-1] : place]]
        if not (set(begun) & numbers and set(begun) & texts):
            continue
        again = leaves[place] is not None and leaves[place] == leaves[starts[-1]] and not set(path[:-1])
        gap = (
            column > paths[place - 1][0] + 1
            and {c for c, _ in paths[place:]} & texts
            and {c for c, _ in paths[place:]} & numbers
        )
        named = (
            leaves[starts[-1]] is not None
            and leaves[place] == leaves[starts[-1]]
            and column not in numbers | {begun[-1]}
        )
        if again or gap and _is_apart(paths, place, texts) or named:
            starts.append(place)
    return [paths[a:b] for a, b in zip(starts, [*starts[1:], len(paths)], strict=True)]


def _is_apart(paths: list[LabelPath], place: int, texts: set[int]) -> bool:
    """Whether labels lead the columns after a gap: the first or second of them holds texts."""
    return bool({column for column, _ in paths[place : place + 2]} & texts)


def _continued(one: RawTable, other: RawTable) -> RawTable:
    """A table and its rows after a page break: a column that holds numbers in either part holds numbers."""
    roles = {c.column: c.role for c in other.columns}
    columns = [c._replace(role=_stronger(c.role, roles.get(c.column, ""))) for c in one.columns]
    known = {c.column for c in columns}
    columns += [c for c in other.columns if c.column not in known]
    return one._replace(body=one.body + other.body, columns=tuple(sorted(columns)))


def _stronger(one: str, other: str) -> str:
    return next((role for role in ("measure?", "number") if role in (one, other)), "")


def _same_header(one: RawTable, other: RawTable) -> bool:
    return [(c.column, c.path) for c in one.columns if c.path] == [(c.column, c.path) for c in other.columns if c.path]
