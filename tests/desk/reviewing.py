"""The small pack with a review in it: hints become opinions or are set aside, the text comes back corrected."""

from __future__ import annotations

import secrets
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import opened, page_of, who
from tests.formats import samples
from tests.formats.samples import paragraph
from tests.kernel.packing import POSTS, pack, raw

from fazhi.kernel.procedures import ActKind, Procedure, load
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal

REVIEWED = (
    "集镇保洁服务合同",
    "根据《中华人民共和国合同法》等规定，双方订立本合同。",
    "第一条 服务范围见附件____。",
    "第二条 今年共清扫道路120次，完成110次，完成率95%。",
    "第三条 甲方为乙方购车贷款提供连带责任保证。",
    "第四条 争议提交仲裁。",
    "第五条 本合同一式六份。",
)
RETURNED = (
    "集镇保洁服务合同",
    "根据《中华人民共和国民法典》等规定，双方订立本合同。",
    "第一条 服务范围见附件____。",
    "第二条 今年共清扫道路120次，完成110次，完成率95%。",
    "第四条 争议提交仲裁。",
    "第五条 本合同一式八份。",
)
WRITTEN = {"type": "long", "pii": "none"}


@cache
def reviewing(name: str) -> Procedure:
    """Return the small pack ``mini`` with steps that take findings; any other as it is."""
    if name != "mini":
        return pack(name)
    data = raw("mini")
    steps: list[dict[str, object]] = data["step"]  # type: ignore[assignment]
    data["list"] += [{"id": "aside", "name": "不采用的提示"}]  # type: ignore[operator]
    at = next(number for number, step in enumerate(steps) if step["id"] == "raise")
    needed = "field.outcome != '撤回'"
    steps[at] |= {
        "takes": "findings",
        "outcomes": ["必须", "应当", "建议", "撤回"],
        "field": [
            {"id": "clause", "name": "条款", "type": "text", "takes": "place", "required": needed},
            {"id": "issue", "name": "问题", "takes": "message", "required": needed, **WRITTEN},
            {"id": "ground", "name": "依据", "type": "text", "takes": "basis"},
            {"id": "proposal", "name": "修改建议", "takes": "suggestion", **WRITTEN},
            {"id": "rule", "name": "所据提示", "type": "text", "takes": "code"},
        ],
    }
    data["memory"] = {
        "step": "raise", "place": "clause", "message": "issue", "basis": "ground", "suggestion": "proposal",
        "code": "rule", "withdrawn": ["撤回"], "fate": "settle",
    }  # fmt: skip
    steps.insert(
        at + 1,
        {
            "id": "dismiss", "name": "不采用的提示", "act": "登记不采用的提示", "posts": ["reviewer"], "adds": "aside",
            "takes": "findings_set_aside", "when": "false", "after": ["intake"],
            "field": [
                {"id": "place", "name": "条款", "type": "text", "takes": "place", "required": True},
                {"id": "hint", "name": "提示", "takes": "message", "required": True, **WRITTEN},
                {"id": "reason", "name": "不采用的理由", "takes": "reason", "required": True, **WRITTEN},
            ],
        },
    )  # fmt: skip
    steps.append(
        {"id": "revise", "name": "修改", "posts": ["handler"], "makes": "draft", "when": "false", "after": ["intake"]}
    )
    return load(data, POSTS)


def word(*lines: str) -> bytes:
    return samples.word("".join(paragraph(line) for line in lines))


def handed_in(client: Client, stream: str, step: str, body: bytes, name: str = "某甲稿.docx") -> None:
    """Give a version of the text through the form of a step, as 子经办 signed in."""
    client.post(
        page_of(stream) + f"act/do/{step}/",
        {"decider": "p-ann", "_key": secrets.token_hex(8), "file-text": SimpleUploadedFile(name, body)},
    )


def accepted(client: Client, body: bytes | None = None) -> str:
    """Send a text for review and accept it; return the stream. ``client`` is signed in as 子经办."""
    stream = opened(submitted=False)
    handed_in(client, stream, "submit", body or word(*REVIEWED))
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    return stream


def opinion(stream: str, weight: str, clause: str, issue: str, key: str | None = None, **more: str) -> None:
    """Enter an opinion of the reviewer."""
    fields = {"clause": clause, "issue": issue, **more} if weight != "撤回" else {}
    proposal = Proposal(kind=ActKind.DO, step="raise", outcome=weight, fields=fields, key=key)
    record(actor=who("ben"), matter=stream, proposals=[proposal])


def settled(stream: str, key: str, outcome: str) -> None:
    """Enter what became of an opinion."""
    proposal = Proposal(kind=ActKind.DO, step="settle", outcome=outcome, key=key)
    record(actor=who("ann"), matter=stream, proposals=[proposal])
