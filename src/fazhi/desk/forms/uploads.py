"""Files that come with a form: looked at, kept under their digest, and given back when the form is refused.

A browser does not send a chosen file twice. What was received before the form was refused is named in a signed token
beside its field, so that nobody has to choose it again; the token works for this account only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest

from fazhi.components import FileLine, Link, Refusal, State, Tag
from fazhi.desk.forms.values import Values
from fazhi.desk.refusals import reason
from fazhi.records import evidence
from fazhi.records.evidence import Attached, Received, SecrecyMark, UploadRefused
from fazhi.records.intake import scans

_SALT: Final = "fazhi.desk.upload"
_DAY: Final = 24 * 60 * 60

ACCEPT: Final = ".doc,.docx,.wps,.et,.xls,.xlsx,.pdf,.ofd,.jpg,.jpeg,.png,.heic,.tif,.tiff,.txt,.zip"
"""What the file chooser offers first; what is taken is decided by looking at the bytes."""

HELP: Final = f"{evidence.NO_SECRETS}。单个文件不超过 100 MB。"


@dataclass(slots=True)
class Uploads:
    """The files of a form by slot, the refusals by slot, and the tokens that keep what was received."""

    files: dict[str, list[Received]] = field(default_factory=dict)
    errors: dict[str, Refusal] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)

    def attached(self, slot: str, pages: str = "") -> tuple[Attached, ...]:
        """Return the files of a slot in their place."""
        return tuple(Attached(file=file, slot=slot, pages=pages[:64]) for file in self.files.get(slot, ()))

    def lines(self, slot: str) -> tuple[FileLine, ...]:
        """Return the files of a slot as the form lists them."""
        return tuple(
            FileLine(
                name=file.name,
                tag=Tag(state=State.CHECK, text=file.warning) if file.warning else Tag(state=State.DONE, text="已收"),
            )
            for file in self.files.get(slot, ())
        )


def control(slot: str) -> str:
    """Return the name of the file control of a slot."""
    return f"file-{slot}"


def receive(
    request: HttpRequest, values: Values, slots: Iterable[str], stub: str, *, merge: Collection[str] = ()
) -> Uploads:
    """Return what came in now and what an earlier, refused sending of this form had brought.

    Photographs that come in together in a slot of ``merge`` become one PDF, each first looked at on its own. ``stub``
    is the address where a marked file is registered as handled offline. Nothing of a refused file is kept.
    """
    found = Uploads()
    owner = str(request.user.pk)
    for slot in slots:
        for token in values.all(f"kept-{slot}"):
            _again(found, slot, token, owner)
        for upload in (
            _together(request.FILES.getlist(control(slot))) if slot in merge else request.FILES.getlist(control(slot))
        ):
            try:
                file = evidence.receive(upload, upload.name or "", declared=upload.size)
            except UploadRefused as error:
                moves = (Link(label="登记“涉密件，线下办理”", href=stub),) if isinstance(error, SecrecyMark) else ()
                found.errors[slot] = _refused(error, moves)
                continue
            _keep(found, slot, file, owner)
    cut = getattr(request, "upload_refused", None)
    if isinstance(cut, UploadRefused):
        found.errors[next(iter(slots), "file")] = _refused(cut, ())
    return found


def _together(uploads: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Return the uploads with the pictures among them as one PDF in the place of the first.

    A picture that would be refused, or that cannot be made into a page, stays itself: it is refused (or kept) as such.
    """
    pictures: list[tuple[UploadedFile, bytes]] = []
    for upload in uploads:
        body = upload.read()
        upload.seek(0)
        try:
            kind, _ = evidence.inspect(body, upload.name or "")
            if kind in scans.KINDS:
                scans.merged([body])
                pictures.append((upload, body))
        except (UploadRefused, scans.Unreadable):
            continue
    if len(pictures) < 2:
        return list(uploads)
    first = pictures[0][0]
    stem = (first.name or "扫描件").rpartition(".")[0] or "扫描件"
    one = SimpleUploadedFile(f"{stem}等{len(pictures)}张.pdf", scans.merged([body for _, body in pictures]))
    gone = {id(upload) for upload, _ in pictures}
    return [one if upload is first else upload for upload in uploads if upload is first or id(upload) not in gone]


def _refused(error: UploadRefused, moves: tuple[Link, ...]) -> Refusal:
    said = reason(error)
    return Refusal(text=said.text, brief=error.message, advice=said.advice + ("可先：" if moves else ""), moves=moves)


def _keep(found: Uploads, slot: str, file: Received, owner: str) -> None:
    if any(known.sm3 == file.sm3 for known in found.files.get(slot, ())):
        return
    found.files.setdefault(slot, []).append(file)
    data = [file.sm3, file.sha256, file.size, file.kind, file.name, file.marks, owner]
    found.tokens.setdefault(slot, []).append(signing.dumps(data, salt=_SALT, compress=True))


def _again(found: Uploads, slot: str, token: str, owner: str) -> None:
    """Take a file back by its token; a token that is old, foreign or forged is passed over."""
    try:
        sm3, sha256, size, kind, name, marks, whose = signing.loads(token, salt=_SALT, max_age=_DAY)
    except (signing.BadSignature, ValueError):
        return
    if whose != owner or not evidence.path_of(sm3).exists():
        return
    _keep(found, slot, Received(sm3=sm3, sha256=sha256, size=size, kind=kind, name=name, marks=marks), owner)


def kept_fields(tokens: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Return the hidden fields that keep received files in a form that comes back."""
    return tuple((f"kept-{slot}", token) for slot, many in tokens.items() for token in many)
