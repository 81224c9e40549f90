"""A step that judges a text as an approved model text: the text held against those in force, beside the form.

In a batch (批量办同一步) only texts that are a model text with its blanks filled go with the others. What differs
elsewhere, cannot be read, or may not be seen stays behind with the reason, and is judged by itself: its own form shows
the same comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fazhi.components import Refusal, State, Tag
from fazhi.desk.actor import Desk
from fazhi.desk.found import Found
from fazhi.desk.same_step import Line
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.papers import Compared, Filled, Part
from fazhi.kernel.procedures import Step
from fazhi.records import model_texts
from fazhi.records.acts.looks import texts_looked
from fazhi.records.model_texts import Held, ModelText
from fazhi.records.models import EvidenceFile

_ALONE = "打开该件单独办理。"
_SAID = 3
"""Differences that a reason names; the row shows all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A text held against the model text it is nearest to: the verdict, a sentence, and pairs of what both sides say.

    The state of the verdict is DONE where only blanks are filled, CHECK where more differs, NOTE where nothing could be
    compared.
    """

    verdict: Tag
    text: str
    pairs: tuple[tuple[str, str], ...] = ()


def beside(found: Found, step: Step) -> Against | None:
    """Return what the text that a step judges is against the model texts in force; None for any other step.

    The look is logged first.
    """
    if step.model_text is None:
        return None
    if not found.may_unmask:
        return _uncompared("您无权看这一件的文本，不能比对。")
    texts_looked(actor=found.desk.actor, matters=[found.row], page=f"act/{step.id}")
    token = found.state.token_of(step.model_text) or ""
    kind = EvidenceFile.objects.filter(sm3=token).values_list("kind", flat=True).first()
    return _compared(token, kind or "", model_texts.in_force(found.row.unit_path, found.desk.today))


def held_against_models(desk: Desk, lines: Sequence[Line]) -> list[Line]:
    """Return the rows, each with what its text is against the model texts in force; the looks are logged first."""
    wanted = [line for line in lines if line.plan.step.model_text is not None and line.found.may_unmask]
    if not any(line.plan.step.model_text is not None for line in lines):
        return list(lines)
    if wanted:
        texts_looked(actor=desk.actor, matters=[line.found.row for line in wanted], page="same-step")
    tokens = {line.id: line.found.state.token_of(line.plan.step.model_text or "") or "" for line in lines}
    kinds = dict(EvidenceFile.objects.filter(sm3__in=set(tokens.values())).values_list("sm3", "kind"))
    models = {path: model_texts.in_force(path, desk.today) for path in {line.found.row.unit_path for line in lines}}
    held = []
    for line in lines:
        token = tokens[line.id]
        if line in wanted:
            made = _compared(token, kinds.get(token, ""), models[line.found.row.unit_path])
        else:
            made = _uncompared("您无权看这一件的文本，不能比对。")
        held.append(_row(line, made))
    return held


def _row(line: Line, made: Against) -> Line:
    if made.verdict.state is State.DONE:
        return replace(line, note=made.text, detail=made.pairs)
    against = (Refusal(text=made.text, advice=_ALONE),)
    return replace(line, against=against, picked=False, detail=made.pairs)


def _compared(token: str, kind: str, models: tuple[ModelText, ...]) -> Against:
    if not models:
        return _uncompared("县里还没有发布示范文本，没有可以比对的。")
    if kind not in model_texts.READABLE:
        return _uncompared("没有可以比对的电子文本（纸质件、扫描件要人看）。")
    try:
        found = model_texts.nearest(models, model_texts.lines_of(token, kind))
    except FazhiError as error:
        return _uncompared(f"文本读不出来，不能比对：{error.message}。")
    return _uncompared("没有可以比对的示范文本。") if found is None else _told(found)


def _uncompared(why: str) -> Against:
    return Against(verdict=Tag(state=State.NOTE, text="没有比对"), text=why)


def _told(held: Held) -> Against:
    name, found = f"《{held.model.title}》", held.filled
    if found.only_blanks:
        left = f"，还有 {found.left_open} 处空着" if found.left_open else ""
        return Against(
            verdict=Tag(state=State.DONE, text="只填了空白处"),
            text=f"与{name}比对：只填了空白处 {found.count} 处{left}",
            pairs=_blanks(found),
        )
    some = "；".join(_difference(one) for one in found.differing[:_SAID])
    rest = f"等 {len(found.differing)} 处" if len(found.differing) > _SAID else ""
    return Against(
        verdict=Tag(state=State.CHECK, text="不只是空白处不同"),
        text=f"与示范文本{name}不只是空白处不同：{some}{rest}。",
        pairs=tuple((_text(one.before), _text(one.after)) for one in found.differing),
    )


def _blanks(found: Filled) -> tuple[tuple[str, str], ...]:
    return tuple((blank.line, "、".join(value or "（空着）" for value in blank.values)) for blank in found.blanks)


def _difference(one: Compared) -> str:
    words = _text(one.after or one.before)
    return f"{one.label or '“' + words[:16] + ('…' if len(words) > 16 else '') + '”'}{one.change.cn}"


def _text(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts) or "（没有）"
