"""Issued forms counted once more: by their own formulas, by what was known when they were issued."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.measures import Sheet
from fazhi.records import periodic
from fazhi.records.models import IssuedForm
from fazhi.records.verification.gathered import Gathered


def compare_forms(into: Gathered) -> int:
    """Compare every issued figure with what the rows give; return how many forms could not be counted again.

    That is so where a measure has been declared otherwise since: its rows were made anew, the figure stands as issued.
    """
    passed = 0
    for row in IssuedForm.objects.select_related("unit").order_by("pk").iterator():
        one = periodic.Given(row)
        title = f"{row.unit.name}{row.period}的报表“{row.form}”"
        try:
            sheet = one.sheet
            if not periodic.same_measures(sheet):
                passed += 1
                continue
            now = periodic.again(one, sheet.known)
        except (LedgerError, ValueError) as error:
            into.found("projection", "", None, f"{title}读不出来：{error}")
            continue
        except periodic.NotComputable:
            passed += 1
            continue
        for words in differing(sheet, now):
            into.found("figure", f"unit/{row.unit.code}/forms", None, f"{title}报出的数与记录不符：{words}")
    return passed


def differing(stated: Sheet, now: Sheet) -> Iterator[str]:
    """Yield in words every figure that two computings of one form give differently."""
    for line, again in zip(stated.lines, now.lines, strict=True):
        for was, new in zip(line.cells, again.cells, strict=True):
            if was.exact != new.exact:
                yield f"“{line.name}”{was.column.cn}报出 {was.words}，按当时的记录应为 {new.words}"
            elif was.printed != new.printed:
                yield f"“{line.name}”{was.column.cn}印作 {was.printed}，应印作 {new.printed}"
