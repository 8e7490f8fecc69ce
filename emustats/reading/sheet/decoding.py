"""The texts of a sheet as they are read: legacy fonts as Unicode, raised footnote marks set aside."""

from __future__ import annotations

from emustats.reading.cells.looks import SUPERSCRIPT_DROPPED, Mark, without_typed_marks
from emustats.reading.fonts.decode import decode, decode_column, is_unicode_in_legacy_font, may_be_legacy

_MOST_REMEMBERED = 100_000
# Texts that are read as they are typed; the same ones come back in every workbook.
_PLAIN: set[str | None] = {None}


def decode_texts(sheet) -> tuple[list[str | None], dict[int, str], dict[int, Mark]]:
    """The text of each text cell, None elsewhere; those decoded from a legacy font, and all marks of cells.

    A font goes before evidence, the evidence of a column before that of the sheet.
    """
    texts = [value if kind == "t" else None for value, kind in zip(sheet.values, sheet.kinds, strict=True)]
    decoded = _decode_by_font(sheet, texts) if sheet.fonts else {}
    unclear, raised = _unusual(texts)
    if unclear:
        _decode_by_column(sheet, texts, unclear, decoded)
    if unclear or decoded:
        _decode_by_sheet(texts, decoded)
    for index, text in decoded.items():
        texts[index] = text
    marks = sheet.marks
    if raised:
        marks = dict(marks)
        for index, text in enumerate(texts):
            if text in raised:
                texts[index] = without_typed_marks(text)
                marks[index] = Mark((SUPERSCRIPT_DROPPED,), text)
    return texts, decoded, marks


def _decode_by_font(sheet, texts: list[str | None]) -> dict[int, str]:
    fonts = {index: font for index, font in sheet.fonts.items() if texts[index] is not None}
    if is_unicode_in_legacy_font([texts[index] for index in fonts]):
        return {}
    plain = {index: decode(texts[index], font) for index, font in fonts.items()}
    return {index: text for index, text in plain.items() if text != texts[index]}


def _decode_by_column(sheet, texts: list[str | None], unclear: set[str], decoded: dict[int, str]) -> None:
    for column in {column for column, text in zip(sheet.columns, texts, strict=True) if text in unclear}:
        members = [
            i for i, text in enumerate(texts) if text is not None and sheet.columns[i] == column and i not in decoded
        ]
        before = [texts[i] for i in members]
        for i, old, new in zip(members, before, decode_column(before), strict=True):
            if new != old:
                decoded[i] = new


def _decode_by_sheet(texts: list[str | None], decoded: dict[int, str]) -> None:
    """A header alone in its column says too little for itself: the whole sheet speaks for it."""
    members = [i for i, text in enumerate(texts) if text is not None]
    for i, new in zip(members, decode_column([texts[i] for i in members]), strict=True):
        if i not in decoded and new != texts[i]:
            decoded[i] = new


def _unusual(texts: list[str | None]) -> tuple[set[str], set[str]]:
    """The texts that may be in a legacy font, and those with raised digits after a digit."""
    unseen = set(texts) - _PLAIN
    if not unseen:
        return set(), set()
    if len(_PLAIN) > _MOST_REMEMBERED:
        _PLAIN.intersection_update({None})
    unclear = {text for text in unseen if may_be_legacy(text)}
    raised = {text for text in unseen if not text.isascii() and without_typed_marks(text) != text}
    _PLAIN.update(unseen - unclear - raised)
    return unclear, raised
