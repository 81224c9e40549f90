"""Family F, second part: exceptions, the review itself, favours agreed case by case."""

from __future__ import annotations

from fazhi.kernel.lint import Rule, pattern_rule, require_rule

_LAW = "公平竞争审查条例@2024"

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="F014",
        name="exception-without-end",
        title="适用例外规定未写期限",
        why="适用例外规定的，应当明确合理的实施期限或者终止条件。",
        basis=(f"{_LAW}:12",),
        severity="error",
        kinds=("nd", "dp"),
        patterns=(r"适用(?:公平竞争审查)?例外规定|符合公平竞争审查例外",),
        document_unless=(r"实施期限|终止条件|有效期|至[0-9]{4}年",),
        message="适用公平竞争审查例外规定，未见实施期限或者终止条件",
        suggestion="补写实施期限或者终止条件",
        bad=("本措施为节约能源，适用例外规定。",),
        good=("本措施为节约能源，适用例外规定，实施期限至2027年12月31日。",),
    ),
    require_rule(
        code="F015",
        name="no-competition-review",
        title="未见公平竞争审查结论",
        why="拟定涉及经营者经济活动的政策措施，应当进行公平竞争审查，未经审查不得出台。",
        basis=(f"{_LAW}:18", "重大行政决策程序暂行条例@2019:29"),
        severity="error",
        kinds=("dp",),
        confidence=0.7,
        all_of=(r"公平竞争审查",),
        when=(
            r"招商|补贴企业|奖励企业|产业扶持|市场准入|特许经营|企业(?:应当|必须|不得)|经营者(?:应当|必须|不得)",
            r"起草说明|决策|方案|说明|情况",
        ),
        message="方案涉及经营者经济活动，未见公平竞争审查的记载",
        suggestion="补做公平竞争审查，并在起草说明中写明结论",
        bad=("柳湾镇产业扶持方案（草案）起草说明\n一、为加快招商，制定本方案。\n二、对入驻企业给予补贴。\n",),
        good=(
            "柳湾镇产业扶持方案（草案）起草说明\n一、为加快招商，制定本方案。\n二、已完成公平竞争审查，结论为可以出台。\n",
        ),
    ),
    pattern_rule(
        code="F016",
        name="case-by-case-favours",
        title="疑似“一事一议”给予特殊优惠",
        why="与经营者签订合作协议，不得排除、限制其他经营者参与竞争；优惠条件应当公开。",
        basis=("反垄断法@2022:40",),
        severity="warning",
        kinds=("ct", "nd", "dp"),
        patterns=(
            r"(?:优惠|扶持|奖励|政策)[^。；]{0,30}(?:一事一议|一企一策|一企一议|特事特办|另签|另行签订|另行约定)",
            r"(?:优惠|扶持|奖励|土地|税收)[^。；]{0,10}(?:一事一议|一企一策|特事特办|另行约定|另行商定|面议)",
            r"(?:一事一议|一企一策|特事特办)[^。；]{0,12}(?:优惠|扶持|奖励|补贴|地价)",
        ),
        unless=("村民|筹资筹劳|审批代办|不得|禁止|严禁|清理",),
        message="疑似以一事一议给予特定企业优惠",
        suggestion="公开条件和标准，平等适用",
        bad=(
            "优惠政策未尽事宜，甲方按“特事特办”原则另行约定。",
            "重大项目的优惠政策一事一议。",
            "对龙头企业实行一企一策，给予土地优惠。",
        ),
        good=("审批代办服务实行一企一策。", "村内公益事业一事一议，筹资筹劳按规定补贴。"),
    ),
    pattern_rule(
        code="F017",
        name="cites-repealed-competition-rules",
        title="引用已被取代的公平竞争审查细则",
        why="公平竞争审查条例2024年8月1日施行后，应当引用条例及其实施办法。",
        basis=(f"{_LAW}:27",),
        severity="warning",
        kinds=("nd", "ct", "dp"),
        patterns=(r"《公平竞争审查制度实施细则(?:\(暂行\))?》",),
        unless=("废止|原|曾|历史|[0-9]{4}年印发",),
        message="引用的《公平竞争审查制度实施细则》已被取代",
        suggestion="改引《公平竞争审查条例》及其实施办法",
        since=None,
        bad=("根据《公平竞争审查制度实施细则》，对本方案进行审查。",),
        good=("原《公平竞争审查制度实施细则》同时废止。", "根据《公平竞争审查条例》进行审查。"),
    ),
)
