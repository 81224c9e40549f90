"""Family F, second part: exceptions, the review itself, favours agreed case by case."""

from __future__ import annotations

from fazhi.kernel.lint import Rule, pattern_rule
from fazhi.packs.rules._said_competition import SAID

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
        patterns=(r"适用(?:公平竞争审查)?例外规定|符合公平竞争审查例外", *SAID["F014"].patterns),
        document_unless=(r"实施期限|终止条件|有效期|至[0-9]{4}年",),
        message="适用公平竞争审查例外规定，未见实施期限或者终止条件",
        suggestion="补写实施期限或者终止条件",
        bad=("本措施为节约能源，适用例外规定。", *SAID["F014"].bad),
        good=("本措施为节约能源，适用例外规定，实施期限至2027年12月31日。", *SAID["F014"].good),
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
            r"(?:优惠|优待|扶持|奖励)[^。；]{0,20}不(?:便|宜)(?:写入|写进|载入|列入|写明|公开)",
            r"(?:优惠|优待|扶持|奖励)(?:条件|政策|事项)?[^。；]{0,20}(?:备忘录|口头约定|另立协议|另写一份)",
            r"(?:优惠|扶持|奖励|政策)[^。；]{0,30}(?:一事一议|一企一策|一企一议|特事特办|另签|另行签订|另行约定)",
            r"(?:优惠|扶持|奖励|土地|税收)[^。；]{0,10}(?:一事一议|一企一策|特事特办|另行约定|另行商定|面议)",
            r"(?:一事一议|一企一策|特事特办)[^。；]{0,12}(?:优惠|扶持|奖励|补贴|地价)",
            *SAID["F016"].patterns,
        ),
        unless=("村民|筹资筹劳|审批代办|不得|禁止|严禁|清理", *SAID["F016"].unless),
        message="疑似以一事一议给予特定企业优惠",
        suggestion="公开条件和标准，平等适用",
        bad=(
            "其余优待条件不便写入本协议，双方另签备忘录。",
            "优惠政策未尽事宜，甲方按“特事特办”原则另行约定。",
            "重大项目的优惠政策一事一议。",
            "对龙头企业实行一企一策，给予土地优惠。",
            *SAID["F016"].bad,
        ),
        good=(
            "双方就技术交流另签备忘录，不涉及扶持政策以外的事项。",
            "审批代办服务实行一企一策。",
            "村内公益事业一事一议，筹资筹劳按规定补贴。",
            *SAID["F016"].good,
        ),
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
        unless=("废止|原|曾|历史|[0-9]{4}年印发|当时(?:有效|适用|施行)|至2024年",),
        message="引用的《公平竞争审查制度实施细则》已被取代",
        suggestion="改引《公平竞争审查条例》及其实施办法",
        since=None,
        bad=("根据《公平竞争审查制度实施细则》，对本方案进行审查。",),
        good=(
            "2023年的方案依照当时施行的《公平竞争审查制度实施细则》审查。",
            "原《公平竞争审查制度实施细则》同时废止。",
            "根据《公平竞争审查条例》进行审查。",
        ),
    ),
)
