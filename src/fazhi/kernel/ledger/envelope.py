"""The envelope of an event: its fields, how they are read, and how old versions are. ``building`` writes them.

``prev`` of the first event of a
stream is sixty-four zeros, ``seq`` starts at 1. Times stand at +08:00 and are kept as text, so that what was hashed
and what is compared are the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from fazhi.kernel.ledger.canonical import Json, loads_strict
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.ledger.fields import (
    RECORDED,
    read_hash,
    read_list,
    read_match,
    read_number,
    read_object,
    read_stream,
    read_text,
    read_time,
    refuse,
)
from fazhi.kernel.ledger.sealed import Sealed
from fazhi.kernel.making import maker

VERSION: Final = 1
GENESIS: Final = "0" * 64
CHINA: Final = timezone(timedelta(hours=8))
FIELDS: Final = frozenset(
    {"v", "stream", "seq", "prev", "type", "pack_digest", "step", "run", "act_id"}
    | {"actor", "recorded", "occurred", "data", "sealed", "evidence"}
)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")
_CLASS = re.compile(r"[a-z][a-z0-9_]{0,15}")
_SEAL = re.compile(r"sm3:[0-9a-f]{64}")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+08:00")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PATH_LIMIT = 120
_ACTOR: Final = frozenset({"account", "post", "unit"})
_OCCURRED: Final = frozenset({"at", "precision"})
_SEALED: Final = frozenset({"class", "digest"})
_EVIDENCE: Final = frozenset({"sm3", "sha256", "size"})


class Precision(StrEnum):
    """How exactly it is known when something happened."""

    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acted: ids of account, post and unit, never a name. ``post`` and ``unit`` are ``None`` for the system."""

    account: str
    post: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurred:
    """When it happened, as far as it is known: ``2026-03-05`` or ``2026-03-05T09:12+08:00``."""

    at: str
    precision: Precision

    @classmethod
    def on(cls, day: date) -> Occurred:
        """Return the occurrence on ``day``, time unknown."""
        return cls(at=day.isoformat()[:10], precision=Precision.DAY)

    @classmethod
    def at_minute(cls, moment: datetime) -> Occurred:
        """Return the occurrence in the minute of ``moment`` (aware), seconds dropped."""
        return _occurrence(at=minute_of(stamp(moment)), precision=Precision.MINUTE)

    @property
    def day(self) -> date:
        """The day it happened, in China."""
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file bound to an event: SM3 and SHA-256 of its bytes in hexadecimal, size in bytes. Its name is sealed."""

    sm3: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as read from its bytes; ``recorded`` is text like ``2026-03-05T09:12:33+08:00``.

    ``run`` is the ``seq`` of the event that made the run spoken of, ``None`` where none is meant. ``data`` and
    ``sealed`` must not be changed by readers. ``v`` is the current version, also for bytes of an older one.
    """

    v: int
    stream: str
    seq: int
    prev: str
    type: str
    pack_digest: str | None
    step: str | None
    run: int | None
    act_id: str
    actor: Actor
    recorded: str
    occurred: Occurred
    data: Mapping[str, Json]
    sealed: Mapping[str, Sealed]
    evidence: tuple[Evidence, ...]


_occurrence, _seal, _file = maker(Occurred), maker(Sealed), maker(Evidence)

Upcaster = Callable[[Mapping[str, Json]], Mapping[str, Json]]
"""Reads the envelope of one version as the next: a pure function of the parsed object. ``v`` is set by the caller."""

UPCASTERS: Final[Mapping[int, Upcaster]] = MappingProxyType({})
"""From version to the function that lifts it by one. Empty: version 1 is the first."""


@lru_cache(maxsize=16)
def stamp(moment: datetime) -> str:
    """Return ``moment`` (aware) as the ledger writes a recorded time: +08:00, whole seconds, the rest dropped."""
    return _local(moment).isoformat(timespec="seconds")


def minute_of(recorded: str) -> str:
    """Return the minute of a recorded time, as it stands in an occurrence."""
    return recorded[:16] + "+08:00"


def parse_body(body: bytes, upcasters: Mapping[int, Upcaster] = UPCASTERS) -> Event:
    """Return the event written in ``body``; an older version is lifted step by step through ``upcasters``.

    Raises LedgerError when the bytes are not canonical, a field is missing, unknown or malformed, or the version is
    newer than this program knows.
    """
    raw = read_object(loads_strict(body), "记录")
    version = raw.get("v")
    if not isinstance(version, int) or isinstance(version, bool):
        raise refuse("缺少版本号", "v")
    lifted: Mapping[str, Json] = raw
    while version != VERSION:
        if version > VERSION:
            raise refuse(f"版本 {version} 比本程序所识的 {VERSION} 新", "v", "请升级程序后再读")
        if version not in upcasters:
            raise refuse(f"版本 {version} 没有读法", "v", "请用写下它的程序版本来读")
        version += 1
        lifted = {**upcasters[version - 1](lifted), "v": version}
    return _event(lifted)


def hash_of(body: bytes) -> str:
    """Return the name of an event: SM3 of its stored bytes, hexadecimal. The next event carries it as ``prev``."""
    return sm3_hex(body)


_read = maker(Event)


def _event(lifted: Mapping[str, Json]) -> Event:
    raw = read_object(lifted if isinstance(lifted, dict) else dict(lifted), "记录", FIELDS)
    recorded = read_time(raw["recorded"], RECORDED, "recorded")
    occurred = _occurred(raw["occurred"])
    data = read_object(raw["data"], "data")
    return _read(
        v=VERSION,
        stream=read_stream(raw["stream"], "stream"),
        seq=read_number(raw["seq"], "seq", 1),
        prev=read_hash(raw["prev"], "prev"),
        type=read_match(raw["type"], NAME, "type"),
        pack_digest=None if raw["pack_digest"] is None else read_hash(raw["pack_digest"], "pack_digest"),
        step=None if raw["step"] is None else read_match(raw["step"], NAME, "step"),
        run=None if raw["run"] is None else read_number(raw["run"], "run", 1),
        act_id=read_match(raw["act_id"], NAME, "act_id"),
        actor=read_actor(raw["actor"]),
        recorded=in_order(occurred, recorded),
        occurred=occurred,
        data=data,
        sealed=_sealed(raw["sealed"], data),
        evidence=_evidence(raw["evidence"]),
    )


def in_order(occurred: Occurred, recorded: str) -> str:
    """Return the recorded time, at or after the occurrence."""
    if occurred.at[:10] > recorded[:10] or occurred.at[:16] > recorded[:16]:
        raise refuse("发生时间晚于记录时间", "occurred", "请核对发生日期；尚未发生的事不能先行登记")
    return recorded


def read_actor(value: Json) -> Actor:
    """Return who acted, as it stands in an event."""
    raw = read_object(value, "actor", _ACTOR)
    post, unit = raw["post"], raw["unit"]
    return Actor(
        account=read_text(raw["account"], "actor.account"),
        post=None if post is None else read_text(post, "actor.post"),
        unit=None if unit is None else read_text(unit, "actor.unit"),
    )


def _occurred(value: Json) -> Occurred:
    raw = read_object(value, "occurred", _OCCURRED)
    return occurred_at(raw["at"], raw["precision"])


def occurred_at(at: Json, precision: Json) -> Occurred:
    """Return when it happened: a day or a minute that exists."""
    if precision == Precision.DAY:
        return _occurrence(at=read_time(at, _DAY, "occurred.at"), precision=Precision.DAY)
    if precision == Precision.MINUTE:
        return _occurrence(at=read_time(at, _MINUTE, "occurred.at"), precision=Precision.MINUTE)
    raise refuse("精度只能是 day 或 minute", "occurred.precision")


def _sealed(value: Json, data: Mapping[str, Json]) -> Mapping[str, Sealed]:
    seals: dict[str, Sealed] = {}
    for path, item in read_object(value, "sealed").items():
        raw = read_object(item, f"sealed.{path}", _SEALED)
        seals[path] = checked_seal(path, raw["class"], raw["digest"], data)
    return MappingProxyType(seals)


def checked_seal(path: str, cls: Json, digest: Json, data: Mapping[str, Json]) -> Sealed:
    """Return what an event keeps of a sealed value, which must not stand open in ``data`` as well."""
    if _reaches(data, _parts(path)):
        raise refuse("密封的值又以明文出现在 data 中", f"sealed.{path}", "请从 data 中去掉这个字段")
    return _seal(
        cls=read_match(cls, _CLASS, f"sealed.{path}.class"),
        digest=read_match(digest, _SEAL, f"sealed.{path}.digest"),
    )


@lru_cache(maxsize=1024)
def _parts(path: str) -> tuple[str, ...]:
    """Return the parts of the path of a sealed field, that of the whole left out. Raises LedgerError."""
    if len(path) > _PATH_LIMIT or not _PATH.fullmatch(path):
        raise refuse("密封字段的路径只能用字母、数字、点、斜线", f"sealed.{path}")
    return tuple(re.split(r"[./]", path.removeprefix("data.")))


def _reaches(data: Mapping[str, Json], parts: tuple[str, ...]) -> bool:
    """Return whether the parts of a path lead to a value that stands open in ``data``."""
    place: Json | Mapping[str, Json] = data
    for part in parts:
        if isinstance(place, Mapping) and part in place:
            place = place[part]
        elif isinstance(place, list) and part.isdigit() and int(part) < len(place):
            place = place[int(part)]
        else:
            return False
    return True


def _evidence(value: Json) -> tuple[Evidence, ...]:
    files = []
    for index, item in enumerate(read_list(value, "evidence")):
        raw = read_object(item, f"evidence[{index}]", _EVIDENCE)
        files.append(checked_file(raw["sm3"], raw["sha256"], raw["size"], index))
    return tuple(files)


def checked_file(sm3: Json, sha256: Json, size: Json, index: int) -> Evidence:
    """Return the file at a place of the evidence, from 0."""
    return _file(
        sm3=read_hash(sm3, f"evidence[{index}].sm3"),
        sha256=read_hash(sha256, f"evidence[{index}].sha256"),
        size=read_number(size, f"evidence[{index}].size", 0),
    )


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise refuse("时间没有时区", "recorded", "请给出带时区的时间")
    return moment.astimezone(CHINA)
