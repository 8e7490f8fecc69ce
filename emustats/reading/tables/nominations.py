"""Tables of proposals to tidy rows: what is proposed for whom, with the votes for it."""

from __future__ import annotations

import re

from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_plain_total, split_mark
from emustats.reading.sheet.vocabulary import HeaderWords, mark_kind
from emustats.reading.tables.readout import Readout, award_of, counts_at, fix, plain_text, report
from emustats.reading.tables.records import NominationRow
from emustats.text import clean, parse_recipient

_VOTES = re.compile(r"(\d+)\s*/\s*\d+(?:\s*phiếu)?$", re.IGNORECASE)


def read_nominations(out: Readout, grid: Grid, table: RawTable, words: HeaderWords) -> int:
    """Nomination rows of one table; returns how many it gave."""
    award = table.column("award")
    before = len(out.rows["nominations"])
    for row in table.body:
        index = grid.at.get((row, award)) if award is not None else None
        if index is None or grid.kinds[index] != "t":
            continue
        _, label = split_mark(grid.texts[index])
        if is_plain_total(label) or mark_kind(label):
            continue
        others = (table.column("recipient"), table.column("count"), table.column("votes"))
        if all(column is None or (row, column) not in grid.at for column in others):
            continue
        found = award_of(out, grid, (row, award), label, words.reference)
        recipient_text = plain_text(out, grid, row, table.column("recipient"), log=False)
        recipient = parse_recipient(recipient_text) if recipient_text else None
        known = words.reference.awards.get(found.code)
        if recipient is None and known is not None and known.recipient in ("collective", "individual"):
            recipient = known.recipient
        count_column = table.column("count")
        place = (row, count_column) if count_column is not None and (row, count_column) in grid.at else (row, award)
        out.rows["nominations"].append(
            NominationRow(
                grid.name,
                address(*place),
                text_at(grid, grid.at[place]),
                plain_text(out, grid, row, award),
                found.code,
                recipient or "unknown",
                _count(out, grid, row, count_column),
                _count(out, grid, row, table.column("votes")),
                votes_cell=address(row, votes) if (votes := table.column("votes")) is not None else None,
            )
        )
    return len(out.rows["nominations"]) - before


def _count(out: Readout, grid: Grid, row: int, column: int | None) -> int | None:
    index = grid.at.get((row, column)) if column is not None else None
    if index is None:
        return None
    votes = _VOTES.match(clean(text_at(grid, index)))
    if votes:
        fix(out, "share_dropped", grid, (row, column), text_at(grid, index), votes[1])
        return int(votes[1])
    count = counts_at(grid, index)[0]
    if count.problem is not None:
        report(out, count.problem, grid, (row, column), text_at(grid, index))
    return count.value
