"""Caps on titles and runs of years: reminders computed by hand, silent where a base is not known."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from small_data import CLUSTER, award, missing, row, small, submission

from emustats.errors import UsageError
from emustats.reference import load
from emustats.reference.records import Quota
from emustats.statistics.titles import quotas, title_runs

SHARE = Quota("share", "CSTD_CS", "all", None, date(2023, 12, 31), "title_holders", 0.15, "", "Luật A")


def rules(*found):
    return replace(load(), quotas=tuple(found))


def holders(unit, year, holding, chosen):
    return [award(unit, year, holding, code="CSTT"), award(unit, year, chosen, code="CSTD_CS", cell="F8")]


@pytest.mark.parametrize(
    ("holding", "chosen", "rounding", "finding"),
    [
        (33, 4, "", "within"),  # 15% of 33 is 4.95
        (33, 5, "", "depends_on_rounding"),
        (33, 5, "down", "over"),
        (33, 5, "up", "within"),
        (33, 5, "nearest", "within"),
        (33, 6, "", "over"),
        (20, 3, "", "within"),  # exactly 3, whatever 0.15 * 20 is in floats
        (100, 15, "down", "within"),
    ],
)
def test_a_cap_on_holders_of_another_title(holding, chosen, rounding, finding):
    reference = rules(SHARE._replace(rounding=rounding))
    table = quotas(small(awards=holders("a", 2019, holding, chosen)), reference=reference)
    assert table["finding"].tolist() == [finding]
    assert table["base_count"].tolist() == [holding] and table["count"].tolist() == [chosen]
    assert bool(table["warning_vi"].iloc[0]) == (finding in ("over", "depends_on_rounding"))
    if finding == "over":
        assert "Chiến sĩ thi đua cơ sở" in table["warning_vi"].iloc[0] and "Luật A" in table["warning_vi"].iloc[0]


def test_a_rule_binds_only_in_its_time_and_scope():
    data = small(awards=holders("a", 2019, 10, 9) + holders("a", 2024, 10, 9))
    assert quotas(data, reference=rules(SHARE))["year"].tolist() == [2019]
    army = SHARE._replace(scope="army", valid_to=None)
    assert quotas(data, reference=rules(army)).empty
    assert len(quotas(data, reference=rules(army), scopes=["army"])) == 2


def test_without_a_base_or_a_share_nothing_is_said():
    flags = Quota("flags", "CO_CP", "all", base="collectives_meeting_ministry_flag", cap=0.2)
    data = small(awards=[award("a", 2019, 3, code="CO_CP", recipient="collective")])
    assert quotas(data, reference=rules(flags))["finding"].tolist() == ["unknown"]
    assert quotas(data, reference=rules(flags), bases={"flags": 10})["finding"].tolist() == ["over"]
    assert quotas(data, reference=rules(flags), bases={"flags": 15})["finding"].tolist() == ["within"]
    assert quotas(data, reference=rules(flags._replace(cap=None)))["finding"].tolist() == ["unknown"]
    assert quotas(small(awards=holders("a", 2019, None, 5)), reference=rules(SHARE))["finding"].tolist() == ["unknown"]
    assert quotas(small(), reference=rules(SHARE)).empty


def test_headcount_counts_only_when_every_unit_gave_it():
    staff = SHARE._replace(base="headcount", cap=0.10)
    awards = holders("a", 2019, 50, 8) + holders("b", 2019, 50, 3)
    sent = [submission("a", 2019, headcount=60), submission("b", 2019, headcount=40)]
    table = quotas(small(awards=awards, submissions=sent), reference=rules(staff))
    assert table[["base_count", "limit", "count", "finding"]].values.tolist() == [[100, 10, 11, "over"]]
    units = quotas(small(awards=awards, submissions=sent), by="unit_id", reference=rules(staff))
    assert units["finding"].tolist() == ["over", "within"]
    silent = quotas(small(awards=awards, submissions=[*sent, missing("c", 2019)]), reference=rules(staff))
    assert silent["finding"].tolist() == ["unknown"]
    with pytest.raises(UsageError, match="level"):
        quotas(small(), by="level")


def test_nominations_are_counted_before_they_are_decided():
    flags = Quota("flags", "CO_CP", "cluster", base="clusters", cap=0.2)
    proposal = row("a", 2019, "D3", award_code="CO_CP", recipient="collective", nominated_count=2)
    awards = [award("a", 2019, 1, code="CO_CP", recipient="collective")]
    table = quotas(small(nominations=[proposal], awards=awards), reference=rules(flags), bases={"flags": 10})
    assert table[["count", "counted_from", "finding"]].values.tolist() == [[2, "nominations", "within"]]


def test_the_built_in_rules_can_be_applied():
    table = quotas(small(awards=holders("a", 2019, 10, 9)), scopes=["all", "cluster", "civil", "army", "militia"])
    assert set(table["cluster_id"]) == {CLUSTER} and "over" in set(table["finding"])


def test_runs_gaps_and_years_without_a_report():
    held = {2014: 1, 2015: 2, 2016: 1, 2018: 1, 2020: 1, 2021: 1}
    rows = [award("a", year, n, code="DVQT", recipient="collective") for year, n in held.items()]
    rows += [award("a", 2017, 5, code="CSTT"), award("a", 2017, 3, code="DVQT", state="proposed", cell="G9")]
    [found] = title_runs(small(awards=rows).awards, award_codes=["DVQT"]).to_dict("records")
    assert found == {
        "unit_id": "a",
        "award_code": "DVQT",
        "years": "2014|2015|2016|2018|2020|2021",
        "gaps": "2017",
        "not_reported": "2019",
        "longest_run": 3,
        "current_run": 2,
        "last_year": 2021,
    }


def test_a_title_not_held_last_year_has_no_current_run():
    rows = [award("a", year, 1, code="DVQT") for year in (2018, 2019)] + [award("a", 2020, 0, code="DVQT")]
    assert title_runs(small(awards=rows).awards)["current_run"].tolist() == [0]
    marked = [*rows[:2], award("a", 2020, None, code="DVQT"), award("a", 2021, 1, code="DVQT")]
    found = title_runs(small(awards=marked).awards)
    assert found["not_reported"].tolist() == ["2020"] and found["current_run"].tolist() == [1]


def test_people_are_followed_inside_their_unit_and_forms_are_no_titles():
    def line(unit, year, person, code="CSTD_CS"):
        return row(unit, year, "B4", award_code=code, recipient="individual", state="decided", person_key=person)

    lines = [line("a", year, "p") for year in (2017, 2018, 2019)] + [
        line("b", 2019, "p"),
        line("a", 2019, "q", "GK_CUC"),
    ]
    table = title_runs(small(recipients=lines).recipients, by="person_key")
    assert table[["unit_id", "person_key", "longest_run"]].values.tolist() == [["a", "p", 3], ["b", "p", 1]]
    with pytest.raises(UsageError):
        title_runs(small(recipients=lines).recipients, by="cluster_id")


def test_order_does_not_matter_and_nothing_is_mutated():
    data = small(awards=holders("a", 2019, 33, 6) + holders("b", 2018, 10, 1))
    before = data.awards.copy(deep=True)
    turned = replace(data, awards=data.awards.iloc[::-1])
    pd.testing.assert_frame_equal(quotas(data, reference=rules(SHARE)), quotas(turned, reference=rules(SHARE)))
    pd.testing.assert_frame_equal(title_runs(data.awards), title_runs(turned.awards))
    pd.testing.assert_frame_equal(data.awards, before)
