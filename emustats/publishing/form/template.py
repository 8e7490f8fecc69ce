"""The blank standard form of one unit and year, with last year's targets where asked for."""

from __future__ import annotations

from pathlib import Path

from emustats.errors import UsageError
from emustats.numbers import format_number
from emustats.publishing.form.form import records, write_form
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
        is_adjusted = "planned_adjusted" in row or "planned_adjusted_text" in row
        plan = _known(row, "planned_adjusted" if is_adjusted else "planned")
        result = _known(row, "actual", "text")
        said = [f"đăng ký {_shown(plan)}" if plan else "", f"kết quả {_shown(result)}" if result else "chưa có kết quả"]
        line = {field: row[field] for field in ("target_no", "title", "measure", "kind") if field in row}
        # A date belongs to its year: it is shown, and the unit sets this year's.
        if row.get("kind") != "by_date":
            line |= plan
        lines.append({**line, "remark": f"Năm {latest}: " + "; ".join(filter(None, said))})
    return lines


def _known(row: dict[str, object], field: str, text_field: str = "") -> dict[str, object]:
    """The number and the text of a plan or result, as far as there are any, under the names of the plan."""
    found = {"planned": row.get(field), "planned_text": row.get(text_field or f"{field}_text")}
    return {name: value for name, value in found.items() if value is not None}


def _shown(value: dict[str, object]) -> str:
    text = str(value.get("planned_text", ""))
    is_word = not any(letter.isdigit() for letter in text)
    return text if "planned" not in value or (text and is_word) else format_number(float(value["planned"]))
