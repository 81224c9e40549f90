"""What the tests need from the operating system: where it is, what is left out without it. Standard library only."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome to drive, or None. ``FAZHI_CHROMIUM`` wins if it names a file."""
    named = os.environ.get("FAZHI_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for name in ("chromium", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    downloaded = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(downloaded[-1]) if downloaded else None


def find_driver_library() -> str | None:
    """Return the name of the C library that Playwright's own Node is linked with, or None where it cannot be loaded."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return None
    return "libatomic.so.1"


def find_browser() -> str | None:
    """Return the path of a browser that the tests can really drive, or None."""
    return find_chromium() if find_driver_library() else None


def find_chinese_font() -> str | None:
    """Return the path of a font with Chinese glyphs, or None."""
    if lister := shutil.which("fc-list"):
        listed = subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True, text=True, check=False).stdout
        if listed.strip():
            return listed.splitlines()[0].rstrip(": ")
    fonts = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return next((str(font) for folder in fonts for font in folder.rglob("*CJK*")), None)


def find_postgres() -> str | None:
    """Return the folder with the PostgreSQL server programs (``initdb``, ``postgres``), newest first, or None."""
    if found := shutil.which("initdb"):
        return str(Path(found).parent)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return str(installed[-1].parent) if installed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing outside Python: its name, how to find it, the Debian package, and what is left out without it."""

    name: str
    find: Callable[[], str | None]
    package: str
    without: str


NEEDS = (
    Need(
        name="Chromium 浏览器",
        find=find_chromium,
        package="chromium",
        without="浏览器测试（pytest 标记 browser）/ browser tests",
    ),
    Need(
        name="Playwright 所需的 libatomic",
        find=find_driver_library,
        package="libatomic1",
        without="浏览器测试（pytest 标记 browser）/ browser tests",
    ),
    Need(
        name="中文字体",
        find=find_chinese_font,
        package="fonts-noto-cjk",
        without="截图里的中文会是方框 / Chinese in screenshots shows as boxes",
    ),
    Need(
        name="PostgreSQL",
        find=find_postgres,
        package="postgresql",
        without="PostgreSQL 上的同一组测试（只在 SQLite 上跑）/ the second run of the records tests on PostgreSQL",
    ),
)
