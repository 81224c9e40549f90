"""Values that are made quickly are the values that the class makes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import date
from types import MappingProxyType

import pytest

from fazhi.kernel.making import maker
from fazhi.kernel.procedures.events import EventType, MatterEvent
from fazhi.kernel.procedures.state import Run, State

make_event = maker(MatterEvent)


def test_they_are_equal_of_the_same_class_and_as_frozen() -> None:
    given = {"seq": 3, "type": EventType.RAN, "occurred": date(2026, 3, 5), "recorded": date(2026, 3, 6), "step": "a"}
    made, plain = make_event(**given), MatterEvent(**given)
    assert type(made) is MatterEvent and made == plain and repr(made) == repr(plain)
    with pytest.raises(FrozenInstanceError):
        made.seq = 4
    assert replace(made, step="b") == MatterEvent(**{**given, "step": "b"})
    assert copy.copy(made) == plain
    other = maker(Run)(id=1, step="a", key=None, lawful=True, outcome="", occurred=date(2026, 3, 5),
                       recorded=date(2026, 3, 5), decider="p", missing=frozenset({"x"}))  # fmt: skip
    assert pickle.loads(pickle.dumps(replace(other, fields={}, uses={}))).missing == {"x"}


def test_what_is_left_out_is_what_the_class_has_for_it() -> None:
    made, plain = maker(State)(), State()
    assert all(getattr(made, each.name) == getattr(plain, each.name) for each in fields(State))
    assert isinstance(made.runs, MappingProxyType) and made.index == plain.index


def test_a_wrong_argument_is_refused_as_by_the_class() -> None:
    with pytest.raises(TypeError, match="sequence"):
        make_event(sequence=1)
    with pytest.raises(TypeError, match="seq"):
        make_event()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One that does something of its own with what it was given."""

    a: int

    def __post_init__(self) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One with a field that is not given."""

    a: int
    b: int = field(init=False, default=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """One whose arguments go by place."""

    a: int


@dataclass(frozen=True, kw_only=True)
class Loose:
    """One without slots."""

    a: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One whose fields are called what a maker may call its own."""

    cls: int
    made: int
    new: int = 3
    value: list[int] = field(default_factory=lambda: [1])


def test_no_name_of_a_field_is_in_the_way() -> None:
    assert maker(Named)(cls=1, made=2) == Named(cls=1, made=2)
    assert maker(Named)(cls=1, made=2).value is not maker(Named)(cls=1, made=2).value


@pytest.mark.parametrize("cls", [Worked, Found, Placed, Loose])
def test_a_class_that_cannot_be_made_so_is_refused(cls: type) -> None:
    with pytest.raises(TypeError, match="cannot be made so"):
        maker(cls)
