"""Matters that are kept in a register of their own: in its lists, counts and files, and in no other."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from tests.records.conftest import FIRST, Cast

from fazhi.kernel.procedures import ActKind
from fazhi.records import matters
from fazhi.records.access import SYSTEM, actor_of
from fazhi.records.acts import organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.rebuilding import rebuild
from fazhi.records.models import Account, Matter
from fazhi.records.verification.site import verify_site

REVIEWS, GUIDANCE = "/ledger/legality_review/review/", "/ledger/legality_review/guidance/"


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    matters.forget()
    Account.objects.update(must_change_password=False)
    organisation.appoint(actor=SYSTEM, person="p-leader", unit="liuhe", post="handler", role="work", starts=FIRST)
    client.force_login(Account.objects.get(login="leader"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(title: str, kind: str) -> str:
    subject = {"kind": kind, "amount": "36000.00", "already_done": False}
    made = open_matter(
        actor=actor_of(Account.objects.get(login="leader")), procedure="legality_review", unit="liuhe", title=title,
        subject=subject,
    )  # fmt: skip
    return str(made["stream"])


def test_village_matters_sent_for_review_stand_in_a_register_of_their_own(desk: Client) -> None:
    opened("集镇路灯维护合同", "行政合同（协议）")
    pond = opened("芦塘村鱼塘租赁合同", "村级合同")

    def listed(place: str) -> tuple[bool, bool]:
        said = desk.get(place).content.decode()
        file = io.BytesIO(b"".join(desk.get(f"{place}?excel=1").streaming_content))
        cells = {str(cell) for row in openpyxl.load_workbook(file).active.values for cell in row}
        found = tuple(title in said for title in ("集镇路灯维护合同", "芦塘村鱼塘租赁合同"))
        assert found == tuple(title in cells for title in ("集镇路灯维护合同", "芦塘村鱼塘租赁合同"))
        assert not any(found) or f"{sum(found)} 件：" in said
        return found[0], found[1]

    assert listed(REVIEWS) == (True, False) and listed(GUIDANCE) == (False, True)
    index = desk.get("/ledger/").content.decode()
    assert "村级事项送审法律指导台账" in index

    # A kind that was entered wrongly and is changed takes the matter to the other register.
    change = Proposal(kind=ActKind.CHANGE, fields={"kind": "行政合同（协议）"}, why="登记有误")
    record(actor=actor_of(Account.objects.get(login="leader")), matter=pond, proposals=[change])
    assert listed(REVIEWS) == (True, True) and listed(GUIDANCE) == (False, False)

    Matter.objects.filter(stream__key=pond).update(book="guidance")
    said = [finding.message for finding in verify_site().findings if "单列台账" in finding.message]
    assert len(said) == 1 and "表中为“guidance”" in said[0]
    rebuild()
    assert Matter.objects.get(stream__key=pond).book == ""
