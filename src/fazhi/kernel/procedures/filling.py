"""Entries of a list that come many at once: from a table, or from the library in force (``fills`` of a step).

Each becomes an act of its own, judged by the same gates; what takes it further is what takes any entry further.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Expr, Item, Kind, read_item
from fazhi.kernel.procedures.tables import Table

DOCUMENT: Final[Mapping[str, Kind]] = MappingProxyType(
    {"title": Kind.TEXT, "number": Kind.TEXT, "document": Kind.TEXT, "published": Kind.DATE, "unit": Kind.TEXT}
)
"""What of a document of the library an answer may hold: name, register number, document number, day, office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How entries are filled in many at once.

    ``name`` is the answer that names an entry. The first of ``key`` that is filled in tells it from the others.
    ``outcome`` is its result where a table says none. ``sheet``: from a table. ``library``: answer -> what of the
    document it holds, for those in force on the day ``on``.
    """

    name: str
    key: tuple[str, ...]
    outcome: str
    sheet: bool = False
    library: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    on: Expr | None = None


def read_fill(table: Table, on: Expr | None) -> Fill:
    """Return the table ``fills`` of a step. Raises PackError; whether it fits the step, ask ``check_fill``."""
    documents: dict[str, str] = {}
    for name, part in table.table("library").entries():
        if part not in DOCUMENT:
            raise PackError(f"文件库没有“{part}”", where=table.at(f"library.{name}"), hint="、".join(DOCUMENT))
        documents[name] = str(part)
    made = Fill(
        name=table.text("name"), key=table.texts("key"), outcome=table.text("outcome"), sheet=table.flag("sheet"),
        library=MappingProxyType(documents), on=on,
    )  # fmt: skip
    if not made.sheet and not made.library:
        raise PackError("须写明从哪里列入", where=table.path, hint="sheet = true，或者 library = { … }")
    if bool(made.library) is not (on is not None):
        raise PackError("从文件库列入的，写明哪一天现行有效；其余的不写", where=table.at("on"))
    table.done()
    return made


def check_fill(
    fill: Fill, where: str, kinds: Mapping[str, Kind], outcomes: tuple[str, ...], open_: frozenset[str]
) -> None:
    """Raise PackError where ``fills`` names what is not asked: ``kinds`` of the answers, ``open_`` those not sealed."""
    if fill.outcome not in outcomes:
        raise PackError(f"结果中没有“{fill.outcome}”", where=f"{where}.outcome")
    if not fill.key:
        raise PackError("须写明凭哪几项分清各条", where=f"{where}.key")
    for name in (fill.name, *fill.key):
        if name not in open_ or kinds[name] not in {Kind.TEXT, Kind.ITEM}:
            raise PackError(f"“{name}”不是本步骤不密封的文字字段", where=where)
    for name, part in fill.library.items():
        if name not in open_ or kinds[name] is not DOCUMENT[part]:
            raise PackError(f"“{name}”装不下文件库的“{part}”", where=f"{where}.library")


def identity(fill: Fill, fields: Mapping[str, object]) -> str:
    """Return what tells an entry from others: the first of its keys that is filled in; empty where none is."""
    for name in fill.key:
        said = fields.get(name)
        item = read_item(said) if isinstance(said, str) else None
        words = item.code if isinstance(item, Item) else str(said or "")
        if plain := "".join(words.split()):
            return plain
    return ""
