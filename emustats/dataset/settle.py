"""What the children sent back, put together: frames of all readings, and which submission of a unit stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from emustats import schema
from emustats.dataset.units import Pair, Raw, differences, held_tables, lines_of, places_of
from emustats.errors import UsageError
from emustats.messages import Problem, problem
from emustats.reading.sandbox.batch import FATE_COLUMNS, NAME_COLUMN, EncodedTable
from emustats.reference import Reference, members
from emustats.reference.names import unit_name

ON_DUPLICATE = ("latest", "error", "all")
_DTYPES = {column.name: column.dtype for table in schema.TABLES.values() for column in table.columns}
_DTYPES |= {column.name: column.dtype for column in schema.CELLS.columns}
_DTYPES |= {NAME_COLUMN: schema.TEXT, "refusal": schema.TEXT} | dict.fromkeys(FATE_COLUMNS, schema.COUNT)


class Settled(NamedTuple):
    """The readings, a line for each workbook and unit with its standing, and the findings made on the way.

    ``replaced`` of a line names the tables whose rows another line of the unit stands for.
    """

    readings: pd.DataFrame
    lines: pd.DataFrame
    found: list[Problem]


def join(batches: Iterable[dict[str, EncodedTable]]) -> Raw:
    """One frame a table from the batches of the children, each with a ``file`` column, in the order of the files."""
    gathered: dict[str, list[EncodedTable]] = {}
    for batch in batches:
        for name, table in batch.items():
            gathered.setdefault(name, []).append(table)
    return {name: _join_table(tables) for name, tables in gathered.items()}


def _join_table(tables: list[EncodedTable]) -> pd.DataFrame:
    files = np.concatenate([np.frombuffer(t.files, dtype=np.int32) for t in tables])
    order = np.argsort(files, kind="stable")
    columns = {"file": files[order]}
    for name in tables[0].columns:
        places: dict[Any, int] = {}
        codes = []
        for table in tables:
            column = table.columns[name]
            mapped = np.fromiter(
                (places.setdefault(value, len(places)) for value in column.values), np.int32, len(column.values)
            )
            codes.append(mapped[np.frombuffer(column.codes, dtype=np.int32)])
        distinct = _array(list(places), _DTYPES[name])
        columns[name] = distinct.take(np.concatenate(codes)[order])
    return pd.DataFrame(columns)


def _array(values: list[Any], dtype: str) -> Any:
    if dtype == schema.DATE:
        return pd.array(pd.to_datetime(pd.Series(values, dtype="str")), dtype=dtype)
    return pd.array(values, dtype=dtype)


def settle(readings: pd.DataFrame, raw: Raw, on_duplicate: str, modified: list[float], reference: Reference) -> Settled:
    """Give each line, a workbook and unit, its standing and its revision number.

    A line is refused when nothing could be read or its unit or year is unknown. Of several workbooks of one unit and
    year the one with the highest revision number, then the latest as-of date, then the latest change stands; what a
    consolidated workbook says of a unit stands where the unit's own says nothing.
    """
    if on_duplicate not in ON_DUPLICATE:
        raise UsageError(f"on_duplicate phải là một trong {', '.join(ON_DUPLICATE)}; nhận được “{on_duplicate}”.")
    lines = lines_of(readings, raw, reference)
    standing = np.where(
        lines["refusal"].notna() | lines["unit_id"].isna() | lines["year"].isna(), "refused", "accepted"
    ).astype(object)
    stated = lines["revision"].fillna(1).astype("int64").to_numpy()
    revision = pd.array(np.where(standing == "accepted", stated, 0), dtype="Int64")
    revision[standing != "accepted"] = pd.NA
    replaced = np.full(len(lines), "", dtype=object)
    found: list[Problem] = []
    pairs: list[Pair] = []
    open_rows = lines.assign(position=np.arange(len(lines)), stated=stated)[standing == "accepted"]
    twice = open_rows[open_rows.duplicated(["unit_id", "year"], keep=False)]
    held = held_tables(readings, raw, lines) if len(twice) else {}
    for _, group in twice.groupby(["unit_id", "year"], observed=True, sort=False):
        rows = [*group.itertuples()]
        own = _ranked([row for row in rows if row.is_own], modified)
        rest = _ranked([row for row in rows if not row.is_own], modified)
        for ranked in (own, rest):
            for number, row in enumerate(ranked, 1):
                revision[row.position] = max(number, row.stated) if number > 1 else number
            if on_duplicate != "all":
                found += _supersede(ranked, standing, held, refuse=on_duplicate == "error")
        if own and rest and standing[own[-1].position] == standing[rest[-1].position] == "accepted":
            pairs.append(Pair(own[-1].position, rest[-1].position))
            if on_duplicate != "all":
                found += _prefer_own(own[-1], rest[-1], standing, held, replaced)
    found += differences(pairs, readings, raw, lines)
    lines = lines.assign(standing=pd.array(standing, dtype="str"), revision=revision, replaced=replaced)
    return Settled(readings, lines, found)


def _ranked(rows: list[Any], modified: list[float]) -> list[Any]:
    """Lines of one unit and year, the one that stands last."""
    return sorted(rows, key=lambda r: (r.stated, str(r.as_of) if pd.notna(r.as_of) else "", modified[r.place]))


def _about(row: Any) -> dict[str, Any]:
    return {
        "submission_id": row.submission_id,
        "unit_id": row.unit_id,
        "cluster_id": row.cluster_id,
        "year": int(row.year),
    }


def _supersede(ranked: list[Any], standing: np.ndarray, held: dict[int, set[str]], *, refuse: bool) -> list[Problem]:
    """The last line of its kind stands, the others are superseded; or, with ``refuse``, none stands."""
    found: list[Problem] = []
    for row in ranked[:-1]:
        last, about = ranked[-1], _about(row)
        if refuse:
            standing[[row.position, last.position]] = "refused"
            found.append(problem("duplicate_submission", path=row.path, value=last.path, **about))
            continue
        standing[row.position] = "superseded"
        if row.submission_id == last.submission_id:
            found.append(problem("duplicate_file", path=row.path, value=last.path, **about))
            continue
        found.append(problem("superseded", path=row.path, value=last.path, **about))
        same = (row.stated, row.as_of) == (last.stated, last.as_of) or pd.isna(row.as_of)
        if same and row.stated == last.stated:
            found.append(problem("revision_unclear", path=row.path, value=last.path, **about))
        lost = sorted(held[row.position] - held[last.position])
        if lost:
            found.append(
                problem("superseded_holds_more", path=row.path, value=last.path, tables=", ".join(lost), **about)
            )
    return found


def _prefer_own(
    own: Any, line: Any, standing: np.ndarray, held: dict[int, set[str]], replaced: np.ndarray
) -> list[Problem]:
    """A unit's own workbook goes before what a consolidated one says of it, table by table."""
    common = held[line.position] & held[own.position]
    if not common:
        return []
    replaced[line.position] = ",".join(sorted(common))
    if common == held[line.position]:
        standing[line.position] = "superseded"
    return [
        problem("superseded_by_own", path=line.path, value=own.path, tables=", ".join(sorted(common)), **_about(line))
    ]


def missing_units(lines: pd.DataFrame, places: set[tuple[str, int]], reference: Reference) -> list[dict[str, Any]]:
    """The units that should have sent something and did not: members of the cluster-years seen in the folder."""
    seen = lines[lines["cluster_id"].notna() & lines["year"].notna()]
    pairs = {(c, int(y)) for c, y in zip(seen["cluster_id"], seen["year"], strict=True)} | places
    sent = {(u, int(y)) for u, y in zip(lines["unit_id"], lines["year"], strict=True) if pd.notna(u) and pd.notna(y)}
    return [
        {"unit_id": unit_id, "cluster_id": cluster_id, "year": year}
        for cluster_id, year in sorted(pairs)
        for unit_id in members(reference, cluster_id, year)
        if (unit_id, year) not in sent
    ]


def submissions_frame(lines: pd.DataFrame, missing: list[dict[str, Any]]) -> pd.DataFrame:
    """The submissions table: all workbooks received, one row a unit, then the units that sent none."""
    columns = {
        name: pd.array(lines[name], dtype=_DTYPES[name]) if name in lines else None for name in schema.SUBMISSIONS.names
    }
    received = pd.DataFrame(columns)
    if not missing:
        return received
    lacking = schema.build(
        "submissions",
        {
            "cluster_id": [m["cluster_id"] for m in missing],
            "unit_id": [m["unit_id"] for m in missing],
            "year": [m["year"] for m in missing],
            "standing": ["missing"] * len(missing),
        },
    )
    return pd.concat([received, lacking], ignore_index=True)


def data_frame(name: str, raw: Raw, settled: Settled, keep_names: bool) -> pd.DataFrame:
    """One table of the accepted submissions, with the columns of its schema; each row with the unit it is about."""
    table, lines = raw[name], settled.lines
    places = places_of(table, settled.readings, lines)
    replaced = np.array([name in tables.split(",") for tables in lines["replaced"]], dtype=bool)
    stands = lines["standing"].eq("accepted").to_numpy(dtype=bool) & ~replaced
    kept = stands[places]
    whose = lines.take(places[kept])
    return _joined(name, table[kept], whose, extra=[NAME_COLUMN] if keep_names and name == "recipients" else [])


def _joined(name: str, table: pd.DataFrame, whose: pd.DataFrame, extra: list[str]) -> pd.DataFrame:
    """The columns of a table's schema: those read from its rows, and whose they are."""
    columns = {}
    for column in [*schema.TABLES[name].names, *extra]:
        source = table if column in table and column != "unit_id" else whose
        columns[column] = source[column].reset_index(drop=True)
    return pd.DataFrame(columns)


def cells_frame(raw: Raw) -> pd.DataFrame:
    """The fate of every cell, of readings that were asked for it."""
    return raw["cells"][schema.CELLS.names].reset_index(drop=True)


def account_of(readings: pd.DataFrame) -> dict[str, int]:
    """How many numbers of all workbooks have each fate."""
    return {fate: int(readings[column].sum()) for fate, column in zip(schema.FATES, FATE_COLUMNS, strict=True)}


def problems_frame(
    raw: Raw, readings: pd.DataFrame, found: list[Problem], missing: list[dict[str, Any]], reference: Reference
) -> pd.DataFrame:
    """All findings, the worst first: those of the reading, of the standing, and the units that sent nothing."""
    read = _joined("problems", raw["problems"], readings.take(raw["problems"]["file"].to_numpy()), [])
    rows = [
        *found,
        *(problem("submission_missing", value=unit_name(reference, m["unit_id"]), **m) for m in missing),
    ]
    frame = read
    if rows:
        added = schema.build("problems", {name: [row[name] for row in rows] for name in schema.PROBLEMS.names})
        frame = pd.concat([read, added], ignore_index=True) if len(read) else added
    rank = frame["severity"].map(schema.SEVERITY_RANK).to_numpy()
    return frame.take(np.argsort(rank, kind="stable")).reset_index(drop=True)


def fixes_frame(raw: Raw, readings: pd.DataFrame) -> pd.DataFrame:
    """All automatic repairs, with the file each was made in."""
    return _joined("fixes", raw["fixes"], readings.take(raw["fixes"]["file"].to_numpy()), [])
