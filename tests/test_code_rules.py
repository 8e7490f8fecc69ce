"""The rules of CONTRIBUTING.md about the shape of the code, read from the code itself."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "emustats"
MOST_PARAMETERS = 6
MOST_LINES = 50
# What breaks a rule still, with its size: an entry may shrink or go, never grow, and none is to be added.
TOO_MANY_PARAMETERS: dict[str, int] = {}
TOO_LONG: dict[str, int] = {
    # The loop over every cell of every workbook: it is kept in one piece for speed.
    "emustats/reading/cells/fast.py:_cells": 57,
}
# Rows are records; a number as index is fine for pairs only.
ROW_NAMES = {"row", "line", "entry"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Every function of a module with its name, those of classes and of functions included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{prefix}{node.name}", node
            yield from functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{prefix}{node.name}.")
        else:
            yield from functions(node, prefix)


def parameters(function: Function) -> int:
    """How many parameters a function has, keyword-only ones and ``**more`` included, ``self`` and ``cls`` not."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")]) + bool(given.vararg) + bool(given.kwarg)


def length(function: Function) -> int:
    """The lines of a function without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        text = function.body[0]
        lines -= (text.end_lineno or 0) - text.lineno + 1
    return lines


def sources(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def too_large(measure, most: int, but_not: str = "") -> dict[str, int]:
    return {
        f"{name}:{called}": size
        for name, tree in sources(PACKAGE)
        if not but_not or not name.startswith(but_not)
        for called, function in functions(tree)
        if (size := measure(function)) > most
    }


def grown(found: dict[str, int], allowed: dict[str, int]) -> list[str]:
    """What is larger than allowed, and what is allowed more than it needs: the list only shrinks."""
    larger = [f"{name}: {size}" for name, size in found.items() if size > allowed.get(name, 0)]
    return larger + [
        f"{name}: allow {found.get(name, 'nothing')}" for name in allowed if found.get(name, 0) < allowed[name]
    ]


def test_no_function_has_more_than_six_parameters():
    # A command has one parameter an option, as typer wants it.
    assert grown(too_large(parameters, MOST_PARAMETERS, "emustats/commands/"), TOO_MANY_PARAMETERS) == []


def test_no_function_has_more_than_fifty_lines():
    assert grown(too_large(length, MOST_LINES), TOO_LONG) == []


def by_position(tree: ast.AST) -> Iterator[int]:
    """Lines that take a field of a row by a number above 1."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in ROW_NAMES:
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int) and node.slice.value >= 2:
                yield node.lineno


def silent(tree: ast.AST) -> Iterator[int]:
    """Handlers of every exception that do nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body):
            if node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"):
                yield node.lineno


def unreasoned_skips(tree: ast.AST) -> Iterator[int]:
    """Tests that are skipped without saying why."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition("pytest.")[2] in (
            "skip",
            "mark.skip",
            "mark.skipif",
        ):
            said = {each.arg for each in node.keywords}
            if "reason" not in said and not (ast.unparse(node.func) == "pytest.skip" and node.args):
                yield node.lineno
        elif isinstance(node, Function):
            for decorator in node.decorator_list:
                if ast.unparse(decorator) == "pytest.mark.skip":
                    yield decorator.lineno


@pytest.mark.parametrize(
    ("rule", "folder"),
    [
        (by_position, PACKAGE / "reading"),
        (silent, PACKAGE),
        (silent, ROOT / "tests"),
        (unreasoned_skips, ROOT / "tests"),
    ],
)
def test_no_line_breaks_a_rule(rule, folder):
    assert [f"{name}:{line}" for name, tree in sources(folder) for line in rule(tree)] == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (by_position, "row[8]"),
        (silent, "try:\n    f()\nexcept Exception:\n    pass"),
        (silent, "try:\n    f()\nexcept:\n    pass"),
        (unreasoned_skips, "pytest.skip()"),
        (unreasoned_skips, "@pytest.mark.skip\ndef test(): ..."),
        (unreasoned_skips, "@pytest.mark.skipif(True)\ndef test(): ..."),
    ],
)
def test_a_broken_rule_is_found(rule, text):
    assert len(list(rule(ast.parse(text)))) == 1


def test_sizes_are_counted_as_contributing_says():
    text = 'class A:\n    def f(self, a, /, b, *c, d=1, **e):\n        """Two\n        lines."""\n        return a\n'
    ((name, function),) = functions(ast.parse(text))
    assert (name, parameters(function), length(function)) == ("A.f", 5, 2)


def test_the_allowed_may_only_shrink():
    assert (
        grown({"f": 8}, {"f": 7})
        and grown({"f": 8}, {"f": 9})
        and grown({}, {"f": 7})
        and not grown({"f": 8}, {"f": 8})
    )


def test_reading_dataset_and_review_are_typed_strictly():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] and settings["packages"] == ["emustats.reading", "emustats.dataset", "emustats.review"]
    assert (PACKAGE / "py.typed").exists()
    assert "bin/mypy" in (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(BIN)", "bin")
    assert "make lint" in (ROOT / ".ci/run").read_text(encoding="utf-8")
