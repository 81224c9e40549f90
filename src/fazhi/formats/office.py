"""LibreOffice, where it is installed: other people's files turned into something that can be read or printed.

It runs headless with a profile of its own that is thrown away, so that neither settings nor a window of the user's
stand in its way, and two conversions do not wait for one another.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["convert", "installed"]

_WAIT: Final = 90
_WAIT_EACH: Final = 20
"""Seconds: for the start, and for each file beyond."""


def installed() -> str | None:
    """Return the program, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    """Return the files turned into ``target`` (``pdf``, ``docx:MS Word 2007 XML``), by the names they were given under.

    Names are plain ASCII with the extension of what the file is (``a1.docx``). What could not be turned is left out;
    without LibreOffice, or when it fails as a whole, that is everything.
    """
    program = installed()
    if program is None or not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="fazhi-") as place:
        folder, made = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        made.mkdir()
        for name, body in files.items():
            (folder / name).write_bytes(body)
        command = [
            program,
            f"-env:UserInstallation=file://{place}/profile",
            *("--headless", "--norestore", "--convert-to", target, "--outdir", str(made)),
            *(str(folder / name) for name in files),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_WAIT + _WAIT_EACH * len(files))  # noqa: S603
        except (subprocess.SubprocessError, OSError):
            # Half a file may lie there: nothing of it is used, and the caller says of each that it was not turned.
            return {}
        extension = target.partition(":")[0]
        paths = {name: made / f"{Path(name).stem}.{extension}" for name in files}
        return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
