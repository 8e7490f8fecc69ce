"""Plan and result of a target on one scale, so that they can be compared; what cannot be is left open."""

from __future__ import annotations

from emustats.reading.sheet.grid import Grid
from emustats.reading.tables import target_words as words_of
from emustats.reading.tables.readout import Readout, fix
from emustats.reading.tables.target_kinds import Facts
from emustats.reading.tables.target_values import Value, plan_of
from emustats.reference import Reference


def plan_of_sentence(values: dict[str, Value]) -> dict[str, Value]:
    """Plan and result that one sentence names: the plan goes where none is written."""
    said = next((value for value in values.values() if value.plan is not None), None)
    if said is None or said.plan is None:
        return values
    named = said._replace(number=said.plan.value, is_percent=said.plan.is_percent, ratio=None, plan=None)
    settled = dict(values)
    if values["actual"] is not said:
        if values["actual"].text is not None:
            return settled
        settled["actual"] = said._replace(plan=None)
        settled["planned"] = named
    elif values["planned"].text is None and values["planned_adjusted"].text is None:
        settled["planned"] = named
    else:
        plan = plan_of(values)
        if plan.number is not None and plan.number != said.plan.value:
            settled["actual"] = said._replace(number=None, problem="value_not_readable")
    return settled


def settled(out: Readout, grid: Grid, values: dict[str, Value], facts: Facts, reference: Reference) -> dict[str, Value]:
    """Values on one scale: shares in per cent, and "12/12" as what its plan asks for."""
    stated = (
        "%" in facts.title
        or "%" in facts.plan_label
        or "%" in facts.measure
        or words_of.starts("title.percent", facts.measure, reference) > 0
    )
    in_percent = stated or any(value.is_percent for value in values.values())
    values = {role: _ratio_settled(value, values, role, in_percent=in_percent) for role, value in values.items()}
    if in_percent and not stated:
        values = _of_one_measure(values, facts, reference)
    values = _of_one_period(values, reference)
    if not in_percent:
        return values
    return _scaled(out, grid, values)


def _of_one_measure(values: dict[str, Value], facts: Facts, reference: Reference) -> dict[str, Value]:
    """A share answers no number of things ("12 lớp", "100%"), and a number of things no share."""
    plan, actual = plan_of(values), values["actual"]
    if plan.number is None or actual.number is None or plan.is_percent == actual.is_percent:
        return values
    signed, other = (plan, actual) if plan.is_percent else (actual, plan)
    counts_things = bool(other.unit or facts.measure) or words_of.starts("title.number", facts.title, reference) > 0
    if not counts_things or other.is_fraction and 0 < (other.number or 0) <= 1:
        return values
    return {**values, "actual": actual._replace(number=None, problem="percent_unclear")}


def _of_one_period(values: dict[str, Value], reference: Reference) -> dict[str, Value]:
    """A plan for each month ("02 buổi/tháng") is compared with no result of the year."""
    per_part = {role for role, v in values.items() if v.text and words_of.said("value.per_part", v.text, reference)}
    held = {role for role, v in values.items() if v.number is not None}
    if not per_part & held or held <= per_part:
        return values
    return {
        role: value._replace(number=None, problem="value_not_readable") if role in per_part & held else value
        for role, value in values.items()
    }


def _ratio_settled(value: Value, values: dict[str, Value], role: str, *, in_percent: bool) -> Value:
    if value.ratio is None:
        return value
    part, base, percent = value.ratio
    share = round(part * 100 / base, 10) if base else None
    if share is None or role != "actual":
        return value._replace(problem="value_not_readable")
    if in_percent:
        agrees = percent is None or abs(percent - share) <= 0.6
        number = share if percent is None else percent
        return value._replace(number=number, is_percent=True, problem=None if agrees else "rate_differs")
    plan = plan_of(values)
    if plan.number == base:
        return value._replace(number=part)
    return value._replace(problem="value_not_readable")


def _scaled(out: Readout, grid: Grid, values: dict[str, Value]) -> dict[str, Value]:
    """Bring the values of a target in per cent to one scale: 0.95, 95, "95%" are all 95."""
    held = [(role, v) for role, v in values.items() if v.number is not None]
    signed = [v for _, v in held if v.is_percent]
    fractions = [(role, v) for role, v in held if v.is_fraction and v.number is not None and 0 < v.number <= 1]
    others = [v for _, v in held if not v.is_percent and v.number is not None and (not v.is_fraction or v.number > 1)]
    if not fractions:
        return values
    scaled = dict(values)
    certain = not others and all(v.number is not None and v.number > 1 for v in signed)
    for role, value in fractions:
        if value.number is None or value.place is None:
            continue
        if certain:
            scaled[role] = value._replace(number=round(value.number * 100, 10))
            fix(out, "percent_fraction", grid, value.place, value.text, f"{scaled[role].number:g}")
        else:
            scaled[role] = value._replace(number=None, problem="percent_unclear")
    return scaled
