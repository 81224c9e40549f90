"""The third pass: evidence files, the vault and blobs against what the events say."""

from __future__ import annotations

from fazhi.kernel.errors import FazhiError, LedgerError
from fazhi.kernel.ledger import check_seal, sm3_hex
from fazhi.records import evidence, site, vault
from fazhi.records.models import Blob, EvidenceFile, EvidenceLink, VaultItem
from fazhi.records.verification.gathered import Gathered


def compare_evidence(into: Gathered, *, quick: bool) -> list[str]:
    """Compare files on disk with what events bound; return what lies there unbound (names, no findings)."""
    rows = {row.sm3: row for row in EvidenceFile.objects.iterator()}
    for sm3, (stream, seq) in sorted(into.evidence.items()):
        if sm3 not in rows:
            into.found("evidence", stream, seq, f"证据 {sm3[:12]}… 没有登记在证据表")
            continue
        _check_file(into, sm3, rows[sm3].size, stream, seq, quick=quick)
    for sm3 in sorted(rows.keys() - into.evidence.keys()):
        into.found("evidence", "", None, f"证据表多出 {sm3[:12]}…：账上没有")
    links = EvidenceLink.objects.values_list("stream__key", "seq", "file__sm3")
    held = set(links.iterator())
    for stream, seq, sm3 in sorted(into.links - held):
        into.found("evidence", stream, seq, f"第 {seq} 件的证据 {sm3[:12]}… 缺少挂接")
    for stream, seq, sm3 in sorted(held - into.links):
        into.found("evidence", stream, seq, f"第 {seq} 件多出证据挂接 {sm3[:12]}…")
    folder = site.home() / "evidence"
    return sorted(p.name for p in folder.glob("*/*/*") if p.name not in rows) if folder.exists() else []


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


def compare_vault(into: Gathered) -> int:
    """Open every box and hold it against its seal; return how many values were erased on a legal duty."""
    held: set[tuple[str, int, str]] = set()
    stream_of: dict[str, list[VaultItem]] = {}
    for item in VaultItem.objects.select_related("stream").order_by("stream_id").iterator():
        place = (item.stream.key, item.seq, item.field)
        held.add(place)
        if place not in into.seals:
            into.found("vault", place[0], place[1], f"保险库多出 {item.field}：账上没有密封")
        elif item.digest != into.seals[place]:
            into.found("vault", place[0], place[1], f"保险库 {item.field} 的摘要与账上不符")
        if item.box is None and place not in into.erased:
            into.found("vault", place[0], place[1], f"{item.field} 的内容被清除，却没有删除的记录")
        if item.box is not None and place in into.erased:
            into.found("vault", place[0], place[1], f"{item.field} 已记删除，内容却还在")
        stream_of.setdefault(item.stream.key, []).append(item)
    for stream, seq, path in sorted(into.seals.keys() - held):
        into.found("vault", stream, seq, f"密封字段 {path} 在保险库中没有内容")
    for stream, items in stream_of.items():
        _open(into, stream, items)
    return len(into.erased)


def _open(into: Gathered, stream: str, items: list[VaultItem]) -> None:
    if all(item.box is None for item in items):
        return
    try:
        opened = vault.open_fields(stream)
    except LedgerError as error:
        into.found("vault", stream, None, f"保险库打不开：{error}")
        return
    for (seq, path), opening in opened.items():
        digest = into.seals.get((stream, seq, path))
        if digest is not None and not check_seal(digest, opening.value, opening.salt):
            into.found("vault", stream, seq, f"{path} 的内容与密封的摘要不符")


def compare_blobs(into: Gathered) -> None:
    """Check that every blob is what its name says, and that every pack an event names is here."""
    names = set()
    for blob in Blob.objects.iterator():
        names.add(blob.digest)
        if sm3_hex(bytes(blob.body)) != blob.digest:
            into.found("blob", "", None, f"{blob.kind} {blob.digest[:12]}… 的内容与摘要不符")
    for digest in sorted(into.packs - names):
        into.found("blob", "", None, f"程序声明 {digest[:12]}… 不见了")
