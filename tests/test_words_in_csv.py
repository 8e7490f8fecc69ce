"""Words of the domain stand in CSV: none in the code of the readers, none in the CSV that no reader uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from emustats.errors import ReferenceDataError
from emustats.reference import load
from emustats.reference.reading_words import pattern
from emustats.reference.records import LAYOUT_TABLES
from emustats.reference.validation import LAYOUT_COLUMNS
from emustats.reference.word_roles import READING_WORD_ROLES

PACKAGE = Path(__file__).parent.parent / "emustats"
READING = PACKAGE / "reading"
_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_WORD = re.compile(r"[^\W\d_]{2,}")
# Words of the domain as folded texts and match keys spell them.
_UNACCENTED = re.compile(
    r"khen|thuong|tap ?the|ca ?nhan|don ?vi|\btong\b|tongcong|tongso|danh ?sach|chi ?tieu|dang ?ki|de ?nghi|giai ?doan"
    r"|nhiem ?ki|so ?ket|\bphong\b|\bdoi\b|kinh ?phi|huong ?dan|vi ?du\b|danh ?muc|thi ?dua|danh ?hieu|hinh ?thuc|\bluot\b"
    r"|trong ?do\b|ghi ?chu|noi ?nhan|phieu|ho ?ten|quyet ?dinh|bao ?cao|\bcum\b|\bnam\b|\bthang\b|\bqui\b|\bdot\b"
)
_ROLE = re.compile(r"(?<!\?P)<([a-z]+(?:[._][a-z_]+)*)>")
# Modules and literals whose words are no vocabulary of reports; a reason each.
FORMATS = {
    "fonts/": "letters and syllables of Vietnamese, by which legacy fonts are told",
    "cells/container.py": "kinds of files, said in findings",
    "cells/other_files.py": "kinds of files, said in findings",
    "tables/teaching.py": "what joins the lines that a finding offers",
}
LITERALS = {
    "sheet/blocks.py": {
        r"(?:thang|nam|qui|ngay|gio|tuan|ki|lan)\b": "a number with a unit of time is no count: the form of a duration",
        r"\d+\s*/\s*\d+(?:\s*(?:đ/c|\D{0,20}))?$": "the form of a share of a base",
    },
    "sheet/grammar.py": {
        **dict.fromkeys(("một", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), "numerals"),
        " tăng giảm ": "what the sign +/- is read as",
        " phần trăm ": "what the sign % is read as",
    },
    "sheet/layout.py": {"ABCDEĐGHIKLMNabcdeđghiklmn": "letters that number columns"},
    "sheet/headers.py": {"Năm ": "a year typed as a number, as a label"},
    "sheet/vocabulary.py": {
        r"(?:trong)?(?:nam)?(?:19|20)\d\d$|^(?:nam)?(?:19|20)\d\d$|^nam(?:19|20)\d\d": "the form of a year",
    },
    "tables/target_kinds.py": {
        r"(\s*(?:%|phần\s+trăm|phan\s+tram))?": "the sign % in words",
        r"\s*(?:%|phần\s+trăm)": "the sign % in words",
        r"\s*(?:đến|den|tới|[-–/:])\s*\d": "the form of a range",
    },
    "tables/target_values.py": {
        r"\s*(?:%|phần\s+trăm|phan\s+tram)": "the sign % in words",
        r")?\s*(?:%|phần\s+trăm)?[^\d%]*\)?\s*\.?$": "the sign % in words",
        r"(?:<value.plan>)\s*(?:là)?\s*:?\s*(": "a particle between a listed phrase and its number",
        r"[^,;.]*?)\s*[,;.–-]\s*(?:<value.result>)\s*(?:là|được)?\s*:?\s*(": "a particle before a number",
    },
    "tables/target_words.py": {
        r"(?:\d{1,2}|[ivx]{1,4}|một|hai|ba|bốn|sáu|chín|mười)": "numerals",
        **dict.fromkeys(
            ("tỷ", "tỉ", "kỷ", "kỉ", "quý", "quí", "kỳ", "kì", "lũy", "luỹ", "xử lý", "xử lí"), "spellings of i and y"
        ),
    },
}


class Literal(NamedTuple):
    """A text in code: the module and line it stands in."""

    module: str
    line: int
    text: str


def literals(root: Path) -> Iterator[Literal]:
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                yield Literal(path.relative_to(root).as_posix(), node.lineno, node.value)


def is_vietnamese(text: str) -> bool:
    """Whether a literal holds a word of Vietnamese, ranges of letters and roles of words aside."""
    bare = _ROLE.sub(" ", re.sub(r"\[[^\]]*\]", " ", text)).replace("\\b", " ").replace("\\s", " ").lower()
    accented = any(set(word) & set(_LETTERS) for word in _WORD.findall(bare))
    return accented or bool(_UNACCENTED.search(bare)) and not re.fullmatch(r"[a-z]+(?:_[a-z]+)+", text)


def test_no_words_of_the_domain_stand_in_the_code_of_the_readers():
    found = [
        f"{literal.module}:{literal.line}: {literal.text!r}"
        for literal in literals(READING)
        if not literal.module.startswith(tuple(FORMATS))
        and literal.text not in LITERALS.get(literal.module, {})
        and is_vietnamese(literal.text)
    ]
    assert not found, "\n".join(found)


def test_the_exceptions_are_still_needed():
    there = {(literal.module, literal.text) for literal in literals(READING)}
    assert not {(module, text) for module, texts in LITERALS.items() for text in texts} - there


@pytest.mark.parametrize(
    "text", ["khenthuong", "Tập thể", "ca nhan", r"\bso ket\b", "danh sach", r"^(?:tổng\s+số)", "đề nghị", "trong do"]
)
def test_words_are_found(text):
    assert is_vietnamese(text)


@pytest.mark.parametrize(
    "text", ["subunit", r"[A-ZĐ]\d", r"<title.list> (<title.all>)?", "not_counted_as_luot", "…", "•"]
)
def test_names_and_forms_are_no_words(text):
    assert not is_vietnamese(text)


def used_roles() -> set[str]:
    """Every role of reading_words.csv that a reader asks for, in a pattern or by its name."""
    found: set[str] = set()
    for literal in literals(READING):
        found.update(_ROLE.findall(literal.text))
        found.update({literal.text} & READING_WORD_ROLES)
    return found | {f"{group}.{state}" for group in ("title", "header") for state in ("proposed", "registered")} | {
        "title.decided", "status.provisional", "status.final",
    }  # fmt: skip


def test_every_role_has_words_and_every_role_is_read():
    assert set(load().reading_words) == READING_WORD_ROLES
    assert all(load().reading_words.values())
    assert READING_WORD_ROLES <= used_roles()


def test_every_pattern_of_the_readers_compiles():
    for literal in literals(READING):
        roles = set(_ROLE.findall(literal.text))
        if roles and roles <= READING_WORD_ROLES:
            for spelling in ("clean", "fold", "key"):
                pattern(literal.text, load(), spelling)


def test_columns_and_tables_of_layouts_are_read():
    code = "\n".join(path.read_text(encoding="utf-8") for path in READING.rglob("*.py"))
    assert all(f'"{column}"' in code for column in LAYOUT_COLUMNS)
    assert {row["table"] for row in load().layouts} == LAYOUT_TABLES


def test_no_layout_asks_for_what_another_of_its_table_asks_for_already():
    rows = [
        (row["table"], set(row["requires"].split("|")), set(filter(None, row["any_of"].split("|"))), row["mark"])
        for row in load().layouts
    ]
    for place, (table, requires, any_of, mark) in enumerate(rows):
        for other, (also, asked, some, said) in enumerate(rows):
            if place != other and table == also and asked <= requires and (not said or said == mark):
                assert some and not some & requires and not (any_of and any_of <= some), (rows[place], rows[other])


def test_a_user_adds_words(tmp_path):
    (tmp_path / "reading_words.csv").write_text("role,words\ntotal.word,Gộp chung\n", encoding="utf-8")
    own = load(tmp_path)
    assert own.reading_words["total.word"] == (*load().reading_words["total.word"], "Gộp chung")
    assert pattern("^<total.word>$", own, "key").match("gopchung")
    assert not pattern("^<total.word>$", load(), "key").match("gopchung")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("total.wrod,Gộp", "cột role ghi “total.wrod”"),
        ("total.word,…", "cột words ghi “…”"),
        ("total.word,", "cột words bỏ trống"),
    ],
)
def test_mistakes_in_words_are_told(tmp_path, row, told):
    (tmp_path / "reading_words.csv").write_text(f"role,words\n{row}\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=told):
        load(tmp_path)
