"""What is written into the standard form comes back as the same rows, whoever fills it in."""

import datetime

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import emustats as es
from emustats import schema
from emustats.publishing.form.form import FORM_RECIPIENTS, choices, write_form
from emustats.publishing.form.template import write_template
from emustats.reference import load
from emustats.reference.names import award_name

INFO = {"unit_id": "bca-ho-so", "cluster_id": "bca-donvi-6", "year": 2019}
COVER = {"as_of": datetime.date(2019, 11, 21), "status": "provisional", "headcount": 296}
AWARDS = [
    (code, grade)
    for code, award in load().awards.items()
    for grade in (award.classes or (None,))
    if award.counts_as_luot and (not award.valid_to or award.valid_to.year > 2019)
]
words = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáạảãàấộờữỵ", min_size=1, max_size=7)
title = st.lists(words, min_size=2, max_size=6).map(lambda parts: "Nội dung " + " ".join(parts))
counts = st.one_of(st.integers(0, 60), st.integers(1000, 90000))
# Below 2 a percentage could also be a share of one, which reading rightly questions.
amount = st.one_of(st.integers(2, 500), st.decimals(2, 500, places=2).map(float))


def may_receive(code: str) -> tuple[str, ...]:
    """Who an award may go to: a count for others is an error of its own, told by the reader."""
    whose = load().awards[code].recipient
    return (whose,) if whose in FORM_RECIPIENTS else FORM_RECIPIENTS


@st.composite
def award_rows(draw):
    keys = st.tuples(st.sampled_from(AWARDS), st.sampled_from(schema.BASES), st.sampled_from(schema.STATES))
    rows = []
    for (code, grade), basis, state in draw(st.lists(keys, min_size=1, max_size=8, unique=True)):
        kinds = draw(st.sets(st.sampled_from(may_receive(code)), min_size=1))
        row = {"award_code": code, "award_class": grade, "basis": basis, "state": state}
        rows += [{**row, "recipient": kind, "award_count": draw(counts)} for kind in FORM_RECIPIENTS if kind in kinds]
    return rows


@st.composite
def target_rows(draw):
    rows = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        kind = draw(st.sampled_from(schema.KINDS))
        row = {
            "target_no": str(number),
            "title": draw(title),
            "kind": kind,
            "measure": draw(st.sampled_from(["%", "vụ"])),
        }
        if kind == "by_date":
            row |= {"planned_text": "15/11/2019", "text": f"{draw(st.integers(1, 30)):02}/11/2019"}
        elif kind == "range":
            row |= {"planned_text": f"{draw(st.integers(1, 40))} - {draw(st.integers(41, 90))}", "actual": draw(amount)}
        elif kind == "yes_no":
            row |= {"planned": 1, "actual": draw(st.sampled_from([0, 1]))}
        else:
            row |= {"planned": draw(amount), "actual": draw(amount)}
            if draw(st.booleans()):
                row["planned_adjusted"] = draw(amount)
        rows.append(row)
    return rows


score_rows = st.lists(
    st.fixed_dictionaries(
        {"criterion": title, "max_points": st.integers(5, 100), "self_points": amount},
        optional={"cross_points": amount, "cluster_points": amount},
    ),
    max_size=5,
)


def compared(frame, names):
    """Rows as tuples of plain values, NA as None."""
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame[names].itertuples(index=False)]


def expected(rows, names):
    return [tuple(row.get(name) for name in names) for row in rows]


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(awards=award_rows(), targets=target_rows(), scores=score_rows)
def test_written_rows_come_back(tmp_path, awards, targets, scores):
    path = write_form(tmp_path / "form.xlsx", info={**INFO, **COVER}, awards=awards, targets=targets, scores=scores)
    found = es.read_submission(path)
    assert found.problems[found.problems["severity"].eq("error")].empty, found.problems["message_vi"].tolist()
    names = ["award_code", "award_class", "recipient", "basis", "state", "award_count"]
    assert compared(found.awards, names) == expected(awards, names)
    names = ["target_no", "title", "measure", "kind", "planned", "planned_adjusted", "actual"]
    assert compared(found.targets, names) == expected(targets, names)
    names = ["criterion", "max_points", "self_points", "cross_points", "cluster_points"]
    assert compared(found.scores, names) == expected(scores, names)
    sent = found.submissions.iloc[0]
    assert (sent["unit_id"], sent["cluster_id"], sent["year"]) == ("bca-ho-so", "bca-donvi-6", 2019)
    assert (sent["as_of"].date(), sent["status"], sent["headcount"]) == tuple(COVER.values())


def test_lists_and_proposals_come_back(tmp_path):
    day = datetime.date(2019, 10, 15)
    path = write_form(
        tmp_path / "form.xlsx",
        info=INFO,
        awards=[{"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "award_count": 1}],
        recipients=[
            {"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "name": "Cán bộ 01",
             "decision_no": "12/QĐ-TTg", "decision_date": day},
        ],
        nominations=[{"award_code": "CO_CP", "recipient": "collective", "nominated_count": 1, "votes": 6}],
    )  # fmt: skip
    found = es.read_submission(path)
    row = found.recipients.iloc[0]
    assert (row["award_code"], row["decision_no"], row["decision_date"].date()) == ("BK_TTG", "12/QĐ-TTg", day)
    assert found.awards["award_count"].sum() == 1, "the list is not counted a second time"
    assert compared(found.nominations, ["award_code", "recipient", "nominated_count", "votes"]) == [
        ("CO_CP", "collective", 1, 6)
    ]


def test_a_template_filled_in_by_another_program_comes_back(tmp_path):
    """openpyxl saves no results beside the formulas: totals and ratios then hold nothing, and no data is lost."""
    path = write_template(tmp_path / "mau.xlsx", unit_id="bca-ho-so", year=2019)
    book = openpyxl.load_workbook(path)
    cover = book["Thông tin"]
    for row in range(1, 14):
        value = {"Số liệu tính đến ngày": datetime.date(2019, 11, 21), "Tình trạng số liệu": "Tạm tính", "Quân số": 296}
        if cover.cell(row, 1).value in value:
            cover.cell(row, 2).value = value[cover.cell(row, 1).value]
    tally = book["Khen thưởng"]
    tally["B10"], tally["F10"], tally["G10"] = award_name(load(), "BK_TTG"), 1, 2
    tally["B11"], tally["E11"], tally["G11"] = award_name(load(), "HCCC", "III"), "Đề nghị", 3
    targets = book["Chỉ tiêu"]
    for column, value in zip("BCDEG", ["Số tin, bài", "bài", "Không thấp hơn", 40, 44], strict=True):
        targets[f"{column}8"] = value
    book["Bảng điểm"]["B8"], book["Bảng điểm"]["C8"], book["Bảng điểm"]["D8"] = "Nhiệm vụ", 50, 49.5
    book.save(path)
    found = es.read_submission(path)
    assert found.problems[found.problems["severity"].eq("error")].empty, found.problems["message_vi"].tolist()
    assert compared(found.awards, ["award_code", "award_class", "recipient", "state", "award_count"]) == [
        ("BK_TTG", None, "collective", "decided", 1),
        ("BK_TTG", None, "individual", "decided", 2),
        ("HCCC", "III", "individual", "proposed", 3),
    ]
    assert compared(found.targets, ["title", "kind", "planned", "actual"]) == [("Số tin, bài", "at_least", 40.0, 44.0)]
    assert compared(found.scores, ["criterion", "max_points", "self_points"]) == [("Nhiệm vụ", 50.0, 49.5)]


def test_every_choice_of_the_drop_downs_is_understood():
    from emustats.reference.names import resolve_award
    from emustats.text import parse_basis, parse_kind, parse_recipient, parse_state

    offered = choices(load())
    assert [parse_state(text) for text in offered["state"]] == list(schema.STATES)
    assert [parse_basis(text) for text in offered["basis"]] == list(schema.BASES)
    assert [parse_kind(text) for text in offered["kind"]] == list(schema.KINDS)
    assert [parse_recipient(text) for text in offered["recipient"]] == list(FORM_RECIPIENTS)
    unclear = [text for text in offered["award"] if resolve_award(text, load()).code is None]
    assert unclear == []
