"""Making the package: what is gathered, the lists in force, the last roots, the forms, in one signed file.

A package whose parts are those of the last one is not made again. Where ``FAZHI_PORTAL`` names the folder of a portal
the package is laid there too; else somebody carries it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Sum

from fazhi.formats import publication
from fazhi.kernel.ledger import Json, sm3_hex
from fazhi.kernel.ledger.envelope import stamp
from fazhi.packs import procedures
from fazhi.records import clock, powers, site
from fazhi.records.models import Checkpoint, Stream, Unit
from fazhi.records.publishing.asking import forms
from fazhi.records.publishing.gathering import Row, Withheld, gather
from fazhi.records.publishing.guarding import leaks
from fazhi.records.publishing.keys import publisher, signing_key
from fazhi.records.publishing.progress import statuses
from fazhi.records.publishing.reports import issued_reports

ROOTS: Final = 400
"""Checkpoints told at most: a good year of days."""
NAME: Final = "latest.fzp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A package: its bytes and number, how many things it holds, what was held back. ``fresh``: it was not there."""

    body: bytes
    number: int
    items: int
    listed: int
    held: tuple[Withheld, ...]
    fresh: bool


def folder() -> Path:
    """Return where the site keeps its packages."""
    return site.home() / "publication"


def make(*, always: bool = False) -> Made:
    """Return the package of what is public now, kept in ``folder()``; the one that is there where nothing changed.

    Where not a single event came since, on the same day, nothing is gathered and nothing counted.
    """
    known, path, seen = _known(), folder() / NAME, _seen()
    if not always and known.get("seen") == seen and path.exists():
        return Made(body=path.read_bytes(), number=int(known["number"]), items=0, listed=0, held=(), fresh=False)
    items, held = gather(clock.today())
    items += issued_reports(clock.today())
    listed, refused = _lists()
    parts = {
        "items.jsonl": publication.lines(items),
        "lists.jsonl": publication.lines(listed),
        "roots.jsonl": publication.lines(_roots()),
        "forms.jsonl": publication.lines(forms()),
        "status.jsonl": publication.lines(statuses(clock.today())),
        "site.json": publication.lines([{"name": _name()}]),
    }
    print_ = sm3_hex(b"".join(sm3_hex(body).encode() for _, body in sorted(parts.items())))
    fresh = always or known.get("parts") != print_ or not path.exists()
    number = max(int(known.get("number", 0)) + 1, int(clock.now().timestamp())) if fresh else int(known["number"])
    if fresh:
        body = publication.write(parts, number=number, made=stamp(clock.now()), site=_name(), key=signing_key())
        folder().mkdir(mode=0o700, exist_ok=True)
        replace(path, body)
        replace(folder() / "known.json", json.dumps({"number": number, "parts": print_, "seen": seen}).encode())
    else:
        body = path.read_bytes()
    return Made(
        body=body, number=number, items=len(items), listed=sum(len(_several(row["entries"])) for row in listed),
        held=(*held, *refused), fresh=fresh,
    )  # fmt: skip


def deliver(made: Made, portal: Path) -> Path:
    """Lay a package into the folder of a portal, and the key it is to believe where it knows none yet."""
    waiting = portal / "incoming"
    waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
    trusted = portal / "publisher.key"
    if not trusted.exists():
        site.write_new(trusted, (publisher() + "\n").encode())
    target = waiting / f"{made.number}.fzp"
    replace(target, made.body)
    return target


def portal_folder() -> Path | None:
    """Return the folder of the portal beside this site, None where packages are carried by hand."""
    named = os.environ.get("FAZHI_PORTAL", "").strip()
    return Path(named).expanduser() if named else None


def replace(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    draft.replace(path)


def _known() -> dict[str, str]:
    path = folder() / "known.json"
    if not path.exists():
        return {}
    return {name: str(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}


def _seen() -> str:
    """Return what the ledger was like and on which day: while both are the same nothing new can be public."""
    total = Stream.objects.aggregate(total=Sum("count"))["total"] or 0
    last = Checkpoint.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return f"{clock.today().isoformat()} {total} {last}"


def _name() -> str:
    return Unit.objects.order_by("path").values_list("name", flat=True).first() or ""


def _roots() -> list[Row]:
    rows = Checkpoint.objects.order_by("-number").values("number", "root", "previous_root", "recorded", "events")
    return [dict(row) for row in rows[:ROOTS]]


def _lists() -> tuple[list[Row], list[Withheld]]:
    """Return the lists of powers of each township, by item and effect, and the entries that were held back."""
    names = _labels()
    made: list[Row] = []
    held: list[Withheld] = []
    for code, name in powers.homes():
        home = Unit.objects.values_list("path", flat=True).get(code=code)
        entries: list[Json] = []
        for row in powers.rows(home):
            entry = powers.entry_of(row)
            told: Row = {
                "code": entry.code, "change": entry.change.value, "title": entry.title, "kind": entry.kind,
                "flow": entry.flow, "published": entry.published.isoformat(), "since": entry.since.isoformat(),
                "shown": [[names.get(key, key), words] for key, words in entry.shown],
            }  # fmt: skip
            if found := leaks(row.matter.stream.key, [told]):
                why = f"文中有已密封的个人信息（{'、'.join(found)}）"
                held.append(Withheld(number=row.matter.number, what=f"清单事项 {entry.code}", why=why))
            else:
                entries.append(told)
        made.append({"code": code, "unit": name, "entries": entries})
    return made, held


def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in procedures.ids():
        declared = procedures.get(name)
        if declared.listing is not None:
            found.update({item.id: item.name for item in declared.steps[declared.listing.entry].fields})
    return found


def _several(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
