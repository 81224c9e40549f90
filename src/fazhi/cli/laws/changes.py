"""What changed in a law: a new wording in force, a repeal, or a wording that was imported here and is newer than both.

From the catalogue alone; which article became which is said only where both texts were at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from fazhi.kernel.citations.fingerprint import ENOUGH, best, sketch
from fazhi.kernel.citations.index import Edition, Entry, LawIndex
from fazhi.kernel.citations.names import name_key
from fazhi.kernel.lint.validity import place_cn
from fazhi.packs.laws.compiled import article_maps


class Kind(StrEnum):
    """What happened to the law."""

    REVISED = "修订"
    REPEALED = "废止"
    KEPT = "收存"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one law. ``day`` is that from which it holds; ``since`` the editions before it, oldest first.

    ``moves`` maps an article of the last edition before it to what it became (``""``: nowhere); ``None`` where nobody
    compared the two texts.
    """

    title: str
    kind: Kind
    day: date
    since: tuple[Edition, ...]
    edition: Edition | None = None
    successor: str | None = None
    sure: bool = True
    moves: Mapping[str, str] | None = None

    @property
    def id(self) -> str:
        """Return the name of the change: the key of the title and the day."""
        return f"{name_key(self.title)}@{self.day.isoformat()}"

    @property
    def cn(self) -> str:
        """Return what happened, in words."""
        day = self.day.isoformat()
        if self.kind is Kind.REPEALED:
            instead = f"，由《{self.successor}》取代" if self.successor else ""
            return f"自{day}起失效{instead}" if self.sure else f"{day}前已失效，失效日不明{instead}"
        if self.kind is Kind.KEPT:
            return f"本机收存了{day}起施行的文本，目录还没有"
        adopted = f"{self.edition.adopted.year}年" if self.edition and self.edition.adopted else ""
        return f"{adopted}文本自{day}起施行"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """A text in the store of this site as far as the radar needs it; its articles are asked for where it is newer."""

    title: str
    adopted: date | None
    effective: date | None
    articles: Callable[[], Mapping[str, str]]


def changes_of(entry: Entry) -> Iterator[Change]:
    """Yield the changes of one law, oldest first; its first edition is none."""
    maps = article_maps().get(entry.title, {})
    for at, (before, after) in enumerate(pairwise(entry.editions), 1):
        if after.start is not None:
            yield Change(
                title=entry.title,
                kind=Kind.REVISED,
                day=after.start,
                since=entry.editions[:at],
                edition=after,
                sure=after.effective_sure,
                moves=_read(maps.get(f"{before.key}>{after.key}")),
            )
    for at, edition in enumerate(entry.editions, 1):
        if edition.repealed is not None:
            yield Change(
                title=entry.title,
                kind=Kind.REPEALED,
                day=edition.repealed,
                since=entry.editions[:at],
                successor=edition.successor,
                sure=edition.repealed_sure,
            )


def kept_changes(index: LawIndex, texts: Iterable[KeptText]) -> Iterator[Change]:
    """Yield a change for each kept text that is newer than every edition the catalogue knows of its title."""
    for text in texts:
        entry, day = index.find(text.title), text.effective or text.adopted
        if entry is None or day is None or not entry.editions:
            continue
        last = entry.editions[-1]
        newest = max((each for each in (last.adopted, last.effective) if each is not None), default=None)
        if newest is not None and (text.adopted or day) > newest:
            moves = _compared(tuple(sorted(text.articles().items())), tuple(_sketches(index, entry, last)))
            yield Change(
                title=entry.title, kind=Kind.KEPT, day=day, since=entry.editions, moves=moves if moves else None
            )  # fmt: skip


def _sketches(index: LawIndex, entry: Entry, edition: Edition) -> Iterator[tuple[str, tuple[int, ...]]]:
    for place, hashes in index.sketches(entry).get(edition.key, {}).items():
        yield place, tuple(hashes)


@lru_cache(maxsize=64)
def _compared(new: tuple[tuple[str, str], ...], old: tuple[tuple[str, tuple[int, ...]], ...]) -> Mapping[str, str]:
    later = {place: sketch(words) for place, words in new}
    moves = {}
    for place, hashes in old:
        became = best(hashes, later)
        moves[place] = became[0] if became and became[1] >= ENOUGH else ""
    return moves


def all_changes(index: LawIndex, since: date, until: date, texts: Iterable[KeptText] = ()) -> list[Change]:
    """Return every change from ``since`` to ``until`` inclusive, newest first."""
    found = [change for entry in index for change in changes_of(entry) if since <= change.day <= until]
    found += [change for change in kept_changes(index, texts) if since <= change.day <= until]
    return sorted(found, key=lambda change: (change.day, change.title), reverse=True)


def horizon(today: date) -> tuple[date, date]:
    """Return from when to when changes are listed unless others are asked for: three years back, a year ahead."""
    return today - timedelta(days=3 * 365), today + timedelta(days=365)


def affects(change: Change, *, written: date | None, version: str | None = None) -> bool:
    """Say whether what was written on that day (or names the edition of a year) speaks of the law before the change.

    What bears no day at all is listed: somebody has to look. A law that is gone is wrong to cite on any day.
    """
    if change.kind is Kind.REPEALED:
        return True
    if version is not None and change.edition is not None and change.edition.adopted is not None:
        return version[:4] < str(change.edition.adopted.year)
    return written is None or written < change.day


def said_of(
    change: Change,
    article: int | None,
    suffix: int | None = None,
    *,
    written: date | None = None,
    version: str | None = None,
) -> str:
    """Return what the change did to an article, in words; of a whole law, what happened to it.

    ``written`` and ``version`` say which wording was meant: the map of articles speaks of the last one before only.
    """
    if change.kind is Kind.REPEALED:
        return change.cn
    if article is None:
        return f"{change.cn}；引用没有写条号，请核对内容"
    if not _last_before(change, written, version):
        return f"{change.cn}；引用的是更早的文本，条号请人工对照"
    place = f"{article}_{suffix}" if suffix else str(article)
    if change.moves is None:
        return f"{change.cn}；没有两个文本可对照，请查新文本"
    became = change.moves.get(place, place)
    if not became:
        return f"{change.cn}；新文本中没有这一条的内容"
    if became != place:
        number, _, part = became.partition("_")
        return f"{change.cn}；这一条现为{place_cn(int(number), int(part) if part else None)}"
    return f"{change.cn}；条号未变，请核对内容"


def _last_before(change: Change, written: date | None, version: str | None) -> bool:
    last = change.since[-1]
    if version is not None:
        return last.adopted is not None and version[:4] == str(last.adopted.year)
    return written is None or last.start is None or last.start <= written


def keys_of(entry: Entry | None, title: str) -> Sequence[str]:
    """Return the keys under which citations of a law may have been kept: its title and its short names."""
    names = (title,) if entry is None else (entry.title, entry.bare, *entry.short)
    return sorted({name_key(name) for name in names})


def _read(moves: str | None) -> Mapping[str, str] | None:
    return None if moves is None else dict(move.split(">") for move in moves.split())
