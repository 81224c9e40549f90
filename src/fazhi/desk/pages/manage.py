"""管理: what is done now and then: hand-over, number books, people and accounts, papers handled offline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import Cell, Column, SimpleTable
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.records import access
from fazhi.records.access import Action, Role
from fazhi.records.radar import USERS

NAV = NavEntry(label="管理", url="manage", order=80)


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """List what the person may do here."""
    desk = desk_of(request)
    table = SimpleTable(
        caption="管理",
        columns=(Column(key="what", name="做什么"), Column(key="why", name="用在什么时候")),
        rows=tuple(_rows(desk)),
    )
    return render(request, "desk/manage.html", page_context(request, "管理", nav="manage", table=table))


def _rows(desk: Desk) -> list[tuple[Cell, Cell]]:
    may = {
        "hand-over": access.ALLOWED[Action.HAND_OVER],
        "agenda": access.ALLOWED[Action.ACT],
        "old-ledgers": access.ALLOWED[Action.ACT],
        "numbers": tuple(Role),
        "offline": access.ALLOWED[Action.ACT],
        "radar": USERS,
        "laws": access.ALLOWED[Action.SEE],
        "opinions": access.ALLOWED[Action.SEE],
        "originals": tuple(Role),
        "checkpoints": tuple(Role),
        "model-texts": (*access.ALLOWED[Action.SEE], Role.ADMIN),
        "paper-forms": (Role.ADMIN,),
        "paper-settings": (Role.ADMIN,),
        "report-periods": (Role.ADMIN,),
        "tokens": tuple(Role),
        "people": (Role.ADMIN,),
    }
    words = {
        "hand-over": ("工作移交", "轮岗、退休、借调、休假：一次移交手上的工作，打印清单双方签字"),
        "agenda": ("议题包", "会前：议程、议题申报单、前置程序核对表、材料清单，合并成一件双面打印"),
        "old-ledgers": (
            "旧台账导入",
            "以前用 Excel 记的台账：各栏对照一次，先看有哪些错，再导入；导入的都标“导入、未核验”",
        ),
        "numbers": ("编号簿", "查号、取号、补录旧纸号、作废；管理员设定编号格式"),
        "offline": ("涉密件，线下办理", "只留编号、日期、结果"),
        "radar": ("新法对照清单", "法律修改、废止以后，哪些文本、规程、规则引用了它，逐处看、逐处改，定期限"),
        "laws": ("法规库", "查法规的版本、施行和失效日、条数，看本机导入的条文；管理员导入全文"),
        "opinions": ("意见库", "查本单位以前的审查意见和县局的示范意见；县局在这里发布、撤回示范意见"),
        "originals": ("借出的原件", "谁借走、到哪天；逾期未还的排在前面"),
        "checkpoints": ("检查点", "每天一个根，代表全部记录；打印公示单，盖章张贴，日后凭它核对有没有改动"),
        "model-texts": ("示范文本", "县里审定的示范文本，在这里下载；批量快审时逐条与它比对，只填了空白处的才放行"),
        "paper-forms": ("文书版式", "县里有自己的 Word 版式的，在这里换上；内容由占位填入"),
        "paper-settings": ("文书署名和印章", "落款用什么名称、印不印“印章位置”、文号的格式"),
        "report-periods": ("统计时段", "月报截止日：上月26日至本月25日，或者按自然月；按起用日期"),
        "tokens": ("接口令牌", "别的程序调用公文体检用的令牌：建立、注销"),
        "people": ("人员与账号", "单位、人员、岗位起止、账号、数据范围"),
    }
    return [
        (Cell(text=label, href=reverse(name)), Cell(text=why))
        for name, (label, why) in words.items()
        if desk.grants.paths(may[name])
    ]


urlpatterns = [path("manage/", manage, name="manage")]
