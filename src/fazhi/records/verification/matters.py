"""The rows of matters, their tasks and who takes part, against the matters folded again. A batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from fazhi.kernel.ledger import sm3_hex
from fazhi.kernel.measures import Fact, facts_of
from fazhi.packs import measures
from fazhi.records import ledger, library, memory, participation, powers, register_cells
from fazhi.records.acts.matter_rows import columns_of, origin_columns, task_columns
from fazhi.records.ledger import figures
from fazhi.records.matters import Folded, calendar
from fazhi.records.models import ImportedRow, IssuedDocument, ItemUse, ListedChange, Matter, Opinion, Task, Unit
from fazhi.records.standing import standing
from fazhi.records.verification.folding import Trace
from fazhi.records.verification.gathered import Bound, Gathered

_MATTER_CN: Final = {
    "number": "编号", "title": "名称", "procedure": "规程", "procedure_title": "规程名称", "pack_digest": "规程版本",
    "unit__code": "承办单位", "unit_path": "单位路径", "handler__key": "承办人", "opened": "立项日期", "urgent": "急件",
    "parent__stream__key": "上级事项", "last_recorded": "末次记录时间", "state": "状态", "standing": "办理位置",
    "stage": "阶段", "outcome": "结论", "closed": "办结日期", "archived": "归档日期", "archive_number": "档号",
    "findings": "违规数", "late_entries": "补录数", "vouchers_owed": "待补凭证数", "next_due": "最近期限",
    "book": "单列台账",
}  # fmt: skip

_TASK_CN: Final = {
    "title": "名称", "unit__code": "单位", "posts": "岗位", "person__key": "人员", "due": "期限",
    "work_by": "工作截止日", "provisional": "暂定", "statutory": "法定", "basis": "依据",
    "since": "起始日", "paused": "中止",
}  # fmt: skip

_PART_CN: Final = {
    "unit": "单位", "person": "人员", "role": "角色", "starts": "起始日", "ends": "截止日", "run": "受托的送出",
    "stated": "声明日",
}  # fmt: skip

_OPINION_CN: Final = {
    "day": "日期", "weight": "结果", "place": "条款", "message": "问题", "basis": "依据", "suggestion": "建议",
    "code": "提示代码", "fate": "采纳情况", "later": "后续结果", "tokens": "检索词",
}  # fmt: skip

_ISSUED_CN: Final = {
    "kind": "种类", "number": "登记号", "document": "文号", "published": "公布日期", "since": "施行日期",
    "until": "有效期至", "warn": "提醒日", "ended": "终止日期", "word": "终止状态", "changed": "修改日期",
    "digest": "文本摘要", "texts": "版本数", "title": "名称",
}  # fmt: skip

_LISTED_CN: Final = {
    "change": "变动", "code": "编码", "title": "名称", "kind": "类别", "flow": "流程", "published": "公布日期",
    "since": "生效日期", "shown": "内容",
}  # fmt: skip

_USE_CN: Final = {"code": "编码", "item": "事项"}

_ROW_CN: Final = {
    "unit": "单位", "procedure": "规程", "key": "行标识", "print": "行指纹", "sheet": "文件摘要", "row": "行号",
}  # fmt: skip

Row = Mapping[str, Any]


def compare(into: Gathered, batch: Sequence[Bound]) -> None:
    """Compare what the tables hold of the streams in ``batch`` with what was folded from their events."""
    ids = [bound.id for bound in batch]
    rows = {row["pk"]: row for row in Matter.objects.filter(pk__in=ids).values("pk", "refreshed", *_MATTER_CN)}
    tasks: dict[int, dict[tuple[str, ...], Row]] = {}
    for task in Task.objects.filter(matter_id__in=ids).values("matter_id", "kind", "name", "run_key", *_TASK_CN):
        tasks.setdefault(task["matter_id"], {})[task["kind"], task["name"], task["run_key"]] = task
    parts = participation.stored(ids)
    facts = figures.standing_facts(ids)
    opinions: dict[int, dict[tuple[str, ...], Row]] = {}
    for opinion in Opinion.objects.filter(matter_id__in=ids).values("matter_id", "key", *_OPINION_CN):
        opinions.setdefault(opinion["matter_id"], {})[(opinion["key"],)] = opinion
    documents: dict[int, dict[tuple[str, ...], Row]] = {}
    for document in IssuedDocument.objects.filter(matter_id__in=ids).values("matter_id", *_ISSUED_CN):
        documents[document["matter_id"]] = {("",): document}
    listed: dict[int, dict[tuple[str, ...], Row]] = {}
    for change in ListedChange.objects.filter(matter_id__in=ids).values("matter_id", "key", *_LISTED_CN):
        listed.setdefault(change["matter_id"], {})[(change["key"],)] = change
    uses: dict[int, dict[tuple[str, ...], Row]] = {}
    for use in ItemUse.objects.filter(matter_id__in=ids).values("matter_id", "name", *_USE_CN):
        uses.setdefault(use["matter_id"], {})[(use["name"],)] = use
    origins: dict[int, dict[tuple[str, ...], Row]] = {}
    for origin in ImportedRow.objects.filter(matter_id__in=ids).values("matter_id", *_ROW_CN):
        origins[origin["matter_id"]] = {("",): origin}
    traces = {bound.id: bound.matter for bound in batch if bound.matter is not None}
    paths = dict(
        Unit.objects.filter(code__in={t.folded.card.unit for t in traces.values() if t.folded}).values_list(
            "code", "path"
        )
    )
    lines = {pk: kept for pk, *kept in ledger.lines_of(ids)}
    for bound in batch:
        row, trace = rows.get(bound.id), traces.get(bound.id)
        if trace is None or (trace.folded is None and not trace.trouble):
            if row is not None:
                into.found("projection", bound.key, None, f"事项表多出 {row['number'] or bound.key}：账上没有")
            continue
        if trace.trouble:
            into.found("projection", bound.key, None, f"事项不能从记录重算：{trace.trouble}")
            continue
        folded = trace.folded
        if folded is None:
            continue
        if row is None:
            into.found("projection", bound.key, None, f"事项表缺少 {folded.card.number}")
            continue
        head, form, day, cells = lines.get(bound.id, ("", "", None, ""))
        if head == folded.hash:
            for register in register_cells.differences(folded, form, day, cells):
                into.found(
                    "projection", bound.key, None, f"事项 {folded.card.number} 留存的台账行（{register}）与重算的不同"
                )
        for words in _differences(trace, folded, row, tasks.get(bound.id, {}), parts.get(bound.id, {}), paths):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")
        for words in _facts(folded, facts.get(bound.id, []), row["refreshed"]):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")
        owed = {(entry.key,): memory.columns_of(entry) for entry in memory.rows_of(folded)}
        for words in _keyed(
            "留存意见", _OPINION_CN, opinions.get(bound.id, {}), owed, lambda key, _: f"第 {key[0]} 条"
        ):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")
        source = origin_columns(folded)
        for words in _keyed(
            "导入来源",
            _ROW_CN,
            origins.get(bound.id, {}),
            {("",): source} if source else {},
            lambda _, row: f"第 {row['row']} 行",
        ):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")
        for words in _library(folded, documents.get(bound.id, {})):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")
        for words in _listed(folded, listed.get(bound.id, {}), uses.get(bound.id, {})):
            into.found("projection", bound.key, None, f"事项 {folded.card.number} {words}")


def _library(folded: Folded, held: Mapping[tuple[str, ...], Row]) -> Iterator[str]:
    declared, document = folded.procedure.library, library.issued_of(folded)
    wanted: dict[tuple[str, ...], Row] = {}
    if declared is not None and document is not None:
        wanted[("",)] = library.columns_of(declared.name, document, folded.card.title)
    yield from _keyed("文件库文件", _ISSUED_CN, held, wanted, lambda _, row: str(row["number"] or row["document"]))


def _listed(folded: Folded, held: Mapping[tuple[str, ...], Row], used: Mapping[tuple[str, ...], Row]) -> Iterator[str]:
    changes = {(entry.key,): powers.columns_of(entry) for entry in powers.entries_of(folded)}
    yield from _keyed("清单事项", _LISTED_CN, held, changes, lambda _, row: f"{row['code']} {row['title']}")
    names = {(use.name,): powers.use_columns(use) for use in powers.uses_of(folded)}
    yield from _keyed("所依据的清单事项", _USE_CN, used, names, lambda _, row: str(row["code"]))


def _differences(
    trace: Trace,
    folded: Folded,
    row: Row,
    tasks: Mapping[tuple[str, ...], Row],
    parts: Mapping[str, participation.Part],
    paths: Mapping[str, str],
) -> Iterator[str]:
    on: date = row["refreshed"]
    stands = standing(folded, on)
    card = folded.card
    wanted: dict[str, Any] = {
        "number": card.number,
        "title": card.title,
        "procedure": folded.procedure.id,
        "procedure_title": folded.procedure.title,
        "pack_digest": folded.procedure.digest,
        "unit__code": card.unit,
        "unit_path": paths.get(card.unit, ""),
        "handler__key": card.handler,
        "opened": card.opened,
        "urgent": card.urgent,
        "parent__stream__key": folded.parent,
        "last_recorded": trace.recorded,
        **columns_of(folded, stands, on),
    }
    yield from _columns("的", _MATTER_CN, row, wanted)
    owed: dict[tuple[str, ...], Row] = {}
    for item in stands.tasks:
        columns = dict(task_columns(0, 0, item))
        columns["unit__code"] = card.unit
        columns["person__key"] = card.handler if columns["person_id"] is not None else None
        owed[item.kind, item.name, item.run_key] = columns
    yield from _keyed("任务", _TASK_CN, tasks, owed, lambda key, held: f"{held['title']}（{' '.join(key).strip()}）")
    yield from _keyed(
        "参与",
        _PART_CN,
        {(key,): _fields(part) for key, part in parts.items()},
        {(key,): _fields(part) for key, part in trace.parts.items()},
        lambda key, held: str(held["unit"] or held["person"]),
    )


def _facts(folded: Folded, held: Sequence[tuple[int, Fact]], on: date) -> Iterator[str]:
    """Yield what is wrong with the rows of a matter's figures: one sentence a measure."""
    declared = measures.of(folded.procedure.id)
    wanted = Counter(facts_of(declared, folded.procedure, folded.state, calendar(), on))
    stands = Counter(fact for _, fact in held)
    names = {measure.id: measure.name for measure in declared}
    for name in sorted({fact.measure for fact in [*(wanted - stands), *(stands - wanted)]}):
        by_record = sum(fact.amount * times for fact, times in wanted.items() if fact.measure == name)
        in_table = sum(fact.amount * times for fact, times in stands.items() if fact.measure == name)
        yield (
            f"的计量“{names.get(name, name)}”与记录不符：表中合计 {in_table}，按记录应为 {by_record}"
            f"{'（日期或者分类不同）' if in_table == by_record else ''}"
        )


def _fields(part: participation.Part) -> Row:
    return {name: getattr(part, name) for name in _PART_CN}


def _keyed(
    noun: str,
    names: Mapping[str, str],
    held: Mapping[tuple[str, ...], Row],
    wanted: Mapping[tuple[str, ...], Row],
    shown: Callable[[tuple[str, ...], Row], str],
) -> Iterator[str]:
    for key in sorted(wanted.keys() - held.keys()):
        yield f"缺少{noun}“{shown(key, wanted[key])}”"
    for key in sorted(held.keys() - wanted.keys()):
        yield f"多出{noun}“{shown(key, held[key])}”：账上没有"
    for key in sorted(wanted.keys() & held.keys()):
        yield from _columns(f"{noun}“{shown(key, wanted[key])}”的", names, held[key], wanted[key])


def _columns(where: str, names: Mapping[str, str], held: Row, wanted: Row) -> Iterator[str]:
    for column, cn in names.items():
        if held[column] != wanted[column]:
            yield f"{where}“{cn}”：表中为“{said(held[column])}”，按记录应为“{said(wanted[column])}”"


def said(value: object) -> str:
    """Return a value of a column as a finding prints it."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…（SM3 {sm3_hex(text.encode())[:12]}…）"


_LONG: Final = 200
"""Characters of a value that a finding prints whole."""
