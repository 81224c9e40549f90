"""A document as the rules see it: its text with offsets, blocks, sentences, articles, its head and foot.

All offsets are Unicode code points of ``text``. Everything but the text is found at first use and kept.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from fazhi.kernel.lint.blocks import BlockKind, Blocks, blocks_of_lines
from fazhi.kernel.lint.folding import fold
from fazhi.kernel.lint.frame import Frame, read_frame
from fazhi.kernel.lint.kinds import Kind
from fazhi.kernel.lint.outline import (
    Article,
    ArticleLine,
    Heading,
    HeadingLine,
    any_article,
    article_lines,
    article_numbers,
    articles_between,
    begins_article,
    heading_lines,
    heading_of,
)
from fazhi.kernel.lint.sentences import mark_ends

if TYPE_CHECKING:
    from fazhi.kernel.lint.recognition import Recognised

Span = tuple[int, int]
_first: Final = itemgetter(0)


class Document:
    """One text to be checked. Immutable to its users; lazy inside. ``text`` must have LF line ends.

    ``kind`` and ``as_of`` given win over what is recognised; ``source`` is the reader's own, for writers that anchor
    findings in the file. ``citations`` and ``figures`` call what the run handed in with ``bind``.
    """

    __slots__ = (
        "_articles",
        "_begun",
        "_blocks",
        "_citations",
        "_extract",
        "_figures",
        "_folded",
        "_frame",
        "_given",
        "_headed",
        "_headings",
        "_heads",
        "_lines",
        "_recognised",
        "_sections",
        "_sentences",
        "_written_end",
        "as_of",
        "path",
        "source",
        "text",
    )  # fmt: skip

    def __init__(
        self,
        text: str,
        *,
        path: str = "",
        blocks: Blocks | None = None,
        kind: Kind | None = None,
        as_of: dt.date | None = None,
        source: object | None = None,
    ) -> None:
        self.text = text
        self.path = path
        self.as_of = as_of
        self.source = source
        self._given = kind
        self._blocks = blocks
        self._folded: str | None = None
        self._sentences: list[int] | None = None
        self._written_end: int | None = None
        self._lines: list[int] | None = None
        self._articles: tuple[Article, ...] | None = None
        self._heads: list[ArticleLine] | None = None
        self._headings: tuple[Heading, ...] | None = None
        self._headed: str | None = None
        self._begun: list[HeadingLine] | None = None
        self._sections: list[HeadingLine] | None = None
        self._frame: Frame | None = None
        self._recognised: Recognised | None = None
        self._extract: tuple[Callable[[Document], Sequence[Any]] | None, Callable[[Document], Any] | None] = (
            None,
            None,
        )
        self._citations: tuple[Any, ...] | None = None
        self._figures: Any = None

    # ---- text ---------------------------------------------------------------------------------------------------

    @property
    def folded(self) -> str:
        """The text with width folded one to one; the same length and offsets."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    @property
    def written_end(self) -> int:
        """Where the text ends, white space at its end left out; what is missing is told of there."""
        if self._written_end is None:
            self._written_end = len(self.text.rstrip())
        return self._written_end

    @property
    def blocks(self) -> Blocks:
        """Paragraphs, cells and the like; of a plain text, its lines with wrapped ones joined."""
        if self._blocks is None:
            self._blocks = blocks_of_lines(self.text)
        return self._blocks

    @property
    def tables(self) -> Sequence[Sequence[Sequence[Span]]]:
        """The tables that the reader of the file found: rows of cells. Those drawn in plain text are not among them."""
        return self.blocks.tables

    def block(self, offset: int) -> Span:
        """Return start and end of the block at the offset; an empty span between blocks."""
        index = self.blocks.at(offset)
        return (offset, offset) if index is None else (self.blocks.starts[index], self.blocks.ends[index])

    def block_kind(self, offset: int) -> BlockKind:
        """Return the kind of the block at the offset; PARAGRAPH between blocks."""
        index = self.blocks.at(offset)
        return BlockKind.PARAGRAPH if index is None else BlockKind(self.blocks.kinds[index])

    @property
    def sentence_ends(self) -> list[int]:
        """Ends of sentences in order: after 。；！？ with closing quotes, and at the end of each block."""
        if self._sentences is None:
            ends = mark_ends(self.folded)
            ends += self.blocks.ends
            ends.append(len(self.text))
            ends.sort()  # two runs in order are merged
            self._sentences = list(dict.fromkeys(ends))
        return self._sentences

    def sentence(self, offset: int) -> Span:
        """Return start and end of the sentence that holds the character at the offset."""
        ends = self.sentence_ends
        index = bisect_right(ends, offset)
        if index == len(ends):
            index -= 1
        return (ends[index - 1] if index > 0 else 0), ends[index]

    def sentences(self) -> Iterator[Span]:
        """Yield every sentence that is not only white space."""
        start, text = 0, self.text
        for end in self.sentence_ends:
            if not text[start:end].isspace() and end > start:
                yield start, end
            start = end

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return line and column of the offset, both from 1."""
        if self._lines is None:
            self._lines = [match.end() for match in re.finditer("\n", self.text)]
        line = bisect_right(self._lines, offset)
        return line + 1, offset - (self._lines[line - 1] if line else 0) + 1

    # ---- structure ----------------------------------------------------------------------------------------------

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every 第N条 that begins a line, in order; each ends where the next, or a chapter, begins."""
        if self._articles is None:
            chapters = [start for start, _, level in self._begun_lines() if level == 0]
            self._articles = tuple(articles_between(self._article_lines(), chapters, len(self.folded)))
        return self._articles

    @property
    def article_numbers(self) -> list[int]:
        """The numbers alone of ``articles``, in order; found quicker."""
        if self._heads is not None:
            return [number for _, _, number, _ in self._heads]
        return article_numbers(self.folded)

    @property
    def has_articles(self) -> bool:
        """Whether ``articles`` holds any: the first is enough."""
        if self._heads is not None or "条" not in self.folded:
            return bool(self._heads)
        return any_article(self.folded)

    def begins_article(self, written: str) -> bool:
        """Whether the first line with 第N条, so written, begins an article: quicker than to read all numbers."""
        return begins_article(self.folded, written)

    def article(self, offset: int) -> Article | None:
        """Return the article that holds the offset, if any."""
        index = bisect_right(self.articles, offset, key=lambda article: article.start) - 1
        return self.articles[index] if index >= 0 and offset < self.articles[index].end else None

    def paragraphs_of(self, start: int, end: int) -> Iterator[Span]:
        """Yield the blocks that begin inside the span."""
        blocks = self.blocks
        for index in range(bisect_left(blocks.starts, start), bisect_left(blocks.starts, end)):
            yield blocks.starts[index], blocks.ends[index]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Every line with an ordinal, in order."""
        if self._headings is None:
            self._headings = tuple(heading_of(self.folded, begun) for begun in self._begun_lines())
        return self._headings

    def section(self, offset: int) -> Heading | None:
        """Return the last heading up to the offset that is not below （一）, if any."""
        if self._sections is None:
            self._sections = [begun for begun in self._begun_lines() if begun[2] <= 2]
        index = bisect_right(self._sections, offset, key=_first) - 1
        return heading_of(self.folded, self._sections[index]) if index >= 0 else None

    def _article_lines(self) -> list[ArticleLine]:
        if self._heads is None:
            self._heads = article_lines(self.folded)
        return self._heads

    def _begun_lines(self) -> list[HeadingLine]:
        if self._begun is None:
            self._begun = heading_lines(self.folded)
        return self._begun

    # ---- head and foot ------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """Title, 文号, addressee, signature and date, as far as they are found."""
        if self._frame is None:
            self._frame = read_frame(self)
        return self._frame

    @property
    def title(self) -> Span | None:
        """Where the title stands."""
        return self.frame.title

    @property
    def title_text(self) -> str:
        """The title without line breaks and spaces; empty where none was found."""
        return "".join(self.text[slice(*self.title)].split()) if self.title else ""

    @property
    def folded_title(self) -> str:
        """The same with width folded; found once, because a hundred rules ask for it."""
        if self._headed is None:
            self._headed = "".join(self.folded[slice(*self.title)].split()) if self.title else ""
        return self._headed

    @property
    def number(self) -> Span | None:
        """Where the 文号 stands."""
        return self.frame.number

    @property
    def addressee(self) -> Span | None:
        """Where the addressee (主送机关) stands, without its colon."""
        return self.frame.addressee

    @property
    def signature(self) -> Span | None:
        """Where the issuer signs at the end."""
        return self.frame.signature

    @property
    def date(self) -> dt.date | None:
        """The date of the document: given with it, or as it is signed or headed."""
        return self.as_of or self.frame.date

    # ---- kind ---------------------------------------------------------------------------------------------------

    @property
    def recognised(self) -> Recognised:
        """The kind with the reason for it; what was given is its own reason."""
        if self._recognised is None:
            from fazhi.kernel.lint.recognition import Recognised, recognise

            given = self._given
            self._recognised = Recognised(kind=given, reason="按指定") if given is not None else recognise(self)
        return self._recognised

    @property
    def kind(self) -> Kind:
        """The kind given or recognised."""
        return self.recognised.kind

    @property
    def kind_reason(self) -> str:
        """Why the document is taken for that kind, in Chinese."""
        return self.recognised.reason

    # ---- what the run extracts ----------------------------------------------------------------------------------

    def bind(
        self,
        *,
        citations: Callable[[Document], Sequence[Any]] | None,
        figures: Callable[[Document], Any] | None,
    ) -> None:
        """Say how citations and figures are found; the run calls this before the first rule."""
        self._extract = (citations, figures)
        self._citations = self._figures = None

    @property
    def citations(self) -> tuple[Any, ...]:
        """Every citation with its verdict, extracted once; empty where the run has no catalogue."""
        if self._citations is None:
            extract = self._extract[0]
            self._citations = tuple(extract(self)) if extract is not None else ()
        return self._citations

    @property
    def figures(self) -> Any:
        """What the extractor of figures found, extracted once; ``None`` where the run has none."""
        if self._figures is None and self._extract[1] is not None:
            self._figures = self._extract[1](self)
        return self._figures
