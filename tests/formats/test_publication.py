"""The package to the portal and the letters from it: whole and signed, or refused; closed for good, or not sent."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from fazhi.formats import letters, publication
from fazhi.formats.letters import LetterError
from fazhi.formats.publication import PackageError

KEY = bytes(range(32))
PARTS = {"items.jsonl": publication.lines([{"id": "1", "title": "某某办法"}]), "site.json": b"{}\n"}


def made(number: int = 5, key: bytes = KEY) -> bytes:
    return publication.write(PARTS, number=number, made="2026-11-20T09:00:00+08:00", site="某某县", key=key)


def again(body: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a package whose files were changed by hand."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    change(held)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_package_comes_back_as_it_was_and_is_the_same_each_time() -> None:
    read = publication.read(made(), key=publication.public_of(KEY), newer_than=4)
    assert (read.number, read.site, dict(read.parts)) == (5, "某某县", PARTS)
    assert publication.rows(read.parts["items.jsonl"]) == [{"id": "1", "title": "某某办法"}]
    assert made() == made()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "不完整或者不是发布包"),
        (made()[:-40], "不完整或者不是发布包"),
        (made(key=bytes(32)), "不是由本门户信任的站点签名"),
        (made(4), "不比现有的新：这是第 4 号，现有第 4 号"),
        (again(made(), lambda held: held.pop("签名.json")), "不完整或者不是发布包"),
        (again(made(), lambda held: held.update({"签名.json": b"[]"})), "写法不对"),
        (again(made(), lambda held: held.update({"items.jsonl": b"x" * len(PARTS["items.jsonl"])})), "与清单不符"),
        (again(made(), lambda held: held.update({"items.jsonl": b"x"})), "与清单不符"),
        (again(made(), lambda held: held.pop("site.json")), "不完整"),
        (again(made(), lambda held: held.update({"more.txt": b"x"})), "清单以外的文件"),
        (
            again(made(), lambda held: held.update({"清单.json": held["清单.json"].replace(b":5", b":6")})),
            "没有有效的签名",
        ),
    ],
    ids=["nothing", "cut", "another signer", "older", "unsigned", "signature unread", "part altered", "part cut",
         "part gone", "something more", "list altered"],
)  # fmt: skip
def test_what_is_broken_unsigned_or_old_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(PackageError, match=message):
        publication.read(body, key=publication.public_of(KEY), newer_than=4)


def test_a_letter_is_read_by_the_desk_only() -> None:
    letter = letters.close(letters.public_of(KEY), "收".encode(), "20261120-000001", bytes(31) + b"1")
    assert "收".encode() not in letter
    assert letters.open_letter(KEY, letter, "20261120-000001").decode() == "收"
    for key, body, number in (
        (bytes(31) + b"2", letter, "20261120-000001"),
        (KEY, letter, "20261120-000002"),
        (KEY, letter[:-1] + bytes([letter[-1] ^ 1]), "20261120-000001"),
        (KEY, letter[: len(letters.MARK) + 8], "20261120-000001"),
        (KEY, b"x", "20261120-000001"),
    ):
        with pytest.raises(LetterError):
            letters.open_letter(key, body, number)
    with pytest.raises(LetterError, match="内容过长"):
        letters.close(letters.public_of(KEY), b"x" * (letters.MOST + 1), "20261120-000001", KEY)


def test_blanks_in_a_code_count_for_nothing() -> None:
    assert letters.lookup("1", "1234 5678-9012") == letters.lookup("1", "123456789012")
    assert letters.lookup("1", "123456789012") != letters.lookup("2", "123456789012")
