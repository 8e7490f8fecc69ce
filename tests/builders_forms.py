"""The official forms of the Ministry of Home Affairs: one total broken down in three alternative ways."""

from __future__ import annotations

from typing import NamedTuple

from tests.builders import award, header
from tests.sheets import Sheet

COLUMNS = (
    ("Cờ thi đua của Chính phủ", "CO_CP", {"collective": 2}),
    ("Bằng khen của Thủ tướng Chính phủ", "BK_TTG", {"collective": 3, "household": 1, "individual": 5}),
    ("Danh hiệu “Chiến sĩ thi đua toàn quốc”", "CSTD_TQUOC", {"individual": 1}),
)
KINDS = ("collective", "household", "individual")


class Form(NamedTuple):
    """How a printed form differs: its number, leaf columns, headings, codes and where the total stands."""

    number: str = "0602.N/BNV-TĐKT"
    pairs: bool = False
    headings: tuple[str, str, str] = (
        "1. Chia theo cơ quan trình",
        "2. Chia theo đối tượng",
        "3. Chia theo phương thức",
    )
    codes: bool = True
    units: bool = True
    total: bool = True


PRINTED = Form()


def official(form: Form = PRINTED) -> Sheet:
    """Form 0602.N: total, then by submitting body, by recipient and by method, with "Trong đó" rows and gaps in the codes."""
    sheet = Sheet(form.number.split("/")[0])
    lead = ["Chỉ tiêu"] + (["Mã số"] if form.codes else []) + (["Đơn vị tính"] if form.units else [])
    top: list[str | None] = [*lead, "Tổng số", "Chia ra"]
    low: list[str | None] = ["^"] * (len(lead) + 1)
    leaf: list[str | None] = ["^"] * (len(lead) + 1)
    places: list[tuple[int, str, str | None, dict[str, int]]] = []
    for name, code, counts in COLUMNS:
        kinds = [kind for kind in ("collective", "individual") if counts.get(kind)] if form.pairs else [None]
        for offset, kind in enumerate(kinds):
            places.append((len(low), code, kind, counts))
            low.append("<" if offset else name)
            leaf.append({"collective": "Tập thể", "individual": "Cá nhân", None: "^"}[kind])
    top += ["<"] * (len(low) - len(top))
    row = header(sheet, 0, [top, low, leaf] if form.pairs else [top, low])
    sheet.line(row, ["A", "B", "C"][: len(lead)] + [str(n) for n in range(1, len(low) - len(lead) + 1)])
    row += 1
    numbers = iter(("01", "02", "03", "06", "07", "08", "09", "10", "15", "16", "17"))

    def line(label: str, unit: str, values: dict[int, int], kind: str | None = None, tells: bool = False) -> None:
        nonlocal row
        sheet.put(row, 0, label)
        if form.codes:
            sheet.put(row, 1, next(numbers))
        if form.units:
            sheet.put(row, len(lead) - 1, unit)
        sheet.put(row, len(lead), sum(values.values()))
        for column, code, own, _ in places:
            value = values.get(column)
            if value:
                told = award(LINES[code], own or kind, value) if tells else None
                sheet.put(row, column, value, told)
        row += 1

    def whole(kind: str | None = None) -> dict[int, int]:
        found = {}
        for column, _, own, counts in places:
            kinds = [own] if own else [kind] if kind else KINDS
            if kind is None or own is None or own == kind:
                found[column] = sum(counts.get(each, 0) for each in kinds)
        return {column: value for column, value in found.items() if value}

    everything = whole()
    if form.total:
        line("Tổng số", "Lượt", everything)
    sheet.put(row, 0, form.headings[0])
    row += 1
    half = {column: value // 2 for column, value in everything.items() if value // 2}
    line("Bộ, ban, ngành, đoàn thể trung ương", "Bộ, ngành", {c: v - half.get(c, 0) for c, v in everything.items()})
    line("Tỉnh, thành phố trực thuộc trung ương", "Tỉnh", half)
    sheet.put(row, 0, form.headings[1])
    row += 1
    by_kind = not form.pairs
    line("Tập thể", "Tập thể", whole("collective"), "collective", by_kind)
    line("Trong đó: Doanh nghiệp", "Doanh nghiệp", {})
    if not form.pairs:
        line("Hộ gia đình", "Hộ", whole("household"), "household", by_kind)
    line("Cá nhân", "Người", whole("individual"), "individual", by_kind)
    line("Trong đó: Lãnh đạo cấp vụ, sở, ngành", "Người", {places[-1][0]: 1})
    sheet.put(row, 0, form.headings[2])
    row += 1
    rest = {column: 1 for column, value in everything.items() if value > 2}
    line("Thường xuyên", "", {c: v - rest.get(c, 0) for c, v in everything.items()}, tells=form.pairs)
    line("Đột xuất", "", rest, tells=form.pairs)
    return sheet


class _Named(NamedTuple):
    code: str
    award_class: None = None


LINES = {code: _Named(code) for _, code, _ in COLUMNS}


def with_shares() -> Sheet:
    """A cluster's form: "Tổng số" and "Tỷ lệ" in pairs under Tập thể and Cá nhân, per cent as text."""
    sheet = Sheet("Biểu cụm")
    row = header(
        sheet, 0,
        [["STT", "Danh hiệu, hình thức khen thưởng", "Số lượng khen thưởng", "<", "<", "<"],
         ["^", "^", "Tập thể", "<", "Cá nhân", "<"],
         ["^", "^", "Tổng số", "Tỷ lệ", "Tổng số", "Tỷ lệ"]],
    )  # fmt: skip
    for number, (name, code, kind, count) in enumerate(
        (("Đơn vị quyết thắng", "DVQT", "collective", 3), ("Đơn vị tiên tiến", "DVTT", "collective", 5),
         ("Chiến sĩ tiên tiến", "CSTT", "individual", 45), ("Chiến sĩ thi đua cơ sở", "CSTD_CS", "individual", 15)), 1
    ):  # fmt: skip
        sheet.line(row, [number, name])
        column = 2 if kind == "collective" else 4
        sheet.put(row, column, count, award(_Named(code), kind, count))
        sheet.put(row, column + 1, f"{count * 100 / (8 if kind == 'collective' else 60):.2f} %".replace(".", ","))
        row += 1
    sheet.put(row, 1, "Cộng")
    sheet.put(row, 2, 8)
    sheet.put(row, 4, 60)
    return sheet
