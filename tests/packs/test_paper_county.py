"""No paper of a pack fixes what the county is called: it is 县, 市, 区 or 旗, and each site sets its own."""

from __future__ import annotations

import re
from typing import cast

import pytest

from fazhi.packs import procedures

FIXED = re.compile(r"(?<!\}\})(?:县|市|区|旗)(?:级)?(?:人民政府|政府|司法局|市场监督管理局)(?!及其有关)")
GENERIC = ("不设区的市、市辖区的人民政府", "乡镇人民政府")


def fixed(text: str) -> list[str]:
    """Return the places that name a county's organ outright: 县人民政府, 县司法局; the law's own classes are none."""
    for general in GENERIC:
        text = text.replace(general, "")
    return FIXED.findall(text)


@pytest.mark.parametrize("name", procedures.ids())
def test_no_paper_fixes_the_county(name: str) -> None:
    papers = cast(list[dict[str, str]], procedures.declaration(name).get("paper", []))
    assert {paper["id"]: found for paper in papers if (found := fixed(paper["text"]))} == {}


def test_what_counts_as_fixed() -> None:
    assert (
        fixed("@主送 县人民政府") and fixed("@落款 县司法局 | {{paper.date}}") and fixed("向县级人民政府申请行政复议")
    )
    assert not fixed("@主送 {{matter.county}}人民政府")
    assert not fixed("可以向县级人民政府及其有关主管部门反映，或者不设区的市、市辖区的人民政府及其有关主管部门")
