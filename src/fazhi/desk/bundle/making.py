"""From a matter to a bundle: logged, under a checkpoint that covers it, written into a file of the caller.

The pages are drawn for nobody in particular: whoever exports a matter gets the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from fazhi.desk.actor import Desk
from fazhi.desk.bundle import pages
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.kernel.ledger.canonical import Json
from fazhi.records import access, bundle, matters, vault
from fazhi.records.access import SYSTEM, Actor
from fazhi.records.acts.looks import export_recorded
from fazhi.records.bundle import Form
from fazhi.records.models import Account, Matter, Person, Unit

HIDDEN: Final = "（已遮蔽）"


class Hidden(Personal):
    """Shows nothing at all of what is personal, not even its first letters: a masked bundle goes to strangers."""

    def value(self, seq: int, path: str, cls: str) -> str:
        """Return that it is hidden."""
        self.hides = True
        return HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bundle that was written: the name it should bear, its SM3, and the checkpoint it stands under, if any."""

    name: str
    sm3: str
    events: int
    files: int
    number: int | None
    root: str | None


def export(*, actor: Actor, row: Matter, form: Form, target: BinaryIO) -> Made:
    """Write the bundle of a matter into ``target``. Raises Denied, Unfit, Laundering; the look is logged first."""
    export_recorded(actor=actor, matter=row, form=form.value)
    subject, head = bundle.prepare(row.stream.key)
    folded = matters.folded(row.stream.key, head)
    on = date.fromisoformat(subject.made[:10])
    found = Found(desk=_nobody(row, on), row=row, folded=folded, picture=matters.shown(folded, on), on=on)
    masked = form is Form.MASKED
    items = bundle.items_of(folded, row.pk, masked=masked)
    drawn = pages.draw(found, subject, form, items, _personal(row, masked=masked))
    name = file_name(row, form)
    digest = bundle.write(target, subject, folder=name.removesuffix(".zip"), form=form, items=items, pages=drawn)
    point = subject.checkpoint
    return Made(
        name=name,
        sm3=digest,
        events=subject.count,
        files=len({item.path for item in items if item.path}),
        number=None if point is None else point.number,
        root=None if point is None else point.root,
    )


def file_name(row: Matter, form: Form) -> str:
    """Return the name of a bundle's file: 柳决〔2026〕7号举证包（遮蔽本）.zip."""
    title = bundle.cleaned(row.number or row.title)
    return f"{title}举证包{'（遮蔽本）' if form is Form.MASKED else ''}.zip"


def _personal(row: Matter, *, masked: bool) -> Personal:
    if masked:
        return Hidden(row.stream.key)
    opened: dict[tuple[int, str], Json] = {
        place: opening.value  # type: ignore[misc]
        for place, opening in vault.open_fields(row.stream.key).items()
    }
    return Personal(row.stream.key, opened, whole=True)


def _nobody(row: Matter, on: date) -> Desk:
    """Return a desk without a person, of the township of the matter: a bundle reads the same for everybody."""
    home = "/".join(row.unit_path.split("/")[:2]) + "/"
    township = Unit.objects.filter(path=home).first() or row.unit
    grants, _ = access.begin(SYSTEM, on, "")
    return Desk(
        account=Account(login=SYSTEM.login),
        person=Person(key="", name="法治工作台（按记录计算）"),
        grants=grants,
        actor=SYSTEM,
        unit=row.unit,
        township=township,
        today=on,
        posts=(),
    )
