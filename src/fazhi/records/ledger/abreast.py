"""Two readings at a time: one on a connection of its own, while the caller goes on with another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, connections

Answer = TypeVar("Answer")


@contextmanager
def abreast(read: Callable[[], Answer]) -> Iterator[Callable[[], Answer]]:
    """Begin ``read``, which writes nothing, and give what waits for its answer; what it raises is raised there.

    On a server it runs in a thread, on a connection that is closed when it is done. Within a transaction another
    connection would not see what is not committed yet, and a file's readings gain nothing side by side: it is done
    when its answer is asked for then.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield read
        return

    def apart() -> Answer:
        try:
            return read()
        finally:
            # Of this thread alone: connections are kept for each.
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool.submit(apart).result
