"""Blocks of a document: paragraphs, cells, notes. Three parallel sequences, because a long text has very many."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final

from fazhi.kernel.lint.lazily import lazily


class BlockKind(IntEnum):
    """What a block is in the file it came from."""

    PARAGRAPH = 0
    HEADING = 1
    CELL = 2
    NOTE = 3
    HEADER = 4
    FOOTER = 5
    TEXTBOX = 6
    LIST = 7
    INSERTED = 8


class Blocks:
    """Starts, ends (exclusive) and kinds, in order; blocks do not overlap and leave out only white space.

    ``tables`` holds, for readers that know them, the tables with their rows and the spans of the cells: a cell that
    runs over several columns is followed by empty spans, so that all rows are of one width.
    """

    __slots__ = ("ends", "kinds", "starts", "tables")

    def __init__(self, blocks: Iterable[tuple[int, int, int]] = ()) -> None:
        self.starts = array("l")
        self.ends = array("l")
        self.kinds = bytearray()
        self.tables: list[list[list[tuple[int, int]]]] = []
        for start, end, kind in blocks:
            self.add(start, end, kind)

    @classmethod
    def paragraphs(cls, starts: list[int], ends: list[int]) -> Blocks:
        """Return blocks that are all paragraphs, from all of them at once."""
        made = cls()
        made.starts, made.ends, made.kinds = array("l", starts), array("l", ends), bytearray(len(starts))
        return made

    def add(self, start: int, end: int, kind: int = BlockKind.PARAGRAPH) -> None:
        """Append one block; for readers, which meet the blocks in order."""
        self.starts.append(start)
        self.ends.append(end)
        self.kinds.append(kind)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int, BlockKind]]:
        for start, end, kind in zip(self.starts, self.ends, self.kinds, strict=True):
            yield start, end, BlockKind(kind)

    def at(self, offset: int) -> int | None:
        """Return the index of the block that holds the offset (its end included), or ``None`` between blocks."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset <= self.ends[index] else None


# A line that begins like this begins something new, whatever the line before ended with.
HEAD: Final = (
    r"[ \t\u3000]*(?:#{1,6}[ \t]|>|\||[-*+•●○■◆★☆][ \t]|\*{0,2}第[一二三四五六七八九十百千零〇两0-9０-９]+[编章节条]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十0-9０-９]{1,3}[)）]|[0-9０-９]{1,2}[.．、](?![0-9０-９])"
    r"|[①-⑳]|附件|附[：:]|抄送|(?:主|公开)题词|篇[一二三四五六七八九十]+|[甲乙丙丁]方)"
)
_HEAD: Final = lazily(HEAD)
_CLOSED: Final = frozenset("。；！？：.;!?:…”’）)》】]」』|")
_TITLED: Final = lazily(
    r"(?:通知|通告|公告|决定|意见|报告|请示|批复|函|纪要|办法|规定|细则|方案|说明|回复|答复|合同|协议|协议书|公示)(?:[(（].{1,12}[)）])?$"
)
_HEAD_BLOCKS: Final = 6  # among so many blocks a title is looked for
_WRAPPED: Final = 24  # a line cut by a column or a page is longer than a title, an addressee or a signature


def blocks_of_lines(text: str) -> Blocks:
    """Return the paragraphs of a plain text: lines, joined where a sentence was cut by the width of a page.

    A line goes on with the one before where that is long and has no end mark, and the line itself is neither empty, nor
    indented, nor a heading. White space after a line ends the block there. A long title that stands alone in its block
    is whole: what follows is a number or an addressee.
    """
    starts: list[int] = []
    ends: list[int] = []
    start = end = -1  # of the block being gathered
    above = 0  # start of the line before
    at = 0
    for line in text.split("\n"):
        body = line.rstrip()
        if body:
            wraps = end == at - 1 and end - above > _WRAPPED and text[end - 1] not in _CLOSED
            if wraps and len(starts) < _HEAD_BLOCKS and start == above:
                wraps = _TITLED.search(text, above, end) is None
            if not (wraps and line[0] not in " \t\u3000" and not _HEAD.match(line)):
                if start >= 0:
                    starts.append(start)
                    ends.append(end)
                start = at
            end = at + len(body)
        above = at
        at += len(line) + 1
    if start >= 0:
        starts.append(start)
        ends.append(end)
    return Blocks.paragraphs(starts, ends)
