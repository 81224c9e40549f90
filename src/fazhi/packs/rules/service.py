"""Families P and ED: how papers are served and made public, and what was left to be filled in.

ED004 stands in ``facts_admitted``; it reads the list of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fazhi.kernel.lint import Context, Document, Example, Hit, Kind, Rule, compiled, is_titled, pattern_rule, rule
from fazhi.packs.rules._enforcement_ways import said_rule, way
from fazhi.packs.rules._papers import CIVIL_SUITS, PENALTIES
from fazhi.packs.rules._words_enforcement import ALONE, ELECTRONIC, LEAVES, REFUSES

_ENFORCEMENT = ("pd", "ps", "pn", "qz", "zg", "tj", "xf", "fy", "jc", "sd")

_CONSENTED = (
    r"(?:\A|[。;,\n:])[^。;,\n未没不无]{0,30}(?:(?:签署|签订|签了?|填写|填了?|出具|确认|按|向|以|依|据|凭)[^。;,\n未没]{0,16}(?:确认书|同意书)"
    r"|确认书(?:所|上|载|中|填|约定|编号|签|及|\)|》)|书面同意|同意[^。]{0,8}(?:电子|邮件|传真|短信|微信|以|通过|用)[^。]{0,10}(?:送达|接收|收))"
)

RULES: tuple[Rule, ...] = (
    said_rule(
        code="P027",
        name="served-electronically-without-consent",
        title="电子送达未见确认书",
        why="以传真、电子邮件等方式送达处罚决定书等，须当事人同意并签订确认书。",
        basis=(f"{PENALTIES}:61.2", f"{CIVIL_SUITS}:90.1"),
        severity="error",
        kinds=("sd", "pd", "pn", "qz"),
        since=date(2021, 7, 15),
        patterns=(
            r"(?:决定书|告知书)[^。]{0,8}(?:经|以|通过|用|由)[^。，]{0,6}(?:短信|微信|电子邮件|传真|邮箱)[^。,;]{0,8}(?:发送|发至|发给|送达|推送)",
            r"(?:短信|微信|电子邮件|传真|电子)(?:等)?(?:方式)?(?:向[^。,;]{0,12})?送达",
            r"(?:决定书|告知书)[^。]{0,14}(?:以|通过)(?:短信|微信|电子邮件|传真)[^。,;]{0,6}发",
            r"以(?:短信|微信|电子邮件|传真)[^。,;]{0,8}(?:送达|发送)[^。,;]{0,10}(?:决定书|告知书|通知书)",
            r"(?:发|传|推送|转)(?:到|至|给|送)[^。；，]{0,10}(?:微信|邮箱|手机|短信|QQ)[^。；]{0,20}(?:送达|收到|签收)",
        ),
        before_unless=("不得", "不采用", "不同意"),
        document_unless=(_CONSENTED,),
        unless=(r"另行(?:直接|邮寄)|改[用为]|(?:不|未)同意[^。;]{0,8}的",),
        ways=(
            way(
                ELECTRONIC,
                r"发送?|传|推送|转发|转给|发到|送达|上传",
                r"决定|告知书|通知书|催告书|文书|单子",
                r"送达|算(?:作|是|数)?|视为|即为|收到|签收|为准|就行|了事|完事|不再(?:另行?)?(?:上门|直接|邮寄|送)|不另送",
                without=r"领取|另行直接|另行(?:邮寄|送)|再(?:上门|直接|邮寄|送)|提醒|预约|同步|副本|抄|不得|不采用|不(?:宜|能|可以)(?:以|用|通过)|(?<!不)(?<!未)(?<!没)(?<!未经)同意|投诉|举报|咨询",
                near=80,
            ),
            way(
                r"(?:未|没有?|不|无)(?:取得|经|征得|签订?|签署|填写|同意|有)?[^。;,]{0,12}(?:同意|确认书|书面确认|送达方式)",
                ELECTRONIC,
                r"送达|发送|发给|发到|推送|传给",
                without=r"改为|改用|直接送达|邮寄送达|不得|不采用|不使用|的,",
                near=80,
                block=True,
            ),
        ),
        message="以电子方式送达，未见当事人同意的送达确认书",
        suggestion="补签送达地址及方式确认书，否则改为直接送达或者邮寄送达",
        bad=(
            "处罚告知书拍成照片发他手机上，就算送到了。",
            "承办人将处罚决定书扫描件以传真发送当事人，以传真报告单为送达依据。",
            "决定书由承办人用微信发给当事人。",
            "通过微信送达处罚决定书。",
            "本机关以短信方式送达行政处罚告知书。",
            "处罚决定书已经以微信方式发给当事人。",
            "本决定书由承办人拍照后发到丁小水微信，图片发出即算送达。",
        ),
        good=(
            "当事人未同意电子送达的，改用直接送达。",
            "请留意手机短信，接到后到镇便民中心领取处罚决定书。",
            "当事人已签署送达方式确认书，通过电子邮件送达。",
            "以邮寄方式送达。",
            "当事人不同意电子送达，改为直接送达。",
            "办结情况发到丁小水微信，决定书另行直接送达。",
        ),
    ),
    said_rule(
        code="P029",
        name="sixty-days-of-public-notice",
        title="公告送达写成六十日",
        why="自发出公告之日起经过三十日即视为送达，六十日是修改前的规定。",
        basis=(f"{CIVIL_SUITS}:95.1",),
        severity="error",
        kinds=("sd", "pd", "pn", "qz", "gw"),
        since=date(2022, 1, 1),
        patterns=(
            r"公告[^。]{0,25}(?:(?:六十|60)[日天]|(?:两|二|2)个月)[^。]{0,12}视为送达",
            r"(?:经过|满)(?:(?:六十|60)[日天]|(?:两|二|2)个月)[^。]{0,8}视为送达",
        ),
        unless=(r"涉外|境外|国外|领域内没有住所|申请行政复议|自视为送达",),
        ways=(
            way(
                rf"{ALONE}(?:(?:六十|60|九十|90)[日天]|(?:两|二|2|俩|三|3)个?月)",
                r"公告|公示|张贴|登报|贴出",
                r"(?:视为|就算|就当|当作|当是|即算|算作?|等于|视同|推定|即为|发生)[^。;,]{0,6}送[达到]",
                without=r"涉外|境外|国外|领域内没有住所|复议|起诉|诉讼",
            ),
        ),
        message="公告送达的期间写成六十日，应为三十日",
        suggestion="改为自发出公告之日起经过三十日",
        bad=(
            "公告贴出去满两个月，就算送到。",
            "自公告之日起经过两个月即视为送达。",
            "自公告发出之日起经过六十日即视为送达。",
            "自本公告发布之日起，满60日即视为送达。",
        ),
        good=(
            "公告贴出满三十天就算送到，之后六十天里可以复议。",
            "自公告发出之日起经过三十日即视为送达。",
            "可在六十日内申请行政复议，本公告期满视为送达。",
            Example(text="自公告发出之日起经过六十日即视为送达。", as_of=date(2021, 6, 1)),
        ),
    ),
    said_rule(
        code="P037",
        name="public-order-penalties-published",
        title="公开治安处罚记录",
        why="违反治安管理的记录应当封存，不得向任何单位和个人提供或者公开，依法查询的除外。",
        basis=("治安管理处罚法@2025:136",),
        severity="error",
        since=date(2026, 1, 1),
        patterns=(
            r"(?:拘留|治安(?:管理)?处罚|强制戒毒|派出所处理)[^。]{0,30}(?:公告栏|公开栏|公示栏|宣传栏|微信群|广播|喇叭|村口|墙上|大会)[^。]{0,12}(?:写|贴|登|发|念|公布|张贴|公示|点名|播)",
            r"(?:被公安机关|因[^。，]{0,10}被?)(?:拘留|治安处罚|行政拘留)[^。]{0,14}(?:名单|人员|情况)[^。]{0,12}(?:公示|公布|通报|张贴|公开)",
            r"(?:公示|公布|张贴|曝光|通报)[^。]{0,20}(?:被公安机关|派出所)(?:拘留|处罚|行政处罚)[^。]{0,10}(?:记录|名单|人员)",
            r"(?:治安(?:管理)?处罚|行政拘留)[^。]{0,20}(?:记录|名单|情况)[^。]{0,12}(?:公示|公布|通报|张贴)",
            r"(?:公示|公布|张贴|曝光)[^。]{0,20}(?:治安(?:管理)?处罚|行政拘留)[^。]{0,8}(?:记录|名单|人员)",
        ),
        unless=(r"不得|不予|严禁|禁止|不要|不准|不许|不宜|封存|删除|撤下|法规|法条|普法",),
        ways=(
            way(
                r"治安(?:管理)?(?:处罚|罚款|拘留|警告|案件)|行政拘留|(?:被|受|受到|派出所)[^。;,]{0,14}(?:拘留|处罚|罚款|罚过|罚了|治安|处理|抓)|强制戒毒|拘留(?:过|了|[0-9一二三四五六七八九十]+[日天])",
                r"公示|公布|张贴|刊[布登发]|曝光|通报|公开栏|公告栏|公示栏|宣传栏|微信群|村民群|业主群|广播|喇叭|大会|点名|上墙|登报|朋友圈|公众号|红黑榜|黑榜|村口|电子屏|滚动|网站",
                r"名单|姓名|人员|记录|名字|村民|某|谁|情况|照片|事由|[他她你]",
                r"公安|派出所|治安|拘留|戒毒",
                without=r"不得|不予|严禁|禁止|不准|不许|不要|不宜|封存|删除|撤下|法规|法条|普法|不涉及|隐去|依法查询|法律(?:后果|责任|规定)|举报|报案|涉警|应当|责令|部门|可以并处|本法",
                near=70,
            ),
        ),
        message="疑似公开治安处罚记录、名单",
        suggestion="删去；有关机关依法查询的除外",
        bad=(
            "大喇叭里念一念：村里谁谁因为打架被派出所拘留了五天。",
            "对近期受治安罚款的村民，将其姓名照片在村口电子屏滚动播放。",
            "租客受过行政拘留的，村（社区）在公告栏写上姓名，提醒四邻留意。",
            "现将因赌博被拘留的人员名单张贴于村口。",
            "现将本村被行政拘留人员名单予以张贴。",
            "村务公开栏公布受治安处罚人员情况名单，公示三个月。",
        ),
        good=(
            "村民打架被派出所处理的事，不要在微信群里转发其姓名照片。",
            "派出所在公告栏公布报警电话和举报方式。",
            "受过行政拘留的人员，由派出所建档，村里不得在公告栏写上姓名。",
            "公示本镇行政处罚决定（占道堆物）。",
            "违反治安管理的，移送公安机关，由其给予治安管理处罚。",
            "治安管理处罚记录应当封存，不得公布。",
        ),
    ),
    pattern_rule(
        code="ED005",
        name="form-left-open",
        title="文书留空未填",
        why="执法文书的空格、替换字段没有填上就送达，内容不完整，当事人也无从履行。",
        basis=("文字规范：文书送达前填实留空之处",),
        severity="error",
        kinds=_ENFORCEMENT,
        over=("G001",),
        each=True,
        patterns=(
            r"@ ?(?:件|次|人|个|元)",
            r"(?<![0-9A-Za-z])(?:[Xx]{2,}|×{2,})(?:件|次|人|元)(?!民|大)",
            r"(?<![0-9A-Za-z])[Xx×]{1,4}年[Xx×]{1,2}月[Xx×]{1,2}日",
            r"\{\{[^{}\n]{1,60}\}\}",
            r"【(?:待补|请填写|填写)[^】\n]*】",
        ),
        message="疑似留空未填",
        suggestion="填上实际内容，或者删去",
        bad=("今年以来成功调处矛盾纠纷@件。", "决定罚款XX元。", "当事人{{姓名}}，【请填写住址】。"),
        good=("联系邮箱abc@gov.cn。", "某村XX年老街。", "调处矛盾纠纷358件。", "当事人王××，决定罚款三百元。"),
    ),
)

_DECLINED = r"留置送达|拒绝签收|拒绝接收|拒收"
_WITNESSED = (
    r"(?<![未没无不])(?<![未没]有)(?<!没人)(?<!无人)(?:见证|(?:拍|录|摄)(?:了|下|照|像|摄|影|视频|全程)|录音|视频|影像|照片"
    r"|(?:村|社区|居委会|单位)[^。;,]{0,10}(?:代表|干部|委员|主任|书记|工作人员)?[^。;,]{0,8}(?:到场|在场|作证|签[名字]))"
)
_UNWITNESSED = r"(?:没|未|无)[^。;,]{0,12}(?:见证|拍照|拍摄|录像|录音|视频|影像|照片|旁人|别人|外人|第三人|在场人|作证)"
_LEFT = (
    rf"(?:{REFUSES})[^。\n]{{0,40}}?(?:{LEAVES})"
    rf"|(?:{LEAVES})[^。\n]{{0,24}}(?:门缝|门口|门上|桌上|院里|院内|窗台|信箱|住所|家中|家里|屋内|车上)[^。\n]{{0,24}}(?:算|视为|当|送达|回来|离开|返回|了事|走)"
)
_PAPER = r"决定书|告知书|通知书|催告书|文书|单子|处罚|送达|通知"
_PAPERS_SERVED = (Kind.SD, Kind.ZG, Kind.PD, Kind.PN, Kind.QZ)
_AFTER = 60
"""So many signs after what is told of the service may still tell of witnesses or pictures."""


@rule(
    code="P028",
    name="left-without-witness",
    title="留置送达未见见证或者影像",
    why="受送达人拒收的，请有关基层组织或者所在单位的代表见证，或者以拍照、录像记录，才能留置送达。",
    basis=(f"{CIVIL_SUITS}:89", f"{PENALTIES}:61.1"),
    severity="error",
    kinds=("sd", "zg", "pd", "pn", "qz"),
    message="拒收、留置送达，未见见证人或者影像记录",
    suggestion="邀请基层组织代表见证并签名，或者拍照、录像记录送达过程",
    bad=(
        "送达回证\n受送达人：丁小水\n他不肯接，我们把决定书搁在桌上就走了，没叫村里人，也没录像。\n",
        "当事人拒收，留置送达。",
        Example(text="送达回证\n受送达人：丁小水\n备注：受送达人拒绝签收。\n", kind=Kind.SD),
        "责令改正通知书\n以上有照片8张为证。责令停止露天喷漆。\n丁小水不愿签收，工作人员将通知书塞进门内后返回，按已经送达办理。\n",
    ),
    good=(
        "送达回证\n受送达人：丁小水\n他不肯接，我们喊来村干部戊某在场看着，把决定书搁在桌上，全程录了像。\n",
        "当事人拒收，留置于其住所并录像。",
        "当事人拒收，由村委会见证人张某签字。",
        "送达回证\n备注：受送达人拒绝签收，已留置送达\n见证人：（签名）\n",
        "送达地址确认书\n受送达人：丁小水\n拒绝签收的后果已经告知。\n2026年3月2日\n",
        "责令改正通知书\n丁小水不愿签收，由村委会戊某见证，工作人员将通知书留在其住所后离开并录像。\n",
        "责令改正通知书\n拒绝签收的，不影响本通知的效力。\n",
    ),
    scope="document",
    anywhere=(_DECLINED, _WITNESSED, _UNWITNESSED, _LEFT),
    somewhere=(rf"{_DECLINED}|{_LEFT}",),
)
def left_without_witness(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """Yield a refusal in a record of service without witness, and in other papers what was left and who saw it not."""
    if document.kind not in _PAPERS_SERVED:
        return
    folded = document.folded
    if (document.kind is Kind.SD or document.title is None) and is_titled(document, r"回证|记录|笔录|证明|情况"):
        declined = next(context.each(document, rf"{_DECLINED}|{_LEFT}"), None)
        if declined and not _witnessed(folded, 0, len(folded)):
            yield Hit(*declined.span())
        return
    if document.kind is Kind.SD:
        return
    for match in context.each(document, _LEFT):
        begin = max(folded.rfind(sign, 0, match.start()) for sign in "。\n")
        about = folded[begin + 1 : match.end() + _AFTER]
        if re.search(_PAPER, about) and not _witnessed(folded, begin + 1, match.end() + _AFTER):
            yield Hit(*match.span())


def _witnessed(folded: str, begin: int, end: int) -> bool:
    """Whether somebody saw it or it was filmed; not where the paper says that nobody did."""
    for match in compiled(_WITNESSED).finditer(folded, begin, end):
        denials = compiled(_UNWITNESSED).finditer(folded, max(begin, match.start() - 12), end)
        if not any(denied.start() <= match.start() < denied.end() for denied in denials):
            return True
    return False


_IDENTITY = r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
_MOBILE = r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
_CARD = r"(?<![0-9])62[0-9]{14,17}(?![0-9])"
_PUBLIC = r"公告|公示|公开|公布|通报|摘要"


@rule(
    code="P036",
    name="personal-data-in-what-is-published",
    title="公开的文书未遮去个人信息",
    why="公开处罚决定等文书应当隐去身份证号、电话、银行账号等个人信息。",
    basis=(f"{PENALTIES}:50", "政府信息公开条例@2019:15", "个人信息保护法@2021:6", "个人信息保护法@2021:28"),
    severity="error",
    kinds=("pd", "sd"),
    scope="document",
    over=("G019", "G032", "G033"),
    suggestion="公开前遮去证件号码、手机号码、银行账号等；送达当事人的原件不受影响",
    bad=(
        "当事人身份证号330102199003071234，电话13800138000。",
        "柳湾镇人民政府行政处罚决定公示\n当事人丁小水，联系电话13800138000。\n决定罚款三百元。\n",
    ),
    good=(
        "统一社会信用代码91330102MA27ABCD1X。",
        "身份证号3301**********1234，电话138****8000。",
        "政务热线12345，座机0576-85551234。",
        "柳湾镇人民政府行政处罚决定书\n当事人丁小水，身份证号330102199003071234。\n决定罚款三百元。\n",
    ),
)
def personal_data_published(document: Document, start: int, end: int, context: Context) -> Iterator[Hit]:
    """A paper served on the party holds such numbers rightly; only what is titled as published is looked at."""
    title = document.title
    if title is not None and not compiled(_PUBLIC).search(document.folded, *title):
        return
    folded = document.folded
    for word, pattern in (("公民身份号码", _IDENTITY), ("手机号码", _MOBILE), ("银行卡号", _CARD)):
        for match in compiled(pattern).finditer(folded):
            yield Hit(*match.span(), message=f"疑似完整的{word}")
