"""A pack with a mistake is refused, and the message names the key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.kernel.packing import POSTS, pack, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import load

Spoil = Callable[[dict], None]


def step(data: dict, name: str) -> dict:
    return next(item for item in data["step"] if item["id"] == name)


BROKEN: dict[str, tuple[Spoil, str]] = {
    "an unknown key is refused and the near one named": (
        lambda d: step(d, "opinion").update(seperate=["submit"]),
        "seperate",
    ),
    "an unknown key at the top": (lambda d: d.update(titel="x"), "titel"),
    "a text and a step of one name": (lambda d: d["text"].append({"id": "intake", "name": "x"}), "已用作"),
    "a type error in a gate": (lambda d: step(d, "opinion").update(needs=["subject.risk == 'yes'"]), "needs[1]"),
    "an outcome that does not exist": (
        lambda d: step(d, "opinion").update(needs=["field.outcome != '合规'"]),
        "合规",
    ),
    "a condition on a step that does not exist": (lambda d: step(d, "opinion").update(needs=["ok(intak)"]), "intak"),
    "a key a list does not have": (lambda d: d["list"][0].update(key="条"), "key"),
    "a key a text does not have": (lambda d: d["text"][0].update(version="1"), "version"),
    "personal information handed to another matter": (
        lambda d: step(d, "intake").update(
            call={"procedure": "request", "hands": {"x": {"from": "field.who"}}},
            needs=[],
            field=[{"id": "who", "name": "何人", "type": "text", "pii": "name"}],
        ),
        "个人信息",
    ),
    "something handed to a body that keeps no matter": (
        lambda d: step(d, "intake").update(call={"body": "法律顾问", "hands": {"x": "y"}}),
        "只有送其他规程办理的才带过去",
    ),
    "a cycle of after": (lambda d: step(d, "submit").update(after=["meeting"]), "互为前提"),
    "a cycle of uses": (lambda d: step(d, "submit").update(uses=["opinion"]), "互为前提"),
    "an unreachable step": (lambda d: step(d, "meeting").update(needs=["ok(meeting)"]), "永远办不到"),
    "an unreachable outcome": (
        lambda d: step(d, "meeting").update(needs=["false"]),
        "永远办不到",
    ),
    "half a condition that cannot be": (
        lambda d: step(d, "meeting").update(needs=["ok(meeting) and subject.risk"]),
        "永远办不到",
    ),
    "the opposite of what always is": (
        lambda d: step(d, "meeting").update(needs=["not (true or subject.risk)"]),
        "永远办不到",
    ),
    "a basis that is not declared": (lambda d: step(d, "submit").update(basis=["jc99"]), "jc99"),
    "a basis that nobody uses": (
        lambda d: d["basis"].update(spare={"text": "x", "force": "local", "mark": "§"}),
        "没有一处使用",
    ),
    "a model text that does not exist": (lambda d: step(d, "opinion").update(model_text="contract"), "contract"),
    "a post that does not exist": (lambda d: step(d, "submit").update(posts=["king"]), "king"),
    "a term without a unit": (lambda d: d["term"][0].pop("unit"), "unit"),
    "a term without an end policy": (lambda d: d["term"][0].pop("end"), "end"),
    "a term without a basis": (lambda d: d["term"][0].pop("basis"), "依据"),
    "a duty that nothing ends": (lambda d: d["term"][0].pop("until"), "办到哪一步为止"),
    "a term from an outcome that does not exist": (lambda d: d["term"][0].update({"from": ["intake:好"]}), "好"),
    "a list that nobody fills": (lambda d: step(d, "raise").pop("adds"), "opinions"),
    "did under a negation": (lambda d: step(d, "meeting").update(needs=["not did(meeting)"]), "happened"),
    "a gate that reads personal information": (
        lambda d: (
            step(d, "intake")["field"].append({"id": "who", "name": "何人", "type": "text", "pii": "name"}),
            step(d, "intake").update(needs=["field.who in ['甲']"]),
        ),
        "who",
    ),
    "a float where a text belongs": (lambda d: d["param"]["days"].update(value=7.5), "value"),
    "a guarantee of no known form": (lambda d: d["guarantee"].append({"id": "G9", "say": "x"}), "句式"),
    "a register column that cannot be read": (
        lambda d: d["register"][0]["columns"].append({"name": "x", "value": "nobody.date"}),
        "nobody",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused(name: str) -> None:
    spoil, expected = BROKEN[name]
    data = raw("mini")
    spoil(data)
    with pytest.raises(PackError) as caught:
        load(data, POSTS)
    assert expected in str(caught.value)
    assert caught.value.where, "the message must name the key"


def test_the_digest_is_of_the_declaration_and_nothing_else() -> None:
    assert load(raw("mini"), POSTS).digest == pack("mini").digest
    changed = raw("mini")
    changed["summary"] = "另一句"
    assert load(changed, POSTS).digest != pack("mini").digest


def test_the_stored_declaration_loads_as_the_same_procedure() -> None:
    assert load(dict(pack("mini").source), POSTS) == pack("mini")


def test_a_step_may_ask_not_to_have_been_done() -> None:
    data = raw("mini")
    step(data, "meeting")["needs"] = ["not happened(meeting)", "not (ok(meeting) and true)"]
    load(data, POSTS)
