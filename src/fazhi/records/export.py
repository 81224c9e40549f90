"""Export of streams in ``fazhi-export/1``: the exact stored bytes, the packs they name, and proofs under a root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import (
    Checkpoint,
    HeadTree,
    Listed,
    StreamProof,
    export_header,
    export_lines,
    parse_body,
    parse_checkpoint,
    stamp,
)
from fazhi.records import clock, ledger
from fazhi.records.models import Blob, Event, Matter, Stream
from fazhi.records.models import Checkpoint as Kept


class NothingToExport(FazhiError):
    """None of the streams asked for has events."""

    code = "F270"


def lines(keys: Sequence[str] | None = None) -> Iterator[bytes]:
    """Yield the lines of an export of the streams ``keys`` (None: all), in key order, as they stand at the call.

    Events recorded while the export is read do not enter it. Carries the last checkpoint: whole for all streams, as
    proofs for a part. Raises NothingToExport.
    """
    streams = list(Stream.objects.filter(count__gt=0).order_by("key"))
    if keys is not None:
        wanted = set(keys)
        streams = [stream for stream in streams if stream.key in wanted]
        missing = wanted - {stream.key for stream in streams}
        if missing:
            raise NothingToExport("没有这条流，或其中还没有记录", where="、".join(sorted(missing)))
    if not streams:
        raise NothingToExport("还没有任何记录", hint="先办理一件事项，再导出")
    listed = [Listed(stream=s.key, count=s.count, head=s.head) for s in streams]
    header = export_header(
        made=stamp(clock.now()), streams=listed, packs=_packs(streams), checkpoint=_checkpoint(streams, keys is None)
    )
    bodies = (body for stream in streams for body in ledger.bodies(stream.key, until=stream.count))
    return export_lines(header, bodies)


def of_stream(key: str, count: int, head: str, made: str, checkpoint: Checkpoint | None) -> Iterator[bytes]:
    """Yield the lines of an export of the first ``count`` events of one stream, whose last has the hash ``head``.

    ``checkpoint`` must know the stream; ``made`` stands in the first line as the time of the export.
    """
    stream = Stream.objects.get(key=key)
    header = export_header(
        made=made,
        streams=[Listed(stream=key, count=count, head=head)],
        packs=_packs([stream]),
        checkpoint=None if checkpoint is None else [HeadTree(checkpoint).proof(key)],
    )
    return export_lines(header, ledger.bodies(key, until=count))


def _packs(streams: Sequence[Stream]) -> dict[str, str]:
    """Return digest -> text of the declarations that matters among ``streams`` were opened under or moved to."""
    keys = [stream.pk for stream in streams if stream.kind == "matter"]
    digests: set[str] = set()
    for start in range(0, len(keys), 500):
        for body in Event.objects.filter(stream_id__in=keys[start : start + 500], seq=1).values_list("body", flat=True):
            event = parse_body(bytes(body))
            if event.pack_digest:
                digests.add(event.pack_digest)
    return {b.digest: bytes(b.body).decode("utf-8") for b in Blob.objects.filter(digest__in=digests)}


def _checkpoint(streams: Sequence[Stream], whole: bool) -> Checkpoint | list[StreamProof] | None:
    last = Kept.objects.order_by("-number").first()
    if last is None:
        return None
    checkpoint = parse_checkpoint(bytes(last.body))
    if whole:
        return checkpoint
    known = {head.stream for head in checkpoint.heads}
    tree = HeadTree(checkpoint)
    return [tree.proof(stream.key) for stream in streams if stream.key in known] or None


def streams_named(names: Sequence[str]) -> list[str]:
    """Return the stream keys that ``names`` stand for: a key itself, or the number of a matter.

    Raises NothingToExport for a name that is neither, or a number that several matters bear.
    """
    keys = []
    for name in names:
        if Stream.objects.filter(key=name).exists():
            keys.append(name)
            continue
        found = list(Matter.objects.filter(number=name).values_list("stream__key", flat=True)[:2])
        if len(found) != 1:
            words = "没有这个事项或流" if not found else "有几件事项用这个编号，请写流名"
            raise NothingToExport(words, where=name)
        keys.append(found[0])
    return keys
