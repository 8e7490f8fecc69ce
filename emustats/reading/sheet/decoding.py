"""The texts of a sheet as they are read: legacy fonts as Unicode, raised footnote marks set aside."""

from __future__ import annotations

from emustats.reading.cells.formats import Sheet
from emustats.reading.cells.looks import SUPERSCRIPT_DROPPED, Mark, without_typed_marks
from emustats.reading.fonts.decode import decode, decode_column, is_unicode_in_legacy_font, may_be_legacy

_MOST_REMEMBERED = 100_000
# Texts that are read as they are typed; the same ones come back in every workbook.
_PLAIN: set[str] = set()


def decode_texts(sheet: Sheet) -> tuple[list[str | None], dict[int, str], dict[int, Mark]]:
    """The text of each text cell, None elsewhere; those decoded from a legacy font, and all marks of cells.

    A font goes before evidence, the evidence of a column before that of the sheet.
    """
    texts: list[str | None] = [
        value if kind == "t" else None for value, kind in zip(sheet.values, sheet.kinds, strict=True)
    ]
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
        for index, raw in enumerate(texts):
            if raw is not None and raw in raised:
                texts[index] = without_typed_marks(raw)
                marks[index] = Mark((SUPERSCRIPT_DROPPED,), raw)
    return texts, decoded, marks


def _decode_by_font(sheet: Sheet, texts: list[str | None]) -> dict[int, str]:
    typed = {index: text for index in sheet.fonts if (text := texts[index]) is not None}
    if is_unicode_in_legacy_font(list(typed.values())):
        return {}
    plain = {index: decode(text, sheet.fonts[index]) for index, text in typed.items()}
    return {index: text for index, text in plain.items() if text != typed[index]}


def _decode_by_column(sheet: Sheet, texts: list[str | None], unclear: set[str], decoded: dict[int, str]) -> None:
    for column in {column for column, text in zip(sheet.columns, texts, strict=True) if text in unclear}:
        members = [
            i for i, text in enumerate(texts) if text is not None and sheet.columns[i] == column and i not in decoded
        ]
        before = [text for i in members if (text := texts[i]) is not None]
        for i, old, new in zip(members, before, decode_column(before), strict=True):
            if new != old:
                decoded[i] = new


def _decode_by_sheet(texts: list[str | None], decoded: dict[int, str]) -> None:
    """A header alone in its column says too little for itself: the whole sheet speaks for it."""
    members = {i: text for i, text in enumerate(texts) if text is not None}
    for i, new in zip(members, decode_column(list(members.values())), strict=True):
        if i not in decoded and new != members[i]:
            decoded[i] = new


def _unusual(texts: list[str | None]) -> tuple[set[str], set[str]]:
    """The texts that may be in a legacy font, and those with raised digits after a digit."""
    unseen = {text for text in texts if text is not None} - _PLAIN
    if not unseen:
        return set(), set()
    if len(_PLAIN) > _MOST_REMEMBERED:
        _PLAIN.clear()
    unclear = {text for text in unseen if may_be_legacy(text)}
    raised = {text for text in unseen if not text.isascii() and without_typed_marks(text) != text}
    _PLAIN.update(unseen - unclear - raised)
    return unclear, raised
