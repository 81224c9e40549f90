"""The pages on which residents write: a request by the form of its pack, a comment, a problem; and where it stands."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fazhi.formats.letters import LetterError, lookup
from fazhi.portal import clock, inbox, showing, store
from fazhi.portal.views import page

LONGEST: Final = 4000
"""Characters of one answer."""
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_FORM: Final = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form: what was typed stays in ``value``, what is wrong with it stands in ``wrong``."""

    name: str
    label: str
    kind: str = "text"
    values: Sequence[tuple[str, str]] = ()
    required: bool = False
    long: bool = False
    help: str = ""
    value: str = ""
    wrong: str = ""

    @property
    def id(self) -> str:
        """The id of its control: dots would be read as classes."""
        return self.name.replace(".", "-")


@_FORM
def ask(request: HttpRequest, procedure: str) -> HttpResponse:
    """Take a request of the kind a pack declares (申请政府信息公开)."""
    form = store.form(settings.PORTAL_HOME, procedure)
    if form is None or not procedure:
        raise Http404
    questions = [_body(), *(_asked(row) for row in form["asks"])]
    return _letter(
        request, form["name"], questions, {"kind": "request", "procedure": procedure}, help=form["help"],
        basis=form["basis"],
    )  # fmt: skip


@_FORM
def comment(request: HttpRequest, id_: str) -> HttpResponse:
    """Take a comment on a draft while comments are asked for."""
    found = store.item(settings.PORTAL_HOME, id_)
    if found is None or not found["until"]:
        raise Http404
    if found["until"] < clock.today().isoformat():
        return page(request, "closed", "征求意见已截止", _crumbs(), item=found, until=showing.long(found["until"]))
    questions = [
        Question(
            name="text",
            label="意见和理由",
            required=True,
            long=True,
            help="写明是哪一条、建议怎样改。不写也不影响阅读。",
        ),
        *_who(),
    ]
    known = {"kind": "comment", "item": id_, "record": found["record"], "about": found["title"]}
    return _letter(request, f"对《{found['title']}》提意见", questions, known, help=found["what"], basis="")


@_FORM
def say(request: HttpRequest) -> HttpResponse:
    """Take what somebody is not content with: a decision, a document, how one was treated."""
    questions = [
        _body(),
        Question(name="about", label="关于哪件事", help="决策、文件的名称或者登记号，不知道的写大概。", required=True),
        Question(
            name="text", label="反映的问题", required=True, long=True, help="什么时间、什么地方、什么事，希望怎样解决。"
        ),
        *_who(),
    ]
    help_ = "由收件人员登记后转给承办单位。这里不受理行政复议、诉讼，复议、起诉的期限照常计算。"
    return _letter(request, "反映问题", questions, {"kind": "problem"}, help=help_, basis="")


@_FORM
def progress(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and tell where the letter stands. The code never stands in an address."""
    number = re.sub(r"[\s－—–]", "", request.POST.get("number", "")).replace("－", "-")[:20]
    code = request.POST.get("code", "")[:40]
    questions = [
        Question(name="number", label="登记号", required=True, help="例如 20261120-012345", value=number),
        Question(name="code", label="查询码", required=True, help="12 位数字，中间的空格可以不写", value=""),
    ]
    home, wrong = settings.PORTAL_HOME, ""
    if request.method == "POST":
        try:
            inbox.limited(home, _address(request), clock.now(), "look", inbox.LOOKS)
            found = store.status(home, lookup(number, code)) if number and code else None
            sent = inbox.arrived(home, number, code) if found is None else ""
            if found is not None or sent:
                way = (*_crumbs(), ("查办理进度", "/progress/"))
                when = showing.long(sent[:10]) if sent else ""
                response = page(request, "status", "办理进度", way, number=number, status=found, sent=when)
                response["Cache-Control"] = "no-store"
                return response
            wrong = "没有这个登记号和查询码的信件。请核对回执；每一位都要写对。"
        except inbox.NotTaken as error:
            wrong = str(error)
    response = page(request, "progress", "查办理进度", _crumbs(), questions=questions, wrong=wrong)
    response.status_code = 200 if not wrong else 422
    response["Cache-Control"] = "no-store"
    return response


def _crumbs() -> tuple[tuple[str, str], ...]:
    return (("首页", "/"),)


def _asked(row: Mapping[str, Any]) -> Question:
    values = [(value, value) for value in row["values"]]
    if row["kind"] == "bool":
        values = [("是", "是"), ("否", "否")]
    return Question(
        name=row["name"], label=row["label"], kind="choice" if values else "text", values=values,
        required=row["required"], long=row["long"], help=row["help"],
    )  # fmt: skip


def _body() -> Question:
    home = store.form(settings.PORTAL_HOME) or {"bodies": []}
    return Question(
        name="body", label="交给哪个镇（街道）", kind="select", required=True,
        values=[("", "请选择"), *((code, name) for code, name in home["bodies"])],
    )  # fmt: skip


def _who() -> tuple[Question, ...]:
    return (
        Question(name="name", label="姓名或者名称", help="可以不写。"),
        Question(name="contact", label="电话或者地址", help="可以不写；写了才能直接答复您。"),
    )


def _letter(
    request: HttpRequest, title: str, questions: Sequence[Question], known: Mapping[str, str], *, help: str, basis: str
) -> HttpResponse:
    """Show a form; on POST send it, or show it again with what was typed and what is wrong beside it."""
    home = settings.PORTAL_HOME
    key = (store.form(home) or {}).get("key", "")
    if not key:
        return page(request, "nowhere", title, _crumbs())
    token = request.POST.get("token", "")
    wrong, status = "", 200
    if request.method == "POST":
        questions = [_answered(question, request) for question in questions]
        if not any(question.wrong for question in questions) and _TOKEN.fullmatch(token):
            fields = {question.name: question.value for question in questions if question.value}
            try:
                receipt = inbox.send(
                    home, {**known, "fields": fields}, token=token, address=_address(request), now=clock.now(), key=key
                )
                response = page(request, "receipt", "回执", _crumbs(), receipt=receipt, about=title)
                response["Cache-Control"] = "no-store"
                return response
            except (inbox.NotTaken, LetterError) as error:
                wrong = str(error)
        status = 422
    token = token if _TOKEN.fullmatch(token) else secrets.token_hex(16)
    response = page(
        request, "letter", title, _crumbs(), questions=questions, token=token, wrong=wrong, help=help, basis=basis,
        bad=[question for question in questions if question.wrong],
    )  # fmt: skip
    response.status_code = status
    response["Cache-Control"] = "no-store"
    return response


def _answered(question: Question, request: HttpRequest) -> Question:
    value = request.POST.get(question.name, "").replace("\r\n", "\n").strip()
    wrong = ""
    if question.required and not value:
        wrong = f"请{'选择' if question.kind != 'text' else '填写'}“{question.label}”"
    elif len(value) > LONGEST:
        wrong = f"“{question.label}”最多 {LONGEST} 字，现在 {len(value)} 字"
    elif question.values and value and value not in {given for given, _ in question.values}:
        wrong = f"“{question.label}”请从所列的选择"
    return Question(
        **{name: getattr(question, name) for name in ("name", "label", "kind", "values", "required", "long", "help")},
        value=value, wrong=wrong,
    )  # fmt: skip


def _address(request: HttpRequest) -> str:
    """Return from where a request came: behind a proxy that ends TLS, what that proxy says."""
    said = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
