"""shown_as: a picture as pages show it: as JPEG, upright, without anything that the camera wrote into it."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 120_000_000
QUALITY = 82
THUMBNAIL, SCREEN = 320, 2000
"""The longest side, in pixels, of a small and of a large picture."""


def shown_as(content: BinaryIO, longest: int) -> bytes | None:
    """Return a picture as JPEG whose longer side is not longer; None where it cannot be shown.

    The place where it was taken, the camera and everything else beside the picture itself is left behind.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - who shows no picture needs none
    from pillow_heif import register_heif_opener  # noqa: PLC0415 - the same

    register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(content) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                opened.draft("RGB", (longest, longest))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((longest, longest))
                plain = _on_paper(upright.convert("RGBA")) if _is_seen_through(upright) else upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return None
    written = BytesIO()
    plain.info.clear()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _is_seen_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _on_paper(picture: Image.Image) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - who shows no picture needs none

    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
