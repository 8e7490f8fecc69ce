"""One truth in every layout: the same tidy rows, at the right cells, whatever the sheet looks like."""

import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from tests.builders import (
    HEADS,
    PLAIN,
    STANDARD_ORDER,
    Style,
    framed,
    matrix,
    standard_awards,
    standard_book,
    standard_cover,
)
from tests.builders_forms import Form, official
from tests.builders_lists import (
    BIG_WORDS,
    CODES,
    LIST_HEADS,
    SCORE_HEADS,
    TARGET_HEADS,
    code_lists,
    empty_template,
    instructions,
    listed,
    nominations,
    scores,
    targets,
)
from tests.builders_wide import (
    by_authority,
    classes_below,
    long,
    split_below,
    transposed,
)
from tests.families import FAMILIES, FORM_TITLE, LIST_TITLE, SCORE_TITLE, TARGET_TITLE
from tests.reading_truth import assert_truth, read
from tests.sheets import (
    TEXT_VARIANTS,
    Percent,
    Sheet,
    as_xls,
    by_odfpy,
    by_openpyxl,
    by_xlsxwriter,
)

every_family = pytest.mark.parametrize("family", FAMILIES)


def built(family: str, **frame: object) -> Sheet:
    make, own = FAMILIES[family]
    return framed(make(), **(own | frame))


def shifted(sheet: Sheet, rows: tuple[int, ...] = (), columns: tuple[int, ...] = ()) -> Sheet:
    """The sheet with blank rows and columns inserted before the ones named."""
    return sheet.placed(
        lambda place: (
            place[0] + sum(place[0] >= row for row in rows),
            place[1] + sum(place[1] >= column for column in columns),
        )
    )


@every_family
@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl, by_odfpy])
def test_each_family_in_each_format(family, write):
    assert_truth([built(family)], write=write)


@every_family
def test_each_family_without_masthead_notes_and_signatures(family):
    bare = {"masthead": False, "notes": False, "signature": False, "unit_line": None}
    assert_truth([built(family, **bare)], path="so-lieu.xlsx")


@every_family
def test_each_family_further_right_and_down(family):
    assert_truth([built(family, columns=4, blank_rows=3)])


def test_far_from_the_corner_of_the_sheet():
    assert_truth([framed(matrix("two_rows")).moved(300, 30)], path="so-lieu.xlsx")


@every_family
@pytest.mark.parametrize("where", ["second column", "last column", "under the header", "between the rows"])
def test_each_family_with_blank_rows_and_columns(family, where):
    make, own = FAMILIES[family]
    sheet = make()
    header = max([last for first, _, last, _ in sheet.merges if first < 3] or [0]) + 1
    inserted = {
        "second column": {"columns": (1,)},
        "last column": {"columns": (sheet.width - 1,)},
        "under the header": {"rows": (header,)},
        "between the rows": {"rows": (header + 2, header + 4, sheet.height - 1)},
    }
    assert_truth([framed(shifted(sheet, **inserted[where]), **own)])


@every_family
@pytest.mark.parametrize("variant", TEXT_VARIANTS)
def test_each_family_in_each_way_of_writing(family, variant):
    change = TEXT_VARIANTS[variant]
    assert_truth([built(family).changed(lambda value, _: change(value) if isinstance(value, str) else value)])


@every_family
def test_cells_hold_what_was_read(family):
    reading = read([built(family)])
    workbook = load_workbook(io.BytesIO(by_xlsxwriter([built(family)])), data_only=True)
    for row in reading.rows["awards"]:
        held = workbook[row[0]][row[1]].value
        assert held == row[9] or isinstance(held, str) and row[9] == 1


STYLES = (
    PLAIN,
    Style("letter", total="top", total_word="Tổng số"),
    Style("inside", "none", labels=False),
    Style("none", "none", restart=False),
    Style("bare", "after", total_word="CỘNG CHUNG"),
    Style("number", total="none", merged=False),
    Style("roman", "after", total_word="Tổng cộng (I+II+III+IV):"),
    Style("letter", "heading", total_word="TỔNG SỐ", labels=False, restart=False),
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("style", STYLES)
def test_matrix_with_every_header_and_grouping(head, style):
    assert_truth([framed(matrix(head, style))])


@pytest.mark.parametrize("group", [True, False])
@pytest.mark.parametrize("total", ["", "first", "last"])
@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("merged", [True, False])
def test_recipients_alternate_under_each_authority(group, total, short, merged):
    assert_truth([framed(by_authority(group=group, total=total, short=short, merged=merged))])


@pytest.mark.parametrize(
    "look",
    [
        {"grouped": True}, {"total": "start"}, {"totals": False}, {"families": True, "totals": False}, {"merged": False},
        {"marks": False}, {"short": True, "labels": False}, {"total": "none", "grouped": True},
        {"families": True, "merged": False},
    ],
)  # fmt: skip
def test_transposed_matrix(look):
    assert_truth([framed(transposed(**look))])


@pytest.mark.parametrize("make", [
    lambda: long(count_first=True), lambda: split_below(sums=False), lambda: split_below(dashes=False),
    lambda: classes_below(sums=False),
])  # fmt: skip
def test_rows_that_split_an_award(make):
    assert_truth([framed(make())])


HEADINGS = ("I. Theo cấp trình", "II. Theo đối tượng khen thưởng", "III. Theo phương thức khen thưởng")
PLAIN_HEADINGS = ("1. Đơn vị trình", "2. Đối tượng được khen", "3. Phương thức")


@pytest.mark.parametrize("form", [
    Form(codes=False, units=False), Form(headings=HEADINGS), Form(headings=PLAIN_HEADINGS),
    Form(number="0702.N/BNV-TĐKT", pairs=True, total=False), Form(pairs=True, codes=False),
])  # fmt: skip
def test_official_forms_never_add_their_three_breakdowns(form):
    assert_truth([framed(official(form), **FORM_TITLE)])


def test_standard_form_whole_and_its_columns_in_any_order():
    assert_truth(standard_book())
    assert_truth([standard_cover(), framed(standard_awards(tuple(reversed(STANDARD_ORDER))), notes=False)])
    assert_truth([framed(standard_awards((*STANDARD_ORDER[:3], "extra", *STANDARD_ORDER[3:]), name="Sheet1"))])
    assert_truth(
        [framed(standard_awards(("award", "collective", "individual", "household"), labels=False), notes=False)]
    )
    assert_truth([standard_cover(), framed(standard_awards(formulas=True), notes=False)])


@pytest.mark.parametrize("head", LIST_HEADS)
@pytest.mark.parametrize(
    "look", [{}, {"words": BIG_WORDS}, {"numbers": False}, {"sections": "award"}, {"sections": "recipient"}]
)
def test_lists(head, look):
    assert_truth([framed(listed(head, **look), **LIST_TITLE)])


@pytest.mark.parametrize("side_by_side", [True, False])
@pytest.mark.parametrize("state", ["visible", "hidden", "very_hidden"])
def test_codes_are_resolved_through_the_lists_of_the_workbook(side_by_side, state):
    lines = framed(listed("plain", words=BIG_WORDS, codes=CODES), **LIST_TITLE)
    reading = assert_truth([lines, *code_lists(side_by_side=side_by_side, state=state), instructions()])
    assert {rule for rule, *_ in reading.fixes} == {"code_list"}


def test_a_template_of_formulas_holds_nothing():
    assert_truth([framed(matrix("two_rows")), empty_template()])
    assert read([empty_template()]).refusal == "no_data"


@pytest.mark.parametrize("head", TARGET_HEADS)
@pytest.mark.parametrize("percents", ["number", "sign", "spaced", "format", "fraction"])
def test_targets_in_every_column_order_and_percent(head, percents):
    assert_truth([framed(targets(head, percents), **TARGET_TITLE)])


@pytest.mark.parametrize("head", SCORE_HEADS)
@pytest.mark.parametrize("sections", [True, False])
@pytest.mark.parametrize("comma", [True, False])
def test_scores(head, sections, comma):
    assert_truth([framed(scores(head, sections=sections, comma=comma), **SCORE_TITLE)])


needs_iconv = pytest.mark.skipif(not shutil.which("iconv"), reason="no iconv to write TCVN3 text with")
needs_recode = pytest.mark.skipif(not shutil.which("recode"), reason="no recode to write VNI text with")
LEGACY = {"matrix": lambda: matrix("two_rows"), "list": lambda: listed("plain"), "transposed": transposed}


def in_font(sheet: Sheet, command: tuple[str, ...], font: str | None, lower: bool = False) -> Sheet:
    """The sheet as typed for a font of before Unicode, by a converter that is not ours."""
    texts = sorted({v for v in sheet.cells.values() if isinstance(v, str) and not v.isascii() and "\n" not in v})
    typed = "\n".join(texts).lower() if lower else "\n".join(texts)
    done = subprocess.run(command, input=typed.encode(), capture_output=True, check=True).stdout.decode("latin-1")
    old = dict(zip(texts, done.split("\n"), strict=True))
    result = sheet.changed(lambda value, _: old.get(value, value) if isinstance(value, str) else value)
    result.fonts = {place: font for place, value in result.cells.items() if isinstance(value, str)} if font else {}
    return result


@needs_iconv
@pytest.mark.parametrize("layout", LEGACY)
@pytest.mark.parametrize("font", [".VnTime", "VnTime", ".VnTimeH", None])
def test_tcvn3_text_by_font_and_by_evidence(layout, font):
    sheet = framed(LEGACY[layout]())
    command = ("iconv", "-f", "UTF-8", "-t", "TCVN5712-1")
    assert_truth([in_font(sheet, command, font, lower=True)], write=by_openpyxl if font else by_odfpy)


@needs_recode
@pytest.mark.parametrize("layout", LEGACY)
@pytest.mark.parametrize("font", ["VNI-Times", None])
def test_vni_text_by_font_and_by_evidence(layout, font):
    sheet = framed(LEGACY[layout]())
    assert_truth([in_font(sheet, ("recode", "UTF-8..VNI"), font)], write=by_openpyxl if font else by_odfpy)


@pytest.mark.hard
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed, nothing else writes .xls")
def test_every_family_as_xls(tmp_path):
    books = {f"f{number}": [built(family)] for number, family in enumerate(FAMILIES)}
    written = as_xls({name: by_xlsxwriter(book) for name, book in books.items()}, tmp_path)
    for name, book in books.items():
        assert_truth(book, write=lambda _, name=name: written[name])


@needs_iconv
@pytest.mark.hard
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed, nothing else writes .xls")
def test_tcvn3_text_in_xls_by_font(tmp_path):
    command = ("iconv", "-f", "UTF-8", "-t", "TCVN5712-1")
    books = {name: [in_font(framed(make()), command, ".VnTime", lower=True)] for name, make in LEGACY.items()}
    written = as_xls({name: by_openpyxl(book) for name, book in books.items()}, tmp_path)
    for name, book in books.items():
        assert_truth(book, write=lambda _, name=name: written[name])


def test_percent_formats_survive_both_writers():
    sheet = framed(targets("seen", "format"), **TARGET_TITLE)
    assert any(isinstance(value, Percent) for value in sheet.cells.values())
    assert_truth([sheet], write=by_openpyxl)


def stacked(*sheets: Sheet) -> Sheet:
    """Sheets one below the other in a single sheet, a blank row between them."""
    result, row = Sheet("Sheet1"), 0
    for sheet in sheets:
        below = sheet.moved(row)
        result.cells |= below.cells
        result.merges += below.merges
        result.tells += below.tells
        row = below.height + 1
    return result


def test_the_whole_form_without_titles_in_one_sheet_or_in_sheets_of_other_names():
    parts = [standard_cover(), standard_awards(), targets(), scores(), nominations()]
    assert_truth([stacked(*parts)], path="so-lieu.xlsx")
    for number, sheet in enumerate(parts, 1):
        sheet.name = f"Sheet{number}"
    assert_truth(parts, path="so-lieu.xlsx")
    assert_truth(parts[::-1], path="so-lieu.xlsx")


def test_tables_with_titles_and_signatures_in_one_sheet():
    tables = framed(standard_awards()), framed(targets(), **TARGET_TITLE), framed(scores(), **SCORE_TITLE)
    assert_truth([stacked(*tables)])
