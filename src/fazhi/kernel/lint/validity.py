"""Whether a cited law, article or wording held on a day: one verdict, in a fixed order of reasons.

Unknown title, not yet in force, repealed, article out of range, wording that stood there once or stands elsewhere, in
force. What the catalogue cannot say is ``not_checkable`` and never passes for an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fazhi.kernel.citations.fingerprint import ENOUGH, best, contained, plain, sketch
from fazhi.kernel.citations.index import Edition, Entry, LawIndex, Sketches
from fazhi.kernel.citations.misquote import clause_not_there, figure_not_there, figures_apart, misquoted
from fazhi.kernel.citations.names import edition_named, name_key, programme_end
from fazhi.kernel.citations.numerals import LARGEST, number_cn
from fazhi.kernel.lint.lazily import lazily

_HEADING = lazily(r"^[\s“「《]*第[零〇一二三四五六七八九十百千0-9]{1,9}条(?:之[一二三四五六七八九十]+)?[\s　]+")
SHORTEST = 6
"""Characters a quotation must have to be compared at all."""
_FEWEST = 2
_NEARLY_ALL, _ALL, _CLEARLY = 0.9, 0.95, 0.2


class Status(StrEnum):
    """The verdicts, as ``fazhi law status`` prints them."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"
    NOT_YET = "not_yet_in_force"
    OUT_OF_RANGE = "article_out_of_range"
    RENUMBERED = "amended_renumbered"
    MISMATCH = "subject_mismatch"
    UNKNOWN = "unknown_title"
    NOT_CHECKABLE = "not_checkable"

    @property
    def cn(self) -> str:
        """The words shown to officials."""
        return _CN[self]


_CN = {
    Status.IN_FORCE: "现行有效",
    Status.REPEALED: "已失效",
    Status.NOT_YET: "尚未施行",
    Status.OUT_OF_RANGE: "没有这一条",
    Status.RENUMBERED: "条文已修改，条号已变",
    Status.MISMATCH: "引文与该条不符",
    Status.UNKNOWN: "目录中没有",
    Status.NOT_CHECKABLE: "无法核对",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What holds on the day asked.

    ``effective`` and ``articles`` are those of the edition that applied, ``repealed`` the day from which the instrument
    no longer applies (it may lie ahead), ``successor`` what took or will take its place. ``new_article`` is where the
    quoted wording stands in the edition that applied, ``"51"`` or ``"120_1"``. ``reason`` is one Chinese sentence.
    """

    status: Status
    canonical: str | None = None
    successor: str | None = None
    effective: date | None = None
    repealed: date | None = None
    articles: int | None = None
    new_article: str | None = None
    reason: str = ""


def verdict(
    index: LawIndex,
    title: str,
    *,
    as_of: date,
    article: int | None = None,
    suffix: int | None = None,
    paragraph: int | None = None,
    item: int | None = None,
    quoted: str | None = None,
) -> Verdict:
    """Return what holds on ``as_of`` for a title, an article of it, a wording said to stand in that article.

    ``suffix`` 1 means 之一. A paragraph or item is judged only to be beyond what the article has at most; what lies
    within says nothing. A quotation without an article is not judged. Where the title names an edition, （2004年修正）,
    that one is judged: once a later one applied it held no more, whatever articles it has.
    """
    entry = index.find(title, as_of)
    if entry is None:
        return _by_its_own_years(title, as_of)
    edition = entry.on(as_of)
    if edition is None:
        return _before(entry, article)
    if edition.repealed is not None:
        ended = _ended(entry, edition, as_of)
        if ended is not None:
            return ended
    named = _named(entry, title, edition)
    if named is not None and named is not edition:
        return _other(entry, named, as_of)
    if article is None:
        return _said(Status.IN_FORCE, entry, edition, _from(edition) + _until(index, entry, as_of))
    place = f"{article}_{suffix}" if suffix else str(article)
    # A text cut off after some articles still says that those are there.
    seen = edition.articles is None and edition.text and place in index.sketches(entry).get(edition.key, {})
    if edition.articles is None and not seen:
        why = "所据文本不分条或不全" if edition.text else "目录中没有这一天适用的文本"
        return _said(Status.NOT_CHECKABLE, entry, edition, f"{why}，条号无法核对")
    if not seen and not edition.has_article(article, suffix):
        reason = f"这一天适用的文本共{edition.articles}条，没有{place_cn(article, suffix)}"
        return _said(Status.OUT_OF_RANGE, entry, edition, reason)
    beyond = _beyond(index.inside(entry, edition, place), article, suffix, paragraph, item)
    if beyond is not None:
        return _said(Status.OUT_OF_RANGE, entry, edition, f"这一天适用的文本中{beyond}")
    if quoted is None or not quoted.strip():
        return _said(Status.IN_FORCE, entry, edition, _from(edition) + _until(index, entry, as_of))
    return _compare(index, entry, edition, place, quoted)


def _by_its_own_years(title: str, as_of: date) -> Verdict:
    """Return what a title that the catalogue does not know says of itself: a plan ends with the years it names."""
    last_year = programme_end(title)
    if last_year is None or last_year >= as_of.year:
        return Verdict(status=Status.UNKNOWN, reason="目录中没有这个标题")
    reason = f"目录中没有这个标题；标题所写的期间已于{last_year}年届满"
    return Verdict(status=Status.REPEALED, repealed=date(last_year + 1, 1, 1), reason=reason)


def _named(entry: Entry, title: str, applies: Edition) -> Edition | None:
    """Return the edition that the title names by its year; ``None`` where it is ``applies`` or none that is known."""
    told = edition_named(title)
    if told is None or name_key(title) == name_key(entry.title):
        return None
    year, said = told
    found = [each for each in entry.editions if each.adopted is not None and each.adopted.year == year]
    found = found or [each for each in entry.editions if each.effective is not None and each.effective.year == year]
    if not found and said and (then := entry.on(date(year, 12, 31))) is not None:
        found = [then]  # a wording printed in that year is the one that applied
    if not found or applies in found:
        return None
    # （2007） behind a law of 2007 tells when it was made and means no wording of it.
    return None if not said and entry.origin and found[-1] is entry.editions[0] else found[-1]


def _other(entry: Entry, named: Edition, as_of: date) -> Verdict:
    """Return what holds of an edition that is not the one of the day: not yet, or replaced by a later one."""
    start, year = named.start, named.adopted.year if named.adopted else named.start.year if named.start else 0
    if start is not None and start > as_of:
        return _said(Status.NOT_YET, entry, named, f"{year}年的文本自{start.isoformat()}起施行")
    if named.repealed is not None:
        return _ended(entry, named, as_of) or _said(Status.IN_FORCE, entry, named, _from(named))
    at = next(number for number, each in enumerate(entry.editions) if each is named)
    later = entry.editions[at + 1]
    said = (
        f"{year}年的文本自{later.start.isoformat()}起由修改后的文本取代" if later.start else f"{year}年的文本已经修改"
    )
    return replace(
        _said(Status.REPEALED, entry, named, said),
        successor=entry.title,
        repealed=later.start if later.effective_sure else None,
    )


def _beyond(
    inside: tuple[int, int] | None, article: int, suffix: int | None, paragraph: int | None, item: int | None
) -> str | None:
    """Return in words what the article does not have; ``None`` where it may have it."""
    if inside is None or (paragraph is None and item is None):
        return None
    paragraphs, items = inside
    where = place_cn(article, suffix)
    if paragraph is not None and paragraph > paragraphs:
        return f"{where}{'只有一款' if paragraphs == 1 else f'至多{paragraphs}款'}，没有第{number_cn(paragraph)}款"
    if item is not None and item > items:
        return f"{where}{f'至多{items}项' if items else '不分项'}，没有第（{number_cn(item)}）项"
    return None


def place_cn(article: int, suffix: int | None = None) -> str:
    """Return 第三十三条, 第一百二十条之一; a number no statute can have is written in digits."""
    number = number_cn(article) if 1 <= article <= LARGEST else str(article)
    return f"第{number}条" + (f"之{number_cn(suffix)}" if suffix and 1 <= suffix <= LARGEST else "")


def _before(entry: Entry, article: int | None) -> Verdict:
    first = entry.editions[0]
    if entry.origin:
        day = first.start
        return _said(Status.NOT_YET, entry, first, f"自{day.isoformat() if day else '其后'}起施行")
    if article is None:
        return _said(Status.IN_FORCE, entry, None, "早于目录所知的最早文本；此前已有同名文件")
    return _said(Status.NOT_CHECKABLE, entry, None, "早于目录所知的最早文本，条号无法核对")


def _ended(entry: Entry, edition: Edition, as_of: date) -> Verdict | None:
    end = edition.repealed
    if end is None:
        return None
    if as_of >= end:
        instead = f"，由《{edition.successor}》取代" if edition.successor else ""
        said = f"自{end.isoformat()}起失效" if edition.repealed_sure else f"{end.isoformat()}前已失效，失效日不明"
        return _said(Status.REPEALED, entry, edition, said + instead)
    if not edition.repealed_sure and edition.start is not None and as_of > edition.start:
        reason = f"{end.isoformat()}前已失效，失效日不明，这一天是否有效无法核对"
        return _said(Status.NOT_CHECKABLE, entry, edition, reason)
    return None


def _compare(index: LawIndex, entry: Entry, edition: Edition, place: str, quoted: str) -> Verdict:
    quoted = _HEADING.sub("", quoted)
    wanted = sketch(quoted)
    if len(plain(quoted)) < SHORTEST or len(wanted) < _FEWEST:
        if (wrong := _not_there(index, entry, edition, place, quoted)) is not None:
            return _misquoted(entry, edition, place, wrong)
        return _said(Status.IN_FORCE, entry, edition, "引文太短，未与条文对照")
    editions = index.sketches(entry)
    now: Sketches = editions.get(edition.key, {})
    if place not in now:
        return _said(Status.NOT_CHECKABLE, entry, edition, "目录中没有这一条的指纹，引文无法对照")
    if _holds(wanted, place, now):
        wrong = misquoted(quoted, now[place]) or _not_there(index, entry, edition, place, quoted)
        if wrong is None:
            return _said(Status.IN_FORCE, entry, edition, "引文与该条相符")
        return _misquoted(entry, edition, place, wrong)
    found = _stands(wanted, now)
    where = f"，现在{_place_cn(found)}" if found else _later(wanted, entry, edition, editions)
    for older in _older(entry, edition, editions):
        if place in older and _holds(wanted, place, older):
            return _said(Status.RENUMBERED, entry, edition, f"引文是修改前的{_place_cn(place)}{where}", found)
    return _said(Status.MISMATCH, entry, edition, f"{_place_cn(place)}没有这段引文{where}", found)


def _not_there(index: LawIndex, entry: Entry, edition: Edition, place: str, quoted: str) -> tuple[str, str] | None:
    """Return a figure, or the last clause, of the quotation that the article does not have, as ``misquoted`` does."""
    known = index.sketches(entry)[edition.key][place]
    figures = index.figures(entry, edition, place)
    found = None if figures is None else figure_not_there(quoted, known, figures)
    if found is not None:
        return found
    wrong = (figures and figures_apart(quoted, known, figures)) or clause_not_there(quoted, known)
    return (wrong, "") if wrong else None


def _misquoted(entry: Entry, edition: Edition, place: str, wrong: tuple[str, str]) -> Verdict:
    instead = f"是“{wrong[1]}”" if wrong[1] else "不是这样写的"
    return _said(Status.MISMATCH, entry, edition, f"引文写“{wrong[0]}”的地方，{_place_cn(place)}{instead}")


def _later(wanted: Sequence[int], entry: Entry, edition: Edition, editions: Mapping[str, Sketches]) -> str:
    """Return where wording stands that the edition of the day has nowhere: in a later one, or in none at hand."""
    at = next(number for number, each in enumerate(entry.editions) if each is edition)
    for later in entry.editions[at + 1 :]:
        found = _stands(wanted, editions.get(later.key, {}))
        if found is not None:
            return f"，它是自{later.start}起的文本{_place_cn(found)}"
    return "，这一天适用的文本中没有找到"


def _holds(wanted: Sequence[int], place: str, articles: Sketches) -> bool:
    """Return whether the wording stands in that article: half of it, unless another article has clearly more."""
    share = contained(wanted, articles[place])
    if share < ENOUGH or share >= _NEARLY_ALL:
        return share >= ENOUGH
    elsewhere = best(wanted, articles)
    return elsewhere is None or elsewhere[1] < max(_ALL, share + _CLEARLY)


def _older(entry: Entry, edition: Edition, editions: Mapping[str, Sketches]) -> list[Sketches]:
    """Return the sketches of the editions before this one, the latest first."""
    earlier: list[Sketches] = []
    for each in entry.editions:
        if each is edition:
            break
        if each.key in editions:
            earlier.append(editions[each.key])
    return earlier[::-1]


def _stands(wanted: Sequence[int], articles: Sketches) -> str | None:
    found = best(wanted, articles)
    return found[0] if found and found[1] >= ENOUGH else None


def _from(edition: Edition) -> str:
    if edition.effective is None:
        return "有效"
    return f"自{edition.effective.isoformat()}起施行" + ("" if edition.effective_sure else "（施行日按通过日计）")


def _until(index: LawIndex, entry: Entry, as_of: date) -> str:
    known = index.until.get(entry.kind)
    return f"；目录所据文本截至{known.isoformat()}" if known is not None and as_of > known else ""


def _place_cn(place: str) -> str:
    number, _, suffix = place.partition("_")
    return place_cn(int(number), int(suffix) if suffix else None)


def _said(
    status: Status, entry: Entry, edition: Edition | None, reason: str, new_article: str | None = None
) -> Verdict:
    return Verdict(
        status=status,
        canonical=entry.title,
        successor=edition.successor if edition else None,
        effective=edition.effective if edition else None,
        repealed=edition.repealed if edition and edition.repealed_sure else None,
        articles=edition.articles if edition else None,
        new_article=new_article,
        reason=reason,
    )
