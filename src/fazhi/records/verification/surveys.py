"""Results of surveys reckoned once more from the sealed answers; boxes of open ones counted against the codes."""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.measures.surveys import result_of
from fazhi.records import surveys, vault
from fazhi.records.models import Survey, SurveyBox
from fazhi.records.surveys import BALLOTS, One
from fazhi.records.verification.gathered import Gathered


def compare_surveys(into: Gathered) -> int:
    """Compare every survey; return how many results could not be reckoned because the answers were erased."""
    passed = 0
    for row in Survey.objects.select_related("unit").order_by("pk"):
        one = One(row)
        try:
            passed += _closed(into, one) if row.closed is not None else _running(into, one)
        except (FazhiError, KeyError, ValueError, TypeError, IndexError) as error:
            into.found("projection", one.stream, None, f"{row.title}的答卷或结果读不出来：{error}")
    return passed


def _running(into: Gathered, one: One) -> int:
    box = SurveyBox.objects.filter(survey=one.row).first()
    if box is None:
        into.found("projection", one.stream, None, f"{one.row.title}的答卷箱不见了")
        return 0
    spent, unspent = len(box.spent.split()), len(box.unspent.split())
    answers = len(surveys.opened_box(one.row.key, box.answers).answers)
    if answers != spent or spent + unspent != one.row.issued:
        words = f"答卷 {answers} 份、用过的口令码 {spent} 个、没用的 {unspent} 个、印过的 {one.row.issued} 个"
        into.found("projection", one.stream, None, f"{one.row.title}的答卷箱对不上：{words}")
    return 0


def _closed(into: Gathered, one: One) -> int:
    if SurveyBox.objects.filter(survey=one.row).exists():
        into.found("projection", one.stream, None, f"{one.row.title}已经封存，答卷箱却还在")
    held = [opening for (_, path), opening in vault.open_fields(one.stream).items() if path == BALLOTS]
    if not held:
        return 1
    sealed = held[0].value
    answers = [one for one in sealed if isinstance(one, Mapping)] if isinstance(sealed, (list, tuple)) else []
    again = result_of(one.asked, one.frame, [{str(k): int(str(v)) for k, v in each.items()} for each in answers])
    if canonical(again).decode() != one.row.result or len(answers) != one.row.answers:
        into.found("figure", one.stream, None, f"{one.row.title}封存的结果与封存的答卷不符")
    return 0
