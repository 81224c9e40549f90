"""Which declaration holds: the one stored with a matter, or the one a new matter would get today.

A resolved declaration (pack and local rules) is kept once as a blob named by its SM3; the events of a matter carry that
digest. Whatever ships with the program later, a running matter is read by what it was opened with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from django.db.models import Q

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import canonical
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.load import plain
from fazhi.kernel.procedures.upgrading import load_stored
from fazhi.packs import procedures as packs
from fazhi.records import ledger
from fazhi.records.models import Blob, ConfigEntry, Unit


@lru_cache(maxsize=256)
def by_digest(digest: str) -> Procedure:
    """Return the procedure stored under this digest, by whatever version of the program.

    Raises LedgerError when the blob is missing or was changed.
    """
    blob = Blob.objects.filter(digest=digest).first()
    if blob is None:
        raise LedgerError("规程的存档不见了", where=digest[:12], hint="请从备份中取回，并运行 fazhi verify")
    procedure = load_stored(bytes(blob.body), packs.posts())
    if procedure.digest != digest:
        raise LedgerError("规程的存档被改动，与编号不符", where=digest[:12], hint="请从备份中取回，并运行 fazhi verify")
    return procedure


def for_new(procedure: str, unit: Unit, on: date) -> Procedure:
    """Return what a matter of ``unit`` opened on that day gets: the pack with the local rules in force."""
    overlays = tuple(_overlays(procedure, unit, on))
    if not overlays:
        return packs.get(procedure)
    return packs.resolved(procedure, overlays, on)


def keep(procedure: Procedure) -> None:
    """Store the declaration under its digest, inside the act that first uses it."""
    if not Blob.objects.filter(digest=procedure.digest).exists():
        ledger.put_blob(procedure.digest, "procedure", canonical(plain(procedure.source)))


def _overlays(procedure: str, unit: Unit, on: date) -> Iterator[Mapping[str, object]]:
    """Yield the local rules over a pack, as the kernel reads them: settings of this unit, those above it, the site."""
    above = [unit.path[: i + 1] for i, c in enumerate(unit.path) if c == "/"]
    entries = (
        ConfigEntry.objects.filter(
            Q(unit__isnull=True) | Q(unit__path__in=above),
            kind="overlay",
            name__startswith=f"{procedure}.",
            starts__lte=on,
        )
        .filter(Q(ends__isnull=True) | Q(ends__gte=on))
        .select_related("unit")
        .order_by("starts", "key")
    )
    for entry in entries:
        value = json.loads(entry.value)
        if isinstance(value, dict):
            yield value
            continue
        level = "township" if entry.unit is not None and entry.unit.kind in {"township", "subdistrict"} else "county"
        yield {
            "id": entry.key,
            "title": entry.basis,
            "level": level,
            "effective": entry.starts.isoformat(),
            "basis": {"b": {"text": entry.basis, "force": "local", "mark": "§"}},
            "set": [{"procedure": procedure, "param": entry.name.partition(".")[2], "value": value, "basis": ["b"]}],
        }
