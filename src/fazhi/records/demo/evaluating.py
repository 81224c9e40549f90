"""The evaluation of the demonstration: the year before its day, from opening to what was put right at the end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from fazhi.kernel.measures import Period, PeriodKind
from fazhi.records import chance, clock, evidence, rounds
from fazhi.records.access import Actor, actor_of
from fazhi.records.acts import rounds as acts
from fazhi.records.acts.rounds import Given
from fazhi.records.demo import script
from fazhi.records.demo.papers import NOTICE, docx
from fazhi.records.demo.script import County, Days
from fazhi.records.evidence import Attached
from fazhi.records.models import Account, EvaluationRound
from fazhi.records.rounds import Round

HOUR = time(17, 10)
"""When the moves of a day are over, and before its forms are issued."""

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing done in the evaluation on a day, by name."""

    day: date
    name: str
    do: Callable[[], object]


def moves(county: County, days: Days) -> list[Move]:
    """Return what is done in the evaluation of the last year before the day of the county, in order."""
    data: Data = script.read("evaluation.toml")
    year = Period.of(days.as_of, PeriodKind.YEAR).before()

    def on(name: str) -> date:
        return days.calendar.add_working(year.last, int(data[name]))

    def who(person: str, day: date) -> Actor:
        found = county.person(person)
        post, unit = found.posts[0]
        return actor_of(Account.objects.get(login=found.login), post=post, unit=unit, on=day)

    def key() -> str:
        return EvaluationRound.objects.get(period=str(year), unit__code=data["county"]).key

    def opened() -> object:
        return acts.open_round(
            actor=who(data["by"], on("open")), key=f"demo round {year}", county=data["county"], scheme=data["scheme"],
            period=str(year), units=list(data["townships"]), assess_until=on("assess_until"),
            object_until=on("object_until"), note=data["note"],
        )  # fmt: skip

    def assessed(unit: str) -> object:
        one = _round(key())
        for item in _own(one):
            said = data["own"][item]
            acts.assess(
                actor=who(data["townships"][unit], on("assess")), key=f"demo {unit} {item}", round=key(), unit=unit,
                item=item, points=str(one.scheme.items[item].points), note=said["says"], files=_paper(said),
            )  # fmt: skip
        return None

    def scored(unit: str) -> object:
        one = _round(key())
        other = {given["item"]: given for given in data["given"] if given["unit"] == unit}
        scores = [
            Given(item=item, points=other[item]["points"], reason=other[item]["reason"])
            if item in other
            else Given(item=item, points=str(one.scheme.items[item].points), reason="核对了佐证材料，与自评一致。")
            for item in _own(one)
        ]
        return acts.score_items(
            actor=who(data["by"], on("score")), key=f"demo score {unit}", round=key(), unit=unit, scores=scores
        )

    def objected() -> object:
        one = data["objection"]
        return acts.object_to(
            actor=who(one["by"], on("object")), key="demo objection", round=key(), unit=one["unit"], item=one["item"],
            reason=one["reason"],
        )  # fmt: skip

    def decided() -> object:
        one = data["objection"]
        return acts.rule(
            actor=who(data["second"], on("decide")), key="demo decision", round=key(), unit=one["unit"],
            item=one["item"], upheld=True, points=one["points"], reason=one["decision"],
        )  # fmt: skip

    def closed() -> object:
        return acts.close_round(actor=who(data["by"], on("close")), key="demo close", round=key())

    def corrected() -> object:
        one = data["correction"]
        return acts.correct(
            actor=who(data["second"], on("correct")), key="demo correction", round=key(), unit=one["unit"],
            item=one["item"], points=one["points"], reason=one["reason"],
        )  # fmt: skip

    found = [Move(day=on("open"), name="open", do=opened)]
    for name, do in (("assess", assessed), ("score", scored)):
        for unit in data["townships"]:
            found.append(Move(day=on(name), name=f"{name} {unit}", do=lambda do=do, unit=unit: do(unit)))
    for name, done in (("object", objected), ("decide", decided), ("close", closed), ("correct", corrected)):
        found.append(Move(day=on(name), name=name, do=done))
    return [move for move in sorted(found, key=lambda move: move.day) if move.day < days.as_of]


def play(move: Move, as_of: date) -> None:
    """Do one thing on its day."""
    moment = datetime.combine(move.day, HOUR, tzinfo=clock.CHINA)
    with clock.fixed(moment), chance.seeded(f"{as_of} evaluation {move.name}"):
        move.do()


def _round(key: str) -> Round:
    found = rounds.find(key)
    if found is None:
        raise script.ScriptError("没有开始考核", where="evaluation.toml")
    return found


def _own(one: Round) -> Iterator[str]:
    return (item.id for item in one.scheme.items.values() if item.indicator is None)


def _paper(said: Data) -> Sequence[Attached]:
    body = docx(said["file"], [NOTICE, said["says"]])
    return (Attached(file=evidence.receive(io.BytesIO(body), f"{said['file']}.docx"), slot=""),)
