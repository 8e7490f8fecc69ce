"""The reference files: what they hold, how a user's folder extends them, and how mistakes are told."""

import csv
import pickle
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from emustats.errors import ReferenceDataError, UsageError
from emustats.reference import load, members, units_in_year

BUILT_IN = Path(__file__).parents[1] / "emustats" / "reference"
AWARDS_HEADER = "award_code,name,family,recipient,level,authority,abbreviations,spellings,counts_as_luot\n"


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_catalogue_holds_its_51_titles_and_forms_and_one_combined_figure():
    awards = load().awards
    assert len(awards) == 52
    assert awards["BK_BT_BOKHAC"].level == awards["BK_BT"].level == awards["BK_BOKHAC"].level
    assert awards["HCCC"].name == "Huân chương Chiến công"
    assert awards["HCCC"].classes == ("I", "II", "III")
    assert awards["HUYC_CSVV"].classes == ("I", "II", "III")
    assert awards["HCHN"].classes == ()
    not_counted = {code for code, award in awards.items() if not award.counts_as_luot}
    assert not_counted == {"THU_KHEN", "THUONG_NONG", "HTXSNV"}


def test_cells_of_the_catalogue_are_clean():
    for award in load().awards.values():
        texts = (award.name, *award.abbreviations, *award.spellings)
        assert all(text == text.strip() and text for text in texts)
        assert not any("wrong" in text or ";" in text or text.startswith(("hạng", "h. ")) for text in texts)
        assert len({text.casefold() for text in texts}) == len(texts)


def test_unverified_facts_stay_marked_as_such():
    reference = load()
    assert "unverified" in reference.awards["GK_PHONG"].source
    assert [quota.quota_id for quota in reference.quotas if quota.unverified] == ["cstdcs-dan-su", "cstdcs-2024"]
    assert any(period.unverified for period in reference.legal_periods)


def test_the_article_cluster_and_its_predecessor():
    reference = load()
    assert members(reference, "bca-donvi-6", 2019) == (
        "bca-van-phong", "bca-doi-ngoai", "bca-phap-che", "bca-khoa-hoc-lich-su", "bca-phong-trao", "bca-ho-so",
    )  # fmt: skip
    older = members(reference, "bca-donvi-1", 2015)
    assert len(older) == 7
    assert len(set(older) & set(members(reference, "bca-donvi-6", 2019))) == 4
    assert members(reference, "bca-donvi-6", 1999) == ()


def test_number_5_of_the_local_police_was_reused_for_other_units():
    reference = load()
    before, after = members(reference, "bca-diaphuong-5", 2022), members(reference, "bca-diaphuong-5", 2024)
    assert len(before) == 6 and len(after) == 5
    assert not set(before) & set(after)


@pytest.mark.parametrize(
    ("cluster_id", "year", "count"),
    [
        ("bca-donvi-1", 2019, 5), ("bca-donvi-1", 2025, 5), ("bca-donvi-5", 2022, 6), ("bca-diaphuong-1", 2015, 5),
        ("bca-diaphuong-2", 2017, 7), ("bca-diaphuong-2", 2024, 5), ("bca-diaphuong-3", 2025, 6),
        ("bca-diaphuong-4", 2018, 8), ("bca-diaphuong-8", 2020, 8), ("bca-diaphuong-8", 2024, 5),
        ("bca-diaphuong-10", 2024, 5), ("bca-diaphuong-11", 2024, 6), ("bca-truong-1", 2025, 5), ("vks-6", 2021, 6),
    ],
)  # fmt: skip
def test_clusters_have_the_number_of_members_that_the_press_gave(cluster_id, year, count):
    assert len(members(load(), cluster_id, year)) == count


def test_a_unit_is_in_one_cluster_a_year_and_a_cluster_has_one_head():
    reference = load()
    assert max(Counter((row.unit_id, row.year) for row in reference.memberships).values()) == 1
    heads = Counter((row.cluster_id, row.year) for row in reference.memberships if row.role == "head")
    assert max(heads.values()) == 1
    assert ("bca-diaphuong-5", 2021) in heads


def test_years_that_no_source_states_say_so():
    sources = {
        (row.cluster_id, row.year): row.source
        for row in load().memberships
        if (row.cluster_id, row.year) in {("bca-donvi-6", 2018), ("bca-donvi-6", 2019), ("bca-donvi-5", 2019)}
    }
    assert sources["bca-donvi-6", 2018].startswith("minh họa")
    assert sources["bca-donvi-5", 2019].startswith("minh họa")
    assert sources["bca-donvi-6", 2019].startswith("http")


def test_the_province_mergers_of_2025_take_63_to_34():
    reference = load()
    police = {
        unit_id
        for unit_id, unit in reference.units.items()
        if unit_id.startswith("bca-ca-") and unit.organiser == "bca"
    }
    assert len(units_in_year(reference, tuple(police), 2024)) == 63
    assert len(units_in_year(reference, tuple(police), 2025)) == 34
    merged = [event for event in reference.unit_events if event.date == date(2025, 7, 1)]
    assert len({event.to_unit for event in merged}) == 23
    assert len(merged) == 63 - 11
    assert {event.from_unit for event in merged if event.to_unit == "bca-ca-phu-tho-2025"} == {
        "bca-ca-phu-tho", "bca-ca-vinh-phuc", "bca-ca-hoa-binh",
    }  # fmt: skip


def test_events_fall_between_the_lives_of_their_units():
    reference = load()
    for event in reference.unit_events:
        ends, begins = reference.units[event.from_unit].valid_to, reference.units[event.to_unit].valid_from
        assert ends is None or ends < event.date
        assert begins is None or begins <= event.date


def test_a_unit_of_a_year_is_the_one_in_being_when_the_year_closes():
    reference = load()
    both = ("bca-ca-phu-tho", "bca-ca-phu-tho-2025")
    assert units_in_year(reference, both, 2024) == ("bca-ca-phu-tho",)
    assert units_in_year(reference, both, 2025) == ("bca-ca-phu-tho-2025",)
    assert units_in_year(reference, ("bca-ca-ha-giang",), 2025) == ("bca-ca-ha-giang",)
    assert units_in_year(reference, ("bca-ca-ha-giang",), 2026) == ()


def test_frames_have_the_columns_of_the_files():
    reference = load()
    assert list(reference.frame("clusters")) == ["cluster_id", "year", "unit_id", "role", "source"]
    units = reference.frame("units")
    assert list(units) == ["unit_id", "name", "short_name", "aliases", "organiser", "valid_from", "valid_to"]
    assert str(units["valid_to"].dtype) == "datetime64[us]"
    events = reference.frame("unit_events")
    assert list(events) == ["date", "kind", "from_unit", "to_unit", "share", "source"]
    assert events["share"].isna().all()
    with pytest.raises(UsageError, match="unit_events"):
        reference.frame("nothing")


def test_the_reference_travels_to_another_process():
    copy = pickle.loads(pickle.dumps(load()))
    assert copy.fingerprint == load().fingerprint
    assert copy.units == load().units


def test_loading_needs_no_heavy_library():
    code = (
        "import sys; from emustats.reference import load; from emustats.reference.names import resolve_award; "
        "resolve_award('HCCC hạng Ba', load()); "
        "print([name for name in ('pandas', 'numpy', 'rapidfuzz', 'pyarrow') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_users_folder_adds_and_replaces_by_key(tmp_path):
    write(tmp_path, "units.csv", "unit_id,name\nbca-moi,Cục Mới\nbca-ho-so,Cục Hồ sơ\n")
    write(tmp_path, "clusters.csv", "cluster_id,year,unit_id,role\nbca-donvi-6,2019,bca-moi,member\n")
    write(tmp_path, "awards.csv", AWARDS_HEADER + "BK_MOI,Bằng khen mới,hinh_thuc,both,ministry,Bộ,BKM,,no\n")
    own = load(tmp_path)
    assert own.units["bca-ho-so"].name == "Cục Hồ sơ"
    assert own.units["bca-ho-so"].aliases == ()
    assert members(own, "bca-donvi-6", 2019)[-1] == "bca-moi"
    assert own.awards["BK_MOI"].counts_as_luot is False
    assert len(own.awards) == len(load().awards) + 1
    assert own.fingerprint != load().fingerprint
    assert load().units["bca-ho-so"].name == "Cục Hồ sơ nghiệp vụ"


def test_a_user_can_take_a_unit_off_a_cluster_and_add_header_words(tmp_path):
    write(tmp_path, "clusters.csv", "cluster_id,year,unit_id,role\nbca-donvi-6,2019,bca-ho-so,removed\n")
    role = next(iter(load().headers))
    write(tmp_path, "headers.csv", f"role,synonyms\n{role},Chữ của tôi\n")
    own = load(tmp_path)
    assert "bca-ho-so" not in members(own, "bca-donvi-6", 2019)
    assert own.headers[role] == (*load().headers[role], "Chữ của tôi")


def test_a_user_adds_a_layout_with_the_columns_that_matter_and_words_around_awards(tmp_path):
    write(tmp_path, "layouts.csv", "layout,table,requires\nrieng,tally,award|count\n")
    write(tmp_path, "award_words.csv", "role,words\nremark,hiện vật\n")
    own = load(tmp_path)
    assert own.layouts[-1]["layout"] == "rieng" and own.layouts[-1]["mark"] == ""
    assert own.award_words["remark"] == (*load().award_words["remark"], "hiện vật")


def test_a_spelling_is_one_more_name_of_an_award_or_a_unit(tmp_path):
    write(tmp_path, "spellings.csv", "code,text\nCSTT,Chiến sĩ gương mẫu\nbca-ho-so,Cục HS\n")
    own = load(tmp_path)
    assert own.awards["CSTT"].spellings == (*load().awards["CSTT"].spellings, "Chiến sĩ gương mẫu")
    assert own.units["bca-ho-so"].aliases[-1] == "Cục HS"


def test_files_saved_by_excel_are_read(tmp_path):
    text = "unit_id;name;aliases\r\nbca-moi;Cục Mới, tên dài;CM|C. Mới\r\n;;\r\n"
    (tmp_path / "units.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load(tmp_path).units["bca-moi"].aliases == ("CM", "C. Mới")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("units.csv", "unit_id,name\na,A\n\na,B\n", r"units\.csv, dòng 4: trùng với .*dòng 2"),
        ("units.csv", "unit_id\na\n", r"units\.csv, dòng 1: thiếu cột name"),
        ("units.csv", "unit_id,name\na,\n", r"units\.csv, dòng 2: cột name bỏ trống"),
        ("units.csv", "unit_id,name,valid_from,valid_to\na,A,2020-01-01,2019-01-01\n", r"dòng 2: valid_from"),
        ("units.csv", "unit_id,name,valid_from\na,A,1/7/2025\n", r"dòng 2: cột valid_from .*1/7/2025"),
        ("units.csv", "unit_id,name\na,A,thừa\n", r"dòng 2: có 3 ô"),
        ("units.csv", "", r"dòng 1: thiếu dòng tên cột"),
        ("clusters.csv", "cluster_id,year,unit_id\nc-1,2019,bca-la\n", r"clusters\.csv, dòng 2: unit_id .*units\.csv"),
        ("clusters.csv", "cluster_id,year,unit_id\nc-1,2019a,bca-ho-so\n", r"dòng 2: cột year"),
        ("clusters.csv", "cluster_id,year,unit_id,role\nc-1,2019,bca-ho-so,boss\n", r"dòng 2: cột role"),
        ("unit_events.csv", "date,kind,from_unit,to_unit\n2025-07-01,merge,bca-la,bca-ho-so\n", r"from_unit .*bca-la"),
        ("unit_events.csv", "date,kind,from_unit,to_unit\n2025-07-01,merge,bca-ho-so,bca-ho-so\n", r"trùng nhau"),
        ("unit_events.csv", "date,kind,from_unit,to_unit,share\n2025-07-01,split,bca-ho-so,bca-y-te,1.2\n", r"share"),
        (
            "unit_events.csv",
            "date,kind,from_unit,to_unit,share\n2025-07-01,split,bca-ho-so,bca-y-te,0.7\n"
            "2025-07-01,split,bca-ho-so,bca-dao-tao,0.7\n",
            r"dòng 3: tổng share",
        ),
        ("awards.csv", "award_code,name,level\nX,Tên,cao\n", r"awards\.csv, dòng 2: cột level"),
        ("awards.csv", "award_code,name,classes\nX,Tên,IV\n", r"dòng 2: cột classes"),
        ("awards.csv", "award_code,name,counts_as_luot\nX,Tên,có\n", r"dòng 2: cột counts_as_luot"),
        ("ambiguous_names.csv", "texts,award_code\nBK,BK_LA\n", r"award_code .*awards\.csv"),
        ("layouts.csv", "layout,table,requires\nx,tally,award\ny,talley,award\n", r"layouts\.csv, dòng 3: cột table .*talley"),
        ("layouts.csv", "layout,table,requires\nx,tally,award|votes\n", r"dòng 2: cột requires ghi “votes”"),
        ("layouts.csv", "layout,table,needs\nx,tally,award\n", r"dòng 1: không có cột needs"),
        ("layouts.csv", "layout,table\nx,tally\nx,list\n", r"dòng 3: layout “x” ghi hai lần"),
        ("headers.csv", "role,synonyms\ntally.amount,Số tiền\n", r"headers\.csv, dòng 2: cột role ghi “tally.amount”"),
        ("headers.csv", "role,synonyms,language\nany.note,Note,en\n", r"dòng 1: không có cột language"),
        ("headers.csv", "role,synonyms\nany.note,Xem thêm|+\n", r"dòng 2: cột synonyms ghi “\+”"),
        ("headers.csv", "role,synonyms\ntargets.rate,Kết quả\n", r"dòng 2: .Kết quả. vừa là .* vừa là"),
        ("award_words.csv", "role,words\nprefix,được\n", r"award_words\.csv, dòng 2: cột role ghi “prefix”"),
        ("award_words.csv", "role,words\nremark,…\n", r"dòng 2: cột words ghi “…”"),
        ("spellings.csv", "code,text\nCSTT,CS tiến tiến\nBK_LA,Bằng khen lạ\n", r"spellings\.csv, dòng 3: mã “BK_LA”"),
        ("spellings.csv", "code,text\nCSTT,CS tiến tiến\nLDTT,CS Tiến Tiến\n", r"dòng 3: .*CSTT"),
        ("spellings.csv", "code,text\nCSTT,\n", r"dòng 2: cột text bỏ trống"),
        ("units.csv", "unit_id,name,aliases\na,A,-\n", r"dòng 2: cột aliases ghi “-”"),
        ("quota.csv", "quota_id\nx\n", r"quota\.csv: tên tệp không dùng đến"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(tmp_path, name, text, told):
    write(tmp_path, name, text)
    with pytest.raises(ReferenceDataError, match=told):
        load(tmp_path)


def test_a_line_number_counts_lines_inside_quotes(tmp_path):
    write(tmp_path, "units.csv", 'unit_id,name\na,"Tên\nhai dòng"\nb,\n')
    with pytest.raises(ReferenceDataError, match="dòng 4: cột name"):
        load(tmp_path)


def test_a_folder_without_reference_files_or_not_utf8_is_refused(tmp_path):
    with pytest.raises(ReferenceDataError, match=r"không có tệp \.csv"):
        load(tmp_path)
    (tmp_path / "units.csv").write_bytes("unit_id,name\na,Cục\n".encode("utf-16"))
    with pytest.raises(ReferenceDataError, match="UTF-8"):
        load(tmp_path)


def test_every_built_in_file_is_plain_csv_without_doubled_keys():
    for path in BUILT_IN.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            widths = {len(row) for row in csv.reader(file) if row}
        assert len(widths) == 1, path.name
