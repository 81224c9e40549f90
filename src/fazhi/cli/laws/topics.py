"""The pairs of characters that tell the articles of a law apart, for laws numbered anew with both texts at hand.

One blob a title, several titles a file, found by a small table: ``[[edition, [[article, pairs], …]], …]`` as a line of
JSON, then 16 bits of every digest, low byte first, then the eight above them.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections import Counter
from collections.abc import Mapping
from zlib import crc32

from fazhi.cli.laws.facts import Gathered
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.citations.topics import pairs

FILES = 2
_FEWEST_MOVES = 3
_AT_LARGE, _IN_THE_LAW, _ALWAYS = 0.02, 0.12, 2
"""Pairs in more of all articles than this, or in more of the law's own, tell nothing; in two they always may."""
Chosen = dict[str, dict[str, dict[str, frozenset[int]]]]


def topics_of(gathered: Gathered, maps: Mapping[str, Mapping[str, str]]) -> Chosen:
    """Return the kept pairs by title, edition and article, of titles where three articles or more moved."""
    texts = {
        known.title: {str(made.adopted or ""): made.text.articles for made in known.editions if made.text is not None}
        for known in gathered.laws.values()
        if any(len(moves.split()) >= _FEWEST_MOVES for moves in maps.get(known.title, {}).values())
    }
    made = {
        title: {day: {place: pairs(words) for place, words in articles.items()} for day, articles in editions.items()}
        for title, editions in texts.items()
    }
    latest = [kept for editions in made.values() for kept in editions[max(editions)].values()]
    counted = Counter(pair for kept in latest for pair in kept)
    common = {pair for pair, number in counted.items() if number > _AT_LARGE * len(latest)}
    return {
        title: {day: _telling(editions[day], common) for day in _needed(maps[title])}
        for title, editions in sorted(made.items())
    }


def _needed(maps: Mapping[str, str]) -> list[str]:
    """The editions between which articles moved."""
    moved = [pair.split(">") for pair, moves in maps.items() if len(moves.split()) >= _FEWEST_MOVES]
    return sorted({day for pair in moved for day in pair})


def _telling(articles: Mapping[str, frozenset[int]], common: set[int]) -> dict[str, frozenset[int]]:
    counted = Counter(pair for kept in articles.values() for pair in kept)
    most = max(_ALWAYS, _IN_THE_LAW * len(articles))
    return {
        place: frozenset(pair for pair in kept if counted[pair] <= most and pair not in common)
        for place, kept in articles.items()
    }


def files_of(chosen: Chosen) -> tuple[list[bytes], dict[str, list[int]]]:
    """Return the bytes of each file, and by title its file, offset and length."""
    files = [bytearray() for _ in range(FILES)]
    table: dict[str, list[int]] = {}
    for title in sorted(chosen):
        at = crc32(name_key(title).encode()) % FILES
        blob = _blob(chosen[title])
        table[title] = [at, len(files[at]), len(blob)]
        files[at] += blob
    return [bytes(each) for each in files], table


def _blob(editions: Mapping[str, Mapping[str, frozenset[int]]]) -> bytes:
    head = [[day, [[place, len(kept)] for place, kept in editions[day].items()]] for day in sorted(editions)]
    ordered = [pair for day in sorted(editions) for kept in editions[day].values() for pair in sorted(kept)]
    low = array("H", [pair & 0xFFFF for pair in ordered])
    if sys.byteorder == "big":
        low.byteswap()
    body = low.tobytes() + bytes(pair >> 16 for pair in ordered)
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + body
