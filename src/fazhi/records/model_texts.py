"""示范文本: texts the county has approved, pushed to its townships from a day on; a text held against them.

A setting of the county's unit holds title and digest; the file is a blob. Writing: ``acts.model_texts``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db.models import Q

from fazhi.formats import read
from fazhi.kernel.papers import Filled, filled
from fazhi.records import evidence
from fazhi.records.models import Blob, ConfigEntry

PREFIX: Final = "model.text."
"""Begins the name of every setting that holds a model text."""
READABLE: Final = frozenset({"docx", "doc", "wps", "pdf", "ofd", "txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelText:
    """One approved text: its key, title, file (digest and kind), since when, on which basis, of which unit."""

    key: str
    title: str
    digest: str
    kind: str
    starts: date
    basis: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A text held against the model text it is nearest to."""

    model: ModelText
    filled: Filled


def in_force(unit_path: str, on: date) -> tuple[ModelText, ...]:
    """Return the model texts that serve a unit on a day, by title."""
    above = [unit_path[: i + 1] for i, sign in enumerate(unit_path) if sign == "/"]
    entries = (
        ConfigEntry.objects.filter(kind="setting", name__startswith=PREFIX, unit__path__in=above, starts__lte=on)
        .filter(Q(ends__isnull=True) | Q(ends__gte=on))
        .select_related("unit")
    )
    found = []
    for entry in entries:
        said = json.loads(entry.value)
        if said["digest"]:
            found.append(
                ModelText(
                    key=entry.name.removeprefix(PREFIX), title=said["title"], digest=said["digest"], kind=said["kind"],
                    starts=entry.starts, basis=entry.basis, unit=entry.unit.name if entry.unit else "",
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.title, one.key)))


def body_of(model: ModelText) -> bytes:
    """Return the file of a model text."""
    return bytes(Blob.objects.values_list("body", flat=True).get(digest=model.digest))


@lru_cache(maxsize=64)
def _model_lines(digest: str, kind: str) -> tuple[str, ...]:
    body = bytes(Blob.objects.values_list("body", flat=True).get(digest=digest))
    return tuple(read(Path(f"示范文本.{kind}"), body).text.split("\n"))


@lru_cache(maxsize=256)
def lines_of(sm3: str, kind: str) -> tuple[str, ...]:
    """Return the lines of a kept file. Raises FazhiError where it cannot be read."""
    return tuple(read(Path(f"文本.{kind}"), evidence.read(sm3)).text.split("\n"))


def nearest(models: Sequence[ModelText], lines: Sequence[str]) -> Held | None:
    """Return the model text that a text differs least from (the first by title of several); None for no models."""
    held = [Held(model=model, filled=filled(_model_lines(model.digest, model.kind), lines)) for model in models]
    return min(held, key=lambda one: len(one.filled.differing), default=None)
