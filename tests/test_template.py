"""The standard form: what stands where, what is locked, and that texts stay texts."""

import datetime
from types import SimpleNamespace

import openpyxl
import pytest

from emustats import schema
from emustats.errors import UsageError
from emustats.publishing.form.form import write_form
from emustats.publishing.form.layout import guide
from emustats.publishing.form.template import cluster_of, write_template
from emustats.reference import load

SHEETS = ["Thông tin", "Khen thưởng", "Danh sách", "Chỉ tiêu", "Bảng điểm", "Đề nghị", "Hướng dẫn", "Danh mục"]
INFO = {"unit_id": "bca-van-phong", "cluster_id": "bca-donvi-6", "year": 2019}


@pytest.fixture
def template(tmp_path):
    return openpyxl.load_workbook(write_template(tmp_path / "mau.xlsx", unit_id="bca-van-phong", year=2019))


def column(sheet, letter):
    return [cell.value for cell in sheet[letter]]


def form(tmp_path, **tables):
    """The form opened twice: formulas, and the results saved beside them."""
    path = write_form(tmp_path / "form.xlsx", info=INFO, **tables)
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


def test_template_has_the_sheets_of_the_form_and_hides_its_lists(template):
    assert template.sheetnames == SHEETS
    assert [sheet.title for sheet in template if sheet.sheet_state != "visible"] == ["Danh mục"]


def test_cover_sheet_names_unit_cluster_year_and_version(template):
    page = template["Thông tin"]
    said = dict(zip(column(page, "A"), column(page, "B"), strict=True))
    assert said["Đơn vị"] == "Văn phòng Bộ"
    assert (said["Mã đơn vị"], said["Mã cụm"], said["Năm"]) == ("bca-van-phong", "bca-donvi-6", 2019)
    assert said["Phiên bản biểu mẫu"] == "1"
    for label in ("Số liệu tính đến ngày", "Tình trạng số liệu", "Quân số"):
        assert said[label] is None


def test_only_what_the_unit_fills_in_is_unlocked(template):
    page = template["Thông tin"]
    locked = {page.cell(row, 1).value: page.cell(row, 2).protection.locked for row in range(4, 13)}
    assert [label for label, is_locked in locked.items() if not is_locked] == [
        "Số liệu tính đến ngày",
        "Tình trạng số liệu",
        "Quân số",
    ]
    tally = template["Khen thưởng"]
    assert tally.protection.sheet and not tally.protection.password
    assert tally["B7"].protection.locked and not tally["F10"].protection.locked


def test_tally_sheet_has_two_merged_header_rows_and_column_labels(template):
    page = template["Khen thưởng"]
    assert [cell.value for cell in page[7]][:6] == [
        "STT",
        "Danh hiệu thi đua, hình thức khen thưởng",
        "Cấp khen thưởng",
        "Phương thức",
        "Trạng thái",
        "Số lượt khen thưởng",
    ]
    assert [cell.value for cell in page[8]][5:8] == ["Tập thể", "Cá nhân", "Hộ gia đình"]
    assert [cell.value for cell in page[9]] == ["A", "B", "C", "D", "E", "1", "2", "3", "4"]
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A7:A8", "B7:B8", "F7:H7"} <= merged


def test_drop_downs_offer_every_award_of_the_catalogue(template):
    awards = {value for value in column(template["Danh mục"], "A")[1:] if value}
    assert "Huân chương Chiến công hạng Ba" in awards and "Bằng khen của Thủ tướng Chính phủ" in awards
    assert len(awards) >= len(load().awards)
    rules = template["Khen thưởng"].data_validations.dataValidation
    ranges = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rules if rule.type == "list"}
    assert ranges["B10"] == f"'Danh mục'!$A$2:$A${len(awards) + 1}"


def test_instructions_are_prose_and_say_what_an_empty_state_means(template):
    lines = [cell.value for row in template["Hướng dẫn"] for cell in row if cell.value is not None]
    assert any("Trạng thái để trống được hiểu là Đã có quyết định" in line for line in lines)
    assert all(isinstance(line, str) and not line.strip().isdigit() for line in lines)
    assert template["Hướng dẫn"].max_column == 1
    assert len(guide()) == 6


def test_sheets_print_on_a4(template):
    for page in template:
        if page.sheet_state == "visible":
            assert page.page_setup.paperSize == 9, page.title
            assert (page.page_setup.fitToHeight == 0) is (page.title != "Hướng dẫn"), page.title


def test_unknown_unit_is_refused_with_near_names(tmp_path):
    with pytest.raises(UsageError, match="bca-van-phongg"):
        write_template(tmp_path / "mau.xlsx", unit_id="bca-van-phongg", year=2019)
    assert not (tmp_path / "mau.xlsx").exists()


def test_cluster_is_filled_in_only_for_the_very_year():
    assert cluster_of(load(), "bca-van-phong", 2015) == "bca-donvi-1"
    assert cluster_of(load(), "bca-van-phong", 2019) == "bca-donvi-6"
    assert cluster_of(load(), "bca-van-phong", 1999) is None


def test_unknown_cluster_is_left_to_the_unit_with_a_list(tmp_path):
    page = openpyxl.load_workbook(write_template(tmp_path / "mau.xlsx", unit_id="bca-van-phong", year=2035))[
        "Thông tin"
    ]
    assert page["B7"].value is None and not page["B7"].protection.locked
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules["B7"].startswith("'Danh mục'!$G$2")


def test_prefill_shows_last_results_without_reporting_them(tmp_path):
    rows = {
        "unit_id": ["bca-van-phong"] * 3,
        "year": [2017, 2018, 2018],
        "target_no": ["1", "1", "2"],
        "title": ["Cũ hơn", "Số tin, bài", "Số vụ vi phạm"],
        "kind": ["at_least", "at_least", "at_most"],
        "planned": [1, 40, 2],
        "planned_adjusted": [None, 45, None],
        "actual": [1, 52, None],
    }
    data = SimpleNamespace(targets=schema.build("targets", rows))
    page = openpyxl.load_workbook(
        write_template(tmp_path / "mau.xlsx", unit_id="bca-van-phong", year=2019, prefill=data)
    )["Chỉ tiêu"]
    first, second = ([cell.value for cell in page[row]] for row in (8, 9))
    assert first[:5] == [1, "Số tin, bài", None, "Không thấp hơn", 45]
    assert first[6] is None and second[6] is None
    assert first[9] == "Năm 2018: đăng ký 45; kết quả 52"
    assert second[9] == "Năm 2018: đăng ký 2; chưa có kết quả"
    assert page["B10"].value is None


def test_counts_of_one_award_share_a_line_and_totals_carry_their_results(tmp_path):
    formulas, values = form(
        tmp_path,
        awards=[
            {"award_code": "BK_TTG", "recipient": "collective", "state": "decided", "award_count": 1},
            {"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "award_count": 2},
            {"award_code": "BK_TTG", "recipient": "individual", "state": "proposed", "award_count": 4},
            {
                "award_code": "HCCC",
                "award_class": "III",
                "recipient": "individual",
                "state": "decided",
                "award_count": 0,
            },
        ],
    )
    page = values["Khen thưởng"]
    lines = [[cell.value for cell in page[row]][:8] for row in (10, 11, 12, 13)]
    assert lines[0] == [1, "Bằng khen của Thủ tướng Chính phủ", "Chính phủ", None, "Đã có quyết định", 1, 2, None]
    assert lines[1][4:8] == ["Đề nghị", None, 4, None]
    assert lines[2][1] == "Huân chương Chiến công hạng Ba" and lines[2][6] == 0
    assert lines[3][:8] == [None, "Tổng cộng", None, None, None, 1, 6, 0]
    assert formulas["Khen thưởng"]["G13"].value == "=SUM(G10:G12)"


def test_ratio_is_given_only_for_targets_that_have_one(tmp_path):
    _, values = form(
        tmp_path,
        targets=[
            {"target_no": "1", "title": "a", "kind": "at_least", "planned": 50, "planned_adjusted": 40, "actual": 42},
            {"target_no": "2", "title": "b", "kind": "at_least", "planned": 0, "actual": 3},
            {"target_no": "3", "title": "c", "kind": "at_most", "planned": 4, "actual": 2},
            {"target_no": "4", "title": "d", "kind": "yes_no", "planned": 1, "actual": 0},
            {"target_no": "5", "title": "e", "kind": "range", "planned_text": "80 - 90", "actual": 85},
        ],
    )
    rows = [[cell.value for cell in values["Chỉ tiêu"][row]][4:8] for row in range(8, 13)]
    assert rows == [
        [50, 40, 42, 105],
        [0, None, 3, "-"],
        [4, None, 2, "-"],
        ["Có", None, "Không", "-"],
        ["80 - 90", None, 85, "-"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "https://example.org"])
def test_texts_never_become_formulas_or_links(tmp_path, text):
    formulas, _ = form(
        tmp_path,
        awards=[{"award_text": text, "recipient": "individual", "award_count": 1, "remark": text}],
        targets=[{"target_no": "1", "title": text, "kind": "range", "planned_text": text}],
    )
    for cell in (formulas["Khen thưởng"]["B10"], formulas["Khen thưởng"]["I10"], formulas["Chỉ tiêu"]["E8"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_approximate_counts_keep_their_words(tmp_path):
    row = {"award_code": "GK_CUC", "recipient": "individual", "award_count": 6500, "is_approximate": True}
    _, values = form(tmp_path, awards=[row | {"text": "gần 6.500"}])
    assert values["Khen thưởng"]["G10"].value == "gần 6.500"


def test_rows_may_come_as_a_frame_with_missing_values(tmp_path):
    frame = schema.build(
        "scores", {"criterion": ["Nhiệm vụ", "Điểm thưởng"], "max_points": [50, None], "self_points": [49.5, 2]}
    )
    _, values = form(tmp_path, scores=frame)
    lines = [[cell.value for cell in values["Bảng điểm"][row]][1:6] for row in (8, 9, 10)]
    assert lines == [
        ["Nhiệm vụ", 50, 49.5, None, None],
        ["Điểm thưởng", None, 2, None, None],
        ["Tổng cộng", 50, 51.5, 0, 0],
    ]


def test_what_the_form_cannot_hold_is_refused(tmp_path):
    with pytest.raises(UsageError, match="đối tượng “unknown”"):
        form(tmp_path, awards=[{"award_code": "BK_TTG", "recipient": "unknown", "award_count": 3}])
    with pytest.raises(UsageError, match="award"):
        form(tmp_path, award=[])
    assert list(tmp_path.iterdir()) == []


def test_equal_rows_give_equal_bytes_and_failures_keep_the_old_file(tmp_path):
    info = {**INFO, "as_of": datetime.date(2019, 11, 21), "status": "provisional", "note": "SỐ LIỆU MINH HỌA"}
    rows = [{"award_code": "BK_TTG", "recipient": "individual", "award_count": 3}]
    first = write_form(tmp_path / "a.xlsx", info=info, awards=rows).read_bytes()
    assert write_form(tmp_path / "b.xlsx", info=info, awards=rows).read_bytes() == first
    with pytest.raises(UsageError):
        write_form(tmp_path / "a.xlsx", info=info, awards=[{"recipient": "nobody"}])
    assert (tmp_path / "a.xlsx").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
