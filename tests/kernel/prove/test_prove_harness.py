"""The soundness test itself is tested: an abstraction spoilt on purpose must be found out by the same walks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.kernel.prove.test_prove_soundness import explored, missing, sent_out, two_back
from tests.kernel.prove.workshop import raw

from fazhi.kernel.procedures.prove.abstract import NOW, Frame, Rooms, World
from fazhi.kernel.procedures.prove.past import Past
from fazhi.kernel.procedures.prove.reach import Explorer

pytestmark = pytest.mark.slow

Patch = pytest.MonkeyPatch
SINCE = ("since", {"opinion", "intake", "submit"}, False)
STUDY = ("unless", {"study", "meeting"}, True)
AGENDA = ("unless", {"opinion", "agenda", "meeting"}, False)


def _no_facts(patch: Patch) -> None:
    plain = Explorer._ran

    def ran(self: Explorer, scene: Any, step: Any, outcome: str | None, *rest: Any) -> Iterator[World]:
        return plain(self, scene, step, outcome, *rest) if outcome is not None else iter(())

    patch.setattr(Explorer, "_ran", ran)


def _no_voids(patch: Patch) -> None:
    patch.setattr(Explorer, "_voided", lambda self, scene, step: iter(()))


def _no_late_entries(patch: Patch) -> None:
    patch.setattr(Past, "sights", lambda self, scene, step: iter(()))


def _no_changed_facts(patch: Patch) -> None:
    patch.setattr(Explorer, "_changed", lambda self, scene, number, name: iter(()))


def _neither_late_nor_changed(patch: Patch) -> None:
    """Either of the two alone is not missed: an entry made late may have seen an older fact of the subject as well."""
    _no_late_entries(patch)
    _no_changed_facts(patch)


def _texts_stand_still(patch: Patch) -> None:
    def after(self: Explorer, world: World) -> Iterator[World]:
        scene = self.rooms.scene(world)
        for step in self.cut.procedure.steps.values():
            if step.id in self.cut.read:
                yield from self._done(scene, step)
                yield from self._voided(scene, step)

    patch.setattr(Explorer, "after", after)


def _always_fresh(patch: Patch) -> None:
    """Canonicalisation that merges too much: what a run rested on is forgotten."""
    plain = Rooms.frame

    def frame(self: Rooms, *args: Any) -> Frame:
        found = plain(self, *args)
        return found._replace(marks=tuple((name, NOW) for name, _ in found.marks))

    patch.setattr(Rooms, "frame", frame)


def _no_answers(patch: Patch) -> None:
    patch.setattr(Explorer, "_answered", lambda self, scene, step: iter(()))


SPOILT: list[tuple[Callable[[Patch], None], Callable[[], dict[str, Any]], tuple[str, set[str], bool]]] = [
    (_no_facts, raw, SINCE),
    (_no_voids, raw, SINCE),
    (_neither_late_nor_changed, raw, STUDY),
    (_texts_stand_still, raw, STUDY),
    (_always_fresh, raw, SINCE),
    (_no_voids, two_back, AGENDA),
    (_always_fresh, two_back, AGENDA),
    (_no_answers, sent_out, SINCE),
]


@pytest.mark.parametrize(("spoil", "make", "where"), SPOILT)
def test_a_spoilt_abstraction_is_found_out(
    spoil: Callable[[Patch], None],
    make: Callable[[], dict[str, Any]],
    where: tuple[str, set[str], bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoil(monkeypatch)
    data = make()
    explorer = explored(data, *where)
    lost, _ = missing(explorer, data, 400, seed=3)
    assert lost
