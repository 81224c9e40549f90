"""The work of a person: which open tasks, in which order, in what words. Read in one statement, sorted in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from fazhi.components import Link, State, Tag, WaitRow, WorkRow
from fazhi.desk import people
from fazhi.desk.actor import Desk
from fazhi.desk.words import due_tag
from fazhi.kernel.calendar import Calendar
from fazhi.packs import procedures
from fazhi.records import access, packs
from fazhi.records.access import Action
from fazhi.records.ledger import listing
from fazhi.records.models import Holding, Task

MOST: Final = 100
"""Tasks read for one page, the first due first; beyond, the list of matters serves, and the page says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Tasks by what they mean today. ``late``, ``today``, ``soon`` and ``later`` share no task with one another."""

    late: tuple[Task, ...]
    today: tuple[Task, ...]
    soon: tuple[Task, ...]
    later: tuple[Task, ...]
    sent: tuple[Task, ...]

    @property
    def count(self) -> int:
        """Return how many tasks there are to do, those that wait for others left out."""
        return len(self.late) + len(self.today) + len(self.soon) + len(self.later)


def of_office(desk: Desk, *, whole: bool = True) -> tuple[list[Task], bool]:
    """Return the open tasks of what the person sees that fall to the own posts or the own office, and whether there
    are more than ``MOST``.

    Not ``whole``: the tasks without their matters and in no order, to be counted.
    """
    office = Q(unit_id__in=access.units_under(desk.unit.path))
    return _first(desk, posted(desk.post_ids) | office | Q(person_id=desk.person.pk), whole=whole)


def of_person(desk: Desk, *, whole: bool = True) -> tuple[list[Task], bool]:
    """Return the same of the person alone: what names him or her, and what names nobody and falls to the own posts."""
    mine = Q(person_id=desk.person.pk)
    if not desk.post_ids:
        # Few, and found by the person: by the last days all tasks of the site would be gone through.
        return _first(desk, mine, whole=whole, by_day=False)
    return _first(desk, mine | (Q(person__isnull=True) & posted(desk.post_ids)), whole=whole)


def _earliest(desk: Desk, mine: Q, *, by_day: bool) -> QuerySet[Task]:
    """Return a few more than the ``MOST`` tasks that are due first, those without a last day behind the others.

    Found by their keys: what is sorted among all of them is a number each, and not a row of four tables.
    """
    found = Task.objects.filter(seen(desk) & mine)
    return Task.objects.filter(pk__in=listing.first_tasks(found, MOST + 1, by_day=by_day))


def _cut(found: Iterable[Task]) -> tuple[list[Task], list[Task], bool]:
    """Return the first ``MOST`` tasks, with a last day and without, and whether there are more."""
    ordered = sorted(found, key=lambda task: (task.due or date.max, task.pk))
    kept = ordered[:MOST]
    return [task for task in kept if task.due], [task for task in kept if not task.due], len(ordered) > MOST


def _first(desk: Desk, mine: Q, *, whole: bool, by_day: bool = True) -> tuple[list[Task], bool]:
    found = _earliest(desk, mine, by_day=by_day)
    if not whole:
        dated, undated, cut = _cut(found)
        return together([*undated, *dated]), cut
    dated, undated, cut = _cut(found.select_related("matter__stream", "matter__unit", "matter__handler", "person"))
    dated.sort(key=lambda task: (task.due, task.matter.opened, task.pk))
    undated.sort(key=lambda task: (task.matter.opened, task.pk))
    return together([*undated, *dated]), cut


def together(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks with those of one step of one matter, due on one day, as one: one form takes all its entries."""
    first: dict[tuple[object, ...], Task] = {}
    count: dict[tuple[object, ...], int] = {}
    for task in tasks:
        alike = (task.matter_id, task.kind, task.name, task.due, task.paused, task.person_id, task.posts)
        place = alike if task.kind == "step" and task.run_key else (task.pk,)
        first.setdefault(place, task)
        count[place] = count.get(place, 0) + 1
    for place, task in first.items():
        if count[place] > 1:
            task.title, task.run_key = f"{task.title}（{count[place]} 项）", ""
    return list(first.values())


def seen(desk: Desk) -> Q:
    """Return the predicate that a task is of a matter the person sees."""
    return access.task_predicate(desk.grants, Action.SEE, desk.today, desk.taking.subquery)


def posted(posts: Iterable[str]) -> Q:
    """Return the predicate that a task falls to one of these posts."""
    found = Q(pk__in=())
    for post in posts:
        found |= Q(posts__contains=f"|{post}|")
    return found


def is_mine(desk: Desk, task: Task) -> bool:
    """Say whether a task is the person's own: named, or nobody's by name and of a post he or she holds."""
    if task.person_id is not None:
        return task.person_id == desk.person.pk
    return any(f"|{post}|" in task.posts for post in desk.post_ids)


def sort(tasks: Iterable[Task], calendar: Calendar, today: date) -> Work:
    """Return tasks by what they mean on ``today``; a stopped clock is never late."""
    horizon = calendar.add_working(today, 5)
    groups: dict[str, list[Task]] = {"late": [], "today": [], "soon": [], "later": [], "sent": []}
    for task in tasks:
        groups[_group(task, today, horizon)].append(task)
    return Work(**{name: tuple(found) for name, found in groups.items()})


def _group(task: Task, today: date, horizon: date) -> str:
    if task.kind == "answer" and (task.due is None or task.due >= today or task.paused):
        return "sent"
    if task.due is None or task.paused:
        return "later"
    if task.due < today:
        return "late"
    last = min(task.due, task.work_by or task.due)
    if last <= today:
        return "today"
    return "soon" if last <= horizon else "later"


def rows(
    tasks: Sequence[Task], calendar: Calendar, today: date, holders: Mapping[str, Sequence[Holding]]
) -> tuple[WorkRow, ...]:
    """Return tasks as rows: the verb leads to the very step."""
    return tuple(_row(task, calendar, today, holders) for task in tasks)


def _row(task: Task, calendar: Calendar, today: date, holders: Mapping[str, Sequence[Holding]]) -> WorkRow:
    who, office = whose(task, holders)
    if task.due is not None:
        tag, until = due_tag(calendar, today, task.due, work_by=task.work_by, paused=task.paused)
    else:
        tag, until = Tag(state=State.NOTE, text="未定期限"), "归档前补齐" if task.kind == "voucher" else "及时办理"
    if task.provisional:
        until = f"{until}（暂定）"
    return WorkRow(
        verb=task.title if task.kind != "term" else f"处理：{task.title}",
        title=task.matter.title,
        href=address(task),
        number=task.matter.number + ("　急件" if task.matter.urgent else ""),
        who=who,
        office=office,
        clock=tag,
        until=until,
        basis=basis_link(task),
    )


def basis_link(task: Task) -> Link:
    """Return the basis of a task: an article leads to the guide of its procedure, a local rule leads nowhere."""
    legal = "《" in task.basis
    href = f"{reverse('guide', args=[task.matter.procedure])}#basis" if legal else ""
    return Link(label=task.basis, href=href)


def address(task: Task) -> str:
    """Return where a task is done: the form of its step, of its answer or voucher, or the sheet of its term."""
    stream = short(task.matter.stream.key)
    key = f"?key={task.run_key}" if task.run_key else ""
    match task.kind:
        case "step":
            return reverse("act", args=[stream, "do", task.name]) + key
        case "answer":
            return reverse("act", args=[stream, "answer", task.name]) + key
        case "voucher":
            return reverse("about", args=[stream, "vouch", task.run_key])
    return reverse("term", args=[stream, task.name, *([task.run_key] if task.run_key else [])])


def short(stream: str) -> str:
    """Return the part of a matter's stream that stands in addresses."""
    return stream.partition("/")[2]


def whose(task: Task, holders: Mapping[str, Sequence[Holding]]) -> tuple[str, str]:
    """Return who is to do a task and the office: a person, else the one or two holders of its posts, else the posts."""
    if task.person is not None:
        return task.person.name, task.matter.unit.short
    home = "/".join(task.matter.unit_path.split("/")[:2]) + "/"
    posts = [post for post in task.posts.split("|") if post]
    for post in posts:
        fit = [
            holding
            for holding in holders.get(post, ())
            if holding.unit.path.startswith(home) or task.matter.unit_path.startswith(holding.unit.path)
        ]
        near = [holding for holding in fit if holding.unit.path.startswith(home)] or fit
        if 0 < len(near) <= 2:
            return "、".join(dict.fromkeys(item.person.name for item in near)), near[0].unit.short
    return "、".join(people.post_name(post) for post in posts[:2]) or "承办单位", task.matter.unit.short


def holders_of(tasks: Iterable[Task], today: date) -> Mapping[str, Sequence[Holding]]:
    """Return post -> who holds it today, for the tasks that name nobody. One statement."""
    wanted = {post for task in tasks if task.person_id is None for post in task.posts.split("|") if post}
    found: dict[str, list[Holding]] = {}
    if not wanted:
        return found
    held = Holding.objects.filter(post__in=wanted, starts__lte=today).exclude(ends__lt=today)
    for holding in held.select_related("person", "unit"):
        found.setdefault(holding.post, []).append(holding)
    return found


def waits(tasks: Sequence[Task], calendar: Calendar, today: date) -> tuple[WaitRow, ...]:
    """Return what is out for an answer: to whom, since how many working days, until when."""
    found = []
    for task in tasks:
        waited = calendar.working_between(task.since, today)
        until = due_tag(calendar, today, task.due, work_by=task.work_by)[1] if task.due else "未约定"
        found.append(
            WaitRow(
                title=f"{task.title.partition('：')[2] or task.title}：{task.matter.title}",
                href=address(task),
                number=task.matter.number,
                whom=_whom(task),
                waited=f"{waited} 个工作日" if waited else "今天送出",
                until=until + ("（暂定）" if task.provisional else ""),
            )
        )
    return tuple(found)


def _whom(task: Task) -> str:
    step = packs.by_digest(task.matter.pack_digest).steps.get(task.name)
    if step is None or step.call is None:
        return ""
    return step.call.body or matters_title(step.call.procedure or "")


def matters_title(procedure: str) -> str:
    """Return the title of a procedure that ships with the program, or its id."""
    return procedures.get(procedure).title if procedure in procedures.ids() else procedure
