"""The roles that header words, words of awards and words about targets may be given in the CSV files."""

from __future__ import annotations

TARGET_MEANINGS = (
    *(f"period.{name}" for name in ("whole", "year", "part", "estimate", "earlier", "to_date")),
    *(
        f"value.{name}"
        for name in (
            "estimate",
            "difference",
            "none",
            "open",
            "plan",
            "result",
            "below",
            "done",
            "per_part",
            "unchanged",
        )
    ),
    *(f"bound.{name}" for name in ("at_least", "at_most", "reduce")),
    *(
        f"title.{name}"
        for name in (
            "reduce",
            "none_at_all",
            "percent",
            "less_is_better",
            "handled",
            "unhandled",
            "part_of_year",
            "neutral",
            "number",
        )
    ),
)


# The tables and roles that the readers know: headers.csv and layouts.csv may name no others.
_ROLES = {
    "any": "number note line_code",
    "axis": "award label authority basis state recipient class subunit occasion period",
    "recipient": "collective individual household",
    "count": "",
    "total": "",
    "parts": "",
    "partial": "",
    "weak": "decided",
    "state": "decided received proposed registered",
    "basis": "merit campaign extraordinary foreign_affairs devotion length_of_service resistance",
    "class": "I II III",
    "level": "",
    "period": "year months h1 h2 quarter q1 q2 q3 q4 month m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 earlier later of_year years longer estimate",
    "aside": "money share difference plan of_which headcount decision date points votes rank person measure remark line_code ordinal discipline",
    "open": "subunit occasion",
    "topic": "",
    "link": "",
    "list": "name award recipient authority basis state class decision_no decision_date person subunit family_name given_name year address achievement money",
    "targets": "title measure kind planned_adjusted planned deadline actual rate self_assessed",
    "scores": "criterion difference max_points self_points cross_points cluster_points",
    "nominations": "award recipient count votes rate unit",
    "cover": "unit_name unit_id cluster_name cluster_id year as_of status headcount form_version revision",
}  # fmt: skip
HEADER_ROLES = frozenset(f"{table}.{role}" for table, roles in _ROLES.items() for role in roles.split() or [""])
# Kinds of phrases that compose the labels of counts; those that bear on a number may not share a phrase.
BEARING_KINDS = frozenset("recipient count total parts partial state basis class period aside".split())
COUNT_KINDS = BEARING_KINDS | frozenset("axis weak level open topic link".split())
TALLY_ROLES = frozenset(
    "award authority basis state recipient class collective individual household count total parts partial measure rate "
    "subunit plain_label".split()
)
LAYOUT_TABLES = frozenset({"tally", "list", "targets", "scores", "nominations", "official"})
# Roles that may share a phrase: the columns beside them tell which one is meant.
SHARED_ROLES = (
    {"list.name", "list.recipient"},
    {"list.name", "list.subunit"},
    {"targets.planned", "targets.title"},
)

AWARD_WORD_ROLES = (
    "leading", "trailing", "neutral", "joining", "class", "occasion", "place", "department", "office", "remark", "never",
)  # fmt: skip
