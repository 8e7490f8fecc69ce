"""The figures that the press printed."""

import pandas as pd
import pytest

from emustats.errors import ReferenceDataError
from emustats.reference import load
from emustats.reference.published import COLUMNS, DEFAULT_PATH, published

LINE = {
    "body": "Cụm", "year": "2019", "period": "2019", "period_kind": "annual", "figure": "awards_total",
    "recipient": "total", "value": "12", "unit": "lượt", "printed": "12", "is_approximate": "no", "source": "báo",
}  # fmt: skip


def write(tmp_path, **changes):
    row = {**dict.fromkeys(COLUMNS, ""), **LINE, **changes}
    file = tmp_path / "figures.csv"
    file.write_text(",".join(COLUMNS) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return file


def value(frame, **where):
    for column, wanted in where.items():
        frame = frame[frame[column] == wanted]
    return frame["value"].item()


def test_the_three_cluster_years_with_both_totals():
    figures = published()
    for cluster_id, year, collective, individual in (
        ("bca-donvi-6", 2019, 159, 442),
        ("bca-diaphuong-6", 2014, 1750, 4124),
        ("bca-diaphuong-5", 2022, 2079, 6206),
    ):
        assert value(figures, cluster_id=cluster_id, year=year, figure="awards_collective") == collective
        assert value(figures, cluster_id=cluster_id, year=year, figure="awards_individual") == individual


def test_the_article_of_2019():
    figures = published().query("cluster_id == 'bca-donvi-6' and year == 2019")
    assert value(figures, award_codes="BK_TTG") == 3
    assert value(figures, award_codes="BK_BT|BK_BOKHAC") == 192
    assert value(figures, figure="units_rate") == 1.0
    assert value(figures, figure="units_in_cluster") == 6
    nomination = figures[figures["figure"] == "nomination"].iloc[0]
    assert (nomination["unit_id"], nomination["award_codes"], nomination["state"]) == (
        "bca-van-phong",
        "CO_CP",
        "proposed",
    )
    assert (figures["as_of"] == pd.Timestamp("2019-11-21")).all()
    assert (figures["status"] == "provisional").all()


def test_figures_of_other_periods_have_no_year():
    figures = published()
    annual = figures["period_kind"] == "annual"
    assert figures.loc[~annual, "year"].isna().all()
    assert figures.loc[annual, "year"].notna().all()
    lang_son = figures[figures["unit_id"] == "bca-ca-lang-son"]
    assert (lang_son["period_kind"] == "multi_year").all()
    assert value(lang_son, figure="awards_individual") == 8296


def test_vague_words_are_no_numbers_and_near_numbers_say_so():
    figures = published()
    vague = figures[figures["printed"] == "hàng trăm"].iloc[0]
    assert pd.isna(vague["value"]) and vague["is_approximate"]
    near = figures[figures["printed"] == "gần 6.500"].iloc[0]
    assert near["value"] == 6500 and near["is_approximate"]
    assert figures.loc[~figures["is_approximate"], "value"].notna().all()


def test_parts_that_the_source_gives_add_up():
    figures = published()
    forms = figures[(figures["figure"] == "awards_by_form") & figures["recipient"].notna()].fillna({"award_codes": "?"})
    wide = forms.pivot_table("value", ["body", "period", "award_codes"], "recipient", "sum", observed=True)
    split = wide.dropna(subset=["collective", "individual", "total"])
    assert len(split) >= 5
    assert (split["collective"] + split["individual"] == split["total"]).all()


def test_every_figure_has_its_source_and_columns_their_dtypes():
    figures = published()
    assert {column: str(dtype) for column, dtype in figures.dtypes.items()} == COLUMNS
    assert figures["source"].notna().all() and figures["printed"].notna().all()
    series = load().cluster_series
    known = figures["cluster_id"].dropna().str.replace(r"-\d+$", "", regex=True)
    assert set(known) <= set(series)
    assert DEFAULT_PATH.name == "figures.csv"


def test_a_file_of_ones_own(tmp_path):
    figures = published(write(tmp_path))
    assert figures["value"].tolist() == [12.0]
    assert figures["cluster_id"].isna().all()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"figure": "lượt"}, "dòng 2: cột figure"),
        ({"period_kind": "multi_year"}, "dòng 2: chỉ số liệu của trọn một năm"),
        ({"year": ""}, "dòng 2: chỉ số liệu của trọn một năm"),
        ({"value": "1.234.5"}, "dòng 2: year, value hoặc as_of"),
        ({"as_of": "21/11/2019"}, "dòng 2: year, value hoặc as_of"),
        ({"award_codes": "BK_TTG|BK_LA"}, "award_codes “BK_LA”"),
        ({"unit_id": "bca-la"}, "unit_id “bca-la”"),
    ],
)
def test_mistakes_are_told_with_file_and_line(tmp_path, changes, told):
    with pytest.raises(ReferenceDataError, match=told):
        published(write(tmp_path, **changes))


def test_a_missing_file_or_column_is_told(tmp_path):
    with pytest.raises(ReferenceDataError, match="figures.csv"):
        published(tmp_path / "figures.csv")
    (tmp_path / "short.csv").write_text("body,year\nCụm,2019\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="dòng 2: thiếu cluster_id"):
        published(tmp_path / "short.csv")
