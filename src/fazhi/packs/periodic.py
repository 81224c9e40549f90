"""The periodic forms: ``packs/forms/*.toml``. A row that rests on what no pack yields fails the build."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.citations import check_bases
from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.measures import PeriodicForm, read_form
from fazhi.packs import laws, measures

FOLDER = "forms"


@cache
def forms() -> Mapping[str, PeriodicForm]:
    """Return all forms by id, in the order of their files. Raises PackError, CitationError."""
    found: dict[str, PeriodicForm] = {}
    for item in sorted((files("fazhi.packs") / FOLDER).iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".toml"):
            continue
        try:
            made = read_form(tomllib.loads(item.read_text(encoding="utf-8")), measures.indicators(), measures.every())
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"不是合格的 TOML：{error}", where=f"{FOLDER}/{item.name}", hint="按行号改正") from error
        except PackError as error:
            place = f"{FOLDER}/{item.name} {error.where or ''}".strip()
            raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error
        if made.id in found:
            raise PackError(f"“{made.id}”重复", where=f"{FOLDER}/{item.name}")
        found[made.id] = made
    if problems := check_bases({name: form.basis for name, form in found.items()}, laws.load()):
        raise CitationError("；".join(str(item) for item in problems), where=FOLDER)
    return MappingProxyType(found)
