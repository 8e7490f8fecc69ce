"""One workbook: its cells become tidy rows, problems and fixes, and the words that say whose it is."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple

from emustats.errors import SubmissionError
from emustats.messages import Problem, problem
from emustats.reading.cells import read_cells
from emustats.reading.sheet.grid import make_grid
from emustats.reading.sheet.vocabulary import header_words
from emustats.reading.tables.lists import ListRules
from emustats.reading.tables.readout import Readout, close, new_readout, report
from emustats.reading.tables.records import CellFate, Fix
from emustats.reading.workbook.account import Scene, cells_of, settle_account
from emustats.reading.workbook.cell_formats import note_cell_formats
from emustats.reading.workbook.gather import codes_of, read_tables
from emustats.reading.workbook.identity import Identity, identify, identity_of_path
from emustats.reading.workbook.lost import tell_lost_tables
from emustats.reading.workbook.relevance import is_about_emulation
from emustats.reading.workbook.scope import tables_of_year
from emustats.reading.workbook.survey import survey
from emustats.reading.workbook.whose import units_of_sheets
from emustats.reference import Reference


class Settings(NamedTuple):
    """What every workbook of a load is read with; sent once to each child process. ``account``: whether the fate of
    every cell is wanted, not only how many numbers have which."""

    reference: Reference
    person_key: bytes
    keep_names: bool
    account: bool = False


class Reading(NamedTuple):
    """What one workbook gave; ``refusal`` is the code of the problem that refuses it as a whole, or None.

    ``numbers``: how many of its numbers have each fate, in the order of ``FATES``; None of a file that was not read.
    """

    path: str
    submission_id: str | None
    identity: Identity
    rows: dict[str, list[Any]]
    problems: list[Problem]
    fixes: list[Fix]
    refusal: str | None
    numbers: tuple[int, ...] | None = None
    cells: tuple[CellFate, ...] = ()


def read_workbook(data: bytes, path: str, settings: Settings) -> Reading:
    """Read the bytes of one workbook; whatever is wrong with it comes back as problems, never as an exception.

    ``path`` is the path in the folder, which may name year, cluster and unit.
    """
    submission_id = sha256(data).hexdigest()
    try:
        sheets = read_cells(data)
    except SubmissionError as error:
        found = problem(error.code, path=path, **error.details)
        return _reading(path, submission_id, identity_of_path(path, settings.reference), None, [found], error.code)
    words = header_words(settings.reference)
    out = new_readout()
    grids = [make_grid(sheet) for sheet in sheets if sheet.rows]
    seen = survey(out, grids, words)
    before = len(out.problems)
    identity = identify(out, seen.covers, seen.loose, path, words)
    of_identity = out.problems[before:]
    tables = tables_of_year(out, seen.tables, identity.year, words)
    left_out = len(tables) < len(seen.tables)
    rules = ListRules(settings.person_key, codes_of(grids, tables), settings.keep_names, identity.year)
    tables = [
        (grid, table)
        for grid, table in tables
        if table.kind not in ("targets", "scores") or is_about_emulation(grid, table, grids, identity, words.reference)
    ]
    read = read_tables(out, tables, words, rules, year=identity.year, hidden=seen.hidden)
    recognised = bool(read) or seen.set_aside or bool(seen.covers) or left_out
    for grid in grids:
        note_cell_formats(out, grid, has_tables=any(held is grid for held, _ in tables))
        if grid.decoded:
            report(out, "legacy_font", grid, None, grid.name)
    if not seen.covers:
        named = units_of_sheets(seen.loose, words.reference, identity.year)
        identity = _by_sheets(out, identity, named, identity_of_path(path, words.reference).unit_id, of_identity)
    if identity.unit_id is None and _names_its_units(out):
        # Whose the file is does not matter: each of its rows says whose it is.
        _take_back(out, of_identity, ("unit_missing", "unit_unknown"))
    tell_lost_tables(out, grids, seen.aside, words)
    scene = Scene(grids, seen.aside, seen.found, read, seen.covers)
    numbers = settle_account(out, scene, words, quiet=not any(out.rows.values()), whole=settings.account)
    close(out)
    refusal = None
    if not any(out.rows.values()):
        refusal = "no_data" if recognised else "form_not_recognised"
        if not recognised:
            # A file that is no report lacks a unit and a year too: one cause is enough.
            out.problems[:] = [found for found in out.problems if found["severity"] != "error"]
        out.problems.append(problem(refusal, path=path))
    reading = _reading(path, submission_id, identity, out, out.problems, refusal)
    cells = tuple(cells_of(out, scene, words)) if settings.account else ()
    return reading._replace(numbers=numbers, cells=cells)


def _names_its_units(out: Readout) -> bool:
    """Whether every row says whose it is, as in the workbook of a whole cluster."""
    rows = [row for held in out.rows.values() for row in held]
    return bool(rows) and all(row.unit_id is not None for row in rows)


def _by_sheets(
    out: Readout, identity: Identity, units: dict[str, str], sender: str | None, of_identity: list[Problem]
) -> Identity:
    """Whose a workbook is of which each sheet names its unit and gives it its rows: ``sender``, as its file is called.

    Sheets of several units do not contradict each other.
    """
    rows = [row for held in out.rows.values() for row in held]
    given = bool(rows) and all(row.unit_id is not None and units.get(row.sheet) == row.unit_id for row in rows)
    if not given or sender is not None and sender not in units.values():
        return identity
    _take_back(out, of_identity, ("unit_contradiction",))
    return identity._replace(unit_id=sender)


def _take_back(out: Readout, of_identity: list[Problem], codes: tuple[str, ...]) -> None:
    """Drop findings about whose a workbook is, once its rows have said it."""
    about = [found for found in of_identity if found["code"] in codes]
    out.problems[:] = [found for found in out.problems if not any(found is each for each in about)]


def _reading(
    path: str, submission_id: str, identity: Identity, out: Readout | None, problems: list[Problem], refusal: str | None
) -> Reading:
    for found in problems:
        found["path"] = path
        found["submission_id"] = submission_id
        found["unit_id"] = identity.unit_id
        found["cluster_id"] = identity.cluster_id
        found["year"] = identity.year
    rows = out.rows if out is not None else {}
    return Reading(path, submission_id, identity, rows, problems, out.fixes if out is not None else [], refusal)
