"""``fazhi report``: what a unit reports out of its files: periodic forms (``form``), the yearly report (``annual``)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands import _annual
from fazhi.records.commands._django import existing, ready

if TYPE_CHECKING:
    from fazhi.kernel.measures import Period, Sheet
    from fazhi.records.models import Unit

NAME = "report"
HELP = "报表和年度报告：已报出、已签发的照当时的印，没有的按现在的记录预览"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="做什么")
    form = sub.add_parser("form", help="定期报表：某单位某时段；不写 --form 列出各表报出没有")
    form.add_argument("--unit", required=True, metavar="单位编码", help="镇、乡、街道；写县局的编码汇总全县各单位")
    form.add_argument(
        "--period", required=True, metavar="时段", help="月、季、半年、年：2026-03、2026-Q1、2026-H1、2026"
    )
    form.add_argument("--form", metavar="报表", help="报表编号；不写列出该时段的全部报表")
    form.add_argument("-o", "--output", metavar="文件", help="写成 Excel 文件（.xlsx）")
    form.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")
    _annual.configure(sub.add_parser("annual", help="年度报告、述法报告：Word、数据、可复算的数据包"))


def run(args: argparse.Namespace) -> int:
    """0; 1 where a form of a period that is over has not been issued."""
    existing()
    ready()
    if args.what == "annual":
        return _annual.run(args)
    from fazhi.records import periodic
    from fazhi.records.cutoffs import cuts_of
    from fazhi.records.models import Unit

    unit = Unit.objects.filter(code=args.unit).first()
    if unit is None:
        raise FazhiError(f"没有编码为“{args.unit}”的单位")
    period = cuts_of(unit.path).read(args.period)
    if args.form is None:
        return _list(args, unit, period)
    form = periodic.form_of(args.form)
    if period.kind not in form.kinds:
        raise FazhiError(f"{form.title}没有{period.title}的报表", hint="核对时段的写法")
    if unit.kind not in periodic.KINDS:
        return _collect(args, unit, period)
    return _one(args, unit, period)


def _list(args: argparse.Namespace, unit: Unit, period: Period) -> int:
    from fazhi.packs import periodic as declared
    from fazhi.records import collecting

    units = collecting.units(unit, period)
    forms = [form for form in declared.forms().values() if period.kind in form.kinds]
    found = [(form, one, collecting.state(form, one, period)) for form in forms for one in units]
    missing = [item for item in found if item[2].missing]
    if args.format == "json":
        rows = [
            {"form": form.id, "unit": one.code, "state": state.words, "issued": state.issued}
            for form, one, state in found
        ]
        print(json.dumps({"period": str(period), "days": period.span, "forms": rows}, ensure_ascii=False))
    else:
        print(f"{period.title}（{period.span}）")
        for form, one, state in found:
            print(f"  {one.name}　{form.heading(period.kind)}：{state.words}")
    return 1 if missing else 0


def _one(args: argparse.Namespace, unit: Unit, period: Period) -> int:
    from fazhi.records import clock, known, periodic, periodic_books

    form = periodic.form_of(args.form)
    given = periodic.given(unit, form.id, str(period))
    moment = known.just_before(clock.now())
    sheet = given.sheet if given is not None else periodic.compute(form, unit, period, moment)
    words = f"{given.row.issued.isoformat()}报出" if given is not None else "预览，没有报出"
    if args.output:
        with Path(args.output).open("wb") as file:
            periodic_books.write_one(unit, sheet, words, file)
        print(f"已写入 {args.output}")
    elif args.format == "json":
        from fazhi.kernel.measures.stated import plain

        print(json.dumps({"unit": unit.code, "issued": given is not None, **plain(sheet)}, ensure_ascii=False))
    else:
        _print(unit, sheet, words)
    return 0 if given is not None else 1


def _print(unit: Unit, sheet: Sheet, words: str) -> None:
    print(f"{unit.name}　{sheet.title}（{sheet.span}）　{words}，数据截至 {sheet.known}")
    for line in sheet.lines:
        print(f"  {line.name}：" + "　".join(f"{cell.column.cn} {cell.words}" for cell in line.cells))
    for fix in sheet.corrections:
        print(
            f"  上期更正　{fix.title}“{fix.name}”：{fix.was.words} 改为 {fix.now.words}（{fix.reason}，{fix.all} 件）"
        )


def _collect(args: argparse.Namespace, unit: Unit, period: Period) -> int:
    from fazhi.records import collecting, periodic, periodic_books

    found = collecting.collect(periodic.form_of(args.form), unit, period)
    if args.output:
        with Path(args.output).open("wb") as file:
            periodic_books.write_all(found, file)
        print(f"已写入 {args.output}")
    elif args.format == "json":
        rows = [
            {
                "row": row.id,
                "name": row.name,
                "total": row.total,
                "units": dict(zip(found.codes, row.cells, strict=True)),
            }
            for row in found.rows
        ]
        missing = [one.code for one in found.missing]
        print(json.dumps({"period": str(period), "missing": missing, "rows": rows}, ensure_ascii=False))
    else:
        print(f"{found.title}　{period.title}（{period.span}）　{found.words}")
        for row in found.rows:
            cells = "　".join(f"{one.short} {cell}" for one, cell in zip(found.units, row.cells, strict=True))
            print(f"  {row.name}：合计 {row.total}　{cells}")
    return 1 if found.missing else 0
