"""举证包 of a matter that called others: they lie in it whole, or it says that they do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.desk.conftest import page_of
from tests.desk.test_bundle import put, taken, unpacked, verified
from tests.records.test_calls import PAPER, START, act, decision, send, taken_in, who  # noqa: F401  decision is a fixture

from fazhi.records import clock
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.acts.participants import add_participant
from fazhi.records.models import Account, Checkpoint, Event, Matter

BELOW = "所送事项/01-"


@pytest.fixture(autouse=True)
def day(home: Path) -> Iterator[None]:
    """Stop the clock on the day on which the decision of the other module is worked on."""
    with clock.fixed(START):
        yield


@pytest.fixture
def reviewed(decision: str) -> tuple[str, str]:  # noqa: F811
    """Return a decision whose review has answered, and the review."""
    child = send(decision)
    taken_in(child)
    act("liuwan-sfs", child, "opinion", "合法", PAPER, text="paper")
    act("liuwan-sfs", child, "conclude", "通过")
    Account.objects.update(must_change_password=False)
    make_checkpoint()
    return decision, child


def inner(folder: Path) -> Path:
    (only,) = (folder / "所送事项").iterdir()
    return only


@pytest.mark.parametrize("form", ["full", "masked"])
def test_the_called_matter_lies_in_it_whole_and_both_verify(
    sign: Callable[[str], Client], reviewed: tuple[str, str], tmp_path: Path, form: str
) -> None:
    parent, child = reviewed
    folder = unpacked(taken(sign("liuwan-jjb"), parent, form), tmp_path / form)
    below = inner(folder)
    number = Matter.objects.get(stream__key=child).number
    assert below.name == f"01-{number}"
    page = (folder / "目录.html").read_text(encoding="utf-8")
    assert f"{BELOW}{number}/目录.html" in page and number in page
    assert (below / "目录.html").is_file() and any((below / "期限计算书").iterdir())
    assert (below / "记录/密封值.jsonl").exists() is (form == "full")
    held = json.loads((folder / "清单.json").read_bytes())
    (one,) = held["called"]
    assert (one["stream"], one["folder"]) == (child, f"{BELOW}{number}")
    done = verified(folder, "--root", Checkpoint.objects.latest("number").root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "未发现改动"), done.stdout
    assert f"{BELOW}{number}：" in done.stdout
    exported = Event.objects.filter(type="exported").values_list("body", flat=True)
    assert sum(child.encode() in bytes(body) for body in exported) == 1, "the look at the called matter is logged too"


def test_only_the_matter_itself_says_what_it_leaves_out(
    sign: Callable[[str], Client], reviewed: tuple[str, str], tmp_path: Path
) -> None:
    parent, child = reviewed
    page = sign("liuwan-jjb").get(page_of(parent) + "bundle/").text
    assert "送出办理过 1 个事项" in page and "只要本件" in page
    answer = sign("liuwan-jjb").post(page_of(parent) + "bundle/", {"form": "full", "only": "on"})
    folder = unpacked(b"".join(answer.streaming_content), tmp_path / "only")
    assert not (folder / "所送事项").exists()
    assert "按要求只导出本事项" in (folder / "目录.html").read_text(encoding="utf-8")
    done = verified(folder)
    assert done.returncode == 0
    assert "送出的事项不在包内，没有核对：按要求只导出本事项" in done.stdout.partition("不能排除的：")[2]
    exported = Event.objects.filter(type="exported").values_list("body", flat=True)
    assert not any(child.encode() in bytes(body) for body in exported)


def test_a_called_matter_one_may_not_take_is_left_out_by_number_and_reason(
    sign: Callable[[str], Client], reviewed: tuple[str, str], tmp_path: Path
) -> None:
    parent, _ = reviewed
    add_participant(actor=who("liuwan-jjb"), matter=parent, unit="shiqiao-sfs", role="review", reason="交叉审")
    folder = unpacked(taken(sign("shiqiao-sfs"), parent, "masked"), tmp_path / "part")
    assert not (folder / "所送事项").exists()
    assert "导出人无权导出该事项" in (folder / "目录.html").read_text(encoding="utf-8")
    assert verified(folder).returncode == 0


def changed_below(folder: Path) -> None:
    put(inner(folder), "目录.html", b"<p>", listed=False)


def list_below(folder: Path) -> None:
    """A page of the called matter and its list are brought into line: the list above still knows."""
    put(inner(folder), "目录.html", b"<p>", listed=True)


def not_named(folder: Path) -> None:
    held = json.loads((folder / "清单.json").read_bytes())
    held["called"] = []
    (folder / "清单.json").write_bytes(json.dumps(held, ensure_ascii=False).encode())


def another_sending(folder: Path) -> None:
    held = json.loads((folder / "清单.json").read_bytes())
    held["called"][0]["run"] += 1
    (folder / "清单.json").write_bytes(json.dumps(held, ensure_ascii=False).encode())


def shortened(folder: Path) -> None:
    """The end of the called matter is cut off, and its list and first line say so: the answer above knows."""
    below = inner(folder)
    lines = (below / "记录/events.jsonl").read_bytes().split(b"\n")[:-1]
    first = json.loads(lines[0])
    last = json.loads(lines[-1])
    first["streams"][0] |= {"count": len(lines) - 2, "head": last["prev"]}
    lines[0] = json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    put(below, "记录/events.jsonl", b"".join(line + b"\n" for line in lines[:-1]), listed=True)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (changed_below, "目录.html：被改动"),
        (list_below, "清单.json：被改动"),
        (not_named, "送出了事项，清单里没有说明它在哪里"),
        (another_sending, "没有送出事项"),
        (shortened, "所记的答复不在所送事项的记录里"),
    ],
)
def test_what_is_changed_below_is_named(
    sign: Callable[[str], Client],
    reviewed: tuple[str, str],
    tmp_path: Path,
    tamper: Callable[[Path], None],
    words: str,
) -> None:
    folder = unpacked(taken(sign("liuwan-jjb"), reviewed[0]), tmp_path / "full")
    tamper(folder)
    done = verified(folder)
    assert done.returncode == 1 and any(words in line for line in done.stdout.splitlines() if "✘" in line), done.stdout
