"""Several tables of the same kind in one workbook: a copy counts once, parts add up, what could be either is not counted."""

from __future__ import annotations

from collections import Counter

from emustats.reading.sheet.grid import Grid, key_of, place_of
from emustats.reading.tables.readout import Fate, Readout, report
from emustats.reading.tables.records import AwardRow
from emustats.reference import Reference
from emustats.reference.reading_words import pattern
from emustats.text import clean, fold

_PART_NAMES = r"<subunit> \S|<subunit.short>\.? ?\d|<part.sheet> (?:\d{1,2}|[ivx]+)\b|<part.half>"
_PART_LINE = r"^(?:<line.name> )?<header.unit> <subunit> "
Given = tuple[Grid, slice]
# What a row counts: award, class, recipient, state, unit; and by whose phương thức.
Key = tuple[str, str | None, str, str | None, str | None]
Bases = dict[Key, set[str | None]]


def drop_overlaps(out: Readout, given: list[Given], reference: Reference) -> None:
    """Take the rows of tables that say the same again, or that may or may not be added, out of the awards."""
    rows = out.rows["awards"]
    if len(given) < 2:
        return
    classless = {
        row.award_code for _, part in given for row in rows[part] if row.award_count and row.award_class is None
    }
    sums = [_sums(rows[part], classless) for _, part in given]
    bases = [_bases(rows[part], classless) for _, part in given]
    drop: dict[int, Fate] = {}
    for later in range(1, len(given)):
        for earlier in range(later):
            if earlier in drop or later in drop or _are_parts(given[earlier][0], given[later][0], reference):
                continue
            shared = _shared(bases[earlier], bases[later])
            if not shared or any(sums[earlier][key] != sums[later][key] for key in shared):
                continue
            less, more = (later, earlier) if len(sums[later]) <= len(sums[earlier]) else (earlier, later)
            if shared >= set(sums[less]):
                report(out, "table_repeated", given[less][0], None, given[less][0].name, other=given[more][0].name)
                drop[less] = Fate("set_aside", "repeated")
    alive = [place for place in range(len(given)) if place not in drop]
    for whole in alive:
        parts: Counter[Key] = Counter()
        for other in alive:
            if other != whole:
                parts.update(sums[other])
        if len(alive) > 2 and sums[whole] == parts:
            drop[whole] = Fate("checked", "total")
            break
    alive = [place for place in alive if place not in drop]
    for position, later in enumerate(alive):
        for earlier in alive[:position]:
            one, before = given[later][0], given[earlier][0]
            if (
                one.name != before.name
                and _shared(bases[earlier], bases[later])
                and not _are_parts(one, before, reference)
            ):
                report(out, "tables_overlap", one, None, one.name, other=before.name)
                drop |= dict.fromkeys((earlier, later), Fate("not_read", "may_overlap"))
    for place in sorted(drop, reverse=True):
        for row in rows[given[place][1]]:
            out.fates[row.sheet, *place_of(row.cell)] = drop[place]
        del rows[given[place][1]]


def _key(row: AwardRow, classless: set[str | None]) -> Key:
    """What a row counts; the class only where every table tells it."""
    award_class = None if row.award_code in classless else row.award_class
    return row.award_code or key_of(row.award_text or ""), award_class, row.recipient, row.state, row.unit_id


def _sums(rows: list[AwardRow], classless: set[str | None]) -> Counter[Key]:
    sums: Counter[Key] = Counter()
    for row in rows:
        if row.award_count:
            sums[_key(row, classless)] += row.award_count
    return sums


def _bases(rows: list[AwardRow], classless: set[str | None]) -> Bases:
    bases: Bases = {}
    for row in rows:
        if row.award_count:
            bases.setdefault(_key(row, classless), set()).add(row.basis)
    return bases


def _shared(one: Bases, other: Bases) -> set[Key]:
    """The awards that both tables count, unless each counts those of another phương thức."""
    return {key for key in set(one) & set(other) if None in one[key] or None in other[key] or one[key] & other[key]}


def _are_parts(one: Grid, other: Grid, reference: Reference) -> bool:
    return one.name != other.name and _is_part(one, reference) and _is_part(other, reference)


def _is_part(grid: Grid, reference: Reference) -> bool:
    """Whether a sheet is about a sub-unit or a part of the year, by its name or a line "Đơn vị: Phòng …"."""
    if pattern(_PART_NAMES, reference, "fold").match(fold(clean(grid.name))):
        return True
    line = pattern(_PART_LINE, reference, "fold")
    return any(line.match(fold(text)) for text in grid.texts[:40] if text is not None and len(text) < 80)
