"""``fazhi verify``: prove an export unaltered without a database; without ``--export``, the site's own ledger."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import Finding, VerifyReport, read_reference, verify_export

NAME = "verify"
HELP = "核对记录是否被改动（导出件或本机数据库）"

SCHEMA: Final = "fazhi-verify/1"
_SITE: Final = "fazhi.records.commands._verify"  # by name only: records stands above this layer
_HEADER_LIMIT: Final = 256 * 2**20
_LINE_LIMIT: Final = 8 * 2**20
_REFERENCE_LIMIT: Final = 256 * 2**20
_SHOWN: Final = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options; all may be left out."""
    parser.add_argument("--export", metavar="文件", help="要核对的导出件（fazhi-export/1）；不写即核对本机数据库")
    parser.add_argument(
        "--checkpoint", metavar="文件", help="另行取得的检查点文件，或只写着六十四位根的文本；与导出件对照"
    )
    parser.add_argument("--quick", action="store_true", help="只核对哈希和链，不逐件核对写法")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")


def run(args: argparse.Namespace) -> int:
    """0 when nothing differs, 1 with findings. Raises LedgerError or OSError for what cannot be read (exit code 2)."""
    if args.export is None:
        return _site(args)
    reference = None if args.checkpoint is None else read_reference(_content(Path(args.checkpoint)))
    with Path(args.export).open("rb") as file:
        report = verify_export(_lines(file, args.export), checkpoint=reference, quick=args.quick)
    print(_as_json(args.export, report) if args.format == "json" else _as_text(args.export, report))
    return 0 if report.ok else 1


def _site(args: argparse.Namespace) -> int:
    """Hand over to the database command, if this installation has one."""
    try:
        found = importlib.util.find_spec(_SITE)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise LedgerError("这里没有可核对的数据库", code="F147", hint="核对导出件请写 --export 文件")
    return cast(int, importlib.import_module(_SITE).verify_site(args))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_REFERENCE_LIMIT + 1)
    if len(content) > _REFERENCE_LIMIT:
        raise LedgerError("检查点文件太大", code="F147", where=str(path), hint="请核对是不是选错了文件")
    return content


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the lines of an export; a line beyond the limit is refused before it fills the memory."""
    number, limit = 1, _HEADER_LIMIT
    while line := file.readline(limit + 1):
        if len(line) > limit:
            raise LedgerError(
                f"第 {number} 行超过 {limit // 2**20} MB", code="F147", where=name, hint="请核对是不是选错了文件"
            )
        yield line
        number, limit = number + 1, _LINE_LIMIT


def _as_json(name: str, report: VerifyReport) -> str:
    checkpoint = None if report.root is None else {"number": report.number, "root": report.root}
    return json.dumps(
        {
            "schema": SCHEMA,
            "file": name,
            "ok": report.ok,
            "made": report.made,
            "streams": report.streams,
            "events": report.events,
            "checkpoint": checkpoint,
            "findings": [
                {"code": item.code, "stream": item.stream or None, "seq": item.seq, "message": item.message}
                for item in report.findings
            ],
            "limits": list(report.limits),
        },
        ensure_ascii=False,
        indent=1,
    )


def _as_text(name: str, report: VerifyReport) -> str:
    verdict = "未发现改动" if report.ok else f"发现 {len(report.findings)} 处不符"
    lines = [f"{name}：{verdict}（{report.streams} 条流，{report.events} 件记录，导出于 {report.made}）"]
    if report.root is not None:
        lines.append(f"自带检查点第 {report.number} 号，根：{_grouped(report.root)}")
    lines += [_finding(item) for item in report.findings[:_SHOWN]]
    if len(report.findings) > _SHOWN:
        lines.append(f"  另有 {len(report.findings) - _SHOWN} 处，用 --format json 查看全部")
    lines.append("不能排除的：")
    lines += [f"  - {limit}" for limit in report.limits]
    return "\n".join(lines)


def _finding(item: Finding) -> str:
    return f"  {item.code}  {item.stream or '导出件'}：{item.message}"


def _grouped(root: str) -> str:
    """Return a root in groups of eight, as it is printed on paper."""
    return " ".join(root[at : at + 4] for at in range(0, len(root), 4))
