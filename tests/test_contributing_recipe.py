"""The recipe "Add a layout" of CONTRIBUTING.md, followed to the letter in a folder of its own."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from emustats.reading.workbook.submission import Settings, read_workbook
from emustats.reference import load
from tests import families
from tests.builders import PATH, framed
from tests.reading_truth import errors, given, told
from tests.sheets import by_odfpy, by_openpyxl, by_xlsxwriter

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a layout\n")[1].split("\n## ")[0]
BLOCKS = {
    file: dedent(body)
    for file, body in re.findall(r"^ *```(?:csv|python) (\S+)\n(.*?)^ *```$", RECIPE, re.MULTILINE | re.DOTALL)
}
BUILT_IN = load()


def new_families() -> dict:
    """The families that the recipe adds, made by its own lines in the names of tests/families.py."""
    names = {**vars(families), "FAMILIES": dict(families.FAMILIES)}
    exec(compile(BLOCKS["tests/families.py"], "CONTRIBUTING.md", "exec"), names)
    return {name: made for name, made in names["FAMILIES"].items() if name not in families.FAMILIES}


NEW = new_families()


def taught(folder: Path):
    """The reference with the lines of the recipe, under the first line of the built-in file."""
    for file, lines in BLOCKS.items():
        if file.endswith(".csv"):
            columns = (ROOT / file).read_text(encoding="utf-8").partition("\n")[0]
            (folder / Path(file).name).write_text(f"{columns}\n{lines}", encoding="utf-8")
    return load(folder)


def read(family: str, reference, write=by_xlsxwriter):
    make, own = NEW[family]
    book = [framed(make(), **own)]
    return book, read_workbook(write(book), PATH, Settings(reference, b"k" * 16, False, account=True))


def test_the_recipe_has_the_parts_that_it_names():
    assert list(BLOCKS) == ["tests/families.py", "emustats/reference/headers.csv", "emustats/reference/layouts.csv"]
    assert len(NEW) == 2
    for path in re.findall(r"`((?:tests|emustats|reference)/[\w/]+\.\w+)`", RECIPE):
        assert (ROOT / path).exists() or (ROOT / "emustats" / path).exists(), path


@pytest.mark.parametrize("family", NEW)
def test_without_the_lines_the_family_is_not_read(family):
    book, reading = read(family, BUILT_IN)
    assert given(reading) != told(book) and not set(given(reading)) - told(book)
    assert any(row["severity"] != "note" for row in reading.problems)


@pytest.mark.parametrize("family", NEW)
@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl, by_odfpy])
def test_with_the_lines_the_family_is_read_exactly(tmp_path, family, write):
    book, reading = read(family, taught(tmp_path), write)
    assert (set(given(reading)), len(given(reading))) == (told(book), len(told(book)))
    assert (reading.refusal, errors(reading)) == (None, [])
    assert not [cell for cell in reading.cells if cell.fate == "not_read"]


def test_the_findings_of_the_counts_offer_the_lines_of_the_recipe():
    _, reading = read("counts of brigades", BUILT_IN)
    offered = " ".join(row["message_vi"] for row in reading.problems if row["code"] == "label_unknown").casefold()
    for line in BLOCKS["emustats/reference/headers.csv"].splitlines()[:3]:
        assert line in offered


@pytest.mark.parametrize("file", [file for file in BLOCKS if file.endswith(".csv")])
def test_the_lines_can_be_appended_to_the_built_in_files(tmp_path, file):
    built_in = (ROOT / file).read_text(encoding="utf-8")
    (tmp_path / Path(file).name).write_text(built_in.rstrip("\n") + "\n" + BLOCKS[file], encoding="utf-8")
    load(tmp_path)
