"""Every column and coded value of the tidy tables has a name in both languages."""

import pytest
from small_data import CLUSTER, award, row, small

from emustats import schema
from emustats.labels import column_label, value_label
from emustats.review.checks import check
from emustats.review.provenance import feeds, trace
from emustats.statistics import awards, clusters, coverage, recipients, reconciliation, scores, targets, titles, trends

DATA = small(
    awards=[award(unit, year, 2, code="CSTD_CS") for unit in "ab" for year in (2018, 2019)],
    targets=[row("a", 2019, "G4", target_no="1", title="Phá án", kind="at_least", planned=90.0, actual=85.0)],
    scores=[row(unit, 2019, "D4", criterion="A", max_points=10.0, self_points=9.0) for unit in "ab"],
    nominations=[row("a", 2019, "D4", award_code="CO_CP", recipient="collective", nominated_count=1, votes=3)],
)
WHERE = {"cluster": CLUSTER, "year": 2019}
FRAMES = {
    "tally": lambda: awards.subtotals(DATA.awards, by=["unit_id", "family", "level", "authority", "basis"]),
    "of_which": lambda: awards.of_which(DATA.awards, parts={"x": "BK_BT"}, by=["length_of_service"]),
    "coverage": lambda: coverage.coverage(DATA.submissions, by=["cluster_id", "status"]),
    "achievement": lambda: targets.achievement(DATA.targets, by=["kind", "measure"]),
    "self_assessment": lambda: targets.self_assessment(DATA.targets),
    "with_previous": lambda: targets.with_previous(DATA.targets),
    "trend": lambda: trends.trend(DATA, value="awards", by="cluster_id"),
    "compare": lambda: clusters.compare(DATA, year=2019),
    "before_after": lambda: clusters.before_after(DATA, **WHERE),
    "rank": lambda: scores.rank(DATA.scores, **WHERE),
    "weights": lambda: scores.weights(DATA.scores, **WHERE),
    "votes": lambda: scores.votes(DATA.scores, DATA.nominations, **WHERE),
    "reconcile": lambda: reconciliation.reconcile(DATA),
    "vintages": lambda: reconciliation.vintages(DATA, DATA),
    "quotas": lambda: titles.quotas(DATA),
    "title_runs": lambda: titles.title_runs(DATA.awards),
    "highest": lambda: recipients.highest(DATA.awards),
    "distinct": lambda: recipients.distinct(DATA.recipients, by=["unit_id"], awards=DATA.awards),
    "feeds": lambda: feeds(DATA, f"2019/{CLUSTER}/a.xlsx", "Khen thưởng", "F7"),
    "check": lambda: check(DATA),
    **{f"trace {name}": lambda name=name: trace(DATA, table=name) for name in ("awards", "targets", "scores")},
    **{name: lambda name=name: getattr(DATA, name) for name in schema.TABLES},
}


@pytest.mark.parametrize("name", FRAMES)
def test_no_column_is_shown_under_the_name_of_the_code(name):
    assert [column for column in FRAMES[name]().columns if column_label(column) == column] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_coded_value_of_the_schema_has_a_name(lang):
    for table in schema.TABLES.values():
        for column in table.columns:
            for value in column.allowed:
                if column.name != "award_class":
                    assert value_label(column.name, value, lang) != value, (column.name, value)


def test_levels_have_names():
    assert [value_label("level", level) == level for level in schema.LEVELS] == [False] * len(schema.LEVELS)


def test_an_unknown_column_or_value_stays_as_it_is():
    assert column_label("điều lạ") == "điều lạ"
    assert value_label("state", "lạ") == "lạ"
    assert value_label("điều lạ", "decided") == "decided"


def test_the_columns_that_people_see_are_named():
    assert column_label("unit_id") == "Đơn vị"
    assert column_label("unit_id", "en") == "Unit"
    assert column_label("total") == "Tổng cộng"
