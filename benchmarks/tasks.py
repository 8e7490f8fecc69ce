"""What the benchmark times, each in a process of its own: ``python tasks.py NAME FOLDER`` prints one line of JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

PLAIN_LOOP_FILES = 100  # the plain loop is slow and even: its time on these is multiplied


def load_cold(paths: list[Path], folder: Path) -> dict:
    """es.load without its cache; the import is not counted, the start of the child processes is."""
    import emustats as es

    load = es.load
    start, busy = time.perf_counter(), processor_seconds()
    data = load(folder, cache=False)
    seconds, busy = time.perf_counter() - start, processor_seconds() - busy
    accepted = int((data.submissions["standing"] == "accepted").sum())
    return {
        "seconds": seconds,
        "processor": busy,
        "files": len(paths),
        "accepted": accepted,
        "awards": len(data.awards),
    }


def calamine_alone(paths: list[Path], folder: Path) -> dict:
    """python-calamine in one process: every sheet to lists, nothing done with them."""
    from python_calamine import CalamineWorkbook

    start, busy = time.perf_counter(), processor_seconds()
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return {"seconds": time.perf_counter() - start, "processor": processor_seconds() - busy, "files": len(paths)}


def plain_loop(paths: list[Path], folder: Path) -> dict:
    """The loop people write: pandas.read_excel with openpyxl, all sheets."""
    import pandas as pd

    step = max(1, len(paths) // PLAIN_LOOP_FILES)
    start, busy = time.perf_counter(), processor_seconds()
    for path in paths[::step]:
        pd.read_excel(path, engine="openpyxl", sheet_name=None)
    seconds, busy = time.perf_counter() - start, processor_seconds() - busy
    return {"seconds": seconds, "processor": busy, "files": len(paths[::step])}


def stages(paths: list[Path], folder: Path) -> dict:
    """Seconds of each stage of a child's work, in one process, and the bytes that a child sends back."""
    import pickle

    from emustats.dataset.read import _settings
    from emustats.reading.cells.container import open_zip, read_file
    from emustats.reading.cells.read import read_cells
    from emustats.reading.sandbox.batch import encode_readings
    from emustats.reading.workbook.submission import read_workbook

    settings = _settings(None, False)
    paths = paths[:: max(1, len(paths) // 400)]
    names = [path.relative_to(folder).as_posix() for path in paths]
    for path, name in zip(paths[:5], names, strict=False):
        read_workbook(read_file(path), name, settings)
    marks = [time.perf_counter()]
    contents = [read_file(path) for path in paths]
    marks.append(time.perf_counter())
    for content in contents:
        open_zip(content)
    marks.append(time.perf_counter())
    for content in contents:
        read_cells(content)
    marks.append(time.perf_counter())
    readings = [(number, read_workbook(content, names[number], settings)) for number, content in enumerate(contents)]
    marks.append(time.perf_counter())
    sent = len(pickle.dumps(encode_readings(readings, False), protocol=5))
    marks.append(time.perf_counter())
    opened, checked, cells, whole, encoded = (end - start for start, end in zip(marks, marks[1:], strict=False))
    found = {
        "open files": opened, "check zip directories": checked, "cells": cells - checked,
        "layout and tidy rows": whole - cells, "encode and pickle": encoded,
    }  # fmt: skip
    return {"seconds": sum(found.values()), "files": len(paths), "stages": found, "bytes_sent": sent}


TASKS: dict[str, Callable[[list[Path], Path], dict]] = {
    task.__name__: task for task in (load_cold, calamine_alone, plain_loop, stages)
}


def processor_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    where = Path(sys.argv[2])
    print(json.dumps(TASKS[sys.argv[1]](sorted(where.rglob("*.xlsx")), where)))
