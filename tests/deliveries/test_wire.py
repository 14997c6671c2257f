"""Requests to a server that is not the one it says: nothing is sent, and it is said why."""

import datetime as dt
import html
import http.server
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handover_policy.delivery.wire import Wire, WireAnswer
from handover_policy.ports.channels import Failed
from tests.deliveries.fakes.raw import raw, saying


@pytest.fixture
def pretender(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A server with a certificate that it gave itself; it keeps what it is told."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "oapi.dingtalk.com")])
    now = dt.datetime.now(dt.UTC)
    host = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    told: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.path.encode())

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}", told
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_secret_is_not_told_however_it_is_written() -> None:
    secret = 'se"cr/et & <k\\ey>\u00e9'  # noqa: S105 - of nobody
    ways = (json.dumps, lambda told: json.dumps(told, ensure_ascii=False), html.escape, quote, repr, str.strip)
    with closing(Wire("http://127.0.0.1:9", secrets=(secret,), seconds=1)) as wire:
        assert [way(secret) for way in ways if "cr" in wire.told(way(secret))] == []
    for way in ways:
        body = json.dumps({"errcode": secret}).encode() if way is json.dumps else way(secret).encode()
        with raw(saying("200 OK", body)) as port, closing(Wire(f"http://127.0.0.1:{port}", secrets=(secret,))) as wire:
            answer = wire.request("POST", "/")
            assert isinstance(answer, WireAnswer)
            assert b"cr" not in answer.body


def test_a_secret_is_not_told_as_an_address_spells_it() -> None:
    with closing(Wire("http://127.0.0.1:9", secrets=("a+b/c=d", ""), seconds=1)) as wire:
        assert wire.told("Location: /x?key=a%2Bb%2Fc%3Dd and a+b/c=d") == "Location: /x?key=… and …"


def test_a_wrong_certificate_is_told_nothing(pretender: tuple[str, list[bytes]]) -> None:
    address, told = pretender
    with closing(Wire(address, seconds=1)) as wire:
        answer = wire.request("POST", "/robot/send", params={"access_token": "secret"}, content=b"{}")
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("certificate", False)
    assert "secret" not in answer.reason
    assert told == []
