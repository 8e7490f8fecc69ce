"""The columns of texts beside numbers: what each lists, by what its cells say first, by its header second."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from emustats.reading.sheet.grammar import Grammar, Label, grammar, read_label
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.sheet.headers import Column, is_year
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_total, split_mark
from emustats.reading.sheet.vocabulary import mark_kind, names_award
from emustats.reference import Reference
from emustats.text import clean, parse_basis, parse_class, parse_recipient, parse_state

_MAJORITY = 0.6
_RUNNING = 0.8
# What texts may name, the surer before the vaguer.
_NAMED_BY_CELLS = ("state", "recipient", "class", "award", "unit", "basis", "authority")
_AXES = ("award", "recipient", "state", "basis", "class", "authority", "unit")
_OF_NUMBERS = frozenset({"money", "share", "difference", "plan", "headcount", "points", "votes"})
_ASIDES = {"remark": "note", "measure": "measure", "line_code": "line_code", "ordinal": "number"}
# Few, short, repeated texts under an unknown word may be a state or a basis.
_MOST_DISTINCT, _LONGEST_ATTRIBUTE = 4, 25


class Labels(NamedTuple):
    """The text columns of a table by role, and those whose header nobody knows though their texts may bear on counts."""

    columns: tuple[Column, ...]
    unknown: tuple[Column, ...]
    unknown_axis: tuple[Column, ...]


def label_columns(grid: Grid, table: RawTable, words: Grammar) -> Labels:
    """Give each column of texts its role: number, award, recipient, basis, state, class, authority, unit, subunit, note …"""
    result, unknown, unknown_axis = [], [], []
    taken: set[str] = set()
    without_awards = _without_awards(grid, table, words)
    for column in table.columns:
        if column.role == "measure?":
            continue
        if column.role == "number":
            result.append(column)
            continue
        texts = _texts(grid, table, column.column)
        by_header = _by_header(column.path, words)
        by_cells = _by_cells(tuple(texts), words.reference)
        if column.column in without_awards:
            by_header = "note"
        role = by_cells or by_header
        if by_header in ("note", "person", "measure", "line_code", "decision", "date") and by_cells != "award":
            role = by_header
            if by_cells in ("class", "state", "basis") and texts:
                # "Đơn vị tính" over classes: what the texts say would be lost.
                unknown.append(column)
        if (
            by_header == "recipient"
            and by_cells in ("unit", None)
            or by_header == "subunit"
            and by_cells == "recipient"
        ):
            role = by_header if by_header == "recipient" else by_cells
        if role is None and texts and column.path:
            distinct = {clean(text) for text in texts}
            if len(texts) >= 3 and len(distinct) <= _MOST_DISTINCT and max(map(len, distinct)) <= _LONGEST_ATTRIBUTE:
                unknown.append(column)
        if role == by_cells == "award" and role in taken:
            # Two columns of awards: the counts beside the second one would go by the first.
            unknown.append(column)
        if role in taken and role in _AXES and role != "authority":
            role = "note" if role != "award" else None
        if role:
            taken.add(role)
        if by_cells and by_header is None and any(column.path) and by_cells in ("award", "recipient", "unit"):
            unknown_axis.append(column)
        result.append(column._replace(role=role or ""))
    return Labels(tuple(result), tuple(unknown), tuple(unknown_axis))


def _without_awards(grid: Grid, table: RawTable, words: Grammar) -> frozenset[int]:
    """Columns that are headed as awards but name none, beside one that does: "Nội dung khen thưởng" with the reasons."""
    named: dict[int, bool] = {}
    beside = False
    for column in table.columns:
        header = _by_header(column.path, words) if column.role not in ("measure?", "number") else None
        if header not in ("award", ""):
            continue
        texts = tuple(_texts(grid, table, column.column))
        if header == "award":
            named[column.column] = any(names_award(split_mark(text)[1], words.reference) for text in texts)
        beside = beside or _by_cells(texts, words.reference) == "award"
    return frozenset(column for column, names in named.items() if not names) if beside else frozenset()


def with_ordinals(grid: Grid, table: RawTable, words: Grammar) -> RawTable:
    """The table with its columns of running numbers told from its counts by header and values ("TT" may be either)."""
    columns = []
    collectives = sum(
        "collective" in read_label(c.path[-1], words).values("recipient")
        for c in table.columns
        if c.path and c.role == "measure?"
    )
    for column in table.columns:
        label = read_label(column.path[-1] if column.path else "", words, over="labels")
        numbers = read_label(column.path[-1], words) if column.path else None
        if numbers is None:
            if column.role == "measure?" and _holds_years(grid, table, column.column, label):
                column = column._replace(role="")
        else:
            only_ordinal = label.values("aside") == ("ordinal",) and not label.unknown and len(label.facts) == 1
            counts = bool(numbers.kinds & {"recipient", "count", "total", "state", "basis", "award", "period"})
            either = only_ordinal and bool(numbers.kinds & {"recipient", "count"})
            grouped = len(set(column.path)) > 1
            runs = either and _runs(grid, table, column.column)
            if column.role == "measure?" and _holds_years(grid, table, column.column, label):
                column = column._replace(role="")
            elif (
                column.role == "measure?" and only_ordinal and (not either or runs and collectives != 1 and not grouped)
            ):
                column = column._replace(role="number")
            elif column.role == "number" and counts and not only_ordinal and not numbers.unknown:
                column = column._replace(role="measure?")
        columns.append(column)
    return table._replace(columns=tuple(columns))


def _holds_years(grid: Grid, table: RawTable, column: int, label: Label) -> bool:
    """Whether a column lists years under a header that says so, or under none at all."""
    if label.unknown or label.facts and "period" not in label.values("axis"):
        return False
    held = [index for row in table.body if (index := grid.at.get((row, column))) is not None]
    return len(held) > 1 and all(is_year(grid, index) or mark_kind(text_at(grid, index)) is None and grid.texts[index] for index in held)  # fmt: skip


def _runs(grid: Grid, table: RawTable, column: int) -> bool:
    """Whether the numbers of a column go on from one another, or start again at 1."""
    numbers = [
        grid.values[index]
        for row in table.body
        if (index := grid.at.get((row, column))) is not None and grid.kinds[index] == "n"
    ]
    if len(numbers) < 2:
        return bool(numbers) and numbers[0] == 1
    steps: int = sum(b == a + 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return steps >= _RUNNING * (len(numbers) - 1)


def _texts(grid: Grid, table: RawTable, column: int) -> list[str]:
    held = (grid.at.get((row, column)) for row in table.body)
    return [text for index in held if index is not None and (text := grid.texts[index]) is not None]


def _by_header(path: tuple[str, ...], words: Grammar) -> str | None:
    for text in reversed(path):
        label = read_label(text, words, over="labels")
        if label.unknown:
            continue
        axes = label.values("axis")
        if axes:
            return {"occasion": "subunit", "period": "subunit", "label": ""}.get(axes[0], axes[0])
        # "Chỉ tiêu kế hoạch" over texts names no plan: what no text can hold says nothing of a column of them.
        asides = [value for value in label.values("aside") if value not in _OF_NUMBERS]
        if asides:
            return _ASIDES.get(asides[0], asides[0])
    return None


# Columns list the same awards, states and recipients in workbook after workbook.
@lru_cache(maxsize=1024)
def _by_cells(texts: tuple[str, ...], reference: Reference) -> str | None:
    """What most of the texts of a column name; None when they name nothing known."""
    labels = [
        rest
        for text in texts
        if (rest := split_mark(text)[1]) and not is_total(rest, reference) and not mark_kind(rest)
    ]
    if not labels:
        return None
    counts = dict.fromkeys(_NAMED_BY_CELLS, 0)
    for label in labels:
        for role in _named_by(label, reference):
            counts[role] += 1
    if counts["award"] and (counts["award"] >= 2 or counts["award"] * 2 >= len(labels)):
        return "award"
    best = max(counts, key=lambda role: counts[role])
    return best if counts[best] >= _MAJORITY * len(labels) else None


@lru_cache(maxsize=16384)
def _named_by(text: str, reference: Reference) -> tuple[str, ...]:
    """The roles of columns that a text may stand in."""
    words = grammar(reference)
    tests: dict[str, Callable[[str], object]] = {
        "state": parse_state,
        "recipient": parse_recipient,
        "class": lambda text: parse_class(text) if len(text) < 16 else None,
        "award": lambda text: parse_state(text) is None and names_award(text, reference),
        "unit": lambda text: _is_unit(text, words),
        "basis": lambda text: parse_basis(text) if len(text) < 40 else None,
        "authority": lambda text: _is_authority(text, words),
    }
    return tuple(role for role in _NAMED_BY_CELLS if tests[role](text))


def _is_unit(text: str, words: Grammar) -> bool:
    label = read_label(text, words)
    return "unit" in label.kinds and not label.unknown and label.kinds <= {"unit", "link", "topic", "open", "level"}


def _is_authority(text: str, words: Grammar) -> bool:
    label = read_label(text, words)
    return "level" in label.kinds and not label.unknown and not label.kinds & {"award", "recipient", "unit"}
