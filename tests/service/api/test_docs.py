"""docs/api.md: what it shows is run as it stands; the clients are used against a real server."""

import importlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from handover_policy.web.problems import STATUS
from tests.service.api.serving import Clock, Served, hired, salesman, serving

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CLIENTS = ROOT / "examples" / "clients"
SHELL = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "handover serve" not in block]
BLOCKS = [block for block in SHELL if "/v1/documents/" not in block and "/v1/evidence/" not in block]


def printed(served: Served, *command: str, **variables: str) -> str:
    """Return what a command printed."""
    told = {"KEY": served.key, "URL": served.server.address, **variables}
    done = subprocess.run(  # noqa: S603 - what the page shows
        command, cwd=ROOT, env={**os.environ, **told}, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def ran(served: Served, *command: str, **variables: str) -> list[Any]:
    """Return what a command printed, a line of JSON each."""
    decoder, text, found = json.JSONDecoder(), printed(served, *command, **variables), []
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].strip()
    return found


def test_every_block_of_shell_does_what_the_page_says(served: Served) -> None:
    answers = [ran(served, "bash", "-euo", "pipefail", "-c", block) for block in BLOCKS]
    assert len(answers) == len(BLOCKS) == 10
    first, each, batch, binary, feeds, receipt, gates, cases, files, again = answers
    assert [result["outcome"] for result in first[0]["results"]] == ["applied"]
    assert [one["results"][0]["outcome"] for one in each] == ["applied"] * len(salesman())
    assert {result["replayed"] for result in batch[0]["results"]} == {True}
    assert binary[0]["results"][0]["outcome"] == "applied"
    assert [len(feed["decisions"]) > 0 for feed in feeds] == [True, True]
    assert receipt[0]["event"]["id"] == "e-001"
    assert [gate["control"] for gate in gates] == ["open", "open"]
    assert [next(iter(answer)) for answer in cases] == ["cases", "id", "history", "tasks"]
    assert files[0] == files[1]
    assert files[0]["media_type"] == "text/csv"
    assert again[0]["decisions"]
    document, dossier = (each for each in SHELL if each not in BLOCKS)
    assert "E1001/1" in printed(served, "bash", "-euo", "pipefail", "-c", document)
    to_a_file = dossier.replace("-o dossier-E1001-1.zip", f"-o {served.data / 'dossier.zip'}")
    printed(served, "bash", "-euo", "pipefail", "-c", to_a_file)
    assert (served.data / "dossier.zip").read_bytes().startswith(b"PK")


def test_every_problem_is_in_the_table() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.*?) \|", PAGE, re.MULTILINE)
    told = {(name, int(status)) for status, names in rows for name in re.findall(r"`([a-z-]+)`", names)}
    assert told == set(STATUS.items())


def test_the_python_client_tells_follows_and_asks(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CLIENTS))
    given = importlib.import_module("handover_client")
    client = given.Handover(served.server.address, served.key)
    results = client.tell(*salesman())
    followed = client.decisions()
    for result in results:
        assert next(followed) == (result["position"], result["decision"])
    assert client.may("severance", "E1001")
    with pytest.raises(given.HandoverProblem, match="nobody of that id"):
        client.may("severance", "E1002")
    with pytest.raises(given.HandoverProblem) as caught:
        client.tell({**salesman()[0], "subject": "E9"})
    assert (caught.value.status, caught.value.problem["errors"][0]["pointer"]) == (409, "/0/id")


def test_the_python_client_asks_again_until_the_service_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(CLIENTS))
    given = importlib.import_module("handover_client")
    with serving(tmp_path / "data") as served:
        lane = served.service.companies["acme"].lane
        monkeypatch.setattr(lane, "tell", failing_once(lane.tell))
        assert given.Handover(served.server.address, served.key).tell(hired("E1"))[0]["outcome"] == "applied"


@contextmanager
def between(address: str) -> Iterator[str]:
    """Give the address of a proxy before a service that fails in three ways before it lets requests through."""
    left = [
        b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\n<p>",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
        b"",
    ]

    class Proxy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = httpx.post(address + self.path, content=body, headers=dict(self.headers), timeout=30)
            told = f"HTTP/1.1 {answer.status_code} x\r\ncontent-length: {len(answer.content)}\r\n\r\n".encode()
            self.wfile.write(left.pop(0) if left else told + answer.content)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Tell nobody."""

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()


def test_the_clients_get_over_what_a_proxy_answers_and_over_half_an_answer(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(CLIENTS))
    given = importlib.import_module("handover_client")
    with between(served.server.address) as address:
        assert given.Handover(address, served.key).tell(hired("E1"))[0]["replayed"] is True
    with between(served.server.address) as address, pytest.raises(given.HandoverProblem, match="502: <p>"):
        given.Handover(address, served.key, tries=1).tell(hired("E1"))
    script = tmp_path / "used.mjs"
    script.write_text(TOLD % (CLIENTS / "handover-client.mjs").as_uri(), encoding="utf-8")
    with between(served.server.address) as address:
        [told] = ran(served, "node", str(script), URL_=address, EVENTS=json.dumps([hired("E2")]))
    assert told[0]["replayed"] is True


TOLD = """
import { Handover } from "%s";
const { URL_, KEY, EVENTS } = process.env;
console.log(JSON.stringify(await new Handover(URL_, { key: KEY }).tell(JSON.parse(EVENTS))));
"""


def failing_once(tell: Any) -> Any:
    from handover_policy.app.serving.told import Overloaded  # noqa: PLC0415 - for this alone

    left = [Overloaded(0)]

    def told(events: Any) -> Any:
        if left:
            raise left.pop()
        return tell(events)

    return told


NODE = """
import { Handover } from "%s";
const { URL_, KEY, SECRET, EVENTS } = process.env;
const handover = new Handover(URL_, { key: KEY, secret: SECRET });
console.log(JSON.stringify(await handover.tell(JSON.parse(EVENTS))));
for await (const [position, decision] of handover.decisions(0)) {
  console.log(JSON.stringify([position, decision.outcome]));
  break;
}
console.log(JSON.stringify(await handover.may("severance", "E1001")));
"""


def test_the_node_client_signs_follows_and_asks(tmp_path: Path) -> None:
    clock = Clock(datetime.now(UTC))
    with serving(tmp_path / "data", clock=clock) as served:
        key = served.new_key("all", signing=True)
        script = tmp_path / "used.mjs"
        script.write_text(NODE % (CLIENTS / "handover-client.mjs").as_uri(), encoding="utf-8")
        events = json.dumps(salesman())
        told, first, may = ran(
            served,
            *("node", str(script)),
            URL_=served.server.address,
            KEY=key.text,
            SECRET=key.signing or "",
            EVENTS=events,
        )
    assert [each["id"] for each in told] == [each["id"] for each in salesman()]
    assert first == [told[0]["position"], "applied"]
    assert may is True


def test_the_clients_need_no_packages() -> None:
    modules = re.findall(r"^(?:import|from) (\S+)", (CLIENTS / "handover_client.py").read_text("utf-8"), re.MULTILINE)
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names
    imported = re.findall(r'from "([^"]+)"', (CLIENTS / "handover-client.mjs").read_text("utf-8"))
    assert all(name.startswith("node:") for name in imported)
