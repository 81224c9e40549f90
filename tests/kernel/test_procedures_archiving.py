"""归档: one mechanism for every pack. What a pack must say, and what stands of a file that was closed."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import ActKind, filed, kept_for, load
from fazhi.kernel.procedures.overlay import resolve
from fazhi.packs import procedures

DO, VOID = ActKind.DO, ActKind.VOID


def data(**archive: object) -> dict[str, object]:
    """The small pack with a step that closes the file."""
    made = raw("mini")
    made["param"]["retention"] = {  # type: ignore[index]
        "name": "保管期限", "type": "enum", "values": ["永久", "30年", "10年"], "value": "30年", "may": "any",
        "basis": ["local"],
    }  # fmt: skip
    made["step"].append(  # type: ignore[union-attr]
        {
            "id": "file",
            "name": "归档",
            "posts": ["handler"],
            "after_end": True,
            "when": "false",
            "needs": ["vouched()"],
            "field": [
                {"id": "volume", "name": "档号", "type": "text", "required": True},
                {"id": "shelf", "name": "原件存放", "type": "text", "required": True},
                {"id": "class", "name": "保管期限", "type": "enum", "values": ["永久", "10年"], "required": True},
            ],
        }
    )
    made["archive"] = {
        "step": "file", "number": "volume", "place": "shelf", "retention": "param.retention", "basis": ["local"],
        **archive,
    }  # fmt: skip
    return made


def closed(**archive: object) -> Matter:
    matter = Matter("mini", risk=False)
    matter.procedure = load(data(**archive), POSTS)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "file", "02-12", fields={"volume": "档1", "shelf": "2号柜3盒", "class": "10年"})
    return matter


def test_a_closed_file_says_when_number_how_long_and_where() -> None:
    matter = closed()
    assert filed(load(data(), POSTS), Matter("mini").state) is None
    made = filed(matter.procedure, matter.state)
    assert made is not None
    assert (made.day, made.number, made.place, made.retention) == (day("02-12"), "档1", "2号柜3盒", "30年")
    matter.do(VOID, None, "02-13", run=made.seq, why="误归档")
    assert filed(matter.procedure, matter.state) is None


def test_the_later_of_two_closings_counts() -> None:
    matter = closed()
    matter.do(DO, "file", "02-16", fields={"volume": "档1", "shelf": "县档案馆", "class": "永久"})
    made = filed(matter.procedure, matter.state)
    assert made is not None and (made.day, made.place) == (day("02-16"), "县档案馆")


def test_a_pack_may_leave_the_retention_to_the_act() -> None:
    matter = closed(retention="field.class")
    made = filed(matter.procedure, matter.state)
    assert made is not None and made.retention == "10年"
    assert kept_for(matter.procedure) is None
    assert kept_for(load(data(), POSTS)) == "30年"
    assert kept_for(load(raw("mini"), POSTS)) is None and filed(load(raw("mini"), POSTS), matter.state) is None


def test_a_local_table_of_retention_may_set_another() -> None:
    overlay = {
        "id": "local2026", "title": "本机关保管期限表", "level": "county", "effective": "2026-01-01",
        "basis": {"own": {"text": "本机关保管期限表", "force": "local", "mark": "§"}},
        "set": [{"procedure": "mini", "param": "retention", "value": "永久", "basis": ["own"]}],
    }  # fmt: skip
    made = resolve(data(), [overlay], day("02-09"))
    assert kept_for(load(made, POSTS)) == "永久"


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        ({"step": "nowhere"}, "没有“nowhere”这一步"),
        ({"step": "intake"}, "须以凭证齐全为条件"),
        ({"place": "where"}, "没有“where”这一字段"),
        ({"place": "class"}, "原件存放应为必填的文字"),
        ({"number": "none"}, "没有“none”这一字段"),
        ({"retention": "param.days"}, "保管期限只能从"),
        ({"retention": "field.volume"}, "保管期限只能从"),
        ({"retention": "永久"}, "写成 param.x 或 field.x"),
        ({"basis": []}, "须写明保管期限的依据"),
        ({"shelf": "x"}, "不认识的键"),
    ],
)
def test_a_pack_that_says_it_wrongly_is_refused(archive: dict[str, object], words: str) -> None:
    with pytest.raises(PackError, match=words):
        load(data(**archive), POSTS)


@pytest.mark.parametrize("name", procedures.ids())
def test_every_pack_says_how_its_file_is_closed(name: str) -> None:
    pack = procedures.get(name)
    assert pack.archive is not None and pack.archive.number is not None
    assert kept_for(pack) is not None
    assert all(not pack.basis[item].prints_article for item in pack.archive.basis), "a seed, until the bureau says"
