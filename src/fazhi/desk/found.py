"""A matter fetched and authorised in one step, with everything a page shows of it on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from fazhi.components import Link
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import address
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.procedures import Picture, Procedure, State
from fazhi.records import access, matters
from fazhi.records.access import Action
from fazhi.records.matters import Folded
from fazhi.records.models import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One matter as a person sees it on a day. ``past`` says that the day is not today: then nothing can be done.

    ``right`` is what lets the person see personal values: to work on the matter, or to be commissioned in it.
    """

    desk: Desk
    row: Matter
    folded: Folded
    picture: Picture
    on: date
    past: bool = False
    right: Action = Action.UNMASK

    @property
    def procedure(self) -> Procedure:
        """Return the declaration the matter was opened with."""
        return self.folded.procedure

    @property
    def state(self) -> State:
        """Return the state on the day."""
        return self.picture.state

    @property
    def id(self) -> str:
        """Return the part of the stream that stands in addresses."""
        return self.folded.stream.partition("/")[2]

    @property
    def may_act(self) -> bool:
        """Say whether the person may record anything here today."""
        return not self.past and access.allows(self.desk.grants, Action.ACT, self.row, self.desk.today)

    @property
    def may_unmask(self) -> bool:
        """Say whether the person may see personal values, which is then logged."""
        return access.allows(self.desk.grants, self.right, self.row, self.desk.today)

    def address(self, name: str, *args: str) -> str:
        """Return the address of a page of this matter."""
        return reverse(name, args=[self.id, *args])

    @property
    def crumbs(self) -> tuple[Link, ...]:
        """Return the way to the matter's own page, for the pages below it."""
        return (
            Link(label="事项", href=address("matters", "/")),
            Link(label=self.row.number or self.row.title, href=self.address("matter")),
        )


def find(request: HttpRequest, matter: str, action: Action = Action.SEE) -> Found:
    """Return the matter whose address part is ``matter``; ``?as_of=`` shows a past day.

    Raises Denied when there is none or the person may not do ``action`` on it.
    """
    desk = desk_of(request)
    row = access.get_matter(desk.account, action, f"matter/{matter}", desk.today)
    folded = matters.folded(row.stream.key)
    day = _day(request.GET.get("as_of", ""), desk.today)
    if day is not None:
        folded = replace(folded, state=matters.as_of(folded.stream, day))
    on = day or desk.today
    return Found(desk=desk, row=row, folded=folded, picture=matters.shown(folded, on), on=on, past=day is not None)


def _day(text: str, today: date) -> date | None:
    try:
        day = parse_date(text) if text else None
    except TermError:
        return None
    return day if day is not None and day < today else None
