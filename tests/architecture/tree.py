"""The source tree as the architecture tests see it: files, parsed modules, calls by dotted name."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fazhi"
KERNEL = SOURCE / "kernel"
LEFT_ASIDE = {".git", ".venv", "build", "dist", "home", "var", "wheels", "__pycache__"}


@cache
def text_files() -> tuple[Path, ...]:
    """Return every file that belongs to the repository and reads as text; without git, every file not set aside."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not LEFT_ASIDE & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in sorted(paths) if path.is_file() and not path.is_symlink() and _is_text(path))


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def modules(folder: Path) -> list[Path]:
    """Return the Python files below ``folder`` in a fixed order."""
    return sorted(folder.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for a chain of names; a call or a subscript in it counts as what it is called on."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return node.id if isinstance(node, ast.Name) else "?"


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every call in a file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted module of every import in a file, wherever it stands."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def place(path: Path, line: int) -> str:
    """Return ``path:line`` relative to the root, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"
