"""What ``emustats check`` says of every cell: its fate, the sum of the numbers, the second reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emustats.labels import value_label
from emustats.numbers import format_count
from emustats.schema import SEVERITY_RANK

if TYPE_CHECKING:
    import pandas as pd

    from emustats.dataset.verify import Verified
    from emustats.reference import Reference

# In the order in which a person asks: what is in the figures, what was compared with them, what else was used.
_ORDER = ("counted", "checked", "fact", "set_aside", "not_read")


def account_line(account: dict[str, int], lang: str) -> str:
    """The account in one line: how many numbers there are, and what became of them; the parts add up to the whole.

    >>> account_line({"counted": 1100, "checked": 80, "fact": 0, "set_aside": 24, "not_read": 0}, "vi")
    '1.204 số: 1.100 đã tính, 80 đã đối chiếu, 0 đã dùng, 24 để riêng, 0 chưa đọc.'
    """
    counts = [(account.get(fate, 0), value_label("fate", fate, lang).lower()) for fate in _ORDER]
    parts = ", ".join(f"{format_count(count, lang=lang)} {words}" for count, words in counts)
    whole = format_count(sum(count for count, _ in counts), lang=lang)
    return f"{whole} {'số' if lang == 'vi' else 'numbers'}: {parts}."


def verified_line(verified: Verified, lang: str) -> str:
    """How many cells the second reader compared, how many differ, and how many files have no second reader."""
    differing = int(verified.problems["code"].eq("verify_differs").sum())
    cells, without = format_count(verified.cells, lang=lang), len(verified.without)
    if lang == "vi":
        rest = f"; {without} tệp không có chương trình đọc thứ hai" if without else ""
        return f"Đọc lại bằng chương trình thứ hai: {cells} ô, {differing} ô khác{rest}."
    rest = f"; {without} files without a second reader" if without else ""
    return f"Read again by a second program: {cells} cells, {differing} differ{rest}."


def second_reading(path: Path, found: Any) -> Verified:
    """The cells that the tables name, read by a second program."""
    from emustats.dataset.verify import verify

    return verify(found, path if path.is_dir() else path.parent)


def with_problems(found: Any, added: pd.DataFrame) -> Any:
    """The data with more findings, the worst first."""
    import pandas as pd

    if added.empty:
        return found
    problems = pd.concat([pd.DataFrame(found.problems), added], ignore_index=True)
    problems = problems.sort_values(
        "severity", key=lambda held: held.map(SEVERITY_RANK), kind="stable", ignore_index=True
    )
    return replace(found, problems=problems)


def cells_of(path: Path, found: Any, reference: Reference | None) -> pd.DataFrame:
    """Every filled cell and its fate; of a folder with the file first. A refused workbook has none."""
    import pandas as pd

    import emustats
    from emustats import schema

    if hasattr(found, "cells"):
        return found.cells
    empty = schema.empty(schema.CELLS)
    sent = found.submissions.dropna(subset=["submission_id", "path"])
    read = sent.loc[sent["standing"].ne("refused") | sent["numbers"].notna(), "path"].drop_duplicates()
    frames = []
    for name in read if path.is_dir() else ():
        try:
            cells = emustats.read_submission(path / name, reference=reference).cells
        except emustats.EmustatsError:
            # Refused as a whole: its finding says so.
            continue
        frames.append(cells.assign(path=name)[["path", *cells.columns]])
    if not frames:
        return empty if path.is_file() else empty.assign(path=pd.array([], dtype="str"))[["path", *empty.columns]]
    return pd.concat(frames, ignore_index=True)
