"""The stick: built from what is installed, carried elsewhere, started by one command where there is no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import build_stick
from tests.architecture import tree
from tests.built import demo
from tests.records.test_demo import fazhi

WORDS = "青禾县演示用的一句口令"

INSIDE = """
import fcntl, os, signal, socket, struct, subprocess, sys, time, urllib.request
# A namespace of its own has a loopback that is down, and nothing else.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
    sys.exit("there is a network")
except OSError:
    pass
pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
server = subprocess.Popen(["sh", sys.argv[1]], start_new_session=True, **pipe)
said = ""
try:
    for line in server.stdout:
        said += line
        if "http://127.0.0.1" in line:
            break
    address = "http://127.0.0.1:8000/sign-in/"
    for _ in range(120):
        try:
            page = urllib.request.urlopen(address, timeout=5).read().decode()
            break
        except OSError:
            time.sleep(0.5)
    style = urllib.request.urlopen("http://127.0.0.1:8000/static/fazhi/base.css", timeout=10).read()
    print("PAGE", "登录" in page, len(style) > 1000)
finally:
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)
    print(said)
"""

ACT = """
from fazhi.records.commands._django import ready
ready()
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter
from fazhi.records.models import Account
done = open_matter(actor=actor_of(Account.objects.get(login="liuwan-jjb")), procedure="legality_review",
    unit="liuwan-jjb", title="山路上登记的抢修合同", handler="p-zhou",
    subject={"kind": "行政合同（协议）", "amount": "1000.00", "already_done": False})
print(done["number"])
"""


def bare(home: Path) -> dict[str, str]:
    """Return the environment of a machine that knows nothing of this checkout."""
    python = Path(sys.base_prefix) / "bin"
    return {"PATH": f"{python}:/usr/bin:/bin", "HOME": str(home), "FAZHI_PASSPHRASE": WORDS, "LANG": "C.UTF-8"}


def without_network(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    unshare = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    return subprocess.run([*unshare, *command], env=bare(home), cwd="/", capture_output=True, text=True, timeout=280)


@pytest.mark.slow
def test_a_stick_is_started_without_a_network_and_its_work_comes_home(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("这里不能隔离网络（unshare -n） / no network namespaces here")
    home = tmp_path / "home"
    demo(tmp_path_factory, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_PASSPHRASE", WORDS)
        assert fazhi(home, "backup", "-o", str(tmp_path / "backup"), "--with-key").returncode == 0
        build_stick.build(tmp_path / "built", tmp_path / "backup")
        # Carried: another place, another name, what lay beside it is gone.
        stick = Path(shutil.move(tmp_path / "built", tmp_path / "盘 一"))
        told = without_network([sys.executable, "-c", INSIDE, str(stick / "开始.sh")], tmp_path / "nobody")
        assert "PAGE True True" in told.stdout, told.stdout + told.stderr
        assert "已恢复到" in told.stdout and "核对：未发现改动" in told.stdout
        data = stick / "数据"
        assert (data / "stick-mark").read_text(encoding="utf-8").strip() == "离"
        given = {**bare(tmp_path), "FAZHI_HOME": str(data), "PYTHONPATH": f"{stick / '程序'}:{stick / '依赖'}"}
        acted = subprocess.run([sys.executable, "-S", "-c", ACT], env=given, capture_output=True, text=True)
        assert acted.returncode == 0, acted.stderr
        assert "离" in acted.stdout
        sent = without_network(
            ["sh", str(stick / "开始.sh"), "export", "--parcel", "-o", str(tmp_path / "back")], tmp_path
        )
        assert sent.returncode == 0, sent.stdout + sent.stderr
        done = fazhi(home, "import", str(tmp_path / "back"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "新并入 1 条流" in done.stdout
        assert fazhi(home, "verify").returncode == 0


def test_what_runs_on_a_stick_is_what_is_locked() -> None:
    names = {name for name, _version, _sometimes in build_stick.locked(tree.ROOT / "requirements" / "run.lock")}
    wanted = {
        line.split(">")[0].split("[")[0].strip()
        for line in (tree.ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert wanted - build_stick.UNUSED <= names


def test_a_package_that_was_changed_after_its_installation_does_not_get_onto_a_stick(
    tmp_path: Path, monkeypatch
) -> None:
    class Changed:
        version = "1"

        class _File:
            parts = ("a.py",)

            class hash:  # noqa: N801
                mode, value = "sha256", "no"

            @staticmethod
            def locate() -> Path:
                return Path(__file__)

            def __str__(self) -> str:
                return "a.py"

        files = (_File(),)

    monkeypatch.setattr(build_stick.metadata, "distribution", lambda _name: Changed())
    with pytest.raises(build_stick.NotBuilt, match="与安装时的记录不符"):
        build_stick.copy_package("a", "1", tmp_path)
    with pytest.raises(build_stick.NotBuilt, match="锁定的是 2"):
        build_stick.copy_package("a", "2", tmp_path)


def test_what_is_there_already_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build_stick.main([str(tmp_path)]) == 2
    assert "没有覆盖" in capsys.readouterr().err


def test_the_scripts_are_good_shell_and_name_the_version(tmp_path: Path) -> None:
    script = tmp_path / "开始.sh"
    script.write_text(build_stick.START.replace("@VERSION@", "9.9").replace("@PLATFORM@", "x"), encoding="utf-8")
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    done = subprocess.run(["sh", str(script)], env=bare(tmp_path), capture_output=True, text=True)
    assert done.returncode == 2 and "须用 Python 9.9" in done.stderr


def test_the_script_for_windows_is_plain_and_says_that_nobody_tried_it() -> None:
    assert build_stick.BATCH.isascii(), "cmd.exe reads it in the code page of the machine before chcp"
    lines = build_stick.BATCH.split("\n")
    assert all(line.endswith("\r") for line in lines if line) and lines[-1] == ""
    assert "NOT TESTED" in build_stick.BATCH and "没有在 Windows 上试过" in build_stick.NOTE
    assert '"%~dp0start.py" %*' in build_stick.BATCH


def test_its_starter_finds_the_program_where_no_variable_is_looked_at(tmp_path: Path) -> None:
    """As an embeddable Python would run it: no PYTHONPATH, no site folder, not even the folder of the script."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    stick = tmp_path / "盘 二"
    (stick / "程序").mkdir(parents=True)
    (stick / "程序" / "fazhi").symlink_to(tree.ROOT / "src" / "fazhi")
    (stick / "依赖").symlink_to(Path(build_stick.__file__).parent)  # stands for the packages: first is looked in 程序
    (stick / "start.py").write_text(build_stick.PYTHON.replace("@VERSION@", version), encoding="utf-8")
    given = {**bare(tmp_path), "FAZHI_HOME": str(tmp_path / "数据")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-X", "utf8", str(stick / "start.py"), *words]
        return subprocess.run(command, env=given, cwd="/", capture_output=True, text=True, timeout=120)

    done = run("verify")
    assert done.returncode == 2 and "这里没有站点" in done.stderr, done.stderr
    assert str(tmp_path / "数据") in done.stderr and (tmp_path / "数据").is_dir()
    (stick / "start.py").write_text(build_stick.PYTHON.replace("@VERSION@", "9.9"), encoding="utf-8")
    wrong = run("verify")
    assert wrong.returncode == 2 and "须用 Python 9.9" in wrong.stderr
