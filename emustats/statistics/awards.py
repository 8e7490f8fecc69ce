"""Commendations counted: lượt by any grouping, totals and subtotals, “trong đó” with its remainder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from emustats import schema
from emustats.errors import UsageError
from emustats.reference.reporting import length_of_service_awards
from emustats.statistics.conforming import conform, reference_of
from emustats.statistics.grouping import By, as_list, check_choice, finish, grouped

if TYPE_CHECKING:
    import pandas as pd

    from emustats.reference import Reference

COUNTS = [*schema.RECIPIENTS, "total"]
_IN_TABLE = (
    "unit_id", "cluster_id", "year", "award_code", "award_class", "recipient", "basis", "state",
    "award_text", "submission_id",
)  # fmt: skip
_FROM_CATALOGUE = ("family", "level", "authority")
GROUPINGS = (*_IN_TABLE, *_FROM_CATALOGUE, "length_of_service")


def tally(
    awards: pd.DataFrame,
    *,
    by: By,
    state: By | None = None,
    recipient: By | None = None,
    only_luot: bool = True,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """Count lượt khen thưởng.

    One row for each combination of the ``by`` columns that occurs (one row in all for ``by=[]``), with the
    columns ``by``, ``collective``, ``individual``, ``household``, ``unknown`` and ``total`` (Int64).
    ``by`` may name unit_id, cluster_id, year, award_code, award_class, family, level, authority,
    recipient, basis, state, length_of_service, award_text, submission_id; family, level and authority come
    from the award catalogue. Rows whose key is NA (an award not recognised, a basis not
    written) have a row of their own, so that totals stay true.

    What is counted: award events, not distinct people; ``decided`` and ``received`` unless ``state`` asks
    for others, which are never mixed: several states together need "state" in ``by``. Awards
    that the catalogue marks as not a lượt (letters of praise, work classifications) are left out unless
    ``only_luot=False``. A length-of-service award is one whose basis says so, or, where no basis
    is written, one of ``length_of_service.csv``.

    A cell that holds no number ("-", "x") adds nothing; a figure is NA when such cells are all there is,
    and 0 when there is no cell at all.

    Raises UsageError for an unknown grouping or state, or for states that would be mixed; FrameError when
    a column is missing.

    >>> from emustats import schema
    >>> awards = schema.build("awards", {
    ...     "unit_id": ["bca-van-phong"] * 2, "award_code": ["BK_TTG"] * 2, "state": ["decided"] * 2,
    ...     "recipient": ["collective", "individual"], "award_count": [1, 2]})
    >>> tally(awards, by=["unit_id"]).to_dict("records")
    [{'unit_id': 'bca-van-phong', 'collective': 1, 'individual': 2, 'household': 0, 'unknown': 0, 'total': 3}]
    """
    keys = as_list(by)
    check_choice(keys, GROUPINGS, "Cách nhóm khen thưởng")
    counted = _counted(awards, keys, state, only_luot, reference)
    wanted = as_list(recipient)
    if wanted:
        check_choice(wanted, schema.RECIPIENTS, "Đối tượng khen thưởng")
        counted = counted[counted["recipient_kind"].isin(wanted)]
    return _sum(counted, keys)


def subtotals(
    awards: pd.DataFrame,
    *,
    by: By,
    state: By | None = None,
    only_luot: bool = True,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """A tally with its subtotals and grand total, which agree because they count the same rows.

    Columns as in ``tally`` plus ``depth``: how many of the ``by`` columns the row is broken down by. Depth
    0 is the grand total, ``len(by)`` the finest rows; columns beyond the depth are NA, and only ``depth``
    tells such an NA from a bucket of rows whose key is missing. Rows are ordered so that a total stands
    above its parts. Raises as ``tally``.
    """
    import pandas as pd

    keys = as_list(by)
    check_choice(keys, GROUPINGS, "Cách nhóm khen thưởng")
    counted = _counted(awards, keys, state, only_luot, reference)
    steps = [_sum(counted, keys[:depth]).assign(depth=depth) for depth in range(len(keys) + 1)]
    finest = steps[-1]
    for step in steps:
        for key in keys:
            if key not in step:
                step[key] = pd.Series(pd.NA, index=step.index, dtype=finest[key].dtype)
    stacked = pd.concat(steps, ignore_index=True)
    for key in keys:
        # a missing key that stands for "all" sorts above the values, a missing value below them
        stacked[f"_order_{key}"] = stacked[key].rank(method="dense").astype("Float64")
    for position, key in enumerate(keys):
        place = stacked[f"_order_{key}"].fillna(float("inf"))
        stacked[f"_order_{key}"] = place.mask(stacked["depth"] <= position, -1.0)
    ordered = stacked.sort_values([*(f"_order_{key}" for key in keys), "depth"], kind="stable")
    return ordered[["depth", *keys, *COUNTS]].reset_index(drop=True)


def of_which(
    awards: pd.DataFrame,
    *,
    parts: Mapping[str, By],
    column: str = "award_code",
    by: By = (),
    state: By | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """A “trong đó” breakdown: the total, the parts that were asked for, and what they leave over.

    ``parts`` maps a label to the values of ``column`` (one or several: a combined figure) that it adds up,
    for example ``{"Bằng khen cấp bộ": ["BK_BT", "BK_BOKHAC"]}``. One row a group and part, with the columns
    ``by``, ``part`` and the counts of ``tally``; the first ``part`` of a group is "total", the last
    "remainder" (total minus all parts, with everything not recognised), so that parts and remainder always
    make up the total and a partial breakdown is never forced to be complete.

    Raises UsageError when a value is asked for in two parts, or as ``tally``.
    """
    import pandas as pd

    keys = as_list(by)
    check_choice([*keys, column], GROUPINGS, "Cách nhóm khen thưởng")
    label_of: dict[str, str] = {}
    for label, values in parts.items():
        for value in as_list(values):
            if value in label_of:
                raise UsageError(f"“{value}” được tính ở hai phần: “{label_of[value]}” và “{label}”.")
            label_of[value] = label
    counted = _counted(awards, as_list([*keys, column]), state, True, reference)
    chosen = counted[column].map(label_of).astype("str")
    order = ["total", *parts, "remainder"]
    if len(set(order)) < len(order):
        raise UsageError("“total” và “remainder” là tên dành riêng, không dùng làm tên phần.")
    whole = _sum(counted, keys)
    frames = [whole]
    for label in parts:
        part = _sum(counted[chosen.eq(label).fillna(False)], keys)
        frames.append(_like(whole, part, keys))
    frames.append(_like(whole, _sum(counted[chosen.isna()], keys), keys))
    stacked = pd.concat([frame.assign(part=name) for name, frame in zip(order, frames, strict=True)])
    return stacked.sort_index(kind="stable")[[*keys, "part", *COUNTS]].reset_index(drop=True)


def _like(whole: pd.DataFrame, part: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """``part`` with a row for each row of ``whole``: a group without any cell of the part has 0 of it."""
    if not keys:
        return part
    absent = "_absent"
    joined = whole[keys].merge(part, on=keys, how="left", indicator=absent)
    missing = joined.pop(absent).eq("left_only")
    for name in COUNTS:
        joined[name] = joined[name].mask(missing, 0)
    return joined


def _counted(
    awards: pd.DataFrame, keys: list[str], state: By | None, only_luot: bool, reference: Reference | None
) -> pd.DataFrame:
    """The rows that count, with their keys, the kind of recipient and the count."""
    needed = [key for key in keys if key in _IN_TABLE]
    awards = conform(awards, "awards", dict.fromkeys([*needed, "award_code", "recipient", "state", "award_count"]))
    catalogue = reference_of(awards, reference)
    rows = awards.loc[is_luot(awards, states=states_asked(state, keys), only_luot=only_luot, reference=catalogue)]
    counted = rows[needed].copy()
    for key in keys:
        if key in _FROM_CATALOGUE:
            values = {code: getattr(award, key) or None for code, award in catalogue.awards.items()}
            counted[key] = rows["award_code"].map(values).astype("str")
    if "length_of_service" in keys:
        counted["length_of_service"] = is_length_of_service(rows, catalogue)
    known = rows["recipient"].isin(schema.RECIPIENTS)
    counted["recipient_kind"] = rows["recipient"].where(known, "unknown")
    counted["award_count"] = rows["award_count"]
    return counted[list(dict.fromkeys([*keys, "recipient_kind", "award_count"]))]


def is_luot(
    frame: pd.DataFrame, *, states: list[str], only_luot: bool = True, reference: Reference | None = None
) -> pd.Series:
    """For each row of awards or recipients whether it counts: by its state and by its award."""
    kept = frame["state"].isin(states)
    if not only_luot:
        return kept
    outside = [code for code, award in reference_of(frame, reference).awards.items() if not award.counts_as_luot]
    return kept & ~frame["award_code"].isin(outside)


def states_asked(state: By | None, keys: list[str]) -> list[str]:
    """The states to count; decided and received unless asked, and never two others added up."""
    states = as_list(state)
    if not states:
        return list(schema.COUNTED_STATES)
    check_choice(states, schema.STATES, "Trạng thái")
    if len(states) > 1 and "state" not in keys and set(states) != set(schema.COUNTED_STATES):
        raise UsageError(
            f"Không cộng gộp các trạng thái {', '.join(states)}: chỉ “decided” và “received” được cộng thành lượt. "
            "Hãy hỏi từng trạng thái, hoặc thêm “state” vào by."
        )
    return states


def is_length_of_service(awards: pd.DataFrame, reference: Reference | None = None) -> pd.Series:
    """For each row whether it is a length-of-service (niên hạn) award: by its basis, else by its code."""
    by_code = awards["award_code"].isin(length_of_service_awards(reference_of(awards, reference)))
    if "basis" not in awards:
        return by_code
    return awards["basis"].eq("length_of_service").fillna(False).where(awards["basis"].notna(), by_code).astype(bool)


def _sum(counted: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add up the counts of each group: NA where cells are there but none holds a number, 0 without cells."""
    parts = counted[keys].copy()
    for kind in schema.RECIPIENTS:
        there = counted["recipient_kind"].eq(kind)
        parts[f"_{kind}"] = counted["award_count"].where(there)
        parts[f"_{kind}_cells"] = there.astype("int64")
    parts["_total"] = counted["award_count"]
    parts["_total_cells"] = 1
    groups = grouped(parts, keys)
    columns = [f"_{name}" for name in COUNTS]
    sums = groups[columns].sum(min_count=1).astype("Int64")
    cells = groups[[f"{column}_cells" for column in columns]].sum()
    sums = sums.mask(cells.eq(0).to_numpy(), 0)
    sums.columns = COUNTS
    return finish(sums, keys)
