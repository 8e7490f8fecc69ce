"""Figures over years: three lenses on changing organisations, breaks marked, gaps left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats.errors import UsageError
from emustats.reference import load
from emustats.statistics.conforming import conformed
from emustats.statistics.grouping import By, as_list
from emustats.statistics.lenses import LENSES, WHO, fold_forward, see
from emustats.statistics.series import figure_of, narrow
from emustats.statistics.structure import JOINING, Break, breaks, memberships

if TYPE_CHECKING:
    from emustats.reference import Reference


def trend(
    data: Any,
    *,
    value: str,
    by: By,
    lens: str = "as_reported",
    where: Mapping[str, Any] | None = None,
    reference: Reference | None = None,
) -> pd.DataFrame:
    """One figure over the years, with who stands behind it and where the series breaks.

    ``value``: "awards" (lượt in all) or a column of ``es.tally``; a figure of ``es.achievement``; "coverage" or a
    count of ``es.coverage``; "points_share" (points / maximum) or a number of ``es.rank`` (mean over units
    where ``by`` names no unit; scales differ from year to year, ranks do not). ``by``: any grouping of that
    statistic; the year always is one. ``where`` narrows the rows, for example
    ``{"award_code": ["BK_BT", "BK_BOKHAC"]}``.

    ``lens``:

    * as_reported: what was reported, year by year;
    * current_structure: units renamed or merged up to the last year of the data are added to what they became; a
      split is followed only with a declared share, and only for counts of awards (``value`` is then no whole
      number), else the unit is left apart and named in ``left_apart``. Points are never folded. ``cluster_id``
      stays as reported;
    * constant_panel: only units that reported in every year for which the group has any report.

    Returns one row a group and year, from the first to the last year of the group without gaps:

    ================= ======================================================================================
    by columns, year
    value             Float64; NA: no data that year, nothing is interpolated
    change            against the year before; NA if either is absent or the series starts anew
    pct_change        change / value of the year before (0.25 = 25%); NA also where that is zero
    units, unit_ids   how many units reported the table behind the figure, and which ("|" between); of awards every
                      unit that sent a report, with or without a line of them
    joined, left      units that are new or gone against the last year with reports
    breaks            "|" between: membership, other_units, organisation, law; "" for none. From clusters.csv,
                      unit_events.csv, legal_periods.csv; changes that the lens removes are not marked
    note_vi, note_en  the breaks in words
    segment           Int64; a line may join years of one segment only: it ends at a year without data, and where a
                      cluster number was given to other units (less than half of the shorter list in common)
    is_provisional    any of the units' reports is provisional; NA: not said, or no report
    left_apart        units of that year later divided without a declared share
    lens
    ================= ======================================================================================

    Changes after 30 November belong to the next emulation year. Raises UsageError for an unknown figure, lens or
    grouping.

    >>> es.trend(data, value="awards", by="cluster_id", lens="constant_panel")  # doctest: +SKIP
    """
    figure, keys = figure_of(value), [key for key in as_list(by) if key != "year"]
    if lens not in LENSES:
        raise UsageError(f"Không có cách so sánh “{lens}”; hãy chọn: {', '.join(LENSES)}.")
    if value in ("rank", "gap", "gap_to_first") and "unit_id" not in keys:
        raise UsageError("Xếp hạng và khoảng cách là của từng đơn vị: hãy thêm unit_id vào by.")
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    groups = [key for key in keys if key in WHO]
    asked = dict(where or {})
    whose = {name: asked.pop(name) for name in WHO if name in asked}
    # clusters are narrowed down first, so that a panel is one of that cluster; units only once they are folded
    clusters = {name: whose[name] for name in whose if name == "cluster_id"}
    all_rows, all_sent = narrow(getattr(data, figure.table), clusters), narrow(data.submissions, clusters)
    rows, sent, present, apart = see(lens, all_rows, all_sent, table=figure.table, groups=groups, reference=reference)
    present, sent = narrow(present, whose), narrow(sent, whose)
    computed = figure.compute(rows, [*keys, "year"], asked | whose, reference)
    values = computed[[*keys, "year"]].assign(value=computed[figure.column].astype("Float64"))
    table = _every_year(values, keys, groups, present, sent)
    table = table.merge(values, on=[*keys, "year"], how="left", validate="one_to_one")
    seen = _composition(table[[*groups, "year"]].drop_duplicates(), groups, present, sent, apart)
    marks = _marks(seen[[*groups, "year"]], groups, lens, all_sent, reference)
    table = table.merge(seen, on=[*groups, "year"], validate="many_to_one")
    table = table.merge(marks, on=[*groups, "year"], validate="many_to_one")
    table = _changes(table.sort_values([*keys, "year"], ignore_index=True), keys).assign(lens=lens)
    columns = ["value", "change", "pct_change", "units", "unit_ids", "joined", "left", "breaks", "note_vi", "note_en"]
    table["lens"] = table["lens"].astype("str")
    return table[[*keys, "year", *columns, "segment", "is_provisional", "left_apart", "lens"]]


def _every_year(
    values: pd.DataFrame, keys: list[str], groups: list[str], present: pd.DataFrame, sent: pd.DataFrame
) -> pd.DataFrame:
    """Each group with all years from the first to the last in which anything was sent or expected."""
    known = [frame[[*groups, "year"]] for frame in (present, sent.dropna(subset=["unit_id"]), values)]
    spans = pd.concat(known, ignore_index=True).dropna(subset=["year"])
    if spans.empty:
        return values[[*keys, "year"]]
    if groups:
        ends = spans.groupby(groups, dropna=False, observed=True)["year"].agg(["min", "max"]).reset_index()
    else:
        ends = pd.DataFrame({"min": [spans["year"].min()], "max": [spans["year"].max()]})
    ends["year"] = [list(range(int(a), int(b) + 1)) for a, b in zip(ends["min"], ends["max"], strict=True)]
    years = ends.drop(columns=["min", "max"]).explode("year", ignore_index=True).astype({"year": "Int64"})
    details = [key for key in keys if key not in groups]
    if not details:
        return years[[*keys, "year"]]
    combined = values[keys].drop_duplicates()
    combined = combined.merge(years, on=groups) if groups else combined.merge(years, how="cross")
    return combined[[*keys, "year"]]


def _composition(
    grid: pd.DataFrame, groups: list[str], present: pd.DataFrame, sent: pd.DataFrame, apart: dict[str, int]
) -> pd.DataFrame:
    """Who reported, group by group and year by year, and whether any of it is provisional."""
    grid = grid.sort_values([*groups, "year"], ignore_index=True)
    pairs = present.drop_duplicates(list(dict.fromkeys([*groups, "year", "unit_id"])))
    accepted = sent[sent["standing"].eq("accepted")]
    status = pairs.merge(accepted[[*WHO, "year", "status"]], on=[*WHO, "year"], how="left")
    units = _collect(pairs, groups, "unit_id")
    said = _collect(status.assign(status=status["status"].fillna("?")), groups, "status")
    rows, last = [], {}
    for row in grid.itertuples(index=False):
        key, year = tuple(row), int(row.year)
        now, before = units.get(key, frozenset()), last.get(key[:-1])
        known = said.get(key, frozenset())
        provisional = True if "provisional" in known else (None if "?" in known or not known else False)
        new, gone = (now - before, before - now) if before is not None and now else ((), ())
        divided = [unit for unit in now if year <= apart.get(unit, 0)]
        rows.append((len(now), *map(_listed, (now, new, gone)), provisional, _listed(divided)))
        if now:
            last[key[:-1]] = now
    names = ["units", "unit_ids", "joined", "left", "is_provisional", "left_apart"]
    table = pd.DataFrame(rows, columns=names, index=grid.index)
    kinds = dict.fromkeys(names, "str") | {"units": "Int64", "is_provisional": "boolean"}
    return pd.concat([grid, table.astype(kinds)], axis=1)


def _marks(
    grid: pd.DataFrame, groups: list[str], lens: str, submissions: pd.DataFrame, reference: Reference
) -> pd.DataFrame:
    """The breaks of each group and year, in order of kind, and in words."""
    listed = memberships(submissions, reference)
    if lens == "current_structure" and len(submissions):
        listed = fold_forward(listed, reference, int(submissions["year"].max()), with_shares=False).rows
    by_unit = "unit_id" in groups
    members = _collect(listed, groups, "cluster_id" if by_unit else "unit_id")
    clusters = _collect(listed, groups, "cluster_id")
    folded = JOINING if lens == "current_structure" else ()
    rows, last = [], {}
    for row in grid.itertuples(index=False):
        key, year = tuple(row), int(row.year)
        group, now = key[:-1], members.get(key, frozenset())
        found: list[Break] = []
        if group in last:
            before, then = last[group]
            concerned = clusters.get(key, frozenset()) | clusters.get((*group, then), frozenset())
            units = frozenset({key[groups.index("unit_id")]}) if by_unit else None
            found = breaks(
                units or before, units or now, year=year, clusters=concerned, reference=reference, folded=folded
            )
            if by_unit and before and now and before != now:
                moved = f"{', '.join(sorted(before))} → {', '.join(sorted(now))}"
                found.insert(0, Break("membership", f"chuyển cụm: {moved}", f"moved: {moved}"))
            if lens == "constant_panel" and not by_unit:
                found = [item for item in found if item.kind != "membership"]
        rows.append(_words(found))
        if now or group not in last:
            last[group] = (now, year)
    names = ["breaks", "note_vi", "note_en"]
    return pd.concat([grid, pd.DataFrame(rows, columns=names, index=grid.index, dtype="str")], axis=1)


def _words(found: list[Break]) -> tuple[str, str, str]:
    kinds = dict.fromkeys(item.kind for item in found)
    return "|".join(kinds), "; ".join(i.note_vi for i in found), "; ".join(i.note_en for i in found)


def _changes(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Segments, and changes inside them."""
    group = table.groupby(keys, dropna=False, observed=True).ngroup() if keys else pd.Series(0, index=table.index)
    first = ~group.duplicated()
    previous = table["value"].shift(1).mask(first)
    present, present_before = table["value"].notna(), previous.notna()
    anew = table["breaks"].str.split("|").map(lambda kinds: "other_units" in kinds).astype(bool)
    starts = present & (first | ~present_before | anew)
    table["segment"] = starts.groupby(group).cumsum().astype("Int64").where(present)
    table["change"] = (table["value"] - previous).mask(anew)
    table["pct_change"] = table["change"] / previous.where(previous.ne(0).fillna(False))
    return table


def _collect(frame: pd.DataFrame, groups: list[str], column: str) -> dict[tuple, frozenset[str]]:
    """The values of a column by group and year."""
    collected: dict[tuple, set[str]] = {}
    names = [*groups, "year"]
    kept = frame.dropna(subset=[*names, column])
    for *key, item in zip(*(kept[name] for name in (*names, column)), strict=True):
        collected.setdefault((*key[:-1], int(key[-1])), set()).add(item)
    return {key: frozenset(items) for key, items in collected.items()}


def _listed(items: Any) -> str:
    return "|".join(sorted(items))
