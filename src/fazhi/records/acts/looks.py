"""The access log: whoever sees personal data unmasked is written down before it is shown, one event a page view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fazhi.kernel.ledger.canonical import Json
from fazhi.records import vault
from fazhi.records.access import Action, Actor, Denied, allows
from fazhi.records.acts.base import Act, Result, act
from fazhi.records.models import Matter, VaultItem


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
) -> Mapping[tuple[int, str], Json]:
    """Return (seq, path) -> personal value of ``matter``, after recording that ``actor`` saw them on ``page``.

    ``seqs`` bounds it to some events, ``classes`` to some classes. Raises Denied. Nothing is recorded
    when there is nothing to see.
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
    _looked(actor=actor, matter=matter, page=page, classes=seen, count=len(places))
    opened = vault.open_fields(matter.stream.key, wanted)
    shown = {(seq, path) for seq, path, _ in places}
    return {place: opening.value for place, opening in opened.items() if place in shown}


@act
def _looked(running: Act, *, matter: Matter, page: str, classes: list[str], count: int) -> Result:
    if not allows(running.grants, Action.UNMASK, matter, running.today):
        raise Denied("您无权查看此件的个人信息", where=matter.number)
    stream = stream_of(matter.unit.code, running.today.isoformat())
    running.lock(stream)
    data = {"matter": matter.stream.key, "page": page, "classes": classes, "fields": count}
    running.event(stream, "looked", data)
    return {}
