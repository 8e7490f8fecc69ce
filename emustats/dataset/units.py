"""Whose the rows of a workbook are: one line a workbook and unit; a unit's own workbook goes before a cluster's table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from emustats.messages import Problem, problem
from emustats.reference import Reference

DATA_TABLES = ("awards", "recipients", "targets", "scores", "nominations")
_COUNTED = ["award_code", "award_class", "recipient", "state"]

Raw = dict[str, pd.DataFrame]


class Pair(NamedTuple):
    """The lines of one unit and year that say the same twice: its own workbook's and a consolidated one's."""

    own: int
    consolidated: int


def lines_of(readings: pd.DataFrame, raw: Raw, reference: Reference) -> pd.DataFrame:
    """One row a workbook and unit: the readings, a consolidated one once for each unit that its rows name.

    ``is_own`` tells a unit's own report from its part of a consolidated one; the sender of a consolidated workbook has
    a line of its own only if rows of its own stand there. ``place`` of a line is the position of its reading.
    """
    named, own = _named_units(raw)
    lines = readings.assign(place=np.arange(len(readings)), is_own=True)
    if not named:
        return lines
    clusters: dict[tuple[str, int], set[str]] = {}
    for member in reference.memberships:
        clusters.setdefault((member.unit_id, member.year), set()).add(member.cluster_id)
    kept = [place for place in range(len(lines)) if place not in named or place in own]
    added = []
    for place, units in named.items():
        row = readings.iloc[place]
        sender = row["unit_id"]
        for unit in units:
            if unit == sender and place in own:
                continue
            held = clusters.get((unit, row["year"]), set()) if pd.notna(row["year"]) else set()
            cluster = next(iter(held)) if len(held) == 1 else row["cluster_id"]
            whose = {"unit_id": unit, "cluster_id": row["cluster_id"] if row["cluster_id"] in held else cluster}
            is_own = units == [sender]
            added.append({"place": place, "is_own": is_own, **whose, **({} if unit == sender else {"headcount": None})})
    extra = lines.take([each["place"] for each in added]).reset_index(drop=True)
    for column in ("is_own", "unit_id", "cluster_id"):
        extra[column] = pd.array([each[column] for each in added], dtype=lines[column].dtype)
    # The strength of the sender is not that of the units it writes about.
    extra.loc[["headcount" in each for each in added], "headcount"] = pd.NA
    both = pd.concat([lines.take(kept), extra], ignore_index=True)
    return both.sort_values("place", kind="stable", ignore_index=True)


def _named_units(raw: Raw) -> tuple[dict[int, list[str]], set[int]]:
    """The units that the rows of each reading name, in order, and the readings with rows that name none."""
    named: dict[int, list[str]] = {}
    own: set[int] = set()
    for name in DATA_TABLES:
        pairs = raw[name][["file", "unit_id"]].drop_duplicates()
        own.update(pairs.loc[pairs["unit_id"].isna(), "file"].tolist())
        for file, unit in pairs.dropna().itertuples(index=False):
            if unit not in named.setdefault(file, []):
                named[file].append(unit)
    return named, own


def places_of(table: pd.DataFrame, readings: pd.DataFrame, lines: pd.DataFrame) -> np.ndarray:
    """For each row of a table of all readings the position of its line."""
    files: np.ndarray = table["file"].to_numpy()
    if len(lines) == len(readings) and lines["unit_id"].equals(readings["unit_id"]):
        return files
    senders = readings["unit_id"].take(files).reset_index(drop=True)
    units = table["unit_id"].reset_index(drop=True).fillna(senders).fillna("")
    keys = pd.MultiIndex.from_arrays([lines["place"], lines["unit_id"].fillna("")])
    places: np.ndarray = keys.get_indexer(pd.MultiIndex.from_arrays([files, units]))
    return places


def held_tables(readings: pd.DataFrame, raw: Raw, lines: pd.DataFrame) -> dict[int, set[str]]:
    """Which tables have rows of each line."""
    held: dict[int, set[str]] = {place: set() for place in range(len(lines))}
    for name in DATA_TABLES:
        for place in np.unique(places_of(raw[name], readings, lines)):
            held[int(place)].add(name)
    return held


def differences(pairs: list[Pair], readings: pd.DataFrame, raw: Raw, lines: pd.DataFrame) -> Iterator[Problem]:
    """A warning for each count that a consolidated workbook gives otherwise than the unit's own; it names both cells."""
    if not pairs:
        return
    awards = raw["awards"].assign(line=places_of(raw["awards"], readings, lines))
    awards = awards[awards["line"].isin([line for pair in pairs for line in pair]) & awards["award_code"].notna()]
    by_line = dict(iter(awards.groupby("line")))
    for pair in pairs:
        if pair.own in by_line and pair.consolidated in by_line:
            ours, theirs = _sums(by_line[pair.own], by_line[pair.consolidated])
            for key in ours.index.intersection(theirs.index):
                mine, other = ours.loc[key], theirs.loc[key]
                if mine["total"] != other["total"]:
                    yield _difference(lines.iloc[pair.own], mine, lines.iloc[pair.consolidated], other)


def _sums(ours: pd.DataFrame, theirs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts of both sides by what they count; by class only where both tell it, and where every cell holds a number."""
    both = pd.concat([ours, theirs])
    classless = set(both.loc[both["award_class"].isna(), "award_code"])
    found = []
    for rows in (ours, theirs):
        rows = rows.assign(award_class=rows["award_class"].mask(rows["award_code"].isin(classless)).fillna(""))
        rows = rows.assign(state=rows["state"].fillna(""))
        groups = rows.groupby(_COUNTED, observed=True)
        sums = groups.agg(
            total=("award_count", "sum"),
            known=("award_count", "count"),
            size=("sheet", "size"),
            sheet=("sheet", "first"),
            cell=("cell", "first"),
        )
        found.append(sums[sums["known"] == sums["size"]])
    return found[0], found[1]


def _difference(own: pd.Series, mine: pd.Series, consolidated: pd.Series, other: pd.Series) -> Problem:
    whose: dict[str, Any] = {name: None if pd.isna(own[name]) else own[name] for name in ("unit_id", "cluster_id")}
    return problem(
        "consolidated_differs",
        path=consolidated["path"],
        sheet=other["sheet"],
        cell=other["cell"],
        value=int(other["total"]),
        submission_id=consolidated["submission_id"],
        year=int(own["year"]),
        own=int(mine["total"]),
        own_place=f"{own['path']}!{mine['sheet']}!{mine['cell']}",
        **whose,
    )
