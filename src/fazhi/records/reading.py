"""Kept files read for the laws they cite: once per content, whichever matters they lie in. A cache, not a record."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from fazhi.formats import read
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint.citations import extract
from fazhi.packs.checker import names
from fazhi.records import evidence, vault
from fazhi.records.ledger import radar
from fazhi.records.models import CitedText, EvidenceFile

READABLE: Final = ("docx", "doc", "wps", "pdf", "ofd", "txt")
"""Kinds of files that may hold text."""

READER: Final = "1"
"""The way of reading; another one reads everything again."""

LONGEST: Final = 240
"""Characters of a sentence that are kept."""

_SOON: Final = 2.0


def waiting() -> int:
    """Return how many kept files were not read yet."""
    return len(radar.unread(READER, READABLE))


def read_waiting(seconds: float | None = _SOON, told: Callable[[int, int], None] | None = None) -> int:
    """Read files that were not read yet, for at most so many seconds (None: all); return how many are left.

    A file that cannot be read is kept as such with its reason, and is not tried again.
    """
    todo, begun = radar.unread(READER, READABLE), time.monotonic()
    for done, sm3 in enumerate(todo):
        if seconds is not None and time.monotonic() - begun > seconds:
            return len(todo) - done
        read_one(sm3)
        if told is not None:
            told(done + 1, len(todo))
    return 0


def read_one(sm3: str) -> None:
    """Read one kept file and keep where it cites which law."""
    try:
        document = read(Path(f"{sm3}.{_suffix(sm3)}"), evidence.read(sm3))
    except FazhiError as error:
        radar.keep_citations(sm3, READER, None, error.message, ())
        return
    sentences: dict[tuple[int, int], int] = {}
    rows: list[radar.PlaceRow] = []
    for citation in extract(document.text, names()):
        start, end = document.sentence(citation.start)
        number = sentences.setdefault((start, end), len(sentences))
        title = citation.canonical or citation.title
        rows.append(
            (name_key(title)[:300], title[:300], citation.article, citation.suffix, citation.start, number)
        )  # fmt: skip
    words = [_cut(document.text[start:end]) for start, end in sentences]
    box = vault.box_text(sm3, json.dumps(words, ensure_ascii=False).encode()) if words else None
    radar.keep_citations(sm3, READER, box, "", rows)


def sentences_of(digests: set[str]) -> Mapping[str, list[str]]:
    """Return the sentences of texts by digest; a box of another site opens as nothing and is to be read again."""
    found = {}
    for text in CitedText.objects.filter(digest__in=digests, box__isnull=False):
        try:
            found[text.digest] = list(json.loads(vault.open_text(text.digest, bytes(text.box or b""))))
        except FazhiError:
            read_one(text.digest)
            again = CitedText.objects.get(digest=text.digest)
            if again.box is not None:
                found[text.digest] = list(json.loads(vault.open_text(text.digest, bytes(again.box))))
    return found


def troubles() -> list[tuple[str, str]]:
    """Return (digest, why) of the files that could not be read."""
    return list(CitedText.objects.exclude(trouble="").order_by("digest").values_list("digest", "trouble"))


def _cut(sentence: str) -> str:
    plain = " ".join(sentence.split())
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"


def _suffix(sm3: str) -> str:
    return EvidenceFile.objects.filter(sm3=sm3).values_list("kind", flat=True).first() or "txt"
