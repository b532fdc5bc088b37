"""Pictures that people send, judged by their content and drawn anew: nothing of the file itself is ever served."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MEGABYTE = 1024 * 1024
MOST_BYTES = MEGABYTE
MOST_SIDE = 4000
SIDE = 512
CONTENT_TYPE = "image/webp"
FORMATS = ("PNG", "JPEG", "WEBP")
"""What is read; other readers of the library are never tried."""

_QUALITY = 90
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)
"""What the library raises where a file is broken."""


class BadPicture(ValueError):
    """The file is no picture that is taken here. `str(error)` is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP of at most `SIDE` pixels a side, without anything but its pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The same for the same content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def redrawn(data: bytes) -> Picture:
    """The picture in `data`, upright and made smaller where it is larger, transparent where it was.

    Raises BadPicture for too large a file, another format (whatever its name says), moving pictures, more than
    `MOST_SIDE` pixels a side, and for what cannot be read to its end. Sizes are judged before any pixel is unpacked.
    """
    if len(data) > MOST_BYTES:
        raise BadPicture(_("The file is larger than 1 MB. Make the picture smaller and choose it again."))
    if not data:
        raise BadPicture(_("The file is empty."))
    with _opened(data) as image:
        if max(image.size) > MOST_SIDE:
            raise BadPicture(_large(*image.size))
        if getattr(image, "is_animated", False):
            raise BadPicture(_("Moving pictures are not taken. Choose a still one."))
        lossless = image.format == "PNG"
        try:
            image.load()
            still = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
        except (*_DAMAGE, Image.DecompressionBombError) as error:
            raise BadPicture(_("The picture is damaged or breaks off. Save it anew and choose it again.")) from error
    still.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return _encoded(still, lossless=lossless)


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise BadPicture(
            _("The picture has far more than %(most)s pixels a side. Make it smaller.", most=MOST_SIDE)
        ) from error
    except UnidentifiedImageError as error:
        if b"<svg" in data[:2000].lower():
            raise BadPicture(_("SVG drawings are not taken, since they can carry programs. Save it as PNG.")) from error
        raise BadPicture(_("This is no PNG, JPEG or WebP picture, whatever its name says.")) from error
    except _DAMAGE as error:
        raise BadPicture(_("The picture is damaged or breaks off. Save it anew and choose it again.")) from error


def _large(width: int, height: int) -> str:
    return str(
        _(
            "The picture has %(width)s by %(height)s pixels; at most %(most)s a side are taken. Make it smaller.",
            width=width,
            height=height,
            most=MOST_SIDE,
        )
    )


def _encoded(image: Image.Image, *, lossless: bool) -> Picture:
    out = BytesIO()
    image.info.clear()  # profiles and remarks stay behind
    image.save(out, "WEBP", lossless=lossless, quality=_QUALITY, method=4, exact=False)
    return Picture(out.getvalue(), image.width, image.height)


@dataclass(frozen=True, slots=True)
class LogoChange:
    """What becomes of an organisation's logo: another `picture`, none any more, or only other words for it."""

    picture: Picture | None = None
    alt: str = ""
    is_removed: bool = False
