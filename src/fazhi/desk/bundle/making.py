"""From a matter to a bundle: logged, under a checkpoint that covers it, written into a file of the caller.

The pages are drawn for nobody in particular: whoever exports a matter gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Final

from fazhi.desk.actor import Desk
from fazhi.desk.bundle import pages
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.kernel.ledger.canonical import Json
from fazhi.records import access, bundle, matters, vault
from fazhi.records.access import SYSTEM, Actor, Denied
from fazhi.records.acts.looks import export_recorded
from fazhi.records.bundle import Called, Content, Form, Subject
from fazhi.records.ledger import Head
from fazhi.records.models import Account, Matter, Person, Unit
from fazhi.records.taking import Taking

HIDDEN: Final = "（已遮蔽）"


class Hidden(Personal):
    """Shows nothing at all of what is personal, not even its first letters: a masked bundle goes to strangers."""

    def value(self, seq: int, path: str, cls: str) -> str:
        """Return that it is hidden."""
        self.hides = True
        return HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bundle that was written: the name it should bear, its SM3, and the checkpoint it stands under, if any.

    ``called`` counts the matters in it that this one called, ``left`` those that are left out and named.
    """

    name: str
    sm3: str
    events: int
    files: int
    called: int
    left: int
    number: int | None
    root: str | None


def export(*, actor: Actor, row: Matter, form: Form, target: IO[bytes], alone: bool = False) -> Made:
    """Write the bundle of a matter into ``target``, with the matters it called unless ``alone``.

    A called matter that the actor may not export is left out, which the bundle says. Raises Denied for the matter
    itself, Unfit, Laundering; each look is logged first.
    """
    export_recorded(actor=actor, matter=row, form=form.value)
    taken, left = {row.stream.key: row}, {}
    if not alone:
        _gather(actor, row, form, taken, left)
    prepared = {subject.stream: (subject, head) for subject, head in bundle.prepare(list(taken))}
    content = _content(row, form, taken, left, prepared, ONLY if alone else "")
    name = file_name(row, form)
    digest = bundle.write(target, content, folder=name.removesuffix(".zip"), form=form)
    point = content.subject.checkpoint
    whole = list(_every(content))
    return Made(
        name=name,
        sm3=digest,
        events=sum(one.subject.count for one in whole),
        files=sum(len({item.path for item in one.items if item.path}) for one in whole),
        called=len(whole) - 1,
        left=sum(called.content is None for one in whole for called in one.called),
        number=None if point is None else point.number,
        root=None if point is None else point.root,
    )


ONLY: Final = "按要求只导出本事项"
DENIED: Final = "导出人无权导出该事项，可另向办理单位索取"
GONE: Final = "站点里没有该事项，请先运行 fazhi verify 查清"
LATER: Final = "导出时刚刚送出，请重新导出"


def _gather(actor: Actor, row: Matter, form: Form, taken: dict[str, Matter], left: dict[str, str]) -> None:
    """Enter into ``taken`` the matters called from ``row`` and from these; into ``left`` those not to be had."""
    for stream in matters.folded(row.stream.key).children.values():
        if stream in taken or stream in left:
            continue
        child = Matter.objects.select_related("stream", "unit", "handler").filter(stream__key=stream).first()
        if child is None:
            left[stream] = GONE
            continue
        try:
            export_recorded(actor=actor, matter=child, form=form.value)
        except Denied:
            left[stream] = DENIED
            continue
        taken[stream] = child
        _gather(actor, child, form, taken, left)


def _content(
    row: Matter,
    form: Form,
    taken: Mapping[str, Matter],
    left: Mapping[str, str],
    prepared: Mapping[str, tuple[Subject, Head]],
    missing: str,
) -> Content:
    """Return what the folder of a matter holds, and of those it called. ``missing``: why one is in neither mapping."""
    subject, head = prepared[row.stream.key]
    folded = matters.folded(row.stream.key, head)
    on = date.fromisoformat(subject.made[:10])
    found = Found(desk=_nobody(row, on), row=row, folded=folded, picture=matters.shown(folded, on), on=on)
    items = bundle.items_of(folded, row.pk, masked=form is Form.MASKED)
    called = []
    for number, (run, stream) in enumerate(sorted(folded.children.items()), 1):
        child = taken.get(stream)
        if child is None:
            called.append(Called(run=run, stream=stream, why=left.get(stream, missing or LATER)))
            continue
        folder = f"所送事项/{number:02}-{bundle.cleaned(child.number or child.title)}"
        inside = _content(child, form, taken, left, prepared, missing)
        called.append(Called(run=run, stream=stream, folder=folder, content=inside))
    personal = _personal(row, masked=form is Form.MASKED)
    drawn = pages.draw(found, subject, form, items, personal, called)
    return Content(subject=subject, items=items, pages=drawn, called=called)


def _every(content: Content) -> Iterator[Content]:
    yield content
    for one in content.called:
        if one.content is not None:
            yield from _every(one.content)


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
    grants = access.EVERYTHING
    return Desk(
        account=Account(login=SYSTEM.login),
        person=Person(key="", name="法治工作台（按记录计算）"),
        grants=grants,
        actor=SYSTEM,
        unit=row.unit,
        township=township,
        today=on,
        posts=(),
        taking=Taking(grants, on),
    )
