"""Whether a table that looks like one of a report is one: plans, marks and prizes have the same columns elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from emustats.reading.sheet.grid import Grid, key_of
from emustats.reading.sheet.layout import RawTable
from emustats.reading.tables.readout import Readout
from emustats.reading.tables.records import AwardRow, NominationRow
from emustats.reading.workbook.identity import Identity
from emustats.reference import Reference
from emustats.reference.reading_words import keys, pattern
from emustats.text import clean, fold

# A table of prize money names awards beside sums, in the very columns of a tally.
_MONEY = r"(?:<money.table>\s+)*<money.title>\b|.*\b<money.measure> (?:<money.scale> )?<money.currency>$"
# Columns that only a table of emulation has; a plain plan has a plan and a result, an appraisal a mark of one's own.
_OWN_ROLES = {
    "targets": {"kind", "planned_adjusted"},
    "scores": {"cross_points", "cluster_points"},
}


def is_about_emulation(
    grid: Grid, table: RawTable, grids: Iterable[Grid], identity: Identity, reference: Reference
) -> bool:
    """Whether a table of targets or scores belongs to emulation: by whose it is, by its columns, sheet or words near it."""
    roles = {column.role for column in table.columns}
    return (
        identity.unit_id is not None
        or identity.cluster_id is not None
        or not roles.isdisjoint(_OWN_ROLES[table.kind])
        or any(
            key_of(label).startswith(keys("emulation.header", reference))
            for column in table.columns
            for label in column.path
        )
        or key_of(grid.name).startswith(keys("emulation.sheet", reference))
        or any(_speaks(grid, reference) for grid in grids if grid.state == "visible")
    )


def is_about_money(grid: Grid, table: RawTable, reference: Reference) -> bool:
    """Whether the title of a table of awards says that it holds sums of money, not awards."""
    money = pattern(_MONEY, reference, "fold")
    return any(money.match(fold(clean(text))) for text in (*table.titles, grid.name) if len(text) < 300)


def _speaks(grid: Grid, reference: Reference) -> bool:
    words = keys("emulation", reference)
    return any(word in key for key in (key_of(grid.name), *grid.keys) for word in words)


def names_awards(
    out: Readout, grid: Grid, table: RawTable, rows: Iterable[AwardRow | NominationRow], reference: Reference
) -> bool:
    """Whether a list or a table of nominations is about awards: one row names one, or the header or title says so.

    ``rows`` are its rows.
    """
    texts = (*table.sheet_titles, *table.titles, grid.name, *(label for c in table.columns for label in c.path))
    return (
        any(row.award_code for row in rows)
        or any((code, grid.name) in out.tally for code in ("award_ambiguous", "award_words_unknown"))
        or any(word in key_of(text) for text in texts for word in keys("emulation", reference))
    )
