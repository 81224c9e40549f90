"""The second pass: projected tables and numbers against what the events say."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max

from fazhi.kernel.errors import LedgerError
from fazhi.packs import measures
from fazhi.records import organisation, projection
from fazhi.records.ledger import adding_up
from fazhi.records.models import Number, NumberSeries, Unit
from fazhi.records.projection import Value
from fazhi.records.verification.gathered import Gathered
from fazhi.records.verification.matters import said

_CN = {
    "unit": "单位", "period": "单位名称沿革", "person": "人员", "holding": "任职", "account": "账号",
    "scope": "数据范围", "number_format": "编号格式", "config": "设置", "offline_stub": "线下件",
    "model_opinion": "示范意见", "radar_mark": "新法对照", "token": "接口令牌", "issued_form": "报出的报表",
    "superior_sheet": "上级表样",
    "letter": "收件箱信件",
    "sheet_mapping": "旧台账对照", "sheet_import": "旧台账导入",
    "round": "考核轮次", "round_item": "考核项目", "round_result": "考核结果",
    "survey": "满意度测评",
}  # fmt: skip

_COLUMNS = {
    "path": "路径", "parent": "上级", "name": "名称", "short": "简称", "kind": "类别", "starts": "起始日",
    "ends": "截止日", "merged_into": "并入", "person": "人员", "unit": "单位", "post": "岗位", "role": "角色",
    "acting_for": "代理", "home": "所属单位", "must_change_password": "须改口令", "disabled_from": "停用日",
    "created": "建立日", "account": "账号", "over": "范围", "template": "格式", "yearly": "按年", "value": "值",
    "basis": "依据", "day": "日期", "result": "结果",
    "title": "标题", "message": "问题", "suggestion": "建议", "code": "提示代码", "published": "发布日",
    "withdrawn": "撤回日", "reason": "理由", "change": "变动", "place": "位置", "state": "状态", "due": "期限",
    "by": "办理账号", "made": "建立日", "revoked": "注销日",
    "first": "首日", "last": "末日", "known": "数据截至", "issued": "报出日", "note": "说明", "body": "报出的数",
    "digest": "文件摘要", "cells": "对应关系", "mapped": "对应日", "dropped": "停用日",
    "procedure": "规程", "sheet": "文件摘要", "mapping": "对照", "rows": "末行", "done": "已处理到", "taken": "已导入",
    "record": "所说事项", "sent": "提交时间", "arrived": "取进日", "lookup": "查询码摘要", "seq": "记录号",
    "matter": "事项",
    "same": "已有", "changed": "有改动", "refused": "未导入", "begun": "开始日",
    "period": "时段", "units": "单位", "scheme": "考核体系", "opened": "开始日", "assess_until": "自评截止日",
    "object_until": "异议截止日", "closed": "封存日", "own_points": "自评分", "own_note": "自评说明",
    "own_by": "自评账号", "own_day": "自评日", "own_persons": "自评人", "files": "佐证件数", "points": "县评分",
    "scorers": "评分人", "excluded": "不计分理由", "objection": "异议", "objected_by": "异议账号",
    "objected_day": "异议日", "ruling": "答复", "ruled_reason": "答复理由", "ruled_by": "答复账号",
    "ruled_day": "答复日", "corrected": "更正为", "corrected_reason": "更正理由", "corrected_by": "更正账号",
    "corrected_day": "更正日", "kept": "问卷", "places": "人口", "until": "答题截止日", "answers": "答卷数",
}  # fmt: skip


def compare_organisation(into: Gathered) -> None:
    """Fold units, persons, posts, accounts, scopes and settings again and compare them row by row."""
    changes = []
    for _recorded, _seq, event in sorted(into.organisation, key=lambda item: (item[0], item[2].stream, item[1])):
        try:
            changes += organisation.changes(event)
        except (LedgerError, KeyError, ValueError) as error:
            into.found("projection", event.stream, event.seq, f"第 {event.seq} 件读不出所改的内容：{error}")
    folded = projection.fold(changes)
    for name, wanted in folded.items():
        held = projection.stored(name)
        for key in sorted(wanted.keys() - held.keys(), key=repr):
            into.found("projection", "", None, f"{_CN[name]}表缺少 {_shown(key)}")
        for key in sorted(held.keys() - wanted.keys(), key=repr):
            into.found("projection", "", None, f"{_CN[name]}表多出 {_shown(key)}：账上没有")
        for key in sorted(wanted.keys() & held.keys(), key=repr):
            for column, value in wanted[key].items():
                if held[key][column] != value:
                    words = f"{_CN[name]}表 {_shown(key)}{_whose(name, wanted[key])} 的 {_COLUMNS.get(column, column)}"
                    values = f"表中为“{said(held[key][column])}”，按记录应为“{said(value)}”"
                    into.found("projection", "", None, f"{words} 与账上不符：{values}")


def compare_numbers(into: Gathered) -> None:
    """Compare the number book with the numbers that events gave, entered and voided."""
    held = {
        (number.series.unit.code, number.series.kind, number.series.year, number.text): number
        for number in Number.objects.select_related("series__unit").iterator()
    }
    for key in sorted(into.numbers.keys() - held.keys()):
        into.found("number", "", None, f"编号簿缺少 {key[3]}（{key[0]} {key[1]}）")
    for key in sorted(held.keys() - into.numbers.keys()):
        into.found("number", "", None, f"编号簿多出 {key[3]}（{key[0]} {key[1]}）：账上没有")
    for key in sorted(held.keys() & into.numbers.keys()):
        columns = [c for c, value in into.numbers[key].items() if getattr(held[key], c) != value]
        if columns:
            into.found("number", "", None, f"编号 {key[3]} 的 {'、'.join(columns)} 与账上不符")
    taken = Number.objects.exclude(state="paper").filter(n__isnull=False)
    highest = dict(taken.values_list("series_id").annotate(top=Max("n")))
    for series in NumberSeries.objects.select_related("unit").iterator():
        if series.last < highest.get(series.pk, 0) and not _only_paper(series):
            into.found("number", "", None, f"{series.unit.name} {series.kind} 的计数器 {series.last} 低于已用的最大号")


def _only_paper(series: NumberSeries) -> bool:
    """Say whether every number above the counter came from paper (voided ones included)."""
    above = Number.objects.filter(series=series, n__gt=series.last)
    return not above.filter(state="taken").exists()


def _whose(name: str, row: Mapping[str, Value]) -> str:
    """Return in words whose row it is, where its key is no name."""
    if name == "scope":
        whose = f"账号 {row['account']}" if row["account"] else f"{row['unit']} 的 {row['post']}"
        return f"（{whose}，{row['role']}，管 {row['over']}）"
    return f"（{row['person']}，{row['unit']} {row['post']}）" if name == "holding" else ""


def _shown(key: tuple[object, ...]) -> str:
    return "／".join("" if part is None else str(part) for part in key)


def compare_sums(into: Gathered) -> None:
    """Compare the sums of figures with the rows they are made of (the rows are compared matter by matter)."""
    units = dict(Unit.objects.values_list("pk", "name"))
    names = {measure.id: measure.name for measure in measures.every().values()}
    for unit, measure in adding_up.sums_that_differ():
        words = f"{units.get(unit, unit)}的汇总“{names.get(measure, measure)}”与各事项的计量之和不符"
        into.found("projection", "", None, words)
