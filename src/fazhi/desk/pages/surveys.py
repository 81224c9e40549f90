"""满意度测评: the surveys, a new one, codes and papers, sheets entered by a clerk, the sealed result."""

from __future__ import annotations

import re
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Field, Link, SimpleTable, error_summary, table_date
from fazhi.desk import survey_papers, surveys, written
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.desk.small import DrawnSmall, Small, Typed, handle, options
from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.surveys import Questionnaire
from fazhi.kernel.measures.surveys.answering import NotAnswered
from fazhi.records import clock, periodic
from fazhi.records import surveys as records
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, UnitAction, on_unit
from fazhi.records.acts import answering
from fazhi.records.acts import surveys as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Unit
from fazhi.records.surveys import CodeRefused, One

CRUMB: Final = Link(label="满意度测评", href="/surveys/")
AT_ONCE: Final = 1000
"""Slips in one file: a hundred sheets of paper."""
_PLACE: Final = re.compile(r"(\S(?:.*\S)?)[\s,，:：]+([0-9]{1,8})\s*人?")
_LOOPBACK: Final = ("127.", "localhost", "[::1]")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List the surveys a person may see; who may run one opens it here."""
    desk = desk_of(request)
    if not desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.SEE_SURVEY]):
        raise Denied("您看不到测评", where="满意度测评", hint="测评由审查人员、县局办理，领导可以看结果")
    rows = tuple(
        (
            Cell(text=one.row.title, href=reverse("survey", args=[one.row.key])),
            Cell(text=f"{records.taken(one)} 份"),
            Cell(tag=surveys.state_tag(one)),
        )
        for one in records.seen(desk.grants)
    )
    forms: tuple[DrawnSmall, ...] = ()
    done, wrong = False, ""
    if units := _units(desk):
        try:
            first = not rows
            forms, done = handle(request, (_opening(desk, units, dict(records.questionnaires()), first=first),))
        except PackError as error:
            wrong = f"本县自己的问卷用不了：{error.message}（{error.where}）。{error.hint or ''}"
    if done:
        return redirect("surveys")
    table = SimpleTable(
        caption="各次测评", columns=_columns("测评", "已收答卷", "状态"), rows=rows,
        empty=EmptyState(title="还没有测评", reason="开始一次测评以后，这里看得到收了多少、什么时候截止和结果。"),
    )  # fmt: skip
    context = page_context(
        request, "满意度测评", nav="overview", heading="满意度测评", table=table, forms=forms, wrong=wrong,
        note="不记姓名，一码答一次；人少的组不公布", buttons=(Button(label="答题页", href=reverse("fill")),),
    )  # fmt: skip
    return render(request, "desk/surveys.html", context, status=422 if request.method == "POST" else 200)


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(key=f"c{at}", name=name) for at, name in enumerate(names))


def _units(desk: Desk) -> list[Unit]:
    """Return the bodies whose people somebody may ask: townships, and the county itself for the county."""
    found: list[Unit] = []
    for over in desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.RUN_SURVEY]):
        found += [unit for unit in periodic.issuing(over) if unit.ends is None or unit.ends >= desk.today]
        found += list(Unit.objects.filter(path=over).exclude(kind__in=(*periodic.KINDS, "office")))
    return list({unit.code: unit for unit in found}.values())


def _opening(desk: Desk, units: list[Unit], every: dict[str, Questionnaire], *, first: bool) -> Small:
    def do(typed: Typed) -> str:
        done = acts.open_survey(
            actor=desk.actor, key=typed.key, unit=typed.text("unit"), questionnaire=typed.text("questionnaire"),
            places=_places(typed.text("places")), until=typed.day("until"),
        )  # fmt: skip
        return f"{done['title']}已经开始，下一步印口令码。"

    return Small(
        id="open", title="开始一次测评", verb="开始测评", do=do, open=first,
        note="问卷和人口数按现在的样子随这次测评保存，以后不能改。",
        fields=(
            Field(
                name="unit", label="测评哪里", kind="select", choices=options([(one.code, one.name) for one in units]),
                value=units[0].code if len(units) == 1 else "",
            ),
            Field(
                name="questionnaire", label="问卷", kind="select",
                choices=options([(one.id, one.title) for one in every.values()]),
            ),
            Field(
                name="places", label="村（社区）和人口", kind="textarea", lines=6,
                help="一行一个，名称和应测人数（如 18 岁以上常住人口），例如：柳树村 1260。"
                "结果按人口加权，口令码不超过总人口。",
            ),
            Field(name="until", label="答题截止日", kind="date", help="当天也可以答；到期可以延，不能提前。"),
        ),
    )  # fmt: skip


def _places(text: str) -> list[tuple[str, int]]:
    found = []
    for number, line in enumerate((line.strip() for line in text.splitlines()), 1):
        if not line:
            continue
        match = _PLACE.fullmatch(line)
        if match is None:
            raise ActRefused(f"第 {number} 行读不懂：{line[:30]}", field="places", hint="一行一个，写成：名称 人数")
        found.append((match[1], int(match[2])))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def one_survey(request: HttpRequest, key: str) -> HttpResponse:
    """Show a survey: while it is open its course and papers, afterwards its result; ``?word=`` downloads a paper."""
    desk = desk_of(request)
    one = records.find_for(desk.grants, key)
    runs = on_unit(desk.grants, UnitAction.RUN_SURVEY, one.row.unit.path)
    if (paper := request.GET.get("word")) == "result" and one.row.closed is not None:
        return written.sent(f"{one.row.title}结果", survey_papers.result(one, f"封存于{table_date(one.row.closed)}"))
    if paper == "questionnaire":
        return written.sent(f"{one.row.title}问卷", survey_papers.questionnaire(one))
    made: list[HttpResponse] = []
    small = (_codes(request, desk, one, made), _later(desk, one), _close(desk, one))
    forms, done = handle(request, small if runs and one.row.closed is None else ())
    if done:
        return made[0] if made else redirect("survey", key)
    context = _context(request, one, runs, forms)
    return render(request, "desk/survey.html", context, status=422 if request.method == "POST" else 200)


def _context(request: HttpRequest, one: One, runs: bool, forms: object) -> dict[str, object]:
    row, closed = one.row, one.row.closed is not None
    buttons = [Button(label="纸质问卷", href="?word=questionnaire")]
    if closed:
        buttons = [Button(label="下载结果", href="?word=result"), Button(label="打印", prints=True)]
        if runs:
            buttons.insert(1, Button(label="建议原话", href=reverse("survey-words", args=[row.key])))
    elif runs:
        buttons.insert(0, Button(label="录入纸质答卷", href=reverse("survey-enter", args=[row.key])))
    facts = SimpleTable(
        caption="进度", columns=_columns("口令码", "已收答卷", "答题截止", "应测人口", "不足此数不公布"),
        rows=(
            tuple(
                Cell(text=text)
                for text in (
                    f"印发 {row.issued} 个", f"{records.taken(one)} 份", surveys.until_words(one),
                    f"{one.frame.people} 人", f"{one.asked.least} 份",
                )
            ),
        ),
    )  # fmt: skip
    return page_context(
        request, row.title, (CRUMB,), nav="overview", heading=row.title, tag=surveys.state_tag(one),
        buttons=tuple(buttons), note=one.asked.basis.cn(), forms=forms, facts=facts, closed=closed,
        tables=tuple(surveys.tables_of(one)) if closed else (), method=surveys.method_of(one) if closed else (),
    )  # fmt: skip


def _codes(request: HttpRequest, desk: Desk, one: One, made: list[HttpResponse]) -> Small:
    host = request.get_host()
    address = "" if host.startswith(_LOOPBACK) else request.build_absolute_uri(reverse("fill"))

    def do(typed: Typed) -> str:
        count = typed.needed("count", "份数")
        if not count.isascii() or not count.isdecimal() or not 1 <= int(count[:6]) <= AT_ONCE:
            raise ActRefused(f"份数应为 1 至 {AT_ONCE}", field="count", hint="更多的分几次印")
        codes = records.new_codes(int(count))
        done = acts.issue_codes(actor=desk.actor, key=typed.key, survey=one.row.key, codes=codes)
        if done.get("again"):
            raise ActRefused("这一批已经印过，没有再发", field="count", hint="文件没有存下的，刷新本页另印一批")
        paper = survey_papers.slips(one, codes, typed.text("address")[:200])
        made.append(written.sent(f"{one.row.title}口令码", paper))
        return f"印发了 {count} 个口令码，现在共 {done['total']} 个。口令码只在下载的文件里，系统不留底。"

    return Small(
        id="codes", title="印口令码", verb="生成并下载", do=do, open=one.row.issued == 0,
        note="每份答卷要一个口令码。文件下载后印出来裁开、打乱再发，不登记谁拿了哪一张；印完删去文件。",
        fields=(
            Field(name="count", label="份数", kind="number", half=True, help=f"一次至多 {AT_ONCE} 个。"),
            Field(
                name="address", label="答题网址", required=False, value=address,
                help="印在条子上。只用纸质问卷的留空。",
            ),
        ),
    )  # fmt: skip


def _later(desk: Desk, one: One) -> Small:
    def do(typed: Typed) -> str:
        acts.move_until(
            actor=desk.actor, key=typed.key, survey=one.row.key, until=typed.day("until"), reason=typed.text("reason")
        )
        return "截止日期已经延后。"

    return Small(
        id="later", title="延长答题时间", verb="延期", do=do,
        fields=(Field(name="until", label="答题截止日", kind="date", half=True), Field(name="reason", label="理由")),
    )  # fmt: skip


def _close(desk: Desk, one: One) -> Small:
    def do(typed: Typed) -> str:
        done = acts.close_survey(actor=desk.actor, key=typed.key, survey=one.row.key)
        return f"结果已经封存，共 {done['answers']} 份答卷。口令码已经全部销毁。"

    return Small(
        id="close", title="封存结果", verb="封存结果", do=do,
        note="截止的次日起可以封存。封存前谁也看不到结果；封存时答卷箱和口令码销毁，答卷作为一个整体密封记入账本，以后不能改。",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Enter sheets that came on paper, each with any slip from the other box."""
    desk = desk_of(request)
    one = records.find_for(desk.grants, key, UnitAction.RUN_SURVEY)
    code = request.POST.get("code", "")[:100]
    typed = surveys.typed_of(request.POST.dict())
    asked = Field(
        name="code", label="口令码", value=code, help="从口令箱里任取一张条子，录完作废；不必、也不能与问卷对上。"
    )
    fields, status = surveys.fields_of(one.asked, one.frame, typed), 200
    if request.method == "POST":
        try:
            answering.answer(code, typed, clock.today(), paper=True, survey=key)
        except NotAnswered as error:
            fields, status = surveys.with_error(fields, error), 422
        except CodeRefused as error:
            asked, status = Field(name="code", label="口令码", value=code, error=reason(error)), 422
        else:
            messages.success(request, "已收下一份。")
            return redirect("survey-enter", key)
    every = (*fields, asked)
    context = page_context(
        request, "录入纸质答卷", (CRUMB, Link(label=one.row.title, href=reverse("survey", args=[key]))), nav="overview",
        heading="录入纸质答卷", note="问卷上没有口令码：问卷和条子分两个箱收，各自打乱", fields=every,
        summary=error_summary("收下", every),
    )  # fmt: skip
    return render(request, "desk/survey_enter.html", context, status=status)


@require_safe
def words(request: HttpRequest, key: str) -> HttpResponse:
    """Show the free words of a closed survey, sorted, apart from everything else; the look is recorded first."""
    desk = desk_of(request)
    one = records.find_for(desk.grants, key, UnitAction.RUN_SURVEY)
    said = acts.read_words(actor=desk.actor, survey=key)
    lists = [(question.label, said.get(question.id, ())) for question in one.asked.texts]
    context = page_context(
        request, "建议原话", (CRUMB, Link(label=one.row.title, href=reverse("survey", args=[key]))), nav="overview",
        heading="建议原话", note="按文字排序，不是答题的先后；每次查看有记录", lists=lists,
    )  # fmt: skip
    return render(request, "desk/survey_words.html", context)


urlpatterns = [
    path("surveys/", index, name="surveys"),
    path("surveys/<slug:key>/", one_survey, name="survey"),
    path("surveys/<slug:key>/enter/", enter, name="survey-enter"),
    path("surveys/<slug:key>/words/", words, name="survey-words"),
]
