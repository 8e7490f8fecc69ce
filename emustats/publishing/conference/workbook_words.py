"""The wording of the workbook of tables: tabs, titles, notes and cover, in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Sheet(NamedTuple):
    """The wording of one sheet: its tab, its title and its notes."""

    tab: str
    title: str
    notes: tuple[str, ...]


SHEETS = {
    "vi": {
        "by_unit": Sheet(
            "1. Theo đơn vị",
            "Số lượt khen thưởng theo đơn vị",
            ("Đơn vị tính: lượt. Tính các trạng thái Đã có quyết định và Đã trao.",),
        ),
        "by_award": Sheet(
            "2. Theo danh hiệu",
            "Số lượt khen thưởng theo danh hiệu, hình thức",
            ("Đơn vị tính: lượt. Xếp theo thứ tự của danh mục danh hiệu, hình thức khen thưởng.",),
        ),
        "by_award_and_unit": Sheet(
            "3. Danh hiệu x đơn vị",
            "Số lượt khen thưởng theo danh hiệu và đơn vị",
            ("Đơn vị tính: lượt, gồm mọi đối tượng. Ô trống: đơn vị không báo cáo hình thức đó.",),
        ),
        "achievement": Sheet(
            "4. Kết quả chỉ tiêu",
            "Kết quả thực hiện chỉ tiêu theo đơn vị",
            (
                "Tỷ lệ chỉ tiêu đạt = số chỉ tiêu đạt / số chỉ tiêu đã đánh giá. "
                "Hoàn thành bình quân chỉ tính chỉ tiêu loại Không thấp hơn có mức đăng ký lớn hơn 0.",
            ),
        ),
        "targets": Sheet("5. Từng chỉ tiêu", "Từng chỉ tiêu đã đăng ký và kết quả", ()),
        "coverage": Sheet("6. Nộp báo cáo", "Tình hình nộp báo cáo của các đơn vị", ()),
        "nominations": Sheet("7. Đề nghị", "Đề nghị xét tặng danh hiệu, hình thức khen thưởng", ()),
        "scores": Sheet(
            "8. Điểm thi đua",
            "Điểm và xếp hạng thi đua trong cụm",
            (
                "Dùng điểm cụm chấm khi đủ mọi đơn vị, nếu chưa đủ thì dùng điểm tự chấm. Chỉ so sánh trong cùng cụm, năm.",
            ),
        ),
        "problems": Sheet("9. Phát hiện", "Phát hiện khi đọc và kiểm tra số liệu", ()),
        "sources": Sheet(
            "10. Nguồn từng số",
            "Mỗi con số lấy từ ô nào của sổ tính nào",
            ("Cột Nguyên văn là nội dung ô như đơn vị ghi. Gồm cả các trạng thái không tính là lượt.",),
        ),
    },
    "en": {
        "by_unit": Sheet("1. By unit", "Commendations by unit", ("Count of awards decided or received.",)),
        "by_award": Sheet("2. By award", "Commendations by title and form", ("In the order of the catalogue.",)),
        "by_award_and_unit": Sheet(
            "3. Award x unit", "Commendations by award and unit", ("Blank: not reported by the unit.",)
        ),
        "achievement": Sheet(
            "4. Achievement",
            "Target achievement by unit",
            ("Share of targets = met / assessed. Mean completion covers at-least targets with a plan above 0.",),
        ),
        "targets": Sheet("5. Targets", "Every registered target and its result", ()),
        "coverage": Sheet("6. Submissions", "Which units have reported", ()),
        "nominations": Sheet("7. Proposals", "Proposed titles and forms", ()),
        "scores": Sheet(
            "8. Scores",
            "Scores and ranks inside the cluster",
            (
                "Cluster points when all units have them, else self-assessed points. Compare inside one cluster and year.",
            ),
        ),
        "problems": Sheet("9. Findings", "Findings in the workbooks", ()),
        "sources": Sheet(
            "10. Sources", "Which cell each figure comes from", ("Includes states that are not counted.",)
        ),
    },
}
WORDS = {
    "vi": {
        "cover": "Bìa",
        "heading": "TỔNG HỢP KẾT QUẢ THI ĐUA, KHEN THƯỞNG NĂM {year}",
        "scope": "Phạm vi",
        "scope_text": "{reported}/{expected} đơn vị của cụm đã báo cáo",
        "source": "Nguồn",
        "source_text": "Sổ tính do các đơn vị gửi; tổng hợp tự động, từng con số truy được đến ô nguồn (trang 10)",
        "as_of": "Số liệu tính đến ngày",
        "status": "Tình trạng",
        "contents": "MỤC LỤC",
        "empty": "Không có số liệu.",
        "back": "← Về trang bìa",
        "notes": "Ghi chú: ",
        "unknown": "chưa ghi",
    },
    "en": {
        "cover": "Cover",
        "heading": "EMULATION AND COMMENDATION RESULTS, {year}",
        "scope": "Scope",
        "scope_text": "{reported} of {expected} units of the cluster have reported",
        "source": "Source",
        "source_text": "Workbooks sent in by the units; every figure can be traced to its cell (sheet 10)",
        "as_of": "As of",
        "status": "Status",
        "contents": "CONTENTS",
        "empty": "No data.",
        "back": "← Back to the cover",
        "notes": "Note: ",
        "unknown": "not stated",
    },
}
# Headings that only these tables have.
EXTRA_LABELS = {
    "vi": {"not_assessed": "Chưa đánh giá", "unit": "Đơn vị"},
    "en": {"not_assessed": "Not assessed", "unit": "Unit"},
}
