"""批量办理: choose matters of a list, then print a paper of each as one file, close their files, or hand them over."""

from __future__ import annotations

import secrets
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Button, EmptyState, Field, Link, Refusal
from fazhi.desk import batch, lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms.values import Values
from fazhi.desk.found import find
from fazhi.desk.frame import page_context
from fazhi.desk.small import options
from fazhi.desk.written import sent, sent_pdf, unprinted_paper
from fazhi.formats import office
from fazhi.records import access, browsing, clock, matters, queries, staff
from fazhi.records.access import Action
from fazhi.records.models import Matter

_CRUMBS: Final = (Link(label="事项", href="/matters/"),)
_VERBS: Final = {"word": "打印", "pdf": "打印", "archive": "归档", "hand": "移交"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the matters of the filter with a box each; on POST do what was chosen, and say what became of each."""
    desk = desk_of(request)
    asked = lists.asked(request, desk, clear="?")
    listed = browsing.first_rows(browsing.listing_of(desk.grants, desk.today, asked.wanted, desk.taking), batch.MOST)
    values = Values.posted(request.POST)
    errors: dict[str, Refusal] = {}
    outcomes: list[batch.Outcome] = []
    what = values.get("_act")
    if request.method == "POST":
        rows = _chosen(desk, values)
        if not rows:
            errors["m"] = Refusal(text="没有勾选事项。", brief="还没有勾选", advice="在清单里勾选要办的。")
        elif what in {"word", "pdf"}:
            chosen = [find(request, row.stream.key.partition("/")[2]) for row in rows]
            if not values.get("paper"):
                errors["paper"] = Refusal(text="请选择打印哪一种文书。", brief="须选择")
            else:
                made, outcomes = batch.drawn(chosen, values.get("paper"), clock.now())
                name = f"文书合并（{len(made)} 份）"
                left = [(one.row.number, one.row.title, one.why) for one in outcomes if not one.done]
                if made and left:
                    foot = f"打印：{clock.now():%Y-%m-%d %H:%M}　{desk.person.name}"
                    made.append(unprinted_paper(left, foot))
                if made and what == "word":
                    return sent(name, *made)
                body = batch.pdf(made) if made else None
                if body is not None:
                    return sent_pdf(name, body)
                if made:
                    errors["paper"] = Refusal(text="没有转成 PDF，请下载 Word 打印。", brief="没有转成 PDF")
        elif what == "archive":
            if not values.get("place"):
                errors["place"] = Refusal(
                    text="请写明原件存放。", brief="须填写", advice="例如：档案室 3 号柜第 2 盒。"
                )
            else:
                outcomes = batch.archive(desk, rows, values.get("place"), values.get("_key"))
        elif what == "hand":
            people = {person.key for person in staff.colleagues(desk.unit.path, desk.today)}
            if values.get("to") not in people:
                errors["to"] = Refusal(text="请选择接手的人。", brief="须选择")
            if not values.get("why"):
                errors["why"] = Refusal(text="请写明移交事由。", brief="须填写", advice="例如：轮岗、休假代理。")
            if not errors:
                outcomes = batch.hand(desk, rows, values.get("to"), values.get("why"), values.get("_key"))
    every = bool(request.GET.get("all")) and request.method != "POST"
    picked = {row.stream.key.partition("/")[2] for row in listed} if every else set(values.all("m"))
    context = page_context(
        request, "批量办理", _CRUMBS, nav="matters", rows=listed, picked=picked,
        all=_all(request, every),
        error=errors.get("m"),
        words=asked.bar.words, most=batch.MOST, outcomes=batch.table(outcomes) if outcomes else None,
        done=sum(one.done for one in outcomes), refused=sum(not one.done for one in outcomes),
        verb=_VERBS.get(what, ""), key=secrets.token_hex(12), papers=_paper(listed, values, errors),
        place=Field(
            name="place", label="原件存放", value=values.get("place"), error=errors.get("place"),
            help="档号逐件自动取。不能归档的（凭证不齐、尚未办结等）不归，逐件写明原因。",
        ),
        hand=_hand(desk, values, errors), pdf=office.installed() is not None,
        may_hand=bool(desk.grants.paths(access.ALLOWED[Action.HAND_OVER])),
        empty=EmptyState(
            title="没有可以勾选的事项", reason=f"筛选条件：{asked.bar.words}。",
            action=Link(label="回到事项表", href="/matters/"),
        ),
        buttons=(
            Button(label="许多件办同一步", href=f"{reverse('same-step')}{asked.address(all=None)}"),
            Button(label="回到事项表", href=f"{reverse('matters')}{asked.address()}"),
        ),
    )  # fmt: skip
    return render(request, "desk/batch.html", context, status=422 if errors else 200)


def _all(request: HttpRequest, every: bool) -> Link:
    """Return the link that ticks all boxes, or none."""
    address = lists.address_of(request.GET, all="" if every else "1")
    return Link(label="全部不勾选" if every else "全部勾选", href=address)


def _chosen(desk: Desk, values: Values) -> list[Matter]:
    """Return the chosen matters that one may see, in the order of the list; others are as if they were not there."""
    keys = [f"matter/{key}" for key in dict.fromkeys(values.all("m"))][: batch.MOST]
    found = queries.seen_by(desk.grants, desk.today).filter(stream__key__in=keys).select_related("stream", "unit")
    return sorted(found, key=lambda row: (row.opened, row.pk))


def _paper(rows: tuple[Matter, ...], values: Values, errors: dict[str, Refusal]) -> Field:
    declared = {row.procedure: matters.folded(row.stream.key).procedure for row in reversed(rows)}
    return Field(
        name="paper", label="打印哪一种文书", kind="select", value=values.get("paper"), error=errors.get("paper"),
        choices=options(batch.forms(list(declared.values()))),
        help="每件一份，合成一个文件；还不能出的不打，最后一页逐件写明原因。",
    )  # fmt: skip


def _hand(desk: Desk, values: Values, errors: dict[str, Refusal]) -> tuple[Field, ...]:
    people = [(person.key, person.name) for person in staff.colleagues(desk.unit.path, desk.today)]
    return (
        Field(
            name="to", label="接手的人", kind="select", half=True, value=values.get("to"), choices=options(people),
            error=errors.get("to"),
        ),
        Field(name="why", label="移交事由", half=True, value=values.get("why"), error=errors.get("why")),
    )  # fmt: skip


urlpatterns = [path("batch/", page, name="batch")]
