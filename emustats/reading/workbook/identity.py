"""Which unit, cluster and year a workbook is about: cover sheet, "Đơn vị báo cáo: …", title, path; in this order."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from emustats.dates import parse_date
from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, key_of, text_at
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.readout import LARGEST_COUNT, Readout, fix, report
from emustats.reading.workbook.report_year import report_year
from emustats.reading.workbook.statements import Cover, Loose, Said, SheetCover, settle, stated, titles, used
from emustats.reference import Reference
from emustats.reference.names import Resolution, resolve_cluster, resolve_unit, spelling_line
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean, match_key

_AS_OF = r"<title.as_of>\s*:?\s*(.+)$"
# A line "Đơn vị: Phòng Tham mưu" names a part of the unit that reports.
_SUBUNIT = r"\s*<subunit>\s"
# What downloads, upload systems, shared folders and people add to a file's name, behind it or before it.
_COPY_AFTER = (
    r"(?:\s*\(\d{1,3}\)|[\s_-]*\(?(?<![^\W_])<file.copy>(?:\s+\d{1,3})?\)?|[\s_-]+\d{6,14}"
    r"|-(?:DESKTOP|LAPTOP|WIN|PC|MAY)-[A-Z0-9]{2,15}|-[A-Z0-9]{2,15}-PC|\s*\((?:repaired|recovered|autorecovered)\)"
    r"|[\s_-]+\(?<file.state>\)?)$"
)
_COPY_BEFORE = r"^(?:\d{6,14}[\s_-]+|<file.copy_of>\s+|copy\s+(?:\(\d{1,3}\)\s+)?of\s+)"
# Where the name of a unit ends in a line that goes on.
_ENDS = r"[.;(\n]|\s[-–]\s|\s(?=<line.receiver>)"
_MOST_ADDITIONS = 8
_SHORTEST_NAME = 8
_REVISION = r"<file.revision>[\s_-]*(\d{1,2})\s*$"
_LAST_REVISION = 999
_STATES = ("provisional", "final")


class Sources(NamedTuple):
    """What a workbook can be known by: its covers, the texts outside of its tables, its place in the folder."""

    cover: Cover
    loose: Loose
    path: str


class Identity(NamedTuple):
    """What a workbook says it is; None where it does not say."""

    unit_id: str | None
    cluster_id: str | None
    year: int | None
    as_of: str | None
    status: str | None
    form_version: str | None
    headcount: int | None
    revision: int | None


def cover_of(grid: Grid, words: HeaderWords) -> SheetCover:
    """The labelled values of a cover sheet: role → (cell index of the value, place); empty when it is no cover."""
    found: SheetCover = {}
    labels = 0
    for cells in grid.by_row.values():
        for position, index in enumerate(cells[:3]):
            role = words.cover.get(grid.keys[index])
            if role is None:
                continue
            labels += 1
            if position + 1 < len(cells) and role not in found:
                value = cells[position + 1]
                if words.cover.get(grid.keys[value]) is None:
                    found[role] = (value, (grid.rows[value], grid.columns[value]))
            break
    return found if labels >= 3 else {}


def identify(
    out: Readout, covers: list[tuple[Grid, SheetCover]], loose: Loose, path: str, words: HeaderWords
) -> Identity:
    """Settle unit, cluster and year; sources that contradict each other become problems and the first one is taken."""
    reference = words.reference
    cover = {role: (grid, *value) for grid, found in reversed(covers) for role, value in found.items()}
    year = report_year(out, cover, loose, path, reference)
    sources = Sources(cover, loose, path)
    unit_id = _unit(out, sources, year, reference)
    cluster_id = _cluster(out, sources, year, reference, unit_id)
    as_of = _as_of(out, cover, loose, reference)
    status_text = _text(cover, "status")
    headcount = parse_number(_text(cover, "headcount") or "").value
    revision = parse_number(_text(cover, "revision") or "").value
    if revision is None:
        match = pattern(_REVISION, reference).search(clean(PurePosixPath(path).stem))
        revision = int(match.group(1)) if match else None
    return Identity(
        unit_id,
        cluster_id,
        year,
        as_of,
        _status(status_text, reference) if status_text else None,
        _text(cover, "form_version"),
        _whole(headcount, LARGEST_COUNT),
        _whole(revision, _LAST_REVISION),
    )


def _status(text: str, reference: Reference) -> str | None:
    return next((state for state in _STATES if key_of(text) in keys(f"status.{state}", reference)), None)


def _whole(value: float | None, largest: int) -> int | None:
    return int(value) if value is not None and 0 <= value <= largest and value == int(value) else None


def identity_of_path(path: str, reference: Reference) -> Identity:
    """What the place of a file alone says, for a file that could not be read."""
    year = None
    for part in reversed(PurePosixPath(path).parts[:-1]):
        if part.isdecimal() and 1990 <= int(part) <= 2100:
            year = int(part)
            break
    cluster_id = next((part for part in PurePosixPath(path).parts[:-1] if part in reference.cluster_ids), None)
    unit_id = _unit_of_path(path, year, reference)
    return Identity(unit_id, cluster_id, year, None, None, None, None, None)


def _text(cover: Cover, role: str) -> str | None:
    if role not in cover:
        return None
    grid, index, _ = cover[role]
    return clean(text_at(grid, index)) or None


def _unit(out: Readout, sources: Sources, year: int | None, reference: Reference) -> str | None:
    cover, loose, path = sources
    found: list[Said] = []
    unknown: list[Said] = []
    said_so: list[Said] = []
    for role in ("unit_id", "unit_name"):
        if role in cover:
            grid, index, place = cover[role]
            said_so.append(Said("cover", clean(text_at(grid, index)), grid, place))
    said_so += stated(loose, "unit", reference)
    for said in said_so:
        answer = resolve_unit(said.text, reference, year)
        if answer.code is None and not answer.candidates and said.source == "line":
            first = pattern(_ENDS, reference).split(said.text)[0]
            answer = resolve_unit(first, reference, year) if first != said.text else answer
        if found and _may_mean(resolve_unit(said.text, reference), found[0].text):
            continue  # a name that several units bore over time says no other unit than the id beside it
        if answer.code is not None:
            found.append(said._replace(text=answer.code))
            if (
                said.grid is not None
                and said.place is not None
                and answer.rule in ("folded", "trimmed", "outside_validity")
            ):
                fix(out, f"unit_{answer.rule}", said.grid, said.place, said.text, reference.units[answer.code].name)
        elif said.source == "cover" or not pattern(_SUBUNIT, reference).match(said.text):
            unknown.append(said)
    if not found and not unknown:
        found += _unit_in_titles(loose, year, reference)
    by_path = _unit_of_path(path, year, reference)
    if by_path is None and not found and not unknown:
        by_path = _unit_inside(PurePosixPath(path).stem, year, reference)
    if by_path is not None:
        found.append(Said("path", by_path, None, None))
    for said in unknown:
        answer = resolve_unit(said.text, reference, year)
        names = answer.suggestions or tuple(reference.units[u].name for u in answer.candidates if u in reference.units)
        near = next((unit.unit_id for unit in reference.units.values() if unit.name == names[0]), "") if names else ""
        line = spelling_line(near or "unit_id", said.text)
        report(out, "unit_unknown", said.grid, said.place, clean(said.text), suggestions=names[:3], line=line)
    if unknown and not any(said.source != "path" for said in found):
        # The workbook names a unit that is not known: the file's place alone does not say that it is another one.
        return None
    if not found and not unknown:
        report(out, "unit_missing")
    return settle(out, "unit", found)


def _unit_in_titles(loose: Loose, year: int | None, reference: Reference) -> list[Said]:
    for said in titles(loose):
        answer = resolve_unit(said.text, reference, year)
        if answer.code is not None:
            return [Said("title", answer.code, said.grid, said.place)]
        code = _unit_inside(said.text, year, reference)
        if code is not None:
            return [Said("title", code, said.grid, said.place)]
    return []


def _unit_inside(text: str, year: int | None, reference: Reference) -> str | None:
    """The unit whose full name stands somewhere in a text, the longest name first; None when two are as long."""
    key = match_key(text)
    inside = [
        (len(name_key), unit_id)
        for unit_id, name_key in _unit_keys(reference)
        if len(name_key) >= _SHORTEST_NAME and name_key in key
    ]
    if not inside:
        return None
    longest = max(inside)[0]
    names = {reference.units[unit].name for size, unit in inside if size == longest}
    return resolve_unit(names.pop(), reference, year).code if len(names) == 1 else None


def _may_mean(answer: Resolution, taken: object) -> bool:
    return taken == answer.code or taken in answer.candidates


_UNIT_KEYS: dict[str, list[tuple[str, str]]] = {}


def _unit_keys(reference: Reference) -> list[tuple[str, str]]:
    keys = _UNIT_KEYS.get(reference.fingerprint)
    if keys is None:
        keys = [(unit_id, match_key(unit.name)) for unit_id, unit in reference.units.items()]
        _UNIT_KEYS[reference.fingerprint] = keys
    return keys


def _unit_of_path(path: str, year: int | None, reference: Reference) -> str | None:
    """The unit that a file is named after: its id, or a name that stands for one unit."""
    stem = clean(PurePosixPath(path).stem)
    added = [pattern(template, reference) for template in (_COPY_AFTER, _COPY_BEFORE, _REVISION)]
    for _ in range(_MOST_ADDITIONS):
        if stem in reference.units:
            return stem
        shorter = stem
        for addition in added:
            shorter = addition.sub("", shorter)
        shorter = shorter.strip(" -_.")
        if shorter == stem:
            break
        stem = shorter
    stem = stem.strip(" -_.()")
    if not stem:
        return None
    if stem in reference.units:
        return stem
    answer = resolve_unit(stem.replace("_", " "), reference, year)
    return answer.code


def _cluster(out: Readout, sources: Sources, year: int | None, reference: Reference, unit_id: str | None) -> str | None:
    cover, loose, path = sources
    found: list[Said] = []
    said_so: list[Said] = []
    for role in ("cluster_id", "cluster_name"):
        if role in cover:
            grid, index, place = cover[role]
            said_so.append(Said("cover", clean(text_at(grid, index)), grid, place))
    said_so += stated(loose, "cluster", reference)
    unknown = []
    for said in said_so:
        answer = resolve_cluster(said.text, reference, year, unit_id)
        if found and _may_mean(resolve_cluster(said.text, reference), found[0].text):
            continue  # a bare number names clusters of several series; the id beside it says which
        if answer.code is not None:
            found.append(said._replace(text=answer.code))
        elif not answer.candidates:
            unknown.append((said, answer.suggestions))
    for part in reversed(PurePosixPath(path).parts[:-1]):
        if part in reference.cluster_ids:
            found.append(Said("path", part, None, None))
            break
    if not found and unit_id is not None and year is not None:
        registered = {m.cluster_id for m in reference.memberships if m.unit_id == unit_id and m.year == year}
        if len(registered) == 1:
            found.append(Said("registry", next(iter(registered)), None, None))
    if not found:
        for said, suggestions in unknown[:1]:
            report(out, "cluster_unknown", said.grid, said.place, said.text, suggestions=suggestions)
        if not unknown and unit_id is not None:
            report(out, "cluster_missing", year=year)
    return settle(out, "cluster", found)


def _as_of(out: Readout, cover: Cover, loose: Loose, reference: Reference) -> str | None:
    if "as_of" in cover:
        grid, index, place = cover["as_of"]
        value = grid.values[index]
        day = value if isinstance(value, (date, datetime)) else parse_date(text_at(grid, index))
        if day is not None:
            return day.isoformat()[:10]
        report(out, "date_not_readable", grid, place, text_at(grid, index))
        return None
    for said in titles(loose):
        match = pattern(_AS_OF, reference).search(clean(said.text).rstrip(") "))
        day = parse_date(match.group(1).rstrip(") .")) if match else None
        if day is not None:
            used(out, said.grid, said.place)
            return day.isoformat()
    return None
