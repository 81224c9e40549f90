"""What a serving portal does by itself: takes new packages out of ``incoming``. Read by gunicorn as its configuration.

The newest that is whole and signed is shown; one that is refused is laid aside with the reason beside it, and what was
shown stays.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from fazhi.formats.publication import PackageError
from fazhi.portal import store
from fazhi.portal.home import folder, publisher

PACE: Final = 10
"""Seconds between two looks."""

_NAME: Final = re.compile(r"(\d+)\.fzp")


def when_ready(server: Any) -> None:
    """Begin when gunicorn is ready; trouble goes to its log."""
    start(folder(os.environ), server.log.error)


def start(home: Path, say: Callable[[str], object]) -> threading.Event:
    """Look now and then, in a thread of its own, for new packages; set the event to stop."""
    stop = threading.Event()

    def tend() -> None:
        while not stop.wait(PACE):
            for told in take_waiting(home):
                say(told)

    threading.Thread(target=tend, name="portal-keeper", daemon=True).start()
    return stop


def take_waiting(home: Path) -> list[str]:
    """Take the newest package that waits and drop the older ones; return what was refused, in words."""
    waiting = sorted(
        ((int(found[1]), path) for path in (home / "incoming").iterdir() if (found := _NAME.fullmatch(path.name))),
        reverse=True,
    )
    said = []
    for number, path in waiting:
        if number <= store.number_of(home):
            path.unlink()
            continue
        try:
            store.take(home, path.read_bytes(), publisher(home))
            path.unlink()
        except PackageError as error:
            said.append(f"发布包 {path.name} 没有装入：{error}")
            aside = home / "refused" / path.name
            path.replace(aside)
            aside.with_suffix(".txt").write_text(f"{error}\n", encoding="utf-8")
    return said
