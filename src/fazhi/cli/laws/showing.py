"""``fazhi law show``: what the catalogue knows of one instrument, and an article's words where the text is kept."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from fazhi.cli.laws.clock import today
from fazhi.cli.laws.questions import article_of, day_of, result
from fazhi.cli.laws.searching import written
from fazhi.cli.laws.store import Kept, article, place_of, whole
from fazhi.kernel.citations.index import Edition, Entry
from fazhi.kernel.errors import CitationError
from fazhi.kernel.lint.validity import Status, verdict
from fazhi.packs.laws.compiled import load_index


def run(args: argparse.Namespace) -> int:
    """0 when shown, 1 when the article is not there or its words are not kept; CitationError for an unknown title."""
    index = load_index()
    day = day_of(args.as_of) if args.as_of else today()
    entry = index.find(args.title)
    if entry is None and not whole(place_of(), args.title, None):
        near = index.near(args.title)
        hint = f"相近的：{'、'.join(f'《{title}》' for title in near)}" if near else "核对标题"
        raise CitationError(f"目录中没有“{args.title}”", code="unknown_title", hint=hint)
    if args.article is not None:
        return _article(args, entry, day)
    if entry is None:
        return _whole(args, None, day)
    if args.full:
        return _whole(args, entry, day)
    print(json.dumps(_json(entry), ensure_ascii=False, indent=1) if args.format == "json" else _text(entry))
    return 0


def _article(args: argparse.Namespace, entry: Entry | None, day: date) -> int:
    number, suffix = article_of(args.article)
    if number is None:
        raise CitationError("没有写条号")
    place = f"{number}_{suffix}" if suffix else str(number)
    said = verdict(load_index(), args.title, article=number, suffix=suffix, as_of=day)
    edition = entry.on(day) if entry else None
    kept = article(place_of(), entry.title if entry else args.title, place, edition.adopted if edition else None)
    if kept is not None and edition is not None and kept.adopted != edition.adopted:
        kept = None  # another edition's words would pass for the one asked for
    if args.format == "json":
        answer: dict[str, Any] = {**result(args.title, said), "article": place, "text": kept.words if kept else None}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        title = entry.title if entry else kept.title if kept else args.title
        print(
            f"《{title}》{written(place)}　{day.isoformat()}：{said.status.cn}"
            if entry
            else f"《{title}》{written(place)}"
        )
        if said.status is not Status.IN_FORCE and entry:
            print(f"  {said.reason}")
        print(kept.words if kept else _not_kept(edition))
    return 0 if kept is not None else 1


def _not_kept(edition: Edition | None) -> str:
    which = f"{edition.adopted} 通过（公布）的文本" if edition and edition.adopted else "这一文本"
    return f"没有收存{which}。用 fazhi law import 文件夹 收存后可看条文"


def _whole(args: argparse.Namespace, entry: Entry | None, day: date) -> int:
    edition = entry.on(day) if entry else None
    kept: list[Kept] = whole(place_of(), entry.title if entry else args.title, edition.adopted if edition else None)
    if edition is not None and kept and kept[0].adopted != edition.adopted:
        kept = []
    if args.format == "json":
        rows = [{"article": each.place or None, "text": each.words} for each in kept]
        print(
            json.dumps({"title": entry.title if entry else args.title, "articles": rows}, ensure_ascii=False, indent=1)
        )
    else:
        for each in kept:
            print(f"{written(each.place)}　{each.words}" if each.place else each.words)
        if not kept:
            print(_not_kept(edition))
    return 0 if kept else 1


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
        doubt = "" if edition.effective_sure else "（按通过日计，修改决定的施行日未查明）"
        said.append(f"{edition.effective} 起施行{doubt}")
    said.append(f"{edition.articles} 条" if edition.articles else "文本不分条或不全" if edition.text else "没有文本")
    if edition.repealed is not None:
        said.append(f"{edition.repealed} {'起' if edition.repealed_sure else '前已'}失效")
        if edition.successor:
            said.append(f"由《{edition.successor}》取代")
    return "，".join(said) + (f"（{edition.note}）" if edition.note else "")
