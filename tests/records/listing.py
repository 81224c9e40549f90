"""A township that changes its list of powers, played through the acts: short forms for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.procedures import ActKind, FieldValue
from fazhi.records import clock
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account

UNIT = "liuhe-ny"
POSTS = ("office_head", "handler", "handler_head", "head", "leader", "archivist", "reviewer")
PENALTY = {
    "code": "ZF-031", "kind": "基本履职", "title": "擅自占道堆放物料的处罚",
    "ground": "城市市容和环境卫生管理条例第三十六条", "organ": "柳禾镇人民政府", "post": "综合执法队",
    "flow": "执法和审批事项办理登记",
}  # fmt: skip


@dataclass(frozen=True)
class Office:
    """Whoever does it, and a second person who reviews."""

    actor: Actor

    def open(self, procedure: str, title: str, subject: Mapping[str, FieldValue], on: str) -> str:
        with clock.fixed(date.fromisoformat(on)):
            made = open_matter(actor=self.actor, procedure=procedure, unit=UNIT, title=title, subject=subject)
        return str(made["stream"])

    def act(
        self,
        stream: str,
        on: str,
        step: str | None,
        outcome: str = "办结",
        fields: Mapping[str, FieldValue] | None = None,
        *,
        key: str | None = None,
        kind: ActKind = ActKind.DO,
        by: str = "p-officer",
        text: str | None = None,
        why: str = "",
    ) -> None:
        item = Proposal(
            kind=kind, step=step, key=key, outcome=None if kind is ActKind.SEND else outcome, fields=fields or {},
            signed=Signed(decider=by), text=text, why=why,
        )  # fmt: skip
        with clock.fixed(date.fromisoformat(on)):
            record(actor=self.actor, matter=stream, proposals=[item])

    def change(
        self,
        entries: Sequence[tuple[str, Mapping[str, FieldValue]]],
        *,
        on: str,
        effective: str,
        survey: Sequence[tuple[str, str, Mapping[str, FieldValue]]] = (),
        hand_over: Sequence[tuple[str, Mapping[str, FieldValue]]] = (),
        publish: bool = True,
    ) -> str:
        """Do a whole change of the list on one day (entries: result and answers) and return its stream."""
        subject = {"cause": "评估后动态调整", "approver": "本机关决定"}
        stream = self.open("list_change", "权责清单调整", subject, on)
        self.act(stream, on, "start", fields={"reason": "年度调整"})
        for number, (outcome, fields) in enumerate(entries, 1):
            self.act(stream, on, "propose", outcome, fields)
            if outcome in {"新增", "变更"}:
                self.act(stream, on, "assess", "不需要评估", key=str(number))
        for key, outcome, fields in survey:
            self.act(stream, on, "survey", outcome, fields, key=key)
        for key, fields in hand_over:
            self.act(stream, on, "hand_over", "移交承接单位", fields, key=key)
        self.act(stream, on, "compile", fields={"explanation": "说明"}, text="v1")
        self.act(stream, on, "consult", "没有不同意见", {"who": "各村"})
        self.act(stream, on, "legal_review", fields={"wanted_by": "2026-12-31", "urgent": False}, kind=ActKind.SEND)
        self.act(stream, on, "legal_review", "合法", kind=ActKind.ANSWER, by="p-judge")
        self.act(stream, on, "meeting", "通过", {"kind": "党政联席会议"})
        if publish:
            self.publish(stream, on, effective)
        return stream

    def publish(self, stream: str, on: str, effective: str) -> None:
        self.act(stream, on, "publish", fields={"effective_on": effective, "channels": ("政府网站",)})


def office(first: date) -> Office:
    """Make the two people and return the office; the units must be there."""
    for person, posts in (("p-officer", POSTS), ("p-judge", ("reviewer",))):
        organisation.create_person(actor=SYSTEM, unit=UNIT, name="某某某", person=person)
        for post in posts:
            organisation.appoint(actor=SYSTEM, person=person, unit=UNIT, post=post, role="work", starts=first)
    accounts.create_account(
        actor=SYSTEM, login="officer", person="p-officer", unit=UNIT, password="first-pass-1", created=first
    )
    Account.objects.update(must_change_password=False)
    return Office(actor=actor_of(Account.objects.get(login="officer")))


def new(code: str = "ZF-031", checked: str = "2026-03-02", **more: FieldValue) -> Mapping[str, FieldValue]:
    """Return the answers for a new item."""
    return {**PENALTY, "code": code, "checked": checked, **more}
