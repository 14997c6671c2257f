"""Contents in a folder: kept once, never changed, checked whenever they are read; and pictures of them."""

from __future__ import annotations

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import from_pillow

from handover_policy.archive.folder import FolderBlobs
from handover_policy.archive.pictures import THUMBNAIL, shown_as
from handover_policy.ports.blobs import BlobBroken, BlobMissing

CONTENT = b"\xff\xd8\xff photo"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def files_in(place: Path) -> list[Path]:
    return [each for each in place.rglob("*") if each.is_file()]


def test_content_is_kept_under_its_digest_and_nobody_may_write_it(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    kept = blobs.put("acme", BytesIO(CONTENT))
    assert (kept.sha256, kept.size) == (DIGEST, len(CONTENT))
    (file,) = files_in(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o444
    with blobs.open("acme", DIGEST) as opened:
        assert opened.read() == CONTENT


def test_the_same_content_is_kept_once_for_a_company_and_apart_for_another(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda _: blobs.put("acme", BytesIO(CONTENT)), range(16)))
    assert len(files_in(tmp_path)) == 1
    assert blobs.held("acme", [DIGEST, "0" * 64, "../x"]) == {DIGEST}
    assert blobs.held("other", [DIGEST]) == frozenset()
    with pytest.raises(BlobMissing):
        blobs.open("other", DIGEST)


@pytest.mark.parametrize("name", ["", "0" * 64, "../../etc/passwd", DIGEST.upper(), DIGEST[:63]])
def test_what_is_no_digest_finds_nothing(name: str, tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("acme", BytesIO(CONTENT))
    with pytest.raises(BlobMissing):
        blobs.open("acme", name)


def test_a_flipped_byte_is_found_and_mended_when_the_content_comes_again(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("acme", BytesIO(CONTENT))
    (file,) = files_in(tmp_path)
    file.chmod(0o600)
    file.write_bytes(CONTENT[:-1] + b"X")
    with pytest.raises(BlobBroken):
        blobs.open("acme", DIGEST)
    blobs.put("acme", BytesIO(CONTENT))
    blobs.open("acme", DIGEST).close()


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    class Breaking(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("gone")
            return super().read(min(4, size or 4))

    with pytest.raises(OSError, match="gone"):
        FolderBlobs(tmp_path).put("acme", Breaking(CONTENT))
    assert files_in(tmp_path) == []


def test_a_photo_is_shown_upright_and_without_the_place_where_it_was_taken() -> None:
    photo = Image.new("RGB", (900, 600), "red")
    exif = photo.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 0.0)})
    written = BytesIO()
    photo.save(written, "JPEG", exif=exif)
    assert b"Exif" in written.getvalue()
    shown = shown_as(written, THUMBNAIL)
    assert shown is not None
    with Image.open(BytesIO(shown)) as opened:
        assert (opened.format, opened.height, dict(opened.getexif())) == ("JPEG", THUMBNAIL, {})
    assert b"Exif" not in shown


def test_a_photo_as_phones_take_it_is_shown() -> None:
    written = BytesIO()
    from_pillow(Image.new("RGB", (64, 48), "blue")).save(written)
    assert (shown_as(written, THUMBNAIL) or b"").startswith(b"\xff\xd8\xff")


def test_what_is_no_picture_or_too_large_a_one_is_not_shown() -> None:
    huge = BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    assert shown_as(BytesIO(b"\xff\xd8\xff nothing"), THUMBNAIL) is None
    assert shown_as(huge, THUMBNAIL) is None


def test_what_one_can_see_through_lies_on_white_paper() -> None:
    written = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(shown_as(written, THUMBNAIL) or b"")) as opened:
        assert opened.getpixel((0, 0)) == (255, 255, 255)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    FolderBlobs(tmp_path / "blobs").put("acme", BytesIO(CONTENT))
    assert stat.S_IMODE((tmp_path / "blobs" / "acme").stat().st_mode) == 0o700
