"""Putting a text together piece by piece, with its blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fazhi.formats.readers.packed import Element
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

    def tables(
        self, cells: Mapping[Element, tuple[int, int]], row: str, table: str, over: Callable[[Element], str]
    ) -> None:
        """Note the tables whose cells are given with their spans, in order; ``over``: how many columns one fills."""
        found: dict[Element, dict[Element, list[tuple[int, int]]]] = {}
        for cell, span in cells.items():
            line, whole = next(cell.iterancestors(row), None), next(cell.iterancestors(table), None)
            if line is None or whole is None:
                continue
            places = found.setdefault(whole, {}).setdefault(line, [])
            places.append(span)
            many = over(cell)
            places.extend([(span[1], span[1])] * (min(int(many), 63) - 1 if many.isdigit() else 0))
        self.blocks.tables.extend(list(lines.values()) for lines in found.values())

    def text(self) -> str:
        """Return all that was gathered."""
        return "".join(self._pieces)
