"""归档: how a pack says that the file of a matter is closed, and what stands of it. One mechanism for every pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Call, Kind, walk
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.filing import Archive, Retention
from fazhi.kernel.procedures.model import Field, Procedure, Step
from fazhi.kernel.procedures.readers import Reader
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.tables import Table

_VALUES = frozenset(item.value for item in Retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file that was closed: when, under which number, for how long, and where its paper originals lie.

    ``retention`` is None where a pack leaves it to the act and the act did not say.
    """

    day: date
    number: str
    retention: Retention | None
    place: str
    seq: int


def read_archive(reader: Reader, top: Table) -> Archive | None:
    """Return the table ``archive`` of a pack, None without one. Whether it fits the steps, ask ``check_archive``."""
    if not top.has("archive"):
        top.take("archive")
        return None
    table = top.table("archive")
    made = Archive(
        step=table.text("step"),
        place=table.text("place"),
        retention=table.text("retention"),
        number=table.maybe("number"),
        basis=reader.bases(table),
    )
    if not made.basis:
        raise PackError("归档须写明保管期限的依据", where=table.at("basis"))
    table.done()
    return made


def check_archive(procedure: Procedure) -> None:
    """Raise PackError when the archive of a pack names what is not there, or lets a file be closed without vouchers."""
    made = procedure.archive
    if made is None:
        return
    step = procedure.steps.get(made.step)
    if step is None:
        raise PackError(f"没有“{made.step}”这一步", where="archive.step")
    if "vouched" not in _asked(step):
        raise PackError(
            "归档的步骤须以凭证齐全为条件",
            where=f"step[{step.id}].needs",
            hint='加上 { if = "vouched()", say = "应附凭证不齐" }',
        )
    place = _field(step, made.place, "archive.place")
    if place.type.kind is not Kind.TEXT or place.required is not True or place.pii is not None:
        raise PackError("原件存放应为必填的文字，不列为个人信息", where="archive.place")
    if made.number is not None:
        _field(step, made.number, "archive.number")
    owner, _, name = made.retention.partition(".")
    if owner == "param" and name in procedure.params:
        type_ = procedure.params[name].type
    elif owner == "field":
        asked = _field(step, name, "archive.retention")
        if asked.required is not True:
            raise PackError("保管期限应为必填", where="archive.retention")
        type_ = asked.type
    else:
        raise PackError(
            f"“{made.retention}”不是参数，也不是归档步骤的字段",
            where="archive.retention",
            hint="写成 param.x 或 field.x",
        )
    if type_.kind is not Kind.ENUM or not set(type_.values) <= _VALUES:
        raise PackError("保管期限只能从永久、30年、10年中选", where="archive.retention")


def _asked(step: Step) -> set[str]:
    return {node.fn for gate in step.needs for node in walk(gate.expr) if isinstance(node, Call)}


def _field(step: Step, name: str, where: str) -> Field:
    found = next((item for item in step.fields if item.id == name), None)
    if found is None:
        raise PackError(f"归档的步骤没有“{name}”这一字段", where=where)
    return found


def filed(procedure: Procedure, state: State) -> Filed | None:
    """Return how the file of a matter was closed last, None while it is open."""
    made = procedure.archive
    if made is None:
        return None
    runs = [run for run in state.of(made.step) if run.lawful and not run.voided]
    if not runs:
        return None
    fields = runs[-1].fields
    return Filed(
        day=runs[-1].occurred,
        number=str(fields.get(made.number or "", "")),
        retention=_retention(procedure, fields),
        place=str(fields.get(made.place, "")),
        seq=runs[-1].id,
    )


def kept_for(procedure: Procedure) -> Retention | None:
    """Return the retention class a pack (with its overlays) sets before anything is closed; None where the act says."""
    return _retention(procedure, {})


def _retention(procedure: Procedure, fields: Mapping[str, FieldValue]) -> Retention | None:
    made = procedure.archive
    if made is None:
        return None
    owner, _, name = made.retention.partition(".")
    if owner == "param":
        return Retention(str(procedure.params[name].value))
    said = fields.get(name)
    return Retention(said) if isinstance(said, str) and said in _VALUES else None
