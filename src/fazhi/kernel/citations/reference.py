"""One reference to a normative instrument: its title, version and place, as packs write it and as officials read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fazhi.kernel.citations.numerals import LARGEST, number_cn
from fazhi.kernel.errors import CitationError

_WRITTEN = re.compile(
    r"(?P<title>[^@:：\n]+)"
    r"(?:@(?P<version>[0-9]{4}(?:-[1-9])?))?"
    r"(?::(?P<article>[1-9][0-9]*)(?:_(?P<suffix>[1-9][0-9]*))?"
    r"(?:\.(?P<paragraph>[1-9][0-9]*)(?:\.(?P<item>[1-9][0-9]*))?|\.\.(?P<only_item>[1-9][0-9]*))?)?"
)
_VERSION = re.compile(r"[0-9]{4}(?:-[1-9])?")
_WRITE_LIKE_THIS = (
    "写法：标题@版本年份:条[_之几][.款[.项]]，如 政府信息公开条例@2019:33.2；"
    "第一百二十条之一写作 120_1；只有一款的条，项写作 29..5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRef:
    """A title, optionally a version and a place in it; numbers count from 1.

    ``title`` is the full or a short title without the outer marks 《》; ``version`` the year of adoption of the wording
    meant (``2019``, or ``2019-2`` for a second one in that year), ``None`` where only the instrument is meant;
    ``suffix`` 1 means 之一; ``item`` without ``paragraph`` is an item of an article that has a single paragraph, which
    officials cite without 第一款. Raises CitationError when a place has no article above it or is out of range.
    """

    title: str
    version: str | None = None
    article: int | None = None
    suffix: int | None = None
    paragraph: int | None = None
    item: int | None = None

    def __post_init__(self) -> None:
        if not self.title or self.title != self.title.strip() or re.search(r"[@:：\n]", self.title):
            raise CitationError(f"法规标题“{self.title}”不能用", code="bad_ref", hint=_WRITE_LIKE_THIS)
        if self.version is not None and not _VERSION.fullmatch(self.version):
            raise CitationError(f"版本“{self.version}”不能用", code="bad_ref", where=self.title, hint=_WRITE_LIKE_THIS)
        places = (self.article, self.suffix, self.paragraph, self.item)
        if self.article is None and any(place is not None for place in places):
            raise CitationError("写了款、项却没有写条", code="bad_ref", where=self.title, hint=_WRITE_LIKE_THIS)
        if any(place is not None and not 1 <= place <= LARGEST for place in places):
            raise CitationError("条、款、项的序号超出范围", code="bad_ref", where=self.title, hint=_WRITE_LIKE_THIS)

    def __str__(self) -> str:
        """The form written in packs; ``parse_ref`` reads it back to an equal value."""
        written = self.title + (f"@{self.version}" if self.version else "")
        if self.article is None:
            return written
        written += f":{self.article}" + (f"_{self.suffix}" if self.suffix else "")
        if self.paragraph is not None:
            return written + f".{self.paragraph}" + (f".{self.item}" if self.item else "")
        return written + (f"..{self.item}" if self.item else "")

    def cn(self) -> str:
        """Return the citation as officials print it, without the version: 《…》第三十三条第二款第（一）项.

        Marks inside a title become 〈〉, as for an interpretation that names a law.
        """
        return self.title_cn() + places_cn([self])

    def title_cn(self) -> str:
        """Return the title in its marks: 《…》, without a place."""
        inner = self.title.replace("《", "〈").replace("》", "〉")
        return f"《{inner}》"


def places_cn(refs: Iterable[LawRef]) -> str:
    """Return the places of references to one law, in the order first named, nothing of it said twice.

    第十六条第一款、第二款、第二十九条第（一）、（五）项. What a wider place already covers is not named beside it:
    第十六条 stands for 第十六条第二款, 第二款 for its items. Empty where only the law is named.
    """
    articles: dict[tuple[int, int | None], dict[int | None, dict[int | None, None]]] = {}
    for ref in refs:
        if ref.article is not None:
            paragraphs = articles.setdefault((ref.article, ref.suffix), {})
            paragraphs.setdefault(ref.paragraph, {})[ref.item] = None
    return "、".join(_article_cn(*name, paragraphs) for name, paragraphs in articles.items())


def _article_cn(article: int, suffix: int | None, paragraphs: dict[int | None, dict[int | None, None]]) -> str:
    printed = f"第{number_cn(article)}条" + (f"之{number_cn(suffix)}" if suffix is not None else "")
    if None in paragraphs.get(None, {}):
        return printed
    said = []
    for paragraph, items in paragraphs.items():
        words = "" if paragraph is None else f"第{number_cn(paragraph)}款"
        if None not in items:
            words += f"第{'、'.join(f'（{number_cn(item)}）' for item in items if item is not None)}项"
        said.append(words)
    return printed + "、".join(said)


def refs_cn(said: Iterable[LawRef | str]) -> str:
    """Return what something rests on as one phrase, each law named once; words that are no reference stand as they are.

    《…》第十条、第十二条第一款；文字规范：…
    """
    laws: dict[str, list[LawRef]] = {}
    for one in said:
        places = laws.setdefault(one if isinstance(one, str) else one.title_cn(), [])
        if isinstance(one, LawRef):
            places.append(one)
    return "；".join(title + places_cn(places) for title, places in laws.items())


def parse_ref(written: str) -> LawRef:
    """Return the reference written as ``title@version:article[_suffix][.paragraph[.item]]`` or ``…:article..item``.

    Version and place may be left out. Raises CitationError with an example when the text has another form.
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise CitationError(f"读不懂法律依据“{written}”", code="bad_ref", hint=_WRITE_LIKE_THIS)

    def number(name: str) -> int | None:
        digits = match[name]
        # Length first: a number of thousands of digits must not be converted at all.
        if digits is not None and len(digits) > len(str(LARGEST)):
            raise CitationError(f"法律依据“{written[:60]}”的序号超出范围", code="bad_ref", hint=_WRITE_LIKE_THIS)
        return None if digits is None else int(digits)

    return LawRef(
        title=match["title"],
        version=match["version"],
        article=number("article"),
        suffix=number("suffix"),
        paragraph=number("paragraph"),
        item=number("item") or number("only_item"),
    )
