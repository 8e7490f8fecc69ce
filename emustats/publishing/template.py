"""The blank standard form of one unit and year, with last year's targets where asked for."""

from __future__ import annotations

from pathlib import Path

from emustats.errors import UsageError
from emustats.numbers import format_number
from emustats.publishing.form import records, write_form
from emustats.reference import Reference, load
from emustats.reference.names import resolve_unit


def write_template(
    out: str | Path,
    *,
    unit_id: str,
    year: int,
    reference: Reference | None = None,
    prefill: object = None,
) -> Path:
    """Write the standard form, version 1, for one unit to fill in; returns the path (.xlsx).

    Unit, cluster (from clusters.csv for that very year, else left open), year and form version are
    filled in and locked without a password; choices drop down from the reference data. ``prefill`` is a
    Dataset, or any object with a ``targets`` frame: the targets of the unit's latest earlier year are
    filled in as this year's plan, and last year's plan and result stand in the remark, never in the
    result column, where they could pass for this year's.

    Raises UsageError when ``unit_id`` is not in units.csv.

    >>> write_template("mau.xlsx", unit_id="bca-van-phong", year=2026)  # doctest: +SKIP
    """
    reference = reference or load()
    if unit_id not in reference.units:
        near = resolve_unit(unit_id, reference, year)
        hint = near.code or ", ".join(near.suggestions)
        raise UsageError(
            f"Không có đơn vị “{unit_id}” trong danh mục."
            + (f" Có thể là: {hint}." if hint else "")
            + " Xem cột unit_id của units.csv, hoặc bổ sung đơn vị vào đó."
        )
    info = {"unit_id": unit_id, "cluster_id": cluster_of(reference, unit_id, year), "year": year}
    targets = last_targets(prefill, unit_id, year) if prefill is not None else []
    return write_form(out, info=info, reference=reference, blank=True, targets=targets)


def cluster_of(reference: Reference, unit_id: str, year: int) -> str | None:
    """The cluster of a unit in one year; None when clusters.csv does not say or names several."""
    found = {each.cluster_id for each in reference.memberships if (each.unit_id, each.year) == (unit_id, year)}
    return found.pop() if len(found) == 1 else None


def last_targets(data: object, unit_id: str, year: int) -> list[dict[str, object]]:
    """The targets of the latest year before ``year``, as lines of the new form without results."""
    frame = data.targets
    earlier = frame[(frame["unit_id"] == unit_id) & (frame["year"] < year).fillna(False)]
    if earlier.empty:
        return []
    latest = int(earlier["year"].max())
    lines = []
    for row in records(earlier[earlier["year"] == latest]):
        plan = row.get("planned_adjusted", row.get("planned"))
        plan_text = row.get("planned_adjusted_text") or row.get("planned_text")
        shown = [
            f"đăng ký {_shown(plan, plan_text)}" if plan_text or plan is not None else "",
            f"kết quả {_shown(row.get('actual'), row.get('text'))}"
            if row.get("text") or row.get("actual") is not None
            else "chưa có kết quả",
        ]
        line = {field: row[field] for field in ("target_no", "title", "measure", "kind") if field in row}
        line["planned"] = plan
        line["planned_text"] = plan_text
        line["remark"] = f"Năm {latest}: " + "; ".join(filter(None, shown))
        lines.append({key: value for key, value in line.items() if value is not None})
    return lines


def _shown(number: object, text: object) -> str:
    return str(text) if text else format_number(float(number))
