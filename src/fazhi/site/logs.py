"""Where what went wrong is written: the console that started the program, and ``logs/errors.log`` in the site's folder.

The page that says 已写入运行日志 relies on it. Django itself writes errors of requests nowhere unless it is told to.
"""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

FILE: Final = Path("logs") / "errors.log"
_BYTES: Final = 2 * 1024 * 1024


class OwnersFile(RotatingFileHandler):
    """A log that only its owner reads, in a folder made at the first line; two older ones are kept."""

    def __init__(self, path: str) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=2, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(self.baseFilename, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


class Unwatched(logging.Filter):
    """Lets nothing through about an answer to a survey but what broke: who reads the log learns no minute of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line of Django's is written."""
        request = getattr(record, "request", None)
        return record.levelno >= logging.ERROR or getattr(request, "path", "") != "/fill/"


def logging_of(home: Path) -> dict[str, Any]:
    """Return Django's LOGGING for a site: warnings to the console, errors also to the file."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "level": logging.WARNING},
            "file": {
                "()": "fazhi.site.logs.OwnersFile",
                "path": str(home / FILE),
                "formatter": "line",
                "level": logging.ERROR,
            },
        },
        "filters": {"unwatched": {"()": "fazhi.site.logs.Unwatched"}},
        "loggers": {
            "django": {"handlers": ["console", "file"], "level": "WARNING", "propagate": False},
            "django.request": {"filters": ["unwatched"]},
        },
        "root": {"handlers": ["file"], "level": "WARNING"},
    }
