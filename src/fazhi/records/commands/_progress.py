"""How far a long command is: one line a second on standard error, nothing for a short one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def told() -> Callable[[str, int, int], None]:
    """Return what is called with (what, how many done, of how many)."""
    following = time.monotonic() + 1

    def tell(what: str, done: int, total: int) -> None:
        nonlocal following
        if time.monotonic() < following:
            return
        following = time.monotonic() + 1
        print(f"{what} {done:,} / {total:,}", file=sys.stderr, flush=True)

    return tell
