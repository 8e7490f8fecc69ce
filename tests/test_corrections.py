"""Corrections replace exactly what they expect, leave a trace, and fail loudly when they match nothing."""

import json

import pandas as pd
import pytest
from small_data import award, row, small

from emustats.cli import main
from emustats.dataset.read import read_folder
from emustats.errors import CorrectionError
from emustats.publishing.form.form import write_form
from emustats.review.checks import check
from emustats.review.corrections import COLUMNS, apply, read
from emustats.review.load import complete, load

PATH = "2019/bca-donvi-6/a.xlsx"


@pytest.fixture
def data():
    return small(
        awards=[
            award("a", 2019, 1, cell="F7"),
            award("a", 2019, 5, cell="G7"),
            award("a", 2019, None, cell="H7", text="#N/A"),
            award("a", 2019, 2, cell="I7", recipient="collective"),
            award("a", 2019, 4, cell="I7"),
        ],
        targets=[
            row(
                "a", 2019, "G4", target_no="1", planned=90.0, actual=85.0, planned_cell="E4", planned_adjusted_cell="F4"
            )
        ],
        problems=[
            {"severity": "error", "code": "count_not_whole", "submission_id": "a-2019", "path": PATH}
            | {"sheet": "Khen thưởng", "cell": "F7", "value": "1.75", "message_vi": "Sai.", "message_en": "Wrong."},
            {"severity": "error", "code": "submission_missing", "unit_id": "b", "year": 2019}
            | {"message_vi": "Thiếu.", "message_en": "Missing."},
            {"severity": "error", "code": "submission_missing", "unit_id": "c", "year": 2019}
            | {"message_vi": "Thiếu.", "message_en": "Missing."},
        ],
    )


def file_of(folder, *lines):
    path = folder / "corrections.csv"
    made = [dict.fromkeys(COLUMNS, "") | line for line in lines]
    pd.DataFrame(made, columns=list(COLUMNS)).to_csv(path, index=False)
    return path


def line(**cells):
    defaults = {"id": "h1", "action": "correct", "path": PATH, "sheet": "Khen thưởng", "cell": "F7"}
    return defaults | {"reason": "Excel đọc 1.750 là 1,75", "who": "Tổ thư ký", "date": "2019-11-25"} | cells


def test_a_number_is_replaced_and_the_fix_recorded(data, tmp_path):
    before = data.awards.copy(deep=True)
    new = apply(data, file_of(tmp_path, line(expects="1", value="1750")))
    assert new.awards["award_count"].tolist()[:2] == [1750, 5]
    assert new.awards["text"].iloc[0] == "1"
    assert new.fixes.to_dict("records") == [
        {
            "rule": "correction:h1",
            "path": PATH,
            "submission_id": "a-2019",
            "sheet": "Khen thưởng",
            "cell": "F7",
            "before": "1",
            "after": "1750",
        }
    ]
    pd.testing.assert_frame_equal(data.awards, before)
    assert data.fixes.empty


def test_missing_can_be_expected_and_given(data, tmp_path):
    new = apply(
        data,
        file_of(tmp_path, line(cell="H7", expects="", value="8"), line(id="h2", cell="G7", expects="5", value="")),
    )
    assert new.awards.set_index("cell").loc["H7", "award_count"] == 8
    assert pd.isna(new.awards.set_index("cell").loc["G7", "award_count"])
    assert new.fixes["before"].tolist() == ["NA", "5"]


def test_the_expected_value_tells_two_numbers_of_one_cell_apart(data, tmp_path):
    new = apply(data, file_of(tmp_path, line(cell="I7", expects="4", value="6")))
    assert new.awards["award_count"].tolist()[3:] == [2, 6]


def test_plans_and_results_have_their_own_cells(data, tmp_path):
    new = apply(
        data,
        file_of(
            tmp_path,
            line(cell="E4", expects="90", value="95"),
            line(id="h2", cell="F4", expects="", value="80.5"),
            line(id="h3", cell="G4", expects="85", value="86"),
            line(id="h4", path="a-2019", cell="G4", expects="86", value="87"),
        ),
    )
    assert new.targets.loc[0, ["planned", "planned_adjusted", "actual"]].tolist() == [95, 80.5, 87]


def test_an_acknowledged_finding_becomes_a_note_with_its_reason(data, tmp_path):
    acknowledge = line(action="acknowledge", path="", sheet="", cell="", code="submission_missing", unit_id="b")
    new = apply(data, file_of(tmp_path, acknowledge | {"reason": "Đơn vị mới thành lập"}))
    assert new.problems[["severity", "unit_id"]].fillna("").values.tolist() == [
        ["error", ""],
        ["error", "c"],
        ["note", "b"],
    ]
    assert "Đơn vị mới thành lập" in new.problems["message_vi"].iloc[2]
    assert len(new.fixes) == 1
    assert data.problems["severity"].tolist() == ["error"] * 3


def test_a_finding_of_the_whole_can_be_acknowledged_before_it_is_looked_for(tmp_path):
    counts = (40, 42, 38, 41, 39, 600)
    data = small(awards=[award("a", 2014 + i, n) for i, n in enumerate(counts)])
    lines = line(action="acknowledge", path="", sheet="", cell="", code="outlier", unit_id="a", year="2019")
    new = apply(data, file_of(tmp_path, lines | {"reason": "Sáp nhập hai phòng"}))
    assert new.problems[["code", "severity"]].values.tolist() == [["outlier", "note"]]
    assert check(data)["code"].tolist() == ["outlier"] and check(new).empty
    # a line that acknowledges one finding leaves the others as they are
    other = small(awards=[award(unit, 2014 + i, n) for unit in "ab" for i, n in enumerate(counts)])
    new = apply(other, file_of(tmp_path, lines))
    assert new.problems[["unit_id", "severity"]].values.tolist() == [["b", "warning"], ["a", "note"]]
    # a second file does not raise again what the first acknowledged
    again = apply(new, file_of(tmp_path, lines | {"id": "h2", "unit_id": "a"}))
    assert again.problems["severity"].tolist() == ["warning", "note"]


def test_a_corrected_number_no_longer_shows_its_old_finding(tmp_path):
    counts = (40, 42, 38, 41, 39, 600)
    data = complete(small(awards=[award("a", 2014 + i, n) for i, n in enumerate(counts)]))
    assert data.problems["code"].tolist() == ["outlier"]
    fix = line(expects="600", value="41")
    assert complete(data, file_of(tmp_path, fix)).problems.empty
    assert complete(data, file_of(tmp_path, fix | {"code": "outlier"})).problems.empty
    wrong = complete(data, file_of(tmp_path, fix | {"value": "700"}))
    assert wrong.problems[["code", "value"]].values.tolist() == [["outlier", "700"]]


def test_a_correction_settles_the_findings_of_its_own_cell(data, tmp_path):
    new = apply(data, file_of(tmp_path, line(expects="1", value="1750")))
    settled = new.problems[new.problems["code"].eq("count_not_whole")].iloc[0]
    assert settled["severity"] == "note" and "Excel đọc 1.750" in settled["message_vi"]


def test_the_file_beside_the_folder_is_carried_out_by_load_and_by_every_command(tmp_path, capsys):
    folder = tmp_path / "data" / "nop" / "2019" / "bca-donvi-6"
    rows = [{"award_code": "BK_TTG", "recipient": "individual", "state": "decided", "award_count": 175}]
    info = {"unit_id": "bca-van-phong", "cluster_id": "bca-donvi-6", "year": 2019}
    write_form(folder / "vp.xlsx", info=info, awards=rows)
    nop = tmp_path / "data" / "nop"
    assert load(nop, cache=False).awards["award_count"].tolist() == [175]
    cell = load(nop, cache=False).awards["cell"].item()
    lines = line(path="2019/bca-donvi-6/vp.xlsx", cell=cell, expects="175", value="1750")
    file_of(tmp_path / "data", lines)
    data = load(nop, cache=False)
    assert data.awards["award_count"].tolist() == [1750] and data.fixes["rule"].tolist() == ["correction:h1"]
    assert read_folder(nop, cache=False).awards["award_count"].tolist() == [175]
    assert main(["tally", str(nop), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["total"] == 1750
    file_of(tmp_path / "data", lines | {"expects": "176"})
    with pytest.raises(CorrectionError, match="hiện là 175, không phải 176"):
        load(nop, cache=False)


def test_a_correction_that_names_its_finding_settles_it(data, tmp_path):
    new = apply(data, file_of(tmp_path, line(expects="1", value="1750", code="count_not_whole")))
    assert new.problems.set_index("code").loc["count_not_whole", "severity"] == "note"
    assert len(new.fixes) == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"expects": "2", "value": "3"}, "hiện là 1, không phải 2"),
        ({"cell": "Z99", "expects": "1", "value": "3"}, "không có con số nào"),
        ({"path": "2019/x.xlsx", "expects": "1", "value": "3"}, "không có con số nào"),
        ({"expects": "1", "value": "1.5"}, "số đếm"),
        ({"expects": "một", "value": "2"}, "không phải là số"),
        ({"expects": "1", "value": "2", "reason": ""}, "reason"),
        ({"expects": "1", "value": "2", "cell": ""}, "cell"),
        ({"action": "delete"}, "delete"),
        ({"action": "acknowledge", "code": "outlier"}, "không có phát hiện"),
        ({"action": "acknowledge"}, "code"),
        ({"expects": "1", "value": "2", "code": "outlier"}, "không có phát hiện"),
    ],
)
def test_what_does_not_fit_is_an_error_naming_file_and_line(data, tmp_path, cells, words):
    path = file_of(tmp_path, line(id="h0", cell="G7", expects="5", value="6"), line(**cells))
    with pytest.raises(CorrectionError) as caught:
        apply(data, path)
    assert words in str(caught.value)
    assert f"{path}, dòng 3" in str(caught.value)


def test_two_equal_numbers_in_one_cell_are_not_guessed_at(data, tmp_path):
    both = small(awards=[award("a", 2019, 3, recipient=kind) for kind in ("collective", "individual")])
    with pytest.raises(CorrectionError, match="2 con số như nhau"):
        apply(both, file_of(tmp_path, line(expects="3", value="4")))


def test_a_repeated_id_or_a_missing_column_is_an_error(tmp_path):
    with pytest.raises(CorrectionError, match="h1 đã dùng ở .*dòng 2"):
        read(file_of(tmp_path, line(expects="1", value="2"), line(expects="2", value="3")))
    (tmp_path / "short.csv").write_text("id,action\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="dòng 1: thiếu cột path"):
        read(tmp_path / "short.csv")
    with pytest.raises(CorrectionError, match="absent.csv"):
        read(tmp_path / "absent.csv")


def test_a_file_of_headings_and_remarks_changes_nothing(data, tmp_path):
    path = file_of(tmp_path, {"id": "# mẫu"}, {})
    assert read(path) == ()
    assert apply(data, path) is data
