"""The packet for outside counsel: taken as one file by who may act on the matter and see it whole."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.desk import packets
from fazhi.desk.found import find
from fazhi.records import clock
from fazhi.records.access import Action


@never_cache
@require_safe
def take(request: HttpRequest, matter: str, step: str) -> HttpResponse:
    """Send the packet of a step that waits for an opinion from outside. What is personal in it is logged first."""
    found = find(request, matter, Action.UNMASK)
    if not found.may_act:
        raise Http404
    going = next(((one, sending) for one, sending in packets.waiting(found) if one.id == step), None)
    if going is None:
        raise Http404
    packet = packets.made(found, *going, clock.now())
    body = packet.packed()
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, packet.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Fazhi-SM3"] = packets.checksum(body)
    return response


urlpatterns = [path("m/<slug:matter>/packet/<slug:step>/", take, name="packet")]
