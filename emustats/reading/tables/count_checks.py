"""What contradicts itself in the rows of a table of counts: awards named twice, parts above their wholes."""

from __future__ import annotations

from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import Entry
from emustats.reading.tables.count_cells import count_value
from emustats.reading.tables.measures import Measure
from emustats.reading.tables.readout import Readout, report
from emustats.reading.tables.selection import Selection, disjoint
from emustats.text import match_key

# Columns that are no counts but may tell one row from another that names the same award.
_TELLING = frozenset({"decision", "date", "person", "remark", "measure", "line_code"})


def check_entries(
    out: Readout, grid: Grid, table: RawTable, entries: list[Entry], *, chosen: Selection, comma: bool | None
) -> None:
    """Tell rows that name the same twice, and "of which" figures above the counts that they are part of."""
    _tell_twice(out, grid, table, entries, chosen)
    _check_parts(out, grid, entries, chosen, comma)


def _tell_twice(out: Readout, grid: Grid, table: RawTable, entries: list[Entry], chosen: Selection) -> None:
    """Tell rows that name the same and that nothing tells apart: whether both count, or which, only the sender knows."""
    telling = {c.column for c in table.columns if c.role not in ("measure?", "number")}
    telling |= {aside.measure.column for aside in chosen.aside if aside.reason in _TELLING}
    first: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        if entry.kind != "item" or not any(entry.values.values()) or not entry.label:
            continue
        beside = tuple(
            (column, match_key(text_at(grid, index)))
            for column in sorted(telling - {entry.label_cell[1]})
            if (index := grid.at.get(grid.merged_into.get((entry.row, column), (entry.row, column)))) is not None
        )
        alike = first.setdefault((match_key(entry.label), *map(match_key, entry.parents), beside), [])
        data = [m.column for m in chosen.data]
        both = next((e for e in alike if any(e.values.get(c) and entry.values.get(c) for c in data)), None)
        if both is not None:
            report(out, "row_repeated", grid, (entry.row, entry.label_cell[1]), entry.label, other=_cell(both))
        alike.append(entry)


def _cell(entry: Entry) -> str:
    return address(entry.row, entry.label_cell[1])


def _check_parts(out: Readout, grid: Grid, entries: list[Entry], chosen: Selection, comma: bool | None) -> None:
    """Tell columns and rows of "of which" that hold more than the counts that they are part of."""
    for aside in chosen.aside:
        if aside.reason == "of_which" and not aside.code:
            wholes = _wholes(aside.measure, chosen.data)
            for entry in entries if wholes else ():
                index = grid.at.get((entry.row, aside.measure.column))
                if entry.kind == "item" and index is not None:
                    whole = sum(entry.values.get(m.column) or 0 for m in wholes)
                    _compare(out, grid, (entry.row, aside.measure.column), count_value(grid, index, comma), whole)
    above: Entry | None = None
    for entry in entries:
        if entry.kind != "partial":
            above = entry if entry.kind in ("item", "total", "whole", "section") and entry.values else None
        elif above is not None:
            for measure in chosen.data:
                whole = above.values.get(measure.column) or 0
                _compare(out, grid, (entry.row, measure.column), entry.values.get(measure.column), whole)


def _wholes(part: Measure, data: list[Measure]) -> list[Measure]:
    """The columns that an "of which" column is part of: those of its own recipient, women and members being persons."""
    fitting = [m for m in data if not disjoint(part, m)]
    persons = [m for m in fitting if m.recipient == "individual"]
    return persons if part.recipient is None and persons else fitting


def _compare(out: Readout, grid: Grid, place: tuple[int, int], part: float | None, whole: float) -> None:
    if part is not None and part > whole:
        report(out, "part_above_total", grid, place, printed=f"{whole:.15g}", computed=f"{part:.15g}")
