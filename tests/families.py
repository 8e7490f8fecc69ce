"""Every family of layouts that units send, each with the title that belongs over it."""

from __future__ import annotations

from tests.builders import Style, matrix, standard_awards
from tests.builders_forms import Form, official, with_shares
from tests.builders_lists import listed, nominations, scores, targets
from tests.builders_wide import (
    by_authority,
    by_basis,
    by_state,
    classes_below,
    long,
    split_below,
    transposed,
    under_authority,
)

LIST_TITLE = {"title": "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC KHEN THƯỞNG NĂM 2019", "unit_line": None}
TARGET_TITLE = {"title": "KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA NĂM 2019", "unit_line": None}
SCORE_TITLE = {"title": "BẢNG CHẤM ĐIỂM THI ĐUA NĂM 2019", "unit_line": None}
PROPOSAL_TITLE = {"title": "ĐỀ NGHỊ XÉT TẶNG NĂM 2019", "unit_line": None}
FORM_TITLE = {"title": "SỐ LƯỢNG KHEN THƯỞNG CẤP NHÀ NƯỚC Năm 2019"}
FAMILIES = {
    "standard form": (standard_awards, {}),
    "matrix": (lambda: matrix("two_rows"), {}),
    "matrix, four header rows, total at the top": (lambda: matrix("four_rows", Style("letter", total="top")), {}),
    "matrix, marks inside the labels": (lambda: matrix("no_marks", Style("inside")), {}),
    "matrix, bare sections": (lambda: matrix("no_marks", Style("bare", "after")), {}),
    "matrix, nothing merged": (lambda: matrix("three_rows", Style(merged=False)), {}),
    "authorities across": (lambda: by_authority(total="first"), {}),
    "states across": (by_state, {}),
    "methods across": (by_basis, {}),
    "one row a recipient": (long, {}),
    "recipients below": (split_below, {}),
    "classes below": (classes_below, {}),
    "under authorities": (under_authority, {}),
    "transposed": (transposed, {}),
    "transposed, groups and families": (lambda: transposed(families=True, grouped=True), {}),
    "official form": (official, FORM_TITLE),
    "official form in pairs": (lambda: official(Form(pairs=True)), FORM_TITLE),
    "shares between": (with_shares, {}),
    "list": (lambda: listed("standard"), LIST_TITLE),
    "list under headings": (lambda: listed("two_rows", sections="award"), LIST_TITLE),
    "targets": (lambda: targets("standard", "format"), TARGET_TITLE),
    "targets, grouped header": (lambda: targets("grouped", "spaced"), TARGET_TITLE),
    "scores": (scores, SCORE_TITLE),
    "nominations": (nominations, PROPOSAL_TITLE),
}
