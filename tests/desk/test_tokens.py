"""The interface: the findings of the command line for whoever brings a token, and nothing for anybody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.reviewing import REVIEWED, word
from tests.records.conftest import TODAY, Cast

from fazhi.cli import main
from fazhi.records import clock, ledger
from fazhi.records.models import Account, ApiToken, Event
from fazhi.records.verification.site import verify_site

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
BODY = word(*REVIEWED)


def made(client: Client, key: str = "k1", **said: str) -> str:
    form = {"_form": "make", "_key": key, "make-name": "公文系统", "make-ends": "2026-06-30"}
    page = client.post("/tokens/", form | {f"make-{name}": value for name, value in said.items()}, follow=True).text
    found = re.search(r"<code>(fz_[\w-]{43})</code>", page)
    return found[1] if found else ""


def asked(secret: str, **more: object):
    form = {"file": SimpleUploadedFile("合同.docx", BODY), **more}
    return Client(enforce_csrf_checks=True).post("/api/check/", form, headers={"Authorization": f"Bearer {secret}"})


def test_the_findings_are_those_of_the_command_line_but_for_the_path(
    sign: Sign, people: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Event.objects.count()
    secret = made(sign("ben"))
    assert Event.objects.count() == before + 1
    file = tmp_path / "合同.docx"
    file.write_bytes(BODY)
    for more, words in (({}, []), ({"kind": "all", "as_of": "2025-03-01"}, ["--kind", "all", "--as-of", "2025-03-01"])):
        answer = asked(secret, **more)
        assert answer.status_code == 200, answer.text
        main(["check", str(file), "--format", "json", *words])
        line, own = json.loads(capsys.readouterr().out), json.loads(answer.content)
        for report in (line, own):
            report["files"][0].pop("path")
        if not words:
            line.pop("as_of"), own.pop("as_of")  # the command asks the clock of the machine, the site its own
        assert own == line and own["files"][0]["findings"]
    assert Event.objects.count() == before + 1, "a check leaves no trace"


def test_only_the_hash_is_kept_and_the_secret_is_shown_once(sign: Sign, people: Cast) -> None:
    client = sign("ben")
    secret = made(client)
    held = ApiToken.objects.get()
    assert secret and len(held.hash) == 64 and secret not in (held.hash, held.key, held.name)
    assert secret not in client.get("/tokens/").text
    assert not any(secret.encode() in bytes(body) or held.hash.encode() in bytes(body) for body in bodies())
    assert made(client) == "", "the same form twice makes one token"
    assert ApiToken.objects.count() == 1


def bodies() -> list[bytes]:
    return [bytes(body) for body in Event.objects.values_list("body", flat=True)]


def test_making_and_revoking_are_acts_and_verify_folds_them(sign: Sign, people: Cast) -> None:
    secret = made(sign("ben"))
    key = ApiToken.objects.get().key
    form = {"_form": "revoke", "_key": "k2", "revoke-token": key}
    assert sign("far").post("/tokens/", form).status_code == 422
    assert asked(secret).status_code == 200, "somebody else's token is not revoked by a stranger"
    sign("admin").post("/tokens/", form | {"_key": "k3"})
    assert asked(secret).status_code == 401
    events = [event.type for event in ledger.events("unit/liuhe-sfs") if event.type.startswith("token")]
    assert events == ["token_made", "token_revoked"]
    assert not [each for each in verify_site().findings if each.message.startswith("接口令牌")]
    ApiToken.objects.update(revoked=None)
    assert [each for each in verify_site().findings if each.message.startswith("接口令牌")], "put back by hand"


def test_whoever_has_no_valid_token_gets_one_sentence(sign: Sign, people: Cast) -> None:
    secret = made(sign("ben"))
    for wrong in ("", "fz_" + "x" * 43, secret[:-1], secret + "x", ApiToken.objects.get().hash):
        answer = asked(wrong)
        assert answer.status_code == 401 and json.loads(answer.content)["error"]["code"] == "F221"
        assert answer["WWW-Authenticate"] == "Bearer"
    assert Client().post("/api/check/", {"text": "x"}).status_code == 401
    assert sign("ben").post("/api/check/", {"text": "x"}).status_code == 401, "a cookie opens nothing"
    with clock.fixed(date(2026, 7, 1)):
        assert asked(secret).status_code == 401, "past its day"
    Account.objects.filter(login="ben").update(disabled_from=TODAY)
    assert asked(secret).status_code == 401, "the account was shut"
    ApiToken.objects.update(hash="")
    assert asked("").status_code == 401


def test_bad_input_gets_json_and_words(sign: Sign, people: Cast) -> None:
    secret = made(sign("ben"))
    head = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/check/", headers=head).status_code == 405
    for form, said in (
        ({}, "没有文件"),
        ({"text": "x", "kind": "nope"}, "文种"),
        ({"text": "x", "as_of": "喵"}, "日期"),
    ):
        answer = Client().post("/api/check/", form, headers=head)
        assert answer.status_code == 422 and said in json.loads(answer.content)["error"]["message"], answer.text
    broken = Client().post("/api/check/", {"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04 no")}, headers=head)
    assert broken.status_code == 422 and "error" in json.loads(broken.content)["files"][0]
    assert Client().post("/api/check/", {"text": "二〇二六年XX月。"}, headers=head).status_code == 200


def test_a_token_lasts_a_year_at_most_and_has_a_use(sign: Sign, people: Cast) -> None:
    client = sign("ben")
    for number, said in enumerate(({"ends": "2026-01-01"}, {"ends": "2028-01-01"}, {"name": ""})):
        assert made(client, f"w{number}", **said) == ""
    assert not ApiToken.objects.exists() and Client().get("/tokens/").status_code == 302
