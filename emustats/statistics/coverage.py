"""Who reported: submissions expected, received and missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emustats import schema
from emustats.statistics.conforming import conform
from emustats.statistics.grouping import By, as_list, check_choice, finish, grouped, share

if TYPE_CHECKING:
    import pandas as pd

_GROUPINGS = ("unit_id", "cluster_id", "year", "status", "form_version")
_WHO = ("cluster_id", "unit_id", "year")


def coverage(submissions: pd.DataFrame, *, by: By) -> pd.DataFrame:
    """Count expected and received submissions.

    One row for each combination of the ``by`` columns (unit_id, cluster_id, year, status, form_version; one row in
    all for ``by=[]``), with ``by`` and

    - ``expected``: unit-years that sent something or were expected to; always ``reported`` + ``missing``;
    - ``reported``: unit-years with an accepted workbook; ``missing``: those without one, whether
      nothing came or what came was refused;
    - ``refused``, ``superseded``: workbooks (not units) refused, or replaced by a later revision;
    - ``rate``: reported / expected (Float64, NA where nothing is expected);
    - ``provisional``: accepted workbooks whose figures are provisional; ``as_of``: the latest date that an
      accepted workbook gives its figures for (NA when none does).

    A refused workbook that does not say whose it is counts as refused only, under an NA key where the key is
    not known either. Counts are Int64. Raises UsageError for an unknown grouping, FrameError for a missing column.

    >>> submissions = schema.build("submissions", {
    ...     "cluster_id": ["c", "c"], "unit_id": ["a", "b"], "year": [2019, 2019],
    ...     "standing": ["accepted", "missing"]})
    >>> coverage(submissions, by=["year"])[["expected", "reported", "missing", "rate"]].to_dict("records")
    [{'expected': 2, 'reported': 1, 'missing': 1, 'rate': 0.5}]
    """
    keys = as_list(by)
    check_choice(keys, _GROUPINGS, "Cách nhóm việc nộp báo cáo")
    submissions = conform(submissions, "submissions", dict.fromkeys([*keys, *_WHO, "standing"]))
    accepted = submissions["standing"].eq("accepted").fillna(False)
    who = list(dict.fromkeys([*keys, *_WHO]))
    known = submissions["unit_id"].notna()
    units = submissions.loc[known, who].assign(expected=1, reported=accepted[known].astype("int64"))
    units = grouped(units, who).max().reset_index() if len(units) else units
    marks = submissions[keys].assign(
        expected=0,
        reported=0,
        refused=submissions["standing"].eq("refused").fillna(False).astype("int64"),
        superseded=submissions["standing"].eq("superseded").fillna(False).astype("int64"),
        provisional=0,
        as_of=None,
    )
    if "status" in submissions:
        marks["provisional"] = (accepted & submissions["status"].eq("provisional").fillna(False)).astype("int64")
    marks["as_of"] = _dates(submissions, accepted)
    counts = ["expected", "reported", "refused", "superseded", "provisional"]
    stacked = _stack(marks, units[[*keys, "expected", "reported"]])
    table = grouped(stacked, keys)[counts].sum().astype("Int64")
    table["as_of"] = grouped(stacked, keys)["as_of"].max()
    table["missing"] = table["expected"] - table["reported"]
    table["rate"] = share(table["reported"], table["expected"])
    columns = ["expected", "reported", "missing", "refused", "superseded", "rate", "provisional", "as_of"]
    return finish(table[columns], keys)


def _dates(submissions: pd.DataFrame, accepted: pd.Series) -> pd.Series:
    import pandas as pd

    if "as_of" not in submissions:
        return pd.Series(pd.NaT, index=submissions.index, dtype=schema.DATE)
    return submissions["as_of"].where(accepted)


def _stack(marks: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Workbooks and units in one frame: what a unit row does not count is 0."""
    import pandas as pd

    units = units.assign(refused=0, superseded=0, provisional=0, as_of=pd.Series(pd.NaT, units.index, schema.DATE))
    return pd.concat([marks, units[marks.columns]], ignore_index=True)
