"""What the illustrative units of ``data/sample`` report: clusters, years, totals, targets and incidents of life.

Per-unit figures are invented. The totals of bca-donvi-6 in 2019 and of bca-diaphuong-5 in 2022 are those
printed in the press, see ``data/published/figures.csv``.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple


class AwardTotal(NamedTuple):
    """How many awards of one kind a cluster has in one year (or, in a profile, their weight)."""

    award_code: str
    award_class: str | None
    recipient: str
    basis: str
    state: str
    count: float


class TargetPlan(NamedTuple):
    """One target: wording, measure, kind, plan, and the best and worst result invented for it."""

    title: str
    measure: str
    kind: str
    planned: object
    low: float
    high: float
    digits: int = 0


class ClusterYear(NamedTuple):
    """One cluster in one year: its totals, the profile that splits them, and the state of the figures."""

    cluster_id: str
    year: int
    as_of: datetime.date
    status: str
    collective: int
    individual: int
    profile: tuple[AwardTotal, ...]
    targets: tuple[TargetPlan, ...]


def _rows(text: str) -> tuple[AwardTotal, ...]:
    rows = (line.split() for line in text.strip().splitlines())
    return tuple(
        AwardTotal(code, None if grade == "-" else grade, recipient, basis, state, float(count))
        for code, grade, recipient, basis, state, count in rows
    )


# Departments: the counts are the exact totals of bca-donvi-6 in 2019: 159 tập thể, 442 cá nhân.
DEPARTMENTS = _rows("""
HCCC III collective extraordinary received 1
HCCC III individual extraordinary received 4
BK_TTG - collective merit decided 1
BK_TTG - individual merit decided 2
DVQT - collective merit decided 36
DVTT - collective merit decided 14
CSTD_TLL - individual merit decided 8
CSTD_CS - individual merit decided 92
BK_BT - collective merit decided 18
BK_BT - individual merit decided 34
BK_BT - collective campaign received 20
BK_BT - individual campaign received 48
BK_BT - collective extraordinary received 12
BK_BT - individual extraordinary received 28
BK_BOKHAC - collective campaign received 8
BK_BOKHAC - individual campaign received 24
BK_UBND - collective foreign_affairs received 3
GK_CUC - collective campaign received 46
GK_CUC - individual campaign received 164
HUYC_VANTQ - individual length_of_service decided 6
HUYC_CSVV I individual length_of_service decided 10
HUYC_CSVV II individual length_of_service decided 10
HUYC_CSVV III individual length_of_service decided 12
""")

LOCAL_POLICE = _rows("""
HCCC I collective extraordinary received 1
HCCC II collective extraordinary received 3
HCCC III individual extraordinary received 12
BK_TTG - collective merit decided 8
BK_TTG - individual merit decided 14
DVQT - collective merit decided 260
DVTT - collective merit decided 190
CSTD_TQUOC - individual merit decided 2
CSTD_TLL - individual merit decided 46
CSTD_CS - individual merit decided 1180
BK_BT - collective campaign received 210
BK_BT - individual campaign received 640
BK_BT - collective extraordinary received 120
BK_BT - individual extraordinary received 330
BK_BOKHAC - collective campaign received 24
BK_BOKHAC - individual campaign received 70
BK_UBND - collective campaign received 280
BK_UBND - individual campaign received 760
GK_CUC - collective campaign received 960
GK_CUC - individual campaign received 2650
HUYC_VANTQ - individual length_of_service decided 96
HUYC_CSVV I individual length_of_service decided 110
HUYC_CSVV II individual length_of_service decided 130
HUYC_CSVV III individual length_of_service decided 150
""")

DEPARTMENT_TARGETS = (
    TargetPlan("Tỷ lệ văn bản tham mưu hoàn thành đúng thời hạn", "%", "at_least", 95, 97.0, 99.6, 1),
    TargetPlan("Tỷ lệ cán bộ, chiến sĩ hoàn thành tốt nhiệm vụ trở lên", "%", "at_least", 92, 94.5, 97.5, 1),
    TargetPlan("Số đề án, chuyên đề hoàn thành và được nghiệm thu", "đề án", "at_least", 25, 26, 27),
    TargetPlan("Số tin, bài về gương người tốt, việc tốt", "bài", "at_least", 48, 49, 51),
    TargetPlan("Số cán bộ, chiến sĩ bị kỷ luật từ khiển trách trở lên", "người", "at_most", 2, 0, 2),
    TargetPlan("Số vụ mất, lộ bí mật nhà nước (không để xảy ra)", "vụ", "at_most", 0, 0, 0),
    TargetPlan("Tỷ lệ đơn khiếu nại, tố cáo thuộc thẩm quyền được giải quyết", "%", "exactly", 100, 100, 100),
    TargetPlan("Tổ chức ký giao ước thi đua đến từng đơn vị trực thuộc", "", "yes_no", 1, 1, 1),
    TargetPlan("Gửi báo cáo tổng kết phong trào thi đua", "ngày", "by_date", "15/11", 5, 14),
    TargetPlan("Giảm số văn bản giấy phát hành", "%", "reduce_pct", 15, 15.5, 24.0, 1),
)
_MEETINGS = TargetPlan("Số buổi sinh hoạt chính trị theo chuyên đề", "buổi", "range", "10 - 14", 10, 14)
# Units of one cluster do not all register the same: this one takes the place of the fourth target.
OTHER_TARGETS = {"bca-phap-che": _MEETINGS, "bca-ho-so": _MEETINGS, "bca-canh-sat-pccc": _MEETINGS}

LOCAL_TARGETS = (
    TargetPlan("Tỷ lệ điều tra, khám phá tội phạm về trật tự xã hội", "%", "at_least", 80, 82.0, 92.0, 2),
    TargetPlan("Tỷ lệ điều tra, khám phá án rất và đặc biệt nghiêm trọng", "%", "at_least", 92, 93.0, 98.5, 2),
    TargetPlan("Giảm số vụ phạm pháp hình sự", "%", "reduce_pct", 5, 5.2, 9.8, 1),
    TargetPlan("Số người chết do tai nạn giao thông", "người", "at_most", 180, 96, 172),
    TargetPlan("Số vụ cháy lớn do thiếu trách nhiệm quản lý (không để xảy ra)", "vụ", "at_most", 0, 0, 0),
    TargetPlan("Số mô hình mới về phong trào toàn dân bảo vệ an ninh Tổ quốc", "mô hình", "at_least", 60, 62, 78),
    TargetPlan("Tỷ lệ xã, phường, thị trấn đạt tiêu chuẩn an toàn về an ninh, trật tự", "%", "at_least", 85, 86, 93, 1),
    TargetPlan("Số cán bộ, chiến sĩ vi phạm phải xử lý kỷ luật", "người", "at_most", 12, 3, 12),
    TargetPlan("Tổ chức Ngày hội toàn dân bảo vệ an ninh Tổ quốc ở 100% cấp xã", "", "yes_no", 1, 1, 1),
    TargetPlan("Hoàn thành tổng kết phong trào thi đua ở cơ sở", "ngày", "by_date", "15/11", 3, 14),
)

CRITERIA = (
    ("Thực hiện nhiệm vụ chính trị, chuyên môn nghiệp vụ", 50),
    ("Xây dựng Đảng, xây dựng lực lượng", 20),
    ("Tổ chức phong trào thi đua, tuyên truyền, nhân điển hình tiên tiến", 15),
    ("Cải cách hành chính, chấp hành điều lệnh", 10),
    ("Chế độ thông tin, báo cáo và hoạt động của cụm", 5),
)


def _final(year: int) -> datetime.date:
    return datetime.date(year, 12, 15)


CLUSTER_YEARS = (
    ClusterYear("bca-donvi-1", 2015, _final(2015), "final", 148, 405, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear("bca-donvi-6", 2016, _final(2016), "final", 151, 418, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear("bca-donvi-6", 2017, _final(2017), "final", 155, 429, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear("bca-donvi-6", 2018, _final(2018), "final", 153, 424, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear(
        "bca-donvi-6", 2019, datetime.date(2019, 11, 21), "provisional", 159, 442, DEPARTMENTS, DEPARTMENT_TARGETS
    ),
    ClusterYear("bca-donvi-5", 2018, datetime.date(2019, 3, 15), "final", 402, 1260, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear(
        "bca-donvi-5", 2019, datetime.date(2019, 11, 20), "provisional", 395, 1238, DEPARTMENTS, DEPARTMENT_TARGETS
    ),
    ClusterYear("bca-donvi-5", 2020, _final(2020), "final", 418, 1311, DEPARTMENTS, DEPARTMENT_TARGETS),
    ClusterYear("bca-diaphuong-5", 2019, _final(2019), "final", 1902, 5716, LOCAL_POLICE, LOCAL_TARGETS),
    ClusterYear("bca-diaphuong-5", 2020, _final(2020), "final", 1968, 5871, LOCAL_POLICE, LOCAL_TARGETS),
    ClusterYear("bca-diaphuong-5", 2021, _final(2021), "final", 2011, 6038, LOCAL_POLICE, LOCAL_TARGETS),
    ClusterYear(
        "bca-diaphuong-5", 2022, datetime.date(2022, 11, 22), "provisional", 2079, 6206, LOCAL_POLICE, LOCAL_TARGETS
    ),
)

# Larger units receive more; everything not named weighs 1.
WEIGHTS = {
    "bca-van-phong": 1.9,
    "bca-ho-so": 1.2,
    "bca-tai-chinh": 0.9,
    "bca-doi-ngoai": 0.8,
    "bca-vien-chien-luoc": 0.7,
    "bca-canh-sat-giao-thong": 1.6,
    "bca-khoa-hoc-hinh-su": 0.6,
    "bca-ca-thanh-hoa": 1.7,
    "bca-ca-nghe-an": 1.6,
    "bca-ca-quang-tri": 0.7,
}
HEADCOUNTS = {
    "bca-van-phong": 412,
    "bca-doi-ngoai": 138,
    "bca-phap-che": 121,
    "bca-khoa-hoc-lich-su": 164,
    "bca-phong-trao": 147,
    "bca-ho-so": 296,
    "bca-vien-chien-luoc": 98,
    "bca-tai-chinh": 173,
    "bca-thanh-tra": 126,
    "bca-khoa-hoc-hinh-su": 388,
    "bca-canh-sat-qlhc": 455,
    "bca-canh-sat-pccc": 502,
    "bca-canh-sat-giao-thong": 961,
    "bca-quan-ly-trai-giam": 534,
    "bca-quan-ly-tam-giu": 276,
    "bca-ca-thanh-hoa": 4870,
    "bca-ca-nghe-an": 4655,
    "bca-ca-ha-tinh": 2710,
    "bca-ca-quang-binh": 2385,
    "bca-ca-quang-tri": 2140,
    "bca-ca-thua-thien-hue": 2930,
}

# What happens in life, by (year, cluster, unit).
MISSING = {(2017, "bca-donvi-6", "bca-tai-chinh"), (2019, "bca-donvi-5", "bca-quan-ly-tam-giu")}
# The revised workbook is the one that counts; the first one had this much of each award.
REVISED = {
    (2019, "bca-donvi-5", "bca-canh-sat-giao-thong"): (datetime.date(2019, 11, 8), 0.9),
    (2021, "bca-diaphuong-5", "bca-ca-ha-tinh"): (datetime.date(2021, 11, 24), 0.95),
}
# (target number, result, remark); a result of None was not there yet.
RESULTS = {
    (2016, "bca-donvi-6", "bca-tai-chinh"): (10, 11.5, "còn vướng mắc về phần mềm"),
    (2017, "bca-donvi-6", "bca-phong-trao"): (4, 44, ""),
    (2018, "bca-donvi-6", "bca-doi-ngoai"): (5, 3, "03 đồng chí bị khiển trách"),
    (2019, "bca-donvi-5", "bca-khoa-hoc-hinh-su"): (3, 23, "02 đề án chuyển sang năm sau"),
    (2019, "bca-donvi-5", "bca-canh-sat-pccc"): (10, None, "chờ số liệu của Văn phòng"),
    (2019, "bca-diaphuong-5", "bca-ca-quang-binh"): (4, 187, ""),
    (2020, "bca-diaphuong-5", "bca-ca-quang-tri"): (6, 57, "dừng triển khai do mưa lũ"),
    (2021, "bca-diaphuong-5", "bca-ca-thanh-hoa"): (5, 1, "01 vụ cháy kho"),
    (2022, "bca-diaphuong-5", "bca-ca-ha-tinh"): (8, 14, ""),
}
# (target number, adjusted plan)
ADJUSTED = {(2020, "bca-diaphuong-5", "bca-ca-nghe-an"): (6, 50), (2020, "bca-donvi-5", "bca-canh-sat-qlhc"): (4, 40)}
# Further lines, as units put them: proposals without a decision, flags, households, loose wording.
EXTRA_AWARDS = {
    (2019, "bca-donvi-6", "bca-van-phong"): [("CO_CP", "collective", "proposed", 1, None)],
    (2019, "bca-donvi-6", "bca-ho-so"): [("HCCC", "individual", "proposed", 2, "Huân chương Chiến công hạng Ba")],
    (2019, "bca-donvi-5", "bca-canh-sat-giao-thong"): [("CO_CP", "collective", "proposed", 1, None)],
    (2018, "bca-donvi-5", "bca-canh-sat-giao-thong"): [("CO_CP", "collective", "received", 1, None)],
    (2018, "bca-donvi-5", "bca-canh-sat-qlhc"): [("CO_BO", "collective", "received", 1, None)],
    (2018, "bca-donvi-5", "bca-canh-sat-pccc"): [("CO_BO", "collective", "received", 1, "Cờ thi đua Bộ Công an")],
    (2018, "bca-donvi-5", "bca-quan-ly-trai-giam"): [("CO_BO", "collective", "received", 1, None)],
    (2018, "bca-donvi-5", "bca-khoa-hoc-hinh-su"): [("CO_BO", "collective", "received", 1, None)],
    (2020, "bca-donvi-5", "bca-quan-ly-tam-giu"): [(None, "individual", "decided", 2, "Bằng khen")],
    (2020, "bca-diaphuong-5", "bca-ca-nghe-an"): [("GK_CUC", "household", "received", 12, None)],
    (2021, "bca-diaphuong-5", "bca-ca-ha-tinh"): [("GK_CUC", "household", "received", 9, None)],
    (2022, "bca-diaphuong-5", "bca-ca-nghe-an"): [("CO_CP", "collective", "proposed", 1, None)],
}
# Spellings in use at the unit, by award code.
SPELLINGS = {
    (2017, "bca-donvi-6", "bca-thanh-tra"): {"CSTD_CS": "Chiến sỹ thi đua cơ sở", "DVQT": "Đơn vị Quyết thắng"},
    (2018, "bca-donvi-6", "bca-ho-so"): {
        "BK_TTG": "Bằng khen Thủ tướng Chính phủ",
        "CSTD_TLL": "CSTĐ toàn lực lượng CAND",
    },
    (2020, "bca-diaphuong-5", "bca-ca-thua-thien-hue"): {"HUYC_VANTQ": "Huy chương Vì ANTQ", "DVTT": "ĐVTT"},
}
# (award, recipient, number, votes) proposed to the level above.
NOMINATIONS = {
    (2018, "bca-donvi-6", "bca-phap-che"): ("CO_CP", 1, 6),
    (2019, "bca-donvi-6", "bca-van-phong"): ("CO_CP", 1, 6),
    (2019, "bca-donvi-5", "bca-canh-sat-giao-thong"): ("CO_CP", 1, 5),
    (2020, "bca-donvi-5", "bca-canh-sat-pccc"): ("CO_CP", 1, 6),
    (2021, "bca-diaphuong-5", "bca-ca-ha-tinh"): ("CO_CP", 1, 4),
    (2022, "bca-diaphuong-5", "bca-ca-nghe-an"): ("CO_CP", 1, 6),
}
