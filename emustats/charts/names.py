"""What the codes in a frame are called on a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from emustats.charts.words import coded, current_language, word
from emustats.reference import load
from emustats.reference.names import award_name, cluster_name, unit_name

if TYPE_CHECKING:
    from emustats.reference import Reference


def names(values: Iterable[object], column: str, reference: Reference | None = None) -> list[str]:
    """The Vietnamese names of the codes of ``column``; a code without a name stands for itself, NA is said in words."""
    registry = reference or load()
    return [_name(value, column, registry) for value in values]


def joined_names(frame: pd.DataFrame, columns: Sequence[str], reference: Reference | None = None) -> list[str]:
    """One label a row from several columns of codes, such as "Cụm thi đua số 6, 2019"."""
    parts = [names(frame[column], column, reference) for column in columns]
    return [", ".join(words) for words in zip(*parts, strict=True)]


def _name(value: object, column: str, registry: Reference) -> str:
    if pd.isna(value):
        key = {"unit_id": "unit_unknown", "cluster_id": "cluster_unknown", "award_code": "award_unknown"}.get(column)
        return word(key or ("level_unknown" if column == "level" else "unknown"))
    text = str(value)
    if column == "unit_id" and text in registry.units:
        return unit_name(registry, text)
    if column == "award_code" and text in registry.awards:
        return award_name(registry, text)
    if column == "cluster_id":
        return cluster_name(registry, text, current_language())
    return coded(column, text)
