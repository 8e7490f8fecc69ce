"""What the reader does not know its user can teach it: the line that a finding offers is pasted, and the workbook reads."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from emustats.reading.sheet.grammar import grammar
from emustats.reading.tables.teaching import kind_in_cell, nearest_phrases, unknown_phrase, word_in_cell
from emustats.reading.workbook.submission import Settings, read_workbook
from emustats.reference import load
from emustats.reference.teaching import line_of, meanings

REFERENCE = load()
TITLE = ["Cục Hồ sơ nghiệp vụ", "Tổng hợp khen thưởng năm 2019"]
AWARD = "Bằng khen của Bộ trưởng"
GIVEN = "Giấy khen của Cục trưởng"
TALLY = ["STT", "Danh hiệu, hình thức", "Tập thể", "Cá nhân"]
LIST = ["STT", "Họ và tên", "Danh hiệu, hình thức khen thưởng"]
TARGETS = ["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu đăng ký", "Kết quả"]
FILES = {"headers.csv": "role,synonyms", "target_words.csv": "meaning,words", "spellings.csv": "code,text"}


def read(rows: list[list], reference=REFERENCE):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    for row in [[text] for text in TITLE] + [[]] + rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return read_workbook(content.getvalue(), "2019/x.xlsx", Settings(reference, b"key", False))


def said(reading, table: str = "awards") -> list[tuple]:
    """What was read, without the places."""
    if table == "awards":
        return [(r.award_code, r.recipient, r.basis, r.state, r.award_count) for r in reading.rows["awards"]]
    if table == "targets":
        return [(r.title, r.kind, r.planned, r.actual) for r in reading.rows["targets"]]
    return [(r.award_code, r.recipient, r.basis, r.state) for r in reading.rows[table]]


def offered(reading, code: str) -> tuple[str, list[str]]:
    """The file and the lines that the finding offers in its Vietnamese words."""
    message = next(row["message_vi"] for row in reading.problems if row["code"] == code)
    if "một trong các dòng: " in message:
        file = re.search(r"(\w+\.csv) của riêng mình", message)[1]
        return file, re.findall(r"“([^“”]+)” nếu", message.split("một trong các dòng: ")[1])
    return "spellings.csv", [re.search(r"thêm dòng (.+) vào spellings\.csv", message)[1]]


def taught(folder: Path, file: str, lines: list[str]):
    (folder / file).write_text("\n".join([FILES[file], *lines]) + "\n", encoding="utf-8")
    return load(folder)


def learns(folder: Path, rows: list[list], code: str, role: str, right: list[list], *, table: str = "awards") -> None:
    """Read, paste the offered line of the role that the word really has, read again as the plain workbook reads."""
    first = read(rows)
    wanted = read(right)
    assert not [row for row in wanted.problems if row["severity"] == "error"]
    assert said(first, table) != said(wanted, table)
    file, lines = offered(first, code)
    line = next(line for line in lines if line.startswith(f"{role},"))
    second = read(rows, taught(folder, file, [line]))
    assert said(second, table) == said(wanted, table)
    assert code not in {row["code"] for row in second.problems}
    assert not [row for row in second.problems if row["severity"] == "error"]


def tally(*heads: str, values=(2, 5, 7)) -> list[list]:
    header = [*TALLY[:2], *heads]
    rows = [[1, AWARD, *values[: len(heads)]], [2, GIVEN, *(value + 1 for value in values[: len(heads)])]]
    return [header, *rows]


@pytest.mark.parametrize(
    ("word", "role", "same"),
    [
        ("Chiến binh", "recipient.individual", "Cá nhân"),
        ("Binh đoàn", "recipient.collective", "Tập thể"),
        ("Số lượt dũng sĩ, chiến binh", "recipient.individual", "Cá nhân"),
        ("Cá nhen", "recipient.individual", "Cá nhân"),
    ],
)
def test_a_label_of_recipients(tmp_path, word, role, same):
    other = "Tập thể" if same == "Cá nhân" else "Cá nhân"
    learns(tmp_path, tally(other, word), "label_unknown", role, tally(other, same))


def test_a_misspelt_label_gets_the_line_of_what_it_is_like_and_no_other():
    reading = read(tally("Tập thể", "Cá nhen"))
    message = next(row["message_vi"] for row in reading.problems if row["code"] == "label_unknown")
    assert "gần nhất: “cá nhân”" in message
    assert offered(reading, "label_unknown")[1] == ["recipient.individual,Cá nhen"]


@pytest.mark.parametrize(
    ("word", "role"),
    [("Thù lao", "aside.money"), ("Thù lao", "aside.remark"), ("Tập thể hồi xưa", "period.earlier")],
)
def test_a_label_that_is_no_count(tmp_path, word, role):
    rows = tally("Tập thể", "Cá nhân", word, values=(2, 5, 900))
    file, lines = offered(read(rows), "label_unknown")
    second = read(rows, taught(tmp_path, file, [line for line in lines if line.startswith(f"{role},")]))
    assert said(second) == said(read(tally("Tập thể", "Cá nhân")))
    assert not [row for row in second.problems if row["severity"] != "note"]


def test_a_label_of_states(tmp_path):
    rows = [["STT", "Danh hiệu, hình thức", "Cá nhân", None], [None, None, "Ngóng", "Đã tặng"], [1, AWARD, 3, 4]]
    right = [rows[0], [None, None, "Đề nghị", "Đã tặng"], rows[2]]
    learns(tmp_path, merged(rows), "label_unknown", "state.proposed", merged(right))


def merged(rows: list[list]) -> list[list]:
    """The upper label written over each of its columns, as a merged cell reads."""
    return [[*rows[0][:3], rows[0][2]], [*rows[0][:2], *rows[1][2:]], *rows[2:]]


def test_a_label_of_periods(tmp_path):
    rows = tally("6 tháng đầu năm", "Trọn vụ")
    learns(tmp_path, rows, "label_unknown", "period.year", tally("6 tháng đầu năm", "Cả năm"))


def test_a_label_of_bases(tmp_path):
    rows = tally("Cá nhân thường xuyên", "Cá nhân cấp tốc")
    right = tally("Cá nhân thường xuyên", "Cá nhân chuyên đề")
    learns(tmp_path, rows, "label_unknown", "basis.campaign", right)


def test_the_word_before_the_names_of_sub_units(tmp_path):
    def of(word: str) -> list[list]:
        header = ["STT", "Danh hiệu, hình thức", f"{word} 1", f"{word} 2"]
        return [header, [1, "Chiến sĩ tiên tiến", 2, 5], [2, "Chiến sĩ thi đua cơ sở", 1, 3]]

    learns(tmp_path, of("Xưởng"), "label_unknown", "open.subunit", of("Phòng"))


def test_a_word_that_bears_on_no_number(tmp_path):
    learns(tmp_path, tally("Tập thể", "Cá nhân yêu quý"), "label_unknown", "topic.", tally("Tập thể", "Cá nhân"))


def people(state_head: str | None, states: list[str]) -> list[list]:
    names = ["Nguyễn Văn A", "Trần Thị B", "Lê Văn C", "Phạm Thị D"]
    header = [*LIST, *([state_head] if state_head else [])]
    lines = zip(names, states, strict=True)
    return [header, *([n, name, "Chiến sĩ tiên tiến", state] for n, (name, state) in enumerate(lines, 1))]


def test_a_header_of_a_list(tmp_path):
    words = ["mừng lễ", "mừng lễ", "cuối kỳ", "cuối kỳ"]
    first = read(people("Dịp", words))
    assert "column_not_understood" in {row["code"] for row in first.problems}
    file, lines = offered(first, "column_not_understood")
    second = read(people("Dịp", words), taught(tmp_path, file, [x for x in lines if x.startswith("list.achievement,")]))
    assert said(second) == said(read(people("Thành tích", words)))
    assert "column_not_understood" not in {row["code"] for row in second.problems}


@pytest.mark.parametrize("table", ["recipients", "awards"])
def test_a_cell_of_states_in_a_list(tmp_path, table):
    rows = people("Trạng thái", ["Ngóng", "Đã trao", "Ngóng", "Đã trao"])
    right = people("Trạng thái", ["Đề nghị", "Đã trao", "Đề nghị", "Đã trao"])
    learns(tmp_path, rows, "state_unknown", "state.proposed", right, table=table)


def column_of(head: str, first: str, second: str) -> list[list]:
    return [
        ["STT", "Danh hiệu, hình thức", head, "Số lượng"],
        [1, AWARD, first, 3],
        [2, GIVEN, second, 4],
        [3, AWARD, second, 6],
    ]


@pytest.mark.parametrize(
    ("head", "word", "known", "other", "code", "role"),
    [
        ("Trạng thái", "Ngóng", "Đề nghị", "Đã trao", "state_unknown", "state.proposed"),
        ("Đối tượng", "Chiến binh", "Cá nhân", "Tập thể", "recipient_unknown", "recipient.individual"),
        ("Phương thức khen thưởng", "Cấp tốc", "Đột xuất", "Thường xuyên", "basis_unknown", "basis.extraordinary"),
    ],
)
def test_a_cell_of_words_beside_counts(tmp_path, head, word, known, other, code, role):
    learns(tmp_path, column_of(head, word, other), code, role, column_of(head, known, other))


def targets(heads: list[str], *, kind: str | None = None) -> list[list]:
    header = [*heads, *(["Loại chỉ tiêu"] if kind else [])]
    return [
        header,
        [1, "Tổ chức lớp tập huấn", "lớp", 4, 5, *([kind] if kind else [])],
        [2, "Số cuộc kiểm tra", "cuộc", 10, 9, *([kind] if kind else [])],
    ]


def test_a_header_of_targets(tmp_path):
    rows = targets([*TARGETS[:4], "Gặt hái"])
    learns(tmp_path, rows, "column_numbers_not_read", "targets.actual", targets(TARGETS), table="targets")


@pytest.mark.parametrize("word", ["Hạng mục phấn đấu", "Điều mong"])
def test_the_one_header_without_which_there_are_no_targets(tmp_path, word):
    rows = targets([TARGETS[0], word, *TARGETS[2:]])
    learns(tmp_path, rows, "header_incomplete", "targets.title", targets(TARGETS), table="targets")


def test_a_list_of_which_hardly_a_header_is_known(tmp_path):
    title = ["DANH SÁCH KHEN THƯỞNG"]
    lines = people(None, [None] * 4)[1:]
    first = read(
        [title, ["STT", "Chiến hữu", "Phần thưởng được nhận"], *([n, name, award] for n, name, award, _ in lines)]
    )
    file, offer = offered(first, "header_incomplete")
    words = [line for line in offer if line in ("list.name,Chiến hữu", "list.award,Phần thưởng được nhận")]
    assert len(words) == 2
    second = read([title, ["STT", "Chiến hữu", "Phần thưởng được nhận"], *([n, name, award] for n, name, award, _ in lines)], taught(tmp_path, file, words))  # fmt: skip
    assert said(second, "recipients") == said(read(people(None, [None] * 4)), "recipients") != []


BESIDE = {
    "duties": [["PHÂN CÔNG NHIỆM VỤ"], ["STT", "Nội dung công việc", "Người thực hiện", "Thời hạn"], [1, "In tài liệu", "Trần B", "21/11"], [2, "Hội trường", "A", "20/11"]],
    "guests": [["DANH SÁCH ĐẠI BIỂU"], ["STT", "Họ và tên", "Chức vụ", "Số điện thoại"], [1, "Nguyễn A", "Cục trưởng", "0912"], [2, "Trần B", "Phó Cục trưởng", "0913"]],
    "costs": [["DỰ TOÁN KINH PHÍ KHEN THƯỞNG"], ["STT", "Nội dung chi", "Đơn giá", "Số suất"], [1, "Tiền thưởng", 500000, 10], [2, "Khung", 60000, 10]],
    "documents": [["DANH MỤC VĂN BẢN"], ["STT", "Số ký hiệu", "Ngày ban hành", "Trích yếu"], [1, "12/2019/TT-BCA", "29/5/2019", "Thông tư"], [2, "98/2023", "", "Nghị định"]],
    "presence": [["ĐIỂM DANH"], ["TT", "Tên", "Có mặt", "Vắng"], [1, "A", "x", None], [2, "B", None, "x"]],
    "models": [["ĐIỂN HÌNH TIÊN TIẾN"], ["STT", "Tên mô hình", "Đơn vị", "Kết quả nổi bật"], [1, "Tiếng kẻng", "Phòng 1", "Giảm"], [2, "Camera", "Phòng 2", "Tốt"]],
    "staff": [["QUÂN SỐ"], ["STT", "Đơn vị", "Biên chế", "Có mặt"], [1, "Phòng 1", 30, 28], [2, "Phòng 2", 20, 20]],
    "half a year": [["6 THÁNG ĐẦU NĂM 2019"], ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"], [1, AWARD, 2, 3], [2, GIVEN, 1, 4]],
    "contacts": [["STT", "Người liên hệ", "Điện thoại", "Địa chỉ"], [1, "Nguyễn Văn A", "0912", "Phòng 3"], [2, "Trần B", "0913", "Phòng 4"]],
}  # fmt: skip


@pytest.mark.parametrize("sheet", BESIDE)
def test_what_is_no_part_of_a_report_resembles_none(sheet):
    assert "header_incomplete" not in {row["code"] for row in read(BESIDE[sheet]).problems}


def test_a_kind_of_targets(tmp_path):
    rows = targets(TARGETS, kind="Đội sổ là")
    learns(tmp_path, rows, "kind_unknown", "kind.at_most", targets(TARGETS, kind="Không vượt quá"), table="targets")


def test_an_award(tmp_path):
    rows = [[*TALLY], [1, "Bằng khem của Bộ chưởng", 2, 5]]
    first = read(rows)
    file, lines = offered(first, "award_unknown")
    assert said(read(rows, taught(tmp_path, file, lines))) == said(read([[*TALLY], [1, AWARD, 2, 5]]))


def test_a_unit_in_a_row(tmp_path):
    def of(unit: str) -> list[list]:
        return [
            ["STT", "Đơn vị", "Danh hiệu, hình thức", "Tập thể", "Cá nhân"],
            [1, "Văn phòng Bộ Công an", AWARD, 2, 5],
            [2, "Cục Pháp chế và cải cách hành chính, tư pháp", AWARD, 1, 4],
            [3, unit, AWARD, 3, 6],
        ]

    def units(reading) -> list[tuple]:
        return [(row.unit_id, row.award_count) for row in reading.rows["awards"]]

    first = read(of("Cục Hồ sơ nghiệp vụu"))
    file, lines = offered(first, "unit_in_row_unknown")
    second = read(of("Cục Hồ sơ nghiệp vụu"), taught(tmp_path, file, lines))
    assert units(second) == units(read(of("Cục Hồ sơ nghiệp vụ"))) != units(first)
    assert not [row for row in second.problems if row["severity"] == "error"]


def test_lines_of_one_role_can_be_pasted_below_each_other(tmp_path):
    own = taught(tmp_path, "headers.csv", ["recipient.individual,chiến binh", "recipient.individual,dũng sĩ"])
    assert word_in_cell("recipient", "Dũng sỹ", own) == word_in_cell("recipient", "chiến binh", own) == "individual"
    assert word_in_cell("recipient", "chiến binh", REFERENCE) is None
    taught(tmp_path, "target_words.csv", ["kind.at_most,đội sổ là", "kind.at_most,chạm trần"])
    assert kind_in_cell("Chạm trần", load(tmp_path)) == "at_most"


def test_words_of_cells_are_never_guessed():
    assert word_in_cell("state", "Đề nghị hay đã trao", REFERENCE) is None
    assert word_in_cell("state", "Đề nghị xyz", REFERENCE) is None
    assert word_in_cell("recipient", "Cá nhân nữ", REFERENCE) is None


def test_the_words_not_understood_are_offered_as_they_are_typed():
    words = grammar(REFERENCE)
    assert unknown_phrase("Số lượt Chiến Bính", words) == "Chiến Bính"
    assert unknown_phrase("Số lượt cá nhân", words) == ""
    assert [phrase for phrase, _, _ in nearest_phrases("tập thê", words)][0] == "tập thể"
    assert line_of("topic.", "a, b | c") == 'topic.,"a, b c"'


def test_each_role_that_is_offered_is_one_that_the_files_take(tmp_path):
    lines = {"headers.csv": [], "target_words.csv": []}
    for role in meanings():
        lines["target_words.csv" if role.startswith("kind.") else "headers.csv"].append(line_of(role, f"qwerty {role}"))
    for file, rows in lines.items():
        taught(tmp_path, file, rows)
