"""What cannot be read."""

from __future__ import annotations

from fazhi.kernel.errors import FazhiError


class ReadError(FazhiError):
    """A file that cannot be read as a document: what is wrong with it and what to do."""

    code = "F200"
