"""A time-stamp authority over HTTP on this machine: what OpenSSL answers, with a certificate of a test's own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURED = """[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
USES = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
OPENSSL = shutil.which("openssl") or "openssl"


@dataclass
class Authority:
    """Where it listens, its files, and what it answers with: a time stamp, unless a test says otherwise."""

    folder: Path
    url: str = ""
    answer: bytes | None = None
    status: int = 200
    asked: list[bytes] = field(default_factory=list)

    @property
    def ca(self) -> Path:
        """The certificate that vouches for it."""
        return self.folder / "ca.pem"

    def made(self) -> None:
        """Make its certificates."""
        self.folder.mkdir()
        for name, content in (("tsa.cnf", CONFIGURED), ("uses", USES), ("serial", "01\n")):
            (self.folder / name).write_text(content)
        new = ("req", "-newkey", "rsa:2048", "-nodes")
        self.openssl(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650", "-subj", "/CN=Test CA")
        self.openssl(*new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test authority")
        given = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-extfile", "uses")
        self.openssl("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *given)

    def stamped(self, request: bytes) -> bytes:
        """Return what OpenSSL answers to a request."""
        (self.folder / "query").write_bytes(request)
        how = ("-config", "tsa.cnf", "-section", "authority")
        self.openssl("ts", "-reply", "-queryfile", "query", "-out", "reply", *how)
        return (self.folder / "reply").read_bytes()

    def vouches(self, answer: bytes, text: bytes) -> bool:
        """Return whether OpenSSL finds that an answer stamps a text."""
        (self.folder / "given").write_bytes(answer)
        (self.folder / "text").write_bytes(text)
        asked = [OPENSSL, "ts", "-verify", "-in", "given", "-data", "text", "-CAfile", "ca.pem"]
        ended = subprocess.run(asked, cwd=self.folder, capture_output=True, check=False)  # noqa: S603 - our own words
        return ended.returncode == 0 and b"Verification: OK" in ended.stdout

    def openssl(self, *asked: str) -> None:
        """Run OpenSSL in the folder."""
        subprocess.run([OPENSSL, *asked], cwd=self.folder, capture_output=True, check=True)  # noqa: S603 - the same


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Give an authority that answers."""
    here = Authority(folder)
    here.made()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["content-length"]))
            here.asked.append(request)
            body = here.stamped(request) if here.answer is None else here.answer
            self.send_response(here.status)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    here.url = f"http://127.0.0.1:{server.server_address[1]}/tsr"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
