"""JupyterLab as its users meet it: started by emustats on a copy of the sample, driven in headless Chromium, offline."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psutil
import pytest
from jupyterlab_pages import LOCAL, SHOTS, close_kernels, offline
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).parents[2]
STARTING = 90


class Server(NamedTuple):
    """A running JupyterLab: its process, its address with the token, the notebooks' folder and its log."""

    process: subprocess.Popen
    port: int
    token: str
    notebooks: Path
    log: Path
    calls: Path

    def address(self, path: str) -> str:
        return f"http://{LOCAL}:{self.port}/{path}?token={self.token}"


def _program(*names: str) -> str | None:
    return next((found for found in map(shutil.which, names) if found), None)


def start(command: list[str], home: Path, notebooks: Path) -> Server:
    """Run a command that starts JupyterLab and wait until it has said its address."""
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=offline(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C in the terminal of the tests is not Ctrl-C in theirs.
            start_new_session=True,
        )
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        found = re.search(rf"http://{re.escape(LOCAL)}:(\d+)/\S*token=(\w+)", log.read_text(encoding="utf-8"))
        if found:
            return Server(process, int(found[1]), found[2], notebooks, log, home / "calls.log")
        time.sleep(0.2)
    end_all(process)
    raise AssertionError(log.read_text(encoding="utf-8"))


def end_all(process: subprocess.Popen) -> None:
    """End what is left of a server, kernels first to last."""
    if process.poll() is None:
        for child in [*psutil.Process(process.pid).children(recursive=True), process]:
            child.kill()
        process.wait(10)


@pytest.fixture(scope="session")
def explored(tmp_path_factory) -> Iterator[Server]:
    """``emustats explore`` on a copy of the sample that lies elsewhere than the notebooks."""
    home = tmp_path_factory.mktemp("home")
    data = home / "Số liệu nộp"
    shutil.copytree(ROOT / "data" / "sample", data)
    command = [str(Path(sys.executable).with_name("emustats")), "explore", str(data), "--out", "so-tay", "--no-browser"]
    server = start(command, home, home / "so-tay")
    yield server
    end_all(server.process)


@pytest.fixture(scope="session")
def plain(tmp_path_factory) -> Iterator[Server]:
    """JupyterLab itself in a copy of the checkout, as a developer would start it."""
    home = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copytree(ROOT / "data" / "sample", home / "data" / "sample")
    command = [sys.executable, "-m", "jupyterlab", str(home), "--no-browser", f"--ServerApp.ip={LOCAL}"]
    command += ["--ServerApp.port=0", "--allow-root"]
    server = start(command, home, home / "notebooks")
    yield server
    end_all(server.process)


@pytest.fixture(scope="session")
def browser(tmp_path_factory) -> Iterator[webdriver.Chrome]:
    """One headless Chromium for all tests; it keeps a record of every address it asks for."""
    chromium, driver = _program("chromium", "chromium-browser", "google-chrome"), _program("chromedriver")
    if not (chromium and driver):
        pytest.skip("Chromium and its driver are not installed (Debian: apt install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    profile = tmp_path_factory.mktemp("profile")
    for flag in (
        *("headless", "no-sandbox", "disable-gpu", "disable-quic", "disable-dev-shm-usage", "no-first-run"),
        *("disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"),
        f"user-data-dir={profile}",
        "window-size=1360,1000",
        "lang=vi",
        # Nothing but this machine has a name or an address.
        f"host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOCAL}",
        "no-proxy-server",
    ):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    downloads = tmp_path_factory.mktemp("downloads")
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.downloads = downloads
    chrome.set_page_load_timeout(60)
    chrome.set_script_timeout(60)
    SHOTS.mkdir(parents=True, exist_ok=True)
    yield chrome
    chrome.quit()


def hosts_asked(chrome: webdriver.Chrome) -> set[str]:
    """The machines that the browser has asked for anything since the last call."""
    hosts = set()
    for entry in chrome.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = urlsplit(message["params"]["request"]["url"])
        elif message["method"] == "Network.webSocketCreated":
            address = urlsplit(message["params"]["url"])
        else:
            continue
        if address.scheme not in ("data", "blob", "about", "chrome", "chrome-extension"):
            hosts.add(address.hostname or address.geturl())
    return hosts


@pytest.fixture(autouse=True)
def nothing_beyond_this_machine(browser, request) -> Iterator[None]:
    """After each test: neither the browser nor a Python process of the server has asked another machine."""
    hosts_asked(browser)
    yield
    servers = [request.getfixturevalue(name) for name in ("explored", "plain") if name in request.fixturenames]
    browser.get("about:blank")
    for server in servers:
        close_kernels(server)
    assert hosts_asked(browser) <= {LOCAL}
    for server in servers:
        assert not server.calls.exists(), server.calls.read_text(encoding="utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A picture of the window where a test failed."""
    report = yield
    chrome = getattr(item, "funcargs", {}).get("browser")
    if report.failed and chrome is not None:
        chrome.save_screenshot(str(SHOTS / f"failed-{item.name.replace('/', '-')}.png"))
    return report
