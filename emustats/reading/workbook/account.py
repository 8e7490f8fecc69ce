"""The account of a workbook: every filled cell of every sheet ends with one fate, and no number is lost unsaid.

Readers of tables claim what they used; rows of the tidy tables say what is counted; what is left is accounted for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, address, key_of, place_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.readout import Fate, Readout, report
from emustats.reading.tables.records import CellFate
from emustats.reading.workbook.statements import SheetCover
from emustats.reading.workbook.unclaimed import (
    SIGNATURE,
    Standing,
    number_cells,
    of_loose_cells,
    of_table,
    says_number,
)
from emustats.schema import FATES

MASK = "•••"
UNCLAIMED = Fate("not_read", "block_unclaimed")
# A finding of this code about a whole table says what becomes of its numbers.
_OF_TABLE = {
    "period_not_annual": Fate("set_aside", "longer_period"),
    "table_of_other_year": Fate("set_aside", "other_period"),
    "table_of_part_of_year": Fate("set_aside", "part_of_year"),
    "years_unclear": Fate("not_read", "years_unclear"),
    "table_not_read": Fate("set_aside", "money"),
}
# Numbers that stand no farther apart are one block.
_REACH = 2
_PERSONAL = frozenset({"name", "person"})
# Tables of these kinds may have columns of names whatever role they play there.
_MAY_NAME = frozenset({"", "list", "cross"})

Place = tuple[int, int]


class Scene(NamedTuple):
    """What the reading of a workbook knows of its sheets: which do not count and why, which tables it found and read.

    ``found`` holds the tables as they stand, those of other kinds and of hidden sheets too; ``read`` those read, perhaps
    narrowed to the year.
    """

    grids: list[Grid]
    aside: dict[str, str]
    found: list[tuple[Grid, RawTable]]
    read: list[tuple[Grid, RawTable]]
    covers: list[tuple[Grid, SheetCover]]


def sources(out: Readout) -> dict[tuple[str, str], tuple[str, int]]:
    """The cells that rows of the tidy tables name as their source: the table and the number of the first such row."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for table, rows in out.rows.items():
        for number, row in enumerate(rows):
            cells = [row.cell]
            if table == "targets":
                cells += [row.planned_cell, row.planned_adjusted_cell]
            elif table == "scores":
                cells += [row.max_cell, row.cross_cell, row.cluster_cell]
            elif table == "nominations":
                cells.append(row.votes_cell)
            for cell in cells:
                if cell is not None:
                    found.setdefault((row.sheet, cell), (table, number))
    return found


def settle_account(
    out: Readout, scene: Scene, words: HeaderWords, *, quiet: bool = False, whole: bool = True
) -> tuple[int, ...]:
    """Give every filled cell its fate in ``out.fates``; blocks of numbers that nobody read become warnings.

    Returns how many numbers have each fate, in the order of ``FATES``. ``quiet``: the workbook is refused, which says it
    all. ``whole`` off: only numbers are looked at, which is all that most readings need.
    """
    counts = dict.fromkeys(FATES, 0)
    counts["counted"] = _count(out, scene)
    for grid in scene.grids:
        name, rows, columns, held = grid.name, grid.rows, grid.columns, out.fates
        numbers = number_cells(grid)
        looked_at = grid.at.values() if whole else numbers
        wanted = {index for index in looked_at if (name, rows[index], columns[index]) not in held}
        fates = _fates_of(out, grid, scene, words, wanted) if wanted else {}
        for index in wanted:
            held[name, rows[index], columns[index]] = fates.get((rows[index], columns[index]), UNCLAIMED)
        unread: set[Place] = set()
        for index in numbers:
            fate = held[name, rows[index], columns[index]].fate
            counts[fate] += 1
            if fate == "not_read":
                unread.add((rows[index], columns[index]))
        if not quiet and unread:
            _warn(out, grid, unread, scene)
    return tuple(counts.values())


def _count(out: Readout, scene: Scene) -> int:
    """Counted is what a row names as its source, and nothing else: by construction, whatever the readers claimed.

    Returns how many of the counted cells say a number in words ("3 TT, 4 CN").
    """
    grids = {grid.name: grid for grid in scene.grids}
    named = {}
    spoken = 0
    counted = {table: Fate("counted", "", table) for table in out.rows}
    for (sheet, cell), (table, _) in sources(out).items():
        place = place_of(cell)
        grid = grids.get(sheet)
        index = grid.at.get(place) if grid is not None else None
        if grid is not None and index is not None:
            named[sheet, place[0], place[1]] = counted[table]
            spoken += grid.texts[index] is not None and table != "recipients" and says_number(grid, index)
    for spot, fate in out.fates.items():
        if fate.fate == "counted" and spot not in named:
            out.fates[spot] = Fate("set_aside", "repeated", fate.table)
    out.fates.update(named)
    return spoken


def _fates_of(out: Readout, grid: Grid, scene: Scene, words: HeaderWords, wanted: set[int]) -> dict[Place, Fate]:
    """What becomes of the wanted cells of a sheet that nobody claimed: of its cover, its tables, and the others."""
    fates: dict[Place, Fate] = {}
    if grid.name in scene.aside:
        aside = Fate("set_aside", scene.aside[grid.name])
        return {(grid.rows[index], grid.columns[index]): aside for index in wanted}
    for covered, cover in scene.covers:
        if covered is grid:
            fates.update(_of_cover(grid, cover, words, wanted))
    codes: dict[str, list[str]] = {}
    for found in out.problems:
        if found["sheet"] == grid.name and found["cell"]:
            codes.setdefault(found["cell"], []).append(found["code"])
    tables = _tables(grid, scene)
    for table in tables:
        read = next((t for held, t in scene.read if held is grid and _is_same(t, table)), None)
        said = codes.get(address(table.first_row, table.columns[0].column), ())
        general = next((_OF_TABLE[code] for code in said if code in _OF_TABLE and read is None), None)
        beside = {c.column for t in tables if t is not table and t.first_row == table.first_row for c in t.columns}
        for place, fate in of_table(out, grid, Standing(table, read, general), wanted, words.reference).items():
            if place[1] not in beside:
                fates.setdefault(place, fate)
    for place, fate in of_loose_cells(grid, tables, wanted, words.reference).items():
        fates.setdefault(place, fate)
    return fates


def _is_same(read: RawTable, found: RawTable) -> bool:
    own = {column.column for column in found.columns}
    return read.first_row == found.first_row and any(column.column in own for column in read.columns)


def _of_cover(grid: Grid, cover: SheetCover, words: HeaderWords, wanted: set[int]) -> Iterator[tuple[Place, Fate]]:
    fate = Fate("fact", "cover")
    for _, place in cover.values():
        yield place, fate
    for index in wanted:
        if grid.texts[index] is not None and grid.keys[index] in words.cover:
            yield (grid.rows[index], grid.columns[index]), fate


def _warn(out: Readout, grid: Grid, unread: set[Place], scene: Scene) -> None:
    """One warning a block of numbers that were not read, unless an error or a warning stands there already."""
    told = [
        place_of(found["cell"].partition(":")[0])
        for found in out.problems
        if found["sheet"] == grid.name and found["cell"] and found["severity"] != "note"
    ]
    tables = _tables(grid, scene)
    for block in _blocks(unread):
        top, bottom = min(row for row, _ in block), max(row for row, _ in block)
        left, right = min(column for _, column in block), max(column for _, column in block)
        table = next((t for t in tables if t.first_row <= top and bottom <= max(t.body, default=t.last_row)), None)
        if any(_speaks_of(place, (top, left, bottom, right), table) for place in told):
            continue
        text = text_at(grid, grid.at[min(block)])
        report(out, "numbers_not_read", grid, (top, left, bottom, right), text, count=len(block))


def _speaks_of(place: Place, box: tuple[int, int, int, int], table: RawTable | None) -> bool:
    """Whether a finding is about a block: it stands in it, at the label of its rows, in the header over it, at its table."""
    top, left, bottom, right = box
    row, column = place
    if top <= row <= bottom and column <= right:
        return True
    if table is None:
        return False
    over = table.first_row <= row <= max(table.body, default=table.last_row) and left <= column <= right
    return over or place == (table.first_row, table.columns[0].column)


def _blocks(places: set[Place]) -> list[set[Place]]:
    """The numbers in groups that hang together, across a single empty cell too; from top to bottom."""
    left = set(places)
    blocks = []
    for start in sorted(places):
        if start not in left:
            continue
        left.discard(start)
        block, edge = {start}, [start]
        while edge:
            row, column = edge.pop()
            near = [
                (row + down, column + across)
                for down in range(-_REACH, _REACH + 1)
                for across in range(-_REACH, _REACH + 1)
                if (row + down, column + across) in left
            ]
            left.difference_update(near)
            block.update(near)
            edge += near
        blocks.append(block)
    return blocks


def cells_of(out: Readout, scene: Scene, words: HeaderWords) -> list[CellFate]:
    """Every filled cell with its fate, from the first sheet to the last; names of people are masked."""
    feeds = sources(out)
    found = []
    for grid in scene.grids:
        masked = _personal_columns(grid, scene, words)
        loose = of_loose_cells(grid, _tables(grid, scene), set(grid.at.values()), words.reference)
        signed = {place for place, fate in loose.items() if fate == SIGNATURE}
        for place, index in sorted(grid.at.items()):
            fate, cell = out.fates[grid.name, *place], address(*place)
            hidden = place in masked or place in signed or fate.reason in ("signature", "person")
            table, row = (
                feeds.get((grid.name, cell), (None, None)) if fate.fate == "counted" else (fate.table or None, None)
            )
            text = MASK if hidden else text_at(grid, index)
            found.append(CellFate(grid.name, cell, text, fate.fate, fate.reason or None, table, row))
    return found


def _tables(grid: Grid, scene: Scene) -> list[RawTable]:
    return [table for held, table in scene.found if held is grid]


def _personal_columns(grid: Grid, scene: Scene, words: HeaderWords) -> set[Place]:
    """The cells below headers of names and of what else is said of people, whatever kind of table it is."""
    places: set[Place] = set()
    for table in _tables(grid, scene):
        for column in table.columns:
            said = {
                role for label in column.path for kind, role in words.roles.get(key_of(label), ()) if kind == "list"
            }
            if column.role in _PERSONAL or table.kind in _MAY_NAME and said & _PERSONAL:
                places.update((row, column.column) for row in table.body)
    return places & set(grid.at)
