"""Who was commended: the highest award of each unit, and distinct recipients beside lượt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats import schema
from emustats.statistics.awards import COUNTS, is_luot, states_asked, tally
from emustats.statistics.conforming import conform, reference_of
from emustats.statistics.grouping import By, as_list, check_choice, finish, grouped

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference

_GROUPINGS = ("unit_id", "cluster_id", "year", "award_code", "award_class", "basis", "state")
_DISTINCT = ("distinct_collectives", "distinct_individuals", "distinct_households", "distinct_unknown")
_SIDES = {"collective": "rank_collective", "individual": "rank_individual"}


def highest(
    awards: pd.DataFrame, *, by: By = ("unit_id", "year"), state: By | None = None, reference: Reference | None = None
) -> pd.DataFrame:
    """The highest award of each group, for its collectives and for its individuals.

    One row a group, recipient (collective, individual) and award, with the columns ``by``, ``recipient``,
    ``award_code``, ``award_class``, ``rank`` (Int64, 1 is highest) and ``award_count``. The order is that of
    ``rank_collective`` and ``rank_individual`` in the award catalogue, then the class (I before II before
    III, a class not written last); awards of equal rank all stay, so one group may have several rows.
    Awards without a rank, without a count or with a count of zero are not considered; ``by`` may include
    "family" to ask for the highest title and the highest form apart.

    The order is for display only: no law ranks titles against forms of commendation.
    """
    import pandas as pd

    keys = as_list(by)
    fine = list(dict.fromkeys([*keys, "award_code", "award_class"]))
    catalogue = reference_of(awards, reference)
    counted = tally(awards, by=fine, state=state, reference=catalogue)
    sides = []
    for recipient, rank in _SIDES.items():
        ranks = {code: getattr(award, rank) for code, award in catalogue.awards.items()}
        side = counted[fine].assign(recipient=recipient, award_count=counted[recipient])
        side["rank"] = pd.array(pd.to_numeric(side["award_code"].map(ranks)), dtype="Int64")
        sides.append(side[side["rank"].notna() & side["award_count"].gt(0).fillna(False)])
    ladder = pd.concat(sides, ignore_index=True)
    ladder["recipient"] = ladder["recipient"].astype("str")
    steps = {name: place for place, name in enumerate(schema.CLASSES)}
    ladder["_order"] = ladder["rank"] * 10 + ladder["award_class"].map(steps).fillna(len(steps)).astype("Int64")
    best = grouped(ladder, [*keys, "recipient"])["_order"].transform("min")
    chosen = ladder[ladder["_order"].eq(best)]
    columns = list(dict.fromkeys([*keys, "recipient", "award_code", "award_class", "rank", "award_count"]))
    return chosen.sort_values([*keys, "recipient", "award_code"], kind="stable")[columns].reset_index(drop=True)


def distinct(
    recipients: pd.DataFrame,
    *,
    by: By,
    awards: pd.DataFrame | None = None,
    state: By | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """Distinct collectives and individuals in the lists of names, beside lượt.

    One row a group, with the columns ``by``, ``lines`` (lines of the lists that count as lượt),
    ``distinct_collectives``, ``distinct_individuals``, ``distinct_households``, ``distinct_unknown`` and
    ``lines_without_name`` (lines that name nobody and so cannot be told apart); all Int64. Base: pairs of
    unit and ``person_key``, the keyed hash of the name, because the same name in two units is mostly two
    people; two people of one name inside a unit count once. States and awards are chosen as in ``tally``.

    With ``awards`` the lượt of the same groups stand beside, as ``luot_collective``, ``luot_individual``,
    ``luot_household``, ``luot_unknown`` and ``luot_total``; NA where only one of the two tables has the group.
    """
    keys = as_list(by)
    check_choice(keys, _GROUPINGS, "Cách nhóm danh sách")
    reference = reference_of(recipients, reference)
    recipients = conform(recipients, "recipients", [*keys, "unit_id", "award_code", "recipient", "state", "person_key"])
    counts = is_luot(recipients, states=states_asked(state, keys), reference=reference)
    lines = recipients.loc[counts].reset_index(drop=True)
    kind = lines["recipient"].where(lines["recipient"].isin(schema.RECIPIENTS), "unknown")
    named = lines["person_key"].notna()
    identity = lines[list(dict.fromkeys([*keys, "unit_id", "person_key"]))].assign(recipient=kind)
    first = named & ~identity.duplicated()
    marks = {"lines": named | ~named}
    for name, recipient in zip(_DISTINCT, schema.RECIPIENTS, strict=True):
        marks[name] = first & kind.eq(recipient)
    marks["lines_without_name"] = ~named
    counted = lines[keys].assign(**{name: mark.astype("int64") for name, mark in marks.items()})
    result = finish(grouped(counted, keys)[list(marks)].sum().astype("Int64"), keys)
    if awards is None:
        return result
    beside = tally(awards, by=keys, state=state, reference=reference).rename(
        columns={name: f"luot_{name}" for name in COUNTS}
    )
    if not keys:
        return result.join(beside)
    return result.merge(beside, on=keys, how="outer", sort=True)
