"""Lists of names, targets, scores and nominations in the layouts in which units send them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tests.builders import header
from tests.sheets import Book, Formula, Percent, Sheet


class Listed(NamedTuple):
    """One line of a list: who, what, and the decision, if there is one."""

    name: str
    recipient: str
    code: str
    award: str
    decision: str | None = None
    day: date | None = None
    award_class: str | None = None

    @property
    def tells(self) -> tuple:
        return (self.code, self.award_class, self.recipient, "decided", 1)


LIST = (
    Listed(
        "Phòng Tham mưu", "collective", "BK_TTG", "Bằng khen của Thủ tướng Chính phủ", "1523/QĐ-TTg", date(2019, 11, 4)
    ),
    Listed(
        "Nguyễn Văn Minh", "individual", "BK_TTG", "Bằng khen của Thủ tướng Chính phủ", "1523/QĐ-TTg", date(2019, 11, 4)
    ),
    Listed(
        "Trần Thị Hòa", "individual", "HCCC", "Huân chương Chiến công hạng Ba", "88/QĐ-CTN", date(2019, 8, 15), "III"
    ),
    Listed("Lê Quốc Sỹ", "individual", "CSTD_CS", "Chiến sĩ thi đua cơ sở", "4410/QĐ-VPB", date(2019, 12, 1)),
    Listed("Đội Xe", "collective", "DVQT", "Đơn vị quyết thắng", "9012/QĐ-BCA", date(2019, 10, 8)),
    Listed("Phạm Đức Long", "individual", "CSTT", "Chiến sĩ tiên tiến", "4411/QĐ-VPB", date(2019, 12, 1)),
    Listed(
        "Nguyễn Văn Minh", "individual", "BK_BT", "Bằng khen của Bộ trưởng Bộ Công an", "9013/QĐ-BCA", date(2019, 10, 8)
    ),
)
WORDS = {"collective": "Tập thể", "individual": "Cá nhân"}
BIG_WORDS = {"collective": "TAPTHE", "individual": "CANHAN"}
CODES = {item.award: f"16503604{90 + place}" for place, item in enumerate(LIST)}
LIST_TITLE_ROW = "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019"
LIST_HEADS: dict[str, tuple[tuple[str, ...], list[list[str | None]]]] = {
    "standard": (("no", "name", "recipient", "award", "state", "decision", "day", "note"),
                 [["STT", "Họ và tên (tên tập thể)", "Đối tượng", "Danh hiệu, hình thức", "Trạng thái", "Số quyết định",
                   "Ngày quyết định", "Ghi chú"]]),
    "plain": (("no", "name", "recipient", "award"),
              [["TT", "Họ và tên", "Phân loại khen thưởng", "Danh hiệu thi đua/\nHình thức khen thưởng"]]),
    "province": (("no", "blank", "name", "blank", "blank", "recipient", "award", "blank", "blank", "decision"),
                 [["STT", "Giới tính", "Họ và tên", "Ngày sinh", "Chức vụ", "Phân loại khen thưởng",
                   "Danh hiệu thi đua/Hình thức khen thưởng", "Phân loại đối tượng", "Lĩnh vực hoạt động", "Số QĐ"]]),
    "two_rows": (("no", "name", "recipient", "award", "decision", "day"),
                 [["STT", "Tên tập thể, cá nhân", "Đối tượng", "Hình thức khen thưởng", "Quyết định khen thưởng", "<"],
                  ["^", "^", "^", "^", "Số", "Ngày"]]),
    "award_first": (("award", "name", "recipient", "decision"),
                    [["Hình thức khen thưởng", "Họ tên/Tên tập thể", "Đối tượng", "Số quyết định"]]),
}  # fmt: skip


def listed(
    head: str = "plain", *, name: str = "DANHSACH", words: dict[str, str] = WORDS, codes: dict[str, str] | None = None,
    sections: str = "", numbers: bool = True, state: str = "decided",
) -> Sheet:  # fmt: skip
    """The list: one row an award; ``sections`` "award" puts the award into a heading row instead of a column."""
    sheet = Sheet(name)
    columns, rows = LIST_HEADS[head]
    if sections == "award":
        keep = [place for place, column in enumerate(columns) if column != "award"]
        columns, rows = tuple(columns[p] for p in keep), [[line[p] for p in keep] for line in rows]
    row = header(sheet, 0, rows)
    last = None
    for number, item in enumerate(LIST, 1):
        heading = item.award if sections == "award" else WORDS[item.recipient] if sections == "recipient" else None
        if heading != last and heading is not None:
            sheet.line(row, ["I" if numbers else None, heading])
            last = heading
            row += 1
        told = ("recipients", (*item.tells[:3], state, item.decision if "decision" in columns else None))
        for position, column in enumerate(columns):
            if column == "no" and numbers:
                sheet.put(row, position, number)
            elif column == "name":
                sheet.put(row, position, item.name, told if sections == "award" else None)
            elif column == "recipient" and sections != "recipient":
                sheet.put(row, position, words[item.recipient])
            elif column == "award":
                sheet.put(row, position, codes[item.award] if codes else item.award, told)
            elif column == "state":
                sheet.put(row, position, "Đã có quyết định")
            elif column == "decision":
                sheet.put(row, position, item.decision)
            elif column == "day":
                sheet.put(row, position, item.day)
        row += 1
    return sheet


def code_lists(*, side_by_side: bool, state: str = "visible") -> Book:
    """The workbook's own code lists: side by side in one sheet with blank columns between, or a sheet each."""
    kinds = [("TAPTHE", "Tập thể"), ("CANHAN", "Cá nhân"), ("HOGIADINH", "Hộ gia đình")]
    forms = [(code, name) for name, code in CODES.items()]
    fields = [("1650361001", "Chiến đấu"), ("1650361002", "Xây dựng lực lượng"), ("1650361003", "Hậu cần")]
    lists = [
        ("Phân loại đối tượng", kinds),
        ("Danh hiệu thi đua/Hình thức khen thưởng", forms),
        ("Lĩnh vực hoạt động", fields),
    ]
    if not side_by_side:
        sheets = []
        for title, pairs in zip(("PLDT", "HTKT", "LVHD"), (kinds, forms, fields), strict=True):
            sheet = Sheet(title, state)
            for row, (code, name) in enumerate(pairs):
                sheet.line(row, [code, name])
            sheets.append(sheet)
        return sheets
    sheet = Sheet("DANHMUC", state)
    sheet.put(0, 0, "DANH MỤC SỬ DỤNG")
    for place, (title, pairs) in enumerate(lists):
        sheet.line(1, ["Mã số", title], 3 * place)
        for row, pair in enumerate(pairs, 2):
            sheet.line(row, list(pair), 3 * place)
    return [sheet]


def instructions() -> Sheet:
    """A guidance sheet with the header of the list and sample rows that must not be counted."""
    sheet = Sheet("Hướng dẫn")
    sheet.put(0, 0, "HƯỚNG DẪN NHẬP DỮ LIỆU")
    header(sheet, 2, LIST_HEADS["plain"][1])
    sheet.line(3, [1, "Nguyễn Văn A", "CANHAN", "Bằng khen của Thủ tướng Chính phủ"])
    sheet.line(4, [2, "Phòng B", "TAPTHE", "Đơn vị quyết thắng"])
    return sheet


def empty_template(rows: int = 300) -> Sheet:
    """A list whose rows are all pre-filled formulas and running numbers, with no name in any of them."""
    sheet = Sheet("file nhận")
    header(sheet, 0, LIST_HEADS["plain"][1])
    for row in range(1, rows):
        sheet.put(row, 0, row)
        sheet.put(row, 2, Formula(f'=IF(B{row + 1}="","",VLOOKUP(B{row + 1},DANHMUC!A:B,2,0))', ""))
        sheet.put(row, 3, Formula(f"=VLOOKUP(B{row + 1},DANHMUC!D:E,2,0)", "#N/A"))
    return sheet


class Target(NamedTuple):
    """One target: what was planned and reached, per cent in whole per cents."""

    title: str
    measure: str
    kind: str
    kind_word: str
    planned: object
    actual: object
    planned_number: float | None
    actual_number: float | None


TARGETS = (
    Target("Tỷ lệ giải quyết hồ sơ đúng hạn", "%", "at_least", "Không thấp hơn", 95, 97.5, 95, 97.5),
    Target("Số tin, bài tuyên truyền", "tin, bài", "at_least", "Không thấp hơn", 120, 134, 120, 134),
    Target("Số cán bộ vi phạm kỷ luật", "đ/c", "at_most", "Không vượt quá", 0, 0, 0, 0),
    Target("Số hội nghị tổ chức trong năm", "hội nghị", "exactly", "Đúng bằng", 4, 4, 4, 4),
    Target("Mức tiết kiệm chi thường xuyên", "%", "range", "Trong khoảng", "80 - 90", 85, None, 85),
    Target("Ban hành quy chế làm việc", "", "yes_no", "Có/Không", "Có", "Có", 1, 1),
    Target("Hoàn thành báo cáo tổng kết", "", "by_date", "Trước ngày", "15/11/2019", "10/11/2019", None, None),
    Target("Giảm đơn thư tồn đọng so với năm trước", "%", "reduce_pct", "Giảm so với năm trước, %", 10, 12.5, 10, 12.5),
)
TARGET_HEADS: dict[str, tuple[tuple[str, ...], list[list[str | None]]]] = {
    "standard": (("no", "title", "measure", "kind", "planned", "adjusted", "actual", "rate", "self", "note"),
                 [["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Loại chỉ tiêu", "Chỉ tiêu đăng ký", "Chỉ tiêu điều chỉnh",
                   "Kết quả", "Tỷ lệ (%)", "Tự đánh giá", "Ghi chú"]]),
    "seen": (("no", "title", "measure", "planned", "actual", "rate", "self", "note", "kind"),
             [["STT", "Nội dung", "ĐVT", "Chỉ tiêu", "Kết quả", "Tỷ lệ %", "Đánh giá", "Ghi chú", "Loại chỉ tiêu"]]),
    "grouped": (("no", "title", "kind", "measure", "planned", "actual", "rate"),
                [["TT", "Chỉ tiêu thi đua", "Loại", "Đơn vị tính", "Năm 2019", "<", "<"],
                 ["^", "^", "^", "^", "Đăng ký", "Thực hiện", "Tỷ lệ đạt (%)"]]),
    "swapped": (("title", "actual", "planned", "measure", "kind"),
                [["Tên chỉ tiêu", "Kết quả thực hiện", "Kế hoạch năm", "ĐVT", "Loại chỉ tiêu"]]),
}  # fmt: skip


def targets(head: str = "standard", percents: str = "number") -> Sheet:
    """The target table; ``percents``: number (95), sign ("95%"), spaced ("95,0 %"), format (0.95 shown as 95%), fraction."""
    sheet = Sheet("Chỉ tiêu")
    columns, rows = TARGET_HEADS[head]
    row = header(sheet, 0, rows)

    def shown(value: object, target: Target) -> object:
        if target.measure != "%" or not isinstance(value, (int, float)) or target.kind == "reduce_pct":
            return value
        return {
            "number": value, "sign": f"{value:g}%".replace(".", ","), "spaced": f"{value:.1f} %".replace(".", ","),
            "format": Percent(value / 100), "fraction": round(value / 100, 6),
        }[percents]  # fmt: skip

    for number, target in enumerate(TARGETS, 1):
        facts = (target.title, target.kind, target.planned_number, target.actual_number)
        for position, column in enumerate(columns):
            if column == "no":
                sheet.put(row, position, number)
            elif column == "title":
                sheet.put(row, position, target.title)
            elif column == "measure":
                sheet.put(row, position, target.measure or None)
            elif column == "kind":
                sheet.put(row, position, target.kind_word)
            elif column == "planned":
                sheet.put(row, position, shown(target.planned, target))
            elif column == "actual":
                sheet.put(row, position, shown(target.actual, target), ("targets", facts))
            elif column == "rate" and target.kind == "at_least":
                sheet.put(row, position, round(target.actual * 100 / target.planned, 1))
            elif column == "self":
                sheet.put(row, position, "Đạt")
        row += 1
    return sheet


SCORES = (
    (
        "Công tác chuyên môn",
        (("Thực hiện nhiệm vụ trọng tâm", 30, 29.5, 29, 28.5), ("Chế độ báo cáo", 10, 10, 9.5, 9.5)),
    ),
    ("Xây dựng lực lượng", (("Công tác đảng", 20, 20, 20, 19), ("Văn hóa, thể thao", 10, 9, 9, 9))),
    ("Điểm thưởng", (("Có sáng kiến cấp Bộ", 5, 7, 5, 5),)),
)
SCORE_HEADS: dict[str, tuple[tuple[str, ...], list[list[str | None]]]] = {
    "standard": (("no", "criterion", "max", "self", "cross", "cluster", "note"),
                 [["STT", "Nội dung", "Điểm chuẩn", "Tự chấm", "Chấm chéo", "Cụm chấm", "Ghi chú"]]),
    "seen": (("criterion", "max", "self", "cluster", "note"),
             [["Nội dung", "Điểm chuẩn", "Tự chấm", "Cụm chấm", "Ghi chú"]]),
    "grouped": (("no", "criterion", "max", "self", "cross", "cluster"),
                [["TT", "Nội dung, tiêu chí", "Điểm tối đa", "Kết quả chấm điểm", "<", "<"],
                 ["^", "^", "^", "Đơn vị tự chấm", "Kiểm tra chéo", "Cụm thẩm định"]]),
}  # fmt: skip


def scores(head: str = "standard", *, sections: bool = True, comma: bool = False) -> Sheet:
    """The score table, with sections that sum up their criteria and a total."""
    sheet = Sheet("Bảng điểm")
    columns, rows = SCORE_HEADS[head]
    row = header(sheet, 0, rows)
    kinds = {"max": 1, "self": 2, "cross": 3, "cluster": 4}

    def points(row: int, lines: list[tuple], told: tuple | None = None) -> None:
        for position, column in enumerate(columns):
            if column in kinds:
                value = sum(line[kinds[column]] for line in lines)
                shown = f"{value:g}".replace(".", ",") if comma else value
                sheet.put(row, position, shown, ("scores", told) if told and column == "self" else None)

    number = columns.index("no") if "no" in columns else None
    label = columns.index("criterion")
    for place, (section, lines) in enumerate(SCORES):
        if sections:
            mark = ("I", "II", "III")[place]
            sheet.put(row, label, section if number is not None else f"{mark}. {section}")
            if number is not None:
                sheet.put(row, number, mark)
            points(row, list(lines))
            row += 1
        for count, line in enumerate(lines, 1):
            sheet.put(row, label, line[0])
            if number is not None:
                sheet.put(row, number, count)
            has = {column: line[kinds[column]] for column in columns if column in kinds}
            points(row, [line], (line[0], *(has.get(column) for column in kinds)))
            row += 1
    sheet.put(row, label, "Tổng điểm" if sections else "Tổng cộng")
    points(row, [line for _, lines in SCORES for line in lines])
    return sheet


NOMINATIONS = (
    ("Cờ thi đua của Chính phủ", "CO_CP", "collective", 1, 6),
    ("Bằng khen của Thủ tướng Chính phủ", "BK_TTG", "individual", 2, 5),
)


def nominations(
    words: tuple[str, ...] = ("STT", "Danh hiệu đề nghị", "Đối tượng", "Số lượng", "Số phiếu", "Ghi chú"),
) -> Sheet:
    """The table of proposals with the votes for them."""
    sheet = Sheet("Đề nghị")
    sheet.line(0, list(words))
    for row, (name, code, recipient, count, votes) in enumerate(NOMINATIONS, 1):
        sheet.line(row, [row, name, WORDS[recipient]])
        sheet.put(row, 3, count, ("nominations", (code, recipient, count, votes)))
        sheet.put(row, 4, votes)
    return sheet
