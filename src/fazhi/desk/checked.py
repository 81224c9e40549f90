"""What the checker found in a text, as pages draw it: the text with its marks, the 提示 beside it by their class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.urls import reverse

from fazhi.components import Field, Link, Refusal, State, Tag, Weight
from fazhi.components import Finding as Shown
from fazhi.desk.lawlinks import link_of
from fazhi.desk.recalled import Told
from fazhi.formats.writers.marking import place_of, stretches
from fazhi.kernel.citations import LawRef, refs_cn
from fazhi.kernel.lint import Certainty, Finding, Result
from fazhi.packs.rules import find
from fazhi.records import site


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands with a finding: what was made of it (``done``, ``weight``, ``links``), or ``buttons``, or a form.

    ``earlier`` are opinions the office gave on like clauses, whose wording the form may take.
    """

    done: Tag | None = None
    weight: Weight | None = None
    links: tuple[Link, ...] = ()
    buttons: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    verb: str = ""
    refusal: Refusal | None = None
    earlier: tuple[Told, ...] = ()


STATES: Final = {
    Certainty.SUSPECTED: State.UNLAWFUL,
    Certainty.VERIFY: State.CHECK,
    Certainty.WORDING: State.NOTE,
}
_MARKS: Final = {Certainty.SUSPECTED: "unlawful", Certainty.VERIFY: "check", Certainty.WORDING: "note"}


def drawn(result: Result, beside: Mapping[int, Beside] | None = None) -> dict[str, Any]:
    """Return the context of ``check_result.html``. ``beside`` is what stands with a finding, by its number from 1."""
    document = result.document
    held = [(beside or {}).get(number, Beside()) for number in range(1, len(result.findings) + 1)]
    shown = [(_shown(result, at, each), each) for at, each in enumerate(held)]
    groups = [
        (name.value, [item for item, finding in zip(shown, result.findings, strict=True) if finding.certainty is name])
        for name in Certainty
    ]
    counts = tuple(
        Tag(state=STATES[name], text=f"{name.value} {len(items)}")
        for name, (_, items) in zip(Certainty, groups, strict=True)
    )
    stretched = [
        (
            stretch.kind.name.lower(),
            [(piece, _MARKS[piece.certainty] if piece.certainty else "") for piece in stretch.pieces],
        )
        for stretch in stretches(document, result.findings)
    ]
    return {
        "heading": document.title_text or Path(document.path).name,
        "stretched": stretched,
        "groups": [(name, items) for name, items in groups if items],
        "counts": counts,
        "found_words": f"提示 {len(shown)} 条" if shown else "没有提示",
        "looked": _looked(result),
    }


def note(result: Result) -> str:
    """Return what the text was taken for, in a line."""
    document = result.document
    day = f"，日期 {document.date}" if document.date else ""
    return f"{document.kind.cn}（{document.kind_reason}）{day}，共 {len(document.text):,} 字。"


def _shown(result: Result, at: int, beside: Beside) -> Shown:
    finding = result.findings[at]
    rule = find(finding.code, site.home())
    basis = refs_cn(finding.basis)
    text = (
        finding.message
        + (f"。依据：{basis}" if basis else "")
        + (f"。建议：{finding.suggestion}" if finding.suggestion else "")
    )
    tag = Tag(state=STATES[finding.certainty], text=finding.certainty.value)
    why = Link(label=f"为什么（{finding.code}）", href=reverse("check-rule", args=[finding.code]), bare=True)
    return Shown(
        number=at + 1,
        tag=tag,
        place=place_of(result.document, finding),
        title=rule.title,
        text=text,
        href=f"#mark-{at + 1}",
        chosen=bool(beside.fields),
        done=beside.done,
        weight=beside.weight,
        refs=(*beside.links, why, *_articles(finding)),
    )


def _articles(finding: Finding) -> tuple[Link, ...]:
    """Return links to the articles a hint rests on: its basis, in the wording of today."""
    refs = [each for each in finding.basis if isinstance(each, LawRef)]
    return tuple(link_of(ref) for ref in refs[:3])


def _looked(result: Result) -> str:
    citations, figures = result.counts["citations"], result.counts["figures"]
    return (
        "提示不是结论，结论由审查人作出；没有提示也不等于合法。"
        f"识别引用 {citations['found']} 处，已核对 {citations['checked']} 处，"
        f"无法核对 {citations['not_checkable']} 处；数字 {figures['found']} 处，已互相核对 {figures['checked']} 处。"
        f"用规则 {result.counts['rules']} 条。"
    )
