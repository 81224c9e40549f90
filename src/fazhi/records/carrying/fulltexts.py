"""The full texts of laws a site has imported, in a backup: the same lines whichever database keeps them.

They lie beside the tables (``laws.sqlite``, or a schema of their own on PostgreSQL) and in no event but by digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from fazhi.cli.laws import store
from fazhi.records.carrying.container import Container, json_lines

__all__ = ["FULL_TEXTS", "packed", "put_back"]

FULL_TEXTS: Final = "laws.jsonl"


def packed() -> Iterator[bytes]:
    """Yield every kept text as one line: title, days, number of articles, articles by place."""
    for text in store.everything(store.place_of()):
        yield from json_lines([asdict(text)])


def put_back(held: Container) -> int:
    """Put the texts of a backup into the store of this site and return how many; those that are there stay.

    A backup of an earlier version holds none.
    """
    if FULL_TEXTS not in held.names:
        return 0
    return sum(1 for _ in store.put(store.place_of(), _texts(held)))


def _texts(held: Container) -> Iterator[store.Text]:
    for line in held.lines(FULL_TEXTS):
        yield store.Text(**json.loads(line))
