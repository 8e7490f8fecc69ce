"""Disorder that may not matter: columns in any order, remarks and headers between the rows; and words in no order at all."""

import random

import pytest

from tests.builders import HEADS, Style, framed, matrix
from tests.builders_lists import LIST_HEADS, SCORE_HEADS, TARGET_HEADS, listed, nominations, scores, targets
from tests.builders_wide import long
from tests.families import FAMILIES, LIST_TITLE, PROPOSAL_TITLE, SCORE_TITLE, TARGET_TITLE
from tests.reading_truth import assert_truth, read, settings
from tests.sheets import ErrorValue, Formula, Percent, Sheet

IN_ONE_ROW = {
    **{f"matrix {head}": (lambda head=head: matrix(head, Style(labels=False)), {})
       for head, (_, rows) in HEADS.items() if len(rows) == 1},
    "one row a recipient": (long, {}),
    **{f"list {head}": (lambda head=head: listed(head), LIST_TITLE)
       for head, (_, rows) in LIST_HEADS.items() if len(rows) == 1},
    **{f"targets {head}": (lambda head=head: targets(head), TARGET_TITLE)
       for head, (_, rows) in TARGET_HEADS.items() if len(rows) == 1},
    **{f"scores {head}": (lambda head=head: scores(head), SCORE_TITLE)
       for head, (_, rows) in SCORE_HEADS.items() if len(rows) == 1},
    "nominations": (nominations, PROPOSAL_TITLE),
}  # fmt: skip


@pytest.mark.parametrize("layout", IN_ONE_ROW)
@pytest.mark.parametrize("seed", range(4))
def test_columns_in_any_order(layout, seed):
    make, frame = IN_ONE_ROW[layout]
    sheet = make()
    columns = sorted({column for _, column in sheet.cells})
    order = dict(zip(columns, random.Random(seed).sample(columns, len(columns)), strict=True))
    sheet.merges = []
    assert_truth([framed(sheet.placed(lambda place: (place[0], order[place[1]])), **frame)])


REMARKS = {
    "note": ["Ghi chú: số liệu chưa gồm khen thưởng của Đảng"],
    "starred": [None, "(*) Tính cả 02 đồng chí đã chuyển công tác"],
    "in brackets": [None, "(Số liệu tạm tính đến 30/11/2019)"],
    "spaces": [None, None, None, " "],
    "page": ["Trang 2/3"],
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("remark", REMARKS)
def test_remarks_between_the_rows(family, remark):
    make, frame = FAMILIES[family]
    sheet = make()
    rows = sorted({place[0] for _, place, _ in sheet.tells})
    row = rows[len(rows) // 2]
    moved = sheet.placed(lambda place: (place[0] + (place[0] >= row), place[1]))
    moved.line(row, REMARKS[remark])
    assert_truth([framed(moved, **frame)])


@pytest.mark.parametrize("family", [family for family in FAMILIES if "nothing merged" not in family])
def test_the_header_again_in_the_middle(family):
    make, frame = FAMILIES[family]
    sheet = make()
    height = max([last for first, _, last, _ in sheet.merges if first < 3] or [0]) + 1
    rows = sorted({place[0] for _, place, _ in sheet.tells})
    row = rows[len(rows) // 2]
    moved = sheet.placed(lambda place: (place[0] + (height if place[0] >= row else 0), place[1]))
    moved.cells |= {(row + r, c): value for (r, c), value in sheet.cells.items() if r < height}
    moved.merges += [(row + a, b, row + c, d) for a, b, c, d in sheet.merges if c < height]
    assert_truth([framed(moved, **frame)])


MARKS = [
    "I", "A", "1", "1.1", "a", "- Tập thể", "Tổng cộng", "Cộng I", "Trong đó:", "Trong đó: đột xuất", "Hạng Nhất", "Năm 2018",
    "giai đoạn 2015-2020", "nt", "02 TT, 04 CN", "1,234", "95%", "80 - 90", "12/12/2019", "Có", "x", " ", "\u200b", "7=6:3",
    "Đơn vị báo cáo: Văn phòng Bộ", "1650360491", "Người lập biểu", "1. Theo đối tượng", "Thường xuyên",
]  # fmt: skip
NUMBERS = [0, 1, 2.5, -1, 2019, 1e300, True, Percent(0.95), ErrorValue("#N/A"), Formula("=1"), Formula("=1", 3)]


@pytest.mark.parametrize("seed", range(60))
def test_words_in_no_order_are_read_or_refused_with_a_cause(seed):
    chance = random.Random(seed)
    reference = settings().reference
    heads = [synonym for synonyms in reference.headers.values() for synonym in synonyms]
    awards = [award.name for award in reference.awards.values()]
    sheet = Sheet("S")
    kinds = [chance.choice([NUMBERS, MARKS, awards]) for _ in range(chance.randint(2, 9))]
    for row in range(chance.randint(2, 25)):
        for column, kind in enumerate(kinds):
            if chance.random() < 0.8:
                sheet.put(row, column, chance.choice(heads if row < 2 else kind if chance.random() < 0.8 else MARKS))
    reading = read([sheet])
    rows = reading.rows
    assert any(rows.values()) == (reading.refusal is None)
    assert reading.refusal is None or reading.refusal in {problem["code"] for problem in reading.problems}
    for table, key in (("awards", (0, 1, 6)), ("recipients", (0, 1)), ("targets", (0, 3)), ("scores", (0, 1))):
        keys = [tuple(row[part] for part in key) for row in rows.get(table, ())]
        assert len(set(keys)) == len(keys)
