"""What was read, as one frozen record of tidy frames: the Dataset of a folder, the Submission of one workbook."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd

from emustats import schema
from emustats.dataset.html import dataset_html, with_links
from emustats.reference import Reference, remember


@dataclass(frozen=True)
class Dataset:
    """What a folder of workbooks holds, as the tidy tables of docs/dictionary.md.

    ``awards`` to ``nominations`` hold the rows of accepted submissions only; ``submissions`` lists every
    workbook received and every unit that sent none, ``problems`` and ``fixes`` speak of all of them. ``account``: how
    many numbers of all workbooks were counted, checked, used as a fact, not read, set aside.
    """

    folder: Path
    submissions: pd.DataFrame
    awards: pd.DataFrame
    recipients: pd.DataFrame
    targets: pd.DataFrame
    scores: pd.DataFrame
    nominations: pd.DataFrame
    problems: pd.DataFrame
    fixes: pd.DataFrame
    reference: Reference
    account: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _link_problems(self, self.folder)

    def __repr__(self) -> str:
        counts = self.submissions["standing"].value_counts()
        standing = ", ".join(f"{counts[name]} {name}" for name in schema.STANDINGS if name in counts)
        severity = self.problems["severity"].value_counts()
        found = ", ".join(f"{severity[name]} {name}" for name in schema.SEVERITIES if name in severity)
        return f"<Dataset {self.folder.name}: {standing or 'no submission'}; problems: {found or 'none'}>"

    def _repr_html_(self) -> str:
        return dataset_html(self)


@dataclass(frozen=True)
class Submission:
    """What one workbook holds: the same frames as a Dataset, its rows of ``submissions`` (one a unit), and ``cells``: every
    filled cell with its fate, names of people masked."""

    path: Path
    submissions: pd.DataFrame
    awards: pd.DataFrame
    recipients: pd.DataFrame
    targets: pd.DataFrame
    scores: pd.DataFrame
    nominations: pd.DataFrame
    problems: pd.DataFrame
    fixes: pd.DataFrame
    reference: Reference
    cells: pd.DataFrame = field(default_factory=lambda: schema.empty(schema.CELLS))
    account: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _link_problems(self, self.path.parent)


def _link_problems(data: Dataset | Submission, folder: Path) -> None:
    """In a notebook ``data.problems`` links to file and cell, whichever way the dataset was made.

    Every frame says with which reference data it was read, so that a statistic of one frame knows the user's own.
    """
    key = remember(data.reference) if isinstance(data.reference, Reference) else None
    for name, frame in tables_of(data).items():
        if key and frame.attrs.get(schema.REFERENCE_KEY) != key:
            own = frame.copy(deep=False)
            own.attrs = {**frame.attrs, schema.REFERENCE_KEY: key}
            object.__setattr__(data, name, own)
    object.__setattr__(data, "problems", with_links(data.problems, folder, data.reference))


def tables_of(data: Dataset | Submission) -> dict[str, pd.DataFrame]:
    """All frames of a dataset or submission by name."""
    return {field.name: getattr(data, field.name) for field in fields(data) if field.name in schema.TABLES}
