"""Build a stick: `python scripts/build_stick.py FOLDER [--backup FILE]`. Standard library only; needs no network.

The folder holds the program and all it needs to run, taken from the environment that `make setup` made by hash, and is
started with `sh 开始.sh` on any machine with the same system and the same Python. Nothing is installed there. With
``--backup`` (made by `fazhi backup --with-key`) it opens the whole site as an offline copy whose numbers bear a mark.
"""

from __future__ import annotations

import argparse
import base64
import compileall
import hashlib
import py_compile
import re
import shutil
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNUSED = {"setuptools"}
"""Locked to install the program, not to run it."""

START = """#!/bin/sh
# 离线盘的启动脚本：sh 开始.sh；其他命令写在后面，如 sh 开始.sh verify
set -eu
cd "$(dirname "$0")"
here=$(pwd)
wanted=@VERSION@

find_python() {
    for name in ${PYTHON:-} python3 python@VERSION@; do
        found=$(command -v "$name" 2>/dev/null) || continue
        if "$found" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
            printf '%s\\n' "$found"
            return 0
        fi
    done
    return 1
}

if ! python=$(find_python); then
    echo "这个离线盘须用 Python $wanted（@PLATFORM@），这台机器上没有。" >&2
    echo "请装好，或指明：PYTHON=/路径/python$wanted sh 开始.sh" >&2
    exit 2
fi

# 数据放在盘上；盘的格式不分权限（FAT 等）或只读时，密钥不能放，改放本机的用户目录。
data=${FAZHI_HOME:-$here/数据}
if [ -z "${FAZHI_HOME:-}" ]; then
    mkdir -p "$data" 2>/dev/null || true
    probe="$data/.probe.$$"
    keeps() {
        umask 077 && : >"$probe" && ln "$probe" "$probe.2" && [ "$(ls -l "$probe" | cut -c5-10)" = "------" ]
    }
    if ! (keeps) 2>/dev/null; then
        data="$HOME/法治离线数据"
        echo "这个盘不能保管密钥（格式不分权限，或只读），数据放在 $data"
        mkdir -p "$data"
    fi
    rm -f "$probe" "$probe.2" 2>/dev/null || true
fi

export FAZHI_HOME="$data" PYTHONPATH="$here/程序:$here/依赖" PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
unset DATABASE_URL
if [ $# -gt 0 ]; then
    exec "$python" -m fazhi "$@"
fi
if [ ! -f "$data/fazhi.sqlite3" ] && [ -f "$here/备份.fazhi" ]; then
    "$python" -m fazhi restore "$here/备份.fazhi" --stick "${FAZHI_STICK:-离}"
elif [ ! -f "$data/fazhi.sqlite3" ]; then
    : >"$data/演示"
fi
if [ -f "$data/演示" ]; then
    exec "$python" -m fazhi demo
fi
exec "$python" -m fazhi serve
"""

BATCH = """@echo off\r
rem Offline stick, Windows. NOT TESTED on Windows. Only for a stick built on Windows with Python @VERSION@.\r
rem This file is plain ASCII: before chcp cmd.exe reads it in the code page of the machine.\r
rem An embeddable Python unpacked into the folder "python" beside this file is used where it is there.\r
chcp 65001 >nul\r
set FAZHI_PYTHON=py -@VERSION@\r
if exist "%~dp0python\\python.exe" set FAZHI_PYTHON="%~dp0python\\python.exe"\r
%FAZHI_PYTHON% -X utf8 "%~dp0start.py" %*\r
if errorlevel 1 pause\r
"""

PYTHON = """# 离线盘的启动程序（Windows 由 start.bat 叫起；没有在 Windows 上试过）。只用标准库。
# 内嵌版 Python 有 ._pth 文件时不看 PYTHONPATH，也不把本文件所在文件夹放进搜索路径，所以路径在这里放。
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(words):
    if "%d.%d" % sys.version_info[:2] != "@VERSION@":
        print("这个离线盘须用 Python @VERSION@（@PLATFORM@）", file=sys.stderr)
        return 2
    folders = [str(HERE / "程序"), str(HERE / "依赖")]
    sys.path[:0] = folders
    data = Path(os.environ.get("FAZHI_HOME") or Path.home() / "法治离线数据")
    data.mkdir(parents=True, exist_ok=True)
    os.environ.update(FAZHI_HOME=str(data), PYTHONPATH=os.pathsep.join(folders), PYTHONUTF8="1")
    os.environ.update(PYTHONDONTWRITEBYTECODE="1")
    os.environ.pop("DATABASE_URL", None)
    from fazhi.cli import main as fazhi

    if words:
        return fazhi(words)
    if not (data / "fazhi.sqlite3").is_file():
        backup = HERE / "备份.fazhi"
        if backup.is_file():
            mark = os.environ.get("FAZHI_STICK", "离")
            command = [sys.executable, "-X", "utf8", __file__, "restore", str(backup), "--stick", mark]
            done = subprocess.run(command).returncode
            if done:
                return done
        else:
            (data / "演示").touch()
    return fazhi(["demo"] if (data / "演示").exists() else ["serve"])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
"""

NOTE = """法治离线盘（@PLATFORM@，Python @VERSION@）

开始：sh 开始.sh　　在本机打开工作台，不用安装，不用网络。
盘里有“备份.fazhi”的，第一次开始时恢复成离线盘（问口令短语），此后取的号都带标记“离”，与单位里的不会重号。
带回：sh 开始.sh export --parcel -o 带回.fazhi　　在单位的站点上：fazhi import 带回.fazhi
只有盘上有的事项原样并入；两边都办过的并排列出，批准后补录。
其他命令写在后面，例如：sh 开始.sh verify
Windows：start.bat 没有在 Windows 上试过，不作保证。
盘须在 Windows 上做（装着同一版本的 Python），Linux 上做的盘在 Windows 上不能用。
用内嵌版 Python 的，解开放在本文件夹的 python 里，并在它的 ._pth 文件里加两行
（后台做检查点要用）：..\\程序 和 ..\\依赖。
在 Windows 上密钥放在用户目录里，由 Windows 的帐户权限保护，程序不另查文件权限。
"""


class NotBuilt(Exception):
    """The stick cannot be built as asked; the message says why in both languages."""


def locked(lock: Path) -> list[tuple[str, str, bool]]:
    """Return (name, version, whether only for some systems) of every package that ``lock`` names."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)([^\n]*)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return [(name, version, ";" in rest) for name, version, rest in found if name not in UNUSED]


def copy_package(name: str, version: str, target: Path) -> int:
    """Copy one installed package, every file compared with what was recorded at its installation; return how many."""
    count = 0
    package = metadata.distribution(name)
    if package.version != version:
        raise NotBuilt(f"{name} 装的是 {package.version}，锁定的是 {version}：先 make setup / run make setup first")
    for file in package.files or ():
        if ".." in file.parts or "__pycache__" in file.parts:
            continue  # programs beside the interpreter, and what is compiled again below
        source = Path(str(file.locate()))
        body = source.read_bytes()
        if file.hash is not None:
            held = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, body).digest()).rstrip(b"=").decode()
            if held != file.hash.value:
                raise NotBuilt(f"{file} 与安装时的记录不符 / differs from what was installed")
        place = target / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
        count += 1
    return count


def build(target: Path, backup: Path | None = None) -> int:
    """Fill the new folder ``target`` and return its size in bytes. Raises NotBuilt; what was begun is taken away."""
    if target.exists():
        raise NotBuilt(f"{target} 已经有了，没有覆盖 / exists, left alone")
    try:
        _fill(target, backup)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())


def _fill(target: Path, backup: Path | None) -> None:
    for name, version, sometimes in locked(ROOT / "requirements" / "run.lock"):
        try:
            copy_package(name, version, target / "依赖")
        except metadata.PackageNotFoundError as error:
            if not sometimes:
                raise NotBuilt(f"没有装 {name}：先 make setup / run make setup first") from error
    shutil.copytree(ROOT / "src" / "fazhi", target / "程序" / "fazhi", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE"):
        shutil.copy(ROOT / name, target / name)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for name, text in (("开始.sh", START), ("start.bat", BATCH), ("start.py", PYTHON), ("说明.txt", NOTE)):
        said = text.replace("@VERSION@", version).replace("@PLATFORM@", sysconfig.get_platform())
        (target / name).write_text(said, encoding="utf-8", newline="")
    (target / "开始.sh").chmod(0o755)
    for folder in ("程序", "依赖"):
        # By content, not by time: a copy to a stick changes the times.
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(target / folder, quiet=2, stripdir=str(target), invalidation_mode=mode)
    if backup is not None:
        shutil.copy(backup, target / "备份.fazhi")
        (target / "备份.fazhi").chmod(0o600)


def main(arguments: list[str]) -> int:
    """Build what the arguments ask for; 0, or 2 with a message."""
    parser = argparse.ArgumentParser(description="做一个离线盘：一个文件夹，拷到 U 盘上，sh 开始.sh 即用")
    parser.add_argument("folder", type=Path, help="新文件夹")
    parser.add_argument("--backup", type=Path, help="fazhi backup --with-key 写出的备份，随盘带走")
    asked = parser.parse_args(arguments)
    try:
        size = build(asked.folder, asked.backup)
    except (NotBuilt, OSError) as error:
        print(f"没有做成 / not built: {error}", file=sys.stderr)
        return 2
    print(f"做好了：{asked.folder}（{size / 1e6:.0f} MB）。整个文件夹拷到盘上；开始：sh 开始.sh")
    return 0


if __name__ == "__main__":
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:]))
