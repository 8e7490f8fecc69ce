"""Tables that nobody read because a header is unknown: what they resemble, and the lines that would make them read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from emustats.reading.sheet.grammar import grammar, read_label
from emustats.reading.sheet.grid import Grid, key_of, text_at, texts_in
from emustats.reading.sheet.vocabulary import HeaderWords, listed_label, names_award
from emustats.reading.tables.readout import Readout, report
from emustats.reference.names import resolve_award
from emustats.reference.reading_words import keys, pattern
from emustats.reference.teaching import meanings, offers
from emustats.text import fold

_LIST = r"\b<title.list>\b"
# What a list says of those it names; a catalogue of awards has no such column.
_OF_PEOPLE = frozenset({"person", "subunit", "recipient", "decision_no", "decision_date", "state"})
_ASIDE = frozenset({"number", "note", "line_code", "measure"})
_LAYOUT_KINDS = ("targets", "list", "scores", "nominations")
_FEWEST_HEADERS, _LONGEST_HEADER, _MOST_UNKNOWN, _SURE_HITS = 3, 60, 4, 2


class _Near(NamedTuple):
    """A header that nearly makes a table: where it stands, its unknown labels, and the roles that the table lacks."""

    place: tuple[int, int]
    unknown: tuple[str, ...]
    kind: str
    lacks: tuple[str, ...]
    hits: int


def tell_lost_tables(out: Readout, grids: list[Grid], aside: Iterable[str], words: HeaderWords) -> None:
    """Warn of tables on sheets that gave no row and no finding; ``aside``: the sheets that are no part of the report.

    A header that would make a table if its unknown labels meant the columns it lacks is told with the lines to add.
    """
    passed = {*aside, *(row.sheet for rows in out.rows.values() for row in rows)}
    passed |= {found["sheet"] for found in out.problems if found["severity"] != "note"}
    for grid in grids:
        if grid.state != "visible" or grid.name in passed:
            continue
        near = _nearly(grid, words)
        if near is not None:
            roles = [f"{near.kind}.{role}" for role in near.lacks]
            lines = [offers(label, roles) for label in near.unknown]
            report(
                out,
                "header_incomplete",
                grid,
                near.place,
                ", ".join(f"“{label}”" for label in near.unknown),
                table=near.kind,
                lacks_vi=", ".join(meanings()[role].vi for role in roles),
                lacks_en=", ".join(meanings()[role].en for role in roles),
                lines_vi="; ".join(line["lines_vi"] for line in lines),
                lines_en="; ".join(line["lines_en"] for line in lines),
            )
            continue
        place = _lost_header(grid, words)
        if place is not None:
            report(out, "table_not_read", grid, place)


def _nearly(grid: Grid, words: HeaderWords) -> _Near | None:
    """The first row of labels over data that lacks a few columns of a table, and has labels that may be these."""
    titles: list[str] = [grid.name]
    for position, row in enumerate(grid.row_numbers):
        cells = grid.by_row[row]
        below = grid.row_numbers[position + 1 : position + 3]
        if _is_header(grid, cells, words) and any(len(grid.by_row[lower]) >= _FEWEST_HEADERS - 1 for lower in below):
            heading = key_of(" ".join(titles))
            found = [
                near
                for kind in _LAYOUT_KINDS
                if (near := _near(grid, row, kind, heading, words)) and _is_of_report(grid, near, heading, words)
            ]
            return min(found, key=lambda near: (-near.hits, len(near.lacks)), default=None)
        titles += [text_at(grid, index) for index in cells if grid.texts[index] is not None]
    return None


def _is_header(grid: Grid, cells: list[int], words: HeaderWords) -> bool:
    texts = [grid.texts[index] or "" for index in cells]
    said = [read_label(text, grammar(words.reference)) for text in texts]
    recipients = {value for label in said if not label.unknown for value in label.values("recipient")}
    if len(recipients) > 1 or any("count" in label.kinds and not label.unknown for label in said):
        return False  # a table of counts: the empty one of a form, one of another period
    return len(cells) >= _FEWEST_HEADERS and all(text and len(text) <= _LONGEST_HEADER for text in texts)


def _near(grid: Grid, row: int, kind: str, heading: str, words: HeaderWords) -> _Near | None:
    said = {index: _roles(grid, index, kind, words) for index in grid.by_row[row]}
    unknown = tuple(text_at(grid, index) for index in said if not _means(grid, index, kind, words))
    have = {role for roles in said.values() for role in roles}
    hits = 0
    lacks: set[str] = set()
    layouts = [layout for layout in words.layouts if layout.table == kind]
    marked = any(key_of(mark) in heading for layout in layouts for mark in layout.mark.split("|") if mark)
    for layout in layouts:
        open_choice = bool(layout.any_of) and not layout.any_of & have
        least = len(layout.requires - have) + open_choice
        likeness = len((layout.requires | layout.any_of) & have) + marked
        if likeness and 0 < least <= len(unknown) <= _MOST_UNKNOWN and (marked or not layout.mark):
            hits = max(hits, likeness)
            lacks |= layout.requires - have | (layout.any_of if open_choice else set())
    offered = tuple(role.partition(".")[2] for role in meanings() if role.startswith(f"{kind}."))
    first = min(grid.columns[index] for index in said)
    kept = tuple(role for role in offered if role in lacks)
    return _Near((row, first), unknown, kind, kept, hits) if kept else None


def _is_of_report(grid: Grid, near: _Near, heading: str, words: HeaderWords) -> bool:
    """Whether what stands below is what a report holds: awards in a list, numbers under titles or headers of targets or scores.

    Lists of guests, duties, documents and costs have some of the same headers.
    """
    row = near.place[0]
    below = [index for lower in grid.row_numbers if lower > row for index in grid.by_row[lower]]
    if near.kind in ("list", "nominations"):
        return any(names_award(text, words.reference) for index in below if (text := grid.texts[index]))
    counted = {grid.columns[index] for index in grid.by_row[row] if not _is_aside(grid, index, words)}
    if not any(grid.kinds[index] == "n" and grid.columns[index] in counted for index in below):
        return False
    said = (*keys("emulation", words.reference), *keys("emulation.sheet", words.reference))
    return near.hits >= _SURE_HITS or any(word in heading for word in said)


def _is_aside(grid: Grid, index: int, words: HeaderWords) -> bool:
    return any(role in _ASIDE for _, role in words.roles.get(grid.keys[index], ()))


def _means(grid: Grid, index: int, kind: str, words: HeaderWords) -> bool:
    text = text_at(grid, index)
    label = listed_label(text, words.reference)
    return label is not None and any(table in (kind, "any") for table, _ in words.roles.get(key_of(label), ()))


def _lost_header(grid: Grid, words: HeaderWords) -> tuple[int, int] | None:
    listed = pattern(_LIST, words.reference, "fold")
    texts = [(row, fold(text)) for row in grid.row_numbers for _, _, text in texts_in(grid, row)]
    for row in grid.row_numbers:
        roles = {index: _roles(grid, index, "list", words) for index in grid.by_row[row]}
        head = next((index for index, said in roles.items() if "award" in said), None)
        if head is None:
            continue
        of_people = any(said & _OF_PEOPLE for index, said in roles.items() if index != head)
        if not of_people and not any(listed.search(text) for above, text in texts if above < row):
            continue
        column = grid.columns[head]
        below = [grid.at[r, column] for r in grid.row_numbers if r > row and (r, column) in grid.at]
        if any(resolve_award(text_at(grid, index), words.reference, suggest=False).code for index in below):
            return row, min(grid.columns[index] for index in roles)
    return None


def _roles(grid: Grid, index: int, kind: str, words: HeaderWords) -> set[str]:
    return {role for table, role in words.roles.get(grid.keys[index], ()) if table == kind} - _ASIDE
