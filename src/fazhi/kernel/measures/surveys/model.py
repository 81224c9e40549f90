"""A questionnaire as data, and the population it is put to. Pure; ``declaring`` reads and refuses.

Two kinds of groups: the *places* (村、社区), named with their population when a survey opens, by which answers are
weighted; and others (age) that the questionnaire lists. Every question may be left open; only the place must be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import PackError

LEAST: int = 10
"""The smallest group that is told of where a questionnaire says nothing. Below ten a margin of error (95 %) on a scale
of a hundred is wider than the differences anybody would act on, and a village knows who its nine were."""
SMALLEST: int = 5
"""No questionnaire may go below."""
MOST_PLACES: int = 60


class QuestionKind(StrEnum):
    """A scale has points and a mean; a choice has shares only; a text is read by people and counted by nobody."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. ``points``: of each option of a scale, 0 to 100, the best first.

    ``good``: how many options, from the first, count as 满意.
    """

    id: str
    kind: QuestionKind
    label: str
    options: tuple[str, ...] = ()
    points: tuple[Decimal, ...] = ()
    good: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A property people say of themselves, with all its values."""

    id: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire. ``place``: how people are asked where they live; ``least``: the smallest group told of."""

    id: str
    title: str
    says: str
    basis: Basis
    place: str
    least: int
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    source: Mapping[str, object] = field(repr=False)

    @property
    def scales(self) -> tuple[Question, ...]:
        """Return the questions with a mean."""
        return tuple(one for one in self.questions if one.kind is QuestionKind.SCALE)

    @property
    def texts(self) -> tuple[Question, ...]:
        """Return the questions answered in free words."""
        return tuple(one for one in self.questions if one.kind is QuestionKind.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A village or community, and how many people of those asked for live there."""

    name: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Whom a survey is put to: all places with their population."""

    places: tuple[Place, ...]

    @property
    def people(self) -> int:
        """Return the whole population."""
        return sum(place.people for place in self.places)

    def data(self) -> list[list[str | int]]:
        """Return what an event keeps of it."""
        return [[place.name, place.people] for place in self.places]


def frame_of(pairs: Sequence[Sequence[object]]) -> Frame:
    """Return the population from pairs of name and number. Raises PackError for none, a name twice, no people."""
    found: list[Place] = []
    for number, pair in enumerate(pairs, 1):
        name, people = (*pair, "", 0)[:2]
        where = f"第 {number} 行"
        if not isinstance(name, str) or not 1 <= len(name) <= 30:
            raise PackError("村（社区）的名称应为 1 至 30 字", where=where)
        if not isinstance(people, int) or isinstance(people, bool) or not 1 <= people <= 10_000_000:
            raise PackError(f"“{name}”的人数应为 1 以上的整数", where=where, hint="一行一个，写成：名称 人数")
        if any(place.name == name for place in found):
            raise PackError(f"“{name}”写了两次", where=where)
        found.append(Place(name=name, people=people))
    if not 1 <= len(found) <= MOST_PLACES:
        raise PackError(f"村（社区）应为 1 至 {MOST_PLACES} 个", hint="一行一个，写成：名称 人数")
    return Frame(places=tuple(found))
