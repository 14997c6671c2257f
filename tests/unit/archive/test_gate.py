"""What the gate of the archive lets in: files that are what their names say, and do no harm."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from handover_policy.archive.gate import FileRefused, looked_at
from handover_policy.archive.kinds import FILE_KINDS, WANTED

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
PDF = b"%PDF-1.7\n%%EOF\n"


def picture(kind: str = "JPEG") -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 6), "red").save(written, kind)
    return written.getvalue()


def packed(*members: tuple[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return written.getvalue()


DOCX = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))
XLSX = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>"))
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(40)
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(40)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("照片.jpg", picture(), "jpg"),
        ("a.JPEG", picture(), "jpg"),
        ("a.png", picture("PNG"), "png"),
        ("a.jpg", picture("PNG"), "png"),
        ("a.jpg", HEIC, "heic"),
        ("a.heic", HEIC, "heic"),
        ("image", picture(), "jpg"),
        ("a.pdf", PDF, "pdf"),
        ("a.docx", DOCX, "docx"),
        ("a.xlsx", XLSX, "xlsx"),
        ("a.zip", packed(("x.txt", b"1")), "zip"),
        ("a.zip", packed(), "zip"),
        ("a.zip", DOCX, "zip"),
        ("a.mp4", MP4, "mp4"),
        ("a.txt", "客户清单\n".encode("gb18030"), "txt"),
        ("a.csv", "编号,姓名\n".encode("utf-8-sig"), "csv"),
        ("a.txt", "说明".encode("utf-16"), "txt"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, kind: str) -> None:
    opened = BytesIO(content)
    assert looked_at(opened, name, WANTED).name == kind
    assert opened.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.jpg", EXE, "mismatch"),
        ("a.jpg", PDF, "mismatch"),
        ("a.pdf", picture(), "mismatch"),
        ("a.txt", EXE, "mismatch"),
        ("a.txt", PDF, "mismatch"),
        ("a.docx", XLSX, "mismatch"),
        ("a.docx", packed(("x", b"1")), "mismatch"),
        ("a.exe", EXE, "not-wanted"),
        ("a.jpg.exe", picture(), "not-wanted"),
        ("a.svg", b"<svg/>", "not-wanted"),
        ("a.mov", b"\x00\x00\x00\x14ftypqt  " + bytes(40), "not-wanted"),
        ("image", EXE, "unknown"),
        ("image", b"text", "unknown"),
        ("a.jpg", picture("GIF"), "mismatch"),
        ("a.txt", b"", "empty"),
        ("a.zip", b"PK\x03\x04" + bytes(50), "broken"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        looked_at(BytesIO(content), name, WANTED)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "drawn",
    [
        b"<svg><script>alert(1)</script></svg>",
        b"<svg xmlns:s='x'><s:script/></svg>",
        b"<svg onload='x()'/>",
        b"<svg><a href='javascript:x'/></svg>",
        b"<svg><foreignObject/></svg>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>',
    ],
)
def test_a_drawing_with_script_is_refused_also_where_drawings_are_taken(drawn: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        looked_at(BytesIO(drawn), "a.svg", ("svg",))
    assert refused.value.code == "script"
    assert looked_at(BytesIO(b"<svg><path d='M0 0'/></svg>"), "a.svg", ("svg",)).name == "svg"


def test_what_would_swell_is_refused() -> None:
    swelling = packed(("a.bin", bytes(150 * 1024 * 1024)))
    nested = packed(("a.txt", b"1"))
    for _ in range(4):
        nested = packed(("inner.zip", nested))
    for content in (swelling, nested):
        with pytest.raises(FileRefused) as refused:
            looked_at(BytesIO(content), "a.zip", WANTED)
        assert refused.value.code == "bomb"


def test_a_list_too_long_to_be_read_is_refused_before_it_is_read() -> None:
    whole = packed(("a.txt", b"1"))
    end = whole.rindex(b"PK\x05\x06")
    long = whole[: end + 12] + (9 * 1024 * 1024).to_bytes(4, "little") + whole[end + 16 :]
    large = bytes(40) + (9 * 1024 * 1024).to_bytes(8, "little") + bytes(8) + b"PK\x06\x07" + bytes(16)
    for content in (long, whole[:end] + large + whole[end:]):
        with pytest.raises(FileRefused) as refused:
            looked_at(BytesIO(content), "a.zip", WANTED)
        assert refused.value.code == "bomb"


def test_no_two_kinds_share_an_ending() -> None:
    endings = [ending for each in FILE_KINDS.values() for ending in (each.name, *each.endings)]
    assert len(endings) == len(set(endings))
