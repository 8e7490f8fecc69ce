"""What a book tells, what the package reads from it, and a sentence about every difference."""

from __future__ import annotations

import functools

from emustats.reading.workbook.submission import Reading, Settings, read_workbook
from emustats.reference import load
from emustats.text import match_key
from tests.builders import PATH, UNIT, YEAR
from tests.sheets import Book, address, by_xlsxwriter


@functools.cache
def settings() -> Settings:
    return Settings(load(), b"k" * 16, False)


def read(book: Book, path: str = PATH, write=by_xlsxwriter) -> Reading:
    """The book, written as a workbook and read back."""
    return read_workbook(write(book), path, settings())


def _number(value: object) -> float | None:
    return None if value is None else float(value)


def told(book: Book, lists_count: bool = True) -> set[tuple]:
    """The rows that a right reading gives: table, sheet, cell and facts; each line of a list is a lượt, too."""
    rows = set()
    for sheet in book:
        for table, place, facts in sheet.tells:
            where = (table, sheet.name, address(place))
            if table == "recipients":
                rows.add((*where, *facts[:4], match_key(facts[4] or "")))
                if lists_count:
                    rows.add(("awards", *where[1:], *facts[:4], 1))
            elif table == "targets":
                rows.add((*where, match_key(facts[0]), facts[1], *map(_number, facts[2:])))
            elif table == "scores":
                rows.add((*where, match_key(facts[0]), *map(_number, facts[1:])))
            else:
                rows.add((*where, *facts))
    return rows


def given(reading: Reading) -> list[tuple]:
    """The rows that were read, in the form of ``told``; counts of zero and cells without a number are left out."""
    rows = reading.rows
    found = [("awards", *r[:2], r[4], r[5], r[6], r[8], r[9]) for r in rows.get("awards", ()) if r[9]]
    found += [("recipients", *r[:2], r[4], r[5], r[6], r[8], match_key(r[9] or "")) for r in rows.get("recipients", ())]
    found += [
        ("targets", *r[:2], match_key(r[4]), r[6], _number(r[7]), _number(r[13])) for r in rows.get("targets", ())
    ]
    found += [("scores", *r[:2], match_key(r[3]), *map(_number, r[4:8])) for r in rows.get("scores", ())]
    found += [("nominations", *r[:2], *r[4:8]) for r in rows.get("nominations", ())]
    return found


def errors(reading: Reading) -> list[tuple]:
    return [(p["code"], p["sheet"], p["cell"], p["value"]) for p in reading.problems if p["severity"] == "error"]


def assert_truth(book: Book, path: str = PATH, write=by_xlsxwriter, *, lists_count: bool = True) -> Reading:
    """The reading gives exactly what the book tells, each row at its cell and once, without an error."""
    reading = read(book, path, write)
    rows, expected = given(reading), told(book, lists_count)
    missing, extra = sorted(map(str, expected - set(rows))), sorted(map(str, set(rows) - expected))
    assert (reading.refusal, missing, extra, errors(reading)) == (None, [], [], [])
    assert len(rows) == len(expected)
    assert (reading.identity.unit_id, reading.identity.year) == (UNIT, YEAR)
    return reading
