"""Rows of 批量办同一步 whose step judges a text as an approved model text: each text held against those in force.

Only texts that are a model text with its blanks filled go with the others. What differs elsewhere, cannot be read, or
may not be seen stays behind with the reason, and is judged by itself as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fazhi.components import Refusal
from fazhi.desk.actor import Desk
from fazhi.desk.same_step import Line
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.papers import Compared, Filled, Part
from fazhi.records import model_texts
from fazhi.records.acts.looks import texts_looked
from fazhi.records.model_texts import Held, ModelText
from fazhi.records.models import EvidenceFile

_ALONE = "打开该件单独办理。"
_SAID = 3
"""Differences that a reason names; the row shows all."""


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
    return [
        _held(line, tokens[line.id], kinds, models[line.found.row.unit_path])
        if line in wanted
        else _against(line, "您无权看这一件的文本，不能比对。")
        for line in lines
    ]


def _held(line: Line, token: str, kinds: dict[str, str], models: tuple[ModelText, ...]) -> Line:
    kind = kinds.get(token, "")
    if not models:
        return _against(line, "县里还没有发布示范文本，没有可以比对的。")
    if kind not in model_texts.READABLE:
        return _against(line, "没有可以比对的电子文本（纸质件、扫描件要人看）。")
    try:
        found = model_texts.nearest(models, model_texts.lines_of(token, kind))
    except FazhiError as error:
        return _against(line, f"文本读不出来，不能比对：{error.message}。")
    if found is None:
        return _against(line, "没有可以比对的示范文本。")
    return _told(line, found)


def _told(line: Line, held: Held) -> Line:
    name, found = f"《{held.model.title}》", held.filled
    if found.only_blanks:
        left = f"，还有 {found.left_open} 处空着" if found.left_open else ""
        note = f"与{name}比对：只填了空白处 {found.count} 处{left}"
        return replace(line, note=note, detail=_blanks(found))
    some = "；".join(_difference(one) for one in found.differing[:_SAID])
    rest = f"等 {len(found.differing)} 处" if len(found.differing) > _SAID else ""
    made = _against(line, f"与示范文本{name}不只是空白处不同：{some}{rest}。")
    return replace(made, detail=tuple((_text(one.before), _text(one.after)) for one in found.differing))


def _blanks(found: Filled) -> tuple[tuple[str, str], ...]:
    return tuple((blank.line, "、".join(value or "（空着）" for value in blank.values)) for blank in found.blanks)


def _difference(one: Compared) -> str:
    words = _text(one.after or one.before)
    return f"{one.label or '“' + words[:16] + ('…' if len(words) > 16 else '') + '”'}{one.change.cn}"


def _text(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts) or "（没有）"


def _against(line: Line, why: str) -> Line:
    return replace(line, against=(Refusal(text=why, advice=_ALONE),), picked=False)
