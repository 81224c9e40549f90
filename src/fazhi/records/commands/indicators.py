"""``fazhi indicators``: which there are, what they come to for a unit and period, down to the files; made anew."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import existing, ready, start

if TYPE_CHECKING:
    from fazhi.kernel.measures import Indicator
    from fazhi.records.acts.recounting import Recounted
    from fazhi.records.exploring import Answer, Question

NAME = "indicators"
HELP = "指标：口径、某单位某时段的数，打开到事项；从记录重新计算"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    sub = parser.add_subparsers(dest="what", required=True, metavar="做什么")
    listed = sub.add_parser("list", help="列出指标及口径")
    measured = sub.add_parser("measures", help="列出计量，及各自可以怎样读")
    shown = sub.add_parser("show", help="某单位（含下级）某时段的数，可以按单位、时段、类别分开")
    shown.add_argument("--unit", required=True, metavar="单位编码", help="该单位及其下级一并计算")
    shown.add_argument(
        "--period",
        required=True,
        metavar="时段",
        help="年、月、季、半年、几年：2026、2026-03、2026-Q1、2026-H1、2024~2026",
    )
    shown.add_argument(
        "--cut", type=int, metavar="日", help="月报截止日，如 25（上月26日至本月25日）；0 按自然月；不写按该单位设定的"
    )
    shown.add_argument("--known", metavar="日期", help="按当日已录入的记录计算，即当时所知的数")
    shown.add_argument("--select", metavar="编号", help="只算这些指标或者计量，用逗号隔开")
    shown.add_argument("--step", choices=["month", "quarter", "half", "year"], help="把时段再分成月、季、半年、年")
    shown.add_argument("--by", metavar="分法", help="分开算：unit 按下级单位，kind 按类别，两个都要写 unit,kind")
    shown.add_argument("--open", metavar="编号", dest="opened", help="打开一个指标：列出所计的事项")
    built = sub.add_parser("rebuild", help="从记录重新计算全部计量；与现有的比较")
    built.add_argument("--jobs", type=int, metavar="个数", help="同时用几个进程，默认用全部处理器")
    audited = sub.add_parser("audit", help="核对全部汇总：与逐笔相加的是否一致")
    audited.add_argument("--columnar", action="store_true", help="导出后由列式存储扩展（另一套引擎）相加")
    for one in (listed, measured, shown, built, audited):
        one.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """0; ``rebuild``, ``audit`` 1 where what stood in the tables was not what the records, the rows, give."""
    if args.what in ("list", "measures"):
        return _list(args)
    existing()
    ready()
    from fazhi.records.demo.clocks import follow

    follow()
    if args.what == "audit":
        return _audit(args)
    return _rebuild(args) if args.what == "rebuild" else _show(args)


def _list(args: argparse.Namespace) -> int:
    from fazhi.packs import measures

    start()
    from fazhi.records import exploring

    if args.what == "measures":
        found = [exploring.about_measure(one) for one in measures.every().values()]
    else:
        found = [exploring.about_indicator(one) for one in measures.indicators().values()]
    if args.format == "json":
        print(json.dumps({"measures" if args.what == "measures" else "indicators": found}, ensure_ascii=False))
        return 0
    for item in found:
        if args.what == "measures":
            print(f"{item['id']}  {item['name']}（{item['procedure_name']}）：{item['says']}")
        else:
            print(f"{item['id']}  {item['name']}（{item['area']}）：{item['formula']}")
    print(f"共 {len(found)} 个")
    return 0


def _show(args: argparse.Namespace) -> int:
    from fazhi.packs import measures
    from fazhi.records import clock, exploring, subjects

    keys = [args.opened] if args.opened is not None else (args.select or ",".join(measures.indicators())).split(",")
    questions = [_question(args, subjects.subject(key.strip())) for key in keys]
    today = clock.today()
    if args.opened is not None:
        return _open(args, questions[0])
    found = exploring.answers(questions, today)
    if args.format == "json":
        whole = found[0].periods[-1]
        data = {
            "unit": args.unit, "period": args.period, "from": whole.first.isoformat(), "to": whole.last.isoformat(),
            "known": exploring.told(questions[0], ())["known"], "figures": [_plain(one) for one in found],
        }  # fmt: skip
        print(json.dumps(data, ensure_ascii=False))
        return 0
    print(f"{found[0].periods[-1].title}（{found[0].periods[-1].span}）")
    for one in found:
        for value in one.values():
            at, over, under = value.figure, value.figure.over, value.figure.under
            parts = f"（{over}/{under}）" if over is not None and under is not None else ""
            apart = "" if len(one.figures) == 1 else f"  {value.key}"
            print(f"  {one.question.subject.name}{apart}：{at.printed}{parts}")
    return 0


def _question(args: argparse.Namespace, subject: Indicator) -> Question:
    from fazhi.kernel.calendar import parse_date
    from fazhi.kernel.measures import PeriodKind
    from fazhi.records.cutoffs import always
    from fazhi.records.exploring import Question
    from fazhi.records.models import Unit

    unit = Unit.objects.filter(code=args.unit).first()
    if unit is None:
        raise FazhiError(f"没有编码为“{args.unit}”的单位")
    by = [one for one in (args.by or "").split(",") if one]
    if wrong := [one for one in by if one not in ("unit", "kind")]:
        raise FazhiError(f"--by 不能是“{wrong[0]}”", hint="可用：unit、kind，两个都要写 unit,kind")
    return Question(
        subject=subject,
        unit=unit,
        period=args.period,
        step=PeriodKind(args.step) if args.step else None,
        by_unit="unit" in by,
        by_kind="kind" in by,
        known=parse_date(args.known) if args.known else None,
        cuts=None if args.cut is None else always(args.cut),
    )


def _plain(one: Answer) -> dict[str, object]:
    from fazhi.records import exploring

    values = [exploring.plain(value) for value in one.values()]
    whole = values[-1]
    subject = one.question.subject
    return {
        "id": subject.id,
        "name": subject.name,
        "value": whole["value"],
        "unit": subject.unit.value,
        "numerator": whole["numerator"],
        "denominator": whole["denominator"],
        "why": whole["why"],
        "values": values,
    }


def _open(args: argparse.Namespace, question: Question) -> int:
    from fazhi.records import clock, exploring, opened
    from fazhi.records.cutoffs import cuts_of
    from fazhi.records.models import Matter

    indicator, where = question.subject, exploring.Where(unit=question.unit, whole=True)
    days = exploring.days_of(question.period, question.cuts or cuts_of(question.unit.path), clock.today())
    parts = opened.opened(indicator, exploring.asked_at(question, where, days)).parts
    about = {
        pk: (number, title)
        for pk, number, title in Matter.objects.filter(
            pk__in={row[0] for part in parts for row in part.rows}
        ).values_list("pk", "number", "title")
    }
    if args.format == "json":
        found = [
            {
                "measure": part.reading.measure,
                "matter": about[matter][0],
                "title": about[matter][1],
                "n": int(n),
                "amount": int(amount),
            }
            for part in parts
            for matter, n, amount in part.rows
        ]
        print(json.dumps({"indicator": indicator.id, "rows": found}, ensure_ascii=False))
        return 0
    print(f"{indicator.name}：{indicator.says}")
    for part in parts:
        print(f"  {part.title}（{part.days.span}）")
        for matter, _, amount in part.rows:
            print(f"    {about[matter][0]}  {about[matter][1]}  {int(amount)}")
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    from fazhi.records.acts import recounting
    from fazhi.records.commands._progress import told
    from fazhi.records.models import Matter

    tell, total = told(), Matter.objects.count()
    done = recounting.rebuild(lambda count: tell("重新计算", count, total), args.jobs or os.cpu_count() or 1)
    if args.format == "json":
        print(json.dumps({"matters": done.matters, "rows": done.rows, "same": done.same}, ensure_ascii=False))
    else:
        print(f"已从记录重新计算 {done.matters} 件事项的计量：{_verdict(done)}")
    return 0 if done.same else 1


def _verdict(done: Recounted) -> str:
    if done.same:
        return "与原有的相同"
    wrong = ([f"{done.wrong} 件事项的计量"] if done.wrong else []) + (["汇总"] if done.sums_wrong else [])
    return f"{'、'.join(wrong)}与原有的不同，已按记录更正"


def _audit(args: argparse.Namespace) -> int:
    from fazhi.records import columnar
    from fazhi.records.ledger import adding_up
    from fazhi.records.models import Unit

    if args.columnar:
        with tempfile.TemporaryDirectory(prefix="fazhi-audit-") as folder:
            columnar.exported(Path(folder))
            found = columnar.sums_that_differ(Path(folder))
    else:
        found = adding_up.sums_that_differ()
    names = dict(Unit.objects.values_list("pk", "code"))
    differ = [{"unit": names.get(unit, str(unit)), "measure": measure} for unit, measure in found]
    if args.format == "json":
        print(json.dumps({"differ": differ}, ensure_ascii=False))
    else:
        for one in differ:
            print(f"  {one['unit']}  {one['measure']}：汇总与逐笔之和不符")
        print(f"共 {len(differ)} 处不符，运行 fazhi indicators rebuild 更正" if differ else "全部汇总与逐笔之和一致")
    return 1 if differ else 0
