"""Lines of registers that are kept: as good as read anew, on the day they claim and on no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from fazhi.kernel.procedures import Procedure, play
from fazhi.kernel.procedures.books import holds
from fazhi.packs import procedures
from fazhi.packs.calendar import load
from fazhi.records import register_cells, registers
from fazhi.records.books import listed_in
from fazhi.records.matters import Card, Folded
from fazhi.records.registers import Facts

FACTS = Facts(number="1号", title="名称", unit="单位", handler="某甲", state="在办", opened=date(2026, 3, 9))
ROW = SimpleNamespace(
    number="1号", title="名称", unit=SimpleNamespace(short="单位"), handler=SimpleNamespace(name="某甲"), state="在办",
    archive_number="", opened=date(2026, 3, 9), next_due=None, closed=None, vouchers_owed=0, late_entries=0,
)  # fmt: skip


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
        day, text = register_cells.packed(matter, calendar, first)
        assert day in {None, first.isoformat()}
        said = register_cells.form(procedure)
        assert not list(register_cells.differences(matter, said, day, text))
        for register in procedure.registers:
            every = tuple(range(len(register.columns)))
            keys = matter.state.lists.get(register.each, ()) if register.each else (None,)
            keys = keys if holds(register, listed_in(procedure, matter.state, first)) else ()
            facts = replace(FACTS, note=registers.note(ROW, registers.unlawful(matter), calendar, first))
            for on in [first] if day else [first, first + timedelta(days=1), first + timedelta(days=400)]:
                anew = [registers.entries(register.columns, matter, facts, Names(), calendar, on, key) for key in keys]
                kept = list(register_cells._lines(register, ROW, text, Names(), every, calendar, on))
                assert [line.entries for line in kept] == anew, (register.id, on)
                some = list(register_cells._lines(register, ROW, text, Names(), every[1::3], calendar, on))
                for line, whole in zip(some, anew, strict=True):
                    assert [line.entries[place] for place in every[1::3]] == list(whole[1::3])
                    assert set(line.entries[::3]) <= {None}


def test_what_depends_on_the_day_is_good_for_that_day_only() -> None:
    """Some line of some pack does depend on the day, or the test above would not say much."""
    calendar, days = load(), set()
    for name in procedures.ids():
        for matter in folded(procedures.get(name)):
            days.add(register_cells.packed(matter, calendar, date(2026, 11, 20))[0])
    assert days == {None, "2026-11-20"}


def test_a_line_that_was_changed_is_named_and_one_of_another_declaration_is_not() -> None:
    procedure = procedures.get("legality_review")
    matter, calendar = next(folded(procedure)), load()
    said = register_cells.form(procedure)
    day, text = register_cells.packed(matter, calendar, date(2026, 11, 20))
    changed = text.replace('["', '["甲', 1)
    assert changed != text
    assert list(register_cells.differences(matter, said, day, changed)) == ["review"]
    every = [register.id for register in procedure.registers]
    assert list(register_cells.differences(matter, said, day, "{")) == every
    assert list(register_cells.differences(matter, said, day, '{"lines":[],"unlawful":[]}')) == every
    other = None if day else "2026-11-20"
    assert "日期" in list(register_cells.differences(matter, said, other, text))
    assert not list(register_cells.differences(matter, "another", day, changed))
    columns = procedure.registers[0].columns
    moved = replace(procedure, registers=(replace(procedure.registers[0], columns=columns[1:] + columns[:1]),))
    assert register_cells.form(moved) != said
