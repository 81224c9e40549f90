"""A little of ``bench/soak_check.py`` in every run of the tests: spoilt documents end in findings or in a message."""

from __future__ import annotations

import pytest
from bench.soak_check import soak


def test_spoilt_documents_neither_crash_nor_hang() -> None:
    told: list[str] = []
    assert soak(250, seed=7, say=told.append) == 0, told


@pytest.mark.slow
def test_more_spoilt_documents_neither_crash_nor_hang() -> None:
    told: list[str] = []
    assert soak(2_000, seed=8, say=told.append) == 0, told
