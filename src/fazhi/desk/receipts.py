"""《送审材料接收单》: what came in, what is still missing (said once), until when it is accepted, where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fazhi.components import Receipt, weekday
from fazhi.desk.actor import Desk
from fazhi.desk.refusals import basis_words
from fazhi.kernel.citations import UNSET_TERM
from fazhi.kernel.ledger.canonical import Json
from fazhi.kernel.procedures import Blocker, Clock, Picture, Procedure
from fazhi.kernel.procedures.acts import BlockKind
from fazhi.kernel.procedures.names import step_named
from fazhi.records import access, masking, matters, vault
from fazhi.records.access import Action
from fazhi.records.acts.looks import look
from fazhi.records.matters import Folded
from fazhi.records.models import Event, EvidenceLink, Matter

URGENT = "urgent"
"""A question of this name is answered by 急件 when the file is registered, whatever the first step."""

OPENING = 1
"""The event that opens a matter, to which its first materials are bound."""

_WORD = {"image": "图像，未检查", "closed": "加密或压缩包，未检查", "partly": "旧格式，未完全检查"}


def receipt_of(desk: Desk, row: Matter, folded: Folded) -> Receipt:
    """Return the receipt of a matter. Names of files are personal: whoever may see them is logged, others see none."""
    picture = matters.shown(folded, desk.today)
    recorded = Event.objects.filter(stream_id=row.pk, seq=OPENING).values_list("recorded", flat=True).first() or ""
    return Receipt(
        title=f"{township_of(row)}送审材料接收单",
        number=row.number,
        name=row.title,
        kind=kind_of(folded),
        received=f"{folded.card.opened.isoformat()} {recorded[11:16]}".strip(),
        office=row.unit.name,
        person=row.handler.name if row.handler else "",
        materials=tuple(_materials(desk, row)) or ("未附电子件",),
        missing=tuple(dict.fromkeys(missing(picture, folded))),
        accept_by=accept_by(picture, folded.procedure),
        place=folded.card.place or "未登记",
    )


def township_of(row: Matter) -> str:
    """Return the name of the township (or bureau) whose paper it is."""
    from fazhi.records.models import Unit

    home = "/".join(row.unit_path.split("/")[:2]) + "/"
    return Unit.objects.filter(path=home).values_list("name", flat=True).first() or row.unit.name


def kind_of(folded: Folded) -> str:
    """Return the kind of a matter: the first closed list of its opening facts, else its procedure."""
    from fazhi.desk.registering import kind_question

    question = kind_question(folded.procedure)
    value = folded.state.subject.get(question.id) if question else None
    return str(value) if isinstance(value, str) and value else folded.procedure.title


def _materials(desk: Desk, row: Matter) -> Iterator[str]:
    links = list(EvidenceLink.objects.filter(stream_id=row.pk, seq=OPENING).select_related("file").order_by("pk"))
    if not links:
        return
    names = _names(desk, row)
    for link in links:
        name = names.get((OPENING, link.name_field), "材料")
        said = "，".join(text for text in (link.pages, _WORD.get(link.file.marks, "")) if text)
        lead = "分管领导批示：" if link.slot == "instruction" else ""
        yield f"{lead}{name} 1 份{f'（{said}）' if said else ''}"


def _names(desk: Desk, row: Matter) -> Mapping[tuple[int, str], Json | str]:
    if access.allows(desk.grants, Action.UNMASK, row, desk.today):
        return look(actor=desk.actor, matter=row, page="接收单", seqs=[OPENING])
    held = vault.open_fields(row.stream.key, [OPENING])
    return {place: masking.masked("file", str(opening.value)) for place, opening in held.items()}


def missing(picture: Picture, folded: Folded) -> Iterator[str]:
    """Yield what the sender still has to bring: answers and vouchers of the first step, then what closes the next."""
    step = folded.procedure.steps[folded.procedure.opens]
    runs = [run for run in folded.state.every(step.id) if run.lawful and not run.voided]
    if not runs:
        for question in step.fields:
            if question.required is True and question.series is None and question.id != URGENT:
                yield question.name
    owed = runs[-1].missing if runs else {item.id for item in step.evidence if item.required is True}
    for item in step.evidence:
        if item.id in owed:
            yield item.name
    if runs:
        for item in picture.due_now:
            for outcome, reasons in item.closed_outcomes:
                if outcome in item.step.passes:
                    yield from (reason.text.rstrip("。") for reason in reasons if _for_sender(reason))


def _for_sender(reason: Blocker) -> bool:
    return reason.kind is BlockKind.GATE


def accept_by(picture: Picture, procedure: Procedure) -> str:
    """Return until when the next duty of the receiving office runs, with its basis; never an article it has not."""
    running = [clock for clock in picture.clocks if clock.due is not None and _began_here(clock, procedure)]
    clock = min(running, key=lambda item: item.due.due if item.due else picture.on, default=None)
    if clock is not None and clock.due is not None:
        day = clock.due.due
        mark = "（暂定）" if clock.due.provisional else ""
        return f"{day.isoformat()}（{weekday(day)}）前{mark}　{_basis(procedure, clock.term.basis)}"
    term = next((item for item in procedure.terms.values() if procedure.opens in item.start), None)
    if term is None:
        return "本规程没有设定"
    name = procedure.steps[procedure.opens].name
    return f"登记“{name}”后起算　{_basis(procedure, term.basis)}"


def _began_here(clock: Clock, procedure: Procedure) -> bool:
    return clock.began is not None and step_named(clock.began_by) == procedure.opens


def _basis(procedure: Procedure, names: tuple[str, ...]) -> str:
    if any(one.prints_article for one in procedure.bases(names)):
        return basis_words(procedure, names)
    return UNSET_TERM
