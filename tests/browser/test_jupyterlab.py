"""The notebooks in a real JupyterLab and a real browser: they run, their menus work, nothing leaves the machine."""

from __future__ import annotations

import base64
import hashlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from pathlib import Path

import psutil
import pytest
from jupyterlab_pages import (
    LOCAL,
    ask,
    cell_with_menus,
    choose,
    offline,
    open_notebook,
    picture,
    run_all,
    save,
    shot,
    wait,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
HASHES = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in NOTEBOOKS}
# The menus, and a choice of each that the sample answers with another chart.
INTERACTIVE = {
    "10_commendations": {
        "Cụm": "Cụm thi đua số 5 khối đơn vị trực thuộc Bộ",
        "Năm": "2018",
        "Nhóm": "Theo cấp",
    },
    "30_trends": {
        "Cụm": "Cụm thi đua số 5 khối Công an địa phương",
        "Số liệu": "Tỷ lệ chỉ tiêu đạt",
        "Cách so sánh": "Đơn vị có đủ các năm",
    },
    "40_clusters": {"Năm": "2018", "Tính": "Trên 100 người"},
}


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook: dict) -> list[dict]:
    return [output for cell in code_cells(notebook) for output in cell["outputs"]]


def test_the_working_copy_starts_without_outputs(explored):
    copies = sorted(explored.notebooks.glob("*.ipynb"))
    assert [copy.name for copy in copies] == [path.name for path in NOTEBOOKS]
    for copy in copies:
        assert not outputs(json.loads(copy.read_text(encoding="utf-8"))), copy.name


def test_nobody_gets_in_without_the_token(explored):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"http://{LOCAL}:{explored.port}/api/contents")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"http://{LOCAL}:{explored.port}/api/contents?token={'0' * len(explored.token)}")
    assert json.loads(ask(explored.address("api/status")))["kernels"] >= 0


def test_the_guard_of_these_tests_keeps_python_from_the_network(tmp_path):
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run([sys.executable, "-c", code], env=offline(tmp_path), capture_output=True, text=True)
    assert "no network in this test: 192.0.2.1" in done.stderr
    assert "192.0.2.1" in (tmp_path / "calls.log").read_text(encoding="utf-8")


def check_saved(notebook: dict, server) -> None:
    cells = code_cells(notebook)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for output in outputs(notebook):
        assert output["output_type"] != "error", output
        assert output.get("name") != "stderr", output
    said = json.dumps(outputs(notebook), ensure_ascii=False)
    assert str(server.notebooks.parent) not in said and "site-packages" not in said


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS])
def test_a_notebook_runs_to_its_end(browser, explored, name):
    open_notebook(browser, explored, f"{name}.ipynb")
    run_all(browser)
    shot(browser, name, whole=True)
    check_page(browser)
    check_saved(save(browser, explored.notebooks / f"{name}.ipynb"), explored)
    if name in INTERACTIVE:
        move_menus(browser, name)


def check_page(browser) -> None:
    """What a person would see at once: a table that stays empty, a question of JupyterLab's own, a script that fails."""
    waiting = "//*[contains(@class, 'jp-OutputArea')]//*[contains(text(), 'Loading ITables')]"
    wait(lambda: not any(each.is_displayed() for each in browser.find_elements(By.XPATH, waiting)), "all tables", 30)
    assert not browser.find_elements(By.CSS_SELECTOR, ".jp-Dialog, .Toastify__toast")
    severe = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert not severe


def move_menus(browser, name: str) -> None:
    """Each menu in turn: another choice gives another chart, and going back the first one."""
    cell = wait(lambda: cell_with_menus(browser), "menus")
    labels = [each.text for each in cell.find_elements(By.CSS_SELECTOR, ".widget-dropdown .widget-label")]
    assert labels == list(INTERACTIVE[name])
    shot(browser, f"{name}-menus")
    for number, (label, choice) in enumerate(INTERACTIVE[name].items()):
        before = wait(lambda: picture(cell), "a chart")
        menu = Select(cell.find_elements(By.CSS_SELECTOR, ".widget-dropdown select")[number])
        first = menu.first_selected_option.text
        menu.select_by_visible_text(choice)
        after = wait(lambda: picture(cell) not in (before, None) and picture(cell), f"{label}: another chart")  # noqa: B023
        assert base64.b64decode(after.partition("base64,")[2]).startswith(b"\x89PNG")
        shot(browser, f"{name}-menu-{number + 1}")
        menu.select_by_visible_text(first)
        wait(lambda: picture(cell) == before, f"{label}: the first chart again")  # noqa: B023


def test_a_long_table_is_searched_on_the_page(browser, explored):
    open_notebook(browser, explored, "20_targets.ipynb")
    run_all(browser)
    box = wait(lambda: browser.find_elements(By.CSS_SELECTOR, ".dt-search input"), "a searchable table")[-1]
    rows = "table.dataTable tbody tr"
    before = len(browser.find_elements(By.CSS_SELECTOR, rows))
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.send_keys("bí mật")
    wait(
        lambda: 0 < len(browser.find_elements(By.CSS_SELECTOR, rows)) < before, "only the rows that hold the words", 20
    )
    said = {"bí mật" in row.text for row in browser.find_elements(By.CSS_SELECTOR, rows)}
    shot(browser, "search")
    assert said == {True}
    assert "lọc từ 60 dòng" in browser.find_element(By.CSS_SELECTOR, ".dt-info").text


def test_a_link_in_the_problems_leads_to_the_workbook(browser, explored):
    open_notebook(browser, explored, "00_submissions.ipynb")
    run_all(browser)
    link = browser.find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output .emustats a[download]")[0]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    shot(browser, "problems")
    link.click()
    wait(lambda: list(browser.downloads.glob("*.xlsx")), "the workbook", 30)
    (file,) = browser.downloads.glob("*.xlsx")
    path = link.get_attribute("textContent").partition("trang")[0]
    assert file.read_bytes() == (explored.notebooks.parent / "Số liệu nộp" / path).read_bytes()


def test_jupyterlab_in_a_checkout_runs_a_notebook_too(browser, plain):
    open_notebook(browser, plain, "notebooks/00_submissions.ipynb")
    choose(browser, "Edit", "editmenu:clear-all")
    run_all(browser)
    check_saved(save(browser, plain.notebooks / "00_submissions.ipynb"), plain)


def test_ctrl_c_ends_everything_within_seconds(browser, explored):
    # Last of all: a notebook is open and its kernel alive when the user presses the keys.
    open_notebook(browser, explored, "10_commendations.ipynb")
    processes = [psutil.Process(explored.process.pid), *psutil.Process(explored.process.pid).children(recursive=True)]
    assert len(processes) >= 3, "emustats, the server and a kernel"
    browser.get("about:blank")
    began = time.monotonic()
    explored.process.send_signal(signal.SIGINT)
    assert explored.process.wait(30) == 0, explored.log.read_text(encoding="utf-8")
    assert time.monotonic() - began < 15
    _, alive = psutil.wait_procs(processes, timeout=5)
    assert not alive
    with socket.socket() as probe:
        assert probe.connect_ex((LOCAL, explored.port)) != 0
    log = explored.log.read_text(encoding="utf-8")
    assert "Đang đóng JupyterLab" in log and "Traceback" not in log


def test_the_notebooks_of_the_checkout_stay_as_they_were():
    assert HASHES == {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in NOTEBOOKS}
