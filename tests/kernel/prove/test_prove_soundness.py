"""Nothing the real engine can do lies outside what the prover looks at. Walks as rough as they come.

A few hundred walks in every run of the tests; FAZHI_PROVER_WALKS asks for more of each kind.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from tests.kernel.packing import POSTS
from tests.kernel.prove.alpha import Alpha
from tests.kernel.prove.workshop import raw, step

from fazhi.kernel.procedures import load
from fazhi.kernel.procedures.prove.chance import Chance
from fazhi.kernel.procedures.prove.crafting import Crafter, Track
from fazhi.kernel.procedures.prove.reach import Explorer
from fazhi.kernel.procedures.prove.slicing import sliced
from fazhi.kernel.procedures.prove.walk import Broken, Walker
from fazhi.packs.calendar import load as load_calendar

pytestmark = pytest.mark.slow

WALKS = int(os.environ.get("FAZHI_PROVER_WALKS", "40"))
LENGTH = 40


def two_back() -> dict[str, Any]:
    """The gate on the opinion is kept at the agenda only, and the agenda rests on the opinion."""
    data = raw()
    step(data, "meeting")["needs"].remove("ok(opinion)")
    return data


def sent_out() -> dict[str, Any]:
    """The intake is done by another body: sent and answered."""
    data = raw()
    step(data, "intake")["call"] = {"body": "司法所"}
    return data


SLICES = [
    (raw, "since", {"opinion", "intake", "submit"}, False),
    (raw, "unless-intake", {"opinion", "intake", "submit"}, True),
    (raw, "unless", {"study", "meeting"}, True),
    (raw, "no-after", {"check", "meeting"}, False),
    (two_back, "unless", {"opinion", "agenda", "meeting"}, False),
    (sent_out, "since", {"opinion", "intake", "submit"}, False),
]


def explored(data: dict[str, Any], name: str, steps: set[str], deep: bool) -> Explorer:
    """Return the explorer with everything reachable in the slice, whether or not a promise is broken on the way."""
    procedure = load(data, POSTS)
    guarantee = procedure.guarantees[name]
    explorer = Explorer(procedure, guarantee, sliced(procedure, guarantee, frozenset(steps), deep=deep))
    explorer.breaks = lambda world: False  # type: ignore[method-assign]
    assert explorer.run(lambda: False)
    return explorer


def missing(explorer: Explorer, data: dict[str, Any], walks: int, seed: int) -> tuple[list[str], int]:
    """Return the stories of walks that left the reached worlds, and how many states were looked up."""
    procedure = load(data, POSTS)
    chance = Chance(seed)
    crafter = Crafter(procedure, load_calendar(), chance)
    walker = Walker(procedure, explorer.guarantee, load_calendar(), seed)
    walker.crafter, walker.chance = crafter, chance
    walker.fire = lambda track: None  # type: ignore[method-assign]
    steps = tuple(explorer.rooms.steps) + tuple(procedure.steps)
    lost, seen = [], 0
    for _ in range(walks):
        track = crafter.start()
        alpha = Alpha(procedure, explorer)
        alpha.add(track.events[0])
        while len(track.events) < LENGTH:
            walker.limit = crafter.judged + 40
            if chance.hit(35):
                moved: Track | None = walker.achieve(track, chance.pick(explorer.rooms.steps), 4)
            else:
                moved = crafter.wander(track, steps)
            if moved is None:
                continue
            fresh = moved.events[len(track.events) :]
            track = moved
            for event in fresh:
                alpha.add(event)
                seen += 1
                world = alpha.world()
                if not explorer.contains(world):
                    lost.append(
                        f"{[(e.type.value, e.step, e.outcome, e.run, str(e.occurred)) for e in alpha.events]} {world}"
                    )
                    break
            if lost:
                return lost, seen
    return lost, seen


@pytest.mark.parametrize(("make", "name", "steps", "deep"), SLICES)
def test_every_state_of_the_engine_lies_in_a_world_that_was_reached(
    make: Any, name: str, steps: set[str], deep: bool
) -> None:
    data = make()
    explorer = explored(data, name, steps, deep)
    lost, seen = missing(explorer, data, WALKS, seed=11)
    assert not lost, lost[0]
    assert seen > WALKS * 10


def test_no_rough_walk_breaks_what_was_proved_locally() -> None:
    """The tiers against one another: where the gates imply the promise, the real engine never breaks it."""
    procedure = load(raw(), POSTS)
    for number, guarantee in enumerate(procedure.guarantees.values()):
        walker = Walker(procedure, guarantee, load_calendar(), seed=number)
        crafter = walker.crafter
        try:
            assert walker.hunt((), lambda crafter=crafter: crafter.judged > 40 * WALKS) == ()  # type: ignore[misc]
        except Broken as found:  # pragma: no cover
            raise AssertionError(found.events) from found
