"""What a rule says of itself, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.formats.writers.as_json import basis_dict
from fazhi.kernel.citations import refs_cn
from fazhi.kernel.lint import Example, Rule, basis_of


def as_text(rule: Rule) -> Iterator[str]:
    """Yield the lines of a rule: title, reason, basis, where it looks, examples."""
    yield f"{rule.code}  {rule.title}（{rule.name}）"
    yield ""
    yield f"  为什么：{rule.why}"
    yield f"  依据：{refs_cn(basis_of(written) for written in rule.basis)}"
    level = rule.severity.cn + ("（阻断）" if rule.blocking else "")
    yield f"  级别：{level}，称“{rule.certainty.value}”，把握{rule.confidence:.0%}"
    yield f"  文种：{'、'.join(kind.cn for kind in sorted(rule.kinds)) or '全部'}"
    if rule.since or rule.until:
        yield f"  适用：{rule.since or '—'} 起，{rule.until or '—'} 以前的文件"
    if rule.deep:
        yield "  只在深度检查（--deep）时使用"
    if rule.suggestion:
        yield f"  建议：{rule.suggestion}"
    yield from _examples("会提示", rule.bad)
    yield from _examples("不提示", rule.good)


def as_dict(rule: Rule) -> dict[str, object]:
    """Return a rule with its examples as plain values."""
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "why": rule.why,
        "basis": [basis_dict(basis_of(written)) for written in rule.basis],
        "severity": rule.severity.value,
        "blocking": rule.blocking,
        "certainty": rule.certainty.value,
        "confidence": rule.confidence,
        "kinds": sorted(kind.value for kind in rule.kinds),
        "deep": rule.deep,
        "suggestion": rule.suggestion,
        "bad": [example.text for example in rule.bad],
        "good": [example.text for example in rule.good],
    }


def _examples(head: str, examples: tuple[Example, ...]) -> Iterator[str]:
    yield f"  {head}："
    for example in examples:
        first, _, rest = example.text.strip().partition("\n")
        yield f"    · {first}{' …' if rest else ''}"
