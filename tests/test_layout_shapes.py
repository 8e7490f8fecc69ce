"""Small sheets in shapes that people draw: every one gives its rows at the right cells, without an error."""

import pytest

from tests.builders import counted, framed, matrix, named, standard_awards, standard_cover
from tests.builders_wide import transposed
from tests.reading_truth import assert_truth
from tests.sheets import Book, Sheet, drawn

TITLE = ["TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019"]
LIST_TITLE = ["DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019"]
HEAD = ["STT", "Hình thức khen thưởng", "Tập thể", "Cá nhân"]
LIST_HEAD = ["STT", "Họ và tên", "Đối tượng", "Hình thức khen thưởng"]
TTG, BT, GK = "Bằng khen của Thủ tướng Chính phủ", "Bằng khen của Bộ trưởng Bộ Công an", "Giấy khen của Cục trưởng"
QT, CSTT, HCCC = "Đơn vị quyết thắng", "Chiến sĩ tiên tiến", "Huân chương Chiến công"
PAIRS = ((1, 2, 1, 3), (1, 4, 1, 5), (1, 0, 2, 0), (1, 1, 2, 1))


def cell(code: str, kind: str, count: int, **facts: object) -> tuple:
    return counted(code, {"T": "collective", "C": "individual", "?": "unknown"}[kind], count, **facts)


def tally(*rows: list, head: list = HEAD, name: str = "Biểu 1", **more: object) -> Sheet:
    return drawn(name, [TITLE, head, *rows], **more)


def person(award: str, code: str, **facts: object) -> tuple:
    return named(award, code, "individual", **facts)


q = cell("DVQT", "T", 3)
SHAPES: dict[str, Book] = {
    "tables side by side": [drawn("Biểu 1", [
        TITLE, ["TẬP THỂ", None, None, None, "CÁ NHÂN"],
        ["STT", "Danh hiệu, hình thức", "Số lượng", None, "STT", "Danh hiệu, hình thức", "Số lượng"],
        [1, QT, q, None, 1, CSTT, cell("CSTT", "C", 45)],
        [2, TTG, cell("BK_TTG", "T", 1), None, 2, TTG, cell("BK_TTG", "C", 2)],
        [None, "Tổng cộng", 4, None, None, "Tổng cộng", 47]])],
    "tables stacked under titles": [drawn("Biểu 1", [
        TITLE, ["I. TẬP THỂ"], ["STT", "Danh hiệu, hình thức", "Số lượng"], [1, QT, q], [2, TTG, cell("BK_TTG", "T", 1)],
        ["Cộng", None, 4], ["II. CÁ NHÂN"], ["STT", "Danh hiệu, hình thức", "Số lượng"], [1, CSTT, cell("CSTT", "C", 45)],
        [2, TTG, cell("BK_TTG", "C", 2)], ["Cộng", None, 47]])],
    "sections by recipient": [drawn("Biểu 1", [
        TITLE, ["STT", "Danh hiệu, hình thức", "Số lượng"], ["I", "Tập thể", 4], [1, QT, q], [2, TTG, cell("BK_TTG", "T", 1)],
        ["II", "Cá nhân", 47], [1, CSTT, cell("CSTT", "C", 45)], [2, TTG, cell("BK_TTG", "C", 2)],
        ["Tổng cộng", None, 51]])],
    "bare sections by recipient": [drawn("Biểu 1", [
        TITLE, ["Danh hiệu, hình thức", "Số lượng"], ["Tập thể"], [QT, q], [TTG, cell("BK_TTG", "T", 1)], ["Cá nhân"],
        [CSTT, cell("CSTT", "C", 45)], [TTG, cell("BK_TTG", "C", 2)], ["Tổng cộng", 51]])],
    "bare sections by recipient with sums": [drawn("Biểu 1", [
        TITLE, ["Danh hiệu, hình thức", "Số lượng"], ["Tập thể", 4], [QT, q], [TTG, cell("BK_TTG", "T", 1)], ["Cá nhân", 47],
        [CSTT, cell("CSTT", "C", 45)], [TTG, cell("BK_TTG", "C", 2)], ["Tổng cộng", 51]])],
    "sections by method": [tally(
        ["I", "Khen thưởng thường xuyên", 2, 14], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 14)],
        ["II", "Khen thưởng chuyên đề", 1, 3], [1, BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 3)])],
    "sections by state": [tally(
        ["A", "Đã có quyết định", 2, 14], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 14)], ["B", "Đang đề nghị", 1, 3],
        [1, BT, cell("BK_BT", "T", 1, state="proposed"), cell("BK_BT", "C", 3, state="proposed")])],
    "three levels of sections": [tally(
        ["A", "Khen thưởng thường xuyên", 5, 4], ["I", "Cấp Bộ", 2, 3], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)],
        ["II", "Cấp cơ sở", 3, 1], [1, GK, cell("GK_CUC", "T", 3), cell("GK_CUC", "C", 1)],
        ["B", "Khen thưởng đột xuất", 1, 1], ["I", "Cấp Bộ", 1, 1], [1, BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 1)],
        ["Tổng cộng (A+B)", None, 6, 5])],
    "sums after sections": [tally(
        ["I", "Cấp Bộ"], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)], [None, "Cộng mục I", 2, 3],
        ["II", "Cấp cơ sở"], [1, GK, cell("GK_CUC", "T", 3), cell("GK_CUC", "C", 1)], [None, "Cộng mục II", 3, 1],
        [None, "TỔNG CỘNG (I + II)", 5, 4])],
    "classes marked 1.1": [tally(
        [1, HCCC, 3, 3], ["1.1", "Hạng Nhì", cell("HCCC", "T", 1, award_class="II"), cell("HCCC", "C", 1, award_class="II")],
        ["1.2", "Hạng Ba", cell("HCCC", "T", 2, award_class="III"), cell("HCCC", "C", 2, award_class="III")], [2, QT, q])],
    "classes in a column": [tally(
        [1, HCCC, "Ba", cell("HCCC", "T", 1, award_class="III"), cell("HCCC", "C", 2, award_class="III")],
        [2, HCCC, "II", None, cell("HCCC", "C", 1, award_class="II")], head=[*HEAD[:2], "Hạng", *HEAD[2:]])],
    "who gives it in a column": [tally(
        [1, "Bằng khen", "Thủ tướng Chính phủ", cell("BK_TTG", "T", 1), cell("BK_TTG", "C", 2)],
        [2, "Bằng khen", "Bộ Công an", cell("BK_BT", "T", 1), cell("BK_BT", "C", 2)], ["Tổng cộng", None, None, 2, 4],
        head=[*HEAD[:2], "Cấp khen thưởng", *HEAD[2:]])],
    "authorities over single columns": [tally(
        ["I", "Tập thể"], [1, "Bằng khen", cell("BK_TTG", "T", 1), cell("BK_BT", "T", 2)], ["II", "Cá nhân"],
        [1, "Bằng khen", cell("BK_TTG", "C", 3), cell("BK_BT", "C", 4)],
        head=[*HEAD[:2], "Thủ tướng Chính phủ", "Bộ Công an"])],
    "award cells merged downwards": [tally(
        [1, TTG, "Tập thể", cell("BK_TTG", "T", 1)], [None, None, "Cá nhân", cell("BK_TTG", "C", 2)],
        [2, GK, "Tập thể", cell("GK_CUC", "T", 3)], [None, None, "Cá nhân", cell("GK_CUC", "C", 4)],
        head=[*HEAD[:2], "Đối tượng", "Số lượng"], merges=((2, 1, 3, 1), (4, 1, 5, 1)))],
    "award written once for two rows": [tally(
        [1, TTG, "Tập thể", cell("BK_TTG", "T", 1)], [None, None, "Cá nhân", cell("BK_TTG", "C", 2)],
        head=[*HEAD[:2], "Đối tượng", "Số lượng"])],
    "unit of count differs by row": [tally(
        [1, QT, "Tập thể", q], [2, BT, "Tập thể", cell("BK_BT", "T", 3)], [3, BT, "Người", cell("BK_BT", "C", 4)],
        head=["STT", "Danh hiệu, hình thức", "Đơn vị tính", "Số lượng"])],
    "money beside the counts": [drawn("Biểu 1", [
        TITLE, [*HEAD[:2], "Số lượng", None, "Mức thưởng (đồng)", "Thành tiền"], [None, None, "Tập thể", "Cá nhân"],
        [1, BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 2), 1490000, 4470000], ["Tổng cộng", None, 1, 2, None, 4470000]],
        ((1, 2, 1, 3), (1, 0, 2, 0), (1, 1, 2, 1), (1, 4, 2, 4), (1, 5, 2, 5)))],
    "sub-units across": [drawn("Biểu 1", [
        TITLE, [*HEAD[:2], "Phòng Tham mưu", None, "Phòng Hậu cần", None, "Tổng cộng"],
        [None, None, *["Tập thể", "Cá nhân"] * 3],
        [1, BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 2), cell("BK_BT", "T", 3), cell("BK_BT", "C", 4), 4, 6],
        ["Tổng cộng", None, 1, 2, 3, 4, 4, 6]], (*PAIRS, (1, 6, 1, 7)))],
    "another year beside": [drawn("Biểu 1", [
        TITLE, [*HEAD[:2], "Năm 2018", None, "Năm 2019"], [None, None, *["Tập thể", "Cá nhân"] * 2],
        [1, BT, 9, 9, cell("BK_BT", "T", 3), cell("BK_BT", "C", 4)], ["Tổng cộng", None, 9, 9, 3, 4]], PAIRS)],
    "years typed as numbers": [tally([1, QT, 9, q, -6], head=[*HEAD[:2], 2018, 2019, "Tăng/giảm"])],
    "half years and the year": [drawn("Biểu 1", [
        TITLE, [*HEAD[:2], "6 tháng đầu năm", None, "6 tháng cuối năm", None, "Cả năm"],
        [None, None, *["Tập thể", "Cá nhân"] * 3],
        [1, BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 2), cell("BK_BT", "T", 3), cell("BK_BT", "C", 4), 4, 6]],
        (*PAIRS, (1, 6, 1, 7)))],
    "several years beside one": [tally([1, QT, 30, q], head=[*HEAD[:2], "Giai đoạn 2015-2019", "Năm 2019"])],
    "one row a decision": [tally(
        [1, "12/QĐ", "5/6/2019", BT, cell("BK_BT", "T", 1), cell("BK_BT", "C", 2)],
        [2, "15/QĐ", "7/8/2019", BT, None, cell("BK_BT", "C", 5)],
        head=["STT", "Số quyết định", "Ngày ký", *HEAD[1:]])],
    "numbers prepared for rows that stayed empty": [tally([1, QT, q], *[[n] for n in range(2, 60)], ["Tổng cộng", None, 3])],
    "header again after a page break": [tally([1, QT, q], HEAD, ["A", "B", 1, 2], [2, CSTT, None, cell("CSTT", "C", 2)])],
    "total above its named parts": [tally(["Tổng số", None, 3, 60], ["Trong đó:"], [1, QT, q], [2, CSTT, None, cell("CSTT", "C", 60)])],
    "two counts in one cell": [tally(
        [1, BT, ("02 TT, 04 CN", ("awards", ("BK_BT", None, "collective", "decided", 2)))], head=[*HEAD[:2], "Số lượng"])],
    "awards by abbreviation across": [tally(
        [1, "Phòng 1", cell("DVQT", "T", 1), None, cell("CSTD_CS", "C", 2)],
        [2, "Phòng 2", None, cell("DVTT", "T", 1), cell("CSTD_CS", "C", 2)], ["Toàn đơn vị", None, 1, 1, 4],
        head=["STT", "Đơn vị", "ĐVQT", "ĐVTT", "CSTĐCS"])],
    "recipients over awards": [drawn("Biểu 1", [
        TITLE, ["STT", "Đơn vị", "Tổng số", "Tập thể", None, None, "Cá nhân"],
        [None, None, None, "Tổng", "ĐVQT", "Bằng khen Bộ", "Tổng", "CSTT", "Bằng khen Bộ"],
        [1, "Phòng 1", 9, 2, cell("DVQT", "T", 1), cell("BK_BT", "T", 1), 7, cell("CSTT", "C", 5), cell("BK_BT", "C", 2)],
        ["Tổng", None, 9, 2, 1, 1, 7, 5, 2]], ((1, 3, 1, 5), (1, 6, 1, 8), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)))],
    "recipients down, awards across": [tally(
        ["Tập thể", cell("BK_BT", "T", 1), cell("GK_CUC", "T", 2), q], ["Cá nhân", cell("BK_BT", "C", 3), cell("GK_CUC", "C", 4)],
        ["Tổng cộng", 4, 6, 3], head=["Đối tượng", BT, GK, QT])],
    "list with the award in the title": [drawn("Cá nhân", [
        ["DANH SÁCH CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN CỦA BỘ TRƯỞNG BỘ CÔNG AN NĂM 2019"], ["STT", "Họ và tên", "Chức vụ", "Đơn vị"],
        [1, person("Nguyễn Văn B", "BK_BT"), "Cán bộ", "Phòng 1"], [2, person("Lê Văn C", "BK_BT"), "Cán bộ", "Phòng 2"]])],
    "a sheet for collectives, one for individuals": [
        drawn("Tập thể", [["DANH SÁCH TẬP THỂ ĐƯỢC KHEN THƯỞNG NĂM 2019"], [], ["STT", "Tên đơn vị/tập thể công tác",
              "Danh hiệu thi đua/Hình thức khen thưởng"], [1, "Phòng 1", named(BT, "BK_BT", "collective")]]),
        drawn("Cá nhân", [["DANH SÁCH CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019"], [], ["STT", "Họ và tên", "Chức vụ",
              "Danh hiệu thi đua/Hình thức khen thưởng"], [1, "Nguyễn Văn B", "Cán bộ", person(BT, "BK_BT")]])],
    "proposals, one of them decided": [drawn("DS", [
        ["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2019"], [*LIST_HEAD, "Số QĐ"],
        [1, "Nguyễn Văn B", "Cá nhân", person(BT, "BK_BT", state="proposed")],
        [2, "Lê Văn C", "Cá nhân", person(BT, "BK_BT", decision="12/QĐ-BCA"), "12/QĐ-BCA"]])],
    "list with dittos": [drawn("DS", [
        LIST_TITLE, LIST_HEAD, [1, "Nguyễn Văn B", "Cá nhân", person(BT, "BK_BT")], [2, "Lê Văn C", "nt", person("nt", "BK_BT")],
        [3, "Lê Văn D", "-nt-", person('"', "BK_BT")]])],
    "list with sub-units as headings": [drawn("DS", [
        LIST_TITLE, ["STT", "Họ và tên", "Chức vụ", "Hình thức khen thưởng"], ["I", "Phòng Tham mưu"],
        [1, "Nguyễn Văn B", "Cán bộ", person(BT, "BK_BT")], ["II", "Phòng Hậu cần"], [1, "Nguyễn Văn C", "Cán bộ", person(BT, "BK_BT")],
        ["Tổng cộng: 02 cá nhân."]])],
    "guidance known by its title": [
        drawn("DS", [LIST_TITLE, LIST_HEAD, [1, "Nguyễn Văn B", "Cá nhân", person(BT, "BK_BT")]]),
        drawn("Sheet2", [["HƯỚNG DẪN CÁCH NHẬP DANH SÁCH"], LIST_HEAD, [1, "Nguyễn Văn A", "Cá nhân", BT]])],
    "a sheet over several years": [
        framed(matrix("flat")), drawn("5 năm 2015-2019", [["TỔNG HỢP KHEN THƯỞNG"], HEAD, [1, QT, 30]])],
    "a table over several years": [
        framed(matrix("flat")), drawn("Biểu 2", [["TỔNG HỢP KHEN THƯỞNG GIAI ĐOẠN 2015-2020"], HEAD, [1, QT, 30]])],
    "a sheet for each year": [drawn(f"Năm {year}", [["TỔNG HỢP KHEN THƯỞNG"], HEAD, [1, QT, q if year == 2019 else 8]])
                              for year in (2017, 2018, 2019)],
    "half a year beside the year": [
        drawn("6 tháng", [["TỔNG HỢP KHEN THƯỞNG 6 THÁNG ĐẦU NĂM 2019"], HEAD, [1, QT, 1]]), tally([1, QT, q])],
    "quarters": [drawn(f"Quý {mark}", [[f"KHEN THƯỞNG QUÝ {mark} NĂM 2019"], HEAD, [1, GK, cell("GK_CUC", "T", count)]])
                 for mark, count in (("I", 1), ("II", 2), ("III", 2), ("IV", 4))],
    "a sheet for each sub-unit": [
        drawn(name, [[f"Đơn vị: Phòng {name}"], TITLE, HEAD, [1, GK, cell("GK_CUC", "T", 2), cell("GK_CUC", "C", 3)]])
        for name in ("Tham mưu", "Hậu cần")],
    "a sheet for each method": [drawn(name, [[f"KHEN THƯỞNG {name.upper()} NĂM 2019"], HEAD, [1, GK, cell("GK_CUC", "T", count)]])
                                for name, count in (("Thường xuyên", 1), ("Đột xuất", 2))],
    "an old version beside": [drawn("Biểu 1 - Bỏ", [TITLE, HEAD, [1, QT, 1]]), tally([1, QT, q])],
    "the same sheet twice": [tally([1, QT, q]), drawn("Biểu 2", [TITLE, HEAD, [1, QT, 3]])],
    "a hidden sheet": [tally([1, QT, q]), drawn("Biểu 2", [TITLE, HEAD, [1, QT, 8]], state="hidden")],
}  # fmt: skip
SHAPES["two counts in one cell"][0].tells.append(("awards", (2, 2), ("BK_BT", None, "individual", "decided", 4)))


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape):
    assert_truth(SHAPES[shape])


def test_a_list_beside_the_tally_is_kept_but_not_counted_again():
    lines = drawn("Danh sách", [LIST_TITLE, LIST_HEAD, [1, "Nguyễn Văn B", "Cá nhân", person(TTG, "BK_TTG")]])
    assert_truth([standard_cover(), framed(standard_awards(), notes=False), lines], lists_count=False)


def test_a_breakdown_by_sub_unit_beside_the_whole_is_counted_once():
    by_unit = framed(transposed(), notes=False)
    by_unit.tells = []
    assert_truth([framed(matrix("two_rows"), notes=False), by_unit])


def test_a_person_under_a_merged_award_is_a_line_of_his_own():
    sheet = drawn(
        "DS",
        [
            LIST_TITLE,
            LIST_HEAD,
            [1, "Nguyễn Văn B", "Cá nhân", person(BT, "BK_BT")],
            [2, person("Lê Văn C", "BK_BT"), "Cá nhân"],
        ],
        ((2, 3, 3, 3),),
    )
    assert_truth([sheet])


MORE_SHAPES: dict[str, Book] = {
    "labels in brackets": [tally(["(1)", "(2)", "(3)", "(4)"], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)])],
    "labels that begin late": [tally(
        [None, None, 1, 2, 3], [1, BT, 5, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)],
        head=[*HEAD[:2], "Tổng số", *HEAD[2:]])],
    "labels with a gap": [tally(["A", "B", 7, 8], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)])],
    "labels with ratios": [tally(
        ["A", "B", 1, 2, "3=2:1", 4, "5=4:1"], [1, BT, 5, cell("BK_BT", "T", 2), 0.4, cell("BK_BT", "C", 3), "60%"],
        head=[*HEAD[:2], "Tổng số", "Tập thể", "Tỷ lệ", "Cá nhân", "Tỷ lệ"])],
    "remarks under the labels": [tally(
        ["A", "B", 1, 2], [None, None, "Ghi số lượt", "Ghi số lượt"], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)])],
    "last year and differences under the total": [tally(
        [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)], ["Tổng cộng", None, 2, 3], ["Năm trước", None, 1, 1],
        ["So sánh với năm 2018 (%)", None, "200%", "300%"])],
    "years down": [tally(
        [1, "Năm 2018", 1, 1], [2, "Năm 2019", cell("DVQT", "T", 4), cell("DVTT", "T", 5)],
        head=["STT", "Nội dung báo cáo", QT, "Đơn vị tiên tiến"])],
    "the total as a sentence": [tally(
        [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)],
        ["Tổng cộng: 05 lượt khen thưởng (02 tập thể, 03 cá nhân)."])],
    "sections merged across": [tally(
        ["A. KHEN THƯỞNG CẤP BỘ"], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)], ["B. KHEN THƯỞNG CẤP CƠ SỞ"],
        [1, GK, cell("GK_CUC", "T", 2), cell("GK_CUC", "C", 3)], merges=((2, 0, 2, 3), (4, 0, 4, 3)))],
    "totals at both ends": [tally(
        [None, "TỔNG SỐ", 2, 3], [1, BT, cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)], [None, "Cộng", 2, 3])],
    "blank columns between all": [drawn("B", [
        TITLE, ["STT", None, "Hình thức khen thưởng", None, "Tập thể", None, "Cá nhân"],
        [1, None, BT, None, cell("BK_BT", "T", 2), None, cell("BK_BT", "C", 3)], ["Tổng", None, None, None, 2, None, 3]])],
    "classes of an award across": [drawn("B", [
        TITLE, ["STT", "Đơn vị", HCCC], [None, None, "Hạng Nhì", None, "Hạng Ba"], [None, None, *["Tập thể", "Cá nhân"] * 2],
        [1, "Phòng 1", cell("HCCC", "T", 1, award_class="II"), None, cell("HCCC", "T", 1, award_class="III"),
         cell("HCCC", "C", 2, award_class="III")], ["Cộng", None, 1, None, 1, 2]],
        ((1, 2, 1, 5), (2, 2, 2, 3), (2, 4, 2, 5), (1, 0, 3, 0), (1, 1, 3, 1)))],
    "families over awards": [drawn("B", [
        TITLE, ["STT", "Đơn vị", "Huân chương", None, "Bằng khen", None, "Chiến sĩ thi đua"],
        [None, None, "Chiến công hạng Ba", "Lao động hạng Nhì", "Thủ tướng Chính phủ", "Bộ trưởng", "Toàn lực lượng", "Cơ sở"],
        [1, "Phòng 1", cell("HCCC", "?", 1, award_class="III"), cell("HCLD", "?", 2, award_class="II"), cell("BK_TTG", "?", 3),
         cell("BK_BT", "?", 4), cell("CSTD_TLL", "C", 5), cell("CSTD_CS", "C", 6)]],
        ((1, 2, 1, 3), (1, 4, 1, 5), (1, 6, 1, 7), (1, 0, 2, 0), (1, 1, 2, 1)))],
    "families with their awards below": [tally(
        [1, "Huân chương", 2, 1], [None, "- Chiến công hạng Ba", cell("HCCC", "T", 1, award_class="III")],
        [None, "- Lao động hạng Nhì", cell("HCLD", "T", 1, award_class="II"), cell("HCLD", "C", 1, award_class="II")],
        [2, "Bằng khen", 3, 3], [None, "- Của Thủ tướng Chính phủ", cell("BK_TTG", "T", 1), cell("BK_TTG", "C", 1)],
        [None, "- Của Bộ trưởng Bộ Công an", cell("BK_BT", "T", 2), cell("BK_BT", "C", 2)],
        [3, "Chiến sĩ thi đua", None, 7], [None, "- Toàn lực lượng", None, cell("CSTD_TLL", "C", 2)],
        [None, "- Cơ sở", None, cell("CSTD_CS", "C", 5)], ["Tổng", None, 5, 11])],
    "quotes and words around names": [tally(
        ["1.", f"Tặng {BT}", cell("BK_BT", "T", 2), cell("BK_BT", "C", 3)], ["2.", 'Danh hiệu "Đơn vị quyết thắng"', q],
        ["3.", "Danh hiệu “Chiến sĩ tiên tiến”", None, cell("CSTT", "C", 1)])],
}  # fmt: skip


@pytest.mark.parametrize("shape", MORE_SHAPES)
def test_rows_that_are_no_data(shape):
    assert_truth(MORE_SHAPES[shape])


def line(
    name: object, award: object = None, kind: str = "individual", code: str = "BK_BT", shown: str = "Cá nhân", **facts
):
    """One line of a small list: without an award of its own the name stands for the line."""
    if award is None:
        return [named(name, code, kind, **facts)]
    return [name, shown, named(award, code, kind, **facts)]


LISTS: dict[str, Book] = {
    "recipients below awards as headings": [drawn("DS", [
        LIST_TITLE, ["STT", "Họ và tên", "Chức vụ"], ["A. BẰNG KHEN CỦA BỘ TRƯỞNG BỘ CÔNG AN"], ["I. Tập thể"],
        [1, *line("Phòng 1", kind="collective")], ["II. Cá nhân"], [1, *line("Nguyễn A"), "Phó"],
        ["B. GIẤY KHEN CỦA CỤC TRƯỞNG"], ["I. Tập thể"], [1, *line("Phòng 2", kind="collective", code="GK_CUC")],
        ["II. Cá nhân"], [1, *line("Nguyễn B", code="GK_CUC"), "Phó"]])],
    "who gives it in a column": [drawn("DS", [
        LIST_TITLE, [*LIST_HEAD, "Cấp khen thưởng"], [1, *line("Nguyễn A", "Bằng khen"), "Bộ Công an"],
        [2, *line("Nguyễn B", "BK", code="BK_TTG", shown="CN"), "TTg"]])],
    "numbers as text, with gaps, and none at last": [drawn("DS", [
        LIST_TITLE, LIST_HEAD, ["01", *line("Nguyễn A", BT, shown="CANHAN")], ["04", *line("Nguyễn B", BT)],
        [None, *line("Nguyễn C", BT, shown="cá nhân")]])],
    "codes stored as numbers": [
        drawn("DS", [LIST_TITLE, LIST_HEAD, [1, *line("Nguyễn A", 1650360491)]]),
        drawn("DM", [["Mã", "Tên"], [1650360491, BT], [1650360492, GK]])],
    "codes to the right of their names": [
        drawn("DS", [LIST_TITLE, LIST_HEAD, [1, *line("Nguyễn A", "1650360491")]]),
        drawn("HTKT", [["Tên hình thức", "Mã số"], [BT, "1650360491"], [GK, "1650360492"]])],
    "blank rows and a count at the end": [drawn("DS", [
        LIST_TITLE, LIST_HEAD, [1, *line("Nguyễn A", BT)], [], [2, *line("Nguyễn B", BT)], [], ["Tổng cộng", None, None, 2]])],
    "a table for each decision": [drawn("DS", [
        LIST_TITLE, ["1. Theo Quyết định số 12/QĐ-BCA ngày 5/6/2019"], LIST_HEAD, [1, *line("Nguyễn A", BT)],
        ["2. Theo Quyết định số 13/QĐ-BCA ngày 5/7/2019"], LIST_HEAD, [1, *line("Nguyễn B", BT)]])],
}  # fmt: skip


@pytest.mark.parametrize("shape", LISTS)
def test_lists(shape):
    assert_truth(LISTS[shape])
