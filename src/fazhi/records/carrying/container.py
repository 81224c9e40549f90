"""The container: members named in one list with size and SM3, the list sealed with the key of the site.

Written to a draft beside its place and named when it is complete and on the disk. Read in two passes: everything is
compared with the list before the first byte is used, so that nothing half good is ever taken in.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SM3, Hash

from fazhi.formats.target import checked
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import canonical
from fazhi.records import site

LIST: Final = "fazhi.json"
"""The member that lists the others."""

_BLOCK: Final = 1 << 20
_LONGEST: Final = 64 * _BLOCK
_WORDS: Final = "fazhi carrying"


class Damaged(FazhiError):
    """A file that is truncated, altered, or none of ours. Nothing was taken from it."""

    code = "F310"


@dataclass(slots=True)
class Packing:
    """A container being written. Members come in any order; ``close`` writes the list."""

    archive: zipfile.ZipFile
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, chunks: Iterable[bytes], *, pressed: bool = True) -> int:
        """Write one member and return its size in bytes. ``pressed``: worth compressing."""
        digest, size = Hash(SM3()), 0
        told = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
        told.compress_type = zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED
        with self.archive.open(told, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members.append({"name": name, "size": size, "sm3": digest.finalize().hex()})
        return size

    def close(self, facts: Mapping[str, Any], key: bytes | None = None) -> None:
        """Write the list with what else is to be known of the whole, sealed with ``key`` (None: the site's)."""
        listed = {**facts, "members": self.members}
        self.archive.writestr(LIST, canonical({**listed, "seal": seal_of(listed, key or site.site_key().key)}))


@contextmanager
def packing(target: Path) -> Iterator[Packing]:
    """Give a container to write; it appears as ``target``, readable by its owner only, when the block ends well."""
    draft = checked(target).with_name(f"{target.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                yield Packing(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        site.sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def seal_of(listed: Mapping[str, Any], key: bytes) -> str:
    """Return what only the holder of ``key`` can write under a list: HMAC with SHA-256, hexadecimal."""
    own = hmac.digest(key, _WORDS.encode(), "sha256")
    return hmac.digest(own, canonical(dict(listed)), "sha256").hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container whose every member was compared with the list."""

    path: Path
    facts: Mapping[str, Any]
    names: Sequence[str]
    archive: zipfile.ZipFile

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member, with their ends."""
        with self.archive.open(name) as member:
            yield from member

    def read(self, name: str) -> bytes:
        """Return a member whole. Raises Damaged when there is none."""
        if name not in self.names:
            raise Damaged(f"缺少 {name}", where=str(self.path))
        return self.archive.read(name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member in pieces."""
        with self.archive.open(name) as member:
            while piece := member.read(_BLOCK):
                yield piece

    def under(self, folder: str) -> list[str]:
        """Return the names of the members in a folder, in order."""
        return sorted(name for name in self.names if name.startswith(f"{folder}/"))

    def check_seal(self, key: bytes) -> None:
        """Raise Damaged unless the list was sealed with ``key``."""
        listed = {name: value for name, value in self.facts.items() if name != "seal"}
        if not hmac.compare_digest(seal_of(listed, key), str(self.facts.get("seal"))):
            raise Damaged(
                "清单的封印与密钥不符：密钥不是这个站点的，或清单被改写过", where=str(self.path), hint="换对应的密钥"
            )


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Container]:
    """Give the container at ``path`` after reading every byte of it once. Raises Damaged, naming what is wrong.

    ``kind`` is the ``format`` that is wanted, as ``fazhi-backup/1``.
    """
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise Damaged("文件不完整，或不是本程序写的", where=str(path), hint="换一份完整的；拷贝时可能中断过") from error
    with archive:
        facts = _facts(archive, path, kind)
        listed = [str(one["name"]) for one in facts["members"]]
        held = [item.filename for item in archive.infolist() if item.filename != LIST]
        if sorted(held) != sorted(listed) or len(set(held)) != len(held):
            wrong = sorted(set(held) ^ set(listed)) or ["重复的成员"]
            raise Damaged(f"清单与内容不符：{'、'.join(wrong[:5])}", where=str(path), hint="换一份没有改动过的")
        for one in facts["members"]:
            _compare(archive, one, path)
        yield Container(path=path, facts=facts, names=tuple(listed), archive=archive)


def _facts(archive: zipfile.ZipFile, path: Path, kind: str) -> Mapping[str, Any]:
    try:
        if archive.getinfo(LIST).file_size > _LONGEST:
            raise Damaged("清单过长", where=str(path))
        facts = json.loads(archive.read(LIST))
        listed = [(one["name"], one["size"], one["sm3"]) for one in facts["members"]]
        if not all(isinstance(name, str) and isinstance(size, int) for name, size, _ in listed):
            raise ValueError("members")
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise Damaged(f"读不出清单 {LIST}", where=str(path), hint="换一份完整的") from error
    if facts.get("format") != kind:
        raise Damaged(f"这是 {facts.get('format')}，需要的是 {kind}", where=str(path))
    return facts


def _compare(archive: zipfile.ZipFile, one: Mapping[str, Any], path: Path) -> None:
    """Read one member to its end and compare size and SM3 with the list."""
    digest, size = Hash(SM3()), 0
    try:
        with archive.open(one["name"]) as member:
            while piece := member.read(_BLOCK):
                digest.update(piece)
                size += len(piece)
                if size > one["size"]:
                    break
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise Damaged(f"{one['name']} 读不出来，已损坏", where=str(path), hint="换一份完整的") from error
    if size != one["size"] or digest.finalize().hex() != one["sm3"]:
        raise Damaged(f"{one['name']} 的内容与清单不符，被改动过", where=str(path), hint="换一份没有改动过的")


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield rows as lines of JSON, Chinese as it is."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def digest_of(path: Path) -> str:
    """Return the SM3 of a file."""
    with path.open("rb") as file:
        digest = Hash(SM3())
        while piece := file.read(_BLOCK):
            digest.update(piece)
    return digest.finalize().hex()
