"""Which of the registers (台账) of a procedure a matter stands in: all of them, or the one kept apart for it."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Call, Ref, evaluate, walk
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.model import Procedure, Register
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.view import View


def check_books(registers: Sequence[Register]) -> None:
    """Raise PackError where ``apart`` asks for more than the facts of a matter, or leaves matters without a register.

    A matter's register must follow from its facts alone, on any day: lists are kept by it.
    """
    for register in registers:
        if register.apart is not None and any(
            isinstance(node, Call) or (isinstance(node, Ref) and node.owner != "subject")
            for node in walk(register.apart)
        ):
            raise PackError(
                "单列台账的条件只能看立项事实", where=f"register[{register.id}].apart", hint="只写 subject.x"
            )
    if registers and all(register.apart is not None for register in registers):
        raise PackError("台账都是单列的，其余事项没有台账", where="register", hint="留一本不写 apart 的台账")


def is_parted(procedure: Procedure) -> bool:
    """Say whether the procedure keeps some of its matters in a register of their own."""
    return any(register.apart is not None for register in procedure.registers)


def book_of(procedure: Procedure, state: State, clocks: Clocks) -> str:
    """Return the id of the register that is kept apart for a matter; empty where it stands in all the others.

    Of several that hold, the first; what is unknown is not apart.
    """
    view = View(procedure, state, clocks, loose=True, taken=True)
    held = (one for one in procedure.registers if one.apart is not None and evaluate(one.apart, view) is True)
    return next((one.id for one in held), "")


def holds(register: Register, book: str) -> bool:
    """Say whether a register lists the matters of a book: one kept apart its own, any other the rest."""
    return book == (register.id if register.apart is not None else "")
