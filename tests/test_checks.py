"""Checks over the whole Dataset: each finds its trap, and says nothing where nothing is known."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from small_data import award, missing, row, small, submission

from emustats import schema
from emustats.messages import problem_codes
from emustats.reference import Unit, UnitEvent, load
from emustats.review.checks import check

TITLE, FORM = "CSTD_CS", "GK_CUC"


def line(unit, cell, person, code=FORM, decision="12/QĐ", day=date(2019, 5, 8), year=2019, **other):
    values = {"award_code": code, "recipient": "individual", "state": "decided", "person_key": person}
    values |= {"decision_no": decision, "decision_date": day and datetime(day.year, day.month, day.day)}
    return row(unit, year, cell, **(values | {"sheet": "Danh sách"} | other))


def codes(data):
    return check(data)["code"].tolist()


def of_lines(*lines):
    return small(recipients=list(lines))


def test_a_clean_dataset_has_no_findings():
    data = small(awards=[award("a", 2019, 2, code=FORM)], recipients=[line("a", "B4", "p"), line("a", "B5", "q")])
    table = check(data)
    assert table.empty and list(table.columns) == schema.TABLES["problems"].names
    assert check(small()).empty


def test_the_same_decision_twice_for_one_recipient():
    table = check(of_lines(line("a", "B4", "p"), line("a", "B9", "p"), line("a", "B5", "q")))
    assert table["code"].tolist() == ["decision_repeated"]
    found = table.iloc[0]
    assert (found["sheet"], found["cell"], found["unit_id"], found["year"]) == ("Danh sách", "B4", "a", 2019)
    assert found["value"] == "12/QĐ" and "Danh sách!B9" in found["message_vi"]
    assert found["path"] == "2019/bca-donvi-6/a.xlsx"


def test_two_commendations_under_different_decisions_are_legal_but_a_title_comes_once_a_year():
    twice = {"decision": "12/QĐ"}, {"decision": "77/QĐ"}
    assert codes(of_lines(*(line("a", f"B{i}", "p", **d) for i, d in enumerate(twice)))) == []
    titles = of_lines(*(line("a", f"B{i}", "p", code=TITLE, **d) for i, d in enumerate(twice)))
    assert codes(titles) == ["recipient_repeated"]
    other_year = of_lines(
        line("a", "B4", "p", code=TITLE), line("a", "B4", "p", code=TITLE, year=2018, decision="1/QĐ")
    )
    assert codes(other_year) == []


def test_a_repeated_recipient_without_decision_numbers():
    data = of_lines(line("a", "B4", "p", decision=None, day=None), line("a", "B5", "p", decision=None, day=None))
    assert codes(data) == ["recipient_repeated"]


def test_a_proposal_that_was_decided_is_not_a_double():
    assert codes(of_lines(line("a", "B4", "p"), line("a", "B5", "p", state="proposed"))) == []


def test_one_name_and_decision_in_two_units():
    assert codes(of_lines(line("a", "B4", "p"), line("b", "B4", "p"))) == ["recipient_in_two_units"]
    # the same name under another decision is mostly another person
    assert codes(of_lines(line("a", "B4", "p"), line("b", "B4", "p", decision="9/QĐ"))) == []


def test_one_decision_number_with_two_dates():
    found = check(of_lines(line("a", "B4", "p"), line("a", "B5", "q", day=date(2019, 6, 8))))
    assert found["code"].tolist() == ["decision_dates_differ"]
    assert "08/05/2019, 08/06/2019" in found["message_vi"].iloc[0]


def test_a_list_that_disagrees_with_its_counts():
    lines = [line("a", "B4", "p"), line("a", "B5", "q")]
    found = check(small(recipients=lines, awards=[award("a", 2019, 3, code=FORM)]))
    assert found["code"].tolist() == ["list_differs_from_counts"]
    assert found["value"].tolist() == ["2"]
    agreeing = [award("a", 2019, 1, code=FORM, cell="F7"), award("a", 2019, 1, code=FORM, cell="F8", basis="campaign")]
    assert codes(small(recipients=lines, awards=agreeing)) == []
    # a marked cell is no number, and an award without a count may be counted elsewhere
    assert codes(small(recipients=lines, awards=[award("a", 2019, None, code=FORM)])) == []
    assert codes(small(recipients=lines)) == []


def test_a_unit_inside_its_parent():
    units = load().units | {"p": Unit("p", "Công an tỉnh P", organiser="bca"), "d": Unit("d", "Huyện D", organiser="p")}
    reference = replace(load(), units=units)
    both = [award("p", 2019, 5, cluster="one"), award("d", 2019, 2, cluster="two")]
    found = check(small(awards=both, reference=reference))
    assert found["code"].tolist() == ["unit_inside_parent"]
    assert found["unit_id"].tolist() == ["d"] and "Công an tỉnh P" in found["message_vi"].iloc[0]
    apart = [award("p", 2018, 5, cluster="one"), award("d", 2019, 2, cluster="two")]
    assert codes(small(awards=apart, reference=reference)) == []


def test_a_unit_in_two_clusters_and_a_unit_after_its_end():
    events = (UnitEvent(date(2018, 8, 6), "merge", "a", "b"),)
    reference = replace(load(), unit_events=events)
    rows = [award("a", 2018, 1), award("a", 2019, 1), award("b", 2019, 1)]
    found = check(small(awards=rows, reference=reference))
    assert found[["code", "unit_id", "year"]].values.tolist() == [["unit_after_its_end", "a", 2019]]
    rows = [award("a", 2019, 1, cluster="one"), award("a", 2019, 1, cluster="two", submission_id="a-2019-b")]
    sent = [submission("a", 2019, "one"), submission("a", 2019, "two", submission_id="a-2019-b")]
    assert codes(small(awards=rows, submissions=sent)) == ["unit_in_two_clusters"]


def test_parts_above_their_whole():
    rows = [award("a", 2019, 9, code="CSTT"), award("a", 2019, 2, code="LDTT", cell="F8")]
    rows += [award("a", 2019, 12, code=TITLE, cell="F9")]
    found = check(small(awards=rows, submissions=[submission("a", 2019, headcount=10)]))
    assert found["code"].tolist() == ["titles_above_base"] * 2
    assert sorted(found["value"]) == ["11", "12"]
    # what is not known is not zero
    assert codes(small(awards=[award("a", 2019, 12, code=TITLE)])) == []
    unread = [award("a", 2019, 9, code="CSTT"), award("a", 2019, None, code="LDTT"), award("a", 2019, 12, code=TITLE)]
    assert codes(small(awards=unread)) == []
    fine = [award("a", 2019, 9, code="CSTT"), award("a", 2019, 9, code=TITLE)]
    assert codes(small(awards=fine, submissions=[submission("a", 2019, headcount=9)])) == []


def yearly(*counts, start=2014):
    return small(awards=[award("a", start + i, n) for i, n in enumerate(counts) if n is not None])


def test_an_outlier_against_the_units_own_past():
    # past 40 42 38 41 39: median 40, MAD 1, z of 60 = 0.6745 x 20 = 13.5
    found = check(yearly(40, 42, 38, 41, 39, 60))
    assert found["code"].tolist() == ["outlier"]
    assert (found["year"].iloc[0], found["value"].iloc[0]) == (2019, "60")
    assert "trung vị 40, 5 năm" in found["message_vi"].iloc[0]


@pytest.mark.parametrize(
    "counts",
    [
        (40, 42, 38, 41, 60),  # four earlier years are too few
        (40, 42, None, 41, 39, 60),
        (40, 42, 38, 41, 39, 47),  # z of 4.7, but less than a quarter off
        (1, 1, 1, 1, 1, 4),  # three lượt do not matter
        (10, 60, 20, 90, 35, 95),  # a unit that always varied
    ],
)
def test_no_outlier_where_the_past_does_not_carry_it(counts):
    assert codes(yearly(*counts)) == []


def test_a_constant_past_does_not_hide_a_thousandfold_slip():
    assert codes(yearly(10, 10, 10, 10, 10, 10000)) == ["outlier"]


def test_missing_and_late_units():
    sent = [submission("a", 2019, status="provisional", as_of=datetime(2019, 12, 20)), missing("bca-ho-so", 2019)]
    sent += [submission("b", 2019, status="provisional", as_of=datetime(2019, 11, 21))]
    sent += [submission("c", 2019, as_of=datetime(2020, 1, 5)), submission("d", 2019, status="provisional")]
    found = check(small(submissions=sent)).set_index("code")
    assert set(found.index) == {"submission_missing", "unit_late"}
    assert "Cục Hồ sơ nghiệp vụ" in found.loc["submission_missing", "message_vi"]
    said = check(small(submissions=sent))
    assert check(replace(small(submissions=sent), problems=said)).empty
    assert found.loc["unit_late", "unit_id"] == "a" and "15/12/2019" in found.loc["unit_late", "message_vi"]


def test_order_does_not_matter_nothing_is_mutated_and_every_code_is_documented():
    data = small(
        awards=[award("a", 2014 + i, n) for i, n in enumerate((40, 42, 38, 41, 39, 99))],
        recipients=[line("a", "B4", "p"), line("a", "B9", "p"), line("b", "B4", "p")],
        submissions=[submission("a", year) for year in range(2014, 2020)] + [submission("b", 2019), missing("c", 2019)],
    )
    before = {name: getattr(data, name).copy(deep=True) for name in schema.TABLES}
    table = check(data)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(data, name), frame)
    turned = replace(data, **{name: getattr(data, name).iloc[::-1] for name in ("awards", "recipients", "submissions")})
    pd.testing.assert_frame_equal(table, check(turned))
    kinds = problem_codes()
    assert set(table["code"]) <= set(kinds)
    assert not table["message_vi"].str.contains("…").any() and not table["message_en"].str.contains("…").any()
    assert all(kinds[code].advice_vi and kinds[code].advice_en for code in table["code"])
