"""Family N, second part: duties and rights of residents, remedies, who may issue, validity and form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, pattern_rule, require_rule, rule

_LEGISLATION = "立法法@2023:91"
_VILLAGE = "村民委员会组织法@2025:31"
_LOCAL_ISSUER = "本地要求：行政规范性文件由本级人民政府（办事处）制发，议事协调机构、内设机构不得制发"
_LOCAL_VALID = "本地要求：行政规范性文件应当写明有效期，一般不超过五年，暂行、试行的不超过二年"
_LOCAL_NUMBER = "本地要求：行政规范性文件实行统一登记、统一编号、统一公布"

RULES: tuple[Rule, ...] = (
    pattern_rule(
        code="N010",
        name="duties-without-basis",
        title="对管理相对人设定义务而未写依据",
        why="没有法律法规规章依据，规范性文件不得减损公民、法人的权利或者增加其义务。",
        basis=("优化营商环境条例@2019:64",),
        severity="warning",
        kinds=("nd",),
        confidence=0.4,
        deep=True,
        patterns=(
            r"(?:村民|居民|农户|企业|个体工商户|经营者|业主|租户|商户|住户)(?:必须|应当|须|一律)[^。；]{0,20}(?:购买|参加|缴存|承担|安装|配备|更换)",
        ),
        unless=("《[^》]+》|法律|法规|依法|鼓励|倡导|自愿",),
        message="疑似为村民、企业等设定义务，同条未见法律依据",
        suggestion="补写依据，或者改为鼓励、倡导",
        bad=("辖区企业必须购买雇主责任保险。",),
        good=("鼓励企业参加安全生产培训。", "企业应当依法购买工伤保险。"),
    ),
    require_rule(
        code="N011",
        name="no-validity",
        title="未写明有效期",
        why="规范性文件没有有效期，就无法按期清理，容易长期超期适用。",
        basis=(_LOCAL_VALID,),
        severity="warning",
        kinds=("nd",),
        all_of=(
            r"有效期|有效至|长期有效|施行期限|试行期|执行期|废止时止|之日止|[0-9]{1,2}月[0-9]{1,2}日止|(?:失效|止)。",
        ),
        when=(r"施行|执行|实施",),
        message="全文未见有效期",
        suggestion="在附则中写明有效期，如“本办法自×年×月×日起施行，有效期五年”",
        bad=("柳湾镇集市管理办法\n第一条 为了规范管理，制定本办法。\n第二条 本办法自3月1日起施行。\n",),
        good=("第一条 为了规范管理，制定本办法。\n第二条 本办法自2026年3月1日起施行，有效期五年。\n",),
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
            r"自[^。；]{0,24}(?:起|之日)?(?:施行|实施|执行|生效)|即日(?:起)?(?:施行|执行|实施)|[0-9]{1,2}月[0-9]{1,2}日起(?:施行|实施|执行)",
        ),
        when=(r"第[一二三1-3]条",),
        message="全文未见施行日期",
        suggestion="在附则中写明“自×年×月×日起施行”",
        bad=("柳湾镇集市管理办法\n第一条 为了规范管理，制定本办法。\n第二条 本办法由镇政府负责解释。\n",),
        good=(
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
        patterns=(
            r"(?:施行|实施|印发|发布|公布)(?:之日)?(?:以?前|之前)[^。；]{0,24}(?:补缴|补办|追缴|追回|撤销|收回|按照?本(?:办法|规定|细则|通知|公约)(?:执行|处理|办理))",
            r"[0-9]{4}年(?:[0-9]{1,2}月)?(?:以来|以后|起)已(?:享受|发放|取得|领取|批准)[^。；]{0,20}(?:追回|收回|退回|补缴|撤销|取消)",
        ),
        unless=("更有利|有利于|从旧|可以申请适用|原规定|骗取|违法",),
        message="疑似以新规定处理施行前的事项",
        suggestion="写明衔接办法：从旧，有利于相对人的除外",
        bad=(
            "本办法施行前已建的设施，应当按照本办法补缴费用。",
            "本办法自印发之日起执行，2023年以来已享受补贴的予以追回。",
        ),
        good=("本办法施行前已受理的，按照原规定办理。", "本办法施行前已申请，新标准更有利的，按照本办法执行。"),
    ),
    pattern_rule(
        code="N014",
        name="no-transition-for-business",
        title="涉企限制性规定未留过渡期",
        why="与市场主体生产经营密切相关的规定，应当为其留出必要的适应调整期，紧急情形除外。",
        basis=("优化营商环境条例@2019:65", "民营经济促进法@2025:45"),
        severity="warning",
        kinds=("nd",),
        patterns=(r"自(?:公布|发布|印发|下发)之日起(?:施行|实施|执行)",),
        document_also=(r"(?:企业|经营者|市场主体|经营主体|个体工商户|商户|摊主)[^。；]{0,30}(?:不得|应当|必须|禁止)",),
        document_unless=(r"过渡期|适应期|缓冲期|紧急|突发|奖励|补贴|扶持",),
        message="涉及经营主体的限制性规定自公布之日起施行，未见过渡期",
        suggestion="另定施行日期，为经营主体留出适应调整期；确属紧急的写明理由",
        bad=("第二条 商户不得在集市外经营。\n第三条 本办法自公布之日起施行，有效期五年。\n",),
        good=(
            "第二条 商户不得在集市外经营。\n第三条 本办法自2026年6月1日起施行。\n",
            "第二条 对符合条件的企业给予奖励，企业应当提交申请。\n第三条 本办法自公布之日起施行。\n",
        ),
    ),
    pattern_rule(
        code="N015",
        name="excludes-remedies",
        title="疑似排除或者限制救济权利",
        why="申请复议、提起诉讼、申诉、举报是法定权利，文件、合同、公约都不得排除。",
        basis=("行政诉讼法@2017:3",),
        severity="error",
        blocking=True,
        kinds=("nd", "vr", "ct", "fi"),
        patterns=(
            r"(?:不得|放弃|不能|无权|不准|禁止)(?:再|以任何理由|以任何形式|因此|就此)?[^，。；]{0,8}(?:提起|申请|提出|进行)?(?:行政)?(?:复议|诉讼|起诉|申诉|信访|上访|举报|投诉|仲裁)",
            r"不(?:再)?以任何(?:理由|形式|方式|名义)[^。；]{0,8}(?:起诉|上访|信访|申诉|投诉|举报)",
            r"(?:本|该)(?:决定|处理|答复|裁决)(?:为|是|系)(?:最终|终局)(?:决定|处理|裁决|结论)?",
        ),
        unless=(
            r"不得(?:阻挠|限制|妨碍|干扰|压制|打击)|不得因|越级|缠访|匿名诬告|不得重复|同一事实",
            r"裁决书|仲裁裁决",
        ),
        message="疑似排除或者限制复议、诉讼、信访等权利",
        suggestion="删去；依法写明救济途径",
        bad=("签订协议后，乙方不得再申请行政复议或者提起诉讼。", "本处理为最终决定，当事人不得上访。"),
        good=("不服本决定的，可以自收到之日起六十日内申请行政复议。", "任何单位和个人不得阻挠、限制村民举报、投诉。"),
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
            r"最终解释权",
            r"(?:由|归)[^，。；]{0,16}(?:领导小组|指挥部|办公室|专班|工作组)(?:办公室)?(?:负责)?解释",
            r"解释权[^，。；]{0,4}(?:归|属)[^，。；]{0,16}(?:办公室|领导小组|本单位|主办方|指挥部)",
        ),
        unless=("党政办公室|(?:人民)?政府办公室|办公厅",),
        message="解释机关表述不当",
        suggestion="改为“本办法由××镇人民政府负责解释”，删去“最终解释权”",
        bad=("本活动最终解释权归主办方所有。", "本通知由整治工作领导小组办公室负责解释。"),
        good=("本办法由柳湾镇人民政府负责解释。",),
    ),
    pattern_rule(
        code="N018",
        name="powers-beyond-level",
        title="疑似越级授权或者扩大村（居）委会职权",
        why="行政处罚权、检查权不能由文件授予；村（居）民委员会没有执法权。",
        basis=("村民委员会组织法@2025:6", "行政处罚法@2021:19"),
        severity="warning",
        kinds=("nd", "dp", "vr"),
        patterns=(
            r"授(?:予|权)[^，。；]{0,16}(?:行使)?[^，。；]{0,10}(?:处罚权|执法权|强制权|许可权|审批权)",
            r"(?:村委会|居委会|村民委员会|居民委员会|社区|网格员|村干部)[^，。；]{0,6}(?:负责|有权|可以)?(?:查处|处罚|罚款|查封|没收|执法|取缔)",
        ),
        unless=("依法赋权|赋权清单|公告目录|省人民政府|配合|协助|不得|严禁|举报|发现|上报|报告",),
        message="疑似以文件授予执法权，或者由村（居）委会行使执法权",
        suggestion="按赋权清单、职责清单表述；村（居）委会写为协助、报告",
        bad=("授予镇综合执法队对无证经营的行政处罚权。", "乱搭乱建由村委会负责查处。"),
        good=("村委会协助做好违法建设的发现、报告工作。", "按照省人民政府公布的赋权清单行使处罚权。"),
    ),
    pattern_rule(
        code="N019",
        name="burdens-on-villages",
        title="疑似向村（社区）摊派任务",
        why="村（居）委会依法协助政府工作；清单外事项不得摊派，也不得以责任状、一票否决下派。",
        basis=("村民委员会组织法@2025:43",),
        severity="warning",
        kinds=("nd", "dp", "gw"),
        confidence=0.7,
        patterns=(
            r"(?:与|同)?(?:各)?(?:村|社区|村（社区）)(?:委会)?[^，。；]{0,8}签订[^，。；]{0,8}责任(?:状|书)",
            r"(?:村|社区|村（社区）)[^，。；]{0,16}(?:实行|纳入)?[^，。；]{0,6}一票否决",
        ),
        unless=("不得|取消|清理|严禁|禁止|防止|安全生产",),
        message="疑似以责任状、一票否决向村（社区）下派任务",
        suggestion="列入协助事项清单并明确经费，取消责任状、一票否决",
        bad=("镇政府与各村签订环境整治责任状。", "对未完成任务的村（社区）实行一票否决。"),
        good=("不得与村（社区）签订责任状。", "村委会协助做好环境整治宣传。"),
    ),
    pattern_rule(
        code="N020",
        name="discriminating-conditions",
        title="疑似歧视性条件",
        why="就业、参与、享受待遇不得以性别、户籍、婚育等设置歧视性条件。",
        basis=("文字规范：不得以性别、户籍、婚育状况等设置与事项无关的限制",),
        severity="error",
        kinds=("nd", "dp", "vr", "gw"),
        patterns=(
            r"(?:仅限|只限|限|只招|只招收|优先招录|优先录用|须为|必须是)[^，。；]{0,4}(?:男性|女性|本地户籍|本县户籍|本市户籍|本镇户籍|本村户口|未婚|已婚|应届|未婚未育)",
            r"(?:男性|未婚|未育|本地户籍)(?:优先|者优先)",
        ),
        unless=("残疾人|妇科|宿舍|澡堂|低保|救助|选民|村民会议|集体经济组织",),
        message="疑似设置性别、户籍、婚育等歧视性条件",
        suggestion="删去与岗位、事项无关的限制",
        bad=("招聘网格员，仅限男性，本地户籍。", "公益岗位招录，未婚者优先。"),
        good=("优先安排残疾人就业。", "公益性岗位面向全体登记失业人员。"),
    ),
    pattern_rule(
        code="N021",
        name="rights-of-married-women",
        title="疑似剥夺妇女、入赘等成员权益",
        why="村规民约不得侵犯村民的人身、民主和合法财产权利，妇女在集体收益分配上与男子平等。",
        basis=(_VILLAGE, "农村集体经济组织法@2024:8"),
        severity="error",
        blocking=True,
        kinds=("vr", "nd", "dp"),
        patterns=(
            r"(?:外嫁女|出嫁女|离婚妇女|丧偶妇女|离异|入赘|上门女婿|婚入|招婿)[^。；]{0,24}(?:不享受|不再享受|不得享受|不参加|不予|取消|不得参与|不分|不给|收回|无权|不再享有|不能享受)",
            r"(?:不给|不予|取消)(?:外嫁女|出嫁女|离异|入赘)[^。；]{0,12}(?:分配|分红|补偿|土地|宅基地|待遇)",
        ),
        unless=("不得以|不得因|不得取消|严禁|禁止",),
        message="疑似剥夺外嫁女、离异、入赘等人员的集体权益",
        suggestion="删去；成员身份依法确认，分配一视同仁",
        bad=("外嫁女不享受集体分配。", "出嫁女自登记之日起不再享受集体收益分配。", "入赘女婿不得参与征地补偿分配。"),
        good=("不得以妇女未婚、结婚、离婚、丧偶为由侵害其权益。", "外嫁女的成员身份依照法律和章程确认。"),
    ),
    pattern_rule(
        code="N022",
        name="collective-punishment",
        title="疑似连坐",
        why="一人违反而处理全家、全组，没有法律依据，侵犯他人合法权益。",
        basis=(_VILLAGE,),
        severity="error",
        kinds=("vr", "nd"),
        patterns=(
            r"(?:一人|个人|家庭成员|其中一人)[^。；]{0,16}(?:全家|全户|其家属|三代|全组|亲属|子女)[^。；]{0,12}(?:停发|取消|不得|不予|不享受|连带|处理|扣)",
            r"(?:全家|全户|三代以内|全组|亲属)[^。；]{0,6}(?:一并|均|都|连带)[^。；]{0,8}(?:停发|取消|不得|不予|不享受|处罚|扣)",
            r"(?:停发|取消|扣发)(?:其)?(?:全家|全户)|(?:全家|全户)[^。；，]{0,10}不得享受",
        ),
        unless=("不得(?!享受)|严禁|禁止株连|教育",),
        message="疑似一人违反、他人连带受处理",
        suggestion="删去，只对行为人依法处理",
        bad=(
            "一人违反本公约的，全家停发当年分红。",
            "村民子女违反公约的，停发其全家福利。",
            "家庭成员参与赌博的，全户取消文明户待遇和补贴。",
        ),
        good=("教育家庭成员自觉遵守公约。",),
    ),
    pattern_rule(
        code="N023",
        name="against-person-and-morals",
        title="疑似侵犯人身权利或者违背公序良俗",
        why="村规民约、居民公约不得侵犯人身自由、人格尊严，不得违背公序良俗。",
        basis=(_VILLAGE,),
        severity="error",
        blocking=True,
        kinds=("vr", "nd"),
        patterns=(
            r"(?:游街|示众|(?<!具)体罚|罚跪|挂牌站街|断绝往来|断绝关系|驱逐出村|逐出村|开除村籍|取消村籍)",
            r"(?:没收|扣留|收缴)[^，。；]{0,6}(?:身份证|户口簿|户口本|护照)",
            r"(?:限制|禁止|不准)[^，。；]{0,8}(?:外出|出村|离开本村|回村)(?!务)",
            r"(?:堵门|封门|锁门|砸锅)",
        ),
        unless=("不得|严禁|禁止游街|防止|疫情|突发|封控|消防",),
        message="疑似侵犯人身自由、人格尊严或者违背公序良俗",
        suggestion="删去，改为劝导、教育",
        bad=("偷盗者在全村游街示众。", "不缴费的农户，扣留其户口簿。", "违反者开除村籍。"),
        good=(
            "不得对村民实施体罚、限制外出。",
            "确定具体罚款数额时，应当考虑违法行为的性质。",
            "组织志愿者劝导文明行为。",
        ),
    ),
    pattern_rule(
        code="N024",
        name="numbers-against-higher-law",
        title="时限与上位法不一致",
        why="法定时限不得由文件缩短相对人的权利或者延长机关的义务期限。",
        basis=("优化营商环境条例@2019:62",),
        severity="warning",
        kinds=("nd", "dp"),
        patterns=(
            r"(?:向社会)?公开征求意见[^。；]{0,24}(?:不少于|不得少于|期限为|时间为|期为)(?:[1-9]|1[0-9]|2[0-9]|[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?)(?:日|天|个工作日)",
        ),
        document_also=(r"企业|市场主体|经营主体|经营者",),
        unless=("会议|村民",),
        message="涉及经营主体的文件公开征求意见一般不少于三十日",
        suggestion="改为不少于三十日；确有紧急等法定情形的写明理由",
        bad=("本办法涉及企业经营活动。公开征求意见期限不少于7日。",),
        good=("本办法涉及企业经营活动。公开征求意见期限不少于30日。", "村民议事前公开征求意见不少于5日。"),
    ),
    pattern_rule(
        code="N025",
        name="sheds-duties",
        title="疑似减损法定职责",
        why="规范性文件不得违法减少本机关的法定职责，也不得把责任一概推给群众。",
        basis=("文字规范：规范性文件不得减损法定职责",),
        severity="warning",
        kinds=("nd", "vr", "dp"),
        patterns=(
            r"(?:镇政府|镇人民政府|街道办事处|村委会|本机关)(?:概|一律)?不(?:再)?(?:承担|负)(?:任何|一切|相关|其)?[^，。；]{0,6}(?:责任|职责|义务)",
            r"(?:一切|所有|全部)(?:后果|责任|损失)(?:由|均由)[^，。；]{0,10}(?:自负|自行承担|自行负责)",
        ),
        unless=("划转|移交|依法不承担|不可抗力",),
        message="疑似减损法定职责或者一概免除责任",
        suggestion="删去；按法定职责表述",
        bad=("由此产生的一切后果由村民自负。", "镇政府不再承担水源管护责任。"),
        good=("职责划转后，由县水利局承担管护责任。",),
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
        patterns=(r"(?:内部资料|内部掌握|不得外传|仅供内部|不对外公布|不予公开发布)",),
        document_also=(r"(?:村民|居民|企业|经营者|群众|申请人)[^。；]{0,24}(?:应当|必须|不得|须)",),
        message="文件标为内部掌握，却规定了对外的义务",
        suggestion="公开发布，或者不作为对外管理的依据",
        bad=("本规定内部掌握，不得外传。\n第二条 村民申请建房的，应当缴纳押金。\n",),
        good=("本规定内部掌握，不得外传。\n第二条 各站所应当按时报送材料。\n",),
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
    bad=("ATLD6-2018-12\n柳湾镇集市管理办法\n", "统一编号：ATLD57-2018-012\n柳湾镇集市管理办法\n"),
    good=("ATLD57-2018-0001\n柳湾镇集市管理办法\n", "柳政发〔2024〕3号\n柳湾镇集市管理办法\n"),
)
def uniform_number(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a number in the head whose code has not two digits or whose serial has not four."""
    for match in _UNIFORM.finditer(document.folded, 0, 600):
        if len(match[2]) != 2 or len(match[4]) != 4:
            yield Hit(*match.span(), message=f"“{match[0]}”不合统一编号的格式（字母加两位数字-年份-四位流水号）")


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
    bad=(Example(text="柳湾镇河道管理条例\n第一条 为了加强管理，制定本条例。\n", kind=Kind.ND),),
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
        "柳湾镇集市管理办法\n第一条 商户应当亮照。\n第二条 自印发之日起施行。\n柳湾镇环境整治领导小组\n2026年3月1日\n",
    ),
    good=(
        "柳湾镇集市整治管理办法\n第一条 商户应当亮照经营，由环境整治工作领导小组组织实施。\n第二条 自印发之日起施行。\n"
        "柳湾镇人民政府\n2026年3月1日\n",
        "柳湾镇集市管理办法\n第一条 商户应当亮照经营。\n柳湾镇人民政府办公室\n2026年3月1日\n",
    ),
)
def issuer(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a signature that names a leading group, a headquarters, a task force or an inner office."""
    span = document.signature
    if span is None:
        return
    words = document.folded[span[0] : span[1]]
    if match := re.search(
        r"(?:领导小组|指挥部|专班|工作组|联席会议|委员会办公室|综治办|城建办|农业农村办|经济发展办)(?:办公室)?\s*$",
        words,
    ):
        yield Hit(
            span[0] + match.start(),
            span[0] + match.end(),
            message=f"落款为“{words.strip()}”，疑似没有制发规范性文件的资格",
        )
