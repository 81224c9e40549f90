"""What a library may name, and terms that are nobody's task."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS
from tests.kernel.test_procedures_stated import declared

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import load
from fazhi.kernel.procedures.library import check_library

SHELF = {
    "name": "文件", "text": "draft", "enters": "publish", "since": "publish.until", "valid": "valid", "warn": "warn",
    "ends": {"repeal": "已废止"}, "changes": ["submit"],
}  # fmt: skip


def test_a_library_that_fits_is_read() -> None:
    made = load(declared() | {"library": SHELF}, POSTS).library
    assert made is not None and (made.enters, dict(made.ends), made.changes) == (
        "publish",
        {"repeal": "已废止"},
        ("submit",),
    )
    assert load(declared(), POSTS).library is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"text": "nothing"}, "没有名为“nothing”的文本"),
        ({"enters": "nothing"}, "没有“nothing”这一步"),
        ({"ends": {"nothing": "已废止"}}, "没有“nothing”这一步"),
        ({"changes": ["publish"]}, "不产生这一文本"),
        ({"valid": "nothing"}, "没有名为“nothing”的期限"),
        ({"number": "publish.until"}, "不是不密封的文字"),
        ({"since": "publish.nothing"}, "nothing"),
        ({"since": "ok(publish)"}, "应为一个答复"),
        ({"extra": 1}, "不认识的键"),
    ],
)
def test_a_library_that_names_what_is_not_there_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        load(declared() | {"library": SHELF | changed}, POSTS)


def test_a_validity_may_be_nobodys_duty() -> None:
    assert load(declared(duty=False), POSTS).terms["valid"].duty is False
    assert load(declared(), POSTS).terms["valid"].duty is True
    check_library(load(declared(), POSTS))
