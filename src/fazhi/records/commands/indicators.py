"""``fazhi indicators``: which there are, what they come to for a unit and period, down to the files; made anew."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import existing, ready

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fazhi.kernel.measures import Figure, Indicator
    from fazhi.records.figures import Asked

NAME = "indicators"
HELP = "指标：口径、某单位某时段的数，打开到事项；从记录重新计算"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="做什么")
    listed = sub.add_parser("list", help="列出指标及口径")
    shown = sub.add_parser("show", help="某单位（含下级）某时段的数")
    shown.add_argument("--unit", required=True, metavar="单位编码", help="该单位及其下级一并计算")
    shown.add_argument(
        "--period", required=True, metavar="时段", help="年、月、季、半年：2026、2026-03、2026-Q1、2026-H1"
    )
    shown.add_argument(
        "--cut", type=int, default=0, metavar="日", help="月报截止日，如 25（26日至次月25日）；不写按自然月"
    )
    shown.add_argument("--known", metavar="日期", help="按当日已录入的记录计算，即当时所知的数")
    shown.add_argument("--select", metavar="编号", help="只算这些指标，用逗号隔开")
    shown.add_argument("--open", metavar="编号", dest="opened", help="打开一个指标：列出所计的事项")
    built = sub.add_parser("rebuild", help="从记录重新计算全部计量；与现有的比较")
    for one in (listed, shown, built):
        one.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """0; ``rebuild`` 1 where what stood in the tables was not what the records give."""
    if args.what == "list":
        return _list(args)
    existing()
    ready()
    return _rebuild(args) if args.what == "rebuild" else _show(args)


def _list(args: argparse.Namespace) -> int:
    from fazhi.kernel.measures import sentence
    from fazhi.packs import measures

    names = {one.id: one.name for one in measures.every().values()}
    names |= {f"indicator.{one.id}": one.name for one in measures.indicators().values()}
    found = [
        {
            "id": one.id,
            "name": one.name,
            "area": one.area,
            "formula": sentence(one.formula, names),
            "unit": one.unit.value,
            "says": one.says,
            "excludes": list(one.excludes),
            "least": one.least,
            "target": None if one.target is None else {"value": str(one.target.value), "basis": one.target.basis.cn()},
        }
        for one in measures.indicators().values()
    ]
    if args.format == "json":
        print(json.dumps({"indicators": found}, ensure_ascii=False))
        return 0
    for item in found:
        print(f"{item['id']}  {item['name']}（{item['area']}）：{item['formula']}")
    print(f"共 {len(found)} 个")
    return 0


def _show(args: argparse.Namespace) -> int:
    from fazhi.kernel.measures import Period
    from fazhi.packs import measures
    from fazhi.records import figures

    path = _path(args.unit)
    period = Period.read(args.period, args.cut)
    known = None if args.known is None else f"{_day(args.known)}T23:59:59+08:00"
    asked = figures.Asked(path=path, period=period, known=known)
    every = measures.indicators()
    if args.opened is not None:
        return _open(args, _named(args.opened, every), asked)
    chosen = [_named(name, every) for name in args.select.split(",")] if args.select else list(every.values())
    found = figures.figures(chosen, asked)
    if args.format == "json":
        data = {
            "unit": args.unit, "period": str(period), "from": period.first.isoformat(), "to": period.last.isoformat(),
            "known": known, "figures": [_plain(one) for one in found],
        }  # fmt: skip
        print(json.dumps(data, ensure_ascii=False))
        return 0
    print(f"{period.title}（{period.span}）")
    for one in found:
        parts = f"（{one.over}/{one.under}）" if one.over is not None and one.under is not None else ""
        print(f"  {one.indicator.name}：{one.printed}{parts}")
    return 0


def _plain(one: Figure) -> dict[str, object]:
    return {
        "id": one.indicator.id,
        "name": one.indicator.name,
        "value": None if one.number is None else str(one.number),
        "unit": one.indicator.unit.value,
        "numerator": None if one.over is None else str(one.over),
        "denominator": None if one.under is None else str(one.under),
        "why": one.why,
    }


def _open(args: argparse.Namespace, indicator: Indicator, asked: Asked) -> int:
    from fazhi.kernel.measures import Reading, parts
    from fazhi.packs import measures
    from fazhi.records import figures
    from fazhi.records.models import Matter

    readings = list(dict.fromkeys(part for part in parts(indicator.formula) if isinstance(part, Reading)))
    rows = [(reading, row) for reading in readings for row in figures.behind(reading, asked)]
    about = {
        pk: (number, title)
        for pk, number, title in Matter.objects.filter(pk__in={row[0] for _, row in rows}).values_list(
            "pk", "number", "title"
        )
    }
    if args.format == "json":
        found = [
            {
                "measure": reading.measure,
                "matter": about[matter][0],
                "title": about[matter][1],
                "n": int(n),
                "amount": int(amount),
            }
            for reading, (matter, n, amount) in rows
        ]
        print(json.dumps({"indicator": indicator.id, "rows": found}, ensure_ascii=False))
        return 0
    print(f"{indicator.name}：{indicator.says}")
    for reading in readings:
        print(f"  {measures.every()[reading.measure].name}")
        for other, (matter, _, amount) in rows:
            if other == reading:
                print(f"    {about[matter][0]}  {about[matter][1]}  {int(amount)}")
    return 0


def _named(name: str, every: Mapping[str, Indicator]) -> Indicator:
    found = every.get(name.strip())
    if found is None:
        raise FazhiError(f"没有“{name}”这一指标", hint="fazhi indicators list 列出全部")
    return found


def _path(code: str) -> str:
    from fazhi.records.models import Unit

    path = Unit.objects.filter(code=code).values_list("path", flat=True).first()
    if path is None:
        raise FazhiError(f"没有编码为“{code}”的单位")
    return path


def _day(text: str) -> str:
    from fazhi.kernel.calendar import parse_date

    return parse_date(text).isoformat()


def _rebuild(args: argparse.Namespace) -> int:
    from fazhi.records.acts import counting
    from fazhi.records.commands._progress import told
    from fazhi.records.ledger import figures
    from fazhi.records.models import Matter

    tell, total = told(), Matter.objects.count()
    before = figures.fingerprint()
    done = counting.rebuild(lambda count: tell("重新计算", count, total))
    same = before == figures.fingerprint()
    if args.format == "json":
        print(json.dumps({"matters": done, "rows": figures.fingerprint()[0], "same": same}, ensure_ascii=False))
    else:
        print(f"已从记录重新计算 {done} 件事项的计量：{'与原有的相同' if same else '与原有的不同，已按记录更正'}")
    return 0 if same else 1
