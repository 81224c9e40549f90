"""Evidence on disk: bytes named by their SM3 under ``FAZHI_HOME/evidence/ab/cd/<sm3>``.

Order of an upload: size, type, secrecy mark, all in memory; only then the file is written, made durable, and named.
A name that came with a file is shown, never used as a path.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.digest import sha256_hex, sm3_hex
from fazhi.kernel.lint import secrecy
from fazhi.records import site
from fazhi.records.intake import names, sniff, text

LIMIT = 100 * 1024 * 1024
"""Largest file in bytes, inclusive."""

NO_SECRETS = "严禁上传涉密文件、资料"
"""Stands at every upload and at sign-in. Basis: 保守国家秘密法第三十一条第三项."""


class UploadRefused(FazhiError):
    """A file that is not taken; nothing of it was written to disk."""

    code = "F250"


class NotKept(FazhiError):
    """The disk did not take a file; nothing of it stands under its name."""

    code = "F254"


class SecrecyMark(UploadRefused):
    """A file that bears a secrecy mark. Only an offline stub (number, date, result) may be kept."""

    code = "F251"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that lies on disk and may be bound to an event. ``name`` is cleaned for display.

    ``marks``: ``checked`` (its text was looked through), ``partly`` (an old format, searched as raw bytes), ``image``
    (未检查：图像), ``closed`` (未检查：加密或压缩包).
    """

    sm3: str
    sha256: str
    size: int
    kind: str
    name: str
    marks: str

    @property
    def warning(self) -> str | None:
        """What must stand beside the file: that nobody looked for secrecy marks in it, and why."""
        return {"image": "未检查：图像", "closed": "未检查：加密或压缩包", "partly": "未完全检查：旧格式"}.get(
            self.marks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A received file in its place: which evidence of the step it is, and which pages count."""

    file: Received
    slot: str
    pages: str = ""


def receive(source: BinaryIO | Iterable[bytes], name: str, *, declared: int | None = None) -> Received:
    """Check a file and keep it. ``declared`` is the size the sender announced, in bytes.

    Raises UploadRefused for a file too large, empty, of a type not taken or not what its name says; SecrecyMark for
    one that bears a secrecy mark. In all these cases nothing of it was written.
    """
    shown = names.clean(name)
    if declared is not None and declared > LIMIT:
        raise too_large(shown, declared)
    buffer = io.BytesIO()
    for chunk in _chunks(source):
        if buffer.tell() + len(chunk) > LIMIT:
            raise too_large(shown, None)
        buffer.write(chunk)
    body = buffer.getvalue()
    kind, state = inspect(body, shown)
    digest = sm3_hex(body)
    keep(digest, body)
    return Received(sm3=digest, sha256=sha256_hex(body), size=len(body), kind=kind, name=shown, marks=state)


def inspect(body: bytes, name: str) -> tuple[str, str]:
    """Return (kind, how far secrecy marks were looked for). Raises UploadRefused or SecrecyMark."""
    shown = names.clean(name)
    if not body:
        raise UploadRefused("文件是空的（0 字节）", where=shown, hint="请重新扫描或导出后再上传")
    try:
        kind = sniff.kind_of(body, shown)
        found = secrecy.in_name(shown)
        seen = text.peek(body, kind)
    except sniff.Unfit as error:
        raise UploadRefused(str(error), where=shown, hint=error.hint) from error
    found = found or secrecy.secrecy_mark(seen.text, whole_lines=seen.state == "checked")
    if found:
        raise SecrecyMark(
            f"文件带有“{found}”字样，未保存",
            where=shown,
            hint="涉密件请线下办理，可登记“涉密件，线下办理”，只留编号、日期、结果；如系误标请先由原单位更正",
        )
    return kind, seen.state


def too_large(name: str, size: int | None) -> UploadRefused:
    """Return the refusal of a file beyond LIMIT."""
    given = f"（{size / 1024 / 1024:.0f} MB）" if size else ""
    return UploadRefused(
        f"文件{given}超过 {LIMIT // 1024 // 1024} MB，未保存",
        where=name,
        hint="请降低扫描分辨率（300 dpi、灰度即可）或分成几个文件；录像请存光盘，登记存放位置",
    )


def path_of(sm3: str) -> Path:
    """Return where the file with this SM3 lies (whether or not it does)."""
    if len(sm3) != 64 or not set(sm3) <= set("0123456789abcdef"):
        raise UploadRefused("不是文件的摘要", where=sm3[:80])
    return site.home() / "evidence" / sm3[:2] / sm3[2:4] / sm3


def read(sm3: str) -> bytes:
    """Return the bytes of a kept file. Raises UploadRefused when they are missing or no longer the same."""
    path = path_of(sm3)
    try:
        body = path.read_bytes()
    except FileNotFoundError as error:
        raise UploadRefused("证据文件不见了", where=sm3, hint="请从备份中取回 evidence 文件夹") from error
    if sm3_hex(body) != sm3:
        raise UploadRefused("证据文件的内容被改动，与登记的摘要不符", where=sm3, hint="请从备份中取回原件")
    return body


def pieces(sm3: str) -> Iterator[bytes]:
    """Yield the bytes of a kept file in pieces; the caller compares what they add up to. UploadRefused when missing."""
    try:
        with path_of(sm3).open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece
    except FileNotFoundError as error:
        raise UploadRefused("证据文件不见了", where=sm3, hint="请从备份中取回 evidence 文件夹") from error


def keep(digest: str, body: bytes) -> None:
    """Write ``body`` under its digest, durable before it is named, unless it is there already.

    For what was looked at before: a file that comes in goes through ``receive``.
    """
    path = path_of(digest)
    if path.exists() and path.stat().st_size == len(body):
        return
    try:
        _write(path, digest, body)
    except OSError as error:
        raise NotKept(
            f"附件写不进磁盘（{error.strerror or error}），没有写入", where=str(site.home() / "evidence"),
            hint="请告诉管理员检查磁盘空间和权限；您填写的内容仍然保留",
        ) from error  # fmt: skip


def _write(path: Path, digest: str, body: bytes) -> None:
    root = site.home() / "evidence"
    for folder in (root, path.parent.parent, path.parent):
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            site.sync_folder(folder.parent)
    draft = path.with_name(f"{digest}.{os.getpid()}.{secrets.token_hex(4)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            site.to_disk(file.fileno())
        draft.replace(path)
        site.sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _chunks(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if hasattr(source, "read"):
        while chunk := source.read(1 << 20):
            yield chunk
    else:
        yield from source
