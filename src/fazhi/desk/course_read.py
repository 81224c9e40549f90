"""What the course of a matter is drawn from: its events, the names in them, the files bound to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from fazhi.components import Link
from fazhi.desk import people
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.procedures import MatterEvent, from_ledger
from fazhi.records import ledger
from fazhi.records.models import EvidenceLink
from fazhi.records.participation import ADDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of the people and logins that the events of one matter mention."""

    persons: Mapping[str, str]
    logins: Mapping[str, str]

    def person(self, key: object) -> str:
        """Return the name of a person by key."""
        return self.persons.get(str(key), str(key)) if key else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with the engine's view of it."""

    event: Event
    seen: MatterEvent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The events of a matter, the names in them and the files bound to them: read once a page, three statements."""

    found: Found
    entries: tuple[Entry, ...]
    names: Names
    files: Mapping[int, Sequence[EvidenceLink]]
    personal: Personal
    local: Mapping[str, str] | None = None
    """SM3 of a file -> its place beside the page, where the page stands in a bundle; None on the desk."""

    def matter(self, stream: str) -> str:
        """Return the address of another matter; none in a bundle, which holds one only."""
        return "" if self.local is not None else reverse("matter", args=[stream.partition("/")[2]])

    def letter(self, number: str) -> tuple[Link, ...]:
        """Return the way to the letter that opened the matter; none in a bundle, where its copy lies."""
        if self.local is not None:
            return ()
        return (Link(label=f"信件 {number}", href=reverse("letter", args=[number])),)

    def file(self, link: EvidenceLink) -> str:
        """Return the address of a file; none where a bundle does not hold it."""
        if self.local is not None:
            return self.local.get(link.file.sm3, "")
        return reverse("file", args=[link.file.sm3]) + f"?m={self.found.id}&n={link.seq}"


def read(found: Found, personal: Personal, local: Mapping[str, str] | None = None) -> Course:
    """Return the course of a matter up to its day; ``local`` for a page that stands in a bundle."""
    entries = tuple(
        Entry(event=event, seen=from_ledger(event))
        for event in ledger.events(found.folded.stream)
        if not found.past or event.occurred.at[:10] <= found.on.isoformat()
    )
    keys = {str(value) for entry in entries for value in _people_in(entry.event)}
    links: dict[int, list[EvidenceLink]] = {}
    for link in EvidenceLink.objects.filter(stream_id=found.row.pk).select_related("file").order_by("seq", "pk"):
        links.setdefault(link.seq, []).append(link)
    return Course(
        found=found,
        entries=entries,
        names=Names(
            persons=people.names(keys), logins=people.login_names({entry.event.actor.account for entry in entries})
        ),
        files=links,
        personal=personal,
        local=local,
    )


def _people_in(event: Event) -> Iterator[object]:
    yield event.data.get("decider")
    yield event.data.get("handler")
    for name in ("signed", "late"):
        held = event.data.get(name)
        if isinstance(held, dict):
            yield from (held.get("decider"), held.get("handler"), held.get("approver"))
    if event.type == "handed_over":
        yield from (event.data.get("from"), event.data.get("to"))
    if event.type == ADDED:
        yield event.data.get("person")
