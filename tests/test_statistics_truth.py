"""Submissions with known answers: own registries, workbooks of the standard form, every figure recounted in plain Python."""

from __future__ import annotations

import datetime
from collections import Counter
from types import SimpleNamespace

import pandas as pd
import pytest

import emustats as es
from emustats.publishing.form.form import write_form
from emustats.reference import load as load_reference
from emustats.review.provenance import feeds
from emustats.statistics.reconciliation import vintages
from emustats.statistics.scores import votes, weights
from emustats.statistics.targets import blocking, results

ONE, TWO = "qk-khoi-1", "qk-khoi-2"
UNITS = ("an", "binh", "chi", "dung", "em", "giang", "ha", "khanh", "an-binh", "dung-1", "dung-2")
UNIT_ROWS = [f"qk-{unit},Đơn vị {unit.title()},{unit.title()},,qk,," for unit in UNITS]
MEMBERS = {
    (ONE, 2018): ("an", "binh", "chi", "dung"),
    (ONE, 2019): ("an", "binh", "chi", "dung"),
    (ONE, 2021): ("an-binh", "chi", "dung"),  # nobody reported for 2020; an and binh merged
    (ONE, 2022): ("em", "giang", "ha"),  # the number given to other units
    (TWO, 2019): ("em", "giang", "ha", "khanh"),
    (TWO, 2021): ("em", "giang", "ha", "khanh"),
}
EVENTS = """date,kind,from_unit,to_unit,share,source
2020-06-01,merge,qk-an,qk-an-binh,,q
2020-06-01,merge,qk-binh,qk-an-binh,,q
2021-12-15,split,qk-dung,qk-dung-1,,q
2021-12-15,split,qk-dung,qk-dung-2,,q
"""
# (unit, year): (cluster, headcount, status, [(award, recipient, state, count or text)])
D, P, R = "decided", "proposed", "received"
SENT = {
    ("an", 2018): (ONE, 100, "final", [("BK_TTG", "collective", D, 1), ("BK_BT", "individual", R, 10)]),
    ("binh", 2018): (ONE, 50, "final", [("BK_BT", "individual", D, 5)]),
    ("chi", 2018): (ONE, 80, "final", [("GK_CUC", "collective", D, 4), ("BK_BT", "household", D, 2)]),
    ("dung", 2018): (ONE, 70, "final", [("BK_BT", "individual", D, 3)]),
    ("an", 2019): (ONE, 100, "provisional", [("BK_BT_BOKHAC", "individual", D, 12), ("BK_BT", "individual", P, 9)]),
    ("binh", 2019): (ONE, 50, "final", [("BK_BT", "individual", D, "gần 7"), ("THU_KHEN", "individual", D, 30)]),
    ("chi", 2019): (ONE, 80, "final", []),  # no commendation, but it did report: a score
    # dung sent nothing in 2019
    ("an-binh", 2021): (ONE, 150, "final", [("BK_BT", "individual", D, 20)]),
    ("chi", 2021): (ONE, 80, "final", [("BK_BT", "individual", D, 6)]),
    ("dung", 2021): (ONE, 70, "final", [("BK_BT", "individual", D, 4)]),
    ("em", 2022): (ONE, 40, "final", [("BK_BT", "individual", D, 1)]),
    ("giang", 2022): (ONE, 40, "final", [("BK_BT", "individual", D, 2)]),
    ("em", 2019): (TWO, 40, "final", [("CO_CP", "collective", D, 1), ("BK_TTG", "individual", D, "-")]),
    ("giang", 2019): (TWO, 60, "final", [("BK_BT", "individual", D, 8)]),
    ("ha", 2019): (TWO, None, "final", [(None, "individual", D, 5)]),  # "Bằng khen" alone
    ("khanh", 2019): (TWO, 90, "final", [("BK_BT", "collective", "registered", 3)]),
    ("em", 2021): (TWO, 40, "final", [("CO_CP", "collective", D, 1)]),
    ("giang", 2021): (TWO, 60, "final", [("BK_BT", "individual", D, 9)]),
    ("ha", 2021): (TWO, 55, "final", [("BK_BT", "individual", D, 2)]),
}
COUNTED = {D, R}
NOT_LUOT = {"THU_KHEN"}


def number(count):
    return {"gần 7": 7, "-": None}.get(count, count)


def lines():
    """The lines of the plan that count: unit, year, cluster, award, recipient, number."""
    for (unit, year), (cluster, _, _, awards) in SENT.items():
        for award, recipient, state, count in awards:
            if state in COUNTED and award not in NOT_LUOT:
                yield f"qk-{unit}", year, cluster, award, recipient, number(count)


# unit an-binh, 2021: kind, plan, adjusted, result as written → what it must come to
TARGETS = [
    ("at_least", 100, None, 120, "exceeded", 1.2),
    ("at_least", 200, 150, 150, "met", 1.0),
    ("at_least", "95%", None, "92,04%", "not_met", 92.04 / 95),
    ("at_least", 0, None, 3, "exceeded", None),
    ("at_most", 0, None, 0, "met", None),
    ("at_most", 0, None, "Không", "met", None),
    ("at_most", 5, None, 4, "exceeded", None),
    ("at_most", 5, None, 6, "not_met", None),
    ("exactly", 12, None, 13, "not_met", None),
    ("range", "80 - 90", None, 90, "met", None),
    ("range", "80 - 90", None, 95, "not_met", None),
    ("yes_no", "Có", None, "Có", "met", None),
    ("yes_no", "Có", None, "Không", "not_met", None),
    ("by_date", "30/11/2021", None, "30/11/2021", "met", None),
    ("by_date", "30/11/2021", None, "01/12/2021", "not_met", None),
    ("reduce_pct", 5, None, "6,5", "exceeded", None),
    ("reduce_pct", 5, None, -2, "not_met", None),
    ("at_least", 10, None, None, "not_assessed", None),
    ("at_least", None, None, 7, "not_assessed", None),
]
# cluster TWO, 2021: criterion, maximum, then self and cluster points
SCORES = {
    "em": [("Công tác", 60, 60, 58), ("Phong trào", 40, 40, 38), ("Điểm thưởng", None, 5, 10)],
    "giang": [("Công tác", 60, 59, 57), ("Phong trào", 40, 40, 39), ("Điểm thưởng", None, 10, 10)],
    "ha": [("Công tác", 60, 50, 50), ("Phong trào", 40, 30, 29), ("Điểm thưởng", None, 0, 0)],
}
NOMINATED = {"em": 3, "giang": 9}


def target_rows():
    for place, (kind, plan, adjusted, actual, _, _) in enumerate(TARGETS, 1):
        row = {"target_no": str(place), "title": f"Chỉ tiêu {place}", "kind": kind}
        for name, text, value in (
            ("planned", "planned_text", plan),
            ("planned_adjusted", "planned_adjusted_text", adjusted),
            ("actual", "text", actual),
        ):
            row[text if isinstance(value, str) else name] = value
        yield row


def submission(folder, unit, year, awards=None, revision=None):
    cluster, headcount, status, plan = SENT[unit, year]
    rows = [
        {"award_code": code, "award_text": None if code else "Bằng khen", "recipient": recipient, "state": state}
        | ({"text": count} if isinstance(count, str) else {"award_count": count})
        for code, recipient, state, count in (plan if awards is None else awards)
    ]
    info = {"unit_id": f"qk-{unit}", "cluster_id": cluster, "year": year, "headcount": headcount, "status": status}
    info["as_of"] = datetime.date(year, 11, 20 + (revision or 0))
    tables = {"awards": rows}
    if (unit, year) == ("an-binh", 2021):
        tables["targets"] = list(target_rows())
    if (unit, year) == ("chi", 2021):
        tables["targets"] = [{"title": "Chỉ tiêu", "kind": "at_least", "planned": 10, "actual": 11}]
    if cluster == TWO and year == 2021 and unit in SCORES:
        tables["scores"] = [
            {"criterion": name, "max_points": most, "self_points": own, "cluster_points": given}
            for name, most, own, given in SCORES[unit]
        ]
    if (unit, year) == ("chi", 2019):
        tables["scores"] = [{"criterion": "Công tác", "max_points": 100, "self_points": 90}]
    if cluster == TWO and year == 2021 and unit in NOMINATED:
        tables["nominations"] = [
            {"award_code": "CO_CP", "recipient": "collective", "nominated_count": 1, "votes": NOMINATED[unit]}
        ]
    name = f"{unit}.xlsx" if revision is None else f"{unit}-lan{revision}.xlsx"
    return write_form(folder / str(year) / cluster / name, info=info, reference=REFERENCE["own"], **tables)


REFERENCE = {}


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    units = "unit_id,name,short_name,aliases,organiser,valid_from,valid_to\n" + "\n".join(UNIT_ROWS) + "\n"
    (folder / "units.csv").write_text(units, encoding="utf-8")
    rows = [f"{cluster},{year},qk-{unit},member,q" for (cluster, year), all_of in MEMBERS.items() for unit in all_of]
    (folder / "clusters.csv").write_text("cluster_id,year,unit_id,role,source\n" + "\n".join(rows) + "\n", "utf-8")
    (folder / "unit_events.csv").write_text(EVENTS, encoding="utf-8")
    REFERENCE["own"] = load_reference(folder)
    return folder


@pytest.fixture(scope="module")
def data(registry, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sent")
    for unit, year in SENT:
        submission(folder, unit, year)
    # giang corrected its figures: the first workbook stays listed, its numbers do not count
    first = submission(folder, "giang", 2019, [("BK_BT", "individual", D, 80)], revision=1)
    first.rename(first.with_name("giang-lan-1.xlsx"))
    submission(folder, "giang", 2019, revision=2)
    (folder / "2019" / TWO / "giang.xlsx").unlink()
    return es.load(folder, reference=registry, cache=False)


def test_nothing_is_found_but_what_was_planted(data):
    assert data.submissions["standing"].value_counts().to_dict() == {"accepted": 19, "superseded": 1, "missing": 3}
    found = Counter(zip(data.problems["severity"], data.problems["code"], strict=True))
    assert {key: count for key, count in found.items() if key[0] != "note"} == {
        ("error", "award_ambiguous"): 1,
        ("error", "total_mismatch"): 1,  # the formula of the form cannot add "gần 7"
        ("warning", "sum_passes_over_text"): 1,
        ("warning", "submission_missing"): 3,
        ("warning", "plan_missing"): 1,  # a target without a plan and one without a result are told at their cells
        ("warning", "result_missing"): 1,
    }


@pytest.mark.parametrize("by", ["unit_id", "cluster_id", "year", "award_code"])
def test_tally_is_the_recount(data, by):
    found = es.tally(data.awards, by=[by], reference=data.reference)
    assert list(found) == [by, "collective", "individual", "household", "unknown", "total"]
    place = {"unit_id": 0, "year": 1, "cluster_id": 2, "award_code": 3}[by]
    expected, cells = Counter(), Counter()
    for line in lines():
        cells[line[place]] += 1
        for column in (line[4], "total"):
            expected[line[place], column] += line[5] or 0
    got = {None if pd.isna(row[by]) else row[by]: row for row in found.to_dict("records")}
    assert set(got) == set(cells)
    for key, row in got.items():
        for column in ("collective", "individual", "household", "unknown", "total"):
            read = [line for line in lines() if line[place] == key and column in (line[4], "total")]
            unread = bool(read) and all(line[5] is None for line in read)
            assert pd.isna(row[column]) if unread else row[column] == expected[key, column], (key, column)


def test_other_states_are_told_only_when_asked(data):
    asked = es.tally(data.awards, by=[], state="proposed", reference=data.reference)["total"].item()
    registered = es.tally(data.awards, by=[], state="registered", reference=data.reference)["total"].item()
    assert (asked, registered) == (9, 3)
    letters = es.tally(data.awards, by=["award_code"], only_luot=False, reference=data.reference)
    assert letters.set_index("award_code").loc["THU_KHEN", "total"] == 30


def test_coverage(data):
    found = es.coverage(data.submissions, by=["cluster_id", "year"]).set_index(["cluster_id", "year"])
    columns = ["expected", "reported", "missing", "superseded", "provisional"]
    assert found.loc[(ONE, 2019), columns].tolist() == [4, 3, 1, 0, 1]
    assert found.loc[(TWO, 2019), columns].tolist() == [4, 4, 0, 1, 0]
    assert found.loc[(ONE, 2022), columns].tolist() == [3, 2, 1, 0, 0]
    assert found.loc[(ONE, 2022), "rate"] == pytest.approx(2 / 3)
    assert (ONE, 2020) not in found.index


def test_targets_of_every_kind(data):
    rows = data.targets[data.targets["unit_id"].eq("qk-an-binh")]
    found = results(rows).set_index("target_no").loc[[str(place) for place in range(1, len(TARGETS) + 1)]]
    assert found["result"].tolist() == [each[4] for each in TARGETS]
    for got, (*_, completion) in zip(found["completion"], TARGETS, strict=True):
        assert pd.isna(got) if completion is None else got == pytest.approx(completion)


def test_three_achievement_figures_and_what_blocks(data):
    outcome = Counter(each[4] for each in TARGETS)
    met = outcome["met"] + outcome["exceeded"] + 1
    assessed = met + outcome["not_met"]
    ratios = [each[5] for each in TARGETS if each[5] is not None] + [1.1]
    found = es.achievement(data.targets, by=["cluster_id", "year"]).to_dict("records")[0]
    assert (found["cluster_id"], found["year"]) == (ONE, 2021)
    assert (found["units_reporting"], found["units_meeting_all"], found["units_rate"]) == (2, 1, 0.5)
    assert (found["targets_assessed"], found["targets_met"], found["not_assessed"]) == (assessed, met, 2)
    assert found["targets_rate"] == pytest.approx(met / assessed)
    assert found["completion_mean"] == pytest.approx(sum(ratios) / len(ratios))
    held = blocking(data.targets)
    expected = [str(n) for n, each in enumerate(TARGETS, 1) if each[4] in ("not_met", "not_assessed")]
    assert held["target_no"].tolist() == expected and held["unit_id"].eq("qk-an-binh").all()


def test_rank_with_bonus_points_a_tie_and_votes_that_disagree(data):
    found = es.rank(data.scores, cluster=TWO, year=2021)
    assert found["column"].eq("cluster").all()
    assert found[["unit_id", "points", "rank"]].values.tolist() == [
        ["qk-em", 106, 1],
        ["qk-giang", 106, 1],
        ["qk-ha", 79, 3],
    ]
    assert found["gap"].tolist()[:2] == [0, 0] and pd.isna(found["gap"].iloc[2])
    assert found["gap_to_first"].tolist() == [0, 0, 27]
    assert found["beyond_max"].tolist() == [6, 6, 0]
    assert found["difference"].tolist() == [-1, 3, 1]
    assert found["survives"].tolist()[:2] == [False, False]
    own = es.rank(data.scores, cluster=TWO, year=2021, column="self")
    assert own[["unit_id", "points", "gap"]].head(2).values.tolist() == [["qk-giang", 109, 4], ["qk-em", 105, 25]]
    # giang leads by 4: -1 on the first criterion, 0, +5 on the bonus; moving the bonus by 80% is what it takes
    moved = weights(data.scores, cluster=TWO, year=2021, column="self").set_index("criterion")
    assert moved.loc["Điểm thưởng", "breaking_shift"] == pytest.approx(4 / 5)
    assert moved.loc["Điểm thưởng", "margin"] == pytest.approx(4 - 0.1 * 5)
    beside = votes(data.scores, data.nominations, cluster=TWO, year=2021, column="self").set_index("unit_id")
    assert beside["votes"].to_dict() == {"qk-giang": 9, "qk-em": 3}
    assert beside["agrees"].all()


def test_compare_has_its_bases(data):
    found = es.compare(data, year=2019, per="unit").set_index("cluster_id")
    # dung sent nothing and is no base; chi reported that there was nothing
    assert found.loc[ONE, ["total", "units", "headcount"]].tolist() == [19, 3, 230]
    assert found.loc[ONE, "per_unit"] == pytest.approx(19 / 3)
    assert found.loc[ONE, "per_100_staff"] == pytest.approx(19 / 230 * 100)
    # ha gave no headcount: no rate for the cluster
    assert found.loc[TWO, ["total", "units"]].tolist() == [14, 4] and pd.isna(found.loc[TWO, "headcount"])
    assert found["rank"].to_dict() == {ONE: 1, TWO: 2}
    assert found.loc[TWO, "gap"] == pytest.approx(19 / 3 - 14 / 4)
    assert found.loc[TWO, "share_unknown"] == pytest.approx(5 / 14)
    assert found["is_small_base"].all() and found.loc[ONE, "one_unit_points"] == pytest.approx(100 / 3)


def of_years(data, *years):
    """The data of some years only, as an outside caller would narrow them."""
    frames = {name: getattr(data, name) for name in ("awards", "targets", "scores", "submissions", "nominations")}
    kept = {name: pd.DataFrame(frame[frame["year"].isin(years)]) for name, frame in frames.items()}
    return SimpleNamespace(**kept, reference=data.reference)


def values(frame):
    return {row["year"]: None if pd.isna(row["value"]) else row["value"] for row in frame.to_dict("records")}


def test_a_trend_keeps_its_gap_and_does_not_join_other_units(data):
    found = es.trend(data, value="awards", by="cluster_id", where={"cluster_id": ONE})
    assert values(found) == {2018: 25, 2019: 19, 2020: None, 2021: 30, 2022: 3}
    row = found.set_index("year")
    assert row["segment"].tolist()[:2] == [1, 1] and pd.isna(row.loc[2020, "segment"])
    assert row.loc[2021, "segment"] == 2 and row.loc[2022, "segment"] == 3
    assert "other_units" in row.loc[2022, "breaks"] and pd.isna(row.loc[2022, "change"])
    assert row.loc[2019, "change"] == -6 and row.loc[2019, "pct_change"] == pytest.approx(-6 / 25)
    assert pd.isna(row.loc[2021, "change"]) and "organisation" in row.loc[2021, "breaks"]
    assert row["is_provisional"].tolist()[:2] == [False, True]
    assert row["units"].fillna(0).tolist() == [4, 3, 0, 3, 2]  # chi had nothing in 2019, and said so


def test_three_lenses_on_a_merger(data):
    unit = {
        lens: es.trend(data, value="awards", by="unit_id", lens=lens, where={"cluster_id": ONE})
        for lens in ("as_reported", "current_structure", "constant_panel")
    }
    assert values(unit["as_reported"].query("unit_id == 'qk-an'"))[2018] == 11
    folded = values(unit["current_structure"].query("unit_id == 'qk-an-binh'"))
    assert (folded[2018], folded[2019], folded[2021]) == (16, 19, 20)
    assert "qk-an" not in set(unit["current_structure"]["unit_id"])
    # dung was split without declared shares after the year 2021: left apart, and said so
    apart = unit["current_structure"].query("unit_id == 'qk-dung'").set_index("year")["left_apart"]
    assert apart[2018] == "qk-dung"
    until = es.trend(data, value="awards", by="cluster_id", lens="current_structure", where={"cluster_id": TWO})
    assert values(until) == {2019: 14, 2020: None, 2021: 12}
    panel = es.trend(data, value="awards", by="cluster_id", lens="constant_panel", where={"cluster_id": TWO})
    # khanh has no figure of 2021; it registered only, which is no lượt anyway
    assert values(panel) == {2019: 14, 2020: None, 2021: 12}
    assert panel["unit_ids"].iloc[0] == "qk-em|qk-giang|qk-ha"
    where = {"cluster_id": ONE, "year": [2018, 2019]}
    early = es.trend(of_years(data, 2018, 2019), value="awards", by="cluster_id", lens="constant_panel", where=where)
    # an, binh and chi, which had nothing in 2019; dung did not report then, and is left out of both years
    assert early["unit_ids"].tolist() == ["qk-an|qk-binh|qk-chi"] * 2 and early["value"].tolist() == [22, 19]


def test_trace_finds_every_cell_and_a_cell_its_figures(data):
    found = es.trace(data, table="awards", cluster_id=ONE, year=2019, reference=data.reference)
    assert list(found)[:6] == ["path", "sheet", "cell", "text", "award_count", "fixes"]
    assert found["award_count"].sum() == 19
    rough = found[found["text"].eq("gần 7")].iloc[0]
    assert rough["award_count"] == 7 and "approximate_word" in rough["fixes"] and rough["is_approximate"]
    for row in found.itertuples():
        fed = feeds(data, row.path, row.sheet, row.cell)
        whole = fed[fed["figure"].eq("awards.total") & fed["unit_id"].isna() & fed["award_code"].isna()]
        assert (whole["value"].item(), whole["contribution"].item()) == (19, row.award_count)


def test_summary_counts_the_combined_figure_within_its_clause(data):
    found = es.summary(data, cluster=ONE, year=2019)
    assert found["units"] == {"expected": 4, "reported": 3}
    assert found["awards"]["total"] == 19 and found["awards"]["individual"] == 19
    assert found["status"] == "provisional" and found["as_of"] == "2019-11-20"
    assert "19 Bằng khen của Bộ trưởng Bộ Công an và các bộ, ban, ngành" in found["narrative_vi"]
    assert "gần đúng" in found["narrative_vi"]
    assert found["targets"]["units_rate"] is None and found["targets"]["units_reporting"] == 0
    unread = es.summary(data, cluster=TWO, year=2019)
    assert {row["award_code"]: row["total"] for row in unread["awards"]["by_award"]} == {
        "CO_CP": 1,
        "BK_TTG": None,
        "BK_BT": 8,
        None: 5,
    }


def test_reconcile_takes_the_combined_figure_for_both_codes(data, tmp_path):
    columns = (
        "body,cluster_id,unit_id,year,period,period_kind,figure,recipient,award_codes,value,unit,printed,"
        "is_approximate,state,as_of,status,source,notes\n"
    )
    rows = [
        f"K1,{ONE},,2019,2019,annual,awards_by_form,total,BK_BT|BK_BOKHAC,19,lượt,19,no,,,,s,",
        f"K1,{ONE},,2018,2019,annual,awards_collective,collective,,6,lượt,06,no,,,,s,",
        f"K1,{ONE},,,2015-2019,multi_year,awards_total,total,,44,lượt,44,no,,,,s,",
    ]
    (tmp_path / "figures.csv").write_text(columns + "\n".join(rows) + "\n", encoding="utf-8")
    found = es.reconcile(data, published=tmp_path / "figures.csv")
    compared = found[found["published"].notna()].set_index(["kind", "outcome"])
    assert compared.loc[("awards_by_form", "agrees"), "computed"] == 19
    assert compared.loc[("awards_collective", "differs"), "difference"] == -1
    assert pd.isna(compared.loc[("awards_total", "not_computed"), "computed"])


def test_two_vintages_of_one_year(data, registry, tmp_path):
    for unit, year in SENT:
        if year == 2019:
            plan = SENT[unit, year][3]
            moved = [("BK_BT", "individual", D, 11)] if unit == "giang" else plan
            submission(tmp_path, unit, year, moved, revision=None)
    found = vintages(data, es.load(tmp_path, reference=registry, cache=False))
    here = found[found["year"].eq(2019)]
    assert here[["unit_id", "item", "before", "after", "change"]].values.tolist() == [["qk-giang", "BK_BT", 8, 11, 3]]
    assert here["before_at"].item().endswith("giang-lan2.xlsx!Khen thưởng!G10")


def test_order_of_rows_does_not_matter_and_nothing_is_mutated(data):
    kept = {name: getattr(data, name).copy(deep=True) for name in ("awards", "targets", "scores", "submissions")}
    mixed = {name: frame.sample(frac=1, random_state=7) for name, frame in kept.items()}
    pd.testing.assert_frame_equal(
        es.tally(mixed["awards"], by=["unit_id", "year"]), es.tally(data.awards, by=["unit_id", "year"])
    )
    pd.testing.assert_frame_equal(
        es.achievement(mixed["targets"], by=["unit_id"]), es.achievement(data.targets, by=["unit_id"])
    )
    pd.testing.assert_frame_equal(
        es.rank(mixed["scores"], cluster=TWO, year=2021), es.rank(data.scores, cluster=TWO, year=2021)
    )
    for name, frame in kept.items():
        pd.testing.assert_frame_equal(pd.DataFrame(getattr(data, name)), pd.DataFrame(frame))


@pytest.mark.parametrize(
    "names", [["A"], ["A", "B"], ["I", "II"], ["a", "b"], ["1", "2"], ["Thủ trưởng đơn vị gương mẫu", "Nội dung"]]
)
def test_names_of_criteria_are_no_labels_headings_or_signatures(tmp_path, names):
    info = {"unit_id": "bca-van-phong", "cluster_id": "bca-donvi-6", "year": 2019}
    scores = [{"criterion": name, "max_points": 10, "self_points": 9, "cluster_points": 8} for name in names]
    targets = [{"title": name, "kind": "at_least", "planned": 1, "actual": 2} for name in names]
    write_form(tmp_path / "a.xlsx", info=info, scores=scores, targets=targets)
    data = es.load(tmp_path, cache=False)
    assert data.scores["criterion"].tolist() == data.targets["title"].tolist() == names
    assert es.rank(data.scores, cluster="bca-donvi-6", year=2019)["points"].tolist() == [8 * len(names)]
