"""Everything for the conference in one folder: charts, workbook of tables, summary as JSON and as text."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from emustats.publishing.conference.figures import write_figures
from emustats.publishing.conference.workbook import write_tables
from emustats.publishing.marks import marks
from emustats.publishing.saving import save_text
from emustats.publishing.summary_text import summary_text
from emustats.statistics.summary import summary

if TYPE_CHECKING:
    from emustats.dataset.record import Dataset

SUMMARY_JSON = "summary.json"
SUMMARY_TEXT = {"vi": "tom-tat.txt", "en": "summary.txt"}
WORKBOOK = {"vi": "bang-so-lieu.xlsx", "en": "tables.xlsx"}
FIGURES = "figures"


class Report(NamedTuple):
    """What was written, and the summary that it all says."""

    summary: dict[str, Any]
    paths: list[Path]


def write_report(data: Dataset, *, cluster: str, year: int, out: str | Path, lang: str = "vi") -> Report:
    """Write the report of one cluster and year to the folder ``out``.

    ``summary.json`` (``es.summary``), the same as text, the workbook of tables, and ``figures/`` with every
    chart as PNG and SVG and its alt text. All is made beside ``out`` first and moved when complete, so that an
    interrupted run leaves the former report as it was; files of others in ``out`` stay, charts of an
    earlier run do not. Raises UsageError when ``data`` holds nothing of that cluster and year.

    >>> write_report(data, cluster="bca-donvi-6", year=2019, out="build/report").paths  # doctest: +SKIP
    """
    found = summary(data, cluster=cluster, year=year)
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=target) as name:
        draft = Path(name)
        save_text(draft / SUMMARY_JSON, json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
        save_text(draft / SUMMARY_TEXT[lang], marked_text(data, found, lang))
        write_tables(data, cluster=cluster, year=year, out=draft / WORKBOOK[lang], lang=lang)
        write_figures(data, cluster=cluster, year=year, out=draft / FIGURES, lang=lang)
        paths = _move(draft, target)
    return Report(found, paths)


def marked_text(data: Dataset, found: dict[str, Any], lang: str = "vi") -> str:
    """The summary as text under the marks that published figures carry."""
    said = marks(data, status=found["status"], lang=lang)
    return "".join(f"{mark}\n" for mark in said) + summary_text(found, lang=lang, reference=data.reference)


def _move(draft: Path, target: Path) -> list[Path]:
    if (target / FIGURES).is_dir():
        shutil.rmtree(target / FIGURES)
    for each in sorted(draft.iterdir()):
        each.replace(target / each.name)
    files = [SUMMARY_JSON, *SUMMARY_TEXT.values(), *WORKBOOK.values()]
    written = [target / name for name in files if (target / name).is_file()]
    return [*written, *(sorted((target / FIGURES).iterdir()) if (target / FIGURES).is_dir() else [])]
