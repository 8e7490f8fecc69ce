"""Cells of counts to award rows, each with the facts that its cell, column, row and section state."""

from __future__ import annotations

import math
from typing import NamedTuple

from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.tables.measures import Measure
from emustats.reading.tables.readout import Readout, claim, counts_at, fix, report
from emustats.reading.tables.records import AwardRow
from emustats.reference import Award


class Facts(NamedTuple):
    """What is known of a count besides its number: from its column, its row, the sections and titles above."""

    award_text: str
    award_code: str | None
    award_class: str | None
    recipient: str | None
    basis: str | None
    state: str | None
    level: str | None = None
    unit_id: str | None = None
    row_recipient: str | None = None


def count_value(grid: Grid, index: int, comma_thousands: bool | None = None) -> float | None:
    """The number in a count cell, all recipients together; None for "-" and the like, NaN where it cannot be read."""
    counts = counts_at(grid, index, comma_thousands)
    if len(counts) == 1:
        return math.nan if counts[0].problem else counts[0].value
    if any(c.problem for c in counts):
        return math.nan
    values = [c.value for c in counts if c.value is not None]
    return sum(values) if len(values) == len(counts) else None


class CountColumn(NamedTuple):
    """The column of a count cell; ``others``: all columns of counts of its table; ``comma``: whether "1,234" is 1234;
    ``award``: the award as listed, which may go to one kind of recipient alone."""

    measure: Measure
    others: list[Measure]
    comma: bool | None
    award: Award | None = None

    def excludes(self, recipient: str | None) -> bool:
        """Whether the list of awards knows for sure that the award goes to others than this recipient."""
        award = self.award
        alone = award is not None and award.is_verified and award.recipient in ("collective", "individual")
        return alone and award is not None and recipient not in (None, award.recipient)


def emit_counts(
    out: Readout,
    grid: Grid,
    place: tuple[int, int],
    facts: Facts,
    column: CountColumn,
) -> None:
    """The award rows of one count cell."""
    measure, others, comma = column.measure, column.others, column.comma
    column_recipient = measure.recipient
    index = grid.at[place]
    where, text = address(*place), text_at(grid, index)
    row_says = facts.row_recipient
    end = grid.merges_from.get(place)
    if end is not None and end[1] > place[1] and any(m.column == end[1] for m in others):
        # One figure merged over two columns of counts: whose it is, nobody can say.
        report(out, "count_merged_across", grid, place, text)
        facts, column_recipient = facts._replace(recipient=None), None
    for count in counts_at(grid, index, comma):
        own = facts.recipient
        if count.recipient is not None:
            if column_recipient is not None and count.recipient != column_recipient:
                report(out, "count_recipient_differs", grid, place, text)
            own = count.recipient
        if count.recipient is None and column_recipient and row_says and row_says != column_recipient and count.value:
            report(out, "count_recipient_differs", grid, place, text)
        elif count.value and column.award is not None and column.excludes(own):
            report(out, "award_recipient_differs", grid, place, text, award=column.award.name)
        if count.problem is not None:
            report(out, count.problem, grid, place, text)
        for rule in count.rules:
            fix(out, rule, grid, place, text, count.value)
        claim(out, grid, place, "counted", table="awards")
        out.rows["awards"].append(
            AwardRow(
                grid.name,
                where,
                text,
                facts.award_text,
                facts.award_code,
                facts.award_class,
                own or "unknown",
                facts.basis,
                facts.state,
                count.value,
                count.is_approximate,
                facts.level,
                facts.unit_id,
            )  # fmt: skip
        )
