"""Children that crash, hang, swell or raise cost their own item and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from emustats.errors import EmustatsError, SubmissionError
from emustats.reading.sandbox import pool
from emustats.reading.sandbox.pool import run

ROOT = Path(__file__).parent.parent
MODULE = """
import os, sys, time

def answer(items, setup):
    done = []
    for number, deed in items:
        if deed == "abort": os.abort()
        if deed == "exit": os._exit(0)
        if deed == "hang":
            while True: pass
        if deed == "sleep": time.sleep(60)
        if deed == "swell": kept = bytearray(4 << 30)
        if deed == "raise": raise KeyError("not there")
        if deed == "panic": raise type("PanicException", (BaseException,), {})("index out of bounds")
        if deed == "grow":
            kept = []
            while True:
                kept.append(os.urandom(8 << 20))
                time.sleep(0.01)
        if deed == "refuse":
            from emustats.errors import SubmissionError
            raise SubmissionError("file_damaged", reason="torn")
        if deed == "loud": print("noise " * 1000); print("noise " * 1000, file=sys.stderr)
        if deed == "pid": number = os.getpid()
        done.append((number, setup))
    return done

def modules(items, setup):
    list(items)
    return sorted(name for name in ("pandas", "numpy", "pyarrow", "__mp_main__") if name in sys.modules)
"""


@pytest.fixture(autouse=True)
def deeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deeds_for_sandbox.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))


def outcome(deeds: list[str], **options: object) -> tuple[dict[int, object], dict[int, SubmissionError]]:
    """Answers and refusals by position; each position must be answered once."""
    good: dict[int, object] = {}
    bad: dict[int, SubmissionError] = {}
    items = list(enumerate(deeds))
    for positions, result in run("deeds_for_sandbox:answer", items, setup="s", **options):
        if isinstance(result, SubmissionError):
            (position,) = positions
            assert position not in good and position not in bad
            bad[position] = result
        else:
            assert len(positions) == len(result)
            for position, (number, setup) in zip(positions, result, strict=True):
                assert position not in good and position not in bad and setup == "s"
                good[position] = number
    return good, bad


def test_every_item_is_answered_once_whatever_its_neighbours_do():
    deeds = ["fine"] * 60
    culprits = {3: "abort", 17: "exit", 18: "raise", 30: "panic", 31: "swell", 59: "abort"}
    for position, deed in culprits.items():
        deeds[position] = deed
    good, bad = outcome(deeds, workers=2, seconds_per_item=5)
    assert good == {position: position for position in range(60) if position not in culprits}
    assert {position: refusal.code for position, refusal in bad.items()} == {
        3: "file_crash", 17: "file_crash", 18: "file_unreadable", 30: "file_unreadable",
        31: "file_too_large", 59: "file_crash",
    }  # fmt: skip
    assert "KeyError" in bad[18].details["reason"] and "PanicException" in bad[30].details["reason"]


def test_a_refusal_of_the_function_keeps_its_code():
    good, bad = outcome(["fine", "refuse", "fine"], workers=1)
    assert set(good) == {0, 2} and (bad[1].code, bad[1].details["reason"]) == ("file_damaged", "torn")


@pytest.mark.parametrize("deed", ["hang", "sleep"])
def test_a_hanging_item_ends_on_time(deed: str):
    start = time.monotonic()
    good, bad = outcome(["fine", deed, "fine", "fine"], workers=1, seconds_per_item=1)
    assert set(good) == {0, 2, 3} and bad[1].code == "file_timeout"
    assert time.monotonic() - start < 20


def test_all_items_bad_still_ends():
    good, bad = outcome(["abort"] * 12, workers=2)
    assert not good and len(bad) == 12


def test_memory_is_watched_from_outside_where_the_system_sets_no_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "limits_by_polling", lambda: True)
    good, bad = outcome(["fine", "grow", "fine"], workers=1, memory_bytes=200 << 20)
    assert set(good) == {0, 2} and bad[1].code == "file_too_large"


def test_what_children_print_does_not_reach_us(capfd: pytest.CaptureFixture[str]):
    good, bad = outcome(["loud"] * 8, workers=2)
    assert len(good) == 8 and not bad
    assert capfd.readouterr() == ("", "")


def test_one_child_is_kept_for_many_batches():
    good, _ = outcome(["pid"] * 200, workers=1)
    assert len(set(good.values())) == 1


def test_children_start_without_heavy_libraries():
    assert list(run("deeds_for_sandbox:modules", [1])) == [([0], [])]


def test_a_function_that_cannot_be_imported_is_our_error_not_the_files():
    with pytest.raises(EmustatsError, match="no_such_module"):
        list(run("no_such_module:answer", [1]))


def test_leaving_early_leaves_no_child_behind():
    before = set(psutil.Process().children(recursive=True))
    answers = run("deeds_for_sandbox:answer", [(n, "sleep" if n > 4 else "fine") for n in range(40)], workers=2)
    next(answers)
    answers.close()
    assert set(psutil.Process().children(recursive=True)) <= before


def script(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "script.py"
    path.write_text(f"import sys\nsys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]\n" + textwrap.dedent(body))
    return path


def test_a_plain_script_without_main_guard(tmp_path: Path):
    path = script(
        tmp_path,
        """
        print("script runs")
        from emustats.reading.sandbox.pool import run
        print(sum(len(result) for _, result in run("deeds_for_sandbox:answer", [(n, "fine") for n in range(9)])))
        """,
    )
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.stdout.split("\n")[:2] == ["script runs", "9"] and done.stderr == ""


def _start_hanging_script(tmp_path: Path) -> tuple[subprocess.Popen, list[psutil.Process]]:
    path = script(
        tmp_path,
        """
        from emustats.reading.sandbox.pool import run
        list(run("deeds_for_sandbox:answer", [(n, "sleep") for n in range(4)], workers=2, seconds_per_item=50))
        """,
    )
    parent = subprocess.Popen([sys.executable, path], stderr=subprocess.DEVNULL, start_new_session=True)
    children: list[psutil.Process] = []
    end = time.monotonic() + 30
    while len(children) < 2 and time.monotonic() < end:
        children = psutil.Process(parent.pid).children()
        time.sleep(0.05)
    time.sleep(0.3)
    return parent, children


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_children_end_with_their_parent(tmp_path: Path, blow: signal.Signals):
    parent, children = _start_hanging_script(tmp_path)
    assert len(children) == 2
    if blow is signal.SIGINT:
        os.killpg(parent.pid, blow)  # as Ctrl-C does: everyone in the terminal's group gets it
    else:
        parent.send_signal(blow)
    assert parent.wait(timeout=20) != 0
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
