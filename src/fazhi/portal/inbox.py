"""Letters on their way to the desk: closed at once, numbered, written once, never read again here.

A letter lies in ``inbox`` until the desk (or whoever carries it there) takes it. What stays is a mark per number, from
which nothing can be learnt without the code, so that a citizen can be told it has arrived.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fazhi.formats.letters import close, lookup
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint.secrecy import secrecy_mark
from fazhi.portal.home import secret

WAITING: Final = 5000
"""Letters that may wait; more come from a machine or to an office that takes none."""
LETTERS: Final = 6
"""Letters an hour from one address."""
LOOKS: Final = 40
"""Questions for a progress an hour from one address."""
CODE: Final = 12


class NotTaken(FazhiError):
    """A letter that is not taken: too many, too long, or one that may not be sent this way."""

    code = "F283"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the sender is told: number and code, and when it was taken."""

    number: str
    code: str
    sent: str

    @property
    def grouped(self) -> str:
        """The code in groups of four, as it is read out."""
        return " ".join(self.code[at : at + 4] for at in range(0, CODE, 4))


def send(home: Path, content: Mapping[str, object], *, token: str, address: str, now: datetime, key: str) -> Receipt:
    """Close a letter to the desk and return its receipt; the same ``token`` again gives the same receipt.

    Raises NotTaken; then nothing was written.
    """
    marks = home / "inbox" / ".marks"
    marks.mkdir(mode=0o700, exist_ok=True)
    known = marks / f"t-{hashlib.sha256(token.encode()).hexdigest()}"
    if known.exists():
        return _again(home, known, token)
    if mark := secrecy_mark(json.dumps(content, ensure_ascii=False)):
        raise NotTaken(f"内容带有“{mark}”字样，没有接收", hint="涉密内容不得在网上提交，请按保密规定线下办理")
    if sum(1 for path in (home / "inbox").iterdir() if path.suffix == ".letter") >= WAITING:
        raise NotTaken("收件箱已满，没有接收", hint="请打电话或者到窗口提出，内容仍在本页")
    limited(home, address, now, "letter", LETTERS)
    code = _code(home, token)
    number = _number(marks, now, code)
    receipt = Receipt(number=number, code=code, sent=now.isoformat())
    plain = json.dumps({"v": 1, **content, "number": number, "code": code, "sent": receipt.sent}, ensure_ascii=False)
    letter = close(bytes.fromhex(key), plain.encode(), number, secrets.token_bytes(32))
    draft = home / "inbox" / f".{number}.draft"
    _write(draft, letter)
    try:
        _exclusive(known, json.dumps({"number": number, "sent": receipt.sent}).encode())
    except FileExistsError:  # the same form, sent twice at once: the other one counts
        draft.unlink()
        (marks / f"n-{number}").unlink()
        return _again(home, known, token)
    draft.replace(home / "inbox" / f"{number}.letter")
    return receipt


def _again(home: Path, known: Path, token: str) -> Receipt:
    said = json.loads(known.read_text(encoding="utf-8"))
    draft = home / "inbox" / f".{said['number']}.draft"
    if draft.exists():  # the process ended between the two last steps
        draft.replace(home / "inbox" / f"{said['number']}.letter")
    return Receipt(number=said["number"], code=_code(home, token), sent=said["sent"])


def arrived(home: Path, number: str, code: str) -> str:
    """Return when a letter was taken (ISO), empty where there is none of this number and code."""
    path = home / "inbox" / ".marks" / f"n-{number}"
    if not _is_number(number) or not path.exists():
        return ""
    said = json.loads(path.read_text(encoding="utf-8"))
    return str(said["sent"]) if hmac.compare_digest(str(said["key"]), lookup(number, code)) else ""


def limited(home: Path, address: str, now: datetime, what: str, most: int) -> None:
    """Count one more from an address in this hour. Raises NotTaken beyond ``most``. The address itself is not kept."""
    rates = home / "inbox" / ".rates"
    rates.mkdir(mode=0o700, exist_ok=True)
    hour = now.strftime("%Y%m%d%H")
    for path in rates.iterdir():
        if not path.name.startswith(hour):
            path.unlink(missing_ok=True)
    who = hmac.new(secret(home), f"{hour}|{what}|{address}".encode(), "sha256").hexdigest()[:24]
    handle = os.open(rates / f"{hour}-{who}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, b".")
        count = os.fstat(handle).st_size
    finally:
        os.close(handle)
    if count > most:
        raise NotTaken("这一小时提交（查询）的次数太多，没有接收", hint="请过一小时再试，或者打电话、到窗口办理")


def _is_number(number: str) -> bool:
    day, _, rest = number.partition("-")
    return len(day) == 8 and day.isdecimal() and len(rest) == 6 and rest.isdecimal() and number.isascii()


def _number(marks: Path, now: datetime, code: str) -> str:
    """Return a number that nobody has, and leave the mark that it was given."""
    while True:
        number = f"{now:%Y%m%d}-{secrets.randbelow(10**6):06}"
        said = {"key": lookup(number, code), "sent": now.isoformat()}
        try:
            _exclusive(marks / f"n-{number}", json.dumps(said).encode())
        except FileExistsError:
            continue
        return number


def _code(home: Path, token: str) -> str:
    made = hmac.new(secret(home), f"code|{token}".encode(), "sha256").digest()
    return f"{int.from_bytes(made, 'big') % 10**CODE:0{CODE}}"


def _exclusive(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
