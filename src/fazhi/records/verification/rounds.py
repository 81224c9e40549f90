"""Sealed results of evaluations reckoned once more: points from the sealed figures, figures from the records."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.records import rounds
from fazhi.records.models import EvaluationRound
from fazhi.records.periodic import NotComputable
from fazhi.records.rounds import Round, Sealed
from fazhi.records.verification.gathered import Gathered


def compare_rounds(into: Gathered) -> int:
    """Compare every sealed result; return how many could not be counted from the records again.

    That is so where a measure has been declared otherwise since: its rows were made anew, the result stands as sealed.
    """
    passed = 0
    for row in EvaluationRound.objects.filter(closed__isnull=False).select_related("unit").order_by("pk"):
        one = Round(row)
        for unit in one.units:
            found = rounds.sealed(one, unit)
            if found is None:
                into.found("projection", one.stream, None, f"{row.title}缺少{unit.name}的封存结果")
                continue
            try:
                wrong = list(_wrong(one, found))
            except NotComputable:
                passed += 1
                continue
            except (KeyError, ValueError, TypeError, ZeroDivisionError) as error:
                into.found("projection", one.stream, None, f"{row.title}{unit.name}的封存结果读不出来：{error}")
                continue
            passed += not one.same_measures
            for words in wrong:
                into.found("figure", one.stream, None, f"{row.title}{unit.name}的封存结果与记录不符：{words}")
    return passed


def _wrong(one: Round, found: Sealed) -> Iterator[str]:
    """Yield in words what a sealed result says otherwise than its own figures, and its figures than the records."""
    again = found.outcome
    for scored, said in zip(again.items, found.body["items"], strict=True):
        now = None if scored.score is None else str(scored.score)
        if now != said["score"]:
            yield f"“{scored.item.name}”封存 {said['score']} 分，按封存的数应为 {now} 分"
    if (str(again.score), again.band) != (found.body["score"], found.body["band"]):
        yield f"总分封存 {found.body['score']}，按封存的数应为 {again.score}"
    if one.same_measures:
        counted = rounds.counted(one.scheme, found.row.unit, one.period_of(found.row.unit), found.row.known)
        for name, (was, new) in rounds.changed(found, counted).items():
            yield f"“{one.scheme.items[name].name}”封存的数是 {was.printed}，按当时的记录应为 {new.printed}"
