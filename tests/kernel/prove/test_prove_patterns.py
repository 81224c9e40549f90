"""Each pattern of guarantee: a lawful pack is proved, the pack spoilt in one place is refuted by a run of acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.kernel.packing import POSTS
from tests.kernel.prove.workshop import only, proofs, raw, step

from fazhi.kernel.procedures import load
from fazhi.kernel.procedures.prove import Outcome, Proof, Tier, confirmed
from fazhi.packs.calendar import load as load_calendar

Spoil = Callable[[dict[str, Any]], None]


def test_every_guarantee_of_the_lawful_pack_is_proved() -> None:
    found = proofs(raw())
    assert {name: item.verdict for name, item in found.items()} == dict.fromkeys(found, Outcome.PROVED)
    assert len(found) == 8
    assert all(item.witness == "从送审到集体讨论" for item in found.values())


def refuted(data: dict[str, Any], name: str) -> Proof:
    """Return the proof, after looking that the judge really allows the run that breaks the promise."""
    found = proofs(only(data, name))[name]
    assert found.verdict is Outcome.REFUTED, found
    procedure = load(data, POSTS)
    assert confirmed(procedure, procedure.guarantees[name], found.events, load_calendar())
    assert len(found.counterexample) == len(found.events)
    return found


def _no_separation(data: dict[str, Any]) -> None:
    step(data, "opinion").pop("separate")


def _two_steps_back(data: dict[str, Any]) -> None:
    step(data, "meeting")["needs"].remove("ok(opinion)")
    step(data, "agenda").pop("uses")


def _no_study(data: dict[str, Any]) -> None:
    step(data, "meeting")["needs"].remove("settled(study)")


def _one_checker(data: dict[str, Any]) -> None:
    step(data, "meeting")["needs"].remove("actors(check) >= 2")
    step(data, "agenda")["needs"] = ["ok(opinion)", "actors(check) >= 1"]


def _one_dissent(data: dict[str, Any]) -> None:
    needs = step(data, "meeting")["needs"]
    needs[needs.index("count(check, '不一致') == 0")] = "count(check, '不一致') <= 1"


def _counted_not_people(data: dict[str, Any]) -> None:
    _one_checker(data)
    step(data, "meeting")["needs"].append("count(check) >= 2")


def _no_period(data: dict[str, Any]) -> None:
    step(data, "hearing")["needs"] = ["did(notice)"]


def _short_period(data: dict[str, Any]) -> None:
    data["term"][0]["amount"] = 6


def _hole_by_fact(data: dict[str, Any]) -> None:
    step(data, "check")["needs"] = ["not ever(meeting, '办结')"]


def _forgotten_uses(data: dict[str, Any]) -> None:
    step(data, "intake").pop("uses")


@pytest.mark.parametrize(
    ("spoil", "name", "last"),
    [
        (_two_steps_back, "unless", "集体讨论"),
        (_no_study, "unless", "集体讨论"),
        (_one_checker, "quorum", "集体讨论"),
        (_counted_not_people, "quorum", "集体讨论"),
        (_one_dissent, "count", "集体讨论"),
        (_no_separation, "differs", "审查意见"),
        (_no_period, "at-least", "听证"),
        (_short_period, "at-least", "听证"),
        (_hole_by_fact, "no-after", "核查"),
        (_forgotten_uses, "since", "审查意见"),
    ],
)
def test_a_pack_spoilt_in_one_place_is_refuted(spoil: Spoil, name: str, last: str) -> None:
    data = raw()
    spoil(data)
    found = refuted(data, name)
    assert last in found.counterexample[-1]
    assert found.counterexample[0].startswith("1. 2026-03-02 立项")


def test_a_promise_in_the_words_of_the_gate_does_not_see_a_forgotten_uses() -> None:
    """The trap: freshness is defined by ``uses``, so gate and promise are weakened alike. Only history sees it."""
    data = raw()
    _forgotten_uses(data)
    found = proofs(only(data, "unless-intake", "since"))
    assert found["unless-intake"].verdict is Outcome.PROVED
    assert found["since"].verdict is Outcome.REFUTED


def test_a_void_or_a_fact_makes_the_hole_in_no_after() -> None:
    data = raw()
    _hole_by_fact(data)
    story = "".join(refuted(data, "no-after").counterexample)
    assert "作废" in story or "不合规事实" in story


def test_a_guarantee_whose_trigger_no_expected_run_reaches_is_vacuous() -> None:
    data = raw()
    data["guarantee"].append(
        {
            "id": "idle",
            "say": "无人走到",
            "never": "opinion",
            "where": "field.outcome == '不合法'",
            "unless": "ok(intake)",
        }
    )
    found = proofs(only(data, "idle", "unless"))
    assert found["unless"].verdict is Outcome.PROVED
    assert found["idle"].verdict is Outcome.VACUOUS
    assert "cases.toml" in found["idle"].note and found["idle"].counterexample


def test_a_trigger_that_nothing_can_reach_is_vacuous_without_a_hint() -> None:
    data = raw()
    where = "ok(notice) and not happened(notice)"
    data["guarantee"] = [{"id": "dead", "say": "走不到", "never": "hearing", "where": where, "unless": "over(period)"}]
    found = proofs(data, seconds=2)["dead"]
    assert found.verdict is Outcome.VACUOUS and not found.counterexample and "没有走到" in found.note


def test_the_same_seed_walks_the_same_way() -> None:
    data = raw()
    _one_checker(data)
    first, second = (proofs(only(data, "quorum"), seed=7)["quorum"] for _ in range(2))
    assert first.events == second.events and first.states == second.states


def test_lawful_packs_are_decided_locally_and_quickly() -> None:
    found = proofs(raw())
    assert {item.tier for item in found.values()} == {Tier.LOCAL}
    assert sum(item.states for item in found.values()) < 500
