"""The kind of a target: as its cell names it, as its plan implies it, or as its title says; and plans in titles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from emustats.dates import find_year, parse_deadline
from emustats.numbers import parse_number, parse_range
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.tables import target_words as words_of
from emustats.reading.tables.readout import Readout, fix, report
from emustats.reading.tables.target_values import Value
from emustats.reading.tables.teaching import kind_in_cell
from emustats.reference import Reference
from emustats.reference.teaching import offers, roles_of
from emustats.text import clean, parse_kind, parse_yes_no

_SOME_YEAR = 2000
_SIGN = re.compile(r"(?:[≥≤⩾⩽<>]=?|=[<>]?)(?=\s*\d)")
# A range or a date is no single bound.
_GOES_ON = re.compile(r"\s*(?:đến|den|tới|[-–/:])\s*\d")
_NUMBER = r"(\d[\d.,]*\d|\d)"
_PERCENT = r"(\s*(?:%|phần\s+trăm|phan\s+tram))?"


class Facts(NamedTuple):
    """What a target says of itself besides its values: title, measure, kind in words, and their places."""

    title: str
    title_place: tuple[int, int]
    measure: str
    kind_text: str | None
    kind_place: tuple[int, int] | None
    plan_label: str = ""


class TitlePlan(NamedTuple):
    """A plan that stands in a title: "Tổ chức tối thiểu 04 lớp"."""

    kind: str
    number: float
    is_percent: bool
    text: str


def kind_of(
    out: Readout, grid: Grid, facts: Facts, plan_place: tuple[int, int] | None, reference: Reference
) -> str | None:
    """The kind of a target; what is assumed or unclear is said."""
    if facts.kind_text:
        kind = kind_in_cell(facts.kind_text, reference)
        if kind is None:
            report(
                out,
                "kind_unknown",
                grid,
                facts.kind_place,
                facts.kind_text,
                **offers(facts.kind_text, roles_of("kind")),
            )
        return kind
    is_reduction = _is_reduction(facts, reference)
    is_about_reduction = words_of.starts("title.reduce", facts.title, reference) > 0
    index = grid.at.get(plan_place) if plan_place is not None else None
    if index is not None:
        kind = _kind_of_plan(grid, index, is_reduction=is_reduction, is_about_reduction=is_about_reduction)
        if kind is not None:
            return kind
    return _kind_of_title(out, grid, facts, reference, is_reduction=is_reduction)


def _is_reduction(facts: Facts, reference: Reference) -> bool:
    if "%" in facts.plan_label and words_of.holds("title.reduce", facts.plan_label, reference):
        return True
    in_percent = "%" in facts.measure or "%" in facts.title
    return in_percent and words_of.starts("title.reduce", facts.title, reference) > 0


def _kind_of_plan(grid: Grid, index: int, *, is_reduction: bool, is_about_reduction: bool) -> str | None:
    if grid.kinds[index] == "d":
        return "by_date"
    if grid.texts[index] is None:
        return None
    shown = text_at(grid, index)
    is_number = parse_number(shown).mark == "number"
    if parse_range(shown):
        return "range"
    if parse_yes_no(shown) is not None and not is_number:
        return "yes_no"
    sign = _SIGN.match(clean(shown))
    bound = parse_kind(sign[0] if sign else shown)
    if bound == "at_least" and (is_reduction or "%" in shown and is_about_reduction):
        return "reduce_pct"
    if bound is not None:
        return bound
    # "12/12" may be a share as well as a day
    in_words = any(character.isalpha() for character in shown)
    if not is_number and parse_deadline(shown, year=_SOME_YEAR if in_words else None) is not None:
        return "by_date"
    return None


def _kind_of_title(out: Readout, grid: Grid, facts: Facts, reference: Reference, *, is_reduction: bool) -> str | None:
    title, place = facts.title, facts.title_place
    if words_of.starts("title.none_at_all", title, reference):
        return "at_most"
    assumed = "reduce_pct" if is_reduction else "at_least"
    if not is_reduction and _may_be_less(facts.title, facts.measure, reference):
        report(out, "kind_unclear", grid, place, title)
        return None
    report(out, "kind_assumed", grid, place)
    fix(out, "kind_assumed", grid, place, "", assumed)
    return assumed


@lru_cache(maxsize=16384)
def _may_be_less(named: str, measure: str, reference: Reference) -> bool:
    """Whether less may be better: offences and complaints, unless it is the share of them that was dealt with."""
    title = words_of.without("title.neutral", named, reference)
    if words_of.starts("title.reduce", title, reference):
        return True
    if not words_of.holds("title.less_is_better", title, reference):
        return False
    is_share = "%" in named or "%" in measure or words_of.holds("title.percent", title, reference)
    handled = words_of.holds("title.handled", title, reference)
    return not (is_share and handled and not words_of.holds("title.unhandled", title, reference))


@lru_cache(maxsize=16384)
def plan_in_title(title: str, reference: Reference) -> TitlePlan | None:
    """The one bound or percentage that a title names; None when it names none or several."""
    line = words_of.line_of(title)
    if words_of.starts("title.none_at_all", title, reference) and not any(c.isdigit() for c in line):
        return TitlePlan("at_most", 0.0, False, title)
    found: list[TitlePlan] = []
    taken: list[tuple[int, int]] = []
    for kind, meaning in (("reduce_pct", "reduce"), ("at_most", "at_most"), ("at_least", "at_least")):
        template = rf"(?<!\w)(?:<bound.{meaning}>\s*)+{_NUMBER}{_PERCENT}"
        for match in words_of.pattern(template, line, reference).finditer(line):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if _GOES_ON.match(line[match.end() :]):
                return None
            number = parse_number(match[1].rstrip(".,"), comma_thousands=False)
            if number.value is None or find_year(match[1]) is not None or kind == "reduce_pct" and not match[2]:
                continue
            taken.append(match.span())
            found.append(TitlePlan(kind, number.value, bool(match[2]), match[0].strip()))
    shares = [
        match
        for match in words_of.pattern(rf"{_NUMBER}\s*(?:%|phần\s+trăm)", line, reference).finditer(line)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    found += [TitlePlan("at_least", parse_number(m[1]).value or 0.0, True, m[0].strip()) for m in shares]
    return found[0] if len(found) == 1 else None


def value_of(plan: TitlePlan, place: tuple[int, int], cell: str) -> Value:
    """The plan in a title as a value of the title's cell."""
    return Value(plan.number, plan.text, cell, plan.is_percent, place=place)
