"""``fazhi law show``: what the catalogue knows of one instrument."""

from __future__ import annotations

import argparse
import json

from fazhi.cli.laws.questions import article_of, day_of
from fazhi.kernel.citations.index import Edition, Entry
from fazhi.kernel.errors import CitationError
from fazhi.packs.laws.compiled import load_index


def run(args: argparse.Namespace) -> int:
    """0 when shown; CitationError for a title that is not known."""
    index = load_index()
    entry = index.find(args.title)
    if entry is None:
        near = index.near(args.title)
        hint = f"相近的：{'、'.join(f'《{title}》' for title in near)}" if near else "核对标题"
        raise CitationError(f"目录中没有“{args.title}”", code="unknown_title", hint=hint)
    article_of(args.article)
    if args.as_of:
        day_of(args.as_of)
    print(json.dumps(_json(entry), ensure_ascii=False, indent=1) if args.format == "json" else _text(entry))
    return 0


def _json(entry: Entry) -> dict[str, object]:
    return {
        "title": entry.title,
        "kind": entry.kind,
        "issuer": entry.issuer,
        "short": list(entry.short),
        "note": entry.note,
        "versions": [
            {
                "adopted": str(edition.adopted) if edition.adopted else None,
                "effective": str(edition.effective) if edition.effective else None,
                "effective_sure": edition.effective_sure,
                "articles": edition.articles,
                "repealed": str(edition.repealed) if edition.repealed else None,
                "repealed_sure": edition.repealed_sure,
                "successor": edition.successor,
                "note": edition.note,
            }
            for edition in entry.editions
        ],
    }


def _text(entry: Entry) -> str:
    lines = [f"《{entry.title}》", f"  {entry.kind}" + (f"，{entry.issuer}" if entry.issuer else "")]
    if entry.short:
        lines.append(f"  又称：{'、'.join(entry.short)}")
    if entry.note:
        lines.append(f"  {entry.note}")
    lines += [f"  {_edition(edition)}" for edition in entry.editions]
    return "\n".join(lines)


def _edition(edition: Edition) -> str:
    said = [f"{edition.adopted} 通过（公布）" if edition.adopted else "通过日不明"]
    if edition.effective is not None:
        said.append(
            f"{edition.effective} 起施行" + ("" if edition.effective_sure else "（按通过日计，修改决定的施行日未查明）")
        )
    said.append(f"{edition.articles} 条" if edition.articles else "文本不分条或不全" if edition.text else "没有文本")
    if edition.repealed is not None:
        said.append(f"{edition.repealed} {'起' if edition.repealed_sure else '前已'}失效")
        if edition.successor:
            said.append(f"由《{edition.successor}》取代")
    return "，".join(said) + (f"（{edition.note}）" if edition.note else "")
