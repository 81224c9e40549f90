"""举证包: who may take it, what lies in it, that it verifies without this program, and that nothing changed passes."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.desk.conftest import page_of, populate, who
from tests.desk.rich import rich
from tests.records.conftest import Cast
from tests.records.files import pdf
from tests.records.test_papers import APPLICANT, RECEIVED, told

from fazhi.kernel.ledger import parse_body, sm3_hex, verify_export
from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import evidence, ledger, packs
from fazhi.records.access import SYSTEM
from fazhi.records.acts import papers as paper_acts
from fazhi.records.acts.base import Signed
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.acts.erasure import erase
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.participants import add_participant
from fazhi.records.acts.proposals import Proposal
from fazhi.records.bundle import selection, writing
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import Checkpoint, Event, EvidenceFile

NAME = "某某建筑工程有限公司"
FILE = "某甲乙的授权书.txt"
REASON = "某甲乙电话说明施工图改过"
FOLDER = "本1号举证包"


@pytest.fixture
def stream(people: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """A matter with a personal answer, a file with a personal name, a reason, and six events; a checkpoint over it."""
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: rich(name))
    files = (
        Attached(file=receive(["授权书正文".encode()], FILE), slot="application", pages="2"),
        Attached(file=receive(["合同正文".encode()], "合同.txt"), slot="other", pages="3"),
    )
    first = [Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1")]
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title="集镇公厕改造工程施工合同",
        subject={"risk": False, "amount": "42800.00", "kind": "行政合同（协议）", "party": NAME}, handler="p-ann",
        first=first, files=files, number="本1号",
    )  # fmt: skip
    made = str(done["stream"])
    record(actor=who("ben"), matter=made, proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    for amount in ("42900.00", "43000.00"):
        change = Proposal(kind=ActKind.CHANGE, fields={"amount": amount}, why=REASON)
        record(actor=who("ann"), matter=made, proposals=[change])
    make_checkpoint()
    return made


def taken(client: Client, stream: str, form: str = "full") -> bytes:
    answer = client.post(page_of(stream) + "bundle/", {"form": form})
    assert answer.status_code == 200, answer.text
    assert answer["Content-Type"] == "application/zip" and "attachment" in answer["Content-Disposition"]
    body = b"".join(answer.streaming_content)
    assert answer["X-Fazhi-SM3"] == sm3_hex(body)
    return body


def unpacked(body: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    (only,) = folder.iterdir()
    return only


def verified(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a bundle as a stranger would: no site packages, no environment, no program of ours."""
    command = [sys.executable, "-I", "-S", "verify.py", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, env={"LC_ALL": "C"})
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def full(sign: Callable[[str], Client], stream: str, tmp_path: Path) -> Path:
    return unpacked(taken(sign("ann"), stream), tmp_path / "full")


def test_a_bundle_holds_all_and_verifies_without_the_program(full: Path, stream: str) -> None:
    assert full.name == FOLDER
    names = {path.relative_to(full).as_posix() for path in full.rglob("*") if path.is_file()}
    assert {"目录.html", "说明.txt", "verify.py", "清单.json", "记录/events.jsonl", "记录/密封值.jsonl"} <= names
    assert {"卷内/001-附件.txt", "卷内/002-附件.txt"} <= names
    assert any(name.startswith("期限计算书/") for name in names)
    lines = (full / "记录/events.jsonl").read_bytes().splitlines(keepends=True)
    assert [line.removesuffix(b"\n") for line in lines[1:]] == list(ledger.bodies(stream))
    root = Checkpoint.objects.get().root
    assert verify_export(lines, checkpoint=root).ok
    done = verified(full, "--root", root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "未发现改动"), done.stdout
    assert "密封值 5 项：核对 5 项" in done.stdout and "证据文件 2 个已按记录核对" in done.stdout
    assert "没有给出另行取得的根" not in done.stdout
    page = (full / "目录.html").read_text(encoding="utf-8")
    assert NAME in page and FILE in page and REASON in page
    assert all(word in page for word in ("顺序号", "责任者", "文号", "题名", "日期", "页号", "备注"))
    assert not any(word in page for word in ("http://", "https://", "<script", "/static/", 'href="/'))


def test_without_a_root_the_script_says_what_it_could_not_rule_out(full: Path) -> None:
    done = verified(full)
    assert done.returncode == 0
    _, _, limits = done.stdout.partition("不能排除的：")
    assert "没有给出另行取得的根" in limits and "检查点之后" in limits and "另有" in limits
    assert verified(full, "--root", "0" * 64).returncode == 1
    assert verified(full, "--root", "abc").returncode == 2


def test_a_masked_bundle_holds_nothing_personal_and_still_verifies(
    sign: Callable[[str], Client], stream: str, tmp_path: Path
) -> None:
    body = taken(sign("ann"), stream, "masked")
    for secret in (NAME, NAME[:4], FILE, "某甲乙", "授权书正文", "合同正文"):
        assert secret.encode() not in body, secret
    folder = unpacked(body, tmp_path / "masked")
    assert folder.name == f"{FOLDER}（遮蔽本）"
    done = verified(folder, "--root", Checkpoint.objects.get().root)
    assert done.returncode == 0, done.stdout
    assert "5 项密封值已遮蔽" in done.stdout and "2 个证据文件已遮蔽" in done.stdout
    page = (folder / "目录.html").read_text(encoding="utf-8")
    assert "已遮蔽" in page and EvidenceFile.objects.first().sm3[:16] in page
    sealed = parse_body(next(iter(ledger.bodies(stream)))).sealed
    assert all(one.digest in page for one in sealed.values())


def test_after_an_erasure_both_forms_still_verify(sign: Callable[[str], Client], stream: str, tmp_path: Path) -> None:
    erase(actor=SYSTEM, stream=stream, cls="name", basis="个人信息保护法第四十七条", signed=Signed(decider="p-cai"))
    for form in ("full", "masked"):
        body = taken(sign("ann"), stream, form)
        assert NAME.encode() not in body
        folder = unpacked(body, tmp_path / form)
        done = verified(folder)
        assert done.returncode == 0, done.stdout
        assert "1 项个人信息已依法删除" in done.stdout
        assert "依法删除" in (folder / "目录.html").read_text(encoding="utf-8")


def test_the_same_record_gives_the_same_bytes_whoever_asks(sign: Callable[[str], Client], stream: str) -> None:
    first = taken(sign("ann"), stream)
    assert first == taken(sign("ben"), stream)
    assert Checkpoint.objects.count() == 1, "the checkpoint covers the matter already"
    record(
        actor=who("ann"), matter=stream, proposals=[Proposal(kind=ActKind.CHANGE, fields={"risk": True}, why="有变")]
    )
    assert first != taken(sign("ann"), stream)
    assert Checkpoint.objects.count() == 2, "what was recorded since is covered before it is taken away"


def test_who_may_take_what_and_that_it_is_logged(sign: Callable[[str], Client], client: Client, stream: str) -> None:
    address = page_of(stream) + "bundle/"
    assert client.get(address).status_code == 302
    for login in ("far", "viewer"):
        assert sign(login).get(address).status_code == 403
        assert sign(login).post(address, {"form": "masked"}).status_code == 403
        assert "导出举证包" not in sign(login).get(page_of(stream)).text
    assert not Event.objects.filter(type="exported").exists()
    for number, login in enumerate(("ann", "ada", "ben", "cai"), 1):
        assert "导出举证包" in sign(login).get(page_of(stream)).text
        taken(sign(login), stream)
        last = Event.objects.filter(type="exported").latest("seq")
        assert Event.objects.filter(type="exported").count() == number and last.account == login
        assert parse_body(bytes(last.body)).data == {"matter": stream, "form": "full", "fields": 5}
    add_participant(actor=who("ann"), matter=stream, unit="shanbei", role="review", reason="交叉审")
    taken(sign("far"), stream, "masked")


def test_the_catalogue_is_a_page_of_its_own(sign: Callable[[str], Client], client: Client, stream: str) -> None:
    address = page_of(stream) + "volume/"
    assert client.get(address).status_code == 302
    assert sign("far").get(address).status_code == 403
    page = sign("ann").get(address).text
    assert "卷内目录" in page and "柳禾镇农业办" in page and FILE in page and "/file/" in page
    seen = sign("viewer").get(address).text
    assert FILE not in seen and "附件.txt" in seen and "/file/" not in seen


def test_a_paper_signed_elsewhere_is_listed_under_the_unit_that_decided_it(
    sign: Callable[[str], Client], stream: str
) -> None:
    paper = Attached(file=receive(["意见".encode()], "意见.txt"), slot="other", pages="1")
    signed = Signed(decider="p-ben", voucher="纸质", page="1")
    opinion = Proposal(kind=ActKind.DO, step="opinion", outcome="合法", signed=signed, files=(paper,))
    record(actor=who("ann"), matter=stream, proposals=[opinion])
    page = sign("ann").get(page_of(stream) + "volume/").text
    authors = re.findall(r'data-label="责任者">([^<]*)<', re.sub(r"</?span[^>]*>", "", page))
    assert authors == ["柳禾镇农业办", "柳禾镇农业办", "柳禾司法所"]


def test_a_changed_file_of_the_evidence_is_not_exported(sign: Callable[[str], Client], stream: str) -> None:
    path = evidence.path_of(EvidenceFile.objects.order_by("pk").first().sm3)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = sign("ann").post(page_of(stream) + "bundle/", {"form": "full"})
    assert answer.status_code == 422 and "与登记的摘要不符，没有导出" in answer.text
    path.unlink()
    assert sign("ann").post(page_of(stream) + "bundle/", {"form": "full"}).status_code == 422
    taken(sign("ann"), stream, "masked")


def test_papers_the_program_issued_lie_among_the_papers_with_their_numbers(
    sign: Callable[[str], Client], cast: Cast, tmp_path: Path
) -> None:
    populate(cast)
    first = [Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields=RECEIVED)]
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "2025年村道养护支出"}
    done = open_matter(
        actor=who("pub"), procedure="disclosure_request", unit="liuhe-ny", title="政府信息公开申请：村道养护",
        subject=subject, first=first,
    )  # fmt: skip
    stream = str(done["stream"])
    told(stream)
    issued = paper_acts.issue(actor=who("pub"), matter=stream, paper="correction")
    paper_acts.seal(
        actor=who("pub"),
        matter=stream,
        seq=issued["seq"],
        file=receive([pdf("盖章的补正告知书")], "盖章.pdf"),
        pages="1",
    )
    folder = unpacked(taken(sign("pub"), stream), tmp_path / "full")
    assert verified(folder).returncode == 0, verified(folder).stdout
    inside = sorted(path.name for path in (folder / "文书").iterdir())
    assert any("补正" in name and name.endswith(".docx") for name in inside), inside
    assert any("盖章件" in name and name.endswith(".pdf") for name in inside), inside
    page = (folder / "目录.html").read_text(encoding="utf-8")
    listed = re.sub(r"<[^>]+>", "", page).partition("卷内目录")[2].partition("办理经过")[0]
    assert str(issued["number"]) in listed
    masked = taken(sign("pub"), stream, "masked")
    assert APPLICANT.encode() not in masked
    with zipfile.ZipFile(io.BytesIO(masked)) as archive:
        assert not [name for name in archive.namelist() if "/文书/" in name or "/卷内/" in name]
    assert verified(unpacked(masked, tmp_path / "masked")).returncode == 0


# ---- what somebody may do to a bundle that was handed over --------------------------------------------------------


def lines_of(folder: Path) -> list[bytes]:
    return (folder / "记录/events.jsonl").read_bytes().split(b"\n")[:-1]


def put(folder: Path, name: str, body: bytes, *, listed: bool) -> None:
    """Write a file; ``listed``: the forger brings the list of the bundle into line with it."""
    import hashlib

    (folder / name).write_bytes(body)
    if listed:
        held = json.loads((folder / "清单.json").read_bytes())
        for one in held["files"]:
            if one["path"] == name:
                one |= {"size": len(body), "sm3": sm3_hex(body), "sha256": hashlib.sha256(body).hexdigest()}
        (folder / "清单.json").write_bytes(json.dumps(held, ensure_ascii=False).encode())


def events(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        put(folder, "记录/events.jsonl", b"".join(line + b"\n" for line in change(lines_of(folder))), listed=True)

    return tamper


def byte_of_an_event(lines: list[bytes]) -> list[bytes]:
    assert b'"decider":"p-ben"' in lines[3]
    return [*lines[:3], lines[3].replace(b'"decider":"p-ben"', b'"decider":"p-bea"'), *lines[4:]]


def broken_event(lines: list[bytes]) -> list[bytes]:
    return [*lines[:3], lines[3][:-1] + b"]", *lines[4:]]


def swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def dropped_last(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def dropped_last_and_listed(lines: list[bytes]) -> list[bytes]:
    """The first line is brought into line: only the checkpoint still knows."""
    first = json.loads(lines[0])
    listed = first["streams"][0]
    assert (listed["count"], listed["head"]) == (len(lines) - 1, sm3_hex(lines[-1]))
    listed |= {"count": len(lines) - 2, "head": sm3_hex(lines[-2])}
    return [json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), *lines[1:-1]]


def rewritten(lines: list[bytes]) -> list[bytes]:
    """One event is changed and the whole chain after it made anew, the first line too."""
    made, prev = [], "0" * 64
    for seq, line in enumerate(lines[1:], 1):
        event = json.loads(line)
        event["prev"] = prev
        if seq == 2:
            event["actor"]["account"] = "ada"
        made.append(json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        prev = sm3_hex(made[-1])
    first = json.loads(lines[0])
    first["streams"][0]["head"] = prev
    return [json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), *made]


def point(**changes: object) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        first = json.loads(lines[0])
        first["checkpoint"] |= changes
        return [json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), *lines[1:]]

    return change


def proof(lines: list[bytes]) -> list[bytes]:
    first = json.loads(lines[0])
    path = first["checkpoint"]["proofs"][0]["path"]
    path[0] = "0" * 64
    return [json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), *lines[1:]]


def byte_of_a_file(folder: Path) -> None:
    name = "卷内/001-附件.txt"
    put(folder, name, (folder / name).read_bytes()[:-1] + b"x", listed=True)


def opening(folder: Path) -> None:
    body = (folder / "记录/密封值.jsonl").read_bytes()
    changed = body.replace(NAME.encode(), NAME.replace("建筑", "装饰").encode())
    assert changed != body
    put(folder, "记录/密封值.jsonl", changed, listed=True)


def hidden(folder: Path) -> None:
    """A file is taken out and the list says it was never in."""
    held = json.loads((folder / "清单.json").read_bytes())
    name = held["evidence"][0]["path"]
    held["evidence"][0]["path"] = None
    held["files"] = [one for one in held["files"] if one["path"] != name]
    (folder / name).unlink()
    (folder / "清单.json").write_bytes(json.dumps(held, ensure_ascii=False).encode())


def pack(lines: list[bytes]) -> list[bytes]:
    first = json.loads(lines[0])
    (digest,) = first["packs"]
    first["packs"][digest] = first["packs"][digest].replace("小规程", "大规程")
    return [json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), *lines[1:]]


TAMPERINGS: list[tuple[str, Callable[[Path], None], str]] = [
    ("one byte of an event", events(byte_of_an_event), "记录/events.jsonl 第 3 件：被改动"),
    ("an event that is none", events(broken_event), "记录/events.jsonl 第 3 件：被改动，已不是一件记录"),
    ("a swapped order", events(swapped), "记录/events.jsonl 第 2 件：次序不对"),
    ("a dropped last event", events(dropped_last), "缺少"),
    ("a dropped last event, listed", events(dropped_last_and_listed), "末尾被去掉"),
    ("a rewritten chain", events(rewritten), "不是检查点当时所见：有记录被改写"),
    ("a changed checkpoint", events(point(tree="0" * 64)), "检查点第 1 号：根与清单所写的不符"),
    ("a checkpoint of another time", events(point(recorded="2026-01-01T00:00:00+08:00")), "根与清单所写的不符"),
    ("a changed proof", events(proof), "这条流的证明算不到根"),
    ("a changed pack", events(pack), "规程声明"),
    ("one byte of a file", byte_of_a_file, "卷内/001-附件.txt：与第 1 件记录的大小、SM3 或 SHA-256 不符"),
    ("a file taken out", hidden, "不在包内，而这不是遮蔽本"),
    ("a personal value", opening, "值被改动"),
    ("a page", lambda folder: put(folder, "目录.html", b"<p>", listed=False), "目录.html：被改动"),
    ("a file put in", lambda folder: put(folder, "卷内/999.txt", b"x", listed=False), "卷内/999.txt：清单里没有"),
    ("a file gone", lambda folder: (folder / "说明.txt").unlink(), "说明.txt：不见了"),
    ("no list", lambda folder: (folder / "清单.json").write_bytes(b"{"), "清单.json：读不了"),
]


@pytest.mark.parametrize(("name", "tamper", "words"), TAMPERINGS, ids=[row[0] for row in TAMPERINGS])
def test_each_tampering_of_a_bundle_is_named(full: Path, name: str, tamper: Callable[[Path], None], words: str) -> None:
    tamper(full)
    done = verified(full)
    assert done.returncode == 1, done.stdout
    found = [line for line in done.stdout.splitlines() if line.startswith("  ✘")]
    assert any(words in line for line in found), done.stdout
    assert "不能排除的：" in done.stdout


def test_everything_forged_together_passes_until_it_meets_the_published_root(full: Path) -> None:
    root = Checkpoint.objects.get().root
    lines = rewritten(lines_of(full))
    first = json.loads(lines[0])
    (own,) = first["checkpoint"]["proofs"]
    spec = {"__name__": "script"}
    exec(compile((full / "verify.py").read_text(encoding="utf-8"), "verify.py", "exec"), spec)
    hashes = [sm3_hex(line) for line in lines[1:]]
    own |= {
        "head": hashes[-1],
        "tree": spec["tree_root"]([bytes.fromhex(one) for one in hashes]),
        "path": [],
        "index": 0,
    }
    leaf = spec["canonical"]({name: own[name] for name in ("count", "head", "stream", "tree")})
    first["checkpoint"] |= {"streams": 1, "events": len(hashes), "tree": spec["tree_root"]([leaf])}
    header = {name: value for name, value in first["checkpoint"].items() if name != "proofs"}
    lines[0] = spec["canonical"](first)
    put(full, "记录/events.jsonl", b"".join(line + b"\n" for line in lines), listed=True)
    held = json.loads((full / "清单.json").read_bytes())
    held["root"] = sm3_hex(spec["canonical"](header))
    (full / "清单.json").write_bytes(json.dumps(held, ensure_ascii=False).encode())
    alone = verified(full)
    assert alone.returncode == 0 and "一并改写，看不出来" in alone.stdout
    met = verified(full, "--root", root)
    assert met.returncode == 1 and "根与您给出的不符" in met.stdout


# ---- the script itself ---------------------------------------------------------------------------------------------


def test_the_script_stands_alone_and_runs_on_old_pythons() -> None:
    text = writing.offline("verify.py").decode("utf-8")
    tree = ast.parse(text, feature_version=(3, 8))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"argparse", "hashlib", "json", "struct", "sys", "pathlib"}
    assert names <= sys.stdlib_module_names


def test_published_files_alone_stay_in_a_masked_bundle_and_issued_papers_are_known() -> None:
    decision = procedures.get("major_decision")
    assert selection.is_published(decision, "publish") is not any(
        item.masks for item in decision.publications if item.step == "publish"
    )
    assert not selection.is_published(decision, "listen")
    review = procedures.get("legality_review")
    assert selection.is_issued(review, "opinion", "sealed") and not selection.is_issued(review, "opinion", "text")
    assert selection.cleaned(' a/b\\c:*?"<>|\n草案. ') == "a b c 草案" and selection.cleaned("///") == "未名"
