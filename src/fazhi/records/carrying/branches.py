"""Branches: what another site did in a stream that went on here too: shown side by side, entered late, kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.envelope import Event, parse_body
from fazhi.kernel.ledger.sealed import Opening
from fazhi.kernel.procedures import ActKind, BlockKind, EventType, FieldValue, Late
from fazhi.records import access, ledger, vault
from fazhi.records.access import SYSTEM
from fazhi.records.acts import importing
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.evidence import Attached, Received
from fazhi.records.models import Account, Matter

_KINDS: Final = {
    EventType.RAN: ActKind.DO, EventType.SENT: ActKind.SEND, EventType.ANSWERED: ActKind.ANSWER,
    EventType.FACT: ActKind.FACT, EventType.CHANGED: ActKind.CHANGE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """One event of a branch with what was sealed in it and the papers bound to it."""

    event: Event
    openings: Mapping[str, Opening]
    links: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch that still waits: ``theirs`` what they did, ``ours`` what was recorded here since the two parted."""

    seq: int
    stream: str
    common: int
    theirs: tuple[Theirs, ...]
    ours: tuple[Event, ...]


def waiting() -> Iterator[Branch]:
    """Yield the branches of which something is still to be entered, oldest first."""
    done: dict[int, set[int]] = {}
    kept: list[Event] = []
    for event in ledger.events(importing.STREAM):
        data: Any = event.data
        if event.type == importing.BRANCH:
            kept.append(event)
        elif event.type == importing.SETTLED:
            done.setdefault(int(data["branch"]), set()).update(data["entered"])
    opened = vault.open_fields(importing.STREAM)
    for event in kept:
        data = event.data
        held = opened.get((event.seq, "branch"))
        if held is None:
            continue  # erased on a legal duty; the act of erasing says so
        listed = [_theirs(item) for item in json.loads(str(held.value))]
        left = tuple(one for one in listed if one.event.seq not in done.get(event.seq, set()))
        if left:
            ours = tuple(ledger.events(str(data["stream"]), after=int(data["common"])))
            yield Branch(seq=event.seq, stream=str(data["stream"]), common=int(data["common"]), theirs=left, ours=ours)


def _theirs(item: Mapping[str, Any]) -> Theirs:
    openings = {
        path: Opening(salt=base64.b64decode(salt), value=value) for path, (salt, value) in item["openings"].items()
    }
    return Theirs(event=parse_body(item["body"].encode()), openings=openings, links=item["links"])


def enter_late(branch: Branch, *, reason: str, approver: str) -> tuple[list[int], list[tuple[int, str]]]:
    """Enter the acts of a branch as late ones, by whom they were done; return those entered and those not, with why.

    What the law (or the procedure as it now stands) does not allow stays listed. The first that is not entered ends
    it: what follows rests on it.
    """
    if not Matter.objects.filter(stream__key=branch.stream).exists():
        raise FazhiError("这不是事项，由管理员在“管理”页照单办理", code="F316", where=branch.stream)
    entered: list[int] = []
    refused: list[tuple[int, str]] = []
    for one in branch.theirs:
        seq = one.event.seq
        if refused:
            refused.append((seq, "前面的没有补录，先不补录"))
            continue
        try:
            _enter(branch.stream, one, Late(reason=reason, approver=approver))
        except Refused as error:
            words = [item.text for item in error.blockers if item.kind is not BlockKind.LAWFUL]
            refused.append((seq, "；".join(words) or error.message))
        except FazhiError as error:
            refused.append((seq, str(error)))
        else:
            entered.append(seq)
    importing.settle(actor=SYSTEM, branch=branch.seq, entered=entered, refused=refused, why=reason)
    return entered, refused


def _enter(stream: str, one: Theirs, late: Late) -> None:
    event = one.event
    kinds = {kind.value: kind for kind in _KINDS}
    data: Any = event.data
    if event.type not in kinds or "child" in data:
        raise FazhiError("这一步（作废、补凭证、移交、送其他规程等）须在这里当面办理", code="F316")
    account = Account.objects.filter(login=event.actor.account).first()
    if account is None:
        raise FazhiError(f"这里没有账号 {event.actor.account}", code="F316")
    day = date.fromisoformat(event.occurred.at[:10])
    actor = access.actor_of(account, post=event.actor.post, unit=event.actor.unit)
    fields: dict[str, FieldValue] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.get("fields", {}).items()
    }
    for path, opening in one.openings.items():
        if path.startswith("fields."):
            value: Any = opening.value
            fields[path.removeprefix("fields.")] = tuple(value) if isinstance(value, list) else value
    why = one.openings.get("why")
    signed = data.get("signed") or {}
    decider = str(signed.get("decider") or data.get("decider") or "")
    given = Signed(**{**signed, "decider": decider}) if decider and decider != account.person.key else Signed(**signed)
    proposal = Proposal(
        kind=_KINDS[kinds[event.type]],
        step=event.step,
        key=data.get("key"),
        outcome=data.get("outcome"),
        fields=fields,
        occurred=day,
        signed=given,
        files=tuple(_files(one)),
        text=data.get("text"),
        why=str(why.value) if why is not None else "",
        late=late,
    )
    record(actor=actor, key=f"branch {event.stream} {event.seq} {event.act_id}", matter=stream, proposals=[proposal])


def _files(one: Theirs) -> Iterator[Attached]:
    for slot, _step, pages, name_field, sm3, sha256, size, kind, marks, _stored in one.links:
        opening = one.openings.get(name_field)
        name = str(opening.value) if opening is not None else sm3[:12]
        yield Attached(
            file=Received(sm3=sm3, sha256=sha256, size=size, kind=kind, name=name, marks=marks), slot=slot, pages=pages
        )
