"""G001: what was left to be filled in, told from what only looks like it (5+X, X光, 3×4, 张某某, 王××, **粗体**)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint import Context, Document, Example, Hit, rule
from fazhi.kernel.lint.groups import Groups
from fazhi.packs.rules._placeholder_alike import ODD, alike
from fazhi.packs.rules._placeholder_blanks import BLANKS
from fazhi.packs.rules._placeholder_fields import CHOICES
from fazhi.packs.rules._placeholder_forms import BARE, FORMS
from fazhi.packs.rules._placeholder_gaps import GAPS
from fazhi.packs.rules._placeholder_hands import for_a_hand, is_spoken_of
from fazhi.packs.rules._placeholder_named import NAMED
from fazhi.packs.rules._placeholder_senses import TEMPLATE
from fazhi.packs.rules._placeholder_slots import SLOTS

_FORMS: Final = (*FORMS, *BLANKS, *CHOICES, *NAMED, *SLOTS, *GAPS)
_TELLING: Final = {*ODD, *(word for words, _, _ in _FORMS for word in words)}
_SINGLE: Final = {word for word in _TELLING if len(word) == 1}
"""Signs that wake the rule alone: longer words in which they stand need not be looked for as well."""
_WORDS: Final = Groups([*(words for words, _, _ in _FORMS), ODD])


@rule(
    code="G001",
    name="placeholder",
    title="留空之处没有填写",
    why="草稿里留空的数字、名称、日期没有填上就印发，公布后内容不完整，也说明没有人通读过定稿。",
    basis=("文字规范：公文内容应当完整，印发前填实留空之处",),
    severity="error",
    message="疑似留空未填",
    suggestion="填上实际内容，或者删去这一句；本来就是供人填写的格式，请在标题中写明“示范文本”“样式”",
    scope="block",
    confidence=0.95,
    patterns=tuple(pattern.pattern for _, pattern, _ in _FORMS),
    cues=sorted(word for word in _TELLING if len(word) == 1 or _SINGLE.isdisjoint(word)),
    bad=(
        "今年以来成功调处矛盾纠纷@件，涉及家庭、工伤赔偿等领域。",
        "共培训＠ 人次，发放资料@份。",
        "××县人民政府办公室转来的举报件已经办结。",
        "XX镇坚持以法治建设为抓手。",
        "全年共化解纠纷X件，涉及金额XX万元。",
        Example(text="本办法自2024年X月X日起施行。", count=1),
        "会议定于×月×日召开。",
        "截至20xx年底，共有户籍人口××万人。",
        "本协议总价款为____元。",
        "服务期限自2026年__月__日起。",
        "现任命【】为调解员。",
        "由【●】公司承担违约责任。",
        "会议时间：待定。",
        "申请人{{姓名}}于今年三月提出申请。",
        "（此处填写单位名称）已经完成整改。",
        "案件编号（待补充）。",
        "沿政发〔2024〕 号",
        "本公告发布之日为2024年 月 日。",
        "我镇共有**个村，**户。",
        "〇〇镇人民政府负责组织实施。",
        "根据《》有关规定，制定本方案。",
        "共有（　）户参加。",
        "依据第×条的规定作出决定。",
        "培训干部??人。",
        "出台《x 市法治政府建设实施方案》，承接下放事项 x 项。",
        "体现 x 布局，扎实推进法治 X 建设，服务于 x 地方。",
        "以***思想为指导。",
        "20xx-20xx年规划执行情况",
        "合同金额：人民币      元整（￥      ）。",
        "完成率达XX.X%，覆盖率为 %。",
        "202X年以来，投入资金约……万元。",
        "总投资约  万元，应到 ＿ 人，培训N人。",
        "新建厂房    平方米，镇财政承担（金额）。",
        "由（单位名称）负责，经费待补，附$项目名称$和<<概算表>>。",
        "会议定于 月 日在镇政府召开。",
        "柳政办〔2026〕×号",
        "申请补助资金XX万元。",
        "关于XX同志任职的通知",
        "决定罚款人民币×仟×佰元整。",
        "本合同一式 份，甲方执 份。",
        "依照《……条例》办理，调解员：待安排",
        "根据第三十六条第（×）项答复如下。",
        "负责单位：？项目负责人：      ，一是……；二是……。",
        "会议由（主持人）主持，占股 %。",
        "定于*月*日召开，出席××××-××-××。",
        "申请公开的“××××”信息予以公开。",
        "〇〇二×年，二〇二×年×月×日。",
        "请于2026年1月 日前报送，上午 时开始。",
        "共排查隐患  处，合格率达%。",
        "依据第 条第 款作出决定，详见附件X。",
        "完成投资null万元，合计#REF!元。",
        "（需核实）受灾户数32户（数据待更新）。",
        "开展“”专项行动，联系人：；电话：  。",
        "完成率--%，占比?%，收到来信N封，总投入NN万元，资金……万元。",
        "由(×发改〔2025〕3号)批复，根据<文件名>，受援人【性别】，同比增长/下降XX%。",
        "（单位名称）关于申请经费的请示，结合……实际，以上【请业务科室核对】。",
        "接种疫苗？？剂次，征地#公顷，罚款AA元，投标截止2026年9月15日？？时。",
        "由某某公司承建，会议由书记**主持，任命AA为副局长，关于某某某同志的公示。",
        "联系人：@，处理依据：（法条待核补）；按GBXXXXX执行，服务费为¥ 元/月。",
        "三、存在的问题\n……\n四、下一步打算",
        "现委托（受托人姓名）代为办理登记。会议强调，……。",
        "报告人：县统计局局长某某某",
        "可以自收到之日起    日内申请行政复议。",
        "联系人：____，电话：____\n单位：____　姓名：____",
        "受理纠纷◎件，接待群众......批次，拆除违建——平方米，完成率为--.-%，由CC村、{}公司负责。",
        "有持证人员待核实名，其中M户享受低保；自00年00月00日起施行，本协议有效期个月。",
        "组长：##（镇党委副书记）；执法人员周建华（证号####），罚款贰佰元（￥##）。",
        "当事人#于5月8日占道经营，从X村运至Y村；投入  万元建成公园。",
        "乙方（公司全称）具备资质，兹证明（姓名）系我村村民；（以上数据请财政所核对后填报）。",
        "村名|户数|参保率\n南坞|412|%\n北坞|（ ）|98%",
    ),
    good=(
        "按#号键返回，带*项目为必填项，参与#主题教育#讨论5万人次，3#楼已竣工。",
        "信用等级为AA级，采用AA制，什么是“三资”？个人能否查询？",
        "喻某某家与某某公司发生纠纷，王某某到庭。",
        "利息=本金×年利率×实际天数÷360。",
        "附件2　报名表（空白表样，由报名人填写）\n姓名：____　性别：____",
        "附：回执（请填写后传真）\n单位：________　姓名：________\n职务：________　电话：________",
        "评定为★★★☆☆级，《柳河镇××年度》一类标题不规范。",
        "送审稿中如仍有“××”“【待补】”等字样，一律退回。",
        "推行“1+3+N”机制，动员N家企业参与。",
        "粘贴发票处（由报销人粘贴）\n□□□□",
        "满意（　）　不满意（　），赞成（　）票。",
        "他说：“真是……想都不敢想。”\n……\n后来路修通了。",
        "联系邮箱：someone@example.com。",
        "关注微信公众号@人民日报。",
        "推行“5+X”工作机制和“1+11+N”治理体系。",
        "配备X光机一台，安装X射线安检设备。",
        "沿X轴方向布置，检测TXX型号设备。",
        "场地尺寸为3×4米，建筑面积＝长×宽。",
        "补助金额按单价×数量计算，奖金=基数×人数。",
        "张某某、李某某在某某镇发生纠纷。",
        "当事人王××、李X不服。",
        "车牌为浙A×××××的车辆。",
        "电话138××××1234，身份证号3310**********1234。",
        "二〇〇八年以来，二○○九年修订。",
        "**第一条**　为加强管理，制定本办法。",
        "要**严格**执行，共**5个**村。",
        "甲方（盖章）：________　乙方（签字）：________\n日期：____年__月__日",
        "□是　□否（请在方框内打勾）",
        "有待定论，等待定点医院确认，待定罪后处理。",
        "《合同示范文本》共20条，见【附件】。",
        "变量`__init__`和`a__b`是程序里的名字。",
        "柳湾镇劳动合同（示范文本）\n甲方：____\n乙方：____\n第一条　期限自____年__月__日起。",
        "柳政发〔2024〕3号，2024年 3 月 5 日。",
        "XXL号工作服二十件，Excel表格一份。",
        "请按填写说明（填写说明见附件）办理。",
        "实行“N+X”模式，X+Y两项合并。",
        "需要补充材料的，一次告知。",
        "拍摄X光片，悬挂X展架，做成X型。",
        "设X为户数，X乘以单价即为总额。",
        "外伤人员李X已送医，被告人张***到庭。",
        "牌匾写明“××律师事务所”字样。",
        "家住城东XX路的居民反映噪声扰民，走××小区北门。",
        "不得用“××”代替单位名称，不得出现“XX单位”等称谓。",
        "脆性X综合征筛查；每公斤x元的，补贴(5-x)元。",
        "打造“一带X节点”，帮扶老X，产量随X增加。",
        "《XX镇处罚决定书（示范文本）》已下发，XX号染色体异常筛查。",
        "开班时间待定，请等候通知。",
        "***以下无内容***",
        "设立N个志愿服务点，编号XX开头的证件为旧版。",
        "受送达人（签收）：      年  月  日",
        "当事人的姓名（名称）、法治+N、N个场景、补助款 5 元。",
        "文  件，附  件，住  户，（经核实）属实，（补充）协议一份。",
        "参照A类、B类、X类分级，网友“xx小王子”留言。",
        "共有A、B、C、X四个片区，X由县财政局核定，姓名均以××代替，车牌浙A·××××8。",
        "□同意　□不同意　理由：＿＿＿＿",
        "他干了28年——整整28年——没有请过假，电话打了......没人接。",
        "A村与B村系邻村；待核实线索5条，为待查件；KN95口罩200只，M码36件，BB霜两盒。",
        "参会回执（由参会单位填写）\n单位：____　姓名：____",
        "@所有人 请及时接龙，@张主任 您好。",
        "户籍人口28614人*，常住人口31207人。\n*户籍人口数据由派出所提供。",
        "4份合同的签订日期“  年  月  日”未填写，第×条的表述系笔误。",
        "见证人：____　　记录人：____",
        "数据|备注\n上半年|/\n……|……",
    ),
)  # fmt: skip
def placeholder(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield each place that was left to be filled in; places inside one another are one."""
    line = document.folded[start:end]
    forms = _standing(line)
    if forms and forms[-1] == len(_FORMS):
        line = alike(line)
        forms = [which for which in _standing(line) if which < len(_FORMS)]
    if not forms or (document.title and TEMPLATE.search(document.folded, *document.title)):
        return
    taken: list[tuple[int, int]] = []
    for which in forms:
        _, pattern, holds = _FORMS[which]
        for match in pattern.finditer(line):
            first = match.start() + len(match[0]) - len(match[0].lstrip())
            last = match.end() - (len(match[0]) - len(match[0].rstrip()))
            if first >= last or BARE.fullmatch(line, first, last) or line.startswith("年", first):
                first, last = match.span()  # the blank itself is white space
            lead = len(match[0]) - len(match[0].lstrip(":|\t "))
            if line[first] in ":|\t" and lead < len(match[0]):  # what leads to it is no part of it
                first = match.start() + lead
            if "blank" in match.re.groupindex:
                first, last = match.span("blank")
            if any(first < right and left < last for left, right in taken):
                continue
            if is_spoken_of(line, first, last):
                continue
            if holds(line, match, document, start + match.start()):
                if for_a_hand(document, start + first):
                    continue
                taken.append((first, last))
                yield Hit(start + first, start + last)


def _standing(line: str) -> list[int]:
    """Return the forms that may stand in a line; beyond the last of them, that a sign of it is written oddly."""
    return _WORDS.standing(_without_mark(line) if line.startswith("#") else line)


def _without_mark(line: str) -> str:
    """Return a line without the # that marks a heading: it stands for nothing that is owed, and laws are full of it."""
    bare = line.lstrip("#")
    return bare if bare.startswith(" ") else line
