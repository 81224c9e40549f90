"""The second pass: projected tables and numbers against what the events say."""

from __future__ import annotations

from django.db.models import Max

from fazhi.kernel.errors import LedgerError
from fazhi.records import organisation, projection
from fazhi.records.models import Number, NumberSeries
from fazhi.records.verification.gathered import Gathered

_CN = {
    "unit": "单位", "period": "单位名称沿革", "person": "人员", "holding": "任职", "account": "账号",
    "scope": "数据范围", "number_format": "编号格式", "config": "设置", "offline_stub": "线下件",
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
            columns = [c for c, value in wanted[key].items() if held[key][c] != value]
            if columns:
                into.found("projection", "", None, f"{_CN[name]}表 {_shown(key)} 的 {'、'.join(columns)} 与账上不符")


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


def _shown(key: tuple[object, ...]) -> str:
    return "／".join("" if part is None else str(part) for part in key)
