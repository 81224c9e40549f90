"""What a run rested on includes the lawful run that counts, even while an unlawful fact lies on top of it."""

from __future__ import annotations

from tests.kernel.packing import Matter, day

from fazhi.kernel.procedures import ActKind
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.view import View


def test_voiding_the_run_beneath_a_fact_makes_stale_what_rested_on_both() -> None:
    """An opinion rests on the intake. A fact of intake comes on top, the opinion is given anew; then the lawful intake
    is voided and an older one, which refused, counts again. The opinion must not pass for resting on that one.
    """
    matter = Matter("mini", risk=False, amount="1.00")
    matter.do(ActKind.DO, "submit", "02-10", "甲")
    matter.do(ActKind.DO, "intake", "02-11", "乙", outcome="退回补正", fields={"missing": "草案说明"})
    accepted = matter.do(ActKind.DO, "intake", "02-12", "乙", outcome="受理")
    matter.do(ActKind.FACT, "intake", "02-12", "丙", outcome="受理", why="核查时发现")
    matter.do(ActKind.DO, "opinion", "02-13", "乙", outcome="合法")
    matter.do(ActKind.VOID, None, "02-13", "乙", run=accepted.seq, why="登记有误")
    view = View(
        matter.procedure,
        matter.state,
        CalendarClocks(matter.procedure, matter.state, matter.calendar, day("02-13")),
    )
    assert not view.ok("intake")
    assert view.stale("opinion") and not view.ok("opinion")
