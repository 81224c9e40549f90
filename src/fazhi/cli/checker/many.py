"""Checking many files on all cores, in order, with progress; one file that kills its process does not stop the rest."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.cli.checker.naming import free_name
from fazhi.cli.checker.one import Answer, Settings, check_file
from fazhi.formats.writers.summary import Summary
from fazhi.kernel.errors import FazhiError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

WORTH_PROCESSES = 2**20  # starting them costs as much as checking some hundred kilobytes
_AHEAD = 4  # files handed to each process beyond the one it works on


def check_files(paths: Sequence[str], settings: Settings, jobs: int) -> Iterator[Answer]:
    """Yield an answer for each file in the order given, with progress on the error stream where there are several."""
    numbers = _numbers(paths)
    workers = min(jobs, len(paths))
    alone = workers < 2 or _total_size(paths) < WORTH_PROCESSES
    answers = _one_by_one(paths, numbers, settings) if alone else _side_by_side(paths, numbers, settings, workers)
    progress = Progress(len(paths))
    for answer in answers:
        progress.step()
        if answer.trouble:
            progress.clear()
            print(f"错误：{answer.trouble}", file=sys.stderr)
        yield answer
    progress.clear()


class Progress:
    """One line on the error stream that counts files; silent for a single file and between short intervals."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._live = sys.stderr.isatty()
        self._next = time.monotonic() + (0.2 if self._live else 5.0)

    def step(self) -> None:
        """Count one file."""
        self._done += 1
        now = time.monotonic()
        if self._total < 2 or now < self._next:
            return
        self._next = now + (0.2 if self._live else 5.0)
        words = f"已检查 {self._done}/{self._total}"
        print(f"\r{words}" if self._live else words, end="" if self._live else "\n", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away, so that a message can stand there."""
        if self._live and self._total > 1:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _one_by_one(paths: Sequence[str], numbers: Sequence[int], settings: Settings) -> Iterator[Answer]:
    for path, number in zip(paths, numbers, strict=True):
        yield check_file(path, number, settings)


def _side_by_side(paths: Sequence[str], numbers: Sequence[int], settings: Settings, workers: int) -> Iterator[Answer]:
    from concurrent.futures.process import BrokenProcessPool

    waiting = deque(zip(paths, numbers, strict=True))
    running: deque[tuple[str, int, Future[Answer]]] = deque()
    pool = _pool(workers)
    try:
        while waiting or running:
            while waiting and len(running) < workers * _AHEAD:
                path, number = waiting.popleft()
                try:
                    running.append((path, number, pool.submit(check_file, path, number, settings)))
                except BrokenProcessPool:
                    waiting.appendleft((path, number))
                    break
            if not running:
                pool = _pool(workers)
                continue
            path, number, future = running.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                # Nobody knows which of the files under way did it: each is tried again in a process of its own.
                again = [(path, number), *((each, at) for each, at, _ in running)]
                running.clear()
                pool.shutdown()
                pool = _pool(workers)
                for each, at in again:
                    yield _apart(each, at, settings)
    finally:
        pool.shutdown(cancel_futures=True)


def _apart(path: str, number: int, settings: Settings) -> Answer:
    """Check one file in a process of its own, so that its end can be told from that of others."""
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1) as pool:
        try:
            return pool.submit(check_file, path, number, settings).result()
        except BrokenProcessPool:
            error = FazhiError("读这个文件时程序异常退出，未检查", code="F206", hint="请另存为其他格式后再检查")
            summary = Summary(as_of=settings.as_of or settings.today, unreadable=1)
            return Answer(path=path, part="", summary=summary, trouble=f"{path}：{error}")


def _pool(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(max_workers=workers)


def _numbers(paths: Sequence[str]) -> list[int]:
    """Return 0 for each name that stands once, else its place, so that no output overwrites another."""
    names = [free_name(path, 0, "") for path in paths]
    return [0 if names.count(name) == 1 else at for at, name in enumerate(names, 1)]


def _total_size(paths: Sequence[str]) -> int:
    total = 0
    for path in paths:
        try:
            total += Path(path).stat().st_size
        except OSError:
            continue  # the reader says what is wrong with it
    return total


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
