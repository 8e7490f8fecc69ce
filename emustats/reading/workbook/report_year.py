"""The year that a workbook reports: cover sheet, title, period, path, names of sheets; in this order."""

from __future__ import annotations

from pathlib import PurePosixPath

from emustats.dates import find_year, parse_date
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.tables.readout import Readout, report
from emustats.reading.workbook.statements import Cover, Loose, titles, used
from emustats.reference import Reference
from emustats.reference.reading_words import pattern
from emustats.text import clean

_PERIOD_END = r"<date.from>\s+\S.{4,40}?\s+<date.until>\s+(.{6,40}?)\)?$"
_COMPARED = r"\(?\s*<title.compared>\b(?s:.*)$"

Found = tuple[int, Grid | None, tuple[int, int] | None]


def report_year(out: Readout, cover: Cover, loose: Loose, path: str, reference: Reference) -> int | None:
    """Settle the year; sources that contradict each other become a problem, and the first one is taken.

    Titles that name several years, as in a workbook with a sheet for each, do not contradict the cover or the path that
    names one of them. Names of sheets count only where nothing else names a year.
    """
    sources = [_of_cover(cover), _of_titles(loose, reference) or _of_periods(loose, reference), _of_path(path)]
    stated = [list(dict.fromkeys(year for year, _, _ in found)) for found in sources if found]
    if not stated:
        named = {year for grid, _ in loose if (year := find_year(grid.name))}
        return named.pop() if len(named) == 1 else None
    single = [years[0] for years in stated if len(years) == 1]
    taken = single[0] if single and all(single[0] in years for years in stated) else stated[0][0]
    if any(taken not in years for years in stated) or not single and len(stated[0]) > 1:
        everything = [each for found in sources for each in found]
        first = next(each for each in everything if each[0] == taken)
        other = next((each for each in everything if each[0] != taken), first)
        _, grid, place = other if other[1] is not None else first
        values = ", ".join(str(year) for year in dict.fromkeys(year for year, _, _ in everything))
        report(out, "year_contradiction", grid, place, other[0], found=values, taken=taken)
    for year, grid, place in (each for found in sources for each in found):
        if year == taken:
            used(out, grid, place)
    return taken


def _of_cover(cover: Cover) -> list[Found]:
    if "year" not in cover:
        return []
    grid, index, place = cover["year"]
    year = find_year(grid.values[index] if grid.kinds[index] == "n" else text_at(grid, index))
    return [(year, grid, place)] if year is not None else []


def _of_titles(loose: Loose, reference: Reference) -> list[Found]:
    found = []
    for said in titles(loose):
        if pattern("<date.year>", reference).search(clean(said.text)):
            year = find_year(pattern(_COMPARED, reference).sub("", said.text))
            if year is not None:
                found.append((year, said.grid, said.place))
    return found


def _of_periods(loose: Loose, reference: Reference) -> list[Found]:
    found = []
    for said in titles(loose):
        match = pattern(_PERIOD_END, reference).search(clean(said.text).rstrip(") "))
        day = parse_date(match.group(1)) if match else None
        if day is not None:
            found.append((day.year, said.grid, said.place))
    return found


def _of_path(path: str) -> list[Found]:
    """A folder named after the year; else the year in the file's name."""
    for part in reversed(PurePosixPath(path).parts[:-1]):
        if part.isdecimal() and 1990 <= int(part) <= 2100:
            return [(int(part), None, None)]
    year = find_year(PurePosixPath(path).stem.replace("_", " "))
    return [(year, None, None)] if year is not None else []
