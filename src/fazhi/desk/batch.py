"""批量办理: the same done to many chosen matters, one act for each, with what was refused and why.

Each matter is its own stream and its own act: one that is refused holds no other up. Nothing here knows any procedure:
which step closes a file, and what it asks, the declaration of the matter says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fazhi.components import Cell, Column, SimpleTable, State, Tag
from fazhi.desk import papers
from fazhi.desk.actor import Desk
from fazhi.desk.found import Found
from fazhi.desk.lists import address_of_matter
from fazhi.formats import office
from fazhi.formats.docx.write import write
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.papers import Paper
from fazhi.kernel.procedures import ActKind, Procedure
from fazhi.records import matters
from fazhi.records.access import Denied
from fazhi.records.acts.base import ActRefused, Busy, Signed
from fazhi.records.acts.matters import hand_over, record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.ledger import Conflict
from fazhi.records.models import Matter

MOST: Final = 100
"""Matters that can be chosen at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one matter: done (``why`` then says what), or refused and why."""

    row: Matter
    done: bool
    why: str = ""


def archive(desk: Desk, rows: Sequence[Matter], place: str, key: str) -> list[Outcome]:
    """Close the files of matters: the step that their declarations name, with the place where the originals lie."""

    def one(row: Matter) -> str:
        folded = matters.folded(row.stream.key)
        made = folded.procedure.archive
        if made is None:
            raise ActRefused("这一规程没有归档这一步")
        step = folded.procedure.steps[made.step]
        asked = [
            item for item in step.fields if item.required is True and item.id != made.place and item.series is None
        ]
        if asked:
            names = "、".join(item.name for item in asked)
            raise ActRefused(f"归档还要填写{names}", hint="打开该件单独归档")
        proposal = Proposal(
            kind=ActKind.DO, step=made.step, outcome=step.outcomes[0], fields={made.place: place},
            signed=Signed(decider=desk.person.key, handler=desk.person.key),
        )  # fmt: skip
        record(actor=desk.actor, key=f"{key[:24]}-{row.pk}", matter=row.stream.key, proposals=[proposal])
        row.refresh_from_db()
        return f"已归档，档号 {row.archive_number}" if row.archive_number else "已归档"

    return _each(rows, one)


def hand(desk: Desk, rows: Sequence[Matter], to: str, why: str, key: str) -> list[Outcome]:
    """Give matters to another 承办人."""

    def one(row: Matter) -> str:
        hand_over(actor=desk.actor, key=f"{key[:24]}-{row.pk}", matter=row.stream.key, to=to, reason=why)
        return "已移交"

    return _each(rows, one)


def _each(rows: Sequence[Matter], do: Callable[[Matter], str]) -> list[Outcome]:
    found = []
    for row in rows:
        try:
            found.append(Outcome(row=row, done=True, why=do(row)))
        except Refused as refused:
            said = "；".join(dict.fromkeys(item.text.rstrip("。") for item in refused.blockers))
            found.append(Outcome(row=row, done=False, why=said))
        except (ActRefused, Denied, Conflict, Busy) as error:
            found.append(Outcome(row=row, done=False, why=_said(error)))
    return found


def _said(error: FazhiError) -> str:
    return f"{error.message.rstrip('。')}{f'。{error.hint}' if error.hint else ''}"


def table(outcomes: Sequence[Outcome]) -> SimpleTable:
    """Return what became of each matter."""
    names = ("编号", "事项名称", "结果", "说明")
    return SimpleTable(
        caption="办理结果",
        columns=tuple(Column(key=name, name=name) for name in names),
        lead=2,
        rows=tuple(
            (
                Cell(text=one.row.number),
                Cell(text=one.row.title, href=address_of_matter(one.row)),
                Cell(tag=Tag(state=State.DONE, text="已办") if one.done else Tag(state=State.CHECK, text="没有办")),
                Cell(text=one.why),
            )
            for one in outcomes
        ),
    )


def forms(procedures: Sequence[Procedure]) -> dict[str, str]:
    """Return (id, name) of the papers that the procedures of the chosen matters declare, once each."""
    found: dict[str, str] = {}
    for procedure in procedures:
        for form in procedure.papers.values():
            found.setdefault(f"{procedure.id}|{form.id}", f"{procedure.title}：{form.name}")
    return found


def drawn(chosen: Sequence[Found], wanted: str, now: datetime) -> tuple[list[Paper], list[Outcome]]:
    """Return one paper of each matter, as it would be printed now, and what became of each matter.

    ``wanted``: procedure and form. A paper whose turn has not come is not printed; what is personal stays masked.
    """
    owner, _, name = wanted.partition("|")
    made: list[Paper] = []
    outcomes: list[Outcome] = []
    for found in chosen:
        form = found.procedure.papers.get(name)
        if found.procedure.id != owner or form is None:
            outcomes.append(Outcome(row=found.row, done=False, why="这一件没有这种文书"))
            continue
        rows = [item for item in papers.rows(found) if item.form.id == name]
        ready = [item for item in rows if not item.why]
        for item in ready:
            made.append(papers.draw(found, form, item.key, now).paper)
        why = f"{len(ready)} 份" if ready else f"还不能出：{rows[0].why}" if rows else "还不能出"
        outcomes.append(Outcome(row=found.row, done=bool(ready), why=why))
    return made, outcomes


def pdf(made: Sequence[Paper]) -> bytes | None:
    """Return papers as one PDF, each on pages of its own; None where LibreOffice is missing or fails."""
    return office.convert({"papers.docx": write(*made)}, "pdf").get("papers.docx")
