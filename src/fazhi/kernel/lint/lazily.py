"""Regular expressions that are compiled when they are first asked something.

The checker holds some three hundred of them and a short paper needs a few: compiling all of them at the start took
longer than everything else.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there yet: from then on the method stands here, as quick as that of the pattern.
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what answers as ``re.compile(pattern, flags)`` does. A pattern that is wrong says so at its first use."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
