"""Citations with their verdicts: what the catalogue says of each on the day of the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.lint.citations.editions import LATEST, edition_words
from fazhi.kernel.lint.citations.model import Citation
from fazhi.kernel.lint.citations.names import Names
from fazhi.kernel.lint.citations.numerals import read_number
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status, Verdict, verdict
from fazhi.kernel.making import maker

_made = maker(Citation)

_APPLIES_FROM = lazily(
    r"本[\u4e00-\u9fff]{1,8}?自(?P<year>(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})年"
    r"(?P<month>\d{1,2}|十?[一二三四五六七八九十])月(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
    r"起(?:正式)?(?:施行|实施|执行|生效)"
)
_LONGEST_WAIT = timedelta(days=8 * 366)
_TAKEN_IN = lazily(
    r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日[^。\n]{0,60}?(?:通过|修正|修订|公布)"
)
NOT_JUDGED = "废止条款、公布和修改沿革中的引用，不判断是否有效"
OWN_REPEAL = "本文件自己废止的，不判断是否有效"
_EARLIER_LAW = timedelta(days=3 * 366)
EARLIER_NAME = "行文之日远早于该法施行，所引的应当是当时同名或者近名的文件，无法核对"
LATER_PARTS = "本文件收有更晚通过的内容，不能按文件日期判断"


def names_of(index: LawIndex) -> Names:
    """Return the names of a compiled catalogue, laid out for ``extract``."""

    def find(title: str) -> str | None:
        entry = index.find(title)
        return None if entry is None else entry.title

    return Names(index.titles, find)


def begins_to_apply(document: Document) -> date | None:
    """Return the day from which the text says that it applies (本办法自…起施行); ``None`` without a clear one."""
    days = set()
    for match in _APPLIES_FROM.finditer(document.folded):
        year, month, day = (read_number(match[name].replace("○", "〇")) or 0 for name in ("year", "month", "day"))
        try:
            days.add(date(year, month, day))
        except ValueError:
            return None
    if len(days) != 1:
        return None
    begins = days.pop()
    # A text amended later still prints when its first version began; one that waits for years is not meant either.
    written = document.date
    return begins if written is None or timedelta() <= begins - written <= _LONGEST_WAIT else None


def judged(citations: Iterable[Citation], text: str, index: LawIndex, as_of: date) -> tuple[Citation, ...]:
    """Return the citations with what ``index`` says of each on ``as_of``; see ``fazhi.kernel.lint.validity``.

    A range is judged by its first number, and by its last where the first is there. Nothing is judged, and the verdict
    ``not_checkable`` says so, in a repeal clause, in a line of history, of a title that the text itself repeals, and of
    a law not yet in force where the text holds parts younger than its date, and of one that began years after the text
    (企业破产法 in 1994 was the law for trial of 1986).
    """
    citations = tuple(citations)
    own = {citation.canonical for citation in citations if citation.in_repeal and citation.canonical}
    youngest: date | None = None
    remembered: dict[tuple[object, ...], Verdict] = {}
    found = []
    editions: dict[str, tuple[str, bool]] = {}
    for citation in citations:
        if not citation.inherited:
            editions[citation.title] = _edition(citation, text)
        edition = editions.get(citation.title, ("", True))
        if citation.in_repeal or citation.in_history:
            said = Verdict(status=Status.NOT_CHECKABLE, canonical=citation.canonical, reason=NOT_JUDGED)
        else:
            quoted = text[slice(*citation.quoted)] if citation.quoted else None
            place = (citation.article, citation.suffix, citation.paragraph, citation.item, _last(citation))
            key = (citation.title, edition, place, quoted)
            if key not in remembered:
                remembered[key] = _verdict(citation, edition, quoted, index, as_of)
            said = remembered[key]
            if said.status is Status.REPEALED and citation.canonical in own:
                said = replace(said, status=Status.NOT_CHECKABLE, reason=OWN_REPEAL)
            elif said.status is Status.NOT_YET and said.effective and said.effective - as_of > _EARLIER_LAW:
                said = replace(said, status=Status.NOT_CHECKABLE, reason=EARLIER_NAME)
            elif said.status is Status.NOT_YET:
                youngest = youngest or _youngest_part(text)
                if as_of < youngest:
                    said = replace(said, status=Status.NOT_CHECKABLE, reason=LATER_PARTS)
        found.append(_with(citation, said))
    return tuple(found)


def _with(citation: Citation, said: Verdict) -> Citation:
    """Return the citation with its verdict, field by field: ``replace`` takes many times as long."""
    return _made(
        start=citation.start,
        end=citation.end,
        raw=citation.raw,
        title=citation.title,
        canonical=citation.canonical,
        article=citation.article,
        suffix=citation.suffix,
        paragraph=citation.paragraph,
        item=citation.item,
        to=citation.to,
        bare=citation.bare,
        inherited=citation.inherited,
        quoted=citation.quoted,
        in_repeal=citation.in_repeal,
        in_history=citation.in_history,
        verdict=said,
    )


def _youngest_part(text: str) -> date:
    """The day of the last adoption or amendment that the text tells of."""
    found = date.min
    for match in _TAKEN_IN.finditer(text):
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if 1 <= month <= 12 and 1 <= day <= 28 + (month != 2) * 2:
            found = max(found, date(year, month, day))
    return found


def _edition(citation: Citation, text: str) -> tuple[str, bool]:
    """Return the words that name one wording of the law, as brackets behind its title, and whether they are sure."""
    at = citation.start
    end = text.find("》", at) + 1 if text.startswith("《", at) else at + len(citation.title)
    return edition_words(text, at, end, citation.end)


def _titled(title: str, named: tuple[str, bool], index: LawIndex, as_of: date) -> str:
    """Return the title with the edition that is meant behind it, where the catalogue knows of one."""
    edition, sure = named
    entry = index.find(title) if edition else None
    if entry is None:
        return title
    if edition == LATEST:
        coming = [each for each in entry.editions if each.adopted and each.adopted <= as_of]
        if not coming or coming[-1].start is None or coming[-1].start <= as_of or len(coming) < 2:
            return title
        edition = f"（{coming[-1].adopted.year if coming[-1].adopted else 0}年修正）"
    elif not sure and verdict(index, title + edition, as_of=as_of).status is Status.NOT_YET:
        return title
    return title + edition if index.find(title + edition) is not None else title


def _verdict(citation: Citation, named: tuple[str, bool], quoted: str | None, index: LawIndex, as_of: date) -> Verdict:
    title = _titled(citation.title, named, index, as_of)
    suffix = read_number(citation.suffix[1:]) if citation.suffix else None
    said = verdict(
        index,
        title,
        as_of=as_of,
        article=citation.article,
        suffix=suffix,
        paragraph=citation.paragraph,
        item=citation.item,
        quoted=quoted,
    )
    last = _last(citation)
    if last is not None and said.status is Status.IN_FORCE:
        return verdict(index, title, as_of=as_of, article=last)
    return said


def _last(citation: Citation) -> int | None:
    """The last article of a range of articles; a range of paragraphs or items has none."""
    return citation.to if citation.paragraph is None and citation.item is None and citation.suffix is None else None
