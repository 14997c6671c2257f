"""Stores: every way in which the archive keeps contents, for one suite over all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handover_policy.archive.content import EncryptedBlobs, PlainBlobs
from handover_policy.archive.folder import FolderBlobs, FolderShelf
from handover_policy.archive.s3 import S3Place, S3Shelf
from handover_policy.archive.wrapping import WrappingKeys
from handover_policy.ports.blobs import Blobs, WrappedKey

KEY, OLDER = "a key of sixteen characters and more", "the key of the year before this one"
BUCKET, LOCKED = "archive", "locked-archive"


@dataclass
class KeysInMemory:
    """Wrapped keys, held in memory."""

    there: dict[tuple[str, str], WrappedKey] = field(default_factory=dict)

    def found(self, company: str, digests: Collection[str]) -> Mapping[str, WrappedKey]:
        return {each: self.there[company, each] for each in digests if (company, each) in self.there}

    def keep(self, company: str, sha256: str, key: WrappedKey, *, instead_of: str | None) -> WrappedKey:
        before = self.there.get((company, sha256))
        if before is not None and before.name != instead_of:
            return before
        self.there[company, sha256] = key
        return key

    def destroy(self, company: str, sha256: str) -> None:
        self.there.pop((company, sha256), None)


@dataclass
class Store:
    """A way to keep contents; `raw` gives and takes the bytes as they lie there, by name."""

    blobs: Blobs
    names: Callable[[], list[str]]
    read: Callable[[str], bytes]
    write: Callable[[str, bytes | None], None]


@contextmanager
def s3_server() -> Iterator[S3Place]:
    """Give a bucket of an S3 server of moto's, and beside it one with object lock."""
    import boto3  # noqa: PLC0415
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    place = S3Place(
        bucket=BUCKET,
        prefix="files",
        endpoint=f"http://{host}:{port}",
        region="us-east-1",
        access_key_id="id",
        secret_access_key="secret",  # noqa: S106 - of a server that lives for a test
    )
    client = client_of(place, boto3)
    client.create_bucket(Bucket=BUCKET)
    client.create_bucket(Bucket=LOCKED, ObjectLockEnabledForBucket=True)
    try:
        yield place
    finally:
        server.stop()


def client_of(place: S3Place, boto3: Any) -> Any:
    """Return a client that speaks to a bucket without us."""
    return boto3.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=place.access_key_id,
        aws_secret_access_key=place.secret_access_key,
    )


def in_a_folder(place: Path, *, encrypted: bool) -> Store:
    def files() -> dict[str, Path]:
        return {each.name: each for each in place.rglob("*") if each.is_file()}

    def write(name: str, content: bytes | None) -> None:
        file = files()[name]
        file.chmod(0o600)
        file.unlink() if content is None else file.write_bytes(content)

    keys = WrappingKeys([KEY, OLDER])
    blobs = EncryptedBlobs(FolderShelf(place), KeysInMemory(), keys) if encrypted else FolderBlobs(place)
    return Store(blobs, lambda: sorted(files()), lambda name: files()[name].read_bytes(), write)


def in_a_bucket(place: S3Place, *, encrypted: bool) -> Store:
    import boto3  # noqa: PLC0415

    client, shelf = client_of(place, boto3), S3Shelf(place)

    def keys() -> dict[str, str]:
        found = client.list_objects_v2(Bucket=place.bucket, Prefix=place.prefix).get("Contents", ())
        return {each["Key"].rpartition("/")[2]: each["Key"] for each in found}

    def write(name: str, content: bytes | None) -> None:
        if content is None:
            client.delete_object(Bucket=place.bucket, Key=keys()[name])
        else:
            client.put_object(Bucket=place.bucket, Key=keys()[name], Body=content)

    blobs = EncryptedBlobs(shelf, KeysInMemory(), WrappingKeys([KEY, OLDER])) if encrypted else PlainBlobs(shelf)
    read = lambda name: client.get_object(Bucket=place.bucket, Key=keys()[name])["Body"].read()  # noqa: E731
    return Store(blobs, lambda: sorted(keys()), read, write)


def some_bytes(size: int) -> bytes:
    """Return bytes that nothing compresses."""
    return os.urandom(size)
