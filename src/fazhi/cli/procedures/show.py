"""A procedure in plain official Chinese: basis, facts asked, steps with their conditions, terms, guarantees."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.citations import bases_cn
from fazhi.kernel.expressions import Expr, sentence
from fazhi.kernel.papers import Grade
from fazhi.kernel.procedures import Guarantee, PackNames, PaperForm, Pattern, Procedure, Step, Term, names_of
from fazhi.kernel.procedures.model import Amount
from fazhi.kernel.procedures.names import date_stated, step_named
from fazhi.kernel.terms import NO_LAW, EndPolicy, Kind


def text(procedure: Procedure) -> str:
    """Return the whole procedure as text, one statement a line."""
    return "\n".join(_lines(procedure)) + "\n"


def _lines(procedure: Procedure) -> Iterator[str]:
    yield f"{procedure.title}（{procedure.id}，{procedure.version}版）"
    yield procedure.summary
    yield f"规程摘要（SM3）：{procedure.digest}"
    yield from ("", "一、依据")
    for basis in procedure.basis.values():
        only = procedure.applies.get(basis.id)
        kind = f"（只在：{sentence(only, PackNames(procedure), names_of(procedure))}）" if only is not None else ""
        yield f"  {basis.mark.value} {basis.cn()}{kind}"
    if procedure.params:
        yield from ("", "　　设定")
        for param in procedure.params.values():
            yield f"  {param.name}：{param.value}{_basis(procedure, param.basis)}"
    yield from ("", "二、立项时登记")
    for item in procedure.subject.values():
        tail = "，可以变更" if item.mutable else ""
        choices = f"（{'、'.join(item.type.values)}）" if item.type.values else ""
        yield f"  {item.name}{choices}{tail}"
    yield from ("", "三、步骤")
    for number, step in enumerate(procedure.steps.values(), start=1):
        yield from _step(procedure, step, number)
    yield from ("", "四、期限")
    for term in procedure.terms.values():
        yield from _term(procedure, term)
    yield from ("", "五、保证（由程序证明，不由人保证）")
    for guarantee in procedure.guarantees.values():
        yield f"  {guarantee.id}　{guarantee.say}"
        yield f"      {_guarantee(procedure, guarantee)}"
    if procedure.papers:
        yield from ("", "六、文书")
        for form in procedure.papers.values():
            yield from _paper(procedure, form)


def _paper(procedure: Procedure, form: PaperForm) -> Iterator[str]:
    each = f"，按名单“{procedure.lists[form.each]}”逐项" if form.each is not None else ""
    yield f"  {form.name}（{form.id}）：{GRADES[form.grade]}{each}"
    if form.when is not None:
        yield f"      可以印发：{sentence(form.when, PackNames(procedure), names_of(procedure))}"
    if form.series is not None:
        yield f"      文号：印发时在“{form.series}”编号簿取号"


GRADES = {Grade.FORMAL: "印发件", Grade.PUBLIC: "公开件", Grade.INTERNAL: "内部用纸"}


def _basis(procedure: Procedure, names: tuple[str, ...]) -> str:
    shown = bases_cn((procedure.basis[name] for name in names), rest=True)
    return f"（{shown}）" if shown else ""


def _say(procedure: Procedure, step: Step, expr: Expr) -> str:
    return sentence(expr, PackNames(procedure, step), names_of(procedure).within(step))


def _names(procedure: Procedure, ids: tuple[str, ...]) -> str:
    return "、".join(f"“{procedure.steps[name].name}”" for name in ids)


def _step(procedure: Procedure, step: Step, number: int) -> Iterator[str]:
    yield f"  {number}. {step.name}（{step.id}）{_basis(procedure, step.basis)}"
    if len(step.outcomes) > 1:
        passing = "、".join(outcome for outcome in step.outcomes if outcome in step.passes)
        yield f"      结果：{'、'.join(step.outcomes)}；其中通过的：{passing}"
    if step.call is not None:
        yield f"      送外办理：{step.call.body or step.call.procedure}"
    if step.keyed is not None:
        yield f"      按名单“{procedure.lists[step.keyed]}”{'逐项列入' if step.adds else '逐项办理'}"
    if step.when is not None:
        yield f"      应当办理的情形：{_say(procedure, step, step.when)}"
    if step.after:
        yield f"      前提：{_names(procedure, step.after)}已通过或者无须办理"
    for gate in step.needs:
        yield f"      条件：{_say(procedure, step, gate.expr)}{_basis(procedure, gate.basis)}"
    for gate in step.needs_answer:
        yield f"      答复的条件：{_say(procedure, step, gate.expr)}{_basis(procedure, gate.basis)}"
    if step.uses:
        yield f"      以此为据，有变动即失效：{'、'.join(_used(procedure, name) for name in step.uses)}"
    if step.separate:
        yield f"      决定人不得办理过：{_names(procedure, step.separate)}"
    flags = [("once", "只办一次"), ("ends", "办结事项"), ("after_end", "办结后仍可办"), ("exception", "合法例外")]
    if said := "，".join(words for name, words in flags if getattr(step, name)):
        yield f"      {said}"
    for item in step.evidence:
        yield f"      凭证：{item.name}"


def _used(procedure: Procedure, name: str) -> str:
    if name.startswith("subject."):
        return procedure.subject[name.removeprefix("subject.")].name
    if name in procedure.texts:
        return procedure.texts[name]
    return procedure.lists[name] if name in procedure.lists else procedure.steps[name].name


def _length(procedure: Procedure, amount: Amount) -> str:
    if isinstance(amount, int):
        return str(amount)
    place, _, name = amount.partition(".")
    if place == "param":
        return str(procedure.params[name].value)
    if place == "subject":
        return f"“{procedure.subject[name].name}”所填的数"
    fields = procedure.steps[place].fields if place in procedure.steps else ()
    return next((f"“{item.name}”所填的数" for item in fields if item.id == name), "所填的数")


def _moment(procedure: Procedure, name: str) -> str:
    if name.startswith("subject."):
        return procedure.subject[name.removeprefix("subject.")].name
    base, _, outcome = name.partition(":")
    step = procedure.steps[step_named(base)]
    if date_stated(base) is not None:
        return f"“{step.name}”所填“{PackNames(procedure).field(base)}”"
    tail = "送出" if base.endswith(".sent") else (f"结果为“{outcome}”" if outcome else "")
    return f"“{step.name}”{tail}"


def _term(procedure: Procedure, term: Term) -> Iterator[str]:
    kind = "不得少于" if term.kind is Kind.at_least else ""
    length = f"{_length(procedure, term.amount)}{term.unit.cn}"
    if term.last:
        length = f"至{'、'.join(_length(procedure, name).replace('所填的数', '所填之日') for name in term.last)}"
        length += f"前{_length(procedure, term.ahead)}{term.unit.cn}" if term.ahead else ""
    basis = _basis(procedure, term.basis) or f"（{NO_LAW}）"
    yield f"  {term.name}（{term.id}）：{kind}{length}{basis}"
    yield f"      起算：{'、'.join(_moment(procedure, name) for name in term.start)}，以最近一次为准"
    if term.until:
        yield f"      终止：{'、'.join(_moment(procedure, name) for name in term.until)}"
    for item in term.suspend:
        cap = procedure.terms[item.cap].name
        yield f"      停止计算：“{procedure.steps[item.call].name}”送出至答复，以“{cap}”为限"
    if term.extend is not None:
        most = _length(procedure, term.extend.max)
        by = procedure.steps[term.extend.by].name
        yield f"      延长：经“{by}”，至多{most}{term.unit.cn}，{term.extend.times}次为限"
    yield f"      末日：{'遇休息日不顺延' if term.end is EndPolicy.agency else '遇休息日顺延至下一工作日'}"


def _guarantee(procedure: Procedure, guarantee: Guarantee) -> str:
    trigger = procedure.steps[guarantee.trigger]
    where = f"（{_say(procedure, trigger, guarantee.where)}时）" if guarantee.where is not None else ""
    act = f"办理“{trigger.name}”{where}"
    other = f"“{procedure.steps[guarantee.other].name}”" if guarantee.other else ""
    results = f"（{'、'.join(guarantee.outcomes)}）" if guarantee.outcomes else ""
    match guarantee.pattern:
        case Pattern.UNLESS if guarantee.unless is not None:
            return f"{act}，须：{_say(procedure, trigger, guarantee.unless)}"
        case Pattern.SINCE if guarantee.since is not None:
            since = procedure.steps[guarantee.since].name
            return f"{act}，须在最近一次“{since}”之后办过{other}{results}"
        case Pattern.NO_AFTER:
            facts = "（违规办理的也算）" if guarantee.facts else ""
            return f"{other}{results}一经办理{facts}，不得再{act}"
        case Pattern.DIFFERS:
            return f"{act}的决定人，不得是办理过{other}的人"
        case _:
            return f"{act}，须在{other}满{guarantee.amount}{guarantee.unit.cn}之后"
