"""Which columns or rows of numbers count, which check others, which are set aside: added only where provably disjoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from emustats.reading.sheet.grammar import Grammar
from emustats.reading.sheet.headers import Column
from emustats.reading.tables.measures import Measure, measures_of
from emustats.text import parse_recipient

Values = Mapping[int, Mapping[int, float]]
_REASONS = {"earlier": "earlier_period", "later": "later_period", "longer": "longer_period", "estimate": "estimate"}
_MONTHS = [f"m{month}" for month in range(1, 13)]
_TILES = ({"q1", "q2", "q3", "q4"}, {"h1", "h2"}, {"h1", "q3", "q4"}, {"part9", "q4"}, {"q1", "q2", "h2"}, set(_MONTHS))
_OF_NOBODY = frozenset({"decision", "date", "remark", "line_code", "measure"})
# Sums that agree in most rows prove a total; a row or two may hold a mistake.
_MOSTLY = 0.6


class Aside(NamedTuple):
    """A column that does not count: why, and the finding that says so (none for what is plainly no count)."""

    measure: Measure
    reason: str
    code: str = ""
    details: tuple[tuple[str, object], ...] = ()


class Selection(NamedTuple):
    """The columns that are data, those that total them, "of which" columns, and those left out with their reasons."""

    data: list[Measure]
    checks: list[Measure]
    partial: list[Measure]
    aside: list[Aside]


def select(measures: list[Measure], values: Values, blank: set[str]) -> Selection:
    """Settle what each column of numbers is. ``blank``: the parts of the year whose columns are left blank."""
    chosen = Selection([], [], [], [])
    open_measures: list[Measure] = []
    for measure in measures:
        if measure.unknown:
            chosen.aside.append(Aside(measure, "label_unknown", "label_unknown"))
        elif not measure.is_named:
            chosen.aside.append(Aside(measure, "no_label", "column_without_label"))
        elif measure.aside:
            # "Quyết định" over "Tập thể" and "Cá nhân": what is no count has no recipients. Under them it is a column of its own.
            is_parted = measure.aside in _OF_NOBODY and parse_recipient(measure.path[-1]) is not None
            code = "column_not_understood" if is_parted else ""
            chosen.aside.append(Aside(measure, measure.aside, code))
        else:
            open_measures.append(measure)
    open_measures = _periods(open_measures, chosen, blank)
    _weak_states(open_measures)
    open_measures = _repeated(open_measures, values, chosen)
    _totals(open_measures, values, chosen)
    _overlaps(chosen, values)
    _witnesses(chosen)
    return chosen


def makes_year(parts: set[str]) -> bool:
    """Whether parts of the year, none overlapping another, make up the whole.

    >>> makes_year({"q1", "q2", "q3", "q4"}), makes_year({"h1"})
    (True, False)
    """
    return any(parts == tile for tile in _TILES)


def is_part(period: str) -> bool:
    """Whether a period is a part of the year: a half, a quarter, a month, nine months.

    >>> is_part("q2"), is_part("year"), is_part("earlier"), is_part("2019")
    (True, False, False, False)
    """
    return period != "year" and period not in _REASONS and not period.isdigit()


def with_blank(parts: set[str], blank: set[str]) -> set[str]:
    """The parts of the year that are told: a month or quarter left blank before a later one with figures has none.

    >>> sorted(with_blank({"q1", "q4"}, {"q2", "q3"})), sorted(with_blank({"q1", "q2"}, {"q3", "q4"}))
    (['q1', 'q2', 'q3', 'q4'], ['q1', 'q2'])
    """
    numbered = [(part[0], int(part[1:])) for part in parts if part[0] in "mq"]
    return parts | {
        part
        for part in blank
        if part[0] in "mq" and any(kind == part[0] and place > int(part[1:]) for kind, place in numbered)
    }


def blank_parts(columns: tuple[Column, ...], filled: frozenset[int], words: Grammar, year: int | None) -> set[str]:
    """The parts of the year whose columns are headed and left blank."""
    unfilled = [c for c in columns if c.role == "" and c.path and c.column not in filled]
    return {m.period for m in measures_of(unfilled, words, year) if is_part(m.period) and not m.aside}


def _weak_states(measures: list[Measure]) -> None:
    """ "Kết quả" beside "Đề nghị" states what is decided."""
    if any(m.state not in (None, "decided") for m in measures):
        for place, measure in enumerate(measures):
            if measure.is_weak and measure.state is None:
                measures[place] = measure._replace(state="decided")


def _periods(measures: list[Measure], chosen: Selection, blank: set[str]) -> list[Measure]:
    """The columns of the whole year; parts only where they make it up, other periods set aside."""
    whole = [m for m in measures if m.period == "year"]
    others = [m for m in measures if m.period != "year"]
    tiling = with_blank({m.period for m in others if m.period not in _REASONS}, blank)
    if whole and makes_year(tiling):
        # The parts make up the year that stands beside them: they are the data, the year is their total.
        chosen.checks.extend(whole)
        return _periods(others, chosen, blank)
    if whole:
        for measure in others:
            chosen.aside.append(Aside(measure, _REASONS.get(measure.period, "part_of_year")))
        return whole
    if not others:
        return []
    stated = {m.period for m in others}
    parts = [m for m in others if m.period not in _REASONS]
    named = with_blank({m.period for m in parts}, blank)
    if makes_year(named) or len(named) >= 9 and named == set(_MONTHS[: len(named)]):
        for measure in others:
            if measure not in parts:
                chosen.aside.append(Aside(measure, _REASONS[measure.period]))
        if len(named) < 12 and named <= set(_MONTHS):
            chosen.aside.append(Aside(parts[0], "", "part_of_year_counted"))
        return parts
    estimates = [m for m in others if m.period == "estimate"]
    if estimates:
        for measure in others:
            if measure not in estimates:
                chosen.aside.append(Aside(measure, _REASONS.get(measure.period, "part_of_year")))
        chosen.aside.append(Aside(estimates[0], "", "estimate_counted"))
        return estimates
    only_other = stated <= {"earlier", "later", "longer"} or all(period.isdigit() for period in stated)
    for measure in others:
        code = "years_unclear" if only_other else "part_of_year_only"
        reason = "years_unclear" if only_other else "part_of_year_only"
        chosen.aside.append(Aside(measure, reason, code))
    return []


def _repeated(measures: list[Measure], values: Values, chosen: Selection) -> list[Measure]:
    """Columns that state the same: a copy counts once; different figures are neither counted."""
    groups: dict[tuple[object, ...], list[Measure]] = {}
    for measure in measures:
        key = (*sorted(measure.facts.items()), measure.period, measure.is_total, measure.is_partial)
        groups.setdefault(key, []).append(measure)
    kept = []
    for group in groups.values():
        first = group[0]
        same = [
            m for m in group[1:] if _row_values(m, values) == _row_values(first, values) or not values.get(m.column)
        ]
        filled = [m for m in group if values.get(m.column)]
        if len(group) == 1 or len(same) == len(group) - 1 and values.get(first.column):
            kept.append(first)
            chosen.aside.extend(Aside(m, "repeated") for m in group[1:])
        elif len(filled) <= 1:
            kept += filled or group[:1]
            chosen.aside.extend(Aside(m, "repeated") for m in group if m not in kept)
        else:
            labels = " · ".join(" / ".join(m.path) for m in group)
            chosen.aside.extend(Aside(m, "same_facts", "columns_same_facts", (("other", labels),)) for m in group)
    return sorted(kept, key=lambda m: m.column)


def _row_values(measure: Measure, values: Values) -> dict[int, float]:
    return {row: value for row, value in values.get(measure.column, {}).items() if value}


def _totals(measures: list[Measure], values: Values, chosen: Selection) -> None:
    """Set totals apart from their parts: a column that states less than a neighbour is the total of it."""
    left = list(measures)
    for measure in measures:
        finer = [m for m in left if m is not measure and _states_more(m, measure)]
        if not finer:
            continue
        added = {name for m in finer for name in m.facts.keys() - measure.facts.keys()}
        if added & {"recipient", "award"} or _adds_up(measure, finer, values):
            chosen.checks.append(measure)
            left.remove(measure)
        elif _is_whole(measure, finer, values):
            for part in finer:
                left.remove(part)
                chosen.aside.append(_part_of(part, measure))
    for measure in left:
        (chosen.partial if measure.is_partial and _is_of_which(measure, left, chosen) else chosen.data).append(measure)


def _part_of(part: Measure, whole: Measure) -> Aside:
    """A part that does not make up its whole with others: an "of which" says so itself, any other is told."""
    if part.is_partial:
        return Aside(part, "of_which")
    code = "parts_below_total" if whole.is_total else "columns_may_overlap"
    return Aside(part, "of_which", code, (("other", " / ".join(whole.path)),))


def _is_of_which(measure: Measure, left: list[Measure], chosen: Selection) -> bool:
    """Whether an "of which" column without facts of its own stands beside counts that it is part of."""
    return not measure.facts and any(m is not measure for m in left) and not chosen.checks


def _states_more(one: Measure, other: Measure) -> bool:
    """Whether one column states all that the other states and more."""
    facts, fewer = one.facts, other.facts
    if one.period != other.period and other.period != "year":
        return False
    if all(facts.get(name) == value for name, value in fewer.items()):
        return len(facts) > len(fewer) or other.is_total and not one.is_total or one.is_partial and not other.is_partial
    return False


def _adds_up(total: Measure, parts: list[Measure], values: Values) -> bool:
    """Whether the finest parts of a column sum up to it in most rows."""
    finest = [p for p in parts if not any(q is not p and _states_more(q, p) for q in parts)]
    rows = [row for row, value in values.get(total.column, {}).items() if value == value]
    if not rows:
        return True
    agree = sum(
        total_value == sum(values.get(p.column, {}).get(row, 0) or 0 for p in finest)
        for row in rows
        if (total_value := values[total.column][row]) is not None
    )
    return agree >= _MOSTLY * len(rows)


def _is_whole(whole: Measure, parts: list[Measure], values: Values) -> bool:
    """Whether no part of a column is larger than the column in any row."""
    held = values.get(whole.column, {})
    return all(value <= held.get(row, 0) for part in parts for row, value in values.get(part.column, {}).items())


def disjoint(one: Measure, other: Measure) -> bool:
    """Whether two columns provably count different things: some dimension that both state with different values."""
    facts, others = one.facts, other.facts
    return one.period != other.period or any(facts[name] != others[name] for name in facts.keys() & others.keys())


def _overlaps(chosen: Selection, values: Values) -> None:
    """Columns that are neither disjoint nor total of one another may count the same twice."""
    refused: set[int] = set()
    data = list(chosen.data)
    for place, one in enumerate(data):
        for other in data[place + 1 :]:
            if disjoint(one, other) or one.column in refused or other.column in refused:
                continue
            left, right = _split(data, one, other)
            if left and _same_sums(left, right, values):
                code = "" if _tells_apart(left, right) else "columns_say_the_same"
                other_label = " / ".join(left[0].path)
                for measure in right:
                    refused.add(measure.column)
                    chosen.aside.append(Aside(measure, "alternative_breakdown", code, (("other", other_label),)))
                continue
            loser = other if "recipient" in one.facts else one if "recipient" in other.facts else other
            winner = one if loser is other else other
            refused.add(loser.column)
            details = (("other", " / ".join(winner.path)),)
            chosen.aside.append(Aside(loser, "may_overlap", "columns_may_overlap", details))
    chosen.data[:] = [m for m in data if m.column not in refused]


def _split(data: list[Measure], one: Measure, other: Measure) -> tuple[list[Measure], list[Measure]]:
    """The columns that break down by what one states, and those that break down by what the other states instead."""
    first, second = set(one.facts) - set(other.facts), set(other.facts) - set(one.facts)
    left = [m for m in data if first <= set(m.facts) and not second & set(m.facts)]
    right = [m for m in data if second <= set(m.facts) and not first & set(m.facts)]
    if "recipient" in second:
        left, right = right, left
    return left, right


def _tells_apart(left: list[Measure], right: list[Measure]) -> bool:
    """Whether columns break down by something: more than one value of what they alone state."""
    own = {name for m in left for name in m.facts} - {name for m in right for name in m.facts}
    return any(len({m.facts.get(name) for m in left}) > 1 for name in own)


def _same_sums(left: list[Measure], right: list[Measure], values: Values) -> bool:
    rows = {row for m in (*left, *right) for row in values.get(m.column, {})}
    sums = [
        tuple(sum(values.get(m.column, {}).get(row, 0) or 0 for m in side) for side in (left, right)) for row in rows
    ]
    return bool(sums) and sum(a == b for a, b in sums) >= _MOSTLY * len(sums)


def _witnesses(chosen: Selection) -> None:
    """What is set aside as dependent must have a counted column it depends on; else a finding."""
    if chosen.data or chosen.checks:
        return
    for place, aside in enumerate(chosen.aside):
        if aside.reason in ("of_which", "plan", "part_of_year", "earlier_period") and not aside.code:
            chosen.aside[place] = aside._replace(code="column_without_witness")
