"""Strict reading of a pack's tables: every key is asked for by name, and what nobody asked for is an error."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from fazhi.kernel.errors import PackError


class Table:
    """One TOML table with the path that led to it. Each ``take`` consumes a key; ``done`` refuses the rest."""

    __slots__ = ("_asked", "_data", "path")

    def __init__(self, data: Mapping[str, object], path: str) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.path = path

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        return key in self._data

    def at(self, key: str) -> str:
        """Return the path of a key, for messages."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str) -> object | None:
        """Return a raw value, consumed."""
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a non-empty text; without a default the key is required."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise PackError("缺少文字" if value is None else "应为文字", where=self.at(key), hint="补上这一键")
        return value

    def maybe(self, key: str) -> str | None:
        """Return a text or ``None``."""
        self._asked.add(key)
        return self.text(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        """Return a yes or no; absent is no."""
        value = self.take(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise PackError("应为 true 或者 false", where=self.at(key))
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number; without a default the key is required."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise PackError("应为整数", where=self.at(key))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts without repeats; absent is empty."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise PackError("应为文字的列表", where=self.at(key))
        if len(set(value)) != len(value):
            raise PackError("列表中有重复", where=self.at(key))
        return tuple(value)

    def choice(self, key: str, values: Collection[str]) -> str:
        """Return one of the values; there is no default."""
        value = self.text(key)
        if value not in values:
            raise PackError(f"“{value}”不在可选之列", where=self.at(key), hint=f"只能是：{'、'.join(values)}")
        return value

    def table(self, key: str) -> Table:
        """Return an inner table; absent is empty."""
        value = self.take(key)
        if value is None:
            return Table({}, self.at(key))
        if not isinstance(value, Mapping):
            raise PackError("应为一张表", where=self.at(key))
        return Table(value, self.at(key))

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array; they are named by their ``id`` (or number) in messages."""
        value = self.take(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise PackError("应为若干张表", where=self.at(key), hint=f"写成 [[{key}]]")
        for number, item in enumerate(value, start=1):
            if not isinstance(item, Mapping):
                raise PackError("应为一张表", where=f"{self.at(key)}[{number}]")
            yield Table(item, f"{self.at(key)}[{item.get('id', number)}]")

    def entries(self) -> Iterator[tuple[str, object]]:
        """Yield all keys with their raw values, consumed."""
        for key, value in self._data.items():
            self._asked.add(key)
            yield key, value

    def done(self) -> None:
        """Raise PackError if a key was never asked for: a typing error must not be silently ignored."""
        for key in self._data:
            if key not in self._asked:
                near = difflib.get_close_matches(key, sorted(self._asked), n=1)
                raise PackError(
                    f"不认识的键“{key}”",
                    where=self.at(key),
                    hint=f"是否想写“{near[0]}”" if near else "删去或者改正这一键",
                )
