"""Merkle trees after RFC 6962, section 2, with SM3: roots, inclusion proofs, consistency proofs.

A leaf is H(0x00 ‖ data), a node H(0x01 ‖ left ‖ right), a tree of n leaves splits at the largest power of two below
n, the empty tree is H of nothing. Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2. Any hash function of
bytes will do, so that the published SHA-256 vectors test the very code that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from fazhi.kernel.ledger.digest import sm3

Hash = Callable[[bytes], bytes]

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


class RootBuilder:
    """Takes leaves one by one and keeps only the peaks of the range: the root of any number in O(log n) memory."""

    __slots__ = ("_hash", "_peaks", "size")

    def __init__(self, hash_function: Hash = sm3) -> None:
        self._hash = hash_function
        self._peaks: list[bytes] = []
        self.size = 0

    def add(self, data: bytes) -> None:
        """Append the leaf that holds ``data``."""
        node = self._hash(_LEAF + data)
        place = self.size
        while place & 1:
            node = self._hash(_NODE + self._peaks.pop() + node)
            place >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over the leaves so far."""
        if not self._peaks:
            return self._hash(b"")
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = self._hash(_NODE + peak + node)
        return node


class Tree:
    """A tree that can prove: keeps the hash of every complete subtree (two hashes a leaf)."""

    __slots__ = ("_hash", "_levels")

    def __init__(self, data: Iterable[bytes] = (), hash_function: Hash = sm3) -> None:
        self._hash = hash_function
        self._levels: list[list[bytes]] = [[]]
        for item in data:
            self.add(item)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def add(self, data: bytes) -> None:
        """Append the leaf that holds ``data``."""
        node = self._hash(_LEAF + data)
        height = 0
        while True:
            if height == len(self._levels):
                self._levels.append([])
            level = self._levels[height]
            level.append(node)
            if len(level) & 1:
                return
            node = self._hash(_NODE + level[-2] + level[-1])
            height += 1

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves, or over all."""
        return self._range(0, self.size if size is None else self._within(size))

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the audit path of leaf ``index`` (from 0) in the tree of the first ``size`` leaves, leaf end first."""
        last = self.size if size is None else self._within(size)
        if not 0 <= index < last:
            raise IndexError(index)
        path: list[bytes] = []
        first = 0
        while last - first > 1:
            middle = first + _split(last - first)
            if index < middle:
                path.append(self._range(middle, last))
                last = middle
            else:
                path.append(self._range(first, middle))
                first = middle
        return tuple(reversed(path))

    def consistency(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of the first ``old`` leaves is a prefix of that of the first ``size``."""
        new = self.size if size is None else self._within(size)
        if not 0 < old <= new:
            raise IndexError(old)
        path: list[bytes] = []
        first, last, whole = 0, new, True
        while old != last:
            middle = first + _split(last - first)
            if old <= middle:
                path.append(self._range(middle, last))
                last = middle
            else:
                path.append(self._range(first, middle))
                first, whole = middle, False
        if not whole:
            path.append(self._range(first, last))
        return tuple(reversed(path))

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise IndexError(size)
        return size

    def _range(self, first: int, last: int) -> bytes:
        width = last - first
        if width == 0:
            return self._hash(b"")
        if width & (width - 1) == 0:  # every split is aligned, so a power of two is a kept subtree
            height = width.bit_length() - 1
            return self._levels[height][first >> height]
        middle = first + _split(width)
        return self._hash(_NODE + self._range(first, middle) + self._range(middle, last))


def verify_inclusion(
    data: bytes, index: int, size: int, path: Sequence[bytes], root: bytes, hash_function: Hash = sm3
) -> bool:
    """Return whether ``path`` proves that leaf ``index`` of a tree of ``size`` leaves with ``root`` holds ``data``."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    node = hash_function(_LEAF + data)
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hash_function(_NODE + sibling + node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hash_function(_NODE + node + sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes], hash_function: Hash = sm3
) -> bool:
    """Return whether ``path`` proves that the tree (``new``, ``new_root``) only appended to (``old``, ``old_root``)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    left = right = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            left = hash_function(_NODE + sibling + left)
            right = hash_function(_NODE + sibling + right)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            right = hash_function(_NODE + right + sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and left == old_root and right == new_root


def _split(width: int) -> int:
    """Return the largest power of two strictly below ``width`` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)
