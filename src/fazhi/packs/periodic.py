"""The periodic forms: ``packs/forms/*.toml``. A row that rests on what no pack yields fails the build."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fazhi.kernel.measures import PeriodicForm, read_form
from fazhi.packs import measures, reading

FOLDER = "forms"


@cache
def forms() -> Mapping[str, PeriodicForm]:
    """Return all forms by id, in the order of their files. Raises PackError, CitationError."""
    found: dict[str, PeriodicForm] = {}
    for file, made in reading.each(FOLDER, lambda data, _: read_form(data, measures.indicators(), measures.every())):
        reading.add(found, {made.id: made}, f"{FOLDER}/{file}")
    reading.check({name: form.basis for name, form in found.items()}, FOLDER)
    return MappingProxyType(found)
