"""Small forms of a page, each for one act: what is asked, what is done, and the refusal beside its field.

Several stand on one page; each names its fields after itself, so that what was typed into one is never mixed with
another. A form that is refused comes back as it was typed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from fazhi.components import Choice, ErrorSummary, Field, Refusal, error_summary
from fazhi.desk.refusals import reason
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import FazhiError, TermError
from fazhi.records.access import Denied
from fazhi.records.acts.base import ActRefused


class Typed:
    """What was typed into one small form; ``key`` makes that a form posted twice is done once."""

    def __init__(self, form: str, post: QueryDict) -> None:
        self._form = form
        self._post = post
        self.key = post.get("_key", "")[:64] or None

    def text(self, name: str) -> str:
        """Return what was typed, without blanks around it."""
        return self._post.get(f"{self._form}-{name}", "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return the boxes that were ticked."""
        return tuple(self._post.getlist(f"{self._form}-{name}"))

    def needed(self, name: str, label: str) -> str:
        """Return what was typed. Raises ActRefused when it is empty."""
        value = self.text(name)
        if not value:
            raise ActRefused(f"须填写“{label}”", field=name)
        return value

    def day(self, name: str) -> date:
        """Return a day. Raises ActRefused when there is none or it cannot be read."""
        found = self.day_or_none(name)
        if found is None:
            raise ActRefused("须填写日期", field=name, hint="可写 20261121、2026.11.21 或 2026年11月21日")
        return found

    def day_or_none(self, name: str) -> date | None:
        """Return a day, or None where nothing was typed. Raises ActRefused for what is no day."""
        try:
            return parse_date(self.text(name)) if self.text(name) else None
        except TermError as error:
            raise ActRefused(error.message, field=name, hint=error.hint) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """One small form: ``do`` performs the act and returns what to say; ``fields`` carry their defaults."""

    id: str
    title: str
    verb: str
    do: Callable[[Typed], str]
    fields: tuple[Field, ...] = ()
    note: str = ""
    danger: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSmall:
    """A small form ready for its template; ``open`` when it is the one that was refused."""

    id: str
    title: str
    verb: str
    fields: tuple[Field, ...]
    key: str
    note: str = ""
    danger: bool = False
    open: bool = False
    summary: ErrorSummary | None = None
    refusal: Refusal | None = None

    @property
    def upload(self) -> bool:
        """Say whether a file goes with the form."""
        return any(field.kind == "file" for field in self.fields)


def handle(request: HttpRequest, forms: Sequence[Small]) -> tuple[tuple[DrawnSmall, ...], bool]:
    """Return the forms to draw, and whether the act of the posted one was done (then redirect)."""
    posted = request.POST.get("_form", "") if request.method == "POST" else ""
    chosen = next((form for form in forms if form.id == posted), None)
    refused: FazhiError | None = None
    if chosen is not None:
        try:
            messages.success(request, chosen.do(Typed(chosen.id, request.POST)))
        except (ActRefused, Denied, TermError) as error:
            refused = error
        else:
            return (), True
    return tuple(_drawn(form, request.POST, refused if form is chosen else None) for form in forms), False


def _drawn(form: Small, post: QueryDict, refused: FazhiError | None) -> DrawnSmall:
    key = secrets.token_hex(12)
    fields = tuple(replace(field, name=f"{form.id}-{field.name}") for field in form.fields)
    if refused is None:
        return DrawnSmall(
            id=form.id, title=form.title, verb=form.verb, fields=fields, key=key, note=form.note, danger=form.danger,
            open=form.open,
        )  # fmt: skip
    at = f"{form.id}-{refused.field}" if isinstance(refused, ActRefused) and refused.field else ""
    said = reason(refused)
    shown = tuple(
        replace(
            field,
            value=post.get(field.name, ""),
            values=tuple(post.getlist(field.name)),
            error=said if field.name == at else None,
        )
        for field in fields
    )
    beside = any(field.error for field in shown)
    return DrawnSmall(
        id=form.id,
        title=form.title,
        verb=form.verb,
        fields=shown,
        key=post.get("_key", key),
        note=form.note,
        danger=form.danger,
        open=True,
        summary=error_summary(form.verb, shown) if beside else None,
        refusal=None if beside else said,
    )


def options(pairs: Mapping[str, str] | Sequence[tuple[str, str]], ask: str = "请选择") -> tuple[Choice, ...]:
    """Return the answers of a select, an empty one first."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return (Choice(value="", label=ask), *(Choice(value=value, label=label) for value, label in items))
