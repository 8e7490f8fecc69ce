"""``es.load``: a folder read, checked as a whole, and corrected by the lines that people wrote beside it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats.dataset.read import read_folder
from emustats.review.checks import check
from emustats.review.corrections import apply, worst_first

if TYPE_CHECKING:
    from emustats.dataset.read import Progress
    from emustats.dataset.record import Dataset
    from emustats.reference import Reference

CORRECTIONS = "corrections.csv"


def load(
    path: str | os.PathLike[str],
    *,
    reference: str | os.PathLike[str] | Reference | None = None,
    cache: bool = True,
    on_duplicate: str = "latest",
    progress: Progress | None = None,
    keep_names: bool = False,
) -> Dataset:
    """Read every workbook under a folder (or one workbook) into tidy frames; a bad one never stops the others.

    ``reference``: a folder whose CSV files extend or replace rows of the built-in registries. ``cache=False``
    reads everything anew; otherwise workbooks whose bytes are known are taken from the cache of this user.
    ``on_duplicate``: of two workbooks of one unit and year take the "latest", refuse both ("error"), or count
    "all". ``progress`` is called with (workbooks done, workbooks in all). ``keep_names`` keeps the names of people
    in a column ``name`` of ``recipients`` and leaves the cache alone.

    Absent cells give no row; a row whose count is NA held "-", "x" or something unreadable, which ``text`` and
    ``problems`` tell apart. ``problems`` holds the findings of each workbook and those that only the whole shows
    (``emustats.review.checks.check``). Where a file ``corrections.csv`` lies beside the folder (``data/corrections.csv``
    for ``data/sample``), its lines are carried out, each leaving a row in ``fixes``; without it, or with another
    file: ``complete(emustats.dataset.read.read_folder(path), corrections)``.

    Raises UsageError when the path does not exist, ReferenceDataError when a registry is wrong, CorrectionError
    when a line of the corrections matches nothing.

    >>> import emustats as es
    >>> data = es.load("data/sample")  # doctest: +SKIP
    >>> data.awards.groupby("unit_id")["award_count"].sum()  # doctest: +SKIP
    """
    data = read_folder(
        path,
        reference=reference,
        cache=cache,
        on_duplicate=on_duplicate,
        progress=progress,
        keep_names=keep_names,
    )
    completed: Dataset = complete(data, beside(path))
    return completed


def beside(path: str | os.PathLike[str]) -> Path | None:
    """The file of corrections that belongs to a folder; None for a single workbook, or where there is none."""
    folder = Path(path).absolute()
    file = folder.parent / CORRECTIONS
    return file if folder.is_dir() and file.is_file() else None


def complete(data: Any, corrections: str | Path | None = None) -> Any:
    """The data with what only the whole shows among its problems, and with the corrections of a file carried out."""
    found = check(data)
    if len(found):
        problems = pd.concat([pd.DataFrame(data.problems), found], ignore_index=True)
        data = replace(data, problems=problems.loc[worst_first(problems["severity"])].reset_index(drop=True))
    return data if corrections is None else apply(data, corrections)
