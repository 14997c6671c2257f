"""What is no dossier, or one that somebody packed again: refused in words, without being unpacked."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from handover_policy.evidence.dossier.container import MOST_FILES, ContainerTooLarge, Member, ending
from handover_policy.evidence.dossier.opened import NoContainer
from tests.evidence.dossier.making import Made, wrong
from tests.evidence.dossier.packing import files_in


def with_zipfile(content: bytes, change: Callable[[zipfile.ZipFile], None], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a dossier as another program packs it again."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as out:
        for name, each in files_in(content).items():
            out.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 10, 0, 0)), each, method)
        change(out)
    return made.getvalue()


def link(out: zipfile.ZipFile) -> None:
    told = zipfile.ZipInfo("files/link")
    told.create_system, told.external_attr = 3, 0o120777 << 16
    out.writestr(told, "/etc/passwd")


def named(name: str) -> Callable[[zipfile.ZipFile], None]:
    return lambda out: out.writestr(zipfile.ZipInfo(name), "x")


def comment(out: zipfile.ZipFile) -> None:
    out.comment = b"hello"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (link, ("files/link", "link")),
        (named("../../etc/cron.d/x"), ("../../etc/cron.d/x", "name-unsafe")),
        (named("/etc/x"), ("/etc/x", "name-unsafe")),
        (named("a\\b"), ("a\\b", "name-unsafe")),
        (named("files/\u5ba2.txt"), ("files/\u5ba2.txt", "name-unsafe")),
        (comment, ("", "bytes-beside")),
    ],
    ids=["link", "parent", "root", "backslash", "chinese", "comment"],
)
def test_oddities_are_named(made: Made, change: Callable[[zipfile.ZipFile], None], expected: tuple[str, str]) -> None:
    assert expected in wrong(with_zipfile(made.content, change))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_named(made: Made) -> None:
    assert ("README.html", "name-twice") in wrong(with_zipfile(made.content, named("README.html")))


def test_what_was_packed_again_is_named_though_its_files_are_the_same(made: Made) -> None:
    codes = {code for _, code in wrong(with_zipfile(made.content, lambda _: None))}
    assert codes == {"header", "list"}
    deflated = with_zipfile(made.content, lambda _: None, zipfile.ZIP_DEFLATED)
    assert ("rows.jsonl", "compressed") in wrong(deflated)


def test_bytes_before_and_behind_are_named(made: Made) -> None:
    for content in (b"MZ" + made.content, made.content + b"\0", made.content + made.content[-22:]):
        assert "bytes-beside" in {code for _, code in wrong(content)}


def test_files_that_are_cut_off_or_none_are_refused(made: Made) -> None:
    for content in (b"", b"PK", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)):
        with pytest.raises(NoContainer, match="no-container"):
            wrong(content)
    with pytest.raises(NoContainer, match="cut-off"):
        wrong(made.content[:1000])
    for size in (len(made.content) // 2, len(made.content) - 1):
        assert wrong(made.content[:size])


def test_a_list_that_tells_of_more_than_there_is_is_not_believed(made: Made) -> None:
    end = struct.Struct("<4s4H2IH")
    told = end.unpack(made.content[-end.size :])
    body, (sign, _, _, count, _, length, at, _) = made.content[: -end.size], told
    for others in ((count + 1, length, at), (count, length - 1, at), (count, 2**31, at), (1, 2**20, at)):
        number, size, place = others
        altered = body + end.pack(sign, 0, 0, number, number, size, place, 0)
        assert ("", "list") in wrong(altered)


def test_ten_thousand_files_and_bombs_are_refused_before_they_are_read(made: Made) -> None:
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as out:
        for number in range(10_000):
            out.writestr(str(number), b"")
    with pytest.raises(NoContainer, match="too-many-files"):
        wrong(many.getvalue())
    with pytest.raises(ContainerTooLarge):
        ending([Member(str(each), 0, 0) for each in range(MOST_FILES + 1)])
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("rows.jsonl", bytes(50_000_000))
    assert ("rows.jsonl", "compressed") in wrong(bomb.getvalue())
    # Files that all lie on the same bytes: a thousand times what is there would be read.
    listed = [Member(f"a{each}", 0, len(made.content) - 100).listed(0) for each in range(500)]
    at = len(made.content)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, sum(map(len, listed)), at, 0)
    with pytest.raises(NoContainer, match="bytes-shared"):
        wrong(made.content + b"".join(listed) + end)
