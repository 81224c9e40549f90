"""Which commands there are, without importing them.

Name and help are read from the source as literals, so that ``fazhi --help`` stays quick and a command that needs the
database does not drag Django into one that does not. A module whose literals cannot be read is imported instead.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from fazhi.kernel.errors import FazhiError

# By name only: records and portal stand above this layer and are looked up, never imported from here.
PACKAGES = ("fazhi.cli.commands", "fazhi.records.commands", "fazhi.portal.commands")


class Command(Protocol):
    """What a command module offers. ``run`` returns the exit code."""

    NAME: str
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class Entry:
    """A command found but not imported: its name, its help and the module it lives in."""

    __slots__ = ("help", "module", "name")

    def __init__(self, name: str, help: str, module: str) -> None:
        self.name = name
        self.help = help
        self.module = module


def commands() -> list[Entry]:
    """All commands, by name. FazhiError if two modules claim the same one."""
    found: dict[str, Entry] = {}
    for package in PACKAGES:
        for entry in _entries(package):
            if entry.name in found:
                raise FazhiError(f"命令{entry.name}有两个模块：{found[entry.name].module}、{entry.module}")
            found[entry.name] = entry
    return [found[name] for name in sorted(found)]


def named(name: str) -> Entry | None:
    """The command that stands in a module of its own name, found without reading the others; ``None`` for all else.

    A name that several packages use is left to ``commands``, which refuses it.
    """
    if not name.isidentifier():
        return None
    found = [entry for package in PACKAGES for entry in _entries(package, name) if entry.name == name]
    return found[0] if len(found) == 1 else None


def load_command(entry: Entry) -> Command:
    """Import the module of one command."""
    return cast(Command, importlib.import_module(entry.module))


def _entries(package: str, only: str | None = None) -> Iterator[Entry]:
    """The commands of a package, or of its one module that is called so."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return
    if spec is None or spec.submodule_search_locations is None:
        return
    folders = spec.submodule_search_locations
    for name in (only,) if only is not None else _modules(folders):
        module = f"{package}.{name}"
        literals = _literals(folders, name)
        if only is not None and not literals:
            continue
        if not {"NAME", "HELP"} <= literals.keys():
            command = cast(Command, importlib.import_module(module))
            literals = {"NAME": command.NAME, "HELP": command.HELP}
        yield Entry(literals["NAME"], literals["HELP"], module)


def _modules(folders: list[str]) -> Iterator[str]:
    import pkgutil

    return (info.name for info in pkgutil.iter_modules(folders) if not info.name.startswith("_") and not info.ispkg)


def _literals(folders: list[str], name: str) -> dict[str, str]:
    """The top-level string constants NAME and HELP of a module's source; empty if there is no source."""
    path = next((p for p in (Path(folder) / f"{name}.py" for folder in folders) if p.is_file()), None)
    if path is None:
        return {}
    values: dict[str, str] = {}
    for node in ast.parse(path.read_bytes()).body:
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in ("NAME", "HELP")
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            values[node.targets[0].id] = node.value.value
    return values
