"""Sealed values: unreadable in the ledger, opened with a trace, erased on a legal duty without breaking the chain."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from django.db import connection
from tests.records.conftest import make_matter

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import check_seal, sm3_hex, verify_stream
from fazhi.kernel.ledger.vault import unwrap_key
from fazhi.records import ledger, site, vault
from fazhi.records.access import SYSTEM, Denied
from fazhi.records.acts import desk, erasure, looks
from fazhi.records.acts.base import Act, ActRefused, Signed, act
from fazhi.records.models import Draft, EvidenceLink, Matter, Stream, VaultItem, VaultKey
from fazhi.records.vault import Private

STREAM = "matter/2026/1"
IDENTITY = "330381199003078888"


@act
def register(running: Act, *, identity: str = IDENTITY, files=()):
    """Append an event with personal values and files."""
    running.lock(STREAM)
    private = {
        "applicant.name": Private(cls="name", value="沈某某"),
        "applicant.identity": Private(cls="id", value=identity),
    }
    running.event(STREAM, "registered", {"channel": "当面"}, private=private, files=files)
    return {}


@pytest.fixture
def registered(cast) -> Matter:
    matter = make_matter("liuhe-ny", STREAM)
    register(actor=cast.actor("clerk"))
    return matter


def test_the_ledger_holds_no_personal_value(registered) -> None:
    body = b"".join(ledger.bodies(STREAM))
    assert "沈某某".encode() not in body and IDENTITY.encode() not in body
    for item in VaultItem.objects.all():
        assert "沈某某".encode() not in bytes(item.box) and IDENTITY.encode() not in bytes(item.box)
    (event,) = ledger.events(STREAM)
    opened = vault.open_fields(STREAM)
    for path, sealed in event.sealed.items():
        opening = opened[1, path]
        assert check_seal(sealed.digest, opening.value, opening.salt)


def test_guessing_an_identity_number_from_its_digest_fails(registered) -> None:
    (event,) = ledger.events(STREAM)
    digest = event.sealed["applicant.identity"].digest.removeprefix("sm3:")
    written = f'"{IDENTITY}"'.encode()
    assert digest not in {sm3_hex(written), sm3_hex(IDENTITY.encode()), hashlib.sha256(written).hexdigest()}


def test_the_same_value_twice_gives_two_digests(registered, cast) -> None:
    register(actor=cast.actor("clerk"))
    first, second = ledger.events(STREAM)
    assert first.sealed["applicant.name"].digest != second.sealed["applicant.name"].digest
    assert VaultKey.objects.count() == 2, "one key per stream and class"


def test_a_look_is_recorded_before_anything_is_shown(registered, cast) -> None:
    values = looks.look(actor=cast.actor("clerk"), matter=registered, page="事项页")
    assert values[1, "applicant.name"] == "沈某某"
    (event,) = ledger.events("access/liuhe-ny/2026-03")
    assert event.actor.account == "clerk"
    assert event.data == {"matter": STREAM, "page": "事项页", "classes": ["id", "name"], "fields": 2}


@pytest.mark.parametrize("login", ["other", "viewer", "admin"])
def test_who_may_not_sees_nothing_and_leaves_no_look(registered, cast, login) -> None:
    with pytest.raises(Denied):
        looks.look(actor=cast.actor(login), matter=registered, page="事项页")
    assert not list(ledger.events("access/liuhe-ny/2026-03"))


def test_a_matter_without_personal_data_logs_nothing(cast) -> None:
    assert looks.look(actor=cast.actor("clerk"), matter=make_matter("liuhe-ny"), page="事项页") == {}
    assert not Stream.objects.filter(kind="access").exists()


def test_erasure_destroys_values_and_key_and_keeps_the_chain(registered, cast) -> None:
    decided = Signed(decider="p-leader", voucher="批示原件")
    erasure.erase(actor=cast.actor("leader"), stream=STREAM, cls="id", basis="个人信息保护法第四十七条", signed=decided)
    assert (1, "applicant.identity") not in vault.open_fields(STREAM)
    assert vault.open_fields(STREAM)[1, "applicant.name"].value == "沈某某"
    assert VaultKey.objects.get(cls="id").wrapped is None
    assert VaultItem.objects.get(field="applicant.identity").box is None
    assert verify_stream(ledger.bodies(STREAM)).ok
    event = list(ledger.events(STREAM))[-1]
    assert event.data["fields"] == ["1:applicant.identity"] and event.data["signed"]["decider"] == "p-leader"
    with pytest.raises(ActRefused, match="没有可删除"):
        erasure.erase(actor=cast.actor("leader"), stream=STREAM, cls="id", basis="同上", signed=decided)


@pytest.mark.parametrize(
    ("login", "changes", "error"),
    [
        ("clerk", {}, Denied),
        ("leader", {"basis": " "}, ActRefused),
        ("leader", {"signed": Signed()}, ActRefused),
        ("leader", {"cls": "nonsense"}, ActRefused),
    ],
)
def test_erasure_needs_right_basis_and_decider(registered, cast, login, changes, error) -> None:
    given = {"stream": STREAM, "cls": "id", "basis": "个人信息保护法第四十七条", "signed": Signed(decider="p-leader")}
    with pytest.raises(error):
        erasure.erase(actor=cast.actor(login), **{**given, **changes})
    assert (1, "applicant.identity") in vault.open_fields(STREAM)


def test_after_erasure_a_new_value_of_the_class_gets_a_new_key(registered, cast) -> None:
    erasure.erase(
        actor=cast.actor("leader"), stream=STREAM, cls="id", basis="个人信息保护法第四十七条",
        signed=Signed(decider="p-leader"),
    )  # fmt: skip
    register(actor=cast.actor("clerk"))
    opened = vault.open_fields(STREAM)
    assert {place for place in opened if place[1] == "applicant.identity"} == {(3, "applicant.identity")}


def test_a_key_is_opened_once_for_several_acts_and_not_where_it_does_not_belong(registered, cast, monkeypatch) -> None:
    vault.forget_keys()
    opened: list[str] = []

    def unwrapped(master: bytes, wrapped: bytes, *, matter: str, cls: str) -> bytes:
        opened.append(cls)
        return unwrap_key(master, wrapped, matter=matter, cls=cls)

    monkeypatch.setattr(vault, "unwrap_key", unwrapped)
    for n in range(3):
        register(actor=cast.actor("clerk"), key=f"k{n}")
    assert sorted(opened) == ["id", "name"]
    assert {item.value for item in vault.open_fields(STREAM).values()} == {"沈某某", IDENTITY}
    name = VaultKey.objects.get(cls="name")
    VaultKey.objects.filter(cls="id").update(wrapped=name.wrapped)
    with pytest.raises(LedgerError):
        register(actor=cast.actor("clerk"), key="k9")


def test_keys_that_were_opened_are_not_kept_for_long(registered, cast, monkeypatch) -> None:
    kept = vault._Kept()
    key = VaultKey.objects.get(cls="name")
    master, moment = site.site_key().key, [1000.0]
    monkeypatch.setattr(vault.time, "monotonic", lambda: moment[0])
    found = kept.opened(master, bytes(key.wrapped), STREAM, "name")
    assert list(kept._keys.values()) == [found]
    moment[0] += kept.SECONDS + 1
    with pytest.raises(LedgerError):
        kept.opened(master, bytes(key.wrapped), "matter/2026/2", "name")
    assert not kept._keys
    vault._kept.opened(master, bytes(key.wrapped), STREAM, "name")
    signed = Signed(decider="p-head")
    erasure.erase(actor=SYSTEM, stream=STREAM, cls="id", basis="个人信息保护法第四十七条", signed=signed)
    assert not vault._kept._keys, "what was destroyed is kept nowhere"


def test_a_box_cannot_be_moved_to_another_field(registered) -> None:
    name, identity = VaultItem.objects.get(field="applicant.name"), VaultItem.objects.get(field="applicant.identity")
    VaultItem.objects.filter(pk=name.pk).update(box=identity.box, key=identity.key)
    with pytest.raises(LedgerError, match="打不开"):
        vault.open_fields(STREAM)


def test_file_names_are_sealed(cast) -> None:
    from fazhi.records.evidence import Attached, receive

    make_matter("liuhe-ny", STREAM)
    file = receive(["正文".encode()], "沈某某的申请.txt")
    register(actor=cast.actor("clerk"), files=[Attached(file=file, slot="application", pages="1—2")])
    assert "沈某某" not in b"".join(ledger.bodies(STREAM)).decode()
    link = EvidenceLink.objects.get()
    assert (link.slot, link.pages, link.file.sm3) == ("application", "1—2", file.sm3)
    assert vault.open_fields(STREAM)[1, link.name_field].value == "沈某某的申请.txt"


def test_the_site_key_is_its_owner_s_alone(home: Path) -> None:
    path = home / "keys" / "site.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    site.ensure(fresh=True)
    assert path.read_text() == before
    path.chmod(0o644)
    site._read_key.cache_clear()
    with pytest.raises(site.SiteError, match="他人可读"):
        site.site_key()


def test_a_lost_key_is_not_replaced_by_a_new_one(registered, home: Path) -> None:
    (home / "keys" / "site.key").unlink()
    with pytest.raises(site.SiteError, match="备份"):
        site.ensure()


def test_a_draft_is_kept_encrypted_for_its_account_and_form(cast) -> None:
    clerk = cast.account("clerk")
    desk.save_draft(account=clerk, form="open:major_decision", text='{"name": "沈某某"}')
    assert "沈某某".encode() not in bytes(Draft.objects.get().box)
    kept = desk.read_draft(account=clerk, form="open:major_decision")
    assert kept == ('{"name": "沈某某"}', "2026-03-02T09:00:00+08:00")
    assert desk.read_draft(account=cast.account("other"), form="open:major_decision") is None
    with pytest.raises(LedgerError):
        vault.open_draft(clerk.pk, "another form", bytes(Draft.objects.get().box))
    desk.drop_draft(account=clerk, form="open:major_decision")
    assert desk.read_draft(account=clerk, form="open:major_decision") is None


def test_the_system_may_erase_where_no_matter_stands(db) -> None:
    register(actor=SYSTEM)
    erasure.erase(
        actor=SYSTEM, stream=STREAM, cls="id", basis="个人信息保护法第四十七条", signed=Signed(decider="p-x"),
        paths=["applicant.identity"],
    )  # fmt: skip
    assert VaultKey.objects.get(cls="id").wrapped is not None, "only the one value was asked for"
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_look_for_some_classes_brings_and_records_no_more(registered, cast) -> None:
    values = looks.look(actor=cast.actor("clerk"), matter=registered, page="事项页", classes={"name"})
    assert list(values.values()) == ["沈某某"]
    (event,) = ledger.events("access/liuhe-ny/2026-03")
    assert event.data == {"matter": STREAM, "page": "事项页", "classes": ["name"], "fields": 1}
    assert looks.look(actor=cast.actor("clerk"), matter=registered, page="事项页", classes={"phone"}) == {}
    assert len(list(ledger.events("access/liuhe-ny/2026-03"))) == 1
