"""The tidy tables: columns, dtypes, keys, units and meaning. ``docs/dictionary.md`` is generated from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from emustats.errors import FrameError

if TYPE_CHECKING:
    import pandas as pd

TEXT = "str"
COUNT = "Int64"
NUMBER = "Float64"
FLAG = "boolean"
DATE = "datetime64[us]"


class Column(NamedTuple):
    """One column: name, dtype, what it means, what NA means, and the values allowed (empty: any)."""

    name: str
    dtype: str
    meaning: str
    missing: str = "không áp dụng hoặc không ghi"
    allowed: tuple[str, ...] = ()


class Table(NamedTuple):
    """One tidy table: its grain (what one row is), its key and its columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


RECIPIENTS = ("collective", "individual", "household", "unknown")
STATES = ("registered", "proposed", "decided", "received")
COUNTED_STATES = ("decided", "received")
BASES = (
    "merit",
    "campaign",
    "extraordinary",
    "foreign_affairs",
    "devotion",
    "length_of_service",
    "resistance",
)
KINDS = ("at_least", "at_most", "exactly", "range", "yes_no", "by_date", "reduce_pct")
STANDINGS = ("accepted", "superseded", "refused", "missing")
STATUSES = ("provisional", "final")
# strongest first: what one reader counted is not set aside by what another says of it
FATES = ("counted", "checked", "fact", "not_read", "set_aside")
SEVERITIES = ("error", "warning", "note")
# The one order of findings: the worst first.
SEVERITY_RANK = {severity: place for place, severity in enumerate(SEVERITIES)}
CLASSES = ("I", "II", "III")
LEVELS = (
    "state",
    "government",
    "ministry",
    "province",
    "general_department",
    "unit",
    "sub_unit",
    "party",
    "mass_org",
    "any",
)

_SOURCE = (
    Column("submission_id", TEXT, "sha256 của tệp nguồn"),
    Column("sheet", TEXT, "tên trang tính"),
    Column("cell", TEXT, "địa chỉ A1 của ô chứa con số"),
    Column("text", TEXT, "nguyên văn nội dung ô", "ô trống"),
)
_WHOSE = (
    Column("cluster_id", TEXT, "mã cụm thi đua", "không xác định được cụm"),
    Column("unit_id", TEXT, "mã đơn vị", "không xác định được đơn vị"),
    Column("year", COUNT, "năm thi đua", "không xác định được năm"),
)

SUBMISSIONS = Table(
    "submissions",
    "một sổ tính đã nhận của một đơn vị (sổ tổng hợp của cụm: mỗi đơn vị một dòng), hoặc một đơn vị phải nộp mà chưa nộp",
    ("path", "submission_id", "cluster_id", "unit_id", "year"),
    (
        Column("submission_id", TEXT, "sha256 của tệp", "chưa nộp"),
        Column("path", TEXT, "đường dẫn tương đối của tệp trong thư mục", "chưa nộp"),
        *_WHOSE,
        Column("as_of", DATE, "số liệu tính đến ngày", "không ghi"),
        Column("status", TEXT, "tạm tính hay chính thức", "không ghi", STATUSES),
        Column("form_version", TEXT, "phiên bản biểu mẫu", "không theo biểu mẫu chuẩn"),
        Column("headcount", COUNT, "quân số (người)", "không ghi"),
        Column("revision", COUNT, "lần gửi thứ mấy của đơn vị trong năm", "chưa nộp hoặc bị từ chối"),
        Column("standing", TEXT, "được nhận, bị thay thế, bị từ chối, chưa nộp", "không có", STANDINGS),
        Column("numbers", COUNT, "số con số trong cả tệp", "chưa nộp hoặc không đọc được tệp"),
        Column("numbers_not_read", COUNT, "trong đó số con số chưa đọc", "chưa nộp hoặc không đọc được tệp"),
    ),
)

AWARDS = Table(
    "awards",
    "một con số lượt khen thưởng trong một ô",
    ("submission_id", "sheet", "cell", "recipient", "award_code", "award_class"),
    (
        *_SOURCE,
        *_WHOSE,
        Column("award_text", TEXT, "tên danh hiệu, hình thức như đơn vị ghi"),
        Column("award_code", TEXT, "mã trong awards.csv", "không nhận ra tên danh hiệu, hình thức"),
        Column("award_class", TEXT, "hạng I, II, III", "không có hạng hoặc không ghi hạng", CLASSES),
        Column("recipient", TEXT, "tập thể, cá nhân, hộ gia đình, chưa rõ", "không có", RECIPIENTS),
        Column("basis", TEXT, "phương thức khen thưởng", "không ghi", BASES),
        Column("state", TEXT, "đăng ký, đề nghị, đã có quyết định, đã trao", "không có", STATES),
        Column("level", TEXT, "cấp khen thưởng như bảng ghi, khi tên danh hiệu không nêu", "tên đã nêu hoặc không ghi"),
        Column("award_count", COUNT, "số lượt", "ô không cho một con số: '-', 'x', lỗi công thức"),
        Column("is_approximate", FLAG, "con số gần đúng (“gần 6.500”)", "không có"),
    ),
)

RECIPIENT_LINES = Table(
    "recipients",
    "một dòng của danh sách tập thể, cá nhân được khen thưởng",
    ("submission_id", "sheet", "cell", "award_code", "award_class", "person_key"),
    (
        *_SOURCE,
        *_WHOSE,
        Column("award_text", TEXT, "tên danh hiệu, hình thức như đơn vị ghi"),
        Column("award_code", TEXT, "mã trong awards.csv", "không nhận ra tên danh hiệu, hình thức"),
        Column("award_class", TEXT, "hạng I, II, III", "không có hạng hoặc không ghi hạng", CLASSES),
        Column("recipient", TEXT, "tập thể, cá nhân, hộ gia đình, chưa rõ", "không có", RECIPIENTS),
        Column("basis", TEXT, "phương thức khen thưởng", "không ghi", BASES),
        Column("state", TEXT, "đăng ký, đề nghị, đã có quyết định, đã trao", "không có", STATES),
        Column("decision_no", TEXT, "số quyết định", "chưa có quyết định hoặc không ghi"),
        Column("decision_date", DATE, "ngày quyết định", "chưa có quyết định hoặc không ghi"),
        Column("person_key", TEXT, "mã băm có khóa của tên; không suy ngược ra tên", "dòng không ghi tên"),
    ),
)

TARGETS = Table(
    "targets",
    "một chỉ tiêu đã đăng ký",
    ("submission_id", "sheet", "target_no"),
    (
        *_SOURCE,
        *_WHOSE,
        Column("target_no", TEXT, "số thứ tự chỉ tiêu"),
        Column("title", TEXT, "nội dung chỉ tiêu"),
        Column("measure", TEXT, "đơn vị tính", "không ghi"),
        Column("kind", TEXT, "loại chỉ tiêu", "không ghi hoặc không nhận ra loại", KINDS),
        Column(
            "planned",
            NUMBER,
            "mức đăng ký; Có = 1, Không = 0; tỷ lệ tính bằng phần trăm",
            "khoảng, ngày, hoặc không ghi",
        ),
        Column("planned_text", TEXT, "nguyên văn mức đăng ký", "ô trống"),
        Column("planned_cell", TEXT, "địa chỉ ô mức đăng ký", "không có cột"),
        Column("planned_adjusted", NUMBER, "mức điều chỉnh, thay mức đăng ký khi có", "không điều chỉnh"),
        Column("planned_adjusted_text", TEXT, "nguyên văn mức điều chỉnh", "ô trống"),
        Column("planned_adjusted_cell", TEXT, "địa chỉ ô mức điều chỉnh", "không có cột"),
        Column(
            "actual",
            NUMBER,
            "kết quả; Có = 1, Không = 0; tỷ lệ tính bằng phần trăm",
            "chưa có, hoặc là ngày (xem text)",
        ),
        Column("is_estimate", FLAG, "kết quả là số ước thực hiện cả năm", "không có"),
        Column("self_assessed", TEXT, "đơn vị tự đánh giá (nguyên văn)", "không ghi"),
    ),
)

SCORES = Table(
    "scores",
    "một nội dung chấm điểm của một đơn vị",
    ("submission_id", "sheet", "cell"),
    (
        *_SOURCE,
        *_WHOSE,
        Column("criterion", TEXT, "nội dung chấm điểm"),
        Column("max_points", NUMBER, "điểm chuẩn", "không ghi"),
        Column("self_points", NUMBER, "điểm tự chấm", "chưa chấm"),
        Column("cross_points", NUMBER, "điểm chấm chéo", "chưa chấm"),
        Column("cluster_points", NUMBER, "điểm cụm chấm", "chưa chấm"),
        Column("max_cell", TEXT, "địa chỉ ô điểm chuẩn", "không có cột"),
        Column("cross_cell", TEXT, "địa chỉ ô điểm chấm chéo", "không có cột"),
        Column("cluster_cell", TEXT, "địa chỉ ô điểm cụm chấm", "không có cột"),
    ),
)

NOMINATIONS = Table(
    "nominations",
    "một đề nghị xét tặng",
    ("submission_id", "sheet", "cell"),
    (
        *_SOURCE,
        *_WHOSE,
        Column("award_text", TEXT, "tên danh hiệu, hình thức như đơn vị ghi"),
        Column("award_code", TEXT, "mã trong awards.csv", "không nhận ra tên danh hiệu, hình thức"),
        Column("recipient", TEXT, "tập thể, cá nhân, hộ gia đình, chưa rõ", "không có", RECIPIENTS),
        Column("nominated_count", COUNT, "số đề nghị", "không ghi"),
        Column("votes", COUNT, "số phiếu suy tôn", "không ghi"),
        Column("votes_cell", TEXT, "địa chỉ ô số phiếu", "không có cột"),
    ),
)

PROBLEMS = Table(
    "problems",
    "một phát hiện cần xem",
    (),
    (
        Column("severity", TEXT, "mức độ", "không có", SEVERITIES),
        Column("code", TEXT, "mã phát hiện, xem problem_codes.csv"),
        Column("path", TEXT, "tệp", "không thuộc tệp nào"),
        Column("submission_id", TEXT, "sha256 của tệp", "không thuộc tệp nào"),
        Column("sheet", TEXT, "trang tính", "không thuộc trang nào"),
        Column("cell", TEXT, "địa chỉ ô", "không thuộc ô nào"),
        *_WHOSE,
        Column("value", TEXT, "nội dung gây ra phát hiện"),
        Column("message_vi", TEXT, "thông báo và cách xử lý"),
        Column("message_en", TEXT, "the finding and what to do, in English"),
    ),
)

FIXES = Table(
    "fixes",
    "một chỗ được sửa tự động",
    (),
    (
        Column("rule", TEXT, "quy tắc sửa"),
        Column("path", TEXT, "tệp"),
        Column("submission_id", TEXT, "sha256 của tệp"),
        Column("sheet", TEXT, "trang tính"),
        Column("cell", TEXT, "địa chỉ ô"),
        Column("before", TEXT, "trước khi sửa"),
        Column("after", TEXT, "sau khi sửa"),
    ),
)

CELLS = Table(
    "cells",
    "một ô có nội dung của một sổ tính (`es.read_submission(tệp).cells`)",
    ("sheet", "cell"),
    (
        Column("sheet", TEXT, "tên trang tính"),
        Column("cell", TEXT, "địa chỉ ô"),
        Column("text", TEXT, "nguyên văn; tên người được che bằng •••"),
        Column("fate", TEXT, "đã tính, đã đối chiếu, đã dùng, chưa đọc, để riêng", "không có", FATES),
        Column("reason", TEXT, "vì sao để riêng hoặc chưa đọc, hoặc ô nói lên điều gì", "đã tính"),
        Column("table", TEXT, "bảng có dòng lấy từ ô này", "không vào bảng nào"),
        Column("row", COUNT, "số thứ tự (từ 0) của dòng đầu tiên lấy từ ô này", "không vào bảng nào"),
    ),
)

TABLES = {
    table.name: table for table in (SUBMISSIONS, AWARDS, RECIPIENT_LINES, TARGETS, SCORES, NOMINATIONS, PROBLEMS, FIXES)
}


# where a frame says with which reference data it was read, in its ``attrs``
REFERENCE_KEY = "emustats_reference"


def build(name: str, columns: dict[str, list]) -> pd.DataFrame:
    """Make the frame of one table from columns of plain values; columns left out are NA.

    Raises FrameError for an unknown column.
    """
    import pandas as pd

    table = TABLES[name]
    unknown = sorted(set(columns) - set(table.names))
    if unknown:
        raise FrameError(f"Bảng {name} không có cột {', '.join(unknown)}; các cột: {', '.join(table.names)}")
    length = len(next(iter(columns.values()))) if columns else 0
    return pd.DataFrame({c.name: pd.array(columns.get(c.name, [None] * length), dtype=c.dtype) for c in table.columns})


def empty(table: Table) -> pd.DataFrame:
    """A frame without rows, with the columns of a table."""
    import pandas as pd

    return pd.DataFrame({column.name: pd.array([], dtype=column.dtype) for column in table.columns})


def require(frame: pd.DataFrame, name: str, needed: list[str]) -> None:
    """Raise FrameError, naming the columns, when ``frame`` lacks columns that a statistic needs."""
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise FrameError(
            f"Bảng {name} thiếu cột {', '.join(missing)}. "
            f"Hãy truyền bảng do es.load trả về (ví dụ data.{name}), hoặc bổ sung các cột này."
        )
