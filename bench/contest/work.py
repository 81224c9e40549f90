"""What is done on the matters of the bench: for each pack an opening and a round of acts that can go on for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import shake_256
from typing import Any

from fazhi.kernel.procedures import ActKind
from fazhi.records.access import Actor, actor_of
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import Account

Step = tuple[str, str, str, Mapping[str, Any]]
"""Login, step, outcome, answers. A step that makes a text gets a new one each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How a matter of a pack is opened, what is done once, and the round that follows."""

    procedure: str
    subject: Mapping[str, Any]
    once: Sequence[Step]
    again: Sequence[Step]
    texts: frozenset[str]
    evidence: Mapping[str, tuple[str, ...]]

    def step(self, n: int) -> Step:
        """Return the act number ``n``, from 0."""
        return self.once[n] if n < len(self.once) else self.again[(n - len(self.once)) % len(self.again)]


_SENT = {"materials": ("承办单位自审意见",), "wanted": "2026-12-31", "urgent": False}

SCRIPTS: dict[str, Script] = {
    "legality_review": Script(
        procedure="legality_review",
        subject={"kind": "行政合同（协议）", "amount": "42800.00", "already_done": False},
        once=(),
        again=(
            ("ann", "submit", "办结", _SENT),
            ("off", "forward", "转送审查机构", {}),
            ("ben", "intake", "受理", {}),
            ("ben", "triage", "一般", {}),
        ),
        texts=frozenset({"submit"}),
        evidence={"submit": ("form",), "intake": ("receipt",)},
    ),
    "major_decision": Script(
        procedure="major_decision",
        subject={
            "kind": "公共建设项目", "content": "集镇公厕改造", "departments": False, "groups": True, "concern": True,
            "hearing_required": False, "hearing_asked": False, "professional": False, "risk": True, "operators": False,
            "normative": False, "congress": "不需要", "to_county": False, "exploratory": False,
        },
        once=(
            ("ann", "propose", "办结", {"source": "领导人员"}),
            ("ann", "study", "建议启动", {"view": "可以启动"}),
            ("hao", "initiate", "启动", {"unit": "农业办", "excluded": False, "plan_meeting": "2026-12-31"}),
        ),
        again=(
            ("ann", "prepare", "办结", {"explanation": "起草说明"}),
            ("cai", "manner", "确定听取方式", {"manners": ("座谈会",), "reason": "涉及面窄"}),
            ("ann", "stakeholders", "办结", {"bodies": "村民代表", "delegates": 9}),
            ("cai", "risk", "风险可控", {"points": "施工扰民", "measures": "错时施工", "heard": "座谈"}),
        ),
        texts=frozenset({"prepare"}),
        evidence={"initiate": ("order",), "stakeholders": ("minutes",), "risk": ("report",)},
    ),
}  # fmt: skip


class Worker:
    """Does the acts of a script on one matter, one after the other, half an hour apart."""

    def __init__(self, script: Script, *, stream: str | None = None) -> None:
        self.script = script
        self.n = 0
        self._scan = receive([b"\x89PNG\r\n\x1a\n" + bytes(100_000)], "扫描件.png")
        self._actors = {
            login: actor_of(Account.objects.get(login=login)) for login in ("ann", "off", "ben", "cai", "hao")
        }
        done = open_matter(
            actor=self._actors["ann"], procedure=script.procedure, unit="liuhe-ny", title="集镇公厕改造工程施工合同",
            subject=script.subject, handler="p-ann", stream=stream,
        )  # fmt: skip
        self.stream = str(done["stream"])

    def proposal(self) -> tuple[Actor, Proposal]:
        """Return the next act: who types and what is proposed."""
        login, step, outcome, fields = self.script.step(self.n)
        text = f"{self.n:064x}" if step in self.script.texts else None
        files = tuple(Attached(file=self._scan, slot=slot) for slot in self.script.evidence.get(step, ()))
        proposal = Proposal(kind=ActKind.DO, step=step, outcome=outcome, fields=fields, text=text, files=files)
        return self._actors[login], proposal

    def act(self, timed: Callable[[Callable[[], Any]], Any] | None = None) -> Any:
        """Do the next act; ``timed`` is given what there is to measure."""
        actor, proposal = self.proposal()
        # As the desk's forms carry: a name nobody had before. Made from the number, so that two runs do the same.
        key = shake_256(f"{self.stream} {self.n}".encode()).hexdigest(16)

        def run() -> Any:
            return record(actor=actor, key=key, matter=self.stream, proposals=[proposal])

        self.n += 1
        return run() if timed is None else timed(run)


def open_and_do(script: Script, events: int, *, stream: str | None = None) -> str:
    """Open a matter and bring it to ``events`` events; return its stream."""
    worker = Worker(script, stream=stream)
    while worker.n < events - 1:
        worker.act()
    return worker.stream
