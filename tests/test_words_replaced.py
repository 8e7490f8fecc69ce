"""No change of a word goes unsaid: what a workbook tells stays the same, or the reader says so, or the word says it."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

from emustats.reading.workbook.submission import Reading, read_workbook
from tests.builders import PATH, framed
from tests.families import FAMILIES
from tests.judged_words import SILENT, verdict
from tests.mutated_words import case
from tests.reading_truth import settings
from tests.sheets import Book, by_xlsxwriter
from tests.test_account import named_cells
from tests.test_layout_shapes import SHAPES

CASES_OF_A_FAMILY, CASES_OF_A_SHAPE = 80, 6


def read(book: Book) -> Reading:
    return read_workbook(by_xlsxwriter(book), PATH, settings()._replace(account=True))


@functools.cache
def valid(name: str) -> tuple[Book, list[int], Reading]:
    """A valid book, the row where the table of each sheet begins, and what it tells."""
    if name in SHAPES:
        book, tops = SHAPES[name], [1] * len(SHAPES[name])
    else:
        make, own = FAMILIES[name]
        table = make()
        book = [framed(table, **own)]
        tops = [book[0].tells[0][1][0] - table.tells[0][1][0]]
    return book, tops, read(book)


def outcomes(name: str, cases: int) -> tuple[Counter, list[str]]:
    """How the cases of a book end, and a sentence about every silent change."""
    book, tops, before = valid(name)
    counts: Counter = Counter()
    silent = []
    for number in range(cases):
        changed = case(book, tops, f"{name} {number}")
        outcome, why = verdict(changed, before, read(changed.book))
        counts[outcome] += 1
        if outcome == SILENT:
            silent.append(f"{number}: {why}")
    return counts, silent


@pytest.mark.parametrize(("name", "cases"), [(n, CASES_OF_A_FAMILY) for n in FAMILIES] + [(n, CASES_OF_A_SHAPE) for n in SHAPES])  # fmt: skip
def test_no_change_of_words_is_silent(name, cases, record_property):
    counts, silent = outcomes(name, cases)
    for outcome, count in counts.items():
        record_property(outcome, count)
    assert not silent, f"{dict(counts)}\n" + "\n".join(silent)


@pytest.mark.parametrize("name", [*FAMILIES, *SHAPES])
def test_conservation(name):
    """The counted cells and the cells that the tidy rows name are the same, with the same numbers."""
    reading = valid(name)[2]
    filled = {(cell.sheet, cell.cell): cell for cell in reading.cells}
    counted = {place for place, cell in filled.items() if cell.fate == "counted"}
    named = {place: numbers for place, numbers in named_cells(reading).items() if place in filled}
    assert counted == named.keys()
    for place in counted:
        text = filled[place].text
        assert not text.isdecimal() or any(n in (int(text), int(text) / 100) for n in named[place]), (place, text)
