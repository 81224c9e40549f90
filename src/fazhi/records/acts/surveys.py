"""Acts on a survey: opened, codes issued, its last day moved, closed; and looking at the free words.

Answering is no act (``acts.answering``). Nobody can look into the box before the closing, and the closing comes only
after the last day: nobody ends a survey because its result pleases. With the closing the box is destroyed; all answers
enter the ledger as one sealed value, all free words as another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures.surveys import frame_of, result_of
from fazhi.packs import surveys as packs
from fazhi.records import chance, ledger, organisation, surveys, vault
from fazhi.records.access import ALLOWED_ON_UNIT, Actor, UnitAction
from fazhi.records.acts import projecting
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.looks import stream_of as looks_of
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.models import Event, Survey, SurveyBox
from fazhi.records.surveys import BALLOTS, MOST_CODES, WORDS, One, listed, opened_box
from fazhi.records.vault import Private

LONGEST: Final = timedelta(days=92)
"""How long people may be asked: three months; then it is another time."""


@act
def open_survey(
    running: Act, *, unit: str, questionnaire: str, places: Sequence[Sequence[object]], until: date
) -> Result:
    """Open a survey of a unit's people; the questionnaire is kept with it as it stands now. Raises ActRefused, Denied.

    ``places``: names with population. ``until``: the last day to answer, inclusive.
    """
    where = unit_of(unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.RUN_SURVEY])
    key = f"s{chance.token_hex(5)}"
    running.lock(surveys.stream_of(unit, key))
    asked = surveys.questionnaires().get(questionnaire)
    if asked is None:
        raise ActRefused("没有这份问卷", field="questionnaire")
    try:
        frame = frame_of(places)
    except FazhiError as error:
        raise ActRefused(error.message, field="places", where=error.where, hint=error.hint) from error
    _check_until(running, until)
    title = f"{where.name}{asked.title}（{running.today.year}年{running.today.month}月）"
    data: dict[str, JsonInput] = {
        "survey": key, "unit": unit, "title": title, "kept": packs.kept(asked),
        "places": [list(pair) for pair in frame.data()], "until": until.isoformat(),
    }  # fmt: skip
    add(running, surveys.stream_of(unit, key), "survey_opened", data)
    SurveyBox.objects.create(survey=Survey.objects.get(key=key), salt=chance.token_hex(16))
    return {"survey": key, "title": title}


@act
def issue_codes(running: Act, *, survey: str, codes: Sequence[str]) -> Result:
    """Let some codes be good for one answer each. The event holds how many; neither they nor digests of them.

    Raises ActRefused beyond the population, beyond what a box holds, after the last day; Denied.
    """
    one = _open(running, survey)
    box = SurveyBox.objects.select_for_update().get(survey=one.row)
    if one.row.until is not None and running.today > one.row.until:
        raise ActRefused("答题已经截止，不能再印口令码", field="count", hint="需要的先延期")
    total = one.row.issued + len(codes)
    if not codes:
        raise ActRefused("份数应为 1 以上", field="count")
    if total > min(MOST_CODES, one.frame.people):
        raise ActRefused(
            f"已印 {one.row.issued} 个，一共不能超过 {min(MOST_CODES, one.frame.people)} 个", field="count",
            hint=f"不能多于应测人口，一次测评至多 {MOST_CODES} 个；人更多的按村分次测评",
        )  # fmt: skip
    digests = {surveys.digest_of(box.salt, code) for code in codes}
    SurveyBox.objects.filter(pk=box.pk).update(unspent=listed({*box.unspent.split(), *digests}))
    add(running, one.stream, "survey_codes_issued", {"survey": survey, "count": len(codes), "total": total})
    return {"total": total}


@act
def move_until(running: Act, *, survey: str, until: date, reason: str) -> Result:
    """Move the last day to answer later. Raises ActRefused, Denied."""
    one = _open(running, survey)
    if one.row.until is not None and until <= one.row.until:
        raise ActRefused("只能延期，不能提前", field="until", hint="提前截止会让人怀疑挑了时候")
    _check_until(running, until, one.row.opened)
    if not 2 <= len(reason.strip()) <= 200:
        raise ActRefused("理由应为 2 至 200 字", field="reason")
    data: dict[str, JsonInput] = {"survey": survey, "until": until.isoformat(), "reason": reason.strip()}
    add(running, one.stream, "survey_moved", data)
    return {"survey": survey}


@act
def close_survey(running: Act, *, survey: str) -> Result:
    """Seal the result: reckoned from the box, which is destroyed. Raises ActRefused until the last day is over."""
    one = _open(running, survey)
    if one.row.until is None or running.today <= one.row.until:
        raise ActRefused(f"{one.row.until}以前还可以答题，不能封存", hint="截止的次日起可以封存")
    box = SurveyBox.objects.select_for_update().get(survey=one.row)
    held = opened_box(survey, box.answers)
    spent, unspent = len(box.spent.split()), len(box.unspent.split())
    if len(held.answers) != spent or spent + unspent != one.row.issued:
        raise ActRefused(
            f"答卷 {len(held.answers)} 份、用过的口令码 {spent} 个、没用的 {unspent} 个、印过的 {one.row.issued} 个，"
            "对不上，不能封存", hint="可能有人改过数据库；从备份恢复，再查原因",
        )  # fmt: skip
    data: dict[str, JsonInput] = {
        "survey": survey, "answers": len(held.answers), "paper": held.paper, "codes": one.row.issued,
        "result": result_of(one.asked, one.frame, held.answers),
    }  # fmt: skip
    private = {
        BALLOTS: Private(cls="free", value=[dict(answer) for answer in held.answers]),
        WORDS: Private(cls="free", value={name: list(said) for name, said in held.words.items()}),
    }
    event = running.event(one.stream, "survey_closed", data, private=private)
    projecting.write(organisation.changes(event))
    ledger.scrub()
    SurveyBox.objects.filter(pk=box.pk).update(salt="", unspent="", spent="", answers=b"")
    SurveyBox.objects.filter(pk=box.pk).delete()
    return {"answers": len(held.answers)}


def read_words(*, actor: Actor, survey: str) -> Mapping[str, Sequence[str]]:
    """Return the free words of a closed survey by question, sorted, after recording who saw them. Raises Denied."""
    one = _found(survey)
    _looked(actor=actor, survey=survey)
    opening = vault.open_fields(one.stream, [closing_of(one)]).get((closing_of(one), WORDS))
    if opening is None or not isinstance(opening.value, Mapping):
        return {}
    return {str(name): [str(each) for each in said] for name, said in opening.value.items() if isinstance(said, list)}


def closing_of(one: One) -> int:
    """Return the number of the event that closed a survey, 0 where none did."""
    found = Event.objects.filter(stream__key=one.stream, type="survey_closed").values_list("seq", flat=True).first()
    return found or 0


@act
def _looked(running: Act, *, survey: str) -> Result:
    one = _found(survey)
    running.require(one.row.unit.path, *ALLOWED_ON_UNIT[UnitAction.RUN_SURVEY])
    if one.row.closed is None:
        raise ActRefused("测评还没有封存，封存以前谁也不能看", where=one.row.title)
    stream = looks_of(one.row.unit.code, running.today.isoformat())
    running.lock(stream)
    data: dict[str, Any] = {"survey": survey, "page": "survey", "classes": ["free"], "fields": 1}
    running.event(stream, "looked", data)
    return {}


def _check_until(running: Act, until: date, opened: date | None = None) -> None:
    if until < running.today:
        raise ActRefused("截止日期已经过去", field="until")
    if until > (opened or running.today) + LONGEST:
        raise ActRefused(f"答题时间至多 {LONGEST.days} 天", field="until", hint="时间太长，前后答的已经不是一回事")


def _found(key: str) -> One:
    one = surveys.find(key)
    if one is None:
        raise ActRefused("没有这次测评", where=key[:40])
    return one


def _open(running: Act, key: str) -> One:
    """Return a survey that is not closed, its stream locked; the right to run it is asked for here."""
    one = _found(key)
    running.require(one.row.unit.path, *ALLOWED_ON_UNIT[UnitAction.RUN_SURVEY])
    running.lock(one.stream)
    one = _found(key)
    if one.row.closed is not None:
        raise ActRefused(f"测评已于{one.row.closed.isoformat()}封存，不再改动")
    return one
