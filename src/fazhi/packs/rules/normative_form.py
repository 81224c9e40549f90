"""Family N, third part: who may issue, from when until when it holds, who explains it, number and name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, pattern_rule, require_rule, rule
from fazhi.packs.rules._elements_normative import ELEMENTS
from fazhi.packs.rules._said_rights import SAID as RIGHTS

_LOCAL_ISSUER = "本地要求：行政规范性文件由本级人民政府（办事处）制发，议事协调机构、内设机构不得制发"
_LOCAL_VALID = "本地要求：行政规范性文件应当写明有效期，一般不超过五年，暂行、试行的不超过二年"
_LOCAL_NUMBER = "本地要求：行政规范性文件实行统一登记、统一编号、统一公布"

RULES: tuple[Rule, ...] = (
    require_rule(
        code="N011",
        name="no-validity",
        title="未写明有效期",
        why="规范性文件没有有效期，就无法按期清理，容易长期超期适用。",
        basis=(_LOCAL_VALID,),
        severity="warning",
        kinds=("nd",),
        all_of=(
            r"有效期|有效至|长期有效|施行期限|试行期|试行[一二两三1-3]年|执行期|废止时止|之日止|[0-9]{1,2}月[0-9]{1,2}日止|(?:失效|止)。",
        ),
        when=(r"施行|执行|实施|起试行",),
        # What gives duties to bodies of the State Council is issued by none below it.
        unless=(r"国务院[\u4e00-\u9fff]{2,16}(?:机构|部门)(?:应当|对|负责|会同)",),
        message="全文未见有效期",
        suggestion="在附则中写明有效期，如“本办法自×年×月×日起施行，有效期五年”",
        bad=(
            "双圳镇垃圾治理办法（试行）\n第一条 为了规范管理，制定本办法。\n第二条 本办法自2026年10月8日起试行。\n",
            "柳湾镇集市管理办法\n第一条 为了规范管理，制定本办法。\n第二条 本办法自3月1日起施行。\n",
        ),
        good=(
            "第一条 国务院证券监督管理机构对承诺进行审查。\n第二条 本办法自2026年1月1日起施行。\n",
            "第一条 为了规范管理，制定本细则。\n第二条 本细则自2026年7月1日起施行，试行两年。\n",
            "第一条 为了规范管理，制定本办法。\n第二条 本办法自2026年3月1日起施行，有效期五年。\n",
        ),
    ),
    require_rule(
        code="N012",
        name="no-date-of-effect",
        title="未写明施行日期",
        why="没有施行日期，何时开始适用无从判断。",
        basis=("文字规范：办法、规定、细则应当写明施行日期",),
        severity="error",
        kinds=("nd",),
        all_of=(
            r"自[^。；]{0,24}(?:起|之日)?(?:施行|试行|实施|执行|生效)|(?:公布|发布|印发|下发|通过)(?:之日|当日|当天|后)起?即?(?:施行|实施|执行|生效)|即日(?:起)?(?:施行|执行|实施)|[0-9]{1,2}月[0-9]{1,2}日起(?:施行|试行|实施|执行)",
        ),
        when=(
            r"第一条|第二条|第三条|第1条|第2条|第3条|统一编号|有效期|(?:本(?:通知|办法|规定|意见|细则))[^。；，]{0,4}(?:有效|用|管)[一二三四五两1-5]年",
        ),
        message="全文未见施行日期",
        suggestion="在附则中写明“自×年×月×日起施行”",
        bad=("柳湾镇集市管理办法\n第一条 为了规范管理，制定本办法。\n第二条 本办法由镇政府负责解释。\n",),
        good=(
            "第一条 为了规范管理，制定本办法。\n第二条 本办法自2026年10月8日起试行。\n",
            "第一条 为了规范管理，制定本规定。\n第二条 本规定公布当日起执行。\n",
            "第一条 为了规范管理，制定本办法。\n第二条 本办法自2026年3月1日起施行。\n",
            "第一条 为了规范管理，制定本办法。\n第二条 本通知自印发之日起执行。\n",
        ),
    ),
    pattern_rule(
        code="N013",
        name="retroactive",
        title="疑似溯及既往",
        why="规定不溯及既往，但为了更好保护公民、法人权益的特别规定除外。",
        basis=("立法法@2023:104",),
        severity="error",
        kinds=("nd", "vr"),
        together=ELEMENTS["N013"],
        patterns=(
            r"(?:[0-9]{4}年[^。；，]{0,6}(?:以来|以后|起|以前|之前)|此前|以前|过去|早先|先前|历年|往年)(?:已经|已|就)[^。；]{0,40}(?:照|按照?|依照?|适用)本(?:办法|规定|细则|通知|公约|制度)[^。；，]{0,16}(?:补|交|缴|罚|拆|退|收|办)",
            r"(?:[0-9]{4}年[^。；，]{0,6}(?:以来|以后|起|以前|之前)|此前|以前|过去|早先|先前|历年|往年)(?:已经|已|就)[^。；]{0,40}补(?:交|缴)[^。；，]{0,10}(?:费|款|金|差额|租)",
            r"(?:施行|实施|印发|发布|公布|执行|出台)(?:之日)?(?:以?前|之前)[^。；]{0,30}(?:重新(?:申领|申请|办理|审批)|补交|退还|退回|补足|一并(?:补|清|拆|交)|一律(?:按|适用|拆|补)|同样适用|也(?:按|适用))",
            r"(?:此前|以前|过去)已(?:经)?[^。；]{0,20}(?:追回|补缴|补交|退回|收回|补办)",
            r"(?:施行|实施|印发|发布|公布)(?:之日)?(?:以?前|之前)[^。；]{0,24}(?:补缴|补办|追缴|追回|撤销|收回|按照?本(?:办法|规定|细则|通知|公约)(?:执行|处理|办理))",
            r"[0-9]{4}年(?:[0-9]{1,2}月)?(?:以来|以后|起)已(?:享受|发放|取得|领取|批准)[^。；]{0,20}(?:追回|收回|退回|补缴|撤销|取消)",
            r"(?:施行|实施|印发|发布|公布|出台)(?:之日)?(?:以?前|之前)[^。；]{0,30}(?:照|按照?|依照?)本(?:办法|规定|细则|通知|公约)[^。；，]{0,6}(?:缴|交|补|罚|拆|退|重新)",
            r"已经?(?:建成|出租|开办|经营|设立|搭建|领取|发放)的[^。；，]{0,10}，?[^。；]{0,4}(?:一律|均|都|也)[^。；]{0,4}(?:按|照|依)[^。；，]{0,2}本(?:办法|规定|细则)",
            r"[0-9]{4}年[^。；，]{0,8}(?:以来|以后|起)[^。；，]{0,4}(?:发放|享受|取得|领取)[^。；]{0,20}(?:重新核定|收回|追回|退回|多退)",
            *RIGHTS["N013"].patterns,
        ),
        unless=(
            r"不按照?|不适用|不再",
            "更有利|有利于|从旧|可以申请适用|原规定|骗取|违法",
            r"可以参照",
            *RIGHTS["N013"].unless,
        ),
        message="疑似以新规定处理施行前的事项",
        suggestion="写明衔接办法：从旧，有利于相对人的除外",
        bad=(
            "2023年以来已经建成的房屋，占地超过标准的，也照本办法按超出面积补交占用费。",
            "本规定施行以前开设的店铺，须在一个月内重新申领同意书。",
            "本办法施行之前已经出租的，租金差额一并补交。",
            "此前已经领取的奖励，按新标准多出部分予以收回。",
            "本办法施行前已建的设施，应当按照本办法补缴费用。",
            "本办法自印发之日起执行，2023年以来已享受补贴的予以追回。",
            "本办法施行前已经出租的房屋，也应当按照本办法缴纳押金。",
            "已经建成的养殖场，一律按本办法重新办理手续。",
            "2024年1月1日以后发放的补助按本办法重新核定，多发的收回。",
            *RIGHTS["N013"].bad,
        ),
        good=(
            "2023年以来已经建成的房屋，不按照本办法补办手续，继续按原规定执行。",
            "本办法施行前已经受理的，按原规定办结。",
            "本办法施行前已受理的，按照原规定办理。",
            "本办法施行前已申请，新标准更有利的，按照本办法执行。",
            "本办法施行前已经出租的，租赁双方可以参照本办法的示范文本补签合同。",
            *RIGHTS["N013"].good,
        ),
    ),
    pattern_rule(
        code="N014",
        name="no-transition-for-business",
        title="涉企限制性规定未留过渡期",
        why="与市场主体生产经营密切相关的规定，应当为其留出必要的适应调整期，紧急情形除外。",
        basis=("优化营商环境条例@2019:65", "民营经济促进法@2025:45"),
        severity="warning",
        kinds=("nd",),
        patterns=(
            r"(?:公布|发布|印发|下发)(?:之日|当日|当天)起?(?:即)?(?:施行|实施|执行|生效)",
            r"(?:今天|当天|明天|今日|即日|立即|马上|当日)起?[^。；，]{0,4}(?:就)?(?:算数|执行|管用|生效|施行|实施|照办|作数)",
        ),
        document_also=(
            r"(?:企业|经营者|市场主体|经营主体|个体工商户|商户|摊主|各摊|摆摊|经营户|业主|店铺|门店|民宿|作坊|饭馆|饭店|餐馆|餐饮店|小店|店主|老板|工厂|厂家|厂子|各厂|养殖户|养殖场|农家乐)[^。；]{0,30}(?:不得|应当|必须|禁止|不准|不许|没卡|才能|方可|领到|都要|一律|不让|限期|须)",
        ),
        document_unless=(r"过渡期|适应期|缓冲期|紧急|突发|奖励|补贴|扶持",),
        message="涉及经营主体的限制性规定自公布之日起施行，未见过渡期",
        suggestion="另定施行日期，为经营主体留出适应调整期；确属紧急的写明理由",
        bad=(
            "第二条 新来摆摊的，先领一张准营卡，没卡的不准出摊。\n第三条 本办法自印发之日起施行，有效期五年。\n",
            "第二条 业主不得使用明火。\n第三条 本规定公布当日起执行。\n",
            "第二条 商户不得在集市外经营。\n第三条 本办法自公布之日起施行，有效期五年。\n",
        ),
        good=(
            "第二条 便民摊位免费使用，镇里帮助摊主办理手续。\n第三条 本办法自印发之日起施行，有效期五年。\n",
            "第二条 商户不得在集市外经营。\n第三条 本办法自2026年6月1日起施行。\n",
            "第二条 对符合条件的企业给予奖励，企业应当提交申请。\n第三条 本办法自公布之日起施行。\n",
        ),
    ),
    pattern_rule(
        code="N016",
        name="final-interpretation",
        title="“最终解释权”表述不当",
        why="文件由制定机关解释，没有“最终解释权”；内设机构、领导小组不能代替制定机关解释。",
        basis=("文字规范：规范性文件由制定机关负责解释",),
        severity="warning",
        kinds=("nd", "vr", "ct", "gw"),
        patterns=(
            r"以(?![^，。；]{0,16}人民政府(?:的)?(?:书面)?(?:解|说|答|意))[^，。；]{0,20}(?:解答|说明|解释|答复|意见)为(?:最后|最终|唯一)(?:口径|依据|标准|意见|准)?",
            r"由[^，。；]{0,16}(?<!党政)(?:建设|农业|农村|事务|执法|发展|文化|应急|综合|民政|财政)[\u4e00-\u9fff]{0,4}(?:办公室|办|科|股|所)(?:负责)?解释",
            r"由[^，。；]{0,20}(?:执法队|中队|大队|工作站|服务站|站|服务中心|财政所|司法所|协会|公司|理事会)(?:负责)?解释",
            r"(?:条文|条款|未尽事宜|含义|疑义)[^。；]{0,10}(?:以|由)[^，。；]{0,20}(?:说明|解释|答复|口径)为准",
            r"最终解释权",
            r"(?:由|归)[^，。；]{0,16}(?:领导小组|指挥部|办公室|专班|工作组)(?:办公室)?(?:负责)?解释",
            r"解释权[^，。；]{0,4}(?:归|属)[^，。；]{0,16}(?:办公室|领导小组|本单位|主办方|指挥部)",
            r"解释权[^，。；]{0,4}(?:归|属|在)[^，。；]{0,16}(?:执法队|中队|中心|站|所|公司|协会|专班)",
            *RIGHTS["N016"].patterns,
        ),
        unless=(
            r"人民政府的?(?:书面)?(?:解释|说明|答复)",
            "党政综合(?:办|办公室)",
            "党政办公室|(?:人民)?政府办公室|办公厅",
        ),
        message="解释机关表述不当",
        suggestion="改为“本办法由××镇人民政府负责解释”，删去“最终解释权”",
        bad=(
            "本办法执行中遇到疑问，以镇集镇管理办公室的解答为最后口径。",
            "本办法由镇城镇建设办公室负责解释。",
            "本规定由镇农业服务中心负责解释。",
            "条款含义以镇执法队的说明为准。",
            "本活动最终解释权归主办方所有。",
            "本通知由整治工作领导小组办公室负责解释。",
            "本办法的解释权在镇综合执法队。",
            *RIGHTS["N016"].bad,
        ),
        good=(
            "执行中的疑问，以镇人民政府的解释为最后口径。",
            "本办法由县农业农村局负责解释。",
            "本办法由柳湾镇人民政府解释。",
            "本办法由柳湾镇人民政府负责解释。",
            "本办法的解释权属于柳湾镇人民政府。",
            *RIGHTS["N016"].good,
        ),
    ),
    pattern_rule(
        code="N026",
        name="internal-paper-with-duties",
        title="内部文件设定对外权利义务",
        why="未公开的文件不得作为行政管理的依据；影响权利义务的应当公开发布。",
        basis=("优化营商环境条例@2019:64",),
        severity="warning",
        kinds=("nd", "gw"),
        scope="sentence",
        patterns=(
            r"不对外(?:张贴|发布|宣传|公示|印发|说|讲)|(?:供|限|只给)[^，。；]{0,10}(?:干部|工作人员|内部人员)(?:掌握|使用|参照|执行)[^。；]{0,12}(?:不|勿|别)",
            r"(?:内部资料|内部掌握|内部执行|不得外传|请勿外传|仅供内部|不对外(?:公布|公开|提供)|请勿对外|不予公开发布)",
            *RIGHTS["N026"].patterns,
        ),
        document_also=(
            r"(?:村民|居民|企业|经营者|群众|申请人|房东|租客|农户|业主|出租|房屋|老板|商户|摊|店|住户|租户)[^。；]{0,24}(?:应当|应按|必须|不得|须|不许|不准|都要|要来|不给|缴纳)",
        ),
        message="文件标为内部掌握，却规定了对外的义务",
        suggestion="公开发布，或者不作为对外管理的依据",
        bad=(
            "本办法供镇村干部掌握，不对外张贴，群众来问也不必出示。\n第二条 房屋不在册的不许对外招租。\n",
            "本规定仅供内部执行，请勿外传。\n第二条 企业应当错峰生产。\n",
            "本规定内部掌握，不得外传。\n第二条 村民申请建房的，应当缴纳押金。\n",
            *RIGHTS["N026"].bad,
        ),
        good=(
            "本办法供镇村干部掌握，不对外张贴。\n第二条 各站所按月报送材料。\n",
            "本规定内部掌握，不得外传。\n第二条 各站所应当按时报送材料。\n",
            *RIGHTS["N026"].good,
        ),
    ),
    require_rule(
        code="N027",
        name="no-filing-clause",
        title="未写备案",
        why="规范性文件应当在规定期限内报送备案。",
        basis=("本地要求：行政规范性文件印发后十五日内报县级备案",),
        severity="info",
        kinds=("nd",),
        deep=True,
        confidence=0.4,
        all_of=(r"备案",),
        when=(r"第[一二三]条",),
        message="全文未见备案的表述，请按时报送备案",
        suggestion="印发后按期报送备案",
        bad=("第一条 制定本办法。\n第二条 自2026年3月1日起施行。\n",),
        good=("第一条 制定本办法。\n第二条 本办法自2026年3月1日起施行，并报县人民政府备案。\n",),
    ),
    require_rule(
        code="N028",
        name="no-uniform-number",
        title="缺统一编号",
        why="实行三统一的地方，规范性文件首页应当有统一编号。",
        basis=(_LOCAL_NUMBER,),
        severity="warning",
        kinds=("nd",),
        deep=True,
        confidence=0.4,
        all_of=(r"[A-Z]{2,6}[0-9]{1,3}-[0-9]{4}-[0-9]{1,5}",),
        place="start",
        message="首页未见统一编号",
        suggestion="向登记机构申请统一编号",
        bad=("柳湾镇集市管理办法\n第一条 制定本办法。\n",),
        good=("ATLD57-2018-0001\n柳湾镇集市管理办法\n第一条 制定本办法。\n",),
    ),
)

_UNIFORM = re.compile(r"([A-Z](?<![A-Za-z0-9].)[A-Z]{1,5})([0-9]{1,3})-([0-9]{4})-([0-9]{1,5})(?![0-9-])")
_ISSUED_IN = re.compile(r"[\u4e00-\u9fff]〔([0-9]{4})〕[0-9]{1,4}号")
# A year of two figures is looked for on a line of its own: model numbers read like that.
_SHORT_YEAR = re.compile(r"(?m)^[ \t]*(?:统一编号:[ ]*)?([A-Z]{2,6})([0-9]{1,3})-([0-9]{2})-([0-9]{1,5})[ \t]*$")


@rule(
    code="N029",
    name="uniform-number-malformed",
    title="统一编号格式疑似错误",
    why="统一编号由制定机关代码（字母加两位数字）、登记年份、四位流水号组成，写错就查不到。",
    basis=(_LOCAL_NUMBER,),
    severity="warning",
    kinds=("nd",),
    scope="document",
    suggestion="按登记机构给的编号改正",
    bad=(
        "ATLD6-18-12\n柳湾镇集市管理办法\n",
        "柳政发〔2026〕7号\n统一编号：ATLD57-2023-0012\n柳湾镇集市管理办法\n",
        "ATLD6-2018-12\n柳湾镇集市管理办法\n",
        "统一编号：ATLD57-2018-012\n柳湾镇集市管理办法\n",
    ),
    good=(
        "ATLD57-2018-0001\n柳湾镇集市管理办法\n",
        "柳政发〔2026〕7号\n统一编号：ATLD57-2026-0012\n柳湾镇集市管理办法\n",
        "购置水泵（型号QDX15-32-3）的通知\n",
        "柳政发〔2024〕3号\n柳湾镇集市管理办法\n",
    ),
)
def uniform_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a number in the head whose code has not two digits or whose serial has not four."""
    if document.folded.find("-", 0, 600) < 0:
        return  # most papers bear no such number, and both patterns begin with any letter
    for match in (*_UNIFORM.finditer(document.folded, 0, 600), *_SHORT_YEAR.finditer(document.folded, 0, 600)):
        if len(match[2]) != 2 or len(match[3]) != 4 or len(match[4]) != 4:
            yield Hit(*match.span(), message=f"“{match[0]}”不合统一编号的格式（字母加两位数字-年份-四位流水号）")
        elif (year := _ISSUED_IN.search(document.folded, 0, 600)) and year[1] != match[3]:
            yield Hit(*match.span(), message=f"统一编号的年份（{match[3]}）与发文字号的年份（{year[1]}）不同，请核对")


@rule(
    code="N030",
    name="title-of-a-regulation",
    title="文件名称不当",
    why="“条例”是法规的名称，乡镇、街道和部门的文件不得使用。",
    basis=("文字规范：规范性文件不得使用“条例”名称",),
    severity="info",
    kinds=("nd", "gw"),
    scope="document",
    suggestion="改为办法、规定、细则等",
    bad=(
        Example(text="柳湾镇河道管理条例\n第一条 为了加强管理，制定本条例。\n", kind=Kind.ND),
        Example(text="柳湾镇人民政府关于印发《柳湾镇河道管理条例》的通知\n各村：\n现予印发。\n", kind=Kind.ND),
    ),
    good=(
        Example(text="柳湾镇人民政府关于实施《浙江省综合行政执法条例》的意见\n各村：\n现提出意见。\n", kind=Kind.ND),
        Example(text="柳湾镇河道管理办法\n第一条 为了加强管理，制定本办法。\n", kind=Kind.ND),
    ),
)
def named_regulation(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield the word 条例 at the end of the title of a paper issued by a town, a district or an office."""
    title = document.title
    if title is None:
        return
    words = document.folded[title[0] : title[1]]
    match = re.search(r"(?:镇|乡|街道|村|社区|办事处|局|委员会)[^《》]*条例(?:\(试行\)|\(草案\))?$", words)
    if match and "《" not in words:
        at = title[0] + words.rindex("条例")
        yield Hit(at, at + 2)
    elif named := _OWN_REGULATION.search(words):
        yield Hit(title[0] + named.start(1), title[0] + named.end(1))


_OWN_REGULATION = re.compile(
    r"(?:印发|发布|公布|颁布|制定|出台)《[^《》]*(?:镇|乡|街道|村|社区)[^《》]*?(条例)(?:\([^()]*\))?》"
)
_ISSUED_BY = re.compile(
    r"([\u4e00-\u9fff]{2,24}(?:领导小组|指挥部|专班|工作组|联席会议)(?:办公室)?)关于(?:印发|发布|公布)"
)


@rule(
    code="N017",
    name="issuer-without-standing",
    title="制发主体疑似不适格",
    why="议事协调机构、临时机构、内设机构没有对外制发规范性文件的主体资格。",
    basis=(_LOCAL_ISSUER,),
    severity="error",
    kinds=("nd",),
    scope="document",
    suggestion="由镇人民政府（街道办事处）印发",
    bad=(
        "柳湾镇环境整治工作领导小组关于印发《柳湾镇集市管理办法》的通知\n柳湾镇集市管理办法\n第一条 商户应当亮照。\n",
        "柳湾镇集市管理办法\n第一条 商户应当亮照。\n第二条 自印发之日起施行。\n柳湾镇环境整治领导小组\n2026年3月1日\n",
    ),
    good=(
        "柳湾镇人民政府关于成立环境整治工作领导小组的通知\n第一条 为了加强管理，制定本办法。\n",
        "柳湾镇集市整治管理办法\n第一条 商户应当亮照经营，由环境整治工作领导小组组织实施。\n第二条 自印发之日起施行。\n"
        "柳湾镇人民政府\n2026年3月1日\n",
        "柳湾镇集市管理办法\n第一条 商户应当亮照经营。\n柳湾镇人民政府办公室\n2026年3月1日\n",
    ),
)
def issuer(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a signature that names a leading group, a headquarters, a task force or an inner office."""
    span = document.signature
    words = document.folded[span[0] : span[1]] if span else ""
    if span and (
        match := re.search(
            r"(?:领导小组|指挥部|专班|工作组|联席会议|委员会办公室|综治办|城建办|农业农村办|经济发展办)(?:办公室)?\s*$",
            words,
        )
    ):
        yield Hit(
            span[0] + match.start(),
            span[0] + match.end(),
            message=f"落款为“{words.strip()}”，疑似没有制发规范性文件的资格",
        )
    elif document.title and (named := _ISSUED_BY.search(document.folded, *document.title)):
        yield Hit(*named.span(1), message=f"“{named[1]}”印发，疑似没有制发规范性文件的资格")
