"""Sentences of reports with their figures left open: filled rightly they must pass, filled wrongly they must be found.

Three sets: the first was at hand while the relations were written; the second was written afterwards, measured once
(precision 0.941, recall 0.889) and then looked at; the third was written after that, measured
once (precision 1.000, recall 0.944: one way of saying it was not known) and is kept as the measure.
Every maker takes a seeded generator and returns (the right sentence, a wrong one, the code that must be found).
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Made = tuple[str, str, str]
Maker = Callable[[Random], Made]


def percent(part: int, whole: int, decimals: int) -> str:
    """Return a share in percent, half up."""
    power = 10**decimals
    value = (part * 100 * power * 2 + whole) // (whole * 2)
    return f"{value // power}" + (f".{value % power:0{decimals}d}" if decimals else "") + "%"


def off(random: Random, part: int, whole: int, decimals: int) -> str:
    """Return a percentage that lies 3 to 20 points beside the right one, between 1 and 99."""
    right = part * 100 / whole
    while True:
        wrong = right + random.choice((-1, 1)) * random.uniform(3, 20)
        if 1 < wrong < 99 and abs(wrong - (100 - right)) > 2:
            return f"{wrong:.{decimals}f}%"


def pair(random: Random, least: float = 0.55, most: float = 0.97) -> tuple[int, int]:
    """Return a whole and a part of it."""
    whole = random.randint(40, 3000)
    return whole, max(2, int(whole * random.uniform(least, most)))


def rate(template: str, decimals: int = 1, least: float = 0.55, most: float = 0.97) -> Maker:
    """Return the maker of a sentence with a whole {n}, a part {k} and their share {p}."""

    def make(random: Random) -> Made:
        n, k = pair(random, least, most)
        return (
            template.format(n=n, k=k, p=percent(k, n, decimals)),
            template.format(n=n, k=k, p=off(random, k, n, decimals)),
            "Q001",
        )

    return make


def growth(template: str, *, up: bool = True, code: str = "Q003", decimals: int = 1) -> Maker:
    """Return the maker of a sentence with an earlier {a}, a later {b}, their difference {d} and its rate {p}."""

    def make(random: Random) -> Made:
        a = random.randint(60, 900)
        b = int(a * (1 + random.uniform(0.08, 0.6))) if up else int(a * (1 - random.uniform(0.08, 0.6)))
        d = abs(b - a)
        right = template.format(a=a, b=b, d=d, p=percent(d, a, decimals))
        wrong_d = d + random.choice((3, 7, 11)) if code == "Q014" else d
        wrong = template.format(
            a=a, b=b, d=wrong_d, p=percent(d, a, decimals) if code == "Q014" else off(random, d, a, decimals)
        )
        return right, wrong, code

    return make


def parts(template: str, count: int) -> Maker:
    """Return the maker of a sentence with parts {x0}… and their sum {s}."""

    def make(random: Random) -> Made:
        values = {f"x{index}": random.randint(11, 400) for index in range(count)}
        total = sum(values.values())
        return (
            template.format(**values, s=total),
            template.format(**values, s=total + random.choice((7, 13, -9))),
            "Q002",
        )

    return make


KNOWN: tuple[Maker, ...] = (
    rate("今年以来，全镇共受理矛盾纠纷{n}件，成功化解{k}件，化解率达{p}。"),
    rate("上级交办问题{n}个，已整改到位{k}个，整改率{p}。", 0),
    rate("全年共审结行政案件{n}件，其中开庭审理{k}件，占{p}。"),
    rate("全镇现有执法人员{n}人，其中持证{k}人，持证率为{p}。", 2),
    rate("共收到政府信息公开申请{n}件。按期办结{k}件，按期办结率{p}。"),
    growth("行政复议案件由上年的{a}件增加到{b}件，增长{p}。"),
    growth("全年办理法律援助案件{b}件，比上年的{a}件增长{p}。"),
    growth("2023年受理信访事项{a}件，2024年受理信访事项{b}件，同比下降{p}。", up=False),
    growth("全镇人民调解员从{a}人增加到{b}人，增加了{d}人。", code="Q014"),
    parts("共配备法制审核人员{s}人，分别为党政办{x0}人、司法所{x1}人、执法队{x2}人。", 3),
    parts("全年办理复议{x0}件、应诉{x1}件，合计{s}件。", 2),
)

LOOKED_AT: tuple[Maker, ...] = (
    rate("截至11月底，共摸排各类风险隐患{n}处，完成整治{k}处，整治完成率{p}。"),
    rate("本年度应公开事项{n}项，实际公开{k}项，公开率为{p}。"),
    rate("全县{n}个村（社区）中，已建成法治文化阵地的有{k}个，占比{p}。"),
    rate("检查企业{n}家，发现存在问题的企业{k}家，问题发现率{p}。", 1, 0.2, 0.5),
    rate("全年办理行政处罚案件{n}件，其中适用简易程序的{k}件，占总数的{p}。"),
    rate("共收到意见建议{n}条，采纳{k}条，采纳率{p}。", 2),
    rate("开展案卷评查{n}卷，其中优秀案卷{k}卷，优秀率达到了{p}。"),
    rate("受理12345热线工单{n}件，办结{k}件，办结率达{p}，群众满意度持续提升。"),
    growth("案件总量从{a}件下降到{b}件，降幅达{p}。", up=False),
    growth("全年开展普法活动{b}场，较上年增加{d}场，增长{p}。"),
    growth("行政败诉案件由2022年的{a}件降至2024年的{b}件，下降了{p}。", up=False),
    growth("本年受理{b}件，上年同期为{a}件，同比增长{p}。"),
    growth("专职调解员由{a}名增至{b}名，净增{d}名。", code="Q014"),
    growth("公共法律服务事项办理量从{a}件提升至{b}件，增幅{p}。"),
    parts("共化解纠纷{s}起，其中婚姻家庭{x0}起、邻里{x1}起、土地{x2}起、其他{x3}起。", 4),
    parts("立案{x0}件、结案{x1}件、移送{x2}件，共计{s}件。", 3),
    parts("办理行政许可{x0}件、行政确认{x1}件，合计{s}件。", 2),
    parts("全镇行政村{x0}个、社区{x1}个，共{s}个。", 2),
)

HELD_BACK: tuple[Maker, ...] = (
    rate("司法所全年接待来访群众{n}人次，其中通过法律咨询当场解决诉求的{k}人次，占接待总量的{p}。"),
    rate("应参加法治培训的村（社区）干部共{n}名，实际参训{k}名，参训率{p}。"),
    rate("全镇纳入监管的经营主体{n}户，年内完成检查{k}户，检查覆盖率为{p}。"),
    rate("人民法院共发出司法建议{n}件，已回复{k}件，回复率{p}。", 0),
    rate("{n}名受访群众中，表示满意的有{k}名，满意率为{p}。"),
    rate("今年共签订各类合同{n}份，经合法性审查{k}份，审查率{p}。", 2),
    rate("排查出信访积案{n}件，已化解{k}件，积案化解率达到{p}，居全县前列。"),
    rate("开展行政执法案卷评查{n}件，合格{k}件，合格率约{p}。", 0),
    growth("与2023年的{a}件相比，2024年立案{b}件，增长{p}。"),
    growth("全年发生行政争议{b}起，较去年减少{d}起，下降{p}。", up=False),
    growth("法律援助受援人数由{a}人提高到{b}人，同比增长{p}。"),
    growth("投诉举报量从年初的{a}件回落到年末的{b}件，降低{p}。", up=False),
    growth("网格员队伍由{a}人扩充到{b}人，新增{d}人。", code="Q014"),
    growth("行政应诉案件数量从{a}件减少至{b}件，减少{d}件。", up=False, code="Q014"),
    parts("全年共开展活动{s}场次，其中讲座{x0}场次、咨询{x1}场次、其他{x2}场次。", 3),
    parts("收到复议申请{x0}件、申诉{x1}件、投诉{x2}件，共{s}件。", 3),
    parts("全镇共有调解员{s}名，分别是专职{x0}名、兼职{x1}名。", 2),
    parts("投入县级资金{x0}万元、镇级资金{x1}万元、村级自筹{x2}万元，共计{s}万元。", 3),
)


def sentences(makers: tuple[Maker, ...], each: int, seed: int) -> list[Made]:
    """Return so many sentences of every maker."""
    random = Random(seed)
    return [maker(random) for maker in makers for _ in range(each)]
