"""The last relations that a sentence is held against: each is asked only where a cheap word says it may have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import numbers
from .places import moved
from .slips import Checked, Slip

__all__ = ["check_far", "check_last", "check_moments"]

_MADE: Final = lazily(
    r"[共合总累计收以][计产额数量付支发缴安配投][^,;:。]*[0-9]|共[^,;:。]*[0-9]|分[^,;:。]{1,4}[月期年次批季][^,;:。]{0,4}[平等均]|[全一每]年|分[成为]|[编组]成|违约金|滞纳金|加处罚款|利息|以[0-9]"
)
"""What leads to a total, or to what a rate of a day makes."""
_NUMBERS: Final = lazily(r"[0-9]号?起?,?[至到—-]第?[0-9]+号")
_RATIO: Final = lazily(r"[比例值为是达到约][0-9.]+[:∶][0-9]")
_GAIN: Final = lazily(r"违法所得|获利|利润|毛利|差价|盈利")
_SO_MANY: Final = lazily(r"[二两三四五六七八九十0-9](?:个|所|家)?[村户人名组项期次校站点批区片]的?(?:平均|均)")
_AGAIN: Final = lazily(r"(?:的|上述|前述|以上|这)[0-9]")
_CHANGES: Final = lazily(r"[增减升降多少高低前迟后期](?:[加少长升低出了])?[0-9]")


def check_last(sentence: str, taken: set[int], *, percent: bool, hits: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of figures that nothing else has judged (``taken`` are those that were)."""
    if percent and ("全部" in sentence or "均" in sentence or "数" in sentence):
        from fazhi.kernel.lint.figures.roles import check_all_done

        yield from check_all_done(sentence, taken)
    if "号" in sentence and "共" in sentence and _NUMBERS.search(sentence):
        from fazhi.kernel.lint.figures.outright import check_numbered

        yield from check_numbered(sentence)
    many = len(numbers(sentence)) if hits > 1 or percent or "半" in sentence else 0
    if many < 2:
        return  # what the sentence has besides are dates, articles and names
    yield from _made(sentence, taken, percent=percent, many=many)
    yield from _outright(sentence, taken, many=many)
    if many > 2:
        yield from _of_money(sentence, taken, percent=percent, many=many)
    if _AGAIN.search(sentence):
        from fazhi.kernel.lint.figures.taken_up import check_taken_up

        yield from check_taken_up(sentence, taken)
    if "其中" in sentence:
        from fazhi.kernel.lint.figures.partition import check_among

        yield from check_among(sentence, taken)
    if (percent or "半" in sentence) and ("的" in sentence or "计" in sentence or "共" in sentence):
        from fazhi.kernel.lint.figures.roles import check_named, check_together

        yield from check_named(sentence, taken)
        yield from check_together(sentence, taken)
    if percent and "优良率" in sentence:
        from fazhi.kernel.lint.figures.roles import check_good

        yield from check_good(sentence, taken)
    if "折" in sentence and "元" in sentence:
        from fazhi.kernel.lint.figures.closed import check_discount

        yield from check_discount(sentence)
    if hits > 2:
        from fazhi.kernel.lint.figures.transposed import check_transposed

        if many > 2:
            yield from _of_three(sentence, taken, percent=percent, many=many)
        yield from check_transposed(sentence, taken)
    elif percent and many > 2:
        from fazhi.kernel.lint.figures.closed import check_closed

        yield from check_closed(sentence, taken)


def _made(sentence: str, taken: set[int], *, percent: bool, many: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say that multiply: so many of each make the total."""
    each = "每" in sentence
    if not (each or "各" in sentence or "日" in sentence or "产" in sentence) or not _MADE.search(sentence):
        return
    from fazhi.kernel.lint.figures import made

    if each:
        yield from made.check_rounds(sentence, taken)
        if "元" in sentence and "年" in sentence:
            yield from made.check_year(sentence, taken)
        if "元" in sentence and "分" in sentence:
            yield from made.check_in_parts(sentence, taken)
    if many > 2:
        if each:
            yield from made.check_teams(sentence, taken)
            yield from made.check_for_one(sentence, taken)
        if "元" in sentence:
            yield from made.check_for_each(sentence, taken)
            if percent:
                yield from made.check_late(sentence, taken)
            if each and many > 3:
                yield from made.check_steps(sentence, taken)
        if "亩" in sentence and ("产" in sentence or "每亩" in sentence):
            yield from made.check_yield(sentence, taken)
        if "组" in sentence or "队" in sentence or "班" in sentence:
            yield from made.check_groups(sentence, taken)


def _outright(sentence: str, taken: set[int], *, many: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say that a sentence tells by words of their own."""
    if "比" in sentence and _RATIO.search(sentence):
        from fazhi.kernel.lint.figures.outright import check_ratio

        yield from check_ratio(sentence, taken)
    if many < 3:
        return
    if "宽" in sentence and "平方米" in sentence:
        from fazhi.kernel.lint.figures.outright import check_area

        yield from check_area(sentence, taken)
    if "人次" in sentence and ("每天" in sentence or "每日" in sentence):
        from fazhi.kernel.lint.figures.outright import check_by_days

        yield from check_by_days(sentence, taken)
    if many > 3 and "均" in sentence and ("分别" in sentence or "依次" in sentence or _SO_MANY.search(sentence)):
        from fazhi.kernel.lint.figures.outright import check_mean_of_list

        yield from check_mean_of_list(sentence, taken)
    if many > 3 and "初" in sentence and ("由" in sentence or "从" in sentence):
        from fazhi.kernel.lint.figures.outright import check_came_and_went

        yield from check_came_and_went(sentence, taken)


def _of_money(sentence: str, taken: set[int], *, percent: bool, many: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say of margins, interest and shares of a head count."""
    gain = many > 3 and "价" in sentence and _GAIN.search(sentence)
    yearly = percent and "利息" in sentence and "年" in sentence
    heads = percent and ",为" in sentence
    if not (gain or yearly or heads):
        return
    from fazhi.kernel.lint.figures import money

    if gain:
        yield from money.check_margin(sentence, taken)
    if yearly:
        yield from money.check_interest(sentence, taken)
    if heads:
        yield from money.check_heads(sentence, taken)


def check_moments(sentence: str, before: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of hours, ages and n-th days, in one sentence or with what stands before it.

    Offsets are those of the sentence; what is told reaches to the end of it.
    """
    from fazhi.kernel.lint.figures.moments import check_ages, check_hours, check_nth_days

    if "个月" in sentence:
        from fazhi.kernel.lint.figures.outright import check_month_span

        yield from check_month_span(sentence)
    joined = before + sentence
    for ask in (check_hours, check_ages, check_nth_days):
        said = list(ask(sentence))
        yield from said or (
            (code, moved(slip, -len(before)) if isinstance(slip, Slip) else slip)
            for code, slip in ask(joined)
            if slip.start >= len(before) > 0
        )


def _of_three(sentence: str, taken: set[int], *, percent: bool, many: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say that need three figures or more."""
    from fazhi.kernel.lint.figures.partition import check_abreast, check_partition, check_split

    if percent:
        from fazhi.kernel.lint.figures.closed import check_closed

        yield from check_closed(sentence, taken)
    if "由" in sentence or "从" in sentence or _CHANGES.search(sentence):
        from fazhi.kernel.lint.figures.closed import check_difference

        yield from check_difference(sentence, taken)
    if "扣" in sentence or "除" in sentence or "减去" in sentence:
        from fazhi.kernel.lint.figures.closed import check_less

        yield from check_less(sentence, taken)
    if percent:
        yield from check_split(sentence)
    yield from check_partition(sentence, taken)
    if many > 5:
        yield from check_abreast(sentence, taken)


_ACROSS: Final = (
    "元(",
    "止码",
    "读数",
    "表底",
    "示数",
    "次日起",
    "保证金",
    "预付款",
    "质保金",
    "定金",
    "代理费",
    "村(社区)的",
)
_ACROSS_HEADS: Final = tuple(
    # A pattern that begins with one certain sign is looked for quicker than any of the words it stands for.
    lazily(head)
    for head in (
        r"占(?:(?<=[件的项卷纷目]占)|(?<=,占)[全我])",
        r"每(?:[亩株吨]|[平立]方米|(?<=,每)[人户名])",
        r"其余(?:(?<=,其余)|[均都]|全部)",
        r"已(?:经?履行|承包|使用|执行|经营|租用|过)",
        r"预算(?:(?<=[比较]预算)|(?<=年初预算))",
        r"项[合共总]计",
        r"年(?:租金|承包费|服务费|管理费)",
    )
)
"""One of these, of the words above or a sign below stands in every text of which something is to be said from afar."""
_ACROSS_SIGN: Final = lazily(
    r"%[^,;:。0-9%\n()]{0,10}[,(]?(?:共?计|合计|即|金额为)|\n\s*以上[二两三四五六七八九十0-9]{1,2}项|以上[^,;。0-9]{0,4}占"
)


_ANY_COUNT: Final = lazily(r"[0-9][万亿]?(?:[元%,项件个户宗起份条处卷]|年,|日内)")
"""What every one of them has besides: most laws have none."""


def check_far(text: str, slips: Mapping[str, Sequence[Slip]]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said across the sentences and lines of a whole text, except of what is told already."""
    if _ANY_COUNT.search(text) is None:
        return
    if not (
        _ACROSS_SIGN.search(text)
        or any(word in text for word in _ACROSS)
        or any(head.search(text) for head in _ACROSS_HEADS)
    ):
        return
    from fazhi.kernel.lint.figures.across import check_across

    known = [(slip.start, slip.end) for each in slips.values() for slip in each]
    for code, far in check_across(text):
        if isinstance(far, Slip):
            if any(far.start < end and start < far.end for start, end in known):
                continue
            known.append((far.start, far.end))
        yield code, far
