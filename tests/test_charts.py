"""The charts, judged by what is drawn: which texts, where, and that none is cut or lies on another."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import faults, visible_texts
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Rectangle

from emustats import charts
from emustats.charts import measure
from emustats.errors import FrameError, UsageError
from emustats.statistics.targets import achievement, results

LONG = "Cục Cảnh sát quản lý tạm giữ, tạm giam và thi hành án hình sự tại cộng đồng số "
FACTS = charts.Facts("báo cáo của các đơn vị", date(2019, 11, 21), "6 đơn vị", True, True)
EXPECTED = Path(__file__).parent / "expected" / "charts"


def units(count: int, long: bool) -> list[str]:
    return [f"{LONG if long else 'Đơn vị '}{number}" for number in range(1, count + 1)]


def tally(names: list[str], key: str = "unit_id") -> pd.DataFrame:
    counts = np.arange(1, len(names) + 1)
    frame = pd.DataFrame(
        {key: names, "collective": counts * 3, "individual": counts * 171, "household": 0, "unknown": counts % 2}
    )
    frame["total"] = frame.iloc[:, 1:].sum(axis=1)
    return frame.astype({name: "Int64" for name in frame.columns[1:]})


def targets(names: list[str]) -> pd.DataFrame:
    outcomes = (12, 10, 9, None, 10, 11)
    rows = [
        {"unit_id": unit, "target_no": str(number), "title": f"{LONG}{number}", "kind": "at_least", "planned": 10.0,
         "actual": outcomes[(place + number) % 6]}
        for place, unit in enumerate(names) for number in range(1, 13)
    ]  # fmt: skip
    return results(pd.DataFrame(rows))


def over_years(names: list[str], years=(2015, 2016, 2018, 2019)) -> pd.DataFrame:
    size = len(names)
    return pd.concat(
        pd.DataFrame({"unit_id": names, "year": year, "rank": (np.arange(size) * 7 + year) % size + 1})
        for year in years
    )


def years_of(names: list[str | None]) -> pd.DataFrame:
    parts = [
        pd.DataFrame({
            "cluster_id": name, "year": range(2015, 2020), "value": pd.array([400 + 9 * i, 455, None, 540, 601], "Float64"),
            "units": 6, "is_provisional": [False] * 4 + [True], "segment": [1, 1, None, 2, 2],
            "note_vi": ["", "", "", LONG * 3, LONG], "note_en": "", "lens": "as_reported",
        })
        for i, name in enumerate(names)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def shares(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"cluster_id": names, "total": 100, "share_state": 0.02, "share_ministry": 0.38, "share_unit": 0.6}
    )


def scores(names: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame({"unit_id": names, "self_points": np.linspace(90, 99.25, len(names)), "cluster_points": 91.5})
    return frame.assign(difference=frame["self_points"] - frame["cluster_points"])


def compared(names: list[str]) -> pd.DataFrame:
    values = np.linspace(5, 99, len(names))
    return pd.DataFrame({"cluster_id": names, "per_unit": values, "units": 6, "is_small_base": True})


def covered(names: list[str]) -> pd.DataFrame:
    rows = [
        {"unit_id": unit, "year": year, "reported": int(year != 2017), "missing": int(year == 2017), "refused": 0,
         "as_of": pd.Timestamp(year, 11, 20), "days_late": 6 if year == 2018 else 0}
        for unit in names for year in range(2015, 2020)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def two_years(names: list[str]) -> pd.DataFrame:
    rows = [
        {"unit_id": unit, "year": year, "value": 40.0 + place + year - 2018, "change": 1.0}
        for place, unit in enumerate(names)
        for year in (2018, 2019)
    ]
    return pd.DataFrame(rows)


def checked(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"figure": names, "computed": 190.0, "published": 192.0, "difference": -2.0})


# Every chart with as many rows as names, as a call that takes ``size`` and ``ax``.
DRAWINGS = {
    "tally_by_unit": lambda names: partial(charts.tally_by_unit, tally(names)),
    "award_ladder": lambda names: partial(charts.award_ladder, tally(names, "award_code").assign(level="ministry")),
    "composition": lambda names: partial(charts.composition, shares(names)),
    "achievement": lambda names: partial(charts.achievement, achievement(targets(names), by=["unit_id"])),
    "target_matrix": lambda names: partial(charts.target_matrix, targets(names)),
    "trend": lambda names: partial(charts.trend, years_of([None]).drop(columns="cluster_id")),
    "trend of several": lambda names: partial(charts.trend, years_of(names[:6]), by="cluster_id"),
    "dumbbell": lambda names: partial(charts.dumbbell, two_years(names)),
    "score_gap": lambda names: partial(charts.score_gap, scores(names)),
    "compare": lambda names: partial(charts.compare, compared(names)),
    "rank_over_years": lambda names: partial(charts.rank_over_years, over_years(names)),
    "coverage_calendar": lambda names: partial(charts.coverage_calendar, covered(names)),
    "reconciliation": lambda names: partial(charts.reconciliation, checked(names)),
}


def texts(ax) -> list[str]:
    return [text.get_text() for text in visible_texts(ax.figure)]


@pytest.mark.parametrize("kind", DRAWINGS)
@pytest.mark.parametrize(("count", "long", "size"), [(1, True, "screen"), (40, True, "slide"), (40, True, "page")])
def test_no_text_is_cut_or_lies_on_another(kind, count, long, size):
    ax = DRAWINGS[kind](units(count, long))(size=size)
    charts.finalise(ax, title=LONG * 2, subtitle=LONG * 2, facts=FACTS)
    assert faults(ax.figure) == []


@pytest.mark.parametrize(("count", "size"), [(3, "page"), (6, "slide")])
def test_small_multiples_keep_their_texts_apart(count, size):
    frame = pd.concat(tally(units(6, True)).assign(cluster_id=name) for name in units(count, True))
    axes = charts.small_multiples(frame, charts.tally_by_unit, size=size)
    charts.finalise(axes[0], title="Các cụm", facts=FACTS)
    assert len(axes) == count
    assert faults(axes[0].figure) == []


@pytest.mark.parametrize("kind", DRAWINGS)
class TestEveryChart:
    def test_draws_on_given_axes_and_returns_them(self, kind):
        figure = Figure(figsize=(9, 6))
        ax = figure.subplots()
        drawn = DRAWINGS[kind](units(4, False))(ax=ax)
        assert drawn is ax and figure.axes == [ax]
        charts.finalise(ax, title="Tiêu đề", facts=FACTS)
        assert faults(figure) == []

    def test_leaves_the_frame_as_it_was(self, kind):
        call = DRAWINGS[kind](units(3, False))
        before = call.args[0].copy(deep=True)
        call()
        pd.testing.assert_frame_equal(call.args[0], before)

    def test_says_so_when_there_is_nothing(self, kind):
        call = DRAWINGS[kind](units(3, False))
        ax = call.func(call.args[0].iloc[:0], **call.keywords)
        said = texts(ax)
        assert len(said) == 1 and len(said[0]) > 20
        assert " ".join(said[0].split()) in charts.alt_text(ax)

    def test_a_missing_column_is_named(self, kind):
        call = DRAWINGS[kind](units(3, False))
        column = call.args[0].columns[0]
        with pytest.raises(FrameError, match=column):
            call.func(call.args[0].drop(columns=[column]), **call.keywords)

    def test_has_a_text_that_stands_for_it(self, kind):
        ax = DRAWINGS[kind](units(3, False))()
        charts.finalise(ax, title="Đơn vị 3 dẫn đầu", facts=FACTS)
        alt = charts.alt_text(ax)
        assert alt.startswith("Đơn vị 3 dẫn đầu.") and "21/11/2019" in alt and "SỐ LIỆU MINH HỌA" in alt
        assert len(alt) > 150


def test_numbers_are_written_the_vietnamese_way():
    ax = charts.tally_by_unit(tally(units(20, False)))
    assert "3.420" in texts(ax) and "3420" not in texts(ax)


def test_rows_stand_in_order_and_bars_are_as_long_as_their_numbers():
    ax = charts.tally_by_unit(tally(["a", "b", "c"]))
    labels = sorted((text for text in ax.texts if text.get_text() in "abc"), key=lambda text: text.get_position()[1])
    assert [text.get_text() for text in labels] == ["c", "b", "a"]
    widths = [patch.get_x() + patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert max(widths) == pytest.approx(3 * 3 + 3 * 171 + 1)


def test_a_missing_count_is_a_dash_and_not_a_zero():
    frame = tally(["a", "b"])
    frame.loc[0, ["collective", "total"]] = pd.NA
    said = texts(charts.tally_by_unit(frame))
    assert said.count("–") == 2


def test_an_award_not_recognised_has_its_row():
    said = texts(charts.award_ladder(tally(["BK_TTG", None], "award_code")))
    assert "Bằng khen của Thủ tướng Chính phủ" in " ".join(" ".join(said).split())
    assert any("Chưa nhận ra" in text for text in said)


def test_achievement_names_its_base_and_never_draws_a_missing_rate():
    frame = achievement(targets(["a", "b"]), by=["unit_id"])
    frame.loc[1, ["targets_rate", "targets_assessed", "targets_met"]] = [pd.NA, 0, 0]
    said = texts(charts.achievement(frame))
    assert any("/" in text and "chỉ tiêu" in text for text in said)
    assert "chưa có số liệu" in said


def test_an_unknown_achievement_figure_is_refused():
    with pytest.raises(UsageError, match="units, targets, completion"):
        charts.achievement(pd.DataFrame(), measure="share")


def test_what_blocks_is_named_under_the_matrix():
    said = "\n".join(texts(charts.target_matrix(targets(["a"]))))
    assert "kết quả 9, đăng ký 10" in said and "chưa đánh giá" in said


def test_a_line_never_bridges_a_gap_or_a_new_series():
    ax = charts.trend(years_of([None]).drop(columns="cluster_id"))
    runs = [list(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) > 1 and line.get_linestyle() == "-"]
    runs = [run for run in runs if set(run) <= set(range(2015, 2020)) and len(set(run)) > 1]
    assert runs == [[2015, 2016], [2018, 2019]]
    assert any("chưa có" in text for text in texts(ax)), "the year without data says so"


def test_breaks_are_numbered_and_explained():
    said = texts(charts.trend(years_of([None]).drop(columns="cluster_id"), size="slide"))
    assert "(1)" in said and any("(1) 2018:" in text for text in said)


def test_too_many_lines_are_refused():
    with pytest.raises(UsageError, match="small_multiples"):
        charts.trend(years_of(units(7, False)), by="cluster_id")


def test_a_dumbbell_needs_two_years():
    frame = pd.DataFrame({"unit_id": ["a"], "year": [2019], "value": [1.0]})
    with pytest.raises(UsageError, match="đúng hai năm"):
        charts.dumbbell(frame)


def test_units_that_left_are_named_and_not_ranked():
    frame = pd.concat([over_years(["a", "b"]), pd.DataFrame({"unit_id": ["z"], "year": [2015], "rank": [3]})])
    assert any("Không có xếp hạng năm 2019: z" in text for text in texts(charts.rank_over_years(frame)))


def test_finalise_writes_everything_once():
    ax = charts.finalise(charts.tally_by_unit(tally(["a"])), title="Một câu", subtitle="Phạm vi", facts=FACTS)
    said = texts(ax)
    assert {"Một câu", "Phạm vi", "SỐ LIỆU TẠM TÍNH", "SỐ LIỆU MINH HỌA"} <= set(said)
    assert "Nguồn: báo cáo của các đơn vị · Số liệu tính đến ngày 21/11/2019 · n = 6 đơn vị" in said
    with pytest.raises(UsageError, match="đã có tiêu đề"):
        charts.finalise(ax)


def test_finalise_needs_a_chart():
    with pytest.raises(UsageError, match="es.charts"):
        charts.finalise(Figure().subplots())


def test_formats_have_their_shape():
    slide = charts.tally_by_unit(tally(["a"]), size="slide").figure.get_size_inches()
    assert slide[0] / slide[1] == pytest.approx(16 / 9, abs=0.01)
    page = charts.tally_by_unit(tally(units(40, True)), size="page").figure.get_size_inches()
    assert page[0] < 8.27 and page[1] < 11.69
    with pytest.raises(UsageError, match="slide, page, screen"):
        charts.tally_by_unit(tally(["a"]), size="poster")


def test_english_words():
    with charts.language("en"):
        said = texts(charts.finalise(charts.tally_by_unit(tally(units(20, False))), facts=FACTS))
    assert "Total" in said and "3,420" in said and any("2019-11-21" in text for text in said)
    with pytest.raises(UsageError):
        with charts.language("fr"):
            pass


def test_saving_twice_gives_the_same_bytes_and_keeps_the_words(tmp_path):
    def save(place: Path) -> dict[str, bytes]:
        ax = charts.finalise(charts.tally_by_unit(tally(["a", "b"])), title="Đơn vị b dẫn đầu", facts=FACTS)
        return {path.name: path.read_bytes() for path in charts.save(ax, place / "chart", dpi=60)}

    first, second = save(tmp_path / "one"), save(tmp_path / "two")
    assert first == second and set(first) == {"chart.png", "chart.svg", "chart.pdf", "chart.json"}
    beside = json.loads(first["chart.json"])
    assert beside["title"] == "Đơn vị b dẫn đầu" and "b: 348" in beside["alt"]
    svg = first["chart.svg"].decode()
    assert "<text" not in svg and 'role="img"' in svg and f"<desc>{beside['alt']}</desc>" in svg
    assert b"CreationDate" not in first["chart.pdf"]
    assert "Description" in first["chart.png"].decode("latin-1")


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="png, svg, pdf"):
        charts.render(charts.tally_by_unit(tally(["a"])), "gif")


def test_wrapping_keeps_every_word_and_the_limit():
    lines = measure.wrap(LONG * 3, 12, 200)
    assert " ".join(lines) == " ".join((LONG * 3).split())
    assert all(measure.width(line, 12) <= 200 for line in lines)
    assert all(measure.width(line, 12) <= 60 for line in measure.wrap("x" * 80, 12, 60))


def test_labels_pushed_apart_keep_order_and_distance():
    places = measure.apart([5.0, 5.0, 5.0, 90.0], 10, 0, 100)
    assert places == sorted(places)
    assert all(b - a >= 10 - 1e-9 for a, b in zip(places, places[1:], strict=False))
    assert min(places) >= 0 and max(places) <= 100
    assert measure.apart([1.0, 1.0, 1.0], 50, 0, 60) == pytest.approx([0, 30, 60])


@pytest.mark.parametrize("kind", ["tally_by_unit", "target_matrix", "trend"])
def test_it_looks_as_it_was_approved(kind, tmp_path):
    ax = DRAWINGS[kind](units(4, False))(size="slide")
    charts.finalise(ax, title="Đơn vị 4 dẫn đầu", subtitle="Số liệu thử", facts=FACTS)
    file = tmp_path / f"{kind}.png"
    file.write_bytes(charts.render(ax, "png", 40))
    approved = EXPECTED / file.name
    new, old = imread(file), imread(approved)
    assert new.shape == old.shape
    # Rasterizers differ by a hair between versions; a moved or missing element changes far more.
    assert float(np.sqrt(np.mean((new - old) ** 2))) < 0.03


def test_a_long_list_on_a_slide_stands_in_two_columns_on_one_scale():
    ax = charts.tally_by_unit(tally(units(40, False)), size="slide")
    left, right = ax.figure.axes
    assert left is ax and left.get_xlim() == right.get_xlim() and left.get_ylim() == right.get_ylim()
    assert left.get_position().width == pytest.approx(right.get_position().width)
    said = texts(ax)
    assert all(f"Đơn vị {number}" in said for number in range(1, 41))
    assert min(text.get_size() for text in visible_texts(ax.figure)) > 9, "read from the back row"
    assert "Đơn vị 1:" in charts.alt_text(ax) and "Đơn vị 40:" in charts.alt_text(ax)


def test_one_long_name_does_not_make_all_names_small():
    names = [*units(11, False), LONG * 2]
    sizes, _ = measure.fit_each(names, 15, 200, 20)
    assert sizes[:11] == [max(sizes)] * 11 and sizes[11] < sizes[0]
