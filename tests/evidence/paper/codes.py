"""codes_in: what another reader than ours finds in the QR codes of a PDF, page by page."""

from __future__ import annotations

import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image


def codes_in(pdf: bytes, folder: Path) -> list[str]:
    """Return what the codes of a PDF say as poppler draws it."""
    file = folder / "drawn.pdf"
    file.write_bytes(pdf)
    drawn = ["pdftoppm", "-r", "150", "-gray", "-png", str(file), str(folder / "drawn")]
    subprocess.run(drawn, check=True)  # noqa: S603 - poppler, on what we wrote
    pages = sorted(folder.glob("drawn*.png"))
    return [each.text for page in pages for each in zxingcpp.read_barcodes(Image.open(page))]
