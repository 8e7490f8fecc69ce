"""``emustats check --verify``: every cell that a row names as its source, read again by a second program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from emustats import schema
from emustats.dataset.units import DATA_TABLES
from emustats.errors import SubmissionError
from emustats.messages import Problem, problem
from emustats.numbers import parse_number
from emustats.reading.sandbox import pool
from emustats.reading.sandbox.verify import Compared, Expected

# The cells a row names, each with the column of its number and of its text, None where the row holds none.
_CELLS = {
    "awards": (("cell", "award_count", "text"),),
    "recipients": (("cell", None, None),),
    "targets": (
        ("cell", "actual", "text"),
        ("planned_cell", "planned", "planned_text"),
        ("planned_adjusted_cell", "planned_adjusted", "planned_adjusted_text"),
    ),
    "scores": (
        ("cell", "self_points", "text"),
        ("max_cell", "max_points", None),
        ("cross_cell", "cross_points", None),
        ("cluster_cell", "cluster_points", None),
    ),
    "nominations": (("cell", "nominated_count", "text"), ("votes_cell", "votes", None)),
}
# A row at such a finding holds the rest of a total, not the number in its cell.
_RESTS = ("remainder_unnamed",)
_BY_HAND = "correction:"
_SECONDS = 120.0


class Verified(NamedTuple):
    """What the second reading of all files gave: cells compared, rows of the problems table, files without a witness."""

    cells: int
    problems: pd.DataFrame
    without: tuple[str, ...]


def verify(data: Any, folder: Path) -> Verified:
    """Read every cell that a row of the accepted submissions names again and compare: a difference is an error."""
    known = data.submissions.dropna(subset=["submission_id", "path"]).drop_duplicates("submission_id")
    files = dict(zip(known["submission_id"], known["path"], strict=True))
    wanted = {name: expected for name, expected in expectations(data).items() if name in files}
    names = list(wanted)
    items = [(number, str(folder / files[name]), wanted[name]) for number, name in enumerate(names)]
    results: list[Compared] = []
    run = pool.run("emustats.reading.sandbox.verify:verify_batch", items, seconds_per_item=_SECONDS)
    for positions, result in run:
        if isinstance(result, SubmissionError):
            results.append(Compared(positions[0], 0, (), str(result)))
        else:
            results += result
    results.sort()
    whose = {row["submission_id"]: row for row in known.to_dict("records")}
    found = [row for result in results for row in _findings(result, whose[names[result.number]])]
    table = schema.build("problems", {name: [row[name] for row in found] for name in schema.PROBLEMS.names})
    without = tuple(files[names[result.number]] for result in results if result.reason)
    return Verified(sum(result.cells for result in results), table, without)


def _findings(result: Compared, sent: dict[str, Any]) -> list[Problem]:
    about = {
        "path": sent["path"],
        "submission_id": sent["submission_id"],
        **{name: None if pd.isna(sent[name]) else sent[name] for name in ("unit_id", "cluster_id", "year")},
    }
    if result.reason:
        return [problem("verify_not_possible", value=result.reason, **about)]
    return [
        problem("verify_differs", sheet=sheet, cell=cell, value=ours, other=theirs, **about)
        for sheet, cell, ours, theirs in result.differing
    ]


def expectations(data: Any) -> dict[str, tuple[Expected, ...]]:
    """What each submission's rows say of the cells they name, one entry a cell."""
    listed = _places(data.recipients)
    rests = _places(data.problems[data.problems["code"].isin(_RESTS)])
    corrected = _corrected(data.fixes)
    before: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in data.fixes[["submission_id", "sheet", "cell", "before"]].itertuples(index=False):
        before[row[:3]] = (*before.get(row[:3], ()), row.before)
    merged: dict[tuple[str, str, str], Expected] = {}
    for table in DATA_TABLES:
        frame = getattr(data, table)
        for cell, number, text in _CELLS[table]:
            for place, shown, value in _rows(frame, cell, number, text):
                if place in corrected:
                    # The file still holds what it held before the correction by hand.
                    value = corrected[place]
                # A line of a list has the name of its award from wherever it stands.
                loose = place in listed
                values = () if value is None or loose or place in rests else (value,)
                held = merged.get(place)
                if held is not None:
                    # Several rows of one cell ("3 TT, 4 CN") are compared by its text.
                    values = () if table == "awards" else (*held.values, *values)
                    shown = held.text if held.text is not None else shown
                shown = None if loose else shown
                merged[place] = Expected(place[1], place[2], shown, values, before.get(place, ()))
    found: dict[str, list[Expected]] = {}
    for place, expected in merged.items():
        found.setdefault(place[0], []).append(expected)
    return {name: tuple(each) for name, each in found.items()}


def _corrected(fixes: pd.DataFrame) -> dict[tuple[str, str, str], float | None]:
    """The number in each cell that a line of corrections.csv has replaced, as the first of these lines found it."""
    found: dict[tuple[str, str, str], float | None] = {}
    by_hand = fixes[fixes["rule"].astype(str).str.startswith(_BY_HAND)]
    for row in by_hand[["submission_id", "sheet", "cell", "before"]].itertuples(index=False):
        number = parse_number(str(row.before)).value
        # The trace of an acknowledged finding has its code, that of a number put into a blank cell has NA.
        if number is not None or row.before == "NA":
            found.setdefault(row[:3], number)
    return found


def _places(frame: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(frame[["submission_id", "sheet", "cell"]].itertuples(index=False, name=None))


def _rows(
    frame: pd.DataFrame, cell: str, number: str | None, text: str | None
) -> Iterator[tuple[tuple[str, str, str], str | None, float | None]]:
    """Place, text and number of each cell that a column of addresses names; cells that hold nothing are left out."""
    if cell not in frame or frame.empty:
        return
    columns = frame[["submission_id", "sheet", cell]].assign(
        number=frame[number] if number else pd.NA, text=frame[text] if text else pd.NA
    )
    for *place, value, shown in columns.dropna(subset=[cell]).itertuples(index=False, name=None):
        if (text is not None and pd.isna(shown)) or (number is not None and text is None and pd.isna(value)):
            continue
        yield tuple(place), None if pd.isna(shown) else shown, None if pd.isna(value) else float(value)
