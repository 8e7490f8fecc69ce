"""What leaves the house: the standard form, annotated copies, the workbook of tables, charts and reports.

>>> from emustats import publish
>>> publish.write_template("mau.xlsx", unit_id="bca-van-phong", year=2026)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emustats.publishing.conference.figures import write_figures
    from emustats.publishing.conference.report import write_report
    from emustats.publishing.conference.workbook import write_tables
    from emustats.publishing.form.form import write_form
    from emustats.publishing.form.template import write_template
    from emustats.publishing.marked_copy.annotation import annotate

# Engines and matplotlib are heavy: each is imported when its function is first asked for.
_HOMES = {
    "annotate": "marked_copy.annotation",
    "write_figures": "conference.figures",
    "write_form": "form.form",
    "write_report": "conference.report",
    "write_tables": "conference.workbook",
    "write_template": "form.template",
}

__all__ = ["annotate", "write_figures", "write_form", "write_report", "write_tables", "write_template"]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
