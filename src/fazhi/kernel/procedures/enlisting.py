"""What a pack declares of a list of powers that its matters change (权责清单). `listing` reads and applies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from fazhi.kernel.expressions import Expr


class Change(StrEnum):
    """What an entry does to the list."""

    ADD = "add"
    ALTER = "alter"
    REMOVE = "remove"

    @property
    def cn(self) -> str:
        """新增、变更、取消."""
        return {"add": "新增", "alter": "变更", "remove": "取消"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The step that says, entry by entry, whether matters run under the item; ``free`` is the result that none does."""

    step: str
    free: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where what a matter changes in a list stands.

    ``entry`` is the step that fills the list of changes; ``changes`` says what each of its results does. ``enters`` is
    the step by which the changes are in force, from the day ``since`` on. ``code``, ``item``, ``kind``, ``title`` and
    ``shown`` are fields of the entry: the code of a new item, the item that is altered or removed, which list it
    belongs to, its name, and what else the list shows. ``flow`` is the one of them that names the procedure by which
    the item is run.
    """

    name: str
    entry: str
    enters: str
    code: str
    item: str
    kind: str
    title: str
    changes: Mapping[str, Change] = field(default_factory=lambda: MappingProxyType({}))
    since: Expr | None = None
    shown: tuple[str, ...] = ()
    flow: str | None = None
    survey: Survey | None = None
    basis: tuple[str, ...] = ()
