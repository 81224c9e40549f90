"""The overviews (总览), one file for each area of work, in the order of their names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fazhi.kernel.errors import PackError
from fazhi.kernel.measures import Overview, read_overview
from fazhi.packs import measures


@cache
def every() -> Mapping[str, Overview]:
    """Return all overviews by id (``1-review.toml`` is ``review``). Raises PackError with the place in the file."""
    found: dict[str, Overview] = {}
    for item in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".toml"):
            continue
        name = item.name.removesuffix(".toml").partition("-")[2]
        try:
            data = tomllib.loads(item.read_text(encoding="utf-8"))
            found[name] = read_overview(data, name, measures.indicators(), measures.every())
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"不是合格的 TOML：{error}", where=f"overviews/{item.name}", hint="按行号改正") from error
        except PackError as error:
            place = f"overviews/{item.name} {error.where or ''}".strip()
            raise PackError(error.message, code=error.code, where=place, hint=error.hint) from error
    return MappingProxyType(found)
