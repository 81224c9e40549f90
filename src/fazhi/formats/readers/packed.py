"""Zip archives and XML from strangers: bounded before anything is unpacked, no entities, no network."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from lxml import etree

from fazhi.formats.errors import ReadError

__all__ = ["Element", "Packed", "parse_xml"]

Element = etree._Element

LARGEST_MEMBER: Final = 100 * 2**20
LARGEST_WHOLE: Final = 300 * 2**20
MOST_MEMBERS: Final = 5000
MOST_TIMES: Final = 200
"""A member may be so many times its packed size; honest XML stays below 60."""
_BOMB_FROM: Final = 2**20
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Packed:
    """A zip archive that was looked at and found harmless; its members are read one by one."""

    def __init__(self, data: bytes, what: str) -> None:
        """Open the archive. ReadError where it is broken, encrypted, or would unpack to more than it may."""
        self._what = what
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise self._broken() from error
        if len(members) > MOST_MEMBERS:
            raise self._bomb(f"里面有{len(members)}个文件")
        whole = 0
        for member in members:
            if member.flag_bits & 1:
                raise ReadError(f"{what}加了密，打不开", code="F208", hint="请去掉密码后再检查")
            whole += member.file_size
            times = member.file_size / max(member.compress_size, 1)
            if member.file_size > LARGEST_MEMBER or (member.file_size > _BOMB_FROM and times > MOST_TIMES):
                raise self._bomb(f"其中一个解开有{member.file_size / 2**20:.0f} MB")
        if whole > LARGEST_WHOLE:
            raise self._bomb(f"全部解开有{whole / 2**20:.0f} MB")
        self.names = frozenset(member.filename for member in members)

    def read(self, name: str) -> bytes:
        """Return a member unpacked; never more than its head says. ReadError where it is missing or damaged."""
        try:
            with self._zip.open(name) as member:
                data = member.read(LARGEST_MEMBER + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise self._broken() from error
        if len(data) > LARGEST_MEMBER:
            raise self._bomb("其中一个解开太大")
        return data

    def xml(self, name: str) -> Element:
        """Return the root of an XML member."""
        return parse_xml(self.read(name), self._what)

    def copy(self, changed: dict[str, bytes]) -> bytes:
        """Return the archive with members replaced or added and everything else as it was."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            written: set[str] = set()
            for member in self._zip.infolist():
                if member.filename in written:
                    continue
                written.add(member.filename)
                fresh = zipfile.ZipInfo(member.filename, member.date_time)
                fresh.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(fresh, changed.get(member.filename) or self.read(member.filename))
            for name in sorted(set(changed) - written):
                target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _broken(self) -> ReadError:
        return ReadError(f"{self._what}已损坏，打不开", code="F207", hint="请用Word或WPS打开后另存一份再检查")

    def _bomb(self, detail: str) -> ReadError:
        return ReadError(
            f"{self._what}{detail}，不像正常的公文，未检查", code="F209", hint="请核对文件来源，另存为新文件后再检查"
        )


def parse_xml(data: bytes, what: str) -> Element:
    """Return the root element. ReadError for XML that is broken or that declares entities of its own."""
    if _DOCTYPE.search(data[:4096]) or b"<!ENTITY" in data:
        raise ReadError(
            f"{what}里有外部实体声明，可能被人动过手脚，未检查", code="F210", hint="请核对来源，另存为新文件后再检查"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(f"{what}已损坏，打不开", code="F207", hint="请用Word或WPS打开后另存一份再检查") from error
