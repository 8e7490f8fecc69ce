"""What a row of each tidy table is made of when it leaves a reader; batch.py sends the fields as columns."""

from __future__ import annotations

from typing import NamedTuple


class AwardRow(NamedTuple):
    """One count in one cell. ``level``: who gives the award, where its name does not say; ``unit_id``: the unit that
    the table names for it, None when it is the sender's."""

    sheet: str
    cell: str
    text: str
    award_text: str | None
    award_code: str | None
    award_class: str | None
    recipient: str
    basis: str | None
    state: str | None
    award_count: int | None
    is_approximate: bool
    level: str | None = None
    unit_id: str | None = None


class RecipientRow(NamedTuple):
    """One line of a list of names; ``name`` is None unless names were asked for."""

    sheet: str
    cell: str
    text: str
    award_text: str | None
    award_code: str | None
    award_class: str | None
    recipient: str
    basis: str | None
    state: str | None
    decision_no: str | None
    decision_date: str | None
    person_key: str
    unit_id: str | None = None
    name: str | None = None


class TargetRow(NamedTuple):
    """One registered target with the cells of its plan and result."""

    sheet: str
    cell: str | None
    text: str | None
    target_no: str
    title: str
    measure: str | None
    kind: str | None
    planned: float | None
    planned_text: str | None
    planned_cell: str | None
    planned_adjusted: float | None
    planned_adjusted_text: str | None
    planned_adjusted_cell: str | None
    actual: float | None
    self_assessed: str | None
    is_estimate: bool = False
    unit_id: str | None = None


class ScoreRow(NamedTuple):
    """One criterion with its points and their cells."""

    sheet: str
    cell: str
    text: str | None
    criterion: str
    max_points: float | None
    self_points: float | None
    cross_points: float | None
    cluster_points: float | None
    max_cell: str | None
    cross_cell: str | None
    cluster_cell: str | None
    unit_id: str | None = None


class NominationRow(NamedTuple):
    """One proposal with its number and votes."""

    sheet: str
    cell: str
    text: str
    award_text: str | None
    award_code: str | None
    recipient: str
    nominated_count: int | None
    votes: int | None
    unit_id: str | None = None
    votes_cell: str | None = None


class CellFate(NamedTuple):
    """One filled cell and what became of it; ``row`` is the number of the row of ``table`` that it feeds."""

    sheet: str
    cell: str
    text: str
    fate: str
    reason: str | None
    table: str | None
    row: int | None


class Fix(NamedTuple):
    """One automatic repair of a cell."""

    rule: str
    sheet: str
    cell: str
    before: str
    after: str


RECORDS: dict[str, type[NamedTuple]] = {
    "awards": AwardRow,
    "recipients": RecipientRow,
    "targets": TargetRow,
    "scores": ScoreRow,
    "nominations": NominationRow,
}
