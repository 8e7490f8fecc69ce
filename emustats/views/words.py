"""What the notebooks say where there is nothing to show."""

from __future__ import annotations

NOTHING = (
    "Thư mục này chưa có báo cáo nào cho biết cụm và năm, nên chưa có số liệu để trình bày. "
    "Hãy xem phần phát hiện ở sổ 00_submissions, hoặc kiểm tra lại thư mục trong biến EMUSTATS_DATA."
)
NO_CHART = {
    "coverage": "Chưa có báo cáo nào để theo dõi việc nộp.",
    "tally_by_unit": "Chưa có lượt khen thưởng nào đã có quyết định hoặc đã trao, nên chưa vẽ biểu đồ theo đơn vị.",
    "award_ladder": "Chưa có lượt khen thưởng nào đã có quyết định hoặc đã trao, nên chưa vẽ biểu đồ theo danh hiệu.",
    "composition_by_level": "Chưa có lượt khen thưởng nào để xem cơ cấu theo cấp.",
    "two_years": "Không đơn vị nào có số liệu của cả năm này và năm trước, nên chưa so sánh được hai năm.",
    "trend": "Xu hướng cần số liệu của ít nhất hai năm; ở đây chưa đủ.",
    "target_achievement": "Không đơn vị nào đăng ký chỉ tiêu, hoặc chưa chỉ tiêu nào có kết quả để đánh giá.",
    "target_matrix": "Không đơn vị nào đăng ký chỉ tiêu, hoặc chưa chỉ tiêu nào có kết quả để đánh giá.",
    "clusters_compared": "So sánh cần ít nhất hai cụm có số liệu trong năm; ở đây chưa đủ.",
    "units_of_clusters": "Vẽ từng cụm cạnh nhau cần từ hai đến mười hai cụm có số liệu trong năm.",
    "score_gap": "Chưa có đơn vị nào có cả điểm tự chấm và điểm cụm chấm.",
    "rank_over_years": "Xếp hạng qua các năm cần điểm của ít nhất hai năm; ở đây chưa đủ.",
    "reconciliation": "Không có số liệu đã công bố cho cụm và năm này để đối chiếu.",
}
NO_TABLE = {
    "by_unit": "Chưa có lượt khen thưởng nào được báo cáo.",
    "by_award": "Chưa có lượt khen thưởng nào được báo cáo.",
    "by_award_and_unit": "Chưa có lượt khen thưởng nào được báo cáo.",
    "achievement": "Không đơn vị nào đăng ký chỉ tiêu.",
    "targets": "Không đơn vị nào đăng ký chỉ tiêu.",
    "coverage": "Chưa có báo cáo nào.",
    "nominations": "Không có đề nghị khen thưởng nào.",
    "scores": "Chưa có điểm thi đua.",
    "problems": "Không có phát hiện nào ở các tệp của cụm và năm này.",
    "sources": "Chưa có con số nào để truy nguồn.",
}
REFUSED = "Tệp bị từ chối và lý do"
NONE_REFUSED = "Không có tệp nào bị từ chối."
STATIC = "Mở sổ này bằng lệnh “emustats explore THƯ_MỤC” để chọn cụm, năm và cách tính ngay trên biểu đồ."
NOT_BLOCKED = "Không có chỉ tiêu nào không đạt hoặc chưa có kết quả."
NO_TARGETS = "Không đơn vị nào đăng ký chỉ tiêu."
BLOCKING = "Chỉ tiêu không đạt hoặc chưa có kết quả"
DISAGREES = "Chỉ tiêu mà đơn vị tự đánh giá khác với kết quả tính được"
ALL_AGREE = "Tự đánh giá khớp với kết quả tính được ở {count} chỉ tiêu so được."
NONE_SAID = "Không đơn vị nào ghi tự đánh giá để so với kết quả tính được."
SOURCES = "{shown} trong {total} dòng số liệu khen thưởng, với ô nguồn"
TREND = "Số lượt khen thưởng theo năm, {lens}"
CLUSTERS = "Các cụm trong năm {year}"
NO_CLUSTERS = "Năm {year} chưa có cụm nào có số liệu khen thưởng."
LEVELS = "Cơ cấu số lượt theo cấp quyết định, năm {year}"
BEFORE_AFTER = "Số lượt khen thưởng khi thành viên cụm thay đổi, năm {before} và năm {after}"
NO_CHANGE = "Không thấy thay đổi thành viên của cụm giữa những năm có danh sách."
GROUPS = {"stayed": "Đơn vị ở lại", "left": "Đơn vị rời cụm", "joined": "Đơn vị mới vào"}
REASONS = {
    "not_met": "không đạt",
    "kind_unknown": "chưa rõ loại chỉ tiêu",
    "plan_missing": "không ghi mức đăng ký",
    "plan_unreadable": "mức đăng ký không đọc được",
    "result_missing": "chưa có kết quả",
    "result_unreadable": "kết quả không đọc được",
}
FIGURES = {
    "awards": "Số lượt khen thưởng",
    "collective": "Lượt tập thể",
    "individual": "Lượt cá nhân",
    "units_rate": "Tỷ lệ đơn vị đạt mọi chỉ tiêu",
    "targets_rate": "Tỷ lệ chỉ tiêu đạt",
    "coverage": "Tỷ lệ đơn vị nộp báo cáo",
}
RATES = ("units_rate", "targets_rate", "coverage")
HEADINGS = {
    "group": "Nhóm",
    "before": "Năm trước",
    "after": "Năm sau",
    "reported_before": "Có báo cáo năm trước",
    "reported_after": "Có báo cáo năm sau",
    "reason": "Lý do",
    "units": "Số đơn vị báo cáo",
    "note_vi": "Thay đổi cần biết khi so sánh",
    "is_small_base": "Ít đơn vị",
    "pct_change": "Tăng, giảm (%)",
    "self_result": "Tự đánh giá",
    "plan": "Đăng ký",
}
