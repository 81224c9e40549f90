"""The flow of a procedure: bands for the stages, from top to bottom, an arrow for each "comes after"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from fazhi.kernel.expressions import Call, Name
from fazhi.kernel.expressions.analyse import signed_atoms
from fazhi.kernel.procedures import Procedure, Step

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _MARGIN, _IN_A_ROW = 168, 46, 22, 40, 24, 5
_LABEL = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One stage: its name and its steps in rows, earlier rows first."""

    name: str
    rows: tuple[tuple[Step, ...], ...]


def before(procedure: Procedure, step: Step) -> tuple[str, ...]:
    """Return the steps that must be done before this one, as ``after`` and the gates say: ok, did, settled, all."""
    found: dict[str, None] = dict.fromkeys(step.after)
    for gate in (*step.needs, *step.needs_answer):
        for atom, polarity in signed_atoms(gate.expr):
            if polarity > 0 and isinstance(atom, Call) and atom.fn in {"ok", "did", "settled", "all"}:
                found.update((arg.id, None) for arg in atom.args[:1] if isinstance(arg, Name))
    return tuple(name for name in found if name in procedure.steps and name != step.id)


def bands(procedure: Procedure) -> tuple[Band, ...]:
    """Return the stages of the pack in order; steps of no stage come last."""
    placed = [name for stage in procedure.stages for name in stage.steps]
    groups = [(stage.name, stage.steps) for stage in procedure.stages]
    rest = tuple(name for name in procedure.steps if name not in placed)
    if rest:
        groups.append(("其他" if groups else "", rest))
    return tuple(Band(name=name, rows=tuple(_rows(procedure, steps))) for name, steps in groups)


def _rows(procedure: Procedure, names: tuple[str, ...]) -> Iterator[tuple[Step, ...]]:
    ranks: dict[str, int] = {}
    for name in names:
        _rank(procedure, name, frozenset(names), ranks, ())
    for rank in sorted(set(ranks.values())):
        row = [procedure.steps[name] for name in names if ranks[name] == rank]
        for start in range(0, len(row), _IN_A_ROW):
            yield tuple(row[start : start + _IN_A_ROW])


def _rank(
    procedure: Procedure, name: str, inside: frozenset[str], ranks: dict[str, int], trail: tuple[str, ...]
) -> int:
    if name in ranks:
        return ranks[name]
    earlier = [
        _rank(procedure, other, inside, ranks, (*trail, name))
        for other in before(procedure, procedure.steps[name])
        if other in inside and other not in trail
    ]
    ranks[name] = max(earlier, default=-1) + 1
    return ranks[name]


def text(procedure: Procedure) -> str:
    """Return the flow as indented lines."""
    lines = [procedure.title]
    for band in bands(procedure):
        if band.name:
            lines.append(f"【{band.name}】")
        for row in band.rows:
            for step in row:
                earlier = "、".join(procedure.steps[name].name for name in before(procedure, step))
                owed = "" if step.when is None else "（视情形）"
                ends = "　■" if step.ends else ""
                lines.append(f"  {step.name}{owed}{f'　← {earlier}' if earlier else ''}{ends}")
        lines.append("    ↓")
    return "\n".join(lines[:-1]) + "\n"


def svg(procedure: Procedure) -> str:
    """Return the flow as one SVG document with nothing outside it; the text of every box can be selected."""
    places: dict[str, tuple[int, int]] = {}
    frames: list[tuple[str, int, int]] = []
    top = _MARGIN + 30
    for band in bands(procedure):
        start = top
        for row in band.rows:
            for column, step in enumerate(row):
                places[step.id] = (_MARGIN + _LABEL + column * (_WIDTH + _GAP_X), top)
            top += _HEIGHT + _GAP_Y
        frames.append((band.name, start - 14, top - _GAP_Y + 14))
    width = _MARGIN * 2 + _LABEL + _IN_A_ROW * (_WIDTH + _GAP_X)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}" viewBox="0 0 {width} {top}" '
        f'role="img" aria-label="{escape(procedure.title)}流程图" font-family="sans-serif">',
        f"<title>{escape(procedure.title)}流程图</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8Z" fill="#4a5568"/></marker></defs>',
        f'<rect width="{width}" height="{top}" fill="#fff"/>',
        f'<text x="{_MARGIN}" y="{_MARGIN + 4}" font-size="17" fill="#1a202c">{escape(procedure.title)}</text>',
    ]
    for name, upper, lower in frames:
        parts.append(
            f'<rect x="{_MARGIN - 8}" y="{upper}" width="{width - 2 * _MARGIN + 16}" height="{lower - upper}" rx="4" '
            'fill="#f7f8fa" stroke="#d5dae1"/>'
        )
        parts.append(f'<text x="{_MARGIN}" y="{upper + 24}" font-size="13" fill="#4a5568">{escape(name)}</text>')
    for step in procedure.steps.values():
        parts.extend(_arrow(places[name], places[step.id]) for name in before(procedure, step))
    parts.extend(_box(step, *places[step.id]) for step in procedure.steps.values())
    return "\n".join([*parts, "</svg>"]) + "\n"


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1, x2, y2 = start[0] + _WIDTH // 2, start[1] + _HEIGHT, end[0] + _WIDTH // 2, end[1] - 1
    if y2 < y1:
        # Beside or above: from edge to edge, so that no arrow runs through its own boxes.
        x1, x2 = (start[0] + _WIDTH, end[0]) if start[0] < end[0] else (start[0], end[0] + _WIDTH)
        y1, y2 = start[1] + _HEIGHT // 2, end[1] + _HEIGHT // 2
    middle = (y1 + y2) // 2
    return (
        f'<path d="M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}" fill="none" stroke="#4a5568" '
        'stroke-width="1.1" stroke-opacity="0.55" marker-end="url(#tip)"/>'
    )


def _box(step: Step, x: int, y: int) -> str:
    dashes = ' stroke-dasharray="5 3"' if step.when is not None else ""
    strong = "2" if step.milestone or step.ends else "1.1"
    size = 13 if len(step.name) <= 12 else 11
    name = step.name if len(step.name) <= 14 else step.name[:13] + "…"
    return (
        f"<g><title>{escape(step.name)}：{escape(step.act)}</title>"
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="4" fill="#fff" stroke="#2b4a6f" '
        f'stroke-width="{strong}"{dashes}/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + 28}" font-size="{size}" text-anchor="middle" fill="#1a202c">'
        f"{escape(name)}</text></g>"
    )
