"""A parcel: streams of one site on their way to another, with papers and sealed values, under a pass-phrase.

A township hands its matters to the county, a stick brings home what was registered without a network. Members:
``ledger.jsonl`` (an export with its packs), ``tables.json`` (how papers are bound), ``evidence/<sm3>``, ``openings``
(values and salts) and ``seal``, both closed under the pass-phrase.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Checkpoint, Event, Opening, hash_of, loads_strict, parse_body, sm3_hex, verify_export
from fazhi.kernel.ledger.envelope import stamp
from fazhi.records import clock, evidence, export, site, vault
from fazhi.records.carrying import container, passphrase
from fazhi.records.carrying.container import Container, Damaged, packing
from fazhi.records.ledger.carrying import one_moment
from fazhi.records.models import EvidenceFile, EvidenceLink, Matter, Stream, Unit, VaultItem

FORMAT: Final = "fazhi-parcel/1"
LEDGER: Final = "ledger.jsonl"
KINDS: Final = ("unit", "matter", "access")
"""Kinds of streams that travel. What a site has set for itself (``config/…``) stays with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Where a paper is bound: event, slot, step, pages, the path of its sealed name."""

    stream: str
    seq: int
    slot: str
    step: str
    pages: str
    name_field: str
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel that was read and verified. ``openings``: (stream, seq, path) -> value and salt; None: erased."""

    digest: str
    made: str
    streams: Mapping[str, Sequence[bytes]]
    packs: Mapping[str, str]
    openings: Mapping[tuple[str, int, str], Opening | None]
    links: Sequence[Bound]
    files: Mapping[str, tuple[str, int, str, str, str]]

    def events(self, stream: str, after: int = 0) -> list[tuple[bytes, Event, str]]:
        """Return (bytes, event, hash) of a stream beyond ``after``."""
        return [(body, parse_body(body), hash_of(body)) for body in self.streams[stream][after:]]


def streams_of(units: Sequence[str]) -> list[str]:
    """Return the keys of the streams that travel for units (codes) and those below: none named means everything.

    The streams of the units above go too: nobody could tell what a unit belongs to without them. Raises FazhiError.
    """
    found = Stream.objects.filter(count__gt=0, kind__in=KINDS)
    if not units:
        return sorted(found.values_list("key", flat=True))
    held = {unit.code: unit for unit in Unit.objects.all()}
    if unknown := set(units) - held.keys():
        raise FazhiError("没有这个单位", code="F315", where="、".join(sorted(unknown)))
    inside = {one.code for one in held.values() for code in units if one.path.startswith(held[code].path)}
    above = {one.code for one in held.values() for code in units if held[code].path.startswith(one.path)}
    keys = {f"unit/{code}" for code in inside | above}
    keys |= set(Matter.objects.filter(unit__code__in=inside).values_list("stream__key", flat=True))
    own = found.filter(kind__in=("access", "unit")).values_list("key", flat=True)
    keys |= {key for key in own if key.split("/")[1] in inside}
    return sorted(keys & set(found.values_list("key", flat=True)))


def pack_up(target: Path, units: Sequence[str], words: str) -> int:
    """Write a parcel of the streams of ``units`` and return how many there are. Raises FazhiError."""
    if target.exists():
        raise FazhiError("这个文件已经有了，没有覆盖", code="F312", where=str(target), hint="换一个文件名")
    with packing(target) as packed, one_moment():
        keys = streams_of(units)
        packed.add(LEDGER, export.lines(keys))
        links = EvidenceLink.objects.filter(stream__key__in=keys).select_related("file", "stream").order_by("pk")
        bound = [
            [one.stream.key, one.seq, one.slot, one.step, one.pages, one.name_field, one.file.sm3] for one in links
        ]
        files = EvidenceFile.objects.filter(links__stream__key__in=keys).distinct().order_by("pk")
        listed = {one.sm3: [one.sha256, one.size, one.kind, one.marks, one.stored] for one in files}
        packed.add("tables.json", iter([json.dumps({"links": bound, "files": listed}, ensure_ascii=False).encode()]))
        for sm3 in listed:
            packed.add(f"evidence/{sm3}", iter([evidence.read(sm3)]), pressed=False)
        opened = json.dumps(list(_openings(keys)), ensure_ascii=False).encode()
        packed.add("openings", iter([passphrase.wrapped(opened, words, "openings")]))
        key = secrets.token_bytes(32)
        packed.add("seal", iter([passphrase.wrapped(key, words, "seal")]))
        packed.close({"format": FORMAT, "made": stamp(clock.now()), "streams": len(keys)}, key)
    return len(keys)


def _openings(keys: Sequence[str]) -> Iterator[list[Any]]:
    for key in keys:
        held = vault.open_fields(key)
        places = VaultItem.objects.filter(stream__key=key).order_by("seq", "field").values_list("seq", "field")
        for seq, path in places:
            opening = held.get((seq, path))
            told = None if opening is None else [base64.b64encode(opening.salt).decode(), opening.value]
            yield [key, seq, path, told]


@contextmanager
def unpacked(source: Path, words: str, reference: Checkpoint | str | None = None) -> Iterator[tuple[Parcel, Container]]:
    """Give a parcel after verifying every byte of it. Raises Damaged or WrongPassphrase."""
    with container.opened(source, FORMAT) as held:
        held.check_seal(passphrase.unwrapped(held.read("seal"), words, "seal"))
        report = verify_export(held.lines(LEDGER), checkpoint=reference)
        if not report.ok:
            first = report.findings[0]
            raise Damaged(f"账本核对不符（{len(report.findings)} 处）：{first.message}", where=first.stream)
        lines = held.lines(LEDGER)
        header: Any = loads_strict(next(lines).removesuffix(b"\n"))
        streams: dict[str, list[bytes]] = {item["stream"]: [] for item in header["streams"]}
        for line in lines:
            body = line.removesuffix(b"\n")
            streams[str(loads_strict(body)["stream"])].append(body)  # type: ignore[index, call-overload]
        tables = json.loads(held.read("tables.json"))
        openings = {
            (stream, seq, path): None if told is None else Opening(salt=base64.b64decode(told[0]), value=told[1])
            for stream, seq, path, told in json.loads(passphrase.unwrapped(held.read("openings"), words, "openings"))
        }
        yield (
            Parcel(
                digest=container.digest_of(source),
                made=str(header["made"]),
                streams=streams,
                packs=header["packs"],
                openings=openings,
                links=[
                    Bound(
                        stream=one[0], seq=one[1], slot=one[2], step=one[3], pages=one[4], name_field=one[5], sm3=one[6]
                    )
                    for one in tables["links"]
                ],
                files={sm3: tuple(values) for sm3, values in tables["files"].items()},
            ),
            held,
        )


def keep_files(held: Container) -> int:
    """Put the papers of a parcel on the disk, before the act that binds them; return how many."""
    site.ensure()
    names = held.under("evidence")
    for name in names:
        digest, body = name.split("/")[1], held.read(name)
        if sm3_hex(body) != digest:
            raise Damaged(f"{name} 的内容与文件名不符", where=str(held.path))
        evidence.keep(digest, body)
    return len(names)
