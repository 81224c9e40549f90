"""Family Q: figures that do not agree with one another. The relations are judged in ``fazhi.kernel.lint.figures``."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, Severity, rule

_FORM = "文字规范：同一文件内的数字应当能够互相印证"
_REPORTS = (Kind.AR, Kind.GW, Kind.DP)


def _family(
    code: str, name: str, title: str, why: str, severity: str, bad: tuple[Example | str, ...],
    good: tuple[Example | str, ...], *, kinds: tuple[Kind, ...] = (), confidence: float = 0.9, deep: bool = False,
) -> Rule:  # fmt: skip
    """Return the rule that hands out what the relations found under its code."""

    def found(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
        figures = document.figures
        for slip in figures.slips.get(code, ()) if figures is not None else ():
            yield Hit(
                slip.start,
                slip.end,
                message=slip.message,
                suggestion=slip.suggestion,
                severity=Severity.WARNING if slip.mild and severity == "error" else None,
                confidence=0.6 if slip.mild else None,
            )

    return rule(
        code=code, name=name, title=title, why=why, basis=(_FORM,), severity=severity, scope="document",
        bad=bad, good=good, kinds=tuple(kind.value for kind in kinds), confidence=confidence, deep=deep,
        called=None if code == "Q011" else "需核对",
    )(found)  # fmt: skip


Q001 = _family(
    "Q001",
    "rate-beside-its-counts",
    "比率与所列件数不符",
    "读者能用前后两个数自己算出比率，算出来不一样，整份材料的数字都会被怀疑。",
    "error",
    bad=(
        "交办问题56个，整改到位48个，整改率95%。",
        "今年共受理矛盾纠纷640件，化解608件，化解率97.5%。",
        "全镇共有党员420人，其中60岁以上的126人，占总数的40%。",
        "全年收到群众诉求1250件。办结1100件，办结率为92%。",
        "发放问卷300份，收回有效问卷285份，回收率为90%。",
    ),
    good=(
        "交办问题56个，整改到位48个，整改率85.7%。",
        "共调解矛盾纠纷27751起，调成27320起，调成率98%。",
        "受理120件，未办结6件，办结率95%。",
        "信访量190件，下降53%。",
        "受理诉求39.65万件，办结39万件，办结率、满意率分别达到98.36%、99.81%。",
        "开展普法宣传2000次，审查规范性文件23件，合法性审查率100%。",
        "共受理案件约120件，办结110件，办结率95%。",
    ),
)

Q002 = _family(
    "Q002",
    "parts-beside-their-total",
    "分项相加与合计不符",
    "各项之和与合计不等，说明漏项、重复计算或者笔误。",
    "error",
    bad=(
        "法制审核人员设在党政办51个、司法所38个，共98个。",
        "总投资1200万元，分别为县级资金500万元、镇级资金800万元。",
        "共受理案件100件，其中民事60件、刑事30件、其他20件。",
    ),
    good=(
        "法制审核人员设在党政办51个、司法所38个，共89个。",
        "共制定、修改、废止文件466件次，其中制定56件、修改46件次、一揽子修改327件次、废止37件。",
        "全县共有干部500人，其中女干部200人，35岁以下180人，本科以上400人。",
        "败诉案件1027件，因证据不足437件、程序违法293件、适用法律错误278件。",
        "共审结行政案件2089件，其中开庭1315件，负责人出庭应诉877件。",
    ),
)

Q003 = _family(
    "Q003",
    "growth-beside-its-counts",
    "增减幅度与本期、上期数不符",
    "本期数、上期数和增减幅度三者必须对得上，否则读者不知道信哪一个。",
    "error",
    bad=(
        "受理复议案件由2023年的100件增加到2024年的150件，增长40%。",
        "受理案件120件，同比增加20件，增长15%。",
        "2023年调解纠纷500件，2024年调解纠纷600件，同比增长25%。",
        "受理申请150件，比上年的100件增长40%。",
    ),
    good=(
        "行政诉讼案件从2018年的1798件降低到2021年的623件，降幅超过65%。",
        "受理案件120件，同比增加20件，增长20%。",
        "执法9269件，较2020年增加59%；以上级名义执法62262件，较2020年减少18%。",
        "满意率由60%提高到75%，提高25%。",
        "出庭应诉5508次，同比增长60.2%。",
    ),
)

Q004 = _family(
    "Q004",
    "units-mixed",
    "单位疑似混用",
    "“元”与“万元”、“亩”与“公顷”混用，差的是一万倍、十五倍。",
    "warning",
    bad=(
        "合同价款人民币12元（大写：壹拾贰万元整）。",
        "共投入资金1200万元，其中县级资金500元、镇级资金700元。",
        "征收土地100公顷（合150亩）。",
    ),
    good=(
        "合同价款人民币12万元（大写：壹拾贰万元整）。",
        "征收土地150亩（合10公顷）。",
        "共投入资金1200万元，其中县级资金500万元、镇级资金700万元。",
    ),
)

Q005 = _family(
    "Q005",
    "amount-in-words",
    "金额大小写不一致",
    "大小写不一致的金额，付款和诉讼时都会有争议。",
    "error",
    bad=(
        "合同价款为人民币（大写）壹拾贰万元整（¥210,000.00）。",
        "违约金3500元（大写：叁仟元整）。",
    ),
    good=(
        "合同价款为人民币（大写）壹拾贰万元整（¥120,000.00）。",
        "合同总价1,234,567.00元（大写：壹佰贰拾叁万肆仟伍佰陆拾柒元整）。",
        "违约金伍佰元，另收取押金300元。",
        "壹佰零伍元叁角整（¥105.30）。",
    ),
)

Q006 = _family(
    "Q006",
    "impossible-dates",
    "日期不存在或者起止颠倒",
    "日期写错，期限就无从计算。",
    "error",
    bad=(
        "请于2024年2月30日前反馈意见。",
        "合同期限自2024年5月1日起至2024年4月1日止。",
        "本通告自2025年6月31日起施行。",
    ),
    good=(
        "请于2024年2月29日前反馈意见。",
        "合同期限自2024年5月1日起至2025年4月30日止。",
        "供暖期为每年11月15日至3月15日。",
    ),
)

Q007 = _family(
    "Q007",
    "length-beside-its-dates",
    "期间与起止日期不符",
    "写明的天数与起止日期对不上，公示、征求意见可能不足法定期限。",
    "error",
    bad=(
        "公示期：3月1日至3月10日，公示15日。",
        "租赁期自2024年1月1日起至2025年12月31日止，租期三年。",
        "公开征求意见时间为2024年3月1日至3月20日，共30日。",
        "公示时间为2024年9月29日至10月9日，公示7个工作日。",
    ),
    good=(
        "公示时间为2024年3月1日至3月10日，共10天。",
        "公示不少于5日：3月1日至3月10日。",
        "租赁期自2024年1月1日起至2026年12月31日止，租期三年。",
        "请于3月1日至3月5日报名，3月10日前公布。",
        "公示时间为2024年9月29日至10月9日，公示4个工作日。",
    ),
)

Q008 = _family(
    "Q008",
    "share-above-whole",
    "占比超过百分之百",
    "占比和合格率、化解率一类比率不会超过百分之百。",
    "warning",
    bad=(
        "群众满意率达102%。",
        "已化解的占受理总数的120%。",
        "各类信访件分别占48%、35%、27%。",
    ),
    good=(
        "财政收入完成年度预算的102%。",
        "受理量同比增长120%。",
        "群众满意率达100%。",
        "平均压缩比例、即办件占比、深度办理占比分别为81.84%、48.52%、76.19%。",
    ),
)

Q009 = _family(
    "Q009",
    "count-given-twice",
    "同一数量前后不一致",
    "同一个数在两处写成两个样，必有一处是错的。",
    "error",
    bad=("全市共有行政执法人员2193人。为此组织了全员培训。目前全市行政执法人员达2139人。",),
    good=(
        "全市共有行政执法人员2193人。镇级共有行政执法人员139人。",
        "2023年共受理行政复议案件120件。2024年共受理行政复议案件150件。",
        "南岸镇共化解矛盾纠纷120件。北岸镇共化解矛盾纠纷98件。",
    ),
    kinds=_REPORTS,
    confidence=0.7,
)


@rule(
    code="Q010",
    name="full-coverage-without-base",
    title="只写全覆盖、百分之百，没有基数",
    why="没有分母的百分之百无法核对，考核时容易被认定为不实。",
    basis=(_FORM,),
    severity="warning",
    kinds=("ar", "gw"),
    cues=("覆盖率", "全覆盖"),
    deep=True,
    confidence=0.4,
    bad=("村（社区）法律顾问覆盖率达100%。", "实现法治宣传教育全覆盖，覆盖率100%。"),
    good=("全镇23个村（社区）均配备法律顾问，覆盖率达100%。", "力争年底实现全覆盖。"),
    suggestion="补写应当覆盖多少、实际覆盖多少",
)
def full_coverage(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a 100% of coverage in a sentence that has no other figure."""
    sentence = document.folded[start:end]
    at = sentence.find("100%")
    if at >= 0 and not any(char.isdigit() for char in sentence.replace("100%", "", 1)):
        yield Hit(start + at, start + at + 4)


Q011 = _family(
    "Q011",
    "ordinals-in-order",
    "序号断号或者重号",
    "序号断了，读者会以为缺了一段；重了，引用时说不清是哪一条。",
    "warning",
    bad=(
        "一、总体要求\n二、主要任务\n四、保障措施\n",
        "（一）加强领导。\n（二）落实责任。\n（二）严格考核。\n",
        "第一条 为了规范管理，制定本办法。\n第二条 本办法适用于本镇。\n第四条 本办法由镇政府负责解释。\n",
    ),
    good=(
        "一、总体要求\n（一）指导思想\n（二）基本原则\n二、主要任务\n（一）抓落实\n三、保障措施\n",
        "一、总体要求\n二、主要任务\n附件\n一、任务分工\n二、时间安排\n",
        "第一条 略。\n第二条 略。\n第三条 略。\n",
    ),
)

Q012 = _family(
    "Q012",
    "part-above-its-total",
    "“其中”项大于总数",
    "“其中”的一项比总数还大，必有一数写错。",
    "error",
    bad=("共受理案件100件，其中民事160件。", "全年共审查合同85件，其中重大合同105件。"),
    good=("共受理案件100件，其中民事60件。", "共办结案件100件，其中民事60件，服务群众1600人次。"),
)

Q013 = _family(
    "Q013",
    "rate-given-twice",
    "同一比率前后不一致",
    "同一个比率在两处写成两个样，必有一处是错的。",
    "warning",
    bad=("矛盾纠纷化解率为97.5%。工作成效明显。矛盾纠纷化解率达96%。",),
    good=("2023年矛盾纠纷化解率为97.5%。2024年矛盾纠纷化解率为96%。", "矛盾纠纷化解率为97.5%。群众满意率为96%。"),
    kinds=_REPORTS,
    confidence=0.6,
)

Q014 = _family(
    "Q014",
    "difference-beside-its-counts",
    "增减量与前后两数之差不符",
    "前后两个数之差与所写的增减量必须一致；百分数之间相减是百分点。",
    "error",
    bad=(
        "行政执法人员从80人增加至100人，增加了30人。",
        "群众满意度由60%提高到75%，提高20个百分点。",
    ),
    good=(
        "行政执法人员从80人增加至100人，增加了20人。",
        "群众满意度由60%提高到75%，提高15个百分点。",
        "办理时限由10个工作日压缩至4个工作日，减少6个工作日。",
    ),
)

Q015 = _family(
    "Q015",
    "direction-of-change",
    "增减方向与前后两数相反",
    "数是减少的却写增长，或者数是增加的却写下降。",
    "error",
    bad=(
        "信访总量由150件增加到100件。",
        "受理案件150件，上年同期为100件，同比下降50%。",
    ),
    good=(
        "信访总量由150件下降到100件。",
        "办理时限从20天缩短到8天，压缩60%。",
        "受理案件150件，上年同期为100件，同比增长50%。",
    ),
)
