"""Evidence files, the vault and blobs against what the events say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from fazhi.kernel.errors import FazhiError, LedgerError
from fazhi.kernel.ledger import check_seal, sm3_hex
from fazhi.records import evidence, site, vault
from fazhi.records.models import Blob, EvidenceFile, EvidenceLink, VaultItem
from fazhi.records.verification.gathered import Bound, Gathered

_AT_ONCE: Final = 500
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def compare_links(into: Gathered, batch: Sequence[Bound]) -> None:
    """Compare the files that events bound in these streams with those the tables say are bound."""
    held: dict[int, dict[tuple[int, str], tuple[str, int]]] = {}
    links = EvidenceLink.objects.filter(stream_id__in=[bound.id for bound in batch])
    for stream_id, seq, sm3, sha256, size in links.values_list(
        "stream_id", "seq", "file__sm3", "file__sha256", "file__size"
    ).iterator():
        held.setdefault(stream_id, {})[seq, sm3] = (sha256, size)
    for bound in batch:
        _compare_links(into, bound, held.get(bound.id, {}))


def _compare_links(into: Gathered, bound: Bound, held: Mapping[tuple[int, str], tuple[str, int]]) -> None:
    for seq, sm3 in sorted(bound.evidence.keys() - held.keys()):
        known = EvidenceFile.objects.filter(sm3=sm3).exists()
        words = f"第 {seq} 件的证据 {sm3[:12]}… 缺少挂接" if known else f"证据 {sm3[:12]}… 没有登记在证据表"
        into.found("evidence", bound.key, seq, words)
    for seq, sm3 in sorted(held.keys() - bound.evidence.keys()):
        into.found("evidence", bound.key, seq, f"第 {seq} 件多出证据挂接 {sm3[:12]}…")
    for (seq, sm3), file in sorted(bound.evidence.items()):
        row = held.get((seq, sm3))
        if row is not None and row != (file.sha256, file.size):
            into.found("evidence", bound.key, seq, f"证据表所记 {sm3[:12]}… 的大小不符，或另一哈希与账上不符")


def compare_evidence(into: Gathered, *, quick: bool) -> None:
    """Read every file that is kept and compare it with its name."""
    for row in EvidenceFile.objects.order_by("pk").iterator():
        link = EvidenceLink.objects.filter(file_id=row.pk).values_list("stream__key", "seq").order_by("pk").first()
        if link is None:
            into.found("evidence", "", None, f"证据表多出 {row.sm3[:12]}…：账上没有")
            continue
        _check_file(into, row.sm3, row.size, link[0], link[1], quick=quick)


def unbound_files() -> Iterator[str]:
    """Yield, in words, every file in the evidence folder that no event speaks of, by its name there."""
    folder = site.home() / "evidence"
    for some in _slices(path for path in folder.rglob("*") if path.is_file()):
        kept = set(EvidenceFile.objects.filter(sm3__in=[path.name for path in some]).values_list("sm3", flat=True))
        for path in some:
            if path.name in kept and path == evidence.path_of(path.name):
                continue
            name, size = path.relative_to(folder).as_posix(), path.stat().st_size
            if path.suffix == ".part":
                yield f"{name}（{size:,} 字节，写到一半中断的残件，可以删除）"
            elif _DIGEST.fullmatch(path.name):
                yield f"{name}（{size:,} 字节，上传后没有提交）"
            else:
                yield f"{name}（{size:,} 字节，不是本程序写入的）"


def _slices(names: Iterable[Path]) -> Iterator[list[Path]]:
    found = iter(names)
    while some := list(islice(found, _AT_ONCE)):
        yield some


def _check_file(into: Gathered, sm3: str, size: int, stream: str, seq: int, *, quick: bool) -> None:
    if quick:
        path = evidence.path_of(sm3)
        if not path.exists() or path.stat().st_size != size:
            into.found("evidence", stream, seq, f"证据文件 {sm3[:12]}… 不见了或大小不符")
        return
    try:
        body = evidence.read(sm3)
    except FazhiError as error:
        into.found("evidence", stream, seq, error.message)
        return
    if len(body) != size:
        into.found("evidence", stream, seq, f"证据表所记 {sm3[:12]}… 的大小不符")


def compare_vault(into: Gathered, batch: Sequence[Bound]) -> None:
    """Open every box of these streams and hold it against its seal."""
    held: dict[int, list[VaultItem]] = {}
    for item in VaultItem.objects.filter(stream_id__in=[bound.id for bound in batch]).order_by("pk").iterator():
        held.setdefault(item.stream_id, []).append(item)
    for bound in batch:
        into.erased += len(bound.erased)
        _compare_items(into, bound, held.get(bound.id, []))


def _compare_items(into: Gathered, bound: Bound, items: Sequence[VaultItem]) -> None:
    for item in items:
        place = (item.seq, item.field)
        if place not in bound.seals:
            into.found("vault", bound.key, item.seq, f"保险库多出 {item.field}：账上没有密封")
        elif item.digest != bound.seals[place]:
            into.found("vault", bound.key, item.seq, f"保险库 {item.field} 的摘要与账上不符")
        if item.box is None and place not in bound.erased:
            into.found("vault", bound.key, item.seq, f"{item.field} 的内容被清除，却没有删除的记录")
        if item.box is not None and place in bound.erased:
            into.found("vault", bound.key, item.seq, f"{item.field} 已记删除，内容却还在")
    for seq, path in sorted(bound.seals.keys() - {(item.seq, item.field) for item in items}):
        into.found("vault", bound.key, seq, f"密封字段 {path} 在保险库中没有内容")
    if all(item.box is None for item in items):
        return
    try:
        opened = vault.open_fields(bound.key)
    except LedgerError as error:
        into.found("vault", bound.key, None, f"保险库打不开：{error}")
        return
    for (seq, path), opening in opened.items():
        digest = bound.seals.get((seq, path))
        if digest is not None and not check_seal(digest, opening.value, opening.salt):
            into.found("vault", bound.key, seq, f"{path} 的内容与密封的摘要不符")


def compare_blobs(into: Gathered) -> None:
    """Check that every blob is what its name says, and that every pack an event names is here."""
    names = set()
    for blob in Blob.objects.iterator():
        names.add(blob.digest)
        if sm3_hex(bytes(blob.body)) != blob.digest:
            into.found("blob", "", None, f"{blob.kind} {blob.digest[:12]}… 的内容与摘要不符")
    for digest in sorted(into.packs - names):
        into.found("blob", "", None, f"程序声明 {digest[:12]}… 不见了")
