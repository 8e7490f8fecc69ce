"""The words that charts print, Vietnamese first; ``language("en")`` switches them for one block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from emustats import numbers
from emustats.errors import UsageError
from emustats.labels import LANGUAGES, column_label, value_label

_language: ContextVar[str] = ContextVar("chart language", default="vi")

_WORDS = {
    "total": ("Tổng số", "Total"),
    "no_target": ("Không có chỉ tiêu này", "No such target"),
    "on_time": ("Đúng hạn", "On time"),
    "late": ("Nộp muộn", "Late"),
    "not_expected": ("Không thuộc cụm", "Not a member"),
    "level_unknown": ("Chưa rõ cấp", "Level not known"),
    "award_unknown": ("Chưa nhận ra danh hiệu, hình thức", "Award not recognised"),
    "unit_unknown": ("Chưa rõ đơn vị", "Unit not known"),
    "cluster_unknown": ("Chưa rõ cụm", "Cluster not known"),
    "gap": ("Chênh lệch", "Gap"),
    "ours": ("emustats", "emustats"),
    "published": ("Đã công bố", "Published"),
    "agrees": ("Khớp", "Agrees"),
    "not_computed": ("chưa tính được", "not computed"),
    "provisional": ("SỐ LIỆU TẠM TÍNH", "PROVISIONAL FIGURES"),
    "illustrative": ("SỐ LIỆU MINH HỌA", "ILLUSTRATIVE DATA"),
    "source": ("Nguồn: {text}", "Source: {text}"),
    "as_of": ("Số liệu tính đến ngày {text}", "Figures as of {text}"),
    "units_short": ("{count} đơn vị", "{count} units"),
    "units_of": ("{part}/{base} đơn vị", "{part}/{base} units"),
    "targets_of": ("{part}/{base} chỉ tiêu", "{part}/{base} targets"),
    "completion_of": ("{base} chỉ tiêu có tỷ lệ", "{base} targets with a rate"),
    "no_base": ("chưa có số liệu", "no data"),
    "target": ("Chỉ tiêu {text}", "Target {text}"),
    "target_no": ("chỉ tiêu {text}", "target {text}"),
    "against": ("kết quả {actual}, đăng ký {plan}", "result {actual}, plan {plan}"),
    "no_targets": ("Chưa có chỉ tiêu nào được đăng ký.", "No targets were registered."),
    "year": ("Năm {text}", "Year {text}"),
    "rank": ("Hạng {text}", "Rank {text}"),
    "provisional_point": ("Chấm rỗng: năm tạm tính", "Hollow: provisional year"),
    "lens": ("Cách so sánh: {text}", "Compared: {text}"),
    "small_base": ("Màu xám: ít đơn vị, chỉ để tham khảo", "Grey: small base, for reference"),
    "days_late": ("muộn {count} ngày", "{count} days late"),
    "and_more": ("và {count} mục khác", "and {count} more"),
    "no_scores": ("Chưa có điểm thi đua.", "There are no scores."),
    "no_coverage": ("Chưa có báo cáo nào để theo dõi.", "There are no submissions to follow."),
    "no_published": ("Không có số liệu đã công bố để đối chiếu.", "There are no published figures to reconcile with."),
    "scale_from": ("Trục không bắt đầu từ 0: từ {low} đến {high}.", "The axis runs from {low} to {high}."),
    "not_ranked": ("Không có xếp hạng năm {year}: {names}.", "Not ranked in {year}: {names}."),
    "nothing": ("Chưa có số liệu để vẽ biểu đồ này.", "There are no data to draw this chart."),
}


@contextmanager
def language(lang: str) -> Iterator[None]:
    """Words of the charts drawn inside the block: ``vi`` (usual) or ``en``; UsageError for another."""
    if lang not in LANGUAGES:
        raise UsageError(f"Ngôn ngữ không có: {lang}. Có thể dùng: {', '.join(LANGUAGES)}.")
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def word(key: str, **values: object) -> str:
    """The wording of ``key`` in the language of the block, its placeholders filled."""
    text = _WORDS[key][LANGUAGES.index(_language.get())]
    return text.format(**values) if values else text


def coded(column: str, value: str) -> str:
    """How a coded value of a column reads, in the language of the block."""
    return value_label(column, value, _language.get())


def heading(column: str) -> str:
    """The heading of a column, in the language of the block."""
    return column_label(column, _language.get())


def in_language(vietnamese: str, english: str) -> str:
    """One of two things, by the language of the block."""
    return (vietnamese, english)[LANGUAGES.index(_language.get())]


def format_count(count: int) -> str:
    """A whole number as the language of the block writes it: 2.079, in English 2,079."""
    return numbers.format_count(count, lang=_language.get())


def format_number(number: float, digits: int | None = None) -> str:
    """A number as the language of the block writes it: 92,04, in English 92.04."""
    return numbers.format_number(number, digits, lang=_language.get())


def format_percent(rate: float, digits: int | None = None) -> str:
    """A rate as the language of the block writes it: 92,04%, in English 92.04%."""
    return numbers.format_percent(rate, digits, lang=_language.get())


def current_language() -> str:
    """The language of the block: vi or en."""
    return _language.get()
