"""What the sheets of a workbook hold before anything is read: covers, titles, tables, and sheets that do not count."""

from __future__ import annotations

import re
from typing import NamedTuple

from emustats.reading.sheet.blocks import find_blocks
from emustats.reading.sheet.grid import Grid, texts_in
from emustats.reading.sheet.layout import RawTable, find_tables
from emustats.reading.sheet.roles import assign
from emustats.reading.sheet.titles import is_period
from emustats.reading.sheet.vocabulary import HeaderWords, names_award
from emustats.reading.tables.list_matrix import matrix_of
from emustats.reading.tables.readout import Readout, report
from emustats.reading.workbook.identity import cover_of
from emustats.reading.workbook.own_periods import holds_single_year
from emustats.reading.workbook.statements import Loose, SheetCover
from emustats.reference import Reference
from emustats.reference.reading_words import folded, pattern
from emustats.text import clean, fold

_ASIDE_WORDS = r"\b<aside.sheet>\b|[-_ (]\s*<aside.sheet_end>\s*\)?$"
_ASIDE_WORDS_PLAIN = r"\b<aside.sheet>\b|[-_(]\s*<aside.sheet_end>\s*\)?$"
_TITLE_ASIDE = r"<aside.title>\b"
_NAME_ASIDE = r"(?-i:<aside.sheet_suffix>)$"
_LONGEST_NAME = 150


class Survey(NamedTuple):
    """What the sheets hold; ``aside``: sheets that do not count and why; ``found``: all tables as they stand, those of
    hidden sheets too; ``set_aside``: whether a table of several years was left out; ``hidden``: tables of hidden sheets."""

    covers: list[tuple[Grid, SheetCover]]
    loose: Loose
    tables: list[tuple[Grid, RawTable]]
    found: list[tuple[Grid, RawTable]]
    aside: dict[str, str]
    hidden: list[tuple[Grid, RawTable]]
    set_aside: bool


def survey(out: Readout, grids: list[Grid], words: HeaderWords) -> Survey:
    """Covers, loose texts and tables of the sheets, those that count and those that don't."""
    seen = Survey([], [], [], [], {}, [], False)
    set_aside = False
    aside = pattern(_TITLE_ASIDE, words.reference, "fold")
    for grid in grids:
        reason = _reason_aside(grid, words.reference)
        cover = cover_of(grid, words) if reason is None else {}
        if cover:
            seen.covers.append((grid, cover))
        tables, texts = tables_of_sheet(grid, words, cover)
        kept = [table for table in tables if table.kind != "counts" or speaks_of_awards(grid, table, words)]
        seen.found.extend((grid, table) for table in kept)
        if reason is not None:
            seen.aside[grid.name] = reason
            if kept and reason == "hidden_sheet":
                seen.hidden.extend((grid, table) for table in kept)
            elif kept:
                report(out, "sheet_ignored", grid, None, grid.name)
            continue
        seen.loose.append((grid, texts))
        if any(aside.match(fold(t)) for table in kept[:1] for t in table.titles):
            report(out, "sheet_ignored", grid, None, grid.name)
            seen.aside[grid.name] = "sheet_ignored"
            continue
        for table in kept:
            period = next((t for t in (*table.titles, grid.name) if is_period(t, words.reference)), None)
            if period is not None and not (table.kind == "counts" and holds_single_year(table, words)):
                report(out, "period_not_annual", grid, (table.first_row, table.columns[0].column), period)
                set_aside = True
                continue
            seen.tables.append((grid, table))
    return seen._replace(set_aside=set_aside)


def tables_of_sheet(
    grid: Grid, words: HeaderWords, cover: SheetCover
) -> tuple[list[RawTable], list[tuple[int, int, str]]]:
    """The tables of a sheet, those of counts by their shape, and the texts that stand in none of them."""
    named = [table for found in find_tables(grid, words).tables if (table := _as_list(grid, found, words)) is not None]
    taken = {row for table in named for row in (*range(table.first_row, table.last_row + 1), *table.body)}
    counts = find_blocks(grid, frozenset(taken | {place[0] for _, place in cover.values()}), words.reference)
    held = taken | {row for t in counts for row in (*range(t.first_row, t.last_row + 1), *t.body)}
    loose = [text for row in grid.row_numbers if row not in held for text in texts_in(grid, row)]
    return sorted([*named, *counts], key=lambda table: table.first_row), loose


def _as_list(grid: Grid, table: RawTable, words: HeaderWords) -> RawTable | None:
    """The table when words tell what it is; one that looks like a tally but holds no figures may be a list of names."""
    if table.kind not in ("", "tally", "cross") or matrix_of(grid, table, words) is not None:
        return table
    if table.kind != "tally":
        return None
    columns = assign(table.columns, "list", words)
    own = {column.column for column in columns if column.role != "number"}
    figures = any(grid.kinds[i] == "n" and grid.columns[i] in own for row in table.body for i in grid.by_row[row])
    roles = {column.role for column in columns}
    if figures or "award" not in roles or not roles & {"name", "subunit", "given_name"}:
        return None
    return table._replace(kind="list", columns=columns)


def speaks_of_awards(grid: Grid, table: RawTable, words: HeaderWords) -> bool:
    """Whether a label, a row or a title of a block of numbers names an award, if only "Bằng khen"."""
    labels = [label for column in table.columns for label in column.path]
    texts = (text for row in table.body for i in grid.by_row[row] if (text := grid.texts[i]) is not None)
    return any(
        len(text) < _LONGEST_NAME and names_award(text, words.reference)
        for text in (*labels, *table.titles, *table.sheet_titles, grid.name, *texts)
    ) or any(
        said in fold(text) for said in folded("title.award", words.reference) for text in (*labels, *table.titles[-2:])
    )


def _reason_aside(grid: Grid, reference: Reference) -> str | None:
    if grid.state != "visible":
        return "hidden_sheet"
    return "sheet_ignored" if _is_aside(grid, reference) else None


def _is_aside(grid: Grid, reference: Reference) -> bool:
    """A sheet of instructions, samples, code lists or dropped versions, by its name."""
    name = clean(grid.name)
    dropped = pattern(_NAME_ASIDE, reference).search(grid.name.strip())
    # Accents tell "nháp" from "nhập" and "bỏ" from "Bộ"; a name without any needs its mark: "Bieu 1 - Bo".
    if not name.isascii():
        return bool(dropped or pattern(_ASIDE_WORDS, reference).search(name))
    plain = re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])", " ", name)
    return bool(dropped or pattern(_ASIDE_WORDS_PLAIN, reference, "fold").search(plain.lower()))
