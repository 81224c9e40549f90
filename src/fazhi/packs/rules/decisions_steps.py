"""Family D, third part: steps that a proposal passes over, or says it passes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Hit, compiled, rule
from fazhi.packs.rules.competition import LAW as COMPETITION
from fazhi.packs.rules.decisions import LAW

_REPORT: Final = r"风险评估(?:报告)?(?:\n|$|书|\s)"
_PARTS: Final = (
    ("风险点", r"风险点|风险因素|风险源"),
    ("防范措施", r"防范|化解措施|应对措施|防控措施"),
    ("处置预案", r"预案|处置方案"),
    ("风险等级", r"低风险|中风险|高风险|风险等级|风险可控|不可控"),
)
_UNASSESSED: Final = (
    r"(?:会不会|有没有)[^。；，]{0,6}(?:人)?(?:闹|上访|反对|风险|出事)[^。；]{0,24}(?:估摸|估计|应该|大概|想来|看样子|觉得)[^。；，]{0,8}(?:不会|没有|没事|不大)",
    r"(?:风险|稳评|稳定)[^。；]{0,24}(?:未|没有?|不再|无需|不用|不必)[^。；，]{0,8}(?:制定|提出|识别|列出|编制|列明|另行|评估|做|写)[^。；，]{0,12}(?:风险点|防范|预案|化解措施|等级|评估|措施)?",
    r"(?:未|没有?|不再|无需|不用)[^。；，]{0,6}(?:制定|提出|识别|列出|编制|列明)[^。；，]{0,12}(?:风险点|风险防范|处置预案|化解措施|风险等级)",
)
_UNASSESSED_EXCUSED: Final = r"已(?:依法)?(?:另行|完成)|附后|见附件|暂不(?:实施|决策)|补充后|退回|不得"


@rule(
    code="D007",
    name="risk-report-incomplete",
    title="风险评估缺要件",
    why="风险评估应当明确风险点，提出防范措施和处置预案。",
    basis=(f"{LAW}:23",),
    severity="warning",
    kinds=("dp",),
    scope="document",
    cues=("风险", "稳评", "稳定", "会不会", "有没有"),
    anywhere=(_REPORT, *(pattern for _, pattern in _PARTS), *_UNASSESSED),
    message="风险评估缺少要件",
    suggestion="补齐风险点、防范措施、处置预案和等级",
    bad=(
        "农贸市场改造社会稳定风险评估报告\n一、项目概况。\n二、评估结论：可以实施。\n",
        "拆戏台会不会有人上访，我们觉得应该不会，先报上去。",
        "社会稳定风险较小，未编制处置预案，建议按程序审议。",
    ),
    good=(
        "农贸市场改造风险评估报告\n一、风险点：摊位安置。\n二、防范措施：分批搬迁。\n三、处置预案：成立专班。\n四、风险等级：低风险。\n",
        "风险等级为低风险，风险点、防范措施和处置预案见附件。",
    ),
)
def risk_report(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield where a risk is guessed at instead of assessed, or the end of a report in which parts are missing."""
    for pattern in _UNASSESSED:
        for match in context.each(document, pattern):
            if not compiled(_UNASSESSED_EXCUSED).search(document.folded, *document.sentence(match.start())):
                yield Hit(*match.span(), message="写明没有评估风险，或者没有相应措施、预案")
                return
    if not context.found(document, _REPORT):
        return
    missing = [word for word, pattern in _PARTS if not context.found(document, pattern)]
    if missing:
        at = document.written_end
        yield Hit(at, at, message=f"风险评估缺少要件：未见{'、'.join(missing)}", absent=True)


_ASKED: Final = r"(?:向|报|经|提请)[^。；]{0,10}党(?:\(工\))?(?:工)?委|党委会|党委(?:研究|审议|同意|批准|请示)|请示报告"
_MAJOR: Final = r"重大(?:行政)?决策"
_STEPS: Final = r"程序|起草说明|情况说明|履行"
_STRAIGHT: Final = (
    r"(?:征求意见|专家论证|风险评估|合法性审查)[^。；]{0,60}(?:办公会议?|联席会议?|班子会|审议|讨论)[^。；]{0,24}(?:即行|直接|随即|立即|就|后由[^。；，]{0,8})[^。；，]{0,6}(?:公布|出台|实施|印发|下发)",
    r"(?:不用|不必|无须|无需|不再|不|未|没有?)[^。；，]{0,4}(?:向|跟|经|报|请示|告诉|惊动)[^。；，]{0,4}(?:镇|乡|本级|同级)?党委|没(?:有)?(?:上|过|经)党委|党委[^。；，]{0,6}(?:不(?:去|用|再|必)?|未|没)[^。；，]{0,4}(?:请示|报告|汇报|说)",
)


@rule(
    code="D012",
    name="party-committee-not-asked",
    title="未见向党委请示报告",
    why="重大行政决策出台前应当按照规定向同级党委请示报告。",
    basis=(f"{LAW}:31",),
    severity="warning",
    kinds=("dp",),
    scope="document",
    cues=("党委", "决策", "征求意见", "专家论证", "风险评估", "合法性审查"),
    anywhere=(_ASKED, _MAJOR, _STEPS, *_STRAIGHT),
    message="未见出台前向同级党委请示报告的记载",
    suggestion="补充请示报告的时间和结果",
    bad=(
        "农贸市场改造方案起草说明\n本事项属于重大行政决策，已履行征求意见、合法性审查程序。\n",
        "码头搬迁方案完成征求意见、合法性审查，镇长办公会议讨论通过后随即印发。",
        "会上过了就发文，不用请示镇党委。",
    ),
    good=(
        "农贸市场改造方案起草说明\n本事项属于重大行政决策，已履行征求意见程序，并经镇党委研究同意。\n",
        "码头搬迁方案经合法性审查、镇长办公会议讨论，向镇党委请示后印发。",
    ),
)
def party_committee(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield where it is told that a decision goes out without the committee, or the end of a paper silent about it."""
    said = next(context.each(document, _STRAIGHT[1]), None)
    if said is not None:
        yield Hit(*said.span())
        return
    if context.found(document, _ASKED):
        return
    passed = next(context.each(document, _STRAIGHT[0]), None)
    if passed is not None:
        yield Hit(*passed.span())
    elif context.found(document, _MAJOR) and context.found(document, _STEPS):
        at = document.written_end
        yield Hit(at, at, absent=True)


_REVIEW: Final = "公平竞争审查"
_SKIPPED: Final = (
    r"公平竞争[^。；，]{0,10}审查[^。；]{0,10}(?:不走|不做|免|不再|无需|无须|不用|不必|省|略|暂不|后补|再补|来不及|未组织|没有组织|未开展|没有开展|没做|不搞|未进行|跳过)"
    r"|(?:未经|未组织|未进行|未开展|没(?:有)?做|不做|不走|免去|跳过|省去|无需|不用)[^。；，]{0,4}公平竞争[^。；，]{0,6}审查"
)
_NOT_SKIPPED: Final = r"不得|严禁|不涉及经营者|责任|追究"
_OPERATORS: Final = (
    r"招商|补贴企业|奖励企业|产业扶持|市场准入|特许经营|企业(?:应当|必须|不得)|经营者(?:应当|必须|不得)",
    r"起草说明|决策|方案|说明|情况",
)


@rule(
    code="F015",
    name="no-competition-review",
    title="未见公平竞争审查结论",
    why="拟定涉及经营者经济活动的政策措施，应当进行公平竞争审查，未经审查不得出台。",
    basis=(f"{COMPETITION}:18", "重大行政决策程序暂行条例@2019:29"),
    severity="error",
    kinds=("dp",),
    scope="document",
    confidence=0.7,
    anywhere=(_REVIEW, _SKIPPED, *_OPERATORS),
    message="方案涉及经营者经济活动，未见公平竞争审查的记载",
    suggestion="补做公平竞争审查，并在起草说明中写明结论",
    bad=(
        "柳湾镇产业扶持方案（草案）起草说明\n一、为加快招商，制定本方案。\n二、对入驻企业给予补贴。\n",
        "摊位准入的文件急着发，公平竞争审查来不及，先发再说。",
        "本措施未经公平竞争审查，直接提请会议审议。",
    ),
    good=(
        "柳湾镇产业扶持方案（草案）起草说明\n一、为加快招商，制定本方案。\n二、已完成公平竞争审查，结论为可以出台。\n",
        "未经公平竞争审查的，不得提请会议审议。",
    ),
)
def no_competition_review(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield where the review is said to be left out, or the end of a proposal about operators that tells of none."""
    for match in context.each(document, _SKIPPED):
        if not compiled(_NOT_SKIPPED).search(document.folded, *document.sentence(match.start())):
            yield Hit(*match.span(), message="写明未作公平竞争审查")
            return
    if not context.found(document, _REVIEW) and all(context.found(document, each) for each in _OPERATORS):
        at = document.written_end
        yield Hit(at, at, absent=True)
