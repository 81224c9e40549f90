"""Acts on a round of evaluation: opened, assessed by the township, scored by the county, objected to, decided, closed.

Everything stands in the stream of the round. Who gave points to an item, or assessed it, does not decide the objection
against them. What was sealed at the end is never changed: a correction stands beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures import Item
from fazhi.packs import schemes as packs
from fazhi.records import access, chance, cutoffs, ledger, organisation, periodic, rounds
from fazhi.records.access import ALLOWED_ON_UNIT, Denied, UnitAction
from fazhi.records.acts import projecting
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.evidence import Attached
from fazhi.records.known import just_before
from fazhi.records.models import EvaluationRound, RoundItem, Unit
from fazhi.records.rounds import DISMISSED, UPHELD, Round

LONGEST: Final = 2000
"""Characters of a reason or a note, inclusive."""
NOTE: Final = 400
_POINTS: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


@act
def open_round(
    running: Act, *, county: str, scheme: str, period: str, units: Sequence[str], assess_until: date,
    object_until: date, note: str = "",
) -> Result:  # fmt: skip
    """Open a round of a scheme over a period for some units; the scheme is kept with it as it stands now.

    Raises ActRefused for a unit that is none of the county's townships or was not there, for dates in the wrong order,
    and for a second round of the same scheme and period; Denied.
    """
    where = unit_of(county)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    key = f"r{chance.token_hex(5)}"
    running.lock(rounds.stream_of(county, key))
    try:
        declared, asked = rounds.scheme_of(scheme), cutoffs.cuts_of(where.path).read(period)
    except FazhiError as error:
        raise ActRefused(error.message, field="scheme", where=error.where, hint=error.hint) from error
    if asked.kind not in declared.kinds:
        raise ActRefused(f"“{declared.title}”不按这类时段考核", field="period", where=asked.title)
    _check_units(where, units, asked)
    if not asked.first <= assess_until < object_until:
        raise ActRefused("自评截止日应在异议截止日以前", field="assess_until")
    if object_until < running.today:
        raise ActRefused("异议截止日已经过去", field="object_until")
    if EvaluationRound.objects.filter(unit=where, name=scheme, period=str(asked)).exists():
        raise ActRefused(f"{asked.title}的“{declared.title}”考核已经开始", field="period", hint="同一时段只考核一轮")
    title = f"{asked.title}{declared.title}考核"
    data: dict[str, JsonInput] = {
        "round": key, "unit": county, "title": title, "period": str(asked), "units": sorted(units),
        "kept": packs.kept(declared), "assess_until": assess_until.isoformat(),
        "object_until": object_until.isoformat(), "note": _said(note, "note", NOTE, needed=False),
    }  # fmt: skip
    add(running, rounds.stream_of(county, key), "round_opened", data)
    return {"round": key, "title": title}


def _check_units(county: Unit, units: Sequence[str], asked: periodic.Period) -> None:
    townships = {unit.code: unit for unit in periodic.issuing(county.path)}
    if not units or len(set(units)) != len(units):
        raise ActRefused("须选定单位，一个单位一次", field="units")
    for code in units:
        if code not in townships or not periodic.there(townships[code], asked):
            raise ActRefused("这个单位不是本县的乡镇、街道，或者时段末还没有建立", field="units", where=code)


@act
def set_dates(running: Act, *, round: str, assess_until: date, object_until: date, reason: str) -> Result:
    """Move the last days of a round that is open. Raises ActRefused, Denied."""
    one = _open(running, round)
    if not assess_until < object_until or object_until < running.today:
        raise ActRefused("异议截止日应在自评截止日以后，并且没有过去", field="object_until")
    data: dict[str, JsonInput] = {
        "round": round, "assess_until": assess_until.isoformat(), "object_until": object_until.isoformat(),
        "reason": _said(reason, "reason", NOTE),
    }  # fmt: skip
    add(running, one.stream, "round_moved", data)
    return {"round": round}


@act
def assess(
    running: Act, *, round: str, unit: str, item: str, points: str, note: str, files: Sequence[Attached] = ()
) -> Result:
    """Say what a township did for an item, how many points it finds right, with evidence. May be said anew until due.

    Evidence that was brought before stays. Raises ActRefused for a counted item, too many points, no evidence where
    some is required, and after the last day; Denied.
    """
    one, where, declared = _of_unit(running, round, unit, item, UnitAction.ANSWER_ROUND)
    if declared.indicator is not None:
        raise ActRefused("这一项由系统从卷里计算，不用自评", field="points", hint="对结果有异议的，提出异议")
    if running.today > one.row.assess_until:
        raise ActRefused(
            f"自评截止日是{one.row.assess_until.isoformat()}，已经过去", field="points", hint="需要延期的请与县局联系"
        )
    row = _row(one, where, item)
    if row is not None and row.day is not None:
        raise ActRefused("县局已经评分，不能再改自评", field="points", hint="对评分有异议的，提出异议")
    before = row.files if row is not None else 0
    if declared.evidence and not before and not files:
        raise ActRefused(f"须附佐证材料：{'、'.join(declared.evidence)}", field="file")
    persons = sorted({*(json.loads(row.own_persons) if row is not None else ()), running.grants.person})
    data: dict[str, JsonInput] = {
        "round": round, "unit": unit, "item": item, "points": str(_points(points, declared)),
        "note": _said(note, "note", LONGEST), "persons": persons, "files": before + len(files),
    }  # fmt: skip
    _with_files(running, one, "round_assessed", data, files)
    return {"item": item}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Points for one item, with the reason."""

    item: str
    points: str
    reason: str


@act
def score_items(running: Act, *, round: str, unit: str, scores: Sequence[Given]) -> Result:
    """Give points to items of a unit, each with a reason; a counted item too, where the figure alone does not do.

    Raises ActRefused: no reason, too many points, an objection against the item that is open or decided; Denied, also
    for who assessed the item for the township.
    """
    one = _open(running, round)
    where = _unit(one, unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    if not scores:
        raise ActRefused("没有填一项评分", field="points")
    for given in scores:
        declared = _item(one, given.item)
        row = _free(running, one, where, declared)
        data: dict[str, JsonInput] = {
            "round": round, "unit": unit, "item": given.item, "points": str(_points(given.points, declared)),
            "reason": _said(given.reason, "reason", LONGEST), "scorers": _scorers(running, row),
        }  # fmt: skip
        add(running, one.stream, "round_scored", data)
    return {"scored": len(scores)}


@act
def exclude_item(running: Act, *, round: str, unit: str, item: str, reason: str) -> Result:
    """Let an item not count for a unit (不计分), with the reason; points given later let it count again."""
    one = _open(running, round)
    where = _unit(one, unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    declared = _item(one, item)
    row = _free(running, one, where, declared)
    data: dict[str, JsonInput] = {
        "round": round, "unit": unit, "item": item, "reason": _said(reason, "reason", NOTE),
        "scorers": _scorers(running, row),
    }  # fmt: skip
    add(running, one.stream, "round_excluded", data)
    return {"item": item}


@act
def object_to(running: Act, *, round: str, unit: str, item: str, reason: str, files: Sequence[Attached] = ()) -> Result:
    """Object to the score of an item, once. Raises ActRefused before there is one and after the last day; Denied."""
    one, where, declared = _of_unit(running, round, unit, item, UnitAction.ANSWER_ROUND)
    if running.today > one.row.object_until:
        raise ActRefused(f"异议截止日是{one.row.object_until.isoformat()}，已经过去", field="reason")
    row = _row(one, where, item)
    if row is not None and row.objected_day is not None:
        raise ActRefused("这一项已经提出过异议", field="reason", hint="县局的答复在本页；仍不同意的，书面向县局反映")
    if declared.indicator is None and (row is None or row.day is None):
        raise ActRefused("这一项还没有评分", field="reason")
    data: dict[str, JsonInput] = {
        "round": round, "unit": unit, "item": item, "reason": _said(reason, "reason", LONGEST),
        "files": (row.files if row is not None else 0) + len(files),
    }  # fmt: skip
    _with_files(running, one, "round_objected", data, files)
    return {"item": item}


@act
def rule(running: Act, *, round: str, unit: str, item: str, upheld: bool, reason: str, points: str = "") -> Result:
    """Decide an objection: upheld with other points, or dismissed. Never by who gave points, nor by who objected."""
    one = _open(running, round)
    where = _unit(one, unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    declared = _item(one, item)
    row = _row(one, where, item)
    if row is None or row.objected_day is None or row.ruling:
        raise ActRefused("没有等待答复的异议", field="reason")
    if running.grants.person in {*json.loads(row.scorers), *json.loads(row.own_persons)}:
        raise Denied("评过这一项的人不能答复对它的异议", where=declared.name, hint="请县局另一位同志答复")
    if row.objected_by == running.actor.login:
        raise Denied("提出异议的人不能答复", where=declared.name)
    data: dict[str, JsonInput] = {
        "round": round, "unit": unit, "item": item, "ruling": UPHELD if upheld else DISMISSED,
        "points": str(_points(points, declared)) if upheld else "", "reason": _said(reason, "reason", LONGEST),
    }  # fmt: skip
    add(running, one.stream, "round_ruled", data)
    return {"item": item}


@act
def close_round(running: Act, *, round: str) -> Result:
    """Seal the results of all units as of now.

    Raises ActRefused while the period, the time to object, a score or an objection is open; Denied.
    """
    one = _open(running, round)
    late = max(one.period_of(unit).last for unit in one.units)
    if late >= running.today:
        raise ActRefused(f"考核时段到{late.isoformat()}止，还没有结束，不能封存", hint="时段结束的次日起可以封存")
    if one.row.object_until >= running.today:
        raise ActRefused(f"{one.row.object_until.isoformat()}以前乡镇可以提出异议，还不能封存")
    if waiting := rounds.waiting(one):
        where, row = waiting[0]
        raise ActRefused(
            f"还有 {len(waiting)} 件异议没有答复", where=f"{where.name} {_item(one, row.item).name}",
            hint="由没有评过这一项的同志答复",
        )  # fmt: skip
    ledger.settle()
    moment = just_before(running.recorded)
    for unit in one.units:
        found = rounds.outcome(one, unit, moment)
        if found.open:
            raise ActRefused(
                f"还有 {len(found.open)} 项没有评分", where=f"{unit.name} {found.open[0].item.name}",
                hint="评分，或者写明理由不计分",
            )  # fmt: skip
        add(
            running, one.stream, "round_sealed",
            {"round": round, "unit": unit.code, "result": rounds.seal(one, unit, moment)},
        )  # fmt: skip
    add(running, one.stream, "round_closed", {"round": round})
    return {"units": len(one.units)}


@act
def correct(running: Act, *, round: str, unit: str, item: str, points: str, reason: str) -> Result:
    """Put points right after the round was closed; the sealed result stays, the correction stands beside it."""
    one = _found(round)
    running.lock(one.stream)
    where = _unit(one, unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    declared = _item(one, item)
    if one.row.closed is None:
        raise ActRefused("这一轮还没有封存，直接改评分即可", field="points")
    data: dict[str, JsonInput] = {
        "round": round, "unit": unit, "item": item, "points": str(_points(points, declared)),
        "reason": _said(reason, "reason", LONGEST),
    }  # fmt: skip
    add(running, one.stream, "round_corrected", data)
    return {"item": item}


# -- what the acts share --


def _found(key: str) -> Round:
    one = rounds.find(key)
    if one is None:
        raise ActRefused("没有这一轮考核", where=key[:40])
    return one


def _open(running: Act, key: str) -> Round:
    """Return a round that is open, its stream locked; the county's part is asked for here."""
    one = _found(key)
    running.lock(one.stream)
    running.require(one.row.unit.path, *ALLOWED_ON_UNIT[UnitAction.SCORE_ROUND])
    return _still_open(_found(key))


def _still_open(one: Round) -> Round:
    if one.row.closed is not None:
        raise ActRefused(
            f"这一轮已于{one.row.closed.isoformat()}封存，不再改动",
            hint="需要更正的，由县局登记更正，列在封存的结果旁边",
        )
    return one


def _of_unit(running: Act, key: str, unit: str, item: str, action: UnitAction) -> tuple[Round, Unit, Item]:
    """Return round, unit and item for an act of the township, the stream locked."""
    one = _found(key)
    where = _unit(one, unit)
    if not access.on_unit(running.grants, action, where.path):
        raise Denied("您没有这个单位的考核权限", where=where.name, hint="自评、异议由审查人员、领导办理")
    running.lock(one.stream)
    one = _still_open(_found(key))
    return one, where, _item(one, item)


def _unit(one: Round, code: str) -> Unit:
    found = one.unit(code)
    if found is None:
        raise ActRefused("这个单位不在本轮考核之列", field="unit", where=code[:40])
    return found


def _item(one: Round, name: str) -> Item:
    found = one.scheme.items.get(name)
    if found is None:
        raise ActRefused("考核体系里没有这一项", field="item", where=name[:40])
    return found


def _row(one: Round, unit: Unit, item: str) -> RoundItem | None:
    return RoundItem.objects.filter(round=one.row, unit=unit, item=item).first()


def _free(running: Act, one: Round, unit: Unit, item: Item) -> RoundItem | None:
    """Return the row of an item that may be scored by this person now."""
    row = _row(one, unit, item.id)
    if row is not None and row.objected_day is not None:
        said = "等待答复" if not row.ruling else "已经答复"
        raise ActRefused(
            f"对“{item.name}”的异议{said}，不能另行评分", field="points", hint="异议由另一位同志答复时改分"
        )
    if row is not None and running.grants.person in json.loads(row.own_persons):
        raise Denied("替乡镇自评过这一项的人不能评分", where=item.name)
    return row


def _scorers(running: Act, row: RoundItem | None) -> list[JsonInput]:
    return sorted({*(json.loads(row.scorers) if row is not None else ()), running.grants.person})


def _points(text: str, item: Item) -> Decimal:
    if not _POINTS.fullmatch(text.strip()):
        raise ActRefused("分数应为数，至多两位小数", field="points", where=item.name)
    found = Decimal(text.strip())
    if found > item.points:
        raise ActRefused(f"这一项满分 {item.points} 分", field="points", where=item.name)
    return found


def _said(text: str, field: str, longest: int, *, needed: bool = True) -> str:
    said = text.strip()
    if needed and not said:
        raise ActRefused("须写明理由", field=field)
    if len(said) > longest:
        raise ActRefused(f"至多 {longest} 字", field=field)
    return said


def _with_files(running: Act, one: Round, kind: str, data: dict[str, JsonInput], files: Sequence[Attached]) -> None:
    placed = [Attached(file=each.file, slot=slot_of(str(data["unit"]), str(data["item"]))) for each in files]
    projecting.write(organisation.changes(running.event(one.stream, kind, data, files=placed)))


def slot_of(unit: str, item: str) -> str:
    """Return the place of the evidence of an item of a unit in the stream of its round; at most 64 characters."""
    return f"{unit}.{item}"
