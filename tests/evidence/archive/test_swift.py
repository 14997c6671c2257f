"""OpenStack Swift, a real store: what our client does there, what it refuses, and links that end."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import boto3
import httpx
import pytest

from handover_policy.archive.s3 import S3Failed, S3Place
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from tests.evidence.archive.stores import client_of, in_a_bucket, some_bytes
from tests.evidence.archive.swift import swift_server

pytestmark = pytest.mark.long
ACME = "acme"
CONTENTS = (b"", b"a small file", some_bytes(9 * 1024 * 1024 + 7), some_bytes(20 * 1024 * 1024))


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Place]:
    with swift_server(tmp_path_factory.mktemp("swift")) as place:
        client_of(place, boto3).create_bucket(Bucket=place.bucket)
        yield place


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("encrypted", [False, True])
def test_contents_are_kept_once_checked_mended_and_removed(bucket: S3Place, *, encrypted: bool) -> None:
    store = in_a_bucket(replace(bucket, prefix=f"of-{encrypted}"), encrypted=encrypted)
    for content in (*CONTENTS, *CONTENTS):
        assert store.blobs.put(ACME, BytesIO(content)).sha256 == digest(content)
    for content in CONTENTS:
        with store.blobs.open(ACME, digest(content)) as opened:
            assert opened.read() == content
    assert len(store.names()) == len(CONTENTS)
    name = next(each for each in store.names() if each.startswith(digest(CONTENTS[1])))
    store.write(name, store.read(name)[:-1] + b"X")
    with pytest.raises(BlobBroken):
        store.blobs.open(ACME, digest(CONTENTS[1]))
    store.blobs.put(ACME, BytesIO(CONTENTS[1]))
    store.blobs.retain(ACME, digest(CONTENTS[1]), date(2999, 1, 1))  # there are no locks here, and none is missed
    store.blobs.hold(ACME, digest(CONTENTS[1]), held=True)
    store.blobs.remove(ACME, digest(CONTENTS[1]))
    with pytest.raises(BlobMissing):
        store.blobs.open(ACME, digest(CONTENTS[1]))


def test_a_link_ends_and_a_wrong_secret_opens_nothing(bucket: S3Place) -> None:
    store = in_a_bucket(bucket, encrypted=False)
    store.blobs.put(ACME, BytesIO(CONTENTS[1]))
    link = store.blobs.link(ACME, digest(CONTENTS[1]), "账目.txt", 2)
    assert link is not None
    answer = httpx.get(link)
    assert (answer.status_code, answer.content) == (200, CONTENTS[1])
    assert "attachment" in answer.headers["content-disposition"]
    time.sleep(3)
    assert httpx.get(link).status_code == 403
    stranger = in_a_bucket(replace(bucket, secret_access_key="another"), encrypted=False)  # noqa: S106 - no secret
    with pytest.raises(S3Failed):
        stranger.blobs.open(ACME, digest(CONTENTS[1]))
