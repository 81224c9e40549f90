"""What the rules about citations share: when a citation of something outdated is in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fazhi.kernel.citations.index import Edition, LawIndex
from fazhi.kernel.lint import Context, Document, Hit, Severity
from fazhi.kernel.lint.citations import Citation
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status

# What says that the old law is meant: before the title, after it, anywhere in the sentence.
_MEANT_BEFORE = lazily(
    r"(?:原|旧|原(?:来|先|本)?[是为系在]|原有的?|当时的?|时行的?|曾经?|已废止的?|已失效的?|已被废止的?|修[订改]前的?|过去的?)\s?$"
)
_MEANT_AFTER = lazily(
    r"\s?(?:第[^，。；]{1,20}条[^，。；]{0,20})?[（(](?:[^（）()]{0,12}(?:已|被|现)?(?:废止|失效|修订前|修正前|原)|(?:19|20)\d\d年?(?:修[订正]|版|颁布|公布|发布|通过)?)"
)
# 依照旧法领取的证件: what was done under the old law is spoken of, nothing is based on it now.
_DONE_UNDER_IT = lazily(
    r"所附|(?:[、和及]?《[^》]{2,40}》){0,4}(?:的?规定)?(?:已经?)?(?:领取|颁发|核发|发放|取得|签订|订立|缔结|作出|办理|登记|批准|设立|成立|处罚|受理)的"
)
_MEANT_IN_SENTENCE = lazily(
    r"当时有效|当时的法律|施行前(?:的行为|依照|按照|根据|已)|当时施行|当时适用|时有效的|行为(?:发生|实施)时|发生时施行|已经?(?:废止|失效)|已被|被废止|予以废止|宣布失效|同时废止|"
    r"(?:取代|替代|代替)了?|不再(?:适用|施行|执行|沿用)|修[订改]前|旧法|[旧原]条号|前身|沿革|历史上|起草|制定过程|清理|改引|更名为|纳入民法典"
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


def old_law_meant(document: Document, citation: Citation) -> bool:
    """Return whether the words around say that the law of an earlier day is meant."""
    text = document.text
    start, end = document.sentence(citation.start)
    return (
        _MEANT_BEFORE.search(text, max(start, citation.start - 8), citation.start) is not None
        or _MEANT_AFTER.match(text, citation.end, min(len(text), citation.end + 60)) is not None
        or _DONE_UNDER_IT.match(text, citation.end) is not None
        or _MEANT_IN_SENTENCE.search(text, start, end) is not None
        or _told_of_old(document, citation, start, end)
    )


def _told_of_old(document: Document, citation: Citation, start: int, end: int) -> bool:
    """Whether the sentence tells of a year in which the law still held; years inside the title do not count."""
    ended = citation.verdict.repealed if citation.verdict else None
    if ended is None:
        return False
    years = years_in(document.folded[start:end])
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
    return old_law_meant(document, citation) or judged_late(document, said.repealed if said else None)


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
