"""A Dataset small enough to check by hand, for the tests of the statistics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from emustats import schema

CLUSTER = "bca-donvi-6"


@dataclass(frozen=True)
class SmallData:
    submissions: pd.DataFrame
    awards: pd.DataFrame
    recipients: pd.DataFrame
    targets: pd.DataFrame
    scores: pd.DataFrame
    nominations: pd.DataFrame
    problems: pd.DataFrame
    fixes: pd.DataFrame
    reference: Any = None
    folder: Path = Path("somewhere")


def table(name, rows):
    """Rows as dicts; columns left out are NA."""
    names = {key for row in rows for key in row}
    return schema.build(name, {key: [row.get(key) for row in rows] for key in names})


def submission(unit, year, cluster=CLUSTER, **other):
    row = {
        "submission_id": f"{unit}-{year}",
        "path": f"{year}/{cluster}/{unit}.xlsx",
        "unit_id": unit,
        "cluster_id": cluster,
        "year": year,
        "status": "final",
        "revision": 1,
        "standing": "accepted",
    }
    return row | other


def missing(unit, year, cluster=CLUSTER):
    return {"unit_id": unit, "cluster_id": cluster, "year": year, "standing": "missing"}


def row(unit, year, cell, cluster=CLUSTER, **other):
    """The source columns of a row of any table."""
    source = {"submission_id": f"{unit}-{year}", "sheet": "Khen thưởng", "cell": cell, "text": None}
    return source | {"cluster_id": cluster, "unit_id": unit, "year": year} | other


def award(unit, year, count, code="BK_BT", cell="F7", **other):
    defaults = {"award_code": code, "recipient": "individual", "state": "decided", "award_count": count}
    text = None if count is None else str(count)
    return row(unit, year, cell, **(defaults | {"text": text} | other))


def small(*, reference=None, **tables):
    """Tables given as lists of dicts; a submission is made for every unit and year that has rows."""
    if "submissions" not in tables:
        keys = {
            (r["unit_id"], r["year"], r["cluster_id"]): None
            for name, rows in tables.items()
            if name not in ("problems", "fixes")
            for r in rows
        }
        tables["submissions"] = [submission(unit, year, cluster) for unit, year, cluster in keys if unit]
    return SmallData(**{name: table(name, tables.get(name, [])) for name in schema.TABLES}, reference=reference)
