"""The reference files: one record type a file, and the reading of one file with every mistake named by file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from emustats.errors import ReferenceDataError
from emustats.reference.rows import read_rows
from emustats.reference.word_roles import AWARD_WORD_ROLES, READING_WORD_ROLES, TARGET_MEANINGS
from emustats.schema import CLASSES, LEVELS


class Award(NamedTuple):
    """One title or form of commendation. Ranks order the display only; no law ranks titles against forms."""

    award_code: str
    name: str
    family: str = "khac"
    recipient: str = "both"
    level: str = "any"
    authority: str = ""
    rank_collective: int | None = None
    rank_individual: int | None = None
    classes: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    counts_as_luot: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether a source was found for what the list says about the award."""
        return "unverified" not in self.source


class Unit(NamedTuple):
    """One unit during one stretch of time; ``valid_to`` is its last day.

    A unit that goes on with others under its old name ends, and the bigger one has an id of its own, the old id
    with the year of the merger: bca-ca-phu-tho to 2025-06-30, bca-ca-phu-tho-2025 from 2025-07-01.
    """

    unit_id: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    organiser: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Membership(NamedTuple):
    """One unit in one cluster in one year; role ``removed`` in a user's file takes the unit off the list."""

    cluster_id: str
    year: int
    unit_id: str
    role: str = "member"
    source: str = ""


class ClusterSeries(NamedTuple):
    """How the clusters of one series are called; ``{number}`` stands for the number that ends the cluster's id."""

    series: str
    name: str
    short_name: str = ""
    name_en: str = ""
    organiser: str = ""
    aliases: tuple[str, ...] = ()


class UnitEvent(NamedTuple):
    """One dated edge between two units; ``share`` is the declared part that goes along a split or transfer."""

    date: date
    kind: str
    from_unit: str
    to_unit: str
    share: float | None = None
    source: str = ""


class LegalPeriod(NamedTuple):
    """One law, decree, circular or form of organisation and the time it applies; ``scope`` is a cluster-id prefix."""

    period_id: str
    name: str
    kind: str = "law"
    valid_from: date | None = None
    valid_to: date | None = None
    scope: str = ""
    effect: str = ""
    source: str = ""
    unverified: bool = False


class Quota(NamedTuple):
    """One cap: at most ``cap`` × ``base`` awards; ``cap`` None where the rule states no share."""

    quota_id: str
    award_code: str
    scope: str = "all"
    valid_from: date | None = None
    valid_to: date | None = None
    base: str = ""
    cap: float | None = None
    rounding: str = ""
    source: str = ""
    unverified: bool = False
    note: str = ""


class AmbiguousName(NamedTuple):
    """One meaning of a text that means several awards, and the words beside it that tell which one is meant.

    ``award_code`` "" stands for an authority whose awards are not in the catalogue.
    """

    texts: tuple[str, ...]
    award_code: str = ""
    context: tuple[str, ...] = ()


class Header(NamedTuple):
    """The texts that a column header may carry for one role."""

    role: str
    synonyms: tuple[str, ...]


class TargetWords(NamedTuple):
    """The phrases of one meaning in tables of targets; ``#`` in a phrase stands for a number."""

    meaning: str
    words: tuple[str, ...]


# The tables and roles that the readers know: headers.csv and layouts.csv may name no others.
_ROLES = {
    "any": "number note line_code",
    "axis": "award label authority basis state recipient class subunit occasion period",
    "recipient": "collective individual household",
    "count": "",
    "total": "",
    "parts": "",
    "partial": "",
    "weak": "decided",
    "state": "decided received proposed registered",
    "basis": "merit campaign extraordinary foreign_affairs devotion length_of_service resistance",
    "class": "I II III",
    "level": "",
    "period": "year months h1 h2 quarter q1 q2 q3 q4 month m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 earlier later of_year years longer estimate",
    "aside": "money share difference plan of_which headcount decision date points votes rank person measure remark line_code ordinal discipline",
    "open": "subunit occasion",
    "topic": "",
    "link": "",
    "list": "name award recipient authority basis state class decision_no decision_date person subunit family_name given_name year address achievement money",
    "targets": "title measure kind planned_adjusted planned deadline actual rate self_assessed",
    "scores": "criterion difference max_points self_points cross_points cluster_points",
    "nominations": "award recipient count votes rate unit",
    "cover": "unit_name unit_id cluster_name cluster_id year as_of status headcount form_version revision",
}  # fmt: skip
HEADER_ROLES = frozenset(f"{table}.{role}" for table, roles in _ROLES.items() for role in roles.split() or [""])
# Kinds of phrases that compose the labels of counts; those that bear on a number may not share a phrase.
BEARING_KINDS = frozenset("recipient count total parts partial state basis class period aside".split())
COUNT_KINDS = BEARING_KINDS | frozenset("axis weak level open topic link".split())
TALLY_ROLES = frozenset(
    "award authority basis state recipient class collective individual household count total parts partial measure rate "
    "subunit plain_label".split()
)
LAYOUT_TABLES = frozenset({"tally", "list", "targets", "scores", "nominations"})
# Roles that may share a phrase: the columns beside them tell which one is meant.
SHARED_ROLES = (
    {"list.name", "list.recipient"},
    {"list.name", "list.subunit"},
    {"targets.planned", "targets.title"},
)


class AwardWord(NamedTuple):
    """The words of one role: around the names of awards (``award_words.csv``), elsewhere (``reading_words.csv``)."""

    role: str
    words: tuple[str, ...]


class Spelling(NamedTuple):
    """One more text for a listed award or unit: what a user adds when a workbook writes a name in an own way."""

    text: str
    code: str


class Problem(Exception):
    """A cell that cannot be read as its column demands."""


def _text(value: str) -> str:
    return value


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in value.split("|")) if part)


def _classes(value: str) -> tuple[str, ...]:
    parts = _parts(value)
    if not set(parts) <= set(CLASSES):
        raise Problem(f"hạng phải là {'|'.join(CLASSES)}")
    return parts


def _whole(value: str) -> int | None:
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise Problem("phải là số nguyên") from None


def _year(value: str) -> int | None:
    year = _whole(value)
    if year is not None and not 1945 <= year <= 2100:
        raise Problem("phải là một năm, ví dụ 2019")
    return year


def _fraction(value: str) -> float | None:
    if not value:
        return None
    try:
        fraction = float(value.replace(",", "."))
    except ValueError:
        raise Problem("phải là số từ 0 đến 1") from None
    if not 0 < fraction <= 1:
        raise Problem("phải lớn hơn 0 và không quá 1")
    return fraction


def _date(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Problem("phải là ngày dạng năm-tháng-ngày, ví dụ 2025-07-01") from None


def _flag(value: str) -> bool:
    if value not in ("yes", "no"):
        raise Problem("phải là yes hoặc no")
    return value == "yes"


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise Problem(f"phải là một trong: {', '.join(allowed)}")
        return value

    return read


class Table(NamedTuple):
    """One reference file: its record type, the columns that identify a row, and how cells are read."""

    name: str
    record: type
    key: tuple[str, ...]
    readers: dict[str, Callable[[str], Any]]


_PERIOD = {"valid_from": _date, "valid_to": _date}
TABLES = {
    table.name: table
    for table in (
        Table("awards", Award, ("award_code",), {
            "family": _choice("danh_hieu", "hinh_thuc", "danh_hieu_vinh_du", "khac", "xep_loai"),
            "recipient": _choice("collective", "individual", "household", "both"),
            "level": _choice(*LEVELS),
            "rank_collective": _whole, "rank_individual": _whole, "classes": _classes, "abbreviations": _parts,
            "spellings": _parts, "counts_as_luot": _flag, **_PERIOD,
        }),
        Table("units", Unit, ("unit_id",), {"aliases": _parts, **_PERIOD}),
        Table("clusters", Membership, ("cluster_id", "year", "unit_id"), {
            "year": _year, "role": _choice("head", "deputy", "member", "removed"),
        }),
        Table("cluster_series", ClusterSeries, ("series",), {"aliases": _parts}),
        Table("unit_events", UnitEvent, ("date", "kind", "from_unit", "to_unit"), {
            "date": _date, "kind": _choice("rename", "merge", "split", "transfer"), "share": _fraction,
        }),
        Table("legal_periods", LegalPeriod, ("period_id",), {
            "kind": _choice("law", "decree", "circular", "organisation"), "unverified": _flag, **_PERIOD,
        }),
        Table("quotas", Quota, ("quota_id",), {"cap": _fraction, "unverified": _flag, **_PERIOD}),
        Table("ambiguous_names", AmbiguousName, ("texts", "award_code"), {"texts": _parts, "context": _parts}),
        Table("target_words", TargetWords, ("meaning",), {"meaning": _choice(*TARGET_MEANINGS), "words": _parts}),
        Table("award_words", AwardWord, ("role",), {"role": _choice(*AWARD_WORD_ROLES), "words": _parts}),
        Table("reading_words", AwardWord, ("role",), {"role": _choice(*sorted(READING_WORD_ROLES)), "words": _parts}),
        Table("headers", Header, ("role",), {"role": _choice(*sorted(HEADER_ROLES)), "synonyms": _parts}),
        Table("spellings", Spelling, ("text",), {}),
    )
}  # fmt: skip


_DTYPES = {_whole: "Int64", _year: "Int64", _fraction: "Float64", _date: "datetime64[us]", _flag: "boolean"}


def dtype(table: Table, column: str) -> str:
    """The pandas dtype of a column of a reference table."""
    return _DTYPES.get(table.readers.get(column, _text), "str")


def read_table(table: Table, content: bytes, file: str) -> dict[tuple, tuple[Any, str]]:
    """The records of one file by key, each with where it stands ("tệp, dòng n").

    Raises ReferenceDataError naming file and line: a missing column, an empty cell that must be filled, a value
    that cannot be read, dates in the wrong order, a key twice.
    """
    fields = table.record._fields
    required = [field for field in fields if field not in table.record._field_defaults]
    rows = read_rows(content, file)
    unknown = [column for column in (rows[0][1] if rows else ()) if column and column not in fields]
    if unknown:
        raise ReferenceDataError(f"{file}, dòng 1: không có cột {', '.join(unknown)}. Các cột: {', '.join(fields)}.")
    missing = [field for field in required if rows and field not in rows[0][1]]
    if missing:
        raise ReferenceDataError(f"{file}, dòng 1: thiếu cột {', '.join(missing)}. Cần có: {', '.join(fields)}.")
    records: dict[tuple, tuple[Any, str]] = {}
    for line, cells in rows:
        where = f"{file}, dòng {line}"
        record = _record(table, cells, where, required)
        key = tuple(getattr(record, column) for column in table.key)
        if key in records and isinstance(record, Header | AwardWord | TargetWords):
            # Lines of one role are one: what findings offer can be pasted as it is.
            record = joined(records[key][0], record)
        elif key in records:
            raise ReferenceDataError(f"{where}: trùng với {records[key][1]} ({_shown(key)}). Hãy bỏ một dòng.")
        records[key] = (record, where)
    return records


def joined(first: Any, second: Any) -> Any:
    """Two lines of one role or meaning as one, with the words of both."""
    column = first._fields[1]
    return first._replace(**{column: tuple(dict.fromkeys(getattr(first, column) + getattr(second, column)))})


def _record(table: Table, cells: dict[str, str], where: str, required: list[str]) -> Any:
    values = {}
    for column in table.record._fields:
        cell = cells.get(column, "")
        if not cell:
            if column in required:
                raise ReferenceDataError(f"{where}: cột {column} bỏ trống. Hãy điền giá trị.")
            continue
        try:
            values[column] = table.readers.get(column, _text)(cell)
        except Problem as problem:
            raise ReferenceDataError(f"{where}: cột {column} ghi “{cell}”, {problem}.") from None
    record = table.record(**values)
    if "valid_to" in values and "valid_from" in values and record.valid_from > record.valid_to:
        raise ReferenceDataError(
            f"{where}: valid_from {record.valid_from} sau valid_to {record.valid_to}. Hãy sửa ngày."
        )
    return record


def _shown(key: tuple) -> str:
    return ", ".join("|".join(part) if isinstance(part, tuple) else str(part) for part in key)
