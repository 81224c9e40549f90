"""Who may see and do what: decided here and nowhere else.

An account draws *grants* (a role over everything under a unit path) from the posts its person holds, from scopes given
to it, and from scopes given to a post. A matter is open to whoever has a grant over its owning unit or takes part in
it. ``visible_matters`` says so as one SQL predicate, ``may`` for one matter; both read the same grants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from fazhi.kernel.errors import FazhiError
from fazhi.records import clock, ledger
from fazhi.records.models import Account, Holding, Matter, Participant, Scope, Unit


class Role(StrEnum):
    """What a grant is for. 管理 gives accounts and units, and no look into any matter.

    受托 is given for one sending of one matter and never over a unit: a packet to read and its answer, nothing else.
    """

    WORK = "work"
    REVIEW = "review"
    LEAD = "lead"
    COUNTY = "county"
    VIEW = "view"
    ADMIN = "admin"
    COUNSEL = "counsel"

    @property
    def cn(self) -> str:
        """The word people see."""
        return _CN[self]


_CN = {
    Role.WORK: "经办",
    Role.REVIEW: "审查",
    Role.LEAD: "领导",
    Role.COUNTY: "县局",
    Role.VIEW: "查看",
    Role.ADMIN: "管理",
    Role.COUNSEL: "受托",
}

OVER_UNITS = tuple(role for role in Role if role is not Role.COUNSEL)
"""The roles that a post or a scope may give."""


class Action(StrEnum):
    """What may be asked for on a matter."""

    SEE = "see"
    ACT = "act"
    UNMASK = "unmask"
    EXPORT = "export"
    HAND_OVER = "hand_over"
    INVITE = "invite"
    ADVISE = "advise"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE: frozenset({Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY, Role.VIEW}),
    Action.ACT: frozenset({Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY}),
    Action.UNMASK: frozenset({Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY}),
    Action.EXPORT: frozenset({Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY}),
    Action.HAND_OVER: frozenset({Role.REVIEW, Role.LEAD, Role.ADMIN}),
    Action.INVITE: frozenset({Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY}),
    Action.ADVISE: frozenset({Role.COUNSEL}),
}
"""The whole table: which roles give which action."""

OWNERS_ONLY = frozenset({Action.HAND_OVER, Action.INVITE})
"""What taking part never gives: whose work it is, and who may look, is decided where the matter belongs."""


class UnitAction(StrEnum):
    """What may be asked for on the figures of a unit (and of those below it)."""

    SEE_FORMS = "see_forms"
    ISSUE_FORMS = "issue_forms"
    COLLECT_FORMS = "collect_forms"
    SEE_ROUND = "see_round"
    ANSWER_ROUND = "answer_round"
    SCORE_ROUND = "score_round"
    SEE_SURVEY = "see_survey"
    RUN_SURVEY = "run_survey"


ALLOWED_ON_UNIT: dict[UnitAction, frozenset[Role]] = {
    UnitAction.SEE_FORMS: frozenset({Role.REVIEW, Role.LEAD, Role.COUNTY, Role.VIEW}),
    UnitAction.ISSUE_FORMS: frozenset({Role.REVIEW, Role.LEAD}),
    UnitAction.COLLECT_FORMS: frozenset({Role.COUNTY}),
    UnitAction.SEE_ROUND: frozenset({Role.REVIEW, Role.LEAD, Role.COUNTY, Role.VIEW}),
    UnitAction.ANSWER_ROUND: frozenset({Role.REVIEW, Role.LEAD}),
    UnitAction.SCORE_ROUND: frozenset({Role.COUNTY}),
    UnitAction.SEE_SURVEY: frozenset({Role.REVIEW, Role.LEAD, Role.COUNTY, Role.VIEW}),
    UnitAction.RUN_SURVEY: frozenset({Role.REVIEW, Role.COUNTY}),
}
"""Which roles over a unit give which action. Who only works on matters (经办) sees those, and no totals.

Of a round of evaluation a township sees its own sheet and no other's; it assesses itself and objects, the county
scores.
"""


class Denied(FazhiError):
    """The account may not do this. The message never says whether the thing exists."""

    code = "F220"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is at the keyboard (录入人): the account, in the post and unit it acts in. No ``account_id``: system."""

    account_id: int | None
    login: str
    post: str | None = None
    unit: str | None = None


SYSTEM = Actor(account_id=None, login="system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role over every unit whose path begins with ``path``; ``post`` and ``unit`` say from which holding it comes."""

    path: str
    role: Role
    post: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """All that an account may do on a day. ``holdings`` are (post, unit code) pairs the person holds that day.

    ``person`` is the key of the person, ``held`` the posts with unit code and unit path, ``roots`` the paths of the
    units that belong to no other.
    """

    account_id: int | None
    login: str
    person_id: int
    all: tuple[Grant, ...]
    holdings: tuple[tuple[str, str], ...]
    person: str = ""
    held: tuple[tuple[str, str, str], ...] = ()
    roots: tuple[str, ...] = ()

    @property
    def outside(self) -> bool:
        """Say whether nothing is given over any unit that day: such an account sees its commissions (委托) and no more.

        It follows from what is given, and is no mark of the account: who takes up a post is inside from that day on.
        """
        return self.account_id is not None and not self.all

    def paths(self, roles: Iterable[Role]) -> tuple[str, ...]:
        """Return the unit paths over which one of ``roles`` is given, without those inside another."""
        wanted = frozenset(roles)
        found = sorted({g.path for g in self.all if g.role in wanted})
        outer: list[str] = []
        for path in found:
            if not outer or not path.startswith(outer[-1]):
                outer.append(path)
        return tuple(outer)

    def covers(self, path: str, roles: Iterable[Role]) -> bool:
        """Say whether one of ``roles`` is given over the unit at ``path``."""
        wanted = frozenset(roles)
        return any(g.role in wanted and path.startswith(g.path) for g in self.all)

    def covers_all(self, roles: Iterable[Role]) -> bool:
        """Say whether one of ``roles`` is given over every unit there is, so that lists need no condition."""
        wanted = frozenset(roles)
        return bool(self.roots) and all(self.covers(root, wanted) for root in self.roots)


EVERYTHING = Grants(account_id=None, login="system", person_id=0, all=(Grant(path="", role=Role.ADMIN),), holdings=())
"""What the system itself may do when it acts."""

EVERYBODY = Grants(account_id=None, login="system", person_id=0, all=(Grant(path="", role=Role.COUNTY),), holdings=())
"""What the machine itself may read when nobody sits in front of it: everything."""


def grants_from_rows(account_id: int, rows: Iterable[tuple[str, str, str, str, str, int]]) -> Grants:
    """Read ``ledger.actor_rows``. Raises Denied for an account that is unknown or disabled."""
    rows = tuple(rows)
    account = next((row for row in rows if row[0] == "account"), None)
    if account is None or account[4] == "disabled":
        raise Denied("此账号已停用或不存在", hint="请与本单位管理员联系")
    given = {
        Grant(path=row[1], role=Role(row[2]), post=row[3], unit=row[4])
        for row in rows
        if row[0] in ("holding", "scope")
    }
    # Who answers for a unit answers for the units that were merged into it, and for those merged into these.
    merged = [(row[1], row[2]) for row in rows if row[0] == "merged"]
    reach = set(given)
    while True:
        more = {
            Grant(path=old, role=g.role, post=g.post, unit=g.unit)
            for g in reach
            for old, new in merged
            if new.startswith(g.path) and not old.startswith(g.path)
        } - reach
        if not more:
            break
        reach |= more
    return Grants(
        account_id=account_id,
        login=account[1],
        person_id=account[5],
        all=tuple(sorted(reach, key=lambda g: (g.path, g.role, g.post, g.unit))),
        holdings=tuple(sorted({(row[3], row[4]) for row in rows if row[0] == "holding"})),
        person=account[2],
        held=tuple((row[3], row[4], row[1]) for row in rows if row[0] == "holding"),
        roots=tuple(sorted(row[1] for row in rows if row[0] == "root")),
    )


def grants_of(account: Account, on: date | None = None) -> Grants:
    """Return what ``account`` may do on ``on`` (today). Raises Denied when it is disabled that day."""
    return grants_from_rows(account.pk, ledger.actor_rows(account.pk, on or clock.today()))


def actor_of(account: Account, *, post: str | None = None, unit: str | None = None, on: date | None = None) -> Actor:
    """Return ``account`` acting in ``post`` (and ``unit``); without a post, in the first one it holds that day.

    Raises Denied when the person does not hold the post on that day.
    """
    held = grants_of(account, on).holdings
    fitting = [pair for pair in held if (post is None or pair[0] == post) and (unit is None or pair[1] == unit)]
    if fitting:
        return Actor(account_id=account.pk, login=account.login, post=fitting[0][0], unit=fitting[0][1])
    if post is None and unit is None:
        return Actor(account_id=account.pk, login=account.login)
    raise Denied("您在这一天不担任这个岗位", where=f"{post or ''} {unit or ''}".strip(), hint="请核对任职起止日期")


def on_unit(grants: Grants, action: UnitAction, path: str) -> bool:
    """Say whether ``grants`` open the figures of the unit at ``path`` for ``action``."""
    return grants.covers(path, ALLOWED_ON_UNIT[action])


def under(field: str, path: str) -> Q:
    """Return the predicate that column ``field`` begins with ``path``, in the form the database has an index for."""
    if not path:
        return Q(**{f"{field}__gte": ""})  # an empty Q would let nothing through once it is joined with others
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + chr(ord(path[-1]) + 1)})
    return Q(**{f"{field}__startswith": path})


def matter_predicate(grants: Grants, action: Action, on: date) -> Q:
    """Return the one predicate over Matter that says which matters ``grants`` opens for ``action``."""
    roles = ALLOWED[action]
    if grants.covers_all(roles):
        return Q()
    condition = Q(pk__in=())
    for path in grants.paths(roles):
        condition |= under("unit_path", path)
    if action in OWNERS_ONLY:
        return condition
    return condition | Q(pk__in=taken_part_in(grants, action, on))


@lru_cache(maxsize=256)
def taken_part_in(grants: Grants, action: Action, on: date) -> RawSQL:
    """Return a subquery of the keys of the matters that ``taking_part`` opens.

    Kept as words for the database: a page asks it in a dozen statements, and to put it together each time took longer
    than to read the answer. What it finds is read anew in each.
    """
    try:
        return raw(taking_part(grants, action, on).values("matter_id"))
    except EmptyResultSet:
        return RawSQL("SELECT stream_id FROM records_matter WHERE 1 = 0", ())


@lru_cache(maxsize=1024)
def units_under(path: str, column: str = "id") -> RawSQL:
    """Return a subquery of a column of the units under ``path``, kept as words in the same way."""
    return raw(Unit.objects.filter(under("path", path)).values(column))


def raw(query: QuerySet[Any, Any]) -> RawSQL:
    """Return a query as a subquery in words. Raises EmptyResultSet for one that can find nothing."""
    sql, values = query.query.sql_with_params()
    return RawSQL(sql, values)  # noqa: S611  Django's own words, every value bound


def taking_part(grants: Grants, action: Action, on: date) -> QuerySet[Participant]:
    """Return by which taking part a person or the own units may do ``action`` in a matter of others."""
    roles = ALLOWED[action]
    part = Q(person_id=grants.person_id) if grants.person_id else Q(pk__in=())
    # By the keys of the units: a path of a joined unit beside the person would let no index serve either.
    for path in grants.paths(roles):
        part |= Q(unit_id__in=units_under(path))
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    return Participant.objects.filter(part, in_time, role__in=[r.value for r in roles])


def commissions(grants: Grants, on: date) -> QuerySet[Participant]:
    """Return for which sendings a person outside is commissioned on a day: from the first day to the last, both in."""
    return taking_part(grants, Action.ADVISE, on).filter(run__isnull=False)


def may_answer(grants: Grants, matter: Matter, run: int | None, on: date) -> bool:
    """Say whether a commission opens the packet of sending ``run``, and takes its answer: the interest was stated."""
    return commissions(grants, on).filter(matter_id=matter.pk, run=run, stated__isnull=False).exists()


def task_predicate(grants: Grants, action: Action, on: date, taken: RawSQL | None = None) -> Q:
    """Return the predicate over Task that says the same: a task stands under the unit that owns its matter.

    ``taken``: the keys of what one takes part in, where they were read already (``records.taking``).
    """
    roles = ALLOWED[action]
    if grants.covers_all(roles):
        return Q()
    condition = Q(pk__in=())
    for path in grants.paths(roles):
        condition |= Q(unit_id__in=units_under(path))
    if action in OWNERS_ONLY:
        return condition
    return condition | Q(matter_id__in=taken or taken_part_in(grants, action, on))


def visible_matters(account: Account, on: date | None = None) -> QuerySet[Matter]:
    """Return the matters that ``account`` may see on ``on`` (today)."""
    day = on or clock.today()
    return Matter.objects.filter(matter_predicate(grants_of(account, day), Action.SEE, day))


def may(account: Account, action: Action | str, matter: Matter, on: date | None = None) -> bool:
    """Say whether ``account`` may do ``action`` on ``matter`` that day. A disabled account may nothing."""
    day = on or clock.today()
    try:
        grants = grants_of(account, day)
    except Denied:
        return False
    return allows(grants, Action(action), matter, day)


def allows(grants: Grants, action: Action, matter: Matter, on: date) -> bool:
    """Say whether ``grants`` open ``matter`` for ``action``; a second statement only for those who take part."""
    if grants.covers(matter.unit_path, ALLOWED[action]):
        return True
    if action in OWNERS_ONLY:
        return False
    return Matter.objects.filter(matter_predicate(grants, action, on), pk=matter.pk).exists()


def get_matter(account: Account, action: Action | str, number_or_key: str, on: date | None = None) -> Matter:
    """Fetch and authorise in one step: the matter with this stream key or number. Denied also when none exists."""
    day = on or clock.today()
    found = (
        Matter.objects.select_related("stream", "unit", "handler")
        .filter(matter_predicate(grants_of(account, day), Action(action), day))
        .filter(Q(stream__key=number_or_key) | Q(number=number_or_key))
        .first()
    )
    if found is None:
        raise Denied(
            "没有这个事项，或您无权办理", where=number_or_key, hint="请核对编号；跨单位的事项请由承办单位加为参与单位"
        )
    return found


def holders(posts: Iterable[str], unit_path: str, on: date) -> QuerySet[Holding]:
    """Return who holds one of ``posts`` that day with standing over the unit at ``unit_path``.

    Standing comes from holding the post in that unit or above it, or by a scope given to the post over such a unit.
    """
    above = [unit_path[: i + 1] for i, c in enumerate(unit_path) if c == "/"]
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    wanted = list(posts)
    by_scope = Scope.objects.filter(in_time, over__path__in=above, post__in=wanted).values_list("unit_id", "post")
    standing = Q(unit__path__in=above)
    for unit_id, post in by_scope:
        standing |= Q(unit_id=unit_id, post=post)
    return Holding.objects.filter(in_time, standing, post__in=wanted).select_related("person", "unit")
