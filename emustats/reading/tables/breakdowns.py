"""Alternative breakdowns of one total, as the forms of the Ministry of Home Affairs print them: never added up.

Forms 0601.N to 0605.N of Circular 02/2023/TT-BNV and 0701.N to 0703.N of Circular 03/2018/TT-BNV give one total by
submitting body, again by recipient and again by method.
"""

from __future__ import annotations

from emustats.reading.sheet.grammar import Grammar, names_open, read_label
from emustats.reading.sheet.grid import key_of
from emustats.reading.sheet.rows import Entry
from emustats.text import parse_basis, parse_recipient

# Fewer rows or smaller numbers may agree by chance.
_FEWEST_ROWS, _SMALLEST_TOTAL = 3, 6
_NAMES_NOTHING = frozenset({"parts", "partial", "count", "weak", "topic", "link"})
Group = tuple[Entry, list[Entry]]


def choose_rows(
    entries: list[Entry], columns: list[int], *, by_recipient: bool
) -> tuple[list[Entry], list[list[Entry]]]:
    """The rows that are data, and the groups of rows that only say the same in another way (empty: all rows add up).

    Of several breakdowns that add up to the total the one is taken that tells most: the recipient where the columns
    do not name it (``by_recipient`` off), else the basis. Where none adds up, the total itself is the data.
    """
    items = [entry for entry in entries if entry.kind == "item" and entry.values]
    groups = _groups(entries)
    total = next((entry for entry in entries if entry.kind == "total" and entry.values), None)
    if len(groups) < 2 or not _alternative(groups, total, columns):
        return items, []
    wanted = "basis" if by_recipient else "recipient"
    whole = (
        [total] if total is not None else max((rows for _, rows in groups), key=lambda rows: sum(_sums(rows, columns)))
    )
    ranked = sorted((rows for _, rows in groups), key=lambda rows: _dimension(rows) != wanted)
    best = next((rows for rows in ranked if _dimension(rows) and _sums(rows, columns) == _sums(whole, columns)), whole)
    others = [rows for _, rows in groups if rows is not best]
    return best, others + ([whole] if whole is not best and total is not None else [])


def _groups(entries: list[Entry]) -> list[Group]:
    """The rows under each heading of the top level; a row that only says "trong đó" is no part of them."""
    groups: list[Group] = []
    for entry in entries:
        opens = entry.kind in ("section", "heading") and (not groups or entry.depth <= groups[0][0].depth)
        if opens or _by_something(entry) and entry.kind != "total":
            groups.append((entry, []))
        elif groups and entry.kind == "item":
            groups[-1][1].append(entry)
    groups = [(head, rows or ([head] if head.values else [])) for head, rows in groups]
    return [(head, rows) for head, rows in groups if rows]


def _by_something(entry: Entry) -> bool:
    return "theo" in key_of(entry.label)[:14]


def _sums(rows: list[Entry], columns: list[int]) -> tuple[float, ...]:
    return tuple(sum(row.values.get(column) or 0 for row in rows) for column in columns)


def _dimension(rows: list[Entry]) -> str:
    """What the rows tell apart: "recipient", "basis" or neither."""
    for name, parse in (("recipient", parse_recipient), ("basis", parse_basis)):
        if len({parse(row.label) for row in rows} - {None}) >= 2:
            return name
    return ""


def unsaid_rows(alternatives: list[list[Entry]]) -> list[tuple[str, Entry]]:
    """The rows that do not say what their fellows say, so that their breakdown may have been passed over for them."""
    found = []
    for rows in alternatives:
        for code, parse in (("recipient_unknown", parse_recipient), ("basis_unknown", parse_basis)):
            said = [parse(row.label) is not None for row in rows]
            if any(said):
                found += [(code, row) for row, says in zip(rows, said, strict=True) if not says and row.values]
                break
    return found


def total_unsaid(items: list[Entry], columns: list[int], words: Grammar) -> Entry | None:
    """The first or last row that is the sum of all others in every column, under a word for totals or one nobody knows."""
    if len(items) < 2:
        return None
    for entry in (items[-1], items[0]):
        own, others = _sums([entry], columns), _sums([row for row in items if row is not entry], columns)
        filled = [value for value in own if value]
        # A row that only repeats another one may do so by chance, unless it has many numbers.
        fewest = 1 if len(items) >= _FEWEST_ROWS else 2
        sure = len(filled) > fewest and sum(filled) >= _SMALLEST_TOTAL
        label = read_label(entry.label, words)
        nameless = bool(label.unknown) and names_open(entry.label, words) is None
        # "Phân ra" names no row: it says of others how they are told.
        nameless = nameless or bool(label.facts) and label.kinds <= _NAMES_NOTHING
        if sure and own == others and ("total" in label.kinds or nameless):
            return entry
    return None


def _alternative(groups: list[Group], total: Entry | None, columns: list[int]) -> bool:
    """Whether the groups break down one total: they say so, they split by different things, or their sums agree."""
    if sum(_by_something(head) for head, _ in groups) >= 2:
        return True
    if {"recipient", "basis"} <= {_dimension(rows) for _, rows in groups}:
        return True
    sums = {_sums(rows, columns) for _, rows in groups}
    return total is not None and len(sums) == 1 and any(max(sums)) and _sums([total], columns) in sums
