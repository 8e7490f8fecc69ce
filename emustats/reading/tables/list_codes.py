"""Codes that stand for names in a list: the workbook's own code lists, wherever they stand."""

from __future__ import annotations

from emustats.reading.sheet.grid import Grid
from emustats.reading.sheet.vocabulary import mark_kind
from emustats.text import match_key

Codes = dict[str, str]


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
                said = grid.texts[other] if other is not None else None
                if said is None:
                    continue
                name = said.strip()
                if name and not _is_code(name) and not name[0].isdigit() and mark_kind(name) is None:
                    if found.get(text, name) != name and match_key(found[text]) != match_key(name):
                        clashing.add(text)
                    found.setdefault(text, name)
                    break
    return {code: name for code, name in found.items() if code not in clashing}


def _is_code(text: str) -> bool:
    return text.isdigit() and len(text) >= 6
