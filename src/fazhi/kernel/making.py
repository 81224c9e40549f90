"""Making frozen values quickly, where an act makes them.

A frozen dataclass sets each of its fields past its own ban on setting, one call for each: of an act that was a
twentieth. What ``maker`` returns makes an open value of the same slots, sets its fields plainly and turns it into the
frozen one before anybody has it. What comes back is of that class in every respect.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, field, fields, make_dataclass
from typing import Any, TypeVar

Made = TypeVar("Made")


def maker(cls: type[Made]) -> type[Made]:
    """Return what makes values of ``cls``, a frozen slotted keyword-only dataclass, with the same arguments.

    To be called like the class and for nothing else. Raises TypeError for a class with fields that are not given, or
    with work of its own after them.
    """
    if hasattr(cls, "__post_init__") or not all(each.init and each.kw_only for each in fields(cls)):  # type: ignore[arg-type]
        raise TypeError(f"{cls.__name__} cannot be made so")

    def close(made: Any) -> None:
        made.__class__ = cls

    asked = [(each.name, Any, _as_given(each)) for each in fields(cls)]  # type: ignore[arg-type]
    opened: Any = make_dataclass(
        cls.__name__, asked, kw_only=True, slots=True, eq=False, repr=False, namespace={"__post_init__": close}
    )
    found: type[Made] = opened
    return found


def _as_given(each: Field[Any]) -> Any:
    """Return a field that is left out as that of the frozen class is."""
    if each.default is not MISSING:
        return field(default=each.default)
    return field() if each.default_factory is MISSING else field(default_factory=each.default_factory)
