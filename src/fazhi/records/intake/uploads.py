"""Uploads on the web are held in memory until they have been looked at: Django's own handler would write to disk.

Settings: ``FILE_UPLOAD_HANDLERS = ["fazhi.records.intake.uploads.HeldInMemory"]``. A request that announces too much,
or a file that grows too large, is cut off at once; ``request.upload_refused`` then holds the reason, and the fields
that came before the file are kept. Up to ``DRAIN`` the rest of the request is read and thrown away instead, so that
what was typed after the file is kept too, and the browser gets its answer instead of a broken connection.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from fazhi.records.evidence import LIMIT, too_large
from fazhi.records.intake.names import clean

WHOLE = LIMIT + 50 * 1024 * 1024
"""Largest request in bytes: one file of the largest size, or several smaller ones."""

DRAIN = 4 * 1024 * 1024 * 1024
"""Largest request in bytes that is read to its end, nothing of it kept, for the sake of the answers in it."""


class HeldInMemory(FileUploadHandler):
    """Keeps each file in memory, never beyond LIMIT, and refuses before reading where the size is announced."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._held = io.BytesIO()
        self._too_much: int | None = None
        self._announced = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        """Note an announced length beyond what any form of ours may carry."""
        self._announced = content_length
        if content_length > WHOLE:
            self._too_much = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; a request that announced too much ends here, unread."""
        super().new_file(*args, **kwargs)
        self._held = io.BytesIO()
        if self._too_much is not None:
            self._refuse(self._too_much)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a chunk."""
        if self._held.tell() + len(raw_data) > LIMIT:
            self._refuse(None)
        self._held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the whole file, still in memory."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            file=self._held,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def _refuse(self, size: int | None) -> None:
        self._held = io.BytesIO()
        if self.request is not None:
            self.request.upload_refused = too_large(clean(self.file_name or ""), size)
        if self._announced <= DRAIN:
            raise SkipFile
        raise StopUpload(connection_reset=True)
