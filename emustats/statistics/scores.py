"""Score sheets: ranking inside one cluster and year, how firm first place is, and votes beside scores.

Each cluster issues its own criteria and scale every year, so points of two clusters or two years cannot be
compared; ranks inside one cluster and year can.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from emustats.errors import UsageError
from emustats.statistics.conforming import conform
from emustats.statistics.grouping import as_year

COLUMNS = ("self", "cross", "cluster")
WEIGHT_SHIFT = 0.10
_DIGITS = 6
_POINTS = [f"{name}_points" for name in COLUMNS]
_NEEDED = ["cluster_id", "unit_id", "year", "criterion"]


def rank(
    scores: pd.DataFrame,
    *,
    cluster: str,
    year: int,
    column: str | None = None,
    nominations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Rank the units of one cluster in one year by their total points.

    ``column`` is "self", "cross" or "cluster" (tự chấm, chấm chéo, cụm chấm); None takes the cluster's
    points if every unit has them for every criterion, else the self-given points, and says so in
    ``column``. A total is NA when any criterion of the unit is not scored in that column: missing is not zero.

    Returns one row a unit, best first:

    ========================= ===================================================================================
    rank                      Int64; equal points share the rank, the next rank is left out (1, 1, 3); NA: no total
    unit_id, points           points are Float64
    gap                       points ahead of the next unit in the list, 0 for a tie, NA for the last
    gap_to_first              points behind first place, 0 for the first
    column                    the column ranked by
    max_points                sum of the maxima (a bonus without a maximum adds nothing)
    self_, cross_, cluster_points  the totals of each column
    difference                self minus cluster points
    beyond_max                points above ``max_points`` (bonus points make that legal), 0 if none
    survives                  boolean, first place only: still first when the weight of any **one** criterion
                              moves by 10% up or down; exact, since totals are linear in the weight
    survives_jointly          the same when all weights move at once, each by up to 10%
    votes                     most votes among the unit's collective nominations, NA without ``nominations``
    ========================= ===================================================================================

    Equal points are listed by unit_id, which has no meaning beyond a stable order. Weights need no rescaling
    after a move: that multiplies all totals by the same factor. No scores for the cluster and year give an
    empty frame. Raises UsageError for an unknown column, FrameError for missing columns.

    >>> es.rank(data.scores, cluster="bca-donvi-6", year=2019)  # doctest: +SKIP
    """
    rows = _rows_of(scores, cluster, year)
    totals = _totals(rows)
    column = _chosen(totals, column)
    points = totals[f"{column}_points"].rename("points")
    table = totals.assign(points=points, column=pd.array([column] * len(totals), dtype="str"))
    table["rank"] = points.rank(ascending=False, method="min").astype("Int64")
    table["difference"] = (table["self_points"] - table["cluster_points"]).round(_DIGITS)
    table["beyond_max"] = (points - table["max_points"]).clip(lower=0).round(_DIGITS)
    table["gap_to_first"] = (points.max() - points).round(_DIGITS)
    table = table.reset_index().sort_values(["rank", "unit_id"], ignore_index=True)
    table["gap"] = _gap_to_next(table["points"])
    firm = _firmness(rows, column, table.loc[table["rank"].eq(1), "unit_id"]).reindex(table["unit_id"])
    table[["survives", "survives_jointly"]] = firm.reset_index(drop=True)
    table["votes"] = table["unit_id"].map(_most_votes(nominations, cluster, year)).astype("Int64")
    first = ["unit_id", "points", "rank", "gap", "gap_to_first", "column", "max_points", *_POINTS]
    return table[[*first, "difference", "beyond_max", "survives", "survives_jointly", "votes"]]


def weights(
    scores: pd.DataFrame, *, cluster: str, year: int, column: str | None = None, shift: float = WEIGHT_SHIFT
) -> pd.DataFrame:
    """Whether first place holds when the weight of one criterion moves, criterion by criterion.

    Returns one row a criterion and first-placed unit: ``unit_id``, ``criterion``, ``margin`` (points left ahead of
    the closest unit after the worse of the two moves by ``shift``), ``survives``, ``overtaken_by`` (unit_id, NA if
    it holds) and ``breaking_shift`` (the smallest move, 0.25 = 25%, beyond which first place is lost; NA if no
    move of this weight does it). Nothing is sampled: totals are linear in each weight. A unit that lacks a
    criterion has no points for it. Empty without scores or with fewer than two ranked units.

    >>> from emustats.statistics.scores import weights
    >>> weights(data.scores, cluster="bca-donvi-6", year=2019)  # doctest: +SKIP
    """
    rows = _rows_of(scores, cluster, year)
    totals = _totals(rows)
    column = _chosen(totals, column)
    matrix = _matrix(rows, column, totals)
    parts = [_moved(matrix, leader, shift) for leader in _leaders(matrix)] if len(matrix) > 1 else []
    if parts:
        return pd.concat(parts, ignore_index=True)
    empty = {"unit_id": "str", "criterion": "str", "margin": "Float64", "survives": "boolean"}
    empty |= {"overtaken_by": "str", "breaking_shift": "Float64"}
    return pd.DataFrame({name: pd.array([], dtype=dtype) for name, dtype in empty.items()})


def votes(
    scores: pd.DataFrame, nominations: pd.DataFrame, *, cluster: str, year: int, column: str | None = None
) -> pd.DataFrame:
    """Votes beside scores, for each award that collectives of the cluster were nominated for.

    The vote (suy tôn) may disagree with the score; both are kept. Returns one row a unit and award_code:
    ``points`` and ``rank`` (of the whole cluster), ``votes`` (Int64, NA: none recorded), ``vote_rank`` (among the
    units nominated for that award, equal votes share it) and ``agrees``: boolean, the order by votes equals the
    order by points among those nominated; NA where votes or points are missing.

    >>> from emustats.statistics.scores import votes
    >>> votes(data.scores, data.nominations, cluster="bca-donvi-6", year=2019)  # doctest: +SKIP
    """
    order = rank(scores, cluster=cluster, year=year, column=column)[["unit_id", "points", "rank"]]
    rows = _collective(nominations, cluster, year)
    keys = ["unit_id", "award_code"]
    table = rows.groupby(keys, observed=True, dropna=False)["votes"].max().reset_index()
    table = table.merge(order, on="unit_id", how="left", validate="many_to_one")
    by_award = table.groupby("award_code", observed=True, dropna=False)
    table["vote_rank"] = by_award["votes"].rank(ascending=False, method="min").astype("Int64")
    # the two orders are compared among those that have both
    both = table[table["votes"].notna() & table["points"].notna()].groupby("award_code", observed=True, dropna=False)
    orders = both[["votes", "points"]].rank(ascending=False, method="min")
    table["agrees"] = orders["votes"].eq(orders["points"]).astype("boolean").reindex(table.index)
    table = table.sort_values(["award_code", "vote_rank", "unit_id"], ignore_index=True)
    return table[["award_code", "unit_id", "votes", "vote_rank", "points", "rank", "agrees"]]


def _rows_of(scores: pd.DataFrame, cluster: str, year: int) -> pd.DataFrame:
    given = [name for name in _POINTS if name in getattr(scores, "columns", ())]
    scores = conform(scores, "scores", [*_NEEDED, *(() if given else _POINTS[:1])], fill=True)
    rows = scores[scores["cluster_id"].eq(cluster) & scores["year"].eq(as_year(year)).fillna(False)]
    # a line with neither a maximum nor any points is a heading, not a criterion left unscored
    return rows[rows[["max_points", *_POINTS]].notna().any(axis=1)]


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby("unit_id", observed=True)
    totals = grouped[["max_points", *_POINTS]].sum(min_count=1).astype("Float64").round(_DIGITS)
    unscored = rows[_POINTS].isna().groupby(rows["unit_id"], observed=True).any()
    totals[_POINTS] = totals[_POINTS].mask(unscored)
    return totals


def _chosen(totals: pd.DataFrame, column: str | None) -> str:
    if column is None:
        return "cluster" if len(totals) and totals["cluster_points"].notna().all() else "self"
    name = column.removesuffix("_points")
    if name not in COLUMNS:
        raise UsageError(f"Không có cột điểm “{column}”; hãy chọn một trong: {', '.join(COLUMNS)}.")
    return name


def _gap_to_next(points: pd.Series) -> pd.Series:
    """Points ahead of the next in a list sorted best first; 0 for all who share a rank."""
    gap = (points - points.shift(-1)).round(_DIGITS)
    return gap.mask(points.duplicated(keep=False) & points.notna(), 0.0)


def _matrix(rows: pd.DataFrame, column: str, totals: pd.DataFrame) -> pd.DataFrame:
    """Points by unit and criterion, of the units that have a total."""
    name = f"{column}_points"
    rows = rows[rows["unit_id"].isin(totals.index[totals[name].notna()])]
    criterion = rows["criterion"].fillna("")
    matrix = rows.groupby(["unit_id", criterion], observed=True)[name].sum().unstack(fill_value=0.0)
    return matrix.astype("float64").sort_index()


def _leaders(matrix: pd.DataFrame) -> list[str]:
    totals = matrix.sum(axis=1).round(_DIGITS)
    return list(totals.index[totals.eq(totals.max())])


def _differences(matrix: pd.DataFrame, leader: str) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """How far a leader is ahead of each other unit: in total and criterion by criterion."""
    others = matrix.drop(index=leader)
    ahead = matrix.loc[leader].to_numpy() - others.to_numpy()
    return ahead.sum(axis=1).round(_DIGITS), ahead, others.index


def _moved(matrix: pd.DataFrame, leader: str, shift: float) -> pd.DataFrame:
    lead, ahead, others = _differences(matrix, leader)
    margins = (lead[:, None] - shift * np.abs(ahead)).round(_DIGITS)
    closest = margins.argmin(axis=0)
    margin = margins.min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        breaking = np.where(ahead != 0, lead[:, None] / np.abs(ahead), np.inf).min(axis=0)
    holds = margin >= 0
    return pd.DataFrame(
        {
            "unit_id": pd.array([leader] * matrix.shape[1], dtype="str"),
            "criterion": pd.array(matrix.columns, dtype="str"),
            "margin": pd.array(margin, dtype="Float64"),
            "survives": pd.array(holds, dtype="boolean"),
            "overtaken_by": pd.Series(others[closest], dtype="str").mask(holds),
            "breaking_shift": pd.Series(breaking).where(np.isfinite(breaking)).astype("Float64"),
        }
    )


def _firmness(rows: pd.DataFrame, column: str, leaders: pd.Series) -> pd.DataFrame:
    """survives and survives_jointly of each first-placed unit; NA where nobody competes."""
    matrix = _matrix(rows, column, _totals(rows))
    alone, together = [], []
    for leader in leaders:
        if len(matrix) < 2:
            alone.append(None)
            together.append(None)
            continue
        lead, ahead, _ = _differences(matrix, leader)
        alone.append(bool((lead[:, None] - WEIGHT_SHIFT * np.abs(ahead)).round(_DIGITS).min() >= 0))
        # the worst joint move lowers every criterion where the leader is ahead and raises the others
        together.append(bool((lead - WEIGHT_SHIFT * np.abs(ahead).sum(axis=1)).round(_DIGITS).min() >= 0))
    columns = {"survives": pd.array(alone, dtype="boolean"), "survives_jointly": pd.array(together, dtype="boolean")}
    return pd.DataFrame(columns, index=pd.Index(leaders, dtype="str"))


def _collective(nominations: pd.DataFrame, cluster: str, year: int) -> pd.DataFrame:
    needed = ["cluster_id", "unit_id", "year", "award_code", "recipient", "votes"]
    nominations = conform(nominations, "nominations", needed)
    rows = nominations[nominations["cluster_id"].eq(cluster) & nominations["year"].eq(as_year(year)).fillna(False)]
    return rows[rows["recipient"].isin(["collective", "unknown"])]


def _most_votes(nominations: pd.DataFrame | None, cluster: str, year: int) -> pd.Series:
    if nominations is None:
        return pd.Series([], dtype="Int64", index=pd.Index([], dtype="str"))
    return _collective(nominations, cluster, year).groupby("unit_id", observed=True)["votes"].max()
