"""Names of awards, units and clusters as people type them, resolved to codes. What is not sure is never guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from emustats.reference import Reference, units_in_year
from emustats.reference.award_names import AwardIndex
from emustats.reference.similar import nearest
from emustats.text import clean, match_key, name_key, parse_cluster_number

SUGGESTIONS = 3
_SIMILAR = 0.72  # likeness from 0 to 1 from which a name is worth suggesting
_LONGEST_KEY = 300  # a paragraph is no misspelt name


class Resolution(NamedTuple):
    """What a text means.

    ``code``: the award code, unit id or cluster id; None when the text is ambiguous (``candidates`` holds the
    codes it may mean) or unknown (``suggestions`` holds the nearest names). ``award_class``: I, II, III when the
    text names one. ``rule``: how the code was found: None for the official name up to case, Unicode form and
    blanks; ``code``, ``alias``, ``abbreviation``, ``spelling`` (tone placement, i/y, punctuation), ``folded`` (accents
    or inner blanks), ``trimmed`` (words around the name), ``authority`` (Bằng khen + who gives it), ``context``,
    ``class_unknown`` (a class that the award does not have), ``outside_validity`` (a unit that did not exist in that
    year), ``number``, ``unit``. ``unused``: the words of an award's label that nothing explains; ``candidates`` then
    holds what it would be without them.
    """

    code: str | None = None
    award_class: str | None = None
    rule: str | None = None
    candidates: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass
class _Index:
    """The look-up tables of one reference and the answers already given."""

    awards: AwardIndex | None = None
    units: dict[str, dict[str, dict[str, str | None]]] | None = None
    own_units: dict[str, str] | None = None
    answers: dict[tuple, Resolution] = field(default_factory=dict)


_INDEXES: WeakKeyDictionary[Reference, _Index] = WeakKeyDictionary()


def _index(reference: Reference) -> _Index:
    index = _INDEXES.get(reference)
    if index is None:
        index = _INDEXES[reference] = _Index()
    return index


def _remembered(reference: Reference, question: tuple, answer: Callable[[], Resolution]) -> Resolution:
    answers = _index(reference).answers
    if question not in answers:
        answers[question] = answer()
    return answers[question]


def resolve_award(
    text: str,
    reference: Reference,
    context: tuple[str, ...] = (),
    recipient: str | None = None,
    *,
    suggest: bool = True,
) -> Resolution:
    """The title or form of commendation that a text names, with its class.

    ``context``: texts that stand beside the name and say who gives the award, the nearest first: the cell "Cấp khen
    thưởng", then a section title. The first of them that names an authority decides; one that names two leaves
    the text ambiguous. ``recipient`` ("collective", "individual") drops meanings that cannot be given to it.
    ``suggest`` off leaves out the search for similar names, for callers that only try whether a text names an award.

    >>> from emustats.reference import load
    >>> resolve_award("HCCC hạng III", load())[:3]
    ('HCCC', 'III', 'abbreviation')
    >>> resolve_award("Bằng khen", load(), context=("Thủ tướng Chính phủ",)).code
    'BK_TTG'
    >>> resolve_award("BK", load()).code is None
    True
    """

    def answer() -> Resolution:
        index = _index(reference)
        if index.awards is None:
            index.awards = AwardIndex.build(reference)
        found = index.awards.find(text, tuple(context), recipient)
        if found.codes:
            if len(found.codes) == 1 and found.sure:
                return Resolution(found.codes[0], found.award_class, found.rule)
            return Resolution(None, found.award_class, None, found.codes, unused=found.unused)
        if not suggest:
            return Resolution()
        nearly = index.awards.nearly(text)
        if nearly.unused:
            return Resolution(candidates=nearly.codes, unused=nearly.unused)
        names = [name for award in reference.awards.values() for name in (award.name, *award.spellings)]
        return Resolution(suggestions=_nearest(text, names, lambda name: index.awards.official(name)))

    return _remembered(reference, ("award", text, tuple(context), recipient, suggest), answer)


def resolve_unit(text: str, reference: Reference, year: int | None = None) -> Resolution:
    """The unit that a text names. ``year`` tells apart units of one name: Phú Thọ before and after the merger
    of 2025 are two units, and without a year the name is ambiguous.

    >>> from emustats.reference import load
    >>> resolve_unit("Cục Xây dựng phòng trào bảo vệ ANTQ", load(), 2019)[:3:2]
    ('bca-phong-trao', 'folded')
    >>> resolve_unit("CA Phú Thọ", load(), 2026).code
    'bca-ca-phu-tho-2025'
    """

    def answer() -> Resolution:
        found = _units(reference, clean(text))
        if not found:
            shortened = _without_ministry(text)
            found = dict.fromkeys(_units(reference, shortened), "trimmed") if shortened else {}
        if not found:
            return Resolution(suggestions=_nearest_units(text, reference, year))
        units = tuple(found)
        standing = units if year is None or found[units[0]] == "code" else units_in_year(reference, units, year)
        if len(standing) == 1:
            return Resolution(standing[0], rule=found[standing[0]])
        if not standing and len(units) == 1:
            return Resolution(units[0], rule="outside_validity")
        return Resolution(candidates=standing or units)

    return _remembered(reference, ("unit", text, year), answer)


def resolve_cluster(text: str, reference: Reference, year: int | None = None, unit_id: str | None = None) -> Resolution:
    """The cluster that a text names. The number alone is no key: several series use it in one year, so the series
    must be named ("khối Công an địa phương") or follow from the clusters ``unit_id`` has been in, those of
    ``year`` first. A text without a number or name of a series is unknown.

    >>> from emustats.reference import load
    >>> resolve_cluster("Cụm thi đua số V", load(), 2022, "bca-ca-nghe-an").code
    'bca-diaphuong-5'
    >>> resolve_cluster("Cụm số 5", load(), 2022).candidates
    ('bca-donvi-5', 'bca-diaphuong-5')
    """

    def answer() -> Resolution:
        by_id = {match_key(cluster_id): cluster_id for cluster_id in reference.cluster_ids}
        key = match_key(text)
        if key in by_id:
            return Resolution(by_id[key], rule="code")
        for cluster_id in reference.cluster_ids:
            if key and key == match_key(cluster_name(reference, cluster_id)):
                return Resolution(cluster_id)
        numbered = _clusters_named(text, reference)
        named = [row.cluster_id for row in reference.memberships if row.unit_id == unit_id and row.year == year]
        ever = [row.cluster_id for row in reference.memberships if row.unit_id == unit_id]
        series = {_series(reference, cluster_id) for cluster_id in ever}
        for narrowed in (
            [cluster for cluster in numbered if cluster in named],
            [cluster for cluster in numbered if cluster in ever],
            [cluster for cluster in numbered if _series(reference, cluster) in series],
        ):
            if len(narrowed) == 1:
                return Resolution(narrowed[0], rule="number" if len(numbered) == 1 else "unit")
        if len(numbered) == 1 and not ever:
            return Resolution(numbered[0], rule="number")
        if numbered:
            return Resolution(candidates=tuple(numbered))
        return Resolution(
            suggestions=tuple(cluster_name(reference, cluster) for cluster in dict.fromkeys(named or ever))
        )

    return _remembered(reference, ("cluster", text, year, unit_id), answer)


def spelling_line(code: str, text: str) -> str:
    """The line of the user's ``spellings.csv`` that makes a text one more name of an award or unit.

    >>> spelling_line("CSTT", "Chiến sĩ tiên tiến, xuất sắc")
    'CSTT,"Chiến sĩ tiên tiến, xuất sắc"'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow((code, clean(text)))
    return buffer.getvalue()


def award_codes(names: Iterable[str], reference: Reference) -> list[str]:
    """The codes of awards by their official names, in the order of the names."""
    codes = {award.name: code for code, award in reference.awards.items()}
    return [codes[name] for name in names if name in codes]


def award_name(reference: Reference, code: str, award_class: str | None = None) -> str:
    """The official name of an award, with its class; the code itself when it is not in the catalogue.

    >>> from emustats.reference import load
    >>> award_name(load(), "HCCC", "III")
    'Huân chương Chiến công hạng Ba'
    """
    award = reference.awards.get(code)
    name = award.name if award else code
    spoken = {"I": "Nhất", "II": "Nhì", "III": "Ba"}
    return f"{name} hạng {spoken.get(award_class, award_class)}" if award_class else name


def unit_name(reference: Reference, unit_id: str, short: bool = False) -> str:
    """The name of a unit, or its short name when ``short``; the id itself when it is not listed.

    >>> from emustats.reference import load
    >>> unit_name(load(), "bca-ho-so"), unit_name(load(), "bca-ho-so", short=True)
    ('Cục Hồ sơ nghiệp vụ', 'Cục HSNV')
    """
    unit = reference.units.get(unit_id)
    if unit is None:
        return unit_id
    return unit.short_name or unit.name if short else unit.name


def cluster_name(reference: Reference, cluster_id: str, lang: str = "vi", short: bool = False) -> str:
    """The name of a cluster from the pattern of its series; the id itself when the series is not listed.

    >>> from emustats.reference import load
    >>> cluster_name(load(), "bca-donvi-6")
    'Cụm thi đua số 6 khối đơn vị trực thuộc Bộ'
    """
    series = reference.cluster_series.get(_series(reference, cluster_id))
    if series is None:
        return cluster_id
    pattern = series.name_en if lang == "en" else series.short_name if short else series.name
    return (pattern or series.name).replace("{number}", cluster_id.removeprefix(series.series).strip("-"))


def _series(reference: Reference, cluster_id: str) -> str:
    stem, _, number = cluster_id.rpartition("-")
    return stem if number.isdecimal() and cluster_id not in reference.cluster_series else cluster_id


def _clusters_named(text: str, reference: Reference) -> list[str]:
    """The clusters that fit the number and the series a text names, in the order of the file."""
    number, key = parse_cluster_number(text), match_key(text)
    named = {
        series.series: max((len(match_key(alias)) for alias in series.aliases if match_key(alias) in key), default=0)
        for series in reference.cluster_series.values()
    }
    longest = max(named.values(), default=0)
    fitting = []
    for cluster_id in reference.cluster_ids:
        series = _series(reference, cluster_id)
        if longest and named.get(series, 0) != longest:
            continue
        listed = reference.cluster_series.get(series)
        if not longest and "bocongan" in key and listed and listed.organiser != "bca":
            continue
        tail = cluster_id.removeprefix(series).strip("-")
        if (number is not None and tail == str(number)) or (number is None and longest and not tail):
            fitting.append(cluster_id)
    return fitting


def _unit_tables(reference: Reference) -> dict[str, dict[str, dict[str, str | None]]]:
    """For each of the three keys of a text, the units it names and the rule by which it does; best rule first."""
    index = _index(reference)
    if index.units is None:
        tables: dict[str, dict[str, dict[str, str | None]]] = {"exact": {}, "spelling": {}, "folded": {}}
        for unit in reference.units.values():
            texts = [(unit.name, None), (unit.unit_id, "code"), (unit.short_name, "abbreviation")]
            for written, rule in texts + [(alias, "alias") for alias in unit.aliases]:
                if written:
                    tables["exact"].setdefault(clean(written).casefold(), {}).setdefault(unit.unit_id, rule)
                    tables["spelling"].setdefault(name_key(written), {}).setdefault(unit.unit_id, rule or "spelling")
                    tables["folded"].setdefault(match_key(written), {}).setdefault(unit.unit_id, "folded")
        index.units = tables
    return index.units


def _units(reference: Reference, text: str) -> dict[str, str | None]:
    if text in reference.units:
        return {text: "code"}
    own = _index(reference).own_units
    if own is None:
        texts = ((match_key(written), code) for written, code in reference.spellings.items() if code in reference.units)
        own = _index(reference).own_units = dict(texts)
    if match_key(text) in own:
        return {own[match_key(text)]: "alias"}
    tables = _unit_tables(reference)
    for table, key in (("exact", text.casefold()), ("spelling", name_key(text)), ("folded", match_key(text))):
        found = tables[table].get(key)
        if found:
            return found
    return {}


def _without_ministry(text: str) -> str:
    """The text without "Bộ Công an" before or after it, as letterheads join the two; empty when it isn't there."""
    key = name_key(text)
    for words in ("bộ công an", "bca"):
        if key != words and (key.startswith(words + " ") or key.endswith(" " + words)):
            return key.removeprefix(words).removesuffix(words).strip()
    return ""


def _nearest_units(text: str, reference: Reference, year: int | None) -> tuple[str, ...]:
    units = reference.units
    standing = units_in_year(reference, tuple(units), year) if year else tuple(units)
    by_text = {written: unit_id for unit_id in standing for written in (units[unit_id].name, *units[unit_id].aliases)}
    return _nearest(text, list(by_text), lambda written: units[by_text[written]].name)


@lru_cache(maxsize=1 << 14)
def _key_of_name(name: str) -> str:
    return match_key(name)


def _nearest(text: str, names: list[str], official: Callable[[str], str | None]) -> tuple[str, ...]:
    """Up to three official names whose spelling is near the text, the nearest first."""
    key = match_key(text)
    if not 2 <= len(key) <= _LONGEST_KEY:
        return ()
    near = nearest(key, ((_key_of_name(name), name) for name in names), cutoff=_SIMILAR, limit=4 * SUGGESTIONS)
    found = dict.fromkeys(official(name) for name in near)
    return tuple(name for name in found if name)[:SUGGESTIONS]


def recipient_of(code: str | None, reference: Reference) -> str | None:
    """The recipient that the list of awards names for an award, where it is one kind alone: the last word, never the first.

    The one fallback of all readers, for rows that name no recipient themselves.
    """
    award = reference.awards.get(code) if code is not None else None
    return award.recipient if award is not None and award.recipient in ("collective", "individual") else None
