"""受托: somebody outside finds his commissions and nothing else; what he answers is what a packet says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from tests.desk.conftest import populate
from tests.desk.test_act import hidden
from tests.desk.test_packet import DRAFT, LETTER, asked, unpacked
from tests.kernel.packing import altering
from tests.records.conftest import FIRST, Cast

from fazhi.desk.middleware import OUTSIDE
from fazhi.formats.docx import safe
from fazhi.formats.docx.read import lines
from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import ActKind, load
from fazhi.packs import procedures
from fazhi.records import access, clock
from fazhi.records.access import SYSTEM, Action, Denied, Role, actor_of, may
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.commissions import commission, state_no_interest
from fazhi.records.acts.matters import record
from fazhi.records.acts.participants import end_participant
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.tokens import make
from fazhi.records.models import Account, Event, Matter, Participant
from fazhi.records.verification import verify_site

pytestmark = pytest.mark.django_db
TEXT = "2 送审稿.docx"


@pytest.fixture
def site(cast: Cast) -> Cast:
    """The usual cast, and a lawyer with an account and no post."""
    made = populate(cast)
    organisation.create_person(actor=SYSTEM, unit="liuhe", name="午律师", person="p-law")
    accounts.create_account(
        actor=SYSTEM, login="law", person="p-law", unit="liuhe", password="first-pass-1", created=FIRST
    )
    Account.objects.update(must_change_password=False)
    return made


def given(stream: str, clerk: str, *, days: int = 5) -> str:
    """Commission the lawyer for what was sent, from the day of the last record on; return the key."""
    today = clock.today()
    done = commission(
        actor=actor_of(Account.objects.get(login=clerk)), matter=stream, step="counsel", person="p-law",
        ends=today + timedelta(days=days), reason="请其提出法律意见",
    )  # fmt: skip
    return str(done["participant"])


@pytest.fixture
def sent(site: Cast) -> Iterator[tuple[str, dict[str, str]]]:
    """A matter whose question went out, on that day: stream and logins."""
    stream, logins = asked()
    with clock.fixed(date(2026, 3, 3)):
        yield stream, logins


@pytest.fixture
def begun(sent: tuple[str, dict[str, str]]) -> tuple[str, str, dict[str, str]]:
    """The lawyer commissioned for it: stream, key of the commission, logins."""
    stream, logins = sent
    return stream, given(stream, logins["丁"]), logins


def page(key: str, rest: str = "") -> str:
    return f"/commissions/{key}/{rest}"


def state(client, key: str):
    form = client.get(page(key)).text
    return client.post(page(key), {**hidden(form), "_form": "none", "_key": "s1"})


def addresses(patterns=None, prefix: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    """Walk the url conf: name, template of the address, names in it."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for item in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(item, URLResolver):
            found += addresses(item.url_patterns, prefix + str(item.pattern))
        else:
            found.append((item.name or "", prefix + str(item.pattern), tuple(item.pattern.converters)))
    return found


def filled(template: str, matter: str) -> str:
    """Put values that exist into an address, so that a 404 is no accident of a made-up name."""
    values = {
        "matter": matter, "step": "counsel", "kind": "answer", "key": "1", "sm3": "0" * 64, "number": "1",
        "procedure": "legality_review", "name": "legality_review",
    }  # fmt: skip
    out = template
    while "<" in out:
        start, end = out.index("<"), out.index(">")
        conv, _, name = out[start + 1 : end].rpartition(":")
        out = out[:start] + values.get(name, "1" if conv == "int" else "liuhe") + out[end + 1 :]
    return "/" + out


def test_every_other_address_of_the_site_is_not_there(begun, sign) -> None:
    stream, _key, logins = begun
    client = sign("law")
    assert client.get("/")["Location"] == "/commissions/"
    matter, walked = stream.partition("/")[2], 0
    everything = addresses()
    assert {name for name, _, _ in everything} >= OUTSIDE, "a name that no address bears would hide a hole"
    for name, template, _ in everything:
        if name in OUTSIDE or name == "work":
            continue
        where = filled(template, matter)
        for answer in (client.get(where), client.post(where, {})):
            assert answer.status_code == 404, (name, where, answer.status_code)
            assert "集镇停车收费" not in answer.text, where
            walked += 1
    assert walked > 150
    # The same address opens for who works on the matter: it is the account, not the address.
    assert sign(logins["丁"]).get(f"/m/{matter}/").status_code == 200


def test_a_token_of_such_an_account_opens_nothing(site, client) -> None:
    law = Account.objects.get(login="law")
    secret = make(actor=actor_of(law), name="试", ends=clock.today() + timedelta(days=9))["secret"]
    for where in ("/api/units/", "/api/measures/"):
        assert client.get(where, headers={"Authorization": f"Bearer {secret}"}).status_code == 401, where


def test_no_list_no_search_and_no_other_matter_stand_on_his_pages(begun, sign) -> None:
    _stream, key, _ = begun
    other, others = asked(logins=begun[2])
    client = sign("law")
    for where in ("/commissions/", page(key)):
        text = client.get(where).text
        assert "site-search" not in text and "/matters/" not in text and "/guide/" not in text
        assert text.partition('<nav id="nav"')[2].partition("</nav>")[0].count("<li>") == 1, "one entry in the column"
    listed = client.get("/commissions/").text
    assert listed.count("/commissions/t") == 1 and "待声明" in listed
    law = Account.objects.get(login="law")
    row = Matter.objects.get(stream__key=other)
    assert not any(may(law, action, row) for action in Action)
    mine = Matter.objects.get(stream__key=begun[0])
    assert [action for action in Action if may(law, action, mine)] == [Action.ADVISE]
    with pytest.raises(Denied):
        record(actor=actor_of(law), matter=other, proposals=[reply(others)])


def reply(logins: dict[str, str], **more) -> Proposal:
    said = {"no_interest": True, "advice": "镇无权设定处罚", "hours": 3, "fee": "800.00"}
    return Proposal(
        kind=ActKind.ANSWER, step="counsel", outcome="有意见", fields=said, signed=Signed(decider="p-law"), **more
    )


def test_nothing_opens_before_the_statement_then_with_his_name_and_the_time(begun, sign) -> None:
    stream, key, _ = begun
    client = sign("law")
    for rest in ("packet/", "paper/1/", "paper/2/", "answer/"):
        assert client.get(page(key, rest)).status_code == 404, rest
    assert "征求法律意见函" not in client.get(page(key)).text
    with pytest.raises(Denied):
        record(actor=actor_of(Account.objects.get(login="law")), matter=stream, proposals=[reply({})])
    assert state(client, key).status_code == 302
    assert Participant.objects.get(key=key).stated == clock.today()
    files = unpacked(client.get(page(key, "packet/")))
    assert list(files) == [LETTER, TEXT, "包内目录.txt"]
    assert lines(files[TEXT]) == lines(DRAFT)
    one = client.get(page(key, "paper/2/"))
    assert one.status_code == 200 and client.get(page(key, "paper/3/")).status_code == 404
    for body in (files[LETTER], files[TEXT], one.content):
        header = safe.parts(body)["word/fazhi-watermark.xml"].decode()
        assert "午律师" in header and f"{clock.now():%Y-%m-%d}" in header and "取阅" in header
    found = Event.objects.filter(type="looked").order_by("stream_id", "seq")
    looks = [json.loads(bytes(body)) for body in found.values_list("body", flat=True)]
    mine = [event for event in looks if event["actor"]["account"] == "law"]
    taken = [event["data"]["files"] for event in mine if event["data"]["page"] == "commission"]
    assert taken == [[LETTER, TEXT, "包内目录.txt"], [TEXT]]


def test_before_its_first_day_after_its_last_and_once_ended_it_is_not_there(begun, sign) -> None:
    stream, key, logins = begun
    client = sign("law")
    state(client, key)
    today = clock.today()
    with clock.fixed(today + timedelta(days=5)):
        assert sign("law").get(page(key, "packet/")).status_code == 200
    for day in (today - timedelta(days=1), today + timedelta(days=6)):
        with clock.fixed(day):
            client = sign("law")
            for rest in ("", "packet/", "paper/1/", "answer/"):
                assert client.get(page(key, rest)).status_code == 404, (day, rest)
            assert key not in client.get("/commissions/").text
    clerk = actor_of(Account.objects.get(login=logins["丁"]))
    end_participant(actor=clerk, matter=stream, participant=key, reason="另请他人", ends=today)
    with clock.fixed(today + timedelta(days=1)):
        assert sign("law").get(page(key)).status_code == 404
        with pytest.raises(Denied):
            record(actor=actor_of(Account.objects.get(login="law")), matter=stream, proposals=[reply({})])


def answered(stream: str) -> dict:
    row = Event.objects.filter(stream__key=stream, type="answered", step="counsel").latest("seq")
    return json.loads(bytes(row.body))


def test_the_answer_by_account_is_the_event_that_the_packet_gives_apart_from_who_typed(begun, sign) -> None:
    stream, key, _ = begun
    client = sign("law")
    state(client, key)
    form = client.get(page(key, "answer/")).text
    assert "谁决定" not in form and "p-ann" not in form and "逾期" in form
    typed = {"outcome": "有意见", "no_interest": "1", "advice": "镇无权设定处罚", "hours": "3", "fee": "800"}
    # What a form outside must not say: somebody else decided, on another day.
    done = client.post(page(key, "answer/"), {**hidden(form), **typed, "decider": "p-ben", "occurred": "2020-01-02"})
    assert done.status_code == 302, done.text
    other, logins = asked(logins=begun[2])
    record(actor=actor_of(Account.objects.get(login=logins["丁"])), matter=other, proposals=[reply(logins)])
    by_account, by_packet = answered(stream), answered(other)
    assert by_account["actor"] == {"account": "law", "post": None, "unit": None}
    assert by_packet["actor"]["account"] == logins["丁"]
    own = ("actor", "act_id", "stream", "seq", "prev", "run", "recorded", "occurred")
    for event in (by_account, by_packet):
        for name in own:
            event.pop(name)
    assert by_account == by_packet
    assert client.get(page(key, "packet/")).status_code == 404, "answered: nothing more to take"
    assert "已答复" in client.get(page(key)).text and "有意见" in client.get(page(key)).text


def test_that_no_answer_came_is_for_the_office_to_say_also_after_the_term(sent, sign) -> None:
    stream, logins = sent
    key = given(stream, logins["丁"], days=30)
    silent = Proposal(kind=ActKind.ANSWER, step="counsel", outcome="逾期未回", signed=Signed(decider="p-law"))
    with clock.fixed(clock.today() + timedelta(days=20)):
        client = sign("law")
        state(client, key)
        form = client.get(page(key, "answer/")).text
        assert "不同意" in form and 'value="逾期未回"' not in form
        posted = client.post(page(key, "answer/"), {**hidden(form), "outcome": "逾期未回"})
        assert posted.status_code == 403, posted.status_code
        with pytest.raises(Denied):
            record(actor=actor_of(Account.objects.get(login="law")), matter=stream, proposals=[silent])
        office = sign(logins["丁"])
        assert 'value="逾期未回"' in office.get(f"/m/{stream.partition('/')[2]}/act/answer/counsel/").text
        mine = replace(silent, signed=Signed(decider=f"p-{logins['丁']}"))
        record(actor=actor_of(Account.objects.get(login=logins["丁"])), matter=stream, proposals=[mine])
    assert answered(stream)["data"]["outcome"] == "逾期未回"


def test_a_conflict_is_answered_at_once_says_which_and_opens_nothing(begun, sign) -> None:
    stream, key, logins = begun
    client = sign("law")
    form = hidden(client.get(page(key)).text)
    assert client.post(page(key), {**form, "_form": "conflict", "conflict-which": " "}).status_code == 422
    said = {**form, "_form": "conflict", "conflict-which": "本所代理过中标单位"}
    assert client.post(page(key), said).status_code == 302
    event = answered(stream)
    assert event["data"]["outcome"] == "利益冲突，回避" and event["data"]["fields"]["no_interest"] is False
    assert "本所代理" not in json.dumps(event, ensure_ascii=False), "sealed"
    assert client.get(page(key, "packet/")).status_code == 404
    text = sign(logins["丁"]).get(f"/m/{stream.partition('/')[2]}/commission/counsel/").text
    assert "已答复：利益冲突，回避" in text and "未声明" in text


def test_the_unit_commissions_on_its_page_and_who_does_not_answer_for_the_matter_does_not(sent, sign) -> None:
    stream, logins = sent
    where = f"/m/{stream.partition('/')[2]}/commission/counsel/"
    client = sign(logins["丁"])
    assert where in client.get(f"/m/{stream.partition('/')[2]}/").text
    form = client.get(where).text
    assert "午律师" in form and "丑审查" not in form, "only who has no post is offered"
    give = {**hidden(form), "_form": "give", "give-person": "p-law", "give-reason": "", "give-ends": "2026-12-31"}
    assert client.post(where, give).status_code == 422
    assert client.post(where, {**give, "give-reason": "请其提出意见"}).status_code == 302
    assert client.post(where, {**give, "give-reason": "再", "_key": "x"}).status_code == 422
    assert "午律师" in client.get(where).text
    assert (
        f"/m/{stream.partition('/')[2]}/commission/opinion/"
        and client.get(f"/m/{stream.partition('/')[2]}/commission/opinion/").status_code == 404
    )
    assert sign("far").get(where).status_code in {403, 404}
    law = Account.objects.get(login="law")
    with pytest.raises(Denied):
        commission(
            actor=actor_of(law), matter=stream, step="counsel", person="p-law", ends=clock.today(), reason="自荐"
        )


def test_the_role_is_never_given_over_a_unit_and_a_post_makes_an_account_inside(site) -> None:
    for give in (
        lambda: organisation.appoint(
            actor=SYSTEM, person="p-law", unit="liuhe", post="counsel", role=Role.COUNSEL, starts=FIRST
        ),
        lambda: accounts.grant_scope(actor=SYSTEM, over="liuhe", role=Role.COUNSEL, account="law", starts=FIRST),
    ):
        with pytest.raises(ActRefused, match="只在一件事项里给"):
            give()
    law = Account.objects.get(login="law")
    assert access.grants_of(law).outside
    organisation.appoint(actor=SYSTEM, person="p-law", unit="liuhe", post="counsel", role="view", starts=FIRST)
    assert not access.grants_of(law).outside


def test_a_commission_is_for_one_sending_and_another_person_states_nothing(begun) -> None:
    stream, key, logins = begun
    clerk = actor_of(Account.objects.get(login=logins["丁"]))
    with pytest.raises(Denied):
        state_no_interest(actor=clerk, participant=key)
    law = actor_of(Account.objects.get(login="law"))
    state_no_interest(actor=law, participant=key)
    for wrong in (
        reply({}, occurred=clock.today() - timedelta(days=1)),
        Proposal(kind=ActKind.DO, step="opinion", outcome="合法"),
        Proposal(kind=ActKind.ANSWER, step="counsel", outcome="有意见", signed=Signed(decider="p-ben")),
    ):
        with pytest.raises(Denied):
            record(actor=law, matter=stream, proposals=[wrong])
    record(actor=law, matter=stream, proposals=[reply({})])
    with pytest.raises(Denied):
        record(actor=law, matter=stream, proposals=[reply({})])
    # The fixtures waive the change of first passwords without an act; nothing else differs from the events.
    Participant.objects.update(stated=None)
    found = [one.message for one in verify_site().findings if "须改口令" not in one.message]
    assert len(found) == 1 and "声明日" in found[0], found


@pytest.mark.parametrize(
    ("interest", "message"),
    [
        ({"none": "advice", "conflict": "利益冲突，回避", "which": "conflict"}, "答复时填写的是否字段"),
        ({"none": "no_interest", "conflict": "没有这个", "which": "conflict"}, "没有“没有这个”这一结果"),
        ({"none": "no_interest", "conflict": "利益冲突，回避", "which": "who"}, "答复时填写的文字字段"),
        ({"none": "no_interest", "conflict": "利益冲突，回避", "which": "conflict", "silence": "无此"}, "没有“无此”"),
        (
            {"none": "no_interest", "conflict": "利益冲突，回避", "which": "conflict", "silence": "利益冲突，回避"},
            "须是两个结果",
        ),
        (None, "须写 packet"),
    ],
)
def test_a_wrong_statement_is_refused_at_load(interest: dict[str, str] | None, message: str) -> None:
    data, steps = altering("legality_review")
    call = steps["counsel"]
    told = dict(call["call"])
    if interest is None:
        told.pop("packet")
    call["call"] = {**told, **({"interest": interest} if interest else {})}
    with pytest.raises(PackError, match=message):
        load(data, tuple(procedures.posts()))
