"""Every command that the guides and READMEs print is run, on a copy of the sample and on a year made from it."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import emustats
from emustats.cli import main
from emustats.publishing.form.form import write_form
from emustats.statistics.selection import NUMBERS

ROOT = Path(__file__).parent.parent
TEXTS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "README.vi.md", "docs/guide.vi.md", "docs/guide.en.md")
}
SEEN = {"bca-van-phong", "bca-doi-ngoai", "bca-phap-che", "bca-ho-so"}
# what the documents call the same things: the folder of workbooks, the user's own registry, what is written
SAME = {"received": "nop", "FOLDER": "nop", "THU-MUC": "nop", "registry": "danh-muc"}
SAME |= {"forms": "bieu-mau", "give-back": "tra-lai", "report": "bao-cao"}
# opens a server until Ctrl-C; tests/test_explore.py starts it
NOT_RUN = {"explore"}


def blocks(text: str, *languages: str) -> list[str]:
    found = re.findall(r"^```([a-z]*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [body for language, body in found if language in languages]


def commands(text: str) -> list[list[str]]:
    """The arguments of each emustats command: in fenced lines, and in inline code that is a whole command."""
    lines = "\n".join(blocks(text, "", "bat", "powershell")).splitlines()
    lines += re.findall(r"`(\.venv\\Scripts\\emustats [^`]+)`", text)
    found = []
    for line in lines:
        words = shlex.split(line.replace("\\", "/"), comments=True)
        if words and re.fullmatch(r"(\./)?(\.venv/(bin|Scripts)/)?emustats", words[0]):
            found.append(words[1:])
    return found


def made_by(target: str) -> list[str]:
    """The arguments that a make target gives to emustats."""
    printed = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    line = next(line for line in printed.splitlines() if re.match(r"\S*emustats ", line))
    return shlex.split(line)[1:]


def in_short(words: list[str]) -> str:
    """A command as others write it too: by the Vietnamese names, whatever the language of the output."""
    first, *rest = words
    named = " ".join([first, *("/".join(SAME.get(part, part) for part in word.split("/")) for word in rest)])
    return named.replace(" --lang en", "")


ALL = [(name, words) for name, text in TEXTS.items() for words in commands(text)]
# one of those that say the same; the last, which is the one of the English guide
SHOWN = {in_short(words): words for _, words in ALL if words[0] not in NOT_RUN}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with everything that the commands name."""
    place = tmp_path_factory.mktemp("guide")
    shutil.copytree(ROOT / "data" / "sample", place / "data" / "sample")
    shutil.copy(ROOT / "data" / "corrections.csv", place / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMUSTATS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("EMUSTATS_PERSON_KEY", "a key for tests")
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        # the charts have tests of their own, and drawing them is what takes time
        patch.setattr("emustats.publishing.conference.report.write_figures", lambda *_, **__: [])
        patch.chdir(place)
        data = emustats.load("data/sample/2019/bca-donvi-6")
        for year in (2025, 2026):
            moved(data, Path("nop"), year)
        Path("danh-muc").mkdir()
        Path("danh-muc/clusters.csv").write_text(blocks(TEXTS["docs/guide.vi.md"], "csv")[0], encoding="utf-8")
        Path("danh-muc/spellings.csv").write_text(blocks(TEXTS["docs/guide.vi.md"], "csv")[1], encoding="utf-8")
        Path("danh-muc/headers.csv").write_text(blocks(TEXTS["docs/guide.vi.md"], "csv")[2], encoding="utf-8")
        Path("corrections.csv").write_text(blocks(TEXTS["docs/guide.vi.md"], "csv")[3], encoding="utf-8")
        for name, target in SAME.items():
            if Path(target).exists():
                shutil.copytree(target, name)
        yield place


def rows_of(table, unit_id: str):
    return table[table["unit_id"].eq(unit_id)]


def moved(data, folder: Path, year: int) -> None:
    """The workbooks of cluster 6 in 2019, written again as those of another year."""
    for sent in data.submissions[data.submissions["unit_id"].isin(SEEN)].itertuples():
        info = {"unit_id": sent.unit_id, "cluster_id": sent.cluster_id, "year": year, "status": sent.status}
        rows = {name: rows_of(getattr(data, name), sent.unit_id) for name in NUMBERS}
        target = folder / str(year) / sent.cluster_id / f"{sent.unit_id}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        write_form(target, info=info, plain=True, **rows)


@pytest.mark.parametrize("words", SHOWN.values(), ids=list(SHOWN))
def test_a_command_of_the_documents_runs(place, capsys, words):
    code = main(list(words))
    printed = capsys.readouterr()
    assert code == 0, printed.err or printed.out
    assert printed.out.strip() and not printed.err
    for option in ("--out", "--annotate"):
        if option in words and (option == "--out" or "Đã ghi" in printed.out):
            assert Path(words[words.index(option) + 1]).exists()


def test_the_documents_print_many_commands_and_those_left_out_are_known():
    assert len(SHOWN) > 20
    assert {words[0] for _, words in ALL} >= {"template", "check", "report", "trace", "trend", "compare", "explore"}


def test_make_report_gives_emustats_what_the_readmes_say(place, capsys):
    words = made_by("report")
    assert words[:2] == ["report", "data/sample"]
    assert main(words) == 0
    assert "159 lượt tập thể và 442 lượt cá nhân" in capsys.readouterr().out
    assert Path("build/report/tom-tat.txt").is_file()


def test_the_python_lines_of_the_readme_run(place):
    names: dict = {}
    for block in blocks(TEXTS["README.md"], "python"):
        exec(compile(block, "README.md", "exec"), names)
    assert len(names["data"].awards)


def test_a_correction_as_the_guide_writes_it_is_carried_out(place, capsys):
    for guide, folder in (("docs/guide.vi.md", "nop"), ("docs/guide.en.md", "received")):
        line = next(csv.DictReader(io.StringIO(blocks(TEXTS[guide], "csv")[3])))
        data = emustats.load(folder)
        rows = emustats.trace(data, table="awards", unit_id="bca-van-phong", year=2026, award_code="CSTD_CS")
        assert rows["cell"].tolist() == [line["cell"]] and rows["award_count"].tolist() == [int(line["value"])]


def test_both_guides_say_the_same():
    def shape(text: str) -> list:
        heads = re.findall(r"^(#+)", text, re.MULTILINE)
        pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
        words = [in_short(line) for line in commands(text)]
        return [heads, pictures, words, len(re.findall(r"^\|", text, re.MULTILINE))]

    assert shape(TEXTS["docs/guide.vi.md"]) == shape(TEXTS["docs/guide.en.md"])


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "images").glob("*")), ids=lambda path: path.name)
def test_a_picture_is_small_and_shown_with_the_mark_of_illustrative_data(path):
    assert path.suffix == ".png" and path.stat().st_size < 200_000
    for name, mark in (("docs/guide.vi.md", "số liệu minh họa"), ("docs/guide.en.md", "illustrative data")):
        assert re.search(rf"!\[[^\]]*{mark}[^\]]*\]\(images/{path.name}\)", TEXTS[name])
