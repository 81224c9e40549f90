"""What was typed into a form: from a post, from a draft, or nothing yet. Given back exactly as it was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.http import QueryDict

HIDDEN: Final = frozenset(
    {"csrfmiddlewaretoken", "_key", "_seq", "_form", "_draft", "_look", "_ask", "_recall", "_find", "_words"}
)
"""What belongs to the form and not to the answers."""


MARK: Final = "_of"
"""Ends the name that says which finding of the checker a row of a form was made of; it is no answer."""


class Values:
    """Names with what was typed, several values for a set. Immutable by convention."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Sequence[str]] | None = None) -> None:
        self._data = {name: tuple(values) for name, values in (data or {}).items()}

    @classmethod
    def posted(cls, post: QueryDict) -> Values:
        """Return what a form sent."""
        return cls({name: [str(value) for value in values] for name, values in post.lists()})

    @classmethod
    def drafted(cls, text: str) -> Values:
        """Return what a draft holds; a draft that cannot be read is an empty one."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError:
            return cls()
        return cls(data if isinstance(data, dict) else {})

    def text(self) -> str:
        """Return the answers as a draft keeps them."""
        return json.dumps(
            {name: values for name, values in self._data.items() if name not in HIDDEN}, ensure_ascii=False
        )

    def replaced(self, name: str, *values: str) -> Values:
        """Return the same with one name set to one value, or to several."""
        return Values({**self._data, name: values})

    def without(self, prefix: str) -> Values:
        """Return the same without the names that begin with ``prefix``."""
        return Values({name: values for name, values in self._data.items() if not name.startswith(prefix)})

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """Return the names that say what a row was made of, each with its value."""
        return tuple((name, values[-1]) for name, values in self._data.items() if name.endswith(f"-{MARK}") and values)

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a name, stripped of blanks around it; ``default`` where it was not sent."""
        values = self._data.get(name)
        return values[-1].strip() if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name."""
        return self._data.get(name, ())

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def any_of(self, names: Iterable[str]) -> bool:
        """Say whether anything was typed under one of the names."""
        return any(value.strip() for name in names for value in self._data.get(name, ()))

    @property
    def empty(self) -> bool:
        """Say whether nothing was typed at all."""
        return not any(value.strip() for name, values in self._data.items() if name not in HIDDEN for value in values)
