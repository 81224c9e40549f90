"""The last look before anything leaves: no sealed value of a matter may stand in what is published of it.

Declarations already keep sealed answers out; texts are written by people, and a name that was sealed in the form may
stand in the paragraph beside it. What is found is held back and named, never published and mended later.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from fazhi.kernel.ledger import Json
from fazhi.records import vault
from fazhi.records.models import VaultItem

SHORTEST: Final = 2
"""Characters of a name, number, address or file name from which on it is looked for."""
SHORTEST_FREE: Final = 8
"""Characters of free text from which on it is looked for: 无异议 stands in many an innocent sentence."""

_SPACE: Final = re.compile(r"\s+")


def held_by(stream: str) -> tuple[tuple[str, str], ...]:
    """Return (class, value) of everything sealed in a stream that is long enough to be looked for."""
    rows = VaultItem.objects.filter(stream__key=stream).values_list("seq", "field", "key__cls")
    classes = {(seq, field): cls for seq, field, cls in rows}
    found = []
    for place, opening in vault.open_fields(stream).items():
        cls, value = classes[place], _plain(str(opening.value))
        if len(value) >= (SHORTEST_FREE if cls == "free" else SHORTEST):
            found.append((cls, value))
    return tuple(found)


def leaks(stream: str, rows: Iterable[Json]) -> tuple[str, ...]:
    """Return the names of the classes of sealed values of a stream that stand in ``rows``; empty when none does."""
    text = _plain(json.dumps(list(rows), ensure_ascii=False))
    found = {cls for cls, value in held_by(stream) if value in text}
    return tuple(name for cls, name in vault.CLASSES.items() if cls in found)


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))
