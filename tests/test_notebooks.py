"""The notebooks: what is saved in them, and that they run to their end on folders of every kind."""

from __future__ import annotations

import importlib.util
import os
import re
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from emustats.publishing.form.form import write_form
from emustats.reference import load

HERE = Path(__file__).parent
FOLDER = HERE.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CLUSTER = "bca-donvi-6"
UNITS = ("bca-van-phong", "bca-phap-che", "bca-doi-ngoai")
NAMES = [
    "00_submissions",
    "10_commendations",
    "20_targets",
    "30_trends",
    "40_clusters",
    "90_conference",
]


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook) -> str:
    """All that the outputs say in text."""
    parts = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error", f"{output.get('ename')}: {output.get('evalue')}"
            parts.append(output.get("text", ""))
            parts += [str(text) for kind, text in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(parts)


def test_all_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestSaved:
    def test_counts_run_from_one(self, path):
        cells = code_cells(nbformat.read(path, as_version=4))
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        assert all(cell.outputs for cell in cells), "a cell shows nothing"

    def test_no_path_no_warning_no_name_of_a_machine(self, path):
        text = shown(nbformat.read(path, as_version=4))
        assert not re.search(r"(?:/root|/home|/tmp|/work|/usr|[A-Z]:\\|file:)", text)
        assert "Warning" not in text and "Traceback" not in text

    def test_it_is_thin(self, path):
        notebook = nbformat.read(path, as_version=4)
        first, *others = (cell.source for cell in code_cells(notebook))
        assert "import emustats as es" in first and 'os.environ.get("EMUSTATS_DATA", "../data/sample")' in first
        assert all(len(source.splitlines()) == 1 for source in others)

    def test_it_asks_answers_and_says_what_it_does_not_show(self, path):
        notebook = nbformat.read(path, as_version=4)
        headings = re.findall(r"^#+ .*", "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"), re.M)
        assert headings[0].startswith(f"# {path.stem[:2]} · ")
        assert headings[1:3] == ["## Câu hỏi", "## Trả lời"]
        assert headings[-1].startswith("## Điều") and "không cho biết" in headings[-1]

    def test_pictures_have_a_text_that_stands_for_them(self, path):
        for cell in code_cells(nbformat.read(path, as_version=4)):
            for output in cell.outputs:
                if "image/png" in output.get("data", {}):
                    alt = output.metadata["image/png"]["alt"]
                    assert output.data["text/plain"] == f"[Biểu đồ] {alt}" and len(alt) > 40

    def test_metadata_is_what_the_script_writes(self, path):
        source = path.read_text(encoding="utf-8")
        notebook = nbformat.read(path, as_version=4)
        assert nbformat.writes(execute_script().tidied(notebook)) + "\n" == source


def execute_script():
    spec = importlib.util.spec_from_file_location("execute", FOLDER / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_all(tmp_path, data) -> dict[str, str]:
    """Every notebook on the folder ``data``, in one kernel that is emptied between them; what each shows."""
    together, places = nbformat.v4.new_notebook(), []
    for path in NOTEBOOKS:
        for cell in code_cells(nbformat.read(path, as_version=4)):
            places.append(path.stem)
            together.cells.append(nbformat.v4.new_code_cell(cell.source))
        places.append(path.stem)
        together.cells.append(nbformat.v4.new_code_cell("del data, seen"))
    environment = {**os.environ, "EMUSTATS_DATA": str(data), "EMUSTATS_INTERACTIVE": "0"}
    NotebookClient(
        together, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute(env=environment)
    said: dict[str, str] = {}
    for stem, cell in zip(places, together.cells, strict=True):
        one = nbformat.v4.new_notebook(cells=[cell])
        said[stem] = said.get(stem, "") + shown(one)
    return said


def target(number: int, plan: object = 10, actual: object = 10) -> dict[str, object]:
    return {
        "target_no": str(number), "title": f"Chỉ tiêu số {number}", "kind": "at_least", "planned": plan, "actual": actual,
    }  # fmt: skip


def send(folder: Path, unit: str, year: int, **tables: object) -> None:
    info = {
        "unit_id": unit, "cluster_id": CLUSTER, "year": year, "as_of": date(year, 11, 20), "status": "final", "headcount": 100,
    }  # fmt: skip
    awards = [
        {"award_code": "BK_BT", "recipient": "collective", "state": "decided", "award_count": 2},
        {"award_code": "GK_CUC", "recipient": "individual", "state": "decided", "award_count": 5},
    ]
    write_form(folder / str(year) / CLUSTER / f"{unit}.xlsx", info=info, plain=True, **{"awards": awards, **tables})


def one_unit(folder):
    send(folder, UNITS[0], 2019, targets=[target(1), target(2, 10, 8)])


def forty_units(folder):
    for number, unit in enumerate(sorted(load().units)[:40]):
        scores = [{"criterion": "Nội dung", "max_points": 100, "self_points": 90 + number / 10, "cluster_points": 90}]
        send(folder, unit, 2019, targets=[target(each, 10, 8 + each) for each in range(1, 6)], scores=scores)


def one_year(folder):
    for unit in UNITS:
        send(folder, unit, 2019, targets=[target(1)])


def gaps(folder):
    for unit in UNITS:
        send(folder, unit, 2015, targets=[target(1)])
    send(folder, UNITS[0], 2018, targets=[target(1, 10, None)])
    for unit in UNITS[:2]:
        send(folder, unit, 2019, targets=[target(1)])


def no_targets(folder):
    for year in (2018, 2019):
        for unit in UNITS:
            send(folder, unit, year)


def nothing_accepted(folder):
    place = folder / "2019" / CLUSTER
    place.mkdir(parents=True)
    (place / "bca-van-phong.xlsx").write_bytes(b"not a workbook")


@pytest.mark.parametrize(
    ("build", "words"),
    [
        pytest.param(one_unit, {
            "20_targets": "không đạt", "30_trends": "chưa đến hai năm", "40_clusters": "chỉ có 1 cụm",
            "90_conference": "chưa so sánh được hai năm",
        }, id="one unit"),
        pytest.param(forty_units, {
            "00_submissions": "40 tệp được nhận", "20_targets": "chỉ tiêu",
        }, id="forty units", marks=pytest.mark.hard),
        pytest.param(one_year, {
            "30_trends": "Xu hướng cần số liệu của ít nhất hai năm",
        }, id="one year", marks=pytest.mark.hard),
        pytest.param(gaps, {"30_trends": "Không có số liệu năm 2016, 2017"}, id="gaps"),
        pytest.param(no_targets, {
            "20_targets": "không đơn vị nào báo cáo chỉ tiêu", "90_conference": "Không đơn vị nào đăng ký chỉ tiêu",
        }, id="no targets"),
        pytest.param(nothing_accepted, {
            "00_submissions": "bị từ chối", "10_commendations": "chưa có", "20_targets": "chưa có tỷ lệ",
        }, id="nothing accepted"),
    ],
)  # fmt: skip
def test_every_notebook_runs_to_its_end(tmp_path, build, words):
    data = tmp_path / "data"
    build(data)
    said = run_all(tmp_path, data)
    assert list(said) == NAMES
    for notebook, expected in words.items():
        assert expected in said[notebook], f"{notebook} does not say “{expected}”"
