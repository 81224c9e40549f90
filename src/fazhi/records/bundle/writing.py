"""Writing a bundle: the same record gives the same bytes, on any machine, in memory of one piece of a file.

The bytes are those of the record as of the last checkpoint: neither the time of the export nor who made it stands in
them (that stands in the access log), so that two people who export the same matter hold the same file.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import BinaryIO, Final

from cryptography.hazmat.primitives import hashes

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Checkpoint, canonical, parse_checkpoint
from fazhi.records import evidence, export, ledger, vault
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.bundle.selection import Item
from fazhi.records.ledger import Head
from fazhi.records.models import Checkpoint as Kept

FORMAT: Final = "fazhi-bundle/1"
EVENTS: Final = "记录/events.jsonl"
OPENINGS: Final = "记录/密封值.jsonl"
LIST: Final = "清单.json"

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_PIECE: Final = 1 << 20


class Form(StrEnum):
    """Which bundle: with personal values and all files, or without."""

    FULL = "full"
    MASKED = "masked"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {"full": "全本", "masked": "遮蔽本"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A matter at one moment: its stream up to ``count`` events whose last has ``head``, under ``checkpoint``.

    ``made`` is the time the bundle speaks of: that of the checkpoint, or of the last event where that is later.
    """

    stream: str
    count: int
    head: str
    made: str
    checkpoint: Checkpoint | None


class Unfit(FazhiError):
    """A bundle that cannot be written: something it must hold is gone or changed."""

    code = "F271"


def prepare(stream: str) -> tuple[Subject, Head]:
    """Return the matter as it stands, under a checkpoint that covers all its events: made now if there is none yet.

    Raises Unfit when there is no such matter, Laundering when the ledger contradicts its last checkpoint.
    """
    head = _head(stream)
    checkpoint = _last()
    if checkpoint is None or _covered(checkpoint, stream) < head.count:
        make_checkpoint()
        # Read in this order: a checkpoint never knows more of a stream than is read of it afterwards.
        checkpoint = _last()
        head = _head(stream)
    recorded = checkpoint.header.recorded if checkpoint is not None else ""
    made = max(recorded, head.last_recorded)
    return Subject(stream=stream, count=head.count, head=head.hash, made=made, checkpoint=checkpoint), head


def _head(stream: str) -> Head:
    head = ledger.head(stream)
    if head is None or not head.count:
        raise Unfit("没有这个事项", where=stream)
    return head


def _last() -> Checkpoint | None:
    kept = Kept.objects.order_by("-number").first()
    return None if kept is None else parse_checkpoint(bytes(kept.body))


def _covered(checkpoint: Checkpoint, stream: str) -> int:
    return next((head.count for head in checkpoint.heads if head.stream == stream), 0)


def write(
    target: BinaryIO, subject: Subject, *, folder: str, form: Form, items: Sequence[Item], pages: Mapping[str, bytes]
) -> str:
    """Write the bundle into ``target`` and return its SM3. ``folder`` is the one folder in it, ``pages`` path -> HTML.

    Raises Unfit when a file of the evidence is gone or is not what the record says; then ``target`` is no bundle.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        writer = _Writer(archive, folder)
        for name, body in pages.items():
            writer.add(name, [body])
        for name in ("说明.txt", "verify.py"):
            writer.add(name, [offline(name)])
        writer.add(EVENTS, export.of_stream(subject.stream, subject.count, subject.head, subject.made, _point(subject)))
        if form is Form.FULL:
            writer.add(OPENINGS, _openings(subject))
        written: set[str] = set()
        for item in items:
            if item.path is not None and item.path not in written:
                written.add(item.path)
                writer.add(item.path, evidence.pieces(item.sm3), wanted=item)
        writer.add(LIST, [_list(subject, form, items, writer.listed)])
    target.seek(0)
    return _digest(iter(lambda: target.read(_PIECE), b""))


def offline(name: str) -> bytes:
    """Return a file that goes into every bundle as it is; ``verify.py`` gets its SM3 put in."""
    folder = files("fazhi.records.bundle") / "offline"
    text = (folder / name).read_text(encoding="utf-8")
    if name == "verify.py":
        _doc, _quotes, code = (folder / "sm3.py").read_text(encoding="utf-8").partition('"""\n\nimport hashlib\n')
        text = text.replace("\nfrom sm3 import VECTORS, quick_sm3, sm3\n", code.rstrip() + "\n", 1)
    return text.encode("utf-8")


class _Writer:
    """Adds files to the archive piece by piece and keeps what they were."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self.listed: list[dict[str, str | int]] = []

    def add(self, name: str, pieces: Iterable[bytes], *, wanted: Item | None = None) -> None:
        info = zipfile.ZipInfo(f"{self._folder}/{name}", date_time=_STAMP)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        info.file_size = wanted.size if wanted is not None else 0
        one, other, size = hashes.Hash(hashes.SM3()), hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=info.file_size > zipfile.ZIP64_LIMIT // 2) as entry:
            for piece in pieces:
                entry.write(piece)
                one.update(piece)
                other.update(piece)
                size += len(piece)
        found = {"path": name, "size": size, "sm3": one.finalize().hex(), "sha256": other.hexdigest()}
        if wanted is not None and (found["sm3"], found["sha256"], size) != (wanted.sm3, wanted.sha256, wanted.size):
            raise Unfit(
                f"第 {wanted.seq} 件所附“{wanted.title}”的文件被改动，与登记的摘要不符，没有导出",
                where=wanted.sm3,
                hint="先运行 fazhi verify，从备份中取回原件",
            )
        self.listed.append(found)


def _point(subject: Subject) -> Checkpoint | None:
    point = subject.checkpoint
    return point if point is not None and _covered(point, subject.stream) else None


def _openings(subject: Subject) -> Iterator[bytes]:
    """Yield a line for every personal value that is still there, by event and place."""
    for (seq, path), opening in sorted(vault.open_fields(subject.stream).items()):
        if seq <= subject.count:
            value = canonical(opening.value).decode("utf-8")
            yield canonical({"path": path, "salt": opening.salt.hex(), "seq": seq, "value": value}) + b"\n"


def _list(subject: Subject, form: Form, items: Sequence[Item], listed: Sequence[Mapping[str, str | int]]) -> bytes:
    point = _point(subject)
    return canonical(
        {
            "format": FORMAT,
            "form": form.value,
            "stream": subject.stream,
            "made": subject.made,
            "checkpoint": None if point is None else point.number,
            "root": None if point is None else point.root,
            "files": [dict(one) for one in listed],
            "evidence": [{"seq": item.seq, "sm3": item.sm3, "path": item.path} for item in items],
        }
    )


def _digest(pieces: Iterable[bytes]) -> str:
    context = hashes.Hash(hashes.SM3())
    for piece in pieces:
        context.update(piece)
    return context.finalize().hex()
