"""The one place that makes up names: act ids, streams, keys of rows, salts of seals.

Keys and nonces of ciphers do not come from here: they are never anything but random (``records.vault``,
``records.site``). The demonstration county, whose people are invented, is built with names and salts that follow from
its date, so that two builds of one day are the same to the byte; a site never calls ``seeded``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import shake_256

_source: Callable[[int], bytes] = os.urandom  # what `secrets` asks, by way of a number it makes of it


def token_bytes(size: int) -> bytes:
    """Return ``size`` bytes nobody has had before."""
    return _source(size)


def token_hex(size: int) -> str:
    """Return ``size`` such bytes in hexadecimal."""
    return _source(size).hex()


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Let all names and salts made in a ``with`` block follow from ``seed`` and their order. For invented data only."""
    global _source
    before, count = _source, 0

    def drawn(size: int) -> bytes:
        nonlocal count
        count += 1
        return shake_256(f"{seed} {count}".encode()).digest(size)

    _source = drawn
    try:
        yield
    finally:
        _source = before
