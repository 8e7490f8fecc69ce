"""What one workbook gives: rows, problems and fixes, gathered while its tables are read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from emustats.messages import Problem, problem, problem_codes
from emustats.numbers import Number, parse_number, parse_recipient_counts
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.tables.records import RECORDS, Fix
from emustats.reference import Reference
from emustats.reference.names import Resolution, award_codes, resolve_award, spelling_line
from emustats.reference.reading_words import pattern
from emustats.schema import FATES
from emustats.text import clean

# More findings of one kind in one sheet say no more to the reader; the rest is counted.
_MOST_OF_A_KIND = 100
# No unit has more awards or people than this; sums of larger numbers would leave the range of whole numbers.
LARGEST_COUNT = 1_000_000_000
# Repairs that only say how a number was typed in good style are not worth a line.
_SILENT_RULES = frozenset({"spaces"})


_COMMA_NOTE = r"<note.comma>\b.{0,40}\b<note.thousands>"


class Fate(NamedTuple):
    """What became of one cell: one of ``FATES``, why, and the table that used it."""

    fate: str
    reason: str = ""
    table: str = ""


# Sums of fractions of points differ by no more from what is printed.
_NOISE = 0.005
_STRENGTH = {fate: place for place, fate in enumerate(FATES)}


class Readout(NamedTuple):
    """Rows by table, problems, fixes and fates of cells; the lists grow while a table or a workbook is read."""

    rows: dict[str, list[Any]]
    problems: list[Problem]
    fixes: list[Fix]
    tally: dict[tuple[str, str], int]
    fates: dict[tuple[str, int, int], Fate]


def new_readout() -> Readout:
    """An empty readout."""
    return Readout({name: [] for name in RECORDS}, [], [], {}, {})


def accept(out: Readout, part: Readout) -> None:
    """Take over all that one table gave; a part that is not taken over leaves no trace."""
    for name, rows in part.rows.items():
        out.rows[name] += rows
    out.problems.extend(part.problems)
    out.fixes.extend(part.fixes)
    for key, count in part.tally.items():
        out.tally[key] = out.tally.get(key, 0) + count
    if out.fates.keys().isdisjoint(part.fates):
        out.fates.update(part.fates)
    else:
        for place, fate in part.fates.items():
            _keep_stronger(out, place, fate)


_fate = lru_cache(maxsize=4096)(Fate)  # there are few fates for many cells


def claim(out: Readout, grid: Grid, place: tuple[int, int], fate: str, reason: str = "", *, table: str = "") -> None:
    """Say what became of a cell. A fate never weakens: counted, checked, fact, not_read, set_aside."""
    if place in grid.at or place in grid.aside:
        cell = (grid.name, place[0], place[1])
        held = out.fates.get(cell)
        if held is None or _STRENGTH[fate] < _STRENGTH[held.fate]:
            out.fates[cell] = _fate(fate, reason, table)


def claim_column(out: Readout, grid: Grid, rows: tuple[int, ...], column: int, said: Fate) -> None:
    """``claim`` for the cells of a column in some rows, in one loop, since most cells of a table are claimed so."""
    fates, name, strength = out.fates, grid.name, _STRENGTH[said.fate]
    for row in rows:
        if (row, column) in grid.at or (row, column) in grid.aside:
            held = fates.get((name, row, column))
            if held is None or strength < _STRENGTH[held.fate]:
                fates[name, row, column] = said


def _keep_stronger(out: Readout, place: tuple[str, int, int], fate: Fate) -> None:
    held = out.fates.get(place)
    if held is None or _STRENGTH[fate.fate] < _STRENGTH[held.fate]:
        out.fates[place] = fate


def report(
    out: Readout,
    code: str,
    grid: Grid | None = None,
    place: tuple[int, ...] | None = None,
    value: object = None,
    **details: Any,
) -> None:
    """Note a problem at a cell, or at the range between two; past a hundred of one kind in a sheet they are only counted."""
    sheet = grid.name if grid is not None else None
    count = out.tally.get((code, sheet or ""), 0) + 1
    out.tally[code, sheet or ""] = count
    if count <= _MOST_OF_A_KIND:
        cell = _range(place) if place is not None else None
        out.problems.append(problem(code, sheet=sheet, cell=cell, value=value, **details))


def _range(place: tuple[int, ...]) -> str:
    first, last = address(*place[:2]), address(*place[-2:])
    return first if first == last else f"{first}:{last}"


def close(out: Readout) -> None:
    """Say how many findings were only counted."""
    for (code, sheet), count in out.tally.items():
        if count > _MOST_OF_A_KIND:
            row = problem("more_findings", sheet=sheet or None, value=code, count=count - _MOST_OF_A_KIND)
            out.problems.append({**row, "severity": problem_codes()[code].severity})


def fix(out: Readout, rule: str, grid: Grid, place: tuple[int, int], before: object, after: object) -> None:
    """Note an automatic repair."""
    out.fixes.append(Fix(rule, grid.name, address(*place), str(before), str(after)))


@lru_cache(maxsize=65536)
def _cleaned(text: str) -> str:
    return clean(text)


def plain_text(out: Readout, grid: Grid, row: int, column: int | None, *, log: bool = True) -> str | None:
    """The cleaned text of a cell that is used as a name, with each repair logged; None for a blank cell."""
    if column is None:
        return None
    index = grid.at.get((row, column))
    if index is None:
        return None
    typed = grid.texts[index]
    raw = typed if typed is not None else text_at(grid, index)
    text = _cleaned(raw)
    if log and typed is not None:
        original = grid.values[index]
        if index in grid.decoded:
            fix(out, "legacy_font", grid, (row, column), original, text)
        elif text != raw:
            fix(out, "text_cleaned", grid, (row, column), raw, text)
    return text or None


class Count(NamedTuple):
    """One reading of a count cell: the recipient it names itself, the number, and the problem or mark it holds."""

    recipient: str | None
    value: int | None
    is_approximate: bool
    rules: tuple[str, ...]
    problem: str | None


@lru_cache(maxsize=16384)
def _text_counts(text: str, comma_thousands: bool | None) -> tuple[Count, ...]:
    number = parse_number(text, comma_thousands=comma_thousands)
    if number.mark == "number" and not number.unit:
        return (_whole(number),)
    pairs = parse_recipient_counts(text)
    if pairs:
        rules = ("combined_cell",) if len(pairs) > 1 else tuple(number.rules) or ("unit_word",)
        if max(count for _, count, _ in pairs) > LARGEST_COUNT:
            return (Count(None, None, False, (), "count_too_large"),)
        return tuple(Count(recipient, count, approximate, rules, None) for recipient, count, approximate in pairs)
    if number.mark == "number":
        return (_whole(number),)
    problems = {
        "cross": "count_marked",
        "ditto": "count_ditto",
        "ambiguous": "count_ambiguous",
        "text": "count_not_number",
    }
    return (Count(None, None, number.is_approximate, (), problems.get(number.mark)),)


def _whole(number: Number) -> Count:
    value = number.value
    rules = tuple(rule for rule in number.rules if rule not in _SILENT_RULES)
    if number.is_percent:
        return Count(None, None, False, (), "count_not_number")
    if value is None or value != int(value):
        return Count(None, None, False, (), "count_not_whole")
    if value < 0:
        return Count(None, None, False, (), "count_negative")
    if value > LARGEST_COUNT:
        return Count(None, None, False, (), "count_too_large")
    return Count(None, int(value), number.is_approximate, rules, None)


_NUMBERS: dict[float, tuple[Count, ...]] = {float(n): (Count(None, n, False, (), None),) for n in range(0, 2000)}


def differs(printed: float | None, computed: float | None) -> bool:
    """Whether a printed number contradicts the sum of what was read; sums over an unreadable cell (NaN) say nothing."""
    return printed is not None and computed is not None and abs(printed - computed) > _NOISE


def shows_comma_thousands(grid: Grid, rows: tuple[int, ...], columns: set[int], reference: Reference) -> bool | None:
    """Whether "1,234" means 1234 in these cells: another text in them, or a note on the sheet, says so; else None."""
    ambiguous = False
    for row in rows:
        for index in grid.by_row[row]:
            text = grid.texts[index]
            if text is not None and "," in text and grid.columns[index] in columns:
                number = parse_number(text)
                if "thousands_comma" in number.rules:
                    return True
                ambiguous = ambiguous or number.mark == "ambiguous"
    note = pattern(_COMMA_NOTE, reference)
    if ambiguous and any(note.search(text) for text in grid.texts if text is not None):
        return True
    return None


def counts_at(grid: Grid, index: int, comma_thousands: bool | None = None) -> tuple[Count, ...]:
    """What a cell says where a count is due: one reading, or several for "02 TT, 04 CN"."""
    kind = grid.kinds[index]
    if kind == "n":
        value = grid.values[index]
        known = _NUMBERS.get(value)
        if known is not None and index not in grid.percent:
            return known
        return (_whole(Number(value, "number", is_percent=index in grid.percent)),)
    if kind == "t":
        return _text_counts(grid.texts[index], comma_thousands)
    problem_code = {"e": "error_cell", "u": "formula_without_value"}.get(kind, "count_not_number")
    return (Count(None, None, False, (), problem_code),)


def award_of(
    out: Readout, grid: Grid, place: tuple[int, int], text: str, reference: Reference, context: tuple[str, ...] = ()
) -> Resolution:
    """Resolve an award's name; an unknown or ambiguous one becomes a problem at its cell, a repaired one a fix."""
    found = resolve_award(text, reference, context)
    if found.code is None:
        names = [reference.awards[code].name for code in found.candidates[:4] if code in reference.awards]
        if found.unused:
            line = spelling_line(found.candidates[0], text)
            words = ", ".join(f"“{word}”" for word in found.unused)
            report(out, "award_words_unknown", grid, place, text, words=words, nearest=names[0], line=line)
        elif names:
            report(out, "award_ambiguous", grid, place, text, suggestions=names)
        else:
            line = spelling_line(next(iter(award_codes(found.suggestions, reference)), "award_code"), text)
            report(out, "award_unknown", grid, place, text, suggestions=found.suggestions, line=line)
    elif found.rule not in (None, "alias", "abbreviation", "spelling"):
        fix(out, f"award_{found.rule}", grid, place, text, reference.awards[found.code].name)
    return found
