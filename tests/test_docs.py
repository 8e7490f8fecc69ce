"""The documents say what the code does: dictionary, public names, commands, decisions."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

import emustats
from emustats.labels import value_label
from emustats.messages import problem_codes
from emustats.schema import FATES, SEVERITIES, TABLES

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = [path for path in DOCUMENTS if path.name not in ("CHANGELOG.md",) and "decisions" not in path.parts]


def script(name: str):
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_dictionary_is_up_to_date():
    written = (ROOT / "docs/dictionary.md").read_text(encoding="utf-8")
    assert written == script("docs/make_dictionary.py").dictionary(), "run `make dictionary`"


def test_the_dictionary_explains_every_column_and_problem_code():
    text = (ROOT / "docs/dictionary.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f"## `{table.name}`" in text
        assert all(f"| `{column.name}` |" in text for column in table.columns)
    assert all(f"| `{code}` |" in text for code in problem_codes())


@pytest.mark.parametrize("code", sorted(problem_codes()))
def test_a_problem_code_is_worded_in_both_languages(code):
    kind = problem_codes()[code]
    assert kind.severity in SEVERITIES
    for words in kind[2:]:
        assert words and words == words.strip() and not words.endswith("."), words
    assert re.fullmatch(r"[a-z][a-z0-9_]*", code)


def test_problem_codes_are_unique():
    lines = (ROOT / "emustats/reference/problem_codes.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = [line.split(",")[0] for line in lines]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("name", emustats.__all__)
def test_a_public_name_exists_and_is_documented(name):
    value = getattr(emustats, name)
    assert (value.__doc__ or "").strip(), f"emustats.{name} has no docstring"
    assert any(re.search(rf"\bes\.{name}\b", path.read_text(encoding="utf-8")) for path in GUIDES), name


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="nonsense"):
        emustats.nonsense  # noqa: B018


@pytest.mark.parametrize("name", emustats.__all__)
def test_no_module_has_the_name_of_a_public_function(name):
    home = importlib.util.find_spec(f"emustats.{name}")
    assert home is None or name in emustats._MODULES


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_and_commands_in_the_documents_exist(path):
    from emustats.commands import app

    text = path.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for target in re.findall(r"^make ([a-z][a-z-]*)", blocks, re.MULTILINE) + re.findall(r"`make ([a-z][a-z-]*)", text):
        assert target in targets, target
    commands = {each.name for each in app.registered_commands}
    for name in re.findall(r"^emustats ([a-z]+)", blocks, re.MULTILINE) + re.findall(r"`emustats ([a-z]+)", text):
        assert name in commands, name


def test_the_index_of_decisions_lists_every_decision():
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert listed == files
    for name in files:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]}. ") and "\nStatus: " in text, name
        for part in ("Context", "Decision", "Consequences"):
            assert f"\n## {part}\n" in text, (name, part)


def test_the_readmes_open_with_the_two_commands_and_a_picture():
    for name in ("README.md", "README.vi.md"):
        opening = "\n".join((ROOT / name).read_text(encoding="utf-8").splitlines()[:30])
        assert "make report" in opening and "make test" in opening and "figures/tally_by_unit.png" in opening
        assert "số liệu minh họa" in (ROOT / name).read_text(encoding="utf-8")


def test_the_account_is_explained_reason_by_reason():
    """Every fate and every reason that a reader gives has its words, in the labels and in docs/reading.md."""
    text = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
    pattern = re.compile(r"\"(?:fact|checked|set_aside|not_read)\", \"([a-z_]+)\"")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "emustats/reading").rglob("*.py")]
    reasons = {reason for source in sources for reason in pattern.findall(source)} - {"set_aside"}
    assert len(reasons) > 20
    for reason in sorted({*reasons, *FATES}):
        assert f"| `{reason}` |" in text, reason
        assert value_label("fate" if reason in FATES else "reason", reason).casefold() in text.casefold(), reason
