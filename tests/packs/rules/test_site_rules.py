"""A site's own rules and profiles: they work like ours, and what is wrong with them is said with file and key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.cli import main
from fazhi.kernel.errors import PackError
from fazhi.kernel.lint import Kind
from fazhi.packs.profiles import profile
from fazhi.packs.rules import all_rules, rule_set
from fazhi.packs.site_rules import read

RULE = """
[[rule]]
code = "LOCAL-001"
title = "引用了已经撤并的机构"
why = "县里的经信局已经改名，印发的文件应当写新名称。"
basis = ["本地要求：机构改革后使用新名称"]
severity = "warning"
patterns = ["县经信局"]
unless = ["原县经信局"]
suggestion = "改为县经济和信息化局"
bad = ["由县经信局负责。"]
good = ["由原县经信局移交。", "由县经济和信息化局负责。"]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "机构.toml").write_text(RULE, encoding="utf-8")
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path))
    return tmp_path


def test_a_rule_of_the_site_finds_and_explains_itself(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = site / "通知.txt"
    paper.write_text("由县经信局负责。\n", encoding="utf-8")
    assert main(["check", str(paper), "--select", "LOCAL", "--format", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [(item["code"], item["text"], item["basis"][0]["article"]) for item in file["findings"]] == [
        ("LOCAL-001", "县经信局", None)
    ]
    assert main(["check", "--explain", "LOCAL-001"]) == 0
    assert "机构改革后使用新名称" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "LOCAL-001"', 'code = "N001"', "LOCAL-"),
        ('title = "', 'titel = "', "不认识的键“titel”"),
        ('why = "县里的经信局已经改名，印发的文件应当写新名称。"', "", "没有写why"),
        ('severity = "warning"', 'severity = "fatal"', "不能是“fatal”"),
        ('patterns = ["县经信局"]', 'patterns = ["县(经信局"]', "写错了"),
        ('patterns = ["县经信局"]', 'patterns = ["(县经信局+)+"]', "可能极慢"),
        ('patterns = ["县经信局"]', 'patterns = "县经信局"', "须写成文字的列表"),
        ('patterns = ["县经信局"]', 'patterns = [".*"]', "没有线索词"),
        ('patterns = ["县经信局"]', 'patterns = ["县发改局"]', "没有命中"),
        ('unless = ["原县经信局"]', "", "命中了“县经信局”"),
        ("本地要求：机构改革后使用新名称", "行政处罚法@2021:999", "没有第九百九十九条"),
        ("[[rule]]", "[rule]", "[[rule]]"),
        ("severity = ", "severity == ", "不是合格的TOML文件"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "机构.toml"
    assert old in RULE
    path.write_text(RULE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        read(path)
    assert said in str(refused.value)
    assert "机构.toml" in str(refused.value)


def test_a_broken_file_of_the_site_is_no_crash(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "rules" / "坏.toml").write_text("[[rule]]\ncode = 1\n", encoding="utf-8")
    paper = site / "通知.txt"
    paper.write_text("由县经信局负责。\n", encoding="utf-8")
    assert main(["check", str(paper)]) == 2
    err = capsys.readouterr().err
    assert "坏.toml" in err and "Traceback" not in err


def test_a_profile_turns_rules_off_and_on_and_changes_their_level(site: Path) -> None:
    (site / "profiles").mkdir()
    (site / "profiles" / "gw.toml").write_text(
        'off = ["G0"]\non = ["G001"]\n[level]\nG001 = "info"\n', encoding="utf-8"
    )
    chosen = {rule.code: rule for rule in rule_set(Kind.GW, site=site).rules}
    assert [code for code in chosen if code.startswith("G")] == ["G001"]
    assert chosen["G001"].severity == "info"
    assert "G011" in {rule.code for rule in rule_set(None, site=site).rules}


@pytest.mark.parametrize("text", ['of = ["G001"]', "off = 1", '[level]\nG001 = "high"', "off ="])
def test_a_wrong_profile_is_refused(site: Path, text: str) -> None:
    (site / "profiles").mkdir()
    (site / "profiles" / "sd.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"sd\.toml"):
        profile(Kind.SD, site)


@pytest.mark.parametrize("kind", list(Kind))
def test_our_profiles_name_codes_that_exist(kind: Kind) -> None:
    found = profile(kind)
    codes = {rule.code for rule in all_rules()}
    named = [*found.off, *found.on, *found.level]
    assert [word for word in named if not any(code.startswith(word) for code in codes)] == []


def test_deep_rules_are_off_until_asked_for() -> None:
    deep = {rule.code for rule in all_rules() if rule.deep}
    usual = {rule.code for rule in rule_set(Kind.GW).rules}
    assert deep and not deep & usual
    assert {code for code in deep if code in {rule.code for rule in rule_set(None, deep=True).rules}} == deep
    named = sorted(deep)[0]
    assert named in {rule.code for rule in rule_set(None, (named,)).rules}
