"""The charts of the conference: which are drawn from which data, and what stands around them."""

from __future__ import annotations

import pytest
from drawn import faults
from small_data import CLUSTER, award, missing, row, small, submission

from emustats.errors import UsageError
from emustats.publishing.conference import figure_charts
from emustats.publishing.conference.figures import FORMATS, draw, facts_of, write_figures
from emustats.reference import load
from emustats.statistics.summary import summary

OFFICE, LEGAL = "bca-van-phong", "bca-phap-che"


def target(unit, number, actual, year=2019):
    return row(unit, year, f"G{number}", target_no=str(number), title="Chỉ tiêu", kind="at_least", planned=10,
               planned_text="10", actual=actual, text=None if actual is None else str(actual))  # fmt: skip


def full(**changes):
    tables = {
        "submissions": [
            submission(OFFICE, 2018), submission(LEGAL, 2018), submission(OFFICE, 2019, status="provisional"),
            submission(LEGAL, 2019), missing("bca-ho-so", 2019),
        ],
        "awards": [
            award(OFFICE, 2018, 4), award(LEGAL, 2018, 6), award(OFFICE, 2019, 9), award(LEGAL, 2019, 3, code="GK_CUC"),
        ],
        "targets": [target(OFFICE, 1, 12), target(LEGAL, 1, 7)],
        "scores": [
            row(unit, year, "D8", criterion="Nội dung", max_points=100, self_points=95 + place, cluster_points=94 - place)
            for year in (2018, 2019) for place, unit in enumerate((OFFICE, LEGAL))
        ],
    }  # fmt: skip
    return small(reference=load(), **(tables | changes))


def titles(data, **options):
    return {name: ax.figure.emustats_title[0] for name, ax in draw(data, cluster=CLUSTER, year=2019, **options).items()}


def test_every_chart_that_the_data_support_is_drawn_and_clean():
    drawn = draw(full(), cluster=CLUSTER, year=2019)
    assert set(figure_charts.CHARTS) - set(drawn) == {"clusters_compared", "units_of_clusters", "reconciliation"} - set(
        drawn
    )
    assert {name: faults(ax.figure) for name, ax in drawn.items() if faults(ax.figure)} == {}


def test_titles_say_what_the_data_say():
    said = titles(full())
    assert "Văn phòng Bộ" in said["tally_by_unit"] and "9 trong tổng số 12" in said["tally_by_unit"]
    assert said["target_achievement"] == "1 trong 2 đơn vị báo cáo đạt tất cả chỉ tiêu đã đăng ký"
    assert said["trend"].endswith("10 năm 2018, 12 năm 2019")
    assert said["two_years"] == "1 trong 2 đơn vị có số lượt tăng so với năm 2018"


def test_a_changed_count_changes_the_title():
    changed = full(awards=[award(OFFICE, 2019, 9), award(LEGAL, 2019, 30)])
    assert "Cục Pháp chế" in titles(changed, only=["tally_by_unit"])["tally_by_unit"]


def test_nothing_is_drawn_empty():
    drawn = draw(full(awards=[], targets=[], scores=[]), cluster=CLUSTER, year=2019)
    assert set(drawn) <= {"coverage", "reconciliation"}


def test_one_chart_alone_can_be_asked_for():
    assert list(draw(full(), cluster=CLUSTER, year=2019, only=["award_ladder"])) == ["award_ladder"]


def test_english():
    assert "2 reporting units" in titles(full(), only=["target_achievement"], lang="en")["target_achievement"]


def test_the_source_line_knows_how_firm_the_figures_are():
    data = full()
    facts = facts_of(data, summary(data, cluster=CLUSTER, year=2019))
    assert facts.is_provisional and not facts.is_illustrative and facts.n.startswith("2/")


def test_an_unknown_cluster_is_refused():
    with pytest.raises(UsageError, match="bca-donvi-99"):
        draw(full(), cluster="bca-donvi-99", year=2019)


def test_files_have_every_format_and_the_alt_text(tmp_path, monkeypatch):
    monkeypatch.setattr("emustats.publishing.conference.figures.CHARTS", {"coverage": figure_charts.CHARTS["coverage"]})
    written = write_figures(full(), cluster=CLUSTER, year=2019, out=tmp_path)
    assert sorted(path.name for path in written) == sorted(f"coverage.{each}" for each in (*FORMATS, "json"))
