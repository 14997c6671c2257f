"""Answers that come byte by byte, never end or unpack to more than there is: nobody waits longer than was said."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from handover_policy.delivery.wire import LONGEST_WAIT, Wire, WireAnswer
from handover_policy.ports.channels import Failed, Unknown
from tests.deliveries.fakes.raw import dripping, heard, raw, saying
from tests.deliveries.posted import NOW, made, parcel

SECONDS = 0.4
ENOUGH = 2.0
OK = b"HTTP/1.1 200 OK\r\n"
NAMED = b"\x1f\x8b\x08\x08" + bytes(6)
DRIPS = {
    "header": (OK + b"x: ", b"a"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"),
    "body": (OK + b"content-length: 1000\r\n\r\n", b"a"),
    "pieces": (OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "gzip": (OK + b"content-encoding: gzip\r\ncontent-length: 9999\r\n\r\n" + NAMED, b"a"),
    "trailers": (OK + b"transfer-encoding: chunked\r\n\r\n0\r\nx: ", b"a"),
}


@pytest.mark.parametrize("way", DRIPS)
def test_an_answer_that_drips_is_left_in_time(way: str) -> None:
    with raw(dripping(*DRIPS[way])) as port, closing(Wire(f"http://127.0.0.1:{port}", seconds=SECONDS)) as wire:
        begun = time.monotonic()
        answer = wire.request("POST", "/", content=b"{}")
        assert time.monotonic() - begun < ENOUGH
        # the head of a packed answer is enough: nothing else of it is read
        assert isinstance(answer, WireAnswer if way == "gzip" else Unknown)
        assert way == "gzip" or answer == Unknown(code="timeout-answering", reason=answer.reason)  # type: ignore[union-attr]


def test_a_receiver_that_reads_nothing_is_left_in_time() -> None:
    def deaf(line: socket.socket) -> None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while True:
            line.recv(1000)
            time.sleep(0.1)

    with raw(deaf) as port, closing(Wire(f"http://127.0.0.1:{port}", seconds=SECONDS)) as wire:
        begun = time.monotonic()
        assert isinstance(wire.request("POST", "/", content=bytes(20_000_000)), Unknown)
        assert time.monotonic() - begun < ENOUGH


def test_a_packed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(gzip.compress(bytes(3_000_000)))
    for coding in ("gzip", "gzip, gzip", "br", "zstd", "x-gzip"):
        with (
            raw(saying(f"200 OK\r\ncontent-encoding: {coding}", packed)) as port,
            closing(Wire(f"http://127.0.0.1:{port}", seconds=ENOUGH)) as wire,
        ):
            answer = wire.request("POST", "/")
            assert isinstance(answer, WireAnswer)
            assert wire.unreadable(answer) == Unknown(code="answer-unreadable", reason=f"content-encoding: {coding}")


def test_nothing_packed_is_asked_for_and_no_cookie_is_taken() -> None:
    heads: list[bytes] = []

    def speak(line: socket.socket) -> None:
        while True:
            heads.append(heard(line).lower())
            line.sendall(OK + b"content-length: 0\r\nset-cookie: track=E1001; path=/\r\n\r\n")

    with raw(speak) as port, closing(Wire(f"http://127.0.0.1:{port}", seconds=ENOUGH)) as wire:
        for _ in range(2):
            wire.request("POST", "/")
    assert all(b"accept-encoding: identity" in each for each in heads)
    assert not [each for each in heads if b"cookie" in each]


@pytest.mark.parametrize(("repeats", "wanted"), [(True, 1), (False, 3)])
def test_a_connection_is_kept_where_a_repeat_does_no_harm(repeats, wanted: int) -> None:
    lines: list[int] = []
    say = saying("200 OK", b"{}")

    def speak(line: socket.socket) -> None:
        lines.append(1)
        say(line)

    with raw(speak) as port, closing(Wire(f"http://127.0.0.1:{port}", seconds=ENOUGH, repeats=repeats)) as wire:
        for _ in range(3):
            assert isinstance(wire.request("POST", "/"), WireAnswer)
    assert len(lines) == wanted


def test_a_proxy_that_lets_nobody_through_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(saying("503 no")) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        with closing(Wire("https://provider.example", seconds=ENOUGH, repeats=False)) as wire:
            answer = wire.request("POST", "/")
    assert answer == Failed(code="not-reached", reason=answer.reason, lasting=False)  # type: ignore[union-attr]


@pytest.mark.parametrize("header", ["a\r\nb: c", "s3cret \x00", "caf\u00e9"])
def test_what_cannot_be_written_is_not_sent_and_not_quoted(header: str) -> None:
    with raw(saying("200 OK")) as port, closing(Wire(f"http://127.0.0.1:{port}", seconds=ENOUGH)) as wire:
        answer = wire.request("POST", "/", headers={"authorization": header})
    assert isinstance(answer, Failed)
    assert (answer.code, answer.reason.endswith("Error")) == ("request-unfit", True)


def in_days(days: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(days=days))


WAITS: dict[str, float | None] = {
    "7": 7.0,
    "0": 0.0,
    "9" * 400: LONGEST_WAIT,
    "31536000": LONGEST_WAIT,
    "-1": None,
    "1e9": None,
    "soon": None,
    in_days(400): LONGEST_WAIT,
    in_days(-400): 0.0,
    "Mon, 1 Jan 2030 00:00:00 +99999999999999": None,
    "Mon, 01 Jan 0001 00:00:00 +2359": 0.0,
    "Mon, 99 Jan 2030 00:00:00 GMT": None,
}


def test_nobody_puts_us_off_for_longer_than_hours() -> None:
    found = {told: WireAnswer(status=429, headers={"retry-after": told}, body=b"").wait for told in WAITS}
    assert found == WAITS


def mail_server(line: socket.socket, *, drop: bytes) -> None:
    line.sendall(b"220 hi\r\n")
    line.recv(1000)
    while True:
        line.sendall(drop)
        time.sleep(0 if len(drop) > 10 else 0.05)


@pytest.mark.parametrize("drop", [b"2", b"250-x\r\n", b"250-" + b"x" * 900 + b"\r\n"])
def test_a_mail_server_that_does_not_come_to_an_end_is_left(drop: bytes) -> None:
    with raw(lambda line: mail_server(line, drop=drop)) as port:
        begun = time.monotonic()
        answer = made("smtp", host="127.0.0.1", port=port, starttls=False, sender="a@b.cc", seconds=SECONDS).send(
            parcel(), NOW
        )
        assert isinstance(answer, Failed)
        assert not answer.lasting
        assert time.monotonic() - begun < 3 * SECONDS + 1


def kept_line(line: socket.socket) -> None:
    """A mail server that takes a mail and does not say goodbye."""
    said = line.makefile("rb")
    line.sendall(b"220 hi\r\n")
    while (told := said.readline().upper()) and not told.startswith(b"QUIT"):
        if told.startswith(b"DATA"):
            line.sendall(b"354 go\r\n")
            while said.readline() != b".\r\n":
                pass
        line.sendall(b"250 ok\r\n")
    time.sleep(4)


def test_leave_is_taken_of_a_silent_mail_server_in_a_second() -> None:
    with raw(kept_line) as port:
        channel = made("smtp", host="127.0.0.1", port=port, starttls=False, sender="a@b.cc", seconds=30)
        channel.send(parcel(), NOW)
        begun = time.monotonic()
        channel.close()
        assert 0.5 < time.monotonic() - begun < ENOUGH


def test_a_mail_server_of_a_name_that_no_dns_takes_is_not_reached() -> None:
    answer = made("smtp", host="a" * 64 + ".example", sender="a@b.cc").send(parcel(), NOW)
    assert answer == Failed(code="not-reached", reason=answer.reason, lasting=False)  # type: ignore[union-attr]
