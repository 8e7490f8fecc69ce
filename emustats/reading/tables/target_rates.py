"""Printed rates of targets beside the ones that follow from plan and result."""

from __future__ import annotations

from emustats.numbers import parse_number
from emustats.reading.sheet.grid import Grid, text_at
from emustats.reading.tables.readout import Readout, claim, report
from emustats.reading.tables.target_values import Value, plan_of

# Rates are printed with few digits; more than this is no rounding.
_ROUNDING = 0.6
_LARGEST_FRACTION = 5


def check_rate(
    out: Readout, grid: Grid, place: tuple[int, int] | None, kind: str | None, values: dict[str, Value]
) -> None:
    """Compare a printed rate with result / plan; where that cannot be told, it is set aside."""
    index = grid.at.get(place) if place is not None else None
    if index is None or place is None:
        return
    printed = _printed(grid, index)
    plan = plan_of(values)
    actual = values["actual"]
    if printed is None or kind != "at_least" or actual.number is None or not plan.number:
        claim(out, grid, place, "set_aside", "share", table="targets")
        return
    claim(out, grid, place, "checked", "share", table="targets")
    rate = actual.number * 100 / plan.number
    # Some forms print the difference or, for a share, the result itself once more.
    expected = (rate, actual.number, rate - 100, actual.number - plan.number)
    shown = [printed] if printed > _LARGEST_FRACTION else [printed, printed * 100]
    if not any(abs(number - other) <= _ROUNDING for number in shown for other in expected):
        report(out, "rate_differs", grid, place, text_at(grid, index), computed=f"{rate:.1f}")


def _printed(grid: Grid, index: int) -> float | None:
    if grid.kinds[index] == "n":
        value: float = grid.values[index]
        return value * 100 if index in grid.percent else value
    return parse_number(grid.texts[index], comma_thousands=False).value if grid.texts[index] is not None else None
