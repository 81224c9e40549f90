"""The package that carries what is public from the desk to the portal: one file, listed, signed, all or nothing.

A ZIP archive: ``清单.json`` names every part with SM3, SHA-256 and size and stands under an Ed25519 signature of the
site (``签名.json``). A reader takes it whole or refuses it, and never one older than what it has.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Json, canonical, loads_strict, sm3_hex
from fazhi.kernel.ledger.digest import sha256_hex

FORMAT: Final = "fazhi-publication/1"
LIST: Final = "清单.json"
SIGNATURE: Final = "签名.json"
MOST: Final = 512 * 1024 * 1024
"""Bytes a package may hold unpacked."""
PARTS: Final = 64

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_SMALL: Final = 1024 * 1024


class PackageError(FazhiError):
    """A package that is not taken: damaged, signed by nobody known, or older than what is there."""

    code = "F280"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was taken: its number (it only grows), when it was made, by which site, and its parts."""

    number: int
    made: str
    site: str
    key: str
    parts: Mapping[str, bytes]


def write(parts: Mapping[str, bytes], *, number: int, made: str, site: str, key: bytes) -> bytes:
    """Return a package of ``parts``, signed with the 32-byte Ed25519 ``key``: the same content gives the same bytes."""
    signer = Ed25519PrivateKey.from_private_bytes(key)
    listed: list[Json] = [
        {"path": name, "sm3": sm3_hex(body), "sha256": sha256_hex(body), "size": len(body)}
        for name, body in sorted(parts.items())
    ]
    manifest = canonical({"format": FORMAT, "number": number, "made": made, "site": site, "parts": listed})
    public = signer.public_key().public_bytes_raw().hex()
    signed = canonical({"key": public, "signature": signer.sign(_signed(manifest)).hex()})
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in ((LIST, manifest), (SIGNATURE, signed), *sorted(parts.items())):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), body, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def read(body: bytes, *, key: str, newer_than: int = 0) -> Package:
    """Return the package in ``body``. Raises PackageError unless it is whole, signed with ``key`` (hex) and newer.

    Nothing of it is believed before its signature, nothing read that its list does not name.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return _read(archive, key, newer_than)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise PackageError(
            "发布包不完整或者不是发布包", hint="请在工作台重新生成（fazhi publish）后再传一次"
        ) from error


def _read(archive: zipfile.ZipFile, key: str, newer_than: int) -> Package:
    held = {info.filename: info for info in archive.infolist()}
    if len(held) > PARTS + 2 or sum(info.file_size for info in held.values()) > MOST:
        raise PackageError("发布包过大", hint=f"最多 {PARTS} 个部分、{MOST // 1024 // 1024} 兆字节")
    if held[LIST].file_size > _SMALL or held[SIGNATURE].file_size > _SMALL:
        raise PackageError("发布包的清单过大", hint="请重新生成")
    manifest = archive.read(LIST)
    _verify(manifest, archive.read(SIGNATURE), key)
    said = _table(manifest)
    if said.get("format") != FORMAT:
        raise PackageError("发布包的格式不认识", where=str(said.get("format")), hint="请升级门户程序")
    number = said.get("number")
    if not isinstance(number, int) or number <= newer_than:
        raise PackageError(
            f"发布包不比现有的新：这是第 {number} 号，现有第 {newer_than} 号", hint="请传最新的一个；旧的不再使用"
        )
    parts: dict[str, bytes] = {}
    listed = said.get("parts")
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict):
            raise PackageError("发布包的清单写法不对")
        name = str(item.get("path"))
        if held[name].file_size != item.get("size"):
            raise PackageError("发布包的内容与清单不符", where=name, hint="请重新传一次")
        content = archive.read(name)
        if sm3_hex(content) != item.get("sm3") or sha256_hex(content) != item.get("sha256"):
            raise PackageError("发布包的内容与清单不符", where=name, hint="请重新传一次")
        parts[name] = content
    if set(held) != {LIST, SIGNATURE, *parts}:
        raise PackageError("发布包里有清单以外的文件", hint="请重新传一次")
    return Package(number=number, made=str(said.get("made")), site=str(said.get("site")), key=key, parts=parts)


def _verify(manifest: bytes, signed: bytes, key: str) -> None:
    said = _table(signed)
    if said.get("key") != key:
        raise PackageError(
            "发布包不是由本门户信任的站点签名的", where=str(said.get("key"))[:16], hint="核对站点公钥（publisher.key）"
        )
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(str(said.get("signature"))), _signed(manifest)
        )
    except (InvalidSignature, ValueError) as error:
        raise PackageError("发布包没有有效的签名，可能被改动", hint="请在工作台重新生成后再传一次") from error


def _signed(manifest: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + manifest


def _table(body: bytes) -> dict[str, Json]:
    try:
        said = loads_strict(body)
    except FazhiError as error:
        raise PackageError("发布包的清单读不懂", hint="请重新传一次") from error
    if not isinstance(said, dict):
        raise PackageError("发布包的清单写法不对")
    return said


def public_of(key: bytes) -> str:
    """Return the public half of an Ed25519 key, in hexadecimal: what a portal is told to believe."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def lines(rows: list[dict[str, Json]]) -> bytes:
    """Return rows as one line of JSON each."""
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


def rows(body: bytes) -> list[dict[str, Json]]:
    """Return what ``lines`` wrote."""
    return [json.loads(line) for line in body.decode("utf-8").splitlines() if line]
