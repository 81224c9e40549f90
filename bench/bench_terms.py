"""Due dates beside what one would otherwise use: `python bench/bench_terms.py` or `python -m bench.bench_terms`.

Each counts 20 working days from the same starts, in one process, one thread. A library that cannot answer is shown with
what it says; where answers differ from the notices, the first difference is shown. Exits 1 when a stated bar is missed.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module, metadata

from fazhi.kernel.terms import EndPolicy, Suspension, TermSpec, Unit, compute, due_date
from fazhi.packs.calendar import load

AMOUNT = 20
# Every day of six years: each start is counted, so no path of a cache is favoured.
STARTS = [date(2020, 1, 1) + timedelta(days=n) for n in range(365 * 6)]
BARS = {"due_date /s": 500_000, "compute /s": 50_000, "due_date ÷ holidays": 10, "due_date ÷ chinesecalendar": 100}


def rate(count: Callable[[date], object], seconds: float = 0.4) -> float:
    """Calls a second, the best of three passes of about ``seconds`` over the starts."""
    best = 0.0
    for _ in range(3):
        begun, done = time.perf_counter(), 0
        while (spent := time.perf_counter() - begun) < seconds:
            chunk = STARTS[done % len(STARTS) :][:500]
            for start in chunk:
                count(start)
            done += len(chunk)
        best = max(best, done / spent)
    return best


def peers() -> dict[str, tuple[str, Callable[[date], object]]]:
    """Name to (version, counter) of every library that is installed."""
    found: dict[str, tuple[str, Callable[[date], object]]] = {}
    for distribution, module, build in (
        ("holidays", "holidays", _holidays),
        ("chinesecalendar", "chinese_calendar", _chinesecalendar),
        ("workalendar", "workalendar.asia", _workalendar),
        ("numpy", "numpy", _numpy),
    ):
        try:
            loaded = import_module(module)
        except ImportError:
            print(f"{distribution:<16} 未安装 / not installed")
            continue
        found[distribution] = (metadata.version(distribution), build(loaded))
    return found


def _holidays(module):
    china = module.China(years=range(2019, 2027))
    return lambda start: china.get_nth_working_day(start, AMOUNT)


def _chinesecalendar(module):
    # find_workday(0) is the day itself or the next working one, so a rest day is one ahead.
    return lambda start: module.find_workday(AMOUNT if module.is_workday(start) else AMOUNT - 1, start)


def _workalendar(module):
    china = module.China()
    return lambda start: china.add_working_days(start, AMOUNT)


def _numpy(module):
    # The honest script: Monday to Friday minus the weekdays off. busday has no way to say that a Saturday is worked.
    off = [day for day, note in load().notes.items() if note.off and day.weekday() < 5]
    calendar = module.busdaycalendar(holidays=module.array(off, dtype="datetime64[D]"))
    return lambda start: module.busday_offset(start, AMOUNT, roll="backward", busdaycal=calendar)


def differences(count: Callable[[date], object], right: dict[date, date]) -> str:
    """How many starts give another date than the notices do, and the first of them; or why there is no answer."""
    wrong: list[tuple[date, date]] = []
    silent: dict[str, int] = {}
    for start, due in right.items():
        answer = _ask(count, start)
        if isinstance(answer, str):
            silent[answer] = silent.get(answer, 0) + 1
        elif answer != due:
            wrong.append((start, answer))
    notes = [f"{len(wrong)} of {len(right)} differ"]
    if wrong:
        start, answer = wrong[-1]
        notes.append(f"last: {start} -> {answer}, notices say {right[start]}")
    notes += [f"{number} unanswered ({words})" for words, number in silent.items()]
    return "; ".join(notes)


def main() -> int:
    """Print the table; return 1 if a bar is missed, else 0."""
    calendar = load()
    spec = TermSpec(amount=AMOUNT, unit=Unit.working_day, end=EndPolicy.agency, name="bench")
    stops = [Suspension(start=date(2022, 3, 1), end=date(2022, 3, 20), reason="bench")]
    right = {start: due_date(spec, start, calendar) for start in STARTS}
    print(f"{AMOUNT} working days from each of {len(STARTS)} starts; Python {platform.python_version()}, one thread")
    ours = {
        "due_date": rate(lambda start: due_date(spec, start, calendar)),
        "due_date, stopped": rate(lambda start: due_date(spec, start, calendar, stops)),
        "compute": rate(lambda start: compute(spec, start, calendar)),
        "compute + lines": rate(lambda start: compute(spec, start, calendar).lines),
    }
    for name, speed in ours.items():
        print(f"fazhi {name:<20} {speed:>12,.0f}/s")
    measured = {"due_date /s": ours["due_date"], "compute /s": ours["compute"]}
    for name, (version, count) in peers().items():
        verdict = differences(count, right)
        speed = _rate_of(count, right) if "unanswered" in verdict else rate(count)
        ratio = ours["due_date"] / speed if speed else float("nan")
        with_lines = ours["compute + lines"] / speed if speed else float("nan")
        measured[f"due_date ÷ {name}"] = ratio
        print(f"{name:<16} {version:<9} {speed:>12,.0f}/s  due_date ×{ratio:,.1f}, with lines ×{with_lines:,.1f}")
        print(f"{'':<16} {verdict}")
    missed = [name for name, bar in BARS.items() if name in measured and not measured[name] >= bar]
    for name, bar in BARS.items():
        if name in measured:
            print(f"{'MISSED' if name in missed else 'met   '} {name}: {measured[name]:,.0f} (bar {bar:,})")
    return 1 if missed else 0


def _ask(count: Callable[[date], object], start: date) -> date | str:
    """The peer's answer as a date, or in words why there is none."""
    try:
        return date.fromisoformat(str(count(start))[:10])
    except Exception as error:  # noqa: BLE001  a peer may fail as it likes; its words go into the table
        return f"{type(error).__name__}: {str(error)[:50]}"


def _rate_of(count: Callable[[date], object], right: dict[date, date]) -> float:
    """Calls a second over the starts that are answered at all; 0 if none is."""
    answered = [start for start in right if isinstance(_ask(count, start), date)]
    if not answered:
        return 0.0
    begun = time.perf_counter()
    for start in answered:
        count(start)
    return len(answered) / (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
