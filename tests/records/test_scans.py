"""Several photographs become one PDF: in order, upright, the camera's bytes untouched, the bad ones named."""

from __future__ import annotations

import io
import re
import zlib

import pytest
from PIL import Image

from fazhi.records.intake import scans, text
from fazhi.records.intake.pages import pages_of


def photo(size: tuple[int, int] = (400, 300), *, turn: int = 1, mode: str = "RGB", format: str = "JPEG") -> bytes:
    picture = Image.new(mode, size, {"RGB": (200, 30, 30), "L": 90, "CMYK": (0, 200, 200, 30)}.get(mode, 0))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = turn
    picture.save(out, format, **({"exif": exif} if format == "JPEG" else {}))
    return out.getvalue()


def test_photographs_are_pages_in_their_order_and_their_bytes_are_untouched() -> None:
    first, second = photo((400, 300)), photo((300, 400), mode="L")
    made = scans.merged([first, second])
    assert pages_of(made, "pdf") == 2
    assert made.index(first) < made.index(second), "JPEGs go in byte for byte, in order"
    boxes = re.findall(rb"/MediaBox \[0 0 (\d+) (\d+)\]", made)
    assert boxes == [(b"842", b"595"), (b"595", b"842")], "a lying picture lies, a standing one stands"
    assert text.peek(made, "pdf").state == "image", "nobody looked for marks in it, and that is said"
    assert scans.merged([first, second]) == made


@pytest.mark.parametrize(("noted", "turn"), [(1, b"0"), (3, b"180"), (6, b"90"), (8, b"270")])
def test_the_turn_a_camera_noted_is_made(noted: int, turn: bytes) -> None:
    made = scans.merged([photo((400, 300), turn=noted)])
    assert re.findall(rb"/Rotate (\d+)", made) == [turn]


def test_what_was_transparent_shows_the_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")
    made = scans.merged([out.getvalue()])
    body = re.search(rb"/FlateDecode /Length (\d+) >>\nstream\n", made)
    assert body is not None
    plain = zlib.decompress(made[body.end() : body.end() + int(body[1])])
    assert plain == b"\xff" * 48


def test_a_four_colour_picture_is_not_shown_as_its_negative() -> None:
    assert b"/DeviceCMYK" in (made := scans.merged([photo(mode="CMYK")])) and b"/Decode [1 0 1 0 1 0 1 0]" in made


def test_the_table_of_places_is_right() -> None:
    made = scans.merged([photo(), photo(format="PNG")])
    table = int(made.rsplit(b"startxref", 1)[1].split()[0])
    places = [int(line[:10]) for line in made[table:].split(b"\n")[3:11]]
    assert [made[place:].split(b" ", 1)[0] for place in places] == [str(n).encode() for n in range(1, 9)]


@pytest.mark.parametrize(
    "body", [b"\xff\xd8\xff\xe0" + b"\x00" * 32, b"\x89PNG\r\n\x1a\n" + b"\x00" * 32, photo(format="PNG")[:90]]
)
def test_a_damaged_picture_is_named_and_not_made_a_page(body: bytes) -> None:
    with pytest.raises(scans.Unreadable) as caught:
        scans.merged([body])
    assert "图片" in caught.value.message and caught.value.hint


def test_a_picture_too_large_to_unfold_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(scans, "PIXELS", 1000)
    with pytest.raises(scans.Unreadable, match="过大"):
        scans.merged([photo((400, 300), format="PNG")])
