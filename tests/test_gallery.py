"""The gallery shows every chart, with code that runs and draws it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from drawn import visible_texts

import emustats as es

ROOT = Path(__file__).parent.parent


def load_script():
    spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs" / "make_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GALLERY = load_script()
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)\n```", PAGE, re.S)


@pytest.fixture(scope="module")
def names():
    """What the opening lines of the page define."""
    space: dict = {}
    exec(BLOCKS[0].replace('"data/sample"', repr(str(ROOT / "data" / "sample"))), space)
    return space


def test_the_page_is_what_the_script_writes():
    assert GALLERY.markdown() == PAGE


def test_every_chart_function_is_shown():
    drawing = set(es.charts.__all__) - {
        "Facts", "MOST_PANELS", "alt_text", "finalise", "language", "render", "save",
    }  # fmt: skip
    assert {name for name in drawing if f"es.charts.{name}(" not in PAGE} == set()


def test_every_picture_is_there():
    pictures = re.findall(r"\]\((\.\./figures/[^)]+)\)", PAGE)
    assert len(pictures) == len(GALLERY.CHARTS)
    assert [each for each in pictures if not (ROOT / "docs" / each).is_file()] == []


@pytest.mark.parametrize("block", BLOCKS[2:], ids=[chart.__name__ for chart in GALLERY.CHARTS])
def test_the_code_under_a_picture_draws_it(block, names):
    space = dict(names)
    exec(block, space)
    assert len(visible_texts(space["ax"].figure)) > 5


def test_the_closing_lines_save_a_chart(names, tmp_path):
    space = dict(names)
    exec(BLOCKS[3], space)
    exec(BLOCKS[1].replace('"build/', f'"{tmp_path.as_posix()}/'), space)
    assert len(list(tmp_path.iterdir())) == 4
