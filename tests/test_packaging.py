"""Metadata, lock, conda environment and make targets agree with each other and with the code."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# conda-forge splits a package differently here.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
TARGETS = "help env report test test-browser test-hard figures notebooks lint dictionary bench clean".split()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def bounds(requirements: list[str]) -> dict[str, str]:
    """Name and lower bound of requirements such as ``pandas>=3.0`` or, from conda, ``pandas >=3.0``."""
    found = {}
    for text in requirements:
        name, bound = re.fullmatch(r"([\w.-]+)(?:\[.*\])? *>= *([\w.]+)", text).groups()
        found[normal(CONDA_NAMES.get(name, name))] = bound
    return found


def declared() -> dict[str, str]:
    everything = [*PROJECT["dependencies"]]
    for group in PROJECT["optional-dependencies"].values():
        everything += group
    return bounds(everything)


def locked() -> dict[str, str]:
    return {normal(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.+!-]+)", LOCK, re.MULTILINE)}


def version_key(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def test_the_lock_holds_every_declared_package_at_an_allowed_version():
    for name, bound in declared().items():
        assert version_key(locked()[name]) >= version_key(bound), name


def test_every_locked_package_has_hashes():
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked()) > 50
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]
        assert "sha1" not in entry and "md5" not in entry


def test_the_lock_names_no_index_host_or_path():
    for line in LOCK.splitlines():
        assert not re.search(r"://|^-|--(index|extra-index|find-links|trusted-host)|\s/|@ |\.(com|org|net)\b", line), (
            line
        )


def test_the_lock_serves_windows_and_macos_too():
    assert re.search(r"^colorama==.*win32", LOCK, re.MULTILINE)
    assert re.search(r"^appnope==.*darwin", LOCK, re.MULTILINE)
    assert "python_full_version >= '3.1" not in LOCK, "one version for all Pythons"


def test_environment_yml_agrees_with_pyproject():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert re.search(r"channels:\n  - conda-forge\n(?!  -)", text)
    lines = re.findall(r"^  - ([\w.-]+ >=.*)$", text, re.MULTILINE)
    wanted = declared() | {"python": PROJECT["requires-python"].removeprefix(">=")}
    assert bounds(lines) == wanted


def test_the_oldest_python_is_the_same_everywhere():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert PROJECT["requires-python"] == ">=3.11"
    assert config["tool"]["ruff"]["target-version"] == "py311"
    assert "(3, 11)" in MAKEFILE


def imported_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def third_party(paths: Iterable[Path]) -> dict[str, set[str]]:
    """The distributions behind each imported module that is neither ours nor of the standard library."""
    ours = {path.stem for path in ROOT.rglob("*.py") if ".venv" not in path.parts} | {"emustats", "tests"}
    providers = packages_distributions()
    modules = set().union(*(imported_by(path) for path in paths)) - set(sys.stdlib_module_names) - ours
    return {module: {normal(name) for name in providers.get(module, [module])} for module in modules}


def test_what_the_package_imports_is_declared():
    groups = PROJECT["optional-dependencies"]
    allowed = set(bounds([*PROJECT["dependencies"], *groups["notebooks"]]))
    for module, names in third_party((ROOT / "emustats").rglob("*.py")).items():
        assert names & allowed, f"{module} is imported but not declared"


def test_what_tests_and_scripts_import_is_declared():
    folders = ("tests", "benchmarks", "data", "docs", "figures", "notebooks")
    for module, names in third_party(path for name in folders for path in (ROOT / name).rglob("*.py")).items():
        assert names & set(declared()), f"{module} is imported but not declared"


def test_what_is_declared_is_used():
    used = set().union(*third_party((ROOT / "emustats").rglob("*.py")).values())
    # pyarrow is the Parquet engine that pandas imports for us.
    assert set(bounds(PROJECT["dependencies"])) - used == {"pyarrow"}


def test_every_dependency_has_its_reason_and_licence():
    text = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    listed = {normal(name) for row in re.findall(r"^\| ([\w, -]+) \|", text, re.MULTILINE) for name in row.split(", ")}
    assert set(declared()) <= listed


def test_the_wheel_holds_what_the_commands_read(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    package = ROOT / "emustats"
    wanted = {path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert {f"emustats/{path.relative_to(package).as_posix()}" for path in wanted} <= held
    assert {f"emustats/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")} <= held
    assert {"emustats/reference/published_figures.csv", "emustats/py.typed"} <= held
    assert not [name for name in held if not name.startswith(("emustats/", "emustats-"))]


def test_the_command_is_installed():
    assert PROJECT["scripts"] == {"emustats": "emustats.cli:main"}
    assert PROJECT["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def make(*arguments: str) -> list[str]:
    # Under `make test` the flags of that make would reach this one.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("target", TARGETS)
def test_make_targets_exist_and_are_explained(target):
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE)
    assert re.search(rf"^\.PHONY:.*\b{target}\b", MAKEFILE, re.MULTILINE)


def test_make_help_lists_every_target():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE).group(1).split()
    assert sorted(line.split()[1] for line in make("help")) == sorted(phony)


def test_make_env_installs_by_hash_only():
    installs = [line for line in make("-n", "-B", "env") if " pip install " in line]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps" in installs[1] and "--no-build-isolation" in installs[1] and "--editable ." in installs[1]
