"""What happens in a matter, as the engine sees it: one value per ledger event, free of bytes and of people's names.

The ledger keeps the exact bytes; ``from_ledger`` reads the engine's view out of them. A field with a
personal-information class is sealed: the engine knows that it is there (`SEALED`) and nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import Event as LedgerEvent
from fazhi.kernel.making import maker

FieldValue = str | int | bool | tuple[str, ...]
"""A stored answer. Money and dates are strings here; the view gives them their type."""

NOTHING: Final[Mapping[str, FieldValue]] = MappingProxyType({})
NO_TOKENS: Final[Mapping[str, str]] = MappingProxyType({})


_NO_VOUCHERS: Final[frozenset[str]] = frozenset()


def nothing() -> Mapping[str, FieldValue]:
    """Return no answers; a default for frozen values."""
    return NOTHING


def no_tokens() -> Mapping[str, str]:
    """Return no tokens; a default for frozen values."""
    return NO_TOKENS


SEALED: Final = "\u0000sealed"
"""Stands for a value that lies in the vault: present, but not to be read or compared."""


SEALED_WORD: Final = "〔已封存〕"
"""What stands in print in the place of a sealed value that this reader does not open."""


class EventType(StrEnum):
    """The closed list of events of a matter that the fold knows. Others (access, hand-over) leave the state alone."""

    OPENED = "opened"
    RAN = "ran"
    SENT = "sent"
    ANSWERED = "answered"
    FACT = "fact"
    VOIDED = "voided"
    CHANGED = "changed"
    VOUCHED = "vouched"
    AMENDED = "amended"
    CONFIRMED = "confirmed"


_KINDS: Final[Mapping[str, EventType]] = {kind.value: kind for kind in EventType}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterEvent:
    """One event of a matter.

    ``run`` is the sequence number of the run an event speaks of (voided, vouched, amended, answered); a run is named
    by the sequence number of the event that made it. ``uses`` are the tokens the run rested on. ``vouchers`` are the
    ids of evidence items handed in with it. ``late`` marks an entry made later than the set number of working days.
    ``imported``: taken over from a table kept elsewhere and held against no original; CONFIRMED says that somebody did.
    """

    seq: int
    type: EventType
    occurred: date
    recorded: date
    decider: str = ""
    step: str | None = None
    key: str | None = None
    run: int | None = None
    outcome: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=nothing)
    uses: Mapping[str, str] = field(default_factory=no_tokens)
    text: str | None = None
    vouchers: frozenset[str] = frozenset()
    late: bool = False
    imported: bool = False
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


_event = maker(MatterEvent)


def from_ledger(event: LedgerEvent) -> MatterEvent | None:
    """Return the engine's view of a ledger event, or ``None`` for a type the fold does not know.

    Raises LedgerError when a known type lacks what it must carry.
    """
    kind = _KINDS.get(event.type)
    if kind is None:
        return None
    data = event.data
    try:
        fields = {name: _value(raw) for name, raw in _mapping(data, "fields").items()}
        for path in event.sealed:
            if path.startswith("fields."):
                fields[path.removeprefix("fields.")] = SEALED
        key, text = data.get("key"), data.get("text")
        uses, vouchers = _mapping(data, "uses"), _sequence(data, "vouchers")
        return _event(
            seq=event.seq,
            type=kind,
            occurred=date.fromisoformat(event.occurred.at[:10]),
            recorded=date.fromisoformat(event.recorded[:10]),
            decider=str(data.get("decider", "")),
            step=event.step,
            key=str(key) if key is not None else None,
            run=event.run,
            outcome=str(data.get("outcome", "")),
            fields=MappingProxyType(fields) if fields else NOTHING,
            uses=MappingProxyType({name: str(token) for name, token in uses.items()}) if uses else NO_TOKENS,
            text=str(text) if text is not None else None,
            vouchers=frozenset(map(str, vouchers)) if vouchers else _NO_VOUCHERS,
            late=isinstance(data.get("late"), dict),
            imported=bool(data.get("imported", False)),
            extra=MappingProxyType(dict(data)),
        )
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"第 {event.seq} 条记录的内容不完整", where=event.stream, hint="请用 fazhi verify 查明是哪一条被改动"
        ) from error


def _mapping(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name, NOTHING)
    if value is NOTHING:
        return NOTHING
    if not isinstance(value, dict):
        raise TypeError(name)
    return value


def _sequence(data: Mapping[str, object], name: str) -> list[object]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise TypeError(name)
    return value


def _value(raw: object) -> FieldValue:
    if isinstance(raw, bool | int | str):
        return raw
    if isinstance(raw, list):
        return tuple(str(item) for item in raw)
    raise TypeError(repr(raw))
