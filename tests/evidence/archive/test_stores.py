"""One suite over every way to keep contents: kept once, checked at every reading, broken and missing ones found."""

from __future__ import annotations

import hashlib
import secrets
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.filing.archive import Archive
from handover_policy.app.filing.holding import hold_files, release_files
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.content import ContentMoved, EncryptedBlobs, PlainBlobs
from handover_policy.archive.folder import FolderShelf
from handover_policy.archive.s3 import S3Failed, S3Place, S3Shelf
from handover_policy.archive.sealing import HEAD, PIECE, TAG
from handover_policy.archive.wrapping import WrappingKeys
from handover_policy.ledger.database import open_database
from handover_policy.ledger.files.holds import HeldThing
from handover_policy.ledger.tables import TABLES
from handover_policy.ports.blobs import BlobBroken, BlobMissing, BlobUnopened
from tests.evidence.archive.stores import (
    KEY,
    LOCKED,
    OLDER,
    KeysInMemory,
    Store,
    client_of,
    in_a_bucket,
    in_a_folder,
    s3_server,
    some_bytes,
)

ACME, OTHER = "acme", "other"
KINDS = ("folder", "folder-encrypted", "s3", "s3-encrypted")
SMALL, LARGE = b"a small file", some_bytes(9 * 1024 * 1024 + 7)
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE)


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Place]:
    with s3_server() as place:
        yield place


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    kind, _, encrypted = request.param.partition("-")
    if kind == "folder":
        return in_a_folder(tmp_path, encrypted=bool(encrypted))
    place: S3Place = request.getfixturevalue("bucket")
    return in_a_bucket(replace(place, prefix=secrets.token_hex(4)), encrypted=bool(encrypted))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(store: Store, content: bytes, company: str = ACME) -> bytes:
    with store.blobs.open(company, digest(content)) as opened:
        return opened.read()


def test_contents_of_every_size_come_back_and_lie_there_once(store: Store) -> None:
    contents = [LARGE, *(some_bytes(size) for size in SIZES)]
    for content in (*contents, *contents):
        kept = store.blobs.put(ACME, BytesIO(content))
        assert (kept.sha256, kept.size) == (digest(content), len(content))
    assert all(read(store, each) == each for each in contents)
    assert len(store.names()) == len(contents)
    known = [digest(each) for each in contents]
    assert list(store.blobs.strays(ACME, known)) == []
    assert [each[:64] for each in store.blobs.strays(ACME, known[1:])] == known[:1]
    with store.blobs.open(ACME, digest(LARGE)) as opened:
        assert opened.seek(-5, 2) == len(LARGE) - 5
        assert opened.read() == LARGE[-5:]
        opened.seek(PIECE - 3)
        assert opened.read(7) == LARGE[PIECE - 3 : PIECE + 4]


def test_another_company_has_none_of_it_and_what_is_no_digest_is_nothing(store: Store) -> None:
    store.blobs.put(ACME, BytesIO(SMALL))
    names = [digest(SMALL), "0" * 64, "../../etc/passwd", "", digest(SMALL).upper()]
    assert store.blobs.held(ACME, names) == {digest(SMALL)}
    assert store.blobs.held(OTHER, names) == frozenset()
    for company, name in ((OTHER, digest(SMALL)), *((ACME, each) for each in names[1:])):
        with pytest.raises(BlobMissing):
            store.blobs.open(company, name)


def test_many_at_one_moment_keep_one(store: Store) -> None:
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda _: store.blobs.put(ACME, BytesIO(SMALL)), range(8)))
    assert read(store, SMALL) == SMALL
    assert len(store.names()) == 1


def test_what_was_altered_cut_or_taken_away_is_found_and_mended_when_it_comes_again(store: Store) -> None:
    content = some_bytes(2 * PIECE + 10)
    store.blobs.put(ACME, BytesIO(content))
    (name,) = store.names()
    whole = store.read(name)
    for broken in (
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole[:-1],
        whole[: PIECE + TAG + len(HEAD)],
        b"",
        whole + b"x",
    ):
        store.write(name, broken)
        with pytest.raises(BlobBroken):
            store.blobs.open(ACME, digest(content))
    store.blobs.put(ACME, BytesIO(content))
    assert read(store, content) == content
    (name,) = store.names()
    store.write(name, None)
    assert store.blobs.held(ACME, [digest(content)]) == frozenset()
    with pytest.raises(BlobMissing):
        store.blobs.open(ACME, digest(content))
    store.blobs.put(ACME, BytesIO(content))
    assert read(store, content) == content


def test_what_is_removed_is_gone_and_may_come_again(store: Store) -> None:
    store.blobs.put(ACME, BytesIO(SMALL))
    for _ in range(2):
        store.blobs.remove(ACME, digest(SMALL))
    assert store.names() == []
    store.blobs.put(ACME, BytesIO(SMALL))
    assert read(store, SMALL) == SMALL


def test_a_file_that_is_written_to_while_it_is_read_is_not_kept(store: Store) -> None:
    class Moving(BytesIO):
        def seek(self, place: int, whence: int = 0) -> int:
            self.getbuffer()[:1] = b"X"
            return super().seek(place, whence)

    for content in (SMALL, LARGE):
        with pytest.raises(ContentMoved):
            store.blobs.put(ACME, Moving(content))
    assert store.names() == []


def test_pieces_that_are_swapped_or_of_another_file_are_found(tmp_path: Path) -> None:
    store = in_a_folder(tmp_path, encrypted=True)
    content, other = some_bytes(3 * PIECE), some_bytes(3 * PIECE)
    for each in (content, other):
        store.blobs.put(ACME, BytesIO(each))
    names = {each.partition(".")[0]: each for each in store.names()}
    whole, foreign = store.read(names[digest(content)]), store.read(names[digest(other)])
    assert content[:64] not in whole
    head, sealed = len(HEAD), PIECE + TAG
    parts = [whole[head + n * sealed : head + (n + 1) * sealed] for n in range(3)]
    swapped = [whole[:head] + b"".join(parts[n] for n in order) for order in ((1, 0, 2), (0, 0, 2), (0, 2), (0, 1), ())]
    for broken in (*swapped, whole[:head] + parts[0] + foreign[head + sealed :], foreign):
        store.write(names[digest(content)], broken)
        with pytest.raises(BlobBroken):
            store.blobs.open(ACME, digest(content))


def test_older_keys_still_open_and_a_key_that_is_lost_is_named(tmp_path: Path) -> None:
    shelf, keys = FolderShelf(tmp_path), KeysInMemory()
    before = EncryptedBlobs(shelf, keys, WrappingKeys([OLDER]))
    before.plain.put(ACME, BytesIO(LARGE))
    before.put(ACME, BytesIO(SMALL))
    both, newest = (
        EncryptedBlobs(shelf, keys, WrappingKeys([KEY, OLDER])),
        EncryptedBlobs(shelf, keys, WrappingKeys([KEY])),
    )
    with both.open(ACME, digest(SMALL)) as opened:
        assert opened.read() == SMALL
    with pytest.raises(BlobUnopened) as unopened:
        newest.open(ACME, digest(SMALL))
    assert unopened.value.key_id == WrappingKeys([OLDER]).newest
    newest.put(ACME, BytesIO(SMALL))  # whoever brings it again mends it, though the key is lost
    with newest.open(ACME, digest(SMALL)) as opened:
        assert opened.read() == SMALL
    before.put(ACME, BytesIO(SMALL))
    assert [both.rekey(ACME, digest(each)) for each in (SMALL, SMALL, LARGE, LARGE)] == [True, False, True, False]
    for content in (SMALL, LARGE):
        with newest.open(ACME, digest(content)) as opened:
            assert opened.read() == content
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 2
    keys.destroy(ACME, digest(SMALL))
    with pytest.raises(BlobMissing):
        both.open(ACME, digest(SMALL))
    assert len(list(both.strays(ACME, [digest(LARGE)]))) == 1


def test_what_was_kept_in_the_clear_goes_though_whoever_encrypted_it_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = FolderShelf(tmp_path)
    blobs = EncryptedBlobs(shelf, KeysInMemory(), WrappingKeys([KEY]))
    blobs.plain.put(ACME, BytesIO(SMALL))
    with monkeypatch.context() as patched:
        patched.setattr(FolderShelf, "remove", lambda *_: (_ for _ in ()).throw(SystemError("killed")))
        with pytest.raises(SystemError):
            blobs.rekey(ACME, digest(SMALL))
    assert shelf.held(ACME, [digest(SMALL)])
    assert not blobs.rekey(ACME, digest(SMALL))
    assert not shelf.held(ACME, [digest(SMALL)])
    with blobs.open(ACME, digest(SMALL)) as opened:
        assert opened.read() == SMALL


def test_a_key_opens_no_other_file_nor_another_company_s(tmp_path: Path) -> None:
    shelf, keys = FolderShelf(tmp_path), KeysInMemory()
    blobs = EncryptedBlobs(shelf, keys, WrappingKeys([KEY]))
    blobs.put(ACME, BytesIO(SMALL))
    keys.there[OTHER, digest(SMALL)] = keys.there[ACME, digest(SMALL)]
    with pytest.raises(BlobUnopened):
        blobs.open(OTHER, digest(SMALL))


def test_a_bucket_with_locks_refuses_to_delete_what_is_held_or_retained(bucket: S3Place) -> None:
    import boto3  # noqa: PLC0415

    place = replace(bucket, bucket=LOCKED)
    store, client = in_a_bucket(place, encrypted=True), client_of(place, boto3)
    store.blobs.put(ACME, BytesIO(SMALL))
    (name,) = store.names()
    where = {"Bucket": LOCKED, "Key": f"files/{ACME}/{name}"}
    store.blobs.hold(ACME, digest(SMALL), held=True)
    assert client.get_object_legal_hold(**where)["LegalHold"]["Status"] == "ON"
    with pytest.raises(S3Failed):
        store.blobs.remove(ACME, digest(SMALL))
    store.blobs.hold(ACME, digest(SMALL), held=False)
    assert client.get_object_legal_hold(**where)["LegalHold"]["Status"] == "OFF"
    store.blobs.put(ACME, BytesIO(LARGE))
    for day in (date(2999, 1, 2), date(2999, 1, 1)):
        store.blobs.retain(ACME, digest(LARGE), day)
    name = next(each for each in store.names() if each.startswith(digest(LARGE)))
    where = {"Bucket": LOCKED, "Key": f"files/{ACME}/{name}"}
    assert client.head_object(**where)["ObjectLockRetainUntilDate"].date() == date(2999, 1, 2)
    with pytest.raises(S3Failed):
        store.blobs.remove(ACME, digest(LARGE))


def test_what_is_brought_under_a_hold_or_retention_is_locked_in_the_bucket(bucket: S3Place, tmp_path: Path) -> None:
    import boto3  # noqa: PLC0415

    place = replace(bucket, bucket=LOCKED, prefix="brought")
    engine, client = open_database(f"sqlite:///{tmp_path / 'handover.db'}"), client_of(place, boto3)
    TABLES.create_all(engine)
    archive = Archive(engine, PlainBlobs(S3Shelf(place)), UploadSettings(), None, lambda *_: date(2999, 1, 2))
    now = datetime(2026, 11, 30, tzinfo=UTC)

    def bring(content: bytes) -> dict[str, Any]:
        held = archive.keep(ACME, BytesIO(content), "a.txt")
        archive.bring(ACME, held, place="E1/1:own.files", name="a.txt", person="E1", now=now)
        return client.head_object(Bucket=LOCKED, Key=f"brought/{ACME}/{held.sha256}")  # type: ignore[no-any-return]

    def status(content: bytes) -> str:
        key = f"brought/{ACME}/{digest(content)}"
        return str(client.head_object(Bucket=LOCKED, Key=key).get("ObjectLockLegalHoldStatus"))

    assert bring(b"first")["ObjectLockRetainUntilDate"].date() == date(2999, 1, 2)
    made = hold_files(archive, ACME, HeldThing(kind="person", name="E1"), why="x", by="U-HR", now=now)
    bring(b"second")
    assert (status(b"first"), status(b"second")) == ("ON", "ON")
    other = hold_files(archive, ACME, HeldThing(kind="case", name="E1/1"), why="y", by="U-HR", now=now)
    release_files(archive, ACME, made.number, why="z", by="U-HR", now=now)
    assert status(b"first") == "ON", "the other hold still stands"
    release_files(archive, ACME, other.number, why="z", by="U-HR", now=now)
    assert (status(b"first"), status(b"second")) == ("OFF", "OFF")
    engine.dispose()


def test_a_bucket_gives_content_by_a_link_of_five_minutes_under_its_name_and_never_what_is_encrypted(
    bucket: S3Place,
) -> None:
    store = in_a_bucket(replace(bucket, prefix="linked"), encrypted=False)
    store.blobs.put(ACME, BytesIO(SMALL))
    link = store.blobs.link(ACME, digest(SMALL), "账目.txt", 9999)
    assert link is not None
    assert "X-Amz-Expires=300" in link
    with urllib.request.urlopen(link) as answer:  # noqa: S310 - of the server of this test
        assert answer.read() == SMALL
    assert in_a_bucket(bucket, encrypted=True).blobs.link(ACME, digest(SMALL), "x", 9) is None


def test_a_store_that_is_away_is_told_as_a_disk_is(bucket: S3Place) -> None:
    store = in_a_bucket(replace(bucket, bucket="no-such-bucket"), encrypted=False)
    with pytest.raises(OSError, match=r"NoSuchBucket|not exist"):
        store.blobs.put(ACME, BytesIO(SMALL))
