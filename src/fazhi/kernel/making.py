"""Making frozen values quickly, where an act makes them.

A frozen dataclass sets each of its fields past its own ban on setting, one call for each: of an act that was a
twentieth. What ``maker`` returns makes an open value of the same shape, sets its fields plainly and turns it into the
frozen one before anybody has it. What comes back is of that class in every respect.

It is a function written out for the fields of the class, not a class: to call a class, Python 3.11 first puts all that
is given into a mapping, which took as long as setting it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from types import CodeType, FunctionType
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
    # A subclass of the same shape, so that to turn its values into those of the class compares no names of slots.
    shape = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    opened = type(cls.__name__, (cls,), shape)
    makes = {each.name: each.default_factory for each in asked if each.default_factory is not MISSING}
    # No name of a field is as long as these, so none is in the way.
    own = "_" * (1 + max((len(each.name) for each in asked), default=0))
    made, new, open_, closed, missing = (f"{own}{word}" for word in ("made", "new", "open", "closed", "missing"))
    setting = [
        f" {made}.{name} = {own}{name}() if {name} is {missing} else {name}"
        if name in makes
        else f" {made}.{name} = {name}"
        for name in (each.name for each in asked)
    ]
    head = f"def make({'*, ' if asked else ''}{', '.join(each.name for each in asked)}):"
    words = [head, f" {made} = {new}({open_})", *setting, f" {made}.__class__ = {closed}", f" return {made}"]
    module = compile("\n".join(words), f"<maker of {cls.__name__}>", "exec")
    code = next(each for each in module.co_consts if isinstance(each, CodeType))
    known: dict[str, Any] = {new: object.__new__, open_: opened, closed: cls, missing: MISSING}
    make = FunctionType(code, known | {f"{own}{name}": factory for name, factory in makes.items()}, cls.__name__)
    make.__kwdefaults__ = {
        each.name: MISSING if each.name in makes else each.default
        for each in asked
        if each.name in makes or each.default is not MISSING
    }
    make.__qualname__ = cls.__qualname__
    found: Callable[P, Made] = make
    return found
