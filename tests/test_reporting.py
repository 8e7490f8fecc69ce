"""The reporting rules that people may edit: highlights, statutory forms, length-of-service awards."""

import os

import pytest

from emustats.errors import ReferenceDataError
from emustats.reference import load
from emustats.reference.reporting import highlights, length_of_service_awards, statutory_forms
from emustats.statistics.narrative import narrative


def test_every_award_named_by_a_rule_is_in_the_catalogue():
    known = set(load().awards)
    named = {code for highlight in highlights() for code in highlight.award_codes}
    for form in statutory_forms().values():
        named |= {code for column in form.columns for code in column.rule if not code.startswith("level:")}
    assert named | length_of_service_awards() <= known


def test_no_award_stands_in_two_columns_or_two_highlights():
    for parts in (
        [h.award_codes for h in highlights()],
        *([c.rule for c in f.columns] for f in statutory_forms().values()),
    ):
        codes = [code for part in parts for code in part]
        assert len(codes) == len(set(codes))


def test_line_codes_of_a_form_are_unique_and_the_total_comes_first():
    for form in statutory_forms().values():
        codes = [line.code for line in form.lines if line.code]
        assert len(codes) == len(set(codes))
        assert not codes or (codes[0], form.lines[0].rule) == ("01", ("all",))
        assert bool(form.lines) != bool(form.not_filled)


def test_a_user_s_file_replaces_the_built_in_one(tmp_path):
    own = "position,award_codes,name_vi,name_en\n1,CO_CP,Cờ thi đua của Chính phủ,Emulation Flag\n"
    (tmp_path / "highlights.csv").write_text(own, encoding="utf-8")
    reference = load(tmp_path)
    assert [highlight.award_codes for highlight in highlights(reference)] == [("CO_CP",)]
    assert "HUYC_CSVV" in length_of_service_awards(reference)


def test_an_edited_file_is_read_again_and_reaches_the_narrative(tmp_path):
    row = {"award_code": "CO_CP", "total": 1}
    awards = {"collective": 1, "individual": 0, "household": 0, "unknown": 0, "total": 1, "by_award": [row]}
    found = {"cluster_id": "bca-donvi-6", "year": 2019, "as_of": None, "status": None, "awards": awards}
    found |= {"units": {"expected": 6, "reported": 6}, "targets": {"units_rate": None}, "nominations": []}
    for number, name in enumerate(("cờ của Chính phủ", "cờ thi đua hạng nhất"), 1):
        file = tmp_path / "highlights.csv"
        file.write_text(f"position,award_codes,name_vi,name_en\n1,CO_CP,{name},flag\n", encoding="utf-8")
        os.utime(file, (number, number))
        assert f"trong đó 01 {name}" in narrative(found, reference=load(tmp_path))


def test_a_rule_for_an_award_that_is_not_listed_is_told_on_loading(tmp_path):
    own = "position,award_codes,name_vi,name_en\n1,CO_LA,Cờ lạ,Flag\n"
    (tmp_path / "highlights.csv").write_text(own, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="highlights.csv: mã “CO_LA”"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("content", "where"),
    [("position,codes\n1,X\n", "dòng 1"), ("position,award_codes,name_vi,name_en\n1,X\n", "dòng 2")],
)
def test_a_faulty_file_is_named_with_its_line(tmp_path, content, where):
    (tmp_path / "highlights.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=f"highlights.csv, {where}"):
        load(tmp_path)
