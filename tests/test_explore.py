"""Opening the notebooks on one's own folder: a cleared working copy, a local server, a clean end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from emustats.errors import UsageError
from emustats.views import launcher

ROOT = Path(__file__).parent.parent


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Câu hỏi"]},
        {
            "cell_type": "code",
            "metadata": {"execution": {"iopub.status.busy": "2026"}},
            "execution_count": 3,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["601\n"]}],
            "source": ["print(601)"],
        },
    ]
    notebook = {"cells": cells, "metadata": {"widgets": {"a": 1}}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "10_commendations.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    monkeypatch.setattr(launcher, "notebooks_folder", lambda: folder)
    return folder


def test_the_working_copy_holds_no_output(notebooks, tmp_path):
    (copy,) = launcher.working_copy(tmp_path / "work")
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    assert cells[1]["outputs"] == [] and cells[1]["execution_count"] is None
    assert cells[1]["source"] == ["print(601)"] and cells[0]["source"] == ["# Câu hỏi"]
    assert "601" in (notebooks / copy.name).read_text(encoding="utf-8"), "the original keeps its outputs"


def test_a_notebook_that_was_worked_on_is_kept(notebooks, tmp_path):
    (copy,) = launcher.working_copy(tmp_path / "work")
    copy.write_text("mine", encoding="utf-8")
    launcher.working_copy(tmp_path / "work")
    assert copy.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt", reason="links to folders need a right of their own")
def test_the_data_get_a_name_beside_the_notebooks_so_that_links_work(tmp_path):
    for place in ("a/nop-2019", "b/nop-2019", "work"):
        (tmp_path / place).mkdir(parents=True)
    work = tmp_path / "work"
    for place in ("a", "b"):
        assert launcher.within_reach(tmp_path / place / "nop-2019", work)
        assert (work / "nop-2019").resolve() == tmp_path / place / "nop-2019"


def test_a_name_that_is_taken_stays(tmp_path):
    (tmp_path / "nop").mkdir()
    (tmp_path / "work" / "nop").mkdir(parents=True)
    assert not launcher.within_reach(tmp_path / "nop", tmp_path / "work")
    assert not (tmp_path / "work" / "nop").is_symlink()


def test_a_port_is_free_and_local():
    with socket.socket() as server:
        server.bind(("127.0.0.1", launcher.free_port()))


def test_the_server_is_local_keeps_its_token_and_asks_nothing_of_the_internet(tmp_path):
    command = " ".join(launcher.server_command(tmp_path, 8899))
    assert "--ServerApp.ip=127.0.0.1" in command and "--ServerApp.port=8899" in command
    assert "token" not in command and "password" not in command
    assert "NeverCheckForUpdate" in command and "news_url=None" in command and "extension_manager=readonly" in command


def test_a_folder_that_is_not_there_is_named(notebooks, tmp_path):
    with pytest.raises(UsageError, match="khong-co"):
        launcher.explore(tmp_path / "khong-co", out=tmp_path / "work")
    assert not (tmp_path / "work").exists()


def wait_for(lines: list[str], stream, pattern: str, seconds: float) -> re.Match[str]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        line = stream.readline()
        lines.append(line)
        found = re.search(pattern, line)
        if found:
            return found
        if not line:
            time.sleep(0.1)
    raise AssertionError("".join(lines))


def wait_until_open(port: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


def ask(address: str):
    # Whatever proxy the machine names is not for this machine's own addresses.
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10)


@pytest.mark.skipif(os.name == "nt", reason="signals of a console group")
def test_jupyterlab_starts_on_the_folder_and_ends_cleanly_on_ctrl_c(notebooks, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    code = (
        "import sys, pathlib\nfrom emustats.views import launcher\n"
        f"launcher.notebooks_folder = lambda: pathlib.Path({str(notebooks)!r})\n"
        f"sys.exit(launcher.explore({str(data)!r}, out={str(tmp_path / 'work')!r}, browser=False))"
    )
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    lines: list[str] = []
    try:
        found = wait_for(lines, process.stdout, r"http://127\.0\.0\.1:(\d+)/\S*token=(\w+)", 60)
        port, token = found.groups()
        wait_until_open(int(port), 30)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            ask(f"http://127.0.0.1:{port}/api/contents")
        with ask(f"http://127.0.0.1:{port}/api/contents?token={token}") as answer:
            assert {each["name"] for each in json.load(answer)["content"]} == {"10_commendations.ipynb", "data"}
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0, rest
        assert "Đang đóng JupyterLab" in rest and "Traceback" not in rest
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0, "the server is gone"
    finally:
        # The server stands in a group of its own: a test that failed must not leave it behind.
        if process.poll() is None:
            for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                each.kill()
