"""The documents are true: generated pages are fresh, links lead somewhere, each how-to has its frame."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.architecture import tree

from fazhi.packs import measures, procedures
from fazhi.packs.rules import all_rules


def test_the_reference_is_what_the_source_says() -> None:
    ran = subprocess.run(
        [sys.executable, "scripts/generate_docs.py", "--check"], cwd=tree.ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = []
    for path in tree.text_files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(tree.ROOT)} -> {target}")
    assert not dead, "\n".join(dead)


def test_every_howto_starts_with_the_files_and_ends_with_the_proof() -> None:
    for path in [*sorted((tree.ROOT / "docs/howto").glob("add-*.md")), tree.ROOT / "docs/howto/change-calendar.md"]:
        text = path.read_text(encoding="utf-8")
        assert text.split("\n")[2] == "**Files you touch**", path.name
        assert "## The command that proves it" in text and text.rstrip().endswith("```"), path.name


def test_every_decision_has_a_number_of_its_own_and_says_it() -> None:
    found = sorted((tree.ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in found]
    assert numbers == [f"{n:04d}" for n in range(len(numbers))]
    heads = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in found[1:]}
    wrong = [name for name, head in heads.items() if not re.match(rf"# ADR {name[:4]}\b|# ADR {int(name[:4])}\b", head)]
    assert wrong == []


def test_the_readme_counts_what_there_is() -> None:
    said = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    there = {
        "个程序包": len(procedures.ids()),
        "种文书": sum(len(procedures.get(name).papers) for name in procedures.ids()),
        "条规则": len(all_rules()),
        "个指标": len(measures.indicators()),
    }
    for what, count in there.items():
        assert re.findall(rf"(\d+) {what}", said) == [str(count)], what
