"""Personal values on a page: masked, unless the person asked to see them and that was logged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from fazhi.desk.forms.questions import printed
from fazhi.kernel.ledger.canonical import Json, JsonInput
from fazhi.kernel.procedures import SEALED, Field, FieldValue
from fazhi.records import masking, vault


class Personal:
    """What stands in the vault of one matter, as this page may show it.

    ``open_`` are the values a logged look brought; without them everything is masked. The vault is opened once, and
    only when the page has something sealed to show.
    """

    def __init__(self, stream: str, open_: Mapping[tuple[int, str], Json] | None = None) -> None:
        self._stream = stream
        self._open = open_
        self._held: Mapping[tuple[int, str], JsonInput] | None = None
        self.hides = False

    def value(self, seq: int, path: str, cls: str) -> str:
        """Return the value at a place of an event: whole after a look, else masked by its class; erased is said."""
        if self._open is not None:
            found = self._open.get((seq, path))
            return "（已依法删除）" if found is None else str(found)
        self.hides = True
        if self._held is None:
            self._held = {place: opening.value for place, opening in vault.open_fields(self._stream).items()}
        found = self._held.get((seq, path))
        return "（已依法删除）" if found is None else masking.masked(cls, cast(Json, found))

    def shown(self, seq: int, question: Field, value: FieldValue | None) -> str:
        """Return an answer as the page prints it."""
        if value != SEALED:
            return printed(question, value)
        return self.value(seq, f"fields.{question.id}", question.pii or "")

    def name_of_file(self, seq: int, index: int) -> str:
        """Return the name under which a file came."""
        return self.value(seq, f"evidence.{index}.name", "file")

    def free(self, seq: int, path: str) -> str:
        """Return a reason that was written in free words."""
        return self.value(seq, path, "free")
