"""The access log: whoever sees personal data unmasked is written down before it is shown, one event a page view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fazhi.kernel.ledger.canonical import Json
from fazhi.records import vault
from fazhi.records.access import Action, Actor, Denied, allows, may_answer
from fazhi.records.acts.base import Act, Result, act
from fazhi.records.models import Matter, Unit, VaultItem


def stream_of(unit_code: str, day: str) -> str:
    """Return the access stream of a unit in the month of ``day`` (an ISO date)."""
    return f"access/{unit_code}/{day[:7]}"


def look(
    *,
    actor: Actor,
    matter: Matter,
    page: str,
    seqs: Iterable[int] | None = None,
    classes: Iterable[str] | None = None,
    right: Action = Action.UNMASK,
) -> Mapping[tuple[int, str], Json]:
    """Return (seq, path) -> personal value of ``matter``, after recording that ``actor`` saw them on ``page``.

    ``seqs`` bounds it to some events, ``classes`` to some classes; ``right`` is what lets one see: to work on the
    matter, or to be commissioned in it. Raises Denied. Nothing is recorded when there is nothing to see.
    """
    wanted = None if seqs is None else sorted(set(seqs))
    held = VaultItem.objects.filter(stream_id=matter.pk, box__isnull=False)
    if wanted is not None:
        held = held.filter(seq__in=wanted)
    if classes is not None:
        held = held.filter(key__cls__in=list(classes))
    places = set(held.values_list("seq", "field", "key__cls"))
    if not places:
        return {}
    seen = sorted({cls for _, _, cls in places})
    _looked(actor=actor, matter=matter, page=page, classes=seen, count=len(places), right=right)
    opened = vault.open_fields(matter.stream.key, wanted)
    shown = {(seq, path) for seq, path, _ in places}
    return {place: opening.value for place, opening in opened.items() if place in shown}


@act
def _looked(running: Act, *, matter: Matter, page: str, classes: list[str], count: int, right: Action) -> Result:
    if not allows(running.grants, right, matter, running.today):
        raise Denied("您无权查看此件的个人信息", where=matter.number)
    stream = stream_of(matter.unit.code, running.today.isoformat())
    running.lock(stream)
    data = {"matter": matter.stream.key, "page": page, "classes": classes, "fields": count}
    running.event(stream, "looked", data)
    return {}


@act
def commission_looked(running: Act, *, matter: Matter, run: int, files: Sequence[str]) -> Result:
    """Record that somebody commissioned takes ``files`` (names) of the packet of sending ``run``, before they are made.

    Recorded also where nothing personal is in them: who is outside leaves a trace with each paper. Raises Denied.
    """
    if not may_answer(running.grants, matter, run, running.today):
        raise Denied("您没有受托办理此件，或者尚未声明有无利益冲突", where=matter.number)
    stream = stream_of(matter.unit.code, running.today.isoformat())
    running.lock(stream)
    data = {
        "matter": matter.stream.key, "page": "commission", "classes": ["packet"], "fields": len(files), "run": run,
        "files": list(files),
    }  # fmt: skip
    running.event(stream, "looked", data)
    return {}


@act
def export_recorded(running: Act, *, matter: Matter, form: str) -> Result:
    """Record that a bundle of ``matter`` is made, before it is: ``full`` shows all personal values, ``masked`` none.

    Raises Denied. On the command line nobody is asked: whoever can run it holds database and keys in hand.
    """
    needed = (Action.EXPORT, Action.UNMASK) if form == "full" else (Action.EXPORT,)
    if running.actor.account_id is not None and not all(
        allows(running.grants, action, matter, running.today) for action in needed
    ):
        raise Denied("您无权导出此件", where=matter.number, hint="请与承办单位联系")
    held = VaultItem.objects.filter(stream_id=matter.pk, box__isnull=False)
    fields = held.count() if form == "full" else 0
    stream = stream_of(matter.unit.code, running.today.isoformat())
    running.lock(stream)
    running.event(stream, "exported", {"matter": matter.stream.key, "form": form, "fields": fields})
    return {}


@act
def texts_looked(running: Act, *, matters: Sequence[Matter], page: str) -> Result:
    """Record that sentences of files of several matters were shown on ``page``: one event for each unit and month.

    Raises Denied when one of the matters is not open to the actor; nothing is recorded for no matters.
    """
    by_stream: dict[str, list[str]] = {}
    for matter in matters:
        if not allows(running.grants, Action.UNMASK, matter, running.today):
            raise Denied("您无权查看此件的正文", where=matter.number)
        by_stream.setdefault(stream_of(matter.unit.code, running.today.isoformat()), []).append(matter.stream.key)
    if by_stream:
        running.lock(*by_stream)
    for stream, keys in sorted(by_stream.items()):
        data = {"matters": sorted(keys), "page": page, "classes": ["file"], "fields": len(keys)}
        running.event(stream, "looked", data)
    return {}


@act
def round_looked(running: Act, *, unit: Unit, round: str, item: str) -> Result:
    """Record that evidence of an item of a round of evaluation is shown, before it is. The page decides who may."""
    stream = stream_of(unit.code, running.today.isoformat())
    running.lock(stream)
    data = {"round": round, "item": item, "page": "round", "classes": ["file"], "fields": 1}
    running.event(stream, "looked", data)
    return {}
