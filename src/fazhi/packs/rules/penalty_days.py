"""Family P, third part: the days a decision names: whether they stand in order, and inside the ninety of the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Hit, rule
from fazhi.packs.rules._papers import DAY, DECISION, PENALTIES, days_of, signed_on

_OPENED = rf"{DAY}[^。;\n]{{0,16}}立案(?!侦查)"
_OPENED_ON = rf"立案(?:日期|时间|之日)?(?:为|:){DAY}"
_DECIDED_ON = rf"(?:处罚)?决定[^。;\n]{{0,4}}于{DAY}[^。;\n]{{0,14}}(?:作出|批准)"
_LONGER = r"延长|中止|期限另有规定|延期"
_TOLD = rf"{DAY}[^。;\n]{{0,40}}(?:送达|告知|发出|下达|制发|作出)[^。;\n]{{0,30}}告知书"


def _opened(document: Document, context: Context) -> tuple[date, int, int] | None:
    found = [*days_of(_OPENED, document, context), *days_of(_OPENED_ON, document, context)]
    return found[0] if len(found) == 1 else None


@rule(
    code="P018",
    name="decided-before-telling",
    title="决定不晚于告知",
    why="作出处罚决定之前应当告知并听取陈述、申辩；没有告知的，不得作出决定。",
    basis=(f"{PENALTIES}:44", f"{PENALTIES}:45.1", f"{PENALTIES}:62"),
    severity="error",
    blocking=True,
    kinds=("pd",),
    scope="document",
    patterns=(_TOLD,),
    anywhere=(_DECIDED_ON,),
    gated=True,
    suggestion="先告知、听取陈述申辩，再决定；当事人明确放弃的写明并附书面材料",
    bad=(
        DECISION.replace("如不服", "处罚决定于2026年3月4日经负责人批准作出。如不服"),
        DECISION.replace("2026年3月5日", "2026年3月18日"),
        DECISION.replace("2026年3月5日", "2026年3月16日"),
    ),
    good=(DECISION, DECISION.replace("2026年3月5日", "2026年3月16日").replace("未陈述、申辩", "书面放弃陈述、申辩")),
)
def decided_before_telling(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    decided = signed_on(document)
    if decided is None or "放弃" in document.folded:
        return
    decided = min([decided, *(day for day, _, _ in days_of(_DECIDED_ON, document, context))])
    for told, begin, stop in days_of(_TOLD, document, context):
        if told >= decided:
            when = "同一天" if told == decided else "之后"
            yield Hit(begin, stop, message=f"告知在决定{when}，请核对是否先告知后决定")


@rule(
    code="P025",
    name="longer-than-ninety-days",
    title="立案至决定超过九十日",
    why="应当自立案之日起九十日内作出处罚决定，法律、法规、规章另有规定的从其规定。",
    basis=(f"{PENALTIES}:60",),
    severity="warning",
    kinds=("pd",),
    scope="document",
    patterns=(_OPENED, _OPENED_ON),
    anywhere=(_LONGER,),
    gated=True,
    suggestion="另有规定的写明依据；已经超期的评估程序违法的风险",
    bad=(
        DECISION.replace("经查，", "本机关于2025年11月3日立案。经查，"),
        DECISION.replace("经查，", "立案时间：2025年12月15日。经查，"),
    ),
    good=(
        DECISION.replace("经查，", "本机关于2026年3月3日立案。经查，"),
        DECISION.replace("经查，", "本机关于2025年11月3日立案，经批准延长办案期限。经查，"),
    ),
)
def longer_than_ninety_days(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    decided, opened = signed_on(document), _opened(document, context)
    if decided is None or opened is None or context.found(document, _LONGER):
        return
    days = (decided - opened[0]).days
    if days > 90:
        yield Hit(opened[1], opened[2], message=f"立案至决定{days}日，超过九十日")


@rule(
    code="P040",
    name="told-before-opening",
    title="先告知后立案",
    why="符合立案标准的应当及时立案；立案日期晚于处罚告知，说明未立案先定论。",
    basis=(f"{PENALTIES}:54.2", f"{PENALTIES}:76.2"),
    severity="warning",
    kinds=("pd",),
    scope="document",
    patterns=(_OPENED, _OPENED_ON),
    somewhere=(_TOLD,),
    anywhere=(_TOLD,),
    gated=True,
    message="立案日期晚于处罚告知日期",
    suggestion="核对立案审批表的日期；确属未立案的，说明情况并评估程序",
    bad=(
        DECISION.replace("经查，", "本机关于2026年3月9日立案。经查，"),
        DECISION.replace("经查，", "立案日期：2026年3月6日。经查，"),
    ),
    good=(DECISION.replace("经查，", "本机关于2026年3月3日立案。经查，"), DECISION),
)
def told_before_opening(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    opened = _opened(document, context)
    told = opened and [day for day, _, _ in days_of(_TOLD, document, context)]
    if opened and told and opened[0] > min(told):
        yield Hit(opened[1], opened[2])
