"""What the labels over each column of numbers say: the facts of its counts, or why it holds none."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from emustats.reading.sheet.grammar import Fact, Grammar, Label, grammar, names_open, read_label
from emustats.reading.sheet.headers import Column
from emustats.reference import Reference
from emustats.reference.names import Resolution, resolve_award
from emustats.text import clean

# A number of one of these is none of a count, whatever else its label says; the others must be understood whole.
_NEVER_COUNTS = frozenset(
    {"money", "decision", "date", "measure", "remark", "person", "points", "votes", "rank", "headcount", "discipline",
     "line_code"}
)  # fmt: skip
_DEPENDENT = frozenset({"share", "difference", "plan", "of_which"})
_PARTS_OF_YEAR = ("h1", "h2", "q", "m", "part")
_DIMENSIONS = ("recipient", "basis", "state", "award_class", "level", "unit", "subunit")


class Measure(NamedTuple):
    """A column of numbers: what its labels state, whether it totals or is an "of which", and what keeps it from counting.

    ``period``: year, earlier, later, longer, estimate, or a part (h1, q2, m3, part9). ``aside``: the reason why it is
    no count. ``unknown``: the words nobody knows. ``context``: the labels that tell which award is meant. ``is_named``
    is off where no label stands over it.
    """

    column: int
    path: tuple[str, ...]
    recipient: str | None = None
    basis: str | None = None
    state: str | None = None
    award_class: str | None = None
    level: str | None = None
    unit: str | None = None
    subunit: str | None = None
    award: Resolution | None = None
    award_text: str = ""
    period: str = "year"
    is_total: bool = False
    is_partial: bool = False
    is_weak: bool = False
    is_named: bool = False
    aside: str = ""
    unknown: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        """What the column states about its counts."""
        stated = {name: value for name in _DIMENSIONS if (value := getattr(self, name)) is not None}
        if self.award_text:
            code = self.award.code if self.award is not None else None
            stated["award"] = code or self.award_text
            if self.award is not None and self.award.award_class:
                stated["award_class"] = self.award.award_class
        return stated


def measures_of(columns: list[Column], words: Grammar, year: int | None) -> list[Measure]:
    """What the labels over the columns of numbers of a table say."""
    shared = _shared(columns)
    return [
        _interpret(c.path, min(shared, len(c.path)), words.reference, year)._replace(column=c.column) for c in columns
    ]


def _shared(columns: list[Column]) -> int:
    """How many labels at the top stand over all columns of numbers alike: they are titles more than labels."""
    if len(columns) < 2:
        return 0
    size = 0
    while all(len(c.path) > size + 1 for c in columns) and len({c.path[size] for c in columns}) == 1:
        size += 1
    return size


@lru_cache(maxsize=16384)
def _interpret(path: tuple[str, ...], titles: int, reference: Reference, year: int | None) -> Measure:
    words = grammar(reference)
    labels = [read_label(text, words) for text in path]
    labels = _joined_awards(path, labels, reference)
    found: dict[str, str] = {}
    asides: list[str] = []
    unknown: list[str] = []
    context: list[str] = []
    awards: list[str] = []
    kinds: set[str] = set()
    open_axis = False
    for place, (text, label) in enumerate(zip(path, labels, strict=True)):
        kinds |= label.kinds
        asides += [value for value in label.values("aside") if value != "ordinal"]
        for kind in ("recipient", "basis", "state", "class", "unit"):
            if values := label.values(kind):
                found[kind] = values[-1]
        if "level" in label.kinds:
            context.insert(0, text)
            if not _is_open(text, label, words):
                found["level"] = clean(text)
        if names := label.values("award"):
            awards.insert(0, names[-1])
            context.insert(0, text)
        if _is_open(text, label, words) or (label.unknown or "open" in label.kinds) and open_axis:
            found["subunit"] = clean(text)
        elif label.unknown and not (place < titles and label.kinds):
            unknown += label.unknown
        open_axis = open_axis or _declares_open(text, words)
    period, span = _period(labels, year)
    aside = next((a for a in asides if a in _NEVER_COUNTS), "") or next((a for a in asides if a in _DEPENDENT), "")
    award_text, award = _award(awards, tuple(context), reference)
    award_class = found.get("class")
    return Measure(
        -1, path,
        recipient=found.get("recipient"), basis=found.get("basis"), state=found.get("state"),
        award_class=award_class, level=found.get("level"), unit=found.get("unit"), subunit=found.get("subunit"),
        award=award, award_text=award_text, period=period,
        is_total="total" in kinds, is_partial="partial" in kinds, is_weak="weak" in kinds, is_named=bool(path),
        aside=aside, unknown=tuple(unknown) if not aside or aside in _DEPENDENT else (),
        context=tuple(context),
    )  # fmt: skip


def _joined_awards(path: tuple[str, ...], labels: list[Label], reference: Reference) -> list[Label]:
    """Labels that name an award only together: "Huân chương" over "Lao động hạng Nhì"."""
    joined = list(labels)
    for place in range(1, len(path)):
        upper, lower = joined[place - 1], joined[place]
        if not lower.unknown or not (upper.unknown or "award" in upper.kinds):
            continue
        text = f"{clean(path[place - 1])} {clean(path[place])}"
        if resolve_award(text, reference, suggest=False).code is not None:
            joined[place - 1] = Label((), ())
            joined[place] = Label((Fact("award", text, text),), ())
    return joined


def _award(names: list[str], context: tuple[str, ...], reference: Reference) -> tuple[str, Resolution | None]:
    """The award that a path names, the innermost name first, in the light of the other labels."""
    first: tuple[str, Resolution] | None = None
    for place, name in enumerate(names):
        others = tuple(label for label in context if label != name)
        found = resolve_award(name, reference, others, suggest=False)
        if found.code is not None:
            return name, found
        for outer in names[place + 1 :]:
            both = resolve_award(f"{outer} {name}", reference, others, suggest=False)
            if both.code is not None:
                return f"{outer} {name}", both
        first = first or (name, found)
    return first or ("", None)


def _is_open(text: str, label: Label, words: Grammar) -> bool:
    """Whether a label names a sub-unit or an occasion: it begins with such a word and says nothing else that bears."""
    if "open" not in label.kinds and (not label.unknown or names_open(text, words) is None):
        return False
    return not label.kinds & {"aside", "total", "period", "recipient", "state", "award", "class", "partial"}


def _declares_open(text: str, words: Grammar) -> bool:
    """Whether a label over others names an open axis: "Đơn vị", "Lĩnh vực"."""
    label = read_label(text, words, over="labels")
    axes = label.values("axis")
    return not label.unknown and bool(axes) and set(axes) <= {"subunit", "occasion"}


def _period(labels: list[Label], year: int | None) -> tuple[str, str]:
    """The period that the labels over a column state, the inner ones before the outer ones."""
    said = [value for label in reversed(labels) for value in label.values("period")]
    years = [int(value) for value in said if value.isdigit()]
    part = next((v for v in said if v.startswith(_PARTS_OF_YEAR)), None)
    if "earlier" in said:
        return "earlier", ""
    if years and year is not None and year not in years:
        return ("earlier" if max(years) < year else "later"), ""
    if len(set(years)) > 1 and max(years) - min(years) > 1 or "longer" in said:
        return "longer", ""
    if "later" in said:
        return "later", ""
    if part is not None:
        return part, ""
    if "estimate" in said:
        return "estimate", ""
    return (str(years[0]), "") if years and year is None else ("year", "")
