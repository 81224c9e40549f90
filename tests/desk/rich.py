"""The small pack with what a real one has: a closed kind of matter, personal answers, a register of many columns."""

from __future__ import annotations

from functools import cache

from tests.kernel.packing import POSTS, pack, raw

from fazhi.kernel.procedures import Procedure, load

COLUMNS: list[dict[str, object]] = [
    {"name": "序号", "value": "#"},
    {"name": "收件登记号", "value": "number"},
    {"name": "送审单位", "value": "unit"},
    {"name": "承办人", "value": "handler"},
    {"name": "事项名称", "value": "title"},
    {"name": "事项类别", "value": "subject.kind"},
    {"name": "可能影响社会稳定", "value": "subject.risk"},
    {"name": "金额（元）", "value": "subject.amount"},
    {"name": "相对方", "value": "subject.party"},
    {"name": "收件日期", "value": "submit.date"},
    {"name": "受理日期及结果", "values": ["intake.date", "intake.outcome"]},
    {"name": "审查人", "value": "opinion.decider"},
    {"name": "审查结论", "value": "opinion.outcome"},
    {"name": "用时（工作日）", "value": "days(submit.date, opinion.date, 'working_day')"},
    {"name": "意见条数（必须/建议）", "values": ["count(raise, '必须')", "count(raise, '建议')"]},
    {"name": "集体讨论", "values": ["ok(meeting)", "meeting.date"]},
    {"name": "最终结果", "value": "state"},
    {"name": "归档号", "value": "archive"},
    {"name": "备注", "value": "note"},
]


@cache
def rich(name: str) -> Procedure:
    """Return the small pack ``mini`` made rich; any other as it is."""
    if name != "mini":
        return pack(name)
    data = raw("mini")
    data["subject"] = [
        {
            "id": "kind",
            "name": "事项类别",
            "type": "enum",
            "values": ["行政合同（协议）", "规范性文件"],
            "required": True,
        },
        *data["subject"],  # type: ignore[misc]
        {"id": "party", "name": "相对方", "type": "text", "pii": "name"},
    ]
    data["register"] = [{"id": "r", "title": "合法性审查台账", "columns": COLUMNS}]
    return load(data, POSTS)
