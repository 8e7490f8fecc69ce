"""What the columns of a table mean: the kind of table that fits their headers best, and the role of each column."""

from __future__ import annotations

from collections.abc import Sequence

from emustats.reading.sheet.grid import key_of
from emustats.reading.sheet.headers import Column
from emustats.reading.sheet.vocabulary import HeaderWords, is_context, label_key, names_award, recipient_role, roles_in
from emustats.reference.reading_words import keys

# Thousands of workbooks share a few headers: what a header says is worked out once a process.
_CLASSIFIED: dict[tuple[tuple[Column, ...], str, bool, str], tuple[str, str] | None] = {}
_ASSIGNED: dict[tuple[tuple[Column, ...], str, str], tuple[Column, ...]] = {}
_MOST_REMEMBERED = 5000
# Roles that say nothing about what a table counts.
_ASIDE_ROLES = ("number", "note", "line_code")
_LINE_ROLES = {"name": "plain_label", "person": "note", "decision_no": "note", "decision_date": "note"}
_LONGEST_AUTHORITY = 40
_COUNTS = ("collective", "individual", "household", "count", "total")
_CROSS_ROLES = (*_ASIDE_ROLES, "subunit", "plain_label", "recipient", "basis", "state", "measure", "rate")


def classify(
    columns: tuple[Column, ...], titles: Sequence[str], sheet: str, words: HeaderWords, *, strict: bool = True
) -> tuple[str, str] | None:
    """The kind of table and the layout that the columns fit best; None when no layout fits.

    A layout may ask for a mark: one of several texts in a title, the sheet's name or a header. With ``strict`` off it is
    accepted without.
    """
    heading = key_of(" ".join((*titles, sheet))) if strict else ""
    question = (columns, heading, strict, words.reference.fingerprint)
    if question not in _CLASSIFIED:
        if len(_CLASSIFIED) > _MOST_REMEMBERED:
            _CLASSIFIED.clear()
        _CLASSIFIED[question] = _classify(columns, heading, words, strict=strict)
    return _CLASSIFIED[question]


def _classify(columns: tuple[Column, ...], heading: str, words: HeaderWords, *, strict: bool) -> tuple[str, str] | None:
    best: tuple[str, str] | None = None
    best_score = 0
    said = " ".join((heading, *(key_of(label) for column in columns for label in column.path)))
    roles_by_kind: dict[str, list[str]] = {}
    named = _names_people(columns, words)
    for layout in words.layouts:
        if layout.table == "tally" and named:
            continue
        roles = roles_by_kind.get(layout.table)
        if roles is None:
            roles = roles_by_kind[layout.table] = [c.role for c in assign(columns, layout.table, words) if c.role]
        have = set(roles)
        if not layout.requires <= have or layout.any_of and not have & layout.any_of:
            continue
        if strict and layout.mark and not any(key_of(mark) in said for mark in layout.mark.split("|")):
            continue
        score = len([role for role in roles if role not in _ASIDE_ROLES])
        if score > best_score:
            best, best_score = (layout.table, layout.layout), score
    crossed = _crossed(columns, words)
    if crossed and (best is None or best[0] in ("tally", "list") and crossed > best_score):
        return "cross", "cross"
    return best


def _names_people(columns: tuple[Column, ...], words: HeaderWords) -> bool:
    """Whether a column is headed as one of names and none as one of counts: a list, whatever stands over its columns."""
    leaves = [set(words.roles.get(key_of(column.path[-1]), ())) for column in columns]
    named = any(("list", "name") in roles and not any(kind == "tally" for kind, _ in roles) for roles in leaves)
    counts = any(("tally", role) in roles and ("any", "number") not in roles for roles in leaves for role in _COUNTS)
    return named and not counts


def _crossed(columns: tuple[Column, ...], words: HeaderWords) -> int:
    """How many columns stand under the name of an award; 0 when awards are not the columns of this table."""
    awards = [
        column
        for column in columns
        if any(names_award(label, words.reference) and key_of(label) not in words.roles for label in column.path)
    ]
    split = [column for column in awards if recipient_role(key_of(column.path[-1]), words)]
    described = len(columns) - len(awards)
    return len(awards) if described and (len(awards) >= 2 or split) else 0


def assign(columns: tuple[Column, ...], kind: str, words: HeaderWords) -> tuple[Column, ...]:
    """Give each column its role in a table of this kind; a role that only one column may hold goes to the first.

    A text with two possible roles takes the one that no other column claims ("Chỉ tiêu" beside "Nội dung").
    """
    question = (columns, kind, words.reference.fingerprint)
    if question not in _ASSIGNED:
        if len(_ASSIGNED) > _MOST_REMEMBERED:
            _ASSIGNED.clear()
        _ASSIGNED[question] = _assign(columns, kind, words)
    return _ASSIGNED[question]


def _assign(columns: tuple[Column, ...], kind: str, words: HeaderWords) -> tuple[Column, ...]:
    if kind in ("cross", ""):
        return tuple(Column(c.column, _cross_role(c, words), c.path) for c in columns)
    options = []
    for place, column in enumerate(columns):
        found = _options(column.path, kind, words)
        if len(found) > 1 and "number" in found:
            found = _number_or_recipient(columns, place, found, words)
        options.append(found)
    taken = {found[0] for found in options if len(found) == 1}
    result = []
    for column, found in zip(columns, options, strict=True):
        role = ""
        if len(found) == 1:
            role = found[0]
        elif found:
            free = [candidate for candidate in found if candidate not in taken]
            role = (free or found)[0]
            taken.add(role)
        result.append(Column(column.column, role, column.path))
    return _named_in_parts(tuple(result)) if kind == "list" else tuple(result)


def _named_in_parts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """ "Họ" and "Tên" side by side are a name; "Tên" alone is one, too, "Họ" alone (also "Hộ") is none."""
    roles = [column.role for column in columns]
    named = "name" in roles
    for place, column in enumerate(columns):
        follows = (
            place > 0 and roles[place - 1] in ("family_name", "name") and columns[place - 1].column == column.column - 1
        )
        if column.role == "family_name":
            roles[place] = "name" if roles[place + 1 : place + 2] == ["given_name"] else ""
        elif column.role == "given_name" and not follows:
            roles[place] = "" if named else "name"
    return tuple(column._replace(role=role) for column, role in zip(columns, roles, strict=True))


def _options(path: tuple[str, ...], kind: str, words: HeaderWords) -> list[str]:
    """The roles that a header may have: by its leaf and the label above together, by the leaf, by the labels above."""
    if len(path) > 1:
        for joined in (f"{path[-1]} {path[-2]}", f"{path[-2]} {path[-1]}"):
            found = roles_in(key_of(joined), kind, words)
            if found:
                return found
    for position in range(len(path) - 1, -1, -1):
        key = label_key(path[position])
        found = roles_in(key, kind, words)
        # "Số" under "Quyết định" is no running number.
        if found and not (position > 0 and key in keys("header.number", words.reference)):
            return found
    # A bare year over figures ("Năm 2018 | Năm 2019"), or who gives the awards ("Cấp Bộ | Cấp cơ sở").
    if (
        kind == "tally"
        and path
        and (not label_key(path[-1]) or len(path[-1]) < _LONGEST_AUTHORITY and is_context(path[-1], words.reference))
    ):
        return ["count"]
    return []


def _number_or_recipient(columns: tuple[Column, ...], place: int, found: list[str], words: HeaderWords) -> list[str]:
    """ "TT" is Tập thể beside "CN" or under a group, else the running number."""
    column = columns[place]
    beside = columns[place + 1] if place + 1 < len(columns) else None
    split = beside is not None and recipient_role(key_of(beside.path[-1]), words) == "individual"
    grouped = len(column.path) > 1 and key_of(column.path[0]) != key_of(column.path[-1])
    named = any(
        other is not column and roles_in(key_of(other.path[-1]), "tally", words) == ["collective"] for other in columns
    )
    if grouped or split and place > 0 and not named:
        return [role for role in found if role != "number"]
    return ["number"]


def _cross_role(column: Column, words: HeaderWords) -> str:
    for label in reversed(column.path):
        for role in roles_in(key_of(label), "tally", words):
            if role == "number" and len(column.path) > 1 and recipient_role(key_of(label), words):
                continue
            if role in _CROSS_ROLES:
                return role
        # A list of people with a column for each award: nothing about the people is a count.
        for role in roles_in(key_of(label), "list", words):
            if role in _LINE_ROLES:
                return _LINE_ROLES[role]
    return ""


def side_by_side(columns: tuple[Column, ...], words: HeaderWords) -> list[tuple[Column, ...]]:
    """The columns of each of several tables that stand next to each other under headers with the same labels.

    A table starts again where the first label of the header and a column of names both come a second time.
    """
    # One label merged over two columns is no second table.
    columns_of = list(columns)
    merged = [
        place > 0 and columns_of[place - 1].path == column.path and columns_of[place - 1].column == column.column - 1
        for place, column in enumerate(columns)
    ]
    keys = ["" if same else key_of(column.path[-1]) for column, same in zip(columns, merged, strict=True)]
    names = [place for place, key in enumerate(keys) if _is_name(key, words)]
    # one label merged over two columns is no second table
    wide = {place for place in range(1, len(columns)) if _goes_on(columns[place - 1], columns[place])}
    again = [place for place in names if keys.index(keys[place]) != place and place not in wide]
    if not again:
        # Lists side by side may call their names differently: each begins with the same running number.
        starts = [place for place, key in enumerate(keys) if key == keys[0] and place not in wide]
        ends = [*starts[1:], len(columns)]
        if len(starts) < 2 or not all(any(a < name < b for name in names) for a, b in zip(starts, ends, strict=True)):
            return [columns]
        return [columns[a:b] for a, b in zip(starts, ends, strict=True)]
    first = keys[0] if keys.count(keys[0]) > 1 else keys[again[0]]
    starts = [place for place, key in enumerate(keys) if key == first and place not in wide]
    starts[0] = 0
    return [columns[start:end] for start, end in zip(starts, [*starts[1:], len(columns)], strict=True)]


def _goes_on(left: Column, right: Column) -> bool:
    return right.column == left.column + 1 and right.path == left.path


def _is_name(key: str, words: HeaderWords) -> bool:
    return any(role in ("award", "name", "given_name", "title", "criterion") for _, role in words.roles.get(key, ()))
