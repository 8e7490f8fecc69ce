"""What people may edit without Python: awards, units, clusters per year, organisation changes, legal periods.

``load()`` reads and checks the CSV files of this folder; ``load(directory)`` adds the files of the user's own
folder to them, rows with a known key replacing ours. Names are resolved in ``names.py``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emustats.errors import ReferenceDataError, UsageError
from emustats.reference import validation
from emustats.reference.records import (
    TABLES,
    AmbiguousName,
    Award,
    AwardWord,
    ClusterSeries,
    Header,
    LegalPeriod,
    Membership,
    Quota,
    Table,
    TargetWords,
    Unit,
    UnitEvent,
    dtype,
    joined,
    read_table,
)
from emustats.text import match_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Award", "Membership", "Reference", "Unit", "UnitEvent", "load", "members", "remember", "remembered", "units_in_year",
]  # fmt: skip

_BUILT_IN = Path(__file__).parent
# The emulation year closes in November: the unit that stands then is the one that reports for the year.
_CLOSING = (11, 30)
# Vocabulary of the readers, no registry.
_WORD_TABLES = ("headers", "award_words", "reading_words", "spellings", "target_words")


@dataclass(frozen=True, eq=False)
class Reference:
    """All reference data. Two loads of the same files have the same ``fingerprint``.

    ``directory`` is the user's own folder, None without one; ``reporting.py`` reads its files there.
    """

    awards: dict[str, Award]
    units: dict[str, Unit]
    memberships: tuple[Membership, ...]
    cluster_series: dict[str, ClusterSeries]
    unit_events: tuple[UnitEvent, ...]
    legal_periods: tuple[LegalPeriod, ...]
    quotas: tuple[Quota, ...]
    ambiguous_names: tuple[AmbiguousName, ...]
    spellings: dict[str, str]
    award_words: dict[str, tuple[str, ...]]
    headers: dict[str, tuple[str, ...]]
    layouts: tuple[dict[str, str], ...]
    target_words: dict[str, tuple[str, ...]]
    reading_words: dict[str, tuple[str, ...]]
    fingerprint: str
    directory: str | None = None

    @cached_property
    def cluster_ids(self) -> tuple[str, ...]:
        """The clusters that have members in some year, in the order of the file."""
        return tuple(dict.fromkeys(row.cluster_id for row in self.memberships))

    def frame(self, name: str) -> pd.DataFrame:
        """One reference table as a frame with the columns of its file; lists in a cell joined by ``|``.

        ``name``: awards, units, clusters, cluster_series, unit_events, legal_periods, quotas, ambiguous_names.
        Text columns are ``str``, dates ``datetime64[us]``, whole numbers ``Int64``, shares ``Float64``, yes/no
        ``boolean``; an empty cell is NA. Raises UsageError for another name.

        >>> load().frame("clusters").columns.to_list()
        ['cluster_id', 'year', 'unit_id', 'role', 'source']
        """
        attribute = {"clusters": "memberships"}.get(name, name)
        if name not in TABLES or name in _WORD_TABLES:
            names = ", ".join(table for table in TABLES if table not in _WORD_TABLES)
            raise UsageError(f"Không có bảng tham chiếu “{name}”; các bảng: {names}")
        rows = getattr(self, attribute)
        return _frame(TABLES[name], list(rows.values() if isinstance(rows, dict) else rows))


def load(directory: str | Path | None = None) -> Reference:
    """The built-in reference data, extended by the CSV files of ``directory``.

    A row of the user's file whose key (``awards.csv``: award_code; ``units.csv``: unit_id; ``clusters.csv``:
    cluster_id, year, unit_id; …) is known replaces the built-in row, any other row is added. In
    ``ambiguous_names.csv`` a text replaces all built-in rows of that text, in ``headers.csv`` synonyms are added to
    those of the role, in ``award_words.csv``, ``target_words.csv`` and ``reading_words.csv`` words likewise;
    ``spellings.csv`` gives one more text (``text``) to the award or unit ``code``, before any other meaning of that text. A membership of role ``removed`` takes the unit off that
    cluster's list. ``highlights.csv``,
    ``statutory_forms.csv``, ``statutory_lines.csv`` and ``length_of_service.csv`` replace the built-in file whole.

    Raises ReferenceDataError, naming file and line, for a folder without reference files, a file of an unknown
    name, a missing column, an unreadable or doubled value, and a unit, award or cluster that is not listed.

    >>> load().units["bca-ho-so"].name
    'Cục Hồ sơ nghiệp vụ'
    """
    files = [(path.name, path.name, path.read_bytes()) for path in sorted(_BUILT_IN.glob("*.csv"))]
    names = {name for name, _, _ in files}
    if directory is not None:
        own = sorted(Path(directory).glob("*.csv"))
        if not own:
            raise ReferenceDataError(f"{directory}: không có tệp .csv nào. Hãy đặt vào đó {_listed(names)}.")
        for path in own:
            if path.name not in names:
                raise ReferenceDataError(f"{path}: tên tệp không dùng đến. Các tệp tham chiếu: {_listed(names)}.")
            files.append((path.name, str(path), path.read_bytes()))
    reference = _build(tuple(files), None if directory is None else str(directory))
    if directory is not None:
        from emustats.reference import reporting

        reporting.check(reference)
    return reference


_REMEMBERED: dict[str, Reference] = {}


def remember(reference: Reference) -> str:
    """A short text that finds this reference again in this process: what a frame carries with it."""
    key = f"{reference.fingerprint}-{id(reference)}"
    _REMEMBERED[key] = reference
    return key


def remembered(key: object) -> Reference | None:
    """The reference behind a text of ``remember``; None for any other."""
    return _REMEMBERED.get(key) if isinstance(key, str) else None


def members(reference: Reference, cluster_id: str, year: int) -> tuple[str, ...]:
    """The unit ids of a cluster in a year, in the order of ``clusters.csv``; empty when no list is known.

    >>> len(members(load(), "bca-donvi-6", 2019))
    6
    """
    return tuple(row.unit_id for row in reference.memberships if (row.cluster_id, row.year) == (cluster_id, year))


def units_in_year(reference: Reference, unit_ids: tuple[str, ...], year: int) -> tuple[str, ...]:
    """Those of the units that stand for ``year``: the ones in being when the emulation year closes in November,
    or, when none of them is, those that existed on some day of the year.

    >>> units_in_year(load(), ("bca-ca-phu-tho", "bca-ca-phu-tho-2025"), 2024)
    ('bca-ca-phu-tho',)
    """

    def exists(unit: Unit, first: tuple[int, ...], last: tuple[int, ...]) -> bool:
        begins = (unit.valid_from.year, unit.valid_from.month, unit.valid_from.day) if unit.valid_from else (0,)
        ends = (unit.valid_to.year, unit.valid_to.month, unit.valid_to.day) if unit.valid_to else (9999,)
        return begins <= last and ends >= first

    closing = (year, *_CLOSING)
    units = [reference.units[unit_id] for unit_id in unit_ids]
    standing = [unit.unit_id for unit in units if exists(unit, closing, closing)]
    return tuple(standing or [unit.unit_id for unit in units if exists(unit, (year, 1, 1), (year, 12, 31))])


@lru_cache(maxsize=8)
def _build(files: tuple[tuple[str, str, bytes], ...], directory: str | None) -> Reference:
    rows: dict[str, dict[tuple, tuple[Any, str]]] = {name: {} for name in TABLES}
    layouts: dict[str, dict[str, str]] = {}
    digest = sha256()
    for name, shown, content in files:
        digest.update(f"{name} {len(content)}\n".encode() + content)
        table = TABLES.get(name.removesuffix(".csv"))
        if table is not None:
            _merge(rows[table.name], read_table(table, content, shown))
        elif name == "layouts.csv":
            layouts |= validation.layouts(content, shown)
    _check(rows)
    _spell(rows)
    records = {name: [record for record, _ in table.values()] for name, table in rows.items()}
    return Reference(
        awards={award.award_code: award for award in records["awards"]},
        units={unit.unit_id: unit for unit in records["units"]},
        memberships=tuple(row for row in records["clusters"] if row.role != "removed"),
        cluster_series={series.series: series for series in records["cluster_series"]},
        unit_events=tuple(sorted(records["unit_events"])),
        legal_periods=tuple(records["legal_periods"]),
        quotas=tuple(records["quotas"]),
        ambiguous_names=tuple(records["ambiguous_names"]),
        spellings={row.text: row.code for row in records["spellings"]},
        award_words={row.role: row.words for row in records["award_words"]},
        headers={header.role: header.synonyms for header in records["headers"]},
        layouts=tuple(layouts.values()),
        target_words={row.meaning: row.words for row in records["target_words"]},
        reading_words={row.role: row.words for row in records["reading_words"]},
        fingerprint=digest.hexdigest(),
        directory=directory,
    )


def _merge(rows: dict[tuple, tuple[Any, str]], own: dict[tuple, tuple[Any, str]]) -> None:
    """Put the user's rows over the built-in ones.

    The meanings of an ambiguous text are replaced together; header synonyms are added to ours.
    """
    texts = {
        match_key(text) for record, _ in own.values() if isinstance(record, AmbiguousName) for text in record.texts
    }
    for key, (record, _) in list(rows.items()):
        if texts and texts & {match_key(text) for text in record.texts}:
            del rows[key]
    for key, (record, where) in own.items():
        if isinstance(record, Header | AwardWord | TargetWords) and key in rows:
            record = joined(rows[key][0], record)
        rows[key] = (record, where)


def _spell(rows: dict[str, dict[tuple, tuple[Any, str]]]) -> None:
    """Give awards and units the texts of ``spellings.csv``."""
    for record, _ in rows["spellings"].values():
        for name, column in (("awards", "spellings"), ("units", "aliases")):
            if (record.code,) in rows[name]:
                named, where = rows[name][record.code,]
                texts = (*getattr(named, column), record.text)
                rows[name][record.code,] = (named._replace(**{column: texts}), where)


_FOREIGN = {
    "clusters": {"unit_id": "units"},
    "unit_events": {"from_unit": "units", "to_unit": "units"},
    "quotas": {"award_code": "awards"},
    "ambiguous_names": {"award_code": "awards"},
}


def _check(rows: dict[str, dict[tuple, tuple[Any, str]]]) -> None:
    for name, columns in _FOREIGN.items():
        for record, where in rows[name].values():
            for column, target in columns.items():
                value = getattr(record, column)
                if value and (value,) not in rows[target]:
                    raise ReferenceDataError(
                        f"{where}: {column} “{value}” không có trong {target}.csv. Hãy sửa mã hoặc bổ sung vào {target}.csv."
                    )
    for name, records in rows.items():
        validation.phrases(name, records)
    validation.header_roles(rows["headers"])
    validation.spellings(rows["spellings"], (code for name in ("awards", "units") for (code,) in rows[name]))
    shares: dict[tuple, float] = defaultdict(float)
    for record, where in rows["unit_events"].values():
        if record.from_unit == record.to_unit:
            raise ReferenceDataError(f"{where}: from_unit và to_unit trùng nhau. Hãy sửa một trong hai mã.")
        shares[record.date, record.kind, record.from_unit] += record.share or 0
        if shares[record.date, record.kind, record.from_unit] > 1.000001:
            raise ReferenceDataError(f"{where}: tổng share của {record.from_unit} vượt quá 1. Hãy sửa các tỷ lệ.")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _frame(table: Table, rows: list[Any]) -> pd.DataFrame:
    import pandas as pd

    columns = {}
    for index, column in enumerate(table.record._fields):
        values = ["|".join(row[index]) if isinstance(row[index], tuple) else row[index] for row in rows]
        columns[column] = pd.array([None if value == "" else value for value in values], dtype=dtype(table, column))
    return pd.DataFrame(columns)
