"""How fast reading is: es.load cold, against python-calamine alone and against the plain pandas loop.

Run ``make bench`` or ``python benchmarks/bench.py [--files N] [--rounds N] [--json]``. All ways are measured in turn within
each round, every one in a fresh process, so that a busy moment of the machine falls on all of them alike.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from workbooks import write_workbooks

HERE = Path(__file__).parent
COMPARED = ("load_cold", "calamine_alone", "plain_loop")
GOALS = {
    "load / calamine": "goal: at most 2",
    "plain loop / load": "goal: at least 12",
    "import emustats / pandas": "goal: at most 1.2",
}
IMPORTS = {
    "nothing": "pass",
    "emustats": "import emustats",
    "emustats.load": "import emustats; emustats.load",
    "pandas": "import pandas",
}


def measure(task: str, folder: Path) -> dict:
    """One task in a fresh process: its own answer, and the peak memory of it and all its children together."""
    command = [sys.executable, str(HERE / "tasks.py"), task, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory_of(process.pid))
            time.sleep(0.05)
        answer = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{task} ended with code {process.returncode}")
    return json.loads(answer) | {"peak_bytes": peak}


def memory_of(process_id: int) -> int:
    """Memory of a process and its children: shared pages counted once where the system tells (PSS), else RSS."""
    total = 0
    try:
        process = psutil.Process(process_id)
        members = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for member in members:
        try:
            held = member.memory_full_info() if psutil.LINUX else member.memory_info()
        except psutil.Error:
            continue
        total += getattr(held, "pss", held.rss)
    return total


def import_times(rounds: int) -> dict[str, list[float]]:
    """Seconds of whole processes that import one thing, in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, code in IMPORTS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            seconds[name].append(time.perf_counter() - start)
    return seconds


def spread(values: list[float], digits: int = 2) -> str:
    """Median, and in brackets the smallest and the largest."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def run(files: int, rounds: int, folder: Path) -> dict:
    """All measurements, as plain data."""
    print(f"writing {files} workbooks …", file=sys.stderr)
    write_workbooks(folder, files)
    results: dict[str, list[dict]] = {task: [] for task in COMPARED}
    measure("calamine_alone", folder)  # brings the files into the system's cache, for all alike
    for number in range(rounds):
        for task in COMPARED:
            results[task].append(measure(task, folder))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    seconds, busy = (
        {task: [each[what] / each["files"] * files for each in found] for task, found in results.items()}
        for what in ("seconds", "processor")
    )
    return {
        "files": files,
        "accepted": results["load_cold"][-1]["accepted"],
        "seconds": seconds,
        "processor_seconds": busy,
        "peak_mib": {task: [each["peak_bytes"] / 2**20 for each in found] for task, found in results.items()},
        "ratios": {
            "load / calamine": _ratios(seconds["load_cold"], seconds["calamine_alone"]),
            "plain loop / load": _ratios(seconds["plain_loop"], seconds["load_cold"]),
            "load / calamine, processor": _ratios(busy["load_cold"], busy["calamine_alone"]),
            "plain loop / load, processor": _ratios(busy["plain_loop"], busy["load_cold"]),
        },
        "stages": measure("stages", folder),
        "imports": import_times(2 * rounds + 1),
    }


def _ratios(above: list[float], below: list[float]) -> list[float]:
    return [one / other for one, other in zip(above, below, strict=True)]


def show(found: dict) -> None:
    """Print the measurements."""
    print(f"{found['files']} standard forms, {found['accepted']} accepted by es.load; medians (smallest-largest)\n")
    for task, seconds in found["seconds"].items():
        busy = spread(found["processor_seconds"][task])
        print(
            f"  {task:16}{spread(seconds):>22} s  processor {busy:>20} s  peak {spread(found['peak_mib'][task], 0):>16} MiB"
        )
    print("  (plain_loop was run on every n-th file and multiplied; memory is that of all processes together)")
    print("  (on a busy machine trust processor time, which counts all processes, more than wall time)\n")
    imports = found["imports"]
    found["ratios"]["import emustats / pandas"] = _ratios(imports["emustats"], imports["pandas"])
    for name, values in found["ratios"].items():
        print(f"  {name:30}{spread(values):>20}   {GOALS.get(name, '')}")
    print("\nimport, whole process, ms:")
    for name, values in imports.items():
        print(f"  {name:14}{spread([value * 1000 for value in values], 0):>18}")
    stages = found["stages"]
    print(f"\nstages in one process, ms a workbook ({stages['files']} workbooks):")
    for name, seconds in stages["stages"].items():
        share = seconds / stages["seconds"]
        print(f"  {name:24}{seconds / stages['files'] * 1000:8.3f}{share:8.0%}")
    print(f"  sent back by a child: {stages['bytes_sent'] / stages['files'] / 1024:.1f} KiB a workbook")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the raw measurements instead")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="emustats-bench-") as folder:
        found = run(chosen.files, chosen.rounds, Path(folder))
    if chosen.json:
        print(json.dumps(found, indent=1))
    else:
        show(found)


if __name__ == "__main__":
    main()
