"""Acts on periodic forms: issued once and frozen; which are asked for, and the days a month counts, are set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures.stated import plain
from fazhi.packs import periodic as declared_forms
from fazhi.records import asked_forms, cutoffs, ledger, periodic
from fazhi.records.access import ALLOWED_ON_UNIT, Role, UnitAction
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.config import set_in, stream_of_kind
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.known import just_before
from fazhi.records.models import IssuedForm

LONGEST: Final = 400
"""Characters of what is said with a form, inclusive."""


def stream_of(unit: str) -> str:
    """Return the stream that keeps the forms a unit issued."""
    return f"unit/{unit}/forms"


@act
def issue_form(
    running: Act,
    *,
    unit: str,
    form: str,
    period: str,
    note: str = "",
    seen: str | None = None,
    signed: Signed | None = None,
) -> Result:
    """Issue a form of a unit for a period: its figures as they are known now, its formulas, what it corrects. Frozen.

    ``seen`` is the seal (`periodic.seal_of`) of what the person looked at: when a figure has moved since, nothing is
    issued. Raises ActRefused for a period that is not over, a form that was issued, a unit that was not there; Denied.
    """
    where = unit_of(unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.ISSUE_FORMS])
    running.lock(stream_of(unit))
    declared, asked = _read(form, where.path, period)
    said = " ".join(note.split())
    if len(said) > LONGEST:
        raise ActRefused(f"说明至多 {LONGEST} 字", field="note")
    if where.kind not in periodic.KINDS or asked.kind not in declared.kinds:
        raise ActRefused("这个单位或者这类时段没有这张报表", field="period", where=f"{where.name} {asked.title}")
    if asked.last >= running.today:
        raise ActRefused(
            f"{asked.title}的统计时段到{asked.last.isoformat()}止，还没有结束，不能报出",
            field="period",
            hint="时段结束的次日起可以报出；现在可以预览",
        )
    if not periodic.there(where, asked):
        raise ActRefused("单位在时段末还没有建立，或者已经撤并", field="unit", where=where.name)
    if IssuedForm.objects.filter(unit=where, form=form, period=str(asked)).exists():
        raise ActRefused(
            f"{asked.title}的{declared.title}已经报出，不再改动",
            field="period",
            hint="报出以后的补录、更正，列入下一期的“上期更正”",
        )
    ledger.settle()
    sheet = periodic.compute(declared, where, asked, just_before(running.recorded))
    if seen and seen != periodic.seal_of(sheet):
        raise ActRefused("预览以后，有的数变了，没有报出", field="seen", hint="请核对现在的数，再报出")
    data: dict[str, JsonInput] = {
        "unit": unit, "form": form, "period": str(asked), "kind": asked.kind.value, "first": asked.first.isoformat(),
        "last": asked.last.isoformat(), "note": said, "sheet": plain(sheet),
    }  # fmt: skip
    add(running, stream_of(unit), "form_issued", data, signed)
    return {"period": str(asked), "corrections": len(sheet.corrections)}


def _read(form: str, path: str, period: str) -> tuple[periodic.PeriodicForm, periodic.Period]:
    try:
        return periodic.form_of(form), cutoffs.cuts_of(path).read(period)
    except FazhiError as error:
        raise ActRefused(error.message, field="period", where=error.where, hint=error.hint) from error


@act
def set_cut(
    running: Act, *, unit: str, cut: int, whole_years: bool, basis: str, starts: date, signed: Signed | None = None
) -> Result:
    """Set the last day a month counts for a unit and those below it (0: calendar months), from ``starts`` on.

    The month on whose first day it is in force is the first one it holds for. What was issued stays as it is. Raises
    ActRefused for a day that is none, and for a beginning that would recount days of a form that was issued.
    """
    where = unit_of(unit)
    running.require(where.path, Role.ADMIN)
    running.lock(stream_of_kind("setting"))
    if not 0 <= cut <= 28:
        raise ActRefused("截止日应为 1 至 28 日，按自然月的写 0", field="cut", where=str(cut))
    last = IssuedForm.objects.filter(unit__path__startswith=where.path).order_by("-last").first()
    if last is not None and starts <= last.last:
        raise ActRefused(
            f"{last.last.isoformat()}以前的报表已经报出，统计时段不能再改",
            field="starts",
            hint="起用日期须在已报出的时段之后",
        )
    value = {"cut": cut, "whole_years": whole_years}
    return set_in(
        running, kind="setting", name=cutoffs.CUT, value=value, basis=basis, starts=starts, unit=unit, signed=signed
    )


@act
def set_forms(
    running: Act,
    *,
    unit: str,
    forms: Mapping[str, Sequence[str]],
    basis: str,
    starts: date,
    signed: Signed | None = None,
) -> Result:
    """Set which forms are asked of a unit and those below it, each in which kinds of period, from ``starts`` on.

    It holds for periods that end on or after that day; what was issued stays as it is. Raises ActRefused for a form or
    a kind that is not declared, and for an empty list.
    """
    where = unit_of(unit)
    running.require(where.path, Role.ADMIN)
    running.lock(stream_of_kind("setting"))
    known = declared_forms.forms()
    value: dict[str, JsonInput] = {}
    for name, kinds in sorted(forms.items()):
        allowed = [kind.value for kind in known[name].kinds] if name in known else []
        if wrong := [kind for kind in kinds if kind not in allowed]:
            raise ActRefused("没有这样的报表或时段", field="forms", where=f"{name} {wrong[0]}")
        if kinds:
            value[name] = [kind for kind in allowed if kind in kinds]
    if not value:
        raise ActRefused("至少要求报送一张报表", field="forms", hint="一张也不要的，写进通知，不在这里设")
    return set_in(
        running, kind="setting", name=asked_forms.FORMS, value=value, basis=basis, starts=starts, unit=unit,
        signed=signed,
    )  # fmt: skip
