"""What odd and broken spreadsheets of every kind come to: read, or refused for one named cause; never a report of nothing."""

import struct
import time
from datetime import date

import hostile
import openpyxl
import pytest
from mutants import mutants

import emustats as es
from emustats.errors import SubmissionError
from emustats.messages import problem_codes
from emustats.reading.cells.formats import format_kind
from emustats.reading.cells.read import read_cells
from emustats.reading.sheet.grid import make_grid

REFUSALS = {
    "file_empty", "file_encrypted", "file_damaged", "file_too_large", "file_not_spreadsheet", "file_old_format",
    "file_text_export", "file_html_without_table", "file_timeout", "file_crash", "file_no_cells", "file_unreadable", "form_not_recognised", "no_data",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMUSTATS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EMUSTATS_PERSON_KEY", "a key for tests")


def write(path, lines, sheet="Sheet1"):
    """A workbook of one sheet with these lines from the first row on."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in lines:
        book.active.append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def values(data):
    return [(row, column, value) for sheet in read_cells(data) for row, column, value in zip(*sheet[2:5], strict=True)]


# What other readers give and ours lost.


def test_old_workbook_with_a_name_that_refers_to_nothing_possible():
    # A relative area in a defined name: spreadsheets open it, the library behind our reader gives up.
    formula = b"\x2d" + bytes(8)
    name = hostile.record(0x18, struct.pack("<HBBHHH4B", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0A" + formula)
    cells = hostile.number_record(2, 1, 7.0)
    assert values(hostile.xls(cells, after_begin=name)) == [(2, 1, 7.0)]


def test_old_workbook_with_a_note_that_does_not_end_where_it_should():
    note = hostile.record(0x1C, struct.pack("<4H", 0, 0, 0, 1) + struct.pack("<H", 1) + b"\0A" + b"\0" * 5)
    assert values(hostile.xls(hostile.number_record(0, 0, 7.0) + note)) == [(0, 0, 7.0)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_error_cells(number):
    (sheet,) = read_cells(hostile.xls(hostile.number_record(0, 0, number)))
    assert (sheet.kinds, sheet.values) == (["e"], ["#NUM!"])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ('[=0]"-";0%', "percent"), ("[=0]?;0%", "percent"), ('[=0]"";dd/mm/yyyy', "date"), ("[<1]0.0%;0%", "percent"),
        ('0"=";0%', ""), ("[=1]0%", "percent"),
    ],
)  # fmt: skip
def test_formats_whose_first_section_is_for_a_single_value(code, kind):
    assert format_kind(164, code) == kind


def texts_record(count):
    texts = b"".join(struct.pack("<HB", 8, 0) + b"text%04d" % number for number in range(count))
    return hostile.record(0xFC, struct.pack("<2I", count, count) + texts)


def test_lost_sector_of_an_old_workbook_is_damage_not_fewer_cells():
    cells = [hostile.number_record(row, 0, row + 1.0) for row in range(100)]
    lost = b"".join(cells[:40]) + bytes(18 * 20) + b"".join(cells[60:])
    assert len(values(hostile.xls(b"".join(cells)))) == 100
    with pytest.raises(SubmissionError) as refusal:
        read_cells(hostile.xls(lost))
    assert refusal.value.code == "file_damaged"


def test_lost_sector_among_the_texts_of_an_old_workbook_is_damage():
    texts = texts_record(60)
    cells = b"".join(hostile.record(0xFD, struct.pack("<3HI", row, 0, 15, row)) for row in range(60))
    assert len(values(hostile.xls(cells, after_begin=texts))) == 60
    with pytest.raises(SubmissionError) as refusal:
        read_cells(hostile.xls(cells, after_begin=texts[:200] + bytes(110) + texts[310:]))
    assert refusal.value.code == "file_damaged"


def test_flood_of_merged_ranges_is_read_within_bounds():
    merges = "".join(
        f'<mergeCell ref="{hostile.column_name(c * 64)}{r * 64 + 1}:{hostile.column_name(c * 64 + 63)}{r * 64 + 64}"/>'
        for r in range(60) for c in range(40)
    )  # fmt: skip
    (sheet,) = read_cells(hostile.xlsx(sheet=hostile.sheet_xml(tail=f"<mergeCells>{merges}</mergeCells>")))
    assert len(sheet.merges) == 2400
    assert len(make_grid(sheet).merged_into) <= 500_000


# Numbers that no program's whole numbers hold.

TALLY = [
    ["TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019"], ["Đơn vị báo cáo: Cục Đối ngoại"], [],
    ["STT", "Danh hiệu, hình thức khen thưởng", "Tập thể", "Cá nhân"],
]  # fmt: skip


@pytest.mark.parametrize("count", [1e300, 1e15, "999999999999", "02 TT, 99999999999 CN"])
def test_count_beyond_any_number_is_a_finding_and_the_folder_still_loads(tmp_path, count):
    write(tmp_path / "a.xlsx", [*TALLY, [1, "Bằng khen của Bộ trưởng Bộ Công an", count, 4]])
    data = es.load(tmp_path, cache=False)
    assert data.problems.query("severity == 'error'")[["code", "cell"]].values.tolist() == [["count_too_large", "C5"]]
    assert data.awards["award_count"].sum() == 4


def test_headcount_and_revision_beyond_any_number_are_left_open(tmp_path):
    cover = [["Đơn vị", "Cục Đối ngoại"], ["Năm", 2019], ["Quân số", 1e300], ["Lần gửi", 1e300]]
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", cover, "Thông tin"))
    sheet = book.create_sheet("Khen thưởng")
    for line in [*TALLY, [1, "Bằng khen của Bộ trưởng Bộ Công an", 2, 4]]:
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    (row,) = es.load(tmp_path, cache=False).submissions.query("standing == 'accepted'").to_dict("records")
    assert row["unit_id"] == "bca-doi-ngoai"


def test_superscript_digits_are_no_numbers(tmp_path):
    lines = [*TALLY, ["A", "B", "¹", "²"], [1, "Bằng khen của Bộ trưởng Bộ Công an", 2, 4]]
    write(tmp_path / "²" / "bca-donvi-6" / "a.xlsx", lines)
    data = es.load(tmp_path, cache=False)
    assert "file_unreadable" not in set(data.problems["code"])
    assert data.submissions["standing"].iloc[0] == "accepted"


# Tables with the columns of a report that are none.

OTHER_TABLES = {
    "plan of the economy": (
        "TÌNH HÌNH KINH TẾ - XÃ HỘI NĂM 2019", ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"],
        [1, "Sản lượng lúa", "tấn", 50000, 51000, 102],
    ),
    "new rural area": ("NÔNG THÔN MỚI", ["STT", "Tiêu chí", "Kế hoạch", "Kết quả", "Đánh giá"], [1, "Giao thông", "80%", "85%", "Đạt"]),
    "sales": ("DOANH SỐ", ["STT", "Nội dung", "KH", "TH", "Tỷ lệ"], [1, "Quý 1", 100, 90, "90%"]),
    "shopping": ("ĐĂNG KÝ MUA SẮM", ["TT", "Nội dung", "Số đăng ký", "Ghi chú"], [1, "Máy tính", 5, None]),
    "appraisal": ("ĐÁNH GIÁ NHÂN VIÊN", ["STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"], [1, "Chuyên cần", 20, 18]),
    "song of the year": ("KẾT QUẢ BÌNH CHỌN", ["STT", "Danh hiệu", "Số phiếu"], [1, "Bài hát của năm", 40]),
    "election": ("KẾT QUẢ BẦU CỬ", ["STT", "Họ và tên", "Số phiếu", "Kết quả"], [1, "Nguyễn Văn A", 95, "Trúng cử"]),
    "pupils": ("DANH SÁCH HỌC SINH GIỎI", ["STT", "Họ và tên", "Lớp", "Danh hiệu"], [1, "Nguyễn Văn A", "9A", "Học sinh giỏi"]),
    "discipline": ("XỬ LÝ KỶ LUẬT NĂM 2019", ["STT", "Hình thức", "Tập thể", "Cá nhân"], [1, "Khiển trách", 0, 5]),
    "disciplined": (
        "DANH SÁCH BỊ KỶ LUẬT", ["STT", "Họ và tên", "Hình thức", "Số quyết định"], [1, "Nguyễn Văn A", "Cảnh cáo", "12/QĐ"],
    ),
    "staff": ("DANH SÁCH CÁN BỘ", ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị"], [1, "Nguyễn Văn A", date(1980, 1, 2), "Đội phó", "Phòng 1"]),
    "transfers": ("ĐIỀU ĐỘNG CÁN BỘ", ["STT", "Họ và tên", "Số quyết định", "Nội dung"], [1, "Nguyễn Văn A", "12/QĐ", "Điều động"]),
    "prices": ("BÁO GIÁ", ["STT", "Tên hàng", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"], [1, "Giấy A4", "Ram", 5, 65000, 325000]),
    "households": ("HỘ NGHÈO", ["STT", "Nội dung", "Tổng số", "Hộ", "Cá nhân", "Tập thể"], [1, "Hộ nghèo", 120, 120, 0, 0]),
    "units": ("DANH SÁCH ĐƠN VỊ", ["STT", "Tên đơn vị", "Hình thức", "Ghi chú"], [1, "Phòng 1", "Tập trung", None]),
    "visitors": ("THAM QUAN", ["STT", "Đối tượng", "Số lượng", "Kinh phí"], [1, "Tập thể", 3, 500]),
    "short words": ("Bảng", ["TT", "CN", "SL", "TS"], [1, 2, 3, 4]),
    "English": ("Sales", ["Name", "Count", "Total", "%"], ["A", 5, 5, 0.5]),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_TABLES)
def test_tables_that_only_look_like_a_report_are_refused_for_one_cause(tmp_path, name):
    title, header, line = OTHER_TABLES[name]
    file = write(tmp_path / "a.xlsx", [[title], [], header, line, line])
    with pytest.raises(SubmissionError) as refusal:
        es.read_submission(file)
    assert refusal.value.code == "form_not_recognised"
    data = es.load(tmp_path, cache=False)
    assert data.problems.query("severity == 'error'")["code"].tolist() == ["form_not_recognised"]


@pytest.mark.parametrize(
    "title", ["MỨC TIỀN THƯỞNG", "DỰ TOÁN KINH PHÍ KHEN THƯỞNG NĂM 2019", "Đơn vị tính: nghìn đồng"]
)
def test_prize_money_is_not_counted(tmp_path, title):
    award = "Bằng khen của Bộ trưởng Bộ Công an"
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", [*TALLY, [1, award, 2, 4]]))
    sheet = book.create_sheet("Sheet2")
    for line in [[title], [], TALLY[-1], [1, award, 2000, 1000]]:
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    submission = es.read_submission(tmp_path / "a.xlsx")
    assert submission.awards["award_count"].tolist() == [2, 4]
    assert submission.problems.query("code == 'table_not_read'")["sheet"].tolist() == ["Sheet2"]


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA NĂM 2019", ["STT", "Nội dung", "Kế hoạch", "Thực hiện"]),
        ("Đơn vị báo cáo: Cục Đối ngoại", ["STT", "Nội dung", "Kế hoạch", "Thực hiện"]),
        ("NĂM 2019", ["STT", "Nội dung", "Chỉ tiêu đăng ký", "Kết quả"]),
        ("NĂM 2019", ["STT", "Nội dung", "Kế hoạch", "Kết quả", "Tự đánh giá"]),
        ("NĂM 2019", ["STT", "Nội dung", "Đơn vị tính", "Chỉ tiêu điều chỉnh", "Kết quả"]),
    ],
)
def test_targets_are_known_by_words_unit_or_columns_of_emulation(tmp_path, title, header):
    file = write(tmp_path / "a.xlsx", [[title], [], header, [1, "Tỷ lệ giải quyết đơn", 80, 85, "Đạt"]])
    assert len(es.read_submission(file).targets) == 1


def test_list_whose_awards_are_unknown_is_kept_where_its_title_speaks_of_commendation(tmp_path):
    lines = [
        ["DANH SÁCH KHEN THƯỞNG NĂM 2019"],
        [],
        ["STT", "Họ và tên", "Hình thức"],
        [1, "Nguyễn Văn A", "Thư khen đặc biệt"],
    ]
    submission = es.read_submission(write(tmp_path / "a.xlsx", lines))
    assert len(submission.awards) == 1 and submission.awards["award_code"].isna().all()
    assert "award_words_unknown" in set(submission.problems["code"])


# Floods of broken files.


def check_all_end_well(folder):
    """Load a folder of broken workbooks; every one is accepted, or refused with one of the named causes."""
    data = es.load(folder, cache=False)
    known = problem_codes()
    assert set(data.problems["code"]) <= set(known)
    received = data.submissions.query("standing != 'missing'")
    refused = received.query("standing == 'refused'")["path"]
    whole = data.problems[data.problems["code"].isin(REFUSALS)]
    assert not whole["path"].duplicated().any()
    unnamed = set(refused) - set(whole["path"])
    told = set(data.problems.query("severity == 'error'")["path"])
    assert unnamed <= told
    assert len(received) == sum(1 for file in folder.iterdir())
    assert set(whole["code"]) <= REFUSALS - {"file_crash", "file_timeout"}
    return received


def test_broken_workbooks_are_accepted_or_refused_by_name(tmp_path):
    for name, data in mutants(150, seed=3):
        (tmp_path / name).write_bytes(data)
    check_all_end_well(tmp_path)


@pytest.mark.hard
@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_broken_workbooks(tmp_path, seed):
    for name, data in mutants(1500, seed=100 + seed):
        (tmp_path / name).write_bytes(data)
    started = time.monotonic()
    check_all_end_well(tmp_path)
    assert time.monotonic() - started < 120
