"""The forms residents are asked by, made from what packs declare (``inbox``): the same questions as on the desk."""

from __future__ import annotations

from fazhi.kernel.citations.basis import bases_cn
from fazhi.kernel.ledger import Json
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.publishing import field_of
from fazhi.packs import procedures
from fazhi.records.models import Unit
from fazhi.records.publishing.keys import addressee

Row = dict[str, Json]


def forms() -> list[Row]:
    """Return a row for each pack that takes something in, and the key and the bodies that letters go to."""
    bodies: list[Json] = [
        [code, name]
        for code, name, path in Unit.objects.filter(ends__isnull=True)
        .order_by("path")
        .values_list("code", "name", "path")
        if path.count("/") == 2
    ]
    made = [_form(procedures.get(name)) for name in procedures.ids()]
    return [{"key": addressee(), "bodies": bodies}, *(row for row in made if row is not None)]


def _form(procedure: Procedure) -> Row | None:
    inbox = procedure.inbox
    if inbox is None:
        return None
    asked: list[Json] = []
    for ref in inbox.asks:
        item = field_of(procedure, ref)
        if item is not None:
            asked.append(
                {
                    "name": ref.source,
                    "label": item.name,
                    "kind": item.type.kind.value,
                    "values": list(item.type.values),
                    "required": item.required is True,
                    "long": item.long or ref == inbox.title,
                    "help": inbox.says.get(ref.source, ""),
                }
            )
    return {
        "procedure": procedure.id,
        "name": inbox.name,
        "title": inbox.title.source,
        "help": inbox.help or "",
        "basis": bases_cn(procedure.bases(inbox.basis)),
        "asks": asked,
    }
