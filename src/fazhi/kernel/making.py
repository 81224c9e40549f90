"""Making frozen values quickly, where an act makes them.

A frozen dataclass sets each of its fields past its own ban on setting, one call for each: of an act that was a
twentieth. What ``maker`` returns makes an open value of the same shape, sets its fields plainly and turns it into the
frozen one before anybody has it. What comes back is of that class in every respect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, field, fields, is_dataclass, make_dataclass
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
Made = TypeVar("Made")


def maker(cls: Callable[P, Made]) -> Callable[P, Made]:
    """Return what makes values of ``cls``, a frozen slotted keyword-only dataclass, with the same arguments.

    Raises TypeError for a class with fields that are not given, or with work of its own after them.
    """
    if not isinstance(cls, type) or not is_dataclass(cls):
        raise TypeError(f"{cls} cannot be made so: no dataclass")
    asked = fields(cls)
    if (
        hasattr(cls, "__post_init__")
        or not all(each.init and each.kw_only for each in asked)
        or "__slots__" not in vars(cls)
    ):
        raise TypeError(f"{cls.__name__} cannot be made so")

    def close(made: Any) -> None:
        made.__class__ = cls

    given = [(each.name, Any, _as_given(each)) for each in asked]
    setting = make_dataclass(cls.__name__, given, kw_only=True, namespace={"__post_init__": close})
    # A subclass of the same shape, so that to turn its values into those of the class compares no names of slots.
    shape = {
        "__slots__": (),
        "__init__": vars(setting)["__init__"],
        "__post_init__": close,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    opened: Callable[P, Made] = type(cls.__name__, (cls,), shape)
    return opened


def _as_given(each: Field[Any]) -> Any:
    """Return a field that is left out as that of the frozen class is."""
    if each.default is not MISSING:
        return field(default=each.default)
    return field() if each.default_factory is MISSING else field(default_factory=each.default_factory)
