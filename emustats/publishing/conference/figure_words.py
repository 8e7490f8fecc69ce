"""The sentences over the charts and the parts of their source line, in both languages."""

from __future__ import annotations

from emustats.labels import LANGUAGES, value_label
from emustats.numbers import format_count, format_number, format_percent
from emustats.schema import LEVELS as LEVELS

_WORDS = {
    "source": ("Báo cáo của các đơn vị, {cluster}", "Reports of the units, {cluster}"),
    "n_units": ("{part}/{base} đơn vị báo cáo", "{part} of {base} units reported"),
    "n_targets": ("{part}/{base} chỉ tiêu đạt", "{part} of {base} targets met"),
    "n_years": ("{count} năm có số liệu", "{count} years with data"),
    "n_clusters": ("{count} cụm", "{count} clusters"),
    "unit_unknown": ("Chưa rõ đơn vị", "Unit not known"),
    "level_unknown": ("chưa rõ cấp", "level not known"),
    "tally": (
        "{unit} có nhiều lượt khen thưởng nhất năm {year}: {most} trong tổng số {total} lượt",
        "{unit} received the most commendations in {year}: {most} of {total}",
    ),
    "tally_shared": (
        "Năm {year} có {total} lượt khen thưởng; nhiều nhất là {most} lượt một đơn vị",
        "{total} commendations in {year}; the most in one unit: {most}",
    ),
    "ladder": ("Hình thức cao nhất năm {year}: {award}, {count} lượt", "The highest award of {year}: {award}, {count}"),
    "ladder_unknown": (
        "Năm {year}: chưa nhận ra danh hiệu, hình thức nào",
        "{year}: no award was recognised",
    ),
    "composition": (
        "Cấp {level} chiếm {share} số lượt khen thưởng",
        "{share} of the commendations were decided at the level: {level}",
    ),
    "achievement_all": (
        "Cả {base} đơn vị báo cáo đều đạt tất cả chỉ tiêu đã đăng ký",
        "All {base} reporting units met every registered target",
    ),
    "achievement": (
        "{met} trong {base} đơn vị báo cáo đạt tất cả chỉ tiêu đã đăng ký",
        "{met} of {base} reporting units met every registered target",
    ),
    "matrix": ("{met} trong {base} chỉ tiêu đã đánh giá đạt hoặc vượt", "{met} of {base} assessed targets were met"),
    "trend": (
        "Lượt khen thưởng của cụm: {before} năm {first}, {value} năm {year}",
        "Commendations of the cluster: {before} in {first}, {value} in {year}",
    ),
    "coverage_all": ("Năm {year}: cả {base} đơn vị đã báo cáo", "{year}: all {base} units reported"),
    "coverage": ("Năm {year}: {part} trong {base} đơn vị đã báo cáo", "{year}: {part} of {base} units reported"),
    "clusters": (
        "{cluster} có bình quân cao nhất: {value} lượt một đơn vị",
        "{cluster} has the highest mean: {value} per unit",
    ),
    "two_years": (
        "{part} trong {base} đơn vị có số lượt tăng so với năm {before}",
        "{part} of {base} units have more commendations than in {before}",
    ),
    "ranks": ("{unit} xếp thứ nhất năm {year}", "{unit} ranks first in {year}"),
    "reconciliation": (
        "{part} trong {base} số liệu đã công bố khớp với số liệu tổng hợp",
        "{part} of {base} published figures agree with ours",
    ),
    "n_luot": ("{count} lượt", "{count} commendations"),
    "n_both": ("{count} đơn vị có số liệu cả hai năm", "{count} units with data of both years"),
    "n_published": ("{count} số liệu đã công bố", "{count} published figures"),
    "source_all": ("Báo cáo của các đơn vị trong các cụm", "Reports of the units of the clusters"),
    "source_published": (
        "Báo cáo của các đơn vị; số liệu báo chí đã đăng",
        "Reports of the units; figures printed in the press",
    ),
    "coverage_shows": (
        "Tình hình nộp báo cáo và ngày chốt số liệu của từng đơn vị, {cluster}",
        "Reports received and the day of their figures, {cluster}",
    ),
    "tally_by_unit_shows": (
        "Số lượt khen thưởng theo đơn vị và đối tượng, {cluster}, năm {year}",
        "Commendations by unit and recipient, {cluster}, {year}",
    ),
    "award_ladder_shows": (
        "Số lượt theo danh hiệu, hình thức, từ cấp cao nhất, {cluster}, năm {year}",
        "Commendations by award, highest level first, {cluster}, {year}",
    ),
    "composition_by_level_shows": (
        "Cơ cấu số lượt khen thưởng theo cấp quyết định, {cluster}, đến năm {year}",
        "Commendations by deciding level, {cluster}, up to {year}",
    ),
    "two_years_shows": (
        "Số lượt khen thưởng của các đơn vị {cluster}, năm {year} so với năm trước",
        "Commendations of the units of {cluster}, {year} against the year before",
    ),
    "trend_shows": (
        "Tổng số lượt khen thưởng từng năm, {cluster}, đến năm {year}",
        "Commendations by year, {cluster}, up to {year}",
    ),
    "target_achievement_shows": (
        "Tỷ lệ chỉ tiêu đạt trên số chỉ tiêu đã đánh giá, {cluster}, năm {year}",
        "Share of assessed targets that were met, {cluster}, {year}",
    ),
    "target_matrix_shows": (
        "Kết quả từng chỉ tiêu đã đăng ký, {cluster}, năm {year}",
        "Result of each registered target, {cluster}, {year}",
    ),
    "clusters_compared_shows": (
        "Số lượt khen thưởng bình quân một đơn vị báo cáo, năm {year}",
        "Commendations per reporting unit, {year}",
    ),
    "units_of_clusters": ("Các đơn vị trong {count} cụm năm {year}", "The units of {count} clusters in {year}"),
    "units_of_clusters_shows": (
        "Số lượt khen thưởng theo đơn vị; mỗi cụm một thang riêng, năm {year}",
        "Commendations by unit; each cluster on its own scale, {year}",
    ),
    "score_gap_shows": (
        "Tổng điểm tự chấm và điểm cụm chấm, {cluster}, năm {year}",
        "Points given by the unit and by the cluster, {cluster}, {year}",
    ),
    "rank_over_years_shows": (
        "Xếp hạng các đơn vị theo tổng điểm từng năm, {cluster}",
        "Rank of the units by points, year by year, {cluster}",
    ),
    "reconciliation_shows": (
        "Số liệu tổng hợp từ báo cáo của đơn vị so với số liệu đã công bố, {cluster}, năm {year}",
        "Figures from the units' reports against published ones, {cluster}, {year}",
    ),
    "scores": ("{unit} xếp thứ nhất với {points} điểm", "{unit} ranks first with {points} points"),
}


def say(key: str, lang: str, **parts: object) -> str:
    """One sentence with its parts filled in; its first letter is a capital."""
    text = _WORDS[key][LANGUAGES.index(lang)].format(**parts)
    return text[:1].upper() + text[1:]


def level(code: object, lang: str) -> str:
    """The level in words, for the middle of a sentence."""
    if not isinstance(code, str):
        return _WORDS["level_unknown"][LANGUAGES.index(lang)]
    return value_label("level", code, lang)


def count(value: object, lang: str) -> str:
    """A count in the number format of the language."""
    return format_count(round(float(value))) if lang == "vi" else f"{round(float(value)):,}"


def number(value: float, lang: str) -> str:
    """A number with at most two decimals in the number format of the language."""
    return format_number(value, None if value == round(value, 1) else 2) if lang == "vi" else f"{round(value, 2):,}"


def percent(rate: float, lang: str) -> str:
    """A rate as percent with one decimal, in the number format of the language."""
    shown = round(rate, 3)
    return format_percent(shown) if lang == "vi" else f"{100 * shown:.3g}%"
