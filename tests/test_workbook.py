"""The workbook of tables says what the statistics say, and carries its marks on every sheet."""

import openpyxl
import pytest
from small_data import award, missing, row, small, submission

from emustats.errors import UsageError
from emustats.publishing.conference.workbook import write_tables
from emustats.publishing.marks import ILLUSTRATIVE_FILE, is_illustrative
from emustats.reference import load

CLUSTER, YEAR = "bca-donvi-6", 2019


def target(unit, number, planned, actual, **other):
    facts = {"target_no": str(number), "title": f"Chỉ tiêu {number}", "kind": "at_least", "planned": planned}
    texts = {"planned_text": str(planned), "text": None if actual is None else str(actual), "actual": actual}
    return row(unit, YEAR, f"G{7 + number}", sheet="Chỉ tiêu", **(facts | texts | other))


@pytest.fixture
def data(tmp_path):
    return small(
        reference=load(),
        submissions=[
            submission("bca-van-phong", YEAR, status="provisional", headcount=412),
            submission("bca-ho-so", YEAR),
            missing("bca-doi-ngoai", YEAR),
        ],
        awards=[
            award("bca-van-phong", YEAR, 3, "BK_TTG", "G10"),
            award("bca-van-phong", YEAR, 40, "BK_BT", "F11", recipient="collective"),
            award("bca-ho-so", YEAR, 7, None, "G10", award_text="=Bằng khen"),
            award("bca-ho-so", YEAR, 5, "BK_BT", "G11", state="proposed"),
            award("bca-ho-so", YEAR, None, "GK_CUC", "H12", recipient="household", text="x"),
            award("bca-ho-so", 2018, 99, "BK_BT", "G12"),
        ],
        targets=[target("bca-van-phong", 1, 10, 12), target("bca-ho-so", 1, 10, None)],
        nominations=[row("bca-van-phong", YEAR, "D8", award_code="CO_CP", recipient="collective", nominated_count=1)],
        problems=[
            {"severity": severity, "path": f"{YEAR}/{CLUSTER}/bca-ho-so.xlsx", "submission_id": f"bca-ho-so-{YEAR}",
             "cell": "G10", "message_vi": severity, "message_en": severity}
            for severity in ("note", "error", "warning")
        ],
    )  # fmt: skip


@pytest.fixture
def book(data, tmp_path):
    return openpyxl.load_workbook(write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "bang.xlsx"))


def body(page):
    """Rows below the header as dicts, down to the first empty row."""
    header = [cell.value for cell in page[5]]
    rows = []
    for cells in page.iter_rows(min_row=6, values_only=True):
        if not any(value is not None for value in cells):
            break
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def test_tally_by_unit_agrees_with_its_total(book):
    rows = body(book["1. Theo đơn vị"])
    assert [(each["Đơn vị"], each["Tổng cộng"]) for each in rows] == [
        ("Văn phòng Bộ", 43),
        ("Cục Hồ sơ nghiệp vụ", 7),
        ("Tổng cộng", 50),
    ]


def test_unrecognised_awards_have_a_row_of_their_own_and_missing_counts_stay_blank(book):
    rows = {each["Danh hiệu, hình thức"]: each for each in body(book["2. Theo danh hiệu"])}
    assert rows["Chưa nhận ra danh hiệu, hình thức"]["Cá nhân"] == 7
    medal = next(each for name, each in rows.items() if name.startswith("Giấy khen"))
    assert medal["Hộ gia đình"] is None
    assert rows["Tổng cộng"]["Tổng cộng"] == 50


def test_cross_table_adds_up_both_ways(book):
    rows = body(book["3. Danh hiệu x đơn vị"])
    units = [name for name in rows[0] if name not in ("Danh hiệu, hình thức", "Tổng cộng")]
    total = rows[-1]
    assert sum(total[unit] for unit in units) == total["Tổng cộng"] == 50
    for unit in units:
        assert sum(each[unit] or 0 for each in rows[:-1]) == total[unit]


def test_targets_without_result_are_not_assessed(book):
    rows = {each["Đơn vị"]: each for each in body(book["4. Kết quả chỉ tiêu"])}
    assert rows["Cục Hồ sơ nghiệp vụ"]["Chưa đánh giá"] == 1
    assert rows["Cục Hồ sơ nghiệp vụ"]["Tỷ lệ chỉ tiêu đạt"] is None
    assert rows["Tổng cộng"]["Hoàn thành bình quân"] == pytest.approx(1.2)
    results = [each["Đánh giá"] for each in body(book["5. Từng chỉ tiêu"])]
    assert results == ["Vượt", "Chưa đánh giá"]


def test_missing_units_proposals_and_findings_are_listed(book):
    assert "Chưa nộp" in [each["Tiếp nhận"] for each in body(book["6. Nộp báo cáo"])]
    assert body(book["7. Đề nghị"])[0]["Danh hiệu, hình thức"] == "Cờ thi đua của Chính phủ"
    assert [each["Mức độ"] for each in body(book["9. Phát hiện"])] == ["Lỗi", "Cảnh báo", "Ghi chú"]
    assert book["8. Điểm thi đua"]["A5"].value == "Không có số liệu."


def test_every_figure_names_its_cell_and_texts_stay_texts(book):
    rows = body(book["10. Nguồn từng số"])
    assert len(rows) == 5
    assert rows[0]["Ô"] == "G10" and rows[0]["Tệp"] == f"{YEAR}/{CLUSTER}/bca-van-phong.xlsx"
    cell = next(cell for line in book["10. Nguồn từng số"].iter_rows() for cell in line if cell.value == "=Bằng khen")
    assert cell.data_type == "s"


def test_marks_stand_on_cover_and_every_sheet(data, tmp_path):
    (tmp_path / ILLUSTRATIVE_FILE).write_text("")
    object.__setattr__(data, "folder", tmp_path)
    book = openpyxl.load_workbook(write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "bang.xlsx"))
    for page in book:
        assert "SỐ LIỆU MINH HỌA" in page.oddFooter.left.text, page.title
    assert "SỐ LIỆU MINH HỌA – SỐ LIỆU TẠM TÍNH" in [cell.value for cell in book["Bìa"]["A"]]
    assert "2/6 đơn vị" in " ".join(str(cell.value) for cell in book["Bìa"]["B"])


def test_illustrative_is_declared_by_a_file_above(data, tmp_path):
    object.__setattr__(data, "folder", tmp_path / "2019")
    assert not is_illustrative(data)
    (tmp_path / ILLUSTRATIVE_FILE).write_text("")
    assert is_illustrative(data)


def test_real_data_carry_no_illustrative_mark(book):
    assert "MINH HỌA" not in book["Bìa"].oddFooter.left.text


def test_english_workbook_is_english(data, tmp_path):
    book = openpyxl.load_workbook(write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "t.xlsx", lang="en"))
    assert book.sheetnames[:2] == ["Cover", "1. By unit"]
    assert body(book["1. By unit"])[-1]["Unit"] == "Total"


def test_equal_data_give_equal_bytes_and_frames_are_not_changed(data, tmp_path):
    before = {name: getattr(data, name).copy() for name in ("awards", "targets", "submissions", "problems")}
    first = write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "a.xlsx").read_bytes()
    assert write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "b.xlsx").read_bytes() == first
    for name, frame in before.items():
        assert getattr(data, name).equals(frame), name


def test_a_cluster_without_awards_or_targets_still_gives_a_workbook(tmp_path):
    data = small(reference=load(), submissions=[missing("bca-van-phong", YEAR)])
    book = openpyxl.load_workbook(write_tables(data, cluster=CLUSTER, year=YEAR, out=tmp_path / "trong.xlsx"))
    assert book["1. Theo đơn vị"]["A5"].value == "Không có số liệu."


def test_nothing_is_written_for_an_unknown_cluster_or_language(data, tmp_path):
    for wrong in ({"cluster": "bca-donvi-9"}, {"lang": "fr"}):
        with pytest.raises(UsageError):
            write_tables(data, **{"cluster": CLUSTER, "year": YEAR, **wrong}, out=tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
