"""``fazhi report annual``: the yearly report of a unit as Word, as data, as a package that can be computed again."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi.kernel.errors import FazhiError

if TYPE_CHECKING:
    from fazhi.kernel.measures import Sheet
    from fazhi.kernel.papers import Paper
    from fazhi.records.models import Unit

SUFFIXES = (".docx", ".zip", ".csv", ".json")


def configure(annual: argparse.ArgumentParser) -> None:
    """Declare the options."""
    annual.add_argument("--unit", required=True, metavar="单位编码", help="镇、乡、街道")
    annual.add_argument("--year", required=True, metavar="年度", help="如 2025")
    annual.add_argument(
        "--kind", default="yearly", metavar="种类", help="yearly 年度报告（默认）；述法报告 duty_secretary、duty_head"
    )
    annual.add_argument("--text", metavar="文件", help="已写的各部分：JSON，{部分编号: 文字}；已签发的不用")
    annual.add_argument(
        "-o", "--output", metavar="文件", help=".docx 公文、.zip 数据包（含复算脚本）、.csv、.json，按扩展名"
    )
    annual.add_argument("--format", choices=["text", "json", "csv"], default="text", help="不写 -o 时的输出格式")


def run(args: argparse.Namespace) -> int:
    """0; 1 where the report cannot be issued as it is: not written to the end, or with errors the checker finds."""
    from fazhi.packs import annual as declared
    from fazhi.records import annual, clock, known, periodic
    from fazhi.records.models import Unit as Units

    unit = Units.objects.filter(code=args.unit).first()
    if unit is None or unit.kind not in periodic.KINDS:
        raise FazhiError(f"没有编码为“{args.unit}”的镇（街道）", hint="写镇、乡、街道的编码")
    if not args.year.isdecimal() or len(args.year) != 4:
        raise FazhiError(f"不认识的年度“{args.year}”", hint="写四位数字，如 2025")
    if args.kind not in declared.reports():
        raise FazhiError(
            f"没有“{args.kind}”这种报告", hint="、".join(f"{k}（{r.name}）" for k, r in declared.reports().items())
        )
    if args.output and Path(args.output).suffix.lower() not in SUFFIXES:
        raise FazhiError(f"不认识的扩展名“{Path(args.output).suffix}”", hint="、".join(SUFFIXES))
    report, today = annual.report_of(args.kind), clock.today()
    period = annual.year_of(unit, int(args.year), today)
    given = annual.issued(report, unit, period.year)
    if given is not None:
        return _give(
            args, unit, given.sheet, given.paper, _state(given.row.issued.isoformat(), [], [], before=given.before)
        )
    texts = annual.read_texts(Path(args.text), report) if args.text else {}
    made = annual.draft(report, unit, period, texts, known.just_before(clock.now()), today)
    missing = [place.title or place.prompt for place in annual.lacking(report, made.texts)]
    errors = [
        f"{one.code} {one.message}：{one.text[:40]}"
        for one in annual.errors(annual.checked(made.paper, today, made.report.kind))
    ]
    state = _state("", missing, errors, before=made.around.before) | {"over": period.last < today}
    return _give(args, unit, made.sheet, made.paper, state)


def _state(issued: str, missing: list[str], errors: list[str], *, before: bool) -> dict[str, Any]:
    return {"issued": issued, "missing": missing, "errors": errors, "before": before}


def _give(args: argparse.Namespace, unit: Unit, sheet: Sheet, paper: Paper, state: dict[str, Any]) -> int:
    from fazhi.kernel.measures.stated import plain
    from fazhi.records import annual_data

    data = {"unit": unit.code, "title": paper.title, **state, **plain(sheet)}
    if args.output:
        target = Path(args.output)
        try:
            target.write_bytes(_bytes(target.suffix.lower(), unit, sheet, paper, data))
        except OSError as error:
            raise FazhiError("写不了文件", where=str(target), hint=error.strerror or "核对路径和权限") from error
        print(f"已写入 {args.output}")
    elif args.format == "json":
        print(json.dumps(data, ensure_ascii=False))
    elif args.format == "csv":
        print(annual_data.table(annual_data.FIGURES, annual_data.figure_rows(sheet)), end="")
    else:
        _print(sheet, paper)
    if args.format == "text" or args.output:
        for line in _told(state):
            print(line)
    return 0 if state["issued"] or not (state["missing"] or state["errors"]) else 1


def _bytes(suffix: str, unit: Unit, sheet: Sheet, paper: Paper, data: dict[str, Any]) -> bytes:
    from fazhi.formats.docx import write
    from fazhi.records import annual_data

    match suffix:
        case ".docx":
            return write(paper)
        case ".zip":
            return annual_data.whole(unit, sheet)
        case ".csv":
            return annual_data.table(annual_data.FIGURES, annual_data.figure_rows(sheet)).encode("utf-8-sig")
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _print(sheet: Sheet, paper: Paper) -> None:
    print(f"{paper.title}（{sheet.span}）　数据截至 {sheet.known}")
    for line in sheet.lines:
        print(f"  {line.name}：" + "　".join(f"{cell.column.cn} {cell.words}" for cell in line.cells))


def _told(state: dict[str, Any]) -> list[str]:
    first = [] if state["before"] else ["没有上年的记录，上年同期不作比较。"]
    if state["issued"]:
        return [*first, f"{state['issued']}已签发，封存。"]
    found = [f"还没有写：{name}" for name in state["missing"]]
    found += [f"体检：{said}" for said in state["errors"]]
    if not state["over"]:
        found.append("年度还没有结束，只能起草。")
    return [*first, *found, "没有签发。"]
