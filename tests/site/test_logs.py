"""What went wrong is written where the page says: a traceback in the folder of the site, read by its owner only."""

from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path

from fazhi.site import settings
from fazhi.site.logs import FILE, OwnersFile, logging_of


def test_an_error_of_a_request_reaches_the_file_with_its_traceback(tmp_path: Path) -> None:
    handler = OwnersFile(str(tmp_path / FILE))
    assert not (tmp_path / FILE).exists(), "nothing is made before something went wrong"
    logger = logging.Logger("django.request")
    logger.addHandler(handler)
    try:
        raise ZeroDivisionError("除数为零")
    except ZeroDivisionError:
        logger.error("Internal Server Error: %s", "/m/1/", exc_info=sys.exc_info())
    handler.close()
    written = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "/m/1/" in written and "Traceback" in written and "除数为零" in written
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_the_site_sends_errors_of_requests_there() -> None:
    told = logging_of(settings.FAZHI_HOME)
    assert told == settings.LOGGING
    assert told["loggers"]["django"]["handlers"] == ["console", "file"]
    assert told["handlers"]["file"]["path"] == str(settings.FAZHI_HOME / FILE)
    assert logging.getLogger("django.request").parent is logging.getLogger("django")
    assert any(isinstance(item, OwnersFile) for item in logging.getLogger("django").handlers)
