"""Figures that the press printed, one a row, to reconcile against."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emustats.errors import ReferenceDataError
from emustats.reference import Reference, load
from emustats.reference.rows import read_rows
from emustats.schema import RECIPIENTS, STATES, STATUSES

if TYPE_CHECKING:
    import pandas as pd

# Beside the package in a checkout, inside it when installed.
_CHECKOUT = Path(__file__).parents[2] / "data" / "published" / "figures.csv"
DEFAULT_PATH = _CHECKOUT if _CHECKOUT.is_file() else Path(__file__).parent / "published_figures.csv"

COLUMNS = {
    "body": "str", "cluster_id": "str", "unit_id": "str", "year": "Int64", "period": "str", "period_kind": "str",
    "figure": "str", "recipient": "str", "award_codes": "str", "value": "Float64", "unit": "str", "printed": "str",
    "is_approximate": "boolean", "state": "str", "as_of": "datetime64[us]", "status": "str", "source": "str",
    "notes": "str",
}  # fmt: skip
FIGURES = (
    "units_in_cluster", "awards_collective", "awards_individual", "awards_total", "awards_by_form", "units_rate",
    "nomination", "indicator",
)  # fmt: skip
PERIOD_KINDS = ("annual", "half_year", "school_year", "multi_year")
_ALLOWED = {
    "figure": FIGURES, "period_kind": PERIOD_KINDS, "status": ("", *STATUSES), "state": ("", *STATES),
    "recipient": ("", "total", *RECIPIENTS), "is_approximate": ("yes", "no"),
}  # fmt: skip


def published(path: str | Path | None = None, reference: Reference | None = None) -> pd.DataFrame:
    """The published figures, one a row, in the order of the file (``data/published/figures.csv`` without ``path``).

    Columns: ``body`` as the source names it; ``cluster_id``, ``unit_id`` (NA: the body is not one of ours);
    ``year`` (Int64; NA unless ``period_kind`` is annual, so that half-years, school years and totals of several
    years never enter an annual series); ``period`` in words; ``figure`` (one of ``FIGURES``); ``recipient``
    (collective, individual, total where the source does not split; NA: not a count of awards); ``award_codes``, joined by ``|``
    where one number covers several (NA for awards_by_form: the source does not say which); ``value`` (NA: printed
    in words only; units_rate from 0 to 1, indicators as printed); ``unit``; ``printed`` as it stood; ``is_approximate``;
    ``state`` (NA: not said), ``as_of``, ``status``, ``source``, ``notes``.

    Raises ReferenceDataError, naming file and line, for a missing file or column, an unreadable value, an award code
    or unit that is not listed.

    >>> figures = published()
    >>> ours = figures.query("cluster_id == 'bca-donvi-6' and year == 2019 and figure == 'awards_collective'")
    >>> int(ours["value"].item())
    159
    """
    import pandas as pd

    file = Path(path) if path is not None else DEFAULT_PATH
    if not file.is_file():
        raise ReferenceDataError(f"{file}: không có tệp số liệu đã công bố. Hãy chỉ ra đường dẫn tới figures.csv.")
    reference = reference or load()
    rows = []
    for line, cells in read_rows(file.read_bytes(), str(file)):
        missing = [column for column in COLUMNS if column not in cells]
        if missing:
            raise ReferenceDataError(
                f"{file}, dòng {line}: thiếu {', '.join(missing)}. Hãy bổ sung cột hoặc ô còn thiếu."
            )
        rows.append(_row(cells, f"{file}, dòng {line}", reference))
    return pd.DataFrame(
        {column: pd.array([row[column] for row in rows], dtype=dtype) for column, dtype in COLUMNS.items()}
    )


def _row(cells: dict[str, str], where: str, reference: Reference) -> dict[str, Any]:
    for column, allowed in _ALLOWED.items():
        if cells[column] not in allowed:
            raise ReferenceDataError(
                f"{where}: cột {column} ghi “{cells[column]}”, phải là một trong: {', '.join(allowed)}."
            )
    for code in filter(None, cells["award_codes"].split("|")):
        if code not in reference.awards:
            raise ReferenceDataError(f"{where}: award_codes “{code}” không có trong awards.csv. Hãy sửa mã.")
    if cells["unit_id"] and cells["unit_id"] not in reference.units:
        raise ReferenceDataError(f"{where}: unit_id “{cells['unit_id']}” không có trong units.csv. Hãy sửa mã.")
    if (cells["period_kind"] == "annual") != bool(cells["year"]):
        raise ReferenceDataError(
            f"{where}: chỉ số liệu của trọn một năm (annual) mới ghi year. Hãy sửa year hoặc period_kind."
        )
    try:
        read = {
            "year": int(cells["year"]) if cells["year"] else None,
            "value": float(cells["value"]) if cells["value"] else None,
            "as_of": date.fromisoformat(cells["as_of"]) if cells["as_of"] else None,
        }
    except ValueError as error:
        raise ReferenceDataError(f"{where}: year, value hoặc as_of không đọc được ({error}). Hãy sửa ô đó.") from None
    text = {column: cells[column] or None for column in COLUMNS}
    return {**text, **read, "is_approximate": cells["is_approximate"] == "yes"}
