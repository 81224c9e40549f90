"""What is told of a survey: shares and means of everybody, means of groups, and which groups are held back.

Only one figure is told of a group, the mean of a scale; never how its answers are spread, and never two properties
crossed. A group is held back where it has fewer than ``least`` answers to the question, or where all of it answered the
same (the mean would say what each of them said). Everything held back together must not be small, alone or of one mind
either, because everybody can take the groups shown from the whole: the next smallest is held back too until it is not
(complementary suppression). The reason is never told: 隐去 looks the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures.surveys.answering import Answer
from fazhi.kernel.measures.surveys.estimating import Estimate, estimate, strata_of
from fazhi.kernel.measures.surveys.model import Frame, Group, Question, QuestionKind, Questionnaire

UNSAID: Final = "没有填写"
"""The group of those who did not say: it belongs to the whole and could be reckoned from it like any other."""


def held_back(cells: Sequence[Sequence[object]], least: int) -> frozenset[int]:
    """Return the numbers of the groups to hold back, given the answers of each group. Empty groups are none of them.

    What is held back has at least two groups with answers, ``least`` answers, and not all the same; or it is all.
    """
    there = [at for at, answers in enumerate(cells) if answers]
    held = {at for at in there if len(cells[at]) < least or len(set(cells[at])) == 1}
    while held and not _safe([cells[at] for at in held], least) and len(held) < len(there):
        held.add(min((at for at in there if at not in held), key=lambda at: (len(cells[at]), at)))
    return frozenset(held)


def _safe(cells: Sequence[Sequence[object]], least: int) -> bool:
    every = [answer for answers in cells for answer in answers]
    return len(cells) > 1 and len(every) >= least and len(set(every)) > 1


def result_of(asked: Questionnaire, frame: Frame, answers: Sequence[Answer]) -> dict[str, JsonInput]:
    """Return the result as it is sealed and shown: all figures as text with one decimal, in the questionnaire's order.

    With fewer than ``least`` answers to a question nothing is told of it.
    """
    reached = {answer["place"] for answer in answers}
    return {
        "answers": len(answers),
        "least": asked.least,
        "people": frame.people,
        "reached": sum(place.people for at, place in enumerate(frame.places) if at in reached),
        "unreached": [place.name for at, place in enumerate(frame.places) if at not in reached],
        "questions": [
            _question(asked, frame, one, answers) for one in asked.questions if one.kind is not QuestionKind.TEXT
        ],
    }


def _question(asked: Questionnaire, frame: Frame, one: Question, answers: Sequence[Answer]) -> dict[str, JsonInput]:
    said = [answer for answer in answers if one.id in answer]
    told = len(said) >= asked.least
    found: dict[str, JsonInput] = {"id": one.id, "kind": one.kind.value, "n": len(said) if told else None}
    if not told:
        return found
    found["options"] = [_printed(_share(frame, said, one, (at,))) for at in range(len(one.options))]
    if one.kind is QuestionKind.SCALE:
        found["mean"] = _printed(_estimate(frame, said, one, lambda option: Fraction(one.points[option])))
        found["good"] = _printed(_share(frame, said, one, range(one.good)))
        places = Group(id="place", label=asked.place, values=tuple(place.name for place in frame.places))
        found["groups"] = [_group(asked, frame, one, group, said) for group in (places, *asked.groups)]
    return found


def _group(
    asked: Questionnaire, frame: Frame, one: Question, group: Group, said: Sequence[Answer]
) -> dict[str, JsonInput]:
    names = (*group.values, UNSAID)
    cells: list[list[int]] = [[] for _ in names]
    for answer in said:
        cells[answer.get(group.id, len(group.values))].append(answer[one.id])
    held = held_back(cells, asked.least)
    rows: list[JsonInput] = []
    for at, name in enumerate(names):
        if at == len(group.values) and not cells[at]:
            continue
        row: dict[str, JsonInput] = {"name": name, "held": at in held}
        if at not in held:
            inside = [answer.get(group.id, len(group.values)) == at for answer in said]
            row["n"] = len(cells[at])
            row |= _printed(_estimate(frame, said, one, lambda option: Fraction(one.points[option]), inside))
        rows.append(row)
    return {"id": group.id, "label": group.label, "rows": rows}


def _share(frame: Frame, said: Sequence[Answer], one: Question, among: Collection[int]) -> Estimate:
    return _estimate(frame, said, one, lambda option: Fraction(100 * (option in among)))


def _estimate(
    frame: Frame,
    said: Sequence[Answer],
    one: Question,
    value: Callable[[int], Fraction],
    inside: Sequence[bool] | None = None,
) -> Estimate:
    chosen = [True] * len(said) if inside is None else inside
    rows = [(answer["place"], value(answer[one.id]), chosen[at]) for at, answer in enumerate(said)]
    return estimate(strata_of([place.people for place in frame.places], rows))


def _printed(found: Estimate) -> dict[str, JsonInput]:
    mean, margin = found.printed()
    return {"value": mean, "margin": margin}


def words_of(result: Mapping[str, object]) -> str:
    """Return in one sentence how far the result reaches."""
    people, reached = result["people"], result["reached"]
    return f"应测人口 {people} 人，有答卷的村（社区）共 {reached} 人，收回有效答卷 {result['answers']} 份"
