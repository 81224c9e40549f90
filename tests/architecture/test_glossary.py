"""GLOSSARY.md tells the truth: each code name it gives exists in the source."""

from __future__ import annotations

import re

from tests.architecture import tree


def rows() -> list[tuple[int, list[str]]]:
    """Return line number and cells of each row of the glossary's tables, without heads and rules."""
    found = []
    for number, line in enumerate((tree.ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 3 and cells[2] != "code name" and not set(line) <= set("-| :"):
            found.append((number, cells))
    return found


def test_every_code_name_exists() -> None:
    suffixes = {".py", ".toml", ".html"}
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(tree.SOURCE.rglob("*"))
        if path.suffix in suffixes and path.is_file()
    )
    paths = {
        part.removesuffix(".py") for path in tree.SOURCE.rglob("*") for part in path.relative_to(tree.SOURCE).parts
    }
    words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", source)) | paths
    missing = [
        f"GLOSSARY.md:{number} {cells[0]}: {name}"
        for number, cells in rows()
        for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", cells[2])
        if name not in words
    ]
    assert not missing, "no such name in src:\n" + "\n".join(missing)


def test_no_chinese_term_stands_twice() -> None:
    terms = [cells[0] for _, cells in rows()]
    assert sorted(terms) == sorted(set(terms)), sorted(term for term in set(terms) if terms.count(term) > 1)
