"""Evidence of a matter, only through a matter one may see; and the offline stub of a file that bears a secrecy mark."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Choice, Field, Refusal, table_date
from fazhi.desk.actor import desk_of
from fazhi.desk.forms.drawing import summary
from fazhi.desk.forms.reading import Problems, place_act_refused
from fazhi.desk.forms.values import Values
from fazhi.desk.found import find
from fazhi.desk.frame import page_context
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.records import evidence
from fazhi.records.access import Action
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.looks import look
from fazhi.records.acts.stubs import RESULTS, keep_offline_stub
from fazhi.records.models import EvidenceLink

TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
}
"""What a browser may show by itself; anything else is offered for saving. Nothing is ever sent as a web page."""

SHOWN: Final = frozenset({"pdf", "png", "jpg", "jpeg"})


@never_cache
@require_safe
def file(request: HttpRequest, sm3: str) -> HttpResponse:
    """Send a file of the matter named by ``m``. Who sees the whole file sees its name, so the look is logged."""
    found = find(request, request.GET.get("m", ""), Action.UNMASK)
    links = EvidenceLink.objects.filter(stream_id=found.row.pk, file__sm3=sm3).select_related("file")
    wanted = request.GET.get("n", "")
    link = next((item for item in links if not wanted.isdigit() or item.seq == int(wanted)), None)
    if link is None:
        raise Http404
    seen = look(actor=found.desk.actor, matter=found.row, page="file", seqs=[link.seq])
    name = str(seen.get((link.seq, link.name_field), f"附件.{link.file.kind}"))
    body = evidence.read(sm3)
    response = HttpResponse(body, content_type=TYPES.get(link.file.kind, "application/octet-stream"))
    response["Content-Disposition"] = content_disposition_header(link.file.kind not in SHOWN, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def stub(request: HttpRequest) -> HttpResponse:
    """Register a file that is handled offline: number, day and result, nothing else."""
    desk = desk_of(request)
    values, problems = Values.posted(request.POST), Problems()
    if request.method == "POST":
        try:
            day = parse_date(values.get("day")) if values.get("day") else desk.today
            done = keep_offline_stub(
                actor=desk.actor,
                key=values.get("_key") or None,
                unit=desk.unit.code,
                number=values.get("number"),
                day=day,
                result=values.get("result"),
            )
        except TermError as error:
            problems.add("day", Refusal(text=f"{error.message}。", brief=error.message, advice=error.hint or ""))
        except ActRefused as error:
            place_act_refused(error, problems)
        else:
            messages.success(request, f"已登记“涉密件，线下办理”：{done['number']}。")
            return redirect("/")
    fields = (
        Field(
            name="number",
            label="编号",
            value=values.get("number"),
            error=problems.fields.get("number"),
            help="只写编号，不得写标题、内容、密级。",
            half=True,
        ),
        Field(
            name="day",
            label="日期",
            kind="date",
            value=values.get("day") or table_date(desk.today),
            error=problems.fields.get("day"),
            half=True,
        ),
        Field(
            name="result",
            label="结果",
            kind="radio",
            value=values.get("result") or RESULTS[0],
            choices=tuple(Choice(value=item, label=item) for item in RESULTS),
            error=problems.fields.get("result"),
        ),
    )
    context = page_context(
        request,
        "涉密件，线下办理",
        heading="登记“涉密件，线下办理”",
        meaning="本系统为非涉密系统，涉密文件不得上传。这里只留编号、日期、结果三栏，其余在线下办理。",
        day="",
        fields=fields,
        general=problems.general,
        summary=summary("登记", list(fields), problems),
        verb="登记",
        hidden=(("_key", values.get("_key") or secrets.token_hex(16)),),
    )
    return render(request, "desk/about.html", context, status=422 if problems else 200)


urlpatterns = [path("file/<slug:sm3>/", file, name="file"), path("stub/", stub, name="stub")]
