"""The surveys of the demonstration: one that was sealed, one that is running; their answers come as anybody's do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fazhi.kernel.measures.surveys import QuestionKind
from fazhi.records import chance, surveys
from fazhi.records.access import Actor, actor_of
from fazhi.records.acts import answering
from fazhi.records.acts import surveys as acts
from fazhi.records.demo import script
from fazhi.records.demo.evaluating import Move
from fazhi.records.demo.script import County, Days
from fazhi.records.models import Account, Survey

Data = Mapping[str, Any]


def moves(county: County, days: Days) -> list[Move]:
    """Return what is done in the surveys before the day of the county: opened and answered, and sealed."""
    found: list[Move] = []
    for one in script.read("surveys.toml")["survey"]:
        opened = days.day(one["opened"])
        found.append(
            Move(day=opened, name=f"survey {one['id']}", do=lambda one=one, on=opened: _open(one, county, days, on))
        )
        if "closed" in one:
            closed = days.day(one["closed"])
            found.append(
                Move(day=closed, name=f"sealing {one['id']}", do=lambda one=one, on=closed: _close(one, county, on))
            )
    return [move for move in found if move.day < days.as_of]


def _who(one: Data, county: County, on: date) -> Actor:
    person = county.person(one["by"])
    post, unit = person.posts[0]
    return actor_of(Account.objects.get(login=person.login), post=post, unit=unit, on=on)


def _open(one: Data, county: County, days: Days, on: date) -> object:
    """Open a survey, print its codes, and put the answers into its box: of an answer no day is kept."""
    actor = _who(one, county, on)
    done = acts.open_survey(
        actor=actor, key=f"demo survey {one['id']}", unit=one["unit"], questionnaire=one["questionnaire"],
        places=one["places"], until=days.calendar.add_working(on, one["until"]),
    )  # fmt: skip
    key = str(done["survey"])
    with chance.seeded(f"demo codes {key}"):
        codes = surveys.new_codes(one["codes"])  # the same where a build that was interrupted goes on
    acts.issue_codes(actor=actor, key=f"demo codes {one['id']}", survey=key, codes=codes)
    opened = surveys.find(key)
    if opened is None or opened.row.closed is not None:
        return done
    asked = surveys.questionnaires()[one["questionnaire"]]
    options = [item.id for item in asked.questions if item.kind is not QuestionKind.TEXT]
    sheets = [sheet for sheet in one["answers"] for _ in range(sheet["times"])]
    for code, sheet in zip(codes, sheets, strict=False):
        if surveys.box_of(code)[1]:
            continue
        said = {name: str(chosen) for name, chosen in zip(options, sheet["said"], strict=True) if chosen >= 0}
        words = {item.id: sheet["words"] for item in asked.texts[:1] if "words" in sheet}
        about = {item.id: str(sheet["age"]) for item in asked.groups[:1]}
        answering.answer(code, {"place": str(sheet["place"]), **about, **said, **words}, on)
    return done


def _close(one: Data, county: County, on: date) -> object:
    opened = Survey.objects.filter(unit__code=one["unit"]).order_by("opened").first()
    if opened is None:
        raise script.ScriptError("没有开始测评", where=f"surveys.toml {one['id']}")
    return acts.close_survey(actor=_who(one, county, on), key=f"demo sealing {one['id']}", survey=opened.key)
