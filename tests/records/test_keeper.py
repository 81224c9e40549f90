"""What a running workbench does by itself, now and then: in which order, for whom, and that trouble stops nothing."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from fazhi.records import keeper

ALWAYS = [keeper.COMMAND, keeper.READ, keeper.LINES]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    def run(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        found.append(command)
        if command == keeper.READ:
            raise OSError("没有内存")
        failed = command == keeper.PUBLISH
        return subprocess.CompletedProcess(command, int(failed), "扣下一件：甲〔2026〕1号" if failed else "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return found


@pytest.mark.parametrize("folder", [None, "", "  "])
def test_without_a_portal_nothing_is_published(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, folder: str | None
) -> None:
    monkeypatch.delenv("FAZHI_PORTAL", raising=False)
    if folder is not None:
        monkeypatch.setenv("FAZHI_PORTAL", folder)
    keeper.tend(lambda _: None)
    assert ran == ALWAYS


def test_with_a_portal_letters_come_in_before_what_is_public_goes_out(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_PORTAL", "/srv/portal")
    said: list[str] = []
    keeper.tend(said.append)
    assert ran == [*ALWAYS, keeper.LETTERS, keeper.PUBLISH], "one that could not be started stopped none after it"
    assert said == ["没有读完新附件引用的法律：没有内存", "公开的内容没有全部送到门户：扣下一件：甲〔2026〕1号"]
