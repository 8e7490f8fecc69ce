"""emustats: commendation tallies, target achievement and trends from the workbooks of emulation clusters.

>>> import emustats as es
>>> data = es.load("data/sample")
>>> es.tally(data.awards, by=["unit_id"])

Nothing heavy is imported until a public name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emustats import charts, errors
    from emustats import publishing as publish
    from emustats.dataset.read import read_submission
    from emustats.dataset.record import Dataset
    from emustats.review.load import load
    from emustats.review.provenance import trace
    from emustats.statistics.awards import tally
    from emustats.statistics.clusters import compare
    from emustats.statistics.coverage import coverage
    from emustats.statistics.reconciliation import reconcile
    from emustats.statistics.scores import rank
    from emustats.statistics.summary import summary
    from emustats.statistics.targets import achievement
    from emustats.statistics.trends import trend

__version__ = "0.1.0"

_FUNCTIONS = {
    "Dataset": "emustats.dataset.record",
    "load": "emustats.review.load",
    "read_submission": "emustats.dataset.read",
    "coverage": "emustats.statistics.coverage",
    "tally": "emustats.statistics.awards",
    "achievement": "emustats.statistics.targets",
    "trend": "emustats.statistics.trends",
    "compare": "emustats.statistics.clusters",
    "rank": "emustats.statistics.scores",
    "reconcile": "emustats.statistics.reconciliation",
    "trace": "emustats.review.provenance",
    "summary": "emustats.statistics.summary",
}
_MODULES = {"charts": "emustats.charts", "publish": "emustats.publishing", "errors": "emustats.errors"}

__all__ = [
    "Dataset",
    "achievement",
    "charts",
    "compare",
    "coverage",
    "errors",
    "load",
    "publish",
    "rank",
    "read_submission",
    "reconcile",
    "summary",
    "tally",
    "trace",
    "trend",
]


def __getattr__(name: str) -> object:
    if name in _FUNCTIONS:
        value = getattr(import_module(_FUNCTIONS[name]), name)
    elif name in _MODULES:
        value = import_module(_MODULES[name])
    else:
        raise AttributeError(f"module 'emustats' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
