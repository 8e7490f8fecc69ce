"""Which unit each table of a cluster's workbook is about, where sheets or titles name several."""

from __future__ import annotations

import re

from emustats.reading.sheet.grid import Grid
from emustats.reading.sheet.layout import RawTable
from emustats.reading.workbook.statements import Loose, stated
from emustats.reference import Reference
from emustats.reference.names import resolve_unit
from emustats.reference.reading_words import pattern
from emustats.text import clean

_LINE = r"^\s*(?:<line.name>\s+)?<line.unit>(?:\s+<line.reports>)?\s*[:：]\s*(.+)$"
_MARK = re.compile(r"^\s*(?:[IVX]{1,5}|[A-Z]|\d{1,2})\s*[.)/-]\s*")
_NEAREST = 3


def units_of_tables(
    tables: list[tuple[Grid, RawTable]], reference: Reference, year: int | None
) -> dict[tuple[str, int], str]:
    """The unit of each table, by sheet and first row; empty unless at least two units are named."""
    named: dict[tuple[str, int], str] = {}
    for grid, table in tables:
        unit = _unit_of(grid, table, reference, year)
        if unit is not None:
            named[grid.name, table.first_row] = unit
    return named if len(set(named.values())) > 1 else {}


def units_of_sheets(loose: Loose, reference: Reference, year: int | None) -> dict[str, str]:
    """The unit that the lines "Đơn vị: …" of each sheet name; empty where a sheet names two, or all name the same."""
    found: dict[str, str] = {}
    for said in stated(loose, "unit", reference):
        code = resolve_unit(said.text, reference, year).code
        if said.grid is None or code is None:
            continue
        if found.setdefault(said.grid.name, code) != code:
            return {}
    return found if len(set(found.values())) > 1 else {}


def _unit_of(grid: Grid, table: RawTable, reference: Reference, year: int | None) -> str | None:
    """The unit that the nearest title, or else the sheet, is named after."""
    for text in (*reversed(table.titles[-_NEAREST:]), grid.name, *reversed(table.titles[:-_NEAREST])):
        line = pattern(_LINE, reference).match(clean(text))
        name = _MARK.sub("", line[1] if line else clean(text))
        if (code := resolve_unit(name, reference, year).code) is not None:
            return code
    return None
