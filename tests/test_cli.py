"""The command ``emustats``: what it prints, its exit codes, and that no traceback reaches a user."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

import emustats
from emustats.cli import main
from emustats.commands import app

ROOT = Path(__file__).parent.parent
CLUSTER = ROOT / "data" / "sample" / "2019" / "bca-donvi-6"
SEED = ["--cluster", "bca-donvi-6", "--year", "2019"]
COMMANDS = sorted(each.name for each in app.registered_commands)


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """The six workbooks of cluster 6 in 2019, as a folder that tests only read."""
    folder = tmp_path_factory.mktemp("received")
    shutil.copytree(CLUSTER, folder / "2019" / "bca-donvi-6")
    return folder


@pytest.fixture(scope="module", autouse=True)
def own_folders(tmp_path_factory):
    """Cache and log of these tests stay out of the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMUSTATS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("EMUSTATS_PERSON_KEY", "a key for tests")
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("EMUSTATS_DEBUG", raising=False)
        yield


@pytest.fixture
def run(capsys):
    """Run a command in this process: exit code, what it printed, what it said on stderr."""

    def call(*arguments):
        code = main([str(each) for each in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err + printed.out
        return code, printed.out, printed.err

    return call


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def test_the_summary_is_the_one_the_press_printed(run, received):
    code, out, err = run("summary", received, *SEED, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found == emustats.summary(emustats.load(received), cluster="bca-donvi-6", year=2019)
    assert [found["awards"][name] for name in ("collective", "individual", "total")] == [159, 442, 601]
    assert found["problems"]["error"] == 0 and found["targets"]["units_rate"] == 1.0


def test_the_summary_as_text_says_the_same_in_both_languages(run, received):
    _, vi, _ = run("summary", received, *SEED)
    _, en, _ = run("summary", received, *SEED, "--lang", "en")
    for part in ("159 lượt tập thể", "442 lượt cá nhân", "Bằng khen của Thủ tướng Chính phủ", "6/6", "tạm tính"):
        assert part in " ".join(vi.split())
    assert "159" in en and "442" in en and "provisional" in en and "Tổng cộng" not in en


def test_cluster_and_year_may_be_left_out_when_there_is_one(run, received):
    assert run("summary", received, "--json")[1] == run("summary", received, *SEED, "--json")[1]


def test_tally_as_table_csv_and_json_say_the_same(run, received):
    rows = json.loads(run("tally", received, *SEED, "--json")[1])
    lines = list(csv.DictReader(io.StringIO(run("tally", received, *SEED, "--csv")[1])))
    assert [{name: str(value) for name, value in row.items()} for row in rows] == lines
    assert sum(row["total"] for row in rows) == 601
    table = run("tally", received, *SEED)[1]
    assert all(str(row["total"]) in table for row in rows) and "Tổng cộng" in table


def test_tally_groups_by_several_columns_given_either_way(run, received):
    once = run("tally", received, "--by", "level,award_code", "--csv")[1]
    assert once == run("tally", received, "--by", "level", "--by", "award_code", "--csv")[1]
    assert once.startswith("level,award_code,")


def test_tally_of_another_state_never_mixes_it_with_what_was_decided(run, received):
    rows = json.loads(run("tally", received, "--by", "state", "--state", "proposed,registered", "--json")[1])
    assert {row["state"] for row in rows} <= {"proposed", "registered"}


@pytest.mark.parametrize(
    "command",
    [
        ("achievement",),
        ("coverage", "--by", "unit_id"),
        ("trend", "--value", "units_rate"),
        ("compare", "--year", "2019", "--per", "100_staff"),
        ("rank", *SEED),
        ("reconcile",),
        ("trace", "--where", "award_code=BK_TTG"),
        ("trace", "--table", "targets", "--where", "unit_id=bca-van-phong,bca-ho-so"),
    ],
)
def test_each_figure_prints_as_table_csv_and_json(run, received, command):
    name, *options = command
    code, out, err = run(name, received, *options, "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "") and rows
    lines = list(csv.DictReader(io.StringIO(run(name, received, *options, "--csv")[1])))
    assert len(lines) == len(rows) and list(lines[0]) == list(rows[0])
    for lang in ("vi", "en"):
        code, out, _ = run(name, received, *options, "--lang", lang)
        assert code == 0 and out.strip() and "NaN" not in out and "<NA>" not in out


def test_trace_adds_up_to_the_figure(run, received):
    rows = json.loads(run("trace", received, *SEED, "--where", "award_code=BK_TTG", "--json")[1])
    assert sum(row["award_count"] for row in rows) == 3
    first = rows[0]
    sheet = openpyxl.load_workbook(received / first["path"])[first["sheet"]]
    assert str(sheet[first["cell"]].value) == first["text"]
    back = json.loads(
        run("trace", received, "--cell", f"{first['path']}!{first['sheet']}!{first['cell']}", "--json")[1]
    )
    assert {"awards.total", "awards.by_award.total"} <= {row["figure"] for row in back}


@pytest.fixture
def corrections(tmp_path, received):
    """A line that corrects the first count of one workbook, and how many lượt it adds."""
    sheet = openpyxl.load_workbook(received / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx")["Khen thưởng"]
    cell = next(c for row in sheet.iter_rows() for c in row if isinstance(c.value, int) and c.column > 5 and c.value)
    path = tmp_path / "corrections.csv"
    path.write_text(
        "id,action,path,sheet,cell,unit_id,year,code,expects,value,reason,who,date\n"
        f"c1,correct,2019/bca-donvi-6/bca-van-phong.xlsx,Khen thưởng,{cell.coordinate},,,,{cell.value},{cell.value + 5},"
        "đơn vị báo lại,thư ký cụm,2019-11-25\n",
        encoding="utf-8",
    )
    return path


def test_corrections_reach_every_figure(run, received, corrections, tmp_path):
    found = json.loads(run("summary", received, *SEED, "--json", "--corrections", corrections)[1])
    rows = json.loads(run("tally", received, *SEED, "--json", "--corrections", corrections)[1])
    assert found["awards"]["total"] == sum(row["total"] for row in rows) == 606
    code, _, err = run("tally", received, "--corrections", tmp_path / "khong-co.csv")
    assert code == 2 and "khong-co.csv" in err
    corrections.write_text(corrections.read_text(encoding="utf-8").replace(".xlsx", ".ods"), encoding="utf-8")
    code, _, err = run("tally", received, "--corrections", corrections)
    assert code == 1 and "corrections.csv" in err


def test_check_of_clean_workbooks(run, received):
    code, out, err = run("check", received)
    assert (code, err) == (0, "") and "6 được nhận" in out and "0 lỗi" in out
    code, out, _ = run("check", received / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx", "--json")
    found = json.loads(out)
    assert code == 0 and found["counts"]["error"] == 0 and found["submissions"][0]["unit_id"] == "bca-van-phong"


@pytest.fixture
def faulty(tmp_path, received):
    """Workbooks as they should not be, beside good ones; two cells of one are wrong."""
    folder = tmp_path / "nop"
    shutil.copytree(received, folder)
    inside = folder / "2019" / "bca-donvi-6"
    good = (inside / "bca-ho-so.xlsx").read_bytes()
    (inside / "bca-ho-so.xlsx").write_bytes(good[: len(good) // 2])
    (inside / "bca-phap-che.xlsx").write_text("Đơn vị;159\n", encoding="utf-8")
    other = openpyxl.Workbook()
    other.active.append(["Thực đơn", "Thứ hai"])
    other.active.append(["Canh", "chua"])
    other.save(inside / "thuc-don.xlsx")
    book = openpyxl.load_workbook(inside / "bca-van-phong.xlsx")
    sheet = book["Khen thưởng"]
    counts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int) and cell.column > 5]
    counts[0].value, counts[1].value = -3, "khoảng ấy"
    book.save(inside / "bca-van-phong.xlsx")
    return folder


def test_bad_workbooks_get_one_message_each_and_the_others_still_load(run, faulty):
    code, out, err = run("check", faulty, "--json")
    found = json.loads(out)
    assert (code, err) == (1, "")
    standing = {Path(row["path"]).name: row["standing"] for row in found["submissions"] if row["path"]}
    assert {name for name, state in standing.items() if state == "refused"} == {
        "bca-ho-so.xlsx", "bca-phap-che.xlsx", "thuc-don.xlsx"
    }  # fmt: skip
    assert list(standing.values()).count("accepted") == 4
    causes = {
        "bca-ho-so.xlsx": "file_damaged",
        "bca-phap-che.xlsx": "file_not_spreadsheet",
        "thuc-don.xlsx": "form_not_recognised",
    }
    for name, cause in causes.items():
        told = [row for row in found["problems"] if (row["path"] or "").endswith(name) and row["code"] == cause]
        assert len(told) == 1 and told[0]["severity"] == "error" and told[0]["message_vi"].endswith(".")
    rows = json.loads(run("tally", faulty, "--json")[1])
    assert {row["unit_id"] for row in rows} >= {"bca-doi-ngoai", "bca-phong-trao"}


@pytest.mark.parametrize("name", ["bca-ho-so.xlsx", "bca-phap-che.xlsx", "thuc-don.xlsx"])
def test_a_refused_workbook_alone_is_a_finding_with_exit_code_1(run, faulty, name):
    path = faulty / "2019" / "bca-donvi-6" / name
    code, out, err = run("check", path)
    assert (code, err) == (1, "") and name in out and "Lỗi" in out
    assert json.loads(run("check", path, "--json")[1])["counts"]["error"] == 1


def test_annotated_copies_leave_the_originals_alone(run, faulty, tmp_path):
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in faulty.rglob("*.xlsx")}
    code, out, _ = run("check", faulty, "--annotate", tmp_path / "tra-lai")
    assert code == 1 and "Đã ghi" in out
    assert before == {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in faulty.rglob("*.xlsx")}
    copies = sorted(path.name for path in (tmp_path / "tra-lai").rglob("*.xlsx"))
    assert "bca-van-phong.xlsx" in copies and "bca-doi-ngoai.xlsx" not in copies
    copy = openpyxl.load_workbook(tmp_path / "tra-lai" / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx")
    assert any(cell.comment for row in copy["Khen thưởng"].iter_rows() for cell in row)


def test_copies_and_reports_never_land_among_the_submissions(run, faulty):
    for arguments in (("check", faulty, "--annotate", faulty / "x"), ("report", faulty, "--out", faulty / "x", *SEED)):
        code, _, err = run(*arguments)
        assert code == 2 and "ngoài" in err and not (faulty / "x").exists()


def test_a_flood_of_findings_is_cut_but_counted(run, tmp_path, received):
    folder = tmp_path / "nop"
    shutil.copytree(received, folder)
    path = folder / "2019" / "bca-donvi-6" / "bca-van-phong.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["Khen thưởng"].iter_rows():
        for cell in row:
            if isinstance(cell.value, int) and cell.column > 5:
                cell.value = -1
    book.save(path)
    code, out, _ = run("check", path)
    assert code == 1 and re.search(r"… và \d+ phát hiện cùng loại", out)


@pytest.mark.parametrize("command", ["check", "summary", "tally", "compare", "report", "rank"])
def test_an_empty_folder_is_said_to_be_empty(run, tmp_path, command):
    (tmp_path / "nop").mkdir()
    code, out, err = run(command, tmp_path / "nop", *(["--out", tmp_path / "out"] if command == "report" else []))
    assert code == 2 and out == "" and "không có sổ tính nào" in err


@pytest.mark.parametrize("command", ["summary", "tally", "compare", "report", "rank", "trend", "coverage", "reconcile"])
def test_a_folder_from_which_nothing_could_be_read_is_no_crash(run, tmp_path, command):
    (tmp_path / "nop").mkdir()
    (tmp_path / "nop" / "x.xlsx").write_text("không phải sổ tính", encoding="utf-8")
    code, _, err = run(command, tmp_path / "nop", *(["--out", tmp_path / "out"] if command == "report" else []))
    assert code in (0, 2) and "ngoài dự kiến" not in err


def test_report_on_several_clusters_makes_a_folder_each(run, tmp_path, monkeypatch):
    from emustats.publishing.conference import report

    monkeypatch.setattr(report, "write_figures", lambda *_, **__: [])
    folder = tmp_path / "nop"
    shutil.copytree(ROOT / "data" / "sample" / "2018", folder / "2018")
    shutil.copytree(CLUSTER, folder / "2019" / "bca-donvi-6")
    code, out, _ = run("report", folder, "--out", tmp_path / "out")
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["bca-donvi-5-2018", "bca-donvi-6-2019"]
    assert "159" in out and "năm 2018" in out


def test_report_writes_everything_and_prints_where(run, received, tmp_path):
    out_folder = tmp_path / "bao-cao"
    code, out, err = run("report", received, *SEED, "--out", out_folder)
    assert (code, err) == (0, "")
    for name in ("summary.json", "tom-tat.txt", "bang-so-lieu.xlsx", "figures/tally_by_unit.png"):
        assert (out_folder / name).stat().st_size > 100, name
    assert not (out_folder / "figures" / "trend.png").exists(), "one year is no trend"
    assert "159" in out and str(out_folder / "bang-so-lieu.xlsx") in out
    written = json.loads((out_folder / "summary.json").read_text(encoding="utf-8"))
    assert written == json.loads(run("summary", received, *SEED, "--json")[1])
    assert not list(out_folder.glob(".report-*"))


def test_template_is_written_for_a_known_unit_only(run, tmp_path):
    code, out, _ = run("template", "--unit", "bca-van-phong", "--year", "2026", "--out", tmp_path / "mau.xlsx")
    assert code == 0 and "mau.xlsx" in out
    assert "Khen thưởng" in openpyxl.load_workbook(tmp_path / "mau.xlsx").sheetnames
    code, _, err = run("template", "--unit", "bca-van-phon", "--year", "2026", "--out", tmp_path / "khac.xlsx")
    assert code == 2 and "bca-van-phon" in err and not (tmp_path / "khac.xlsx").exists()
    assert run("template", "--unit", "bca-van-phong", "--year", "2026", "--out", tmp_path / "mau.doc")[0] == 2


def test_a_cell_that_feeds_nothing_is_said_in_words(run, received):
    code, out, _ = run("trace", received, "--cell", "2019/bca-donvi-6/bca-van-phong.xlsx!Khen thuong!G11")
    assert code == 0 and "tên trang tính" in out


def test_templates_for_every_unit_of_a_cluster(run, tmp_path):
    code, out, _ = run("template", "--cluster", "bca-donvi-6", "--year", "2019", "--out", tmp_path / "bieu mẫu")
    assert code == 0 and out.count("Đã ghi") == 6
    assert (tmp_path / "bieu mẫu" / "bca-phap-che.xlsx").is_file()
    for wrong, said in (
        (("--cluster", "bca-donvi-6", "--year", "2031"), "2019"),
        (("--cluster", "bca-donvi-66", "--year", "2019"), "bca-donvi-6"),
        (("--cluster", "bca-donvi-6", "--unit", "bca-van-phong", "--year", "2019"), "--unit"),
        (("--cluster", "bca-donvi-6", "--year", "19"), "1945"),
        (("--year", "2019"), "--cluster"),
    ):
        code, _, err = run("template", *wrong, "--out", tmp_path / "khac")
        assert code == 2 and said in err, err
    assert run("template", *SEED, "--out", tmp_path / "mau.xlsx")[0] == 2


def test_a_file_where_a_folder_is_needed_is_said_in_words(run, tmp_path, received):
    (tmp_path / "bao-cao").write_text("x", encoding="utf-8")
    code, _, err = run("report", received, *SEED, "--out", tmp_path / "bao-cao")
    assert code == 1 and "cần một thư mục" in err


def test_template_with_last_years_targets(run, tmp_path, received):
    arguments = ("template", "--unit", "bca-van-phong", "--year", "2020", "--prefill", received)
    assert run(*arguments, "--out", tmp_path / "mau.xlsx")[0] == 0
    cells = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "mau.xlsx")["Chỉ tiêu"] for cell in row]
    assert any("Năm 2019" in text for text in cells)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), None),
        (("khong-co-lenh-nay",), "Các lệnh: "),
        (("tally",), "Thiếu tham số THƯ-MỤC"),
        (("tally", "khong-co"), "không tồn tại"),
        (("check", "khong-co"), "Không tìm thấy"),
        (("tally", "{}", "--khong-co"), "Không có tùy chọn --khong-co"),
        (("tally", "{}", "--year", "hai"), "--year phải là một số nguyên"),
        (("tally", "{}", "thua"), "Thừa tham số: thua"),
        (("tally", "{}", "--json", "--csv"), "--json hoặc --csv"),
        (("tally", "{}", "--lang", "fr"), "--lang vi"),
        (("tally", "{}", "--by", "mau_sac"), "mau_sac"),
        (("tally", "{}", "--state", "mo"), "mo"),
        (("tally", "{}", "--cluster", "bca-donvi-99"), "bca-donvi-6"),
        (("tally", "{}", "--year", "1999"), "2019"),
        (("summary", "{}", "--cluster", "bca-donvi-99", "--year", "2019"), "bca-donvi-6"),
        (("trend", "{}", "--lens", "mat"), "constant_panel"),
        (("trend", "{}", "--value", "mat"), "awards"),
        (("compare", "{}", "--per", "mat"), "unit"),
        (("rank", "{}", "--points", "mat"), "cluster"),
        (("trace", "{}", "--table", "mat"), "awards"),
        (("trace", "{}", "--where", "mat"), "CỘT=GIÁ-TRỊ"),
        (("trace", "{}", "--where", "mat=1"), "mat"),
        (("trace", "{}", "--cell", "G8"), "TỆP!TRANG!Ô"),
        (("trace", "{}", "--cell", "mat.xlsx!Khen thưởng!G8"), "mat.xlsx"),
        (("tally", "{}", "--reference", "khong-co"), "--reference"),
        (("check", "{}", "--on-duplicate", "mat"), "latest"),
    ],
)
def test_a_wrong_call_is_explained_in_vietnamese_with_exit_code_2(run, received, arguments, said):
    code, out, err = run(*(str(received) if each == "{}" else each for each in arguments))
    assert code == 2
    if said is not None:
        assert said in err and out == ""
        assert err.startswith("emustats: ") and err.count("\n") == 1
        assert not re.search(r"\b(Error|Usage|Invalid|No such|Missing|Try)\b", err)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_vietnamese_and_has_examples(run, command):
    code, out, _ = run(*([command] if command else []), "--help")
    assert code == 0 and "Cách dùng: emustats" in out and "Tùy chọn" in out
    assert not re.search(r"Usage|Options|Arguments|Show this message|\[required\]|default:", out)
    if command:
        assert f"emustats {command} " in out.partition("Ví dụ:")[2]


def test_every_example_in_the_help_is_a_command_that_exists():
    for each in app.registered_commands:
        for line in each.epilog.splitlines():
            if line.startswith("emustats "):
                assert line.split()[1] == each.name


def test_the_version(run):
    assert run("--version")[:2] == (0, f"emustats {emustats.__version__}\n")


def test_a_fault_of_emustats_itself_is_one_sentence_and_a_log(run, received, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("deep inside")

    monkeypatch.setattr(emustats, "load", broken)
    code, out, err = run("tally", received)
    assert code == 1 and out == "" and "RuntimeError" in err and "error.log" in err
    log = Path(re.search(r"tệp (\S+error\.log)", err).group(1))
    assert "deep inside" in log.read_text(encoding="utf-8")


def test_errors_of_the_system_are_worded(run, received, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied", "bao-cao")

    monkeypatch.setattr(emustats, "load", denied)
    code, _, err = run("tally", received)
    assert code == 1 and "“bao-cao”: không có quyền" in err
    code, _, err = run("tally", received, "--lang", "en")
    assert "not permitted" in err


def test_a_wrong_reference_file_is_named_with_its_line(run, received, tmp_path):
    (tmp_path / "units.csv").write_text("unit_id,name\nx\n", encoding="utf-8")
    code, _, err = run("tally", received, "--reference", tmp_path)
    assert code == 2 and "units.csv" in err


def test_ctrl_c_in_this_process(run, received, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(emustats, "load", stopped)
    code, _, err = run("tally", received)
    assert code == 130 and "Ctrl-C" in err
    assert "Stopped" in run("tally", received, "--lang=en")[2]


@pytest.mark.skipif(os.name == "nt", reason="signals of a console group")
def test_ctrl_c_from_outside_ends_with_a_sentence(received):
    code = (
        "import sys, time, emustats.dataset.read\n"
        "def slow(*a, **k):\n    print('reading', flush=True)\n    time.sleep(60)\n"
        "emustats.dataset.read.read_folder = slow\n"
        "from emustats.cli import main\nsys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "tally", str(received)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout.readline() == "reading\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and "Đã dừng theo yêu cầu" in err and "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="pipes of a POSIX shell")
def test_a_reader_that_leaves_the_pipe_is_no_fault(received):
    command = f"{sys.executable} -m emustats trace {received} --csv | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0 and done.stderr == "" and done.stdout.startswith("path,sheet,cell")


def test_vietnamese_comes_out_right_whatever_the_console_encoding(received):
    done = subprocess.run(
        [sys.executable, "-m", "emustats", "tally", str(received)],
        capture_output=True,
        env=environment() | {"PYTHONIOENCODING": "cp1252", "LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "Tổng cộng" in done.stdout.decode("utf-8")
