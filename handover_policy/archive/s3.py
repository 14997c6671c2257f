"""S3Shelf: contents in a bucket of S3, or of a store that speaks its language; by obstore, and boto3 for locks."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from handover_policy.ports.blobs import BlobMissing

ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([^?#]*))?")
IN_MEMORY, SMALL, PIECE = 1024 * 1024, 8 * 1024 * 1024, 8 * 1024 * 1024
"""Bytes of what is fetched that are held in memory; up to which content goes in one request; of each part of more."""
SECONDS, TRIES = "60s", 4
MOST_LINK_SECONDS = 300
UNLOCKED = "ObjectLockConfigurationNotFoundError"


class S3Failed(OSError):
    """The store is away, or did not do what it was asked; the text is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """A bucket, and what of it: where it is reached, and by which key; what is not said is taken from AWS_*.

    Args:
        bucket: its name.
        prefix: before every name.
        endpoint: the address of a store that is not Amazon's.
        region: of the bucket.
        access_key_id: the key's id.
        secret_access_key: the key.

    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = field(default=None, repr=False)


def s3_place(address: str, **told: str | None) -> S3Place | None:
    """Return the bucket that an address `s3://bucket/prefix` names; None where it names none."""
    found = ADDRESS.fullmatch(address)
    return None if found is None else S3Place(bucket=found[1], prefix=(found[2] or "").strip("/"), **told)


class S3Shelf:
    """Contents in a bucket: `<prefix>/<company>/<name>`; any thread may use it, and several processes."""

    def __init__(self, place: S3Place) -> None:
        """Take the bucket; nothing is asked of it yet.

        Raises:
            ImportError: the extra `s3` is not installed.

        """
        from obstore.store import S3Store  # noqa: PLC0415 - of an extra

        self.place = place
        known = {
            "endpoint": place.endpoint,
            "region": place.region or ("us-east-1" if place.endpoint else None),
            "access_key_id": place.access_key_id,
            "secret_access_key": place.secret_access_key,
        }
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            client_options={"allow_http": (place.endpoint or "").startswith("http://"), "timeout": SECONDS},
            retry_config={"max_retries": TRIES, "retry_timeout": timedelta(seconds=30)},
            virtual_hosted_style_request=False,
            **{name: value for name, value in known.items() if value is not None},  # type: ignore[arg-type]
        )

    def put(self, company: str, name: str, content: BinaryIO, *, anew: bool = False) -> None:
        """Keep content: small ones in one request that refuses to replace another, large ones in parts, whole at last.

        A large one is never half there, and one of the same name has the same content: it is named by its digest, or
        by chance.
        """
        import obstore  # noqa: PLC0415 - of an extra

        first = _some(content, SMALL)
        with _told():
            if len(first) < SMALL:
                try:
                    obstore.put(self._store, _key(company, name), first, mode="overwrite" if anew else "create")
                except obstore.exceptions.AlreadyExistsError:
                    return
            else:
                parts = _parts(first, content)
                obstore.put(self._store, _key(company, name), parts, chunk_size=PIECE, max_concurrency=2)

    def open(self, company: str, name: str) -> BinaryIO:
        """Return content at its beginning, fetched whole: what is not small lies in a file without a name."""
        import obstore  # noqa: PLC0415 - of an extra

        aside = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - given away
        try:
            with _told():
                for chunk in obstore.get(self._store, _key(company, name)).stream(min_chunk_size=IN_MEMORY):
                    aside.write(chunk)
        except FileNotFoundError:
            aside.close()
            raise BlobMissing(name) from None
        except BaseException:
            aside.close()
            raise
        aside.seek(0)
        return aside

    def held(self, company: str, names: Collection[str]) -> frozenset[str]:
        """Return which of some names are kept."""
        return frozenset(each for each in names if self._is_there(company, each))

    def names(self, company: str) -> Iterator[str]:
        """Yield all names that are kept."""
        import obstore  # noqa: PLC0415 - of an extra

        with _told():
            for some in obstore.list(self._store, prefix=company):
                for each in some:
                    yield each["path"].rpartition("/")[2]

    def remove(self, company: str, name: str) -> None:
        """Let go of a name's content; where the bucket keeps versions, of each of them."""
        import obstore  # noqa: PLC0415 - of an extra

        with _told():
            if not self._locks:
                obstore.delete(self._store, _key(company, name))
                return
            key = self._whole_key(company, name)
            there = self._client.list_object_versions(Bucket=self.place.bucket, Prefix=key)
            for each in (*there.get("Versions", ()), *there.get("DeleteMarkers", ())):
                if each["Key"] == key:
                    self._client.delete_object(Bucket=self.place.bucket, Key=key, VersionId=each["VersionId"])

    def retain(self, company: str, name: str, until: date) -> None:
        """Let the bucket refuse to delete content until a day, where it has object lock; a later day stays."""
        if not self._locks:
            return
        end = datetime.combine(until, time.max, UTC).replace(microsecond=0)
        where = {"Bucket": self.place.bucket, "Key": self._whole_key(company, name)}
        with _told():
            before = self._client.head_object(**where).get("ObjectLockRetainUntilDate")
            if before is None or before < end:
                self._client.put_object_retention(**where, Retention={"Mode": "GOVERNANCE", "RetainUntilDate": end})

    def hold(self, company: str, name: str, *, held: bool) -> None:
        """Place or lift the bucket's legal hold on content, where it has object lock."""
        if self._locks:
            where = {"Bucket": self.place.bucket, "Key": self._whole_key(company, name)}
            with _told():
                self._client.put_object_legal_hold(**where, LegalHold={"Status": "ON" if held else "OFF"})

    def link(self, company: str, name: str, shown: str, seconds: int) -> str | None:
        """Return an address of content for some seconds, five minutes at most, saved under a name."""
        told = f"attachment; filename*=UTF-8''{quote(shown, safe='')}"
        where = {"Bucket": self.place.bucket, "Key": self._whole_key(company, name), "ResponseContentDisposition": told}
        where |= {"ResponseContentType": "application/octet-stream"}
        lasts = max(1, min(seconds, MOST_LINK_SECONDS))
        return str(self._client.generate_presigned_url("get_object", Params=where, ExpiresIn=lasts))

    def _is_there(self, company: str, name: str) -> bool:
        import obstore  # noqa: PLC0415 - of an extra

        with _told():
            try:
                obstore.head(self._store, _key(company, name))
            except FileNotFoundError:
                return False
        return True

    def _whole_key(self, company: str, name: str) -> str:
        return f"{self.place.prefix}/{_key(company, name)}".lstrip("/")

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
        import boto3  # noqa: PLC0415 - of an extra
        from botocore.config import Config  # noqa: PLC0415 - of an extra

        place = self.place
        return boto3.client(
            "s3",
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
            endpoint_url=place.endpoint,
            region_name=place.region or ("us-east-1" if place.endpoint else None),
            aws_access_key_id=place.access_key_id,
            aws_secret_access_key=place.secret_access_key,
        )

    @cached_property
    def _locks(self) -> bool:
        """Whether the bucket has object lock."""
        with _told():
            told = self._asked(lambda: self._client.get_object_lock_configuration(Bucket=self.place.bucket))
        return told is not None

    @staticmethod
    def _asked(asking: Callable[[], Any]) -> Any:  # noqa: ANN401 - as boto3 answers
        """Return an answer; None where there is no such lock, or the store knows of none."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - of an extra

        try:
            return asking()
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if error.response["Error"]["Code"] in {UNLOCKED, "NotImplemented"} or status in {400, 404, 405, 501}:
                return None
            raise


@contextmanager
def _told() -> Iterator[None]:
    """Tell what a store did not do as what a disk does not do."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - of an extra
    from obstore.exceptions import BaseError  # noqa: PLC0415 - of an extra

    try:
        yield
    except (BaseError, BotoCoreError, ClientError) as error:
        raise S3Failed(f"{type(error).__name__}: {str(error)[:500]}") from None


def _key(company: str, name: str) -> str:
    return f"{company}/{name}"


def _some(content: BinaryIO, most: int) -> bytes:
    found = bytearray()
    while len(found) < most and (more := content.read(most - len(found))):
        found += more
    return bytes(found)


def _parts(first: bytes, content: BinaryIO) -> Iterator[bytes]:
    yield first
    while more := content.read(IN_MEMORY):
        yield more
