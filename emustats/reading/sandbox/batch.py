"""Many workbooks in one child process: the results of a batch as dictionary-encoded columns, small to send back."""

from __future__ import annotations

import traceback
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from emustats.errors import SubmissionError
from emustats.messages import problem
from emustats.reading.cells import container
from emustats.reading.tables.records import RECORDS, CellFate
from emustats.reading.workbook.identity import identity_of_path
from emustats.reading.workbook.submission import Reading, Settings, read_workbook
from emustats.schema import FATES

IDENTITY = ("unit_id", "cluster_id", "year", "as_of", "status", "form_version", "headcount", "revision")
ROW_COLUMNS = {name: tuple(field for field in record._fields if field != "name") for name, record in RECORDS.items()}
PROBLEM_COLUMNS = ("severity", "code", "sheet", "cell", "value", "message_vi", "message_en")
FIX_COLUMNS = ("rule", "sheet", "cell", "before", "after")
FATE_COLUMNS = tuple(f"numbers_{fate}" for fate in FATES)
READING_COLUMNS = ("path", "submission_id", "refusal", *IDENTITY, "numbers", *FATE_COLUMNS)
NAME_COLUMN = "name"


class Encoded(NamedTuple):
    """One column: its distinct values in order of appearance, and for each row the place of its value."""

    values: list[Any]
    codes: array[int]


class EncodedTable(NamedTuple):
    """Rows of one kind: for each row the number of its file, and the columns."""

    files: array[int]
    columns: dict[str, Encoded]


def encode(files: array[int], rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> EncodedTable:
    """Dictionary-encode rows column by column."""
    columns = {}
    for name, values in zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True):
        places: dict[Any, int] = {}
        codes = array("i", [places.setdefault(value, len(places)) for value in values])
        columns[name] = Encoded(list(places), codes)
    return EncodedTable(files, columns)


def read_batch(items: Iterable[tuple[int, str, str]], settings: Settings) -> dict[str, EncodedTable]:
    """Read workbooks given as (number, file, path in the folder); files are only ever opened for reading."""
    readings = []
    for number, file, path in items:
        readings.append((number, read_file(Path(file), path, settings)))
    return encode_readings(readings, settings.keep_names)


def read_file(file: Path, path: str, settings: Settings) -> Reading:
    """Read one workbook; a file that cannot be opened is a refusal like any other."""
    try:
        data = container.read_file(file)
    except SubmissionError as error:
        return refused(path, error, settings)
    try:
        return read_workbook(data, path, settings)
    except MemoryError:
        raise  # the limit of this child, not a fault of ours: the parent refuses the file as too large
    except Exception as error:  # a fault of ours must neither stop the other files nor blame this one
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
        return refused(path, SubmissionError("program_fault", reason=where), settings)


def refused(path: str, error: SubmissionError, settings: Settings) -> Reading:
    """What is known of a file that could not be read at all: its place in the folder may say whose it is."""
    found = problem(error.code, path=path, **(dict[str, Any](reason=str(error)) | error.details))
    return Reading(path, None, identity_of_path(path, settings.reference), {}, [found], [], error.code)


def encode_readings(readings: list[tuple[int, Reading]], keep_names: bool) -> dict[str, EncodedTable]:
    """The tables of several readings, each row with the number of its file."""
    tables: dict[str, EncodedTable] = {}
    for table, names in ROW_COLUMNS.items():
        if table == "recipients" and keep_names:
            names = (*names, NAME_COLUMN)
        files = array("i")
        rows: list[tuple[Any, ...]] = []
        for number, reading in readings:
            held = reading.rows.get(table)
            if held:
                rows += held if keep_names or table != "recipients" else [row[:-1] for row in held]
                files.extend([number] * len(held))
        tables[table] = encode(files, rows, names)
    files, rows = array("i"), []
    for number, reading in readings:
        rows += [tuple(found[name] for name in PROBLEM_COLUMNS) for found in reading.problems]
        files.extend([number] * len(reading.problems))
    tables["problems"] = encode(files, rows, PROBLEM_COLUMNS)
    files, rows = array("i"), []
    for number, reading in readings:
        rows += reading.fixes
        files.extend([number] * len(reading.fixes))
    tables["fixes"] = encode(files, rows, FIX_COLUMNS)
    tables["readings"] = encode(
        array("i", [number for number, _ in readings]),
        [(r.path, r.submission_id, r.refusal, *r.identity, *_numbers(r)) for _, r in readings],
        READING_COLUMNS,
    )
    tables["cells"] = encode(
        array("i", [number for number, reading in readings for _ in reading.cells]),
        [cell for _, reading in readings for cell in reading.cells],
        CellFate._fields,
    )
    return tables


def _numbers(reading: Reading) -> tuple[int | None, ...]:
    if reading.numbers is None:
        return (None,) * (1 + len(FATE_COLUMNS))
    return (sum(reading.numbers), *reading.numbers)
