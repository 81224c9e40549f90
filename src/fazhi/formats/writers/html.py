"""Findings as one page for any browser: the text with its marks, the findings beside it. No script, nothing fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePath
from typing import Final

from fazhi.formats.target import checked
from fazhi.formats.writers.marking import Piece, stretches
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.lint import BlockKind, Document, Finding, Result, Severity

__all__ = ["page", "write"]

_STYLE: Final = """
:root{--line:#d0d7de;--ink:#1f2328;--soft:#57606a;--error:#b42318;--warning:#8a5a00;--info:#0b5cad}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#f6f7f9;font:16px/1.9 "Noto Sans CJK SC","Microsoft YaHei",sans-serif}
header{background:#fff;border-bottom:1px solid var(--line);padding:16px 24px}
h1{font-size:20px;margin:0 0 4px}
header p{margin:2px 0;color:var(--soft);font-size:14px}
main{display:grid;grid-template-columns:minmax(0,1fr) 380px;gap:24px;max-width:1320px;margin:0 auto;
padding:24px}
article{background:#fff;border:1px solid var(--line);padding:32px 40px;font-family:"FangSong","仿宋_GB2312",
"Noto Serif CJK SC",serif;font-size:17px;overflow-wrap:anywhere}
article p{margin:0;text-indent:2em;white-space:pre-wrap}
article h2{font-size:18px;margin:12px 0}
article .cell{text-indent:0;border-left:3px solid var(--line);padding-left:8px}
mark{background:none;color:inherit;border-bottom:2px solid var(--info)}
mark.error{border-color:var(--error);background:#fdeceb}
mark.warning{border-color:var(--warning);background:#fff5e0}
mark:target{outline:3px solid var(--ink)}
mark sup{font:600 11px/1 sans-serif;margin-left:2px}
a{color:inherit}
aside ol{list-style:none;margin:0;padding:0}
aside li{background:#fff;border:1px solid var(--line);border-left-width:4px;padding:10px 12px;margin:0 0 12px;
font-size:14px;line-height:1.7}
li.error{border-left-color:var(--error)}
li.warning{border-left-color:var(--warning)}
li.info{border-left-color:var(--info)}
li:target{outline:3px solid var(--ink)}
li p{margin:2px 0}
.code{color:var(--soft)}
.level{font-weight:700}
li.error .level{color:var(--error)}
li.warning .level{color:var(--warning)}
li.info .level{color:var(--info)}
footer{max-width:1320px;margin:0 auto;padding:0 24px 32px;color:var(--soft);font-size:14px}
@media(max-width:820px){main{grid-template-columns:1fr;padding:12px}
article{padding:16px}
aside{order:2}}
@media print{body{background:#fff}
main{display:block;padding:0}
article,aside li{border-color:#999}
aside{page-break-before:always}}
"""


def write(result: Result, target: Path) -> None:
    """Write the page of one document; it appears only when it is whole."""
    half = checked(target).with_name(f".{target.name}.{os.getpid()}")
    try:
        half.write_text(page(result), encoding="utf-8", errors="backslashreplace")
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def page(result: Result) -> str:
    """Return the page: head with what was counted, the text with its marks, the findings in the order of the text."""
    document = result.document
    title = document.title_text or PurePath(document.path).name
    counted = "，".join(
        f"{severity.cn}{count}处"
        for severity in reversed(Severity)
        if (count := sum(finding.severity is severity for finding in result.findings))
    )
    citations, figures = result.counts["citations"], result.counts["figures"]
    day = f"，日期{document.date}" if document.date else ""
    looked = (
        f"引用{citations['found']}处，已核对{citations['checked']}，无法核对{citations['not_checkable']}；"
        f"数字{figures['found']}处，已核对{figures['checked']}，无法核对{figures['not_checkable']}；"
        f"规则{result.counts['rules']}条"
    )
    items = "".join(_item(at, finding) for at, finding in enumerate(result.findings, 1))
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>公文体检：{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        f"<header><h1>公文体检：{escape(title)}</h1><p>{escape(document.kind.cn)}"
        f"（{escape(document.kind_reason)}）{day}，共{len(document.text):,}字</p>"
        f"<p>{counted or '未发现问题'}。{looked}。</p></header>\n"
        f'<main><article aria-label="正文">{"".join(_text(document, result.findings))}</article>\n'
        f'<aside aria-label="提示"><ol>{items}</ol></aside></main>\n'
        "<footer>以上为提示，不是结论；没有提示也不等于合法，结论由审查人作出。</footer></body></html>\n"
    )


def _item(at: int, finding: Finding) -> str:
    level = finding.certainty.value + ("（阻断）" if finding.blocking else "")
    basis = refs_cn(finding.basis)
    return (
        f'<li class="{finding.severity.value}" id="t{at}"><p><a href="#m{at}"><span class="level">{level}</span> '
        f'<span class="code">{finding.code} 第{finding.line}行</span></a></p><p>{escape(finding.message)}</p>'
        + (f"<p>依据：{escape(basis)}</p>" if basis else "")
        + (f"<p>建议：{escape(finding.suggestion)}</p>" if finding.suggestion else "")
        + "</li>"
    )


def _text(document: Document, findings: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the blocks of the text with the marks of the findings in them."""
    for stretch in stretches(document, findings):
        body = "".join(_marked(piece, findings) for piece in stretch.pieces)
        if stretch.kind is BlockKind.HEADING:
            yield f"<h2>{body}</h2>"
        elif stretch.kind is BlockKind.PARAGRAPH:
            yield f"<p>{body}</p>"
        else:
            yield f'<p class="cell">{body}</p>'


def _marked(piece: Piece, findings: tuple[Finding, ...]) -> str:
    words = escape(piece.text)
    if not piece.numbers:
        return words
    grave = max((findings[at - 1] for at in piece.numbers), key=lambda each: each.severity.rank)
    name = f' id="m{piece.begins[0]}"' if piece.begins else ""
    extra = "".join(f'<span id="m{at}"></span>' for at in piece.begins[1:])
    links = "".join(f'<sup><a href="#t{at}">{at}</a></sup>' for at in piece.ends)
    return f'<mark class="{grave.severity.value}"{name}>{extra}{words or "〔缺〕"}{links}</mark>'
