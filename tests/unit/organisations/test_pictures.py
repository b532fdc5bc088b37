from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from matchmaking.organisations.pictures import MOST_BYTES, BadPicture, redrawn


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def claims_to_be(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


MOVING: dict[str, Any] = {"save_all": True, "append_images": [Image.new("RGB", (9, 9), "red")]}
NOISE = Image.effect_noise((300, 300), 50)
NOT_TAKEN = "This is no PNG, JPEG or WebP picture"
DAMAGED = "The picture is damaged or breaks off."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (bytes(MOST_BYTES + 1), "The file is larger than 1 MB."),
        (b"<script>alert(1)</script>", NOT_TAKEN),
        (file_of(Image.new("RGB", (9, 9)), "GIF"), NOT_TAKEN),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG drawings are not taken"),
        (claims_to_be(60_000, 60_000), "The picture has far more than 4000 pixels a side."),
        (claims_to_be(10_000, 10_000), "The picture has 10000 by 10000 pixels"),
        (claims_to_be(4001, 1), "The picture has 4001 by 1 pixels"),
        (claims_to_be(3999, 3999), DAMAGED),
        (file_of(NOISE)[:20_000], DAMAGED),
        (file_of(NOISE, "JPEG")[:9_000], DAMAGED),
        (file_of(NOISE, "WEBP")[:3_000], DAMAGED),
        (file_of(Image.new("RGB", (9, 9)), **MOVING), "Moving pictures are not taken."),
        (file_of(Image.new("RGB", (9, 9)), "WEBP", **MOVING), "Moving pictures are not taken."),
    ],
    ids=range(14),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_fit_picture_gets_its_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadPicture) as caught:
        redrawn(data)

    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn_anew(mode: str) -> None:
    made = redrawn(file_of(Image.new(mode, (30, 20))))

    with Image.open(BytesIO(made.content)) as image:
        assert (image.format, image.size, (made.width, made.height)) == ("WEBP", (30, 20), (30, 20))


def test_a_large_picture_is_made_smaller_and_stays_transparent() -> None:
    image = Image.new("RGBA", (1600, 400), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 800, 400))

    made = redrawn(file_of(image))

    with Image.open(BytesIO(made.content)) as shown:
        pixels = shown.convert("RGBA")
        assert pixels.size == (512, 128)
        assert pixels.getpixel((10, 64)) == (200, 0, 0, 255)
        alpha = pixels.getpixel((500, 64))
        assert isinstance(alpha, tuple)
        assert alpha[3] == 0


def test_what_a_file_carries_besides_its_pixels_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x0112] = 6  # turned by a quarter

    made = redrawn(file_of(Image.new("RGB", (60, 20)), "JPEG", exif=exif, comment=b"a secret place"))

    assert b"secret" not in made.content
    assert (made.width, made.height) == (20, 60)
    with Image.open(BytesIO(made.content)) as shown:
        assert len(shown.getexif()) == 0


def test_the_digest_names_the_content() -> None:
    red, again, blue = (redrawn(file_of(Image.new("RGB", (9, 9), colour))) for colour in ("red", "red", "blue"))

    assert red.digest == again.digest != blue.digest


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP"]),
    places=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=5),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_damaged_file_is_drawn_or_refused_and_never_fails_otherwise(kind: str, places: list[tuple[int, int]]) -> None:
    data = bytearray(file_of(Image.effect_noise((40, 40), 50), kind))
    for place, value in places:
        data[place % len(data)] = value
    try:
        made = redrawn(bytes(data))
    except BadPicture:
        return
    assert max(made.width, made.height) <= 512
