"""Lines of registers that are kept: as good as read anew, on the day they claim and on no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fazhi.kernel.procedures import Procedure, play
from fazhi.packs import procedures
from fazhi.packs.calendar import load
from fazhi.records import register_cells, registers
from fazhi.records.matters import Card, Folded
from fazhi.records.registers import Facts

FACTS = Facts(
    number="1号", title="名称", unit="单位", handler="某甲", state="在办", opened=date(2026, 3, 9), note="备注"
)


class Names(dict[str, str]):
    """Every person has a name that shows the key."""

    def get(self, key: str, default: object = None) -> str:
        return f"名{key}"


def folded(procedure: Procedure) -> Iterator[Folded]:
    for case in procedures.cases(procedure.id):
        state = play(procedure, case, load()).state
        card = Card(number="1号", title="名称", unit="u", handler=None, opened=date(2026, 3, 9))
        yield Folded(stream="m", card=card, procedure=procedure, state=state, count=state.seq, hash="h")


@pytest.mark.parametrize("name", procedures.ids())
def test_what_is_kept_gives_the_line_that_is_read_on_every_day_it_is_good_for(name: str) -> None:
    procedure, calendar = procedures.get(name), load()
    for matter in folded(procedure):
        first = matter.state.latest or date(2026, 11, 20)
        for register in procedure.registers:
            said = register_cells.mark(register, calendar)
            cells = register_cells.read(register, matter, calendar, first)
            text = json.dumps({register.id: register_cells._packed(cells, said)}, ensure_ascii=False)
            again = register_cells.unpacked(text, register.id, said)
            assert again == cells
            assert register_cells.unpacked(text, register.id, "another") is None
            assert again is not None
            lines = register_cells.named(again, Names()).lines
            keys = matter.state.lists.get(register.each, ()) if register.each else (None,)
            days = [first] if cells.day else [first, first + timedelta(days=1), first + timedelta(days=400)]
            for on in days:
                anew = [registers.entries(register.columns, matter, FACTS, Names(), calendar, on, key) for key in keys]
                kept = [registers.joined(register.columns, line, FACTS) for line in lines]
                assert kept == anew, (register.id, on)


def test_what_depends_on_the_day_is_good_for_that_day_only() -> None:
    """Some line of some pack does depend on the day, or the test above would not say much."""
    calendar, days = load(), set()
    for name in procedures.ids():
        procedure = procedures.get(name)
        for matter in folded(procedure):
            for register in procedure.registers:
                days.add(register_cells.read(register, matter, calendar, date(2026, 11, 20)).day)
    assert days == {None, date(2026, 11, 20)}
