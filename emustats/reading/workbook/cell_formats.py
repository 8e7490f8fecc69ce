"""What the formats of cells changed or withdrew: repairs and findings, each at its cell."""

from __future__ import annotations

from emustats.reading.cells.looks import SCALED, STRUCK_DROPPED, STRUCK_OUT, SUPERSCRIPT_DROPPED
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.tables.readout import Readout, claim, fix, report

_UNDER_MERGE = "under_merge"


def note_cell_formats(out: Readout, grid: Grid, *, has_tables: bool) -> None:
    """Say what of a sheet was left out by its formats: footnote marks, struck-out, scaled and hidden figures.

    On a sheet without any table of the report only figures struck out are told: its other cells bear on nothing.
    """
    for index, mark in grid.marks.items():
        place = (grid.rows[index], grid.columns[index])
        for rule in mark.rules:
            if rule in (SUPERSCRIPT_DROPPED, STRUCK_DROPPED) and has_tables and place in grid.at:
                fix(out, rule, grid, place, mark.stored, text_at(grid, index))
            elif rule == SCALED and has_tables:
                report(out, "format_scaled", grid, place, mark.stored, shown=mark.shown)
    for place, (index, reason) in grid.aside.items():
        if reason in (STRUCK_OUT, "repeated"):
            claim(out, grid, place, "set_aside", reason)
        else:
            claim(out, grid, place, "not_read", reason)
        if reason == _UNDER_MERGE and has_tables:
            top, left = grid.merged_into[place]
            covered = f"{address(top, left)}:{address(*grid.merges_from[top, left])}"
            report(out, "value_under_merge", grid, place, grid.values[index], range=covered)
    if grid.state == "visible":
        _note_struck_out(out, grid)


def _note_struck_out(out: Readout, grid: Grid) -> None:
    """Each figure struck out, and one cell of every row in which only words are; words may name people."""
    rows: dict[int, list[tuple[int, int]]] = {}
    for place, (_, reason) in grid.aside.items():
        if reason == STRUCK_OUT:
            rows.setdefault(place[0], []).append(place)
    for places in rows.values():
        figures = [place for place in places if _figure(grid, place)]
        for place in figures or places[:1]:
            text = _figure(grid, place)
            content = f" (“{text}”)" if text else ""
            report(out, "cell_struck_out", grid, place, text or None, content_vi=content, content_en=content)


def _figure(grid: Grid, place: tuple[int, int]) -> str:
    stored = grid.marks[grid.aside[place][0]].stored
    return stored if any(character.isdecimal() for character in stored) and len(stored) <= 20 else ""
