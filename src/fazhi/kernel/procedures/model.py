"""A procedure as data: what a pack declares, after loading. No behaviour, no Chinese of its own.

Type and instance are apart: a `Procedure` is the type; one run of it is a `State` (see ``state``).
Everything here is frozen and keyword-only; ``load`` is the only maker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from fazhi.kernel.citations import Basis
from fazhi.kernel.expressions import Expr, Type
from fazhi.kernel.papers.model import Grade
from fazhi.kernel.papers.tree import Node
from fazhi.kernel.procedures.enlisting import Listing
from fazhi.kernel.procedures.filing import Archive
from fazhi.kernel.procedures.filling import Fill
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.owing import Obligation
from fazhi.kernel.procedures.publicity import Inbox, Publication, Raised
from fazhi.kernel.terms import EndPolicy, Kind, Unit

ParamValue = bool | int | Decimal | str
Amount = int | str
"""A fixed number, or a reference: ``param.x``, ``subject.x``, ``field.x`` (of the act itself) or ``STEP.x``."""

Given = Expr | bool | int | str | tuple[str, ...]
"""What a call brings along: a fixed value, or a condition read at sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question asked when a matter opens or an act is done.

    ``required`` and ``show`` are conditions over the act's own answers; ``pii`` is the personal-information class
    (the value is then sealed, and conditions may only ask whether it is present); ``at_answer`` says that a field of
    a call is asked when the answer comes, not when it is sent; ``series`` names the numbering series of a number;
    ``takes`` the part of a finding of the checker it is filled in with (`taking`).
    """

    id: str
    name: str
    type: Type
    required: bool | Expr = False
    show: Expr | None = None
    pii: str | None = None
    help: str | None = None
    basis: tuple[str, ...] = ()
    at_answer: bool = False
    series: str | None = None
    mutable: bool = False
    long: bool = False
    takes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An outcome of a called matter that means ``to`` where a condition of that matter holds."""

    outcome: str
    condition: Expr
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What somebody outside says of his interest before he reads: ``none`` is the yes-or-no answer that he has none.

    Who has one answers at once with ``conflict``, and writes into ``which`` what it is; nothing is opened to him.
    ``silence`` is the result that says that no answer came: the office enters it, never whoever was asked.
    """

    none: str
    conflict: str
    which: str
    silence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A step done by another body: by name, or by a matter of another procedure.

    ``carries`` is the text whose digest at *sending* the answer covers. ``returns`` is the text the answer brings back
    (a draft corrected under review): it becomes the current version, and the answer rests on it. ``map`` turns the
    other procedure's outcome into one of this step's outcomes (identity where absent), ``turns`` where it depends on
    what was done there. ``gives`` are the opening facts of the other matter, ``hands`` the answers with which its first
    step is filled in beforehand, so that nobody types twice what was said at the sending: fixed values, or conditions
    of this matter read at sending. ``tells`` are the answers that come back filled in: expressions of the other one.
    ``packet`` is the letter that goes out with the text carried, as one watermarked file for somebody without a desk;
    with ``interest`` he may also be given an account that opens this packet, and takes this answer, and nothing else.
    """

    body: str | None = None
    procedure: str | None = None
    carries: str | None = None
    returns: str | None = None
    map: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    gives: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    hands: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    turns: tuple[Turn, ...] = ()
    tells: Mapping[str, tuple[Expr, ...]] = field(default_factory=lambda: MappingProxyType({}))
    packet: str | None = None
    interest: Interest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """The result of a step that gives a file back to its sender, and the field that takes all that is missing.

    ``paper`` is the paper that tells the sender, None where there is none.
    """

    outcome: str
    missing: str
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A 凭证 that belongs to a step. A missing one is listed and keeps ``vouched()`` false; it refuses nothing."""

    id: str
    name: str
    required: bool | Expr = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One kind of act. ``name`` is the noun of the timeline, ``act`` the verb on the button.

    ``when`` is the duty (``None``: always owed); it never forbids. ``outcomes`` is closed and never empty.
    ``foretold`` is the question whether this step will be possible (能否快审), told from its gates when a matter opens.
    ``takes`` says that findings of the checker become its entries, or are set aside there (`taking`). ``under`` names
    the answer with the item of a list of powers that must be in force when it is done (`listing`): a gate says so too.
    ``model_text`` is the text it speaks of as an approved model text (示范文本) of which only the blanks are filled.

    ``keyed`` is the list over which it runs once per key. Of its gates ``plain`` ask nothing of the act; ``asking`` do,
    by the result they speak of. Of those that can close a result before anything is answered ``shared`` do not ask for
    the result, ``own`` do, the fewest first.
    """

    id: str
    name: str
    act: str
    posts: tuple[str, ...]
    outcomes: tuple[str, ...]
    passes: frozenset[str]
    after: tuple[str, ...] = ()
    needs: tuple[Gate, ...] = ()
    needs_answer: tuple[Gate, ...] = ()
    when: Expr | None = None
    uses: tuple[str, ...] = ()
    makes: str | None = None
    separate: tuple[str, ...] = ()
    adds: str | None = None
    each: str | None = None
    call: Call | None = None
    once: bool = False
    ends: bool = False
    after_end: bool = False
    exception: bool = False
    milestone: bool = False
    basis: tuple[str, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    fields: tuple[Field, ...] = ()
    help: str | None = None
    foretold: str | None = None
    give_back: GiveBack | None = None
    takes: str | None = None
    under: str | None = None
    fills: Fill | None = None
    model_text: str | None = None
    keyed: str | None = field(init=False, compare=False, repr=False)
    plain: tuple[Gate, ...] = field(init=False, compare=False, repr=False)
    asking: Mapping[str, tuple[Gate, ...]] = field(init=False, compare=False, repr=False)
    shared: tuple[Gate, ...] = field(init=False, compare=False, repr=False)
    own: tuple[tuple[str, tuple[Gate, ...]], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        gates = [gate for gate in self.needs if gate.asks]
        asking = {name: tuple(gate for gate in gates if gate.speaks_of(name)) for name in self.outcomes}
        shut = {name: tuple(gate for gate in found if gate.shuts) for name, found in asking.items()}
        own = [(name, tuple(gate for gate in found if "outcome" in gate.asks)) for name, found in shut.items()]
        object.__setattr__(self, "keyed", self.each or self.adds)
        object.__setattr__(self, "plain", tuple(gate for gate in self.needs if not gate.asks))
        object.__setattr__(self, "asking", MappingProxyType(asking))
        object.__setattr__(self, "shared", tuple(gate for gate in gates if gate.shuts and "outcome" not in gate.asks))
        object.__setattr__(self, "own", tuple(sorted(own, key=lambda each: len(each[1]))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend:
    """A named call during which a term does not run, at most until the term ``cap`` of the called body ends."""

    call: str
    cap: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """The step that lengthens a term: by how much, how much at most in all, how many times."""

    by: str
    amount: Amount
    max: Amount
    times: int = 1
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A clock. ``start`` and ``until`` are names such as ``reply``, ``third.sent``, ``intake:受理``, ``subject.x``.

    ``delivery.day`` is a date a step states. ``count_start`` counts the first day too: one working day from the arrival
    is then the day of arrival itself (当日).
    ``last`` names date fields in place of a length: the last day is the one stated there (by the step that started the
    clock, where several are named), or lies ``ahead`` by so many ``unit`` before it. Where nobody has to do anything by
    the last day (``duty`` is false: a validity), it is nobody's task.
    """

    id: str
    name: str
    kind: Kind
    amount: Amount
    unit: Unit
    end: EndPolicy
    start: tuple[str, ...]
    until: tuple[str, ...] = ()
    suspend: tuple[Suspend, ...] = ()
    extend: Extend | None = None
    each: str | None = None
    count_start: bool = False
    last: tuple[str, ...] = ()
    ahead: Amount = 0
    duty: bool = True
    owner: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


class Pattern(StrEnum):
    """The past-time forms of a guarantee."""

    UNLESS = "never_unless"
    SINCE = "never_without_since"
    NO_AFTER = "no_after"
    DIFFERS = "differs"
    AT_LEAST = "at_least_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """A promise the prover must prove. ``trigger`` is the act it speaks of; ``where`` narrows it.

    UNLESS: ``unless`` holds when the trigger is done. SINCE: a lawful run of ``other`` with one of ``outcomes`` lies
    between the last ``since`` and the trigger. NO_AFTER: no trigger once ``other`` was done (``facts``: facts count).
    DIFFERS: the trigger's decider never decided ``other``. AT_LEAST: ``amount`` ``unit`` after the latest ``other``.
    """

    id: str
    say: str
    pattern: Pattern
    trigger: str
    where: Expr | None = None
    unless: Expr | None = None
    other: str | None = None
    outcomes: tuple[str, ...] = ()
    since: str | None = None
    facts: bool = False
    amount: int = 0
    unit: Unit = Unit.calendar_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a register: ``sources`` are joined in print.

    A source is a reserved word (``#``, ``number`` …), ``due:<term>`` (the last day of a term) or an expression. One
    that reads a step done once per entry of a list is read for every entry, in the order of the list. ``of`` reads only
    runs of that result: when was it last sent back (退回补正), though it was accepted later.
    """

    name: str
    sources: tuple[str | Expr, ...]
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A 台账: its columns in the order the offices keep. ``each``: a line for every entry of that list.

    ``apart``: a matter of whose facts this is true stands in this register alone, and in no other of the procedure.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    paper: str = "A3"
    each: str | None = None
    apart: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of the way, for the strip of steps and the flow chart."""

    name: str
    steps: tuple[str, ...]
    side_by_side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """A paper the procedure issues. ``when``: it may be printed (``None``: always); ``each``: one per key of a list.

    Its number is the one an act took (``number``), or else taken from ``series`` when it is issued. ``makes`` names the
    text of the procedure of which the paper is the form, ``vouches`` the evidence item (``step.item``) that its sealed
    scan is. ``copies`` is how many are printed as a rule; ``agenda`` its place in the papers for a meeting (0: none).
    """

    id: str
    name: str
    grade: Grade
    body: tuple[Node, ...]
    when: Expr | None = None
    each: str | None = None
    series: str | None = None
    number: Expr | None = None
    basis: tuple[str, ...] = ()
    copies: int = 1
    makes: str | None = None
    vouches: str | None = None
    agenda: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Which step's entries are remembered for later matters, by field, and where their fate is read (`remembering`)."""

    step: str
    place: str
    message: str
    suggestion: str
    basis: str | None = None
    code: str | None = None
    withdrawn: tuple[str, ...] = ()
    fate: str | None = None
    later: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A document that goes on being in force when its matter has ended: which text, since when, until when (`library`).

    ``enters`` is the step by which it takes its place, ``ends`` the steps that end it with the word for it, ``changes``
    those that give it a newer text. ``valid`` and ``warn`` are terms: its last day, and from when that is near.
    """

    name: str
    text: str
    enters: str
    number: Expr | None = None
    document: Expr | None = None
    since: Expr | None = None
    valid: str | None = None
    warn: str | None = None
    ends: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changes: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A number or choice the law or a local rule sets. ``may`` says in which direction an overlay may move it."""

    id: str
    name: str
    type: Type
    value: ParamValue
    unit: str | None = None
    may: str = "none"
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A loaded pack. ``digest`` is the SM3 of ``source`` in canonical form: what events of a matter refer to."""

    id: str
    title: str
    version: str
    summary: str
    numbering: str
    opens: str
    digest: str
    source: Mapping[str, object]
    basis: Mapping[str, Basis]
    params: Mapping[str, Param]
    subject: Mapping[str, Field]
    texts: Mapping[str, str]
    lists: Mapping[str, str]
    steps: Mapping[str, Step]
    terms: Mapping[str, Term]
    guarantees: Mapping[str, Guarantee]
    registers: tuple[Register, ...] = ()
    publications: tuple[Publication, ...] = ()
    stages: tuple[Stage, ...] = ()
    papers: Mapping[str, PaperForm] = field(default_factory=lambda: MappingProxyType({}))
    result: str | None = None
    covers: str | None = None
    archive: Archive | None = None
    memory: Memory | None = None
    obligations: Mapping[str, Obligation] = field(default_factory=lambda: MappingProxyType({}))
    library: Library | None = None
    listing: Listing | None = None
    inbox: Inbox | None = None
    raised: Raised | None = None
    applies: Mapping[str, Expr] = field(default_factory=lambda: MappingProxyType({}))
    hidden: frozenset[str] = frozenset()

    def bases(self, ids: Iterable[str]) -> tuple[Basis, ...]:
        """Return the bases with these ids, those left out that do not rest on the kind of matter at hand."""
        return tuple(self.basis[name] for name in ids if name not in self.hidden)

    def step(self, name: str) -> Step:
        """Return the step; a ``KeyError`` here is a defect of the caller, never of a user."""
        return self.steps[name]
