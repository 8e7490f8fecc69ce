"""One cell of a target read as a plan or a result: numbers, shares, dates, words, and what it leaves open."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from emustats.dates import parse_date, parse_deadline
from emustats.numbers import Number, parse_number, parse_range
from emustats.reading.sheet.grid import Grid, address, text_at
from emustats.reading.tables import target_words as words_of
from emustats.reference import Reference
from emustats.text import parse_yes_no

# A year in which a deadline without a year can be tried: whether it can be read does not hang on the year.
_SOME_YEAR = 2000
_SILENT_RULES = frozenset({"percent_sign", "unit_word", "bound_word", "spaces"})
_NUMBER = r"\d[\d.,]*"
_PERCENT = rf"{_NUMBER}\s*(?:%|phần\s+trăm|phan\s+tram)"
_RATIO = (
    rf"(\d{{1,6}}(?:\.\d{{3}})?)\s*/\s*(\d{{1,6}}(?:\.\d{{3}})?)(?:\s+(?!\d)([^\d(=,;:%]+?))?"
    rf"\s*(?:[(=,;:]*\s*<value.share>?\s*:?\s*({_PERCENT})\s*\)?)?\s*\.?$"
)
_TAIL = rf"\s*(?:[(,;]\s*|\s)(?:<value.difference>)(?:\s+(?:<value.difference>))?\s*({_NUMBER})?\s*(?:%|phần\s+trăm)?[^\d%]*\)?\s*\.?$"
_SENTENCE = rf"(?:<value.plan>)\s*(?:là)?\s*:?\s*({_NUMBER}[^,;.]*?)\s*[,;.–-]\s*(?:<value.result>)\s*(?:là|được)?\s*:?\s*({_NUMBER}.*)$"


class Ratio(NamedTuple):
    """ "130/142 đ/c (91,5%)": part, base and the percentage written beside them."""

    part: float
    base: float
    percent: float | None


class Value(NamedTuple):
    """One value of a target: the number it holds (if it holds one), its text, and what must be said about it.

    ``problem`` is the code of the finding at its cell; ``plan`` the plan that a sentence in this cell names.
    """

    number: float | None = None
    text: str | None = None
    cell: str | None = None
    is_percent: bool = False
    is_fraction: bool = False
    ratio: Ratio | None = None
    is_estimate: bool = False
    is_vague: bool = False
    problem: str | None = None
    rules: tuple[str, ...] = ()
    plan: Number | None = None
    place: tuple[int, int] | None = None
    unit: str = ""


def plan_of(values: dict[str, Value]) -> Value:
    """The plan that holds: the adjusted one where it is a number."""
    return values["planned_adjusted"] if values["planned_adjusted"].number is not None else values["planned"]


class Asked(NamedTuple):
    """What a cell is asked for: the kind of target, whether it is the result, the meaning of a comma, the words."""

    kind: str | None
    role: str
    comma_thousands: bool | None
    reference: Reference


def value_at(grid: Grid, place: tuple[int, int] | None, asked: Asked) -> Value:
    """What a cell of a target says; the cell may lie in a merged range that starts elsewhere."""
    index = grid.at.get(place) if place is not None else None
    if place is None or index is None:
        return Value(cell=address(*place) if place is not None else None)
    text, letter = text_at(grid, index), grid.kinds[index]
    if letter == "n":
        return _number_cell(grid, index, place, text, asked)
    at = Value(None, text, address(*place), place=place)
    if letter in "eu":
        return at._replace(text=None, problem="error_cell" if letter == "e" else "formula_without_value")
    if letter == "d":
        day = parse_date(grid.values[index])
        shown = at._replace(text=day.strftime("%d/%m/%Y") if day else text)
        return shown if asked.kind == "by_date" else shown._replace(problem="value_is_date")
    if letter == "b":
        return at._replace(number=float(grid.values[index]))
    said = read_text(text.strip(), asked)
    return said._replace(text=text.strip(), cell=at.cell, place=place)


def _number_cell(grid: Grid, index: int, place: tuple[int, int], text: str, asked: Asked) -> Value:
    value, shown = grid.values[index], index in grid.percent
    number = round(value * 100, 10) if shown else value
    read = Value(number, text, address(*place), shown, not shown, place=place)
    is_no_range = asked.kind == "range" and asked.role != "actual"
    if asked.kind == "by_date" or is_no_range or asked.kind == "yes_no" and value not in (0, 1):
        return read._replace(number=None, problem="value_not_readable")
    return read


@lru_cache(maxsize=16384)
def read_text(text: str, asked: Asked) -> Value:
    """What a text says where a plan or result is due."""
    kind, reference = asked.kind, asked.reference
    if kind == "yes_no":
        answer = parse_yes_no(text)
        if answer is not None:
            return Value(float(answer))
        if words_of.pattern(r"<value.done>\.?$", text, reference).match(words_of.line_of(text)):
            return Value(1.0)
    if asked.role == "actual" and words_of.starts("value.open", text, reference):
        return Value(problem="result_missing")
    if kind == "by_date":
        return Value(problem=None if parse_deadline(text, year=_SOME_YEAR) else "value_not_readable")
    if kind == "range" and (asked.role != "actual" or parse_range(text)):
        return Value(is_percent="%" in text, problem=None if parse_range(text) else "value_not_readable")
    sentence = words_of.pattern(_SENTENCE, text, reference).match(words_of.line_of(text))
    if sentence:
        plan, done = parse_number(sentence[1]), _numeric(sentence[2].strip(" ."), asked)
        if plan.mark == "number" and done.number is not None:
            return done._replace(plan=plan)
    cut = words_of.starts("value.estimate", text, reference) if asked.role == "actual" else 0
    rest = words_of.line_of(text)[cut:]
    if cut and (not rest or not any(character.isdigit() for character in rest)):
        return Value(problem="value_not_readable")
    if not cut and asked.role == "actual":
        said = words_of.starts("value.result", text, reference)
        rest = rest[said:] if rest[said : said + 1].isdigit() else rest
        text = rest if said else text
    found = _numeric(rest if cut else text, asked)
    return found._replace(is_estimate=True) if cut else found


def _numeric(text: str, asked: Asked) -> Value:
    ratio = words_of.pattern(_RATIO, text, asked.reference).fullmatch(text.strip())
    if ratio and asked.kind != "yes_no":
        part, base = (float(number.replace(".", "")) for number in ratio.group(1, 2))
        percent = parse_number(ratio[4]).value if ratio[4] else None
        return Value(ratio=Ratio(part, base, percent))
    number = parse_number(text, comma_thousands=asked.comma_thousands, reduction=asked.kind == "reduce_pct")
    if number.mark == "text":
        line = words_of.line_of(text)
        tail = words_of.pattern(_TAIL, text, asked.reference).search(line)
        if tail and tail.start() > 0:
            number = parse_number(
                line[: tail.start()], comma_thousands=asked.comma_thousands, reduction=asked.kind == "reduce_pct"
            )
    return _of_number(number, text, asked)


def _of_number(number: Number, text: str, asked: Asked) -> Value:
    kind = asked.kind
    if number.mark == "number":
        if kind == "yes_no":
            one = number.value in (0.0, 1.0) and not number.is_percent
            return Value(number.value if one else None, problem=None if one else "value_not_readable")
        rules = tuple(rule for rule in number.rules if rule not in _SILENT_RULES)
        return Value(
            number.value, is_percent=number.is_percent, rules=rules, is_vague=number.is_approximate, unit=number.unit
        )
    if number.mark == "ambiguous":
        return Value(problem="count_ambiguous")
    if number.mark in ("blank", "dash"):
        return Value(problem="result_missing" if asked.role == "actual" else None)
    if number.mark == "none_word" or number.mark == "text" and _says_none(text, asked):
        zero = kind in ("at_most", "exactly")
        return Value(0.0 if zero else None, problem=None if zero or asked.role != "actual" else "value_not_readable")
    answer = parse_yes_no(text) if kind is None else None
    if answer is not None:
        return Value(float(answer))
    return Value(problem="value_not_readable")


def _says_none(text: str, asked: Asked) -> bool:
    if asked.kind not in ("at_most", "exactly") or any(character.isdigit() for character in text):
        return False
    return words_of.starts("value.none", text, asked.reference) > 0
