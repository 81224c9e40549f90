"""卷内目录: the file of a matter in the columns of the archives (顺序号、责任者、文号、题名、日期、页号、备注)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.desk.personal import Personal
from fazhi.kernel.ledger import Event
from fazhi.kernel.procedures import Step
from fazhi.records.bundle import Item
from fazhi.records.matters import Folded
from fazhi.records.models import EvidenceFile, Holding, Unit

_UNREAD = {"image": "图像", "closed": "加密或压缩包", "partly": "旧格式"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRow:
    """One line of the catalogue. ``page`` is its first page in the volume, empty where pages were not counted.

    ``href`` leads to the file, empty where it is not there (masked, or still owed).
    """

    number: str
    author: str
    document: str
    title: str
    day: date | None
    page: str
    note: str
    href: str = ""
    owed: bool = False


def rows(
    folded: Folded,
    events: Mapping[int, Event],
    items: Sequence[Item],
    personal: Personal,
    address: Mapping[int, str],
    agency: str,
) -> tuple[VolumeRow, ...]:
    """Return the catalogue: the files in their order, then the vouchers that are still owed.

    ``address`` maps the number of an item to where it is read; ``agency`` is who answers for issued papers.
    """
    units = dict(
        Unit.objects.filter(code__in={e.actor.unit for e in events.values() if e.actor.unit}).values_list(
            "code", "name"
        )
    )
    marks = dict(EvidenceFile.objects.filter(sm3__in={item.sm3 for item in items}).values_list("sm3", "marks"))
    deciding = _deciding(folded, events, items)
    found = []
    first: int | None = 1
    for item in items:
        event = events[item.seq]
        step = folded.procedure.steps.get(item.step)
        pages = int(item.pages) if item.pages.isdigit() and int(item.pages) else None
        found.append(
            VolumeRow(
                number=str(item.number),
                author=_author(item, event, step, deciding.get(item.seq) or units.get(event.actor.unit or ""), agency),
                document=item.document or _document(event, step),
                title=item.title + (f"（{step.name}）" if step is not None and step.name != item.title else ""),
                day=date.fromisoformat(event.occurred.at[:10]),
                page=str(first) if first is not None else "",
                note="；".join(_notes(item, event, personal, marks.get(item.sm3, ""), pages)),
                href=address.get(item.number, ""),
            )
        )
        # Behind a file whose pages nobody counted no first page is known.
        first = first + pages if first is not None and pages is not None else None
    return (*found, *_owed(folded))


def _deciding(folded: Folded, events: Mapping[int, Event], items: Sequence[Item]) -> dict[int, str]:
    """Return by event the unit of the post in which it was decided: who types a signed paper in did not make it."""
    asked = {}
    for item in items:
        event, step = events[item.seq], folded.procedure.steps.get(item.step)
        if step is not None and (key := event.data.get("decider")):
            asked[item.seq] = (str(key), step.posts, date.fromisoformat(event.occurred.at[:10]))
    held = Holding.objects.filter(person__key__in={key for key, _, _ in asked.values()}).values_list(
        "person__key", "post", "unit__name", "starts", "ends"
    )
    return {
        seq: unit
        for seq, (key, posts, day) in asked.items()
        for person, post, unit, starts, ends in held
        if person == key and post in posts and starts <= day and (ends is None or day <= ends)
    }


def _author(item: Item, event: Event, step: Step | None, unit: str | None, agency: str) -> str:
    """Return who made or gave the file as far as the record knows: the body that answered, the agency, the office."""
    if step is not None and step.call is not None and step.call.body and event.type == "answered":
        return step.call.body
    if item.paper:
        return agency
    return unit or agency


def _document(event: Event, step: Step | None) -> str:
    fields = event.data.get("fields")
    if step is None or not isinstance(fields, dict):
        return str(event.data.get("number", "")) if event.type == "opened" else ""
    return next((str(fields[one.id]) for one in step.fields if one.series is not None and fields.get(one.id)), "")


def _notes(item: Item, event: Event, personal: Personal, marks: str, pages: int | None) -> Iterator[str]:
    if pages is not None:
        yield f"{pages} 页"
    elif item.pages:
        yield item.pages
    if item.path is None:
        yield f"已遮蔽，SM3 {item.sm3[:16]}…"
    elif (path := f"evidence.{item.index}.name") in event.sealed:
        yield f"文件名：{personal.name_of_file(item.seq, item.index)}" if path else ""
    if marks in _UNREAD:
        yield f"未检查：{_UNREAD[marks]}"
    if "late" in event.data:
        yield "补录"


def _owed(folded: Folded) -> Iterator[VolumeRow]:
    for many in folded.state.runs.values():
        for run in many:
            if not run.missing or not run.lawful or run.voided:
                continue
            step = folded.procedure.steps[run.step]
            for evidence in step.evidence:
                if evidence.id in run.missing:
                    yield VolumeRow(
                        number="—",
                        author="",
                        document="",
                        title=f"{evidence.name}（{step.name}）",
                        day=run.occurred,
                        page="",
                        note="待补凭证",
                        owed=True,
                    )
