"""办事指南 from a pack: what, who, which materials, which steps, which terms on which basis. Values for a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fazhi.components import Cell, Column, SimpleTable
from fazhi.desk import people
from fazhi.desk.flow import stages_of, why_not
from fazhi.desk.lawlinks import address_of
from fazhi.desk.refusals import basis_words
from fazhi.kernel.citations import Force, LawRef
from fazhi.kernel.citations.reference import places_cn
from fazhi.kernel.expressions import Expr, sentence
from fazhi.kernel.procedures import Field, PackNames, Procedure, Step, Term, names_of
from fazhi.kernel.procedures.names import date_stated, step_named
from fazhi.kernel.terms import Kind, TermSpec
from fazhi.kernel.terms.spec import NO_LAW

_FORCES = {
    Force.MUST: "应当遵守",
    Force.REF: "参照",
    Force.POLICY: "工作要求",
    Force.LOCAL: "本县（镇）规定",
    Force.SEED: "本县（镇）规定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One step of the guide: who decides, when it is owed, what must come first, what is asked, what proves it.

    ``stops`` are what bars it, in the words of a refusal: for those of its conditions the pack says only so.
    """

    id: str
    number: int
    name: str
    act: str
    who: str
    when: str
    outcomes: str
    gates: tuple[str, ...]
    stops: tuple[str, ...]
    asked: tuple[str, ...]
    evidence: tuple[str, ...]
    help: str
    basis: str


def steps(procedure: Procedure) -> tuple[GuideStep, ...]:
    """Return the steps in the order of the chart."""
    order = [step for _, steps_, _ in stages_of(procedure) for step in steps_]
    return tuple(_step(procedure, procedure.steps[step], number) for number, step in enumerate(order, 1))


def _step(procedure: Procedure, step: Step, number: int) -> GuideStep:
    names, scope = PackNames(procedure, step), names_of(procedure).within(step)
    before = [f"先办{'、'.join(f'“{procedure.steps[item].name}”' for item in step.after)}"] if step.after else []
    gates, stops = [], []
    told = set(step.basis)
    for gate in step.needs:
        own = said_bases(procedure, [name for name in gate.basis if name not in told])
        told.update(name for name in gate.basis if not procedure.basis[name].prints_article)
        basis = f"（{own}）" if own else ""
        if gate.say is None or gate.met is not None:
            gates.append((gate.met or sentence(gate.expr, names, scope)) + basis)
        else:
            stops.append(gate.say.rstrip("。") + basis)
    call = step.call
    elsewhere = ""
    if call is not None:
        elsewhere = f"，送{call.body}" if call.body else "，送其他程序办理"
    apart = [f"“{procedure.steps[item].name}”的决定人应当回避" for item in step.separate]
    return GuideStep(
        id=step.id,
        number=number,
        name=step.name,
        act=step.act,
        who="、".join(people.post_name(post) for post in step.posts) + elsewhere,
        when=why_not(procedure, step) or "应当办理",
        outcomes="、".join(step.outcomes) if len(step.outcomes) > 1 else "",
        gates=(*before, *gates, *apart),
        stops=tuple(stops),
        asked=tuple(_asked(item) for item in step.fields),
        evidence=tuple(item.name + ("" if item.required is not False else "（可选）") for item in step.evidence),
        help=step.help or "",
        basis=said_bases(procedure, step.basis),
    )


def said_bases(procedure: Procedure, ids: Iterable[str]) -> str:
    """Return bases as a guide says them, for every kind of matter: those of one kind after the words for the kind."""
    kinds: dict[str, list[str]] = {"": []}
    for name in ids:
        kinds.setdefault(_only_for(procedure, name), []).append(name)
    said = ((kind, basis_words(procedure, names)) for kind, names in kinds.items())
    return "；".join(f"{kind}，{words}" if kind else words for kind, words in said if words)


def _only_for(procedure: Procedure, basis: str) -> str:
    """Return for which matters a basis is given, in words; empty for all."""
    expr = procedure.applies.get(basis)
    return f"{sentence(expr, PackNames(procedure), names_of(procedure))}的" if expr is not None else ""


def _asked(question: Field) -> str:
    if question.required is True:
        return question.name
    return f"{question.name}（{'视情形' if isinstance(question.required, Expr) else '选填'}）"


def terms(procedure: Procedure) -> SimpleTable:
    """Return the terms as a table: length, from when, until when, basis."""
    rows = []
    for term in procedure.terms.values():
        length, kind = _length(procedure, term), "至少" if term.kind is Kind.at_least else ""
        rows.append(
            (
                Cell(text=term.name),
                Cell(text=f"{kind}{length}"),
                Cell(text="、".join(_event(procedure, name) for name in term.start)),
                Cell(text="、".join(_event(procedure, name) for name in term.until)),
                Cell(text=said_bases(procedure, term.basis) or NO_LAW),
            )
        )
    return SimpleTable(
        caption="期限",
        columns=(
            Column(key="name", name="期限"),
            Column(key="length", name="多长"),
            Column(key="from", name="从何时起"),
            Column(key="until", name="到何时止"),
            Column(key="basis", name="依据"),
        ),
        rows=tuple(rows),
    )


def _length(procedure: Procedure, term: Term) -> str:
    amount = term.ahead if term.last else term.amount
    if term.last and not amount:
        return "至所填之日"
    ahead = "至所填之日前" if term.last else ""
    if isinstance(amount, str) and amount.startswith("param."):
        value = procedure.params[amount.removeprefix("param.")].value
        amount = value if isinstance(value, int) and not isinstance(value, bool) else amount
    if isinstance(amount, int):
        return ahead + TermSpec(amount=amount, unit=term.unit, end=term.end, name=term.name).length_cn
    return f"{ahead}按所填日数（{term.unit.cn.lstrip('个')}）"


def _event(procedure: Procedure, name: str) -> str:
    if name.startswith("subject."):
        question = procedure.subject.get(name.removeprefix("subject."))
        return question.name if question is not None else name
    step_id, _, outcome = name.partition(":")
    step = procedure.steps.get(step_named(name))
    label = step.name if step is not None else step_id
    if date_stated(name) is not None:
        return f"{label}所填“{PackNames(procedure).field(step_id)}”"
    label += "送出" if step_id.endswith(".sent") else ""
    return label + (f"（{outcome}）" if outcome else "")


def basis_lines(procedure: Procedure) -> tuple[str, ...]:
    """Return every basis of the procedure for print: the articles by law and force in a line each, then the rest."""
    found: dict[tuple[str, str], list[LawRef]] = {}
    rest: dict[str, dict[str, None]] = {}
    for item in procedure.basis.values():
        words = "，".join(filter(None, (_only_for(procedure, item.id), _FORCES[item.force])))
        if item.prints_article and item.ref is not None:
            version = f"（{item.ref.version}年版）" if item.ref.version else ""
            found.setdefault((item.ref.title_cn() + version, words), []).append(item.ref)
        else:
            rest.setdefault(words, {})[item.text or item.cn()] = None
    lines = [f"{law}{places_cn(refs)}（{words}）。" for (law, words), refs in found.items()]
    return (*lines, *(f"{words}：{'；'.join(said)}。" for words, said in rest.items()))


def bases(procedure: Procedure) -> SimpleTable:
    """Return every basis of the procedure with how it binds; only what was read in the law prints an article."""
    return SimpleTable(
        caption="依据",
        columns=(
            Column(key="basis", name="依据"),
            Column(key="force", name="效力"),
            Column(key="version", name="版本"),
        ),
        rows=tuple(
            (
                Cell(text=item.cn(), href=address_of(item.ref) if item.prints_article and item.ref else ""),
                Cell(text="，".join(filter(None, (_only_for(procedure, item.id), _FORCES[item.force])))),
                Cell(text=f"{item.ref.version}年版" if item.prints_article and item.ref and item.ref.version else "—"),
            )
            for item in sorted(procedure.basis.values(), key=lambda item: not item.prints_article)
        ),
    )
