"""``fazhi import`` for an old ledger kept as a table: the engine of the page 旧台账导入, without a browser."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._progress import told

if TYPE_CHECKING:
    from fazhi.kernel.procedures import Procedure
    from fazhi.records.evidence import Received
    from fazhi.records.models import Unit
    from fazhi.records.sheets.mapping import Meaning
    from fazhi.records.sheets.running import Judged, Table

KINDS = (".xlsx", ".xls", ".et", ".csv")
CODE = "F293"


def wanted(args: argparse.Namespace) -> bool:
    """Return whether the file is a table rather than a parcel of another site."""
    return args.file is not None and Path(args.file).suffix.lower() in KINDS


def take_sheet(args: argparse.Namespace) -> int:
    """Look at a table or take it over. 0: every row is in (or was); 1: some rows are not, the returned table has them.

    Raises FazhiError for what is missing on the line, a mapping that does not fit, a file that cannot be read.
    """
    from fazhi.packs import procedures
    from fazhi.records import clock, evidence, packs
    from fazhi.records.models import Unit

    unit = Unit.objects.filter(code=args.unit or "").first()
    if unit is None:
        raise FazhiError("没有这个单位", code=CODE, where=args.unit or "--unit", hint="写单位编码：--unit 单位编码")
    if args.procedure not in procedures.ids():
        raise FazhiError(
            "没有这个规程", code=CODE, where=args.procedure or "--procedure", hint="fazhi procedure list 看编号"
        )
    day = clock.now().date()
    procedure = packs.for_new(args.procedure, unit, day)
    body = Path(args.file)
    try:
        file = evidence.receive([body.read_bytes()], body.name)
    except OSError as error:
        raise FazhiError(f"读不了文件：{error.strerror}", code=CODE, where=str(body)) from error
    meaning = _meaning(args, unit, procedure, file.sm3, file.name)
    if meaning is None:
        return 0
    from fazhi.records.sheets import running

    table = running.table_of(unit, procedure.id, file.sm3, file.name, meaning, day)
    return _preview(args, table) if args.preview else _import(args, table, procedure, meaning, file)


def _meaning(args: argparse.Namespace, unit: Unit, procedure: Procedure, sheet: str, name: str) -> Meaning | None:
    """Return the mapping: the given one, the kept one, or what is proposed; None when it was only to be written."""
    from fazhi.records.sheets import running
    from fazhi.records.sheets.mapping import check, heads_of, of_text, proposed, saved

    kept = saved(unit, procedure.id)
    if args.mapping:
        try:
            kept = of_text(Path(args.mapping).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            hint = "用 --write-mapping 写出一份再改"
            raise FazhiError("读不了对照文件", code=CODE, where=args.mapping, hint=hint) from error
    grid = running.grid_of(sheet, name, kept.sheet if kept is not None else "")
    header = heads_of(grid, procedure, kept)
    meaning = kept if args.mapping and kept is not None else proposed(procedure, header, kept)
    if args.write_mapping:
        text = json.dumps(meaning.data(), ensure_ascii=False, indent=2)
        Path(args.write_mapping).write_text(f"{text}\n", encoding="utf-8")
        print(f"对照已写到 {args.write_mapping}：改好后 --mapping {args.write_mapping}")
        return None
    check(meaning, procedure, header)
    return meaning


def _preview(args: argparse.Namespace, table: Table) -> int:
    from fazhi.records.sheets import running
    from fazhi.records.sheets.drafts import Level
    from fazhi.records.sheets.returned import said
    from fazhi.records.sheets.running import Fate

    found = running.survey(table, most=table.last)
    for fate in Fate:
        if found.fates[fate]:
            print(f"{fate.cn}：{found.fates[fate]} 行")
    if found.levels[Level.OPEN]:
        print(f"有几处看不准、留空：{found.levels[Level.OPEN]} 行")
    passed = "，".join(f"{kind.cn} {n}" for kind, n in found.lines.items() if kind.value not in {"row", "blank"} and n)
    if passed:
        print(f"不是台账行，跳过：{passed}")
    for one in found.odd[:20]:
        what = "；".join(said(one, table.header))
        print(f"  第 {one.draft.row} 行 {one.draft.title or '（没有名称）'}：{one.fate.cn}　{what}")
    if len(found.odd) > 20:
        print("  其余见退回表（-o 文件.xlsx）")
    _give_back(args, table, (one for one in running.every(table) if one.fate is not Fate.SAME))
    return 1 if any(found.fates[fate] for fate in (Fate.WRONG, Fate.TWICE, Fate.CHANGED)) else 0


def _import(args: argparse.Namespace, table: Table, procedure: Procedure, meaning: Meaning, file: Received) -> int:
    from fazhi.records import clock
    from fazhi.records.access import actor_of
    from fazhi.records.acts import sheets
    from fazhi.records.evidence import Attached
    from fazhi.records.models import Account, SheetImport
    from fazhi.records.sheets import running
    from fazhi.records.sheets.mapping import saved
    from fazhi.records.sheets.running import Fate

    account = Account.objects.filter(login=args.account or "").first()
    if account is None:
        raise FazhiError("须写明由哪个账号导入", code=CODE, hint="--account 账号：导入记在这个账号名下，按其权限办理")
    actor, day = actor_of(account), clock.now().date()
    kept = saved(table.unit, procedure.id)
    if kept is None or kept.text() != meaning.text():
        sheets.map_sheet(actor=actor, key=None, unit=table.unit.code, procedure=procedure.id, meaning=meaning)
    done = sheets.begin_sheet(
        actor=actor, key=None, unit=table.unit.code, procedure=procedure.id, meaning=meaning,
        file=Attached(file=file, slot=sheets.SLOT), rows=table.last,
    )  # fmt: skip
    begun = SheetImport.objects.select_related("unit").get(key=done["sheet"])
    if begun.done:
        print(f"接着导入：前 {begun.done:,} 行已经办过。")
    tell = told()
    for step in running.go_on(actor, begun, day, seconds=float("inf")):
        tell("已办行数", step.done, step.rows)
    print(
        f"导入 {begun.taken:,} 行，标为“导入、未核验”；已有 {begun.same:,} 行；"
        f"有改动 {begun.changed:,} 行；有错 {begun.refused:,} 行。"
    )
    left = begun.changed + begun.refused
    again = running.resumed(begun, day)
    _give_back(args, again, (one for one in running.every(again) if one.fate in {Fate.WRONG, Fate.TWICE, Fate.CHANGED}))
    if left and not args.output:
        print("没有导入的行：加 -o 退回表.xlsx 写出，改好后原样再导入，已导入的不会重复。")
    return 1 if left else 0


def _give_back(args: argparse.Namespace, table: Table, rows: Iterator[Judged]) -> None:
    from fazhi.formats.target import checked
    from fazhi.records.sheets.returned import write_back

    if not args.output:
        return
    target = checked(Path(args.output))
    half = target.with_name(f"{target.name}.part")
    with half.open("wb") as into:
        count = write_back(table, rows, into)
    half.replace(target)
    print(f"退回表：{target}，{count} 行，各写明问题。")
