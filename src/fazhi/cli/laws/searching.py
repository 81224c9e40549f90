"""``fazhi law search``: find words in the texts a user has kept."""

from __future__ import annotations

import argparse
import json

from fazhi.cli.laws.clock import today
from fazhi.cli.laws.store import Kept, place_of, search
from fazhi.kernel.citations.bigrams import tokens
from fazhi.kernel.lint.validity import place_cn, verdict
from fazhi.packs.laws.compiled import load_index

_AROUND = 28


def run(args: argparse.Namespace) -> int:
    """0 when something was found, 1 when nothing was; FazhiError when no text is kept."""
    words = " ".join(args.words)
    found = search(place_of(), words, title=args.title, limit=args.limit)
    index, day = load_index(), today()
    rows = [
        {
            "title": kept.title,
            "adopted": str(kept.adopted) if kept.adopted else None,
            "article": kept.place or None,
            "status": verdict(index, kept.title, as_of=day).status.value,
            "excerpt": excerpt(kept, words),
        }
        for kept in found
    ]
    if args.format == "json":
        print(json.dumps({"found": rows}, ensure_ascii=False, indent=1))
    else:
        for row, kept in zip(rows, found, strict=True):
            gone = "（已失效）" if row["status"] == "repealed" else ""
            print(f"《{kept.title}》{written(kept.place)}{gone}\n  {row['excerpt']}")
        print(f"共 {len(rows)} 条" + ("，只显示前面的，可加 --limit" if len(rows) == args.limit else ""))
    return 0 if rows else 1


def written(place: str) -> str:
    """Return 第一百二十条之一 for ``"120_1"``; nothing for a text without articles."""
    number, _, suffix = place.partition("_")
    return place_cn(int(number), int(suffix) if suffix else None) if number else ""


def excerpt(kept: Kept, words: str) -> str:
    """Return the words around the first one that was asked for, on one line."""
    text = kept.words.replace("\n", " ")
    runs = ["".join([*(token[0] for token in run[:-1]), run[-1]]) for run in tokens(words)]
    places = [at for run in runs if (at := text.find(run)) >= 0]
    start = max(0, min(places, default=0) - _AROUND)
    end = min(len(text), min(places, default=0) + 2 * _AROUND)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
