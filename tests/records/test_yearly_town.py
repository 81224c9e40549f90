"""The report of a town whose year was built through the acts, of the real packs: its figures, computed again by others.

The published count is 358 contracts; here stand twelve, for the seconds. How all of them are built, and what came out,
stands in docs/explanation/yearly-report.md.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from tests.packs.test_annual import codes
from tests.records.test_annual import rewrite, run
from tests.records.yearly_town import build_town

from fazhi.kernel.papers import lines
from fazhi.records import annual, annual_data, clock, known
from fazhi.records.models import Unit

pytestmark = pytest.mark.own_site
TEXTS = {
    "enforcement": "全年作出行政处罚决定23件，没有行政强制。",
    "disputes": "本年无被申请复议、被诉案件。调处矛盾纠纷41件。",
    "study": "领导班子学法4次，培训执法人员2次、36人次。",
    "lead_party": "听取法治工作汇报3次，督办事项2项。",
    "lead_head": "带头学法4次，没有应诉案件。",
    "short": "合同送审材料一次齐备的不多，退回补正以后才受理的有3件。",
    "cause": "承办办公室对送审材料清单不熟悉。",
    "plan": "6月底前组织承办人员培训2次，由司法所负责。",
}


def test_the_report_of_a_town_comes_out_of_its_files(db: None, tmp_path: Path) -> None:
    town = Unit.objects.get(code=build_town(12))
    with clock.fixed(datetime(2025, 1, 14, 18, tzinfo=clock.CHINA)):
        report, today = annual.report_of("yearly"), clock.today()
        moment = known.just_before(clock.now())
        made = annual.draft(report, town, annual.year_of(town, 2024, today), TEXTS, moment, today)
        assert codes(annual.checked(made.paper, today)) == []
        packed = annual_data.whole(town, made.sheet)
    text = "\n".join(lines(made.paper))
    for said in (
        "柳湾镇2024年度法治政府建设情况报告",
        "应当进行合法性审查的事项12件，在上会、签订、印发之前审结的比例为100.0%（12/12）",
        "审结12件，审结合同（协议）12件，审结规范性文件0件。",
        "本年没有登记重大行政决策事项。",
        "本系统没有2023年的记录，不与上年比较。",
        "本系统本年没有登记行政复议、行政诉讼案件。",
        "本年没有封存的满意度测评。",
        "本系统没有记录矛盾纠纷调处和信访",
    ):
        assert said in text, said
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path)
    code, told = run(tmp_path)
    assert code == 0 and told.endswith("复算 154 个数，全部相符\n") and told.count("没有复算：") == 12
    rows = list(csv.DictReader(io.StringIO((tmp_path / "facts.csv").read_text("utf-8-sig"))))
    gone = rows[0]["matter"]
    rewrite(tmp_path, lambda row: row["matter"] != gone)
    code, told = run(tmp_path)
    assert code == 1 and "审查合同（period）报告为 ('12', '', '')，复算为 ('11', '', '')" in told
