"""A sketch of an article's wording, not the wording: enough to say whether a quotation comes from it.

The sketch is a set of 16-bit hashes of every run of four characters, punctuation and white space left out, of which
every second one is kept; which are kept depends on the four characters alone, so that a quotation keeps the same ones
as the article. The hash is CRC-32 and so the same in every process, on every machine.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from zlib import crc32

GRAM = 4
ENOUGH = 0.5
_NOISE = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_WIDTH = str.maketrans({chr(0xFF01 + at): chr(0x21 + at) for at in range(94)} | {"〇": "零"})


def plain(words: str) -> str:
    """Return the words without punctuation, white space and differences of width."""
    return _NOISE.sub("", words.translate(_WIDTH))


def sketch(words: str) -> array[int]:
    """Return the sorted hashes of a text (``array('H')``); empty where the text has fewer than four characters."""
    text = plain(words)
    kept = set()
    for at in range(len(text) - GRAM + 1):
        value = crc32(text[at : at + GRAM].encode("utf-16-le"))
        if value & 1:
            kept.add(value >> 8 & 0xFFFF)
    return array("H", sorted(kept))


def contained(quoted: Iterable[int], article: Iterable[int]) -> float:
    """Return how much of the quoted sketch stands in the article's, 0 to 1; 0 for an empty quotation."""
    wanted = set(quoted)
    return len(wanted.intersection(article)) / len(wanted) if wanted else 0.0


def best(quoted: Iterable[int], articles: Mapping[str, Iterable[int]]) -> tuple[str, float] | None:
    """Return the article that holds most of the quotation and how much; the first of equals, ``None`` without any."""
    wanted = set(quoted)
    found, most = None, 0
    for place, hashes in articles.items():
        number = len(wanted.intersection(hashes))
        if number > most:
            found, most = place, number
    return None if found is None else (found, most / len(wanted))
