"""``POST /api/check/``: one file or text, answered with the JSON of ``fazhi check --format json``, but for ``path``.

Nothing is kept and nothing is logged: what somebody checks on the way is nobody's business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse

from fazhi.api.signing import by_token, refused
from fazhi.cli.checker.one import Settings, as_asked, check_document, unread_json, whole_json
from fazhi.formats import read
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Kind
from fazhi.records import clock, site
from fazhi.records.models import Account

_KINDS: Final = frozenset(kind.value for kind in Kind)
TEXT: Final = "text.txt"
"""The name of a text that came without a file."""


@by_token
def check(request: HttpRequest, account: Account) -> HttpResponse:
    """Check ``file`` (or ``text``), with ``kind``, ``as_of``, ``select``, ``ignore``, ``deep`` as on the command line.

    200 with the findings; 422 with ``error`` in the place of findings for a file that cannot be read, or beside
    nothing for a wrong question; 405 for anything but POST.
    """
    if request.method != "POST":
        answer = refused(405, "F222", "这个地址只收 POST", "把文件放在表单的 file 里")
        answer["Allow"] = "POST"
        return answer
    if (wrong := getattr(request, "upload_refused", None)) is not None:
        return refused(422, "F250", str(wrong), "请拆成几个文件，或者用命令行检查")
    upload, text = request.FILES.get("file"), request.POST.get("text", "")
    if upload is None and not text.strip():
        return refused(422, "F222", "没有文件，也没有文字", "表单里写 file 或者 text")
    kind = request.POST.get("kind", "")
    if kind not in ("", "all", *_KINDS):
        return refused(422, "F222", f"没有“{kind}”这个文种", f"可用：all、{'、'.join(sorted(_KINDS))}")
    name = (upload.name if upload is not None else None) or TEXT
    try:
        settings = _settings(request, kind)
    except FazhiError as error:
        return refused(422, error.code, error.message, error.hint or "")
    try:
        body = upload.read() if upload is not None else text.replace("\r\n", "\n").encode("utf-8", "replace")
        document = as_asked(read(Path(name), body), settings)
        return _json("".join(whole_json(check_document(document, settings), settings)))
    except FazhiError as error:
        return _json("".join(unread_json(name, error, settings.today)), 422)


def _settings(request: HttpRequest, kind: str) -> Settings:
    day = request.POST.get("as_of", "").strip()
    return Settings(
        today=clock.today(),
        as_of=parse_date(day) if day else None,
        kind=Kind(kind) if kind in _KINDS else None,
        every_rule=kind == "all",
        select=_codes(request, "select"),
        ignore=_codes(request, "ignore"),
        deep=request.POST.get("deep") == "1",
        site=site.home(),
    )


def _codes(request: HttpRequest, name: str) -> tuple[str, ...]:
    return tuple(code for code in request.POST.get(name, "").replace("，", ",").split(",") if code.strip())


def _json(text: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
