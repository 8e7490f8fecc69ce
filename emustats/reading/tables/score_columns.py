"""Which columns of a score table hold whose points: by their headers, by the units that the headers name."""

from __future__ import annotations

from typing import NamedTuple

from emustats.dates import find_year
from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import Grid, key_of
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords, listed_label, roles_in
from emustats.reading.tables import leftovers
from emustats.reading.tables import target_words as words_of
from emustats.reading.tables.readout import Readout, report
from emustats.reading.tables.teaching import unit_lesson
from emustats.reference import Reference
from emustats.reference.names import resolve_unit
from emustats.text import name_key

POINTS = ("max_points", "self_points", "cross_points", "cluster_points")
_GIVEN = POINTS[1:]


class Block(NamedTuple):
    """The columns of points of one unit: None for the sender."""

    unit_id: str | None
    columns: dict[str, int]


def blocks_of(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> list[Block]:
    """The columns of points for each unit that the headers name, or for the sender; all others get their fate."""
    year = next((found for text in (*reversed(table.titles), grid.name) if (found := find_year(text))), None)
    leftovers.claim_header(out, grid, table)
    leftovers.claim_plain_columns(out, grid, table)
    leftovers.columns_left_out(out, grid, table)
    units = _units(grid, table, words, year)
    own: dict[str, int] = {}
    of_units: dict[str, dict[str, int]] = {}
    for column in table.columns:
        if column.role == "difference":
            leftovers.set_column_aside(out, grid, table, column.column, _aside_reason(column))
        elif column.column in units:
            _take(out, grid, table, column, of_units.setdefault(units[column.column], {}), _given(table, column, words))
        elif _is_earlier(grid, table, column, words, year):
            _set_earlier_aside(out, grid, table, column, words)
        elif units and column.role in _GIVEN and _leaf_is_unknown(column, words):
            _unknown_unit(out, grid, table, column, words.reference)
        elif column.role in POINTS:
            _take(out, grid, table, column, own, column.role)
        elif column.role == "" and units and _holds_numbers(grid, table, column):
            _unknown_unit(out, grid, table, column, words.reference)
        elif column.role == "":
            leftovers.unknown_column(out, grid, table, column)
    if not of_units:
        return [Block(None, own)] if set(own) & set(_GIVEN) else []
    if not any(column.role in _GIVEN for column in table.columns) and not _said_role(table.titles, words):
        first = min(units)
        report(out, "points_assumed", grid, (table.last_row, first))
    blocks = [Block(None, own)] if set(own) & set(_GIVEN) else []
    shared = {"max_points": own["max_points"]} if "max_points" in own else {}
    return blocks + [Block(unit, {**shared, **columns}) for unit, columns in of_units.items()]


def _aside_reason(column: Column) -> str:
    key = key_of(column.path[-1])
    return "rank" if "xep" in key or "hang" in key or "vithu" in key else "difference"


def _units(grid: Grid, table: RawTable, words: HeaderWords, year: int | None) -> dict[int, str]:
    """The unit that a header names, by column; none unless the headers name two of them."""
    found: dict[int, str] = {}
    for column in table.columns:
        if column.role in ("number", "criterion", "note", "max_points", "difference"):
            continue
        for label in reversed(leftovers.labels_at(grid, table, column.column)):
            unit = resolve_unit(label, words.reference, year).code
            if unit is not None and not roles_in(key_of(label), "scores", words):
                found[column.column] = unit
                break
    return found if len(set(found.values())) > 1 else {}


def _given(table: RawTable, column: Column, words: HeaderWords) -> str:
    """Who gave the points of a unit: as the header or the title says; the cluster, where nothing does."""
    if column.role in _GIVEN:
        return column.role
    return _said_role(table.titles, words) or "cluster_points"


def _said_role(titles: tuple[str, ...], words: HeaderWords) -> str | None:
    """Whose points a title is about."""
    for text in reversed(titles):
        key = key_of(text)
        for role in _GIVEN:
            spelled = words.reference.headers.get(f"scores.{role}", ())
            if any(len(word) > 6 and "*" not in word and key_of(word) in key for word in spelled):
                return role
    return None


def _is_earlier(grid: Grid, table: RawTable, column: Column, words: HeaderWords, year: int | None) -> bool:
    """Whether a column of points is about an earlier year: as its header says, or beside the year of the title."""
    if column.role not in POINTS and column.role != "":
        return False
    labels = leftovers.labels_at(grid, table, column.column)
    if any(words_of.holds("period.earlier", label, words.reference) for label in labels):
        return True
    named = next((found for label in reversed(labels) if (found := find_year(label))), None)
    return named is not None and year is not None and named < year


def _set_earlier_aside(out: Readout, grid: Grid, table: RawTable, column: Column, words: HeaderWords) -> None:
    """A column of an earlier year, or of the difference from it; one with unknown words beside that is told."""
    labels = leftovers.labels_at(grid, table, column.column)
    said = [read_label(label, grammar(words.reference)) for label in labels]
    for text, label in zip(labels, said, strict=True):
        rest = name_key(text)
        for fact in label.facts:
            rest = rest.replace(fact.words, " ") if fact.kind == "period" else rest
        if label.unknown and "period" in label.kinds and not roles_in(key_of(rest), "scores", words):
            leftovers.unknown_column(out, grid, table, column)
            return
    differs = any("difference" in label.values("aside") for label in said)
    leftovers.set_column_aside(out, grid, table, column.column, "difference" if differs else "earlier_period")


def _leaf_is_unknown(column: Column, words: HeaderWords) -> bool:
    """Whether only a label further up says what a column holds."""
    leaf = column.path[-1]
    listed = listed_label(leaf, words.reference) or leaf
    return len(column.path) > 1 and not roles_in(key_of(listed), "scores", words)


def _holds_numbers(grid: Grid, table: RawTable, column: Column) -> bool:
    return any(leftovers.is_number(grid, grid.at[place]) for place in leftovers.cells_of(grid, table, column.column))


def _unknown_unit(out: Readout, grid: Grid, table: RawTable, column: Column, reference: Reference) -> None:
    place = (table.last_row, column.column)
    leftovers.leave_unread(out, grid, table, column.column, "unit_unknown")
    report(out, "unit_in_row_unknown", grid, place, column.path[-1], **unit_lesson(column.path[-1], reference))


def _take(out: Readout, grid: Grid, table: RawTable, column: Column, held: dict[str, int], role: str) -> None:
    if role in held:
        leftovers.repeated_column(out, grid, table, column)
    else:
        held[role] = column.column
