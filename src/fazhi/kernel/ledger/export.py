"""The export format `fazhi-export/1`: JSON Lines that anyone can check without the program that wrote them.

Line 1 is a canonical object: ``format``, ``made`` (time), ``streams`` (a list of ``stream``, ``count``, ``head``, in
the order of the lines that follow), ``checkpoint`` (``null``; a checkpoint with all ``heads``; or, in the export of a
part, its header with the ``proofs`` of the streams contained), ``packs`` (SM3 -> text of a resolved declaration).
Every further line is one event, the exact stored bytes, grouped by stream in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import Json, canonical, loads_strict
from fazhi.kernel.ledger.chain import Finding, Head
from fazhi.kernel.ledger.checkpoint import Checkpoint, Header, checkpoint_from, header_from, parse_checkpoint
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.ledger.fields import (
    HASH,
    RECORDED,
    read_hash,
    read_list,
    read_number,
    read_object,
    read_stream,
    read_time,
)
from fazhi.kernel.ledger.proofs import StreamProof, proof_fields, proof_from, verify_stream_proof

FORMAT: Final = "fazhi-export/1"

_KEYS: Final = frozenset({"format", "made", "streams", "checkpoint", "packs"})
_LISTED: Final = frozenset({"stream", "count", "head"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the first line promises of a stream."""

    stream: str
    count: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The first line of an export, read. ``heads`` are those the carried checkpoint vouches for.

    ``header`` is the carried checkpoint's, ``None`` without one; ``part`` tells that it came with proofs for a part of
    its streams; ``findings`` are what is wrong with checkpoint or packs.
    """

    made: str
    streams: tuple[Listed, ...]
    header: Header | None
    heads: Mapping[str, Head]
    part: bool
    packs: frozenset[str]
    findings: tuple[Finding, ...]


def export_header(
    *,
    made: str,
    streams: Sequence[Listed],
    packs: Mapping[str, str],
    checkpoint: Checkpoint | Sequence[StreamProof] | None,
) -> bytes:
    """Return the first line of an export, without the line end.

    ``checkpoint`` is a whole checkpoint, or the proofs (of one checkpoint) of the streams contained. ``made`` is
    written as recorded times are. Raises LedgerError when the line could not be read back.
    """
    carried: dict[str, Json] | None = None
    if isinstance(checkpoint, Checkpoint):
        carried = read_object(loads_strict(checkpoint.body), "checkpoint")
    elif checkpoint:
        carried = {**checkpoint[0].header.fields(), "proofs": [proof_fields(proof) for proof in checkpoint]}
    line = canonical(
        {
            "format": FORMAT,
            "made": made,
            "streams": [{"stream": item.stream, "count": item.count, "head": item.head} for item in streams],
            "checkpoint": carried,
            "packs": packs,
        }
    )
    findings = read_header(line).findings
    if findings:
        raise LedgerError(findings[0].message, code="F146", where="首行")
    return line


def export_lines(header: bytes, bodies: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of an export with their line ends: ``header``, then every body as it is stored."""
    yield header + b"\n"
    for body in bodies:
        yield body + b"\n"


def read_header(line: bytes) -> Contents:
    """Return what the first line says. Raises LedgerError when it is no header of this format."""
    raw = read_object(loads_strict(line), "首行")
    if raw.get("format") != FORMAT:
        raise LedgerError(f"不是 {FORMAT} 格式的导出件", code="F146", where="首行", hint="请用 fazhi export 重新导出")
    read_object(raw, "首行", _KEYS)
    findings: list[Finding] = []
    header, heads, part = _carried(raw["checkpoint"], findings)
    return Contents(
        made=read_time(raw["made"], RECORDED, "made"),
        streams=_listed(raw["streams"]),
        header=header,
        heads=heads,
        part=part,
        packs=_packs(read_object(raw["packs"], "packs"), findings),
        findings=tuple(findings),
    )


def read_reference(content: bytes) -> Checkpoint | str:
    """Return what a checkpoint file holds: a whole checkpoint, or only a root (64 hexadecimal digits, spaces allowed).

    Raises LedgerError when it is neither, or the checkpoint does not hold together.
    """
    stripped = content.strip()
    if not stripped.startswith(b"{"):
        root = b"".join(stripped.split()).lower()
        if root.isascii() and HASH.fullmatch(root.decode()):
            return root.decode()
        raise LedgerError(
            "既不是检查点，也不是根", code="F145", hint="请给出检查点文件，或只写着六十四位十六进制根的文本"
        )
    return parse_checkpoint(stripped)


def _listed(value: Json) -> tuple[Listed, ...]:
    listed, seen = [], set()
    for item in read_list(value, "streams"):
        raw = read_object(item, "streams", _LISTED)
        stream = read_stream(raw["stream"], "streams")
        if stream in seen:
            raise LedgerError("清单中同一条流列了两次", code="F146", where=stream)
        seen.add(stream)
        count, head = read_number(raw["count"], stream, 1), read_hash(raw["head"], stream)
        listed.append(Listed(stream=stream, count=count, head=head))
    return tuple(listed)


def _carried(value: Json, findings: list[Finding]) -> tuple[Header | None, dict[str, Head], bool]:
    """Return header and heads of the carried checkpoint; one that does not hold together becomes a finding."""
    if value is None:
        return None, {}, False
    try:
        raw = read_object(value, "checkpoint")
        if "proofs" not in raw:
            checkpoint = checkpoint_from(value)
            return checkpoint.header, {head.stream: head for head in checkpoint.heads}, False
        header = header_from(value)
        proofs = [proof_from(item, header) for item in read_list(raw["proofs"], "proofs")]
    except LedgerError as error:
        findings.append(Finding(code="checkpoint", stream="", seq=None, message=f"导出件内的检查点有误：{error}"))
        return None, {}, False
    wrong = [proof.head.stream for proof in proofs if not verify_stream_proof(proof, header.root)]
    for stream in wrong:
        message = "这条流的证明与导出件内检查点的根不符"
        findings.append(Finding(code="checkpoint", stream=stream, seq=None, message=message))
    return header, {proof.head.stream: proof.head for proof in proofs if proof.head.stream not in wrong}, True


def _packs(raw: Mapping[str, Json], findings: list[Finding]) -> frozenset[str]:
    for digest, blob in raw.items():
        if not isinstance(blob, str) or sm3_hex(blob.encode()) != digest:
            message = f"程序声明 {digest[:12]}… 的内容与其摘要不符"
            findings.append(Finding(code="pack", stream="", seq=None, message=message))
    return frozenset(raw)
