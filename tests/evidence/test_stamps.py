"""Checkpoints are stamped by an authority, OpenSSL finds that they are, and whatever is no stamp is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.stamping import stamp
from handover_policy.app.serving.settings import TimestampSettings
from handover_policy.delivery.timestamps.authority import AuthorityFailed
from handover_policy.evidence.stamps import StampUnfit, certificates, read_stamp, stamp_request
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, newest_checkpoint
from handover_policy.ledger.tables import TABLES
from tests.evidence.authority import Authority, authority
from tests.evidence.test_growing import NOW, add, ledger_in
from tests.service.ledger.playing import COMPANY, opened

TEXT = b"a checkpoint\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("authority") / "files") as made:
        yield made


@pytest.fixture(scope="module")
def answer(here: Authority) -> bytes:
    return here.stamped(stamp_request(TEXT))


def test_a_stamp_says_when_and_who_is_trusted_vouches_for_it(here: Authority, answer: bytes) -> None:
    found = read_stamp(answer, TEXT, certificates(here.ca.read_bytes()))
    assert found.trusted
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert read_stamp(answer, TEXT) == replace(found, trusted=False)
    assert here.vouches(answer, TEXT)
    assert stamp_request(TEXT) == stamp_request(TEXT)


def test_a_stamp_of_something_else_is_none_and_no_bit_of_it_says_another_time(here: Authority, answer: bytes) -> None:
    roots = certificates(here.ca.read_bytes())
    with pytest.raises(StampUnfit):
        read_stamp(answer, TEXT + b"!")
    with pytest.raises(StampUnfit):
        read_stamp(b"", TEXT)
    draw, told = random.Random(17), read_stamp(answer, TEXT, roots)  # noqa: S311 - no secret
    refused = 0
    for _ in range(200):
        changed = bytearray(answer)
        changed[draw.randrange(len(answer))] ^= 1 << draw.randrange(8)
        try:
            assert read_stamp(bytes(changed), TEXT, roots) == told  # a few bytes of the frame say nothing
        except StampUnfit:
            refused += 1
    assert refused > 180


def test_a_stamp_of_an_authority_that_nobody_trusts_is_none(answer: bytes, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    other.made()
    with pytest.raises(StampUnfit):
        read_stamp(answer, TEXT, certificates(other.ca.read_bytes()))
    with pytest.raises(StampUnfit):
        certificates(b"none")


def _made(engine: Engine, folder: Path) -> WrittenCheckpoint:
    TABLES.create_all(engine)
    with ledger_in(engine) as ledger:
        add(ledger, 3)
    made = make_checkpoint(engine, COMPANY, folder, NOW)
    assert made is not None
    return made


def test_what_an_authority_answered_is_kept_with_the_checkpoint(here: Authority, database: str, tmp_path: Path) -> None:
    trusted = TimestampSettings(url=here.url, ca=here.ca)
    with opened(database) as engine:
        made = _made(engine, tmp_path)
        stamped = stamp(engine, COMPANY, made, trusted)
        with engine.connect() as connection:
            assert newest_checkpoint(connection, COMPANY) == stamped
        assert stamped.stamp is not None
        assert here.vouches(stamped.stamp, made.note.encode())


@pytest.mark.parametrize(
    ("status", "answered", "why"),
    [
        (500, b"", AuthorityFailed),
        (503, b"", AuthorityFailed),
        (200, b"hello", StampUnfit),
        (302, b"", AuthorityFailed),
    ],
)
def test_an_authority_that_answers_otherwise_stamps_nothing(
    here: Authority, tmp_path: Path, status: int, answered: bytes, why: type[Exception]
) -> None:
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        made = _made(engine, tmp_path)
        here.status, here.answer = status, answered
        try:
            with pytest.raises(why):
                stamp(engine, COMPANY, made, TimestampSettings(url=here.url))
        finally:
            here.status, here.answer = 200, None
        with pytest.raises(AuthorityFailed):
            stamp(engine, COMPANY, made, TimestampSettings(url="http://127.0.0.1:9/"))
        with pytest.raises(AuthorityFailed):
            stamp(engine, COMPANY, made, TimestampSettings(url="http://[::1"))
        with engine.connect() as connection:
            assert newest_checkpoint(connection, COMPANY) == made
