"""Words that are often written wrongly, for G030: only what is wrong wherever it stands."""

from __future__ import annotations

from typing import Final

# Wrong>right; what follows a bar makes the word right: 部份额, 坚苦卓绝, 做为人.
_PAIRS: Final = """
帐户>账户 帐号>账号 帐目>账目 台帐>台账 转帐>转账 报帐>报账 部份|额>部分 成份|[额数]>成分 水份|额>水分
过份|额>过分 充份|[额数]>充分 截止目前>截至目前 截止到>截至 做为|人>作为 必竟>毕竟 按置|[换信业]>安置
座落|[成地后差]>坐落 迫不急待>迫不及待 一愁莫展>一筹莫展 再接再励>再接再厉 不径而走>不胫而走 名列前矛>名列前茅
走头无路>走投无路
穿流不息>川流不息 莫不关心>漠不关心 渡假>度假 幅射>辐射 松驰>松弛 急燥>急躁 浮燥>浮躁 烦燥>烦躁 宣泻>宣泄
修茸>修葺 精萃>精粹 布署|名>部署 辐员>幅员 答覆>答复 重迭>重叠 计画>计划
辩别>辨别 分辩率>分辨率 通迅>通讯 竟争|[取论议夺吵端]>竞争 竞然>竟然 坚苦|卓绝>艰苦 震憾>震撼 贪脏枉法>贪赃枉法
脏款>赃款 徇私舞蔽>徇私舞弊 拘流>拘留 抵毁>诋毁 赔尝>赔偿 补尝|试>补偿 抵压|力>抵押 印监>印鉴 签定>签订
 身分证>身份证 即往不咎>既往不咎 权利机关>权力机关 权利机构>权力机构 行政权利|(?:义务|救济)>行政权力
公民权力>公民权利 法制政府>法治政府 法制中国>法治中国 依法制国>依法治国 全面依法制>全面依法治
罚金决定书>罚款决定书 反应问题>反映问题 反应诉求>反映诉求 侯选人>候选人 侯补>候补 气侯>气候 时侯>时候
防汛抗早>防汛抗旱 贯切|实>贯彻 惯彻>贯彻 实旋|转>实施 设旋>设施 措旋>措施 挂勾>挂钩 勾通>沟通 泄秘>泄密
 各行其事>各行其是 出奇不意>出其不意 融汇贯通>融会贯通 迫在眉捷>迫在眉睫 相辅相承>相辅相成
一如继往>一如既往 因地治宜>因地制宜 行之有効>行之有效 倍受关注>备受关注 不记其数>不计其数 收益匪浅>受益匪浅
首曲一指>首屈一指
"""

WRONG: Final[dict[str, tuple[str, str]]] = {
    written.partition("|")[0]: (right, written.partition("|")[2])
    for written, _, right in (pair.partition(">") for pair in _PAIRS.split())
}
"""Wrong word -> (right word, pattern of what must not follow, empty where nothing excuses it)."""
