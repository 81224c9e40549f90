"""What a pack declares of the public: what it shows of a matter, and what it takes in. `publishing` reads both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fazhi.kernel.expressions import Expr, Ref
from fazhi.kernel.terms import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What must be made public, by which step and inside which term, with which fields masked.

    ``section`` is where the public finds it (else under the title of the procedure), ``text`` the text that is
    published with it, ``number`` its 文号, ``shows`` answers that are told beside it, ``course`` the steps of which day
    and result are told. With ``until`` the public may comment, to the end of that day.
    """

    step: str
    what: str
    term: str | None = None
    masks: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    section: str | None = None
    text: str | None = None
    number: Ref | None = None
    shows: tuple[Ref, ...] = ()
    course: tuple[str, ...] = ()
    until: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What the sender of a request may do now, while ``condition`` holds: by verified articles only (``basis``).

    ``say`` is the whole sentence. With ``amount`` and ``unit`` it may be done to the end of a day, counted from the day
    of the last run of step ``start``, rolling to the next working day; before that step only the sentence is told.
    """

    condition: Expr
    say: str
    basis: tuple[str, ...]
    start: str | None = None
    amount: int = 0
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What residents may send in that opens a matter: the questions they are asked, and what is known without asking.

    ``asks`` are facts and answers of the first step; ``title`` is the one that names the matter, ``arrived`` the fact
    that holds the day of sending; ``sets`` are facts and answers with a fixed value. ``says`` tells a resident
    beside a question what to write: the help of the field is for those who register. Its sender is told later of the
    steps ``course`` (day and result), of the ``terms`` that run, and of the ``remedies`` that are open.
    """

    name: str
    asks: tuple[Ref, ...]
    title: Ref
    arrived: Ref | None = None
    sets: Mapping[Ref, str] = field(default_factory=lambda: MappingProxyType({}))
    says: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    course: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    help: str | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A matter that the clerk may open from a problem a resident has written in about (反映问题).

    ``name`` is what the clerk chooses by. ``fills`` brings parts of the letter (`publishing.PARTS`) into facts and
    answers of the first step, ``sets`` fixed values. Whoever wrote is told later of the steps ``course`` (day and
    result) and of the ``terms`` that run.
    """

    name: str
    fills: Mapping[Ref, str] = field(default_factory=lambda: MappingProxyType({}))
    sets: Mapping[Ref, str] = field(default_factory=lambda: MappingProxyType({}))
    course: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    help: str | None = None
    basis: tuple[str, ...] = ()
