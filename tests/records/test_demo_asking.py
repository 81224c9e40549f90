"""The surveys of the demonstration: played through the acts on a founded county, the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.records.conftest import home  # noqa: F401

from fazhi.records import clock, matters, surveys
from fazhi.records.demo import asking, evaluating, founding, script
from fazhi.records.demo.script import Days
from fazhi.records.models import Event, Survey, SurveyBox

AS_OF = date(2026, 11, 20)


def play() -> list[evaluating.Move]:
    moves = asking.moves(script.county(), Days(as_of=AS_OF, calendar=matters.calendar()))
    for move in moves:
        evaluating.play(move, AS_OF)
    return moves


def test_one_is_sealed_and_one_is_running(db, home: Path) -> None:  # noqa: F811
    founded = date(2026, 7, 1)
    few = replace(
        script.county(),
        units=tuple(
            one for one in script.county().units if one.code.partition("-")[0] in {"qinghe", "liuwan", "shiqiao"}
        ),
        people=tuple(one for one in script.county().people if one.id in {"shen", "yu"}),
    )
    with clock.fixed(founded):
        founding.found(few, founded)
    play()
    closed, running = Survey.objects.order_by("opened")
    assert (closed.unit.code, closed.answers, closed.issued) == ("liuwan", 64, 90)
    assert closed.closed is not None and not SurveyBox.objects.filter(survey=closed).exists()
    assert (running.unit.code, running.closed, surveys.taken(surveys.One(running))) == ("shiqiao", None, 14)
    assert running.until is not None and running.until > AS_OF, "who opens the demonstration can still answer"
    found = surveys.find(closed.key)
    assert found is not None and found.result["questions"][0]["n"] == 64 and found.result["questions"][0]["mean"]
    before = list(Event.objects.filter(stream__key__contains="/surveys/").values_list("hash", flat=True))
    play()
    again = list(Event.objects.filter(stream__key__contains="/surveys/").values_list("hash", flat=True))
    assert again == before and surveys.taken(surveys.One(running)) == 14, "a build that goes on does nothing twice"


def test_who_is_outside_has_an_account_and_no_post() -> None:
    outside = [person for person in script.county().people if not person.posts]
    assert [person.login for person in outside] == ["lvshi-zong"] and all(person.home for person in outside)
