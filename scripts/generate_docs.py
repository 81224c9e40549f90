"""Write docs/reference from what is declared: `python scripts/generate_docs.py [--check]`.

With `--check` nothing is written; exit code 1 names the pages that differ from the source. Never edit them by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
PACKS = ROOT / "src" / "fazhi" / "packs"
NOTE = "<!-- scripts/generate_docs.py 生成，请勿手改；改来源后运行 make docs -->"

Table = dict[str, Any]

UNITS = {"working_day": "个工作日", "calendar_day": "个自然日", "month": "个月", "year": "年"}
KINDS = {"within": "应在期限内办理", "at_least": "应给足"}
ENDS = {"agency": "末日不顺延", "public": "末日遇休息日顺延", "civil": "末日遇休息日顺延（民法典第二百零三条）"}
GRADES = {"formal": "印发件", "public": "公开件", "internal": "内部用纸"}
FORCES = {"must": "必须", "ref": "参照", "policy": "上级文件", "local": "本地规定", "seed": "建议"}


def read(path: Path) -> Table:
    """Return a TOML file as a dictionary."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def row(*cells: object) -> str:
    """Return one row of a Markdown table; an empty cell prints a dash."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") or "—" for cell in cells) + " |"


def head(*names: str) -> list[str]:
    """Return the two head lines of a Markdown table."""
    return [row(*names), "|" + "---|" * len(names)]


# ---- laws ---------------------------------------------------------------------------------------------------------


def laws() -> Iterator[str]:
    """Yield the page of the catalogue: every instrument and version, by file."""
    yield "# 法律法规目录"
    yield ""
    yield "目录只记事实，不收条文。核对：✔ 核对过文本；◇ 只见节录；▲ 未核对。"
    for path in (*sorted((PACKS / "laws").glob("*.toml")), *sorted((PACKS / "laws/cited").glob("*.toml"))):
        instruments = read(path).get("instrument", [])
        yield from ("", f"## {path.stem}（{len(instruments)} 件）", "")
        yield from head("名称", "种类", "制定机关", "版本", "施行", "条数", "核对", "废止、继任")
        for item in instruments:
            end = f"{item.get('repealed', '')} {item.get('successor', '')}".strip()
            short = f"（{'、'.join(item['short'])}）" if item.get("short") else ""
            for version in item.get("versions", []):
                effective = f"{version.get('effective', '')}{version.get('effective_mark', '')}"
                yield row(
                    f"{item['title']}{short}",
                    item.get("kind", ""),
                    item.get("issuer", ""),
                    version["id"],
                    effective,
                    version.get("articles", ""),
                    version.get("mark", ""),
                    end,
                )


# ---- procedures ---------------------------------------------------------------------------------------------------


def procedures() -> Iterator[str]:
    """Yield the page of all procedure packs: basis, steps, terms and promises of each."""
    yield "# 程序"
    yield ""
    yield "写法见 [procedure-language](procedure-language.md)。依据栏只有标 ✔ 的是核对过的条文。"
    for path in sorted((PACKS / "procedures").glob("*/procedure.toml")):
        yield from procedure(read(path))


def procedure(pack: Table) -> Iterator[str]:
    """Yield the section of one pack."""
    names = {step["id"]: step["name"] for step in pack.get("step", [])}
    yield from ("", f"## {pack['title']} `{pack['id']}` {pack['version']}", "", pack["summary"])
    yield from ("", "### 步骤", "")
    yield from head("步骤", "由谁决定", "结果", "先要", "依据")
    for step in pack.get("step", []):
        after = "、".join(names.get(other, other) for other in step.get("after", []))
        passes = step.get("passes")
        outcomes = "、".join(
            f"**{name}**" if passes is None or name in passes else name for name in step.get("outcomes", ["办结"])
        )
        yield row(
            f"{step['name']} `{step['id']}`", "、".join(step.get("posts", [])), outcomes, after, basis(pack, step)
        )
    yield from ("", "粗体的结果为通过。")
    if pack.get("term"):
        yield from ("", "### 期限", "")
        yield from head("期限", "长度", "性质", "末日", "起算", "终止", "依据")
        for term in pack["term"]:
            yield row(
                f"{term['name']} `{term['id']}`",
                amount(pack, term),
                KINDS.get(term["kind"], term["kind"]),
                ENDS.get(term["end"], term["end"]),
                starts(term.get("from", []), names),
                starts(term.get("until", []), names),
                basis(pack, term),
            )
    if pack.get("guarantee"):
        yield from ("", "### 保证（`fazhi procedure prove` 逐条证明）", "")
        yield from (f"- {promise['id']}：{promise['say']}" for promise in pack["guarantee"])
    if pack.get("paper"):
        yield from ("", "### 文书", "")
        yield from head("文书", "类别", "何时可以印发", "文号")
        for paper in pack["paper"]:
            name = f"{paper['name']} `{paper['id']}`" + (f"（按“{paper['each']}”逐项）" if paper.get("each") else "")
            number = f"另取“{paper['series']}”字号" if paper.get("series") else paper.get("number", "")
            yield row(name, GRADES[paper["grade"]], f"`{paper['when']}`" if paper.get("when") else "随时", number)
    yield from ("", "### 依据", "")
    yield from head("代号", "依据", "效力", "核对")
    for name, entry in pack.get("basis", {}).items():
        yield row(name, entry.get("ref") or entry.get("text", ""), FORCES.get(entry["force"], ""), entry["mark"])


def basis(pack: Table, part: Table) -> str:
    """Return the names of what a step or term rests on, with their marks."""
    known = pack.get("basis", {})
    return "、".join(f"{name}{known.get(name, {}).get('mark', '')}" for name in part.get("basis", []))


def amount(pack: Table, term: Table) -> str:
    """Return how long a term is, with the value of its parameter."""
    if term.get("last"):
        ahead = amount(pack, {"amount": term["ahead"], "unit": term["unit"]}) if term.get("ahead") else ""
        return f"至 {'、'.join(term['last'])}" + (f" 前 {ahead}" if ahead else "")
    length = term["amount"]
    if isinstance(length, str) and length.startswith("param."):
        length = pack["param"][length.removeprefix("param.")]["value"]
    return f"{length} {UNITS.get(term['unit'], term['unit'])}"


def starts(events: list[str] | str, names: dict[str, str]) -> str:
    """Return the events that start or stop a term, with the Chinese names of the steps."""
    listed = [events] if isinstance(events, str) else events
    shown = []
    for event in listed:
        step = event.split(":")[0].split(".")[0]
        shown.append(names.get(step, step) + event[len(step) :].replace(".sent", "（送出）").replace(":", "："))
    return "、".join(shown)


# ---- commands -----------------------------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Yield the page of the command line: every command with its arguments, as its parser declares them."""
    from fazhi.cli.discovery import commands as discovered
    from fazhi.cli.discovery import load_command
    from fazhi.cli.parser import Parser

    yield "# 命令"
    yield ""
    yield "退出码：0 正常；1 有问题，或回答是否定的；2 用法不对、读不了或程序缺陷。`fazhi 命令 --help` 打印同样的内容。"
    for entry in discovered():
        parser = Parser(prog=f"fazhi {entry.name}", description=entry.help)
        load_command(entry).configure(parser)
        yield from command(parser)


def command(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the section of one command and of those below it.

    The table is made from the declared arguments: the layout of ``--help`` differs between versions of Python.
    """
    # argparse has no public way to list what was added to a parser.
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    shown = [action for action in parser._actions if action not in below and action.dest != "help"]
    yield from ("", f"## `{parser.prog}`", "", parser.description or "")
    if shown:
        yield from ("", *head("参数", "说明", "可用的值"))
    for action in shown:
        metavar = action.metavar or action.dest.upper()
        value = "" if action.nargs == 0 else f" {metavar if isinstance(metavar, str) else ' '.join(metavar)}"
        name = ", ".join(action.option_strings) + value if action.option_strings else value.strip()
        choices = "、".join(map(str, action.choices)) if action.choices else ""
        yield row(f"`{name}`", action.help or "", choices)
    for group in below:
        helps = {choice.dest: choice.help for choice in group._choices_actions}
        for name, sub in group.choices.items():
            sub.description = sub.description or helps.get(name) or ""
            yield from command(sub)


# ---- rules --------------------------------------------------------------------------------------------------------


def rules() -> Iterator[str]:
    """Yield the page of the checker's rules by family, each with what it rests on and one example of each sort."""
    from fazhi.kernel.lint import basis_cn, basis_of
    from fazhi.packs.rules import RETIRED, all_rules, families

    yield "# 审查规则"
    yield ""
    yield (
        "`fazhi check --explain 编号` 打印一条规则的理由和全部例子。命中的都是提示：错误称“疑似违反”，警告称“需核对”，"
        "只关形式的称“文字”；结论由审查人作出。标“深”的只在深度检查（`--deep`）时使用。"
    )
    every = all_rules()
    yield ""
    yield f"共 {len(every)} 条。"
    for family, name in families().items():
        listed = [rule for rule in every if rule.code.rstrip("0123456789") == family]
        if not listed:
            continue
        yield from ("", f"## {family} {name}（{len(listed)} 条）", "")
        yield from head("编号", "毛病", "级别", "文种", "依据", "会提示", "不提示")
        for rule in listed:
            level = rule.severity.cn + ("（阻断）" if rule.blocking else "") + ("，深" if rule.deep else "")
            yield row(
                rule.code,
                rule.title,
                level,
                "、".join(sorted(kind.value for kind in rule.kinds)) or "全部",
                "；".join(basis_cn(basis_of(written)) for written in rule.basis),
                in_a_cell(rule.bad[0].text),
                in_a_cell(rule.good[0].text),
            )
    if RETIRED:
        yield from ("", "## 停用的编号", "")
        yield from (f"- {code}：{why}" for code, why in sorted(RETIRED.items()))


def measures() -> Iterator[str]:
    """Yield the page of what procedures yield and of the indicators made of it, each formula in words."""
    from fazhi.kernel.measures import in_words
    from fazhi.packs import measures as pack
    from fazhi.packs import procedures as packs
    from fazhi.packs import surveys

    yield "# 计量和指标"
    yield ""
    yield (
        "计量是从事项的记录里数出来的数，写在各规程的 `measures.toml`；指标是计量的算式，写在 `packs/indicators`。"
        "没有人再填一次数：每个数都能打开到事项。怎样加：[howto/add-indicator](../howto/add-indicator.md)。"
    )
    names = {measure.id: measure.name for measure in pack.every().values()}
    names |= {f"indicator.{one.id}": one.name for one in pack.indicators().values()}
    questions = {one.id: one.label for asked in surveys.shipped().values() for one in asked.questions}
    indicators = pack.indicators().values()
    yield from ("", f"## 指标（{len(indicators)} 个）")
    for area in dict.fromkeys(one.area for one in indicators):
        yield from ("", f"### {area}", "")
        yield from head("编号", "指标", "算式", "单位", "口径", "不计", "目标及来源")
        for one in indicators:
            if one.area != area:
                continue
            least = f"分母不足 {one.least} 的不计比率" if one.least else ""
            target = f"{one.target.value}：{one.target.basis.cn()}" if one.target else ""
            excludes = "；".join((*one.excludes, *([least] if least else [])))
            formula = in_words(one, names) if one.asked is None else one.asked.words(questions)
            yield row(one.id, one.name, formula, MEASURED_IN[one.unit.value], one.says, excludes, target)
    yield from periodic_forms()
    yield from evaluation_schemes()
    yield from annual_reports()
    for name in packs.ids():
        listed = pack.of(name)
        if listed:
            yield from ("", f"## 规程“{packs.get(name).title}”的计量（{len(listed)} 项）", "")
            yield from head("编号", "计量", "类别", "口径")
            yield from (row(one.id, one.name, COUNTED_AS[one.kind.value], one.says) for one in listed)


def periodic_forms() -> Iterator[str]:
    """Yield the part on periodic forms: for which periods each is made, its columns and rows."""
    from fazhi.kernel.measures import kind_cn
    from fazhi.packs import periodic

    forms = periodic.forms().values()
    yield from ("", f"## 定期报表（{len(forms)} 张）", "")
    yield "写在 `packs/forms`。时段结束以后由镇（街道）报出，报出即封存；以后的补录、更正列入下一期的“上期更正”。"
    yield from ("", *head("编号", "报表", "种类", "列", "行", "时段结束后几日内报出（本地设定）", "依据"))
    for form in forms:
        kinds = "、".join(kind_cn(kind) for kind in form.kinds)
        columns = "、".join(column.cn for column in form.columns)
        rows = "；".join(f"{part.title}：{'、'.join(one.name for one in part.rows)}" for part in form.parts)
        yield row(form.id, form.title, kinds, columns, rows, str(form.due or "—"), form.basis.cn())


def evaluation_schemes() -> Iterator[str]:
    """Yield the part on schemes of evaluation: each item with its points, and what is not covered and why."""
    from fazhi.packs import schemes

    yield from ("", f"## 考核体系（{len(schemes.shipped())} 套）", "")
    yield "写在 `packs/schemes`，县里自己的放在站点文件夹的 `schemes`。没有覆盖的写明理由和分值，不给分也不扣分。"
    for scheme in schemes.shipped().values():
        yield from ("", f"### {scheme.title}（`{scheme.id}`）", "", scheme.says, "")
        yield f"总分 {scheme.total} 分，覆盖 {scheme.covered} 分，未覆盖 {scheme.uncovered} 分。{scheme.share.cn}。"
        yield from ("", *head("方面", "项目", "分值", "由什么来", "依据"))
        for dimension in scheme.dimensions:
            for item in dimension.items:
                source = f"指标“{item.indicator.name}”" if item.indicator else f"自评：{'、'.join(item.evidence)}"
                yield row(dimension.name, item.name, str(item.points), source, item.basis.cn())
            for gap in dimension.uncovered:
                yield row(dimension.name, gap.name, str(gap.points), f"未覆盖：{gap.why}", "—")


def annual_reports() -> Iterator[str]:
    """Yield the part on yearly reports: their chapters, what a person writes in them, by when they are due."""
    from fazhi.packs import annual

    reports = annual.reports().values()
    yield from ("", f"## 年度报告（{len(reports)} 份）", "")
    yield (
        "写在 `packs/annual`：`[[figures]]` 列数，`[[chapter.part]]` 的 `say` 是带数的句子（`{编号}`），"
        "`none` 是全年没有时写的话，`write` 是要人写的；`posts` 写明由哪些岗位各报一份。"
        "怎样加：[howto/add-annual-report](../howto/add-annual-report.md)。"
    )
    yield from ("", *head("编号", "报告", "章", "要人写的", "数", "期限", "依据"))
    for one in reports:
        chapters = "；".join(f"{chapter.title}（{chapter.basis.cn()}）" for chapter in one.chapters)
        asked = "；".join(place.title or place.prompt for place in one.written if not place.optional)
        dues = "；".join(f"{due.name}：次年{due.month}月{due.day}日（{due.basis.cn()}）" for due in one.dues)
        yield row(one.id, one.name, chapters, asked, str(len(one.form.rows)), dues or "—", one.basis.cn())


MEASURED_IN = {"count": "个数", "percent": "%", "working_days": "工作日", "days": "日", "yuan": "元", "points": "分"}
COUNTED_AS = {"flow": "流量", "stock": "存量", "duration": "用时", "distinct": "去重", "late": "逾期"}


def in_a_cell(text: str) -> str:
    """Return an example short enough for a cell, without what Markdown would read."""
    line = " ".join(text.split())
    return re.sub(r"([*_`<>\[\]])", r"\\\1", line[:60]) + ("…" if len(line) > 60 else "")


def cues() -> str:
    """Return the derived cues of every pattern rule as JSON, so that a start need not parse the patterns."""
    from fazhi.kernel.lint.cues import derive, key_of
    from fazhi.packs.rules import all_rules

    derived = {key_of(rule.patterns): derive(rule.patterns) for rule in all_rules() if rule.patterns}
    used = {key_of(rule.patterns) for rule in all_rules() if rule.cues == derived.get(key_of(rule.patterns))}
    several = {rule.patterns for rule in all_rules() if rule.gated and key_of(rule.patterns) in used}
    kept = {key: found for key, found in derived.items() if key in used}
    kept |= {pattern: derive((pattern,)) for patterns in several for pattern in patterns}  # a set waits for each alone
    kept = dict(sorted(kept.items()))
    return json.dumps(kept, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


def needs() -> str:
    """Return what the patterns need that a start asks for, as JSON, for the same reason."""
    from fazhi.kernel.lint.needs import as_data, derive_needs
    from fazhi.kernel.lint.recognition import PATTERNS
    from fazhi.packs.rules import all_rules

    asked = sorted({pattern for rule in all_rules() for pattern in rule.needed}.union(PATTERNS))
    kept = {pattern: as_data(derive_needs(pattern)) for pattern in asked}
    return json.dumps(kept, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


# ---- all ----------------------------------------------------------------------------------------------------------

PAGES = {
    "laws.md": (laws, "packs/laws/*.toml"),
    "procedures.md": (procedures, "packs/procedures/*/procedure.toml"),
    "commands.md": (commands, "cli/discovery.py"),
    "rules.md": (rules, "packs/rules/*.py"),
    "measures.md": (measures, "packs/measures.py"),
}
DATA = {PACKS / "rules" / "cues.json": cues, PACKS / "rules" / "needs.json": needs}


def page(name: str) -> str:
    """Return what a page must contain; its source may not be there yet, then it says so."""
    make, source = PAGES[name]
    lines = list(make()) if any((ROOT / "src" / "fazhi").glob(source)) else [f"# {name}", "", "（尚无）"]
    return "\n".join([lines[0], "", NOTE, *lines[1:], ""])


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; return 1 if one differs."""
    stale = []
    made = {REFERENCE / name: page(name) for name in PAGES} | {path: make() for path, make in DATA.items()}
    for path, wanted in made.items():
        name = path.relative_to(ROOT).as_posix()
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        if "--check" in arguments:
            stale.append(name)
        else:
            path.write_text(wanted, encoding="utf-8")
            print(name)
    if stale:
        print(
            f"与来源不符：{'、'.join(stale)}。请运行 make docs / not what the source says, run make docs",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    raise SystemExit(main(sys.argv[1:]))
