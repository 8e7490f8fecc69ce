"""A list beside tables of counts: what it only explains is not counted again; what they lack is told."""

from __future__ import annotations

from emustats.messages import problem
from emustats.reading.tables.readout import Readout
from emustats.reading.tables.records import AwardRow
from emustats.reference import Reference


def count_lists(out: Readout, lists: list[list[AwardRow]], reference: Reference) -> None:
    """Add the awards of lists of which no table of counts tells that state; say which awards the tables lack."""
    counts = out.rows["awards"]
    states = {_group(row.state) for row in counts}
    covered = {(row.award_code, _group(row.state)) for row in counts}
    more: dict[str, list[AwardRow]] = {}
    for line in (line for lines in lists for line in lines):
        group = _group(line.state)
        if group not in states:
            out.rows["awards"].append(line)
        elif line.award_code and (line.award_code, group) not in covered:
            more.setdefault(line.award_code, []).append(line)
    for code, lines in more.items():
        first = lines[0]
        count = sum(line.award_count or 0 for line in lines)
        name = reference.awards[code].name
        out.problems.append(problem("list_has_more", sheet=first.sheet, cell=first.cell, value=name, count=count))


def _group(state: str | None) -> str:
    return "decided" if state in ("decided", "received") else state or ""
