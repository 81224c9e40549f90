"""Which last days come: open duties of the matters one may see, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from fazhi.records import access
from fazhi.records.access import Action, Grants
from fazhi.records.models import Holding, Matter, Scope, Task, Unit


def due_until(grants: Grants, on: date, last: date, *, unit: str = "") -> QuerySet[Task]:
    """Return the duties due on ``last`` or earlier (the late ones too) in matters one may see, by day.

    ``unit``: a code; only matters of that unit and the units below it.
    """
    seen = Matter.objects.filter(access.matter_predicate(grants, Action.SEE, on))
    if unit:
        path = Unit.objects.filter(code=unit).values_list("path", flat=True).first()
        seen = seen.filter(access.under("unit_path", path)) if path else seen.none()
    return (
        Task.objects.filter(matter__in=seen.values("pk"), due__isnull=False, due__lte=last)
        .select_related("matter__stream", "matter__unit", "matter__handler", "person")
        .order_by("due", "matter__opened", "pk")
    )


def duty_names(tasks: Iterable[Task], on: date) -> dict[int, tuple[str, ...]]:
    """Return task -> names of the people whose duty it is: the named one, the 承办人, or who holds the post there.

    Two statements, however many tasks.
    """
    listed = list(tasks)
    posts = {post for task in listed if task.person_id is None for post in _posts(task)}
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    held = list(
        Holding.objects.filter(in_time, post__in=posts).values_list("post", "unit_id", "unit__path", "person__name")
    )
    over = {
        (unit, post, path)
        for unit, post, path in Scope.objects.filter(in_time, post__in=posts).values_list(
            "unit_id", "post", "over__path"
        )
    }
    return {task.pk: _names(task, held, over) for task in listed}


def _posts(task: Task) -> tuple[str, ...]:
    return tuple(post for post in task.posts.split("|") if post)


def _names(task: Task, held: list[tuple[str, int, str, str]], over: set[tuple[int, str, str]]) -> tuple[str, ...]:
    if task.person is not None:
        return (task.person.name,)
    path = task.matter.unit_path
    home = "/".join(path.split("/")[:2]) + "/"
    wanted = _posts(task)
    found = [
        name
        for post, unit, at, name in held
        if post in wanted
        and (at.startswith(home) or path.startswith(at) or any((unit, post, o) in over for o in _above(path)))
    ]
    return tuple(dict.fromkeys(found))


def _above(path: str) -> tuple[str, ...]:
    return tuple(path[: i + 1] for i, c in enumerate(path) if c == "/")
