"""Writing a bundle: the same record gives the same bytes, on any machine, in memory of one piece of a file.

The bytes are those of the record as of the last checkpoint: neither the time of the export nor who made it stands in
them (that stands in the access log), so that two people who export the same matter hold the same file.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import IO, Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the folder of one matter holds: its files, its pages (path -> HTML), and the matters it called."""

    subject: Subject
    items: Sequence[Item]
    pages: Mapping[str, bytes]
    called: Sequence[Called] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A matter that this one called by the sending ``run``: its content and folder, or why it is left out."""

    run: int
    stream: str
    folder: str = ""
    content: Content | None = None
    why: str = ""


def prepare(streams: Sequence[str]) -> tuple[tuple[Subject, Head], ...]:
    """Return matters as they stand, under one checkpoint that covers all their events: made now if there is none yet.

    Raises Unfit when one of them is not there, Laundering when the ledger contradicts its last checkpoint.
    """
    checkpoint = _last()
    heads = [_head(stream) for stream in streams]
    if checkpoint is None or any(_covered(checkpoint, head.key) < head.count for head in heads):
        make_checkpoint()
        # Read in this order: a checkpoint never knows more of a stream than is read of it afterwards.
        checkpoint = _last()
        heads = [_head(stream) for stream in streams]
    recorded = checkpoint.header.recorded if checkpoint is not None else ""
    return tuple(
        (
            Subject(
                stream=head.key,
                count=head.count,
                head=head.hash,
                made=max(recorded, head.last_recorded),
                checkpoint=checkpoint,
            ),
            head,
        )
        for head in heads
    )


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


def write(target: IO[bytes], content: Content, *, folder: str, form: Form) -> str:
    """Write the bundle into ``target`` and return its SM3. ``folder`` is the one folder in it.

    A called matter is a bundle of its own in a folder below, with a list of its own, which the list above it holds.
    Raises Unfit when a file of the evidence is gone or is not what the record says; then ``target`` is no bundle.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        _matter(_Writer(archive, folder), content, form, {name: offline(name) for name in ("说明.txt", "verify.py")})
    target.seek(0)
    return _digest(iter(lambda: target.read(_PIECE), b""))


def _matter(writer: _Writer, content: Content, form: Form, more: Mapping[str, bytes]) -> _Entry:
    """Write the folder of one matter and of those it called; return the entry of its list."""
    subject = content.subject
    for name, body in {**content.pages, **more}.items():
        writer.add(name, [body])
    writer.add(EVENTS, export.of_stream(subject.stream, subject.count, subject.head, subject.made, _point(subject)))
    if form is Form.FULL:
        writer.add(OPENINGS, _openings(subject))
    written: set[str] = set()
    for item in content.items:
        if item.path is not None and item.path not in written:
            written.add(item.path)
            writer.add(item.path, evidence.pieces(item.sm3), wanted=item)
    for one in content.called:
        if one.content is not None:
            listed = _matter(writer.below(one.folder), one.content, form, {})
            writer.listed.append({**listed, "path": f"{one.folder}/{LIST}"})
    return writer.add(LIST, [_list(content, form, writer.listed)])


def offline(name: str) -> bytes:
    """Return a file that goes into every bundle as it is; ``verify.py`` gets its SM3 put in."""
    folder = files("fazhi.records.bundle") / "offline"
    text = (folder / name).read_text(encoding="utf-8")
    if name == "verify.py":
        pieces = (_code(folder / part) for part in ("sm3.py", "forms.py"))
        text = _IMPORTS.sub(lambda _: "\n" + "\n\n\n".join(pieces) + "\n", text, count=1)
    return text.encode("utf-8")


_IMPORTS: Final = re.compile(r"\n(?:from (?:sm3|forms) import [^\n]*\n)+")


_OWN: Final = re.compile(r"^(?:import (?:hashlib|json)|from sm3 import .*)\n", re.MULTILINE)
"""Imports of a piece that the script has already, or that become part of it."""


def _code(path: Traversable) -> str:
    """Return a piece of the script without its first words, which are for this repository."""
    _, _, code = path.read_text(encoding="utf-8").partition('"""\n\n')
    return _OWN.sub("", code).strip()


_Entry = dict[str, str | int]
"""What a list says of a file: path, size, SM3, SHA-256."""


class _Writer:
    """Adds the files of one folder to the archive piece by piece and keeps what they were."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self.listed: list[_Entry] = []

    def below(self, folder: str) -> _Writer:
        """Return a writer for a folder in this one."""
        return _Writer(self._archive, f"{self._folder}/{folder}")

    def add(self, name: str, pieces: Iterable[bytes], *, wanted: Item | None = None) -> _Entry:
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
        found: _Entry = {"path": name, "size": size, "sm3": one.finalize().hex(), "sha256": other.hexdigest()}
        if wanted is not None and (found["sm3"], found["sha256"], size) != (wanted.sm3, wanted.sha256, wanted.size):
            raise Unfit(
                f"第 {wanted.seq} 件所附“{wanted.title}”的文件被改动，与登记的摘要不符，没有导出",
                where=wanted.sm3,
                hint="先运行 fazhi verify，从备份中取回原件",
            )
        self.listed.append(found)
        return found


def _point(subject: Subject) -> Checkpoint | None:
    point = subject.checkpoint
    return point if point is not None and _covered(point, subject.stream) else None


def _openings(subject: Subject) -> Iterator[bytes]:
    """Yield a line for every personal value that is still there, by event and place."""
    for (seq, path), opening in sorted(vault.open_fields(subject.stream).items()):
        if seq <= subject.count:
            value = canonical(opening.value).decode("utf-8")
            yield canonical({"path": path, "salt": opening.salt.hex(), "seq": seq, "value": value}) + b"\n"


def _list(content: Content, form: Form, listed: Sequence[_Entry]) -> bytes:
    subject = content.subject
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
            "evidence": [{"seq": item.seq, "sm3": item.sm3, "path": item.path} for item in content.items],
            "called": [
                {"run": one.run, "stream": one.stream, "folder": one.folder if one.content else None, "why": one.why}
                for one in content.called
            ],
        }
    )


def _digest(pieces: Iterable[bytes]) -> str:
    context = hashes.Hash(hashes.SM3())
    for piece in pieces:
        context.update(piece)
    return context.finalize().hex()
