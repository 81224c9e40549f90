"""The style guide: every component with sample values, and six whole pages made of them.

It doubles as the visual test of the components. Where ``STYLEGUIDE`` is not set, its addresses are answered with 404.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.components import Button, EmptyState, Refusal, State, Tag, Weight
from fazhi.site.samples import desk, fields, ledger, matter, term

_WORDS: Final = {
    State.LATE: "逾期 2 个工作日",
    State.UNLAWFUL: "不合规事实",
    State.ERROR: "不能登记",
    State.TODAY: "今天止",
    State.CHECK: "需核对",
    State.OPEN: "在办",
    State.DONE: "已办",
    State.WAITING: "等回复",
    State.LOCKED: "未到",
    State.SKIPPED: "不需要",
    State.PAUSED: "已中止",
    State.NOTE: "文字",
}


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Show every component on one page."""
    _only_where_wanted()
    return render(request, "styleguide/components.html", _components())


@login_not_required
def page(request: HttpRequest, page: str) -> HttpResponse:
    """Show one of the sample pages; an unknown name is answered with 404."""
    _only_where_wanted()
    if page not in _PAGES:
        raise Http404
    template = page.removesuffix("-print").replace("-", "_")
    return render(request, f"styleguide/{template}.html", dict(_PAGES[page]()))


def _only_where_wanted() -> None:
    if not settings.STYLEGUIDE:
        raise Http404


def _components() -> Mapping[str, object]:
    return {
        "frame": desk.frame(""),
        "crumbs": desk.crumbs("样张"),
        "page_title": "样张",
        "tags": tuple(Tag(state=state, text=_WORDS[state]) for state in State),
        "weights": tuple(Weight),
        "tabs": desk.TABS,
        "buttons": (
            Button(label="送审", kind="primary"),
            Button(label="退回补正"),
            Button(label="撤销登记", kind="danger"),
            Button(label="写成意见", small=True),
        ),
        "refusal": Refusal(
            text="不能提交班子会议：尚无合法性审查意见（参照《重大行政决策程序暂行条例》第二十五条）。",
            advice="可先：送司法所审查。",
        ),
        "fields": fields.FIELDS,
        "summary": fields.SUMMARY,
        "group": desk.GROUPS[0],
        "empty_group": _empty_group(),
        "waiting": desk.WAITING,
        "recent": desk.RECENT,
        "head": matter.HEAD,
        "missing": matter.MISSING,
        "missing_links": matter.MISSING_LINKS,
        "clocks": matter.CLOCKS,
        "opinion": matter.OPINIONS[1],
        "timeline": matter.TIMELINE[:4],
        "legend": matter.LEGEND,
        "flow": matter.FLOW[:4],
        "receipt": desk.RECEIPT,
    }


def _empty_group() -> object:
    empty: EmptyState = desk.EMPTY
    return desk.WorkGroup(title="今天", rows=(), empty=empty)


def _desk() -> Mapping[str, object]:
    return {
        "frame": desk.frame("工作台"),
        "crumbs": desk.crumbs("工作台"),
        "print_foot": "柳湾司法所期限表",
        "tabs": desk.TABS,
        "buttons": desk.BUTTONS,
        "groups": desk.GROUPS,
        "waiting": desk.WAITING,
    }


def _register() -> Mapping[str, object]:
    return {
        "frame": desk.frame("登记台"),
        "print_foot": "登记台",
        "crumbs": desk.crumbs("登记台"),
        "fields": desk.REGISTER_FIELDS,
        "buttons": desk.REGISTER_BUTTONS,
        "receipt": desk.RECEIPT,
        "fast": desk.FAST_TRACK,
        "recent": desk.RECENT,
        "recent_links": desk.RECENT_LINKS,
        "secrecy": Tag(state=State.UNLAWFUL, text="严禁上传涉密文件"),
    }


def _matter() -> Mapping[str, object]:
    return {
        "frame": desk.frame("事项", "周明远（经济发展办公室）"),
        "crumbs": desk.crumbs("事项", "柳决〔2026〕7号"),
        "print_foot": "柳决〔2026〕7号",
        "head": matter.HEAD,
        "open_tag": matter.OPEN_TAG,
        "summary": matter.SUMMARY,
        "opinions": matter.OPINIONS,
        "buttons": matter.ACT_BUTTONS,
        "missing": matter.MISSING,
        "missing_links": matter.MISSING_LINKS,
        "clocks": matter.CLOCKS,
        "timeline": matter.TIMELINE,
    }


def _ledger() -> Mapping[str, object]:
    return {
        "frame": desk.frame("台账", "丁亦舟（柳湾司法所）"),
        "crumbs": desk.crumbs("台账", "合法性审查台账"),
        "print_foot": "合法性审查台账",
        "buttons": ledger.BUTTONS,
        "filters": ledger.FILTERS,
        "table": ledger.TABLE,
    }


def _flow() -> Mapping[str, object]:
    return {
        "frame": desk.frame("事项", "周明远（经济发展办公室）"),
        "crumbs": desk.crumbs("事项", "柳决〔2026〕7号", "流程图"),
        "print_foot": "柳决〔2026〕7号",
        "note": "柳决〔2026〕7号　截至2026年11月20日　规程：乡镇重大行政决策（参照），2026年第2版，本县加严 3 项",
        "buttons": (Button(label="打印", href="/styleguide/flow"), Button(label="改看表格", href="/styleguide/flow")),
        "legend": matter.LEGEND,
        "flow": matter.FLOW,
    }


def _term_sheet() -> Mapping[str, object]:
    return {
        "frame": desk.frame("期限", "何静（党政办）"),
        "crumbs": desk.crumbs("期限", "柳公开〔2026〕16号", "期限计算书"),
        "print_foot": "柳公开〔2026〕16号",
        "sheet": term.SHEET,
    }


_PAGES: Final[Mapping[str, Callable[[], Mapping[str, object]]]] = {
    "desk": _desk,
    "register": _register,
    "matter": _matter,
    "ledger": _ledger,
    "ledger-print": lambda: {**_ledger(), "table": ledger.PRINTED},
    "flow": _flow,
    "term-sheet": _term_sheet,
}
