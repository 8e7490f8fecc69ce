"""Layouts with awards, authorities, states or bases across the top, told from the same truth as ``builders.py``."""

from __future__ import annotations

from tests.builders import (
    CLASS_WORDS,
    FLAGS,
    MINISTRY_FORMS,
    RECIPIENTS,
    STATE_FORMS,
    TITLES,
    TRUTH,
    UNIT_FORMS,
    Line,
    award,
    header,
)
from tests.sheets import Sheet

PAIR = ("collective", "individual")
Head = list[list[str | None]]


def _pairs(names: tuple[str, ...], pair: tuple[str, str] = ("Tập thể", "Cá nhân")) -> tuple[list, list]:
    top, low = [], []
    for name in names:
        top += [name, "<"]
        low += pair
    return top, low


def _add(sums: dict[int, int], column: int, count: int) -> int:
    sums[column] = sums.get(column, 0) + count
    return count


def _total(sheet: Sheet, row: int, column: int, word: str, sums: dict[int, int]) -> None:
    sheet.put(row, column, word)
    for place, value in sums.items():
        sheet.put(row, place, value)


def by_authority(*, group: bool = True, total: str = "", short: bool = False, merged: bool = True) -> Sheet:
    """Forms down the side, authorities across the top, Tập thể and Cá nhân alternating under each."""
    sheet = Sheet("Biểu 01")
    names = ("Thủ tướng Chính phủ", "Bộ trưởng Bộ Công an", "Chủ tịch UBND tỉnh", "Cục trưởng")
    pair = ("TT", "CN") if short else ("Tập thể", "Cá nhân")
    if total == "first":
        names = ("Tổng số", *names)
    elif total == "last":
        names = (*names, "Tổng cộng")
    top, low = _pairs(names, pair)
    head: Head = [["STT", "Danh hiệu, hình thức khen thưởng", *top], ["^", "^", *low]]
    if group:
        head = [["STT", "Danh hiệu, hình thức khen thưởng", "Cấp khen thưởng", *["<"] * (len(top) - 1)],
                ["^", "^", *top], ["^", "^", *low]]  # fmt: skip
    row = header(sheet, 0, head, merged=merged)
    rows = (
        ("Cờ thi đua", {1: FLAGS[0]}),
        ("Bằng khen", {0: STATE_FORMS[3]._replace(household=None), 1: MINISTRY_FORMS[0], 2: UNIT_FORMS[0]}),
        ("Giấy khen", {3: UNIT_FORMS[1]}),
    )
    first = 4 if total == "first" else 2
    totals = 2 if total == "first" else 2 + 2 * (len(names) - 1) if total else None
    sums: dict[int, int] = {}
    for number, (name, cells) in enumerate(rows, 1):
        sheet.line(row, [number, name])
        for offset, kind in enumerate(PAIR):
            for place, line in cells.items():
                count = line.count(kind)
                if count is not None:
                    column = first + 2 * place + offset
                    sheet.put(row, column, _add(sums, column, count), award(line, kind, count))
            if totals is not None:
                sheet.put(
                    row, totals + offset, _add(sums, totals + offset, sum(li.count(kind) or 0 for li in cells.values()))
                )
        row += 1
    _total(sheet, row, 1, "Tổng số", sums)
    return sheet


def by_state(lines: tuple[Line, ...] = TRUTH) -> Sheet:
    """What was proposed beside what was decided: "Đã trình" and "Đã có quyết định", each in two columns."""
    sheet = Sheet("Biểu 02")
    row = header(
        sheet, 0,
        [["STT", "Hình thức khen thưởng", "Đã trình", "<", "Đã có quyết định", "<"],
         ["^", "^", "Tập thể", "Cá nhân", "Tập thể", "Cá nhân"]],
    )  # fmt: skip
    for number, line in enumerate(lines, 1):
        sheet.line(row, [number, line.name])
        for offset, kind in enumerate(PAIR):
            count = line.count(kind)
            if count is not None:
                sheet.put(row, 2 + offset, count + 1, award(line, kind, count + 1, "proposed"))
                sheet.put(row, 4 + offset, count, award(line, kind, count))
        row += 1
    return sheet


def by_basis() -> Sheet:
    """Each form by phương thức across the top, with a total that the columns add up to."""
    sheet = Sheet("Phương thức")
    top, low = _pairs(("Tổng số", "Thường xuyên", "Chuyên đề", "Đột xuất"))
    row = header(sheet, 0, [["TT", "Hình thức khen thưởng", *top], ["^", "^", *low]])
    for number, line in enumerate(MINISTRY_FORMS + UNIT_FORMS, 1):
        sheet.line(row, [number, line.name])
        for offset, kind in enumerate(PAIR):
            count = line.count(kind)
            if count is None:
                continue
            sheet.put(row, 2 + offset, count)
            parts = (count - count // 3, count // 3, 0)
            for place, part in enumerate(parts):
                if part:
                    sheet.put(row, 4 + 2 * place + offset, part, award(line, kind, part))
        row += 1
    return sheet


def long(*, count_first: bool = False) -> Sheet:
    """One row an award and recipient: hình thức, đối tượng, số lượng."""
    sheet = Sheet("Thống kê")
    words = ["STT", "Hình thức khen thưởng", "Đối tượng", "Số lượng", "Ghi chú"]
    places = [0, 1, 2, 3, 4]
    if count_first:
        words, places = ["Số lượng", "Đối tượng", "Hình thức khen thưởng"], [None, 2, 1, 0, None]
    sheet.line(0, words)
    row = 1
    for line in TRUTH:
        for kind, word in RECIPIENTS.items():
            count = line.count(kind)
            if count is None:
                continue
            if places[0] is not None:
                sheet.put(row, places[0], row)
            sheet.put(row, places[1], line.name)
            sheet.put(row, places[2], word)
            sheet.put(row, places[3], count, award(line, kind, count))
            row += 1
    return sheet


def split_below(*, sums: bool = True, dashes: bool = True) -> Sheet:
    """Recipients as rows under each form: "Bằng khen của Thủ tướng" / "- Tập thể" / "- Cá nhân", one column of counts."""
    sheet = Sheet("Kết quả")
    sheet.line(0, ["STT", "Danh hiệu, hình thức khen thưởng", "Số lượng"])
    row = 1
    for number, line in enumerate(TRUTH, 1):
        kinds = [kind for kind in RECIPIENTS if line.count(kind) is not None]
        sheet.line(row, [number, line.name, sum(line.count(kind) for kind in kinds) if sums else None])
        row += 1
        for kind in kinds:
            sheet.put(row, 1, ("- " if dashes else "") + RECIPIENTS[kind])
            sheet.put(row, 2, line.count(kind), award(line, kind, line.count(kind)))
            row += 1
    sheet.put(row, 1, "Tổng cộng")
    sheet.put(row, 2, sum(line.count(kind) or 0 for line in TRUTH for kind in RECIPIENTS))
    return sheet


def classes_below(*, sums: bool = True) -> Sheet:
    """The classes of an order as rows under it: "Huân chương Chiến công" / "- Hạng Nhì" / "- Hạng Ba"."""
    sheet = Sheet("Huân chương")
    row = header(
        sheet, 0, [["STT", "Hình thức khen thưởng", "Tổng số", "Trong đó", "<"], ["^", "^", "^", "Tập thể", "Cá nhân"]]
    )
    for number, (name, code) in enumerate(
        (("Huân chương Bảo vệ Tổ quốc", "HCBVTQ"), ("Huân chương Chiến công", "HCCC")), 1
    ):
        lines = [line for line in STATE_FORMS if line.code == code]
        sheet.line(row, [number, name])
        if sums:
            for column, kinds in ((2, PAIR), (3, PAIR[:1]), (4, PAIR[1:])):
                sheet.put(row, column, sum(line.count(kind) or 0 for line in lines for kind in kinds))
        row += 1
        for line in lines:
            sheet.put(row, 1, f"- Hạng {CLASS_WORDS[line.award_class]}")
            sheet.put(row, 2, sum(line.count(kind) or 0 for kind in PAIR))
            for offset, kind in enumerate(PAIR):
                if line.count(kind) is not None:
                    sheet.put(row, 3 + offset, line.count(kind), award(line, kind, line.count(kind)))
            row += 1
    return sheet


def under_authority() -> Sheet:
    """Bare "Bằng khen" and "Giấy khen" under section rows that name who gives them."""
    sheet = Sheet("Theo cấp")
    sheet.line(0, ["TT", "Danh hiệu, hình thức khen thưởng", "Tập thể", "Cá nhân"])
    row = 1
    groups = (
        ("Thủ tướng Chính phủ", [("Bằng khen", STATE_FORMS[3]._replace(household=None))]),
        ("Bộ trưởng Bộ Công an", [("Cờ thi đua", FLAGS[0]), ("Bằng khen", MINISTRY_FORMS[0])]),
        ("Cục trưởng", [("Giấy khen", UNIT_FORMS[1])]),
    )
    for mark, (authority, lines) in zip(("I", "II", "III"), groups, strict=True):
        sheet.line(row, [mark, f"Khen thưởng của {authority}"])
        for offset, kind in enumerate(PAIR):
            sheet.put(row, 2 + offset, sum(line.count(kind) or 0 for _, line in lines))
        row += 1
        for number, (name, line) in enumerate(lines, 1):
            sheet.line(row, [number, name])
            for offset, kind in enumerate(PAIR):
                if line.count(kind) is not None:
                    sheet.put(row, 2 + offset, line.count(kind), award(line, kind, line.count(kind)))
            row += 1
    return sheet


SUBUNITS = ("Phòng Tham mưu", "Phòng Hành chính - Tổ chức", "Phòng Tổng hợp", "Đội Xe")
ACROSS = (
    *TITLES[:2],
    *TITLES[3:],
    STATE_FORMS[2],
    STATE_FORMS[3]._replace(household=None),
    MINISTRY_FORMS[0],
    UNIT_FORMS[1],
)


def _share(count: int | None, place: int, of: int) -> int | None:
    if count is None:
        return None
    base, rest = divmod(count, of)
    return base + (1 if place < rest else 0) or None


def transposed(
    *, grouped: bool = False, totals: bool = True, total: str = "end", labels: bool = True, families: bool = False,
    merged: bool = True, marks: bool = True, short: bool = False,
) -> Sheet:  # fmt: skip
    """Sub-units down, awards across, each split into Tập thể and Cá nhân, or with one column where one kind gets it."""
    sheet = Sheet("Theo đơn vị")
    first: list[str | None] = (["STT"] if marks else []) + ["Đơn vị"]
    middle: list[str | None] = ["^"] * len(first)
    low: list[str | None] = ["^"] * len(first)
    columns: list[tuple[int, Line, str]] = []
    family = None
    words = {"collective": "TT", "individual": "CN"} if short else RECIPIENTS
    for line in ACROSS:
        kinds = [kind for kind in PAIR if line.count(kind) is not None]
        now = "Danh hiệu thi đua" if line in TITLES else "Hình thức khen thưởng"
        for offset, kind in enumerate(kinds):
            columns.append((len(first), line, kind))
            first.append("<" if now == family else now)
            family = now
            middle.append("<" if offset else line.name)
            low.append(words[kind])
    sums_at = None
    if totals:
        sums_at = len(first)
        first += ["Tổng cộng", "<"]
        middle += ["^", "^"] if families else ["Tổng cộng", "<"]
        low += [words["collective"], words["individual"]]
    if families:
        if totals:
            middle[-2:], head = ["Tập thể", "Cá nhân"], [first, middle, low]
            low[-2:] = ["^", "^"]
        head = [first, middle, low]
    else:
        middle[: len(low) - len(columns) - (2 if totals else 0)] = first[
            : len(low) - len(columns) - (2 if totals else 0)
        ]
        head = [middle, low]
    row = header(sheet, 0, head, merged=merged)
    if labels:
        sheet.line(row, ["A", "B"][: 2 if marks else 1] + list(range(1, len(first) - (1 if marks else 0))))
        row += 1
    label = 1 if marks else 0
    units = SUBUNITS

    def counts(at: int, given: dict[int, int]) -> None:
        for column, value in given.items():
            sheet.put(at, column, value)

    grand: dict[int, int] = {}
    total_row = row if total == "start" else None
    if total == "start":
        row += 1
    groups = (("Khối tham mưu", units[:2]), ("Khối phục vụ", units[2:])) if grouped else ((None, units),)
    number = 0
    for mark, (group, members) in zip("AB", groups, strict=False):
        heading, part = row, {}
        if group:
            row += 1
        for unit in members:
            number += 1
            sheet.line(row, [number, unit] if marks else [unit])
            pair = {"collective": 0, "individual": 0}
            for column, line, kind in columns:
                count = _share(line.count(kind), number - 1, len(units))
                if count:
                    sheet.put(row, column, count, award(line, kind, count))
                    pair[kind] += count
                    _add(grand, column, count)
                    _add(part, column, count)
            if sums_at is not None:
                for offset, kind in enumerate(PAIR):
                    sheet.put(row, sums_at + offset, pair[kind])
                    _add(grand, sums_at + offset, pair[kind])
                    _add(part, sums_at + offset, pair[kind])
            row += 1
        if group:
            sheet.line(heading, [mark, group] if marks else [f"{mark}. {group}"])
            counts(heading, part)
    if total == "end":
        total_row = row
    if total_row is not None:
        sheet.put(total_row, label, "Tổng cộng")
        counts(total_row, grand)
    return sheet
