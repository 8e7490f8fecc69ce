"""The sentence of a report, made from a summary: official Vietnamese style, and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emustats.dates import format_date, parse_date
from emustats.numbers import format_count, format_count_official, format_percent
from emustats.reference import load
from emustats.reference.names import award_name, cluster_name, unit_name
from emustats.reference.reporting import highlights
from emustats.statistics.grouping import check_choice

if TYPE_CHECKING:
    from emustats.reference import Reference

LANGUAGES = ("vi", "en")
_KINDS = {
    "vi": {
        "collective": "lượt tập thể",
        "individual": "lượt cá nhân",
        "household": "lượt hộ gia đình",
        "unknown": "lượt chưa rõ đối tượng",
    },
    "en": {
        "collective": "collective",
        "individual": "individual",
        "household": "household",
        "unknown": "unclassified",
    },
}


def narrative(
    summary: dict[str, Any], *, lang: str = "vi", reference: Reference | None = None, is_approximate: bool = False
) -> str:
    """Put a summary (the dict of ``summary``) into one sentence of a report.

    Clauses, each left out when its figure is null: units that have not reported; lượt by recipient with the
    “trong đó” awards of ``highlights.csv``; the share of units that met all their targets, with its base, and
    what blocks the rest; nominations; status and as-of date. Clusters, units and awards are named in
    words through the reference (unit and award names stay Vietnamese in English).
    ``is_approximate`` says that a count is approximate ("gần 6.500") and adds a note.

    Raises UsageError for a language other than "vi" and "en".
    """
    check_choice([lang], LANGUAGES, "Ngôn ngữ")
    catalogue = reference or load()
    cluster = cluster_name(catalogue, summary["cluster_id"], lang)
    lead = f"Năm {summary['year']}, {cluster}" if lang == "vi" else f"In {summary['year']}, {cluster}"
    awards = _awards(summary["awards"], lang, catalogue, is_approximate)
    rest = [
        *_targets(summary["targets"], summary["units"], lang),
        *_nominations(summary["nominations"], lang, catalogue),
        *_coverage(summary["units"], lang),
        *_status(summary, lang),
    ]
    if awards:
        return f"{lead} {'; '.join([awards, *rest])}."
    nothing = "chưa có số liệu" if lang == "vi" else "no data yet"
    return f"{lead}: {'; '.join(rest or [nothing])}."


def _awards(awards: dict[str, Any], lang: str, reference: Reference, is_approximate: bool) -> str:
    if awards["total"] is None:
        return ""
    if awards["total"] == 0:
        return "không có lượt khen thưởng nào" if lang == "vi" else "had no commendations"
    counts = [f"{_count(awards[kind], lang)} {words}" for kind, words in _KINDS[lang].items() if awards[kind]]
    named = [
        f"{_count(total, lang)} {highlight.name_vi if lang == 'vi' else highlight.name_en}"
        for highlight in highlights(reference)
        if (total := sum(row["total"] or 0 for row in awards["by_award"] if row["award_code"] in highlight.award_codes))
    ]
    if lang == "vi":
        of_which = f", trong đó {', '.join(named)}" if named else ""
        note = " (có số liệu gần đúng)" if is_approximate else ""
        return f"có {_listed(counts, 'và')} được khen thưởng{note}{of_which}"
    of_which = f", including {', '.join(named)}" if named else ""
    note = " (partly approximate)" if is_approximate else ""
    return f"had {_listed(counts, 'and')} commendations{note}{of_which}"


def _targets(targets: dict[str, Any], units: dict[str, Any], lang: str) -> list[str]:
    if targets["units_rate"] is None:
        return []
    base, met = targets["units_reporting"], targets["units_meeting_all"]
    rate, everybody = format_percent(targets["units_rate"], lang=lang), base == units["expected"]
    not_met = sum(row["result"] == "not_met" for row in targets["blocking"])
    unassessed = len(targets["blocking"]) - not_met
    if lang == "vi":
        who = "đơn vị" if everybody else "đơn vị có báo cáo chỉ tiêu"
        clauses = [f"{rate} {who} ({met}/{base}) hoàn thành các chỉ tiêu đã đăng ký"]
        left = [(not_met, "chỉ tiêu chưa đạt"), (unassessed, "chỉ tiêu chưa được đánh giá")]
        held = [f"{format_count_official(count)} {words}" for count, words in left if count]
        return [*clauses, f"còn {_listed(held, 'và')}"] if held else clauses
    who = "units" if everybody else "units that reported targets"
    clauses = [f"{rate} of {who} ({met}/{base}) met all registered targets"]
    left = [(not_met, "not met"), (unassessed, "not yet assessed")]
    held = [f"{count} {'target' if count == 1 else 'targets'} {words}" for count, words in left if count]
    return [*clauses, _listed(held, "and")] if held else clauses


def _nominations(nominations: list[dict[str, Any]], lang: str, reference: Reference) -> list[str]:
    units: dict[str, list[str]] = {}
    for row in nominations:
        if row["award_code"] is not None and row["unit_id"] is not None:
            units.setdefault(row["award_code"], []).append(unit_name(reference, row["unit_id"]))
    order = {code: place for place, code in enumerate(reference.awards)}
    clauses = []
    for code in sorted(units, key=lambda code: (order.get(code, len(order)), code)):
        award = reference.awards.get(code)
        for_people = award is not None and award.recipient == "individual"
        name = award_name(reference, code)
        if lang == "vi":
            who = "cá nhân của " if for_people else ""
            clauses.append(f"đề nghị tặng {name} cho {who}{_listed(units[code], 'và')}")
        else:
            who = "individuals of " if for_people else ""
            clauses.append(f"{name} proposed for {who}{_listed(units[code], 'and')}")
    return clauses


def _coverage(units: dict[str, Any], lang: str) -> list[str]:
    absent = units["expected"] - units["reported"]
    if absent <= 0:
        return []
    if lang == "vi":
        return [f"còn {absent}/{units['expected']} đơn vị chưa có báo cáo"]
    return [f"{absent} of {units['expected']} units have not reported"]


def _status(summary: dict[str, Any], lang: str) -> list[str]:
    day = format_date(parse_date(summary["as_of"]))
    if lang == "vi":
        words = {"provisional": "tạm tính", "final": "chính thức", None: "tính"}[summary["status"]]
        if summary["status"] == "final" and day:
            words = "chính thức, tính"
        clause = f"số liệu {words} đến ngày {day}" if day else f"số liệu {words}"
    else:
        words = {"provisional": "provisional figures", "final": "final figures", None: "figures"}[summary["status"]]
        clause = f"{words} as of {summary['as_of']}" if day else words
    return [clause] if day or summary["status"] else []


def _count(count: int, lang: str) -> str:
    return format_count_official(count) if lang == "vi" else format_count(count, lang=lang)


def _listed(words: list[str], last: str) -> str:
    """A, B và C."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
