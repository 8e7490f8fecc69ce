"""What the children sent back, put together: frames of all readings, and which submission of a unit stands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from emustats import schema
from emustats.errors import UsageError
from emustats.messages import problem
from emustats.reading.sandbox.batch import NAME_COLUMN, EncodedTable
from emustats.reference import Reference, members
from emustats.reference.names import unit_name

DATA_TABLES = ("awards", "recipients", "targets", "scores", "nominations")
ON_DUPLICATE = ("latest", "error", "all")
_DTYPES = {column.name: column.dtype for table in schema.TABLES.values() for column in table.columns}
_DTYPES |= {NAME_COLUMN: schema.TEXT, "refusal": schema.TEXT}

Raw = dict[str, pd.DataFrame]


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
        places: dict = {}
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


def _array(values: list, dtype: str):
    if dtype == schema.DATE:
        return pd.array(pd.to_datetime(pd.Series(values, dtype="str")), dtype=dtype)
    return pd.array(values, dtype=dtype)


def settle(
    readings: pd.DataFrame, raw: Raw, on_duplicate: str, modified: list[float]
) -> tuple[pd.DataFrame, list[dict]]:
    """Give each reading its standing and its revision number; returns them with the problems found on the way.

    A reading is refused when nothing could be read or its unit or year is unknown. Of several of one unit and
    year the one with the highest revision number, then the latest as-of date, then the latest change stands.
    """
    if on_duplicate not in ON_DUPLICATE:
        raise UsageError(f"on_duplicate phải là một trong {', '.join(ON_DUPLICATE)}; nhận được “{on_duplicate}”.")
    standing = np.where(
        readings["refusal"].notna() | readings["unit_id"].isna() | readings["year"].isna(), "refused", "accepted"
    ).astype(object)
    stated = readings["revision"].fillna(1).astype("int64").to_numpy()
    revision = pd.array(np.where(standing == "accepted", stated, 0), dtype="Int64")
    revision[standing != "accepted"] = pd.NA
    found: list[dict] = []
    open_rows = readings.assign(position=np.arange(len(readings)))[standing == "accepted"]
    twice = open_rows[open_rows.duplicated(["unit_id", "year"], keep=False)]
    held = _held_tables(raw) if len(twice) else {}
    for (unit_id, year), group in twice.groupby(["unit_id", "year"], observed=True, sort=False):
        ranked = sorted(
            group.itertuples(),
            key=lambda r: (stated[r.position], str(r.as_of) if pd.notna(r.as_of) else "", modified[r.position]),
        )
        for number, row in enumerate(ranked, 1):
            revision[row.position] = max(number, stated[row.position]) if number > 1 else number
        last = ranked[-1]
        if on_duplicate == "all":
            continue
        for row in ranked[:-1]:
            about = {
                "submission_id": row.submission_id,
                "unit_id": unit_id,
                "cluster_id": row.cluster_id,
                "year": int(year),
            }
            if on_duplicate == "error":
                standing[[row.position, last.position]] = "refused"
                found.append(problem("duplicate_submission", path=row.path, value=last.path, **about))
                continue
            standing[row.position] = "superseded"
            if row.submission_id == last.submission_id:
                found.append(problem("duplicate_file", path=row.path, value=last.path, **about))
                continue
            found.append(problem("superseded", path=row.path, value=last.path, **about))
            same = (stated[row.position], row.as_of) == (stated[last.position], last.as_of) or pd.isna(row.as_of)
            if same and stated[row.position] == stated[last.position]:
                found.append(problem("revision_unclear", path=row.path, value=last.path, **about))
            lost = sorted(held[row.position] - held[last.position])
            if lost:
                found.append(
                    problem("superseded_holds_more", path=row.path, value=last.path, tables=", ".join(lost), **about)
                )
    return readings.assign(standing=pd.array(standing, dtype="str"), revision=revision), found


def _held_tables(raw: Raw) -> dict[int, set[str]]:
    held: dict[int, set[str]] = {int(file): set() for file in raw["readings"]["file"]}
    for name in DATA_TABLES:
        for file in raw[name]["file"].unique():
            held[int(file)].add(name)
    return held


def missing_units(readings: pd.DataFrame, places: set[tuple[str, int]], reference: Reference) -> list[dict]:
    """The units that should have sent something and did not: members of the cluster-years seen in the folder."""
    seen = readings[readings["cluster_id"].notna() & readings["year"].notna()]
    pairs = {(c, int(y)) for c, y in zip(seen["cluster_id"], seen["year"], strict=True)} | places
    sent = {
        (u, int(y)) for u, y in zip(readings["unit_id"], readings["year"], strict=True) if pd.notna(u) and pd.notna(y)
    }
    return [
        {"unit_id": unit_id, "cluster_id": cluster_id, "year": year}
        for cluster_id, year in sorted(pairs)
        for unit_id in members(reference, cluster_id, year)
        if (unit_id, year) not in sent
    ]


def submissions_frame(readings: pd.DataFrame, missing: list[dict]) -> pd.DataFrame:
    """The submissions table: all workbooks received, then the units that sent none."""
    columns = {
        name: pd.array(readings[name], dtype=_DTYPES[name]) if name in readings else None
        for name in schema.SUBMISSIONS.names
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


def data_frame(name: str, raw: Raw, readings: pd.DataFrame, keep_names: bool) -> pd.DataFrame:
    """One table of the accepted submissions, with the columns of its schema."""
    table = raw[name]
    accepted = (readings["standing"] == "accepted").to_numpy()
    table = table[accepted[table["file"].to_numpy()]]
    return _with_identity(name, table, readings, extra=[NAME_COLUMN] if keep_names and name == "recipients" else [])


def _with_identity(name: str, table: pd.DataFrame, readings: pd.DataFrame, extra: list[str]) -> pd.DataFrame:
    files = table["file"].to_numpy()
    columns = {}
    for column in [*schema.TABLES[name].names, *extra]:
        source = (table if column in table else readings.take(files))[column].reset_index(drop=True)
        if column == "unit_id" and column in table:
            # Rows whose table names no unit belong to the sender.
            source = source.fillna(readings[column].take(files).reset_index(drop=True))
        columns[column] = source
    return pd.DataFrame(columns)


def problems_frame(
    raw: Raw, readings: pd.DataFrame, found: list[dict], missing: list[dict], reference: Reference
) -> pd.DataFrame:
    """All findings, the worst first: those of the reading, of the standing, and the units that sent nothing."""
    read = _with_identity("problems", raw["problems"], readings, [])
    rows = [
        *found,
        *(problem("submission_missing", value=unit_name(reference, m["unit_id"]), **m) for m in missing),
    ]
    frame = read
    if rows:
        added = schema.build("problems", {name: [row[name] for row in rows] for name in schema.PROBLEMS.names})
        frame = pd.concat([read, added], ignore_index=True) if len(read) else added
    order = {severity: place for place, severity in enumerate(schema.SEVERITIES)}
    rank = frame["severity"].map(order).to_numpy()
    return frame.take(np.argsort(rank, kind="stable")).reset_index(drop=True)


def fixes_frame(raw: Raw, readings: pd.DataFrame) -> pd.DataFrame:
    """All automatic repairs, with the file each was made in."""
    return _with_identity("fixes", raw["fixes"], readings, [])
