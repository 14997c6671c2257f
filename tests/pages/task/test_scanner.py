"""Files and the virus scanner: without one they are marked for who receives them, with one nothing bad is kept."""

import hashlib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import pytest

from handover_policy.archive.clamd import Clamd, ScannerAway
from tests.pages.running import text_of
from tests.pages.task.company import LEAVER, SUCCESSOR, ServedCompany, path_of, photo
from tests.pages.task.test_files import keep

FILES = "E1/1:own.files"
BAD = b"a bad thing"
LIMIT = 64 * 1024


class Speaking(socketserver.BaseRequestHandler):
    """What clamd does with INSTREAM, over the wire; BAD stands for a signature."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := int.from_bytes(stream.read(4), "big"):
            content += stream.read(length)
            if len(content) > LIMIT:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Test.Bad FOUND" if BAD in content else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")


@contextmanager
def clamd() -> Iterator[Clamd]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaking) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Clamd("127.0.0.1", server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


def submitted(served: ServedCompany, content: bytes) -> None:
    answer = served.person(LEAVER).post(path_of(FILES), "submit", [("a.jpg", content, "image/jpeg")])
    assert answer.status_code == 303


def test_what_was_not_scanned_is_marked_for_who_receives_it(fresh: ServedCompany) -> None:
    submitted(fresh, photo())
    assert "未经病毒扫描" in text_of(fresh.person(SUCCESSOR).get(path_of(FILES)).text)
    assert "未经病毒扫描" not in text_of(fresh.person(LEAVER).get(path_of(FILES)).text)


def test_what_is_found_is_not_kept_and_what_is_clean_bears_no_mark(
    fresh: ServedCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = photo()
    assert keep(fresh, content).status_code == 200  # before there was a scanner
    with clamd() as scanner:
        monkeypatch.setattr(fresh.service, "archive", replace(fresh.service.archive, scanner=scanner))
        refused = fresh.person(LEAVER).post(path_of(FILES), "submit", [("b.jpg", photo() + BAD, "image/jpeg")])
        assert (refused.status_code, "查出病毒（Test.Bad）" in refused.text) == (422, True)
        answer = keep(fresh, photo() + BAD)
        assert (answer.status_code, "Test.Bad" in answer.text) == (422, True)
        submitted(fresh, content)
    assert "未经病毒扫描" not in text_of(fresh.person(SUCCESSOR).get(path_of(FILES)).text)
    assert keep(fresh, content).status_code == 200  # the scanner is away, and it stays scanned
    assert "未经病毒扫描" not in text_of(fresh.person(SUCCESSOR).get(path_of(FILES)).text)
    bad = hashlib.sha256(photo() + BAD).hexdigest()
    assert not fresh.service.archive.blobs.held("acme", [bad])


def test_a_scanner_that_is_away_holds_nobody_up(fresh: ServedCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    with clamd() as scanner:
        pass
    monkeypatch.setattr(fresh.service, "archive", replace(fresh.service.archive, scanner=scanner))
    submitted(fresh, photo())
    assert "未经病毒扫描" in text_of(fresh.person(SUCCESSOR).get(path_of(FILES)).text)


def test_nobody_says_of_a_file_that_is_too_large_for_the_scanner_that_it_is_clean() -> None:
    with clamd() as scanner:
        assert scanner.found_in(BytesIO(b"a" * LIMIT)) is None
        with pytest.raises(ScannerAway):
            scanner.found_in(BytesIO(b"a" * 8 * 1024 * 1024))
