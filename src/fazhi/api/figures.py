"""``GET /api/measures/``, ``/api/indicators/``, ``/api/units/``: what can be counted, and what it comes to.

Read only, and the same answers as on the page 自选统计 and from ``fazhi indicators``. Who may see the totals of a unit
on its pages may ask for them here. Described in ``docs/howto/read-figures.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse

from fazhi.api.signing import by_token, refused
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError, TermError
from fazhi.kernel.measures import PeriodKind
from fazhi.packs import measures as pack
from fazhi.records import access, clock, exploring, subjects
from fazhi.records.access import Denied, Grants
from fazhi.records.exploring import Question
from fazhi.records.models import Account
from fazhi.records.queries import units_of

MOST: Final = 1000
USUAL: Final = 200
BY: Final = ("unit", "kind")

Answered = Callable[..., HttpResponse]


class Wrong(FazhiError):
    """A question that names a parameter wrongly."""

    code = "F222"


def reading(view: Answered) -> Callable[..., HttpResponse]:
    """Let ``view`` answer a GET of whoever may see the totals of any unit; refusals are JSON."""

    @wraps(view)
    def answered(request: HttpRequest, account: Account, **named: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            answer = refused(405, "F222", "这个地址只能读取", "用 GET")
            answer["Allow"] = "GET, HEAD"
            return answer
        grants = access.grants_of(account, clock.today())
        if not grants.paths(exploring.SEE):
            return refused(403, Denied.code, "这个账号没有查看总数的权限", "由有审查、领导、县局、查看权限的人建令牌")
        try:
            return view(request, grants, **named)
        except Denied as error:
            return refused(403, error.code, error.message, error.hint or "")
        except FazhiError as error:
            return refused(422, error.code, error.message, error.hint or "")

    return by_token(answered)


@reading
def units(request: HttpRequest, grants: Grants) -> HttpResponse:
    """Return the units whose figures one may ask for: code, name, code of the one above (None where it is not seen)."""
    seen = units_of(grants, clock.today(), exploring.SEE)
    codes = {unit.pk: unit.code for unit in seen}
    found = [{"code": one.code, "name": one.name, "parent": codes.get(one.parent_id or 0)} for one in seen]
    return _page(request, "units", found, "code")


@reading
def measures(request: HttpRequest, grants: Grants) -> HttpResponse:
    """Return all measures, by procedure."""
    return _page(request, "measures", [exploring.about_measure(one) for one in pack.every().values()], "id")


@reading
def indicators(request: HttpRequest, grants: Grants) -> HttpResponse:
    """Return all indicators, by area."""
    return _page(request, "indicators", [exploring.about_indicator(one) for one in pack.indicators().values()], "id")


@reading
def measure(request: HttpRequest, grants: Grants, name: str) -> HttpResponse:
    """Return what one measure comes to."""
    return _values(request, grants, name, "计量", is_one=name not in pack.indicators())


@reading
def indicator(request: HttpRequest, grants: Grants, name: str) -> HttpResponse:
    """Return what one indicator comes to."""
    return _values(request, grants, name, "指标", is_one=name in pack.indicators() or "." not in name)


def _values(request: HttpRequest, grants: Grants, name: str, word: str, *, is_one: bool) -> HttpResponse:
    try:
        subject = subjects.subject(name)
    except FazhiError as error:
        return refused(404, error.code, error.message, error.hint or "")
    if not is_one:
        return refused(404, "F222", f"“{name}”不是{word}", "计量在 /api/measures/，指标在 /api/indicators/")
    query, today = request.GET, clock.today()
    step, by = query.get("step", ""), [one for one in query.get("by", "").split(",") if one]
    if step and step not in tuple(PeriodKind):
        raise Wrong(f"step 不能是“{step[:20]}”", hint=f"可用：{'、'.join(PeriodKind)}；不写即整个时段")
    if wrong := [one for one in by if one not in BY]:
        raise Wrong(f"by 不能是“{wrong[0][:20]}”", hint="可用：unit、kind，两个都要写 unit,kind")
    try:
        known = parse_date(query["known"]) if query.get("known") else None
    except TermError as error:
        raise Wrong(f"known：{error.message}", hint=error.hint) from error
    question = Question(
        subject=subject,
        unit=exploring.unit_of(grants, today, query.get("unit", "")),
        period=query.get("period", "") or str(today.year),
        step=PeriodKind(step) if step else None,
        by_unit="unit" in by,
        by_kind="kind" in by,
        known=known,
    )
    told = exploring.told(question, list(exploring.answer(question, today).values()))
    return _page(request, "values", told.pop("values"), "key", told)


def _page(
    request: HttpRequest,
    name: str,
    found: Sequence[Mapping[str, Any]],
    key: str,
    before: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a part of a list: at most ``limit``, those behind the one named by ``after``; ``next`` leads on."""
    text = request.GET.get("limit", "") or str(USUAL)
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise Wrong(f"limit 不能是“{text[:20]}”", hint=f"写 1 至 {MOST}")
    limit, after = int(text), request.GET.get("after", "")
    keys = [one[key] for one in found]
    if after and after not in keys:
        raise Wrong(f"after 不对：没有“{after[:60]}”这一条", hint="照抄上一页的 next")
    begin = keys.index(after) + 1 if after else 0
    part = found[begin : begin + limit]
    more = begin + limit < len(found)
    query = {**request.GET.dict(), "after": part[-1][key]} if more else {}
    body = {
        **(before or {}),
        name: part,
        "total": len(found),
        "next": f"{request.path}?{urlencode(query)}" if more else None,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
