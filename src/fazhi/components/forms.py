"""Form fields as plain values: what was typed, what is asked, on which basis, what is wrong.

Labels stand above the field, help with its basis below, the error beside the control; a summary on top links to each.
What was typed is given back as it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fazhi.components.basics import Link, Refusal, Tag

FieldKind = Literal[
    "text", "textarea", "date", "number", "money", "select", "radio", "checkboxes", "bool", "file", "table", "hidden",
    "password",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a select, a radio or a set of checkboxes; ``hint`` adds what choosing it means.

    ``closed``: it cannot be chosen now; ``hint`` then says why. ``group``: the head over it and its neighbours in a
    long select.
    """

    value: str
    label: str
    hint: str = ""
    closed: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file already taken in, under a file field: its name and what was made of it."""

    name: str
    tag: Tag
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form.

    ``value`` is the text as typed; a set of checkboxes uses ``values``; a bool is ticked when ``value`` is ``"1"``.
    A date is a text field that takes 20261121, 2026.11.21 and 2026年11月21日. ``unit`` follows the control (元、份).
    ``basis`` is printed with the help: an article with its address, or 本镇设定 without one. ``columns`` and ``rows``
    belong to a table: ``columns`` one field each for the head, ``rows`` one tuple of fields a row, whose names are
    unique (``parties-0-name``) and whose labels are spoken, not printed; ``add`` is the name of the button that adds a
    row. ``half`` lets two short fields share a line. ``required`` is said by marking the optional ones with （选填）.
    ``draft`` is kept by the browser when the connection is lost (only in forms marked for drafts). ``autocomplete``
    is the browser's word for what it may fill in (sign-in only). ``before`` is said before the label and not shown:
    第 2 条, where the same question is asked for each of several things.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    values: tuple[str, ...] = ()
    required: bool = True
    help: str = ""
    basis: Link | None = None
    error: Refusal | None = None
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    lines: int = 3
    half: bool = False
    accept: str = ""
    files: tuple[FileLine, ...] = ()
    columns: tuple[Field, ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()
    add: str = ""
    autocomplete: str = "off"
    before: str = ""

    @property
    def id(self) -> str:
        """The id of the control, which labels and the error summary point to."""
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of help and error, for ``aria-describedby``; empty when there is neither."""
        ids = []
        if self.error:
            ids.append(f"{self.id}-error")
        if self.help or self.basis:
            ids.append(f"{self.id}-help")
        return " ".join(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorItem:
    """One line of the summary: what is wrong, and the id of the control to mend it in."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSummary:
    """The box on top of a form that could not be recorded: 还不能送复核，有 1 处要改."""

    title: str
    items: tuple[ErrorItem, ...]


def error_summary(act: str, fields: Sequence[Field]) -> ErrorSummary | None:
    """Return the summary of all fields with an error, table rows included, or ``None`` when there are none.

    ``act`` is the act that did not happen: 送复核 gives 还不能送复核，有 2 处要改.
    """
    wrong = [cell for field in fields for cell in (field, *(cell for row in field.rows for cell in row)) if cell.error]
    if not wrong:
        return None
    items = tuple(
        ErrorItem(text=f"{cell.label}：{cell.error.brief or cell.error.text}", target=first_control(cell))
        for cell in wrong
        if cell.error
    )
    return ErrorSummary(title=f"还不能{act}，有 {len(items)} 处要改", items=items)


def first_control(field: Field) -> str:
    """Return the id of the control that takes the focus: of a group, its first answer."""
    return f"{field.id}-1" if field.kind in {"radio", "checkboxes"} else field.id
