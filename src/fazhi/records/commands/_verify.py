"""What ``fazhi verify`` without ``--export`` runs: the site verified, the report printed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from fazhi.kernel.ledger import read_reference
from fazhi.records.commands._django import existing

_SHOWN = 50


class _Told:
    """Says on standard error how far the reading is: once a second, nothing for a short one."""

    def __init__(self) -> None:
        self._next = time.monotonic() + 1

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 1
        share = f"（{done * 100 // total}%）" if total else ""
        print(f"已核对 {done:,} / {total:,} 件{share}", file=sys.stderr, flush=True)


def verify_site(args: argparse.Namespace) -> int:
    """0 when nothing differs, 1 with findings; ``args`` are those of ``fazhi verify``."""
    existing()
    from fazhi.records import versions
    from fazhi.records.verification.site import verify_site as verify

    reference = None if args.checkpoint is None else read_reference(Path(args.checkpoint).read_bytes())
    report = verify(quick=args.quick, reference=reference, progress=_Told())
    last = report.checkpoint
    if args.format == "json":
        found = [
            {"code": f.code, "stream": f.stream or None, "seq": f.seq, "message": f.message} for f in report.findings
        ]
        told = {
            "schema": "fazhi-verify/1",
            "file": None,
            "ok": report.ok,
            "streams": report.streams,
            "events": report.events,
            "checkpoint": None if last is None else {"number": last.number, "root": last.root},
            "findings": found,
            "limits": list(report.limits),
            "notes": list(report.notes),
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0 if report.ok else 1
    verdict = "未发现改动" if report.ok else f"发现 {len(report.findings)} 处不符"
    print(f"本机账本：{verdict}（{report.streams} 条流，{report.events} 件记录）")
    if last is not None:
        print(f"最近检查点第 {last.number} 号，根：" + " ".join(last.root[at : at + 4] for at in range(0, 64, 4)))
    for finding in report.findings[:_SHOWN]:
        print(f"  {finding.code}  {finding.stream or '本机'}：{finding.message}")
    if len(report.findings) > _SHOWN:
        print(f"  另有 {len(report.findings) - _SHOWN} 处，用 --format json 查看全部")
    for note in report.notes[:_SHOWN]:
        print(f"说明：{note}")
    if len(report.notes) > _SHOWN:
        print(f"说明：另有 {len(report.notes) - _SHOWN} 条，用 --format json 查看全部")
    if versions.needed():
        print(f"说明：{versions.NEEDED}，运行 fazhi rebuild")
    print("不能排除的：")
    for limit in report.limits:
        print(f"  - {limit}")
    return 0 if report.ok else 1
