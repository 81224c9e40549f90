"""A small yearly report over what the small procedure of the tests yields."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from tests.records import counted

from fazhi.kernel.measures.annual import AnnualReport, read_annual
from fazhi.packs import annual, measures

POLICY = {"text": "年度报告", "force": "policy", "mark": "▲"}
REPORT: dict[str, Any] = {
    "id": "small_year", "name": "试验年度报告", "title": "{unit}{year}年度法治政府建设情况报告",
    "opening": "现将{unit}{year}年度情况报告如下。", "says": "义。", "signers": ["leader"], "basis": POLICY,
    "unrecorded": ["本系统没有记录行政执法。"],
    "due": [{"id": "publish", "name": "向社会公开", "month": 4, "day": 1, "publishes": True, "rule": "R006",
             "basis": POLICY}],
    "chapter": [
        {"title": "主要举措和成效", "basis": POLICY, "part": [
            {"id": "intake", "title": "收件", "none": "本年没有收件。",
             "say": ["收件{received}，金额{amount}，退回率{return_rate}；期末在办{in_hand}。"]},
        ]},
        {"title": "主要负责人履行第一责任人职责情况", "basis": POLICY, "part": [{"id": "lead", "write": "履职次数"}]},
        {"title": "存在的不足和原因", "basis": POLICY, "part": [{"id": "short", "write": "不足和原因"}]},
        {"title": "下一年度（{next}年）安排", "basis": POLICY, "part": [{"id": "plan", "write": "做什么、何时完成"}]},
        {"title": "其他", "basis": POLICY, "part": [{"id": "other", "write": "其他", "optional": True}]},
    ],
    "figures": [
        {"title": "收件", "row": [
            {"id": "received", "formula": "mini.received", "unit": "count"},
            {"id": "in_hand", "name": "期末在办", "formula": "mini.in_hand", "unit": "count"},
            {"id": "amount", "formula": "mini.amount", "unit": "yuan", "digits": 2},
            {"indicator": "return_rate"},
            {"id": "growth", "name": "收件增长", "unit": "percent", "least": 1,
             "formula": "(mini.received - last_year(mini.received)) / last_year(mini.received)", "says": "义。"},
        ]},
    ],
}  # fmt: skip
TEXTS = {
    "lead": "听取汇报3次，专题研究2次。",
    "short": "送审材料一次齐备的不多，原因是承办人员不熟悉清单。",
    "plan": "6月底前培训承办人员2次，由司法所负责。",
}


def read(data: dict[str, Any] = REPORT) -> AnnualReport:
    """Return the report over the measures that are installed."""
    return read_annual(data, measures.indicators(), measures.every(), {"leader": "分管领导", "head": "镇长"})[0]


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small procedure yield something, and the small report be the only one."""
    counted.install(monkeypatch)
    report = read()
    monkeypatch.setattr(annual, "reports", lambda: MappingProxyType({report.id: report}))
