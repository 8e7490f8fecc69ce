"""The summary of a cluster and year as plain text, for the screen and for ``tom-tat.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from emustats.dates import format_date, parse_date
from emustats.errors import UsageError
from emustats.labels import LANGUAGES, column_label, value_label
from emustats.numbers import format_count, format_percent
from emustats.reference import load
from emustats.reference.names import award_name, cluster_name, unit_name
from emustats.schema import RECIPIENTS

if TYPE_CHECKING:
    from emustats.reference import Reference

WIDTH = 100
_WORDS = {
    "year": ("năm {}", "{}"),
    "as_of": ("tính đến ngày {}", "as of {}"),
    "reported": ("Đơn vị đã báo cáo", "Units that reported"),
    "awards": ("Lượt khen thưởng", "Commendations"),
    "no_awards": ("chưa có số liệu", "no data"),
    "award_unknown": ("(chưa nhận ra danh hiệu, hình thức)", "(award not recognised)"),
    "targets": ("Kết quả chỉ tiêu", "Targets"),
    "no_targets": ("không đơn vị nào báo cáo chỉ tiêu", "no unit reported targets"),
    "blocking": ("Chỉ tiêu chưa đạt hoặc chưa đánh giá", "Targets that hold the rate below 100%"),
    "nominations": ("Đề nghị khen thưởng", "Proposals"),
    "problems": ("Phát hiện khi đọc sổ tính", "Findings in the workbooks"),
    "problem_counts": ("{} lỗi, {} cảnh báo", "errors: {}, warnings: {}"),
}


def summary_text(summary: dict[str, Any], *, lang: str = "vi", reference: Reference | None = None) -> str:
    """Put the dict of ``es.summary`` into text: the sentence, then the figures, then what is still open.

    A figure that the summary leaves null is left out or said to be missing, never shown as 0.
    Raises UsageError for a language other than "vi" and "en".
    """
    if lang not in LANGUAGES:
        raise UsageError(f"Không có ngôn ngữ “{lang}”. Có thể dùng: {', '.join(LANGUAGES)}.")
    reference = reference or load()
    lines = [
        _heading(summary, lang, reference),
        "",
        *_wrapped(summary[f"narrative_{lang}"]),
        "",
        f"{_word('reported', lang)}: {summary['units']['reported']}/{summary['units']['expected']}",
        *_awards(summary["awards"], lang, reference),
        *_targets(summary["targets"], lang, reference),
        *_nominations(summary["nominations"], lang, reference),
        "",
        f"{_word('problems', lang)}: "
        + _word("problem_counts", lang).format(summary["problems"]["error"], summary["problems"]["warning"]),
    ]
    return "\n".join(lines) + "\n"


def _word(key: str, lang: str) -> str:
    return _WORDS[key][LANGUAGES.index(lang)]


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _heading(summary: dict[str, Any], lang: str, reference: Reference) -> str:
    name = cluster_name(reference, summary["cluster_id"])
    title = f"{name}, {_word('year', lang).format(summary['year'])}"
    when = parse_date(summary["as_of"]) if summary["as_of"] else None
    notes = [value_label("status", summary["status"], lang).lower()] if summary["status"] else []
    if when:
        notes.append(_word("as_of", lang).format(format_date(when) if lang == "vi" else when.isoformat()))
    heading = title[0].upper() + title[1:] + (f" ({', '.join(notes)})" if notes else "")
    return f"{heading}\n{'=' * min(len(heading), WIDTH)}"


def _awards(awards: dict[str, Any], lang: str, reference: Reference) -> Iterator[str]:
    yield ""
    if awards["total"] is None:
        yield f"{_word('awards', lang)}: {_word('no_awards', lang)}"
        return
    kinds = [kind for kind in RECIPIENTS if awards[kind] or kind in ("collective", "individual")]
    columns = [*kinds, "total"]
    heads = [column_label(kind, lang) for kind in columns]
    rows = [
        (_award(row["award_code"], lang, reference), [row.get(kind, 0) for kind in columns])
        for row in awards["by_award"]
    ]
    rows.append((column_label("total", lang), [awards[kind] for kind in columns]))
    room = min(max(len(name) for name, _ in rows), 66)
    yield f"{_word('awards', lang):<{room + 2}}" + "".join(f"{head:>{len(head) + 3}}" for head in heads)
    for name, counts in rows:
        *above, last = _folded(name, room)
        yield from (f"  {line}" for line in above)
        figures = (
            f"{'–' if count is None else format_count(count):>{len(head) + 3}}"
            for count, head in zip(counts, heads, strict=True)
        )
        yield f"  {last:<{room}}" + "".join(figures)


def _folded(name: str, room: int) -> list[str]:
    import textwrap

    return textwrap.wrap(name, room) or [""]


def _award(code: str | None, lang: str, reference: Reference) -> str:
    return award_name(reference, code) if code in reference.awards else code or _word("award_unknown", lang)


def _targets(targets: dict[str, Any], lang: str, reference: Reference) -> Iterator[str]:
    yield ""
    if not targets["units_reporting"]:
        yield f"{_word('targets', lang)}: {_word('no_targets', lang)}"
        return
    yield _word("targets", lang)
    for rate, part, base in (
        ("units_rate", "units_meeting_all", "units_reporting"),
        ("targets_rate", "targets_met", "targets_assessed"),
    ):
        if targets[rate] is not None:
            yield f"  {column_label(rate, lang)}: {_percent(targets[rate], lang)} ({targets[part]}/{targets[base]})"
    if targets["completion_mean"] is not None:
        yield f"  {column_label('completion_mean', lang)}: {_percent(targets['completion_mean'], lang)}"
    if targets["blocking"]:
        yield f"{_word('blocking', lang)}:"
    for row in targets["blocking"]:
        result = value_label("result", row["result"], lang).lower()
        number = f"{row['target_no']}. " if row.get("target_no") else ""
        yield f"  {_unit(row['unit_id'], reference)}: {number}{row['title']} – {result}"


def _percent(rate: float, lang: str) -> str:
    text = format_percent(rate)
    return text if lang == "vi" else text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def _nominations(nominations: list[dict[str, Any]], lang: str, reference: Reference) -> Iterator[str]:
    if not nominations:
        return
    yield ""
    yield f"{_word('nominations', lang)}:"
    for row in nominations:
        yield f"  {_unit(row['unit_id'], reference)}: {_award(row['award_code'], lang, reference)}"


def _unit(unit_id: str | None, reference: Reference) -> str:
    if unit_id is None:
        return "–"
    return unit_name(reference, unit_id) if unit_id in reference.units else unit_id
