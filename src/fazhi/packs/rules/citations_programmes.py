"""L006: a programme whose years are over must not be taken for the present one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, rule
from fazhi.kernel.lint.lazily import lazily
from fazhi.kernel.lint.validity import Status
from fazhi.packs.rules._citing import cited, hit, judged_late, no_programme, quiet, years_in

# What shows that a programme is taken for the present one: a verb before the list it stands in, or a word after it.
_ENTRUSTED = lazily(r"(?:贯彻|落实|按照|依照|依据|根据|执行|实施|推进|围绕|遵循|深化|以)[^。；，,]{0,60}$")
_ENTRUSTING = lazily(r"[^。；，,]{0,6}(?:要求|精神|部署|为指导|为指引|为引领|为纲领|为统领|为遵循|目标任务)")
_LOOKING_BACK = lazily(
    r"期间|时期|以来|回顾|总结|评估|收官|圆满|终期|中期|已完成|印发了?|出台|颁布|制定了|发布了?|曾|上一轮|"
    r"五年来|过去|此前|前一?阶段|期满|到期|届满|编制(?!本|今|年度|20)|起草|修订"
)
_FIVE_YEARS = lazily(r"十[二三四]五")
_TITLES = lazily(r"《[^》]{0,200}》")
_AHEAD = lazily(r"下一步|下一?阶段|下一年|下年度|来年|明年|新的?一年|今后")
_PERIOD = r"《?[\u4e00-\u9fff“”]{2,30}(?:纲要|规划|行动(?:方案|计划))》?\((20[0-9]{2})[^)\n]{1,4}(20[0-9]{2})年?\)》?"


@rule(
    code="L006",
    name="expired-programme",
    title="以期限已过的纲要、规划为现行要求",
    why="纲要、规划有起止年份，期满后应当落实新的部署；以旧纲要为现行要求，多为照抄往年文稿。",
    basis=("工作要求：落实的纲要、规划应当是现行的",),
    severity="error",
    scope="document",
    anywhere=(_PERIOD,),
    bad=(
        Example(text="贯彻落实《法治政府建设实施纲要（2015—2020年）》，推进依法行政。", as_of=date(2025, 1, 14)),
        Example(text="按照《法治政府建设实施纲要(2021-2025年)》要求开展工作。", as_of=date(2026, 6, 1)),
        Example(text="以《乡村振兴战略规划（2018—2022年）》为指引，编制本年计划。", as_of=date(2024, 4, 16)),
        Example(text="贯彻落实《甲县旅游发展规划（2016—2020年）》，推进项目建设。", as_of=date(2025, 1, 14), count=1),
        Example(
            text="按照《“十四五”甲县水利规划》和《甲县旅游发展规划（2016—2020年）》，推进项目建设。",
            as_of=date(2025, 1, 14),
        ),
        Example(
            text="柳湾镇2025年度法治政府建设情况报告\n三、2026年工作安排\n（一）强化学习。"
            "继续贯彻落实《法治政府建设实施纲要（2021—2025年）》。\n2026年1月9日\n",
            kind=Kind.AR,
        ),
        Example(
            text="柳湾镇2025年度法治政府建设情况报告\n下一步，我镇将落实《法治政府建设实施纲要（2021—2025年）》。\n2026年1月9日\n",
            kind=Kind.AR,
        ),
    ),
    good=(
        Example(text="贯彻落实《法治政府建设实施纲要（2021—2025年）》，推进依法行政。", as_of=date(2025, 1, 14)),
        Example(text="“十三五”期间落实《法治政府建设实施纲要（2015—2020年）》，成效明显。", as_of=date(2025, 1, 14)),
        Example(text="对照《法治政府建设实施纲要（2015—2020年）》的标准作了自查。", as_of=date(2025, 1, 14)),
        Example(text="对《法治政府建设实施纲要（2015—2020年）》实施情况作了总结评估。", as_of=date(2025, 1, 14)),
        Example(text="2021年，各村落实《法治政府建设实施纲要(2021-2025年)》。", as_of=date(2026, 6, 1)),
        Example(text="贯彻落实《甲县旅游发展规划（2021—2035年）》，推进项目建设。", as_of=date(2025, 1, 14)),
        Example(
            text="柳湾镇2025年度法治政府建设情况报告\n贯彻落实《法治政府建设实施纲要（2021—2025年）》。\n2026年1月9日\n",
            kind=Kind.AR,
        ),
        Example(
            text="柳湾镇2025年度法治政府建设情况报告\n一、2025年工作\n落实《法治政府建设实施纲要（2021—2025年）》。\n"
            "二、2026年工作安排\n加强学习。\n2026年1月9日\n",
            kind=Kind.AR,
        ),
        Example(text="“十三五”期间落实《甲县旅游发展规划（2016—2020年）》。", as_of=date(2025, 1, 14)),
        Example(text="2018年落实《甲县旅游发展规划（2016—2020年）》，建成景区2个。", as_of=date(2025, 1, 14)),
    ),
)
def expired_programme(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    for citation in cited(document, Status.REPEALED):
        said = citation.verdict
        if said is None or citation.canonical is None or no_programme(citation.canonical):
            continue  # one that the catalogue does not know is told below, by its own years
        if quiet(document, citation, context):
            continue
        if not _taken_for_present(document, citation.start, citation.end) or _tells_of(
            document, citation.start, said.repealed
        ):
            continue
        instead = f"现行的是《{said.successor}》" if said.successor else "现行纲要、规划以上级最新印发的为准"
        yield hit(
            citation,
            f"《{citation.canonical}》{said.reason}，疑似以期满的为现行要求",
            f"{instead}；回顾往年的，写明年份",
        )
    yield from _past_by_own_years(document, context)


def _past_by_own_years(document: Document, context: Context) -> Iterator[Hit]:
    """Of a programme the catalogue does not know, the years in its title tell that it is over."""
    programmes = list(context.each(document, _PERIOD))
    if not programmes:
        return
    known = [
        (each.start, each.end)
        for each in document.citations
        if each.canonical is not None and each.verdict and each.verdict.status is Status.REPEALED
    ]
    for match in programmes:
        begin, stop = document.sentence(match.start())
        told = years_in(document.folded[begin : match.start()] + document.folded[match.end() : stop])
        if document.date is None and document.as_of is None:
            return  # when an undated text was written, its goals for years to come do not tell
        if int(match[2]) >= context.day(document).year or (told and max(told) <= int(match[2])):
            continue
        if any(match.start() < right and left < match.end() for left, right in known):
            continue
        if judged_late(document, date(int(match[2]) + 1, 1, 1)):
            continue
        if _taken_for_present(document, *match.span()):
            yield Hit(
                *match.span(),
                message=f"《{match[0].strip('《》')}》疑似已于{match[2]}年到期，以期满的为现行要求",
                suggestion="现行纲要、规划以上级最新印发的为准；回顾往年的，写明年份",
            )


def _tells_of(document: Document, at: int, ended: date | None) -> bool:
    """Whether the paper is the report of a year in which the programme still ran, though written after it.

    What it plans for the years to come is no report of that year.
    """
    if ended is None or document.kind is not Kind.AR or document.title is None:
        return False
    own = re.search(r"(20[0-9]{2})年", document.folded[slice(*document.title)])
    return own is not None and int(own[1]) < ended.year and not _plans(document, at, int(own[1]))


def _plans(document: Document, at: int, own: int) -> bool:
    """Whether the sentence, or a heading above it, speaks of what is to be done after the year ``own``."""
    begin, _ = document.sentence(at)
    before = document.folded[begin:at]
    told = years_in(before)
    if told:
        return max(told) > own
    if _AHEAD.search(before):
        return True
    above = 9
    for heading in reversed([one for one in document.headings if one.start <= at]):
        if heading.level < above:
            above = heading.level
            words = document.folded[heading.start : heading.end]
            if _AHEAD.search(words) or max(years_in(words), default=own) > own:
                return True
    return False


def _taken_for_present(document: Document, start: int, end: int) -> bool:
    begin, stop = document.sentence(start)
    before, after = document.text[begin:start], document.text[end:stop]
    if _ENTRUSTED.search(before) is None and _ENTRUSTING.match(after) is None:
        return False
    # “十四五” in the title of another programme beside it looks back on nothing.
    return not any(
        _LOOKING_BACK.search(words) or _FIVE_YEARS.search(_TITLES.sub("", words)) for words in (before, after)
    )
