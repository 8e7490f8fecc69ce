"""One truth about a unit's year, written in the layouts in which units send it. Sheets come from ``tests/sheets.py``."""

from __future__ import annotations

from typing import NamedTuple

from tests.sheets import Book, Formula, Sheet

UNIT, UNIT_NAME, CLUSTER, YEAR = "bca-van-phong", "Văn phòng Bộ", "bca-donvi-6", 2019
PATH = "2019/bca-donvi-6/bca-van-phong.xlsx"
RECIPIENTS = {"collective": "Tập thể", "individual": "Cá nhân", "household": "Hộ gia đình"}
CLASS_WORDS = {"I": "Nhất", "II": "Nhì", "III": "Ba"}


class Line(NamedTuple):
    """One award of the unit and how many collectives and individuals got it; None: the cell is blank."""

    code: str
    name: str
    collective: int | None
    individual: int | None
    household: int | None = None
    award_class: str | None = None

    def count(self, recipient: str) -> int | None:
        return getattr(self, recipient)


FLAGS = (Line("CO_BO", "Cờ thi đua của Bộ Công an", 1, None),)
TITLES = (
    Line("DVQT", "Đơn vị quyết thắng", 3, None),
    Line("DVTT", "Đơn vị tiên tiến", 2, None),
    Line("CSTD_TLL", "Chiến sĩ thi đua toàn lực lượng Công an nhân dân", None, 2),
    Line("CSTD_CS", "Chiến sĩ thi đua cơ sở", None, 12),
    Line("CSTT", "Chiến sĩ tiên tiến", None, 45),
)
STATE_FORMS = (
    Line("HCBVTQ", "Huân chương Bảo vệ Tổ quốc hạng Nhất", None, 1, award_class="I"),
    Line("HCCC", "Huân chương Chiến công hạng Nhì", 1, None, award_class="II"),
    Line("HCCC", "Huân chương Chiến công hạng Ba", 1, 4, award_class="III"),
    Line("BK_TTG", "Bằng khen của Thủ tướng Chính phủ", 1, 2, 1),
)
MINISTRY_FORMS = (
    Line("BK_BT", "Bằng khen của Bộ trưởng Bộ Công an", 5, 14),
    Line("KNC_ANTQ", "Kỷ niệm chương Bảo vệ an ninh Tổ quốc", None, 7),
)
UNIT_FORMS = (
    Line("BK_UBND", "Bằng khen của Chủ tịch UBND tỉnh", None, 1),
    Line("GK_CUC", "Giấy khen của Cục trưởng", 20, 1234),
)
TRUTH = FLAGS + TITLES + STATE_FORMS + MINISTRY_FORMS + UNIT_FORMS
SECTIONS = (
    ("Danh hiệu thi đua", FLAGS + TITLES),
    ("Khen thưởng cấp Nhà nước", STATE_FORMS),
    ("Khen thưởng cấp Bộ", MINISTRY_FORMS),
    ("Khen thưởng của đơn vị, địa phương", UNIT_FORMS),
)
ROMANS = ("I", "II", "III", "IV", "V")


def header(sheet: Sheet, row: int, lines: list[list[str | None]], *, merged: bool = True) -> int:
    """Write header rows: "<" goes on with the cell to the left, "^" with the cell above. Returns the next row."""
    for down, line in enumerate(lines):
        for across, text in enumerate(line):
            if text in ("<", "^", None):
                continue
            sheet.put(row + down, across, text)
            right, below = across, down
            while right + 1 < len(line) and line[right + 1] == "<":
                right += 1
            while below + 1 < len(lines) and lines[below + 1][across] == "^":
                below += 1
            if merged:
                sheet.merge(row + down, across, row + below, right)
    return row + len(lines)


def award(line: Line, recipient: str, count: int, state: str = "decided") -> tuple[str, tuple]:
    """What a count cell tells: the row of the awards table."""
    return "awards", (line.code, line.award_class, recipient, state, count)


def framed(
    sheet: Sheet,
    *,
    title: str = "TỔNG HỢP KẾT QUẢ KHEN THƯỞNG NĂM 2019",
    masthead: bool = True,
    stated: bool = True,
    unit_line: str | None = "Đơn vị tính: lượt",
    notes: bool = True,
    signature: bool = True,
    columns: int = 0,
    blank_rows: int = 0,
) -> Sheet:
    """The table under a masthead, title and notes, over a signature block, shifted to the right by ``columns``."""
    width = max(sheet.width, 4)
    top = Sheet("")
    row = 0
    if masthead:
        right = width // 2
        top.line(0, ["BỘ CÔNG AN"])
        top.line(1, ["VĂN PHÒNG BỘ"])
        top.put(0, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        top.put(1, right, "Độc lập - Tự do - Hạnh phúc")
        for line in (0, 1):
            top.merge(line, 0, line, right - 1)
            top.merge(line, right, line, width - 1)
        top.put(2, 0, "Số: 215/BC-VPB")
        top.put(2, right, "Hà Nội, ngày 15 tháng 11 năm 2019")
        row = 4
    if stated:
        top.put(row, 0, f"Đơn vị báo cáo: {UNIT_NAME}")
        row += 1
    top.put(row, 0, title)
    top.merge(row, 0, row, width - 1)
    row += 1
    if notes:
        top.put(row, 0, "(Từ ngày 01/12/2018 đến ngày 30/11/2019)")
        top.put(row + 1, 0, "(Kèm theo Công văn số 812/VPB-TH ngày 18 tháng 11 năm 2019)")
        row += 2
    row += blank_rows
    if unit_line:
        top.put(row, width - 2, unit_line)
        row += 1
    result = sheet.moved(row)
    result.cells = {**top.cells, **result.cells}
    result.merges = top.merges + result.merges
    end = result.height
    if notes:
        result.put(end, 0, "Ghi chú: số liệu gồm cả khen thưởng đột xuất, tính đến ngày 30/11/2019.")
        end += 1
    if signature:
        left, right = min(1, width - 2), width - 2
        result.put(end + 1, right, "Hà Nội, ngày 2 tháng 12 năm 2019")
        result.put(end + 2, left, "NGƯỜI LẬP BIỂU")
        result.put(end + 2, right, "THỦ TRƯỞNG ĐƠN VỊ")
        result.put(end + 3, left, "(Ký, họ tên)")
        result.put(end + 3, right, "(Ký tên, đóng dấu)")
        result.put(end + 8, left, "Đại úy Nguyễn Thị An")
        result.put(end + 8, right, "Thiếu tướng Trần Văn Bình")
    return result.moved(columns=columns)


def standard_cover(**changes: object) -> Sheet:
    """The sheet "Thông tin" of the standard form."""
    sheet = Sheet("Thông tin")
    values = {
        "Đơn vị": UNIT_NAME, "Mã đơn vị": UNIT, "Cụm thi đua": "Cụm thi đua số 6", "Mã cụm": CLUSTER, "Năm": YEAR,
        "Số liệu tính đến ngày": "21/11/2019", "Tình trạng số liệu": "Tạm tính", "Quân số": 120,
        "Phiên bản biểu mẫu": "1",
    }  # fmt: skip
    for row, (label, value) in enumerate((values | changes).items()):
        sheet.line(row, [label, value])
    return sheet


STANDARD_ORDER = ("no", "award", "level", "basis", "state", "collective", "individual", "household", "note")
_STANDARD_WORDS = {
    "no": "STT", "award": "Danh hiệu thi đua, hình thức khen thưởng", "level": "Cấp khen thưởng",
    "basis": "Phương thức", "state": "Trạng thái", "note": "Ghi chú", "extra": "Kinh phí (triệu đồng)",
    **RECIPIENTS,
}  # fmt: skip


def standard_awards(
    order: tuple[str, ...] = STANDARD_ORDER, *, name: str = "Khen thưởng", labels: bool = True, formulas: bool = False
) -> Sheet:
    """The sheet "Khen thưởng" of the standard form, its columns in any order."""
    sheet = Sheet(name)
    counts = [order.index(r) for r in RECIPIENTS if r in order]
    together = counts == list(range(counts[0], counts[0] + len(counts)))
    first, second = [], []
    for position, column in enumerate(order):
        in_group = column in RECIPIENTS and together
        first.append(("<" if position > counts[0] else "Số lượt khen thưởng") if in_group else _STANDARD_WORDS[column])
        second.append(_STANDARD_WORDS[column] if in_group else "^")
    row = header(sheet, 0, [first, second])
    if labels:
        letters, numbers = iter("ABCDEGHI"), iter(range(1, 9))
        sheet.line(row, [str(next(numbers)) if c in RECIPIENTS else next(letters) for c in order])
        row += 1
    top = row
    for number, line in enumerate(TRUTH, 1):
        for position, column in enumerate(order):
            if column == "no":
                sheet.put(row, position, number)
            elif column == "award":
                sheet.put(row, position, line.name)
            elif column == "state":
                sheet.put(row, position, "Đã có quyết định")
            elif column == "basis":
                sheet.put(row, position, "Thường xuyên")
            elif column == "extra":
                sheet.put(row, position, 1.5)
            elif column in RECIPIENTS and line.count(column) is not None:
                sheet.put(row, position, line.count(column), award(line, column, line.count(column)))
        row += 1
    sheet.put(row, order.index("award"), "Tổng cộng")
    for position in counts:
        total = sum(line.count(order[position]) or 0 for line in TRUTH)
        letter = chr(65 + position)
        sheet.put(row, position, Formula(f"=SUM({letter}{top + 1}:{letter}{row})", total) if formulas else total)
    return sheet


_WORDS = {
    "no": "STT", "award": "Danh hiệu, hình thức khen thưởng", "total": "Tổng số", "note": "Ghi chú", **RECIPIENTS,
}  # fmt: skip
HEADS: dict[str, tuple[tuple[str, ...], list[list[str | None]]]] = {
    "flat": (("no", "award", "total", "collective", "individual", "household"),
             [["TT", "Hình thức khen thưởng", "Tổng số", "Tập thể", "Cá nhân", "Hộ gia đình"]]),
    "two_rows": (("no", "award", "total", "collective", "individual", "household", "note"),
                 [["STT", "Danh hiệu thi đua/\nHình thức khen thưởng", "Tổng số", "Chia ra", "<", "<", "Ghi chú"],
                  ["^", "^", "^", "Tập thể", "Cá nhân", "Hộ gia đình", "^"]]),
    "three_rows": (("no", "award", "total", "collective", "individual", "household"),
                   [["Số TT", "Nội dung", "Số lượt khen thưởng", "<", "<", "<"],
                    ["^", "^", "Tổng số", "Chia ra", "<", "<"], ["^", "^", "^", "Tập thể", "Cá nhân", "Hộ gia đình"]]),
    "four_rows": (("no", "award", "total", "collective", "individual", "household", "note"),
                  [["TT", "Danh hiệu, hình thức", "Kết quả khen thưởng năm 2019", "<", "<", "<", "Ghi chú"],
                   ["^", "^", "Số lượt được khen", "<", "<", "<", "^"],
                   ["^", "^", "Tổng số", "Chia ra", "<", "<", "^"],
                   ["^", "^", "^", "Tập thể", "Cá nhân", "Hộ gia đình", "^"]]),
    "total_last": (("no", "award", "collective", "individual", "household", "total"),
                   [["TT", "Danh hiệu thi đua, hình thức khen thưởng", "Trong đó", "<", "<", "Cộng"],
                    ["^", "^", "Tập thể", "Cá nhân", "Hộ", "^"]]),
    "no_marks": (("award", "collective", "individual", "household"),
                 [["Danh hiệu, hình thức khen thưởng", "Số tập thể", "Số cá nhân", "Số hộ"]]),
    "short_words": (("no", "award", "collective", "individual", "household", "total"),
                    [["TT", "Hình thức", "Số lượng", "<", "<", "<"], ["^", "^", "TT", "CN", "HGĐ", "TS"]]),
}  # fmt: skip


def _sum(lines: tuple[Line, ...], column: str) -> int:
    kinds = RECIPIENTS if column == "total" else (column,)
    return sum(line.count(kind) or 0 for line in lines for kind in kinds)


class Style(NamedTuple):
    """How a matrix is grouped and summed up."""

    sections: str = "roman"  # roman, letter, number, inside (mark in the label), bare (no mark), none
    subtotals: str = "heading"  # heading (beside the section title), after ("Cộng I"), none
    total: str = "end"  # top, end, none
    total_word: str = "Tổng cộng"
    labels: bool = True
    merged: bool = True
    restart: bool = True


PLAIN = Style()


def matrix(head: str, style: Style = PLAIN, lines: tuple[tuple[str, tuple[Line, ...]], ...] = SECTIONS) -> Sheet:
    """The tally matrix: rows are awards under sections, columns total, collectives, individuals, households."""
    columns, words = HEADS[head]
    sheet = Sheet("Tổng hợp")
    row = header(sheet, 0, words, merged=style.merged)
    if style.labels:
        letters, numbers = iter("ABCDEGH"), iter(range(1, 9))
        marks: list[object] = [next(letters) if c in ("no", "award", "note") else next(numbers) for c in columns]
        if "total" in columns and columns[-1] == "total":
            marks[-1] = f"{marks[-1]}={'+'.join(str(m) for m in marks[:-1] if isinstance(m, int))}"
        sheet.line(row, marks)
        row += 1
    everything = tuple(line for _, section in lines for line in section)
    has_numbers = "no" in columns
    label = columns.index("award")

    def counts(row: int, of: tuple[Line, ...]) -> None:
        for position, column in enumerate(columns):
            if column == "total" or column in RECIPIENTS:
                sheet.put(row, position, _sum(of, column) or None)

    if style.total == "top":
        sheet.put(row, label, style.total_word)
        counts(row, everything)
        row += 1
    number = 0
    for place, (title, section) in enumerate(lines):
        mark = {"roman": ROMANS[place], "letter": "ABCDE"[place], "number": place + 1}.get(style.sections)
        if style.sections != "none":
            if style.sections == "inside" or mark is not None and not has_numbers:
                title = f"{ROMANS[place] if mark is None else mark}. {title}"
            elif has_numbers:
                sheet.put(row, 0, mark)
            sheet.put(row, label, title)
            if style.subtotals == "heading":
                counts(row, section)
            row += 1
        number = 0 if style.restart else number
        for line in section:
            number += 1
            if has_numbers:
                sheet.put(row, 0, f"{place + 1}.{number}" if style.sections == "number" else number)
                sheet.put(row, label, line.name)
            else:
                sheet.put(row, label, f"- {line.name}" if style.sections == "inside" else line.name)
            for position, column in enumerate(columns):
                if column == "total":
                    sheet.put(row, position, _sum((line,), "total"))
                elif column in RECIPIENTS and line.count(column) is not None:
                    sheet.put(row, position, line.count(column), award(line, column, line.count(column)))
            row += 1
        if style.subtotals == "after":
            sheet.put(row, label, f"Cộng {ROMANS[place]}" if style.sections == "roman" else "Cộng")
            counts(row, section)
            row += 1
    if style.total == "end":
        at = 0 if has_numbers else label
        sheet.put(row, at, style.total_word)
        if has_numbers:
            sheet.merge(row, 0, row, label)
        counts(row, everything)
    return sheet


def standard_book() -> Book:
    """Cover and awards of the standard form."""
    return [standard_cover(), framed(standard_awards(), notes=False)]


def counted(code: str, recipient: str, count: int, state: str = "decided", award_class: str | None = None) -> tuple:
    """A count cell of a drawn sheet and the row of awards it stands for."""
    return count, ("awards", (code, award_class, recipient, state, count))


def named(
    value: object, code: str, recipient: str, *, state: str = "decided", decision: str | None = None,
    award_class: str | None = None,
) -> tuple:  # fmt: skip
    """The cell of a list that names an award or, without such a column, a person, and the line it stands for."""
    return value, ("recipients", (code, award_class, recipient, state, decision))
