"""Evidence of a matter, only through a matter whose personal values one may see."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.desk.found import find
from fazhi.records import evidence
from fazhi.records.access import Action
from fazhi.records.acts.looks import look
from fazhi.records.models import EvidenceLink

TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv",
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


urlpatterns = [path("file/<slug:sm3>/", file, name="file")]
