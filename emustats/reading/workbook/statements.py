"""What the texts outside of tables say about a workbook, each with the place where it says so."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, Place
from emustats.reading.tables.readout import Readout, claim, report
from emustats.reference import Reference
from emustats.reference.reading_words import pattern
from emustats.text import clean

# Texts outside of tables by sheet, each with its row and column.
Loose = list[tuple[Grid, list[tuple[int, int, str]]]]
# The labelled values of one cover sheet, of all of them: role → (sheet, cell index, place).
SheetCover = dict[str, tuple[int, Place]]
Cover = dict[str, tuple[Grid, int, Place]]

_LINE = r"^\s*(?:<line.name>\s+)?(?:<line.unit>|<line.cluster>)(?:\s+(?:<line.reports>|<line.sends>))?\s*[:：]\s*(.*)$"
_TITLE_ROWS = 25
_LONGEST_TITLE = 250


class Said(NamedTuple):
    """One statement about the workbook: where it stands and its text or value."""

    source: str
    text: str
    grid: Grid | None
    place: tuple[int, int] | None


def stated(loose: Loose, kind: str, reference: Reference) -> list[Said]:
    """Lines such as "Đơn vị báo cáo: Văn phòng Bộ", the value in the same cell or in the next one."""
    found = []
    announced, clusters = pattern(_LINE, reference), pattern("<line.cluster>", reference)
    for grid, texts in loose:
        for row, column, text in texts:
            if ":" not in text and "：" not in text:
                continue
            lines = [line for part in text.split("\n") if (line := clean(part))]
            for position, line in enumerate(lines):
                match = announced.match(line)
                label = line.lower().split(":")[0]
                other = pattern("<line.other>", reference).search(label)
                if not match or other or bool(clusters.search(label)) != (kind == "cluster"):
                    continue
                following = list(takewhile(lambda other: ":" not in other, lines[position + 1 :]))
                value, place = "\n".join(filter(None, (match.group(1).strip(" .…"), *following))), (row, column)
                if not value:
                    value, place = _beside(grid, row, column) or (value, place)
                if value:
                    found.append(Said("line", value, grid, place))
    return found


def _beside(grid: Grid, row: int, column: int) -> tuple[str, tuple[int, int]] | None:
    """The next text to the right of a label."""
    for index in grid.by_row[row]:
        text = grid.texts[index]
        if grid.columns[index] > column and text is not None:
            return text, (row, grid.columns[index])
    return None


def titles(loose: Loose) -> list[Said]:
    """The texts in the first filled rows of each sheet that belong to no table."""
    found = []
    for grid, texts in loose:
        rows = grid.row_numbers
        lowest = rows[min(len(rows), _TITLE_ROWS) - 1] if rows else -1
        found += [
            Said("title", text, grid, (row, column))
            for row, column, text in texts
            if row <= lowest and len(text) < _LONGEST_TITLE
        ]
    return found


def settle(out: Readout, subject: str, found: list[Said]) -> str | None:
    """The first source's value; a later source with another value is a problem at that source."""
    if not found:
        return None
    first = found[0]
    values = list(dict.fromkeys(said.text for said in found))
    if len(values) > 1:
        other = next(said for said in found if said.text != first.text)
        at = other if other.grid is not None else first
        code = f"{subject}_contradiction"
        report(out, code, at.grid, at.place, other.text, found=", ".join(values), taken=first.text)
    for said in found:
        if said.text == first.text:
            used(out, said.grid, said.place)
    return first.text


def used(out: Readout, grid: Grid | None, place: Place | None) -> None:
    """The cell that says whose the workbook is, or of which year or day, is a fact of all its rows."""
    if grid is not None and place is not None:
        claim(out, grid, place, "fact", "identity")
