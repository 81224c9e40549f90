"""Sealing: a personal value stands in an event as SM3(salt ‖ canonical value), never as itself.

Value and salt lie in the vault. Without the salt a digest tells nothing: an identity number has fewer than 10^11
likely forms, which a bare digest would give away in hours. The salt is 16 random bytes, fresh for every value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import JsonInput, canonical
from fazhi.kernel.ledger.digest import sm3_hex

SALT_SIZE: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What an event keeps of a personal value: its class (``identity``, ``phone``, …) and ``sm3:<hex>``."""

    cls: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a seal: the value and its salt, as they came out of the vault."""

    value: JsonInput
    salt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """Which sealed paths of an event were opened and agree, differ, or were left masked. Each sorted."""

    agreed: tuple[str, ...]
    differ: tuple[str, ...]
    masked: tuple[str, ...]


def seal(value: JsonInput, salt: bytes) -> str:
    """Return ``sm3:<hex>`` over salt ‖ canonical(value). ``salt`` must be 16 random bytes used for nothing else."""
    if len(salt) != SALT_SIZE:
        raise LedgerError(f"盐应为 {SALT_SIZE} 字节", code="F143", hint="每个值用一个新的随机盐")
    return f"sm3:{sm3_hex(salt + canonical(value))}"


def check_seal(digest: str, value: JsonInput, salt: bytes) -> bool:
    """Return whether ``value`` with ``salt`` is what was sealed as ``digest``."""
    return compare_digest(digest.encode(), seal(value, salt).encode())


def seal_fields(
    values: Mapping[str, JsonInput], classes: Mapping[str, str], salts: Mapping[str, bytes]
) -> dict[str, Sealed]:
    """Return the ``sealed`` part of an event: one Sealed per path of ``values``.

    Raises LedgerError when a path has no class or no salt, or two paths share a salt.
    """
    used = [salts[path] for path in values if path in salts]
    if len(set(used)) != len(used):
        raise LedgerError("两个密封字段用了同一个盐", code="F143", hint="每个值用一个新的随机盐")
    sealed = {}
    for path, value in values.items():
        if path not in classes or path not in salts:
            raise LedgerError("密封字段缺少类别或盐", code="F143", where=path)
        sealed[path] = Sealed(cls=classes[path], digest=seal(value, salts[path]))
    return sealed


def check_openings(sealed: Mapping[str, Sealed], openings: Mapping[str, Opening]) -> SealCheck:
    """Return how the ``openings`` handed along compare with what was sealed.

    A path without an opening is masked (left out, or erased): neither right nor wrong. An opening for a path that
    was never sealed differs.
    """
    agreed: list[str] = []
    differ: list[str] = []
    for path, opening in openings.items():
        fits = path in sealed and check_seal(sealed[path].digest, opening.value, opening.salt)
        (agreed if fits else differ).append(path)
    masked = sorted(sealed.keys() - openings.keys())
    return SealCheck(agreed=tuple(sorted(agreed)), differ=tuple(sorted(differ)), masked=tuple(masked))


def mask(openings: Mapping[str, Opening], sealed: Mapping[str, Sealed], hidden: frozenset[str]) -> dict[str, Opening]:
    """Return the ``openings`` without those whose class is in ``hidden``; the event itself needs no change."""
    return {path: item for path, item in openings.items() if path in sealed and sealed[path].cls not in hidden}
