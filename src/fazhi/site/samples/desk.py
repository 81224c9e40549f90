"""The desk and the register on 2026-11-20."""

from __future__ import annotations

from fazhi.components import (
    Button,
    Cell,
    Choice,
    Column,
    EmptyState,
    Field,
    FileLine,
    Frame,
    Link,
    MissingItem,
    NavItem,
    Receipt,
    SimpleTable,
    State,
    Tab,
    Tag,
    WaitGroup,
    WaitRow,
    WorkGroup,
    WorkRow,
)

NAV = (
    ("工作台", "desk", 10),
    ("登记台", "register", None),
    ("事项", "matter", 37),
    ("合法性审查", "", 6),
    ("会议议题", "", 4),
    ("台账", "ledger", None),
    ("期限", "term-sheet", None),
    ("报表", "", None),
)


def frame(current: str, person: str = "沈若兰（柳湾司法所所长）") -> Frame:
    """The frame with one entry marked; entries without a sample page lead to the component page."""
    return Frame(
        unit="青禾县柳湾镇",
        person=person,
        nav=tuple(
            NavItem(
                label=label,
                href=f"/styleguide/{page}" if page else "/styleguide",
                count=count,
                current=label == current,
            )
            for label, page, count in NAV
        ),
        home="/styleguide/desk",
        search="/styleguide",
        sign_out="/styleguide",
        help=Link(label="帮助与样张", href="/styleguide"),
    )


def crumbs(*labels: str) -> tuple[Link, ...]:
    """首页 and the given words, the last one without an address."""
    linked = tuple(Link(label=label, href="/styleguide") for label in ("首页", *labels[:-1]))
    return (*linked, Link(label=labels[-1]))


def _row(what: str, number: str, who: str, clock: tuple[State, str, str], basis: str, article: bool = False) -> WorkRow:
    verb, title = what.split("｜")
    name, office = who.split()
    state, left, until = clock
    return WorkRow(
        verb=verb,
        title=title,
        href="/styleguide/matter",
        number=number,
        who=name,
        office=office,
        clock=Tag(state=state, text=left),
        until=until,
        basis=Link(label=basis, href="/styleguide" if article else ""),
    )


def _left(days: int, until: str) -> tuple[State, str, str]:
    return State.OPEN, f"剩 {days} 个工作日", until


def _late(days: int, until: str) -> tuple[State, str, str]:
    return State.LATE, f"逾期 {days} 个工作日", until


def _today(until: str) -> tuple[State, str, str]:
    return State.TODAY, "今天止", until


GROUPS = (
    WorkGroup(
        title="已逾期",
        note="均为本镇设定期限，法定期限逾期 0 件",
        late=True,
        column_heads=True,
        rows=(
            _row(
                "出具审查意见｜2027年度集镇环境卫生保洁服务合同",
                "柳合审收〔2026〕86号",
                "丁亦舟 司法所",
                _late(2, "11月18日（周三）止"),
                "本镇设定：一般合同 5 个工作日",
            ),
            _row(
                "补交凭证｜沿河路停车泊位方案：镇长签批单扫描件",
                "柳决〔2026〕5号",
                "何静 党政办",
                _late(3, "11月17日（周二）止"),
                "本镇设定：归档前补齐",
            ),
        ),
    ),
    WorkGroup(
        title="今天",
        note="2026年11月20日（周五）",
        rows=(
            _row(
                "报送备案｜柳湾镇政府投资小型工程管理办法",
                "柳政规〔2026〕3号",
                "何静 党政办",
                _today("公布后第 15 日"),
                "本县规定：公布后15日内报备",
            ),
            _row(
                "答复申请｜政府信息公开申请：2025年村道养护支出",
                "柳公开〔2026〕15号",
                "何静 党政办",
                _today("第 20 个工作日"),
                "政府信息公开条例第三十三条",
                article=True,
            ),
            _row(
                "受理或退回补正｜王家桥村道养护工程施工合同",
                "柳合审收〔2026〕89号",
                "沈若兰 司法所",
                _today("收件后 1 个工作日"),
                "本镇设定，无法定期限",
            ),
        ),
    ),
    WorkGroup(
        title="五个工作日内",
        note="11月23日（周一）至27日（周五）",
        rows=(
            _row(
                "公告合同｜办公楼消防设施维保采购合同",
                "柳采〔2026〕12号",
                "蒋雨桐 财政所",
                _left(1, "11月23日（周一）止"),
                "政府采购法实施条例第五十条",
                article=True,
            ),
            _row(
                "登记采纳情况｜中心农贸市场改造和经营户临时安置方案",
                "柳决〔2026〕7号",
                "周明远 经济发展办",
                _left(2, "11月24日（周二）止"),
                "本镇设定：意见书送达后 5 个工作日",
            ),
            _row(
                "复核修改稿｜沿河路路灯合同能源管理协议（第3版）",
                "柳合审收〔2026〕81号",
                "沈若兰 司法所",
                _left(2, "11月24日（周二）止"),
                "本镇设定，无法定期限",
            ),
            _row(
                "告知补正｜政府信息公开申请：征地补偿分户表",
                "柳公开〔2026〕19号",
                "何静 党政办",
                _left(4, "11月26日（周四）止"),
                "政府信息公开条例第三十条",
                article=True,
            ),
            _row(
                "核对上会材料｜11月27日党政班子联席会议，议题 4 项",
                "柳会〔2026〕23号",
                "沈若兰 司法所",
                _left(4, "11月26日（周四）止"),
                "本镇设定：会前 1 个工作日",
            ),
        ),
    ),
)


def _wait(title: str, number: str, whom: str, waited: str, until: str) -> WaitRow:
    return WaitRow(title=title, href="/styleguide/matter", number=number, whom=whom, waited=waited, until=until)


WAITING = WaitGroup(
    title="我送出、等回复",
    links=(Link(label="全部催办", href="/styleguide", bare=True),),
    rows=(
        _wait(
            "请求会审：白果山林地流转方案",
            "柳合审收〔2026〕79号",
            "青禾县司法局　魏清",
            "4 个工作日",
            "11月25日（周三），双方约定",
        ),
        _wait(
            "请出法律意见：路灯合同能源管理协议",
            "柳合审收〔2026〕81号",
            "邹文远律师（法律顾问）",
            "2 个工作日",
            "11月23日（周一），双方约定",
        ),
        _wait(
            "征求第三方意见",
            "柳公开〔2026〕18号",
            "青禾县恒信停车服务部",
            "6 个工作日",
            "12月4日（周五），逾期未提出由本机关决定",
        ),
        _wait(
            "村级指导：集体鱼塘发包合同建议",
            "柳村指〔2026〕33号",
            "芦塘村村委会　赵有田",
            "3 个工作日",
            "未约定",
        ),
    ),
)

TABS = (
    Tab(label="本所在办", href="/styleguide/desk", count=10, current=True),
    Tab(label="只看我的", href="/styleguide/desk", count=4),
    Tab(label="我送出、等回复", href="/styleguide/desk", count=4),
    Tab(label="不合规事实待补救", href="/styleguide/desk", count=1),
)

BUTTONS = (
    Button(label="登记收件", href="/styleguide/register", kind="primary"),
    Button(label="打印本周期限表", href="/styleguide/desk"),
)

REGISTER_FIELDS = (
    Field(
        name="files",
        label="送审文件",
        kind="file",
        help="docx、wps、et、xlsx、pdf、ofd、图片、压缩包；单个不超过100MB。认出密级标志的文件不保存。",
        files=(
            FileLine(name="公厕改造合同（最终版3）.docx", tag=Tag(state=State.DONE, text="新件，第 1 版")),
            FileLine(name="现场照片 4 张.heic", tag=Tag(state=State.WAITING, text="合成 1 个 PDF，未检查：图像")),
            FileLine(name="镇长批示.jpg", tag=Tag(state=State.CHECK, text="凭证，请填页码")),
        ),
    ),
    Field(name="title", label="事项名称", value="集镇公厕改造工程施工合同", help="取自文件标题，可改。"),
    Field(
        name="kind",
        label="事项类别",
        kind="select",
        value="contract",
        half=True,
        choices=(
            Choice(value="contract", label="行政合同（协议）"),
            Choice(value="document", label="规范性文件"),
            Choice(value="decision", label="重大行政决策"),
        ),
    ),
    Field(name="sender", label="送审单位、承办人", value="经济发展办公室　周明远", half=True),
    Field(
        name="source",
        label="来源",
        kind="radio",
        value="intranet",
        half=True,
        choices=(
            Choice(value="intranet", label="内网"),
            Choice(value="window", label="窗口"),
            Choice(value="chat", label="微信、邮箱"),
        ),
    ),
    Field(
        name="urgent",
        label="急件",
        kind="radio",
        value="no",
        half=True,
        choices=(Choice(value="no", label="否"), Choice(value="yes", label="是（须有分管领导批示）")),
    ),
)

REGISTER_BUTTONS = (
    Button(label="登记并打印接收单（两份）", name="act", value="register", kind="primary"),
    Button(label="登记并退回补正", name="act", value="return"),
)

RECEIPT = Receipt(
    title="青禾县柳湾镇送审材料接收单",
    number="柳合审收〔2026〕90号",
    name="集镇公厕改造工程施工合同",
    kind="行政合同（协议）",
    received="2026-11-20 14:32",
    office="经济发展办公室",
    person="周明远",
    materials=("合同送审稿 1 份（9 页）", "现场照片 1 份（4 页，图像）", "镇长批示 1 份（1 页）"),
    missing=("采购方式说明", "对方营业执照"),
    accept_by="2026-11-23（周一）前　本镇设定，无法定期限",
    place="司法所 2 号柜 第 6 盒",
    preview=True,
)

FAST_TRACK = (
    MissingItem(state=State.DONE, text="用的是县局备案示范文本：小型工程施工合同（2026版）"),
    MissingItem(state=State.DONE, text="金额 42,800.00元，低于本县 50,000.00元 的线"),
    MissingItem(state=State.CHECK, text="空白处以外改了 1 处：第七条付款。不能快审，走一般审查"),
)


def _recent(number: str, time: str, name: str, kind: str, sender: str, source: str, tag: Tag) -> tuple[Cell, ...]:
    return (
        Cell(text=number),
        Cell(text=time),
        Cell(text=name, href="/styleguide/matter"),
        Cell(text=kind),
        Cell(text=sender),
        Cell(text=source),
        Cell(tag=tag),
        Cell(text="打印", href="/styleguide/register"),
    )


RECENT = SimpleTable(
    caption="最近登记",
    columns=tuple(
        Column(key=name, name=name)
        for name in ("收件号", "时间", "事项名称", "类别", "送审单位、承办人", "来源", "状态", "接收单")
    ),
    lead=2,
    rows=(
        _recent(
            "〔2026〕89号",
            "14:12",
            "王家桥村道养护工程施工合同",
            "行政合同（协议）",
            "农业农村办　蒋雨桐",
            "微信",
            Tag(state=State.CHECK, text="未受理，今天止"),
        ),
        _recent(
            "〔2026〕88号",
            "11:05",
            "芦塘村集体鱼塘发包合同",
            "村级合同",
            "芦塘村　赵有田",
            "窗口",
            Tag(state=State.OPEN, text="已受理"),
        ),
        _recent(
            "〔2026〕87号",
            "09:40",
            "关于规范集镇占道经营的通告（送审稿）",
            "规范性文件",
            "综合执法队　贺川",
            "内网",
            Tag(state=State.WAITING, text="已退回补正：缺起草说明"),
        ),
        _recent(
            "〔2026〕86号",
            "11-11",
            "2027年度集镇环境卫生保洁服务合同",
            "行政合同（协议）",
            "综合执法队　贺川",
            "U盘",
            Tag(state=State.LATE, text="在办，逾期 2 个工作日"),
        ),
        _recent(
            "〔2026〕85号",
            "11-10",
            "信访答复：沿河路夜间施工噪声",
            "信访答复",
            "信访办　许安",
            "内网",
            Tag(state=State.DONE, text="已办结"),
        ),
    ),
)

RECENT_LINKS = (
    Link(label="批量打印", href="/styleguide/register", bare=True),
    Link(label="全部收件", href="/styleguide/register", bare=True),
)

EMPTY = EmptyState(
    title="没有等您办的事",
    reason="本所在办 10 件都已分给别人；新的收件登记后会出现在这里。",
    action=Link(label="看本所全部在办 10 件", href="/styleguide/desk"),
)
