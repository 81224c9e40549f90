"""``fazhi procedure``: list the procedures, show one, prove its guarantees, draw it, run acts through it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fazhi.cli.procedures import diagram, run_acts, show
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.prove import Outcome, Proof, prove
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

NAME = "procedure"
HELP = "列出、说明、证明、画出、试走办事规程"

FINE, FINDINGS = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the five sub-commands."""
    sub = parser.add_subparsers(dest="what", metavar="做什么", title="做什么", required=True)
    listing = sub.add_parser("list", help="列出全部规程", description="列出全部规程")
    listing.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    shown = sub.add_parser("show", help="说明一个规程", description="说明一个规程：依据、步骤和条件、期限、保证")
    shown.add_argument("id", metavar="规程", help="规程的id，见 fazhi procedure list")
    proof = sub.add_parser("prove", help="证明规程的各项保证", description="证明规程的各项保证")
    proof.add_argument("id", metavar="规程", nargs="?", help="规程的id；不写即全部")
    proof.add_argument("--seconds", type=float, default=60.0, metavar="秒", help="每个规程至多用几秒，默认60")
    proof.add_argument("--seed", type=int, default=0, metavar="数", help="试走的种子，默认0；同一种子走法相同")
    proof.add_argument("--only", metavar="保证", action="append", help="只证明这一项，可多次")
    proof.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")
    drawn = sub.add_parser("diagram", help="画流程图", description="画流程图：文字或者SVG")
    drawn.add_argument("id", metavar="规程", help="规程的id")
    drawn.add_argument("--format", choices=["text", "svg"], default="text", help="输出格式，默认text")
    drawn.add_argument("-o", "--output", metavar="文件", help="写到文件，不写即标准输出")
    says = "逐行读入办理动作（与cases.toml同名的键），逐行答复准许或者不准许"
    tried = sub.add_parser("run", help="逐行试办", description=says)
    tried.add_argument("id", metavar="规程", help="规程的id")
    tried.add_argument("file", metavar="文件", help="JSON Lines文件，-为标准输入")


def run(args: argparse.Namespace) -> int:
    """Return 0, or 1 where a guarantee is not proved or an act was refused; wrong use raises FazhiError."""
    match args.what:
        case "list":
            return _list(args.format)
        case "show":
            sys.stdout.write(show.text(procedures.get(args.id)))
            return FINE
        case "prove":
            return _prove(args)
        case "diagram":
            return _diagram(args)
        case _:
            return _run(args)


def _list(form: str) -> int:
    found = [procedures.get(name) for name in procedures.ids()]
    if form == "json":
        rows = [
            {
                "id": item.id,
                "title": item.title,
                "version": item.version,
                "summary": item.summary,
                "digest": item.digest,
                "steps": len(item.steps),
                "terms": len(item.terms),
                "guarantees": len(item.guarantees),
            }
            for item in found
        ]
        sys.stdout.write(json.dumps({"procedures": rows}, ensure_ascii=False, indent=2) + "\n")
        return FINE
    for item in found:
        size = f"{item.version}版，{len(item.steps)}步，{len(item.guarantees)}项保证"
        sys.stdout.write(f"{item.id}  {item.title}（{size}）\n")
        sys.stdout.write(f"    {item.summary}\n")
    return FINE


def _prove(args: argparse.Namespace) -> int:
    if args.seconds <= 0:
        raise FazhiError("时间应大于零", where="--seconds", hint="默认60秒")
    names = [args.id] if args.id else list(procedures.ids())
    answers = []
    good = True
    for name in names:
        procedure = _only(procedures.get(name), args.only)
        begun = time.monotonic()
        found = prove(
            procedure,
            procedures.cases(name),
            load_calendar(),
            ticker=time.monotonic,
            seconds=args.seconds,
            seed=args.seed,
        )
        good = good and all(item.verdict is Outcome.PROVED for item in found)
        if args.format == "json":
            answers.append({"id": name, "title": procedure.title, "proofs": [_as_json(item) for item in found]})
        else:
            sys.stdout.writelines(_as_text(procedure, found, time.monotonic() - begun))
            sys.stdout.flush()
    if args.format == "json":
        sys.stdout.write(json.dumps({"procedures": answers}, ensure_ascii=False, indent=2) + "\n")
    return FINE if good else FINDINGS


def _only(procedure: Procedure, names: list[str] | None) -> Procedure:
    """Return the procedure with some of its guarantees; all of them when none is named."""
    if not names:
        return procedure
    for name in names:
        if name not in procedure.guarantees:
            raise FazhiError(f"规程{procedure.id}没有保证“{name}”", hint=f"现有：{'、'.join(procedure.guarantees)}")
    return replace(procedure, guarantees={name: procedure.guarantees[name] for name in names})


def _as_json(proof: Proof) -> dict[str, object]:
    return {
        "id": proof.guarantee.id,
        "say": proof.guarantee.say,
        "verdict": proof.verdict.value,
        "tier": proof.tier.value,
        "states": proof.states,
        "seconds": round(proof.seconds, 3),
        "witness": proof.witness,
        "note": proof.note,
        "counterexample": list(proof.counterexample),
    }


def _as_text(procedure: Procedure, found: tuple[Proof, ...], seconds: float) -> Iterator[str]:
    yield f"{procedure.title}（{procedure.id}）：{len(found)}项保证\n"
    for item in found:
        how = f"{item.tier.cn}，{item.states}个状态，{item.seconds:.2f}秒"
        yield f"  {item.verdict.cn}  {item.guarantee.id}  {item.guarantee.say}（{how}）\n"
        if item.note:
            yield f"      {item.note}\n"
        for line in item.counterexample:
            yield f"      {line}\n"
    counts = [(verdict.cn, sum(item.verdict is verdict for item in found)) for verdict in Outcome]
    said = "，".join(f"{word}{count}项" for word, count in counts if count)
    yield f"  合计：{said or '没有保证'}，用时{seconds:.1f}秒\n"


def _diagram(args: argparse.Namespace) -> int:
    procedure = procedures.get(args.id)
    drawn = diagram.svg(procedure) if args.format == "svg" else diagram.text(procedure)
    if args.output is None:
        sys.stdout.write(drawn)
    else:
        Path(args.output).write_text(drawn, encoding="utf-8")
    return FINE


def _run(args: argparse.Namespace) -> int:
    procedure = procedures.get(args.id)
    lines = sys.stdin.buffer.readlines() if args.file == "-" else Path(args.file).read_bytes().splitlines()
    code = FINE
    for answer in run_acts.answers(procedure, lines, load_calendar()):
        if "error" in answer:
            code = 2
        elif not answer["allowed"]:
            code = max(code, FINDINGS)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return code
