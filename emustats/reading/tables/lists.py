"""Lists of awarded collectives and people to recipient lines; names leave this module only as keyed hashes."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple

from emustats.dates import parse_date
from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, address, key_of, text_at
from emustats.reading.sheet.layout import RawTable
from emustats.reading.sheet.rows import is_total, split_mark
from emustats.reading.sheet.titles import said_award, said_recipient
from emustats.reading.sheet.vocabulary import HeaderWords, mark_kind
from emustats.reading.tables.readout import Readout, award_of, fix, plain_text, report
from emustats.reading.tables.records import AwardRow, RecipientRow
from emustats.reference.names import Resolution, resolve_award
from emustats.text import match_key, parse_basis, parse_class, parse_recipient, parse_state

Codes = dict[str, str]
_FARTHEST_ABOVE = 500


class ListRules(NamedTuple):
    """What the whole workbook says about its lists: the key that hides names, its code lists, whether names stay."""

    person_key: bytes
    codes: Codes
    keep_names: bool


class _Section(NamedTuple):
    """What a heading says of the lines below it, and the kind of mark it bears."""

    recipient: str | None
    basis: str | None
    state: str | None
    award: str | None
    mark: str | None = None


_NO_SECTION = _Section(None, None, None, None)
_NO_AWARD = Resolution(None, None, None, (), ())


def person_key(name: str, secret: bytes) -> str:
    """A keyed hash of a name: equal names meet, the name cannot be read back.

    >>> person_key("Nguyễn Văn A", b"k") == person_key("NGUYỄN VĂN A", b"k")
    True
    """
    return blake2b(match_key(name).encode(), key=secret[:64], digest_size=12).hexdigest()


def read_list(
    out: Readout, grid: Grid, table: RawTable, words: HeaderWords, rules: ListRules, default_state: str
) -> list[AwardRow] | None:
    """Recipient lines of one list, and as many award rows of one lượt each, which the caller may keep or leave.

    Lines are added to ``out``; the award rows come back, since a list beside a tally is not counted again. None, and
    nothing added, when no column, title or heading speaks of awards: a list of staff or pupils.
    """
    name = table.column("name")
    if name is None:
        name = table.column("subunit")
    title = said_award((*table.sheet_titles, *table.titles), words)
    whose = said_recipient(table, grid.name)
    section = _NO_SECTION
    counted: list[AwardRow] = []
    before = len(out.rows["recipients"])
    for row in table.body:
        name_index = grid.at.get((row, name))
        named = name_index is not None and grid.kinds[name_index] in "tn" and text_at(grid, name_index).strip()
        if _is_total_row(grid, row, table):
            continue
        found_section = _section(grid, row, table, words) if len(grid.by_row[row]) <= 3 else None
        if found_section is not None:
            section = _under(section, found_section)
            continue
        if not named:
            # A pre-filled template row: formulas or an award beside an empty name.
            continue
        counted.append(
            _line(
                out,
                grid,
                row,
                table,
                words,
                rules,
                name=name,
                section=section,
                title=title,
                whose=whose,
                default_state=default_state,
            )
        )
    if table.column("award") is None and title is None and not _speaks_of_awards(table, grid.name):
        if not any(line.award_code for line in counted):
            del out.rows["recipients"][before:]
            return None
    return counted


def _speaks_of_awards(table: RawTable, sheet: str) -> bool:
    keys = [key_of(text) for text in (*table.sheet_titles, *table.titles, sheet)]
    return any("khenthuong" in key or "thidua" in key or "danhhieu" in key for key in keys)


def _is_total_row(grid: Grid, row: int, table: RawTable) -> bool:
    first = [grid.texts[i] for i in grid.by_row[row][:2]]
    filled = len(grid.by_row[row])
    return any(text is not None and is_total(text) for text in first) and filled <= max(3, len(table.columns) // 2)


def _section(grid: Grid, row: int, table: RawTable, words: HeaderWords) -> _Section | None:
    """A row that is a heading over the lines below it: one text, with or without a mark, and nothing else."""
    cells = grid.by_row[row]
    texts = [i for i in cells if grid.texts[i] is not None and not mark_kind(grid.texts[i])]
    if len(texts) != 1 or len(cells) - len(texts) > 1:
        return None
    _, label = split_mark(grid.texts[texts[0]])
    recipient, basis, state = parse_recipient(label), parse_basis(label), parse_state(label)
    award = resolve_award(label, words.reference, suggest=False)
    marks = [grid.texts[i] for i in cells if grid.texts[i] is not None and mark_kind(grid.texts[i])]
    opened = (mark_kind(marks[0]) if marks else mark_kind(split_mark(grid.texts[texts[0]])[0] or "?")) in (
        "roman",
        "letter",
    )
    if award.code is None and not award.candidates and not (recipient or basis or state) and not opened:
        alone = not marks and len(cells) == 1 and grid.columns[texts[0]] != table.column("name")
        return _NO_SECTION if alone else None
    named = label if award.code is not None or award.candidates else None
    kind = mark_kind(marks[0]) if marks else mark_kind(split_mark(grid.texts[texts[0]])[0] or "?")
    return _Section(recipient, basis, state, named, kind)


def _under(outer: _Section, inner: _Section) -> _Section:
    """A heading below another one: "I. Tập thể" under "A. Bằng khen …" still speaks of that award, as does "II." after it."""
    if inner.award is not None or outer.award is None or inner == _NO_SECTION:
        return inner
    # The mark kept is that of the heading that names the award: the next heading of its kind ends it.
    if outer.mark is not None and inner.mark == outer.mark:
        return inner
    return inner._replace(award=outer.award, mark=outer.mark)


def _line(
    out: Readout,
    grid: Grid,
    row: int,
    table: RawTable,
    words: HeaderWords,
    rules: ListRules,
    *,
    name: int,
    section: _Section,
    title: str | None,
    whose: str | None,
    default_state: str,
) -> AwardRow:
    reference = words.reference
    award = table.column("award")
    name_text = text_at(grid, grid.at[row, name])
    place = (row, award) if award is not None and (row, award) in grid.at else (row, name)
    text = _decoded(out, grid, row, award, rules.codes) if award is not None else None
    if award is not None and (text is None or parse_number(text).mark == "ditto"):
        text = _as_above(out, grid, (row, award), text, rules.codes) or text
    authority = plain_text(out, grid, row, table.column("authority"), log=False)
    context = tuple(c for c in (authority, section.award) if c)
    index = grid.at.get((row, award)) if award is not None else None
    found = _NO_AWARD
    if index is not None and grid.kinds[index] in "eu":
        code = "error_cell" if grid.kinds[index] == "e" else "formula_without_value"
        report(out, code, grid, place, text_at(grid, index))
    elif text or section.award or title:
        text = text or section.award or title
        found = award_of(out, grid, place, text, reference, context)
    else:
        report(out, "list_award_missing", grid, (row, name))
    recipient = None
    shown = None
    for column in table.all_columns("recipient"):
        # "Phân loại đối tượng" may also hold another classification beside "Phân loại khen thưởng".
        shown = _decoded(out, grid, row, column, rules.codes)
        if shown and parse_number(shown).mark == "ditto":
            shown = _as_above(out, grid, (row, column), shown, rules.codes)
        recipient = parse_recipient(shown) if shown else None
        if recipient is not None:
            break
    recipient = recipient or section.recipient or whose
    known = reference.awards.get(found.code)
    if recipient is None and known is not None and known.recipient in ("collective", "individual"):
        recipient = known.recipient
    if recipient is None:
        recipient = _recipient_by_header(table, name)
        if shown and recipient is None:
            report(out, "recipient_unknown", grid, (row, column), shown)
    decision = plain_text(out, grid, row, table.column("decision_no"), log=False)
    decided_on = _date(out, grid, row, table.column("decision_date"))
    state_text = plain_text(out, grid, row, table.column("state"), log=False)
    state = parse_state(state_text) if state_text else None
    if state_text and state is None:
        report(out, "state_unknown", grid, (row, table.column("state")), state_text)
    elif state is None:
        state = "decided" if decision and any(c.isdigit() for c in decision) else section.state or default_state
    basis_text = plain_text(out, grid, row, table.column("basis"), log=False)
    basis = (parse_basis(basis_text) if basis_text else None) or section.basis
    class_text = plain_text(out, grid, row, table.column("class"), log=False)
    award_class = found.award_class or (parse_class(class_text) if class_text else None)
    where = address(*place)
    shown_text = text_at(grid, index) if index is not None else text or ""
    facts = (grid.name, where, shown_text, text, found.code, award_class, recipient or "unknown", basis, state)
    key = person_key(name_text, rules.person_key)
    kept = name_text if rules.keep_names else None
    out.rows["recipients"].append(RecipientRow(*facts, decision, decided_on, key, name=kept))
    return AwardRow(*facts, 1, False)


def _recipient_by_header(table: RawTable, column: int) -> str | None:
    path = next((c.path for c in table.columns if c.column == column), ())
    key = key_of(path[-1]) if path else ""
    if key in ("tentapthe", "tendonvi", "donvi"):
        return "collective"
    if key in ("tencanhan", "hovatencanhan", "hotencanhan"):
        return "individual"
    if key in ("hovaten", "hoten") and any(c.role == "person" for c in table.columns):
        return "individual"
    return None


def _decoded(out: Readout, grid: Grid, row: int, column: int | None, codes: Codes) -> str | None:
    """The text of a cell, a code of the workbook's own lists replaced by its name."""
    text = plain_text(out, grid, row, column)
    if not text:
        return None
    if text in codes:
        fix(out, "code_list", grid, (row, column), text, codes[text])
        return codes[text]
    if text.isdigit() and len(text) >= 6:
        report(out, "code_unknown", grid, (row, column), text)
    return text


def _as_above(out: Readout, grid: Grid, place: tuple[int, int], text: str | None, codes: Codes) -> str | None:
    """What a cell without a text of its own says: that of the merged range it lies in, or for "nt" that of the line above."""
    row, column = place
    if text is None:
        origin = grid.merged_into.get(place)
        return _decoded(out, grid, *origin, codes) if origin is not None and origin[1] == column else None
    for upper in range(row - 1, max(row - _FARTHEST_ABOVE, -1), -1):
        index = grid.at.get((upper, column))
        if index is not None and grid.texts[index] is not None and parse_number(grid.texts[index]).mark != "ditto":
            above = _decoded(out, grid, upper, column, codes)
            fix(out, "ditto", grid, place, text, above)
            return above
    return None


def _date(out: Readout, grid: Grid, row: int, column: int | None) -> str | None:
    index = grid.at.get((row, column)) if column is not None else None
    if index is None:
        return None
    value = grid.values[index]
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if grid.kinds[index] in "eu":
        return None
    shown = text_at(grid, index)
    found = parse_date(shown)
    if found is None:
        if any(c.isdigit() for c in shown):
            report(out, "date_not_readable", grid, (row, column), shown)
        return None
    return found.isoformat()


def code_lists(grids: list[Grid]) -> Codes:
    """Codes that the workbook explains itself: a code and its name side by side, in any sheet, hidden ones too.

    A code with two different names explains nothing and is left out.
    """
    found: Codes = {}
    clashing: set[str] = set()
    for grid in grids:
        for index, text in enumerate(grid.texts):
            value = grid.values[index]
            if text is None:
                if grid.kinds[index] != "n" or value < 100000 or value != int(value):
                    continue
                text = str(int(value))
            text = text.strip()
            if not _is_code(text):
                continue
            row, column = grid.rows[index], grid.columns[index]
            for beside in (column + 1, column - 1):
                other = grid.at.get((row, beside))
                if other is None or grid.texts[other] is None:
                    continue
                name = grid.texts[other].strip()
                if name and not _is_code(name) and not name[0].isdigit() and mark_kind(name) is None:
                    if found.get(text, name) != name and match_key(found[text]) != match_key(name):
                        clashing.add(text)
                    found.setdefault(text, name)
                    break
    return {code: name for code, name in found.items() if code not in clashing}


def _is_code(text: str) -> bool:
    return text.isdigit() and len(text) >= 6
