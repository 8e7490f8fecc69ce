"""What the labels of the rows of a table of counts leave open: told at the row, its numbers stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from emustats.reading.sheet.grammar import Grammar, Label, names_open, read_label
from emustats.reading.sheet.grid import Grid, key_of
from emustats.reading.sheet.rows import OF_WHICH, Entry
from emustats.reading.sheet.vocabulary import names_award
from emustats.reading.tables.readout import Readout, report
from emustats.reference.reading_words import keys
from emustats.reference.teaching import offers, roles_of
from emustats.text import parse_basis, parse_recipient

# What the headings of a table tell its rows apart by.
_TOLD_APART = frozenset({"recipient", "basis", "state"})
_OF_COUNTS = _TOLD_APART | {"class"}
_OTHER_THINGS = frozenset({"period", "aside"})


def tell_labels(out: Readout, grid: Grid, entries: list[Entry], words: Grammar) -> None:
    """Say which rows are read by a part of their words only, or by the heading of other rows."""
    for entry in _part_rows(entries, words):
        report(out, "row_part_not_understood", grid, entry.label_cell, entry.label, **offers(entry.label, _roles()))
    for entry in _lone_headings(entries, words):
        report(out, "heading_not_understood", grid, entry.label_cell, entry.label, **offers(entry.label, _roles()))
    for entry in entries:
        if entry.kind in ("item", "section", "heading") and _is_mangled_basis(entry.label, words):
            report(out, "basis_unknown", grid, entry.label_cell, entry.label, **offers(entry.label, roles_of("basis")))
        own = parse_recipient(entry.label)
        if own and entry.kind == "item" and any((parse_recipient(text) or own) != own for text in entry.parents):
            lines = offers(entry.label, roles_of("recipient"))
            report(out, "recipient_unknown", grid, entry.label_cell, entry.label, **lines)


def _roles() -> list[str]:
    return [*roles_of("recipient"), *roles_of("basis"), "aside.of_which"]


def _part_rows(entries: list[Entry], words: Grammar) -> Iterator[Entry]:
    """Rows under an award that are left out as parts of it, though nothing says "trong đó" and their words say more."""
    announced = False
    for entry in entries:
        if entry.kind != "partial":
            # Parts of a row that adds up in no way are told with it.
            announced = entry.kind == "unclear"
            continue
        announced = announced or entry.mark == OF_WHICH or key_of(entry.label).startswith(keys("of_which", words.reference))  # fmt: skip
        if announced or not any(entry.values.values()):
            continue
        said = read_label(entry.label, words)
        if _is_unknown(entry.label, said, words) or said.kinds & _OF_COUNTS:
            yield entry


def _lone_headings(entries: list[Entry], words: Grammar) -> Iterator[Entry]:
    """Headings of unknown words, or of other things, among headings that tell the rows apart by what they count."""
    heads = [entry for entry in entries if entry.kind in ("heading", "section") and entry.label]
    said = {entry.row: read_label(entry.label, words) for entry in heads}
    telling = [entry for entry in heads if said[entry.row].kinds & _TOLD_APART]
    for position, entry in enumerate(entries):
        if entry.row not in said or names_award(entry.label, words.reference):
            continue
        label = said[entry.row]
        following = entries[position + 1] if position + 1 < len(entries) else None
        opens = following is not None and entry.label in following.parents
        if entry in telling and not label.unknown:
            # A heading that says whose counts follow, though the rows below do not stand under it.
            if entry.kind == "heading" and following is not None and following.kind == "item" and not opens:
                yield entry
            continue
        beside = any(other.depth == entry.depth for other in telling) or bool(telling) and not opens
        if beside and (_is_unknown(entry.label, label, words) or label.kinds & _OTHER_THINGS):
            yield entry


def _is_unknown(text: str, said: Label, words: Grammar) -> bool:
    """Whether words of a label are unknown and name no sub-unit."""
    return bool(said.unknown) and names_open(text, words) is None


def _is_mangled_basis(text: str, words: Grammar) -> bool:
    """Whether a basis is read from a label that says more than it, in words that nobody knows or of a sum."""
    if parse_basis(text) is None or names_award(text, words.reference):
        return False
    said = read_label(text, words)
    return bool(said.unknown) or "total" in said.kinds
