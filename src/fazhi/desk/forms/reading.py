"""From what was typed to proposals; from a refusal back to the field it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from fazhi.components import Refusal
from fazhi.desk.forms.plan import LATE_SLOT, Part, Plan, carried, filled, outcome_of, view_of
from fazhi.desk.forms.questions import answer_of
from fazhi.desk.forms.uploads import Uploads, control
from fazhi.desk.forms.values import Values
from fazhi.desk.refusals import reason, refusal_of
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.expressions import Ref, walk
from fazhi.kernel.procedures import ActKind, Blocker, BlockKind, FieldValue, Late, Procedure, asked
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal, Refused


@dataclass(slots=True)
class Problems:
    """What is wrong with a form: beside the field it belongs to, and what belongs to no field."""

    fields: dict[str, Refusal] = field(default_factory=dict)
    general: list[Refusal] = field(default_factory=list)
    late: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields or self.general)

    def add(self, name: str, refusal: Refusal) -> None:
        """Put a refusal beside a field; a second one there follows the first."""
        known = self.fields.get(name)
        if known is not None and known.text != refusal.text:
            refusal = Refusal(
                text=known.text + refusal.text,
                brief=known.brief,
                advice=known.advice + refusal.advice,
                moves=(*known.moves, *refusal.moves),
            )
        self.fields[name] = refusal


def proposals(made: Plan, values: Values, uploads: Uploads, today: date) -> tuple[list[Proposal], list[Part], Problems]:
    """Return one proposal for each part that was filled in, those parts, and what could not be read."""
    problems = Problems(fields={control(slot): refusal for slot, refusal in uploads.errors.items()})
    occurred = _day(values, "occurred", today, problems)
    parts = [part for part in made.parts if not part.optional or filled(made, part, values)]
    if not parts:
        first = made.parts[0] if made.parts else None
        words = Refusal(text="还没有填写任何一项。", brief="至少填写一项", advice="填好要办理的各项后再提交。")
        if first is not None:
            problems.add(_first_name(made, first), words)
        else:
            problems.general.append(words)
    found = [_proposal(made, part, values, uploads, occurred, today, problems) for part in parts]
    return found, parts, problems


def _first_name(made: Plan, part: Part) -> str:
    if len(made.outcomes) > 1:
        return part.name("outcome")
    return part.name(made.questions[0].id) if made.questions else part.name("take")


def _day(values: Values, name: str, today: date, problems: Problems) -> date:
    text = values.get(name)
    if not text:
        return today
    try:
        return parse_date(text)
    except TermError as error:
        problems.add(name, Refusal(text=f"{error.message}。", brief=error.message, advice=f"{error.hint}。"))
        return today


def _proposal(
    made: Plan, part: Part, values: Values, uploads: Uploads, occurred: date, today: date, problems: Problems
) -> Proposal:
    text = _text(made, values, uploads)
    return Proposal(
        kind=made.kind,
        step=made.step.id,
        key=part.key,
        outcome=outcome_of(made, part, values),
        fields=dict(_answers(made, part, values, problems)),
        occurred=None if occurred == today else occurred,
        signed=signed_of(values),
        files=tuple(file for slot in made.slots for file in uploads.attached(slot, values.get(f"pages-{slot}"))),
        text=text,
        why=values.get("why"),
        late=late_of(values, uploads),
    )


def _text(made: Plan, values: Values, uploads: Uploads) -> str | None:
    """Return the digest of a text that comes without a file: a paper one, or the one the calling matter sent."""
    if not made.text or TEXT_SLOT in uploads.files:
        return None
    if values.get("text_paper"):
        return f"paper:{values.get('text_paper')}"
    sent = carried(made) if values.get("text_carried") else None
    return sent.token if sent is not None else None


def signed_of(values: Values) -> Signed:
    """Return who decided and who handled, and where the signature is seen."""
    return Signed(
        decider=values.get("decider") or None,
        handler=values.get("handler") or None,
        voucher=values.get("paper_place") or None,
        page=values.get("paper_page") or None,
    )


def late_of(values: Values, uploads: Uploads) -> Late | None:
    """Return reason and approver of a late entry, if any of it was typed."""
    if not values.any_of(("late_reason", "late_approver")):
        return None
    proof = bool(uploads.files.get(LATE_SLOT)) or bool(values.get("late_paper"))
    return Late(reason=values.get("late_reason"), approver=values.get("late_approver"), evidence=proof)


def _answers(made: Plan, part: Part, values: Values, problems: Problems) -> Iterator[tuple[str, FieldValue]]:
    view = view_of(made, part, values)
    for question in made.questions:
        if view is not None and asked(question, view) is False:
            continue
        name = part.name(question.id)
        try:
            value = answer_of(question, values, name)
        except ValueError as error:
            problems.add(name, Refusal(text=f"“{question.name}”{error}。", brief=str(error)))
            continue
        if value is not None:
            yield question.id, value


def place_refused(made: Plan, procedure: Procedure, parts: list[Part], refused: Refused, problems: Problems) -> None:
    """Put every reason of a refusal where it can be mended, the law's own reasons on top of the form."""
    part = parts[refused.at] if refused.at < len(parts) else None
    for blocker in refused.blockers:
        _place(made, procedure, part, blocker, problems)


def _place(made: Plan, procedure: Procedure, part: Part | None, blocker: Blocker, problems: Problems) -> None:
    if blocker.kind is BlockKind.LATE:
        problems.late = True
        problems.add("late_reason", refusal_of(procedure, blocker))
        return
    name = _name(made, part, blocker)
    if name is None:
        problems.general.append(refusal_of(procedure, blocker, act=made.verb))
    else:
        problems.add(name, refusal_of(procedure, blocker))


def _name(made: Plan, part: Part | None, blocker: Blocker) -> str | None:
    own = {item.id for item in made.questions}
    prefix = part.prefix if part is not None else ""
    if blocker.field in own and blocker.kind is not BlockKind.AFTER:
        return f"{prefix}{blocker.field}"
    match blocker.kind:
        case BlockKind.OUTCOME:
            return f"{prefix}outcome"
        case BlockKind.POST | BlockKind.SEPARATE:
            return "decider"
        case BlockKind.TEXT:
            return control(TEXT_SLOT)
        case BlockKind.TIME:
            return "occurred"
        case BlockKind.LAWFUL:
            return "why"
        case BlockKind.GATE:
            return _asked_by_gate(prefix, own, made, blocker)
    if blocker.field == "why":
        return "why"
    return None


def _asked_by_gate(prefix: str, own: set[str], made: Plan, blocker: Blocker) -> str | None:
    """Return the question a gate is about: an answer it asks for, else the chosen result, else none."""
    atoms = blocker.missing or ((blocker.expr,) if blocker.expr is not None else ())
    named = [node.name for atom in atoms for node in walk(atom) if isinstance(node, Ref) and node.owner == "field"]
    answers = [name for name in named if name in own]
    if answers:
        return f"{prefix}{answers[0]}"
    everywhere = (
        [node.name for node in walk(blocker.expr) if isinstance(node, Ref) and node.owner == "field"]
        if blocker.expr
        else []
    )
    if ("outcome" in named or "outcome" in everywhere) and len(made.outcomes) > 1:
        return f"{prefix}outcome"
    return None


def place_act_refused(error: ActRefused, problems: Problems, names: dict[str, str] | None = None) -> None:
    """Put a refusal of the records beside the field it names."""
    if error.field:
        problems.add((names or {}).get(error.field, error.field), reason(error))
    else:
        problems.general.append(reason(error))


def is_late(kind: ActKind, occurred: date, today: date) -> bool:
    """Say whether an act of another day may need the block for late entries at all."""
    return occurred < today and kind in {ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT, ActKind.CHANGE}
