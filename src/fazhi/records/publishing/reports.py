"""Yearly reports for the public: what a unit issued and owes to the public, from the day of issue, word for word.

Only reports whose declaration names a day of publication; a report that is given upwards only stays in the house.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from fazhi.kernel.citations import bases_cn
from fazhi.kernel.ledger import Json, sm3_hex
from fazhi.kernel.papers import lines
from fazhi.packs import annual as declared
from fazhi.records.annual import Issued
from fazhi.records.models import IssuedForm

SECTION: Final = "年度报告"


def issued_reports(on: date) -> list[dict[str, Json]]:
    """Return a row for each report of the units that was issued by ``on``, the newest first."""
    public = {name: report for name, report in declared.reports().items() if any(due.publishes for due in report.dues)}
    rows = IssuedForm.objects.filter(form__in=public, issued__lte=on).select_related("unit").order_by("-issued", "unit")
    return [_row(Issued(row=row), public[row.form].name) for row in rows]


def _row(made: Issued, name: str) -> dict[str, Json]:
    row = made.row
    dues = [due for due in declared.reports()[row.form].dues if due.publishes]
    title, *text = lines(made.paper)
    facts: list[Json] = [["报告年度", f"{row.period}年"], ["签发日期", row.issued.isoformat()]]
    if row.published is not None:
        facts.append(["公开", f"{row.published.isoformat()}，{row.place}"])
    if made.late:
        facts.append(["逾期原因", made.late])
    return {
        "id": sm3_hex(f"report|{row.unit.code}|{row.form}|{row.period}".encode())[:16],
        "section": SECTION, "what": name, "title": title, "number": "", "record": "", "unit": row.unit.name,
        "office": row.unit.name, "day": row.issued.isoformat(), "until": "", "facts": facts, "course": [],
        "basis": bases_cn((due.basis for due in dues), rest=True), "papers": [], "text": list(text),
        "trouble": "",
    }  # fmt: skip
