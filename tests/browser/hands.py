"""What a story leaves to the acts: steps that another story shows in the browser already, done by the same people."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

from fazhi.kernel.procedures import ActKind, FieldValue
from fazhi.records import evidence, matters
from fazhi.records.access import actor_of
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal
from fazhi.records.demo import papers
from fazhi.records.evidence import Attached, Received
from fazhi.records.models import Account, Matter

OPINION: Mapping[str, FieldValue] = {
    "channel": "本单位审查", "power": "符合", "process": "符合", "content": "符合", "no_interest": True,
    "exploratory": False,
}  # fmt: skip


def by(
    login: str,
    stream: str,
    step: str,
    outcome: str = "办结",
    fields: Mapping[str, FieldValue] | None = None,
    *,
    key: str | None = None,
    text: str | None = None,
    decider: str = "",
    kind: ActKind = ActKind.DO,
    body: bytes | None = None,
) -> None:
    """Do a step as the person with this account, today, with every voucher; ``decider``: who signed it on paper.

    ``text`` names the text it makes, ``body`` is its file.
    """
    account = Account.objects.get(login=login)
    sending = kind is ActKind.SEND
    owed = () if sending else matters.folded(stream).procedure.steps[step].evidence
    files = tuple(Attached(file=scan(), slot=item.id) for item in owed)
    if body is not None:
        files = (*files, Attached(file=evidence.receive(io.BytesIO(body), "文本.docx"), slot=TEXT_SLOT))
    item = Proposal(
        kind=kind, step=step, key=key, outcome=None if sending else outcome, fields=fields or {}, text=text,
        signed=Signed(decider=decider or account.person.key), files=files,
    )  # fmt: skip
    record(actor=actor_of(account), matter=stream, proposals=[item])


def scan() -> Received:
    """Keep the scan that vouches for whatever is done here, and return it."""
    return evidence.receive(io.BytesIO(papers.docx("凭证", ["（盖章扫描件）", papers.NOTICE])), "凭证.docx")


def sent_along(parent: str) -> str:
    """Return the digest of the text that the latest sending of a matter took along."""
    found = matters.folded(parent).state.sendings.values()
    return next(sending.carried for many in found for sending in reversed(many) if sending.carried)


def filed(parent: str, wanted: date) -> str:
    """Send a contract for review as one that may take the fast line, up to its triage; return the review's stream."""
    fields = {"wanted_by": wanted.isoformat(), "urgent": False}
    by("liuwan-jjb", parent, "review", fields=fields, kind=ActKind.SEND)
    row = Matter.objects.filter(parent__stream__key=parent).select_related("parent__handler").latest("pk")
    child = row.stream.key
    said = {"materials": ("有关依据",), "wanted": wanted.isoformat(), "urgent": False}
    by("liuwan-dzb", child, "submit", fields=said, text=sent_along(parent), decider=row.parent.handler.key)
    by("liuwan-dzb", child, "forward", "转送审查机构")
    by("liuwan-sfs", child, "intake", "受理")
    by("liuwan-sfs", child, "triage", "一般")
    return child


def review(parent: str, wanted: date, *, late: bool = False, level: str = "一般") -> None:
    """Take the text that a matter sent for review to the reviewer's answer; ``late``: it had been signed before."""
    child = Matter.objects.filter(parent__stream__key=parent).latest("pk").stream.key
    handler = Matter.objects.select_related("handler").get(stream__key=parent).handler
    fields = {"materials": ("有关依据",), "wanted": wanted.isoformat(), "urgent": False}
    by("liuwan-dzb", child, "submit", fields=fields, text=sent_along(parent), decider=handler.key)
    by("liuwan-dzb", child, "forward", "转送审查机构")
    by("liuwan-sfs", child, "intake", "受理")
    by("liuwan-sfs", child, "triage", level, {"grounds": ("事项类别属于重大",)} if level == "重大" else {})
    if level == "重大":
        by("liuwan-sfs", child, "counsel", fields={"who": "邹文远律师", "questions": "全文"}, kind=ActKind.SEND)
        answer = {"no_interest": True}
        by("liuwan-sfs", child, "counsel", "无异议", answer, kind=ActKind.ANSWER, decider="p-zou")
    said = {"heading": "补充审查意见" if late else "合法性审查意见书", **({"remedy": "继续履行"} if late else {})}
    by("liuwan-sfs", child, "opinion", "合法", {**OPINION, **said}, text="经审查，符合规定。")
    by("liuwan-sfs", child, "conclude", "补充审查" if late else "通过")


def drafted(contract: str, body: bytes | None = None) -> None:
    """Say of a contract what it is, how it is bought and from which money, and hand in its text (``body``: a file)."""
    by("liuwan-jjb", contract, "qualify", "民事合同")
    by("liuwan-jjb", contract, "procure", "限额以下自行采购", {"reason": "低于本省限额标准"})
    by("liuwan-cz", contract, "budget", fields={"source": "公用经费", "number": "2026-031", "covers": True})
    said = {"dispute": "诉讼", "departments": "不需要征求", "surety": False}
    text = f"第一条　照约办理。{contract}" if body is None else None
    by("liuwan-jjb", contract, "prepare", fields=said, text=text, body=body)


def entered(contract: str, since: str, until: str) -> None:
    """Enter a contract that was signed on its first day into the register of contracts."""
    said = {"signed_on": since, "from": since, "until": until, "size": "不是企业", "rate_agreed": False}
    by("liuwan-jjb", contract, "enter", "一般合同", {**said, "copies": "两份"})
