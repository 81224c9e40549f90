"""The overviews (总览), one file for each area of work, in the order of their names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from fazhi.kernel.measures import Overview, read_overview
from fazhi.packs import measures, reading

FOLDER = "overviews"


@cache
def every() -> Mapping[str, Overview]:
    """Return all overviews by id (``1-review.toml`` is ``review``). Raises PackError with the place in the file."""
    return MappingProxyType({made.id: made for _, made in reading.each(FOLDER, _read)})


def _read(data: dict[str, object], name: str) -> Overview:
    return read_overview(data, name.partition("-")[2], measures.indicators(), measures.every())
