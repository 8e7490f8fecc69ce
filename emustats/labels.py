"""What columns and coded values are called when a person reads them: Vietnamese first, English by ``lang="en"``."""

from __future__ import annotations

LANGUAGES = ("vi", "en")

_COLUMNS = {
    "submission_id": ("Mã tệp", "Submission"),
    "path": ("Tệp", "File"),
    "sheet": ("Trang tính", "Sheet"),
    "cell": ("Ô", "Cell"),
    "text": ("Nguyên văn", "Text"),
    "cluster_id": ("Cụm", "Cluster"),
    "unit_id": ("Đơn vị", "Unit"),
    "year": ("Năm", "Year"),
    "as_of": ("Tính đến ngày", "As of"),
    "status": ("Tình trạng", "Status"),
    "standing": ("Tiếp nhận", "Standing"),
    "headcount": ("Quân số", "Headcount"),
    "revision": ("Lần gửi", "Revision"),
    "award_code": ("Danh hiệu, hình thức", "Award"),
    "award_text": ("Danh hiệu, hình thức (nguyên văn)", "Award as written"),
    "award_class": ("Hạng", "Class"),
    "family": ("Nhóm", "Family"),
    "level": ("Cấp", "Level"),
    "authority": ("Cấp quyết định", "Authority"),
    "recipient": ("Đối tượng", "Recipient"),
    "basis": ("Phương thức", "Basis"),
    "state": ("Trạng thái", "State"),
    "award_count": ("Số lượt", "Count"),
    "is_approximate": ("Gần đúng", "Approximate"),
    "collective": ("Tập thể", "Collective"),
    "individual": ("Cá nhân", "Individual"),
    "household": ("Hộ gia đình", "Household"),
    "unknown": ("Chưa rõ đối tượng", "Unknown recipient"),
    "total": ("Tổng cộng", "Total"),
    "target_no": ("STT", "No."),
    "title": ("Nội dung", "Title"),
    "measure": ("Đơn vị tính", "Measure"),
    "kind": ("Loại", "Kind"),
    "planned": ("Đăng ký", "Planned"),
    "planned_adjusted": ("Điều chỉnh", "Adjusted plan"),
    "actual": ("Kết quả", "Actual"),
    "result": ("Đánh giá", "Result"),
    "completion": ("Tỷ lệ hoàn thành", "Completion"),
    "self_assessed": ("Tự đánh giá", "Self-assessed"),
    "expected": ("Phải nộp", "Expected"),
    "reported": ("Đã nộp", "Reported"),
    "accepted": ("Được nhận", "Accepted"),
    "refused": ("Bị từ chối", "Refused"),
    "superseded": ("Bị thay thế", "Superseded"),
    "missing": ("Chưa nộp", "Missing"),
    "late": ("Nộp muộn", "Late"),
    "rate": ("Tỷ lệ", "Rate"),
    "units": ("Số đơn vị", "Units"),
    "units_reporting": ("Đơn vị có báo cáo", "Units reporting"),
    "units_meeting_all": ("Đơn vị đạt 100% chỉ tiêu", "Units meeting all targets"),
    "units_rate": ("Tỷ lệ đơn vị đạt", "Share of units"),
    "targets": ("Số chỉ tiêu", "Targets"),
    "targets_assessed": ("Chỉ tiêu đã đánh giá", "Targets assessed"),
    "targets_met": ("Chỉ tiêu đạt", "Targets met"),
    "targets_rate": ("Tỷ lệ chỉ tiêu đạt", "Share of targets"),
    "completion_mean": ("Hoàn thành bình quân", "Mean completion"),
    "criterion": ("Nội dung chấm", "Criterion"),
    "max_points": ("Điểm chuẩn", "Maximum"),
    "self_points": ("Tự chấm", "Self"),
    "cross_points": ("Chấm chéo", "Cross-check"),
    "cluster_points": ("Cụm chấm", "Cluster"),
    "points": ("Điểm", "Points"),
    "rank": ("Xếp hạng", "Rank"),
    "gap": ("Khoảng cách", "Gap"),
    "nominated_count": ("Số đề nghị", "Nominated"),
    "votes": ("Số phiếu", "Votes"),
    "value": ("Giá trị", "Value"),
    "change": ("Tăng, giảm", "Change"),
    "change_pct": ("Tăng, giảm (%)", "Change (%)"),
    "per_unit": ("Bình quân một đơn vị", "Per unit"),
    "per_100_staff": ("Trên 100 người", "Per 100 staff"),
    "lens": ("Cách so sánh", "Lens"),
    "severity": ("Mức độ", "Severity"),
    "code": ("Mã", "Code"),
    "message_vi": ("Nội dung", "Finding (Vietnamese)"),
    "message_en": ("Nội dung (tiếng Anh)", "Finding"),
    "computed": ("Tính được", "Computed"),
    "published": ("Đã công bố", "Published"),
    "difference": ("Chênh lệch", "Difference"),
    "source": ("Nguồn", "Source"),
    "rule": ("Quy tắc", "Rule"),
    "before": ("Trước khi sửa", "Before"),
    "after": ("Sau khi sửa", "After"),
    "fixes": ("Đã sửa", "Fixes"),
}

_VALUES = {
    "status": {"provisional": ("Tạm tính", "Provisional"), "final": ("Chính thức", "Final")},
    "standing": {
        "accepted": ("Được nhận", "Accepted"),
        "superseded": ("Bị thay thế", "Superseded"),
        "refused": ("Bị từ chối", "Refused"),
        "missing": ("Chưa nộp", "Missing"),
    },
    "severity": {"error": ("Lỗi", "Error"), "warning": ("Cảnh báo", "Warning"), "note": ("Ghi chú", "Note")},
    "recipient": {
        "collective": ("Tập thể", "Collective"),
        "individual": ("Cá nhân", "Individual"),
        "household": ("Hộ gia đình", "Household"),
        "unknown": ("Chưa rõ", "Unknown"),
    },
    "state": {
        "registered": ("Đăng ký", "Registered"),
        "proposed": ("Đề nghị", "Proposed"),
        "decided": ("Đã có quyết định", "Decided"),
        "received": ("Đã trao", "Received"),
    },
    "basis": {
        "merit": ("Công trạng", "Merit"),
        "campaign": ("Chuyên đề", "Campaign"),
        "extraordinary": ("Đột xuất", "Extraordinary"),
        "foreign_affairs": ("Đối ngoại", "Foreign affairs"),
        "devotion": ("Cống hiến", "Devotion"),
        "length_of_service": ("Niên hạn", "Length of service"),
        "resistance": ("Kháng chiến", "Resistance"),
    },
    "kind": {
        "at_least": ("Không thấp hơn", "At least"),
        "at_most": ("Không vượt quá", "At most"),
        "exactly": ("Đúng bằng", "Exactly"),
        "range": ("Trong khoảng", "Range"),
        "yes_no": ("Có/Không", "Yes/No"),
        "by_date": ("Trước ngày", "By date"),
        "reduce_pct": ("Giảm so với năm trước, %", "Reduction, %"),
    },
    "result": {
        "exceeded": ("Vượt", "Exceeded"),
        "met": ("Đạt", "Met"),
        "not_met": ("Không đạt", "Not met"),
        "not_assessed": ("Chưa đánh giá", "Not assessed"),
    },
    "level": {
        "state": ("Nhà nước", "State"),
        "government": ("Chính phủ", "Government"),
        "ministry": ("Bộ, ban, ngành", "Ministry"),
        "province": ("Tỉnh, thành phố", "Province"),
        "general_department": ("Tổng cục", "General department"),
        "unit": ("Cục, Công an tỉnh", "Unit"),
        "sub_unit": ("Phòng, Công an xã", "Sub-unit"),
        "party": ("Đảng", "Party"),
        "mass_org": ("Đoàn thể", "Mass organisation"),
        "any": ("Nhiều cấp", "Several levels"),
    },
    "lens": {
        "as_reported": ("Như đã báo cáo", "As reported"),
        "current_structure": ("Theo tổ chức hiện nay", "Current structure"),
        "constant_panel": ("Đơn vị có đủ các năm", "Constant panel"),
    },
}


def column_label(name: str, lang: str = "vi") -> str:
    """The heading of a column; a column without one keeps its name.

    >>> column_label("unit_id"), column_label("unit_id", "en")
    ('Đơn vị', 'Unit')
    """
    return _COLUMNS[name][LANGUAGES.index(lang)] if name in _COLUMNS else name


def value_label(column: str, value: str, lang: str = "vi") -> str:
    """How a coded value of a column reads; a value without a wording stays as it is.

    >>> value_label("state", "decided")
    'Đã có quyết định'
    """
    words = _VALUES.get(column, {}).get(value)
    return words[LANGUAGES.index(lang)] if words else value
