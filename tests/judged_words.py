"""The verdict on a changed workbook: its figures are the same, or it is told, or the known word declares the difference."""

from __future__ import annotations

from emustats.reading.sheet.grid import address, place_of
from tests.mutated_words import At, Case, figures
from tests.sheets import Book

SAME, TOLD, DECLARED, SILENT = "same", "told", "declared", "SILENT"
# What each kind of phrase says that a number is, where it is no count of the year.
_PERIODS = {"earlier": "earlier_period", "later": "later_period", "longer": "longer_period", "estimate": "estimate"}
_FIELDS = {"recipient": "recipient", "basis": "basis", "state": "state", "class": "award_class", "level": "level"}
_EVERYWHERE = (0, 0, 9999, 9999)
_UNSTATED = {"recipient": {"unknown"}, "basis": {None}, "state": {"decided", None}, "award_class": {None}, "level": {None}}  # fmt: skip


def verdict(case: Case, before, after) -> tuple[str, str]:
    """The outcome of a case and, for a silent change, what changed."""
    truth = {_moved(case, key): facts for key, facts in figures(before).items()}
    found = figures(after)
    keys = [key for key in truth.keys() | found.keys() if truth.get(key) != found.get(key)]
    if not keys:
        return SAME, ""
    if told(case, before, after, keys):
        return TOLD, ""
    if case.known and _sums(truth) == _sums(found):
        # A known word may move a count to the cell beside that says the same of it: the figures are equal.
        return DECLARED, ""
    fates = {(cell.sheet, cell.cell): cell for cell in after.cells}
    wrong = []
    totals = _totals(case, before)
    parts = {key[1:3] for key in keys if key not in found}
    for key in sorted(keys, key=str):
        fate = fates.get((key[1], address(*key[2])))
        is_total = (key[1], key[2]) in totals and key not in truth and case.known and bool(parts)
        declared = _declared(case, key, truth.get(key), found.get(key), (fate.fate, fate.reason) if fate else ("", ""))
        if not declared and not is_total:
            wrong.append((key, truth.get(key), found.get(key), fate and (fate.fate, fate.reason)))
    return (SILENT, _sentence(case, wrong, after)) if wrong else (DECLARED, "")


def _sums(of: dict[tuple, dict]) -> dict[tuple, float]:
    """The numbers of the tidy tables by everything that is said of them, wherever they stand."""
    sums: dict[tuple, float] = {}
    for key, facts in of.items():
        number = next((name for name in ("award_count", "value") if isinstance(facts.get(name), int | float)), None)
        said = (key[0], *((name, value) for name, value in facts.items() if name != number))
        sums[said] = sums.get(said, 0) + (facts[number] if number else 1)
    return {said: value for said, value in sums.items() if value}


def _totals(case: Case, before) -> set[At]:
    """The cells that summed up others: they count themselves where a known word says that their parts are no counts."""
    return {case.moved((c.sheet, place_of(c.cell))) for c in before.cells if c.fate == "checked"}


def _moved(case: Case, key: tuple) -> tuple:
    at: At = case.moved((key[1], key[2]))
    return key[0], at[0], at[1], *key[3:]


def told(case: Case, before, after, keys: list[tuple]) -> bool:
    """Whether an error or a warning that the valid workbook has not stands at the table or its sheet, or refuses it.

    A warning counts only in a row or column of the changed word or of a figure that differs.
    """
    if after.refusal is not None:
        return True
    known = {(found["code"], found["sheet"], found["cell"]) for found in before.problems}
    moved = {(code, *_where(case, sheet, cell)) for code, sheet, cell in known}
    for found in after.problems:
        if found["severity"] == "note" or (found["code"], found["sheet"], found["cell"]) in moved:
            continue
        if found["sheet"] == case.sheet or found["sheet"] is None and found["severity"] == "error":
            if found["cell"] is None or _near(case.book, case.sheet, found["cell"]):
                if found["severity"] == "error" or found["cell"] is None or _beside(case, found["cell"], keys):
                    return True
    return False


def _where(case: Case, sheet: str | None, cell: str | None) -> tuple[str | None, str | None]:
    if sheet is None or cell is None:
        return sheet, cell
    name, place = case.moved((sheet, place_of(cell.partition(":")[0])))
    return name, address(*place)


def _beside(case: Case, cell: str, keys: list[tuple]) -> bool:
    first, _, last = cell.partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    places = [key[2] for key in keys if key[1] == case.sheet] + ([] if case.bears == _EVERYWHERE else [case.bears[:2]])
    return any(top <= row <= bottom or left <= column <= right for row, column in places)


def _near(book: Book, sheet: str, cell: str) -> bool:
    held = next(page for page in book if page.name == sheet)
    row, column = place_of(cell.partition(":")[0])
    return row <= held.height and column <= held.width


def _declared(case: Case, key: tuple, was: dict | None, now: dict | None, fate: tuple) -> bool:
    """Whether the known word declares what became of one cell on which it bears."""
    (row, column), (top, left, bottom, right) = key[2], case.bears
    if not case.known or key[1] != case.sheet or not (top <= row <= bottom and left <= column <= right):
        return False
    if now is None:
        return fate in _fates(case)
    if was is None:
        return any(_says(case, field, now[field]) for field in _UNSTATED if field in now)
    changed = [field for field in now if now[field] != was.get(field)]
    return all(_says(case, field, now[field]) or now[field] in _UNSTATED.get(field, ()) for field in changed)


def _says(case: Case, field: str, value: object) -> bool:
    if field == "level":
        return any(kind == "level" for kind, _ in case.said) and value is not None
    if field == "role":
        return any(said == value for _, said in case.said)
    return any(_FIELDS.get(kind) == field and said == value for kind, said in case.said)


def _fates(case: Case) -> set[tuple]:
    """The fates that the word may give to a number."""
    fates = set()
    for kind, value in case.said:
        if kind == "aside":
            fates.add(("set_aside", value))
        elif kind == "partial":
            fates.add(("set_aside", "of_which"))
        elif kind in ("total", "parts"):
            fates |= {("checked", reason) for reason in ("row_total", "total", "subtotal")}
        elif kind == "period":
            fates |= {("set_aside", _PERIODS.get(value, "part_of_year")), ("set_aside", "other_period")}
            # A sheet "Năm cũ", a title "Năm 2018" say of all below that it is not of this year.
            fates |= {("set_aside", "sheet_ignored"), ("set_aside", "other_table")} if value == "earlier" else set()
    return fates


def _sentence(case: Case, wrong: list, after) -> str:
    shown = "; ".join(
        f"{k[0]} {k[1]}!{address(*k[2])} {_difference(was, now)} {fate}" for k, was, now, fate in wrong[:2]
    )
    told_at = [(p["code"], p["severity"], p["sheet"], p["cell"]) for p in after.problems]
    return f"{case.kind}: {case.what}: {len(wrong)} cells: {shown}; findings {told_at}"


def _difference(was: dict | None, now: dict | None) -> str:
    if was is None or now is None:
        return f"{was and dict(was)} -> {now and dict(now)}" if was is None else "lost"
    return ", ".join(f"{name}: {was.get(name)} -> {now[name]}" for name in now if now[name] != was.get(name))
