"""The catalogue of instruments: every name resolves to one instrument, every reference to one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fazhi.kernel.citations.basis import Mark
from fazhi.kernel.citations.instrument import Instrument, Version
from fazhi.kernel.citations.numerals import number_cn
from fazhi.kernel.citations.reference import LawRef
from fazhi.kernel.errors import CitationError, PackError


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A reference found: the instrument, the version, and ``ref`` with the full title and the version filled in.

    ``certain`` says that the catalogue knows the version's articles and read them in the text; where it is false an
    article cannot be verified and must not be printed.
    """

    instrument: Instrument
    version: Version
    ref: LawRef

    @property
    def certain(self) -> bool:
        return self.version.articles is not None and self.version.mark is Mark.READ


class Catalogue:
    """Instruments by every name they are cited by. Immutable after construction.

    Raises PackError when a name belongs to two instruments or a successor is not in the catalogue.
    """

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._instruments = tuple(instruments)
        self._by_name: dict[str, Instrument] = {}
        for instrument in self._instruments:
            for name in instrument.names:
                taken = self._by_name.setdefault(name, instrument)
                if taken is not instrument:
                    hint = f"《{taken.title}》已用此名"
                    raise PackError(f"名称“{name}”属于两件文件", where=f"《{instrument.title}》.short", hint=hint)
        titles = {instrument.title for instrument in self._instruments}
        for instrument in self._instruments:
            if instrument.successor is not None and instrument.successor not in titles:
                hint = "把继任文件收进目录，或改用它的全称"
                where = f"《{instrument.title}》.successor"
                raise PackError(f"目录中没有继任文件“{instrument.successor}”", where=where, hint=hint)

    @classmethod
    def from_dicts(cls, tables: Iterable[tuple[str, Mapping[str, object]]]) -> Catalogue:
        """Return the catalogue of the declared tables, each with the words that name its place (file, table)."""
        return cls(Instrument.from_dict(table, where=where) for where, table in tables)

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._instruments)

    def __len__(self) -> int:
        return len(self._instruments)

    def find(self, name: str) -> Instrument | None:
        """Return the instrument with that full title, title without 中华人民共和国, or short title; else ``None``."""
        return self._by_name.get(name)

    def in_force(self, name: str, on: date) -> Version | None:
        """Return the version of the instrument that applies on that day; ``None`` when none is known to.

        Raises CitationError ``unknown_title``.
        """
        return self._instrument(name).in_force(on)

    def resolve(self, ref: LawRef) -> Resolved:
        """Return what the reference names; without a version, the newest one of the catalogue.

        Raises CitationError with code ``unknown_title``, ``unknown_version`` or ``article_out_of_range``. An article of
        a version whose articles are not known is not refused here: see ``Resolved.certain``.
        """
        instrument = self._instrument(ref.title)
        version = instrument.versions[-1] if ref.version is None else instrument.version(ref.version)
        if version is None:
            known = "、".join(each.id for each in instrument.versions)
            raise CitationError(
                f"目录中没有《{instrument.title}》的 {ref.version} 年版本",
                code="unknown_version",
                where=str(ref),
                hint=f"目录中的版本：{known}",
            )
        if ref.article is not None and version.has_article(ref.article, ref.suffix) is False:
            place = f"第{number_cn(ref.article)}条" + (f"之{number_cn(ref.suffix)}" if ref.suffix else "")
            raise CitationError(
                f"《{instrument.title}》（{version.id}）没有{place}",
                code="article_out_of_range",
                where=str(ref),
                hint=f"该版本共 {version.articles} 条，请核对条号和版本",
            )
        return Resolved(
            instrument=instrument, version=version, ref=replace(ref, title=instrument.title, version=version.id)
        )

    def _instrument(self, name: str) -> Instrument:
        instrument = self._by_name.get(name)
        if instrument is None:
            hint = "核对标题；确有此文件的，先把它收进目录（packs/laws）"
            raise CitationError(f"目录中没有“{name}”", code="unknown_title", where=name, hint=hint)
        return instrument
