"""What the rules about citations share: when a citation of something outdated is in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fazhi.kernel.citations.index import Edition, LawIndex
from fazhi.kernel.lint import Context, Document, Hit, Severity
from fazhi.kernel.lint.citations import Citation
from fazhi.kernel.lint.citations.editions import edition_before
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status

# What says that the old law is meant: before the title, after it, anywhere in the sentence.
_MEANT_BEFORE = lazily(
    r"(?:原|旧的?|老的?|旧版的?|原(?:来|先|本)?[是为系在]|原有的?|当时的?|时行的?|曾经?|已废止的?|已失效的?|已被废止的?|修[订正改]之?前的?|过去的?)\s?$"
)
_MEANT_AFTER = lazily(
    r"\s?(?:第[^，。；]{1,20}条[^，。；]{0,20})?[（(](?:[^（）()]{0,12}(?:已|被|现)?(?:废止|失效|修[订正改]前|原|旧)|(?P<year>(?:19|20)\d\d)年?(?:修[订正]|版|颁布|公布|发布|通过)?)"
)
# 《行政复议法》修订前第九条, 《公司法》旧第十六条: between the title and its article.
_MEANT_BETWEEN = lazily(r"[^》]*》\s?(?:原|旧版?的?|修[订正改]之?前的?)(?:规定|文本|条文)?的?\s?第")
# 《突发事件应对法》（2007年）第四十二条: the year of the making may tell which wording is meant.
_YEAR_WITHIN = lazily(
    r"[^》]*》\s?[（(](?P<year>(?:19|20)\d\d)年?(?:修[订正改]|版|颁布|公布|发布|通过)?[^（）()]{0,6}[）)]"
)
# What the sentence behind says of the number: 所引为修订前的条号, 该条现为第十五条.
_MEANT_BEHIND = lazily(
    r"[\s（(注：:]*(?:以?上述?|前述|文中|[该此本上]|所)[^。；]{0,10}(?:条文?号?|引用?|规定|法律)[^。；]{0,10}"
    r"(?:修[订正改]之?前|旧|原(?!则|因)|当时|已(?:经)?(?:调整|改|变更|修[订正改]|废止)|现(?:为|行|调整|改|在)|改为|调整为)"
)
# The whole paper says which wording it cites by.
_MEANT_IN_ALL = lazily(
    r"(?:本文|下文|以下|文中|本[书件决定判裁报告]{1,3})(?:凡|中|均|所)?[^。；，]{0,8}(?:引用?|所称|适用)的?[^。；]{0,30}"
    r"(?:修[订正改]之?前|旧法|当时有效|年(?:修[订正改])(?:的?文?本|版)|旧条)"
)
# 依照旧法领取的证件: what was done under the old law is spoken of, nothing is based on it now.
_DONE_UNDER_IT = lazily(
    r"所附|(?:[、和及]?《[^》]{2,40}》){0,4}(?:的?规定)?(?:已经?)?(?:领取|颁发|核发|发放|取得|签订|订立|缔结|作出|办理|登记|批准|设立|成立|处罚|受理)的"
)
_MEANT_IN_SENTENCE = lazily(
    r"当时有效|当时的法律|施行前(?:的行为|依照|按照|根据|已)|当时施行|当时适用|时有效的|行为(?:发生|实施)时|发生时施行|已经?(?:废止|失效)|已被|被废止|予以废止|宣布失效|同时废止|"
    r"(?:取代|替代|代替)了?|不再(?:适用|施行|执行|沿用)|修[订正改]之?前|旧法|旧版|[旧原]条号|前身|沿革|历史上|起草(?!本)|制定过程|清理|改引|更名为|纳入民法典"
)
_AMENDED_IN_PUBLIC = ("法律", "行政法规")
_EDITION = lazily(
    r"\s?[（(](?P<year>(?:19|20)\d\d)年?(?:最新)?(?:第[一二三四五六]次)?(?:修订|修正|修改|版|文本|本)[）)]"
)
_PROGRAMME = lazily(r"(?:纲要|规划|计划|方案|规划的建议)(?:[（(][^（）()]*[）)])?$")
_TITLE = lazily(r"《[^》]{0,200}》")
_YEAR = lazily(r"[12](?<![0-9].)(?:(?<=1)9[89]|(?<=2)0[0-4])[0-9](?=[ \u00a0]?年|[-/.])")


def cited(document: Document, *statuses: Status) -> Iterator[Citation]:
    """Yield the citations with one of these verdicts."""
    for citation in document.citations:
        if citation.verdict is not None and citation.verdict.status in statuses:
            yield citation


def old_law_meant(document: Document, citation: Citation, context: Context) -> bool:
    """Return whether the words around say that the law of an earlier day is meant."""
    text = document.text
    start, end = document.sentence(citation.start)
    return (
        _MEANT_BEFORE.search(text, max(start, citation.start - 8), citation.start) is not None
        or _MEANT_BETWEEN.match(text, citation.start, citation.end) is not None
        or _in_brackets(document, citation, context)
        or _DONE_UNDER_IT.match(text, citation.end) is not None
        or _MEANT_IN_SENTENCE.search(text, start, end) is not None
        or _MEANT_BEHIND.match(text, end, min(len(text), end + 60)) is not None
        or _cites_an_older_wording(text)
        or _told_of_old(document, citation, start, end)
    )


def _in_brackets(document: Document, citation: Citation, context: Context) -> bool:
    """Whether brackets behind the citation say so; the year of the wording that applies names no older one."""
    text = document.text
    match = _MEANT_AFTER.match(text, citation.end, min(len(text), citation.end + 60))
    if match is None and citation.verdict is not None and citation.verdict.status is not Status.REPEALED:
        match = _YEAR_WITHIN.match(text, citation.start, citation.end)
    if (
        match is None
        or match["year"] is None
        or citation.verdict is None
        or not isinstance(context.catalogue, LawIndex)
    ):
        return match is not None
    entry = context.catalogue.find(citation.canonical or citation.title)
    applies = entry.on(context.day(document)) if entry is not None else None
    if applies is None or citation.verdict.status is Status.REPEALED:
        return True
    return not _of_year(applies, int(match["year"]))


def _told_of_old(document: Document, citation: Citation, start: int, end: int) -> bool:
    """Whether the sentence tells of a year in which the law still held; years inside the title do not count."""
    ended = citation.verdict.repealed if citation.verdict else None
    if ended is None:
        return False
    words = document.folded
    # 1999年公布的《合同法》: a year of the law, not of what was done.
    years = years_in(words[start : edition_before(words, citation.start)] + words[citation.start : end])
    return bool(years) and max(years) < ended.year


def no_programme(title: str) -> bool:
    """Return whether a title is that of no plan, which ends with its years and is judged by L006."""
    return _PROGRAMME.search(title) is None


def years_in(words: str) -> list[int]:
    """The years a text names, those inside titles (2021—2025年) left out: they say nothing of when it was written."""
    return [int(found) for found in _YEAR.findall(_TITLE.sub("", words))]


def judged_late(document: Document, ended: date | None) -> bool:
    """Return whether an undated text was plainly written before ``ended``: it names no year from then on.

    Such a text is judged on the day of the run only because its own is unknown; what ended since is no mistake of it.
    """
    if document.date is not None or ended is None:
        return False
    last = _last_year(document.folded)
    return last is not None and last < ended.year


@lru_cache(maxsize=1)
def _cites_an_older_wording(text: str) -> bool:
    return _MEANT_IN_ALL.search(text) is not None


@lru_cache(maxsize=1)
def _last_year(words: str) -> int | None:
    return max(years_in(words), default=None)


def hit(citation: Citation, message: str, suggestion: str | None = None, severity: Severity | None = None) -> Hit:
    """Return the finding at a citation."""
    return Hit(citation.start, citation.end, message=message, suggestion=suggestion, severity=severity)


def quiet(document: Document, citation: Citation, context: Context) -> bool:
    """Return whether what is said against an ended title must not be said here."""
    said = citation.verdict
    if said is not None and said.canonical is not None and said.successor == said.canonical:
        return True  # the law holds, only not in the edition that is named: who names one means it
    return old_law_meant(document, citation, context) or judged_late(document, said.repealed if said else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEdition:
    """A year written in brackets after a title; ``editions`` those adopted or begun in that year.

    ``whole`` says that the catalogue knows every edition: a law or regulation whose text, at hand, tells of them all.
    """

    start: int
    end: int
    title: str
    year: int
    editions: tuple[Edition, ...]
    whole: bool


def editions_named(document: Document, context: Context) -> Iterator[NamedEdition]:
    """Yield each year of an edition that stands in brackets after a title of the catalogue."""
    if not isinstance(context.catalogue, LawIndex):
        return
    for citation in document.citations:
        if citation.bare or citation.inherited or citation.canonical is None:
            continue
        mark = document.text.find("》", citation.start)
        match = _EDITION.match(document.text, mark + 1)
        entry = context.catalogue.find(citation.canonical)
        if match is None or entry is None:
            continue
        year = int(match["year"])
        yield NamedEdition(
            start=mark + 1,
            end=match.end(),
            title=entry.title,
            year=year,
            editions=tuple(each for each in entry.editions if _of_year(each, year)),
            whole=entry.origin and entry.kind in _AMENDED_IN_PUBLIC and any(each.text for each in entry.editions),
        )


def _of_year(edition: Edition, year: int) -> bool:
    return any(day is not None and day.year == year for day in (edition.adopted, edition.effective))
