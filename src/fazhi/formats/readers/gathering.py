"""Putting a text together piece by piece, with its blocks."""

from __future__ import annotations

from fazhi.kernel.lint import BlockKind, Blocks

__all__ = ["Gathered"]


class Gathered:
    """A text that grows; ``end_block`` closes a block and starts a new line."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._start = 0
        self.length = 0
        self.blocks = Blocks()

    def add(self, piece: str) -> int:
        """Append a piece and return where it begins."""
        at = self.length
        if piece:
            self._pieces.append(piece)
            self.length += len(piece)
        return at

    def end_block(self, kind: BlockKind) -> None:
        """Close the block under way (none where nothing was added) and begin a new line."""
        if self.length > self._start:
            self.blocks.add(self._start, self.length, kind)
        self.add("\n")
        self._start = self.length

    def text(self) -> str:
        """Return all that was gathered."""
        return "".join(self._pieces)
