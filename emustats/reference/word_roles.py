"""The roles of the files of words: award_words.csv, target_words.csv, reading_words.csv may name no others."""

from __future__ import annotations

from emustats.schema import KINDS

_MEANINGS = {
    "period": "whole year part estimate earlier to_date",
    "value": "estimate difference none open plan result below share done per_part unchanged",
    "bound": "at_least at_most reduce",
    "title": "reduce none_at_all percent less_is_better handled unhandled part_of_year neutral number",
    "kind": " ".join(KINDS),
}
TARGET_MEANINGS = tuple(f"{kind}.{name}" for kind, names in _MEANINGS.items() for name in names.split())

AWARD_WORD_ROLES = (
    "leading", "trailing", "neutral", "joining", "class", "occasion", "place", "department", "office", "remark", "never",
)  # fmt: skip

# The roles of reading_words.csv by group; "-" is the role named as its group.
_READING_ROLES = {
    "foot": "- date period",
    "note": "- comma thousands",
    "page": "-",
    "total": "word of section start alone",
    "comparison": "-",
    "of_which": "-",
    "authority": "-",
    "header": "count unit counts_units number proposed registered collective individual full_name name men",
    "title": "decided proposed registered given awards award list list_of all recipient as_of compared",
    "joining": "-",
    "date": "day year from until to_year",
    "period": "span years term",
    "part": "months other sheet half",
    "subunit": "- short other",
    "line": "name unit cluster reports sends other receiver",
    "status": "provisional final",
    "file": "copy copy_of state revision",
    "emulation": "- header sheet",
    "money": "table title measure scale currency",
    "aside": "sheet sheet_end sheet_suffix title",
    "decision": "- sign before gives",
    "heading": "for about before_count before_number counted award",
    "list": "closing won",
    "votes": "- share",
}  # fmt: skip
READING_WORD_ROLES = frozenset(
    group if role == "-" else f"{group}.{role}" for group, roles in _READING_ROLES.items() for role in roles.split()
)
