"""Whether the columns or rows of a table of counts name their own periods, so that its title does not decide for them."""

from __future__ import annotations

from collections.abc import Iterator

from emustats.reading.sheet.grammar import Grammar, grammar, read_label
from emustats.reading.sheet.grid import Grid
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.count_rows import row_says
from emustats.reading.tables.measures import measures_of
from emustats.reading.tables.selection import is_part, makes_year


def holds_whole_year(grid: Grid, table: RawTable, words: HeaderWords, year: int | None) -> bool:
    """Whether columns or rows name the whole year beside its parts, or parts that make it up: "theo 6 tháng và cả năm"."""
    phrases = grammar(words.reference)
    return any(
        makes_year(parts := {period for period in said if is_part(period)}) or bool(parts) and "year" in said
        for said in (_said_by_columns(table, phrases, year), set(_said_by_rows(grid, table, phrases, year)))
    )


def holds_single_year(table: RawTable, words: HeaderWords) -> bool:
    """Whether each column names its own period and one of them a single year: "Năm 2019 | Giai đoạn 2015 - 2019"."""
    phrases = grammar(words.reference)
    columns = [column for column in table.columns if column.role == "measure?"]
    counts = [m for m in measures_of(columns, phrases, None) if not m.aside]
    return all(_names_period(m.path, phrases) for m in counts) and any(
        m.period.isdigit() or m.period == "year" for m in counts
    )


def _said_by_columns(table: RawTable, words: Grammar, year: int | None) -> set[str]:
    columns = [column for column in table.columns if column.role == "measure?"]
    counts = [m for m in measures_of(columns, words, year) if not m.aside and not m.unknown]
    return {m.period for m in counts if m.period != "year" or _names_period(m.path, words)}


def _said_by_rows(grid: Grid, table: RawTable, words: Grammar, year: int | None) -> Iterator[str]:
    for row in table.body:
        label = next((text for index in grid.by_row[row] if (text := grid.texts[index]) is not None), "")
        said = row_says(label, words, year)
        if said.is_period:
            yield said.period


def _names_period(path: tuple[str, ...], words: Grammar) -> bool:
    return any(read_label(text, words).values("period") for text in path)
