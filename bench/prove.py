"""How long the proofs take: states and seconds for each guarantee of every procedure that ships.

Run alone on one core: ``python bench/prove.py [procedure …]``. The limit is a minute a procedure.
"""

from __future__ import annotations

import sys
import time

from fazhi.kernel.procedures.prove import prove
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

LIMIT = 60.0


def main(names: list[str]) -> int:
    """Print the table; 1 when a procedure took longer than a minute or something was not proved."""
    calendar = load_calendar()
    slow = False
    for name in names or list(procedures.ids()):
        procedure = procedures.get(name)
        begun = time.perf_counter()
        found = prove(procedure, procedures.cases(name), calendar, ticker=time.monotonic, seconds=LIMIT)
        spent = time.perf_counter() - begun
        slow = slow or spent > LIMIT or any(item.verdict != "proved" for item in found)
        print(f"{name}: {len(procedure.steps)} steps, {len(found)} guarantees, {spent:.1f} s")
        for item in found:
            print(
                f"  {item.guarantee.id:<6}{item.verdict:<10}{item.tier:<7}{item.states:>8} states{item.seconds:>8.2f} s"
            )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
