"""How fast the checker is: all rules with citations and figures, beside a Rust linter that looks at spacing only.

    FAZHI_TEXTS=folder python bench/bench_check.py

The texts are the laws under ``FAZHI_TEXTS`` (or a folder ``shared`` beside the checkout) and a mix of kinds: the whole
documents of the tests. Both programs get the same bytes, in turn, three times; the best of each counts, in seconds of
the processor, because a busy machine slows the clock. Exits 1 when a bar is missed. The bars: 4 MB/s on one core, 0.8
of the peer, a report of 20,000 characters in 50 ms, a small file in 0.4 s from cold, memory flat over many files.
The same texts as files through ``fazhi check`` tell what all cores are worth and what memory a process holds.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fazhi.kernel.lint import Context, Document, RuleSet, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import rule_set

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 9, 1)
_EACH_CASE = 10
FASTEST_OF = 3
MEGABYTES, OF_PEER, REPORT_MS, COLD_S, GROWTH_MB = 4.0, 0.8, 50.0, 0.4, 60.0


def texts() -> list[str]:
    """Return the texts to check: every law at hand, and the whole documents of the tests ten times."""
    given = os.environ.get("FAZHI_TEXTS")
    folder = Path(given) if given else ROOT.parent / "shared"
    folder = folder / "laws" if (folder / "laws").is_dir() else folder
    found = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.md"))]
    found += [path.read_text(encoding="utf-8") for path in sorted(folder.parent.glob("sources/*.txt"))]
    cases = [
        tomllib.loads(path.read_text(encoding="utf-8"))["text"]
        for path in sorted((ROOT / "tests/packs/rules/cases").glob("*.toml"))
    ]
    return [text.replace("\r\n", "\n") for text in found + cases * _EACH_CASE]


def ours(papers: list[str], rules: RuleSet, context: Context) -> int:
    """Check every text and return the number of findings."""
    return sum(len(check(Document(text), rules, context).findings) for text in papers)


def theirs(papers: list[str]) -> int:
    """Lint every text with the peer and return the number of lines it would change."""
    import autocorrect_py

    return sum(len(autocorrect_py.lint_for(text, "a.txt").lines) for text in papers)


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Return seconds of the processor, children's too, and what the work counted."""
    begun = os.times()
    count = work()
    ended = os.times()
    return sum(ended[:4]) - sum(begun[:4]), count


def quick(work: Callable[[], int]) -> float:
    """Return seconds of this process alone, where hundredths of a second are too coarse."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def best_in_turn(*works: Callable[[], int]) -> list[tuple[float, int]]:
    """Run the works in turn and return the best seconds of each with its count."""
    runs = [[timed(work) for work in works] for _ in range(FASTEST_OF)]
    return [min(column) for column in zip(*runs, strict=True)]


def cold(paper: Path) -> float:
    """Return the least seconds a new process takes for a small file."""
    command = [sys.executable, "-m", "fazhi", "check", str(paper), "--format", "json"]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    surroundings = {**os.environ, "PYTHONPATH": path}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    return min(
        timed(lambda: subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True).returncode)[0]
        for _ in range(5)
    )


def as_files(papers: list[str], folder: Path, jobs: int) -> tuple[float, float]:
    """Return seconds by the clock and megabytes the asking process held for all texts as files, every rule forced."""
    paths = [str(folder / f"{at}.txt") for at in range(len(papers))]
    for path, text in zip(paths, papers, strict=True):
        Path(path).write_text(text, encoding="utf-8", errors="replace")
    command = [sys.executable, "-m", "fazhi", "check", *paths, "--kind", "all", "--deep", "--format", "json"]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    told = folder / "told.json"
    begun = time.perf_counter()
    with subprocess.Popen(
        [*command, "--jobs", str(jobs), "--output", str(told)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    ) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    spent = time.perf_counter() - begun
    done = re.search(r'"summary":\{"files":([0-9]+),"unreadable":([0-9]+)', told.read_text(encoding="utf-8")[-5000:])
    if done is None or int(done[1]) + int(done[2]) != len(papers):
        raise SystemExit(f"fazhi check did not read all {len(papers)} files")
    return spent, used.ru_maxrss / 1024


def megabytes_held() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def many(papers: list[str], size: float) -> list[str]:
    """Print what the texts as files cost on one core and on all, and the memory of few and of many; return misses."""
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _, few = as_files(papers[: len(papers) // 4], folder, 1)
        one, held = as_files(papers, folder, 1)
        every = as_files(papers, folder, cores)[0] if cores > 1 else one
    print(f"  {len(papers)} files, by the clock: one core {size / one:.2f} MB/s, {cores} cores {size / every:.2f} MB/s")
    print(f"  memory of one process: {few:.0f} MB after a quarter of the files, {held:.0f} MB after all")
    return [f"memory grew by {held - few:.0f} MB over the files"] if held - few > GROWTH_MB else []


def main() -> int:
    """Measure, print the table and return 1 where a bar is missed."""
    papers = texts()
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in papers) / 1e6
    rules, context = rule_set(None, deep=True), context_for(as_of=DAY, deep=True)
    ours(papers[:20], rules, context)
    missed = []
    try:
        import autocorrect_py  # noqa: F401
    except ImportError:
        print("autocorrect-py is not installed: no comparison (make bench installs it)")
        works: list[Callable[[], int]] = [lambda: ours(papers, rules, context)]
    else:
        works = [lambda: ours(papers, rules, context), lambda: theirs(papers)]
    measured = best_in_turn(*works)
    print(
        f"{len(papers)} texts, {size:.1f} MB, {len(rules.rules)} rules forced, best of {FASTEST_OF} in turn, one core"
    )
    for name, (seconds, count) in zip(("fazhi check", "autocorrect-py lint_for"), measured, strict=False):
        print(f"  {name:<26}{size / seconds:6.2f} MB/s  {seconds:6.2f} s  {count:,} found")
    speed = size / measured[0][0]
    if speed < MEGABYTES:
        missed.append(f"{speed:.2f} MB/s < {MEGABYTES}")
    if len(measured) > 1:
        ratio = measured[1][0] / measured[0][0]
        print(f"  ratio {ratio:.2f} (bar {OF_PEER})")
        if ratio < OF_PEER:
            missed.append(f"ratio {ratio:.2f} < {OF_PEER}")
    held = megabytes_held()
    ours(papers, rules, context)
    growth = megabytes_held() - held
    print(f"  memory: {held:.0f} MB at most, {growth:.1f} MB more after another pass over all texts")
    if growth > GROWTH_MB:
        missed.append(f"memory grew by {growth:.0f} MB")
    missed += many(papers, size)
    report = ("".join(text for text in papers if "年度" in text) or papers[0])[:20_000]
    spent = min(quick(lambda: ours([report], rules, context)) for _ in range(7)) * 1000
    print(f"  {len(report):,} characters: {spent:.1f} ms after start (bar {REPORT_MS:.0f})")
    if spent > REPORT_MS:
        missed.append(f"{spent:.0f} ms for a report")
    short = [text for text in papers[-100:] if len(text) < 1500]
    each = min(quick(lambda: ours(short, rules, context)) for _ in range(3)) * 1000 / max(1, len(short))
    print(f"  a short paper of {sum(map(len, short)) // max(1, len(short))} characters: {each:.2f} ms")
    small = ROOT / "tests/packs/rules/cases/request.toml"
    start = cold(small)
    print(f"  a small file from cold: {start:.2f} s (bar {COLD_S})")
    if start > COLD_S:
        missed.append(f"{start:.2f} s from cold")
    for line in missed:
        print(f"  MISSED: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
