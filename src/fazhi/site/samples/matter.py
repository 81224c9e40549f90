"""One matter in its hardest moment: a 必须 opinion cannot be recorded as not taken, and a meeting came too early."""

from __future__ import annotations

from datetime import date

from fazhi.components import (
    Button,
    Choice,
    ClockView,
    Fact,
    Field,
    FlowNode,
    FlowStage,
    Link,
    MatterHead,
    MissingItem,
    OpinionItem,
    Refusal,
    State,
    Strip,
    StripStep,
    Tag,
    TimelineEntry,
    Weight,
    error_summary,
)

SHEET = Link(label="期限计算书", href="/styleguide/term-sheet")
CHART = Link(label="流程图", href="/styleguide/flow", bare=True)

_STRIP = (
    "启动、拟订草案、公众参与、专家论证、风险评估、公平竞争、合法性审查、"
    "落实意见、复核、集体讨论、请示党委、作出决定、公布、归档"
)


def _strip_state(index: int, label: str) -> State:
    if label == "集体讨论":
        return State.UNLAWFUL
    return State.DONE if index < 7 else State.OPEN if index == 7 else State.LOCKED


HEAD = MatterHead(
    title="中心农贸市场改造和经营户临时安置方案",
    tags=(
        Tag(state=State.OPEN, text="在办：落实意见"),
        Tag(state=State.UNLAWFUL, text="不合规事实 1 项"),
    ),
    facts=(
        Fact(label="编号", value="柳决〔2026〕7号"),
        Fact(label="类别", value="重大行政决策（参照条例）"),
        Fact(label="承办", value="经济发展办公室　周明远"),
        Fact(label="审查", value="柳湾司法所　沈若兰"),
        Fact(label="拟上会", value="2026年11月27日（周五）"),
    ),
    strip=Strip(
        steps=tuple(StripStep(label=label, state=_strip_state(i, label)) for i, label in enumerate(_STRIP.split("、"))),
        position=10,
        total=17,
        chart=CHART,
    ),
)

OPEN_TAG = Tag(state=State.OPEN, text="剩 2 个工作日")

_ALL = (
    Choice(value="taken", label="采纳"),
    Choice(value="partly", label="部分采纳"),
    Choice(value="not", label="不采纳（写明理由）"),
)


def _answer(number: int, value: str, choices: tuple[Choice, ...] = _ALL, error: Refusal | None = None) -> Field:
    return Field(
        name=f"answer-{number}", label=f"第 {number} 条", kind="radio", value=value, choices=choices, error=error
    )


_REFUSED = Refusal(
    text="不采纳的，草案属于经审查不合法，不得提交会议（《重大行政决策程序暂行条例》第二十五条，参照）。",
    brief="“必须”意见不能登记为不采纳",
    advice="可先：改第十二条后选“采纳”；对意见有异议的，",
    moves=(
        Link(label="申请司法所复核", href="/styleguide"),
        Link(label="报县司法局指导", href="/styleguide"),
    ),
)

_CHANGE = (Link(label="看改动", href="/styleguide", bare=True),)

OPINIONS = (
    OpinionItem(
        number=1,
        weight=Weight.MUST,
        clause=Link(label="草案第十二条", href="/styleguide"),
        text="删去“逾期不搬离的，处五百元罚款并强制搬离”。方案不得设定行政处罚和行政强制。",
        answer=_answer(1, "not", (Choice(value="taken", label="采纳"), Choice(value="not", label="不采纳")), _REFUSED),
    ),
    OpinionItem(
        number=2,
        weight=Weight.SHOULD,
        clause=Link(label="草案第五条", href="/styleguide"),
        text="写明安置摊位的分配办法：按原经营面积和经营年限安排，结果公示。",
        answer=_answer(2, "taken"),
        note="改在第五条第二款。",
        refs=_CHANGE,
    ),
    OpinionItem(
        number=3,
        weight=Weight.SHOULD,
        clause=Link(label="草案第九条", href="/styleguide"),
        text="写明过渡补助的资金来源和预算指标号。",
        answer=_answer(3, "taken"),
        note="改在第九条。",
        refs=_CHANGE,
    ),
    OpinionItem(
        number=4,
        weight=Weight.ADVICE,
        clause=Link(label="草案第三条", href="/styleguide"),
        text="“适当时候”改为具体月份。",
        answer=_answer(4, "not"),
        reason=Field(
            name="reason-4",
            label="不采纳的理由",
            kind="textarea",
            lines=2,
            value="施工许可尚未取得，开工月份待取得后另行公告。",
        ),
    ),
)

SUMMARY = error_summary("送复核", [opinion.answer for opinion in OPINIONS])

ACT_BUTTONS = (
    Button(label="送司法所复核", name="act", value="send", kind="primary"),
    Button(label="打印采纳情况反馈表", href="/styleguide"),
)

MISSING = (
    MissingItem(state=State.UNLAWFUL, text="“必须”意见第 1 条未落实", basis="条例第二十五条（参照）"),
    MissingItem(state=State.WAITING, text="司法所复核意见", basis="送复核后由沈若兰办理"),
    MissingItem(state=State.WAITING, text="公众意见研究采纳情况（盖章件）", basis="条例第二十九条第二项（参照）"),
    MissingItem(state=State.WAITING, text="先会后审的情况说明", basis="本镇设定"),
)
MISSING_LINKS = (Link(label="打印前置程序核对表", href="/styleguide", bare=True), CHART)

CLOCKS = (
    ClockView(
        name="登记采纳情况",
        tag=Tag(state=State.OPEN, text="剩 2 个工作日"),
        due=date(2026, 11, 24),
        note="11月17日送达，当日不算；本镇设定 5 个工作日",
        sheet=SHEET,
    ),
    ClockView(
        name="补救先会后审",
        tag=Tag(state=State.TODAY, text="剩 5 个工作日"),
        due=date(2026, 11, 27),
        note="县局督办〔2026〕9号要求",
        sheet=SHEET,
    ),
)


def _past(day: date, title: str, text: str, *refs: str) -> TimelineEntry:
    return TimelineEntry(
        day=day, title=title, text=text, refs=tuple(Link(label=ref, href="/styleguide") for ref in refs)
    )


TIMELINE = (
    _past(
        date(2026, 11, 17),
        "出具合法性审查意见书：基本合法，按意见修改后可提交",
        "柳合审〔2026〕31号。审查人沈若兰；法律顾问邹文远。意见 4 条：必须 1、应当 2、建议 1。",
        "意见书",
    ),
    _past(
        date(2026, 11, 9),
        "送审、受理",
        "承办人周明远送，材料齐备。留给审查的时间至 11月18日（7 个工作日，条例第二十六条，参照）。",
        "期限计算书",
    ),
    TimelineEntry(
        day=date(2026, 11, 6),
        title="合法性审查前已上会讨论",
        text="党政班子联席会议讨论并原则同意本方案（纪要〔2026〕21号第 3 页）。不符合《重大行政决策程序暂行条例》"
        "第二十五条（参照）。登记：沈若兰，11月9日；批准：陆启文；",
        late_entry="补录（晚 1 个工作日）",
        conclusion="该次讨论不作为集体讨论，审查后须重新讨论；本件计入“先会后审”。",
        refs=(Link(label="补救办理：在办", href="/styleguide"),),
        unlawful=True,
    ),
    _past(date(2026, 11, 3), "公平竞争审查：修改后符合", "初审周明远，复核陆启文。", "审查表 2 页"),
    _past(date(2026, 10, 30), "社会稳定风险评估：风险可控", "评估组 5 人，风险点 3 个，措施 6 条。", "报告 18 页"),
    _past(
        date(2026, 10, 23), "专家论证：可行，建议 4 条", "结构、消防、商业管理专家各 1 人，署名齐。", "论证意见 6 页"
    ),
    _past(date(2026, 10, 20), "经营户座谈会", "84 户通知到 84 户，到会 31 户，意见 17 条。", "记录 9 页"),
    _past(
        date(2026, 9, 14),
        "向社会公开征求意见（至10月14日，30 日）",
        "收到意见 23 条，采纳 15 条，已公布采纳情况。",
        "汇总 4 页",
        "期限计算书",
    ),
    _past(
        date(2026, 9, 8),
        "启动决策程序",
        "决定人韩志成（镇长）；经办何静；凭证：镇长办公会纪要〔2026〕14号第 2 页。",
    ),
)

LEGEND = (
    Tag(state=State.DONE, text="已办"),
    Tag(state=State.OPEN, text="在办"),
    Tag(state=State.LOCKED, text="未到（前步未办结）"),
    Tag(state=State.SKIPPED, text="不需要（写明理由）"),
    Tag(state=State.UNLAWFUL, text="不合规事实"),
)


def _node(number: int, name: str, state: State, fact: str) -> FlowNode:
    word = {
        State.DONE: "已办",
        State.OPEN: "在办",
        State.LOCKED: "未到",
        State.SKIPPED: "不需要",
        State.UNLAWFUL: "不合规事实",
    }[state]
    return FlowNode(number=number, name=name, tag=Tag(state=state, text=word), fact=fact)


def _single(number: int, name: str, state: State, fact: str) -> FlowStage:
    return FlowStage(nodes=(_node(number, name, state, fact),))


FLOW = (
    _single(1, "启动", State.DONE, "9月8日　镇长韩志成决定"),
    _single(2, "拟订草案", State.DONE, "9月11日　周明远"),
    FlowStage(
        rule="以下各项不分先后，都办完才能送审",
        nodes=(
            _node(3, "公开征求意见", State.DONE, "9月14日至10月14日\n30 日，意见 23 条"),
            _node(4, "座谈会", State.DONE, "10月20日\n31 户，意见 17 条"),
            _node(5, "听证会", State.SKIPPED, "条例第十六条“可以”；经营户未申请，座谈会已听取"),
            _node(6, "专家论证", State.DONE, "10月23日\n可行，建议 4 条"),
            _node(7, "风险评估", State.DONE, "10月30日\n风险可控"),
            _node(8, "公平竞争审查", State.DONE, "11月3日\n修改后符合"),
        ),
    ),
    _single(9, "合法性审查", State.DONE, "11月9日送审，11月17日出具　柳合审〔2026〕31号"),
    _single(10, "落实意见", State.OPEN, "周明远　剩 2 个工作日，11月24日（周二）止"),
    _single(11, "复核", State.LOCKED, "等第 10 步：“必须”意见第 1 条未落实"),
    _single(12, "集体讨论", State.UNLAWFUL, "11月6日已先行讨论，不作为集体讨论；复核后须重新讨论。等第 11 步"),
    _single(13, "请示报告镇党委", State.LOCKED, "出台前办（条例第三十一条，参照）。等第 12 步"),
    _single(14, "作出决定", State.LOCKED, "决定人：镇长。等第 13 步"),
    FlowStage(
        nodes=(
            _node(15, "公布、解读", State.LOCKED, "及时（条例第三十二条，参照）；本县规定 5 个工作日"),
            _node(16, "报县备案", State.LOCKED, "本县规定 15 日内"),
        )
    ),
    _single(17, "归档", State.LOCKED, "待补凭证 1 件，补齐后归档"),
)
