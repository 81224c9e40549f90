"""What is found: one citation of one instrument, at most with one place in it."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.kernel.lint.validity import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One citation in a text; offsets are code points of the text, ``end`` exclusive.

    ``title`` is the title as cited with an abbreviation declared in the text resolved, ``canonical`` the full title of
    the catalogue or ``None``. Numbers count from 1; ``suffix`` is 之一 and the like; ``to`` the last number of a range,
    of the deepest unit named (第三条至第五条 gives article 3 to 5, 第一款至第三款 paragraph 1 to 3). ``bare`` says that
    the name stood without marks, ``inherited`` that only the place stood there and the title before it, ``quoted`` is
    the span of wording said to stand in that article, without its marks. ``in_repeal`` and ``in_history`` say that the
    place tells of a repeal or of the making of the text, where no verdict is due. ``verdict`` is what the catalogue
    says on the day of the document; ``None`` until it was asked.
    """

    start: int
    end: int
    raw: str
    title: str
    canonical: str | None
    article: int | None = None
    suffix: str | None = None
    paragraph: int | None = None
    item: int | None = None
    to: int | None = None
    bare: bool = False
    inherited: bool = False
    quoted: tuple[int, int] | None = None
    in_repeal: bool = False
    in_history: bool = False
    verdict: Verdict | None = None

    @property
    def status(self) -> str | None:
        """The word of the verdict, as ``fazhi cite`` prints it; ``None`` where none was asked for."""
        return None if self.verdict is None else self.verdict.status.value

    @property
    def successor(self) -> str | None:
        """The full title of what took its place, as far as the catalogue knows."""
        return None if self.verdict is None else self.verdict.successor
