"""How personal values look outside their case: enough to recognise, not enough to use."""

from __future__ import annotations

import re
from collections.abc import Callable

from fazhi.kernel.ledger import Json

STAR = "*"


def masked(cls: str, value: Json) -> str:
    """Return ``value`` of personal-information class ``cls`` as it may be shown to those who may not see it.

    A class that nobody described is hidden whole: forgetting one must not publish it.
    """
    if value is None or value == "":
        return ""
    return _BY_CLASS.get(cls, _hidden)(str(value))


def _name(text: str) -> str:
    """沈某 -> 沈*; 欧阳某某 -> 欧***; a company keeps its first two characters and its kind."""
    if len(text) > 4:
        return text[:2] + STAR * 4 + text[-2:]
    return text[:1] + STAR * max(len(text) - 1, 1)


def _identity(text: str) -> str:
    """The first six digits (the district) and the last two stay."""
    return text[:6] + STAR * max(len(text) - 8, 4) + text[-2:] if len(text) >= 15 else _hidden(text)


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits[:3] + STAR * 4 + digits[-4:] if re.fullmatch(r"1\d{10}", digits) else STAR * 4 + digits[-2:]


def _address(text: str) -> str:
    """Up to the township or street, the rest hidden; hidden whole where none is named."""
    found = re.match(r".{0,40}?(?:乡|镇|街道)", text)
    return found.group(0) + STAR * 4 if found else _hidden(text)


def _account(text: str) -> str:
    return STAR * 4 + text[-4:] if len(text) >= 8 else _hidden(text)


def _free(text: str) -> str:
    return f"（含个人信息，{len(text)} 字，此处不显示）"


def _file(text: str) -> str:
    """Only what kind of file it is."""
    _stem, dot, extension = text.rpartition(".")
    return f"附件.{extension}" if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", extension) else "附件"


def _hidden(_text: str) -> str:
    return STAR * 6


_BY_CLASS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "id": _identity,
    "phone": _phone,
    "address": _address,
    "account": _account,
    "free": _free,
    "file": _file,
}
