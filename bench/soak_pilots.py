"""Two years of reviews in pilot townships, done through the acts; what was published of them comes out.

    python bench/soak_pilots.py [--share 100] [--home FOLDER]

``--share`` does one in so many. All of it is done by people through the acts, exported (``fazhi export``), and counted
once by the shipped indicators and once by ``bench/count_reviews.py``, which knows nothing of this program. Prints how
long it took; exits 1 where the two, or the published totals, differ.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Do it all; 1 where anything differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=int, default=1, help="one in so many (1: all)")
    parser.add_argument("--home", help="folder of the site; without it one that is removed afterwards")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fazhi-pilots-") as folder:
        home = Path(asked.home or folder)
        os.environ["FAZHI_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "fazhi.site.settings"
        sys.path[:0] = [str(ROOT), str(ROOT / "src")]
        import django

        django.setup()
        from django.conf import settings

        # A password is made for every person and never used here.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        from bench.pilots import OPINIONS, REVIEWS, TOWNS, by_indicators, counted, found, line, review, tasks
        from django.core.management import call_command

        from fazhi.records import export, site

        call_command("migrate", verbosity=0)
        site.ensure(fresh=True)
        towns = max(TOWNS // asked.share, 1)
        reviews = {year: count // asked.share for year, count in REVIEWS.items()}
        opinions = {year: count // asked.share for year, count in OPINIONS.items()}
        found(towns)
        began, number = time.perf_counter(), 0
        for number, task in enumerate(tasks(reviews, opinions, towns)):
            review(task, number)
            if number % 500 == 499:
                print(f"  {number + 1:,}", flush=True)
        took = time.perf_counter() - began
        target = home / "pilots.jsonl"
        with target.open("wb") as file:
            file.writelines(export.lines())
        mine, theirs = by_indicators("pilots/"), counted(target)
        load = os.getloadavg()[0]
        each = f"{took / (number + 1) * 1e3:.1f} ms each, load {load:.1f}"
        print(f"{number + 1:,} reviews in {towns} townships in {took:,.0f} s ({each})")
        print(f"by the indicators:  {mine}\nby the script:      {theirs}")
        published = line(8853, 11511, "93.0", "52.0")
        whole = asked.share > 1 or mine == published
        print(f"published:          {published}" if asked.share == 1 else f"one in {asked.share} of what was published")
        return 0 if mine == theirs and whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
