"""Which step takes what the checker found is said by the pack and checked when it is loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.kernel.packing import POSTS, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import FINDINGS, SET_ASIDE, load, taker, taking


def step(data: dict, name: str) -> dict:
    return next(item for item in data["step"] if item["id"] == name)


def fields(*parts: str) -> list[dict]:
    return [{"id": part, "name": part, "type": "text", "takes": part} for part in parts]


def taken() -> dict:
    data = raw("mini")
    step(data, "raise").update(takes="findings", field=fields("place", "message"))
    data["list"].append({"id": "aside", "name": "不采用的提示"})
    data["step"].insert(
        3,
        {
            "id": "drop",
            "name": "不采用",
            "posts": ["reviewer"],
            "adds": "aside",
            "when": "false",
            "takes": "findings_set_aside",
            "field": fields("place", "message", "reason"),
        },
    )
    return data


def test_the_steps_and_fields_that_take_findings_are_found() -> None:
    procedure = load(taken(), POSTS)
    adopting, aside = taker(procedure, FINDINGS), taker(procedure, SET_ASIDE)
    assert adopting is not None and adopting.id == "raise" and aside is not None and aside.id == "drop"
    place, reason = taking(adopting, "place"), taking(aside, "reason")
    assert place is not None and place.id == "place" and reason is not None and reason.name == "reason"
    assert taking(adopting, "basis") is None
    assert taker(load(raw("mini"), POSTS), FINDINGS) is None


BROKEN: dict[str, tuple[Callable[[dict], object], str]] = {
    "an unknown word": (lambda d: step(d, "raise").update(takes="hints"), "不在可选之列"),
    "an unknown part": (lambda d: step(d, "raise")["field"][0].update(takes="line"), "不在可选之列"),
    "two steps for one thing": (lambda d: step(d, "drop").update(takes="findings"), "只能由一步接收"),
    "no list to enter": (lambda d: step(d, "intake").update(takes="findings") or step(d, "raise").pop("takes"), "名单"),
    "a field without the step": (lambda d: step(d, "raise").pop("takes"), "不接收提示的步骤"),
    "the same part twice": (lambda d: step(d, "raise")["field"][1].update(takes="place"), "两个字段"),
    "no place": (lambda d: step(d, "raise").update(field=fields("message")), "place"),
    "no reason": (lambda d: step(d, "drop").update(field=fields("place", "message")), "reason"),
    "a reason where nothing is set aside": (
        lambda d: step(d, "raise").update(field=fields("place", "message", "reason")),
        "理由属于",
    ),
    "a sealed field": (lambda d: step(d, "raise")["field"][0].update(pii="free"), "不密封"),
    "a number": (lambda d: step(d, "raise")["field"][0].update(type="int"), "不密封"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_pack_that_declares_it_wrongly_is_refused(name: str) -> None:
    spoil, said = BROKEN[name]
    data = taken()
    spoil(data)
    with pytest.raises(PackError, match=said):
        load(data, POSTS)
