"""Hold what the checker finds beside what it found before: a change for speed must not change a single finding.

    FAZHI_TEXTS=folder python bench/same_findings.py keep FILE      # before the change
    FAZHI_TEXTS=folder python bench/same_findings.py compare FILE   # after it; exits 1 where anything differs

Looked at, with all rules forced and again with the rules of the kind: the texts of ``bench_check`` once each, every
example of every rule, and documents of the tests spoilt as in ``soak_check`` (always the same ones). Kept is all of a
result: findings, what was suppressed and why, both in their order, and the counts.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bench_check import texts
from soak_check import seeds, spoilt

from fazhi.kernel.lint import Document, Kind, check
from fazhi.packs.checker import context_for
from fazhi.packs.rules import all_rules, rule_set

DAY = date(2026, 9, 1)
SPOILT = 2000
SHOWN = 10


def documents() -> Iterator[tuple[str, str, Kind | None]]:
    """Yield name, text and kind (where one is given) of every document looked at."""
    for at, text in enumerate(dict.fromkeys(texts())):
        yield f"text {at}", text, None
    for rule in all_rules():
        for at, example in enumerate((*rule.bad, *rule.good)):
            yield f"{rule.code} {at}", example.text, example.kind
    originals = seeds()
    for at in range(SPOILT):
        chance = random.Random(f"same-{at}")
        yield f"spoilt {at}", spoilt(chance.choice(originals), chance, originals), None


def results() -> Iterator[tuple[str, str]]:
    """Yield for each document and set of rules its name and all that was found, as JSON."""
    context = context_for(as_of=DAY, deep=True)
    for name, text, kind in documents():
        recognised = Document(text, kind=kind).kind
        for forced in (None, recognised):
            result = check(Document(text, kind=kind), rule_set(forced, deep=True), context)
            told = {
                "findings": [asdict(item) for item in result.findings],
                "suppressed": [
                    asdict(item)
                    for item in sorted(result.suppressed, key=lambda item: (item.start, item.code, item.end))
                ],
                "counts": result.counts,
            }
            yield f"{name} {forced or 'all'}", json.dumps(told, ensure_ascii=False, default=str, sort_keys=True)


def keep(path: Path) -> None:
    """Write what is found now."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for name, told in results():
            file.write(f"{name}\t{told}\n")
            count += 1
    print(f"{count} results kept in {path}")


def compare(path: Path) -> int:
    """Return how many results differ from those kept; the first ones are shown."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        before = dict(line.rstrip("\n").split("\t", 1) for line in file)
    differing = count = 0
    for name, told in results():
        count += 1
        kept = before.pop(name, None)
        if kept != told:
            differing += 1
            if differing <= SHOWN:
                print(f"{name}:{'' if kept else ' not kept'}")
                _show(kept, told)
    print(f"{count} results, {differing} differ, {len(before)} of those kept are not there now")
    return differing + len(before)


def _show(kept: str | None, told: str) -> None:
    if kept is None:
        return
    old, new = json.loads(kept), json.loads(told)
    for part in ("findings", "suppressed"):
        for sign, these, those in (("-", old[part], new[part]), ("+", new[part], old[part])):
            for item in [each for each in these if each not in those][:3]:
                print(f"  {sign} {part}: {item['code']} {item['start']}-{item['end']} {item['message']}")
        if old[part] != new[part] and sorted(map(str, old[part])) == sorted(map(str, new[part])):
            print(f"  {part}: another order")
    if old["counts"] != new["counts"]:
        print(f"  counts: {old['counts']} -> {new['counts']}")


def main(given: list[str]) -> int:
    """Keep or compare; 2 for anything else."""
    if len(given) != 2 or given[0] not in ("keep", "compare"):
        print(__doc__, file=sys.stderr)
        return 2
    if given[0] == "keep":
        keep(Path(given[1]))
        return 0
    return 1 if compare(Path(given[1])) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
