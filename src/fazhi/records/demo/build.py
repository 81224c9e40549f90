"""Building the demonstration county, and knowing it again.

The moves of all matters are played in the order of the days on which they were recorded, with the clock stopped there:
numbers follow one another as they would in an office. Every act carries a key of its own, so a build that was
interrupted goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.procedures import BlockKind
from fazhi.records import chance, clock, ledger, matters, site
from fazhi.records.access import SYSTEM
from fazhi.records.acts import config, matter_rows
from fazhi.records.acts.calendars import keep_calendars
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.acts.proposals import Refused
from fazhi.records.demo import asking, evaluating, founding, issuing, reporting, script, series
from fazhi.records.demo.evaluating import Move
from fazhi.records.demo.issuing import Owed
from fazhi.records.demo.playing import Player
from fazhi.records.demo.reporting import Report
from fazhi.records.demo.script import County, Days, MatterEntry, ScriptError
from fazhi.records.models import ConfigEntry

STARTED, READY = "demo.started", "demo.ready"
BASIS = "演示县，单位、人员、事项均为虚构"

Told = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, of how many."""


def started() -> tuple[date, int] | None:
    """Return for which day this site was built as a demonstration and its clock's lead in days; None if it is none."""
    entry = ConfigEntry.objects.filter(kind="setting", name=STARTED).first()
    if entry is None:
        return None
    value = json.loads(entry.value)
    return date.fromisoformat(value["as_of"]), int(value["lead"])


def is_ready() -> bool:
    """Return whether the demonstration was built to its end."""
    return ConfigEntry.objects.filter(kind="setting", name=READY).exists()


def build(as_of: date, *, lead: int = 0, small: bool = False, told: Told = lambda _what, _done, _all: None) -> int:
    """Build the county for ``as_of`` in the empty (or half-built) site; ``lead`` is kept for the clock that serves it.

    ``small``: only the matters written one by one, no forms, no evaluation. Returns how many moves of the others were
    left out because the law refused them on their days. Nothing is acknowledged before the end, so nothing is made
    durable before it either: who loses power meanwhile builds again. Raises ScriptError, naming matter and step, when
    a written act is refused.
    """
    county = script.county()
    days = Days(as_of=as_of, calendar=matters.calendar())
    entries = script.matters() if small else script.matters() + series.generated(county, days)
    with ledger.unhurried(), site.unhurried():
        return _built(county, days, entries, [] if small else _beside(county, days), lead, told)


Beside = Owed | Move | Report
"""What is done beside the matters: a form that is issued, a move of the evaluation or of a survey, a yearly report."""


def _beside(county: County, days: Days) -> list[Beside]:
    """Return what is done beside the matters, in the order of its days; of one day, the evaluation first."""
    done = [*asking.moves(county, days), *evaluating.moves(county, days)]
    beside = [*done, *issuing.owed(county, days), *reporting.reports(county, days)]
    return sorted(beside, key=lambda item: item.day)


def _do(item: Beside, county: County, as_of: date) -> None:
    if isinstance(item, Move):
        evaluating.play(item, as_of)
    elif isinstance(item, Report):
        reporting.play(item, county, as_of)
    else:
        issuing.issue(item, county, as_of)


def _built(
    county: County, days: Days, entries: tuple[MatterEntry, ...], owed: list[Beside], lead: int, told: Told
) -> int:
    as_of = days.as_of
    first = min(move.at for entry in entries for move in entry.moves)
    founded = days.calendar.add_working(days.anchor, first - 10)
    with clock.fixed(datetime(founded.year, founded.month, founded.day, 8, 30, tzinfo=clock.CHINA)):
        if started() is None:
            value = {"as_of": as_of.isoformat(), "lead": lead}
            with chance.seeded(f"{as_of} {STARTED}"):
                config.set_config(actor=SYSTEM, kind="setting", name=STARTED, value=value, basis=BASIS, starts=founded)
        with chance.seeded(f"{as_of} calendars"):
            keep_calendars()
        logins = sum(one.login is not None for one in county.people)
        opened = iter(range(1, logins + 1))
        founding.found(county, founded, lambda name: told(f"账号：{name}", next(opened), logins))
        issuing.ask(county, founded, as_of)
    player = Player(county=county, days=days)
    order = moves_in_order(entries)
    stopped: set[str] = set()
    left = 0
    for done, (at, minute, entry, number) in enumerate(order, 1):
        while owed and owed[0].day < days.day(at):
            _do(owed.pop(0), county, as_of)
        if entry.id in stopped:
            left += 1
            continue
        with clock.fixed(_moment(days, at, minute)), chance.seeded(f"{as_of} {entry.id} {number}"):
            try:
                player.play(entry, number)
            except FazhiError as error:
                if entry.certain or not isinstance(error, Refused):
                    raise _script_error(error, entry, number) from error
                stopped.add(entry.id)
                left += 1
        told(entry.title, done, len(order))
    for item in owed:
        _do(item, county, as_of)
    last = max((minute for at, minute, _entry, _number in order if at == 0), default=-1)
    with clock.fixed(_moment(days, 0, last + 1)), chance.seeded(f"{as_of} {READY}"):
        matter_rows.refresh(as_of)
        if not is_ready():
            config.set_config(actor=SYSTEM, kind="setting", name=READY, value=True, basis=BASIS, starts=as_of)
            make_checkpoint()
    return left


def moves_in_order(entries: tuple[MatterEntry, ...]) -> list[tuple[int, int, MatterEntry, int]]:
    """Return (day recorded, minute of that day, matter, number of the move), in the order in which it was recorded."""
    listed = sorted(
        (
            (move.at if move.recorded is None else move.recorded, place, number, entry)
            for place, entry in enumerate(entries)
            for number, move in enumerate(entry.moves)
        ),
        key=lambda item: item[:3],
    )
    result: list[tuple[int, int, MatterEntry, int]] = []
    for at, _place, number, entry in listed:
        minute = result[-1][1] + 1 if result and result[-1][0] == at else 0
        result.append((at, minute, entry, number))
    return result


def _moment(days: Days, at: int, minute: int) -> datetime:
    """Return when a move is recorded: from half past eight on; today never later than now, or nobody could go on."""
    day = days.day(at)
    begins = datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.CHINA) + timedelta(minutes=4 * minute)
    now = clock.now()
    return min(begins, now) if day == now.date() else begins


def _script_error(error: FazhiError, entry: MatterEntry, number: int) -> ScriptError:
    move = entry.moves[number]
    reasons = [str(error)]
    if isinstance(error, Refused):
        reasons = [f"{item.text}" for item in error.blockers if item.kind is not BlockKind.LAWFUL] or reasons
    return ScriptError(
        f"演示事项“{entry.title}”第 {number + 1} 步不能登记：" + "；".join(reasons),
        where=f"{entry.id} {move.verb} {move.step or ''}（at = {move.at}）",
        hint="改 src/fazhi/records/demo/matters 下的文件",
    )
