"""Personal values on a page: masked, unless somebody who may see them looked, and that was logged.

Who works on a matter reads the reasons and file names in it as part of the work (each look is logged); names, numbers,
telephones and addresses stay masked until they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from fazhi.desk.forms.questions import printed
from fazhi.kernel.ledger.canonical import Json, JsonInput
from fazhi.kernel.ledger.envelope import Event, parse_body
from fazhi.kernel.procedures import SEALED, EventType, Field, FieldValue
from fazhi.records import masking, vault
from fazhi.records.models import Event as Row

WORKING = frozenset({"free", "file"})
"""Classes shown at once to those who work on the matter: without them its course could not be read."""


def amendments(stream: str) -> Iterator[Event]:
    """Yield the corrections recorded in a matter, in their order."""
    held = Row.objects.filter(stream__key=stream, type=EventType.AMENDED.value).order_by("seq")
    for body in held.values_list("body", flat=True):
        yield parse_body(bytes(body))


class Personal:
    """What stands in the vault of one matter, as this page may show it.

    ``open_`` are the values a logged look brought; everything else is masked. ``whole`` says that the look was for all
    there is, so that what it did not bring was erased. The vault is opened once more, and only for what is masked.
    """

    def __init__(
        self, stream: str, open_: Mapping[tuple[int, str], Json] | None = None, *, whole: bool = False
    ) -> None:
        self._stream = stream
        self._open = open_ or {}
        self._whole = whole
        self._held: Mapping[tuple[int, str], JsonInput] | None = None
        self._amended: tuple[Event, ...] | None = None
        self.hides = False

    def value(self, seq: int, path: str, cls: str) -> str:
        """Return the value at a place of an event: whole after a look, else masked by its class; erased is said."""
        if (seq, path) in self._open:
            return str(self._open[seq, path])
        if self._whole:
            return "（已依法删除）"
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

    def now(self, seq: int, question: Field, value: FieldValue | None, on: date) -> str:
        """Return an answer of record ``seq`` as it stands on a day: as it was corrected last, if it was."""
        return self.shown(self._corrected(seq, question.id, on) if value == SEALED else seq, question, value)

    def _corrected(self, seq: int, name: str, on: date) -> int:
        """Return the event whose value of ``name`` holds for record ``seq`` on a day: a correction of it, or itself."""
        if self._amended is None:
            self._amended = tuple(amendments(self._stream))
        held = [event for event in self._amended if event.run == seq and f"fields.{name}" in event.sealed]
        last = [event.seq for event in held if event.occurred.at[:10] <= on.isoformat()]
        return last[-1] if last else seq

    def name_of_file(self, seq: int, index: int) -> str:
        """Return the name under which a file came."""
        return self.value(seq, f"evidence.{index}.name", "file")

    def free(self, seq: int, path: str) -> str:
        """Return a reason that was written in free words."""
        return self.value(seq, path, "free")
