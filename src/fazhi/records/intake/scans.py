"""Several photographs or scanned pages made into one PDF, in memory, in the order they were given.

A JPEG goes in byte for byte: what the camera wrote is what the file keeps. Everything else is unfolded and packed
without loss. Pages are A4, upright or lying as the picture is; the turn a camera noted is made in the page.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from fazhi.kernel.errors import FazhiError

KINDS: Final = frozenset({"jpg", "png"})
"""Kinds that can become pages. HEIC cannot be read here; it is kept as the file it is."""

PIXELS: Final = 80_000_000
"""Largest picture that is unfolded, in pixels."""

_A4: Final = (595, 842)
_MARGIN: Final = 18
"""Points."""

_TURNS: Final = {3: 180, 6: 90, 8: 270}
"""Degrees clockwise for what a camera notes as the orientation (EXIF 0x0112); mirrored ones are not made by cameras."""

_SPACES: Final = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}


class Unreadable(FazhiError):
    """A picture that cannot be made into a page; it can still be kept as it is."""

    code = "F253"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A picture as a PDF holds it."""

    width: int
    height: int
    space: str
    filter: str
    data: bytes
    turn: int
    inverted: bool = False


def merged(pictures: Sequence[bytes]) -> bytes:
    """Return one PDF with a page for each picture. Raises Unreadable for one that is damaged or too large."""
    pages = [_page(body) for body in pictures]
    objects: list[bytes] = []
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for number, page in enumerate(pages):
        objects += _objects(page, 3 + 3 * number)
    return _written(objects)


def _page(body: bytes) -> _Page:
    try:
        with Image.open(io.BytesIO(body)) as picture:
            if picture.width * picture.height > PIXELS:
                raise Unreadable(
                    f"图片有 {picture.width}×{picture.height} 点，过大", hint="请降低扫描分辨率（300 dpi 即可）"
                )
            turn = _TURNS.get(picture.getexif().get(0x0112, 1), 0)
            if picture.format == "JPEG" and picture.mode in _SPACES:
                picture.verify()
                return _Page(
                    width=picture.width,
                    height=picture.height,
                    space=_SPACES[picture.mode],
                    filter="/DCTDecode",
                    data=body,
                    turn=turn,
                    # Four-colour JPEGs come from Adobe programs, which write them inverted.
                    inverted=picture.mode == "CMYK",
                )
            plain = _on_paper(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable("图片损坏，读不出来", hint="请重新拍照或扫描") from error
    return _Page(
        width=plain.width,
        height=plain.height,
        space=_SPACES[plain.mode],
        filter="/FlateDecode",
        data=zlib.compress(plain.tobytes(), 6),
        turn=turn,
    )


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return a picture in grey or colour; what was transparent shows the paper."""
    if picture.mode in {"1", "L", "I", "I;16"}:
        return picture.convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    return picture.convert("RGB")


def _objects(page: _Page, first: int) -> tuple[bytes, bytes, bytes]:
    """Return page, drawing and picture, numbered from ``first``."""
    lying = (page.width > page.height) != (page.turn in {90, 270})
    width, height = (_A4[1], _A4[0]) if lying else _A4
    # The page is laid out as the picture is stored; /Rotate turns it for the eye.
    box = (height, width) if page.turn in {90, 270} else (width, height)
    scale = min((box[0] - 2 * _MARGIN) / page.width, (box[1] - 2 * _MARGIN) / page.height)
    wide, high = page.width * scale, page.height * scale
    left, low = (box[0] - wide) / 2, (box[1] - high) / 2
    drawing = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm /P Do Q".encode()
    decode = " /Decode [1 0 1 0 1 0 1 0]" if page.inverted else ""
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace {page.space}"
        f" /BitsPerComponent 8 /Filter {page.filter}{decode} /Length {len(page.data)} >>"
    )
    return (
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box[0]} {box[1]}] /Rotate {page.turn}"
            f" /Contents {first + 1} 0 R /Resources << /XObject << /P {first + 2} 0 R >> >> >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        head.encode() + b"\nstream\n" + page.data + b"\nendstream",
    )


def _written(objects: Sequence[bytes]) -> bytes:
    """Return the file: objects, table of places, trailer. The same pictures give the same bytes."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()
