"""No file takes the place of a folder, a device or a pipe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from fazhi.cli import main
from fazhi.formats.target import checked
from fazhi.kernel.errors import FazhiError


def test_a_name_that_is_free_or_a_file_is_taken(tmp_path: Path) -> None:
    there = tmp_path / "a.docx"
    assert checked(there) == there
    there.write_text("旧")
    assert checked(there) == there


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(FazhiError, match="不是普通文件"):
            checked(target)


@pytest.mark.parametrize("form", ["html", "docx", "text", "json", "sarif"])
def test_a_pipe_stays_a_pipe_whatever_is_written_to_it(tmp_path: Path, capsys, form: str) -> None:
    paper, pipe = tmp_path / "公文.txt", tmp_path / "pipe"
    paper.write_text("关于甲事的通知\n\n各村：\n　　请办理。\n", encoding="utf-8")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        main(["check", str(paper), "--format", form, "-o", str(pipe)])
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
