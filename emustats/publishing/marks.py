"""What must stand on everything that is published: is the data illustrative, are the figures provisional."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emustats.dataset.record import Dataset

ILLUSTRATIVE_FILE = "SO-LIEU-MINH-HOA.txt"
ILLUSTRATIVE = {"vi": "SỐ LIỆU MINH HỌA", "en": "ILLUSTRATIVE DATA"}
PROVISIONAL = {"vi": "SỐ LIỆU TẠM TÍNH", "en": "PROVISIONAL FIGURES"}


def is_illustrative(data: Dataset) -> bool:
    """Whether the workbooks come from a folder declared illustrative.

    A folder is, with all below it, when it holds a file named SO-LIEU-MINH-HOA.txt.
    """
    folder = Path(data.folder).resolve()
    return any((each / ILLUSTRATIVE_FILE).is_file() for each in (folder, *folder.parents))


def marks(data: Dataset, *, status: str | None, lang: str = "vi") -> list[str]:
    """The marks that published figures carry, most important first; empty for real and final ones."""
    found = [ILLUSTRATIVE[lang]] if is_illustrative(data) else []
    return [*found, PROVISIONAL[lang]] if status == "provisional" else found
