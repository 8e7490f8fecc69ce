"""What a person does in JupyterLab with a notebook: open it, run it, wait, look, choose from a menu."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

LOCAL = "127.0.0.1"
SHOTS = Path(__file__).parents[2] / "build" / "browser"
# A slow machine with two cores that does other things as well.
PATIENCE = 120


# Every Python process of the server, kernels included, notes whom it wants to talk to and is kept from it.
GUARD = """
import sys

def guard(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", "127.0.0.1", "localhost", "::1", b"127.0.0.1", b"localhost", "0.0.0.0"):
        with open({log!r}, "a") as file:
            print(event, host, file=file)
        raise OSError(f"no network in this test: {{host}}")

sys.addaudithook(guard)
"""


def offline(home: Path) -> dict[str, str]:
    """That of a user who has just installed emustats: an empty home, and a kernel of another project in it."""
    other = home / ".local" / "share" / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    kernel = {"argv": ["/nowhere/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "language": "python"}
    (other / "kernel.json").write_text(json.dumps(kernel | {"display_name": "Python 3"}), encoding="utf-8")
    guard = home / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD.format(log=str(home / "calls.log")), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "EMUSTATS", "XDG"))}
    return kept | {
        "HOME": str(home),
        "EMUSTATS_CACHE": str(home / "cache"),
        "PYTHONPATH": str(guard),
        "VIRTUAL_ENV": sys.prefix,
        "PYTHONUNBUFFERED": "1",
    }


def wait(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> object:
    """The first true value of ``condition``; a page in change may fail it for a while."""
    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            value = condition()
        except WebDriverException as error:
            value, last = None, error
        if value:
            return value
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds} s: {what} {last or ''}")


def ask(address: str, *, method: str = "GET") -> bytes:
    """The answer of a server of this machine, whatever proxy the machine names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(address, method=method), timeout=30) as answer:
        return answer.read()


def open_notebook(browser, server, path: str) -> None:
    """Open a notebook in a fresh workspace and wait for its kernel."""
    browser.get(server.address(f"lab/tree/{quote(path)}") + "&reset")
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, ".jp-NotebookPanel .jp-Cell"), f"{path} is open")
    # The page calls a notebook without a kernel idle as well; the server knows.
    wait(
        lambda: _kernel_states(server, path) == ["idle"] and _status(browser) == "idle",
        f"the kernel of {path} is ready",
    )


def run_all(browser) -> None:
    """Run → Run All Cells, then wait until every code cell that holds code has its number and the kernel rests."""
    choose(browser, "Run", "runmenu:run-all")
    wait(lambda: "[*]" not in (found := prompts(browser)) and _numbers(found), "all cells have run")
    wait(lambda: _status(browser) == "idle", "the kernel rests")


def choose(browser, menu: str, command: str) -> None:
    """Click an entry of JupyterLab's menu bar."""
    bar = [each for each in browser.find_elements(By.CSS_SELECTOR, ".lm-MenuBar-item") if each.text.strip() == menu]
    bar[0].click()
    entry = f".lm-Menu-item[data-command='{command}']"
    wait(lambda: browser.find_elements(By.CSS_SELECTOR, entry), f"{menu}: {command}", 20)[0].click()


def prompts(browser) -> list[str]:
    """The numbers beside the code cells, "[ ]" before they ran, "[*]" while they run."""
    script = """return [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell')]
        .map(cell => cell.querySelector('.jp-InputPrompt').textContent.trim().replace(/:$/, ''))"""
    return browser.execute_script(script)


def _numbers(found: list[str]) -> bool:
    return found == [f"[{number}]" for number in range(1, len(found) + 1)]


def _status(browser) -> str:
    return browser.execute_script(
        "return document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator')?.dataset.status"
    )


def _kernel_states(server, path: str) -> list[str]:
    """The state of the kernel of a notebook that a page is connected to."""
    sessions = json.loads(ask(server.address("api/sessions")))
    kernels = [session["kernel"] for session in sessions if session["path"] == path]
    return [kernel["execution_state"] for kernel in kernels if kernel["connections"]]


def save(browser, file: Path) -> dict:
    """Ctrl-S, then what was saved."""
    before = file.stat().st_mtime_ns
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
    return wait(lambda: file.stat().st_mtime_ns != before and _whole(file), f"{file.name} is saved", 60)


def _whole(file: Path) -> dict | None:
    """A notebook as saved; None while it is being written."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None


def close_kernels(server) -> None:
    """End all kernels of a server, if it still runs, so that the next notebook has the memory."""
    if server.process.poll() is not None:
        return
    for session in json.loads(ask(server.address("api/sessions"))):
        ask(server.address(f"api/sessions/{session['id']}"), method="DELETE")


def shot(browser, name: str, *, whole: bool = False) -> Path:
    """A picture of the window, or of the whole notebook in one tall window."""
    file = SHOTS / f"{name}.png"
    if not whole:
        browser.save_screenshot(str(file))
        return file
    size = browser.get_window_size()
    height = browser.execute_script(
        "const box = document.querySelector('.jp-WindowedPanel-outer'); return box.scrollHeight - box.clientHeight"
    )
    browser.set_window_size(size["width"], min(size["height"] + height, 12000))
    browser.execute_script("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    time.sleep(1)
    browser.save_screenshot(str(file))
    browser.set_window_size(size["width"], size["height"])
    return file


def cell_with_menus(browser) -> WebElement | None:
    """The code cell that shows dropdown menus, brought into view."""
    cells = browser.find_elements(By.CSS_SELECTOR, ".jp-CodeCell:has(.widget-dropdown select)")
    if cells:
        browser.execute_script("arguments[0].scrollIntoView()", cells[0])
    return cells[0] if cells else None


def picture(cell: WebElement) -> str | None:
    """The data of the chart that a cell shows."""
    images = cell.find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output img")
    return images[0].get_attribute("src") if images else None
