"""What a pack declares of the closing of a file (归档). `archiving` reads it and says what stands of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Retention(StrEnum):
    """How long a file is kept. Basis: 机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）."""

    PERMANENT = "永久"
    THIRTY = "30年"
    TEN = "10年"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """How the file of a matter is closed: by which step, and which of its fields say the number and the place.

    ``retention`` is ``param.x``, which a local table of retention may set otherwise, or ``field.x`` of the step where
    it depends on the file. ``place`` says where the paper originals lie.
    """

    step: str
    place: str
    retention: str
    number: str | None = None
    basis: tuple[str, ...] = ()
