"""The sketches of all articles as files: one blob a title, several titles a shard, found by a small table.

A blob is one line of JSON (``[[edition, [[article, hashes], …]], …]``) and then the hashes, 16 bits each, low byte
first. A title always falls into the same shard, so that a changed law changes one file.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping
from itertools import pairwise
from zlib import crc32

from fazhi.cli.laws.facts import Gathered
from fazhi.kernel.citations.fingerprint import ENOUGH, best, sketch
from fazhi.kernel.citations.names import name_key

SHARDS = 12
Made = dict[str, dict[str, "array[int]"]]


def sketches_of(gathered: Gathered) -> dict[str, Made]:
    """Return the sketches by title, edition (day of adoption) and article; titles without articles are left out."""
    found: dict[str, Made] = {}
    for known in gathered.laws.values():
        editions = {
            str(made.adopted or ""): {place: sketch(words) for place, words in made.text.articles.items()}
            for made in known.editions
            if made.text is not None and made.text.articles
        }
        if editions:
            found[known.title] = editions
    return found


def shards_of(sketches: Mapping[str, Made]) -> tuple[list[bytes], dict[str, list[int]]]:
    """Return the bytes of each shard, and by title its shard, offset and length."""
    shards = [bytearray() for _ in range(SHARDS)]
    table: dict[str, list[int]] = {}
    for title in sorted(sketches):
        at = crc32(name_key(title).encode()) % SHARDS
        blob = _blob(sketches[title])
        table[title] = [at, len(shards[at]), len(blob)]
        shards[at] += blob
    return [bytes(shard) for shard in shards], table


def maps_of(sketches: Mapping[str, Made]) -> dict[str, dict[str, str]]:
    """Return, for each pair of successive editions with a text, which article became which: ``"31>44 33>51 46>"``.

    An article that kept its number is left out; nothing after ``>`` means that no article of the later edition holds
    half of its wording.
    """
    found: dict[str, dict[str, str]] = {}
    for title, editions in sorted(sketches.items()):
        order = sorted(editions)
        for old, new in pairwise(order):
            moves = []
            for place, hashes in editions[old].items():
                became = best(hashes, editions[new])
                to = became[0] if became and became[1] >= ENOUGH else ""
                if to != place:
                    moves.append(f"{place}>{to}")
            found.setdefault(title, {})[f"{old}>{new}"] = " ".join(moves)
    return found


def _blob(editions: Made) -> bytes:
    head = [[key, [[place, len(hashes)] for place, hashes in editions[key].items()]] for key in sorted(editions)]
    body = bytearray()
    for key in sorted(editions):
        for hashes in editions[key].values():
            ordered = array("H", hashes)
            if sys.byteorder == "big":
                ordered.byteswap()
            body += ordered.tobytes()
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + bytes(body)
