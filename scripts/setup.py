"""Set up a checkout: `python3 scripts/setup.py run|test|bench [--no-system]`. Standard library only, Python 3.11+.

Makes `.venv`, installs `requirements/<what>.lock` by hash and the package itself in editable mode. The second run finds
its stamp and does nothing. pip takes the site's own settings (pip.conf, PIP_*); a folder `wheels/` is used before any
index. With `test` and root on Debian or Ubuntu it also installs the browser, the fonts and the PostgreSQL of the tests.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from needs import NEEDS, Need

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "fazhi-setup.json"
WHEELS = ROOT / "wheels"
KINDS = ("run", "test", "bench")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"  # a security update of Python leaves .venv whole
PAUSES = (3, 10)  # seconds before each further attempt over the network


def say(chinese: str, english: str) -> None:
    """Print one line in both languages, at once."""
    print(f"{chinese} / {english}", flush=True)


def give_up(chinese: str, english: str) -> None:
    """Print what is wrong and what to do, and leave with code 2."""
    print(f"\n{chinese}\n{english}", file=sys.stderr, flush=True)
    raise SystemExit(2)


# ---- stamp: what is already there ---------------------------------------------------------------------------------


def wanted(kind: str) -> str:
    """Return the digest of all that an installation of this kind depends on."""
    digest = hashlib.sha256(f"{VERSION}\n{sysconfig.get_platform()}\n{ROOT}\n".encode())
    for name in (f"requirements/{kind}.lock", "requirements/run.in", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def installed() -> dict[str, str]:
    """Return the digest recorded for each kind, empty if the environment is missing or not whole."""
    if not PYTHON.exists() or not (VENV / "bin" / "fazhi").exists():
        return {}
    try:
        stamps = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def is_ready(kind: str) -> bool:
    """Say whether nothing is to be done; what the tests need includes what the program needs."""
    stamps = installed()
    return any(stamps.get(other) == wanted(other) for other in {kind, *(("test", "bench") if kind == "run" else ())})


# ---- operating system ---------------------------------------------------------------------------------------------


def can_apt() -> bool:
    """Say whether packages of the operating system can be installed here: root, and Debian's tools."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def is_ubuntu() -> bool:
    """Say whether this is Ubuntu or made from it."""
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text(encoding="utf-8").lower()


def apt_install(packages: list[str]) -> bool:
    """Install packages with apt-get, several attempts; say whether it worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-y", "-q", "-o", "Acquire::Retries=3", "-o", "Dpkg::Use-Pty=0"]
    for pause in (*PAUSES, None):
        update = subprocess.run(["apt-get", "update", *options[1:]], env=environment, capture_output=True, text=True)
        install = subprocess.run(
            ["apt-get", "install", *options, "--no-install-recommends", *packages],
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if install.returncode == 0:
            return True
        if pause is None:
            break
        time.sleep(pause)
    print("\n".join((update.stderr + install.stderr).strip().splitlines()[-6:]), file=sys.stderr)
    return False


def install_system(needs: tuple[Need, ...]) -> None:
    """Get what the tests need from the operating system where that is possible, and say what could not be got."""
    missing = [need for need in needs if need.find() is None]
    if missing and can_apt():
        names = "、".join(need.name for need in missing)
        say(f"正在用 apt-get 安装测试所需：{names}（可能要几分钟）", "installing what the tests need with apt-get")
        # Ubuntu's package of Chromium is a door to snap, which a container or a server does not have.
        packages = [need.package for need in missing if need.package != "chromium" or not is_ubuntu()]
        if packages and not apt_install(packages):
            for package in packages:  # one that the archive lacks must not take the others with it
                apt_install([package])
    if any(need.package == "chromium" and need.find() is None for need in missing):
        download_browser()
    for need in missing:
        if need.find() is None:
            hint = f"sudo apt-get install {need.package}"
            say(
                f"没有得到{need.name}，因此不运行：{need.without}。可自行安装：{hint}", f"not available: {need.package}"
            )


def download_browser() -> None:
    """Try Playwright's own Chromium: Ubuntu has no package of it outside snap, and who is not root has no apt."""
    say("正在尝试下载 Playwright 的 Chromium", "trying Playwright's own Chromium")
    command = [str(PYTHON), "-m", "playwright", "install", *(["--with-deps"] if can_apt() else []), "chromium"]
    try:
        subprocess.run(command, capture_output=True, timeout=600, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        say("下载超时", "the download took too long")


# ---- Python environment -------------------------------------------------------------------------------------------


def uv_path() -> str | None:
    """Return uv if it may be tried first: not where only pip has been told the site's index, which uv does not read."""
    told_uv = any(name.startswith("UV_") and "INDEX" in name for name in os.environ)
    settings = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
    told_pip = any(
        name in os.environ for name in ("PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CONFIG_FILE")
    )
    told_pip = told_pip or any(Path(name).expanduser().exists() for name in settings)
    return shutil.which("uv") if told_uv or not told_pip else None


def make_venv() -> None:
    """Make `.venv` unless a working one of this Python is there; a half-made one is made anew."""
    if PYTHON.exists():
        probe = [str(PYTHON), "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
        found = subprocess.run(probe, capture_output=True, text=True)
        if found.returncode == 0 and found.stdout.strip() == VERSION:
            return
        say(
            "原有 .venv 不完整或版本不符，重新建立", "the .venv there is of another Python or not whole, making it anew"
        )
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{VERSION}-venv"
        if can_apt():
            say(f"正在用 apt-get 安装 {package}", f"installing {package} with apt-get")
            apt_install([package])
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip") is None:
            give_up(
                f"缺少建立虚拟环境的组件。请先执行：sudo apt-get install {package}，再重试。",
                f"Python cannot make virtual environments here. Run: sudo apt-get install {package}, then try again.",
            )
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode != 0:
        print(made.stdout + made.stderr, file=sys.stderr)
        give_up(f"虚拟环境没有建成（{VENV}）。", f"The virtual environment could not be made ({VENV}).")


def attempts(lock: Path) -> list[list[str]]:
    """Return the commands to try in turn: the local wheels alone, uv if it is there, then pip with patience."""
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    wheels = ["--find-links", str(WHEELS)] if any(WHEELS.glob("*.whl")) else []
    what = ["--require-hashes", "-r", str(lock)]
    local = [[*pip, "--no-index", *wheels, *what]] if wheels else []
    uv = uv_path()
    quick = [[uv, "pip", "install", "--python", str(PYTHON), *wheels, *what]] if uv else []
    return [*local, *quick, *([[*pip, *wheels, *what]] * (len(PAUSES) + 1))]


def stream(command: list[str]) -> tuple[int, str]:
    """Run a command, name each package as it is fetched, and return exit code and whole output."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    output: list[str] = []
    for line in process.stdout or ():
        output.append(line)
        if line.startswith("Collecting "):
            print(f"  · {line.split()[1]}", flush=True)
    return process.wait(), "".join(output)


def install_lock(kind: str) -> None:
    """Install the locked packages; repeat on a bad network, stop at once on a wrong hash."""
    lock = ROOT / "requirements" / f"{kind}.lock"
    say(f"正在安装 requirements/{kind}.lock 中锁定的依赖", "installing the locked packages")
    output = ""
    previous: list[str] = []
    pauses = iter(PAUSES)
    for command in attempts(lock):
        if command == previous:  # the very same once more: wait for the network
            pause = next(pauses)
            say(f"没有装成，{pause} 秒后再试", f"not installed, trying again in {pause} s")
            time.sleep(pause)
        previous = command
        code, output = stream(command)
        if code == 0:
            return
        if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
            print(output[-2000:], file=sys.stderr)
            give_up(
                "下载到的软件包与锁定的哈希不符，已停止。请检查软件源或 wheels/ 中的文件是否被改动。",
                "A package does not have the locked hash. Check the index or the files in wheels/. Stopped.",
            )
    print(output[-2000:], file=sys.stderr)
    give_up(
        "依赖没有装成。请检查网络，或指明本单位的软件源再试（PIP_INDEX_URL=地址 make …），或在有网的同类机器上\n"
        f"装好后执行 .venv/bin/python -m pip download --require-hashes -r requirements/{kind}.lock -d wheels，\n"
        "把 wheels/ 文件夹拷到这里，再试。",
        "The packages could not be installed. Check the network, name your index (PIP_INDEX_URL=… make …), or bring a\n"
        "folder wheels/ made on a like machine with network, then try again.",
    )


def install_package() -> None:
    """Install fazhi itself in editable mode; the build tool is among the locked packages, so no network is used."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-index", "--no-deps"]
    code, output = stream([*command, "--no-build-isolation", "-e", str(ROOT)])
    if code != 0:
        print(output[-2000:], file=sys.stderr)
        give_up("程序本身没有装成，见上。", "fazhi itself could not be installed, see above.")


def install_python(kind: str) -> None:
    """Bring `.venv` to the locked state and record it; what was recorded before is dropped first."""
    make_venv()
    kept = {other: stamp for other, stamp in installed().items() if other != kind and stamp == wanted(other)}
    STAMP.unlink(missing_ok=True)
    install_lock(kind)
    install_package()
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps({**kept, kind: wanted(kind)}), encoding="utf-8")
    draft.replace(STAMP)
    say("依赖已装好", "the packages are installed")


def main(arguments: list[str]) -> int:
    """Set up what the first argument names; return 0, or leave with 2 and a message."""
    kind = arguments[0] if arguments else "run"
    if kind not in KINDS or set(arguments[1:]) - {"--no-system"}:
        give_up("用法：setup.py run|test|bench [--no-system]", "usage: setup.py run|test|bench [--no-system]")
    folder = os.open(ROOT / "requirements", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two makes in one checkout wait for one another
    try:
        if not is_ready(kind):
            install_python(kind)
        if kind == "test" and "--no-system" not in arguments:
            install_system(NEEDS)
    finally:
        os.close(folder)
    return 0


if __name__ == "__main__":
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:]))
