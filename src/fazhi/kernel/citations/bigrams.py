"""Words of Chinese text for a full-text index: every pair of neighbouring characters, Latin words and numbers whole.

Full-text engines split on white space, which Chinese does not have. Pairs find any phrase of two characters or more,
and nothing that only contains the same characters apart.
"""

from __future__ import annotations

import re

_WIDTH = str.maketrans({chr(0xFF01 + at): chr(0x21 + at) for at in range(94)})
_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9A-Za-z]+")


def plain(text: str) -> str:
    """Return the text as phrases are looked for in it: half-width, small letters."""
    return text.translate(_WIDTH).lower()


def tokens(text: str) -> list[list[str]]:
    """Return the tokens of each run of a text in order; a single character is a token of its own.

    >>> tokens("行政处罚，AI")
    [['行政', '政处', '处罚'], ['ai']]
    """
    found = []
    for run in _RUNS.findall(text.translate(_WIDTH)):
        if run[0] < "\u3400":
            found.append([run.lower()])
        else:
            found.append([run[at : at + 2] for at in range(len(run) - 1)] or [run])
    return found


def indexed(text: str) -> str:
    """Return the text as an index takes it: tokens between spaces."""
    return " ".join(" ".join(run) for run in tokens(text))


def phrases(words: str) -> list[str]:
    """Return the phrases a search asks for, each a run of tokens that must stand together; empty for no words."""
    return [" ".join(run) for run in tokens(words)]
