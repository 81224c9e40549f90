"""What a serving site does by itself: the day's checkpoint, new files, lines of registers, what became public. Read by
gunicorn as its configuration.

The work is done by a process of its own, so that the server forks its workers without an open database.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

FIRST: Final = 5
"""Seconds from the start to the first look: a desk that is waited for comes first."""

PACE: Final = 600
"""Seconds between two looks whether the day has its checkpoint."""

COMMAND: Final = (sys.executable, "-m", "fazhi", "checkpoint", "--daily")

READ: Final = (sys.executable, "-m", "fazhi", "radar", "--read")
"""Files that came in are read for the laws they cite, so that the list of a changed law opens at once."""

LINES: Final = (sys.executable, "-m", "fazhi", "rebuild", "--lines")
"""What registers hold of matters that moved is read ahead of time, so that a whole register is drawn at once."""


LETTERS: Final = (sys.executable, "-m", "fazhi", "inbox")
"""Letters that came in on that portal are taken to the desk."""

PUBLISH: Final = (sys.executable, "-m", "fazhi", "publish", "--if-changed")
"""What became public is laid into the folder of the portal, where ``FAZHI_PORTAL`` names one."""


def when_ready(server: Any) -> None:
    """Begin when gunicorn is ready; trouble goes to its log."""
    start(server.log.error)


def start(say: Callable[[str], object]) -> threading.Event:
    """Look now and then, in a thread of its own, whether today's checkpoint is there; set the event to stop."""
    stop = threading.Event()
    threading.Thread(target=_tend, args=(say, stop), name="keeper", daemon=True).start()
    return stop


def _tend(say: Callable[[str], object], stop: threading.Event) -> None:
    wait = FIRST
    while not stop.wait(wait):
        wait = PACE
        tend(say)


def tend(say: Callable[[str], object]) -> None:
    """Do once what is done now and then, each in a process of its own; what fails is said and stops nothing else."""
    asked = [
        (COMMAND, "没有做成当天的检查点"),
        (READ, "没有读完新附件引用的法律"),
        (LINES, "没有补算完台账行"),
    ]
    if os.environ.get("FAZHI_PORTAL", "").strip():
        asked += [(LETTERS, "门户的信件没有全部取进"), (PUBLISH, "公开的内容没有全部送到门户")]
    for command, failed in asked:
        try:
            done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)  # noqa: S603
        except OSError as error:
            say(f"{failed}：{error}")
            continue
        if done.returncode:
            say(f"{failed}：{(done.stderr or done.stdout).strip()}")
