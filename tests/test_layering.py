"""The direction of the data flow, read from the imports: a module uses only the stages before its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "emustats"

# Earlier stages first; modules of one line may use each other as long as no cycle arises. A package whose parts stand
# in stages of their own ("reading.cells") holds nothing but these parts.
STAGES = (
    ("errors",),
    ("schema", "labels", "messages"),
    ("text", "numbers", "dates"),
    ("reference",),
    ("reading.fonts",),
    ("reading.cells",),
    ("reading.sheet",),
    ("reading.tables",),
    ("reading.workbook",),
    ("reading.sandbox",),
    ("dataset",),
    ("statistics",),
    ("review",),
    ("charts",),
    ("publishing",),
    ("views",),
    ("console", "commands", "cli", "__main__"),
)
ENGINES = {"openpyxl", "python_calamine", "xlrd", "odf", "xlsxwriter", "pyxlsb", "xlwt"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
LONGEST = 400


class Import(NamedTuple):
    """One import: the module it stands in, what it imports (dotted), whether for type checkers only."""

    module: str
    target: str
    line: int
    for_types: bool


def module_name(package: Path, path: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(package: Path) -> dict[str, Path]:
    return {module_name(package, path): path for path in sorted(package.rglob("*.py"))}


def imports(package: Path, path: Path) -> Iterator[Import]:
    """Every import of one module, those inside functions included; ``from p import m`` names p.m if that is a module."""
    module, known = module_name(package, path), modules(package)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                own = module if path.name == "__init__.py" else module.rpartition(".")[0]
                above = own.split(".")[: len(own.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            # The version is plain data, no stage.
            names = [alias.name for alias in node.names if alias.name != "__version__"]
            targets = [f"{base}.{name}" if f"{base}.{name}" in known else base for name in names]
        else:
            continue
        for target in dict.fromkeys(targets):
            yield Import(module, target, node.lineno, id(node) in typing_only)


def stage(module: str) -> int | None:
    """The number of a module's stage; None for the package itself, which stands outside the stages.

    A package divided into stages ("reading") stands, itself empty, with the first of them.
    """
    parts = module.split(".")[1:]
    if not parts:
        return None
    for number, names in enumerate(STAGES):
        if parts[0] in names or ".".join(parts[:2]) in names:
            return number
        if len(parts) == 1 and any(name.startswith(f"{parts[0]}.") for name in names):
            return number
    return -1


def violations(package: Path) -> list[str]:
    """Everything in a package that breaks the rules of the layers, one sentence each."""
    found = []
    for module, path in modules(package).items():
        own = stage(module)
        if own == -1:
            found.append(f"{module} belongs to no stage: add it to STAGES")
        if module.rpartition(".")[2] in FORBIDDEN_NAMES:
            found.append(f"{module}: a module says in its name what it holds")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST:
            found.append(f"{module} is longer than {LONGEST} lines")
        for each in imports(package, path):
            found.extend(_faults(each, own, package.name))
    return found + [f"import cycle: {' -> '.join(cycle)}" for cycle in cycles(package)]


def _faults(each: Import, own: int | None, package: str) -> Iterator[str]:
    where = f"{each.module}:{each.line}"
    root, inside = each.target.partition(".")[0], each.module.split(".")[1:3]
    if root == package:
        other = stage(each.target)
        last = len(STAGES) - 1
        if own is not None and other is None and own != last and not each.for_types:
            # The package itself stands for all stages at once, so only the last one may use it.
            yield f"{where} imports the package itself"
        if own is not None and other is not None and other > own and not each.for_types:
            yield f"{where} imports upward: {each.target}"
    elif root in ENGINES and inside[:1] != ["publishing"] and inside != ["reading", "cells"]:
        yield f"{where} imports a spreadsheet engine: {each.target}"
    elif root == "matplotlib" and inside[:1] != ["charts"] and not each.for_types:
        yield f"{where} imports matplotlib"


def cycles(package: Path) -> list[list[str]]:
    """Import cycles between modules, imports for type checkers left out."""
    known = modules(package)
    graph = {
        module: {each.target for each in imports(package, path) if not each.for_types and each.target in known}
        for module, path in known.items()
    }
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(module: str, trail: list[str]) -> None:
        if module in trail:
            found.append([*trail[trail.index(module) :], module])
            return
        if module in done:
            return
        for target in sorted(graph[module] - {package.name}):
            visit(target, [*trail, module])
        done.add(module)

    for module in graph:
        visit(module, [])
    return found


def test_emustats_keeps_the_layers():
    assert violations(PACKAGE) == []


@pytest.fixture
def package(tmp_path):
    """A small package that keeps the rules; tests spoil it in one way each."""
    root = tmp_path / "emustats"
    files = {
        "__init__.py": "",
        "errors.py": "",
        "schema.py": "from emustats.errors import FrameError\n",
        "reading/__init__.py": "",
        "reading/cells/__init__.py": "",
        "reading/cells/read.py": "import openpyxl\nfrom emustats import schema\n",
        "reading/sheet/__init__.py": "",
        "reading/sheet/grid.py": "",
        "reading/tables/__init__.py": "",
        "reading/tables/tally.py": "from emustats.reading.cells.read import read\n",
        "statistics/__init__.py": "",
        "statistics/awards.py": "from emustats import schema\n",
        "charts/__init__.py": "",
        "charts/awards.py": "import matplotlib\n",
        "cli.py": "import emustats\nfrom emustats.statistics import awards\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert violations(root) == []
    return root


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("statistics/awards.py", "from emustats.charts.awards import draw\n", "imports upward"),
        ("statistics/awards.py", "from emustats import charts\n", "imports upward"),
        ("statistics/awards.py", "from ..charts import awards\n", "imports upward"),
        ("statistics/awards.py", "def late():\n    import emustats.charts.awards\n", "imports upward"),
        ("errors.py", "import emustats\n", "imports the package itself"),
        ("statistics/awards.py", "import openpyxl\n", "spreadsheet engine"),
        ("reading/sheet/grid.py", "from python_calamine import CalamineWorkbook\n", "spreadsheet engine"),
        ("reading/cells/read.py", "from emustats.reading.sheet.grid import Grid\n", "imports upward"),
        ("reading/cells/read.py", "from ..sheet import grid\n", "imports upward"),
        ("reading/__init__.py", "from emustats.reading.sheet import grid\n", "imports upward"),
        ("reading/somewhere.py", "", "belongs to no stage"),
        ("statistics/awards.py", "from matplotlib import pyplot\n", "imports matplotlib"),
        ("statistics/utils.py", "", "says in its name"),
        ("statistics/awards.py", "x = 1\n" * 401, "longer than 400"),
        ("somewhere.py", "", "belongs to no stage"),
    ],
)
def test_a_broken_rule_is_found(package, name, text, said):
    (package / name).write_text(text, encoding="utf-8")
    found = violations(package)
    assert len(found) == 1 and said in found[0]


def test_a_cycle_inside_a_stage_is_found(package):
    (package / "statistics/awards.py").write_text("from emustats.statistics import trends\n", encoding="utf-8")
    (package / "statistics/trends.py").write_text("import emustats.statistics.awards\n", encoding="utf-8")
    assert any("import cycle" in each for each in violations(package))


def test_an_import_for_type_checkers_is_no_dependency(package):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from emustats.charts import awards\n"
    (package / "statistics/awards.py").write_text(text, encoding="utf-8")
    assert violations(package) == []


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return set(done.stdout.split())


def test_importing_emustats_loads_nothing_heavy():
    assert loaded_by("import emustats").isdisjoint({"pandas", "numpy", "matplotlib", "pyarrow", "typer", "rich"})


def test_modules_of_the_child_process_start_light():
    wanted = [
        name for name in modules(PACKAGE) if stage("emustats.text") <= (stage(name) or 0) < stage("emustats.dataset")
    ]
    loaded = loaded_by("; ".join(f"import {name}" for name in [*wanted, "emustats.messages"]))
    assert loaded.isdisjoint({"pandas", "numpy", "pyarrow", "matplotlib", "rapidfuzz"})


def test_the_command_line_starts_light():
    loaded = loaded_by("import emustats.cli\nimport emustats.commands")
    assert loaded.isdisjoint({"pandas", "numpy", "pyarrow", "matplotlib", "jupyterlab"})
