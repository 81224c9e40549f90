"""``fazhi cite``: every citation of a law or document in files, its place, and whether it was in force."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Document
from fazhi.kernel.lint.citations import Citation

NAME = "cite"
HELP = "列出文件中引用的法律法规和文件，逐条核对是否有效"

FINE, FINDINGS, WRONG = 0, 1, 2
KEYS = (
    "start", "end", "raw", "title", "canonical", "article", "paragraph", "item", "suffix", "to", "status", "successor",
)  # fmt: skip
_BEIJING = timezone(timedelta(hours=8))
_FOUND_WRONG = frozenset(
    ("repealed", "not_yet_in_force", "article_out_of_range", "amended_renumbered", "subject_mismatch")
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("files", nargs="+", metavar="文件", help="要看的文件，可以有多个")
    parser.add_argument("--as-of", metavar="日期", help="按这一天判断；不写即按文件自己的日期，没有日期的按今天")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式，默认text")


def run(args: argparse.Namespace) -> int:
    """0 when nothing speaks against a citation, 1 when something does, 2 when a file could not be read."""
    given = parse_date(args.as_of) if args.as_of else None
    today = datetime.now(_BEIJING).date()
    worst = FINE
    files: list[dict[str, Any]] = []
    for path in args.files:
        try:
            document, citations = _cited(path, given, today)
        except (FazhiError, OSError) as error:
            worst = WRONG
            files.append({"path": path, "error": _trouble(path, error)})
            continue
        if worst == FINE and any(citation.status in _FOUND_WRONG for citation in citations):
            worst = FINDINGS
        if args.format == "json":
            files.append({"path": path, "citations": [as_dict(citation) for citation in citations]})
        else:
            print("\n".join(_lines(path, document, citations)))
    if args.format == "json":
        sys.stdout.write(json.dumps({"files": files}, ensure_ascii=False) + "\n")
    return worst


def as_dict(citation: Citation) -> dict[str, Any]:
    """Return one citation with the fixed keys in their order."""
    return {key: getattr(citation, key) for key in KEYS}


def _cited(path: str, given: date | None, today: date) -> tuple[Document, tuple[Citation, ...]]:
    from fazhi.formats import read
    from fazhi.packs.checker import citations_of

    document = read(Path(path))
    if given is not None:
        document = Document(document.text, path=document.path, blocks=document.blocks, as_of=given)
    return document, citations_of(document, as_of=today)


def _trouble(path: str, error: FazhiError | OSError) -> dict[str, str | None]:
    from fazhi.cli import file_trouble

    if isinstance(error, FazhiError):
        found = {"code": error.code, "message": error.message, "hint": error.hint}
    else:
        found = {"code": "F207", "message": file_trouble(error), "hint": None}
    print(f"{path}：{found['message']}", file=sys.stderr)
    return found


def _lines(path: str, document: Document, citations: tuple[Citation, ...]) -> list[str]:
    lines = [f"{path}：引用{len(citations)}处" + (f"，按{document.date}判断" if document.date else "")]
    for citation in citations:
        line, column = document.line_column(citation.start)
        raw = "".join(citation.raw.split())
        own = f"（{citation.title}）" if citation.inherited else ""
        said = citation.verdict
        words = f"{said.status.cn}：{said.reason}" if said is not None else ""
        lines.append(f"  {line}:{column} {own}{raw}　{words}")
    return lines
