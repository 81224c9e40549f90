"""Words beside a title that name one wording of it: 2018年修正的《公司法》, 《公司法》（2018年修正）, 新《公司法》."""

from __future__ import annotations

from fazhi.kernel.citations.names import edition_named
from fazhi.kernel.lint.lazily import lazily

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DEED = r"(?P<deed>修[订正改]|最新修[订正改])"
_TOLD = r"(?:通过|公布|颁布|发布|制定|出台|施行|实施|生效)"
# Before the title: the year, and at times the day, with what was done then; or the year alone, 2018年《公司法》.
_BEFORE = lazily(
    rf"(?<![0-9]){_YEAR}\s?(?:年\s?(?:[0-9]{{1,2}}\s?月\s?(?:[0-9]{{1,2}}\s?日)?)?|(?=版|修[订正改]|文本))"
    rf"(?:第[一二三四五六]次)?(?:全面|最新|再次)?(?P<deed>修[订正改]|版|文本)?(?P<told>{_TOLD})?(?:后|版|本|文本)?的?(?:我国|国家|新)?\s?$"
)
# Between the title and its article, without brackets: 《公司法》2018年修正版第十六条, 《行政复议法》修订前第九条.
WORDS_BETWEEN = (
    r"(?:\s?(?:(?:19|20)[0-9]{2}年?)?(?:第[一二三四五六]次)?"
    r"(?:修[订正改](?:之?前|之?后|版|本)?|旧[版法]|新[版法]|文本|版|现行(?:版|文本)?|[原旧新])的?(?:规定|文本|条文)?的?)?"
)
_BETWEEN = lazily(
    rf"(?P<written>\s?{_YEAR}年?(?:第[一二三四五六]次)?(?:修[订正改]|版|文本|本))|\s?(?P<new>修[订正改]之?后|新[版法]?)"
)
_BRACKETS = lazily(r"\s{0,2}([（(][^（）()\n]{4,24}[）)])")
_NEW = lazily(
    r"(?:(?:新近?|最新|刚刚?)(?:修[订正改](?:通过|公布|施行)?|颁布|公布|出台|制定|通过)?的?|修[订正改](?:通过|公布)?之?后的?|新版)(?:我国)?\s?$"
)
_REACH = 30
LATEST = "新"
"""What names the wording adopted last, though it may not apply yet."""


def edition_words(text: str, start: int, after: int, end: int) -> tuple[str, bool]:
    """Return what names an edition, as brackets behind a title, ``LATEST`` or empty, and whether it surely does.

    The title stands at ``start`` and ends before ``after``, the citation ends before ``end``. A year that stands alone
    before the title is not sure: it may be that of the doing.
    """
    if after <= end + 1 and (found := _BRACKETS.match(text, after)) is not None and edition_named(found[1]) is not None:
        return found[1], True
    if after < end and (between := _BETWEEN.match(text, after, end)) is not None:
        return (LATEST, True) if between["new"] else (f"（{between['year']}年修正）", True)
    before = max(0, start - _REACH)
    if text[start - 1 : start] not in _LAST:
        return "", True
    if (named := _BEFORE.search(text, before, start)) is not None:
        sure = named["deed"] is not None or named["told"] is not None
        return f"（{named['year']}年{'修正' if named['deed'] else ''}）", sure
    return (LATEST, True) if _NEW.search(text, before, start) is not None else ("", True)


def edition_before(text: str, start: int) -> int:
    """Return where the words begin that name an edition before a title; ``start`` itself where none do."""
    if text[start - 1 : start] not in _LAST:
        return start
    found = _BEFORE.search(text, max(0, start - _REACH), start)
    return start if found is None else found.start()


_LAST = frozenset("的年版本新家国订正改后")
