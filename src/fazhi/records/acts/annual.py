"""Acts on yearly reports: issued once, frozen with figures, formulas and words; the publication is registered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures.stated import plain
from fazhi.kernel.papers import keeping
from fazhi.records import annual, ledger, periodic
from fazhi.records.access import ALLOWED_ON_UNIT, UnitAction
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.acts.periodic import LONGEST, stream_of
from fazhi.records.known import just_before
from fazhi.records.models import IssuedForm, Unit


@act
def issue_report(
    running: Act,
    *,
    unit: str,
    report: str,
    year: int,
    texts: Mapping[str, str],
    signer: str,
    late: str = "",
    seen: str | None = None,
) -> Result:
    """Issue the report of a unit on a year: frozen with its figures, formulas, words and the digest of its text.

    ``signer`` is the key of the person who decided; ``late`` says why it is issued after its day; ``seen`` is the seal
    of what was looked at (`annual.Draft.seal`). Raises ActRefused for a year that is not over, a report issued before,
    what is not written, an error the checker finds, a signer who holds none of the posts that sign; Denied.
    """
    where = unit_of(unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.ISSUE_FORMS])
    running.lock(stream_of(unit))
    declared, period = _read(report, where, year, running.today)
    if period.last >= running.today:
        raise ActRefused(
            f"{year}年度到{period.last.isoformat()}止，还没有结束，不能签发", field="year", hint="现在可以起草"
        )
    if IssuedForm.objects.filter(unit=where, form=report, period=str(year)).exists():
        raise ActRefused(f"{year}年度的{declared.name}已经签发，不再改动", field="year")
    if signer not in {person.key for person in annual.signers(declared, where, running.today)}:
        raise ActRefused("签发人今天不担任可以签发的岗位", field="signer", where=signer, hint="核对任职")
    ledger.settle()
    try:
        made = annual.draft(declared, where, period, texts, just_before(running.recorded), running.today)
    except FazhiError as error:
        raise ActRefused(error.message, field="texts", where=error.where, hint=error.hint) from error
    if seen and seen != made.seal:
        raise ActRefused("看过以后，数或者文字变了，没有签发", field="seen", hint="请核对现在的数和文字，再签发")
    _finished(made, " ".join(late.split()), running.today)
    person = next(one for one in annual.signers(declared, where, running.today) if one.key == signer)
    body: dict[str, JsonInput] = {
        "paper": keeping.plain(made.paper), "digest": annual.text_digest(made.paper), "texts": dict(made.texts),
        "signer": person.name, "late": " ".join(late.split()),
        "before": made.around.before,
    }  # fmt: skip
    data: dict[str, JsonInput] = {
        "unit": unit, "form": report, "period": str(period), "kind": period.kind.value,
        "first": period.first.isoformat(), "last": period.last.isoformat(), "note": "", "sheet": plain(made.sheet),
        "report": body,
    }  # fmt: skip
    add(running, stream_of(unit), "report_issued", data, Signed(decider=signer))
    return {"period": str(period), "digest": body["digest"]}


def _read(report: str, where: Unit, year: int, today: date) -> tuple[annual.AnnualReport, periodic.Period]:
    try:
        declared, period = annual.report_of(report), annual.year_of(where, year, today)
    except FazhiError as error:
        raise ActRefused(error.message, field="year", where=error.where, hint=error.hint) from error
    if where.kind not in periodic.KINDS or not periodic.there(where, period):
        raise ActRefused("这个单位没有这一年的报告", field="unit", where=where.name)
    return declared, period


def _finished(made: annual.Draft, late: str, today: date) -> None:
    """Refuse what is not written, what the checker calls an error, and lateness that nobody explains."""
    missing = annual.lacking(made.report, made.texts)
    if missing:
        names = "、".join(place.title or place.prompt for place in missing)
        raise ActRefused(f"还有{len(missing)}处没有写：{names}", field="texts", hint="写完再签发")
    if len(late) > LONGEST:
        raise ActRefused(f"说明至多 {LONGEST} 字", field="late")
    over = annual.explained(made.report, made.period.year, today)
    if over and not late:
        raise ActRefused(
            f"{over[0].name}的期限{over[0].after(made.period.year).isoformat()}已过，须说明逾期原因", field="late"
        )
    found = annual.errors(annual.checked(made.paper, today, made.report.kind), [due.rule for due in over if due.rule])
    if found:
        told = "；".join(f"{one.code} {one.message}（“{one.text[:30]}”）" for one in found[:3])
        raise ActRefused(f"体检有{len(found)}处疑似错误：{told}", field="texts", hint="改正后再签发")


@act
def publish_report(running: Act, *, unit: str, report: str, year: int, day: date, place: str) -> Result:
    """Register that a report was made public: the day and where. Raises ActRefused, Denied."""
    where = unit_of(unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.ISSUE_FORMS])
    running.lock(stream_of(unit))
    row = IssuedForm.objects.filter(unit=where, form=report, period=str(year)).first()
    if row is None:
        raise ActRefused("这份报告还没有签发", field="day")
    if row.published is not None:
        raise ActRefused(f"{row.published.isoformat()}已经登记公开", field="day")
    said = " ".join(place.split())
    if not 1 <= len(said) <= 200:
        raise ActRefused("须写明在哪里公开，至多 200 字", field="place")
    if not row.issued <= day <= running.today:
        raise ActRefused("公开日期不能早于签发，也不能晚于今天", field="day", where=day.isoformat())
    data: dict[str, JsonInput] = {
        "unit": unit, "form": report, "period": str(year), "day": day.isoformat(), "place": said,
    }  # fmt: skip
    add(running, stream_of(unit), "report_published", data)
    return {"period": str(year)}
