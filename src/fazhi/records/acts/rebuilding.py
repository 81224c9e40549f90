"""Writing the projected tables again from the events: after the program has changed, or after a table was damaged.

The ledger is read and verified first: from a chain that does not hold nothing is written. Then only what differs is
written, a few matters in a transaction, under the locks of acts; whoever is interrupted begins again and finds less
to do. What no event accounts for is named and left: it may be somebody's tampering, and is looked into, not wiped away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import Finding, parse_body
from fazhi.kernel.ledger.envelope import hash_of
from fazhi.records import clock, ledger, matters, memory, organisation, projection, versions
from fazhi.records.access import SYSTEM
from fazhi.records.acts import matter_rows, projecting, recounting
from fazhi.records.acts.base import Act, Result, act
from fazhi.records.acts.organisation import person_of, unit_of
from fazhi.records.ledger import Head
from fazhi.records.models import Matter, Number, NumberSeries, Participant, Person, Unit
from fazhi.records.projection import TABLES, Change
from fazhi.records.verification import chains, tables, vouched
from fazhi.records.verification.folding import Trace
from fazhi.records.verification.gathered import Gathered

STREAM: Final = "config/rebuilds"
REBUILT: Final = "rebuilt"

MENDED: Final = frozenset({"projection", "number"})
"""Codes of findings that are differences of a table from the events."""

ELSEWHERE: Final = frozenset({"evidence", "vault", "blob", "calendar"})
"""Codes of findings that neither keep tables from being written again nor are mended by it."""

_AT_ONCE: Final = 50
"""Matters written in one transaction."""

Told = Callable[[str, int, int], None]


class Unsound(LedgerError):
    """The ledger itself does not hold: tables are not written from it."""

    code = "F149"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What differed before, and what still differs: rows that no event accounts for."""

    events: int
    found: tuple[Finding, ...]
    left: tuple[Finding, ...]


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def rebuild(told: Told = silent) -> Rebuilt:
    """Write every projected row that is not what the events give, and verify again. Raises Unsound.

    Where all agrees afterwards, the site is marked as written by this version. Nothing is written where all agrees.
    """
    before = _read(told)
    found = tuple(one for one in before.findings if one.code in MENDED)
    left: tuple[Finding, ...] = ()
    if found:
        # Units and people first: rows of matters point to them.
        _organisation(before)
        _numbers(before)
        _matters(sorted({one.stream for one in found if one.stream.startswith("matter/")}), clock.today(), told)
        # Figures say when each was recorded: they are made again from the acts, not from where a matter stands now.
        recounting.rebuild(lambda done: told("重新计算", done, done))
        matters.forget()
        left = tuple(one for one in _read(told).findings if one.code in MENDED)
        _recorded(actor=SYSTEM, found=len(found), left=len(left))
    if not left:
        versions.mark()
    return Rebuilt(events=before.events, found=found, left=left)


def _read(told: Told) -> Gathered:
    """Read the whole ledger and compare the tables with it. Raises Unsound."""
    gathered = Gathered()
    seen = vouched.read_checkpoints(gathered, None)
    chains.read_streams(gathered, seen, lambda done, total: told("核对账本", done, total))
    tables.compare_organisation(gathered)
    tables.compare_numbers(gathered)
    tables.compare_sums(gathered)
    broken = [one for one in gathered.findings if one.code not in MENDED | ELSEWHERE]
    if broken:
        raise Unsound(
            f"账本本身有 {len(broken)} 处不符，没有重写数据表：{broken[0].message}",
            where=broken[0].stream or None,
            hint="先运行 fazhi verify 查清，从备份中恢复",
        )
    return gathered


@act
def _recorded(running: Act, *, found: int, left: int) -> Result:
    running.lock(STREAM)
    running.event(STREAM, REBUILT, {"projection": versions.PROJECTION, "found": found, "left": left})
    return {}


# -- units, people, accounts, settings ---------------------------------------------------------------------------------


def _organisation(gathered: Gathered) -> None:
    ordered = sorted(gathered.organisation, key=lambda item: (item[0], item[2].stream, item[1]))
    wanted = projection.fold(change for _, _, event in ordered for change in organisation.changes(event))
    changes = [change for name, rows in wanted.items() for change in _differing(name, rows)]
    with transaction.atomic():
        _write(changes)


def _differing(name: str, wanted: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Iterable[Change]:
    held = projection.stored(name)
    for key, values in wanted.items():
        there = held.get(key)
        if there is None or any(there[column] != value for column, value in values.items()):
            yield Change(table=name, key=dict(zip(TABLES[name].key, key, strict=True)), values=values)


def _write(changes: Sequence[Change]) -> None:
    """Write changes; one that points to a row that is not there yet waits until it is made."""
    waiting = list(changes)
    while waiting:
        again: list[Change] = []
        for change in waiting:
            try:
                projecting.write([change])
            except LedgerError as error:
                again.append(change)
                last = error
        if len(again) == len(waiting):
            raise last
        waiting = again


# -- numbers -----------------------------------------------------------------------------------------------------------


def _numbers(gathered: Gathered) -> None:
    with transaction.atomic():
        for (unit, kind, year, text), row in sorted(gathered.numbers.items()):
            series, _ = NumberSeries.objects.get_or_create(unit=unit_of(unit), kind=kind, year=year)
            same = Number.objects.filter(series=series, text=text).first()
            if same is None:
                Number.objects.create(series=series, text=text, **{"taken": "", "act_id": "", **row})
            elif any(getattr(same, name) != value for name, value in row.items()):
                Number.objects.filter(pk=same.pk).update(**row)
            if row["state"] == "taken" and row.get("n") is not None:
                NumberSeries.objects.filter(pk=series.pk, last__lt=row["n"]).update(last=row["n"])


# -- matters -----------------------------------------------------------------------------------------------------------


def _matters(keys: Sequence[str], on: date, told: Told) -> None:
    """Write the rows of matters, a few at a time; those that were called by others after these."""
    callers = {key: _caller(key) for key in keys}
    order = sorted(keys, key=lambda key: (_depth(key, callers), key))
    for at in range(0, len(order), _AT_ONCE):
        some = order[at : at + _AT_ONCE]
        with transaction.atomic():
            heads = ledger.lock(some)
            for key in some:
                _matter(heads[key], _trace(key), on)
                ledger.drop_lines(heads[key].id)
        told("重写事项", min(at + _AT_ONCE, len(order)), len(order))


def _trace(key: str) -> Trace:
    trace = Trace()
    for body in ledger.bodies(key):
        trace.take(parse_body(body), hash_of(body))
    return trace


def _caller(key: str) -> str | None:
    """Return the stream of the matter that called this one, as its first event says."""
    first = next(iter(ledger.bodies(key, until=1)), None)
    linked = parse_body(first).data.get("parent") if first is not None else None
    return str(linked["stream"]) if isinstance(linked, dict) and "stream" in linked else None


def _depth(key: str, callers: Mapping[str, str | None]) -> int:
    """Return how many of the matters that are written again stand above this one."""
    depth, above = 0, callers.get(key)
    while above is not None and depth < len(callers):
        depth, above = depth + 1, callers.get(above)
    return depth


def _matter(head: Head, trace: Trace, on: date) -> None:
    folded = trace.folded
    if folded is None or trace.trouble:
        return  # named by the verification, before and after
    card, unit = folded.card, unit_of(folded.card.unit)
    handler = person_of(card.handler) if card.handler else None
    if Matter.objects.filter(pk=head.id).exists():
        parent = Matter.objects.filter(stream__key=folded.parent).first() if folded.parent else None
        Matter.objects.filter(pk=head.id).update(
            number=card.number, title=card.title, procedure=folded.procedure.id,
            procedure_title=folded.procedure.title, pack_digest=folded.procedure.digest, unit=unit,
            unit_path=unit.path, handler=handler, opened=card.opened, urgent=card.urgent, parent=parent,
        )  # fmt: skip
    else:
        matter_rows.create(head.id, folded, unit, handler, on)
    head.beside = None
    row = matter_rows.read(head)
    matter_rows.update(row, replace(folded, written=None), on, trace.recorded)
    matter_rows.keep_origin(head.id, folded)
    memory.keep(head.id, memory.rows_of(folded))
    Participant.objects.filter(matter_id=head.id).exclude(key__in=list(trace.parts)).delete()
    for part in trace.parts.values():
        values = {
            "unit": Unit.objects.get(code=part.unit) if part.unit else None,
            "person": Person.objects.get(key=part.person) if part.person else None,
            "role": part.role, "starts": part.starts, "ends": part.ends,
        }  # fmt: skip
        Participant.objects.update_or_create(key=part.key, matter_id=head.id, defaults=values)
