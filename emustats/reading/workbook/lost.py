"""Lists that nobody read because the header over their names is unknown: they hold no number that would be missed."""

from __future__ import annotations

from emustats.reading.sheet.grid import Grid, text_at, texts_in
from emustats.reading.sheet.vocabulary import HeaderWords
from emustats.reading.tables.readout import Readout, report
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import pattern
from emustats.text import fold

_LIST = r"\b<title.list>\b"
# What a list says of those it names; a catalogue of awards has no such column.
_OF_PEOPLE = frozenset({"person", "subunit", "recipient", "decision_no", "decision_date", "state"})


def tell_lost_lists(out: Readout, grids: list[Grid], passed: set[str], words: HeaderWords) -> None:
    """Warn of awards in a column headed so, on sheets of which no table was read; ``passed``: the sheets that are settled."""
    for grid in grids:
        if grid.state == "visible" and grid.name not in passed:
            place = _lost_header(grid, words)
            if place is not None:
                report(out, "table_not_read", grid, place)


def _lost_header(grid: Grid, words: HeaderWords) -> tuple[int, int] | None:
    listed = pattern(_LIST, words.reference, "fold")
    texts = [(row, column, fold(text)) for row in grid.row_numbers for _, column, text in texts_in(grid, row)]
    for row in grid.row_numbers:
        roles = {index: _list_roles(grid, index, words) for index in grid.by_row[row]}
        head = next((index for index, said in roles.items() if "award" in said), None)
        if head is None:
            continue
        of_people = any(said & _OF_PEOPLE for index, said in roles.items() if index != head)
        if not of_people and not any(listed.search(text) for above, _, text in texts if above < row):
            continue
        column = grid.columns[head]
        below = [grid.at[r, column] for r in grid.row_numbers if r > row and (r, column) in grid.at]
        if any(resolve_award(text_at(grid, index), words.reference, suggest=False).code for index in below):
            return row, min(grid.columns[index] for index in roles)
    return None


def _list_roles(grid: Grid, index: int, words: HeaderWords) -> set[str]:
    return {role for kind, role in words.roles.get(grid.keys[index], ()) if kind == "list"}
