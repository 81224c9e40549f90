"""What is masked cannot be used, and an unknown class shows nothing at all."""

from __future__ import annotations

import pytest

from fazhi.records.masking import masked
from fazhi.records.vault import CLASSES

CASES = [
    ("name", "沈某", "沈*"),
    ("name", "欧阳某某", "欧***"),
    ("name", "清禾县柳禾建材有限公司", "清禾****公司"),
    ("id", "330381199003078888", "330381**********88"),
    ("phone", "138 0000 1234", "138****1234"),
    ("phone", "0577-1234567", "****67"),
    ("address", "清禾县柳禾镇前村12号", "清禾县柳禾镇****"),
    ("address", "前村", "******"),
    ("account", "6222000011112222", "****2222"),
    ("account", "123", "******"),
    ("free", "他家住前村", "（含个人信息，5 字，此处不显示）"),
    ("file", "沈某的申请.docx", "附件.docx"),
    ("file", "沈某", "附件"),
    ("unknown", "任何", "******"),
    ("name", "", ""),
]


@pytest.mark.parametrize(("cls", "value", "shown"), CASES, ids=range(len(CASES)))
def test_a_masked_value(cls: str, value: str, shown: str) -> None:
    assert masked(cls, value) == shown


@pytest.mark.parametrize("cls", sorted(CLASSES))
def test_no_class_shows_a_value_whole(cls: str) -> None:
    for value in ("沈某某", "330381199003078888", "13800001234", "前村12号"):
        assert value not in masked(cls, value)
